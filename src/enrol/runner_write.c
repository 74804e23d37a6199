/* enrol/writing.h carried out: its events come from card, sensor, centre and officer, its
 * effects go back there, and its end is an event of the enrollment's machine. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "enrol/finger.h"
#include "enrol/runner_parts.h"

bool runner_writing_in(const struct runner *r, enum writing_state state)
{
	return r->view.writing && r->writing.state == state;
}

static void feed_problem(struct runner *r, enum writing_event event, enum problem problem)
{
	struct error err = {0};
	error_set(&err, problem, "%s", "");
	runner_writing_feed(r, event, 0, &err);
}

/* ---- effects ---- */

static void tell_outcome(struct runner *r)
{
	static const enum api_outcome told[] = {
	    [WRITE_GOOD] = OUTCOME_GOOD,
	    [WRITE_UNCHANGED] = OUTCOME_UNCHANGED,
	    [WRITE_DAMAGED] = OUTCOME_DAMAGED,
	    [WRITE_UNKNOWN] = OUTCOME_UNKNOWN,
	};
	if (r->write_id[0])
		runner_outcome_tell(r, r->write_id, told[r->writing.outcome]);
	r->write_id[0] = '\0';
}

static void drop(struct runner *r)
{
	for (int f = 0; f < FINGER_COUNT; f++)
		if (!(r->writing.done & 1u << f))
			secret_wipe(&r->person->prints[f], sizeof(r->person->prints[f]));
}

static void challenge(struct runner *r)
{
	if (!r->card || !card_challenge(r->card, r->writing.finger, r->writing.write))
		feed_problem(r, WRITING_EV_NOT_WRITTEN, PROBLEM_HELPER_DIED);
}

static void on_authorised(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	const struct api_finger_cryptogram *c = answer;
	bool wanted = runner_writing_in(r, WRITING_AUTHORISING);
	runner_call_over(r, CALL_AUTHORISE);
	if (!failure && wanted) {
		memcpy(r->write_id, c->id, sizeof(r->write_id));
		memcpy(r->person->cryptogram, c->cryptogram, sizeof(r->person->cryptogram));
		runner_writing_feed(r, WRITING_EV_AUTHORISED, 0, NULL);
	} else if (!failure) {
		/* Nobody waits for it any more: it was never presented to the card. */
		runner_outcome_tell(r, c->id, OUTCOME_UNCHANGED);
	} else if (wanted) {
		runner_writing_feed(
		    r, WRITING_EV_CENTRE_FAILED, failure->maybe_done ? 1 : 0, &failure->error);
	} else {
		runner_changed(r);
	}
}

static void authorise_now(struct runner *r)
{
	struct slot *slot = &r->slots[CALL_AUTHORISE];
	central_let_go(r->central, slot->call);
	slot->call =
	    central_finger_write(r->central, &r->person->request, slot->key, on_authorised, r);
	runner_note_centre(r);
	if (!slot->call)
		feed_problem(r, WRITING_EV_CENTRE_FAILED, PROBLEM_MEMORY);
}

/* Under one approval the centre authorises no second write of a finger before it has heard
 * what became of the first. */
static void authorise(struct runner *r)
{
	r->after_outcomes = runner_outcomes_hurry(r);
	if (!r->after_outcomes)
		authorise_now(r);
}

void runner_outcomes_heard(struct runner *r)
{
	bool waiting = r->after_outcomes && runner_writing_in(r, WRITING_AUTHORISING);
	r->after_outcomes = false;
	if (waiting)
		authorise_now(r);
}

static bool write_now(struct runner *r)
{
	const struct print *print = &r->person->prints[r->writing.finger];
	const uint8_t *cryptogram = r->person->cryptogram;
	enum finger finger = r->writing.finger;
	if (!r->card)
		return false;
	if (r->writing.write == FINGER_WRITE_REMOVE)
		return card_remove(r->card, finger, cryptogram);
	return card_store(r->card, finger, print->template_, print->len, cryptogram);
}

/* A command that was never sent has changed nothing. */
static void write_chip(struct runner *r)
{
	struct error err = {.problem = PROBLEM_HELPER_DIED};
	bool sent = runner_outcome_open(r, r->write_id, &err) && write_now(r);
	secret_wipe(r->person->cryptogram, sizeof(r->person->cryptogram));
	if (!sent)
		runner_writing_feed(r, WRITING_EV_NOT_WRITTEN, 0, &err);
}

