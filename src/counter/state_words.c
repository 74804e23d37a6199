#include "counter/state_words.h"

#include <stddef.h>

#include "base/lang.h"
#include "counter/labels.h"

const char *state_word(enum enrolment_state state)
{
	static const enum label open[] = {
	    [STATE_PROOFED] = LABEL_STEP_2,
	    [STATE_QR_CREATED] = LABEL_SUBSTEP_2,
	    [STATE_SCANNED] = LABEL_SUBSTEP_2,
	    [STATE_CONFIRMED] = LABEL_SUBSTEP_3,
	    [STATE_CONSENTED] = LABEL_SUBSTEP_3,
	    [STATE_SAVED] = LABEL_SUBSTEP_3,
	    [STATE_SUCCESS] = LABEL_SUBSTEP_4,
	};
	static const char *const ended[STATE_COUNT] = {
	    [STATE_EXPIRED] = N_("expired"),
	    [STATE_CANCELLED] = N_("cancelled"),
	    [STATE_LOCKED] = N_("digits wrong"),
	    [STATE_CONTESTED] = N_("two phones"),
	    [STATE_REFUSED] = N_("citizen refused"),
	};
	if (state <= STATE_SUCCESS)
		return label(open[state]);
	return state < STATE_COUNT && ended[state] ? _(ended[state]) : enrolment_state_name(state);
}

const char *step_word(enum enrolment_state to)
{
	static const char *const steps[STATE_COUNT] = {
	    [STATE_CONFIRMED] = N_("Compare the four digits"),
	    [STATE_CONSENTED] = N_("Citizen sets a PIN and consents"),
	    [STATE_SUCCESS] = N_("Load the data into the app"),
	};
	if (to == STATE_QR_CREATED)
		return label(LABEL_SUBSTEP_1);
	if (to == STATE_SCANNED)
		return label(LABEL_SUBSTEP_2);
	return to < STATE_COUNT && steps[to] ? _(steps[to]) : enrolment_state_name(to);
}
