#include "phone/flow.h"

#include <stddef.h>

static const char *const names[STEP_COUNT] = {
    [STEP_LEAVE] = "leave",
    [STEP_NUMBER] = "number",
    [STEP_TEXTS] = "texts",
    [STEP_TERMS] = "terms",
    [STEP_CODE] = "code",
    [STEP_CLAIM] = "claim",
    [STEP_PIN] = "pin",
    [STEP_OFFICER] = "officer",
    [STEP_CONSENT] = "consent",
    [STEP_SIGN] = "sign",
    [STEP_PERSON] = "person",
    [STEP_PROOF] = "proof",
    [STEP_REFUSE] = "refuse",
    [STEP_SUCCESS] = "success",
    [STEP_END] = "end",
};

/* One cell: where it leads, and what is noted on the way. */
struct cell {
	bool here; /* the event has a place */
	enum step next;
	void (*note)(struct flow *f);
};

static void may_use_devices(struct flow *f)
{
	f->devices = true;
}

static void may_not_use_devices(struct flow *f)
{
	f->devices = false;
}

/* The number comes again after wrong digits: what is known by then is not asked again. */
static void have_number(struct flow *f)
{
	if (f->accepted)
		f->step = f->code ? STEP_CLAIM : STEP_CODE;
}

static void have_accepted(struct flow *f)
{
	f->accepted = true;
}

static void not_accepted(struct flow *f)
{
	f->problem = PROBLEM_TERMS_REFUSED;
}

static void have_code(struct flow *f)
{
	f->code = true;
}

static void have_pin(struct flow *f)
{
	if (f->confirmed)
		f->step = STEP_CONSENT;
}

static void is_confirmed(struct flow *f)
{
	f->confirmed = true;
}

static void not_consented(struct flow *f)
{
	f->problem = PROBLEM_CONSENT_REFUSED;
}

static const struct cell cells[STEP_COUNT][EVENT_COUNT] = {
    [STEP_LEAVE] = {[EVENT_YES] = {true, STEP_NUMBER, may_use_devices},
	[EVENT_NO] = {true, STEP_NUMBER, may_not_use_devices}},
    [STEP_NUMBER] = {[EVENT_YES] = {true, STEP_TEXTS, have_number}},
    [STEP_TEXTS] = {[EVENT_DONE] = {true, STEP_TERMS, NULL}},
    [STEP_TERMS] = {[EVENT_YES] = {true, STEP_CODE, have_accepted},
	[EVENT_NO] = {true, STEP_END, not_accepted}},
    [STEP_CODE] = {[EVENT_YES] = {true, STEP_CLAIM, have_code}},
    [STEP_CLAIM] = {[EVENT_DONE] = {true, STEP_PIN, NULL}},
    [STEP_PIN] = {[EVENT_YES] = {true, STEP_OFFICER, have_pin},
	[EVENT_CONFIRMED] = {true, STEP_PIN, is_confirmed}},
    [STEP_OFFICER] = {[EVENT_CONFIRMED] = {true, STEP_CONSENT, is_confirmed}},
    [STEP_CONSENT] =
	{[EVENT_YES] = {true, STEP_SIGN, NULL}, [EVENT_NO] = {true, STEP_REFUSE, NULL}},
    [STEP_SIGN] = {[EVENT_DONE] = {true, STEP_PERSON, NULL}},
    [STEP_PERSON] = {[EVENT_DONE] = {true, STEP_PROOF, NULL}},
    [STEP_PROOF] = {[EVENT_DONE] = {true, STEP_SUCCESS, NULL}},
    [STEP_REFUSE] = {[EVENT_DONE] = {true, STEP_END, not_consented}},
};

bool flow_event(struct flow *f, enum event event)
{
	const struct cell *cell = &cells[f->step][event];
	if (!cell->here)
		return false;
	f->step = cell->next;
	if (event != EVENT_CONFIRMED) /* comes by itself, amid a question that went wrong */
		f->problem = PROBLEM_NONE;
	if (cell->note)
		cell->note(f);
	return true;
}

/* Problems that a person can mend, and the question they lead back to. */
static const struct {
	enum problem problem;
	enum step at, back;
} ways_back[] = {
    {PROBLEM_NUMBER_INVALID, STEP_NUMBER, STEP_NUMBER},
    {PROBLEM_DIGITS_WRONG, STEP_CLAIM, STEP_NUMBER},
    {PROBLEM_NO_LEAVE, STEP_CODE, STEP_CODE},
    {PROBLEM_CODE_UNREADABLE, STEP_CODE, STEP_CODE},
    {PROBLEM_CODE_OTHER_HOST, STEP_CODE, STEP_CODE},
    {PROBLEM_CODE_UNKNOWN, STEP_CLAIM, STEP_CODE},
    {PROBLEM_CODE_EXPIRED, STEP_CLAIM, STEP_CODE},
    {PROBLEM_RATE_LIMITED, STEP_CLAIM, STEP_CODE},
    {PROBLEM_CENTRE_DOWN, STEP_CLAIM, STEP_CODE},
    {PROBLEM_CENTRE_TIMEOUT, STEP_CLAIM, STEP_CODE},
    {PROBLEM_PIN_WEAK, STEP_PIN, STEP_PIN},
    {PROBLEM_PIN_DIFFERS, STEP_PIN, STEP_PIN},
    {PROBLEM_PHONE_PIN_WRONG, STEP_CONSENT, STEP_CONSENT},
};

void flow_problem(struct flow *f, enum problem problem)
{
	enum step back = STEP_END;
	for (size_t i = 0; i < sizeof ways_back / sizeof ways_back[0]; i++)
		if (ways_back[i].problem == problem && ways_back[i].at == f->step)
			back = ways_back[i].back;
	if (back == STEP_CODE)
		f->code = false;
	f->step = back;
	f->problem = problem;
}

void flow_state(struct flow *f, enum enrolment_state state, enum problem end_problem)
{
	if (state == STATE_CONFIRMED)
		flow_event(f, EVENT_CONFIRMED);
	else if (enrolment_state_is_end(state) && state != STATE_SUCCESS)
		flow_problem(f, end_problem ? end_problem : PROBLEM_ENDED_EXPIRED);
}

const char *step_name(enum step step)
{
	return names[step];
}
