/*
 * tests/centrald/client.h - requests to the centre by libcurl, as a counter or a phone
 * makes them. Each is written down in the build directory too (exchanges/), where
 * openapi.sh holds them against the contract.
 */
#ifndef DDOPA_TESTS_CENTRALD_CLIENT_H
#define DDOPA_TESTS_CENTRALD_CLIENT_H

#include <curl/curl.h>

#include "base/buf.h"
#include "wire/api.h"
#include "world.h"

struct answer {
	CURLcode curl;
	long status;
	char type[64];
	char nonce[64];
	char correlation[48];
	char retry_after[16];
	char checkpoint[4096]; /* Audit-Checkpoint, the first */
	int checkpoints;       /* so many of them */
	struct buf body;
	struct api_problem problem; /* PROBLEM_NONE when it is none */
};

struct client {
	struct world *world;
	bool citizens;			      /* which listener */
	const struct pki_issued *certificate; /* NULL: none */
	char token[API_TOKEN_SIZE];
	bool unrecorded; /* answered by libevent itself, before there is a request */
	CURL *curl;
};

struct request {
	const char *method, *path;
	const void *body; /* NULL: none */
	size_t len;
	const char *key; /* Idempotency-Key; NULL: none, "": a new one */
	const char *dpop;
	const char *headers[4]; /* more, ended by NULL */
};

void client_make(struct client *c, struct world *w, const struct pki_issued *certificate);
void client_make_citizen(struct client *c, struct world *w);
void client_free(struct client *c);
/* a is cleared first; answer_free() it. */
void client_call(struct client *c, const struct request *r, struct answer *a);
/* A request with a JSON text. */
void client_json(
    struct client *c, const char *method, const char *path, const char *json, struct answer *a);
void answer_free(struct answer *a);
/* Asserts the status and the problem's name; on another shows the body. */
void answer_is(const struct answer *a, long status);
void answer_problem(const struct answer *a, enum problem problem);
void fresh_key(char out[API_ID_SIZE]);

#endif
