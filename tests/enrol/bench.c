#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bench.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

int fail_sync, failing_syncs;

int __wrap_fdatasync(int fd)
{
	if (failing_syncs == 0)
		return __real_fdatasync(fd);
	failing_syncs--;
	errno = fail_sync;
	return -1;
}

static void on_change(void *arg)
{
	((struct bench *)arg)->changes++;
}

void bench_open(struct bench *b)
{
	struct error err = {0};
	const struct runner_options options = {.loop = b->loop,
	    .central = fake_central(),
	    .host = {.start_card = fake_start_card, .start_sensor = fake_start_sensor},
	    .state_directory = b->state,
	    .training = true,
	    .poll_wait_s = 20,
	    .usual = &b->usual};
	b->runner = runner_new(&options, &err);
	assert(b->runner);
	runner_on_change(b->runner, on_change, b);
}

void bench_close(struct bench *b)
{
	runner_free(b->runner);
	b->runner = NULL;
}

int bench_setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	const char *tmp = getenv("TMPDIR");
	assert(b);
	snprintf(b->root, sizeof(b->root), "%s/runner-XXXXXX", tmp ? tmp : "/tmp");
	assert(mkdtemp(b->root));
	snprintf(b->state, sizeof(b->state), "%s/state", b->root);
	snprintf(b->journal, sizeof(b->journal), "%s/journal", b->state);
	memset(&desk, 0, sizeof(desk));
	memset(&centre, 0, sizeof(centre));
	failing_syncs = 0;
	centre.now = 1795000000000;
	centre.status = (struct api_status){.can_write = true};
	b->time = (struct clock_fake){.real = 1795000000000, .mono = 1000};
	b->clock = clock_fake_of(&b->time);
	b->loop = loop_new(&b->clock);
	b->enrolment = (struct api_enrolment){.id = "e1",
	    .state = STATE_PROOFED,
	    .revision = 1,
	    .renewals_left = 3,
	    .match_tries_left = 3};
	bench_open(b);
	*state = b;
	return 0;
}

int bench_teardown(void **state)
{
	struct bench *b = *state;
	char command[128];
	bench_close(b);
	loop_free(b->loop);
	snprintf(command, sizeof(command), "rm -rf '%s'", b->root);
	int status = system(command);
	free(b);
	return status;
}

void bench_pass(struct bench *b, int64_t ms)
{
	clock_fake_advance(&b->time, ms);
	centre.now += ms;
	loop_turn(b->loop, 0);
}

const struct enrol *bench_enrol(const struct bench *b)
{
	return runner_view(b->runner)->enrol;
}

enum problem bench_problem(const struct bench *b)
{
	return runner_view(b->runner)->error.problem;
}

/* ---- what card, register and centre say ---- */

void tell_text(void)
{
	struct card_event event = {.type = CARD_EV_TEXT};
	struct person *p = &event.text.person;
	assert(citizen_number_parse(&p->number, "1112034563562"));
	snprintf(p->thai.first, sizeof(p->thai.first), "สมศรี");
	snprintf(p->thai.last, sizeof(p->thai.last), "ทดสอบ");
	snprintf(p->english.first, sizeof(p->english.first), "Somsri");
	snprintf(p->address.part[0], sizeof(p->address.part[0]), "99/9");
	p->birth = (struct date){1977, 2, 28};
	event.text.issue.issued = (struct date){2020, 1, 1};
	event.text.issue.expires = DATE_LIFELONG;
	snprintf(event.text.issue.request_number, sizeof(event.text.issue.request_number),
	    "47010000001/12345678");
	card_tell(&event);
}

void tell_photo(void)
{
	struct card_event event = {.type = CARD_EV_PHOTO, .photo_len = 4};
	memcpy(event.photo, "JPEG", 4);
	event.face.columns = CARD_FACE_COLUMNS;
	card_tell(&event);
}

void tell_read_done(bool right_stored, int right_tries, bool left_stored, int left_tries)
{
	struct card_event event = {.type = CARD_EV_READ_DONE, .read_ms = 1900};
	memset(event.digest, 0x11, sizeof(event.digest));
	event.fingers.applet = true;
	event.fingers.finger[FINGER_RIGHT_INDEX] = (struct finger_state){
	    .stored = right_stored, .tries_left = right_tries, .locked = right_tries == 0};
	event.fingers.finger[FINGER_LEFT_INDEX] = (struct finger_state){
	    .stored = left_stored, .tries_left = left_tries, .locked = left_tries == 0};
	card_tell(&event);
}

