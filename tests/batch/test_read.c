/* What `ddopa read` writes of a card: for people and for programs. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/text.h"
#include "batch/read_print.h"

static struct read_result r;
static struct buf out;

/* 23 November 2026, 00:30 in Thailand, while it is still the 22nd in UTC. */
#define NOW INT64_C(1795368600000)

static void fresh(void)
{
	memset(&r, 0, sizeof r);
	strcpy(r.reader, "Reader 00 00");
	strcpy(r.text.person.number.digits, "1112034563562");
	strcpy(r.text.person.thai.prefix, "นาง");
	strcpy(r.text.person.thai.first, "สมศรี");
	strcpy(r.text.person.thai.last, "ทดสอบ");
	strcpy(r.text.person.english.prefix, "Mrs.");
	strcpy(r.text.person.english.first, "Somsri");
	r.text.person.birth = (struct date){1977, 2, 28};
	r.text.person.sex = SEX_FEMALE;
	strcpy(r.text.person.address.part[ADDRESS_HOUSE], "99/9");
	r.text.issue.issued = (struct date){2020, 1, 1};
	r.text.issue.expires = (struct date){2028, 2, 27};
	r.read_at = NOW;
	r.read_ms = 1900;
	r.photo_len = 3;
	memcpy(r.photo, "abc", 3);
	buf_clear(&out);
}

static const char *text(enum read_paint paint)
{
	buf_clear(&out);
	read_print_text(&out, &r, paint);
	assert_true(buf_ok(&out));
	return (const char *)out.data;
}

static json_t *json(void)
{
	json_t *object;

	buf_clear(&out);
	assert_true(read_print_json(&out, &r));
	/* one line, and nothing but a line */
	assert_int_equal(out.data[out.len - 1], '\n');
	assert_ptr_equal(memchr(out.data, '\n', out.len), out.data + out.len - 1);
	assert_true(utf8_valid((const char *)out.data, out.len));
	object = json_loadb((const char *)out.data, out.len, JSON_REJECT_DUPLICATES, NULL);
	assert_true(json_is_object(object));
	return object;
}

static void assert_key(const json_t *object, const char *key, const char *value)
{
	assert_string_equal(json_string_value(json_object_get(object, key)), value);
}

static void test_text(void **state)
{
	const char *t;

	(void)state;
	fresh();
	t = text(READ_PAINT_NONE);
	assert_non_null(strstr(t, " 1-1120-34563-56-2\n"));
	assert_non_null(strstr(t, " นางสมศรี ทดสอบ\n"));
	assert_non_null(strstr(t, " Mrs. Somsri\n"));
	/* 1977 is BE 2520; 49 years old on 23 November 2026 */
	assert_non_null(strstr(t, " 28 Feb 2520 (age 49)\n"));
	assert_non_null(strstr(t, " 27 Feb 2571\n"));
	assert_non_null(strstr(t, " 3 bytes (JPEG)\n"));
	assert_null(strchr(t, '\033'));
}

/* Values begin in one column, whatever the width of the label. */
static void test_columns(void **state)
{
	char *line;

	(void)state;
	fresh();
	line = strtok((char *)(uintptr_t)text(READ_PAINT_NONE), "\n");
	for (; line != NULL; line = strtok(NULL, "\n")) {
		assert_int_equal(line[24], ' ');
		assert_int_not_equal(line[25], ' ');
	}
}

static void test_what_is_missing(void **state)
{
	json_t *object;

	(void)state;
	fresh();
	memset(&r.text.person.english, 0, sizeof r.text.person.english);
	memset(&r.text.person.address, 0, sizeof r.text.person.address);
	r.text.person.birth = (struct date){1956, 0, 0};
	r.text.person.sex = SEX_UNKNOWN;
	r.text.issue.issued = (struct date){0, 0, 0};
	assert_non_null(strstr(text(READ_PAINT_NONE), "English name             -\n"));
	assert_non_null(strstr(text(READ_PAINT_NONE), " 2499 (age 70)\n"));
	assert_non_null(strstr(text(READ_PAINT_NONE), "Date of issue            -\n"));
	object = json();
	assert_key(object, "birth", "1956");
	assert_key(object, "birth_be", "2499");
	assert_true(json_is_null(json_object_get(object, "sex")));
	assert_true(json_is_null(json_object_get(object, "issued")));
	assert_true(json_is_null(json_object_get(object, "issued_be")));
	assert_key(json_object_get(object, "address"), "text", "");
	json_decref(object);
}

