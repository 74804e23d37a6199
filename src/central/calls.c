/* The calls: one row each, and what the client learns from their answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "central/client.h"
#include "wire/evidence.h"

#define READER(name)                                                                               \
	static bool read_##name(void *answer, const void *json, size_t len, struct error *err)     \
	{                                                                                          \
		return api_##name##_read(answer, json, len, err);                                  \
	}
READER(status)
READER(session)
READER(linkage_answer)
READER(approval)
READER(finger_cryptogram)
READER(enrolment)
READER(enrolment_list)

static void release_list(void *answer)
{
	api_enrolment_list_free(answer);
}

static void learn_clock(struct central *c, int64_t now)
{
	c->clock_offset_ms = now - clock_real_ms(loop_clock(c->loop));
}

static bool learn_status(struct central *c, const void *answer, struct error *err)
{
	const struct api_status *status = answer;
	if (status->version != API_VERSION)
		return error_set(err, PROBLEM_UPDATE_NEEDED, "version %d", status->version);
	if (status->training != c->training)
		return error_set(err, PROBLEM_TRAINING_MISMATCH, "%s",
		    status->training ? "the centre is for training"
				     : "this counter is for training");
	c->status = *status;
	c->has_status = true;
	learn_clock(c, status->now);
	return true;
}

static bool learn_session(struct central *c, const void *answer, struct error *err)
{
	const struct api_session *session = answer;
	(void)err;
	memcpy(c->token, session->token, API_TOKEN_SIZE);
	c->session = *session;
	secret_wipe(c->session.token, sizeof(c->session.token));
	return true;
}

static bool learn_enrolment(struct central *c, const void *answer, struct error *err)
{
	(void)err;
	learn_clock(c, ((const struct api_enrolment *)answer)->now);
	return true;
}

enum call {
	CALL_STATUS,
	CALL_LOGIN,
	CALL_LOGOUT,
	CALL_LINKAGE,
	CALL_REFUSAL,
	CALL_APPROVE,
	CALL_FINGER_WRITE,
	CALL_FINGER_OUTCOME,
	CALL_ENROL,
	CALL_LIST,
	CALL_LOOK,
	CALL_POLL,
	CALL_CODE,
	CALL_MATCH_CODE,
	CALL_CANCEL,
	CALL_COUNT
};

#define ENROLMENT                                                                                  \
	.answer_size = sizeof(struct api_enrolment), .read = read_enrolment,                       \
	.learn = learn_enrolment
static const struct call_row rows[CALL_COUNT] = {
    [CALL_STATUS] = {.method = "GET",
	.path = "/v1/status",
	.repeatable = true,
	.answer_size = sizeof(struct api_status),
	.read = read_status,
	.learn = learn_status},
    /* A wrong PIN counts, so a login is not sent twice. */
    [CALL_LOGIN] = {.method = "POST",
	.path = "/v1/session",
	.answer_size = sizeof(struct api_session),
	.read = read_session,
	.learn = learn_session},
    [CALL_LOGOUT] = {.method = "DELETE", .path = "/v1/session", .repeatable = true},
    [CALL_LINKAGE] = {.method = "POST",
	.path = "/v1/linkage-checks",
	.repeatable = true,
	.answer_size = sizeof(struct api_linkage_answer),
	.read = read_linkage_answer},
    [CALL_REFUSAL] = {.method = "POST", .path = "/v1/refusals", .repeatable = true},
    /* With a key, so that a wrong PIN is counted once however often it is sent. */
    [CALL_APPROVE] = {.method = "POST",
	.path = "/v1/approvals",
	.repeatable = true,
	.answer_size = sizeof(struct api_approval),
	.read = read_approval},
    [CALL_FINGER_WRITE] = {.method = "POST",
	.path = "/v1/finger-writes",
	.repeatable = true,
	.answer_size = sizeof(struct api_finger_cryptogram),
	.read = read_finger_cryptogram},
    [CALL_FINGER_OUTCOME] = {.method = "POST",
	.path = "/v1/finger-writes/%s/outcome",
	.repeatable = true},
    [CALL_ENROL] = {.method = "POST", .path = "/v1/enrollments", .repeatable = true, ENROLMENT},
    [CALL_LIST] = {.method = "GET",
	.path = "/v1/enrollments",
	.repeatable = true,
	.answer_size = sizeof(struct api_enrolment_list),
	.read = read_enrolment_list,
	.release = release_list},
    [CALL_LOOK] = {.method = "GET", .path = "/v1/enrollments/%s", .repeatable = true, ENROLMENT},
    [CALL_POLL] = {.method = "GET",
	.path = "/v1/enrollments/%s",
	.repeatable = true,
	.long_poll = true,
	ENROLMENT},
    [CALL_CODE] = {.method = "POST",
	.path = "/v1/enrollments/%s/codes",
	.repeatable = true,
	ENROLMENT},
    [CALL_MATCH_CODE] = {.method = "POST",
	.path = "/v1/enrollments/%s/match-code",
	.repeatable = true,
	ENROLMENT},
    [CALL_CANCEL] = {.method = "POST",
	.path = "/v1/enrollments/%s/cancel",
	.repeatable = true,
	ENROLMENT},
};

