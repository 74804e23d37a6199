/* Office codes and types. */
#include "person/person.h"

#include <stdio.h>
#include <string.h>

#include "tests/base/cmocka_all.h"

static void codes_have_a_province_and_an_office(void **state)
{
	static const char *const bad[] = {"", "100", "10010", "x001", "100x", " 001", "10 1"};

	(void)state;
	for (unsigned n = 0; n < 10000; n++) {
		char code[8];

		snprintf(code, sizeof(code), "%04u", n);
		assert_int_equal(office_code_valid(code), n >= 1000 && n <= 9699);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(office_code_valid(bad[i]));
}

/* mission.md, rule 1: district and local offices enroll, joint service centres do not. */
static void types_and_who_may_enroll(void **state)
{
	static const struct {
		const char *name;
		enum office_type type;
		bool may;
	} rows[] = {{"district", OFFICE_DISTRICT, true}, {"local", OFFICE_LOCAL, true},
	    {"joint", OFFICE_JOINT_CENTRE, false}, {"central", OFFICE_CENTRAL, false}};
	enum office_type t;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(office_type_parse(&t, rows[i].name));
		assert_int_equal(t, rows[i].type);
		assert_string_equal(office_type_name(t), rows[i].name);
		assert_int_equal(office_type_may_enroll(t), rows[i].may);
	}
	assert_false(office_type_parse(&t, "District"));
	assert_false(office_type_parse(&t, ""));
	assert_false(office_type_may_enroll((enum office_type)99));
	assert_string_equal(office_type_name((enum office_type)99), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(codes_have_a_province_and_an_office),
	    cmocka_unit_test(types_and_who_may_enroll),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
