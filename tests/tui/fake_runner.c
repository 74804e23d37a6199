/* enrol/runner.h, played over the real state machine: see world.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define CODE_LIFE_MS 300000

struct runner {
	struct enrol enrol;
	struct runner_view view;
	struct api_enrolment enrolment;
	struct api_code code;
	struct api_linkage_answer linkage;
	struct finger_states fingers;
	struct writing writing;
	struct api_approval approval;
	struct api_status policy;
	runner_changed_fn *fn;
	void *arg;
	struct usual *usual;
};

static struct runner *the_runner;
static unsigned created; /* enrollments, for their numbers */
static bool fresh;	 /* a card was put in since the last attempt began */

static void changed(struct runner *r)
{
	if (r->fn)
		r->fn(r->arg);
}

static void begin_writing(struct runner *r, enum finger_write write)
{
	bool approval =
	    write == FINGER_WRITE_STORE ? world.policy.approve_store : world.policy.approve_remove;
	writing_init(&r->writing, write, approval);
	r->view.writing = &r->writing;
	r->view.approval = NULL;
}

static void carry_out(struct runner *r, unsigned effects)
{
	if (effects & ENROL_FX_STORE)
		begin_writing(r, FINGER_WRITE_STORE);
	if (effects & ENROL_FX_REMOVE)
		begin_writing(r, FINGER_WRITE_REMOVE);
	if (effects & ENROL_FX_CAPTURE)
		r->view.guiding = false;
	if (effects & ENROL_FX_READ)
		fresh = false;
	if (effects & ENROL_FX_SHOW_CODE)
		r->view.code = &r->code;
	if (effects & ENROL_FX_HIDE_CODE)
		r->view.code = NULL;
	if (effects & ENROL_FX_FORGET) {
		r->view.text = NULL;
		r->view.face = NULL;
	}
}

static void tell_error(struct runner *r, enum problem problem)
{
	r->view.error = (struct error){.problem = problem};
	if (problem)
		snprintf(r->view.error.context, sizeof r->view.error.context, "%s", world_text(""));
}

static unsigned step(struct runner *r, enum enrol_event event, int arg, enum problem problem)
{
	enum enrol_state before = r->enrol.state;
	struct enrol_input in = {.event = event, .arg = arg, .problem = problem};
	unsigned effects = enrol_step(&r->enrol, &in);
	if (r->enrol.state != before) {
		usual_note(
		    r->usual, before, r->enrol.state, world.clock.mono - r->view.waiting_since);
		r->view.waiting_since = world.clock.mono;
		r->view.state_since[r->enrol.state] = world.clock.real;
	}
	if (r->enrol.state != ENROL_STORING)
		r->view.writing = NULL;
	tell_error(r, r->enrol.problem);
	carry_out(r, effects);
	changed(r);
	return effects;
}

void fake_runner_begin(void)
{
	fresh = false;
	created = 0;
}

struct runner *runner_new(const struct runner_options *options, struct error *err)
{
	const char *broken = getenv("DDOPA_RUNNER_PROBLEM");
	if (broken && broken[0]) {
		error_set(err, problem_by_name(broken), "%s", "journal");
		return NULL;
	}
	the_runner = calloc(1, sizeof *the_runner);
	the_runner->view.enrol = &the_runner->enrol;
	the_runner->usual = options->usual;
	the_runner->view.card = world.card;
	return the_runner;
}

void runner_free(struct runner *r)
{
	free(r);
	the_runner = NULL;
}

void runner_on_change(struct runner *r, runner_changed_fn *fn, void *arg)
{
	r->fn = fn;
	r->arg = arg;
}

static void reset(struct runner *r)
{
	r->policy = world.policy;
	r->view = (struct runner_view){.enrol = &r->enrol,
	    .policy = &r->policy,
	    .card = world.card,
	    .waiting_since = world.clock.mono,
	    .usual = r->usual};
	snprintf(r->view.reader, sizeof r->view.reader, "%s", world_text("Virtual PCD 00 00"));
	enrol_init(&r->enrol);
}

bool runner_begin(struct runner *r, bool new_phone, struct error *err)
{
	(void)new_phone;
	(void)err;
	reset(r);
	if (fresh)
		step(r, ENROL_EV_CARD_IN, 0, PROBLEM_NONE);
	else
		changed(r);
	return true;
}

bool runner_begin_desk(struct runner *r, struct error *err)
{
	(void)err;
	reset(r);
	enrol_init_desk(&r->enrol);
	if (fresh)
		step(r, ENROL_EV_CARD_IN, 0, PROBLEM_NONE);
	else
		changed(r);
	return true;
}

