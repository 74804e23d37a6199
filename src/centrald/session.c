/* Login, logout, status. */
#include "centrald/session.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/ids.h"
#include "centrald/office.h"
#include "centrald/pin.h"
#include "centrald/quota.h"

#define TOKEN_BYTES 32

bool status_get(struct call *c, struct error *err)
{
	const struct centrald_config *cfg = c->centre->config;
	struct quota quota;
	struct policy policy;
	struct api_status s = {.version = API_VERSION,
	    .training = cfg->training,
	    .now = c->now,
	    .office = c->office,
	    .can_write = c->centre->card_key != NULL,
	    .evidence_life = cfg->evidence_life};
	text_append(s.counter, sizeof s.counter, c->peer.counter);
	if (!enrolment_open(c->centre->store, c->now, &s.open, err) ||
	    !quota_read(c->centre->store, QUOTA_NATIONAL, &quota, err) ||
	    !policy_read(c->centre->store, &policy, err) ||
	    !policy_match_code(c->centre, &s.match_code, err) ||
	    !policy_code_life(c->centre, &s.code_life, err))
		return false;
	s.approve_store = policy.approve_store;
	s.approve_remove = policy.approve_remove;
	s.exceptions = policy.exceptions;
	s.quota = quota.cap;
	s.quota_used = quota.used;
	api_status_write(&c->out, &s);
	return call_finish(c, 200, err);
}

static bool login_begin(struct call *c, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	bool ok = login ? api_login_read(login, c->body, c->body_len, err)
			: error_set(err, PROBLEM_MEMORY, "login");
	ok = ok && pin_begin(c, &login->number, login->pin, err);
	secret_free(login, sizeof *login);
	return ok;
}

static bool make_token(char out[API_TOKEN_SIZE], struct error *err)
{
	uint8_t random[TOKEN_BYTES];
	struct buf text = BUF_INIT_SECRET;
	bool ok = random_bytes(random, sizeof random);
	base64url_encode(&text, random, sizeof random);
	ok = ok && buf_ok(&text) && text.len < API_TOKEN_SIZE;
	if (ok)
		memcpy(out, text.data, text.len + 1);
	buf_free(&text);
	secret_wipe(random, sizeof random);
	return ok || error_set(err, PROBLEM_SYSTEM, "token");
}

static bool count_today(struct call *c, struct api_session *s, struct error *err)
{
	int64_t success, open, refused;
	int64_t since = day_start(c->now);
	const char *office = c->peer.office;
	struct store *store = c->centre->store;
	if (!store_number(store, SQL_TODAY_SUCCESS, SQL_PARAMS(sql_text(office), sql_int(since)),
		&success, err) ||
	    !store_number(store, SQL_TODAY_OPEN, SQL_PARAMS(sql_text(office)), &open, err) ||
	    !store_number(store, SQL_TODAY_REFUSED, SQL_PARAMS(sql_text(office), sql_int(since)),
		&refused, err))
		return false;
	s->today_success = (long)success;
	s->today_open = (long)open;
	s->today_refused = (long)refused;
	return true;
}

static bool open_session(struct call *c, struct api_session *s, struct error *err)
{
	char token_hash[HASH_HEX_SIZE];
	if (!make_token(s->token, err))
		return false;
	keys_hash(token_hash, c->centre->keys, "token", s->token);
	text_append(s->officer_id, sizeof s->officer_id, c->officer.id);
	text_append(s->officer_name, sizeof s->officer_name, c->officer.name);
	s->office = c->office;
	s->may_enroll = c->officer.may_enroll;
	s->pin_change = c->officer.must_change;
	s->expires = c->now + c->centre->config->session_idle * 1000;
	if (!store_run(c->centre->store, SQL_SESSION_ADD,
		SQL_PARAMS(sql_text(token_hash), sql_text(c->officer.id), sql_text(c->peer.x5t),
		    sql_int(c->now)),
		NULL, err) ||
	    !count_today(c, s, err))
		return false;
	api_session_write(&c->out, s);
	return call_finish(c, 201, err);
}

/* What a right PIN may still meet; told only to who has given it. */
static bool may_log_in(struct call *c, struct error *err)
{
	bool within = false;
	if (strcmp(c->officer.office, c->peer.office) != 0)
		return error_set(err, PROBLEM_OTHER_OFFICE, "officer of %s", c->officer.office);
	if (!within_hours(c->centre->store, c->now, &within, err))
		return false;
	return within || error_set(err, PROBLEM_OUTSIDE_HOURS, "%s", "");
}

static bool login_end(struct call *c, struct error *err)
{
	struct api_session session = {0};
	bool ok =
	    pin_end(c, &c->officer, err) && may_log_in(c, err) && open_session(c, &session, err);
	secret_wipe(&session, sizeof session);
	return ok;
}

bool session_login(struct call *c, struct error *err)
{
	return c->hashed ? login_end(c, err) : login_begin(c, err);
}

bool session_logout(struct call *c, struct error *err)
{
	if (!store_run(c->centre->store, SQL_SESSION_END, SQL_PARAMS(sql_text(c->officer.token)),
		NULL, err))
		return false;
	return call_finish(c, 204, err);
}
