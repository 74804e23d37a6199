#include "centrald/lookup.h"

#include "centrald/ids.h"

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

bool lookup_ask(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err)
{
	const struct registers *r = &c->centre->registers;
	bool known = false;
	if (c->looked_up)
		return take_answer(c, q, out, err);
	if (!r->driver->now(r->self, c->centre->store, q, out, &known, err))
		return false;
	if (known)
		return true;
	c->lookup = register_lookup_new(q);
	return error_set(err, c->lookup ? PROBLEM_NONE : PROBLEM_MEMORY, "lookup");
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
