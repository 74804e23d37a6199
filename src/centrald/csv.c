#include "centrald/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"

#define RECORD_MAX 16384

struct record {
	char text[RECORD_MAX]; /* the fields, each with its NUL */
	char *fields[CSV_COLUMNS_MAX];
	int count;
	size_t used;
	const char *wrong;
};

static void begin_field(struct record *r)
{
	if (r->count == CSV_COLUMNS_MAX) {
		r->wrong = "too many fields";
		return;
	}
	r->fields[r->count++] = r->text + r->used;
}

static void put(struct record *r, int c)
{
	if (r->used >= RECORD_MAX - 1)
		r->wrong = "too long";
	else
		r->text[r->used++] = (char)c;
}

/* After the opening quote; reads over the closing one. Lines inside are counted. */
static int quoted(FILE *f, struct record *r, long *line)
{
	int c;
	while ((c = getc(f)) != EOF) {
		if (c == '"') {
			c = getc(f);
			if (c != '"')
				return c;
		} else if (c == '\n') {
			++*line;
		}
		put(r, c);
	}
	r->wrong = "a quote that does not end";
	return EOF;
}

static int plain(FILE *f, struct record *r, int c)
{
	for (; c != ',' && c != '\n' && c != EOF; c = getc(f)) {
		if (c == '"')
			r->wrong = "a quote inside a field";
		put(r, c);
	}
	return c;
}

/* A line's end may be CR LF. */
static int after_quotes(FILE *f, struct record *r, int c)
{
	if (c == '\r')
		c = getc(f);
	if (c != ',' && c != '\n' && c != EOF) {
		r->wrong = "something after a closing quote";
		while (c != '\n' && c != EOF)
			c = getc(f);
	}
	return c;
}

static int read_field(FILE *f, struct record *r, long *line)
{
	begin_field(r);
	int c = getc(f);
	size_t start = r->used;
	if (c == '"')
		c = after_quotes(f, r, quoted(f, r, line));
	else
		c = plain(f, r, c);
	if (c != ',' && r->used > start && r->text[r->used - 1] == '\r')
		r->used--;
	put(r, '\0');
	return c;
}

/* False at the end of the file. */
static bool read_record(FILE *f, struct record *r, long *line)
{
	int c = getc(f);
	r->count = 0;
	r->used = 0;
	r->wrong = NULL;
	if (c == EOF)
		return false;
	ungetc(c, f);
	do
		c = read_field(f, r, line);
	while (c == ',');
	++*line;
	return true;
}

static int column_count(const char *const *columns)
{
	int n = 0;
	while (columns[n])
		n++;
	return n;
}

static bool header_fits(struct csv_reader *reader, const struct record *r)
{
	const char *const *columns = reader->columns;
	int all = column_count(columns);
	if (r->wrong || r->count > all || r->count < all - reader->optional)
		return false;
	reader->given = r->count;
	for (int i = 0; i < r->count; i++)
		if (strcmp(r->fields[i], columns[i]) != 0)
			return false;
	return true;
}

/* Text that a screen could not show as it stands is not data of a register. */
static bool clean(const char *text)
{
	char out[RECORD_MAX];
	return text_sanitise(out, sizeof out, text, strlen(text)) && strcmp(out, text) == 0;
}

static const char *check_record(const struct csv_reader *reader, const struct record *r)
{
	if (r->wrong)
		return r->wrong;
	if (r->count != reader->given)
		return "wrong number of fields";
	for (int i = 0; i < r->count; i++)
		if (!clean(r->fields[i]))
			return "not clean UTF-8 text";
	return NULL;
}

/* The record's text ends with the last field's NUL: an empty field. */
static void add_missing(const struct csv_reader *reader, struct record *r)
{
	for (int i = reader->given; i < column_count(reader->columns); i++)
		r->fields[i] = r->text + r->used - 1;
}

static bool take_record(struct csv_reader *reader, struct record *r, long line, struct error *err)
{
	const char *wrong = check_record(reader, r);
	add_missing(reader, r);
	err->problem = PROBLEM_NONE;
	if (!wrong)
		wrong = reader->row(reader->arg, r->fields, err);
	if (wrong) {
		reader->bad++;
		reader->complain(reader->arg, reader->path, line, wrong);
		return true;
	}
	reader->rows++;
	return err->problem == PROBLEM_NONE;
}

static bool read_records(struct csv_reader *reader, FILE *f, struct record *r, struct error *err)
{
	long line = 0;
	if (!read_record(f, r, &line) || !header_fits(reader, r)) {
		reader->bad++;
		reader->complain(
		    reader->arg, reader->path, 1, "the first line does not name the columns");
		return true;
	}
	for (long first = line + 1; read_record(f, r, &line); first = line + 1)
		if (!take_record(reader, r, first, err))
			return false;
	return !ferror(f) || error_errno(err, PROBLEM_IO, errno, reader->path);
}

bool csv_read(struct csv_reader *reader, struct error *err)
{
	FILE *f = fopen(reader->path, "re");
	struct record *r = secret_alloc(sizeof *r);
	bool ok = f && r;
	if (!f)
		error_errno(err, PROBLEM_IO, errno, reader->path);
	else if (!r)
		error_set(err, PROBLEM_MEMORY, "%s", reader->path);
	ok = ok && read_records(reader, f, r, err);
	secret_free(r, sizeof *r);
	if (f)
		fclose(f);
	return ok;
}
