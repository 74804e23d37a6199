/*
 * The day's report of this office: what was begun, what became of it, when, how long the
 * steps took, and why enrollments were refused. The figures are the centre's.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/report_words.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_DAY_BEFORE = 1, ACT_DAY_AFTER, ACT_TODAY, ACT_REFRESH, ACT_MENU };

struct report {
	struct linear *l;
	struct asked asked;
	int64_t noon; /* of the day that is told; real ms */
	struct api_day_report day;
};

static const struct choice choices[] = {
    {'p', ACT_DAY_BEFORE, N_("Day before")},
    {'n', ACT_DAY_AFTER, N_("Day after")},
    {'t', ACT_TODAY, N_("Today")},
    {'a', ACT_REFRESH, N_("Ask again")},
    {'b', ACT_MENU, N_("Menu")},
    {0},
};
static const struct choice to_wait[] = {{'b', ACT_MENU, N_("Menu")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the report"), .waits = true, .choices = to_wait};
static const struct moment told = {.text = N_("Another day?"), .choices = choices};

static struct date day_of(int64_t real_ms)
{
	return bangkok_time_of(real_ms).date;
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct report *s = arg;

	if (asked_ended(&s->asked, failure))
		s->day = *(const struct api_day_report *)answer;
}

static void ask(struct report *s, int64_t noon)
{
	s->noon = noon;
	asked_drop(&s->asked, s->l->central);
	s->asked.call = central_day_report(s->l->central, day_of(noon), answered, s);
}

static int64_t today(const struct linear *l)
{
	return report_noon(clock_real_ms(l->options->clock));
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct report *s = state;

	(void)arg;
	s->l = l;
	ask(s, today(l));
}

static void leave(struct linear *l, void *state)
{
	struct report *s = state;

	asked_drop(&s->asked, l->central);
}

static void tell(struct linear *l, void *state)
{
	struct report *s = state;

	linear_tell_failure(l, &s->asked);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct report *s = state;

	(void)l;
	return s->asked.call != 0 ? &asking : &told;
}

/* ---- telling ---- */

static void say_counts(struct linear *l, const struct api_day_report *d)
{
	char ends[WORDS_SIZE];

	say(l, _("Begun %ld   Success %ld   Refused before %ld   Open now %ld"), d->created,
	    d->success, d->refused, d->open);
	report_ends(ends, sizeof ends, d);
	say(l, "%s", ends);
	for (int hour = 0; hour < API_HOURS; hour++)
		if (d->hours[hour] > 0)
			say(l, _("From %02d:00 to %02d:59: success %ld"), hour, hour,
			    d->hours[hour]);
}

static void say_steps(struct linear *l, const struct api_day_report *d)
{
	char median[WORDS_SPAN_SIZE], p90[WORDS_SPAN_SIZE];

	for (size_t i = 0; i < d->step_count; i++) {
		const struct api_step_time *t = &d->steps[i];

		if (t->count == 0)
			continue;
		words_span(median, t->median_ms);
		words_span(p90, t->p90_ms);
		say(l, _("%s: %ld times, half of them within %s, 90 of 100 within %s"),
		    report_step(t), t->count, median, p90);
	}
}

static void say_reasons(struct linear *l, const struct api_day_report *d)
{
	if (d->reason_count > 0)
		say(l, "%s", _("Reasons of refusals: one refusal may have several"));
	for (size_t i = 0; i < d->reason_count; i++) {
		const struct problem_row *row = problem_row(d->reasons[i].reason);

		say(l, "%ld: %s (%s)", d->reasons[i].count, _(row->what), row->id);
	}
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct report *s = state;
	char date[64];

	if (m != &told || !s->asked.known)
		return;
	date_format(date, sizeof date, day_of(s->noon), lang_get() == LANG_TH);
	say(l, "%s", date);
	say_counts(l, &s->day);
	say_steps(l, &s->day);
	say_reasons(l, &s->day);
}

/* ---- answers ---- */

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct report *s = state;

	(void)why;
	if (action != ACT_DAY_AFTER && action != ACT_TODAY)
		return true;
	return date_compare(day_of(s->noon), day_of(today(l))) < 0;
}

static void act(struct linear *l, void *state, int action)
{
	struct report *s = state;

	if (action == ACT_MENU)
		linear_go(l, &place_menu, NULL);
	else if (action == ACT_DAY_BEFORE)
		ask(s, s->noon - REPORT_DAY_MS);
	else if (action == ACT_DAY_AFTER)
		ask(s, s->noon + REPORT_DAY_MS);
	else
		ask(s, action == ACT_TODAY ? today(l) : s->noon);
}

const struct place place_report = {
    .title = N_("Day's report"),
    .state_size = sizeof(struct report),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .can = can,
    .act = act,
};
