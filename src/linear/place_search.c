/*
 * Search among this office's enrollments: by day, by how they ended, by officer, or those of
 * one citizen number, which is typed unseen. A row is an enrollment, never a person: the centre
 * tells no names.
 */
#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "counter/search_filter.h"
#include "counter/state_words.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

#define TYPED_MAX 4 /* digits of a row's number */

enum {
	ACT_DAY_BEFORE = 1,
	ACT_DAY_AFTER,
	ACT_ANY_DAY,
	ACT_END,
	ACT_OFFICER,
	ACT_NUMBER,
	ACT_NO_NUMBER,
	ACT_REFRESH,
	ACT_OPEN_ONES,
	ACT_REVOKE,
	ACT_MENU
};

struct search {
	struct linear *l;
	struct asked asked;
	struct search_filter filter;
	bool typing, by_number;
	struct api_search_person person;
	struct api_search_result result;
};

static const struct choice choices[] = {
    {'p', ACT_DAY_BEFORE, N_("Day before")},
    {'n', ACT_DAY_AFTER, N_("Day after")},
    {'d', ACT_ANY_DAY, N_("Any day, or one")},
    {'e', ACT_END, N_("Another end")},
    {'m', ACT_OFFICER, N_("Mine, or anyone's")},
    {'c', ACT_NUMBER, N_("By citizen number")},
    {'a', ACT_REFRESH, N_("Ask again")},
    {'o', ACT_OPEN_ONES, N_("Open enrollments")},
    {'r', ACT_REVOKE, N_("Revoke the digital ID of this citizen number")},
    {'b', ACT_MENU, N_("Menu")},
    {0},
};
static const struct choice to_wait[] = {{'b', ACT_MENU, N_("Menu")}, {0}};
static const struct choice to_number[] = {{'b', ACT_NO_NUMBER, N_("Without a number")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the list"), .waits = true, .choices = to_wait};
static const struct moment number = {.text = N_("Citizen number, 13 digits; it is not shown"),
    .typed = N_("the 13 digits"),
    .hidden = true,
    .choices = to_number};
static const struct moment found = {
    .text = N_("The audit of which one? Type its number; or search otherwise."),
    .typed = N_("the number of one"),
    .choices = choices};
static const struct moment unknown = {
    .text = N_("The list is not known. Ask again, or go back?"), .choices = choices};
static const struct moment nothing = {.text = N_("No enrollment was found"), .choices = choices};

/* ---- asking ---- */

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct search *s = arg;

	if (asked_ended(&s->asked, failure))
		s->result = *(const struct api_search_result *)answer;
}

static void ask(struct search *s)
{
	struct central *c = s->l->central;
	const struct api_search search = search_filter_query(&s->filter, s->l->session.officer_id);

	asked_drop(&s->asked, c);
	s->asked.call = s->by_number ? central_search_person(c, &s->person, answered, s)
				     : central_search(c, &search, answered, s);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct search *s = state;

	(void)arg;
	s->l = l;
	s->filter.at = clock_real_ms(l->options->clock);
	ask(s);
}

static void leave(struct linear *l, void *state)
{
	struct search *s = state;

	asked_drop(&s->asked, l->central);
}

/* ---- telling ---- */

static void tell(struct linear *l, void *state)
{
	struct search *s = state;

	linear_tell_failure(l, &s->asked);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct search *s = state;

	(void)l;
	if (s->typing)
		return &number;
	if (s->asked.call != 0)
		return &asking;
	if (!s->asked.known)
		return &unknown;
	return s->result.row_count > 0 ? &found : &nothing;
}

static void say_row(struct linear *l, size_t n, const struct api_search_row *row)
{
	char begun[WORDS_HOUR_SIZE], changed[WORDS_HOUR_SIZE], date[64];

	words_hour(begun, row->created);
	words_hour(changed, row->changed);
	date_format(date, sizeof date, bangkok_time_of(row->created).date, lang_get() == LANG_TH);
	say(l, _("%zu. %s. Begun %s %s, last changed %s. %s"), n, state_word(row->state), date,
	    begun, changed, row->assurance);
	say(l, _("Counter %s. Begun by %s"), row->counter, row->officer_name);
	if (row->taken_by[0] != '\0')
		say(l, _("taken over by %s"), row->taken_by);
}

static void say_asked(struct linear *l, const struct search *s)
{
	char text[CITIZEN_NUMBER_SHOWN + WORDS_SIZE];

	if (s->by_number) {
		citizen_number_mask(text, &s->person.number);
		say(l, _("Citizen number %s"), text);
	} else {
		search_filter_text(text, sizeof text, &s->filter);
		say(l, "%s", text);
	}
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct search *s = state;

	if (m == &number || m == &asking)
		return;
	say_asked(l, s);
	for (size_t i = 0; s->asked.known && i < s->result.row_count; i++)
		say_row(l, i + 1, &s->result.rows[i]);
	if (s->asked.known && s->result.more)
		say(l, "%s", _("There are more than these: choose a day or an end."));
}

/* ---- answers ---- */

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct search *s = state;

	if (action == ACT_REVOKE && !s->by_number)
		snprintf(why, WHY_SIZE, "%s", _("Search by the citizen number first."));
	if (action == ACT_REVOKE)
		return s->by_number;
	return action != ACT_DAY_AFTER ||
	       search_filter_before(&s->filter, clock_real_ms(l->options->clock));
}

