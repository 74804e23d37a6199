/* Dates of cards, screens and the wire. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/base/cmocka_all.h"

static void assert_date(struct date d, int year, int month, int day)
{
	assert_int_equal(d.year, year);
	assert_int_equal(d.month, month);
	assert_int_equal(d.day, day);
}

static const struct {
	const char *be8;
	bool good;
	int year, month, day;
	const char *iso, *thai, *english;
} cards[] = {
    {"25200228", true, 1977, 2, 28, "1977-02-28", "28 ก.พ. 2520", "28 Feb 2520"},
    {"25630101", true, 2020, 1, 1, "2020-01-01", "1 ม.ค. 2563", "1 Jan 2563"},
    /* leap days on BE - 543: 2563 is 2020, 2560 (divisible by 4) is 2017 */
    {"25630229", true, 2020, 2, 29, "2020-02-29", "29 ก.พ. 2563", "29 Feb 2563"},
    {"25600229", false, 0, 0, 0, NULL, NULL, NULL},
    {"25430229", true, 2000, 2, 29, "2000-02-29", "29 ก.พ. 2543", "29 Feb 2543"},
    {"24430229", false, 0, 0, 0, NULL, NULL, NULL}, /* 1900 */
    {"25200200", true, 1977, 2, 0, "1977-02", "ก.พ. 2520", "Feb 2520"},
    {"25200000", true, 1977, 0, 0, "1977", "2520", "2520"},
    {"25200015", true, 1977, 0, 0, "1977", "2520", "2520"},
    {"00000000", true, 0, 0, 0, "", "-", "-"},
    {"        ", true, 0, 0, 0, "", "-", "-"},
    {"00000229", true, 0, 2, 29, "", "-", "-"},
    {"99999999", true, 9999, 12, 31, "9999-12-31", "ตลอดชีพ", "lifelong"},
    {"25661231", true, 2023, 12, 31, "2023-12-31", "31 ธ.ค. 2566", "31 Dec 2566"},
    {"25201301", false, 0, 0, 0, NULL, NULL, NULL},
    {"25200431", false, 0, 0, 0, NULL, NULL, NULL},
    {"25200132", false, 0, 0, 0, NULL, NULL, NULL},
    {"2520 228", false, 0, 0, 0, NULL, NULL, NULL},
    {"2520022x", false, 0, 0, 0, NULL, NULL, NULL},
    {"-5200228", false, 0, 0, 0, NULL, NULL, NULL},
    {"05430101", false, 0, 0, 0, NULL, NULL, NULL}, /* before CE 1 */
    {"       0", false, 0, 0, 0, NULL, NULL, NULL},
};

static void dates_of_cards(void **state)
{
	char text[40], iso[DATE_ISO_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cards); i++) {
		struct date d = {1, 1, 1};

		assert_int_equal(date_from_be8(&d, cards[i].be8), cards[i].good);
		if (!cards[i].good)
			continue;
		assert_date(d, cards[i].year, cards[i].month, cards[i].day);
		date_to_iso(iso, d);
		assert_string_equal(iso, cards[i].iso);
		date_format(text, sizeof(text), d, true);
		assert_string_equal(text, cards[i].thai);
		date_format(text, sizeof(text), d, false);
		assert_string_equal(text, cards[i].english);
	}
}

/* Every month's abbreviation as Thai officials write it. */
static void months(void **state)
{
	static const char *const thai[] = {"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.",
	    "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."};
	char text[40], want[40];

	(void)state;
	for (int m = 1; m <= 12; m++) {
		date_format(text, sizeof(text), (struct date){2026, (int8_t)m, 9}, true);
		snprintf(want, sizeof(want), "9 %s 2569", thai[m - 1]);
		assert_string_equal(text, want);
	}
}

/* Each day of BE 2440-2640 there and back, in step with the C library's calendar. */
static void every_day_of_two_centuries(void **state)
{
	struct tm tm = {.tm_year = 1897 - 1900, .tm_mday = 1};
	int64_t day = timegm(&tm) / 86400;
	char be8[8], want[40], iso[DATE_ISO_SIZE];

	(void)state;
	for (;; day++) {
		const time_t t = day * 86400;
		struct date d, from_iso;

		gmtime_r(&t, &tm);
		if (tm.tm_year + 1900 > 2097)
			break;
		snprintf(want, sizeof(want), "%04d%02d%02d", tm.tm_year + 1900 + 543, tm.tm_mon + 1,
		    tm.tm_mday);
		assert_true(date_from_be8(&d, want));
		assert_date(d, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
		date_to_be8(be8, d);
		assert_memory_equal(be8, want, 8);
		date_to_iso(iso, d);
		assert_true(date_from_iso(&from_iso, iso));
		assert_int_equal(date_compare(d, from_iso), 0);
		assert_int_equal(
		    date_compare(bangkok_time_of(day * 86400000).date, d), 0); /* 07:00 there */
	}
}

static void dates_without_parts_come_back(void **state)
{
	static const char *const texts[] = {"25200200", "25200000", "00000000", "99999999"};
	char be8[8];
	struct date d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_true(date_from_be8(&d, texts[i]));
		date_to_be8(be8, d);
		assert_memory_equal(be8, texts[i], 8);
	}
}

