/*
 * centrald/agency_http.h - questions to an agency's service over HTTPS: libcurl's multi handle
 * on the centre's loop. TLS 1.3 with the centre's certificate, the agency's own authority and
 * no other, no proxy, no redirect, a limit for connecting and one for the whole, and a cap on
 * the answer that is counted here (hardening.md, finding 5). Each question ends in one of the
 * outcomes below, within its time.
 */
#ifndef DDOPA_CENTRALD_AGENCY_HTTP_H
#define DDOPA_CENTRALD_AGENCY_HTTP_H

#include <event2/event.h>

#include "base/buf.h"
#include "centrald/config.h"

enum agency_outcome {
	AGENCY_ANSWERED,
	AGENCY_PAUSED,	       /* the breaker is open: not asked */
	AGENCY_BUSY,	       /* too many are under way: not asked */
	AGENCY_UNREACHABLE,    /* no connection */
	AGENCY_SLOW,	       /* a time limit */
	AGENCY_TLS,	       /* one side does not trust the other */
	AGENCY_CUT,	       /* the connection ended before the answer did */
	AGENCY_TOO_LARGE,      /* the answer's cap */
	AGENCY_STATUS,	       /* another status than 200 */
	AGENCY_NOT_UNDERSTOOD, /* not JSON, or not of the agreed form */
	AGENCY_OUTCOMES
};
const char *agency_outcome_word(enum agency_outcome outcome);

struct agency_http;

/* Called from the loop, once for each agency_http_ask(). answer: the body of ANSWERED, good
 * within the call. detail: a number for the log, libcurl's or HTTP's. */
typedef void agency_http_fn(void *arg, void *of_question, enum agency_outcome outcome, long detail,
    const struct buf *answer);

/* PROBLEM_CONFIG: a file of cfg that cannot be used. All borrowed. */
struct agency_http *agency_http_open(const struct linkage_config *cfg, struct event_base *base,
    agency_http_fn *fn, void *arg, struct error *err);
/* What is under way is given up: drop is called in place of fn. */
void agency_http_close(struct agency_http *h, void (*drop)(void *of_question));
/* Takes the body over. False: it could not be started. */
bool agency_http_ask(struct agency_http *h, struct buf *body, void *of_question);

#endif
