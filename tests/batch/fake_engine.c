#include "fake_engine.h"

#include <stdlib.h>
#include <string.h>

#include "enrol/runner.h"

struct scenario scenario;

/* ---- central: a login, and nothing else; a test may bring its own of the weak ones ---- */

struct central {
	struct loop *loop;
	central_fn *fn;
	void *arg;
};

bool central_global_init(struct error *err)
{
	(void)err;
	return true;
}

struct central *central_new(
    struct loop *loop, const struct central_options *options, struct error *err)
{
	struct central *c = calloc(1, sizeof *c);

	(void)options;
	(void)err;
	c->loop = loop;
	return c;
}

struct loop *fake_loop(struct central *c)
{
	return c->loop;
}

void central_free(struct central *c)
{
	free(c);
}

static void logged_in(void *arg)
{
	struct central *c = arg;
	struct central_failure failure = {.answered = true};
	struct api_session session = {.token = "t",
	    .officer_id = "t4701-1",
	    .officer_name = "นายทดสอบ เจ้าหน้าที่ดี",
	    .may_enroll = true,
	    .office = {.may_enroll = true},
	    .pin_change = scenario.pin_change};

	error_set(&failure.error, scenario.login, "%s", "");
	if (scenario.login != PROBLEM_NONE)
		c->fn(c->arg, &failure, NULL);
	else
		c->fn(c->arg, NULL, &session);
}

central_call central_login(
    struct central *c, const struct api_login *login, central_fn *fn, void *arg)
{
	(void)login;
	c->fn = fn;
	c->arg = arg;
	loop_add_timer(c->loop, 0, logged_in, c);
	return 1;
}

static enum revocation_reason revoked_for;

static void revoked(void *arg)
{
	struct central *c = arg;
	struct central_failure failure = {.answered = true};
	const struct api_revoked answer = {.time = FAKE_REVOKED, .reason = revoked_for};

	error_set(&failure.error, scenario.revoke, "%s", "");
	c->fn(c->arg, scenario.revoke != PROBLEM_NONE ? &failure : NULL, &answer);
}

/* Only the number of the card that is in: another one hangs. */
__attribute__((weak)) central_call central_revoke(
    struct central *c, const struct api_revocation *revocation, central_fn *fn, void *arg)
{
	c->fn = fn;
	c->arg = arg;
	revoked_for = revocation->reason;
	if (strcmp(revocation->number.digits, FAKE_NUMBER) == 0)
		loop_add_timer(c->loop, 0, revoked, c);
	return 2;
}

__attribute__((weak)) bool central_logged_in(const struct central *c)
{
	(void)c;
	return false;
}

__attribute__((weak)) central_call central_logout(struct central *c, central_fn *fn, void *arg)
{
	(void)c;
	(void)fn;
	(void)arg;
	return 0;
}

__attribute__((weak)) void central_abort(struct central *c, central_call call)
{
	(void)c;
	(void)call;
}

__attribute__((weak)) central_call central_list(struct central *c, central_fn *fn, void *arg)
{
	(void)c;
	(void)fn;
	(void)arg;
	return 0;
}

/* Of `ddopa cert`, which no test here gives. */
__attribute__((weak)) central_call central_renew_certificate(
    struct central *c, central_fn *fn, void *arg)
{
	return central_logout(c, fn, arg);
}

__attribute__((weak)) bool central_certificate_request(
    struct central *c, struct buf *out, struct error *err)
{
	(void)c;
	(void)out;
	return error_set(err, PROBLEM_CENTRE_DOWN, "no centre here");
}

/* ---- runner: the real machine, and a world that answers it ---- */

struct runner {
	struct loop *loop;
	struct enrol enrol;
	struct runner_view view;
	struct card_text text;
	struct api_linkage_answer linkage;
	struct api_enrolment enrolment;
	struct api_code code;
	int mismatches;
	bool tick;
	bool no_code; /* resumed: another program had it */
	struct writing writing;
	bool write_failed;
	struct finger_states fingers;
};

