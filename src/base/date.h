/*
 * base/date.h - calendar dates, Buddhist Era on cards and screens, Common Era and
 * RFC 3339 on the wire. Screens show UTC+7 whatever TZ says.
 */
#ifndef DDOPA_BASE_DATE_H
#define DDOPA_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BE_OFFSET 543

/* Year in the Common Era; month or day 0 is "unknown" (birth dates of older people),
 * year 0 is "no date". For life: date_is_lifelong(). */
struct date {
	int16_t year;
	int8_t month; /* 1-12, 0 unknown */
	int8_t day;   /* 1-31, 0 unknown */
};

#define DATE_LIFELONG ((struct date){9999, 12, 31})
bool date_is_lifelong(struct date d);
bool date_is_known(struct date d);		/* year, month and day */
int date_compare(struct date a, struct date b); /* by year, month, day */

/* "25200228" of a card (BE). "99999999" is DATE_LIFELONG; month or day "00" unknown;
 * "00000000" or all blank: year 0. False for anything that is no such date (leap
 * days are decided on BE - 543). */
bool date_from_be8(struct date *d, const char be8[8]);
void date_to_be8(char be8[8], struct date d);

/* "1977-02-28", "1977-02" or "1977" when parts are unknown, "9999-12-31" for life,
 * "" for none. */
#define DATE_ISO_SIZE 12
void date_to_iso(char out[DATE_ISO_SIZE], struct date d);
bool date_from_iso(struct date *d, const char *iso);

/* Full years at `today`; -1 when the year is unknown. Unknown month or day count as
 * 1 January (law of birth dates: ages from the first day of the known period). */
int date_age(struct date birth, struct date today);

/* Date and time of an instant at UTC+7. */
struct bangkok_time {
	struct date date;
	int hour, minute, second;
};
struct bangkok_time bangkok_time_of(int64_t real_ms);

/* "28 ก.พ. 2520" / "28 Feb 2520" (BE in both); unknown parts are left out; "ตลอดชีพ" /
 * "lifelong"; "-" for none. thai picks the language. */
void date_format(char *out, size_t size, struct date d, bool thai);

/* RFC 3339 UTC with milliseconds, "2026-11-23T07:05:12.345Z". */
#define RFC3339_SIZE 32
void rfc3339_format(char out[RFC3339_SIZE], int64_t real_ms);
bool rfc3339_parse(int64_t *real_ms, const char *s); /* UTC ("Z") only */

#endif
