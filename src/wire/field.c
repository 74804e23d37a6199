/* The walk over the rows of wire/json.h: one writer and one reader a type. */
#include <string.h>

#include "base/date.h"
#include "base/encode.h"
#include "base/secret.h"
#include "base/text.h"
#include "person/person.h"
#include "wire/json.h"

_Static_assert(sizeof(enum problem) == sizeof(int), "enums are read and written as int");
_Static_assert(sizeof(enum enrolment_state) == sizeof(int), "enums are read and written as int");

/* ---- writing ---- */

typedef void write_fn(struct buf *out, const struct field *f, const void *base);

static const void *at(const struct field *f, const void *base)
{
	return (const char *)base + f->offset;
}

static int enum_at(const void *p)
{
	int v;
	memcpy(&v, p, sizeof v);
	return v;
}

static long number_at(const struct field *f, const void *base)
{
	long v;
	if (f->size == sizeof(int))
		return enum_at(at(f, base));
	memcpy(&v, at(f, base), sizeof v);
	return v;
}

/* How many of them the member has room for. */
static size_t room_of(const struct field *f)
{
	return f->size / (f->type == FIELD_OBJECTS ? f->stride : sizeof(enum problem));
}

static size_t count_at(const struct field *f, const void *base)
{
	size_t n;
	memcpy(&n, (const char *)base + f->aux, sizeof n);
	return n < room_of(f) ? n : room_of(f);
}

static void write_string(struct buf *out, const struct field *f, const void *base)
{
	json_write_string(out, at(f, base));
}

static void write_bytes(struct buf *out, const struct field *f, const void *base)
{
	buf_u8(out, '"');
	base64url_encode(out, at(f, base), f->size);
	buf_u8(out, '"');
}

static void write_bool(struct buf *out, const struct field *f, const void *base)
{
	buf_puts(out, *(const bool *)at(f, base) ? "true" : "false");
}

static void write_number(struct buf *out, const struct field *f, const void *base)
{
	buf_printf(out, "%ld", number_at(f, base));
}

static void write_time(struct buf *out, const struct field *f, const void *base)
{
	char text[RFC3339_SIZE];
	rfc3339_format(text, *(const int64_t *)at(f, base));
	json_write_string(out, text);
}

static void write_date(struct buf *out, const struct field *f, const void *base)
{
	char text[DATE_ISO_SIZE];
	date_to_iso(text, *(const struct date *)at(f, base));
	json_write_string(out, text);
}

static void write_citizen(struct buf *out, const struct field *f, const void *base)
{
	json_write_string(out, ((const struct citizen_number *)at(f, base))->digits);
}

static void write_enum(struct buf *out, const struct field *f, const void *base)
{
	int v = enum_at(at(f, base));
	if (v < 0 || v >= f->names->count)
		out->failed = true;
	else
		json_write_string(out, f->names->name(v));
}

static void write_choice(struct buf *out, const struct field *f, const void *base)
{
	json_write_string(out, f->names->name(*(const bool *)at(f, base)));
}

static void write_problem(struct buf *out, const struct field *f, const void *base)
{
	json_write_string(out, problem_row((enum problem)enum_at(at(f, base)))->name);
}

static void write_problems(struct buf *out, const struct field *f, const void *base)
{
	const enum problem *list = at(f, base);
	size_t n = count_at(f, base);
	buf_u8(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_u8(out, ',');
		json_write_string(out, problem_row(list[i])->name);
	}
	buf_u8(out, ']');
}

static void write_object(struct buf *out, const struct field *f, const void *base)
{
	buf_u8(out, '{');
	fields_write(out, f->fields, at(f, base));
	buf_u8(out, '}');
}

static void write_objects(struct buf *out, const struct field *f, const void *base)
{
	const char *each = at(f, base);
	size_t n = count_at(f, base);
	buf_u8(out, '[');
	for (size_t i = 0; i < n; i++, each += f->stride) {
		buf_puts(out, i ? ",{" : "{");
		fields_write(out, f->fields, each);
		buf_u8(out, '}');
	}
	buf_u8(out, ']');
}

static void write_numbers(struct buf *out, const struct field *f, const void *base)
{
	const long *list = at(f, base);
	buf_u8(out, '[');
	for (size_t i = 0; i < f->size / sizeof *list; i++)
		buf_printf(out, i ? ",%ld" : "%ld", list[i]);
	buf_u8(out, ']');
}

/* ---- reading: NULL, or why not ---- */

struct failure {
	const char *field, *reason;
};

