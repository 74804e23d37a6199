/*
 * What is open: this office's enrollments at the centre, and those that this account's
 * journal still holds from a program that ended in the middle. Each is gone on with, or
 * cancelled. No names: the centre's list has none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

#define JOURNAL_MAX 16
#define ROWS_MAX    (API_LIST_MAX + JOURNAL_MAX)
#define TYPED_MAX   4 /* digits of a row's number */

enum { ACT_GO_ON = 1, ACT_CANCEL, ACT_CANCEL_SURE, ACT_OTHER, ACT_REFRESH, ACT_MENU };

struct open_row {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	int64_t changed, deadline;
	char officer_name[API_NAME_SIZE];
	char assurance[12]; /* "": not told */
	enum finger_absence absence;
};

struct open {
	struct linear *l;
	central_call call;
	bool ended;	      /* the session */
	size_t count, chosen; /* chosen: from 1 on, 0 none */
	struct open_row row[ROWS_MAX];
};

static const struct choice to_list[] = {
    {'a', ACT_REFRESH, N_("Ask again")}, {'b', ACT_MENU, N_("Menu")}, {0}};
static const struct choice to_row[] = {
    {'1', ACT_GO_ON, N_("Go on")},
    {'2', ACT_CANCEL, N_("Cancel it")},
    {'b', ACT_OTHER, N_("Back")},
    {0},
};
static const struct choice to_wait[] = {{'b', ACT_MENU, N_("Menu")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the list"), .waits = true, .choices = to_wait};
static const struct moment nothing = {.text = N_("Nothing is open"), .choices = to_list};
static const struct moment list = {.text = N_("Which one? Type its number."),
    .typed = N_("the number of one"),
    .choices = to_list};
static const struct moment row = {
    .text = N_("What is to be done with this one?"), .choices = to_row};

/* ---- the list ---- */

static struct open_row *find(struct open *s, const char *id)
{
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->row[i].id, id) == 0)
			return &s->row[i];
	return NULL;
}

static void add_list(struct open *s, const struct api_enrolment_list *all)
{
	for (size_t i = 0; i < all->count && s->count < ROWS_MAX; i++) {
		const struct api_enrolment *e = &all->rows[i];
		struct open_row *r = &s->row[s->count++];

		*r = (struct open_row){.state = e->state,
		    .changed = e->changed,
		    .deadline = e->deadline,
		    .absence = e->absence};
		snprintf(r->id, sizeof r->id, "%s", e->id);
		snprintf(r->assurance, sizeof r->assurance, "%s", e->assurance);
		snprintf(r->officer_name, sizeof r->officer_name, "%s", e->officer_name);
	}
}

/* The journal is read through a runner of its own, for this moment only. */
static void add_journal(struct open *s)
{
	struct runner_pending kept[JOURNAL_MAX];
	struct error err;
	struct runner *runner = linear_runner(s->l, false, &err);
	const size_t n = runner != NULL ? runner_pending(runner, kept, JOURNAL_MAX) : 0;

	if (runner == NULL)
		words_problem(s->l, &err);
	for (size_t i = 0; i < n && s->count < ROWS_MAX; i++) {
		struct open_row *r = &s->row[s->count];

		if (find(s, kept[i].id) != NULL)
			continue;
		*r = (struct open_row){.state = kept[i].state, .changed = kept[i].since};
		text_append(r->id, sizeof r->id, kept[i].id);
		s->count++;
	}
	runner_free(runner);
}

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct open *s = arg;

	s->call = 0;
	s->count = s->chosen = 0;
	if (failure != NULL) {
		words_problem(s->l, &failure->error);
		s->ended = linear_session_ended(&failure->error);
	} else {
		add_list(s, answer);
	}
	add_journal(s);
}

static void ask_list(struct open *s)
{
	if (s->call == 0)
		s->call = central_list(s->l->central, listed, s);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct open *s = state;

	(void)arg;
	s->l = l;
	ask_list(s);
}

static void leave(struct linear *l, void *state)
{
	struct open *s = state;

	if (s->call != 0)
		central_abort(l->central, s->call);
}

/* ---- telling ---- */

static void say_row(struct open *s, size_t i)
{
	const struct open_row *r = &s->row[i];
	char changed[WORDS_HOUR_SIZE], ends[WORDS_HOUR_SIZE] = "";

	words_hour(changed, r->changed);
	if (r->deadline > 0)
		words_hour(ends, r->deadline);
	say(s->l, _("%zu. %s, since %s. %s"), i + 1, words_state(r->state), changed, r->assurance);
	if (ends[0] != '\0')
		say(s->l, _("It ends at %s."), ends);
	if (r->officer_name[0] != '\0')
		say(s->l, _("Begun by %s"), r->officer_name);
	else
		say(s->l, "%s", _("here, before a break"));
	if (r->absence != ABSENCE_NONE)
		say(s->l, _("Exception, no finger matched: %s"), absence_words(r->absence));
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct open *s = state;

	(void)l;
	if (s->call != 0)
		return &asking;
	if (s->count == 0)
		return &nothing;
	return s->chosen > 0 ? &row : &list;
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	struct open *s = state;

	(void)l;
	for (size_t i = 0; m == &list && i < s->count; i++)
		say_row(s, i);
	if (m == &row)
		say_row(s, s->chosen - 1);
}

/* ---- answers ---- */

static bool type(struct linear *l, void *state, const char *line)
{
	struct open *s = state;
	char digits[TYPED_MAX + 1];

	(void)l;
	for (size_t n = 1; n <= TYPED_MAX; n++) {
		const unsigned long chosen =
		    answer_digits(digits, n, line) ? strtoul(digits, NULL, 10) : 0;

		if (chosen >= 1 && chosen <= s->count) {
			s->chosen = chosen;
			return true;
		}
	}
	return false;
}

static void go_on(struct linear *l, const struct open *s, bool cancel)
{
	struct resume resume = {.cancel = cancel};

	snprintf(resume.id, sizeof resume.id, "%s", s->row[s->chosen - 1].id);
	linear_go(l, &place_enrol, &resume);
}

static void act(struct linear *l, void *state, int action)
{
	struct open *s = state;

	if (action == ACT_MENU && s->ended)
		linear_log_out(l);
	else if (action == ACT_MENU)
		linear_go(l, &place_menu, NULL);
	else if (action == ACT_REFRESH)
		ask_list(s);
	else if (action == ACT_OTHER)
		s->chosen = 0;
	else if (action == ACT_CANCEL)
		ask_first(l, N_("Cancel this enrollment?"), ACT_CANCEL_SURE);
	else
		go_on(l, s, action == ACT_CANCEL_SURE);
}

const struct place place_open = {
    .title = N_("Open enrollments"),
    .state_size = sizeof(struct open),
    .enter = enter,
    .leave = leave,
    .now = now,
    .facts = facts,
    .act = act,
    .type = type,
};
