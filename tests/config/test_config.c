/* Ini files: what is taken, and every fault with its file and line. */
#include "config/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

struct sample {
	char name[16];
	char path[64];
	char other[64];
	char type[16];
	long number;
	bool flag;
};

static const char *const types[] = {"none", "file", NULL};

static const struct config_row rows[] = {
    {.key = "one.name", .type = CONFIG_STRING, .offset = offsetof(struct sample, name), .size = 16},
    {.key = "one.path",
	.type = CONFIG_PATH,
	.offset = offsetof(struct sample, path),
	.size = 64,
	.preset = ""},
    {.key = "one.other",
	.type = CONFIG_PATH,
	.offset = offsetof(struct sample, other),
	.size = 64,
	.preset = "/preset"},
    {.key = "two.type",
	.type = CONFIG_ENUM,
	.offset = offsetof(struct sample, type),
	.size = 16,
	.values = types,
	.preset = "none"},
    {.key = "two.number",
	.type = CONFIG_NUMBER,
	.offset = offsetof(struct sample, number),
	.min = 1,
	.max = 60,
	.preset = "5"},
    {.key = "two.flag",
	.type = CONFIG_BOOL,
	.offset = offsetof(struct sample, flag),
	.preset = "no"},
    {.key = NULL},
};

static char file[200];

static int make_name(void **state)
{
	const char *directory = getenv("TMPDIR");

	(void)state;
	snprintf(
	    file, sizeof(file), "%s/ddopa-config-XXXXXX", directory != NULL ? directory : "/tmp");
	const int fd = mkstemp(file);
	return fd >= 0 ? close(fd) : -1;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

static void write_file(const char *text, size_t len)
{
	FILE *out = fopen(file, "w");

	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, len, out), len);
	assert_int_equal(fclose(out), 0);
}

static bool read_text(const char *text, struct sample *s, struct error *err)
{
	write_file(text, strlen(text));
	*s = (struct sample){0};
	*err = (struct error){0};
	return config_read(rows, file, s, err);
}

static void defaults_stand_where_nothing_is_said(void **state)
{
	struct sample s;
	struct error err;

	(void)state;
	assert_true(read_text("[one]\nname = counter\n", &s, &err));
	assert_string_equal(s.name, "counter");
	assert_string_equal(s.path, "");
	assert_string_equal(s.other, "/preset");
	assert_string_equal(s.type, "none");
	assert_int_equal(s.number, 5);
	assert_false(s.flag);
}

static void everything_is_taken(void **state)
{
	struct sample s;
	struct error err;

	(void)state;
	assert_true(read_text("# comment\n"
			      "; comment\n"
			      "\n"
			      "  [one]   \n"
			      "name=\"ก #1; x\"  ; quoted\n"
			      "\tpath = /a b/c   # told\n"
			      "other = '/x'\n"
			      "[two]\n"
			      "type = file\n"
			      "number = 60\n"
			      "flag = yes", /* no newline at the end */
	    &s, &err));
	assert_string_equal(s.name, "ก #1; x");
	assert_string_equal(s.path, "/a b/c");
	assert_string_equal(s.other, "/x");
	assert_string_equal(s.type, "file");
	assert_int_equal(s.number, 60);
	assert_true(s.flag);
}

static void an_empty_value_is_empty(void **state)
{
	struct sample s;
	struct error err;

	(void)state;
	assert_true(read_text("[one]\nname =\npath = \"\"\n", &s, &err));
	assert_string_equal(s.name, "");
	assert_string_equal(s.path, "");
}

static void words_for_yes_and_no(void **state)
{
	static const struct {
		const char *word;
		int value; /* -1: no such word */
	} words[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}, {"on", 1}, {"off", 0},
	    {"1", -1}, {"0", -1}, {"Yes", -1}, {"y", -1}, {"", -1}};
	char text[80];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		struct sample s;
		struct error err;

		snprintf(text, sizeof(text), "[one]\nname=x\n[two]\nflag = %s\n", words[i].word);
		assert_int_equal(read_text(text, &s, &err), words[i].value >= 0);
		if (words[i].value >= 0)
			assert_int_equal(s.flag, words[i].value);
	}
}

#define HEAD "[one]\nname = x\n"

