/*
 * base/date.c - dates of cards, screens and the wire.
 */
#include "base/date.h"

#include <stdio.h>
#include <string.h>

#define BANGKOK_OFFSET_MS (INT64_C(7) * 60 * 60 * 1000)
#define DAY_MS		  (INT64_C(24) * 60 * 60 * 1000)

static const char *const month_thai[] = {"", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."};
static const char *const month_english[] = {
    "", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool date_is_lifelong(struct date d)
{
	return date_compare(d, DATE_LIFELONG) == 0;
}

bool date_is_known(struct date d)
{
	return d.year != 0 && d.month != 0 && d.day != 0;
}

int date_compare(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

static bool leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int8_t days[] = {31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	/* Where the year is unknown, 29 February may have been. */
	if (month == 2 && (year == 0 || leap(year)))
		return 29;
	return days[month];
}

/* Exactly `count` ASCII digits; -1 otherwise. */
static int digits(const char *s, size_t count)
{
	int n = 0;

	for (size_t i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

/* month and day may be 0. A day without its month says nothing and becomes 0. */
static bool date_make(struct date *d, int year, int month, int day)
{
	if (year < 0 || month < 0 || month > 12 || day < 0 || day > days_in(year, month))
		return false;
	*d = (struct date){(int16_t)year, (int8_t)month, (int8_t)(month == 0 ? 0 : day)};
	return true;
}

bool date_from_be8(struct date *d, const char be8[8])
{
	if (memcmp(be8, "        ", 8) == 0) {
		*d = (struct date){0};
		return true;
	}
	if (memcmp(be8, "99999999", 8) == 0) {
		*d = DATE_LIFELONG;
		return true;
	}
	const int be = digits(be8, 4), month = digits(be8 + 4, 2), day = digits(be8 + 6, 2);
	if (be < 0 || (be != 0 && be <= BE_OFFSET))
		return false;
	return date_make(d, be == 0 ? 0 : be - BE_OFFSET, month, day);
}

static void put_digits(char *out, int n, size_t count)
{
	while (count > 0) {
		out[--count] = (char)('0' + n % 10);
		n /= 10;
	}
}

void date_to_be8(char be8[8], struct date d)
{
	if (date_is_lifelong(d)) {
		memcpy(be8, "99999999", 8);
		return;
	}
	put_digits(be8, d.year == 0 ? 0 : d.year + BE_OFFSET, 4);
	put_digits(be8 + 4, d.month, 2);
	put_digits(be8 + 6, d.day, 2);
}

void date_to_iso(char out[DATE_ISO_SIZE], struct date d)
{
	size_t len = 0;

	if (d.year != 0) {
		put_digits(out, d.year, 4);
		len = 4;
		if (d.month != 0) {
			out[4] = '-';
			put_digits(out + 5, d.month, 2);
			len = 7;
		}
		if (d.month != 0 && d.day != 0) {
			out[7] = '-';
			put_digits(out + 8, d.day, 2);
			len = 10;
		}
	}
	out[len] = '\0';
}

bool date_from_iso(struct date *d, const char *iso)
{
	const size_t len = strlen(iso);
	int month = 0, day = 0;

	if (len == 0) {
		*d = (struct date){0};
		return true;
	}
	if (len != 4 && len != 7 && len != 10)
		return false;
	const int year = digits(iso, 4);
	if (len >= 7)
		month = iso[4] == '-' ? digits(iso + 5, 2) : -1;
	if (len == 10)
		day = iso[7] == '-' ? digits(iso + 8, 2) : -1;
	/* In ISO 8601 an unknown part is left out, never 00. */
	if (year <= 0 || (len >= 7 && month < 1) || (len == 10 && day < 1))
		return false;
	return date_make(d, year, month, day);
}

int date_age(struct date birth, struct date today)
{
	struct date from = birth;

	if (birth.year == 0)
		return -1;
	if (from.month == 0)
		from.month = 1;
	if (from.day == 0)
		from.day = 1;
	const bool before_birthday =
	    today.month != from.month ? today.month < from.month : today.day < from.day;
	return today.year - from.year - (before_birthday ? 1 : 0);
}

/* Days since 1970-01-01 and the proleptic Gregorian calendar, counted in eras of 400
 * years that begin on 1 March, so that the leap day is the last of its year. */
#define ERA_DAYS	 146097
#define EPOCH_FROM_MARCH 719468 /* days from 0000-03-01 to 1970-01-01 */

static struct date date_of_days(int64_t days)
{
	const int64_t z = days + EPOCH_FROM_MARCH;
	const int64_t era = (z >= 0 ? z : z - ERA_DAYS + 1) / ERA_DAYS;
	const int64_t doe = z - era * ERA_DAYS;
	const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	const int64_t mp = (5 * doy + 2) / 153;
	const int64_t month = mp < 10 ? mp + 3 : mp - 9;
	const int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);

	return (struct date){(int16_t)year, (int8_t)month, (int8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

static int64_t days_of_date(int64_t year, int month, int day)
{
	const int64_t y = month <= 2 ? year - 1 : year;
	const int64_t era = (y >= 0 ? y : y - 399) / 400;
	const int64_t yoe = y - era * 400;
	const int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

	return era * ERA_DAYS + yoe * 365 + yoe / 4 - yoe / 100 + doy - EPOCH_FROM_MARCH;
}

static struct bangkok_time split_time(int64_t ms)
{
	const int64_t days = (ms >= 0 ? ms : ms - DAY_MS + 1) / DAY_MS;
	const int second = (int)((ms - days * DAY_MS) / 1000);

	return (struct bangkok_time){.date = date_of_days(days),
	    .hour = second / 3600,
	    .minute = second / 60 % 60,
	    .second = second % 60};
}

struct bangkok_time bangkok_time_of(int64_t real_ms)
{
	return split_time(real_ms + BANGKOK_OFFSET_MS);
}

void date_format(char *out, size_t size, struct date d, bool thai)
{
	const char *const *months = thai ? month_thai : month_english;

	if (d.year == 0)
		snprintf(out, size, "-");
	else if (date_is_lifelong(d))
		snprintf(out, size, "%s", thai ? "ตลอดชีพ" : "lifelong");
	else if (d.month == 0)
		snprintf(out, size, "%d", d.year + BE_OFFSET);
	else if (d.day == 0)
		snprintf(out, size, "%s %d", months[d.month], d.year + BE_OFFSET);
	else
		snprintf(out, size, "%d %s %d", d.day, months[d.month], d.year + BE_OFFSET);
}

void rfc3339_format(char out[RFC3339_SIZE], int64_t real_ms)
{
	const struct bangkok_time t = split_time(real_ms);
	const int64_t ms = (real_ms % 1000 + 1000) % 1000;

	memcpy(out, "0000-00-00T00:00:00.000Z", 25);
	put_digits(out, t.date.year, 4);
	put_digits(out + 5, t.date.month, 2);
	put_digits(out + 8, t.date.day, 2);
	put_digits(out + 11, t.hour, 2);
	put_digits(out + 14, t.minute, 2);
	put_digits(out + 17, t.second, 2);
	put_digits(out + 20, (int)ms, 3);
}

/* ".5", ".123456Z…": milliseconds of a fraction, and where it ends. -1 on none. */
static int fraction_ms(const char **s)
{
	int ms = 0, count = 0;

	for ((*s)++; **s >= '0' && **s <= '9'; (*s)++, count++)
		if (count < 3)
			ms = ms * 10 + (**s - '0');
	for (int i = count; i < 3; i++)
		ms *= 10;
	return count > 0 && count <= 9 ? ms : -1;
}

/* "07:05:12" as seconds; -1 when it is no time of day. */
static int time_of_day(const char *s)
{
	const int hour = digits(s, 2), minute = digits(s + 3, 2), second = digits(s + 6, 2);

	if (s[2] != ':' || s[5] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
	    second < 0 || second > 59)
		return -1;
	return hour * 3600 + minute * 60 + second;
}

bool rfc3339_parse(int64_t *real_ms, const char *s)
{
	char iso[DATE_ISO_SIZE] = "";
	struct date d;
	int ms = 0;

	if (strnlen(s, 20) < 20 || s[10] != 'T')
		return false;
	memcpy(iso, s, 10);
	if (!date_from_iso(&d, iso) || !date_is_known(d))
		return false;
	const int second = time_of_day(s + 11);
	const char *rest = s + 19;
	if (*rest == '.')
		ms = fraction_ms(&rest);
	if (second < 0 || ms < 0 || strcmp(rest, "Z") != 0)
		return false;
	*real_ms = days_of_date(d.year, d.month, d.day) * DAY_MS + (int64_t)second * 1000 + ms;
	return true;
}
