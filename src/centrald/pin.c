#include "centrald/pin.h"

#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "centrald/hasher.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"

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
	o->officer.must_change = row_int(row, 6) == 1;
}

static bool find_officer(
    struct call *c, const char *citizen, struct officer_row *o, bool *found, struct error *err)
{
	long rows = 0;
	char today[DATE_ISO_SIZE];
	memset(o, 0, sizeof *o);
	date_to_iso(today, bangkok_time_of(c->now).date);
	if (!store_query(c->centre->store, SQL_OFFICER_PIN,
		SQL_PARAMS(sql_text(citizen), sql_text(today)), read_officer, o, &rows, err))
		return false;
	memcpy(o->officer.citizen, citizen, sizeof o->officer.citizen);
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

/* Takes the job over. */
static bool begin(struct call *c, struct hash_job *job, const char *pin, struct error *err)
{
	call_note_citizen(c, job->citizen);
	memcpy(job->pin, pin, sizeof job->pin);
	bool ok = count_attempt(c, job->citizen, err) && prepare_job(c, job, err);
	if (ok)
		c->job = job;
	else
		hash_job_free(job);
	return ok;
}

bool pin_begin(
    struct call *c, const struct citizen_number *number, const char *pin, struct error *err)
{
	struct hash_job *job = hash_job_new();
	if (!job)
		return error_set(err, PROBLEM_MEMORY, "PIN");
	citizen_hash(job->citizen, c->centre->keys, number);
	return begin(c, job, pin, err);
}

bool pin_begin_change(struct call *c, const char *old, const char *fresh, struct error *err)
{
	struct hash_job *job = hash_job_new();
	if (!job || !random_bytes(job->fresh_salt, sizeof job->fresh_salt)) {
		hash_job_free(job);
		return error_set(err, PROBLEM_MEMORY, "PIN");
	}
	job->renew = true;
	memcpy(job->fresh, fresh, sizeof job->fresh);
	memcpy(job->citizen, c->officer.citizen, sizeof job->citizen);
	return begin(c, job, old, err);
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

bool pin_end(struct call *c, struct officer *out, struct error *err)
{
	const struct hash_job *job = c->hashed;
	struct officer_row o;
	bool found = false;
	c->keep = true;
	call_note_citizen(c, job->citizen);
	if (!job->match)
		return wrong_pin(c, job->citizen, err);
	if (!find_officer(c, job->citizen, &o, &found, err))
		return false;
	if (!found)
		return error_set(err, PROBLEM_WRONG_PIN, "%s", "");
	*out = o.officer;
	return store_run(c->centre->store, SQL_LOGIN_CLEAR,
	    SQL_PARAMS(sql_text(job->citizen), sql_int(c->now)), NULL, err);
}
