#include "linear/news.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "linear/words.h"

void news_begin(struct news *n)
{
	memset(n, 0, sizeof *n);
}

/* ---- the reader ---- */

static enum problem card_problem(const struct runner_view *view)
{
	static const enum problem of_card[] = {
	    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
	    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
	    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
	};

	if (view->card_error.problem != PROBLEM_NONE)
		return view->card_error.problem;
	return of_card[view->card];
}

static void tell_card(struct news *n, struct linear *l, const struct runner_view *view)
{
	const enum problem problem = card_problem(view);
	struct error error = view->card_error;

	if (n->card_told && view->card == n->card && problem == n->card_problem)
		return;
	n->card_told = true;
	n->card = view->card;
	n->card_problem = problem;
	error.problem = problem;
	if (problem != PROBLEM_NONE)
		words_problem(l, &error);
	else if (view->card == RUNNER_CARD_EMPTY)
		say(l, "%s", _("The card reader is ready, no card is in it."));
	else if (view->card == RUNNER_CARD_PRESENT)
		say(l, "%s", _("A card is in the reader."));
	l->again = l->again || view->card == RUNNER_CARD_PRESENT;
}

/* ---- the chip ---- */

static void tell_chip(struct news *n, struct linear *l, const struct runner_view *view)
{
	const int64_t ms = view->read_ms;

	if (view->text != NULL && !n->text)
		words_person(l, view->text);
	n->text = view->text != NULL;
	if (view->enrol->read_done && !n->read) {
		say(l, _("The chip is read whole, in %d.%d seconds."), (int)(ms / 1000),
		    (int)(ms / 100 % 10));
		if (view->face != NULL)
			say(l, "%s",
			    _("The photo is in the chip. Compare the citizen with it or with the "
			      "one printed on the card: p shows it in signs."));
	}
	n->read = view->enrol->read_done;
}

/* By what the chip says, before and after. */
static void tell_stored(struct news *n, struct linear *l, const struct finger_states *fingers)
{
	for (int f = 0; fingers != NULL && f < FINGER_COUNT; f++) {
		const bool stored = fingers->finger[f].stored;

		if (n->knows_fingers && stored != n->stored[f])
			say(l, "%s: %s", finger_title((enum finger)f),
			    stored ? _("The finger is in the chip.") : _("The finger is removed."));
		n->stored[f] = stored;
	}
	n->knows_fingers = fingers != NULL;
}

/* ---- the sensor ---- */

static void tell_guide(struct news *n, struct linear *l, const struct runner_view *view)
{
	static const char *const words[GUIDE_COUNT] = {
	    [GUIDE_PLACE] = N_("Place the finger on the sensor."),
	    [GUIDE_LIFT] = N_("Lift the finger."),
	    [GUIDE_FAINT] = N_("Too faint: wipe the finger and press it firmly."),
	    [GUIDE_FEW] = N_("Too little of the finger: place it flat, in the middle."),
	    [GUIDE_WRONG_FINGER] = N_("Not the finger that was asked for."),
	};
	const enum finger finger =
	    view->writing != NULL ? view->writing->finger : view->enrol->finger;
	const int guide =
	    view->guiding
		? 1 + (int)view->guide + GUIDE_COUNT * ((int)finger + FINGER_COUNT * view->press)
		: 0;

	if (guide == n->guide)
		return;
	n->guide = guide;
	if (guide != 0 && view->presses > 1)
		say(l, _("%s: %s Press %d of %d."), finger_title(finger), _(words[view->guide]),
		    view->press, view->presses);
	else if (guide != 0)
		say(l, "%s: %s", finger_title(finger), _(words[view->guide]));
}

static void tell_writing(struct news *n, struct linear *l, const struct writing *w)
{
	const enum writing_state state = w != NULL ? w->state : WRITING_ASK;

	if (w != NULL && (state != n->writing || w->finger != n->finger) &&
	    state == WRITING_CAPTURE)
		say(l, "%s: %s", finger_title(w->finger), _("The finger is taken, three times."));
	if (w != NULL && state != n->writing && state == WRITING_WRITING)
		say(l, "%s", _("!  DO NOT REMOVE THE CARD"));
	n->writing = state;
	n->finger = w != NULL ? w->finger : FINGER_RIGHT_INDEX;
}

/* ---- trouble ---- */

/* What is being asked for is no news, and not true before the centre has answered. */
static bool only_asked_for(const struct enrol *e)
{
	return e->state == ENROL_CANCELLING && (e->problem == PROBLEM_CANCELLED_BY_OFFICER ||
						   e->problem == PROBLEM_ENDED_CONTESTED);
}

struct error news_trouble(const struct runner_view *view)
{
	const enum problem problem =
	    view->writing != NULL ? view->writing->problem : view->enrol->problem;

	if (only_asked_for(view->enrol))
		return (struct error){.problem = PROBLEM_NONE};
	return view->error.problem == problem ? view->error : (struct error){.problem = problem};
}

static void tell_trouble(struct news *n, struct linear *l, const struct runner_view *view)
{
	const struct error error = news_trouble(view);

	if (view->centre_away != n->away)
		say(l, "%s",
		    view->centre_away
			? _("The centre does not answer; it is asked again by itself.")
			: _("The centre answers again."));
	n->away = view->centre_away;
	if (error.problem != n->problem && error.problem != PROBLEM_NONE &&
	    view->enrol->state <= ENROL_CANCELLING) {
		words_problem(l, &error);
		l->again = true; /* with what can be done about it */
	}
	n->problem = error.problem;
}

void news_tell(struct news *n, struct linear *l, const struct runner_view *view)
{
	if (view->enrol->state == ENROL_WAIT_CARD)
		tell_card(n, l, view);
	tell_chip(n, l, view);
	tell_stored(n, l, view->fingers);
	tell_guide(n, l, view);
	tell_writing(n, l, view->writing);
	tell_trouble(n, l, view);
}
