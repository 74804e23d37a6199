/* Command lines, by a table. */
#include "base/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tests/base/cmocka_all.h"

static const struct option_row rows[] = {
    {.name = "help", .letter = 'h', .help = "show this help"},
    {.name = "json", .help = "write JSON"},
    {.name = "photo", .letter = 'p', .value = "FILE", .help = "write the photo into FILE"},
    {.name = "qr-fd", .value = "N", .help = "paint the code there"},
    {.name = "verbose", .letter = 'v', .help = "say more"},
    {.name = NULL},
};

/* Writes "name=value," for each option into the string that arg is; "fail" fails. */
static bool note(void *arg, const struct option_row *row, const char *value, struct error *err)
{
	char *seen = arg;

	strcat(seen, row->name);
	strcat(seen, "=");
	strcat(seen, value != NULL ? value : "(none)");
	strcat(seen, ",");
	if (value != NULL && strcmp(value, "fail") == 0)
		return error_set(err, PROBLEM_CONFIG, "callback");
	return true;
}

#define ARGS_MAX 8

static const struct {
	const char *args[ARGS_MAX];
	const char *seen;
	int operand;	     /* index of the first operand */
	const char *refused; /* context of PROBLEM_USAGE, NULL when good */
} lines[] = {
    {{NULL}, "", 1, NULL},
    {{"--json", "-v", NULL}, "json=(none),verbose=(none),", 3, NULL},
    {{"--photo", "a.jpg", "x", NULL}, "photo=a.jpg,", 3, NULL},
    {{"--photo=a.jpg", NULL}, "photo=a.jpg,", 2, NULL},
    {{"--photo=", NULL}, "photo=,", 2, NULL},
    {{"--photo=a=b", NULL}, "photo=a=b,", 2, NULL},
    {{"-p", "a.jpg", NULL}, "photo=a.jpg,", 3, NULL},
    {{"-pa.jpg", NULL}, "photo=a.jpg,", 2, NULL},
    {{"-vhp", "a", NULL}, "verbose=(none),help=(none),photo=a,", 3, NULL},
    {{"--photo", "--json", NULL}, "photo=--json,", 3, NULL}, /* a value is a value */
    {{"--", "--json", NULL}, "", 2, NULL},
    {{"--json", "--", "-v", NULL}, "json=(none),", 3, NULL},
    {{"-", "--json", NULL}, "", 1, NULL},
    {{"read", "--json", NULL}, "", 1, NULL},	 /* nothing is reordered */
    {{"--jso", NULL}, "", 0, "--jso (--json?)"}, /* no abbreviations */
    {{"--jsonx", NULL}, "", 0, "--jsonx (--json?)"},
    {{"--json=yes", NULL}, "", 0, "--json=yes"},
    {{"--json", "--nope", NULL}, "json=(none),", 0, "--nope"},
    {{"-x", NULL}, "", 0, "-x"},
    {{"-vx", NULL}, "verbose=(none),", 0, "-x"},
    {{"--photo", NULL}, "", 0, "--photo FILE"},
    {{"-p", NULL}, "", 0, "--photo FILE"},
    {{"--=x", NULL}, "", 0, "--=x"},
    {{"-\xFF", NULL}, "", 0, "-\xFF"},
};

static void the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		char *argv[ARGS_MAX + 1] = {(char *)"ddopa"}, seen[200] = "";
		struct error err = {0};
		int argc = 1, operand = -1;

		for (const char *const *a = lines[i].args; *a != NULL; a++)
			argv[argc++] = (char *)*a;
		const bool good = options_parse(rows, argc, argv, note, seen, &operand, &err);
		assert_string_equal(seen, lines[i].seen);
		assert_int_equal(good, lines[i].refused == NULL);
		if (good) {
			assert_int_equal(operand, lines[i].operand);
		} else {
			assert_int_equal(err.problem, PROBLEM_USAGE);
			assert_string_equal(err.context, lines[i].refused);
		}
	}
}

static void the_callbacks_error_is_passed_up(void **state)
{
	char *argv[] = {(char *)"ddopa", (char *)"--photo=fail", (char *)"--json", NULL};
	char seen[100] = "";
	struct error err = {0};
	int operand;

	(void)state;
	assert_false(options_parse(rows, 3, argv, note, seen, &operand, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_string_equal(seen, "photo=fail,");
}

static char *help_of(const struct option_row *table)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	options_help(out, table);
	fclose(out);
	return text;
}

static void help_stands_in_two_columns(void **state)
{
	char *text = help_of(rows);

	(void)state;
	assert_string_equal(text, "  -h, --help                show this help\n"
				  "      --json                write JSON\n"
				  "  -p, --photo FILE          write the photo into FILE\n"
				  "      --qr-fd N             paint the code there\n"
				  "  -v, --verbose             say more\n");
	free(text);
}

static void long_help_is_wrapped_at_79_cells(void **state)
{
	static const struct option_row wide[] = {
	    {.name = "a-very-long-option-name",
		.value = "DIRECTORY",
		.help = "one two three four five six seven eight nine ten eleven twelve thirteen"},
	    {.name = "thai",
		.help = "ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้ กรุณาแจ้งให้ผู้ประสงค์ลงทะเบียนทราบ"},
	    {.name = NULL},
	};
	char *text = help_of(wide);
	int count = 0;

	(void)state;
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"), count++) {
		assert_true(text_width(line) <= 79);
		if (count == 1 || count == 2)
			assert_int_equal(strspn(line, " "), 28);
	}
	assert_int_equal(count, 5); /* the name alone, twice two lines of text */
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_table),
	    cmocka_unit_test(the_callbacks_error_is_passed_up),
	    cmocka_unit_test(help_stands_in_two_columns),
	    cmocka_unit_test(long_help_is_wrapped_at_79_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
