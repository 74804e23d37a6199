/*
 * The officer's own PIN: the old one, and twice the new one. After a reset this place comes
 * before anything else, since whoever reset the PIN may know it; it is left by a change or by
 * logging out.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/secret.h"
#include "counter/own_pin.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_BACK = 1, ACT_STOP, ACT_AGAIN };

enum field { FIELD_OLD, FIELD_NEW, FIELD_AGAIN, FIELDS };

struct pin {
	struct linear *l;
	char field[FIELDS][API_PIN_DIGITS + 1];
	enum field at;
	bool answered, failed; /* told when it is this place's turn */
	bool unknown;	       /* whether it is changed: the same may be asked again */
	struct error error;
	struct own_pin own;
};

static const struct choice to_type[] = {{'b', ACT_BACK, N_("Back")}, {0}};
static const struct choice to_type_forced[] = {{'b', ACT_BACK, N_("Log out")}, {0}};
static const struct choice to_wait[] = {{'c', ACT_STOP, N_("Stop waiting")}, {0}};
static const struct choice to_unknown[] = {
    {'1', ACT_AGAIN, N_("Ask again")}, {'b', ACT_BACK, N_("Back")}, {0}};
static const struct choice to_unknown_forced[] = {
    {'1', ACT_AGAIN, N_("Ask again")}, {'b', ACT_BACK, N_("Log out")}, {0}};

#define FIELD_MOMENT(words, answers)                                                               \
	{                                                                                          \
		.text = words, .typed = N_("the 8 digits"), .hidden = true, .choices = answers     \
	}
static const struct moment fields[FIELDS] = {
    [FIELD_OLD] = FIELD_MOMENT(N_("PIN until now"), to_type),
    [FIELD_NEW] = FIELD_MOMENT(N_("New PIN, 8 digits"), to_type),
    [FIELD_AGAIN] = FIELD_MOMENT(N_("New PIN once more"), to_type),
};
static const struct moment fields_forced[FIELDS] = {
    [FIELD_OLD] = FIELD_MOMENT(N_("PIN until now"), to_type_forced),
    [FIELD_NEW] = FIELD_MOMENT(N_("New PIN, 8 digits"), to_type_forced),
    [FIELD_AGAIN] = FIELD_MOMENT(N_("New PIN once more"), to_type_forced),
};
static const struct moment busy = {
    .text = N_("Waiting for the centre's answer"), .waits = true, .choices = to_wait};
#define UNKNOWN_MOMENT(answers)                                                                    \
	{                                                                                          \
		.text = N_("It is not known whether the PIN is changed. Ask the centre again?"),   \
		.choices = answers                                                                 \
	}
static const struct moment unknown = UNKNOWN_MOMENT(to_unknown);
static const struct moment unknown_forced = UNKNOWN_MOMENT(to_unknown_forced);

/* ---- the change ---- */

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct pin *s = arg;

	(void)answer;
	s->answered = true;
	s->failed = failure != NULL;
	s->unknown = failure != NULL && failure->maybe_done;
	s->error = failure != NULL ? failure->error : (struct error){0};
}

static void clear_from(struct pin *s, enum field from)
{
	for (int i = (int)from; i < FIELDS; i++)
		secret_wipe(s->field[i], sizeof s->field[i]);
	s->at = from;
}

static void ask(struct pin *s)
{
	struct error err;

	s->unknown = false;
	s->own.central = s->l->central;
	if (!own_pin_ask(&s->own, s->field[FIELD_OLD], s->field[FIELD_NEW], &err)) {
		words_problem(s->l, &err);
		clear_from(s, FIELD_OLD);
	}
}

static void check(struct pin *s)
{
	const struct date today = bangkok_time_of(clock_real_ms(s->l->options->clock)).date;
	const struct error error = {.problem = own_pin_check(s->field[FIELD_OLD],
					s->field[FIELD_NEW], s->field[FIELD_AGAIN], today)};

	if (error.problem == PROBLEM_NONE) {
		ask(s);
		return;
	}
	words_problem(s->l, &error);
	clear_from(s, FIELD_NEW);
}

static void done(struct pin *s)
{
	say(s->l, "%s",
	    _("Your PIN is changed. It holds from now on, at every counter; your other "
	      "sessions have ended."));
	linear_pin_changed(s->l, s->own.change.new);
	own_pin_forget(&s->own);
	linear_go(s->l, &place_menu, NULL);
}

static void tell(struct linear *l, void *state)
{
	struct pin *s = state;

	if (!s->answered)
		return;
	s->answered = false;
	if (s->failed)
		words_problem(l, &s->error);
	else
		done(s);
	if (!s->unknown)
		clear_from(s, FIELD_OLD);
	if (linear_session_ended(&s->error))
		linear_log_out(l);
}

/* ---- the place ---- */

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct pin *s = state;

	(void)arg;
	s->l = l;
	s->own.fn = answered;
	s->own.arg = s;
	if (l->session.pin_change)
		say(l, "%s",
		    _("Your PIN was reset, and whoever reset it may know it: choose one of "
		      "your own before anything else."));
	say(l, "%s", _("Eight digits; no run and no repeat of four, no date. Tell it to nobody."));
}

static void leave(struct linear *l, void *state)
{
	struct pin *s = state;

	(void)l;
	own_pin_stop(&s->own);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct pin *s = state;

	if (s->own.call != 0)
		return &busy;
	if (s->unknown)
		return l->session.pin_change ? &unknown_forced : &unknown;
	return l->session.pin_change ? &fields_forced[s->at] : &fields[s->at];
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct pin *s = state;

	if (!answer_digits(s->field[s->at], API_PIN_DIGITS, line)) {
		say(l, "%s", _("The PIN has 8 digits."));
		return false;
	}
	if (s->at == FIELD_AGAIN)
		check(s);
	else
		s->at++;
	return true;
}

/* The change may be carried out all the same: nothing takes it back. */
static void stop_waiting(struct pin *s)
{
	own_pin_stop(&s->own);
	s->unknown = true;
}

static void act(struct linear *l, void *state, int action)
{
	struct pin *s = state;

	if (action == ACT_STOP)
		stop_waiting(s);
	else if (action == ACT_AGAIN)
		ask(s);
	else if (l->session.pin_change)
		linear_log_out(l);
	else
		linear_go(l, &place_menu, NULL);
}

const struct place place_pin = {
    .title = N_("Own PIN"),
    .state_size = sizeof(struct pin),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .act = act,
    .type = type,
};
