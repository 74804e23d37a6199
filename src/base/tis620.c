/*
 * base/tis620.c - TIS-620 is ASCII below 80 and the Thai block, shifted, above.
 */
#include "base/tis620.h"

#include <string.h>

#include "base/text.h"

#define THAI_SHIFT  (0x0E01 - 0xA1)
#define REPLACEMENT 0xFFFD

static bool assigned(uint8_t byte)
{
	return (byte >= 0xA1 && byte <= 0xDA) || (byte >= 0xDF && byte <= 0xFB);
}

static uint32_t code_point_of(uint8_t byte)
{
	if (byte < 0x80)
		return byte;
	return assigned(byte) ? (uint32_t)byte + THAI_SHIFT : REPLACEMENT;
}

size_t tis620_to_utf8(char *out, const uint8_t *in, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += utf8_encode(code_point_of(in[i]), out + n);
	out[n] = '\0';
	return n;
}

static bool byte_of(uint8_t *byte, uint32_t cp)
{
	if (cp < 0x80) {
		*byte = (uint8_t)cp;
		return true;
	}
	if (cp < 0x0E01 || cp > 0x0E5B)
		return false;
	*byte = (uint8_t)(cp - THAI_SHIFT);
	return assigned(*byte);
}

bool tis620_from_utf8(uint8_t *out, size_t size, const char *s)
{
	size_t left = strlen(s), n = 0;

	while (left > 0) {
		uint32_t cp;
		const size_t used = utf8_decode(s, left, &cp);

		if (used == 0 || n == size || !byte_of(&out[n++], cp))
			return false;
		s += used;
		left -= used;
	}
	memset(out + n, ' ', size - n);
	return true;
}
