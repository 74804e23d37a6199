/* Walks the table of writing_table.c: find the row that applies, write down what it says. */
#include "enrol/writing.h"

#include <stddef.h>

#include "enrol/writing_table.h"

/* Problems after which the same write cannot go on, whatever is tried again. */
static bool is_hopeless(enum problem problem)
{
	static const bool hopeless[PROBLEM_COUNT] = {
	    [PROBLEM_NO_MOC_APPLET] = true,
	    [PROBLEM_NO_CARD_KEY] = true,
	    [PROBLEM_NOT_PERMITTED] = true,
	    [PROBLEM_OTHER_OFFICE] = true,
	    [PROBLEM_BAD_REQUEST] = true,
	    [PROBLEM_TOO_LARGE] = true,
	    [PROBLEM_TRAINING_MISMATCH] = true,
	    [PROBLEM_UPDATE_NEEDED] = true,
	};
	return hopeless[problem] || problem_is_refusal(problem);
}

static bool wants_officer(enum problem problem)
{
	return problem == PROBLEM_SECOND_OFFICER || problem == PROBLEM_SAME_OFFICER ||
	       problem == PROBLEM_APPROVAL_BAD;
}

static unsigned bit_of(enum finger finger)
{
	return 1u << finger;
}

static unsigned fact(bool holds, enum writing_fact bit)
{
	return holds ? (unsigned)bit : 0;
}

static unsigned facts_of(const struct writing *w)
{
	return fact(w->write == FINGER_WRITE_REMOVE, REMOVING) |
	       fact(w->approval && !w->approved, TO_APPROVE) | fact(w->captured, CAPTURED) |
	       fact((w->wanted & ~bit_of(w->finger)) == 0, LAST) |
	       fact(w->again == WRITING_CAPTURE, AGAIN_CAPTURE) |
	       fact(w->again == WRITING_CHALLENGE, AGAIN_CHALLENGE) |
	       fact(w->again == WRITING_AUTHORISING, AGAIN_AUTHORISING);
}

static unsigned facts_of_event(const struct writing_input *in)
{
	bool written = in->event == WRITING_EV_WRITTEN;
	bool surprise =
	    in->problem == PROBLEM_FINGER_STORED || in->problem == PROBLEM_NO_FINGER_ON_CARD;
	return fact(in->event == WRITING_EV_FINGERS && in->problem != PROBLEM_NONE, BLOCKED) |
	       fact(in->event == WRITING_EV_CENTRE_FAILED && in->arg != 0, DOUBT) |
	       fact(is_hopeless(in->problem), HOPELESS) |
	       fact(wants_officer(in->problem), UNAPPROVED) |
	       fact(written && in->arg == WRITE_GOOD, GOOD) |
	       fact(written && in->arg == WRITE_UNKNOWN, UNKNOWN) |
	       fact(in->problem == PROBLEM_TEMPLATE_REFUSED, BAD_PRINT) | fact(surprise, SURPRISE);
}

/* One finger at a time is removed; both may be stored. */
static bool sensible(const struct writing *w, const struct writing_input *in)
{
	bool both = in->arg == (1 << FINGER_COUNT) - 1;
	if (in->event == WRITING_EV_FINGERS)
		return in->arg > 0 && in->arg < 1 << FINGER_COUNT &&
		       !(both && w->write == FINGER_WRITE_REMOVE);
	return in->event < WRITING_EVENT_COUNT;
}

/* The row that applies, or NULL: the event has no meaning now. */
static const struct writing_row *row_of(const struct writing *w, const struct writing_input *in)
{
	unsigned facts = facts_of(w) | facts_of_event(in);
	const struct writing_row *row = sensible(w, in) ? writing_table[w->state][in->event] : NULL;
	while (row && ((facts & row->needs) != row->needs || (facts & row->unless) != 0))
		row = row->otherwise;
	return row;
}

static enum problem problem_of(
    const struct writing *w, const struct writing_input *in, enum writing_trouble trouble)
{
	switch (trouble) {
	case GONE:
		return PROBLEM_NONE;
	case FROM_EVENT:
		return in->problem;
	case UNTOLD:
		return PROBLEM_WRITE_UNKNOWN;
	case KEEP:
		break;
	}
	return w->problem;
}

