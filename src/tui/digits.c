#include "tui/digits.h"

#include <string.h>

#include "base/kedmanee.h"
#include "base/secret.h"
#include "tui/keys.h"

static bool is_sign(char key)
{
	return key == '-' || key == '/';
}

/* The digits among the keys; the signs with them where they count. */
static size_t read_keys(const struct digits *d, bool signs, char out[DIGITS_MAX + 1])
{
	size_t len = 0;
	for (size_t i = 0; i < d->typed && len < d->max; i++) {
		if (!is_sign(d->key[i]))
			out[len++] = d->key[i];
		else if (signs)
			out[len++] = kedmanee_digit((uint32_t)d->key[i]).digit;
	}
	out[len] = '\0';
	return len;
}

/* Every sign stands where 1-2345-67890-12-3 has its dashes. */
static bool between_groups(const struct digits *d)
{
	size_t before = 0;
	for (size_t i = 0; i < d->typed; i++) {
		bool edge = before == 1 || before == 5 || before == 10 || before == 12;
		if (!is_sign(d->key[i]))
			before++;
		else if (!edge || is_sign(d->key[i - 1]))
			return false;
	}
	return true;
}

static bool signs_count(const struct digits *d)
{
	char whole[DIGITS_MAX + 1] = "";
	bool count = d->max != CITIZEN_NUMBER_DIGITS || d->thai_row;
	if (!count && d->typed == d->max && !between_groups(d))
		count = read_keys(d, true, whole) == d->max && citizen_number_valid(whole);
	secret_wipe(whole, sizeof whole);
	return count;
}

static void read_again(struct digits *d)
{
	memset(d->text, 0, sizeof d->text);
	d->len = read_keys(d, signs_count(d), d->text);
}

static void take_back(struct digits *d)
{
	size_t had = d->len;
	while (d->typed > 0 && d->len == had) { /* signs that count for nothing go with it */
		d->key[--d->typed] = '\0';
		read_again(d);
	}
	d->thai_row = d->thai_row && d->typed > 0;
}

static void take(struct digits *d, int key, const struct digit_reading *reading)
{
	if (digits_full(d) || d->typed == DIGITS_TYPED_MAX)
		return;
	d->key[d->typed++] = reading->kind == DIGIT_SIGN ? (char)key : reading->digit;
	d->thai_row = d->thai_row || reading->kind == DIGIT_ROW;
	read_again(d);
}

bool digits_key(struct digits *d, int key)
{
	struct digit_reading reading = kedmanee_digit(key > 0 ? (uint32_t)key : 0);
	if (key == TK_BACKSPACE)
		take_back(d);
	else if (reading.kind != DIGIT_NONE)
		take(d, key, &reading);
	return reading.kind != DIGIT_NONE || key == TK_BACKSPACE;
}

bool digits_full(const struct digits *d)
{
	return d->len == d->max;
}

void digits_clear(struct digits *d)
{
	secret_wipe(d->text, sizeof d->text);
	secret_wipe(d->key, sizeof d->key);
	d->len = d->typed = 0;
	d->thai_row = false;
}

int digits_grouped(const struct digits *d, char out[CITIZEN_NUMBER_SHOWN])
{
	static const char pattern[CITIZEN_NUMBER_SHOWN] = "0-0000-00000-00-0";
	size_t next = 0;
	int at = CITIZEN_NUMBER_SHOWN - 1;
	memcpy(out, pattern, CITIZEN_NUMBER_SHOWN);
	for (int i = 0; pattern[i]; i++) {
		if (pattern[i] == '-')
			continue;
		if (next == d->len)
			at = i;
		out[i] = next < d->len ? d->text[next] : '_';
		next++;
	}
	return at;
}