static void iso_dates(void **state)
{
	static const char *const bad[] = {"1977-2-28", "1977-02-30", "1977-00", "1977-02-00",
	    "0000-01-01", "1977/02/28", "19770228", "1977-02-28 ", " 1977", "197", "1977-",
	    "1977-1", "1977-13", "1977-02-2", "1977-02-2x", "+977"};
	struct date d;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(date_from_iso(&d, bad[i]));
	assert_true(date_from_iso(&d, ""));
	assert_int_equal(d.year, 0);
	assert_true(date_from_iso(&d, "1977-02"));
	assert_date(d, 1977, 2, 0);
	assert_true(date_from_iso(&d, "9999-12-31"));
	assert_true(date_is_lifelong(d));
}

static void what_is_known_and_what_is_earlier(void **state)
{
	const struct date full = {1977, 2, 28}, month = {1977, 2, 0}, year = {1977, 0, 0};

	(void)state;
	assert_true(date_is_known(full));
	assert_false(date_is_known(month));
	assert_false(date_is_known(year));
	assert_false(date_is_known((struct date){0}));
	assert_true(date_is_lifelong(DATE_LIFELONG));
	assert_false(date_is_lifelong(full));
	assert_true(date_compare(full, month) > 0);
	assert_true(date_compare(month, year) > 0);
	assert_true(date_compare(year, full) < 0);
	assert_true(date_compare(full, (struct date){1978, 1, 1}) < 0);
	assert_int_equal(date_compare(full, full), 0);
	assert_true(date_compare(full, DATE_LIFELONG) < 0);
}

static void ages(void **state)
{
	const struct date today = {2026, 11, 23};

	(void)state;
	assert_int_equal(date_age((struct date){1977, 2, 28}, today), 49); /* screens.md */
	assert_int_equal(date_age((struct date){2000, 11, 23}, today), 26);
	assert_int_equal(date_age((struct date){2000, 11, 24}, today), 25);
	assert_int_equal(date_age((struct date){2000, 0, 0}, today), 26);
	assert_int_equal(date_age((struct date){2000, 12, 0}, today), 25);
	assert_int_equal(date_age((struct date){2000, 11, 0}, today), 26);
	assert_int_equal(date_age((struct date){0}, today), -1);
	assert_int_equal(date_age((struct date){2004, 2, 29}, (struct date){2026, 2, 28}), 21);
	assert_int_equal(date_age((struct date){2004, 2, 29}, (struct date){2026, 3, 1}), 22);
}

static void clocks_in_bangkok(void **state)
{
	static const struct {
		int64_t ms;
		int year, month, day, hour, minute, second;
	} rows[] = {
	    {0, 1970, 1, 1, 7, 0, 0},
	    {-1, 1970, 1, 1, 6, 59, 59},
	    {INT64_C(1795417512345), 2026, 11, 23, 14, 5, 12},
	    {INT64_C(1798736400000) - 1, 2026, 12, 31, 23, 59, 59},
	    {INT64_C(1798736400000), 2027, 1, 1, 0, 0, 0},
	    {-INT64_C(2208988800000) - 25200000, 1900, 1, 1, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct bangkok_time t = bangkok_time_of(rows[i].ms);

		assert_date(t.date, rows[i].year, rows[i].month, rows[i].day);
		assert_int_equal(t.hour, rows[i].hour);
		assert_int_equal(t.minute, rows[i].minute);
		assert_int_equal(t.second, rows[i].second);
	}
}

static void rfc3339_there_and_back(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {
	    {"1970-01-01T00:00:00.000Z", 0},
	    {"1969-12-31T23:59:59.999Z", -1},
	    {"2026-11-23T07:05:12.345Z", INT64_C(1795417512345)},
	    {"2000-02-29T12:00:00.000Z", INT64_C(951825600000)},
	};
	char out[RFC3339_SIZE];
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		rfc3339_format(out, rows[i].ms);
		assert_string_equal(out, rows[i].text);
		assert_true(rfc3339_parse(&ms, rows[i].text));
		assert_true(ms == rows[i].ms);
	}
	assert_true(rfc3339_parse(&ms, "1970-01-01T00:00:01Z"));
	assert_true(ms == 1000);
	assert_true(rfc3339_parse(&ms, "1970-01-01T00:00:00.5Z"));
	assert_true(ms == 500);
	assert_true(rfc3339_parse(&ms, "1970-01-01T00:00:00.123456789Z"));
	assert_true(ms == 123);
}

static void what_is_no_rfc3339_is_refused(void **state)
{
	static const char *const bad[] = {"", "2026-11-23", "2026-11-23T07:05:12",
	    "2026-11-23T07:05Z", "2026-11-23T07:05:12+00:00", "2026-11-23T07:05:12z",
	    "2026-11-23 07:05:12Z", "2026-11-23T24:00:00Z", "2026-11-23T07:60:00Z",
	    "2026-11-23T07:05:60Z", "2026-02-29T07:05:12Z", "2026-13-01T07:05:12Z",
	    "2026-11-00T07:05:12Z", "2026-11-23T07:05:12.Z", "2026-11-23T07:05:12.1234567890Z",
	    "2026-11-23T07:05:12.1Zx", "2026-11-23T07-05-12Z", "2026-11-23T-7:05:12Z",
	    "0000-01-01T00:00:00Z"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(rfc3339_parse(&ms, bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_of_cards),
	    cmocka_unit_test(months),
	    cmocka_unit_test(every_day_of_two_centuries),
	    cmocka_unit_test(dates_without_parts_come_back),
	    cmocka_unit_test(iso_dates),
	    cmocka_unit_test(what_is_known_and_what_is_earlier),
	    cmocka_unit_test(ages),
	    cmocka_unit_test(clocks_in_bangkok),
	    cmocka_unit_test(rfc3339_there_and_back),
	    cmocka_unit_test(what_is_no_rfc3339_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
