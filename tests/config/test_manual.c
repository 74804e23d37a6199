/* ddopa.conf(5) and the table of settings say the same, and the sample is a good file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/terminal.h"

static char *read_source(const char *name)
{
	char path[1024];
	const char *top = getenv("top_srcdir");
	char *text = calloc(1, 65536);
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", top != NULL ? top : ".", name);
	f = fopen(path, "re");
	assert_non_null(f);
	assert_true(fread(text, 1, 65535, f) > 0);
	fclose(f);
	return text;
}

/* The part of the page on one key: from its .It line to the next one. */
static void entry(char *out, size_t size, const char *page, const char *key)
{
	char heading[64], item[64];
	const char *dot = strchr(key, '.');
	const char *from, *to, *section_end;

	snprintf(heading, sizeof heading, "\n.Ss %.*s\n", (int)(dot - key), key);
	snprintf(item, sizeof item, "\n.It Ic %s\n", dot + 1);
	from = strstr(page, heading);
	assert_non_null(from);
	section_end = strstr(from, "\n.El\n");
	from = strstr(from, item);
	assert_non_null(from);
	assert_true(from < section_end);
	from += strlen(item);
	to = strstr(from, "\n.It ");
	if (to == NULL || to > section_end)
		to = section_end;
	snprintf(out, size, "%.*s", (int)(to - from), from);
}

static void every_setting_is_on_the_page(void **state)
{
	char *page = read_source("man/ddopa.conf.5");
	char text[2048], word[128];

	(void)state;
	for (const struct config_row *row = terminal_config_rows; row->key != NULL; row++) {
		entry(text, sizeof text, page, row->key);
		if (row->preset == NULL)
			assert_non_null(strstr(text, "Must be given"));
		else if (row->preset[0] == '\0')
			assert_non_null(strstr(text, "Default: empty"));
		else {
			snprintf(word, sizeof word, "Default:\n.Ql %s .", row->preset);
			assert_non_null(strstr(text, word));
		}
		if (row->type == CONFIG_NUMBER) {
			snprintf(word, sizeof word, "%ld to %ld", row->min, row->max);
			assert_non_null(strstr(text, word));
		}
		for (const char *const *v = row->values; v != NULL && *v != NULL; v++)
			assert_non_null(strstr(text, *v));
	}
	free(page);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *p = strstr(text, part); p != NULL; p = strstr(p + 1, part))
		n++;
	return n;
}

static void the_page_has_no_other_setting(void **state)
{
	char *page = read_source("man/ddopa.conf.5");
	size_t rows = 0;

	(void)state;
	while (terminal_config_rows[rows].key != NULL)
		rows++;
	assert_int_equal(count(page, "\n.It Ic "), rows);
	free(page);
}

static void the_sample_is_a_good_file(void **state)
{
	struct terminal_config c = {0};
	struct error err;
	char path[1024];
	const char *top = getenv("top_srcdir");

	(void)state;
	snprintf(path, sizeof path, "%s/etc/ddopa.conf", top != NULL ? top : ".");
	if (!config_read(terminal_config_rows, path, &c, &err))
		fail_msg("%s", err.context);
	assert_string_equal(c.url, "https://centre.example.go.th:9443");
	assert_false(c.training);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_setting_is_on_the_page),
	    cmocka_unit_test(the_page_has_no_other_setting),
	    cmocka_unit_test(the_sample_is_a_good_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