static void without_number(struct search *s)
{
	secret_wipe(&s->person, sizeof s->person);
	s->typing = s->by_number = false;
}

static void narrow(struct search *s, int action)
{
	static const enum search_change changes[] = {[ACT_DAY_BEFORE] = SEARCH_DAY_BEFORE,
	    [ACT_DAY_AFTER] = SEARCH_DAY_AFTER,
	    [ACT_ANY_DAY] = SEARCH_ANY_DAY,
	    [ACT_END] = SEARCH_END,
	    [ACT_OFFICER] = SEARCH_OFFICER};

	without_number(s);
	search_filter_change(&s->filter, changes[action]);
	ask(s);
}

static void revoke(struct linear *l, const struct search *s)
{
	struct resume arg = {.id = ""};

	text_append(arg.id, sizeof arg.id, s->person.number.digits);
	linear_cover(l, &place_revoke, &arg);
	secret_wipe(&arg, sizeof arg);
}

static void act(struct linear *l, void *state, int action)
{
	struct search *s = state;

	if (action == ACT_MENU) {
		linear_go(l, &place_menu, NULL);
	} else if (action == ACT_OPEN_ONES) {
		linear_go(l, &place_open, NULL);
	} else if (action == ACT_REVOKE) {
		revoke(l, s);
	} else if (action == ACT_NUMBER) {
		without_number(s);
		s->typing = true;
	} else if (action == ACT_REFRESH) {
		ask(s);
	} else if (action == ACT_NO_NUMBER) {
		without_number(s);
		ask(s);
	} else {
		narrow(s, action);
	}
}

static bool type_number(struct linear *l, struct search *s, const char *line)
{
	char digits[CITIZEN_NUMBER_DIGITS + 1];
	const bool whole = answer_digits(digits, CITIZEN_NUMBER_DIGITS, line);
	const bool good = whole && citizen_number_valid(digits);

	if (!whole)
		say(l, "%s", _("The citizen number has 13 digits."));
	else if (!good)
		say(l, "%s", _("This is no citizen number: compare each digit."));
	if (good) {
		text_append(s->person.number.digits, sizeof s->person.number.digits, digits);
		s->typing = false;
		s->by_number = true;
		ask(s);
	}
	secret_wipe(digits, sizeof digits);
	return good;
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct search *s = state;
	struct resume arg = {.id = ""};
	unsigned long n;

	if (s->typing)
		return type_number(l, s, line);
	n = answer_number(line, TYPED_MAX);
	if (n < 1 || n > s->result.row_count)
		return false;
	snprintf(arg.id, sizeof arg.id, "%s", s->result.rows[n - 1].id);
	linear_cover(l, &place_audit, &arg);
	return true;
}

const struct place place_search = {
    .title = N_("Search enrollments"),
    .state_size = sizeof(struct search),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .can = can,
    .act = act,
    .type = type,
};
