/*
 * base/sanitise.c - the one gate for text from outside (hardening.md, finding 9, T7, T8).
 *
 * An allow-list: what is not known to be harmless and readable at a Thai counter does
 * not pass. ncurses and terminals let bidi controls, joiners and stacks of marks
 * through, and a mark at the start of a field would be painted onto the cell before it.
 */
#include "base/text.h"

#include <string.h>

#define REPLACEMENT    0xFFFD
#define DOTTED_CIRCLE  0x25CC /* Unicode's own stand-in for a missing base */
#define MARKS_PER_BASE 3

struct range {
	uint16_t first, last;
};

static const struct range allowed[] = {
    {0x0020, 0x007E}, /* ASCII */
    {0x00A1, 0x00AC}, /* Latin-1 without NBSP and the soft hyphen */
    {0x00AE, 0x024F}, /* Latin-1, Latin Extended-A and -B */
    {0x0300, 0x034E}, /* combining marks without U+034F, which is ignorable */
    {0x0350, 0x036F},
    {0x0E01, 0x0E3A}, /* Thai */
    {0x0E3F, 0x0E5B},
    {0x1E00, 0x1EFF}, /* Latin Extended Additional */
    {0x2010, 0x2027}, /* dashes, quotation marks, ellipsis */
    {0x2030, 0x205E}, /* further punctuation */
    {DOTTED_CIRCLE, DOTTED_CIRCLE},
    {REPLACEMENT, REPLACEMENT},
};

bool text_cp_allowed(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (cp >= allowed[i].first && cp <= allowed[i].last)
			return true;
	return false;
}

/* Punctuation does not count: parts of a card's field are split at '#', and the mark
 * after it would then stand first. */
static bool can_carry_marks(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
		       (cp >= 'a' && cp <= 'z');
	return cp >= 0xC0 && (cp < 0x2010 || cp > 0x205E);
}

struct sanitiser {
	char *out;
	size_t size, len;
	size_t end; /* len without trailing spaces */
	bool base;  /* what stands last can carry a mark */
	int marks;  /* on that base */
	bool clean; /* nothing was replaced, dropped or cut so far */
	bool full;
};

static void put(struct sanitiser *s, uint32_t cp)
{
	char bytes[4];
	const size_t n = utf8_encode(cp, bytes);

	if (s->full || s->len + n >= s->size) {
		/* Trailing spaces that do not fit are no loss. */
		s->clean = s->clean && cp == ' ';
		s->full = true;
		return;
	}
	memcpy(s->out + s->len, bytes, n);
	s->len += n;
	if (cp != ' ')
		s->end = s->len;
}

static void put_mark(struct sanitiser *s, uint32_t cp)
{
	if (!s->base) {
		s->clean = false;
		put(s, DOTTED_CIRCLE);
		s->base = true;
		s->marks = 0;
	}
	if (s->marks == MARKS_PER_BASE) {
		s->clean = false;
		return;
	}
	s->marks++;
	put(s, cp);
}

static void take(struct sanitiser *s, uint32_t cp)
{
	if (!text_cp_allowed(cp)) {
		s->clean = false;
		cp = REPLACEMENT;
	}
	if (cp == ' ' && s->len == 0)
		return;
	if (cp != ' ' && text_cp_width(cp) == 0) {
		put_mark(s, cp);
		return;
	}
	s->base = can_carry_marks(cp);
	s->marks = 0;
	put(s, cp);
}

bool text_sanitise(char *out, size_t size, const char *in, size_t len)
{
	struct sanitiser s = {.out = out, .size = size, .clean = true};

	if (size == 0)
		return false;
	for (size_t pos = 0; pos < len;) {
		uint32_t cp = 0;
		const size_t n = utf8_decode(in + pos, len - pos, &cp);

		/* U+FFFF is never allowed: it stands for a byte that is no UTF-8. */
		take(&s, n > 0 ? cp : 0xFFFF);
		pos += n > 0 ? n : 1;
	}
	out[s.end] = '\0';
	return s.clean;
}
