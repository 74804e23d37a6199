/*
 * The audit of one enrollment: who did what to it, when, where from, and how it ended. The
 * look at it is itself a record of the audit: the next look shows it. Stands over the list
 * that it was asked for in.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/audit_words.h"
#include "counter/parked_words.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_REFRESH = 1, ACT_BACK };

struct audit {
	struct linear *l;
	char id[API_ID_SIZE];
	struct asked asked;
	struct api_audit_trail trail;
};

static const struct choice to_wait[] = {{'b', ACT_BACK, N_("Back")}, {0}};
static const struct choice to_trail[] = {
    {'a', ACT_REFRESH, N_("Ask again")}, {'b', ACT_BACK, N_("Back")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the records"), .waits = true, .choices = to_wait};
static const struct moment told = {.text = N_("These are all records."), .choices = to_trail};
static const struct moment unknown = {.text = N_("Ask again, or go back?"), .choices = to_trail};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct audit *s = arg;

	if (asked_ended(&s->asked, failure))
		s->trail = *(const struct api_audit_trail *)answer;
}

static void ask(struct audit *s)
{
	if (s->asked.call == 0)
		s->asked.call = central_audit_trail(s->l->central, s->id, answered, s);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct audit *s = state;

	s->l = l;
	snprintf(s->id, sizeof s->id, "%s", arg->id);
	say(l, _("no. ..%s"), parked_tail(s->id));
	ask(s);
}

static void leave(struct linear *l, void *state)
{
	struct audit *s = state;

	asked_drop(&s->asked, l->central);
}

static void tell(struct linear *l, void *state)
{
	struct audit *s = state;

	linear_tell_failure(l, &s->asked);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct audit *s = state;

	(void)l;
	if (s->asked.call != 0)
		return &asking;
	return s->asked.known ? &told : &unknown;
}

static void say_record(struct linear *l, const struct api_audit_record *r)
{
	char hour[WORDS_HOUR_SIZE], date[64];

	words_hour(hour, r->time);
	date_format(date, sizeof date, bangkok_time_of(r->time).date, lang_get() == LANG_TH);
	say(l, "%s %s  %s, %s: %s", date, hour, audit_act_words(r->act), audit_who_words(r),
	    audit_went_well(r) ? _("went well") : r->result);
	say(l, _("Counter %s%s%s   Id %s"), r->office[0] != '\0' ? r->office : "-",
	    r->counter[0] != '\0' ? "-" : "", r->counter, r->correlation);
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct audit *s = state;

	if (m != &told)
		return;
	if (s->trail.more)
		say(l, "%s", _("There are older records than these."));
	for (size_t i = 0; i < s->trail.record_count; i++)
		say_record(l, &s->trail.records[i]);
}

static void act(struct linear *l, void *state, int action)
{
	if (action == ACT_REFRESH)
		ask(state);
	else
		linear_uncover(l);
}

const struct place place_audit = {
    .title = N_("Audit of an enrollment"),
    .state_size = sizeof(struct audit),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .act = act,
};
