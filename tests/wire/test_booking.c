/* Queue Online: the text of slots and bookings on the wire, their bounds, and the query. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/api.h"

/* The text is the contract with other programs, so it is pinned here by hand. */
static void the_text_is_the_contract(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	static const struct api_slots slots = {.office = "4701",
	    .name_th = "ก",
	    .name_en = "a",
	    .day = {2026, 12, 1},
	    .open = true,
	    .count = 1,
	    .rows = {{9, 6, 5}}};
	api_slots_write(&b, &slots);
	assert_string_equal((char *)b.data,
	    "{\"office\":\"4701\",\"name_th\":\"ก\",\"name_en\":\"a\",\"day\":\"2026-12-01\","
	    "\"closes\":\"1970-01-01T00:00:00.000Z\",\"open\":true,"
	    "\"slots\":[{\"hour\":9,\"capacity\":6,\"free\":5}]}");
	buf_clear(&b);
	api_new_booking_write(&b, &(struct api_new_booking){"4701", {2026, 12, 1}, 0});
	assert_string_equal(
	    (char *)b.data, "{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":0}");
	buf_clear(&b);
	const struct api_office_booking wish = {{"1112034563562"}, {2026, 12, 1}, 23};
	api_office_booking_write(&b, &wish);
	assert_string_equal(
	    (char *)b.data, "{\"number\":\"1112034563562\",\"day\":\"2026-12-01\",\"hour\":23}");
	buf_clear(&b);
	static const struct api_bookings none, one = {.count = 1,
						   .rows = {{.id = "b1",
						       .number = "09-01",
						       .office = "4701",
						       .day = {2026, 12, 1},
						       .hour = 9}}};
	api_bookings_write(&b, &none);
	assert_string_equal((char *)b.data, "{\"bookings\":[]}");
	buf_clear(&b);
	api_bookings_write(&b, &one);
	assert_string_equal((char *)b.data,
	    "{\"bookings\":[{\"id\":\"b1\",\"number\":\"09-01\",\"office\":\"4701\","
	    "\"day\":\"2026-12-01\",\"hour\":9,\"by_officer\":false,\"served\":false}]}");
	buf_free(&b);
}

static bool wished(const char *json)
{
	struct api_new_booking b;
	struct error err;
	bool ok = api_new_booking_read(&b, json, strlen(json), &err);
	assert_true(ok || err.problem == PROBLEM_BAD_REQUEST);
	return ok;
}

static void what_can_be_wished(void **state)
{
	(void)state;
	assert_true(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":0}"));
	assert_true(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":23}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":24}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":-1}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":9.5}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\",\"hour\":\"9\"}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-12-01\"}"));
	assert_false(wished("{\"office\":\"4701\",\"day\":\"2026-02-29\",\"hour\":9}"));
	assert_false(wished("{\"office\":\"470A\",\"day\":\"2026-12-01\",\"hour\":9}"));
	assert_false(wished("{\"office\":\"47011\",\"day\":\"2026-12-01\",\"hour\":9}"));
}

static bool for_citizen(const char *number)
{
	char json[120];
	struct api_office_booking b;
	struct error err;
	snprintf(
	    json, sizeof json, "{\"number\":\"%s\",\"day\":\"2026-12-01\",\"hour\":9}", number);
	return api_office_booking_read(&b, json, strlen(json), &err);
}

static void whose_number_it_may_be(void **state)
{
	(void)state;
	assert_true(for_citizen("1112034563562"));
	assert_false(for_citizen("1112034563563")); /* the check digit */
	assert_false(for_citizen("111203456356"));
	assert_false(for_citizen(""));
}

/* As many as an office may have in a day, and one more. */
static bool read_bookings(int count)
{
	struct api_bookings *l = malloc(sizeof *l);
	struct buf b = BUF_INIT;
	struct error err;
	assert_non_null(l);
	buf_puts(&b, "{\"bookings\":[");
	for (int i = 0; i < count; i++)
		buf_printf(&b,
		    "%s{\"id\":\"b%d\",\"number\":\"09-01\",\"office\":\"4701\","
		    "\"day\":\"2026-12-01\",\"hour\":9,\"by_officer\":true,\"served\":false}",
		    i ? "," : "", i);
	buf_puts(&b, "]}");
	bool ok = api_bookings_read(l, b.data, b.len, &err);
	assert_true(!ok || l->count == (size_t)count);
	buf_free(&b);
	free(l);
	return ok;
}

static void how_many_there_may_be(void **state)
{
	(void)state;
	assert_true(read_bookings(0));
	assert_true(read_bookings(256));
	assert_false(read_bookings(257));
}

static bool asked(const char *query)
{
	char office[5], target[100];
	struct date day;
	struct error err;
	snprintf(target, sizeof target, "/citizen/v1/slots%s", query);
	bool ok = api_slots_parse(office, &day, target, &err);
	if (ok) {
		assert_string_equal(office, "4701");
		assert_int_equal(day.year * 10000 + day.month * 100 + day.day, 20241201);
	} else {
		assert_int_equal(err.problem, PROBLEM_BAD_REQUEST);
	}
	return ok;
}

static void office_and_day_in_a_query(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "?", "?office=4701", "?date=2024-12-01",
	    "?office=4701&date=2024-12-01&", "?office=4701&date=2024-12-01&date=2024-12-01",
	    "?office=4701&date=2024-12-011", "?office=4701&date=2024-12", "?office=4701&date=2024",
	    "?office=4701&date=2023-02-29", "?office=470&date=2024-12-01",
	    "?office=47011&date=2024-12-01", "?office=0701&date=2024-12-01",
	    "?office=4701&day=2024-12-01", "?office=&date=2024-12-01",
	    "?office=4701&date=", "?office=4701;date=2024-12-01", "?office=%34701&date=2024-12-01",
	    "?date=2024-12-01&office=4701x"};
	assert_true(asked("?office=4701&date=2024-12-01"));
	assert_true(asked("?date=2024-12-01&office=4701"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (asked(wrong[i]))
			fail_msg("taken: %s", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_text_is_the_contract),
	    cmocka_unit_test(what_can_be_wished),
	    cmocka_unit_test(whose_number_it_may_be),
	    cmocka_unit_test(how_many_there_may_be),
	    cmocka_unit_test(office_and_day_in_a_query),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