void tell_verified(int tries)
{
	const struct card_event event = {
	    .type = CARD_EV_VERIFIED, .finger = FINGER_RIGHT_INDEX, .tries_left = tries};
	card_tell(&event);
}

void tell_not_verified(enum finger finger, int tries)
{
	const struct card_event event = {
	    .type = CARD_EV_NOT_VERIFIED, .finger = finger, .tries_left = tries};
	card_tell(&event);
}

void tell_challenge(uint8_t first_byte)
{
	struct card_event event = {.type = CARD_EV_CHALLENGE};
	event.challenge = (struct finger_challenge){.finger = desk.finger,
	    .write = desk.write,
	    .reference = desk.finger == FINGER_RIGHT_INDEX ? 0x81 : 0x82,
	    .challenge = {first_byte, 2, 3, 4, 5, 6, 7, 8},
	    .serial = {9, 9, 9, 9, 9, 9, 9, 9}};
	card_tell(&event);
}

void tell_written(enum write_outcome outcome, bool right_stored, bool left_stored)
{
	static const enum problem problems[] = {
	    [WRITE_GOOD] = PROBLEM_NONE,
	    [WRITE_UNCHANGED] = PROBLEM_WRITE_UNCHANGED,
	    [WRITE_DAMAGED] = PROBLEM_WRITE_DAMAGED,
	    [WRITE_UNKNOWN] = PROBLEM_WRITE_UNKNOWN,
	};
	struct card_event event = {.type = CARD_EV_WRITTEN,
	    .finger = desk.finger,
	    .write = desk.write,
	    .outcome = outcome,
	    .error = {.problem = problems[outcome]}};
	event.fingers.applet = true;
	event.fingers.finger[FINGER_RIGHT_INDEX] =
	    (struct finger_state){.stored = right_stored, .tries_left = 3};
	event.fingers.finger[FINGER_LEFT_INDEX] =
	    (struct finger_state){.stored = left_stored, .tries_left = 3};
	event.fingers.finger[desk.finger].damaged = outcome == WRITE_DAMAGED;
	if (outcome == WRITE_UNKNOWN)
		event.fingers = (struct finger_states){0};
	card_tell(&event);
}

void tell_not_written(enum problem problem)
{
	const struct card_event event = {.type = CARD_EV_NOT_WRITTEN,
	    .finger = desk.finger,
	    .write = desk.write,
	    .error = {.problem = problem}};
	card_tell(&event);
}

void authorise(const char *id)
{
	struct api_finger_cryptogram c = {.cryptogram = {0xc0, 1, 2, 3, 4, 5, 6, 7}};
	snprintf(c.id, sizeof(c.id), "%s", id);
	centre_answers(ASKED_WRITE, &c);
}

void approve(const char *id)
{
	struct api_approval a = {.officer_name = "สมปอง ทดสอบ"};
	snprintf(a.id, sizeof(a.id), "%s", id);
	centre_answers(ASKED_APPROVE, &a);
}

void allow_linkage(void)
{
	const struct api_linkage_answer answer = {.allowed = true};
	centre_answers(ASKED_LINKAGE, &answer);
}

void say_state(struct bench *b, enum asked what, enum enrolment_state s)
{
	b->enrolment.state = s;
	b->enrolment.revision++;
	centre_answers(what, &b->enrolment);
}

void say_code(struct bench *b, const char *symbol)
{
	struct api_enrolment e = b->enrolment;
	e.state = b->enrolment.state = STATE_QR_CREATED;
	e.revision = ++b->enrolment.revision;
	e.has_code = true;
	e.code.expires = centre.now + 300000;
	snprintf(e.code.url, sizeof(e.code.url), "HTTPS://C/E/%s", symbol);
	snprintf(e.code.typed, sizeof(e.code.typed), "7KQ4-MX2P-9D-0");
	centre_answers(ASKED_CODE, &e);
}

/* ---- the way ---- */

