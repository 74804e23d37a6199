/* Each decision in each state of the engine: greyed where the engine would not take it, or
 * where what it is about is not there; and never without an answer to «why not?». */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "enrol/decision.h"

struct desk {
	struct enrol enrol;
	struct runner_view view;
	struct writing writing;
	struct finger_states fingers;
	struct api_status policy;
	struct api_code code;
	struct card_text text;
};

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	const struct finger_state stored = {.stored = true, .tries_left = 3};
	assert_non_null(d);
	enrol_init(&d->enrol);
	d->fingers = (struct finger_states){.applet = true, .finger = {stored, stored}};
	d->policy = (struct api_status){.exceptions = true, .can_write = true};
	d->view = (struct runner_view){
	    .enrol = &d->enrol, .fingers = &d->fingers, .card = RUNNER_CARD_PRESENT};
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

static bool can(const struct desk *d, enum decision decision)
{
	return decision_possible(&d->view, &d->policy, decision);
}

static enum problem problem_of(const struct desk *d, enum decision decision)
{
	return decision_why_not(&d->view, &d->policy, decision).problem;
}

/* What the engine takes as an officer's word, and what the faces call it. */
static const struct {
	enum decision decision;
	enum enrol_event event;
} words[] = {
    {DECIDE_RETRY, ENROL_EV_RETRY},
    {DECIDE_NO_APP, ENROL_EV_NO_APP},
    {DECIDE_SAME_PERSON, ENROL_EV_SAME_PERSON},
    {DECIDE_NOT_SAME_PERSON, ENROL_EV_NOT_SAME_PERSON},
    {DECIDE_RIGHT, ENROL_EV_FINGER_CHOSEN},
    {DECIDE_LEFT, ENROL_EV_FINGER_CHOSEN},
    {DECIDE_CODE, ENROL_EV_CODE_ASKED},
    {DECIDE_CANCEL, ENROL_EV_CANCEL},
    {DECIDE_CONTEST, ENROL_EV_CONTEST},
    {DECIDE_LEAVE, ENROL_EV_LEAVE},
    {DECIDE_EXCEPTION, ENROL_EV_EXCEPTION},
};

static void test_what_the_engine_takes_can_be_decided(void **state)
{
	struct desk *d = *state;
	for (int s = 0; s < ENROL_STATE_COUNT; s++)
		for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
			d->enrol.state = (enum enrol_state)s;
			if (can(d, words[i].decision) != enrol_accepts(&d->enrol, words[i].event))
				fail_msg("%s in %s", enrol_event_name(words[i].event),
				    enrol_state_name((enum enrol_state)s));
		}
}

/* With nothing there, and with all there, in every state. */
static void test_each_no_has_an_answer(void **state)
{
	struct desk *d = *state;
	char text[1024];
	for (int i = 0; i < ENROL_STATE_COUNT * 4 * DECISION_COUNT; i++) {
		enum decision decision = (enum decision)(i % DECISION_COUNT);
		int all = i / DECISION_COUNT % 4;
		d->enrol.state = (enum enrol_state)(i / DECISION_COUNT / 4);
		d->view.fingers = all & 1 ? &d->fingers : NULL;
		d->view.text = all & 1 ? &d->text : NULL;
		d->view.code = all & 1 ? &d->code : NULL;
		struct why_not why =
		    decision_why_not(&d->view, all & 2 ? &d->policy : NULL, decision);
		why_not_tell(text, sizeof text, &why);
		assert_int_equal(text[0] == '\0',
		    decision_possible(&d->view, all & 2 ? &d->policy : NULL, decision));
	}
}

static void test_card_has_to_be_there_to_be_read(void **state)
{
	struct desk *d = *state;
	assert_true(can(d, DECIDE_READ));
	for (int card = RUNNER_CARD_UNKNOWN; card < RUNNER_CARD_PRESENT; card++) {
		d->view.card = (enum runner_card)card;
		assert_false(can(d, DECIDE_READ));
	}
}

static void test_fingers_are_greyed_one_by_one(void **state)
{
	struct desk *d = *state;
	d->enrol.state = ENROL_FINGER;
	d->fingers.finger[FINGER_LEFT_INDEX] = (struct finger_state){.tries_left = -1};
	assert_true(can(d, DECIDE_RIGHT));
	assert_false(can(d, DECIDE_LEFT));
}

static void test_exceptions_are_the_centres_to_allow(void **state)
{
	struct desk *d = *state;
	d->enrol.state = ENROL_FINGER;
	assert_true(can(d, DECIDE_EXCEPTION));
	d->policy.exceptions = false;
	assert_int_equal(problem_of(d, DECIDE_EXCEPTION), PROBLEM_EXCEPTIONS_OFF);
	assert_false(decision_possible(&d->view, NULL, DECIDE_EXCEPTION)); /* not known yet */
}