/* ---- building ---- */

/* Ids come from the centre or the journal, and go into an address. */
static bool plain_id(const char *id)
{
	static const char allowed[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	return id[0] && strlen(id) < API_ID_SIZE && id[strspn(id, allowed)] == '\0';
}

static void put_url(struct request *r, const char *id, const char *query)
{
	const char *path = r->row->path, *hole = strstr(path, "%s");
	if (!hole)
		snprintf(r->url, sizeof(r->url), "%s%s%s", r->central->url, path, query);
	else
		snprintf(r->url, sizeof(r->url), "%s%.*s%s%s%s", r->central->url,
		    (int)(hole - path), path, id, hole + 2, query);
}

static struct request *make(struct central *c, enum call call, central_fn *fn, void *arg)
{
	return request_new(c, &rows[call], fn, arg);
}

/* The address is complete. */
static central_call send_off(struct request *r)
{
	struct error err = {0};
	central_call id = r->id;
	if (buf_ok(&r->body))
		request_start(r);
	else if (!error_set(&err, PROBLEM_MEMORY, "request"))
		request_fail(r, &err);
	return id;
}

central_call call_start(struct request *r, const char *query)
{
	if (!r)
		return 0;
	put_url(r, "", query);
	return send_off(r);
}

static central_call start(struct request *r)
{
	return call_start(r, "");
}

central_call call_start_for(struct request *r, const char *id, const char *query)
{
	struct error err = {0};
	if (!r)
		return 0;
	central_call call = r->id;
	put_url(r, id, query);
	if (plain_id(id))
		return send_off(r);
	error_set(&err, PROBLEM_NOT_FOUND, "id");
	request_fail(r, &err);
	return call;
}

void call_set_key(struct request *r, const char *key)
{
	if (r)
		snprintf(r->key, sizeof(r->key), "%s", key);
}

/* A check that is refused is recorded: so it has a key too, for its own tries only. Nothing
 * is lost with it, hence it needs no journal. */
void call_set_own_key(struct request *r)
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	bool ok = r && random_bytes(random, sizeof random);
	if (ok)
		hex_encode(&hex, random, sizeof random);
	ok = ok && buf_ok(&hex);
	if (ok)
		snprintf(r->key, sizeof(r->key), "k%s", (const char *)hex.data);
	buf_free(&hex);
}

/* ---- the calls ---- */

central_call central_status(struct central *c, central_fn *fn, void *arg)
{
	return start(make(c, CALL_STATUS, fn, arg));
}

static void login_checked(void *arg, const struct central_failure *failure, const void *answer)
{
	struct request *r = arg;
	(void)answer;
	r->before = 0;
	if (failure) {
		r->failure = *failure;
		request_fail(r, &failure->error);
	} else {
		start(r);
	}
}

