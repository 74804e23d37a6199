#include "tui/digits.h"

#include <string.h>

#include "base/secret.h"
#include "tui/keys.h"

#define THAI_ZERO 0x0e50
#define THAI_NINE 0x0e59

static int digit_of(int key)
{
	if (key >= '0' && key <= '9')
		return key;
	if (key >= THAI_ZERO && key <= THAI_NINE)
		return '0' + key - THAI_ZERO;
	return 0;
}

bool digits_key(struct digits *d, int key)
{
	int digit = digit_of(key);
	if (key == TK_BACKSPACE && d->len > 0)
		d->text[--d->len] = '\0';
	if (digit && !digits_full(d))
		d->text[d->len++] = (char)digit;
	return digit || key == TK_BACKSPACE;
}

bool digits_full(const struct digits *d)
{
	return d->len == d->max;
}

void digits_clear(struct digits *d)
{
	secret_wipe(d->text, sizeof d->text);
	d->len = 0;
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
