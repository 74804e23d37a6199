/* The office's records: their text on the wire, their bounds, and searches in an address. */
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
	static struct api_search_result result = {.row_count = 1,
	    .rows = {{.id = "e1",
		.state = STATE_SAVED,
		.counter = "01",
		.officer_name = "x",
		.holder_id = "o1"}}};
	api_search_result_write(&b, &result);
	assert_string_equal((char *)b.data,
	    "{\"more\":false,\"rows\":[{\"id\":\"e1\",\"state\":\"SAVED\","
	    "\"created\":\"1970-01-01T00:00:00.000Z\",\"changed\":\"1970-01-01T00:00:00.000Z\","
	    "\"counter\":\"01\",\"officer_name\":\"x\",\"holder_id\":\"o1\"}]}");
	buf_clear(&b);
	api_pin_change_write(&b, &(struct api_pin_change){"50718293", "61829304"});
	assert_string_equal((char *)b.data, "{\"old\":\"50718293\",\"new\":\"61829304\"}");
	buf_clear(&b);
	static struct api_day_report report = {.date = {2026, 11, 23},
	    .created = 3,
	    .end_count = 1,
	    .ends = {{STATE_LOCKED, 1}},
	    .hours = {[0] = 1, [23] = 2},
	    .step_count = 1,
	    .steps = {{STATE_PROOFED, STATE_QR_CREATED, 3, 1500, 2000}}};
	api_day_report_write(&b, &report);
	assert_string_equal((char *)b.data,
	    "{\"date\":\"2026-11-23\",\"now\":\"1970-01-01T00:00:00.000Z\",\"created\":3,"
	    "\"success\":0,\"open\":0,\"refused\":0,\"ends\":[{\"state\":\"LOCKED\",\"count\":1}],"
	    "\"reasons\":[],\"hours\":[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,2],"
	    "\"steps\":[{\"from\":\"PROOFED\",\"to\":\"QR_CREATED\",\"count\":3,"
	    "\"median_ms\":1500,\"p90_ms\":2000}]}");
	buf_free(&b);
}

static bool read_hours(int count, const char *each)
{
	struct api_day_report *r = calloc(1, sizeof *r);
	struct buf b = BUF_INIT;
	struct error err;
	buf_puts(&b, "{\"date\":\"2026-11-23\",\"now\":\"1970-01-01T00:00:00.000Z\",\"created\":0,"
		     "\"success\":0,\"open\":0,\"refused\":0,\"ends\":[],\"reasons\":[],"
		     "\"steps\":[],\"hours\":[");
	for (int i = 0; i < count; i++)
		buf_printf(&b, "%s%s", i ? "," : "", each);
	buf_puts(&b, "]}");
	bool ok = api_day_report_read(r, b.data, b.len, &err);
	buf_free(&b);
	free(r);
	return ok;
}

static void a_day_has_24_hours(void **state)
{
	(void)state;
	assert_true(read_hours(24, "7"));
	assert_false(read_hours(23, "7"));
	assert_false(read_hours(25, "7"));
	assert_false(read_hours(24, "-1"));
	assert_false(read_hours(24, "1.5"));
	assert_false(read_hours(24, "\"1\""));
	assert_false(read_hours(24, "9007199254740992"));
}

static bool read_rows(int count, const char *each)
{
	struct api_audit_trail *t = calloc(1, sizeof *t);
	struct buf b = BUF_INIT;
	struct error err;
	buf_puts(&b, "{\"more\":false,\"records\":[");
	for (int i = 0; i < count; i++)
		buf_printf(&b, "%s%s", i ? "," : "", each);
	buf_puts(&b, "]}");
	bool ok = api_audit_trail_read(t, b.data, b.len, &err);
	if (ok)
		assert_int_equal(t->record_count, count);
	else
		assert_int_equal(t->record_count, 0);
	buf_free(&b);
	free(t);
	return ok;
}

static void a_list_has_an_end(void **state)
{
	(void)state;
	static const char row[] =
	    "{\"time\":\"1970-01-01T00:00:00.000Z\",\"act\":\"x\",\"result\":\"ok\"}";
	assert_true(read_rows(0, row));
	assert_true(read_rows(API_AUDIT_MAX, row));
	assert_false(read_rows(API_AUDIT_MAX + 1, row));
	assert_false(read_rows(1, "1"));
	assert_false(read_rows(1, "{}"));
	assert_false(read_rows(2, "null"));
}

