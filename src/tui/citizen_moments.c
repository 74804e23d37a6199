/*
 * What an enrollment's state means to the citizen. Nothing of the card, the person or the
 * register goes in: state, finger and code only.
 */
#include <stdio.h>

#include "tui/citizen.h"

static const enum citizen_moment moments[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = CITIZEN_CARD,
    [ENROL_READING] = CITIZEN_READING,
    [ENROL_FACE] = CITIZEN_FACE,
    [ENROL_CHECKING] = CITIZEN_WAIT,
    [ENROL_FINGER] = CITIZEN_FINGER_READY,
    [ENROL_LAST_TRY] = CITIZEN_WAIT,
    [ENROL_MATCHING] = CITIZEN_FINGER_STARTS,
    [ENROL_STORING] = CITIZEN_WAIT,
    [ENROL_EXCEPTION] = CITIZEN_WAIT,
    [ENROL_DESK] = CITIZEN_WAIT,
    [ENROL_PROOFING] = CITIZEN_WAIT,
    [ENROL_PROOFED] = CITIZEN_APP,
    [ENROL_CREATING] = CITIZEN_APP,
    [ENROL_QR_CREATED] = CITIZEN_WAIT, /* while no code can be shown */
    [ENROL_SCANNED] = CITIZEN_SHOW_DIGITS,
    [ENROL_CONFIRMING] = CITIZEN_WAIT,
    [ENROL_CONFIRMED] = CITIZEN_PIN,
    [ENROL_CONSENTED] = CITIZEN_KEEP_OPEN,
    [ENROL_SAVED] = CITIZEN_KEEP_OPEN,
    [ENROL_CANCELLING] = CITIZEN_WAIT,
    [ENROL_SUCCESS] = CITIZEN_SUCCESS,
    [ENROL_ENDED] = CITIZEN_OFFICER,
    [ENROL_STOPPED] = CITIZEN_OFFICER,
    [ENROL_PARKED] = CITIZEN_COUNTER,
};

static const enum citizen_moment guides[GUIDE_COUNT] = {
    [GUIDE_PLACE] = CITIZEN_FINGER_PLACE,
    [GUIDE_LIFT] = CITIZEN_FINGER_LIFT,
    [GUIDE_FAINT] = CITIZEN_FINGER_FAINT,
    [GUIDE_FEW] = CITIZEN_FINGER_FEW,
    [GUIDE_WRONG_FINGER] = CITIZEN_FINGER_OTHER,
};

static void at_sensor(struct citizen_picture *p, const struct runner_view *view)
{
	p->finger = view->writing ? view->writing->finger : view->enrol->finger;
	if (!view->guiding || view->guide >= GUIDE_COUNT)
		return;
	p->moment = guides[view->guide];
	if (view->presses > 1 && view->presses <= 9 && view->press <= view->presses) {
		p->press = view->press;
		p->presses = view->presses;
	}
}

static void with_code(
    struct citizen_picture *p, const struct runner_view *view, struct citizen_now now)
{
	p->moment = CITIZEN_SCAN;
	p->has_code = true;
	p->code_ends = now.mono + view->code->expires - view->clock_offset_ms - now.real;
	snprintf(p->url, sizeof p->url, "%s", view->code->url);
	snprintf(p->typed, sizeof p->typed, "%s", view->code->typed);
}

void citizen_of_view(
    struct citizen_picture *p, const struct runner_view *view, struct citizen_now now)
{
	const struct enrol *e = view->enrol;
	citizen_forget_code(p);
	p->moment = moments[e->state];
	p->finger = FINGER_RIGHT_INDEX;
	p->press = p->presses = 1;
	if (e->state == ENROL_ENDED && problem_row(e->problem)->exit_code == EXIT_EXPIRED)
		p->moment = CITIZEN_TIME_OVER;
	if (e->state == ENROL_MATCHING && e->verifying)
		p->moment = CITIZEN_WAIT;
	else if (e->state == ENROL_MATCHING || (e->state == ENROL_STORING && view->guiding))
		at_sensor(p, view);
	if (view->code)
		with_code(p, view, now);
}