static const struct {
	enum writing_effect effect;
	void (*carry_out)(struct runner *r);
} effects_in_order[] = {
    {WRITING_FX_OUTCOME, tell_outcome},
    {WRITING_FX_DROP, drop},
    {WRITING_FX_APPROVE, runner_ask_approval},
    {WRITING_FX_CAPTURE, runner_enroll},
    {WRITING_FX_CHALLENGE, challenge},
    {WRITING_FX_AUTHORISE, authorise},
    {WRITING_FX_WRITE, write_chip},
    {WRITING_FX_REREAD, runner_reread},
};

/* ---- one step after the other ---- */

static void left(struct runner *r, enum writing_state before)
{
	if (r->writing.state == before)
		return;
	int64_t now = clock_mono_ms(loop_clock(r->loop));
	usual_note_writing(r->usual, before, r->writing.state, now - r->view.waiting_since);
	r->view.waiting_since = now;
	if (before == WRITING_CAPTURE)
		runner_capture_stop(r);
	if (before == WRITING_APPROVING)
		runner_approval_stop(r);
}

static void step(struct runner *r, const struct writing_input *in)
{
	enum writing_state before = r->writing.state;
	unsigned effects = writing_step(&r->writing, in);
	left(r, before);
	for (size_t i = 0; i < sizeof(effects_in_order) / sizeof(effects_in_order[0]); i++)
		if (effects & effects_in_order[i].effect)
			effects_in_order[i].carry_out(r);
}

/* What the end of it means for the enrollment. A finger that can be matched is enough; at the
 * desk everything that was asked for has to be done. */
static void conclude(struct runner *r)
{
	struct error why = {.problem = r->writing.problem};
	enum problem none = fingers_problem(&r->person->fingers);
	if (why.problem == r->trouble.problem)
		why = r->trouble;
	if (r->writing.card_lost) {
		runner_feed(r, ENROL_EV_CARD_FAILED, 0, &why);
	} else if (r->enrol.desk ? r->writing.state == WRITING_DONE : none == PROBLEM_NONE) {
		runner_feed(r, ENROL_EV_STORED, 0, NULL);
	} else {
		if (why.problem == PROBLEM_NONE && !r->enrol.desk)
			why.problem = none;
		runner_feed(r, ENROL_EV_STORE_ENDED, 0, &why);
	}
}

static bool next_step(struct runner *r, struct writing_input *in)
{
	if (r->step_count == 0)
		return false;
	*in = r->steps[0];
	r->step_count--;
	memmove(r->steps, r->steps + 1, r->step_count * sizeof(r->steps[0]));
	return true;
}

void runner_writing_feed(
    struct runner *r, enum writing_event event, int arg, const struct error *trouble)
{
	struct writing_input in = {.event = event, .arg = arg};
	if (!r->view.writing)
		return;
	if (trouble) {
		r->trouble = *trouble;
		in.problem = trouble->problem;
	}
	if (r->step_count < QUEUE_MAX)
		r->steps[r->step_count++] = in;
	if (r->stepping)
		return;
	r->stepping = true;
	while (next_step(r, &in))
		step(r, &in);
	r->stepping = false;
	runner_show_trouble(r);
	if (r->writing.state == WRITING_DONE || r->writing.state == WRITING_ENDED)
		conclude(r);
	else
		runner_changed(r);
}

/* ---- beginning and end ---- */

static void begin(struct runner *r, enum finger_write write, bool approval)
{
	writing_init(&r->writing, write, approval);
	r->view.writing = &r->writing;
	r->view.approval = NULL;
	r->absence = ABSENCE_NONE;
	r->write_id[0] = '\0';
	r->step_count = 0;
}

void runner_store_begin(struct runner *r)
{
	begin(r, FINGER_WRITE_STORE, r->view.policy && r->view.policy->approve_store);
}

void runner_remove_begin(struct runner *r)
{
	begin(r, FINGER_WRITE_REMOVE, r->view.policy && r->view.policy->approve_remove);
}

/* Left in the middle of a write, nobody will hear what became of it. */
void runner_writing_stop(struct runner *r)
{
	if (runner_writing_in(r, WRITING_WRITING)) {
		r->writing.outcome = WRITE_UNKNOWN;
		tell_outcome(r);
	}
	if (runner_writing_in(r, WRITING_CAPTURE))
		runner_capture_stop(r);
	runner_approval_stop(r);
	r->view.writing = NULL;
	secret_wipe(r->person->prints, sizeof(r->person->prints));
	secret_wipe(&r->person->request, sizeof(r->person->request));
	secret_wipe(r->person->cryptogram, sizeof(r->person->cryptogram));
}

void runner_card_lost(struct runner *r, enum enrol_event event, const struct error *trouble)
{
	if (!r->view.writing)
		runner_feed(r, event, 0, trouble);
	else if (event == ENROL_EV_CARD_OUT)
		runner_writing_feed(r, WRITING_EV_CARD_OUT, 0, trouble);
	else
		runner_writing_feed(r, WRITING_EV_CARD_FAILED, 0, trouble);
}