/* Right before left. */
static void choose(struct writing *w)
{
	if (w->wanted)
		w->finger =
		    w->wanted & bit_of(FINGER_RIGHT_INDEX) ? FINGER_RIGHT_INDEX : FINGER_LEFT_INDEX;
	w->captured = false;
}

static void take(struct writing *w, const struct writing_input *in, enum writing_take what)
{
	if (what == TAKE_FINGERS) {
		w->wanted = (unsigned)in->arg;
		choose(w);
	} else if (what == TAKE_APPROVAL) {
		w->approved = true;
	} else if (what == LOSE_APPROVAL) {
		w->approval = true;
		w->approved = false;
	} else if (what == TAKE_TEMPLATE) {
		w->captured = true;
	} else if (what == NEXT_FINGER) {
		w->done |= bit_of(w->finger);
		w->wanted &= ~bit_of(w->finger);
		choose(w);
	}
}

static void note_fate(struct writing *w, const struct writing_input *in, enum writing_fate fate)
{
	const enum write_outcome becomes[] = {
	    [NO_FATE] = w->outcome,
	    [AS_TOLD] = (enum write_outcome)in->arg,
	    [NOT_CHANGED] = WRITE_UNCHANGED,
	    [NOBODY_KNOWS] = WRITE_UNKNOWN,
	};
	w->outcome = becomes[fate];
}

unsigned writing_step(struct writing *w, const struct writing_input *in)
{
	const struct writing_row *row = row_of(w, in);
	if (!row)
		return 0;
	w->problem = problem_of(w, in, row->trouble);
	take(w, in, row->take);
	note_fate(w, in, row->fate);
	w->captured &= (row->effects & WRITING_FX_DROP) == 0;
	w->card_lost |= row->lost;
	w->again = row->next == WRITING_TROUBLE ? row->again : WRITING_TROUBLE;
	w->state = row->next;
	return row->effects;
}

bool writing_accepts(const struct writing *w, enum writing_event event)
{
	const struct writing_input in = {.event = event, .arg = event == WRITING_EV_FINGERS};
	return row_of(w, &in) != NULL;
}

void writing_init(struct writing *w, enum finger_write write, bool approval)
{
	*w = (struct writing){
	    .state = WRITING_ASK, .again = WRITING_TROUBLE, .write = write, .approval = approval};
}

const char *writing_state_name(enum writing_state s)
{
	static const char *const names[WRITING_STATE_COUNT] = {
	    [WRITING_ASK] = "ASK",
	    [WRITING_APPROVAL] = "APPROVAL",
	    [WRITING_APPROVING] = "APPROVING",
	    [WRITING_CAPTURE] = "CAPTURE",
	    [WRITING_CHALLENGE] = "CHALLENGE",
	    [WRITING_AUTHORISING] = "AUTHORISING",
	    [WRITING_WRITING] = "WRITING",
	    [WRITING_TROUBLE] = "TROUBLE",
	    [WRITING_DONE] = "DONE",
	    [WRITING_ENDED] = "ENDED",
	};
	return s < WRITING_STATE_COUNT ? names[s] : "";
}

const char *writing_event_name(enum writing_event ev)
{
	static const char *const names[WRITING_EVENT_COUNT] = {
	    [WRITING_EV_FINGERS] = "FINGERS",
	    [WRITING_EV_APPROVE] = "APPROVE",
	    [WRITING_EV_APPROVED] = "APPROVED",
	    [WRITING_EV_TEMPLATE] = "TEMPLATE",
	    [WRITING_EV_SENSOR_FAILED] = "SENSOR_FAILED",
	    [WRITING_EV_CHALLENGE] = "CHALLENGE",
	    [WRITING_EV_AUTHORISED] = "AUTHORISED",
	    [WRITING_EV_CENTRE_FAILED] = "CENTRE_FAILED",
	    [WRITING_EV_WRITTEN] = "WRITTEN",
	    [WRITING_EV_NOT_WRITTEN] = "NOT_WRITTEN",
	    [WRITING_EV_CARD_OUT] = "CARD_OUT",
	    [WRITING_EV_CARD_FAILED] = "CARD_FAILED",
	    [WRITING_EV_AGAIN] = "AGAIN",
	    [WRITING_EV_GIVE_UP] = "GIVE_UP",
	};
	return ev < WRITING_EVENT_COUNT ? names[ev] : "";
}
