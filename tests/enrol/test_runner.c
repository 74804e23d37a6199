/* The runner: card, sensor, centre and journal in step with the machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "bench.h"

static struct bench *here;

/* Whether the journal's file on the disk holds these words. */
static bool journalled(const char *words)
{
	static char data[65536];
	int fd = open(here->journal, O_RDONLY);
	ssize_t n = fd >= 0 ? read(fd, data, sizeof(data)) : -1;
	close(fd);
	return n > 0 && memmem(data, (size_t)n, words, strlen(words)) != NULL;
}

static void must_be_journalled(const char *key)
{
	assert_true(journalled(key));
}

/* ---- the straight path ---- */

static void test_reading(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	assert_int_equal(desk.card_starts, 1);
	assert_int_equal(desk.watches, 1);
	assert_int_equal(desk.reads, 1);
	assert_true(desk.read_with_photo && desk.read_kept);
	assert_int_equal(centre.calls[ASKED_LINKAGE].count, 0);
	tell_text();
	/* The register is asked while the photo still comes. */
	assert_int_equal(centre.calls[ASKED_LINKAGE].count, 1);
	assert_string_equal(centre.check.card.number.digits, "1112034563562");
	assert_string_equal(centre.check.card.request_number, "47010000001/12345678");
	assert_int_equal(centre.check.card.birth.year, 1977);
	assert_true(date_is_lifelong(centre.check.card.expires));
	assert_true(runner_view(b->runner)->busy_centre);
	assert_false(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	tell_photo();
	assert_int_equal(runner_view(b->runner)->photo_len, 4);
	tell_read_done(true, 3, true, 3);
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_CHECKING);
	allow_linkage();
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_false(runner_view(b->runner)->busy_centre);
}

static void test_finger(void **state)
{
	struct bench *b = *state;
	go_matching(b);
	assert_int_equal(desk.sensor_starts, 1);
	assert_int_equal(desk.captures, 1);
	assert_int_equal(desk.verifies, 0);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_int_equal(desk.verifies, 1);
	assert_int_equal(desk.template_len, 36);
	assert_int_equal(desk.template_[35], 0x5a);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_int_equal(desk.verifies, 1); /* no second try */
}

static void test_evidence(void **state)
{
	struct bench *b = *state;
	here = b;
	centre.on_change = must_be_journalled;
	go_proofing(b);
	assert_int_equal(centre.calls[ASKED_ENROL].count, 1);
	assert_string_equal(centre.enrol.evidence, "signed.evidence.1");
	assert_true(centre.evidence.same_person);
	assert_int_equal(centre.evidence.finger, FINGER_RIGHT_INDEX);
	assert_int_equal(centre.evidence.tries_left, 3);
	assert_int_equal(centre.evidence.digest[0], 0x11);
	assert_int_equal(centre.evidence.match_time, centre.now);
	assert_string_equal(centre.evidence.card.number.digits, "1112034563562");
	assert_int_equal(desk.releases, 0); /* held until it is accepted */
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	assert_int_equal(desk.releases, 1);
	assert_int_equal(centre.calls[ASKED_POLL].count, 1);
	assert_string_equal(centre.calls[ASKED_POLL].id, "e1");
}

static void test_to_success(void **state)
{
	struct bench *b = *state;
	char receipt[160];
	here = b;
	centre.on_change = must_be_journalled;
	go_scanned(b);
	assert_null(runner_view(b->runner)->code);
	assert_true(runner_match_code(b->runner, "0042"));
	assert_string_equal(centre.match.digits, "0042");
	say_state(b, ASKED_MATCH, STATE_CONFIRMED);
	say_state(b, ASKED_POLL, STATE_CONSENTED);
	assert_int_equal(centre.after, b->enrolment.revision);
	say_state(b, ASKED_POLL, STATE_SAVED);
	snprintf(b->enrolment.receipt, sizeof(b->enrolment.receipt), "re.ce.ipt");
	say_state(b, ASKED_POLL, STATE_SUCCESS);
	assert_int_equal(bench_enrol(b)->state, ENROL_SUCCESS);
	assert_int_equal(centre.calls[ASKED_POLL].pending, 0);
	snprintf(receipt, sizeof(receipt), "%s/receipt-e1", b->state);
	assert_int_equal(access(receipt, R_OK), 0);
	struct runner_pending pending[4];
	assert_int_equal(runner_pending(b->runner, pending, 4), 0);
}