/* Names may hold what a terminal would obey; none of it comes through. */
static void names_are_cleaned(void **state)
{
	(void)state;
	struct api_audit_trail *t = calloc(1, sizeof *t);
	struct error err;
	static const char json[] =
	    "{\"more\":false,\"records\":[{\"time\":\"1970-01-01T00:00:00.000Z\","
	    "\"act\":\"x\",\"result\":\"ok\",\"officer_name\":\"\\u001b[2Jok\"}]}";
	assert_true(api_audit_trail_read(t, json, strlen(json), &err));
	assert_null(strchr(t->records[0].officer_name, '\033'));
	free(t);
}

/* ---- searches in an address ---- */

static const struct {
	struct api_search search;
	const char *query;
} queries[] = {
    {{.limit = 0}, ""},
    {{.day = {2026, 11, 23}}, "?day=2026-11-23"},
    {{.has_state = true, .state = STATE_PROOFED}, "?state=PROOFED"},
    {{.officer_id = "t4701-1"}, "?officer=t4701-1"},
    {{.limit = 64}, "?limit=64"},
    {{.day = {2026, 1, 2},
	 .has_state = true,
	 .state = STATE_CONTESTED,
	 .officer_id = "o_2",
	 .limit = 5},
	"?day=2026-01-02&state=CONTESTED&officer=o_2&limit=5"},
};

static void a_search_comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
		char query[API_QUERY_SIZE], target[API_QUERY_SIZE + 20];
		struct api_search back;
		struct error err;
		api_search_query(query, &queries[i].search);
		assert_string_equal(query, queries[i].query);
		snprintf(target, sizeof target, "/v1/searches%s", query);
		assert_true(api_search_parse(&back, target, &err));
		assert_int_equal(date_compare(back.day, queries[i].search.day), 0);
		assert_int_equal(back.has_state, queries[i].search.has_state);
		assert_int_equal(back.state, queries[i].search.state);
		assert_string_equal(back.officer_id, queries[i].search.officer_id);
		assert_int_equal(back.limit, queries[i].search.limit);
	}
}

static void a_bad_search_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"?x=1", "?day", "?day=", "?day=2026-02-30",
	    "?day=2026-02", "?day=9999-12-31", "?state=saved",
	    "?state=", "?officer=", "?officer=a+b", "?officer=%61",
	    "?officer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "?limit=", "?limit=0", "?limit=65",
	    "?limit=1000", "?limit=+1", "?limit=1&limit=1", "?days=2026-11-23",
	    "?number=1100700000019",
	    "?officer=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct api_search s;
		struct error err;
		if (api_search_parse(&s, bad[i], &err))
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.problem, PROBLEM_BAD_REQUEST);
		assert_null(strstr(err.context, "1100700000019")); /* never the value */
	}
}

static void a_day_in_an_address(void **state)
{
	(void)state;
	struct date day;
	struct error err;
	assert_true(api_day_parse(&day, "/v1/reports/day", &err));
	assert_int_equal(day.year, 0);
	assert_true(api_day_parse(&day, "/v1/reports/day?date=2024-02-29", &err));
	assert_int_equal(date_compare(day, (struct date){2024, 2, 29}), 0);
	assert_false(api_day_parse(&day, "/v1/reports/day?date=2023-02-29", &err));
	assert_false(api_day_parse(&day, "/v1/reports/day?day=2024-02-29", &err));
	assert_false(api_day_parse(&day, "?date=2024-02-29&date=2024-02-29", &err));
}

static void a_page_of_looks(void **state)
{
	(void)state;
	static const char *const bad[] = {"?before=", "?before=a+b", "?before=%41", "?limit=0",
	    "?limit=51", "?limit=-1", "?limit=1&limit=1", "?before=a&before=a", "?after=a",
	    "?before",
	    "?before="
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaa"};
	struct api_looks_page p;
	struct error err;
	assert_true(api_looks_page_parse(&p, "/citizen/v1/self-view/looks", &err));
	assert_string_equal(p.before, "");
	assert_int_equal(p.limit, 0);
	assert_true(api_looks_page_parse(&p, "/x?limit=50&before=1605000000123-17-a0f", &err));
	assert_string_equal(p.before, "1605000000123-17-a0f");
	assert_int_equal(p.limit, API_LOOKS_MAX);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		if (api_looks_page_parse(&p, bad[i], &err))
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.problem, PROBLEM_BAD_REQUEST);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_text_is_the_contract),
	    cmocka_unit_test(a_day_has_24_hours),
	    cmocka_unit_test(a_list_has_an_end),
	    cmocka_unit_test(names_are_cleaned),
	    cmocka_unit_test(a_search_comes_back),
	    cmocka_unit_test(a_bad_search_is_refused),
	    cmocka_unit_test(a_page_of_looks),
	    cmocka_unit_test(a_day_in_an_address),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
