/* One event, one line, whatever is in it. */
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

static int real_stderr, pipe_out;
static char out[4096];

static int catch_stderr(void **state)
{
	int ends[2];

	(void)state;
	if (pipe2(ends, O_NONBLOCK) != 0)
		return -1;
	real_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	pipe_out = ends[0];
	return 0;
}

static int give_stderr_back(void **state)
{
	(void)state;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	close(pipe_out);
	return 0;
}

static const char *written(void)
{
	const ssize_t n = read(pipe_out, out, sizeof(out) - 1);

	out[n > 0 ? n : 0] = '\0';
	return out;
}

static void an_event_is_a_line(void **state)
{
	(void)state;
	log_open("ddopa-test", LOG_SINK_STDERR, LOG_LEVEL_INFO);
	log_write(LOG_LEVEL_INFO, "listening on port %d", 443);
	assert_string_equal(written(), "ddopa-test: info: listening on port 443\n");
	log_write(LOG_LEVEL_ERROR, "สำเร็จ");
	assert_string_equal(written(), "ddopa-test: error: สำเร็จ\n");
}

/* Derived from RFC 8259: quotes and backslashes are escaped, controls are gone before. */
static void as_json_it_is_an_object_a_line(void **state)
{
	(void)state;
	static const struct log_field fields[] = {{"route", "/v1/status", 0}, {"ms", NULL, 12},
	    {"odd", "a\"b\\c\nd", 0}, {NULL, NULL, 0}};
	char pid[40];
	log_open("ddopa-test", LOG_SINK_JSON, LOG_LEVEL_INFO);
	log_event(LOG_LEVEL_INFO, "answered", fields);
	const char *line = written();
	assert_memory_equal(line, "{\"time\":\"20", 11);
	snprintf(pid, sizeof(pid), "\"pid\":%ld,", (long)getpid());
	const char *rest = strstr(line, pid);
	assert_non_null(rest);
	assert_string_equal(rest + strlen(pid), "\"message\":\"answered\",\"route\":\"/v1/status\","
						"\"ms\":12,\"odd\":\"a\\\"b\\\\c\\\\x0ad\"}\n");
	log_write(LOG_LEVEL_WARN, "a %s", "\"word\"");
	assert_non_null(strstr(written(), "\"level\":\"warning\",\"program\":\"ddopa-test\""));
	log_event(LOG_LEVEL_DEBUG, "no", fields);
	assert_string_equal(written(), "");
	log_open("ddopa-test", LOG_SINK_STDERR, LOG_LEVEL_INFO);
	log_event(LOG_LEVEL_INFO, "answered", fields);
	assert_string_equal(
	    written(), "ddopa-test: info: answered route=/v1/status ms=12 odd=a\"b\\c\\x0ad\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
	(void)state;
	log_open("ddopa-test", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	log_write(LOG_LEVEL_INFO, "no");
	log_write(LOG_LEVEL_DEBUG, "no");
	assert_string_equal(written(), "");
	log_write(LOG_LEVEL_WARN, "yes");
	assert_string_equal(written(), "ddopa-test: warning: yes\n");
	log_open("ddopa-test", LOG_SINK_NONE, LOG_LEVEL_DEBUG);
	log_write(LOG_LEVEL_ERROR, "no");
	assert_string_equal(written(), "");
}

static void nothing_makes_a_second_line_or_acts_on_a_terminal(void **state)
{
	static const struct {
		const char *in, *want;
	} rows[] = {
	    {"a\nddopa: error: forged", "a\\x0addopa: error: forged"},
	    {"a\r\t\x1B[2J", "a\\x0d\\x09\\x1b[2J"},
	    {"a\xC2\x9Bm", "a\\xc2\\x9bm"},
	    {"a\xE2\x80\xAEz", "a\\xe2\\x80\\xaez"},
	    {"a\xFFz", "a\\xffz"},
	};
	char want[200];

	(void)state;
	log_open("t", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		log_write(LOG_LEVEL_WARN, "%s", rows[i].in);
		strcpy(want, "t: warning: ");
		strcat(want, rows[i].want);
		strcat(want, "\n");
		assert_string_equal(written(), want);
	}
}

static void long_entries_are_cut_to_one_line(void **state)
{
	char text[3000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_write(LOG_LEVEL_WARN, "%s", text);
	const char *line = written();
	assert_true(strlen(line) < 1100);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
}

static void an_error_is_its_id_title_and_context(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, PROBLEM_NO_PCSCD, "/run/pcscd/pcscd.comm");
	log_error(&err);
	assert_string_equal(written(),
	    "t: error: DD-101 The smart card service is not running. /run/pcscd/pcscd.comm\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_event_is_a_line),
	    cmocka_unit_test(as_json_it_is_an_object_a_line),
	    cmocka_unit_test(what_is_below_the_level_is_not_written),
	    cmocka_unit_test(nothing_makes_a_second_line_or_acts_on_a_terminal),
	    cmocka_unit_test(long_entries_are_cut_to_one_line),
	    cmocka_unit_test(an_error_is_its_id_title_and_context),
	};

	return cmocka_run_group_tests(tests, catch_stderr, give_stderr_back);
}
