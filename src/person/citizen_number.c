/*
 * person/citizen_number.c - the thirteen digits (card.md «Citizen number»).
 */
#include "person/person.h"

#include <string.h>

#include "base/text.h"

#define THAI_ZERO 0x0E50

static bool check_digit_fits(const char *d)
{
	int sum = 0;

	for (int i = 0; i < CITIZEN_NUMBER_DIGITS - 1; i++)
		sum += (d[i] - '0') * (CITIZEN_NUMBER_DIGITS - i);
	return d[CITIZEN_NUMBER_DIGITS - 1] - '0' == (11 - sum % 11) % 10;
}

bool citizen_number_valid(const char *digits13)
{
	return strnlen(digits13, CITIZEN_NUMBER_DIGITS + 1) == CITIZEN_NUMBER_DIGITS &&
	       strspn(digits13, "0123456789") == CITIZEN_NUMBER_DIGITS &&
	       check_digit_fits(digits13);
}

static int digit_of(uint32_t cp)
{
	if (cp >= '0' && cp <= '9')
		return (int)(cp - '0');
	if (cp >= THAI_ZERO && cp <= THAI_ZERO + 9)
		return (int)(cp - THAI_ZERO);
	return -1;
}

bool citizen_number_parse(struct citizen_number *n, const char *text)
{
	size_t left = strlen(text), count = 0;
	uint32_t cp;

	*n = (struct citizen_number){0};
	for (size_t used; left > 0; text += used, left -= used) {
		used = utf8_decode(text, left, &cp);
		if (used == 0)
			return false;
		if (cp == '-' || cp == ' ')
			continue;
		const int digit = digit_of(cp);
		if (digit < 0 || count == CITIZEN_NUMBER_DIGITS)
			return false;
		n->digits[count++] = (char)('0' + digit);
	}
	return citizen_number_valid(n->digits);
}

/* 'd' takes the next digit, 'x' hides it, anything else stands for itself. */
static void lay_out(char *out, const char *pattern, const struct citizen_number *n)
{
	const char *digit = n->digits;

	for (; *pattern != '\0'; pattern++, out++) {
		*out = *pattern == 'd' ? *digit : *pattern;
		if (*pattern != '-')
			digit++;
	}
	*out = '\0';
}

void citizen_number_format(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n)
{
	lay_out(out, "d-dddd-ddddd-dd-d", n);
}

void citizen_number_mask(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n)
{
	lay_out(out, "d-dddd-xxxxx-dd-d", n);
}

enum eligibility citizen_number_eligibility(const struct citizen_number *n)
{
	static const enum eligibility by_first_digit[10] = {
	    [0] = NOT_ELIGIBLE,
	    [1] = ELIGIBLE,
	    [2] = ELIGIBLE,
	    [3] = ELIGIBLE_REGISTER,
	    [4] = ELIGIBLE_REGISTER,
	    [5] = ELIGIBLE,
	    [6] = NOT_ELIGIBLE,
	    [7] = NOT_ELIGIBLE,
	    [8] = ELIGIBLE_REGISTER,
	    [9] = NOT_ELIGIBLE,
	};
	const char first = n->digits[0];

	return first >= '0' && first <= '9' ? by_first_digit[first - '0'] : NOT_ELIGIBLE;
}