/* ---- what the card says ---- */

static bool prepare(struct runner *r, const struct finger_challenge *c, struct error *err)
{
	struct api_finger_write *w = &r->person->request;
	*w = (struct api_finger_write){.remove = c->write == FINGER_WRITE_REMOVE,
	    .finger = c->finger,
	    .reference = c->reference,
	    .absence = r->absence,
	    .same_person = r->enrol.verdict_given};
	runner_claim(&w->card, r);
	memcpy(w->challenge, c->challenge, sizeof(w->challenge));
	memcpy(w->serial, c->serial, sizeof(w->serial));
	memcpy(w->approval, r->person->approval.id, sizeof(w->approval));
	return runner_new_key(&r->slots[CALL_AUTHORISE], err);
}

void runner_on_challenge(struct runner *r, const struct card_event *event)
{
	struct error err = {0};
	if (!runner_writing_in(r, WRITING_CHALLENGE))
		return;
	if (prepare(r, &event->challenge, &err))
		runner_writing_feed(r, WRITING_EV_CHALLENGE, 0, NULL);
	else
		runner_writing_feed(r, WRITING_EV_NOT_WRITTEN, 0, &err);
}

void runner_on_written(struct runner *r, const struct card_event *event)
{
	if (!runner_writing_in(r, WRITING_WRITING))
		return;
	if (event->outcome != WRITE_UNKNOWN)
		r->person->fingers = event->fingers;
	runner_writing_feed(r, WRITING_EV_WRITTEN, (int)event->outcome, &event->error);
}

void runner_on_not_written(struct runner *r, const struct card_event *event)
{
	runner_writing_feed(r, WRITING_EV_NOT_WRITTEN, 0, &event->error);
}

/* ---- the officer ---- */

static bool is_on_card(const struct runner *r, enum finger finger)
{
	return r->person->fingers.finger[finger].stored;
}

/* One finger alone needs the reason why the other is not stored; two need none. */
static bool reason_fits(const struct runner *r, unsigned fingers, enum finger_absence absence)
{
	bool both = fingers == ((1u << FINGER_COUNT) - 1);
	enum finger other = finger_other(
	    fingers & 1u << FINGER_RIGHT_INDEX ? FINGER_RIGHT_INDEX : FINGER_LEFT_INDEX);
	bool alone = !both && !is_on_card(r, other);
	return absence < FINGER_ABSENCE_COUNT && (absence != ABSENCE_NONE) == alone;
}

static bool refuse(struct runner *r, enum problem problem)
{
	error_set(&r->view.error, problem, "%s", "");
	runner_changed(r);
	return false;
}

/* At the desk two events are one act: the writing begins with its question answered. */
static bool begin_with(
    struct runner *r, enum enrol_event event, unsigned fingers, enum finger_absence absence)
{
	struct error no_key = {.problem = PROBLEM_NO_CARD_KEY};
	bool can = r->view.policy && r->view.policy->can_write;
	if (r->enrol.desk && (!r->central || !central_logged_in(r->central)))
		return refuse(r, PROBLEM_NOT_LOGGED_IN);
	if (!r->view.writing && enrol_accepts(&r->enrol, event)) {
		r->quiet = true;
		runner_feed(r, event, 0, NULL);
		r->quiet = false;
	}
	if (!r->view.writing || !writing_accepts(&r->writing, WRITING_EV_FINGERS))
		return false;
	r->absence = absence;
	runner_writing_feed(r, WRITING_EV_FINGERS, (int)fingers, can ? NULL : &no_key);
	return true;
}

bool runner_store(struct runner *r, unsigned fingers, enum finger_absence absence)
{
	if (fingers == 0 || fingers >= 1u << FINGER_COUNT || !r->view.fingers)
		return false;
	struct why_not why = fingers_why_not_store(r->view.fingers, fingers);
	if (!why_not_nothing(&why))
		return refuse(r, why.problem);
	if (!reason_fits(r, fingers, absence))
		return false;
	return begin_with(r, ENROL_EV_STORE, fingers, absence);
}

bool runner_remove(struct runner *r, enum finger finger)
{
	if (finger >= FINGER_COUNT || !r->view.fingers || r->view.writing)
		return false;
	if (!finger_can(&r->person->fingers.finger[finger], FINGER_REMOVE))
		return refuse(r, PROBLEM_NO_FINGER_ON_CARD);
	return begin_with(r, ENROL_EV_REMOVE, 1u << finger, ABSENCE_NONE);
}
