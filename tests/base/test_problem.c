/* The catalogue: complete, without doubles, and in both languages. */
#include "base/problem.h"

#include <string.h>
#include <sysexits.h>

#include "base/lang.h"
#include "tests/base/cmocka_all.h"

/* The groups of problem.h's comments. */
static const struct {
	enum problem first, last;
	char hundred;
} groups[] = {
    {PROBLEM_USAGE, (enum problem)(PROBLEM_NO_PCSCD - 1), '0'},
    {PROBLEM_NO_PCSCD, PROBLEM_READER_AWAY, '1'},
    {PROBLEM_NO_SENSOR, PROBLEM_MOC_PROGRAM, '2'},
    {PROBLEM_NO_APP, PROBLEM_LEFT_OPEN, '3'},
    {PROBLEM_CENTRE_DOWN, PROBLEM_CERTIFICATE_ELSEWHERE, '4'},
    {PROBLEM_NOT_LOGGED_IN, PROBLEM_CENTRE_INTERNAL, '5'},
    {PROBLEM_REFUSED_UNKNOWN_PERSON, PROBLEM_REFUSED_REGISTER, '6'},
    {PROBLEM_EVIDENCE_BAD, PROBLEM_ENDED_REFUSED, '7'},
    {PROBLEM_USE_DPOP_NONCE, (enum problem)(PROBLEM_AUDIT_BROKEN - 1), '8'},
    {PROBLEM_AUDIT_BROKEN, (enum problem)(PROBLEM_COUNT - 1), '9'},
};

static const struct problem_row *row(int i)
{
	return problem_row((enum problem)i);
}

static void every_problem_has_an_id_of_its_group(void **state)
{
	int seen = 1; /* PROBLEM_NONE */

	(void)state;
	for (size_t g = 0; g < COUNT_OF(groups); g++) {
		for (int i = (int)groups[g].first; i <= (int)groups[g].last; i++, seen++) {
			assert_int_equal(strlen(row(i)->id), 6);
			assert_memory_equal(row(i)->id, "DD-", 3);
			assert_int_equal(row(i)->id[3], groups[g].hundred);
			assert_int_equal(strspn(row(i)->id + 3, "0123456789"), 3);
		}
	}
	assert_int_equal(seen, PROBLEM_COUNT);
}

static void ids_and_names_stand_once(void **state)
{
	(void)state;
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		assert_int_equal(problem_by_id(row(i)->id), i);
		assert_int_equal(problem_by_name(row(i)->name), i);
		assert_int_equal(
		    strspn(row(i)->name, "abcdefghijklmnopqrstuvwxyz_-"), strlen(row(i)->name));
	}
	assert_int_equal(problem_by_name("no such name"), PROBLEM_NONE);
	assert_int_equal(problem_by_name(NULL), PROBLEM_NONE);
	assert_int_equal(problem_by_id("DD-999"), PROBLEM_NONE);
}

/* protocol.md names these four, and no more are known. */
static void dopa_codes_are_those_that_officers_know(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM_COUNT; i++) {
		const int want = i == PROBLEM_NOT_LOGGED_IN		? 90001
				 : i == PROBLEM_OUTSIDE_HOURS		? 90005
				 : i == PROBLEM_WRONG_PIN		? 90090
				 : i == PROBLEM_REFUSED_NOT_LATEST_CARD ? 95002
									: 0;
		assert_int_equal(row(i)->dopa, want);
	}
}

static void exit_codes_are_of_the_three_kinds(void **state)
{
	(void)state;
	assert_int_equal(row(PROBLEM_NONE)->exit_code, 0);
	for (int i = 1; i < PROBLEM_COUNT; i++) {
		const int code = row(i)->exit_code;

		assert_true(code == 1 || (code >= 10 && code <= 30) ||
			    (code >= EX__BASE && code <= EX__MAX));
		assert_int_equal(code == 1, problem_is_refusal((enum problem)i));
		assert_int_equal(row(i)->id[3] == '6', problem_is_refusal((enum problem)i));
	}
}