bool runner_resume(struct runner *r, const char *enrolment_id, struct error *err)
{
	(void)err;
	reset(r);
	snprintf(r->enrolment.id, sizeof r->enrolment.id, "%s", enrolment_id);
	snprintf(r->enrolment.counter, sizeof r->enrolment.counter, "%s", world_text("02"));
	r->enrolment.created = world.clock.real - 780000;
	r->enrolment.state = STATE_SCANNED;
	r->enrolment.match_tries_left = 3;
	r->enrolment.deadline = world.clock.real + 420000;
	r->view.enrolment = &r->enrolment;
	carry_out(r, enrol_resume(&r->enrol, STATE_SCANNED));
	r->view.state_since[ENROL_SCANNED] = world.clock.real;
	changed(r);
	return true;
}

bool runner_take_over(struct runner *r, const char *enrolment_id, struct error *err)
{
	return runner_resume(r, enrolment_id, err);
}

/* ---- fingers ---- */

static bool any_stored(const struct runner *r)
{
	return r->fingers.finger[FINGER_RIGHT_INDEX].stored ||
	       r->fingers.finger[FINGER_LEFT_INDEX].stored;
}

/* What the engine is told when the writing has come to an end. */
static void end_writing(struct runner *r)
{
	bool good = r->writing.state == WRITING_DONE || (any_stored(r) && !r->enrol.desk);
	enum problem problem = r->writing.problem;
	if (problem == PROBLEM_NONE && !good && !r->enrol.desk)
		problem = PROBLEM_NO_FINGER_ON_CARD;
	if (r->writing.card_lost)
		step(r, ENROL_EV_CARD_OUT, 0, problem);
	else
		step(r, good || problem == PROBLEM_NONE ? ENROL_EV_STORED : ENROL_EV_STORE_ENDED, 0,
		    good ? PROBLEM_NONE : problem);
}

static bool write_step(struct runner *r, enum writing_event event, int arg, enum problem problem)
{
	struct writing_input in = {.event = event, .arg = arg, .problem = problem};
	enum writing_state before = r->writing.state;
	if (!r->view.writing || !writing_accepts(&r->writing, event))
		return false;
	unsigned effects = writing_step(&r->writing, &in);
	if (effects & WRITING_FX_CAPTURE)
		r->view.guiding = false;
	if (r->writing.state != before)
		r->view.waiting_since = world.clock.mono;
	tell_error(r, r->writing.problem);
	if (r->writing.state == WRITING_DONE || r->writing.state == WRITING_ENDED)
		end_writing(r);
	changed(r);
	return true;
}

bool runner_officer(struct runner *r, enum enrol_event event, int arg)
{
	enum problem problem = PROBLEM_NONE;
	if (r->view.writing && event == ENROL_EV_RETRY)
		return write_step(r, WRITING_EV_AGAIN, 0, PROBLEM_NONE);
	if (r->view.writing && event == ENROL_EV_CANCEL)
		return write_step(r, WRITING_EV_GIVE_UP, 0, PROBLEM_NONE);
	if (!enrol_accepts(&r->enrol, event))
		return false;
	if (event == ENROL_EV_NOT_SAME_PERSON && !face_reason_of((enum problem)arg))
		return false;
	if (event == ENROL_EV_NOT_SAME_PERSON)
		problem = (enum problem)arg;
	if (event == ENROL_EV_FINGER_CHOSEN && r->fingers.finger[arg].tries_left == 1)
		problem = PROBLEM_FINGER_LAST_TRY;
	step(r, event, arg, problem);
	return true;
}

bool runner_last_try(struct runner *r, const char *digits)
{
	bool right = strcmp(digits, world.person->person.number.digits + 10) == 0;
	if (!enrol_accepts(&r->enrol, ENROL_EV_LAST_TRY_TYPED))
		return false;
	step(r, ENROL_EV_LAST_TRY_TYPED, 0, right ? PROBLEM_NONE : PROBLEM_FINGER_LAST_TRY_KEPT);
	return true;
}

bool runner_store(struct runner *r, unsigned fingers, enum finger_absence absence)
{
	(void)absence;
	if (r->enrol.state == ENROL_DESK)
		step(r, ENROL_EV_STORE, 0, PROBLEM_NONE);
	return write_step(r, WRITING_EV_FINGERS, (int)fingers, PROBLEM_NONE);
}

