/* protocol.md «PIN»: eight digits; runs and repeats of four, and every calendar date of the
 * last 120 years (DDMMYYYY or YYYYMMDD, BE or CE), are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "person/pin.h"

static const struct date today = {2026, 11, 23};

static void eight_digits(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pin;
	} rows[] = {
	    {"50718293", "50718293"}, {"๕๐๗๑๘๒๙๓", "50718293"}, {"๕๐๗๑8293", "50718293"},
	    {"5071829", NULL}, {"507182930", NULL}, {"5071829a", NULL}, {"5071 8293", NULL},
	    {" 50718293", NULL}, {"", NULL}, {"5071829\xff", NULL}, {"-5071829", NULL},
	    {"５０７１８２９３", NULL}, /* full-width digits are no digits of ours */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char pin[PIN_DIGITS + 1];
		assert_int_equal(pin_read(pin, rows[i].text), rows[i].pin != NULL);
		if (rows[i].pin)
			assert_string_equal(pin, rows[i].pin);
	}
}

static void table(void **state)
{
	(void)state;
	static const struct {
		const char *pin;
		bool weak;
	} rows[] = {
	    {"50718293", false},
	    {"90807060", false},
	    {"11122233", false}, /* three alike are no repeat of four */
	    {"12312312", false}, /* three in a row no run */
	    {"78907890", false}, /* 9 and 0 do not follow each other */
	    {"12345678", true},
	    {"90123597", true},
	    {"97531234", true},
	    {"97654197", true},
	    {"50743210", true},
	    {"11115907", true},
	    {"59077777", true},
	    {"59000007", true},
	    {"00000000", true},
	    /* today, and the first day that counts, in all four ways of writing */
	    {"23112026", true},
	    {"20261123", true},
	    {"23112569", true},
	    {"25691123", true},
	    {"23111906", true},
	    {"19061123", true},
	    {"23112449", true},
	    {"24491123", true},
	    /* a day later, a day earlier */
	    {"24112026", false},
	    {"20261124", false},
	    {"24112569", false},
	    {"25691124", false},
	    {"22111906", false},
	    {"19061122", false},
	    {"22112449", false},
	    {"24491122", false},
	    /* the calendar: BE 2519 and 2543 are leap years (CE 1976, 2000), BE 2520 not */
	    {"29022519", true},
	    {"25430229", true},
	    {"29022520", false},
	    {"25200229", false},
	    {"31042520", false},
	    {"30042520", true},
	    {"25200431", false},
	    {"32012520", false},
	    {"00012520", false},
	    {"15132520", false},
	    {"15002520", false},
	    /* MMDDYYYY is no way of writing dates here */
	    {"02282520", false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (pin_is_weak(rows[i].pin, today) != rows[i].weak)
			fail_msg("%s", rows[i].pin);
}

/* Every day of 150 years by the C library's calendar, in the four ways. */
static void every_day(void **state)
{
	(void)state;
	static const char *const others[] = {"0123", "1234", "2345", "3456", "4567", "5678", "6789",
	    "9876", "8765", "7654", "6543", "5432", "4321", "3210", "0000", "1111", "2222"};
	const time_t day = 24 * 60 * 60;
	struct tm last = {.tm_year = 2026 - 1900, .tm_mon = 10, .tm_mday = 23};
	struct tm first = {.tm_year = 1906 - 1900, .tm_mon = 10, .tm_mday = 23};
	struct tm from = {.tm_year = 1890 - 1900, .tm_mon = 0, .tm_mday = 1};
	time_t end = timegm(&last) + 3650 * day, begin = timegm(&from);
	int checked = 0;
	for (time_t t = begin; t < end; t += day) {
		struct tm d;
		gmtime_r(&t, &d);
		for (int form = 0; form < 4; form++) {
			char pin[64];
			int year = d.tm_year + 1900 + (form & 1 ? 543 : 0);
			if (form & 2)
				snprintf(
				    pin, sizeof pin, "%04d%02d%02d", year, d.tm_mon + 1, d.tm_mday);
			else
				snprintf(
				    pin, sizeof pin, "%02d%02d%04d", d.tm_mday, d.tm_mon + 1, year);
			bool other = false;
			for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
				other = other || strstr(pin, others[i]);
			/* a date out of range may be another date, read the other way round:
			 * 20 Dec 1890 is 18901220 and nothing else, 19 Jan 2020 also 20 Jan 1920 */
			bool recent = t >= timegm(&first) && t <= timegm(&last);
			if (other || recent)
				assert_true(pin_is_weak(pin, today));
			checked += recent;
		}
	}
	assert_true(checked > 4 * 120 * 365);
}

/* Most PINs are good: the rule must not eat the space. */
static void most_are_taken(void **state)
{
	(void)state;
	int weak = 0, all = 0;
	for (uint32_t n = 0; n < 100000000; n += 997) {
		char pin[16];
		snprintf(pin, sizeof pin, "%08u", n);
		weak += pin_is_weak(pin, today);
		all++;
	}
	assert_true(weak * 20 < all); /* 1.5 % by counting patterns; under 5 % at any rate */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(eight_digits),
	    cmocka_unit_test(table),
	    cmocka_unit_test(every_day),
	    cmocka_unit_test(most_are_taken),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
