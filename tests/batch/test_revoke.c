/* `ddopa revoke`: whose the card in the reader is, for a reason that was said; and no other way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "batch/commands.h"
#include "converse.h"
#include "fake_engine.h"

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	return 0;
}

static void revoke(char *const *options)
{
	converse_with(&batch_revoke, CONVERSE_LOGIN, "", options);
}

static void the_holder_of_the_card(void **state)
{
	char *const options[] = {"--reason", "lost", "--json", "--pin-fd", "7", NULL};

	(void)state;
	revoke(options);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(said.out,
	    "{\"result\":\"revoked\",\"revoked\":\"2026-11-23T07:05:09.000Z\","
	    "\"reason\":\"lost\"}\n");
}

/* In words, at UTC+7 and in the Buddhist Era, and what to tell the holder. */
static void in_words(void **state)
{
	char *const options[] = {"--pin-fd", "7", "--reason", "deceased", NULL};

	(void)state;
	revoke(options);
	assert_int_equal(said.exit_code, 0);
	assert_string_equal(said.out,
	    "The digital ID is revoked since 23/11/2569 14:05:09: the holder has died.\n"
	    "The digital ID can no longer be used by anybody.\n");
}

static void nobody_is_enrolled(void **state)
{
	char *const options[] = {"--reason", "lost", "--json", "--pin-fd", "7", NULL};

	(void)state;
	scenario.revoke = PROBLEM_NO_DIGITAL_ID;
	revoke(options);
	assert_int_equal(said.exit_code, 66);
	assert_string_equal(said.out, "");
}

static void no_login_no_revocation(void **state)
{
	char *const options[] = {"--reason", "lost", "--pin-fd", "7", NULL};

	(void)state;
	scenario.login = PROBLEM_WRONG_PIN;
	revoke(options);
	assert_int_equal(said.exit_code, 27);
	assert_string_equal(said.out, "");
}

/* The reason is never preset, and one of the list. */
static void what_must_be_said(void **state)
{
	char *const wrong[][6] = {{"--pin-fd", "7", NULL}, {"--reason", "lost", NULL},
	    {"--reason", "whim", "--pin-fd", "7", NULL}, {"--reason", "", "--pin-fd", "7", NULL},
	    {"--reason", "lost", "--pin-fd", "7", "1112034563562", NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		revoke(wrong[i]);
		assert_int_equal(said.exit_code, 64);
		assert_string_equal(said.out, "");
	}
}

static void without_a_reader(void **state)
{
	char *const options[] = {"--reason", "lost", "--pin-fd", "7", NULL};

	(void)state;
	scenario.no_reader = true;
	revoke(options);
	assert_int_equal(said.exit_code, EXIT_NO_READER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_holder_of_the_card, set_up),
	    cmocka_unit_test_setup(in_words, set_up),
	    cmocka_unit_test_setup(nobody_is_enrolled, set_up),
	    cmocka_unit_test_setup(no_login_no_revocation, set_up),
	    cmocka_unit_test_setup(what_must_be_said, set_up),
	    cmocka_unit_test_setup(without_a_reader, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
