/* What the tests of the client share: an authority, a counter's files, a loop, one call at a
 * time and its outcome. */
#ifndef TESTS_CENTRAL_DESK_H
#define TESTS_CENTRAL_DESK_H

#include "central/central.h"
#include "pki.h"
#include "server.h"

struct desk {
	char dir[96];
	char ca_file[128], certificate_file[128], key_file[128];
	char crl_file[128]; /* "": what is revoked is not asked */
	EVP_PKEY *ca_key, *server_key, *counter_key;
	X509 *ca, *server_certificate, *counter;
	struct loop *loop;
	struct central *central;
	struct server server;
	/* of the last call */
	int answers;
	int answers_at_end; /* when the client was freed */
	bool failed;
	struct central_failure failure;
	struct api_enrolment enrolment; /* where the answer is one */
	size_t answer_size;		/* what to copy into it, 0: nothing */
};

int desk_setup(void **state);
int desk_teardown(void **state);
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, desk_setup, desk_teardown)
struct central_options desk_options(const struct desk *d);
/* Starts the server and a client of it. */
void desk_open(struct desk *d, const struct server_options *options);
void desk_close(struct desk *d);
struct server_options desk_server(const struct desk *d, const struct step *steps, size_t count);
#define STEPS(d, ...)                                                                              \
	desk_server(d, (const struct step[]){__VA_ARGS__},                                         \
	    sizeof((const struct step[]){__VA_ARGS__}) / sizeof(struct step))

void desk_answer(void *desk, const struct central_failure *failure, const void *answer);
void desk_wait(struct desk *d, int answers); /* until so many have come in all; 20 s at most */

/* An enrollment with the key "key-1", up to its answer. */
void desk_enrol(struct desk *d);
/* How many of the requests that have come since then hold these words. */
int desk_requests(struct desk *d, const char *with);

/* A clock of which a second passes in twenty milliseconds: waits between tries are short. */
extern const struct clock clock_hasty;

extern const char STATUS[]; /* bodies */
extern const char SESSION[];
extern const char ENROLMENT[];

#endif