void go_reading(struct bench *b)
{
	struct error err = {0};
	assert(runner_begin(b->runner, false, &err));
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert(bench_enrol(b)->state == ENROL_READING);
}

void go_face(struct bench *b)
{
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(true, 3, true, 3);
	allow_linkage();
	assert(bench_enrol(b)->state == ENROL_FACE);
}

void go_finger(struct bench *b)
{
	go_face(b);
	assert(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert(bench_enrol(b)->state == ENROL_FINGER);
}

void go_matching(struct bench *b)
{
	go_finger(b);
	assert(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX));
	assert(bench_enrol(b)->state == ENROL_MATCHING);
}

void go_storing(struct bench *b)
{
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(false, 3, false, 3);
	allow_linkage();
	assert(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert(bench_enrol(b)->state == ENROL_STORING);
	assert(runner_view(b->runner)->writing->state == WRITING_ASK);
}

void go_writing(struct bench *b)
{
	go_storing(b);
	assert(runner_store(
	    b->runner, 1u << FINGER_RIGHT_INDEX | 1u << FINGER_LEFT_INDEX, ABSENCE_NONE));
	sensor_gives(1);
	tell_challenge(1);
	authorise("w1");
	assert(runner_view(b->runner)->writing->state == WRITING_WRITING);
}

void go_desk(struct bench *b, bool right_stored, bool left_stored)
{
	struct error err = {0};
	assert(runner_begin_desk(b->runner, &err));
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	tell_text();
	tell_photo();
	tell_read_done(right_stored, 3, left_stored, 3);
	assert(bench_enrol(b)->state == ENROL_DESK);
}

void go_proofing(struct bench *b)
{
	go_matching(b);
	sensor_tells(SENSOR_EV_GUIDE, PROBLEM_NONE);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_verified(3);
	assert(bench_enrol(b)->state == ENROL_PROOFING);
}

void go_proofed(struct bench *b)
{
	go_proofing(b);
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	assert(bench_enrol(b)->state == ENROL_PROOFED);
}

void go_qr(struct bench *b)
{
	go_proofed(b);
	assert(runner_officer(b->runner, ENROL_EV_CODE_ASKED, 0));
	say_code(b, "AAAA");
	assert(bench_enrol(b)->state == ENROL_QR_CREATED);
}

void go_scanned(struct bench *b)
{
	go_qr(b);
	say_state(b, ASKED_POLL, STATE_SCANNED);
	assert(bench_enrol(b)->state == ENROL_SCANNED);
}

/* ---- what the tests of fingers and writing ask ---- */

void assert_state(const struct bench *b, enum enrol_state state)
{
	if (bench_enrol(b)->state != state)
		fail_msg(
		    "%s, not %s", enrol_state_name(bench_enrol(b)->state), enrol_state_name(state));
}

bool pick(struct bench *b, enum finger finger)
{
	return runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, (int)finger);
}

const struct writing *writing_of(const struct bench *b)
{
	return runner_view(b->runner)->writing;
}

void assert_writing(const struct bench *b, enum writing_state state)
{
	assert_int_equal(bench_enrol(b)->state, ENROL_STORING);
	assert_non_null(writing_of(b));
	if (writing_of(b)->state != state)
		fail_msg("%s, not %s", writing_state_name(writing_of(b)->state),
		    writing_state_name(state));
}

void assert_stopped(const struct bench *b, enum problem problem)
{
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), problem);
	assert_null(writing_of(b));
	assert_null(runner_view(b->runner)->text);
}

/* What the centre was told of the write, which it takes. */
void assert_told(const char *id, enum api_outcome outcome)
{
	assert_string_equal(centre.calls[ASKED_OUTCOME].id, id);
	assert_int_equal(centre.outcome.outcome, outcome);
	centre_answers(ASKED_OUTCOME, NULL);
}

void choose(struct bench *b, unsigned fingers)
{
	assert_true(
	    runner_store(b->runner, fingers, fingers == BOTH ? ABSENCE_NONE : ABSENCE_MISSING));
}

static struct citizen_number second_officer(void)
{
	struct citizen_number n;
	assert_true(citizen_number_parse(&n, "1101700207030"));
	return n;
}

bool give_word(struct bench *b, const char *pin)
{
	struct citizen_number n = second_officer();
	return runner_approve(b->runner, &n, pin);
}