static struct enrol_input answer_of(struct runner *r)
{
	static const struct enrol_input by_state[ENROL_STATE_COUNT] = {
	    [ENROL_WAIT_CARD] = {ENROL_EV_CARD_IN, 0, PROBLEM_NONE},
	    [ENROL_READING] = {ENROL_EV_TEXT, 0, PROBLEM_NONE},
	    [ENROL_STORING] = {ENROL_EVENT_COUNT, 0, PROBLEM_NONE},
	    [ENROL_PROOFING] = {ENROL_EV_CREATED, STATE_PROOFED, PROBLEM_NONE},
	    [ENROL_CREATING] = {ENROL_EV_CODE, STATE_QR_CREATED, PROBLEM_NONE},
	    [ENROL_QR_CREATED] = {ENROL_EV_CENTRE_STATE, STATE_SCANNED, PROBLEM_NONE},
	    [ENROL_CONFIRMING] = {ENROL_EV_CENTRE_STATE, STATE_CONFIRMED, PROBLEM_NONE},
	    [ENROL_CONFIRMED] = {ENROL_EV_CENTRE_STATE, STATE_CONSENTED, PROBLEM_NONE},
	    [ENROL_CONSENTED] = {ENROL_EV_CENTRE_STATE, STATE_SAVED, PROBLEM_NONE},
	    [ENROL_SAVED] = {ENROL_EV_CENTRE_STATE, STATE_SUCCESS, PROBLEM_NONE},
	    [ENROL_CANCELLING] = {ENROL_EV_CENTRE_STATE, STATE_CANCELLED, PROBLEM_NONE},
	};
	const struct enrol *e = &r->enrol;

	if (e->state == ENROL_FACE && scenario.reasons[0] != PROBLEM_NONE)
		return (struct enrol_input){ENROL_EV_LINKAGE_REFUSED, 0, scenario.reasons[0]};
	if ((e->state == ENROL_FACE || (e->state == ENROL_READING && e->desk)) && !e->read_done)
		return (struct enrol_input){ENROL_EV_READ_DONE, 0,
		    scenario.empty ? PROBLEM_NO_FINGER_ON_CARD : PROBLEM_NONE};
	if (e->state == ENROL_FACE || e->state == ENROL_CHECKING)
		return (struct enrol_input){ENROL_EV_LINKAGE_ALLOWED, 0, PROBLEM_NONE};
	if (e->state == ENROL_EXCEPTION && e->approval == ENROL_CALL_RUNNING)
		return (struct enrol_input){ENROL_EV_APPROVED, 0, PROBLEM_NONE};
	if (e->state == ENROL_MATCHING && !e->verifying)
		return (struct enrol_input){ENROL_EV_TEMPLATE, 0, PROBLEM_NONE};
	if (e->state == ENROL_MATCHING && r->mismatches < scenario.mismatches)
		return (struct enrol_input){
		    ENROL_EV_NOT_MATCHED, 2 - r->mismatches, PROBLEM_FINGER_MISMATCH};
	if (e->state == ENROL_MATCHING)
		return (struct enrol_input){ENROL_EV_MATCHED, 3, PROBLEM_NONE};
	if (e->state == ENROL_QR_CREATED && e->code == ENROL_CALL_RUNNING)
		return (struct enrol_input){ENROL_EV_CODE, STATE_QR_CREATED, PROBLEM_NONE};
	if (e->state == ENROL_QR_CREATED && (scenario.stay_at_code || r->no_code))
		return (struct enrol_input){ENROL_EVENT_COUNT, 0, PROBLEM_NONE};
	if (by_state[e->state].event == ENROL_EV_CARD_IN && e->state != ENROL_WAIT_CARD)
		return (struct enrol_input){ENROL_EVENT_COUNT, 0, PROBLEM_NONE};
	return by_state[e->state];
}

/* ---- storing: the real machine, too ---- */