central_call central_login(
    struct central *c, const struct api_login *login, central_fn *fn, void *arg)
{
	struct error err = {0};
	struct request *r = make(c, CALL_LOGIN, fn, arg);
	if (!r)
		return 0;
	api_login_write(&r->body, login);
	r->before = central_status(c, login_checked, r);
	if (!r->before && !error_set(&err, PROBLEM_MEMORY, "request"))
		request_fail(r, &err);
	return r->id;
}

central_call central_logout(struct central *c, central_fn *fn, void *arg)
{
	central_call call = start(make(c, CALL_LOGOUT, fn, arg));
	/* The header was built; whatever becomes of it, this side is logged out. */
	secret_wipe(c->token, API_TOKEN_SIZE);
	return call;
}

central_call central_linkage_check(
    struct central *c, const struct api_linkage_check *check, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_LINKAGE, fn, arg);
	if (r)
		api_linkage_check_write(&r->body, check);
	call_set_own_key(r);
	return start(r);
}

central_call central_refusal(struct central *c, const struct api_refusal *refusal, const char *key,
    central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_REFUSAL, fn, arg);
	if (r)
		api_refusal_write(&r->body, refusal);
	call_set_key(r, key);
	return start(r);
}

central_call central_approve(struct central *c, const struct api_approval_request *request,
    const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_APPROVE, fn, arg);
	if (r)
		api_approval_request_write(&r->body, request);
	call_set_key(r, key);
	return start(r);
}

central_call central_finger_write(
    struct central *c, const struct api_finger_write *w, const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_FINGER_WRITE, fn, arg);
	if (r)
		api_finger_write_write(&r->body, w);
	call_set_key(r, key);
	return start(r);
}

central_call central_finger_outcome(struct central *c, const char *id,
    const struct api_finger_outcome *o, const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_FINGER_OUTCOME, fn, arg);
	if (r)
		api_finger_outcome_write(&r->body, o);
	call_set_key(r, key);
	return call_start_for(r, id, "");
}

central_call central_enrol(struct central *c, const struct api_new_enrolment *n, const char *key,
    central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_ENROL, fn, arg);
	if (r)
		api_new_enrolment_write(&r->body, n);
	call_set_key(r, key);
	return start(r);
}

central_call central_list(struct central *c, central_fn *fn, void *arg)
{
	return start(make(c, CALL_LIST, fn, arg));
}

central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg)
{
	char query[64] = "";
	if (after >= 0)
		snprintf(query, sizeof(query), "?after=%ld&wait=%ld", after, c->poll_wait_s);
	return call_start_for(make(c, after >= 0 ? CALL_POLL : CALL_LOOK, fn, arg), id, query);
}

central_call central_code(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_CODE, fn, arg);
	if (r)
		buf_puts(&r->body, "{}");
	call_set_key(r, key);
	return call_start_for(r, id, "");
}

central_call central_match_code(struct central *c, const char *id, const struct api_match_code *m,
    const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_MATCH_CODE, fn, arg);
	if (r)
		api_match_code_write(&r->body, m);
	call_set_key(r, key);
	return call_start_for(r, id, "");
}

central_call central_cancel(struct central *c, const char *id, const struct api_cancel *cancel,
    const char *key, central_fn *fn, void *arg)
{
	struct request *r = make(c, CALL_CANCEL, fn, arg);
	if (r)
		api_cancel_write(&r->body, cancel);
	call_set_key(r, key);
	return call_start_for(r, id, "");
}

void central_abort(struct central *c, central_call call)
{
	for (struct request *r = c->requests; r && call; r = r->next)
		if (r->id == call) {
			central_call before = r->before;
			request_free(r);
			central_abort(c, before);
			return;
		}
}

static void nobody(void *arg, const struct central_failure *failure, const void *answer)
{
	(void)arg;
	(void)failure;
	(void)answer;
}

void central_let_go(struct central *c, central_call call)
{
	for (struct request *r = c->requests; r && call; r = r->next)
		if (r->id == call) {
			r->fn = nobody;
			r->arg = NULL;
		}
}
