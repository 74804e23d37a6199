/*
 * central/client.h - private to the room: what its files share.
 *
 *   calls.c     the public calls: one row each
 *   record_calls.c  the same, for the office's records, the own PIN and taking over
 *   booking_calls.c  the same, for its bookings
 *   certificate.c  the call that renews this counter's certificate
 *   request.c   one call from its start to its answer, tries and waits included
 *   attempt.c   one try: a libcurl handle with every option
 *   outcome.c   what a finished try means
 *   connect.c   libcurl's multi handle on base/loop
 *   tls.c       what OpenSSL is told, and what its alerts mean
 *   witness.c   what was seen of the centre's audit, and whether an answer is built upon it
 *   probe.c     a connection that only listens, for an alert that was lost
 */
#ifndef DDOPA_CENTRAL_CLIENT_H
#define DDOPA_CENTRAL_CLIENT_H

#include <curl/curl.h>

#include "base/buf.h"
#include "central/central.h"
#include "central/identity.h"
#include "central/witness.h"

#define ANSWER_MAX   (1024 * 1024) /* bytes of a body; hardening.md T22 */
#define HEADERS_MAX  (64 * 1024)
#define RETRIES	     3
#define RETRY_CAP_MS 60000 /* whatever Retry-After says; hardening.md F13 */

struct call_row {
	const char *method;
	const char *path; /* with one %s for the enrollment's id, or none */
	bool repeatable;  /* sending it twice does no harm: a GET, or it carries a key */
	bool long_poll;
	bool limit_is_final; /* by the hour: whoever waits for it is told, not kept waiting */
	size_t answer_size;  /* 0: no body is expected */
	bool (*read)(void *answer, const void *json, size_t len, struct error *err);
	void (*release)(void *answer);
	/* Learns from a success before the callback sees it; answer NULL where there is no body. */
	bool (*learn)(struct central *c, const void *answer, struct error *err);
};

struct request {
	struct request *next;
	struct central *central;
	const struct call_row *row;
	unsigned id;
	char url[480];
	char key[API_ID_SIZE];
	struct buf body;
	central_fn *fn;
	void *arg;
	central_call before; /* a status call that must succeed first */

	CURL *easy; /* NULL between tries */
	struct curl_slist *headers;
	struct buf answer;
	struct buf checkpoints;	     /* that the answer brought, a line each */
	struct checkpoint_seen sent; /* what was remembered when it was asked for */
	size_t header_bytes;
	bool headers_whole; /* their end has come */
	bool too_long;

	int64_t started; /* monotonic ms of the first try */
	int tries;
	unsigned timer;
	bool maybe_sent; /* some try may have been carried out */
	bool failed;
	struct central_failure failure;
	bool probing;
	int64_t after_probe;		/* what outcome_judge() said */
	unsigned probe_fd, probe_timer; /* of the loop */
	void *result;			/* secret memory, row->answer_size bytes */
};

struct central {
	struct loop *loop;
	CURLM *multi;
	unsigned multi_timer;
	bool in_multi; /* inside curl_multi_socket_action */
	struct identity identity;
	struct witness witness;
	char url[256];
	char ca[512], crl[512];
	long connect_timeout_s, timeout_s, poll_wait_s;
	bool training;
	char *token; /* secret memory, API_TOKEN_SIZE; "" when not logged in */
	struct api_session session;
	bool has_status;
	struct api_status status;
	int64_t clock_offset_ms;
	int alert; /* TLS alert that the centre sent on the newest connection, -1: none */
	struct request *requests;
	unsigned next_id;
};

/* connect.c */
bool multi_open(struct central *c, struct error *err);
void multi_close(struct central *c);

/* calls.c: what becomes of a request_new(); NULL goes through all of them, to 0. */
void call_set_key(struct request *r, const char *key);
void call_set_own_key(struct request *r); /* a random one, for what nobody asks for again */
/* query: "" or "?…". */
central_call call_start(struct request *r, const char *query);
/* For the enrollment (or what else the row's path names) of that id. */
central_call call_start_for(struct request *r, const char *id, const char *query);

/* request.c */
struct request *request_new(
    struct central *c, const struct call_row *row, central_fn *fn, void *arg);
void request_start(struct request *r);
void request_fail(struct request *r, const struct error *why); /* answers from the loop */
void request_go_on(struct request *r, int64_t wait);	       /* as outcome_judge() says */
void request_done(struct request *r, CURLcode code);	       /* a try has ended */
void request_free(struct request *r);

/* attempt.c */
bool attempt_begin(struct request *r, struct error *err);
void attempt_end(struct request *r);

/* outcome.c: fills r->failure or r->result. Returns the milliseconds after which to try
 * again, -1 when it is final. */
int64_t outcome_judge(struct request *r, CURLcode code);

/* probe.c */
bool probe_wanted(struct request *r, CURLcode code);
bool probe_begin(struct request *r);
void probe_connected(struct request *r, CURLcode code);
void probe_stop(struct request *r);

/* tls.c */
void tls_configure(struct central *c, CURL *easy);
/* The problem that a finished try's code tells of, where it is one of TLS. */
bool tls_problem(const struct central *c, CURL *easy, CURLcode code, struct error *err);
/* By which alert the centre has refused this counter's certificate, PROBLEM_NONE: by none. */
enum problem tls_refusal(const struct central *c);

#endif
