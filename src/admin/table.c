#include "admin/table.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "wire/json.h"

bool table_format_parse(enum table_format *out, const char *name)
{
	static const char *const names[] = {
	    [TABLE_TEXT] = "text",
	    [TABLE_CSV] = "csv",
	    [TABLE_JSON] = "json",
	    [TABLE_NDJSON] = "ndjson",
	};
	*out = TABLE_TEXT;
	for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum table_format)i;
			return true;
		}
	return name == NULL;
}

static void put_csv(FILE *out, const char *s)
{
	struct buf b = BUF_INIT;
	csv_cell(&b, s);
	if (buf_ok(&b))
		fwrite(b.data, 1, b.len, out);
	buf_free(&b);
}

/* A tab or a line's end within a cell would make another cell or line of it. */
static void put_plain(FILE *out, const char *s)
{
	for (; *s; s++)
		putc((unsigned char)*s < 0x20 ? ' ' : *s, out);
}

static void put_line(struct table *t, const struct cell *cells)
{
	bool csv = t->format == TABLE_CSV;
	for (size_t i = 0; t->columns[i]; i++) {
		if (i > 0)
			putc(csv ? ',' : '\t', t->out);
		if (!cells[i].text)
			fprintf(t->out, "%" PRId64, cells[i].number);
		else if (csv)
			put_csv(t->out, cells[i].text);
		else
			put_plain(t->out, cells[i].text);
	}
	fputs(csv ? CSV_LINE_END : "\n", t->out);
}

static void put_object(struct table *t, const struct cell *cells)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; t->columns[i]; i++) {
		buf_u8(&b, i == 0 ? '{' : ',');
		json_write_string(&b, t->columns[i]);
		buf_u8(&b, ':');
		if (cells[i].text)
			json_write_string(&b, cells[i].text);
		else
			buf_printf(&b, "%" PRId64, cells[i].number);
	}
	buf_u8(&b, '}');
	if (buf_ok(&b))
		fwrite(b.data, 1, b.len, t->out);
	buf_free(&b);
}

void table_begin(struct table *t)
{
	t->rows = 0;
	if (t->format == TABLE_JSON)
		fputs("[", t->out);
	if (t->format == TABLE_JSON || t->format == TABLE_NDJSON)
		return;
	for (size_t i = 0; t->columns[i]; i++)
		fprintf(t->out, "%s%s",
		    i == 0		     ? ""
		    : t->format == TABLE_CSV ? ","
					     : "\t",
		    t->columns[i]);
	fputs(t->format == TABLE_CSV ? CSV_LINE_END : "\n", t->out);
}

void table_row(struct table *t, const struct cell *cells)
{
	if (t->format == TABLE_TEXT || t->format == TABLE_CSV) {
		put_line(t, cells);
	} else {
		if (t->format == TABLE_JSON)
			fputs(t->rows == 0 ? "\n" : ",\n", t->out);
		put_object(t, cells);
		if (t->format == TABLE_NDJSON)
			putc('\n', t->out);
	}
	t->rows++;
}

bool table_end(struct table *t, struct error *err)
{
	if (t->format == TABLE_JSON)
		fputs(t->rows == 0 ? "]\n" : "\n]\n", t->out);
	if (fflush(t->out) == 0 && !ferror(t->out))
		return true;
	return error_errno(err, PROBLEM_IO, errno, "output");
}