bool runner_remove(struct runner *r, enum finger finger)
{
	step(r, ENROL_EV_REMOVE, 0, PROBLEM_NONE);
	return write_step(r, WRITING_EV_FINGERS, 1 << finger, PROBLEM_NONE);
}

bool runner_exception(struct runner *r, enum finger_absence absence)
{
	step(r, ENROL_EV_EXCEPTION, (int)absence,
	    world.policy.exceptions ? PROBLEM_NONE : PROBLEM_EXCEPTIONS_OFF);
	return true;
}

bool runner_approve(struct runner *r, const struct citizen_number *number, const char *pin)
{
	(void)number;
	(void)pin;
	if (r->enrol.state != ENROL_EXCEPTION)
		return write_step(r, WRITING_EV_APPROVE, 0, PROBLEM_NONE);
	step(r, ENROL_EV_APPROVE, 0, PROBLEM_NONE);
	return true;
}

bool runner_match_code(struct runner *r, const char digits[API_MATCH_DIGITS + 1])
{
	(void)digits;
	step(r, ENROL_EV_MATCH_CODE_TYPED, 0, PROBLEM_NONE);
	return true;
}

const struct runner_view *runner_view(const struct runner *r)
{
	return &r->view;
}

size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max)
{
	(void)r;
	(void)out;
	(void)max;
	return 0;
}

/* ---- data that come with an event ---- */

static void with_text(struct runner *r)
{
	r->view.text = world.person;
}

static void with_read_done(struct runner *r)
{
	r->view.read_ms = 1900;
	r->fingers.applet = world.tries[FINGER_RIGHT_INDEX] != -3;
	for (int i = 0; i < FINGER_COUNT; i++)
		r->fingers.finger[i] = (struct finger_state){.stored = world.tries[i] >= 0,
		    .damaged = world.tries[i] == -2,
		    .locked = world.tries[i] == 0,
		    .tries_left = world.tries[i]};
	r->view.fingers = &r->fingers;
}

/* What the chip says of the finger that was compared. */
static void with_match(struct runner *r)
{
	struct finger_state *f = &r->fingers.finger[r->enrol.finger];
	r->view.desk_result = (struct desk_result){
	    .known = true, .matched = true, .finger = r->enrol.finger, .tries_left = 3};
	f->tries_left = 3;
}

static void with_mismatch(struct runner *r)
{
	struct finger_state *f = &r->fingers.finger[r->enrol.finger];
	f->tries_left -= f->tries_left > 0;
	f->locked = f->tries_left == 0;
	r->view.desk_result = (struct desk_result){
	    .known = true, .finger = r->enrol.finger, .tries_left = f->tries_left};
}

static void with_approval(struct runner *r)
{
	snprintf(r->approval.officer_name, sizeof r->approval.officer_name, "%s",
	    world_text("นางทดสอบ หัวหน้าใจเย็น"));
	r->view.approval = &r->approval;
}

static void with_allowance(struct runner *r)
{
	r->linkage = (struct api_linkage_answer){.allowed = true,
	    .has_booking = world.booking,
	    .booking = {.number = "09-01", .hour = 9}};
	r->view.linkage = &r->linkage;
}

static void with_refusal(struct runner *r)
{
	r->linkage = (struct api_linkage_answer){.reason_count = world.reason_count,
	    .has_booking = world.booking,
	    .booking = {.number = "09-01", .hour = 9}};
	memcpy(r->linkage.reasons, world.reasons, sizeof r->linkage.reasons);
	r->view.linkage = &r->linkage;
}

static void with_created(struct runner *r)
{
	r->enrolment = (struct api_enrolment){.renewals_left = 3,
	    .match_tries_left = 3,
	    .digit_tries_left = 3,
	    .deadline = world.clock.real + 900000};
	r->enrolment.absence = r->enrol.absence;
	snprintf(r->enrolment.id, sizeof r->enrolment.id, "e%032x", 0xa1b2 + created++);
	r->enrolment.state = STATE_QR_CREATED;
	snprintf(r->enrolment.assurance, sizeof r->enrolment.assurance, "%s",
	    r->enrol.absence == ABSENCE_NONE ? "IAL2.3" : "IAL2.2");
	r->view.enrolment = &r->enrolment;
}

static void with_code(struct runner *r)
{
	r->code.expires = world.clock.real + CODE_LIFE_MS;
	snprintf(r->code.url, sizeof r->code.url,
	    "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23");
	snprintf(r->code.typed, sizeof r->code.typed, "%s", world_text("7KQ4-MX2P-9D-0"));
}

struct data {
	enum enrol_event event;
	void (*add)(struct runner *r);
};

