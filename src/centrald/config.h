/*
 * centrald/config.h - how `ddopa-centrald run` is set up. Times are seconds.
 */
#ifndef DDOPA_CENTRALD_CONFIG_H
#define DDOPA_CENTRALD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/options.h"

#define CENTRALD_PATH_MAX    512
#define CENTRALD_LISTEN_MAX  8
#define CENTRALD_HOST_SIZE   64
#define CENTRALD_ADDRESS_MAX 64

/* One listening socket: made for `address`, or handed in as `fd`. */
struct listen_at {
	char address[CENTRALD_ADDRESS_MAX]; /* "127.0.0.1:8443", "[::1]:8443" */
	int fd;				    /* -1: make one */
	bool together;			    /* with other processes (SO_REUSEPORT) */
};

struct listen_list {
	struct listen_at at[CENTRALD_LISTEN_MAX];
	size_t count;
};

/* An agency's service behind the linkage check. */
struct linkage_config {
	char url[CENTRALD_PATH_MAX]; /* "": the store's sample */
	char ca[CENTRALD_PATH_MAX];
	char cert[CENTRALD_PATH_MAX];
	char key[CENTRALD_PATH_MAX];
	long connect, timeout;
	long failures; /* in a row, after which it is left alone */
	long pause;    /* for so long */
	long cache;    /* how long a good answer may be used again; 0: not at all */
};

struct centrald_config {
	char store[CENTRALD_PATH_MAX]; /* a path, or a connection string of libpq */
	char keys[CENTRALD_PATH_MAX];  /* centrald_keys_path() */
	char tls_cert[CENTRALD_PATH_MAX];
	char tls_key[CENTRALD_PATH_MAX];
	char terminal_ca[CENTRALD_PATH_MAX];
	char terminal_crl[CENTRALD_PATH_MAX]; /* "" : none */
	char issuer_cert[CENTRALD_PATH_MAX];  /* "" : certificates are signed elsewhere */
	char issuer_key[CENTRALD_PATH_MAX];
	char card_key[CENTRALD_PATH_MAX]; /* "" : cards are not written */
	char app[CENTRALD_PATH_MAX];	  /* "" : a page in words */
	char host[CENTRALD_HOST_SIZE];	  /* of a code's address, with its port */
	struct linkage_config linkage;
	struct listen_list terminals;
	struct listen_list citizens;
	bool training;
	char training_clock[CENTRALD_PATH_MAX]; /* "" : the system's clock */
	bool match_code;			/* policy */
	long code_life;				/* at most 600 */
	long evidence_life;			/* at most 900 */
	long session_idle;
	long request_time;	/* for a handshake, a request, the taking of an answer */
	long terminal_rate;	/* requests a second of one certificate; 0: no limit */
	long terminal_requests; /* … at once; 0: no limit */
	int ready_fd;		/* -1: none */
	long jobs;		/* processes; several need a shared store */
	bool verbose;
	bool log_json;
	struct listen_list metrics; /* at most one; none: not shown */
};

extern const struct option_row centrald_run_options[];

/* Where the keys of a store are: `given` if not empty, STORE.keys of an embedded one;
 * PROBLEM_USAGE when it cannot be known. */
bool centrald_keys_path(
    char out[CENTRALD_PATH_MAX], const char *store, const char *given, struct error *err);

void centrald_config_init(struct centrald_config *c);
/* option_fn for options_parse(); arg is the struct centrald_config. */
bool centrald_config_option(
    void *arg, const struct option_row *row, const char *value, struct error *err);
/* What must be given was given, and makes sense together. PROBLEM_USAGE names what is
 * missing, PROBLEM_CONFIG what is wrong. Fills in `keys`. */
bool centrald_config_check(struct centrald_config *c, struct error *err);

#endif
