/*
 * What is open: this office's enrollments at the centre, and those that this account's
 * journal still holds from a program that ended in the middle. Each is gone on with, or
 * cancelled. No names: the centre's list has none.
 */
#include <stdio.h>

#include "base/lang.h"
#include "counter/open_list.h"
#include "counter/parked_words.h"
#include "counter/state_words.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

#define TYPED_MAX 4 /* digits of a row's number */

enum {
	ACT_GO_ON = 1,
	ACT_TAKE_SURE, /* a colleague's: asked first */
	ACT_CANCEL,
	ACT_CANCEL_SURE,
	ACT_AUDIT,
	ACT_OTHER,
	ACT_REFRESH,
	ACT_SEARCH,
	ACT_MENU
};

struct open {
	struct linear *l;
	central_call call;
	bool ended;    /* the session */
	bool failed;   /* what the centre has is not known */
	size_t chosen; /* from 1 on, 0 none */
	struct open_list list;
};

static const struct choice to_list[] = {{'a', ACT_REFRESH, N_("Ask again")},
    {'s', ACT_SEARCH, N_("Search enrollments")}, {'b', ACT_MENU, N_("Menu")}, {0}};
static const struct choice to_row[] = {
    {'1', ACT_GO_ON, N_("Go on")},
    {'2', ACT_CANCEL, N_("Cancel it")},
    {'u', ACT_AUDIT, N_("Audit")},
    {'b', ACT_OTHER, N_("Back")},
    {0},
};
static const struct choice to_wait[] = {{'b', ACT_MENU, N_("Menu")}, {0}};

static const struct moment asking = {
    .text = N_("Asking the centre for the list"), .waits = true, .choices = to_wait};
static const struct moment nothing = {.text = N_("Nothing is open"), .choices = to_list};
static const struct moment unknown = {
    .text = N_("The list is not known. Ask again, or go back?"), .choices = to_list};
static const struct moment list = {.text = N_("Which one? Type its number."),
    .typed = N_("the number of one"),
    .choices = to_list};
static const struct moment row = {
    .text = N_("What is to be done with this one?"), .choices = to_row};

/* ---- the list ---- */

static void add_journal(struct open *s)
{
	struct runner_pending kept[OPEN_JOURNAL_MAX];

	open_list_journal(&s->list, kept, parked_kept(s->l, kept, OPEN_JOURNAL_MAX));
}

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct open *s = arg;

	s->call = 0;
	s->list.count = s->chosen = 0;
	s->failed = failure != NULL;
	if (s->failed) {
		words_problem(s->l, &failure->error);
		s->ended = linear_session_ended(&failure->error);
	} else {
		open_list_take(&s->list, answer, central_session(s->l->central));
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

/* The officer asks the citizen whose it is: no names are kept. */
static void say_row(struct open *s, size_t i)
{
	const struct open_row *r = &s->list.row[i];
	char changed[WORDS_HOUR_SIZE], ends[WORDS_HOUR_SIZE] = "";

	words_hour(changed, r->changed);
	if (r->deadline > 0)
		words_hour(ends, r->deadline);
	say(s->l, _("%zu. %s, since %s. %s"), i + 1, state_word(r->state), changed, r->assurance);
	say(s->l, _("no. ..%s"), parked_tail(r->id));
	if (ends[0] != '\0')
		say(s->l, _("It ends at %s."), ends);
	if (r->officer_name[0] != '\0')
		say(s->l, _("Begun by %s"), r->officer_name);
	else
		say(s->l, "%s", _("here, before a break"));
	if (r->taken_by[0] != '\0')
		say(s->l, _("taken over by %s"), r->taken_by);
	if (r->absence != ABSENCE_NONE)
		say(s->l, _("Exception, no finger matched: %s"), absence_words(r->absence));
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct open *s = state;

	(void)l;
	if (s->call != 0)
		return &asking;
	if (s->list.count == 0)
		return s->failed ? &unknown : &nothing;
	return s->chosen > 0 ? &row : &list;
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	struct open *s = state;

	(void)l;
	for (size_t i = 0; m == &list && i < s->list.count; i++)
		say_row(s, i);
	if (m == &row)
		say_row(s, s->chosen - 1);
}

/* ---- answers ---- */

static bool type(struct linear *l, void *state, const char *line)
{
	struct open *s = state;
	const unsigned long n = answer_number(line, TYPED_MAX);

	(void)l;
	if (n < 1 || n > s->list.count)
		return false;
	s->chosen = n;
	return true;
}

static void open_chosen(struct linear *l, const struct open *s, bool cancel)
{
	const struct open_row *r = &s->list.row[s->chosen - 1];
	struct resume resume = {.cancel = cancel, .take_over = r->theirs};

	snprintf(resume.id, sizeof resume.id, "%s", r->id);
	linear_go(l, &place_enrol, &resume);
}

/* Both names stay on record, and the colleague's counter lets go of it. */
static void go_on(struct linear *l, const struct open *s)
{
	if (s->list.row[s->chosen - 1].theirs)
		ask_first(l, N_("A colleague has it. Take it over? Their counter lets go of it."),
		    ACT_TAKE_SURE);
	else
		open_chosen(l, s, false);
}

static void cancel(struct linear *l, const struct open *s)
{
	ask_first(l,
	    s->list.row[s->chosen - 1].theirs
		? N_("A colleague has it. Take it over and cancel it?")
		: N_("Cancel this enrollment?"),
	    ACT_CANCEL_SURE);
}

static void audit(struct linear *l, const struct open *s)
{
	struct resume arg = {.id = ""};

	snprintf(arg.id, sizeof arg.id, "%s", s->list.row[s->chosen - 1].id);
	linear_cover(l, &place_audit, &arg);
}

static void act_row(struct linear *l, struct open *s, int action)
{
	if (action == ACT_GO_ON)
		go_on(l, s);
	else if (action == ACT_CANCEL)
		cancel(l, s);
	else if (action == ACT_AUDIT)
		audit(l, s);
	else if (action == ACT_OTHER)
		s->chosen = 0;
	else
		open_chosen(l, s, action == ACT_CANCEL_SURE);
}

static void act(struct linear *l, void *state, int action)
{
	struct open *s = state;

	if (action == ACT_MENU && s->ended)
		linear_log_out(l);
	else if (action == ACT_MENU)
		linear_go(l, &place_menu, NULL);
	else if (action == ACT_SEARCH)
		linear_go(l, &place_search, NULL);
	else if (action == ACT_REFRESH)
		ask_list(s);
	else
		act_row(l, s, action);
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
