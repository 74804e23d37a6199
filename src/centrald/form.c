#include "centrald/form.h"

#include <string.h>

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)(at - digits) & 15 : -1;
}

/* RFC 6749 appendix B: plus is a space, %XX a byte. Bytes taken, 0 when it is none. */
static size_t decode_one(char *out, const char *in, size_t len)
{
	*out = *in == '+' ? ' ' : *in;
	if (*in != '%')
		return *in != '\0';
	int high = len > 2 ? hex_digit(in[1]) : -1;
	int low = len > 2 ? hex_digit(in[2]) : -1;
	if (high < 0 || low < 0)
		return 0;
	*out = (char)(high << 4 | low);
	return *out != '\0' ? 3 : 0;
}

static bool decode(char *out, size_t size, const char *in, size_t len)
{
	size_t n = 0;
	while (len > 0) {
		size_t taken = n + 1 < size ? decode_one(&out[n], in, len) : 0;
		if (taken == 0)
			return false;
		n++;
		in += taken;
		len -= taken;
	}
	out[n] = '\0';
	return true;
}

static const struct form_row *row_of(const struct form_row *rows, const char *name, size_t len)
{
	while (rows->name && (strlen(rows->name) != len || memcmp(rows->name, name, len) != 0))
		rows++;
	return rows->name ? rows : NULL;
}

static bool take_pair(const struct form_row *rows, char *out, const char *pair, size_t len)
{
	const char *equals = memchr(pair, '=', len);
	size_t name = equals ? (size_t)(equals - pair) : len;
	const struct form_row *r = row_of(rows, pair, name);
	if (!r || !equals)
		return true;
	return !out[r->offset] && decode(out + r->offset, r->size, equals + 1, len - name - 1);
}

bool form_read(const struct form_row *rows, void *out, size_t size, const char *body, size_t len)
{
	memset(out, 0, size);
	while (len > 0) {
		const char *end = memchr(body, '&', len);
		size_t pair = end ? (size_t)(end - body) : len;
		if (!take_pair(rows, out, body, pair)) {
			memset(out, 0, size);
			return false;
		}
		size_t used = end ? pair + 1 : pair;
		body += used;
		len -= used;
	}
	return true;
}
