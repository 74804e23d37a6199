/* A finger's condition, what may be done with it, and why not; every combination of what the
 * chip can tell, held against card.md's words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "enrol/finger.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* card.md: 6A88 no reference data, 63CX tries left, 6983 blocked; «not told» is -1. */
static const struct {
	const char *what;
	struct finger_state chip;
	enum standing standing;
	bool match, store, remove;
	enum problem problem;
} fingers[] = {
    {"none stored", {.tries_left = -1}, STANDING_EMPTY, false, true, false,
	PROBLEM_NO_FINGER_ON_CARD},
    {"stored", {.stored = true, .tries_left = 3}, STANDING_GOOD, true, false, true, PROBLEM_NONE},
    {"stored, no count told", {.stored = true, .tries_left = -1}, STANDING_GOOD, true, false, true,
	PROBLEM_NONE},
    {"two tries", {.stored = true, .tries_left = 2}, STANDING_GOOD, true, false, true,
	PROBLEM_NONE},
    {"last try", {.stored = true, .tries_left = 1}, STANDING_LAST, true, false, true, PROBLEM_NONE},
    {"blocked", {.stored = true, .locked = true, .tries_left = 0}, STANDING_LOCKED, false, false,
	true, PROBLEM_FINGER_LOCKED},
    {"blocked, no count told", {.stored = true, .locked = true, .tries_left = -1}, STANDING_LOCKED,
	false, false, true, PROBLEM_FINGER_LOCKED},
    {"no try, not said to be blocked", {.stored = true, .tries_left = 0}, STANDING_LOCKED, false,
	false, true, PROBLEM_FINGER_LOCKED},
    {"damaged", {.damaged = true, .tries_left = -1}, STANDING_DAMAGED, false, true, true,
	PROBLEM_NO_FINGER_ON_CARD},
};

static void assert_why(struct why_not why, bool can, const char *what)
{
	char text[1024];
	if (why_not_nothing(&why) != can)
		fail_msg("%s", what);
	why_not_tell(text, sizeof text, &why);
	assert_true((text[0] == '\0') == can);
}

static void test_one_finger(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fingers); i++)
		for (int f = 0; f < FINGER_COUNT; f++) {
			struct finger_states states = {.applet = true};
			enum finger finger = (enum finger)f;
			states.finger[f] = fingers[i].chip;
			states.finger[1 - f] = fingers[1].chip; /* the other says nothing of it */
			assert_int_equal(finger_standing(&states.finger[f]), fingers[i].standing);
			assert_int_equal(
			    finger_can(&states.finger[f], FINGER_MATCH), fingers[i].match);
			assert_int_equal(finger_problem(&states.finger[f]), fingers[i].problem);
			assert_why(finger_why_not(&states, finger, FINGER_MATCH), fingers[i].match,
			    fingers[i].what);
			assert_why(finger_why_not(&states, finger, FINGER_STORE), fingers[i].store,
			    fingers[i].what);
			assert_why(finger_why_not(&states, finger, FINGER_REMOVE),
			    fingers[i].remove, fingers[i].what);
		}
}

/* One that can be matched is enough; where one is blocked, that is what is the matter. */
static void test_both_fingers(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(fingers) * COUNT(fingers); i++) {
		size_t right = i / COUNT(fingers), left = i % COUNT(fingers);
		struct finger_states states = {
		    .applet = true, .finger = {fingers[right].chip, fingers[left].chip}};
		bool blocked = fingers[right].standing == STANDING_LOCKED ||
			       fingers[left].standing == STANDING_LOCKED;
		enum problem problem = fingers_problem(&states);
		if (fingers[right].match || fingers[left].match)
			assert_int_equal(problem, PROBLEM_NONE);
		else
			assert_int_equal(
			    problem, blocked ? PROBLEM_FINGER_LOCKED : PROBLEM_NO_FINGER_ON_CARD);
		assert_why(fingers_why_not_store(&states, 3),
		    fingers[right].store && fingers[left].store, "both");
		assert_why(fingers_why_not_store(&states, 1), fingers[right].store, "right");
		assert_why(fingers_why_not_store(&states, 2), fingers[left].store, "left");
	}
}

static void test_card_without_match_on_card(void **state)
{
	const struct finger_states states = {.finger = {{.tries_left = -1}, {.tries_left = -1}}};
	(void)state;
	assert_int_equal(fingers_problem(&states), PROBLEM_NO_MOC_APPLET);
	for (int act = 0; act < FINGER_ACT_COUNT; act++)
		assert_int_equal(
		    finger_why_not(&states, FINGER_LEFT_INDEX, (enum finger_act)act).problem,
		    PROBLEM_NO_MOC_APPLET);
}

static void test_nothing_is_said_before_the_chip_has_told(void **state)
{
	struct why_not why = finger_why_not(NULL, FINGER_LEFT_INDEX, FINGER_MATCH);
	(void)state;
	assert_true(why_not_nothing(&why));
}

static void test_reasons_name_their_finger(void **state)
{
	const struct finger_states states = {.applet = true};
	(void)state;
	assert_non_null(
	    strstr(finger_why_not(&states, FINGER_RIGHT_INDEX, FINGER_MATCH).text, "right index"));
	assert_non_null(
	    strstr(finger_why_not(&states, FINGER_LEFT_INDEX, FINGER_MATCH).text, "left index"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_finger),
	    cmocka_unit_test(test_both_fingers),
	    cmocka_unit_test(test_card_without_match_on_card),
	    cmocka_unit_test(test_nothing_is_said_before_the_chip_has_told),
	    cmocka_unit_test(test_reasons_name_their_finger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
