/* Every way in which ddopa-phone ends without success, and its exit code. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "base/problem.h"
#include "play.h"

/* ---- ends ---- */

static void ends_before_the_claim(void **state)
{
	(void)state;
	static const struct fake_reply texts[] = {TEXTS};
	static const struct {
		const char *lines, *problem;
		int exit_code;
	} rows[] = {
	    {"", "input-ended", EXIT_CANCELLED},
	    {LEAVE, "input-ended", EXIT_CANCELLED},
	    {LEAVE DIGITS TERMS, "input-ended", EXIT_CANCELLED},
	    {LEAVE DIGITS "{\"terms\":false}\n", "terms-refused", EXIT_CONSENT_REFUSED},
	    {"not json\n", "bad-answer", EX_DATAERR},
	    {"{\"number\":\"" NUMBER "\"}\n", "bad-answer", EX_DATAERR},
	    {"{\"leave\":1}\n", "bad-answer", EX_DATAERR},
	    {"{\"leave\":true,\"leave\":true}\n", "bad-answer", EX_DATAERR},
	    {LEAVE DIGITS TERMS "{\"code\":\"a\",\"image\":\"b\"}\n", "bad-answer", EX_DATAERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		whole(&r, texts, rows[i].lines);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* A problem that could have been mended, and then no more answers: its own exit code. */
static void ends_for_want_of_an_answer(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		struct fake_reply claim;
		const char *said;
		int exit_code;
	} rows[] = {
	    {LEAVE "{\"number\":\"1\"}\n", TEXTS, "number-invalid", EX_DATAERR},
	    {TO_CLAIM, NO(403, "digits-wrong"), "digits-wrong", EX_DATAERR},
	    {TO_CLAIM, NO(410, "code-expired"), "code-expired", EXIT_EXPIRED},
	    {TO_CLAIM, NO(404, "code-unknown"), "code-unknown", EX_NOINPUT},
	    {TO_CLAIM, NO(429, "rate-limited"), "rate-limited", EX_TEMPFAIL},
	    {"{\"leave\":false}\n" DIGITS TERMS "{\"image\":\"x.png\"}\n", TEXTS, "no-leave",
		EX_NOPERM},
	    {LEAVE DIGITS TERMS "{\"image\":\"/dev/null\"}\n", TEXTS, "code-unreadable",
		EX_DATAERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		char member[64];
		const struct fake_reply replies[] = {TEXTS, rows[i].claim};
		whole(&r, replies, rows[i].lines);
		snprintf(member, sizeof member, "\"problem\":\"%s\"", rows[i].said);
		assert_non_null(strstr(r.text, member));
		assert_int_equal(r.exit_code, rows[i].exit_code);
		end(&r);
	}
}

static void ends_at_the_claim(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply claim;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {NO(409, "code-taken"), "code-taken", EXIT_CONTESTED},
	    {NO(423, "ended-locked"), "ended-locked", EXIT_LOCKED},
	    {OK("{}"), "centre-answer", EX_PROTOCOL},
	    {OK("<html>"), "centre-answer", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, rows[i].claim};
		whole(&r, replies, TO_CLAIM PINS);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* The officer ends it while the citizen thinks about a PIN. */
static void ends_while_waiting(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply poll;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {OK(STATE("CANCELLED", 4, ",\"end_problem\":\"ended-cancelled\"")), "ended-cancelled",
		EXIT_CANCELLED},
	    {OK(STATE("CANCELLED", 4, ",\"end_problem\":\"ended-match-code\"")), "ended-match-code",
		EXIT_MATCH_CODE},
	    {OK(STATE("CONTESTED", 4, ",\"end_problem\":\"ended-contested\"")), "ended-contested",
		EXIT_CONTESTED},
	    {OK(STATE("EXPIRED", 4, ",\"end_problem\":\"ended-expired\"")), "ended-expired",
		EXIT_EXPIRED},
	    {NO(401, "signature-bad"), "signature-bad", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, CLAIMED, rows[i].poll, rows[i].poll};
		start(&r, replies, NULL);
		say(&r, TO_CLAIM);
		hear(&r, "\"exit\":"); /* by itself: the input stays open */
		finish(&r);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

static void consent_refused(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT,
	    OK(STATE("REFUSED", 5, ",\"end_problem\":\"ended-refused\""))};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS "{\"consent\":false}\n");
	assert_int_equal(r.centre.seen->count, 5);
	assert_true(requested(&r, 4, "POST /citizen/v1/enrollments/" ID "/refuse "));
	ended(&r, EXIT_CONSENT_REFUSED, "consent-refused");
}

static void five_wrong_pins(void **state)
{
	(void)state;
#define WRONG "{\"consent\":true,\"pin\":\"50718294\"}\n"
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS WRONG WRONG WRONG WRONG WRONG CONSENT);
	assert_int_equal(r.centre.seen->count, 4); /* nothing was signed */
	ended(&r, EXIT_LOCKED, "key-destroyed");
}

static void ends_after_consent(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply person, proof;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {PERSON("1100700000027"), SUCCESS, "centre-answer", EX_PROTOCOL},
	    {OK("{}"), SUCCESS, "centre-answer", EX_PROTOCOL},
	    {NO(409, "ended-expired"), SUCCESS, "ended-expired", EXIT_EXPIRED},
	    {PERSON(NUMBER), NO(401, "signature-bad"), "signature-bad", EX_PROTOCOL},
	    {PERSON(NUMBER), CONSENTED, "centre-answer", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED,
		    rows[i].person, rows[i].proof, rows[i].proof};
		whole(&r, replies, TO_CLAIM PINS CONSENT);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* A new enrollment that fails leaves the key of the old one. */
static void the_old_key_lives_until_success(void **state)
{
	(void)state;
	static const struct fake_reply refused[] = {TEXTS, CLAIMED, CONFIRMED, SILENT,
	    OK(STATE("REFUSED", 5, ",\"end_problem\":\"ended-refused\""))};
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct run r;
	whole_with(&r, all_well, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	end(&r);
	load(&before, "state/key");
	whole(&r, refused, TO_CLAIM PINS "{\"consent\":false}\n");
	ended(&r, EXIT_CONSENT_REFUSED, "consent-refused");
	load(&after, "state/key");
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_free(&before);
	buf_free(&after);
}

static void killed_while_waiting(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, SILENT};
	struct run r;
	start(&r, replies, NULL);
	say(&r, TO_CLAIM PINS);
	hear(&r, "\"step\":\"officer\"");
	kill(r.phone.pid, SIGTERM);
	finish(&r);
	ended(&r, EXIT_CANCELLED, "input-ended");
}

/* kill -9: what is left is swept by the next run. */
static void killed_outright(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, SILENT};
	static const struct fake_reply texts[] = {TEXTS};
	struct run r;
	start(&r, replies, NULL);
	say(&r, TO_CLAIM PINS);
	hear(&r, "\"step\":\"officer\"");
	kill(r.phone.pid, SIGKILL);
	finish(&r);
	assert_int_equal(access("state/key.pending", F_OK), 0);
	end(&r);
	whole(&r, texts, "");
	ended(&r, EXIT_CANCELLED, "input-ended");
}

static void nobody_listens(void **state)
{
	(void)state;
	static const struct fake_reply texts[] = {TEXTS};
	struct run r;
	int status;
	start(&r, texts, NULL);
	close(r.phone.out);
	say(&r, LEAVE);
	close(r.phone.in);
	assert_int_equal(waitpid(r.phone.pid, &status, 0), r.phone.pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_IOERR);
	end(&r);
}

static void two_phones_with_one_directory(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS};
	struct run one, two;
	start(&one, replies, NULL);
	hear(&one, "\"ask\":\"leave\"");
	whole(&two, replies, LEAVE);
	assert_int_equal(two.exit_code, EX_CANTCREAT);
	end(&two);
	finish(&one);
	end(&one);
}

static int command(const char *const argv[])
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execv(phone_program(), (char *const *)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void command_lines(void **state)
{
	(void)state;
	static const struct {
		const char *argv[10];
		int exit_code;
	} rows[] = {
	    {{"p", "--help"}, 0},
	    {{"p", "--version"}, 0},
	    {{"p"}, EX_USAGE},
	    {{"p", "--host", "h"}, EX_USAGE},
	    {{"p", "--ca", "x"}, EX_USAGE},
	    {{"p", "--nonsense"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "operand"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--lang", "de"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--pin-fd", "3"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--json", "--pin-fd", "x"}, EX_USAGE},
	    {{"p", "--host", "a-host-of-more-than-24-chars", "--ca", "x"}, EX_CONFIG},
	    {{"p", "--host", "h/E", "--ca", "x"}, EX_CONFIG},
	    {{"p", "--host", "h", "--ca", "/nonexistent", "--state", "s"}, EX_CONFIG},
	    {{"p", "--host", "h", "--ca", "x", "--script", "/nonexistent"}, EX_IOERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (command(rows[i].argv) != rows[i].exit_code)
			fail_msg("row %zu", i);
	rmdir("s");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_before_the_claim),
	    cmocka_unit_test(ends_for_want_of_an_answer),
	    cmocka_unit_test(ends_at_the_claim),
	    cmocka_unit_test(ends_while_waiting),
	    cmocka_unit_test(consent_refused),
	    cmocka_unit_test(five_wrong_pins),
	    cmocka_unit_test(ends_after_consent),
	    cmocka_unit_test(the_old_key_lives_until_success),
	    cmocka_unit_test(killed_while_waiting),
	    cmocka_unit_test(killed_outright),
	    cmocka_unit_test(nobody_listens),
	    cmocka_unit_test(two_phones_with_one_directory),
	    cmocka_unit_test(command_lines),
	};
	return cmocka_run_group_tests(tests, play_enter, play_leave);
}