/* ---- what is kept of the person ---- */

static void test_after_the_code_only_the_name(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	const struct runner_view *view = runner_view(b->runner);
	assert_string_equal(view->text->person.number.digits, "1112034563562");
	assert_string_equal(view->text->person.thai.first, "สมศรี");
	assert_string_equal(view->text->person.address.part[0], "");
	assert_int_equal(view->text->person.birth.year, 0);
	assert_null(view->face);
	assert_null(view->photo);
	assert_int_equal(b->runner->person->photo[0], 0);
	assert_int_equal(b->runner->person->evidence[0], 0);
}

static bool all_zero(const void *p, size_t len)
{
	const uint8_t *bytes = p;
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

static void test_nothing_after_the_end(void **state)
{
	struct bench *b = *state;
	go_scanned(b);
	assert_true(runner_officer(b->runner, ENROL_EV_LEAVE, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_PARKED);
	assert_null(runner_view(b->runner)->text);
	assert_true(all_zero(b->runner->person, sizeof(*b->runner->person)));
	assert_true(all_zero(&b->runner->code, sizeof(b->runner->code)));
}

static void test_journal_without_person(void **state)
{
	struct bench *b = *state;
	here = b;
	go_scanned(b);
	assert_true(journalled("e1"));
	assert_false(journalled("1112034563562"));
	assert_false(journalled("สมศรี"));
	assert_false(journalled("HTTPS"));
}

/* ---- the card pulled, helpers dying ---- */

static void pulled_at(struct bench *b, void (*go)(struct bench *b))
{
	go(b);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_CARD_REMOVED);
	assert_null(runner_view(b->runner)->text);
	assert_int_equal(centre.calls[ASKED_ENROL].count, 0);
	assert_int_equal(centre.calls[ASKED_REFUSAL].count, 0);
}

static void test_pulled_early(void **state)
{
	struct bench *b = *state;
	pulled_at(b, go_reading);
	pulled_at(b, go_face);
	pulled_at(b, go_finger);
	pulled_at(b, go_matching);
	assert_int_equal(desk.sensor_cancels, 1);
}

static void test_pulled_while_proofing(void **state)
{
	struct bench *b = *state;
	go_proofing(b);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	assert_int_equal(centre.calls[ASKED_CANCEL].count, 0); /* no id yet */
	say_state(b, ASKED_ENROL, STATE_PROOFED);
	assert_int_equal(centre.calls[ASKED_CANCEL].count, 1);
	assert_string_equal(centre.calls[ASKED_CANCEL].id, "e1");
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_enrol(b)->state, ENROL_ENDED);
	assert_int_equal(bench_problem(b), PROBLEM_CARD_REMOVED);
}

/* Unpowered, but watched until the code is made. */
static void test_pulled_after_release(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	say_state(b, ASKED_CANCEL, STATE_CANCELLED);
	assert_int_equal(bench_problem(b), PROBLEM_CARD_REMOVED);
}

static void test_taken_back_after_the_code(void **state)
{
	struct bench *b = *state;
	go_qr(b);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	assert_non_null(runner_view(b->runner)->code);
	/* The next citizen's card does not disturb either. */
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_QR_CREATED);
	assert_int_equal(desk.reads, 1);
}

static void test_exchanged(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
	assert_int_equal(bench_enrol(b)->reason, PROBLEM_CARD_CHANGED);
}

static void test_card_helper_dies(void **state)
{
	struct bench *b = *state;
	go_face(b);
	card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_HELPER_DIED);
	assert_false(card_is_linked());
	bench_pass(b, 1000);
	assert_int_equal(desk.card_starts, 2);
	assert_true(card_is_linked());
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	assert_int_equal(bench_enrol(b)->state, ENROL_READING);
}

