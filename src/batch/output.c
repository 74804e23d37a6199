#include "batch/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/lang.h"

void output_json(struct buf *out, json_t *object)
{
	char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

	if (text != NULL)
		buf_printf(out, "%s\n", text);
	else
		out->failed = true;
	free(text);
	json_decref(object);
}

static void end_cell(struct buf *out, const char *const *column)
{
	buf_puts(out, column[1] != NULL ? "," : CSV_LINE_END);
}

void output_csv_head(struct buf *out, const char *const *columns)
{
	for (; *columns != NULL; columns++) {
		csv_cell(out, *columns);
		end_cell(out, columns);
	}
}

static void put_cell(struct buf *out, const json_t *value)
{
	if (json_is_string(value))
		csv_cell(out, json_string_value(value));
	else if (json_is_integer(value))
		buf_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		buf_puts(out, json_is_true(value) ? "yes" : "no");
}

void output_csv(struct buf *out, const char *const *columns, const json_t *object)
{
	for (; *columns != NULL; columns++) {
		put_cell(out, json_object_get(object, *columns));
		end_cell(out, columns);
	}
}

json_t *output_time(int64_t real_ms)
{
	char text[RFC3339_SIZE];

	if (real_ms == 0)
		return json_null();
	rfc3339_format(text, real_ms);
	return json_string(text);
}

void output_when(char out[OUTPUT_WHEN_SIZE], int64_t real_ms)
{
	const struct bangkok_time t = bangkok_time_of(real_ms);
	char date[64];

	date_format(date, sizeof date, t.date, lang_get() == LANG_TH);
	snprintf(out, OUTPUT_WHEN_SIZE, "%s %02d:%02d:%02d", date, t.hour, t.minute, t.second);
}