/* The bad input that the registrar's batch must tell apart. */
static void causes_that_scripts_tell_apart_differ(void **state)
{
	static const enum problem causes[] = {PROBLEM_WRONG_PIN, PROBLEM_CARD_UNREADABLE,
	    PROBLEM_CARD_FOREIGN, PROBLEM_CARD_REMOVED, PROBLEM_NO_READER, PROBLEM_NO_PCSCD,
	    PROBLEM_NO_SENSOR, PROBLEM_NO_FINGER_ON_CARD, PROBLEM_FINGER_MISMATCH,
	    PROBLEM_FINGER_LOCKED, PROBLEM_NO_APP, PROBLEM_NOT_SAME_PERSON, PROBLEM_CENTRE_DOWN,
	    PROBLEM_CENTRE_TIMEOUT, PROBLEM_CERTIFICATE_MISSING, PROBLEM_LEFT_OPEN,
	    PROBLEM_ENDED_EXPIRED, PROBLEM_ENDED_CANCELLED, PROBLEM_ENDED_MATCH_CODE,
	    PROBLEM_ENDED_LOCKED, PROBLEM_ENDED_CONTESTED, PROBLEM_ENDED_REFUSED,
	    PROBLEM_TRAINING_MISMATCH, PROBLEM_REFUSED_NOT_LATEST_CARD, PROBLEM_USAGE,
	    PROBLEM_INTERNAL};

	(void)state;
	for (size_t a = 0; a < COUNT_OF(causes); a++)
		for (size_t b = 0; b < a; b++)
			assert_int_not_equal(
			    problem_row(causes[a])->exit_code, problem_row(causes[b])->exit_code);
}

static void http_statuses_are_errors(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM_COUNT; i++)
		assert_true(row(i)->http == 0 || (row(i)->http >= 400 && row(i)->http <= 599));
	/* Problems that travel have one: all of the centre's answers. */
	for (int i = PROBLEM_NOT_LOGGED_IN; i <= PROBLEM_CODE_TAKEN; i++)
		assert_int_not_equal(row(i)->http, 0);
	assert_int_equal(row(PROBLEM_USE_DPOP_NONCE)->http, 401);
	assert_string_equal(row(PROBLEM_USE_DPOP_NONCE)->name, "use_dpop_nonce");
	assert_string_equal(row(PROBLEM_UPDATE_NEEDED)->name, "update");
	assert_string_equal(row(PROBLEM_LEFT_OPEN)->name, "pending");
}

static bool has_thai(const char *text)
{
	return strstr(text, "\xE0\xB8") != NULL || strstr(text, "\xE0\xB9") != NULL;
}

/* A sentence, in ASCII (the C locale shows it), with a Thai one to it. */
static void check_sentence(const char *english)
{
	const char *thai = lang_text(LANG_TH, english);

	assert_true(strlen(english) > 0);
	assert_int_equal(english[strlen(english) - 1], '.');
	for (const char *c = english; *c != '\0'; c++)
		assert_in_range((unsigned char)*c, 0x20, 0x7E);
	if (!has_thai(thai))
		fail_msg("no Thai for: %s", english);
}

static void every_problem_says_three_things_in_both_languages(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM_COUNT; i++) {
		check_sentence(row(i)->what);
		check_sentence(row(i)->why);
		check_sentence(row(i)->todo);
	}
}

/* mission.md, rules 5 and 6, word for word. */
static void the_guidelines_own_words_are_shown(void **state)
{
	(void)state;
	assert_string_equal(lang_text(LANG_TH, row(PROBLEM_CARD_UNREADABLE)->todo),
	    "ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้ "
	    "กรุณาแจ้งให้ผู้ประสงค์ลงทะเบียนทราบ "
	    "หากประสงค์จะลงทะเบียน จะต้องดำเนินการทำบัตรประจำตัวประชาชนใหม่ก่อน");
	assert_string_equal(lang_text(LANG_TH, row(PROBLEM_NO_FINGER_ON_CARD)->todo),
	    "ไม่พบลายพิมพ์นิ้วชี้ "
	    "ให้เก็บลายพิมพ์นิ้วชี้ของผู้ประสงค์ลงทะเบียนลงในชิปบนบัตรประจำตัวประชาชนก่อน "
	    "จึงลงทะเบียน DOPA-Digital ID ได้");
}

static void numbers_that_are_no_problem_are_an_internal_fault(void **state)
{
	(void)state;
	assert_ptr_equal(row(PROBLEM_COUNT), row(PROBLEM_INTERNAL));
	assert_ptr_equal(row(-1), row(PROBLEM_INTERNAL));
}

static int in_thai(void **state)
{
	(void)state;
	return lang_init() ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_problem_has_an_id_of_its_group),
	    cmocka_unit_test(ids_and_names_stand_once),
	    cmocka_unit_test(dopa_codes_are_those_that_officers_know),
	    cmocka_unit_test(exit_codes_are_of_the_three_kinds),
	    cmocka_unit_test(causes_that_scripts_tell_apart_differ),
	    cmocka_unit_test(http_statuses_are_errors),
	    cmocka_unit_test(every_problem_says_three_things_in_both_languages),
	    cmocka_unit_test(the_guidelines_own_words_are_shown),
	    cmocka_unit_test(numbers_that_are_no_problem_are_an_internal_fault),
	};

	return cmocka_run_group_tests(tests, in_thai, NULL);
}
