#include "person/pin.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define RUN	   4
#define YEARS_BACK 120
#define THAI_ZERO  0x0E50
#define THAI_NINE  0x0E59

static char digit_of(uint32_t cp)
{
	if (cp >= '0' && cp <= '9')
		return (char)cp;
	if (cp >= THAI_ZERO && cp <= THAI_NINE)
		return (char)('0' + (cp - THAI_ZERO));
	return '\0';
}

bool pin_read(char pin[PIN_DIGITS + 1], const char *text)
{
	size_t left = strlen(text), count = 0;
	memset(pin, 0, PIN_DIGITS + 1);
	while (left > 0 && count < PIN_DIGITS) {
		uint32_t cp;
		size_t bytes = utf8_decode(text, left, &cp);
		if (bytes == 0 || !(pin[count++] = digit_of(cp)))
			return false;
		text += bytes;
		left -= bytes;
	}
	return count == PIN_DIGITS && left == 0;
}

/* Four digits in a row, each `step` above the one before. */
static bool has_run(const char *pin, int step)
{
	int length = 1;
	for (int i = 1; i < PIN_DIGITS; i++) {
		length = pin[i] - pin[i - 1] == step ? length + 1 : 1;
		if (length == RUN)
			return true;
	}
	return false;
}

static int number(const char *digits, int count)
{
	int n = 0;
	for (int i = 0; i < count; i++)
		n = n * 10 + (digits[i] - '0');
	return n;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

static bool is_recent(int year, int month, int day, struct date today)
{
	if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_of(year, month))
		return false;
	struct date d = {(int16_t)year, (int8_t)month, (int8_t)day};
	struct date first = today;
	first.year = (int16_t)(today.year - YEARS_BACK);
	return date_compare(d, first) >= 0 && date_compare(d, today) <= 0;
}

static bool is_date(int year, int month, int day, struct date today)
{
	return is_recent(year, month, day, today) || is_recent(year - BE_OFFSET, month, day, today);
}

bool pin_is_weak(const char pin[PIN_DIGITS + 1], struct date today)
{
	return has_run(pin, 0) || has_run(pin, 1) || has_run(pin, -1) ||
	       is_date(number(pin + 4, 4), number(pin + 2, 2), number(pin, 2), today) ||
	       is_date(number(pin, 4), number(pin + 4, 2), number(pin + 6, 2), today);
}