static const struct {
	const char *text;
	const char *says; /* after the file's name */
} faults[] = {
    /* hardening.md, finding 8 */
    {HEAD "[two]\nnumber = 5\nnumber = 6\n", ":5: two.number: stands twice"},
    {HEAD "[two]\nnumbr = 5\n", ":4: two.numbr: unknown setting"},
    {HEAD "[two]\nnumber = 12abc\n", ":4: two.number: must be a number from 1 to 60"},
    {HEAD "[two]\nnumber = 99999999999\n", ":4: two.number: must be a number from 1 to 60"},
    {HEAD "[p:h]\n", ":3: [p:h]: not a section"},
    /* numbers */
    {HEAD "[two]\nnumber = 0\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = 61\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = -5\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = +5\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = 0x5\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = 5.0\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = 5 6\n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = \n", ":4: two.number: must be"},
    {HEAD "[two]\nnumber = 99999999999999999999999\n", ":4: two.number: must be"},
    /* the other types */
    {HEAD "[two]\ntype = program\n", ":4: two.type: must be one of none, file"},
    {HEAD "[two]\nflag = perhaps\n", ":4: two.flag: must be yes or no"},
    {HEAD "path = relative\n", ":3: one.path: must be an absolute path of at most 63 bytes"},
    {HEAD "other = \n", ":3: one.other: must be an absolute path"},
    {"[one]\nname = 1234567890123456\n", ":2: one.name: must be plain text of at most 15 bytes"},
    {"[one]\nname = a\xE2\x80\xAE"
     "b\n",
	":2: one.name: must be plain text"},
    /* the grammar */
    {"[one]\n", ": one.name: must be given"},
    {"", ": one.name: must be given"},
    {"name = x\n", ":1: name = x: stands before the first section"},
    {HEAD "[three]\n", ":3: [three]: unknown section"},
    {HEAD "[two]\n[one]\n", ":4: [one]: section stands twice"},
    {HEAD "[One]\n", ":3: [One]: not a section"},
    {HEAD "[two\n", ":3: [two: not a section"},
    {HEAD "[two] number = 5\n", ":3: [two] number = 5: not a section"},
    {HEAD "[two] # x\n", ":3: [two] # x: not a section"},
    {HEAD "[]\n", ":3: []: not a section"},
    {HEAD "number\n", ":3: number: not a setting"},
    {HEAD "= 5\n", ":3: = 5: not a setting"},
    {HEAD "Path = /x\n", ":3: Path = /x: not a setting"},
    {HEAD "one.path = /x\n", ":3: one.path = /x: not a setting"},
    {HEAD "[two]\nname = x\n", ":4: two.name: unknown setting"},
    {HEAD "path = /a#b\n", ":3: path = /a#b: a value with # or ; needs quotation marks"},
    {HEAD "path = \"/a\n", ":3: path = \"/a: a value with"},
    {HEAD "path = \"/a\" b\n", ":3: path = \"/a\" b: a value with"},
    {HEAD "path = /a\\\n", ":3: path = /a\\: lines are not continued"},
    {HEAD "path = /a\x1B[31m\n", ":3: control characters or no UTF-8"},
    {HEAD "path = /a\xFF\n", ":3: control characters or no UTF-8"},
    {HEAD "\r\n", ":3: control characters or no UTF-8"},
};