typedef bool read_fn(const struct field *f, void *base, const json_t *v, struct failure *why);

static void *to(const struct field *f, void *base)
{
	return (char *)base + f->offset;
}

static bool no(struct failure *why, const char *reason)
{
	why->reason = reason;
	return false;
}

/* The bytes of a string that fits, or NULL. */
static const char *string_of(const struct field *f, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	if (!s)
		no(why, "not a string");
	else if (json_string_length(v) >= f->size) {
		no(why, "too long");
		s = NULL;
	}
	return s;
}

static bool read_id(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = string_of(f, v, why);
	if (!s)
		return false;
	if (!*s && !f->optional)
		return no(why, "empty");
	for (const char *c = s; *c; c++)
		if (*c <= ' ' || *c > '~')
			return no(why, "a character that has no place there");
	memcpy(to(f, base), s, strlen(s) + 1);
	return true;
}

static bool read_text(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = string_of(f, v, why);
	if (s)
		text_sanitise(to(f, base), f->size, s, json_string_length(v));
	return s != NULL;
}

static bool read_lines(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = string_of(f, v, why);
	if (!s)
		return false;
	for (const char *c = s; *c; c++)
		if (((unsigned char)*c < ' ' && *c != '\n') || *c == 0x7f)
			return no(why, "a character that has no place there");
	memcpy(to(f, base), s, strlen(s) + 1);
	return true;
}

static bool read_digits(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = string_of(f, v, why);
	if (!s)
		return false;
	if (strspn(s, "0123456789") != f->size - 1)
		return no(why, "not so many digits");
	memcpy(to(f, base), s, f->size);
	return true;
}

static bool read_bytes(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	struct buf raw = BUF_INIT;
	if (!s)
		return no(why, "not a string");
	bool ok = base64url_decode(&raw, s, json_string_length(v)) && raw.len == f->size;
	if (ok)
		memcpy(to(f, base), raw.data, f->size);
	buf_free(&raw);
	return ok || no(why, "not base64url of that length");
}

static bool read_bool(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	if (!json_is_boolean(v))
		return no(why, "not true or false");
	*(bool *)to(f, base) = json_is_true(v);
	return true;
}

static bool read_number(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	if (!json_is_integer(v))
		return no(why, "not a whole number");
	json_int_t n = json_integer_value(v);
	if (n < f->min || n > f->max)
		return no(why, "out of range");
	if (f->size == sizeof(int))
		*(int *)to(f, base) = (int)n;
	else
		*(long *)to(f, base) = (long)n;
	return true;
}

static bool read_time(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	return (s && rfc3339_parse(to(f, base), s)) || no(why, "not a time");
}

static bool read_date(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	return (s && date_from_iso(to(f, base), s)) || no(why, "not a date");
}

static bool read_citizen(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	if (!s || !citizen_number_valid(s))
		return no(why, "not a citizen number");
	memcpy(((struct citizen_number *)to(f, base))->digits, s, CITIZEN_NUMBER_DIGITS + 1);
	return true;
}

static bool read_name(int *out, const struct field *f, const json_t *v, struct failure *why)
{
	const char *s = json_string_value(v);
	for (int i = 0; s && *s && i < f->names->count; i++)
		if (strcmp(s, f->names->name(i)) == 0) {
			*out = i;
			return true;
		}
	return no(why, "not one of the known names");
}

static bool read_enum(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	int i;
	if (!read_name(&i, f, v, why))
		return false;
	memcpy(to(f, base), &i, sizeof i);
	return true;
}

static bool read_choice(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	int i;
	if (!read_name(&i, f, v, why))
		return false;
	*(bool *)to(f, base) = i != 0;
	return true;
}

static bool problem_of(enum problem *p, const json_t *v)
{
	const char *s = json_string_value(v);
	*p = s ? problem_by_name(s) : PROBLEM_NONE;
	return *p != PROBLEM_NONE;
}

static bool read_problem(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	return problem_of(to(f, base), v) || no(why, "not one of the known problems");
}

static bool read_problems(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	enum problem *list = to(f, base);
	size_t n = json_array_size(v);
	if (!json_is_array(v))
		return no(why, "not a list");
	if (n > f->size / sizeof *list)
		return no(why, "too long");
	for (size_t i = 0; i < n; i++)
		if (!problem_of(&list[i], json_array_get(v, i)))
			return no(why, "not one of the known problems");
	memcpy((char *)base + f->aux, &n, sizeof n);
	return true;
}

static bool read_fields(
    const struct field *fields, void *base, const json_t *v, struct failure *why);

