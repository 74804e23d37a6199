/* One enrollment between the store and the program, and its ends. */
#include <string.h>

#include "base/log.h"
#include "centrald/enrolment.h"
#include "centrald/quota.h"

void enrolment_read_row(void *arg, const struct store_row *row)
{
	struct enrolment *e = arg;
	char word[64];
	memset(e, 0, sizeof *e);
	row_text(row, 0, e->id, sizeof e->id);
	row_text(row, 1, e->office, sizeof e->office);
	row_text(row, 2, e->counter, sizeof e->counter);
	row_text(row, 3, e->officer, sizeof e->officer);
	row_text(row, 4, e->officer_name, sizeof e->officer_name);
	row_text(row, 5, e->citizen, sizeof e->citizen);
	row_text(row, 6, word, sizeof word);
	if (!enrolment_state_parse(&e->state, word))
		e->state = STATE_CANCELLED; /* no program of this schema writes such a row */
	e->revision = (long)row_int(row, 7);
	e->created = row_int(row, 8);
	e->changed = row_int(row, 9);
	e->evidence_end = row_int(row, 10);
	e->due = row_int(row, 11);
	e->new_phone = row_int(row, 12) == 1;
	e->place = (enum place)row_int(row, 13);
	e->codes_made = (int)row_int(row, 14);
	e->digit_tries = (int)row_int(row, 15);
	e->match_tries = (int)row_int(row, 16);
	e->second_phone = row_int(row, 17) == 1;
	row_text(row, 18, word, sizeof word);
	e->end = problem_by_name(word);
	row_text(row, 19, e->thumbprint, sizeof e->thumbprint);
	row_text(row, 20, e->jwk, sizeof e->jwk);
	row_text(row, 21, e->match_nonce, sizeof e->match_nonce);
	row_text(row, 22, e->proof_nonce, sizeof e->proof_nonce);
	row_text(row, 23, e->receipt, sizeof e->receipt);
	row_text(row, 24, e->assurance, sizeof e->assurance);
	row_text(row, 25, word, sizeof word);
	if (!finger_absence_parse(&e->absence, word))
		e->absence = ABSENCE_NONE; /* the assurance tells of the exception all the same */
	row_text(row, 26, e->taken_by, sizeof e->taken_by);
	row_text(row, 27, e->taken_by_name, sizeof e->taken_by_name);
}

bool enrolment_is_due(const struct enrolment *e, int64_t now)
{
	return !enrolment_state_is_end(e->state) && e->due <= now;
}

bool enrolment_find(struct call *c, const char *id, struct enrolment *e, struct error *err)
{
	long rows = 0;
	memset(e, 0, sizeof *e);
	if (!store_query(c->centre->store, SQL_ENROLMENT, SQL_PARAMS(sql_text(id)),
		enrolment_read_row, e, &rows, err))
		return false;
	if (rows != 1)
		return error_set(err, PROBLEM_NOT_FOUND, "enrollment");
	memcpy(c->note_enrolment, e->id, sizeof c->note_enrolment);
	call_note_citizen(c, e->citizen);
	if (!enrolment_is_due(e, c->now))
		return true;
	return enrolment_expire(c, e, err);
}

bool enrolment_own(struct call *c, struct enrolment *e, struct error *err)
{
	if (!enrolment_find(c, c->id, e, err))
		return false;
	if (strcmp(e->office, c->peer.office) != 0)
		return error_set(err, PROBLEM_OTHER_OFFICE, "enrollment");
	return true;
}

const char *enrolment_holder(const struct enrolment *e)
{
	return *e->taken_by ? e->taken_by : e->officer;
}

bool enrolment_mine(struct call *c, struct enrolment *e, struct error *err)
{
	if (!enrolment_own(c, e, err))
		return false;
	if (*e->taken_by && strcmp(e->taken_by, c->officer.id) != 0)
		return error_set(err, PROBLEM_TAKEN_OVER, "%s", "");
	return true;
}

bool enrolment_entered(
    struct call *c, const struct enrolment *e, enum enrolment_state state, struct error *err)
{
	return store_run(c->centre->store, SQL_STATE_ADD,
	    SQL_PARAMS(sql_text(e->id), sql_text(enrolment_state_name(state)), sql_text(e->office),
		sql_int(c->now)),
	    NULL, err);
}

bool enrolment_save(struct call *c, struct enrolment *e, struct error *err)
{
	long changes = 0;
	bool open = !enrolment_state_is_end(e->state);
	const char *end = e->end == PROBLEM_NONE ? "" : problem_row(e->end)->name;
	if (!store_run(c->centre->store, SQL_ENROLMENT_SAVE,
		SQL_PARAMS(sql_text(e->id), sql_int(e->revision),
		    sql_text(enrolment_state_name(e->state)), sql_int(open), sql_int(c->now),
		    sql_int(open ? e->due : 0), sql_int(e->place), sql_int(e->codes_made),
		    sql_int(e->digit_tries), sql_int(e->match_tries), sql_int(e->second_phone),
		    sql_text(end), sql_text(e->thumbprint), sql_text(e->jwk),
		    sql_text(e->match_nonce), sql_text(e->proof_nonce), sql_text(e->receipt),
		    sql_text(e->taken_by)),
		&changes, err))
		return false;
	if (changes != 1)
		return error_set(err, PROBLEM_CONFLICT, "enrollment");
	if (!enrolment_entered(c, e, e->state, err))
		return false;
	e->revision++;
	e->changed = c->now;
	memcpy(c->touched, e->id, sizeof c->touched);
	return true;
}

bool enrolment_end(struct call *c, struct enrolment *e, enum enrolment_state state,
    enum problem why, struct error *err)
{
	if (!store_run(c->centre->store, SQL_CODES_KILL, SQL_PARAMS(sql_text(e->id)), NULL, err))
		return false;
	if (e->place == PLACE_RESERVED && !quota_return(c->centre->store, e->office, err))
		return false;
	e->place = PLACE_NONE;
	e->state = state;
	e->end = why;
	e->due = 0;
	return enrolment_save(c, e, err);
}

bool enrolment_wrong_state(const struct enrolment *e, struct error *err)
{
	enum problem problem = e->end != PROBLEM_NONE ? e->end : PROBLEM_STATE;
	return error_set(err, problem, "%s", enrolment_state_name(e->state));
}