static void every_fault_is_told_with_its_line(void **state)
{
	char want[300];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		struct sample s;
		struct error err;

		assert_false(read_text(faults[i].text, &s, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		snprintf(want, sizeof(want), "%s%s", file, faults[i].says);
		if (strncmp(err.context, want, strlen(want)) != 0)
			fail_msg("row %zu: %s", i, err.context);
	}
}

static void a_nul_is_a_control_character(void **state)
{
	static const char text[] = "[one]\nname = x\0y\n";
	struct sample s = {0};
	struct error err;

	(void)state;
	write_file(text, sizeof(text) - 1);
	assert_false(config_read(rows, file, &s, &err));
	assert_non_null(strstr(err.context, ":2: control"));
}

static void a_line_of_two_kib_is_told(void **state)
{
	char text[3000] = "[one]\nname = x\n# ";
	struct sample s;
	struct error err;

	(void)state;
	memset(text + strlen(text), 'x', 2048);
	assert_false(read_text(text, &s, &err));
	assert_non_null(strstr(err.context, ":3: line of more than 1000 bytes"));
	/* the longest line that passes here passes iniparser too */
	char *comment = strstr(text, "# ");
	comment[1000] = '\0';
	strcat(text, "\n");
	assert_true(read_text(text, &s, &err));
}

static void a_missing_file_is_named(void **state)
{
	struct sample s = {0};
	struct error err;

	(void)state;
	assert_false(config_read(rows, "/nonexistent/ddopa.conf", &s, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_string_equal(err.context, "/nonexistent/ddopa.conf: No such file or directory");
	assert_false(config_check_owner("/nonexistent/ddopa.conf", true, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

static void a_preset_that_is_wrong_is_a_fault_of_the_program(void **state)
{
	const struct config_row bad[] = {{.key = "two.number",
					     .type = CONFIG_NUMBER,
					     .offset = offsetof(struct sample, number),
					     .min = 1,
					     .max = 3,
					     .preset = "5"},
	    {.key = NULL}};
	struct sample s = {0};
	struct error err;

	(void)state;
	assert_false(config_defaults(bad, &s, &err));
	assert_int_equal(err.problem, PROBLEM_INTERNAL);
}

static void owner_and_mode(void **state)
{
	static const struct {
		mode_t mode;
		bool good;
	} modes[] = {{0600, true}, {0644, true}, {0640, true}, {0400, true}, {0664, false},
	    {0602, false}, {0620, false}, {0666, false}};
	struct error err;

	(void)state;
	write_file("", 0);
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		assert_int_equal(chmod(file, modes[i].mode), 0);
		assert_int_equal(config_check_owner(file, true, &err), modes[i].good);
		if (!modes[i].good)
			assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	}
	assert_int_equal(chmod(file, 0600), 0);
	/* A file of one's own is root's only for root. */
	assert_int_equal(config_check_owner(file, false, &err), geteuid() == 0);
	/* /etc/passwd is root's, or nobody's inside a user namespace: never ours, unless
	 * we are root. */
	struct stat st;
	assert_int_equal(stat("/etc/passwd", &st), 0);
	assert_int_equal(config_check_owner("/etc/passwd", false, &err), st.st_uid == 0);
}

static void only_regular_files_are_taken(void **state)
{
	char link[220];
	struct error err;

	(void)state;
	snprintf(link, sizeof(link), "%s-link", file);
	assert_int_equal(symlink(file, link), 0);
	assert_false(config_check_owner(link, true, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	assert_int_equal(unlink(link), 0);
	assert_int_equal(mkfifo(link, 0600), 0);
	assert_false(config_check_owner(link, true, &err));
	assert_int_equal(unlink(link), 0);
	assert_false(config_check_owner("/dev/null", true, &err));
	assert_false(config_check_owner("/", true, &err));
}

/* Any bytes: an answer, never a crash (CVE-2023-33461 was one). */
static void random_files_do_no_harm(void **state)
{
	static const char *const pieces[] = {"[one]", "[two]", "[p:h]", "[", "]", "\n", "=", " ",
	    "name", "number", "flag", "type", ":", "\"", "'", "#", ";", "\\", "5", "x", "\t", "ก",
	    "\xFF"};
	unsigned seed = 2563;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char text[400] = "";
		struct sample s;
		struct error err;

		for (unsigned n = 0; n < 40; n++) {
			seed = seed * 1664525 + 1013904223;
			strcat(text, pieces[(seed >> 8) % COUNT_OF(pieces)]);
		}
		if (!read_text(text, &s, &err))
			assert_int_equal(err.problem, PROBLEM_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_stand_where_nothing_is_said),
	    cmocka_unit_test(everything_is_taken),
	    cmocka_unit_test(an_empty_value_is_empty),
	    cmocka_unit_test(words_for_yes_and_no),
	    cmocka_unit_test(every_fault_is_told_with_its_line),
	    cmocka_unit_test(a_nul_is_a_control_character),
	    cmocka_unit_test(a_line_of_two_kib_is_told),
	    cmocka_unit_test(a_missing_file_is_named),
	    cmocka_unit_test(a_preset_that_is_wrong_is_a_fault_of_the_program),
	    cmocka_unit_test(owner_and_mode),
	    cmocka_unit_test(only_regular_files_are_taken),
	    cmocka_unit_test(random_files_do_no_harm),
	};

	return cmocka_run_group_tests(tests, make_name, remove_file);
}