/* The last day counts, by Thai time. */
static void test_expiry(void **state)
{
	static const struct {
		struct date expires;
		bool expired;
	} rows[] = {{{2026, 11, 22}, true}, {{2026, 11, 23}, false}, {{2026, 11, 24}, false},
	    {{9999, 12, 31}, false}, {{0, 0, 0}, false}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		json_t *object;

		fresh();
		r.text.issue.expires = rows[i].expires;
		assert_int_equal(read_expired(&r), rows[i].expired);
		assert_int_equal(strstr(text(READ_PAINT_NONE), "EXPIRED") != NULL, rows[i].expired);
		object = json();
		assert_int_equal(json_is_true(json_object_get(object, "expired")), rows[i].expired);
		assert_int_equal(json_is_true(json_object_get(object, "lifelong")),
		    rows[i].expires.year == 9999);
		json_decref(object);
	}
}

static void test_json(void **state)
{
	json_t *object, *name;

	(void)state;
	fresh();
	object = json();
	assert_key(object, "read_at", "2026-11-22T17:30:00.000Z");
	assert_key(object, "reader", "Reader 00 00");
	assert_int_equal(json_integer_value(json_object_get(object, "read_ms")), 1900);
	assert_key(object, "citizen_number", "1112034563562");
	name = json_object_get(object, "thai_name");
	assert_key(name, "prefix", "นาง");
	assert_key(name, "text", "นางสมศรี ทดสอบ");
	assert_key(object, "birth", "1977-02-28");
	assert_key(object, "birth_be", "28 ก.พ. 2520");
	assert_key(object, "sex", "female");
	assert_key(object, "expires", "2028-02-27");
	/* SHA-256 of "abc", FIPS 180-2's example */
	assert_key(json_object_get(object, "photo"), "sha256",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	json_decref(object);
}

/* Quotation marks and backslashes of a name stay in their string. */
static void test_json_quotes(void **state)
{
	static const char name[] = "A\"},{\"x\":\\u0022";
	json_t *object;

	(void)state;
	fresh();
	strcpy(r.text.person.thai.first, name);
	object = json();
	assert_key(json_object_get(object, "thai_name"), "first", name);
	assert_null(json_object_get(object, "x"));
	json_decref(object);
}

static void test_photo_problem(void **state)
{
	json_t *object;

	(void)state;
	fresh();
	error_set(&r.photo_error, PROBLEM_PHOTO_UNREADABLE, "damaged");
	r.face.columns = r.face.rows = 1;
	assert_non_null(strstr(text(READ_PAINT_COLOUR), "cannot be shown"));
	assert_null(strchr((const char *)out.data, '\033'));
	object = json();
	assert_key(json_object_get(object, "photo"), "problem", "DD-113");
	assert_null(json_object_get(json_object_get(object, "photo"), "bytes"));
	json_decref(object);
}

static void test_face(void **state)
{
	(void)state;
	fresh();
	r.face.columns = 2;
	r.face.rows = 1;
	r.face.cell[0][0] = (struct face_cell){0x2598, 16, 231};
	r.face.cell[0][1] = (struct face_cell){' ', 16, 17};
	r.face.mono[0][0] = (struct face_cell){0x2588, 0, 0};
	r.face.mono[0][1] = (struct face_cell){' ', 0, 0};
	assert_non_null(strstr(
	    text(READ_PAINT_COLOUR), "\033[38;5;16;48;5;231m▘\033[38;5;16;48;5;17m \033[0m\n"));
	assert_non_null(strstr(text(READ_PAINT_MONO), "\n█ \n"));
	assert_null(strstr(text(READ_PAINT_NONE), "█"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_what_is_missing),
	    cmocka_unit_test(test_expiry),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_json_quotes),
	    cmocka_unit_test(test_photo_problem),
	    cmocka_unit_test(test_face),
	};
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&out);
	return failed;
}
