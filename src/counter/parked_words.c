#include "counter/parked_words.h"

#include <string.h>

#include "base/lang.h"

#define TAIL 4

const char *parked_tail(const char *enrolment_id)
{
	const size_t len = strlen(enrolment_id);

	return enrolment_id + (len > TAIL ? len - TAIL : 0);
}

const char *parked_words(const struct watched *row)
{
	static const char *const of_state[STATE_COUNT] = {
	    [STATE_SCANNED] = N_("has been scanned"),
	    [STATE_SUCCESS] = N_("is done"),
	};

	if (row->taken)
		return _("a colleague took it");
	if (row->second_phone && !row->over)
		return _("a second phone tries");
	if (of_state[row->state] != NULL)
		return _(of_state[row->state]);
	return enrolment_state_is_end(row->state) ? _("has ended") : _("has moved");
}

bool parked_may(const struct runner_view *view)
{
	const enum enrol_state state = view->enrol->state;
	const bool open =
	    (state >= ENROL_QR_CREATED && state <= ENROL_CANCELLING) || state == ENROL_PARKED;

	return open && view->enrolment != NULL && !view->taking;
}

/* At the desk a card is in use until its attempt is over. */
static const char *risk_at_desk(enum enrol_state state)
{
	const bool over = state >= ENROL_SUCCESS;

	return over || state == ENROL_WAIT_CARD
		   ? NULL
		   : N_("Not now: a card is in use here. Finish or cancel first.");
}

/* Before there is a code, leaving the citizen ends the attempt. */
const char *parked_risk(const struct runner_view *view)
{
	const enum enrol_state state = view->enrol->state;

	if (view->enrol->desk)
		return risk_at_desk(state);
	if (view->taking)
		return NULL;
	if (state == ENROL_CANCELLING)
		return N_("Not now: the centre cancels an enrollment.");
	return state > ENROL_WAIT_CARD && state < ENROL_QR_CREATED
		   ? N_("Not now: this citizen's attempt would be lost. First the QR code, or "
			"cancel.")
		   : NULL;
}