static void test_card_helper_dies_after_release(void **state)
{
	struct bench *b = *state;
	go_proofed(b);
	card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
	assert_int_equal(bench_enrol(b)->state, ENROL_PROOFED);
	bench_pass(b, 1000);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_CANCELLING);
}

static void test_card_helper_dies_again_and_again(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	for (int i = 0; i < 20 && card_is_linked(); i++) {
		card_tells(CARD_EV_GONE, PROBLEM_HELPER_DIED);
		bench_pass(b, 1000);
	}
	assert_in_range(desk.card_starts, 2, 10);
	assert_int_equal(bench_problem(b), PROBLEM_HELPER_DIED);
	assert_int_equal(runner_view(b->runner)->card, RUNNER_CARD_UNKNOWN);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_true(runner_begin(b->runner, false, &err));
	assert_true(card_is_linked());
}

static void test_sensor_dies(void **state)
{
	struct bench *b = *state;
	go_matching(b);
	sensor_tells(SENSOR_EV_GONE, PROBLEM_HELPER_DIED);
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_HELPER_DIED);
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
	assert_int_equal(desk.sensor_starts, 2);
	assert_int_equal(desk.finger, FINGER_LEFT_INDEX);
}

static void test_no_sensor(void **state)
{
	struct bench *b = *state;
	go_matching(b);
	sensor_tells(SENSOR_EV_FAILED, PROBLEM_NO_SENSOR);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_NO_SENSOR);
	assert_int_equal(centre.calls[ASKED_REFUSAL].count, 0);
}

/* ---- fingers ---- */

static void test_fingers_to_choose(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	tell_photo();
	tell_read_done(true, 0, true, 3);
	allow_linkage();
	assert_true(runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0));
	assert_false(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX));
	assert_false(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, 7));
	assert_false(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, -1));
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_not_verified(FINGER_LEFT_INDEX, 2);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_MISMATCH);
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_not_verified(FINGER_LEFT_INDEX, 1);
	assert_int_equal(bench_enrol(b)->state, ENROL_FINGER);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LAST_TRY); /* a warning, not an end */
	assert_int_equal(runner_view(b->runner)->fingers->finger[FINGER_LEFT_INDEX].tries_left, 1);
	assert_true(runner_officer(b->runner, ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX));
	assert_true(runner_last_try(b->runner, "562"));
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_true(desk.last_try);
	tell_not_verified(FINGER_LEFT_INDEX, 0);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_FINGER_LOCKED);
	assert_int_equal(centre.refusal.problem, PROBLEM_FINGER_LOCKED);
	assert_string_equal(centre.refusal.step, "finger");
}

static void no_finger(struct bench *b, struct finger_states fingers, enum problem problem)
{
	struct card_event event = {.type = CARD_EV_READ_DONE, .fingers = fingers};
	centre.calls[ASKED_REFUSAL].pending = 0;
	go_reading(b);
	tell_text();
	tell_photo();
	card_tell(&event);
	allow_linkage();
	runner_officer(b->runner, ENROL_EV_SAME_PERSON, 0);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), problem);
	assert_int_equal(centre.refusal.problem, problem);
}

static void test_no_finger_to_match(void **state)
{
	const struct finger_state locked = {.stored = true, .locked = true};
	no_finger(*state, (struct finger_states){.applet = false}, PROBLEM_NO_MOC_APPLET);
	no_finger(*state, (struct finger_states){.applet = true, .finger = {locked, locked}},
	    PROBLEM_FINGER_LOCKED);
}

static void test_match_that_tells_no_count(void **state)
{
	struct bench *b = *state;
	go_matching(b);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	tell_verified(-1);
	assert_int_equal(centre.evidence.tries_left, 3);
}

/* ---- refusals ---- */