static const struct data data[] = {
    {ENROL_EV_TEXT, with_text},
    {ENROL_EV_READ_DONE, with_read_done},
    {ENROL_EV_LINKAGE_ALLOWED, with_allowance},
    {ENROL_EV_LINKAGE_REFUSED, with_refusal},
    {ENROL_EV_MATCHED, with_match},
    {ENROL_EV_NOT_MATCHED, with_mismatch},
    {ENROL_EV_APPROVED, with_approval},
    {ENROL_EV_CREATED, with_created},
    {ENROL_EV_CODE, with_code},
};

static void tell_event(struct runner *r, char *const word[], int count)
{
	int arg = count > 2 ? atoi(word[2]) : 0;
	enum problem problem = count > 3 ? problem_by_name(word[3]) : PROBLEM_NONE;
	enum enrolment_state state;
	if (count > 2 && enrolment_state_parse(&state, word[2]))
		arg = (int)state;
	for (int ev = 0; ev < ENROL_EVENT_COUNT; ev++) {
		if (strcmp(enrol_event_name((enum enrol_event)ev), word[1]) != 0)
			continue;
		for (size_t i = 0; i < sizeof data / sizeof data[0]; i++)
			if (data[i].event == (enum enrol_event)ev)
				data[i].add(r);
		step(r, (enum enrol_event)ev, arg, problem);
	}
}

/* The chip holds what was written. */
static void with_written(struct runner *r, int outcome)
{
	struct finger_state *f = &r->fingers.finger[r->writing.finger];
	bool store = r->writing.write == FINGER_WRITE_STORE;
	if (outcome == WRITE_GOOD)
		*f = (struct finger_state){.stored = store, .tries_left = store ? 3 : -1};
	else if (outcome == WRITE_DAMAGED)
		*f = (struct finger_state){.damaged = true, .tries_left = -1};
}

static void tell_writing(struct runner *r, char *const word[], int count)
{
	int arg = count > 2 ? atoi(word[2]) : 0;
	enum problem problem = count > 3 ? problem_by_name(word[3]) : PROBLEM_NONE;
	for (int ev = 0; ev < WRITING_EVENT_COUNT; ev++) {
		if (strcmp(writing_event_name((enum writing_event)ev), word[1]) != 0)
			continue;
		if (ev == WRITING_EV_WRITTEN)
			with_written(r, arg);
		if (ev == WRITING_EV_APPROVED)
			with_approval(r);
		write_step(r, (enum writing_event)ev, arg, problem);
	}
}

static void tell_guide(struct runner *r, char *const word[], int count)
{
	static const char *const names[GUIDE_COUNT] = {"place", "lift", "faint", "few", "wrong"};
	r->view.guiding = true;
	r->view.press = count > 2 ? atoi(word[2]) : 1;
	r->view.presses = count > 3 ? atoi(word[3]) : 1;
	for (int i = 0; i < GUIDE_COUNT; i++)
		if (strcmp(names[i], word[1]) == 0)
			r->view.guide = (enum sensor_guide)i;
}

static void tell_card(struct runner *r, const char *how)
{
	r->view.card = world.card;
	fresh = world.card == RUNNER_CARD_PRESENT;
	if (strcmp(how, "present") == 0)
		step(r, ENROL_EV_CARD_IN, 0, PROBLEM_NONE);
	else if (strcmp(how, "empty") == 0)
		step(r, ENROL_EV_CARD_OUT, 0, PROBLEM_NONE);
	changed(r);
}

void fake_runner_command(char *const word[], int count)
{
	struct runner *r = the_runner;
	if (!r)
		return;
	if (strcmp(word[0], "card") == 0 && count > 1)
		tell_card(r, word[1]);
	else if (strcmp(word[0], "ev") == 0 && count > 1)
		tell_event(r, word, count);
	else if (strcmp(word[0], "wev") == 0 && count > 1)
		tell_writing(r, word, count);
	else if (strcmp(word[0], "guide") == 0 && count > 1)
		tell_guide(r, word, count);
	else if (strcmp(word[0], "photo") == 0)
		r->view.face = &world.face;
	else if (strcmp(word[0], "away") == 0 && count > 1)
		r->view.centre_away = strcmp(word[1], "yes") == 0;
	if (strcmp(word[0], "progress") == 0 && count > 2) {
		r->view.read_done = (uint32_t)atoi(word[1]);
		r->view.read_total = (uint32_t)atoi(word[2]);
	}
	if (r->view.code && world.clock.real >= r->code.expires)
		r->view.code = NULL;
	changed(r);
}