static struct writing_input answer_of_writing(const struct runner *r)
{
	static const struct writing_input by_state[WRITING_STATE_COUNT] = {
	    [WRITING_ASK] = {WRITING_EVENT_COUNT, 0, PROBLEM_NONE},
	    [WRITING_APPROVAL] = {WRITING_EVENT_COUNT, 0, PROBLEM_NONE},
	    [WRITING_APPROVING] = {WRITING_EV_APPROVED, 0, PROBLEM_NONE},
	    [WRITING_CAPTURE] = {WRITING_EV_TEMPLATE, 0, PROBLEM_NONE},
	    [WRITING_CHALLENGE] = {WRITING_EV_CHALLENGE, 0, PROBLEM_NONE},
	    [WRITING_AUTHORISING] = {WRITING_EV_AUTHORISED, 0, PROBLEM_NONE},
	    [WRITING_WRITING] = {WRITING_EV_WRITTEN, WRITE_GOOD, PROBLEM_NONE},
	    [WRITING_TROUBLE] = {WRITING_EVENT_COUNT, 0, PROBLEM_NONE},
	    [WRITING_DONE] = {WRITING_EVENT_COUNT, 0, PROBLEM_NONE},
	    [WRITING_ENDED] = {WRITING_EVENT_COUNT, 0, PROBLEM_NONE},
	};
	struct writing_input in = by_state[r->writing.state];

	if (r->enrol.state != ENROL_STORING)
		in.event = WRITING_EVENT_COUNT;
	if (in.event == WRITING_EV_WRITTEN && scenario.write != PROBLEM_NONE && !r->write_failed)
		in = (struct writing_input){WRITING_EV_WRITTEN, WRITE_UNCHANGED, scenario.write};
	return in;
}

/* Either machine has something to be told. */
static bool waits(struct runner *r)
{
	return answer_of(r).event != ENROL_EVENT_COUNT ||
	       answer_of_writing(r).event != WRITING_EVENT_COUNT;
}

static void show(struct runner *r)
{
	r->view.text =
	    r->enrol.state >= ENROL_FACE && r->enrol.state < ENROL_SUCCESS ? &r->text : NULL;
	r->view.enrolment = r->enrol.created ? &r->enrolment : NULL;
	r->no_code =
	    r->no_code && r->enrol.state == ENROL_QR_CREATED && r->enrol.code == ENROL_CALL_IDLE;
	r->view.code = r->enrol.state == ENROL_QR_CREATED && !r->no_code ? &r->code : NULL;
	r->view.fingers = &r->fingers;
	r->view.linkage = &r->linkage;
	r->view.writing = r->enrol.state == ENROL_STORING ? &r->writing : NULL;
}

static void step(struct runner *r, struct enrol_input in)
{
	const unsigned effects = enrol_step(&r->enrol, &in);

	if (effects & (ENROL_FX_STORE | ENROL_FX_REMOVE))
		writing_init(&r->writing,
		    effects & ENROL_FX_REMOVE ? FINGER_WRITE_REMOVE : FINGER_WRITE_STORE,
		    scenario.approve);
	show(r);
}

static void step_writing(struct runner *r, struct writing_input in)
{
	const enum finger finger = r->writing.finger;

	writing_step(&r->writing, &in);
	r->write_failed = r->write_failed || in.problem != PROBLEM_NONE;
	if (in.event == WRITING_EV_WRITTEN && in.problem == PROBLEM_NONE)
		r->fingers.finger[finger] = (struct finger_state){
		    .stored = r->writing.write == FINGER_WRITE_STORE, .tries_left = 3};
	if (r->writing.state == WRITING_DONE)
		step(r, (struct enrol_input){ENROL_EV_STORED, 0, PROBLEM_NONE});
	else if (r->writing.state == WRITING_ENDED)
		step(r, (struct enrol_input){ENROL_EV_STORE_ENDED, 0, PROBLEM_NO_FINGER_ON_CARD});
}

