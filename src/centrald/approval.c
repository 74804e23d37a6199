#include "centrald/approval.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"
#include "centrald/pin.h"

/* Never the officer who is logged in, never the citizen. */
static bool another_person(
    struct call *c, const struct api_approval_request *r, const char *citizen, struct error *err)
{
	char second[HASH_HEX_SIZE];
	citizen_hash(second, c->centre->keys, &r->number);
	if (hash_equal(second, c->officer.citizen) || hash_equal(second, citizen))
		return error_set(err, PROBLEM_SAME_OFFICER, "%s", "");
	return true;
}

/* No PIN is asked for what policy forbids anyway. */
static bool act_permitted(struct call *c, enum api_act act, struct error *err)
{
	struct policy policy;
	if (!policy_read(c->centre->store, &policy, err))
		return false;
	return act != ACT_EXCEPTION || policy.exceptions ||
	       error_set(err, PROBLEM_EXCEPTIONS_OFF, "%s", "");
}

/* What a right PIN may still meet; told only to who has given it. */
static bool may_approve(struct call *c, const struct officer *second, struct error *err)
{
	if (strcmp(second->office, c->peer.office) != 0)
		return error_set(err, PROBLEM_OTHER_OFFICE, "officer of %s", second->office);
	if (second->must_change)
		return error_set(err, PROBLEM_PIN_CHANGE_NEEDED, "%s", "");
	return second->may_enroll || error_set(err, PROBLEM_NOT_PERMITTED, "enroll");
}

static bool add(struct call *c, const struct api_approval *a, enum api_act act,
    const struct officer *second, struct error *err)
{
	return store_run(c->centre->store, SQL_APPROVAL_ADD,
	    SQL_PARAMS(sql_text(a->id), sql_text(api_act_name(act)), sql_text(c->note_citizen),
		sql_text(c->officer.id), sql_text(second->id), sql_text(c->peer.office),
		sql_text(c->peer.counter), sql_int(c->now), sql_int(a->expires)),
	    NULL, err);
}

static bool approve(struct call *c, enum api_act act, const char *citizen, struct error *err)
{
	struct api_approval a = {.expires = c->now + APPROVAL_LIFE_MS};
	struct officer second;
	if (!pin_end(c, &second, err))
		return false;
	call_note_citizen(c, citizen);
	memcpy(c->note_who, second.id, sizeof c->note_who);
	if (!may_approve(c, &second, err))
		return false;
	if (!id_make(a.id, 'p'))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	memcpy(c->note_enrolment, a.id, sizeof c->note_enrolment);
	text_append(a.officer_name, sizeof a.officer_name, second.name);
	if (!add(c, &a, act, &second, err))
		return false;
	api_approval_write(&c->out, &a);
	return call_finish(c, 201, err);
}

static bool ask(struct call *c, const struct api_approval_request *r, struct error *err)
{
	char citizen[HASH_HEX_SIZE];
	citizen_hash(citizen, c->centre->keys, &r->citizen);
	call_note_citizen(c, citizen);
	if (!another_person(c, r, citizen, err) || !act_permitted(c, r->act, err))
		return false;
	return c->hashed ? approve(c, r->act, citizen, err) : pin_begin(c, &r->number, r->pin, err);
}

bool approval_create(struct call *c, struct error *err)
{
	struct api_approval_request *r = secret_alloc(sizeof *r);
	bool ok = r ? api_approval_request_read(r, c->body, c->body_len, err) && ask(c, r, err)
		    : error_set(err, PROBLEM_MEMORY, "approval");
	secret_free(r, sizeof *r);
	return ok;
}

bool approval_check(
    struct call *c, const char *id, enum api_act act, const char *citizen, struct error *err)
{
	int64_t good;
	if (!store_number(c->centre->store, SQL_APPROVAL_GOOD,
		SQL_PARAMS(sql_text(id), sql_text(api_act_name(act)), sql_text(citizen),
		    sql_text(c->officer.id), sql_text(c->peer.office), sql_text(c->peer.counter),
		    sql_int(c->now)),
		&good, err))
		return false;
	return good == 1 || error_set(err, PROBLEM_APPROVAL_BAD, "%s", "");
}

bool approval_spend(struct call *c, const char *id, const char *by, struct error *err)
{
	long changes = 0;
	if (!store_run(c->centre->store, SQL_APPROVAL_SPEND, SQL_PARAMS(sql_text(id), sql_text(by)),
		&changes, err))
		return false;
	return changes == 1 || error_set(err, PROBLEM_APPROVAL_BAD, "%s", "");
}
