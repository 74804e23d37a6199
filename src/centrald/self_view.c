#include "centrald/self_view.h"

#include <string.h>

#include "base/secret.h"
#include "centrald/linkage.h"
#include "centrald/lookup.h"

#define HOUR_MS (60 * 60 * 1000L)

bool self_view_limit(struct call *c, struct error *err)
{
	char who[API_ID_SIZE];
	int64_t views;
	call_who(c, who);
	if (!store_number(c->centre->store, SQL_AUDIT_SELF_VIEWS,
		SQL_PARAMS(sql_text(c->holder.citizen), sql_int(c->now - HOUR_MS), sql_text(who),
		    sql_text(problem_row(PROBLEM_RATE_LIMITED)->id)),
		&views, err))
		return false;
	return views < SELF_VIEWS_AN_HOUR || error_set(err, PROBLEM_RATE_LIMITED, "self-views");
}

/* Secret memory. */
struct look {
	struct register_question question;
	struct register_answer told;
	struct api_self_view answer;
};

static bool take_card(struct api_register_card *out, const struct register_card *card)
{
	_Static_assert(sizeof out->request_number == sizeof card->request_number, "one size");
	memcpy(out->request_number, card->request_number, sizeof out->request_number);
	out->issued = card->issued;
	out->expires = card->expires;
	out->cancelled = card->cancelled;
	return card->found;
}

static void take_answer(struct api_self_view *v, const struct register_answer *told)
{
	v->has_population = told->person.found;
	v->population = (struct api_population){
	    .person = told->person.person, .alive = told->person.alive, .thai = told->person.thai};
	v->has_latest_card = take_card(&v->latest_card, &told->latest);
	v->has_card = take_card(&v->card, &told->given);
	v->reason_count = linkage_reasons_told(told, v->reasons);
}

static bool look(struct call *c, struct look *l, struct error *err)
{
	if (!lookup_question(c, c->holder.enrolment, c->holder.citizen, &l->question, err) ||
	    !lookup_own(c, &l->question, &l->told, err))
		return false;
	l->answer.now = c->now;
	take_answer(&l->answer, &l->told);
	api_self_view_write(&c->out, &l->answer);
	return call_finish(c, 200, err);
}

bool self_view_get(struct call *c, struct error *err)
{
	struct look *l = secret_alloc(sizeof *l);
	memcpy(c->note_enrolment, c->holder.enrolment, sizeof c->note_enrolment);
	bool ok = l ? self_view_limit(c, err) && look(c, l, err)
		    : error_set(err, PROBLEM_MEMORY, "self-view");
	secret_free(l, sizeof *l);
	return ok;
}