static void schedule(struct runner *r);

static void tick(void *arg)
{
	struct runner *r = arg;
	struct enrol_input in = answer_of(r);

	r->tick = false;
	if (!waits(r) || scenario.no_reader)
		return;
	if (in.event == ENROL_EVENT_COUNT) {
		step_writing(r, answer_of_writing(r));
	} else {
		r->mismatches += in.event == ENROL_EV_NOT_MATCHED;
		step(r, in);
	}
	schedule(r);
}

static void schedule(struct runner *r)
{
	if (!r->tick && waits(r) && r->enrol.state < ENROL_SUCCESS)
		r->tick = loop_add_timer(r->loop, 0, tick, r) != 0;
}

struct runner *runner_new(const struct runner_options *options, struct error *err)
{
	struct runner *r = calloc(1, sizeof *r);

	(void)err;
	r->loop = options->loop;
	r->view.enrol = &r->enrol;
	r->view.card = scenario.no_reader ? RUNNER_CARD_NO_READER : RUNNER_CARD_EMPTY;
	citizen_number_parse(&r->text.person.number, FAKE_NUMBER);
	strcpy(r->text.person.thai.first, "สมศรี");
	strcpy(r->text.person.thai.last, "ทดสอบ");
	strcpy(r->enrolment.id, FAKE_ID);
	strcpy(r->code.url, FAKE_URL);
	strcpy(r->code.typed, FAKE_TYPED);
	r->code.expires = clock_real_ms(&clock_system) + 295000;
	for (size_t i = 0; scenario.reasons[i] != PROBLEM_NONE; i++)
		r->linkage.reasons[r->linkage.reason_count++] = scenario.reasons[i];
	r->linkage.has_booking = scenario.booking;
	r->linkage.booking = (struct api_booking){.number = "09-01", .hour = 9};
	const int tries = scenario.tries_left != 0 ? scenario.tries_left : 3;
	r->fingers = (struct finger_states){.applet = true,
	    .finger = {[FINGER_RIGHT_INDEX] = {.stored = !scenario.empty, .tries_left = tries},
		[FINGER_LEFT_INDEX] = {
		    .stored = !scenario.empty && scenario.left_finger != PROBLEM_NO_FINGER_ON_CARD,
		    .locked = scenario.left_finger == PROBLEM_FINGER_LOCKED,
		    .tries_left = tries}}};
	enrol_init(&r->enrol);
	return r;
}

void runner_free(struct runner *r)
{
	free(r);
}

bool runner_begin(struct runner *r, bool new_phone, struct error *err)
{
	(void)new_phone;
	(void)err;
	enrol_init(&r->enrol);
	show(r);
	schedule(r);
	return true;
}

bool runner_resume(struct runner *r, const char *enrolment_id, struct error *err)
{
	(void)err;
	if (strcmp(enrolment_id, FAKE_ID) != 0)
		return error_set(err, PROBLEM_NOT_FOUND, "%s", enrolment_id);
	enrol_resume(&r->enrol, scenario.resume_at_end	  ? STATE_EXPIRED
				: scenario.resume_at_code ? STATE_QR_CREATED
							  : STATE_CONFIRMED);
	r->no_code = scenario.resume_at_code;
	show(r);
	schedule(r);
	return true;
}

bool runner_take_over(struct runner *r, const char *enrolment_id, struct error *err)
{
	return runner_resume(r, enrolment_id, err);
}

/* In STORING, RETRY and CANCEL are the writing's. */
static bool officer_of_writing(struct runner *r, enum enrol_event event)
{
	const struct writing_input in = {
	    event == ENROL_EV_RETRY ? WRITING_EV_AGAIN : WRITING_EV_GIVE_UP, 0, PROBLEM_NONE};
	const bool accepted = writing_accepts(&r->writing, in.event);

	step_writing(r, in);
	schedule(r);
	return accepted;
}

