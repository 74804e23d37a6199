#include "centrald/lookup.h"

#include <string.h>

#include "base/secret.h"
#include "centrald/ids.h"
#include "centrald/limits.h"
#include "centrald/linkage.h"
#include "wire/evidence.h"

static bool take_answer(const struct call *c, const struct register_question *q,
    struct register_answer *out, struct error *err)
{
	const struct register_lookup *l = c->looked_up;
	if (!hash_equal(l->question.citizen, q->citizen))
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "another person was looked up");
	if (l->problem != PROBLEM_NONE)
		return error_set(err, l->problem, "%s", l->why);
	*out = l->answer;
	return true;
}

static bool ask_later(struct call *c, const struct register_question *q, struct error *err)
{
	c->lookup = register_lookup_new(q);
	return error_set(err, c->lookup ? PROBLEM_NONE : PROBLEM_MEMORY, "lookup");
}

bool lookup_ask(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err)
{
	const struct registers *r = &c->centre->registers;
	bool known = false;
	if (c->looked_up)
		return take_answer(c, q, out, err);
	if (!r->driver->now(r->self, c->centre->store, q, out, &known, err))
		return false;
	return known || ask_later(c, q, err);
}

bool lookup_ask_anew(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err)
{
	if (!c->looked_up && c->centre->registers.driver->start)
		return ask_later(c, q, err);
	return lookup_ask(c, q, out, err);
}

bool lookup_own(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err)
{
	if (lookup_ask_anew(c, q, out, err))
		return true;
	if (!c->lookup || *c->own_lookup)
		return false;
	if (limits_begin(c->centre->own_lookups, q->citizen)) {
		memcpy(c->own_lookup, q->citizen, sizeof c->own_lookup);
		return false;
	}
	register_lookup_free(c->lookup);
	c->lookup = NULL;
	return error_set(err, PROBLEM_RATE_LIMITED, "one self-view at a time");
}

static void read_evidence(void *arg, const struct store_row *row)
{
	struct error ignored;
	(void)evidence_read(arg, row_borrow(row, 0), &ignored);
}

static bool ask_evidence(struct call *c, const char *enrolment, struct api_evidence *e,
    struct register_question *out, struct error *err)
{
	if (!store_query(c->centre->store, SQL_EVIDENCE, SQL_PARAMS(sql_text(enrolment)),
		read_evidence, e, NULL, err))
		return false;
	citizen_hash(out->citizen, c->centre->keys, &e->card.number);
	out->number = e->card.number;
	memcpy(out->request_number, e->card.request_number, sizeof out->request_number);
	return true;
}

bool lookup_question(struct call *c, const char *enrolment, const char *citizen,
    struct register_question *out, struct error *err)
{
	struct api_evidence *e = secret_alloc(sizeof *e);
	bool ok = e ? ask_evidence(c, enrolment, e, out, err)
		    : error_set(err, PROBLEM_MEMORY, "evidence");
	secret_free(e, sizeof *e);
	if (!ok)
		return false;
	return hash_equal(out->citizen, citizen) ||
	       error_set(err, PROBLEM_CENTRE_INTERNAL, "no evidence for %s", enrolment);
}

void lookup_judged(struct call *c, const struct register_question *q,
    const struct register_answer *a, bool allowed)
{
	const struct registers *r = &c->centre->registers;
	if (allowed && r->driver->keep)
		r->driver->keep(r->self, q, a);
	if (!allowed && r->driver->forget)
		r->driver->forget(r->self, q);
}

bool lookup_start(struct call *c)
{
	const struct registers *r = &c->centre->registers;
	struct register_lookup *l = c->lookup;
	c->lookup = NULL;
	c->admitted = true;
	l->owner = c;
	if (r->driver->start(r->self, l))
		return true;
	c->looked_up = l;
	return false;
}

bool lookup_record(struct call *c, const char *who, struct error *err)
{
	const struct register_lookup *l = c->looked_up;
	if (!l)
		return true;
	const struct audit_record r = {.time = c->now,
	    .act = "linkage.ask",
	    .who = who,
	    .office = c->peer.office,
	    .counter = c->peer.counter,
	    .result = l->problem == PROBLEM_NONE ? "ok" : problem_row(l->problem)->id,
	    .correlation = c->correlation,
	    .enrolment = c->note_enrolment,
	    .citizen = l->question.citizen};
	return audit_append(c->centre->store, &c->centre->audit, &r, err);
}
