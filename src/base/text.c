/*
 * base/text.c - UTF-8, clusters, and fitting text into cells.
 */
#include "base/text.h"

#include <string.h>

#define REPLACEMENT   0xFFFD
#define ELLIPSIS      "…"
#define SARA_AM	      0x0E33
#define LEADING_FIRST 0x0E40 /* เ แ โ ใ ไ stand before their consonant */
#define LEADING_LAST  0x0E44

/* Bytes of a sequence by its first byte, and the smallest code point that needs
 * as many (RFC 3629 §3: a longer form than needed is no UTF-8). */
static size_t sequence_length(uint8_t first, uint32_t *bits, uint32_t *least)
{
	if (first >= 0xC2 && first <= 0xDF) {
		*bits = first & 0x1FU;
		*least = 0x80;
		return 2;
	}
	if (first >= 0xE0 && first <= 0xEF) {
		*bits = first & 0x0FU;
		*least = 0x800;
		return 3;
	}
	if (first >= 0xF0 && first <= 0xF4) {
		*bits = first & 0x07U;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

static bool scalar_value(uint32_t cp)
{
	return cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
}

size_t utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	const uint8_t *in = (const uint8_t *)s;
	uint32_t value = 0, least = 0;

	if (len == 0)
		return 0;
	if (in[0] < 0x80) {
		*cp = in[0];
		return 1;
	}
	const size_t n = sequence_length(in[0], &value, &least);
	if (n == 0 || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((in[i] & 0xC0) != 0x80)
			return 0;
		value = value << 6 | (in[i] & 0x3FU);
	}
	if (value < least || !scalar_value(value))
		return 0;
	*cp = value;
	return n;
}

size_t utf8_encode(uint32_t cp, char out[4])
{
	if (!scalar_value(cp))
		return 0;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	const size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)(cp | (0xF00U >> n & 0xF0U));
	return n;
}

bool utf8_valid(const char *s, size_t len)
{
	uint32_t cp;

	while (len > 0) {
		const size_t n = utf8_decode(s, len, &cp);

		if (n == 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

/* As utf8_decode on a string, but a byte that is no UTF-8 counts as U+FFFD, so that
 * the caller always gets on. 0 only at the end. */
static size_t next(const char *s, uint32_t *cp)
{
	if (*s == '\0')
		return 0;
	const size_t n = utf8_decode(s, strnlen(s, 4), cp);
	if (n > 0)
		return n;
	*cp = REPLACEMENT;
	return 1;
}

int text_width(const char *s)
{
	uint32_t cp;
	int cells = 0;

	for (size_t n; (n = next(s, &cp)) > 0; s += n)
		cells += text_cp_width(cp);
	return cells;
}

static bool joins(uint32_t cp)
{
	const bool control = cp < 0x20 || (cp >= 0x7F && cp <= 0x9F);

	return !control && text_cp_width(cp) == 0;
}

size_t text_cluster(const char *s)
{
	uint32_t cp;
	size_t len = next(s, &cp);

	for (size_t n; len > 0 && (n = next(s + len, &cp)) > 0 && joins(cp);)
		len += n;
	return len;
}

static int cluster_width(const char *s, size_t len)
{
	uint32_t cp;
	int cells = 0;

	for (size_t pos = 0; pos < len;) {
		pos += next(s + pos, &cp);
		cells += text_cp_width(cp);
	}
	return cells;
}

/* Whole clusters of s that fit into `cells` cells and `bytes` bytes. */
static size_t fitting(const char *s, int cells, size_t bytes, int *used)
{
	size_t len = 0, n;

	*used = 0;
	while ((n = text_cluster(s + len)) > 0) {
		const int w = cluster_width(s + len, n);

		if (*used + w > cells || len + n > bytes)
			break;
		*used += w;
		len += n;
	}
	return len;
}

int text_cut(char *out, size_t size, const char *s, int cells)
{
	const size_t mark = strlen(ELLIPSIS);
	int used = 0;

	if (size == 0)
		return 0;
	size_t len = fitting(s, cells, size - 1, &used);
	if (s[len] == '\0' || cells < 1 || size <= mark) {
		memcpy(out, s, len);
		out[len] = '\0';
		return used;
	}
	len = fitting(s, cells - 1, size - 1 - mark, &used);
	memcpy(out, s, len);
	memcpy(out + len, ELLIPSIS, mark + 1);
	return used + 1;
}

/* Thai may be broken between any two words, which only a dictionary finds; but never
 * after a vowel that leads its syllable, nor before one that ends it, nor before the
 * signs ฯ and ๆ. */
static bool may_break(uint32_t before, uint32_t after)
{
	const bool ends = after == 0x0E2F || after == 0x0E30 || after == 0x0E32 ||
			  after == SARA_AM || after == 0x0E45 || after == 0x0E46;

	return !ends && !(before >= LEADING_FIRST && before <= LEADING_LAST);
}

size_t text_break(const char *s, int cells)
{
	size_t pos = 0, after_space = 0, between = 0, n;
	uint32_t before = ' ', cp;
	int used = 0;

	while ((n = text_cluster(s + pos)) > 0) {
		next(s + pos, &cp);
		used += cluster_width(s + pos, n);
		/* Spaces may hang over the edge: they are not seen there. */
		if (used > cells && cp != ' ' && pos > 0)
			break;
		if (pos > 0 && may_break(before, cp))
			between = pos;
		pos += n;
		if (cp == '\n')
			return pos;
		if (cp == ' ')
			after_space = pos;
		before = cp;
	}
	if (n == 0)
		return pos;
	if (may_break(before, cp))
		between = pos;
	if (after_space > 0)
		return after_space;
	return between > 0 ? between : pos;
}

bool text_append(char *out, size_t size, const char *s)
{
	size_t have = strnlen(out, size), n;
	uint32_t cp;

	for (; (n = next(s, &cp)) > 0; s += n) {
		if (have + n >= size)
			return false;
		memcpy(out + have, s, n);
		have += n;
		out[have] = '\0';
	}
	return true;
}