bool runner_officer(struct runner *r, enum enrol_event event, int arg)
{
	struct enrol_input in = {event, arg, PROBLEM_NONE};
	bool accepted = enrol_accepts(&r->enrol, event);
	const struct finger_state *finger = &r->fingers.finger[arg == FINGER_LEFT_INDEX];

	if (r->enrol.state == ENROL_STORING &&
	    (event == ENROL_EV_RETRY || event == ENROL_EV_CANCEL))
		return officer_of_writing(r, event);
	if (event == ENROL_EV_FINGER_CHOSEN && (!finger->stored || finger->locked))
		return false;
	if (event == ENROL_EV_NOT_SAME_PERSON && face_reason_of((enum problem)arg) == NULL)
		return false;
	if (event == ENROL_EV_NOT_SAME_PERSON)
		in.problem = (enum problem)arg;
	if (event == ENROL_EV_FINGER_CHOSEN && finger->tries_left == 1)
		in.problem = PROBLEM_FINGER_LAST_TRY;
	step(r, in);
	schedule(r);
	return accepted;
}

bool runner_begin_desk(struct runner *r, struct error *err)
{
	(void)err;
	enrol_init_desk(&r->enrol);
	show(r);
	schedule(r);
	return true;
}

bool runner_last_try(struct runner *r, const char *digits)
{
	const bool right = strcmp(digits, "562") == 0;

	if (strlen(digits) != 3 || !enrol_accepts(&r->enrol, ENROL_EV_LAST_TRY_TYPED))
		return false;
	step(r, (struct enrol_input){ENROL_EV_LAST_TRY_TYPED, 0,
		    right ? PROBLEM_NONE : PROBLEM_FINGER_LAST_TRY_KEPT});
	schedule(r);
	return true;
}

bool runner_store(struct runner *r, unsigned fingers, enum finger_absence absence)
{
	(void)absence;
	if (r->enrol.state == ENROL_DESK)
		step(r, (struct enrol_input){ENROL_EV_STORE, 0, PROBLEM_NONE});
	if (r->enrol.state != ENROL_STORING)
		return false;
	step_writing(r, (struct writing_input){WRITING_EV_FINGERS, (int)fingers, PROBLEM_NONE});
	schedule(r);
	return true;
}

bool runner_remove(struct runner *r, enum finger finger)
{
	step(r, (struct enrol_input){ENROL_EV_REMOVE, 0, PROBLEM_NONE});
	if (r->enrol.state != ENROL_STORING)
		return false;
	step_writing(r, (struct writing_input){WRITING_EV_FINGERS, 1 << (int)finger, PROBLEM_NONE});
	schedule(r);
	return true;
}

bool runner_exception(struct runner *r, enum finger_absence absence)
{
	const enum problem not = scenario.no_exceptions ? PROBLEM_EXCEPTIONS_OFF : PROBLEM_NONE;

	if (!enrol_accepts(&r->enrol, ENROL_EV_EXCEPTION))
		return false;
	step(r, (struct enrol_input){ENROL_EV_EXCEPTION, (int)absence, not });
	r->view.error = (struct error){.problem = not };
	schedule(r);
	return !scenario.no_exceptions;
}

bool runner_approve(struct runner *r, const struct citizen_number *number, const char *pin)
{
	(void)number;
	if (strlen(pin) != API_PIN_DIGITS)
		return false;
	if (r->enrol.state == ENROL_STORING)
		step_writing(r, (struct writing_input){WRITING_EV_APPROVE, 0, PROBLEM_NONE});
	else
		step(r, (struct enrol_input){ENROL_EV_APPROVE, 0, PROBLEM_NONE});
	schedule(r);
	return true;
}

bool runner_match_code(struct runner *r, const char digits[API_MATCH_DIGITS + 1])
{
	(void)digits;
	return runner_officer(r, ENROL_EV_MATCH_CODE_TYPED, 0);
}

const struct runner_view *runner_view(const struct runner *r)
{
	return &r->view;
}