static void test_exception_is_over_once_a_finger_is_stored(void **state)
{
	struct desk *d = *state;
	writing_init(&d->writing, FINGER_WRITE_STORE, false);
	d->enrol.state = ENROL_STORING;
	d->view.writing = &d->writing;
	assert_true(can(d, DECIDE_EXCEPTION));
	d->writing.done = 1u << FINGER_RIGHT_INDEX;
	assert_false(can(d, DECIDE_EXCEPTION));
}

static void test_stored_finger_is_never_written_over(void **state)
{
	struct desk *d = *state;
	d->enrol.state = ENROL_STORING;
	d->fingers.finger[FINGER_LEFT_INDEX] = (struct finger_state){.damaged = true};
	assert_true(can(d, DECIDE_STORE_LEFT));
	assert_int_equal(problem_of(d, DECIDE_STORE_RIGHT), PROBLEM_FINGER_STORED);
	assert_int_equal(problem_of(d, DECIDE_STORE_BOTH), PROBLEM_FINGER_STORED);
}

/* In trouble others can be taken than those that failed. */
static void test_trouble_offers_the_other_finger(void **state)
{
	struct desk *d = *state;
	const struct finger_state empty = {.tries_left = -1};
	writing_init(&d->writing, FINGER_WRITE_STORE, false);
	d->fingers = (struct finger_states){.applet = true, .finger = {empty, empty}};
	d->enrol.state = ENROL_STORING;
	d->writing.state = WRITING_TROUBLE;
	d->writing.wanted = 1u << FINGER_RIGHT_INDEX;
	d->view.writing = &d->writing;
	assert_false(can(d, DECIDE_STORE_RIGHT));
	assert_true(can(d, DECIDE_STORE_LEFT));
	d->writing.write = FINGER_WRITE_REMOVE;
	assert_false(can(d, DECIDE_STORE_LEFT));
}

static void test_chip_being_written_is_not_given_up(void **state)
{
	struct desk *d = *state;
	writing_init(&d->writing, FINGER_WRITE_STORE, false);
	d->enrol.state = ENROL_STORING;
	d->view.writing = &d->writing;
	assert_true(can(d, DECIDE_GIVE_UP));
	d->writing.state = WRITING_WRITING;
	assert_false(can(d, DECIDE_GIVE_UP));
}

static void test_desk_writes_by_the_centres_leave(void **state)
{
	struct desk *d = *state;
	enrol_init_desk(&d->enrol);
	d->enrol.state = ENROL_DESK;
	assert_int_equal(problem_of(d, DECIDE_STORE), PROBLEM_FINGER_STORED);
	assert_true(can(d, DECIDE_REMOVE));
	d->fingers.finger[FINGER_RIGHT_INDEX] = (struct finger_state){.damaged = true};
	assert_true(can(d, DECIDE_STORE));
	assert_true(can(d, DECIDE_REMOVE_RIGHT)); /* what is left of it */
	d->policy.can_write = false;
	assert_int_equal(problem_of(d, DECIDE_STORE), PROBLEM_NO_CARD_KEY);
	assert_int_equal(problem_of(d, DECIDE_REMOVE), PROBLEM_NO_CARD_KEY);
	d->fingers.applet = false;
	assert_int_equal(problem_of(d, DECIDE_STORE), PROBLEM_NO_MOC_APPLET);
	assert_int_equal(problem_of(d, DECIDE_RIGHT), PROBLEM_NO_MOC_APPLET);
	assert_false(can(d, DECIDE_EXCEPTION)); /* there is no enrollment */
}

static void test_ends_lead_on_by_what_they_were(void **state)
{
	struct desk *d = *state;
	d->enrol.state = ENROL_STOPPED;
	assert_false(can(d, DECIDE_MOC));
	assert_false(can(d, DECIDE_NEW_PHONE));
	d->enrol.problem = PROBLEM_FINGER_LOCKED;
	assert_true(can(d, DECIDE_MOC));
	d->enrol.problem = PROBLEM_REFUSED_ENROLLED;
	assert_true(can(d, DECIDE_NEW_PHONE));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_what_the_engine_takes_can_be_decided),
	    TEST(test_each_no_has_an_answer),
	    TEST(test_card_has_to_be_there_to_be_read),
	    TEST(test_fingers_are_greyed_one_by_one),
	    TEST(test_exceptions_are_the_centres_to_allow),
	    TEST(test_exception_is_over_once_a_finger_is_stored),
	    TEST(test_stored_finger_is_never_written_over),
	    TEST(test_trouble_offers_the_other_finger),
	    TEST(test_chip_being_written_is_not_given_up),
	    TEST(test_desk_writes_by_the_centres_leave),
	    TEST(test_ends_lead_on_by_what_they_were),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