static void test_refused_by_the_register(void **state)
{
	struct bench *b = *state;
	const struct api_linkage_answer answer = {
	    .reasons = {PROBLEM_REFUSED_NOT_LATEST_CARD, PROBLEM_REFUSED_QUOTA}, .reason_count = 2};
	go_reading(b);
	tell_text();
	centre_answers(ASKED_LINKAGE, &answer);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(bench_problem(b), PROBLEM_REFUSED_NOT_LATEST_CARD);
	assert_int_equal(runner_view(b->runner)->linkage->reason_count, 2);
	assert_int_equal(desk.releases, 1);
	assert_int_equal(centre.calls[ASKED_REFUSAL].count, 0); /* it recorded that itself */
}

static void test_unreadable(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_UNREADABLE);
	assert_int_equal(bench_problem(b), PROBLEM_CARD_UNREADABLE);
	assert_int_equal(centre.refusal.problem, PROBLEM_CARD_UNREADABLE);
	assert_string_equal(centre.refusal.step, "reading");
	assert_string_equal(centre.refusal.batch, "unknown");
	assert_int_equal(centre.calls[ASKED_REFUSAL].key[0], 'k');
}

/* The officer goes back to the menu before the centre has answered: it hears of it still. */
static void test_report_outlives_the_runner(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_UNREADABLE);
	bench_close(b);
	assert_int_equal(centre.let_go, 1);
	bench_open(b);
}

static void test_photo_unreadable(void **state)
{
	struct bench *b = *state;
	go_reading(b);
	tell_text();
	card_tells(CARD_EV_PHOTO, PROBLEM_PHOTO_UNREADABLE);
	assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
	assert_int_equal(centre.refusal.problem, PROBLEM_PHOTO_UNREADABLE);
}

static void test_no_app(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	assert_true(runner_officer(b->runner, ENROL_EV_NO_APP, 0));
	assert_int_equal(bench_problem(b), PROBLEM_NO_APP);
	assert_string_equal(centre.refusal.step, "app");
	assert_true(runner_view(b->runner)->busy_centre);
	centre_answers(ASKED_REFUSAL, NULL);
	assert_false(runner_view(b->runner)->busy_centre);
}

static void test_not_same_person(void **state)
{
	struct bench *b = *state;
	const int no_reasons[] = {PROBLEM_NONE, -1, PROBLEM_NO_APP, PROBLEM_COUNT};
	for (int i = 0; i < FACE_REASONS; i++) {
		go_reading(b);
		tell_text();
		for (size_t j = 0; j < sizeof no_reasons / sizeof no_reasons[0]; j++)
			assert_false(
			    runner_officer(b->runner, ENROL_EV_NOT_SAME_PERSON, no_reasons[j]));
		assert_int_equal(bench_enrol(b)->state, ENROL_FACE);
		enum problem reason = face_reasons[i].problem;
		assert_true(runner_officer(b->runner, ENROL_EV_NOT_SAME_PERSON, (int)reason));
		assert_int_equal(bench_enrol(b)->state, ENROL_STOPPED);
		assert_int_equal(bench_problem(b), reason);
		assert_int_equal(centre.refusal.problem, reason);
		assert_string_equal(centre.refusal.step, "face");
		bench_close(b);
		bench_open(b);
	}
}

/* ---- one citizen after the other ---- */

