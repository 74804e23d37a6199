/* Names of states (protocol.md «States») and fingers. */
#include "person/person.h"

#include <string.h>

#include "tests/base/cmocka_all.h"

static void states_have_the_protocols_names(void **state)
{
	static const char *const names[] = {"PROOFED", "QR_CREATED", "SCANNED", "CONFIRMED",
	    "CONSENTED", "SAVED", "SUCCESS", "EXPIRED", "CANCELLED", "LOCKED", "CONTESTED",
	    "REFUSED"};
	enum enrolment_state s;

	(void)state;
	assert_int_equal(COUNT_OF(names), STATE_COUNT);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_true(enrolment_state_parse(&s, names[i]));
		assert_int_equal(s, i);
		assert_string_equal(enrolment_state_name(s), names[i]);
		assert_int_equal(enrolment_state_is_end(s), i >= 6);
	}
	assert_false(enrolment_state_parse(&s, "success"));
	assert_false(enrolment_state_parse(&s, ""));
	assert_string_equal(enrolment_state_name(STATE_COUNT), "");
}

static void fingers_have_names(void **state)
{
	enum finger f;

	(void)state;
	assert_true(finger_parse(&f, "right-index"));
	assert_int_equal(f, FINGER_RIGHT_INDEX);
	assert_true(finger_parse(&f, "left-index"));
	assert_int_equal(f, FINGER_LEFT_INDEX);
	assert_false(finger_parse(&f, "thumb"));
	assert_string_equal(finger_name(FINGER_RIGHT_INDEX), "right-index");
	assert_string_equal(finger_name(FINGER_LEFT_INDEX), "left-index");
	assert_string_equal(finger_name(FINGER_COUNT), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(states_have_the_protocols_names),
	    cmocka_unit_test(fingers_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
