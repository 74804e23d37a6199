/* The rules of the linkage check, each over the facts alone; a table asks them all. */
#include <string.h>

#include "centrald/linkage.h"

static bool unknown_person(const struct linkage_facts *f)
{
	return !f->told.person.found;
}

static bool deceased(const struct linkage_facts *f)
{
	return f->told.person.found && !f->told.person.alive;
}

/* First digits 0, 6, 7 and 9 are no Thai national's whatever the register says. */
static bool not_thai(const struct linkage_facts *f)
{
	return citizen_number_eligibility(&f->claim->number) == NOT_ELIGIBLE ||
	       (f->told.person.found && !f->told.person.thai);
}

static bool no_card(const struct linkage_facts *f)
{
	return f->told.person.found && !f->told.latest.found;
}

static bool not_latest_card(const struct linkage_facts *f)
{
	return f->told.latest.found &&
	       strcmp(f->told.latest.request_number, f->claim->request_number) != 0;
}

static bool card_cancelled(const struct linkage_facts *f)
{
	return f->told.given.found && f->told.given.cancelled;
}

/* The day of expiry itself is still good. */
static bool card_expired(const struct linkage_facts *f)
{
	struct date expires = f->told.given.found ? f->told.given.expires : f->claim->expires;
	return f->told.person.found && !date_is_lifelong(expires) &&
	       date_compare(expires, f->today) < 0;
}

static bool same_name(const struct name *a, const struct name *b)
{
	return strcmp(a->prefix, b->prefix) == 0 && strcmp(a->first, b->first) == 0 &&
	       strcmp(a->middle, b->middle) == 0 && strcmp(a->last, b->last) == 0;
}

static bool data_differ(const struct linkage_facts *f)
{
	const struct api_card_claim *c = f->claim;
	const struct person *p = &f->told.person.person;
	if (!f->told.person.found)
		return false;
	if (!same_name(&c->thai, &p->thai) || !same_name(&c->english, &p->english) ||
	    date_compare(c->birth, p->birth) != 0)
		return true;
	return f->told.given.found && (date_compare(c->issued, f->told.given.issued) != 0 ||
					  date_compare(c->expires, f->told.given.expires) != 0);
}

static bool not_open(const struct linkage_facts *f)
{
	return !f->open;
}

static bool office_may_not(const struct linkage_facts *f)
{
	return f->office->type != OFFICE_JOINT_CENTRE && !f->office->may_enroll;
}

static bool joint_centre(const struct linkage_facts *f)
{
	return f->office->type == OFFICE_JOINT_CENTRE;
}

/* A new phone for someone enrolled already uses no place. */
static bool no_place(const struct linkage_facts *f)
{
	bool takes_none = f->new_phone && f->enrolled;
	return !takes_none && f->quota.used + f->quota.reserved >= f->quota.cap;
}

static bool no_place_of_office(const struct linkage_facts *f)
{
	const struct quota *q = &f->office_quota;
	bool takes_none = f->new_phone && f->enrolled;
	return !takes_none && q->found && q->used + q->reserved >= q->cap;
}

static bool enrolled(const struct linkage_facts *f)
{
	return f->enrolled && !f->new_phone;
}

static bool in_progress(const struct linkage_facts *f)
{
	return f->in_progress;
}

static bool has_code(const struct register_answer *told, int code)
{
	for (size_t i = 0; i < told->code_count; i++)
		if (code != 0 && told->codes[i] == code)
			return true;
	return false;
}

/* The reason whose code of DOPA's the register itself has told. */
static bool told_by_register(const struct register_answer *told, enum problem reason)
{
	return has_code(told, problem_row(reason)->dopa);
}

static bool register_refuses(const struct linkage_facts *f);

static bool own_card(const struct linkage_facts *f)
{
	return f->own_card;
}

static const struct {
	enum problem reason;
	bool (*holds)(const struct linkage_facts *f);
	bool card; /* of person and card, whatever they are here for */
} rules[] = {
    {PROBLEM_REFUSED_UNKNOWN_PERSON, unknown_person, true},
    {PROBLEM_REFUSED_DECEASED, deceased, true},
    {PROBLEM_REFUSED_NOT_THAI, not_thai, true},
    {PROBLEM_REFUSED_NO_CARD, no_card, true},
    {PROBLEM_REFUSED_NOT_LATEST_CARD, not_latest_card, true},
    {PROBLEM_REFUSED_CARD_CANCELLED, card_cancelled, true},
    {PROBLEM_REFUSED_CARD_EXPIRED, card_expired, true},
    {PROBLEM_REFUSED_DATA_DIFFERS, data_differ, true},
    {PROBLEM_REFUSED_NOT_OPEN, not_open, false},
    {PROBLEM_REFUSED_OFFICE, office_may_not, false},
    {PROBLEM_REFUSED_JOINT_CENTRE, joint_centre, false},
    {PROBLEM_REFUSED_QUOTA, no_place, false},
    {PROBLEM_REFUSED_OFFICE_QUOTA, no_place_of_office, false},
    {PROBLEM_REFUSED_ENROLLED, enrolled, false},
    {PROBLEM_REFUSED_IN_PROGRESS, in_progress, false},
    {PROBLEM_REFUSED_OWN_CARD, own_card, true},
    {PROBLEM_REFUSED_REGISTER, register_refuses, true},
};

static bool is_known(long code)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (problem_row(rules[i].reason)->dopa == code && code != 0)
			return true;
	return false;
}

/* A refusal that no other rule has words for is one all the same. */
static bool has_unknown_code(const struct register_answer *told)
{
	for (size_t i = 0; i < told->code_count; i++)
		if (!is_known(told->codes[i]))
			return true;
	return false;
}

static bool register_refuses(const struct linkage_facts *f)
{
	return has_unknown_code(&f->told);
}

size_t linkage_reasons_told(
    const struct register_answer *told, enum problem reasons[API_REASONS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (told_by_register(told, rules[i].reason))
			reasons[count++] = rules[i].reason;
	if (has_unknown_code(told))
		reasons[count++] = PROBLEM_REFUSED_REGISTER;
	return count;
}

void linkage_judge(const struct linkage_facts *facts, struct api_linkage_answer *out)
{
	_Static_assert(sizeof rules / sizeof *rules <= API_REASONS_MAX, "room for every reason");
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if ((rules[i].card || !facts->card_only) &&
		    (rules[i].holds(facts) || told_by_register(&facts->told, rules[i].reason)))
			out->reasons[out->reason_count++] = rules[i].reason;
	out->allowed = out->reason_count == 0;
}