static void test_the_same_card_waits(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	go_face(b);
	assert_false(runner_begin(b->runner, false, &err));
	assert_int_equal(err.problem, PROBLEM_STATE);
	assert_true(runner_officer(b->runner, ENROL_EV_CANCEL, 0));
	assert_true(runner_begin(b->runner, false, &err));
	assert_int_equal(bench_enrol(b)->state, ENROL_WAIT_CARD); /* it was in before */
	assert_int_equal(runner_view(b->runner)->card, RUNNER_CARD_PRESENT);
	assert_true(runner_officer(b->runner, ENROL_EV_RETRY, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_READING);
	assert_int_equal(desk.reads, 2);
}

static void test_retry_without_card(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	assert_false(runner_officer(b->runner, ENROL_EV_RETRY, 0));
}

static void begin_next(void *arg)
{
	struct bench *b = arg;
	struct error err = {0};
	const struct runner_view *view = runner_view(b->runner);
	if (view->enrol->state == ENROL_STOPPED && view->card == RUNNER_CARD_PRESENT)
		assert_true(runner_begin(b->runner, false, &err));
}

/* The next card begins the next citizen: the face says so from its callback. */
static void test_next_card(void **state)
{
	struct bench *b = *state;
	go_face(b);
	card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
	runner_on_change(b->runner, begin_next, b);
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	assert_int_equal(bench_enrol(b)->state, ENROL_READING);
	assert_int_equal(desk.reads, 2);
	assert_null(runner_view(b->runner)->text);
}

static void test_no_reader(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	assert_true(runner_begin(b->runner, false, &err));
	card_tells(CARD_EV_NO_PCSCD, PROBLEM_PCSCD_DENIED);
	assert_int_equal(runner_view(b->runner)->card, RUNNER_CARD_NO_PCSCD);
	assert_int_equal(runner_view(b->runner)->card_error.problem, PROBLEM_PCSCD_DENIED);
	card_tells(CARD_EV_NO_READER, PROBLEM_NO_READER);
	assert_int_equal(runner_view(b->runner)->card, RUNNER_CARD_NO_READER);
	assert_int_equal(bench_enrol(b)->state, ENROL_WAIT_CARD);
}

static void test_helper_cannot_start(void **state)
{
	struct bench *b = *state;
	struct error err = {0};
	desk.start_fails = true;
	assert_false(runner_begin(b->runner, false, &err));
	assert_int_equal(err.problem, PROBLEM_HELPER_DIED);
}

/* What is no decision of an officer cannot be fed as one. */
static void test_only_decisions(void **state)
{
	struct bench *b = *state;
	go_matching(b);
	sensor_tells(SENSOR_EV_TEMPLATE, PROBLEM_NONE);
	assert_false(runner_officer(b->runner, ENROL_EV_MATCHED, 3));
	assert_false(runner_officer(b->runner, ENROL_EV_CENTRE_STATE, STATE_SUCCESS));
	assert_false(runner_officer(b->runner, ENROL_EVENT_COUNT, 0));
	assert_int_equal(bench_enrol(b)->state, ENROL_MATCHING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_BENCH(test_reading),
	    AT_BENCH(test_finger),
	    AT_BENCH(test_evidence),
	    AT_BENCH(test_to_success),
	    AT_BENCH(test_after_the_code_only_the_name),
	    AT_BENCH(test_nothing_after_the_end),
	    AT_BENCH(test_journal_without_person),
	    AT_BENCH(test_pulled_early),
	    AT_BENCH(test_pulled_while_proofing),
	    AT_BENCH(test_pulled_after_release),
	    AT_BENCH(test_taken_back_after_the_code),
	    AT_BENCH(test_exchanged),
	    AT_BENCH(test_card_helper_dies),
	    AT_BENCH(test_card_helper_dies_after_release),
	    AT_BENCH(test_card_helper_dies_again_and_again),
	    AT_BENCH(test_sensor_dies),
	    AT_BENCH(test_no_sensor),
	    AT_BENCH(test_fingers_to_choose),
	    AT_BENCH(test_no_finger_to_match),
	    AT_BENCH(test_match_that_tells_no_count),
	    AT_BENCH(test_refused_by_the_register),
	    AT_BENCH(test_unreadable),
	    AT_BENCH(test_report_outlives_the_runner),
	    AT_BENCH(test_photo_unreadable),
	    AT_BENCH(test_not_same_person),
	    AT_BENCH(test_no_app),
	    AT_BENCH(test_the_same_card_waits),
	    AT_BENCH(test_retry_without_card),
	    AT_BENCH(test_next_card),
	    AT_BENCH(test_no_reader),
	    AT_BENCH(test_helper_cannot_start),
	    AT_BENCH(test_only_decisions),
	};
	return cmocka_run_group_tests_name("runner", tests, NULL, NULL);
}
