/* Comma-separated values, RFC 4180: what is read, what is complained of, on which line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "centrald/csv.h"

struct seen {
	char rows[1024];       /* fields in <>, rows by ; */
	char complaints[1024]; /* "line what;" */
};

static const char *take(void *arg, char *const *f, struct error *err)
{
	struct seen *s = arg;
	char row[300];
	(void)err;
	if (strcmp(f[0], "bad") == 0)
		return "refused";
	snprintf(row, sizeof row, "<%.90s><%.90s>;", f[0], f[1]);
	strcat(s->rows, row);
	return NULL;
}

static void complain(void *arg, const char *file, long line, const char *what)
{
	struct seen *s = arg;
	char text[200];
	(void)file;
	snprintf(text, sizeof text, "%ld %s;", line, what);
	strcat(s->complaints, text);
}

static void read_columns(const char *text, int optional, struct seen *s)
{
	static const char *const columns[] = {"a", "b", NULL};
	char path[512];
	const char *tmp = getenv("TMPDIR");
	struct error err;
	memset(s, 0, sizeof *s);
	snprintf(path, sizeof path, "%s/csv-%d", tmp ? tmp : "/tmp", (int)getpid());
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	struct csv_reader r = {.path = path,
	    .columns = columns,
	    .optional = optional,
	    .row = take,
	    .complain = complain,
	    .arg = s};
	assert_true(csv_read(&r, &err));
	unlink(path);
}

static void read_text(const char *text, struct seen *s)
{
	read_columns(text, 0, s);
}

static const struct {
	const char *text, *rows, *complaints;
} cases[] = {
    {"a,b\n1,2\n", "<1><2>;", ""},
    {"a,b\r\n1,2\r\n", "<1><2>;", ""},
    {"a,b\n1,2", "<1><2>;", ""},
    {"a,b\n,\n", "<><>;", ""},
    {"a,b\n\"1,x\",\"say \"\"2\"\"\"\n", "<1,x><say \"2\">;", ""},
    {"a,b\n\"1\",2\r\n\"3\",\"4\"\r\n", "<1><2>;<3><4>;", ""},
    {"a,b\nก,ข\n", "<ก><ข>;", ""},
    {"a,b\n", "", ""},
    {"", "", "1 the first line does not name the columns;"},
    {"b,a\n1,2\n", "", "1 the first line does not name the columns;"},
    {"a,b,c\n1,2\n", "", "1 the first line does not name the columns;"},
    {"a,b\n1\n3,4\n", "<3><4>;", "2 wrong number of fields;"},
    {"a,b\n1,2,3\n3,4\n", "<3><4>;", "2 wrong number of fields;"},
    {"a,b\n\n3,4\n", "<3><4>;", "2 wrong number of fields;"},
    {"a,b\n1,2\nbad,1\n3,4\nbad,2\n", "<1><2>;<3><4>;", "3 refused;5 refused;"},
    {"a,b\n1\"x,2\n3,4\n", "<3><4>;", "2 a quote inside a field;"},
    {"a,b\n\"1\"x,2\n3,4\n", "<3><4>;", "2 something after a closing quote;"},
    {"a,b\n1,\"2\n3,4\n", "", "2 a quote that does not end;"},
    {"a,b\n\xff,2\n3,4\n", "<3><4>;", "2 not clean UTF-8 text;"},
    {"a,b\n1\x1b[2J,2\n3,4\n", "<3><4>;", "2 not clean UTF-8 text;"},
    {"a,b\n1 ,2\n3,4\n", "<3><4>;", "2 not clean UTF-8 text;"},
    {"a,b\n1,2,3,4,5,6,7,8,9,10,11,12,13,14\n3,4\n", "<3><4>;", "2 too many fields;"},
};

static void each_case(void **state)
{
	(void)state;
	struct seen s;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		read_text(cases[i].text, &s);
		assert_string_equal(s.rows, cases[i].rows);
		assert_string_equal(s.complaints, cases[i].complaints);
	}
}

/* All of a file's lines have it or none; where it is missing it is empty. */
static void the_last_column_may_be_optional(void **state)
{
	(void)state;
	static const struct {
		const char *text, *rows, *complaints;
	} rows[] = {
	    {"a\n1\n2\n", "<1><>;<2><>;", ""},
	    {"a,b\n1,2\n3,\n", "<1><2>;<3><>;", ""},
	    {"a\n1,2\n3\n", "<3><>;", "2 wrong number of fields;"},
	    {"a,b\n1\n3,4\n", "<3><4>;", "2 wrong number of fields;"},
	    {"b\n1\n", "", "1 the first line does not name the columns;"},
	    {"\n1\n", "", "1 the first line does not name the columns;"},
	};
	struct seen s;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		read_columns(rows[i].text, 1, &s);
		assert_string_equal(s.rows, rows[i].rows);
		assert_string_equal(s.complaints, rows[i].complaints);
	}
}

/* A field with a line's end in it: the complaint names the line on which it began. */
static void lines_are_counted_through_quotes(void **state)
{
	(void)state;
	struct seen s;
	read_text("a,b\n\"x\ny\",2\nbad,1\n", &s);
	assert_string_equal(s.complaints, "2 not clean UTF-8 text;4 refused;");
}

static void a_giant_field_ends_nothing(void **state)
{
	(void)state;
	struct seen s;
	char *text = test_calloc(1, 40100);
	strcpy(text, "a,b\n");
	memset(text + 4, 'x', 40000);
	strcat(text, ",2\n3,4\n");
	read_text(text, &s);
	assert_string_equal(s.rows, "<3><4>;");
	assert_string_equal(s.complaints, "2 too long;");
	test_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_case),
	    cmocka_unit_test(the_last_column_may_be_optional),
	    cmocka_unit_test(lines_are_counted_through_quotes),
	    cmocka_unit_test(a_giant_field_ends_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
