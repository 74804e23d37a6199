#include "linear/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/kedmanee.h"
#include "base/secret.h"
#include "base/text.h"

#define DIGITS_MAX 32

static char folded(uint32_t sign)
{
	if (sign >= 'A' && sign <= 'Z')
		return (char)(sign - 'A' + 'a');
	return sign > ' ' && sign < 0x7F ? (char)sign : '\0';
}

static size_t end_of(const char *line)
{
	size_t len = strlen(line);

	while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\r' || line[len - 1] == '\t'))
		len--;
	return len;
}

bool answer_key(char keys[ANSWER_KEYS], const char *line)
{
	uint32_t sign = 0;
	size_t n, len;

	line += strspn(line, " \t");
	len = end_of(line);
	n = utf8_decode(line, len, &sign);
	if (n == 0 || n != len)
		return false;
	keys[0] = folded(sign);
	keys[1] = kedmanee_digit(sign).digit;
	keys[2] = folded(kedmanee_shortcut(sign));
	return true;
}

/* One reading of the line: with the signs that are digits of the Thai layout, or without. */
struct reading {
	char text[DIGITS_MAX + 1];
	size_t len;
};

static void add(struct reading *r, char digit)
{
	if (r->len < DIGITS_MAX)
		r->text[r->len] = digit;
	r->len++;
}

static bool read_line(
    struct reading *plain, struct reading *signs, bool *thai_row, const char *line)
{
	const size_t len = end_of(line);
	uint32_t sign;

	for (size_t pos = 0; pos < len;) {
		const size_t n = utf8_decode(line + pos, len - pos, &sign);
		const struct digit_reading digit = kedmanee_digit(sign);

		if (n == 0 || (digit.kind == DIGIT_NONE && sign != ' '))
			return false;
		*thai_row = *thai_row || digit.kind == DIGIT_ROW;
		if (digit.kind != DIGIT_NONE)
			add(signs, digit.digit);
		if (digit.kind != DIGIT_NONE && digit.kind != DIGIT_SIGN)
			add(plain, digit.digit);
		pos += n;
	}
	return true;
}

bool answer_digits(char *out, size_t count, const char *line)
{
	struct reading plain = {{0}, 0}, signs = {{0}, 0};
	const struct reading *r = &plain;
	bool thai_row = false;
	bool ok = read_line(&plain, &signs, &thai_row, line);

	if (thai_row || plain.len != count)
		r = &signs;
	ok = ok && count <= DIGITS_MAX && r->len == count;
	memset(out, 0, count + 1);
	if (ok)
		memcpy(out, r->text, count);
	secret_wipe(&plain, sizeof plain);
	secret_wipe(&signs, sizeof signs);
	return ok;
}

unsigned long answer_number(const char *line, size_t digits)
{
	char out[DIGITS_MAX + 1];

	for (size_t n = 1; n <= digits && n <= DIGITS_MAX; n++)
		if (answer_digits(out, n, line))
			return strtoul(out, NULL, 10);
	return 0;
}