static bool read_object(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	return json_is_object(v) ? read_fields(f->fields, to(f, base), v, why)
				 : no(why, "not an object");
}

static bool read_objects(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	char *each = to(f, base);
	size_t n = json_array_size(v);
	if (!json_is_array(v))
		return no(why, "not a list");
	if (n > room_of(f))
		return no(why, "too long");
	for (size_t i = 0; i < n; i++, each += f->stride) {
		const json_t *one = json_array_get(v, i);
		if (!json_is_object(one))
			return no(why, "not an object");
		if (!read_fields(f->fields, each, one, why))
			return false;
	}
	memcpy((char *)base + f->aux, &n, sizeof n);
	return true;
}

static bool read_numbers(const struct field *f, void *base, const json_t *v, struct failure *why)
{
	long *list = to(f, base);
	size_t n = f->size / sizeof *list;
	if (!json_is_array(v) || json_array_size(v) != n)
		return no(why, "not a list of so many");
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(v, i);
		json_int_t value = json_integer_value(one);
		if (!json_is_integer(one) || value < f->min || value > f->max)
			return no(why, "not numbers of that range");
		list[i] = (long)value;
	}
	return true;
}

/* ---- the table of types, and the walk ---- */

static const struct {
	write_fn *write;
	read_fn *read;
} types[FIELD_TYPES] = {
    [FIELD_ID] = {write_string, read_id},
    [FIELD_TEXT] = {write_string, read_text},
    [FIELD_LINES] = {write_string, read_lines},
    [FIELD_DIGITS] = {write_string, read_digits},
    [FIELD_BYTES] = {write_bytes, read_bytes},
    [FIELD_BOOL] = {write_bool, read_bool},
    [FIELD_NUMBER] = {write_number, read_number},
    [FIELD_TIME] = {write_time, read_time},
    [FIELD_DATE] = {write_date, read_date},
    [FIELD_CITIZEN] = {write_citizen, read_citizen},
    [FIELD_ENUM] = {write_enum, read_enum},
    [FIELD_CHOICE] = {write_choice, read_choice},
    [FIELD_PROBLEM] = {write_problem, read_problem},
    [FIELD_PROBLEMS] = {write_problems, read_problems},
    [FIELD_OBJECT] = {write_object, read_object},
    [FIELD_OBJECTS] = {write_objects, read_objects},
    [FIELD_NUMBERS] = {write_numbers, read_numbers},
};

static bool is_zero(const void *p, size_t size)
{
	const unsigned char *c = p;
	while (size > 0 && c[size - 1] == 0)
		size--;
	return size == 0;
}

static bool is_counted(const struct field *f)
{
	return f->type == FIELD_PROBLEMS || f->type == FIELD_OBJECTS;
}

static bool is_empty(const struct field *f, const void *base)
{
	if (is_counted(f))
		return count_at(f, base) == 0;
	if (f->aux)
		return !*((const bool *)base + f->aux);
	bool string = f->type <= FIELD_DIGITS;
	return is_zero(at(f, base), string ? 1 : f->size);
}

void fields_write(struct buf *out, const struct field *fields, const void *s)
{
	bool first = true;
	for (const struct field *f = fields; f->name; f++) {
		if (f->optional && is_empty(f, s))
			continue;
		if (!first)
			buf_u8(out, ',');
		first = false;
		json_write_string(out, f->name);
		buf_u8(out, ':');
		types[f->type].write(out, f, s);
	}
}

static bool read_field(const struct field *f, void *base, const json_t *object, struct failure *why)
{
	const json_t *v = json_object_get(object, f->name);
	if (!v || (f->optional && json_is_null(v)))
		return f->optional || no(why, "missing");
	if (!types[f->type].read(f, base, v, why))
		return false;
	if (f->aux && !is_counted(f))
		*((bool *)base + f->aux) = true;
	return true;
}

static bool read_fields(
    const struct field *fields, void *base, const json_t *v, struct failure *why)
{
	for (const struct field *f = fields; f->name; f++)
		if (!read_field(f, base, v, why)) {
			if (!why->field)
				why->field = f->name;
			return false;
		}
	return true;
}

bool shape_take(const struct shape *shape, void *s, const json_t *tree, struct error *err)
{
	struct failure why = {0};
	memset(s, 0, shape->size);
	if (read_fields(shape->fields, s, tree, &why))
		return true;
	secret_wipe(s, shape->size);
	return error_set(err, shape->problem, "%s: %s", why.field, why.reason);
}
