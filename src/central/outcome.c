/* What a finished try means: an answer, a refusal in the centre's words, trouble on the way.
 * The question that decides what may be done next is always the same one: may it have been
 * carried out? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "central/client.h"

static bool fail(struct request *r, enum problem problem, const char *context)
{
	r->failed = true;
	error_set(&r->failure.error, problem, "%s", context);
	return false;
}

/* "application/json", with no charset or that of JSON (RFC 8259 §8.1). */
static bool has_type(CURL *easy, const char *type)
{
	const char *have = NULL;
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &have);
	size_t len = strlen(type);
	if (!have || strncasecmp(have, type, len) != 0)
		return false;
	const char *rest = have + len;
	while (*rest == ' ' || *rest == ';')
		rest++;
	return *rest == '\0' || strcasecmp(rest, "charset=utf-8") == 0;
}

static bool take_answer(struct request *r)
{
	const struct call_row *row = r->row;
	struct error err = {0};
	if (row->answer_size == 0)
		return !row->learn || row->learn(r->central, NULL, &err) ||
		       fail(r, err.problem, err.context);
	if (!has_type(r->easy, "application/json"))
		return fail(r, PROBLEM_CENTRE_ANSWER, "not JSON");
	r->result = secret_alloc(row->answer_size);
	if (!r->result)
		return fail(r, PROBLEM_MEMORY, "answer");
	if (!row->read(r->result, r->answer.data, r->answer.len, &err) ||
	    (row->learn && !row->learn(r->central, r->result, &err))) {
		secret_free(r->result, row->answer_size);
		r->result = NULL;
		return fail(r, err.problem, err.context);
	}
	return true;
}

/* A problem document, or what a gateway in between says. */
static bool take_refusal(struct request *r, long status)
{
	struct error err = {0};
	char text[32];
	if (has_type(r->easy, "application/problem+json") &&
	    api_problem_read(&r->failure.problem, r->answer.data, r->answer.len, &err) &&
	    r->failure.problem.problem != PROBLEM_NONE) {
		r->failure.answered = true;
		return fail(r, r->failure.problem.problem, r->failure.problem.detail);
	}
	snprintf(text, sizeof(text), "HTTP %ld", status);
	return fail(r, status >= 500 ? PROBLEM_CENTRE_DOWN : PROBLEM_CENTRE_ANSWER, text);
}

/* After a refusal nothing was done, unless it speaks of the centre's own trouble. */
static bool leaves_doubt(const struct request *r, long status)
{
	return status >= 500 && r->failure.error.problem != PROBLEM_LINKAGE_AWAY;
}

static bool was_sent(const struct request *r)
{
	long sent = 0;
	curl_easy_getinfo(r->easy, CURLINFO_REQUEST_SIZE, &sent);
	return sent > 0;
}

static bool take_trouble(struct request *r, CURLcode code)
{
	struct error err = {0};
	const char *url = r->central->url;
	if (tls_problem(r->central, r->easy, code, &err))
		return fail(r, err.problem, err.context);
	if (r->too_long)
		return fail(r, PROBLEM_CENTRE_ANSWER, "too long");
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		/* Nobody took the call, or nobody answered what was said. */
		return fail(r, was_sent(r) ? PROBLEM_CENTRE_TIMEOUT : PROBLEM_CENTRE_DOWN, url);
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR: /* cut while shaking hands */
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
		return fail(r, PROBLEM_CENTRE_DOWN, url);
	case CURLE_OUT_OF_MEMORY:
		return fail(r, PROBLEM_MEMORY, "libcurl");
	case CURLE_SSL_CERTPROBLEM:
		return fail(r, PROBLEM_CERTIFICATE_MISSING, "key");
	default:
		return fail(r, PROBLEM_CENTRE_ANSWER, url);
	}
}

/* Whether bytes of the request may have reached a centre that acts on them. Under TLS 1.3
 * the request may be on its way before the certificate is refused; then it is not read. */
