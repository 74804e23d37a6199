#include "hex.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

size_t unhex(uint8_t *out, const char *text)
{
	size_t len = 0;

	for (; *text != '\0'; text++) {
		unsigned value;

		if (*text == ' ')
			continue;
		assert_int_equal(sscanf(text, "%2x", &value), 1);
		out[len++] = (uint8_t)value;
		text++;
	}
	return len;
}
