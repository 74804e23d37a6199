/* Login, logout, status. */
#include "centrald/session.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/hasher.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"
#include "centrald/quota.h"

#define WRONG_PINS  5
#define TOKEN_BYTES 32

bool status_get(struct call *c, struct error *err)
{
	const struct centrald_config *cfg = c->centre->config;
	struct quota quota;
	struct api_status s = {.version = API_VERSION,
	    .training = cfg->training,
	    .now = c->now,
	    .office = c->office,
	    .match_code = cfg->match_code,
	    .code_life = cfg->code_life,
	    .evidence_life = cfg->evidence_life};
	text_append(s.counter, sizeof s.counter, c->peer.counter);
	if (!enrolment_open(c->centre->store, c->now, &s.open, err) ||
	    !quota_read(c->centre->store, &quota, err))
		return false;
	s.quota = quota.cap;
	s.quota_used = quota.used;
	api_status_write(&c->out, &s);
	return call_finish(c, 200, err);
}

struct officer_row {
	struct officer officer;
	char salt[2 * PIN_SALT_SIZE + 1];
	char hash[2 * PIN_HASH_SIZE + 1];
};

static void read_officer(void *arg, const struct store_row *row)
{
	struct officer_row *o = arg;
	row_text(row, 0, o->officer.id, sizeof o->officer.id);
	row_text(row, 1, o->officer.name, sizeof o->officer.name);
	row_text(row, 2, o->officer.office, sizeof o->officer.office);
	o->officer.may_enroll = row_int(row, 3) == 1;
	row_text(row, 4, o->salt, sizeof o->salt);
	row_text(row, 5, o->hash, sizeof o->hash);
}

static bool find_officer(
    struct call *c, const char *citizen, struct officer_row *o, bool *found, struct error *err)
{
	long rows = 0;
	memset(o, 0, sizeof *o);
	if (!store_query(c->centre->store, SQL_OFFICER_PIN, SQL_PARAMS(sql_text(citizen)),
		read_officer, o, &rows, err))
		return false;
	*found = rows == 1;
	return true;
}

/* The try is counted before it is judged, so that many at once are still five; a number
 * that is no officer's is counted, computed and locked just the same. */
static bool count_attempt(struct call *c, const char *citizen, struct error *err)
{
	struct store *s = c->centre->store;
	long changes = 0;
	if (!store_run(
		s, SQL_LOGIN_ROW, SQL_PARAMS(sql_text(citizen), sql_int(c->now)), NULL, err) ||
	    !store_run(s, SQL_LOGIN_ATTEMPT,
		SQL_PARAMS(sql_text(citizen), sql_int(WRONG_PINS), sql_int(c->now)), &changes, err))
		return false;
	return changes == 1 || error_set(err, PROBLEM_ACCOUNT_LOCKED, "%s", "");
}

static bool prepare_job(struct call *c, struct hash_job *job, struct error *err)
{
	struct officer_row o;
	if (!find_officer(c, job->citizen, &o, &job->known, err))
		return false;
	if (!job->known) {
		keys_mac(job->expected, c->centre->keys, "no-officer", job->citizen,
		    strlen(job->citizen));
		memcpy(job->salt, job->expected, sizeof job->salt);
		return true;
	}
	return (hex_bytes(job->salt, sizeof job->salt, o.salt) &&
		   hex_bytes(job->expected, sizeof job->expected, o.hash)) ||
	       error_set(err, PROBLEM_CENTRE_INTERNAL, "PIN of %s", o.officer.id);
}

static bool login_begin(struct call *c, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	struct hash_job *job = hash_job_new();
	bool ok = login && job ? api_login_read(login, c->body, c->body_len, err)
			       : error_set(err, PROBLEM_MEMORY, "login");
	if (ok) {
		citizen_hash(job->citizen, c->centre->keys, &login->number);
		call_note_citizen(c, job->citizen);
		memcpy(job->pin, login->pin, sizeof job->pin);
		ok = count_attempt(c, job->citizen, err) && prepare_job(c, job, err);
	}
	secret_free(login, sizeof *login);
	if (ok)
		c->job = job;
	else
		hash_job_free(job);
	return ok;
}

static bool wrong_pin(struct call *c, const char *citizen, struct error *err)
{
	int64_t failures;
	if (!store_number(c->centre->store, SQL_LOGIN_FAILURES, SQL_PARAMS(sql_text(citizen)),
		&failures, err))
		return false;
	return error_set(
	    err, failures >= WRONG_PINS ? PROBLEM_ACCOUNT_LOCKED : PROBLEM_WRONG_PIN, "%s", "");
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
	const struct hash_job *job = c->hashed;
	struct officer_row o;
	struct api_session session = {0};
	bool found = false;
	c->keep = true;
	call_note_citizen(c, job->citizen);
	if (!job->match)
		return wrong_pin(c, job->citizen, err);
	if (!find_officer(c, job->citizen, &o, &found, err))
		return false;
	if (!found)
		return error_set(err, PROBLEM_WRONG_PIN, "%s", "");
	c->officer = o.officer;
	bool ok = store_run(c->centre->store, SQL_LOGIN_CLEAR,
		      SQL_PARAMS(sql_text(job->citizen), sql_int(c->now)), NULL, err) &&
		  may_log_in(c, err) && open_session(c, &session, err);
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