static bool may_have_arrived(const struct request *r)
{
	enum problem problem = r->failure.error.problem;
	bool refused = problem >= PROBLEM_CENTRE_TLS && problem <= PROBLEM_CERTIFICATE_REVOKED &&
		       problem != PROBLEM_CENTRE_ANSWER;
	return was_sent(r) && !refused;
}

static int64_t jittered(int64_t ms)
{
	uint8_t random = 128;
	(void)random_bytes(&random, 1);
	return ms * (192 + random / 2) / 256; /* 3/4 to 5/4 */
}

static int64_t told_to_wait(CURL *easy)
{
	curl_off_t seconds = 0;
	curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds > RETRY_CAP_MS / 1000)
		seconds = RETRY_CAP_MS / 1000;
	return (int64_t)seconds * 1000;
}

static bool worth_repeating(const struct request *r, long status)
{
	switch (r->failure.error.problem) {
	case PROBLEM_CENTRE_DOWN:
	case PROBLEM_CENTRE_TIMEOUT:
	case PROBLEM_CONFLICT:
	case PROBLEM_CENTRE_INTERNAL:
		return true;
	case PROBLEM_LINKAGE_AWAY: /* the centre has tried; the officer is told */
		return false;
	case PROBLEM_RATE_LIMITED:
		return !r->row->limit_is_final;
	case PROBLEM_CENTRE_ANSWER:
		return status == 0 || status >= 500;
	default:
		return status == 503;
	}
}

/* A centre that could not even be connected to is told of in the time of one connection,
 * however many tries fit into it (hardening.md F9). */
static bool waited_enough(const struct request *r)
{
	const struct central *c = r->central;
	int64_t waited = clock_mono_ms(loop_clock(c->loop)) - r->started;
	return !r->maybe_sent && waited >= c->connect_timeout_s * 1000;
}

static int64_t next_try(const struct request *r, long status)
{
	static const int64_t waits[RETRIES] = {500, 1000, 2000};
	if (r->tries > RETRIES || r->row->long_poll || !worth_repeating(r, status))
		return -1;
	if ((r->maybe_sent && !r->row->repeatable) || (status == 0 && waited_enough(r)))
		return -1;
	int64_t told = told_to_wait(r->easy);
	int64_t own = jittered(waits[r->tries - 1]);
	return told > own ? told : own;
}

/* The centre's own trouble brings none, and a refusal before it was judged need not. */
static bool history_holds(struct request *r, long status)
{
	struct error err = {0};
	const char *path = (const char *)r->checkpoints.data;
	bool success = status >= 200 && status < 300;
	if (status >= 500 || (!success && r->checkpoints.len == 0))
		return true;
	if (!buf_ok(&r->checkpoints))
		return fail(r, PROBLEM_MEMORY, "checkpoint");
	return witness_judge(&r->central->witness, &r->sent, path ? path : "", &err) ||
	       fail(r, err.problem, err.context);
}

int64_t outcome_judge(struct request *r, CURLcode code)
{
	long status = 0;
	r->failed = false;
	r->failure = (struct central_failure){0};
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	/* A connection that ends in order in the middle of the headers is well for libcurl. */
	if (code == CURLE_OK && !r->headers_whole) {
		code = CURLE_PARTIAL_FILE;
		status = 0;
	}
	if (code != CURLE_OK)
		take_trouble(r, code);
	else if (!history_holds(r, status))
		;
	else if (status >= 200 && status < 300)
		take_answer(r);
	else
		take_refusal(r, status);
	if (!r->failed)
		return -1;
	if (code != CURLE_OK)
		r->maybe_sent |= may_have_arrived(r);
	else
		r->maybe_sent = leaves_doubt(r, status) || (status >= 200 && status < 300);
	r->failure.maybe_done = r->maybe_sent;
	return next_try(r, status);
}
