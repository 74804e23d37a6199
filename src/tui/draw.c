#include "tui/draw.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"

#define MARKS_A_BASE  3
#define DOTTED_CIRCLE "\u25cc"
#define REPLACEMENT   "\ufffd"

struct relative {
	uint32_t cp;
	const char *ascii;
};

/* What the screens use of signs beyond ASCII. */
static const struct relative relatives[] = {
    {0x2713, "v"},
    {0x25b8, ">"},
    {0xb7, "."},
    {0x2717, "x"},
    {0x2026, "..."},
    {0x2192, "->"},
    {0x2193, "v"},
    {0xab, "\""},
    {0xbb, "\""},
    {0x201c, "\""},
    {0x201d, "\""},
    {0x2019, "'"},
    {0x2022, "*"},
    {0x2013, "-"},
    {0x2014, "-"},
    {0xd7, "x"},
    {0x2588, "#"},
    {0x2591, "."},
    {0x2500, "-"},
    {0x2502, "|"},
    {0x250c, "+"},
    {0x2510, "+"},
    {0x2514, "+"},
    {0x2518, "+"},
};

static const char *ascii_of(uint32_t cp)
{
	for (size_t i = 0; i < sizeof relatives / sizeof relatives[0]; i++)
		if (relatives[i].cp == cp)
			return relatives[i].ascii;
	return "?";
}

/* What the sanitiser keeps of zero width: the only such code points that a screen may get. */
static bool is_mark(uint32_t cp)
{
	return text_cp_width(cp) == 0 && text_cp_allowed(cp);
}

/* Arrows, boxes, shapes, ticks: the program's own, beyond what a text may hold. */
static bool is_sign(uint32_t cp)
{
	return (cp >= 0x2190 && cp <= 0x21ff) || (cp >= 0x2500 && cp <= 0x25ff) ||
	       (cp >= 0x2700 && cp <= 0x27bf);
}

static const char *replacement(void)
{
	return lang_utf8() ? REPLACEMENT : "?";
}

struct cleaner {
	char *out;
	size_t size;
	bool base; /* something stands that a mark can sit on */
	int marks; /* on it so far */
};

static void clean_mark(struct cleaner *c, const char *bytes)
{
	if (!c->base)
		text_append(c->out, c->size, DOTTED_CIRCLE);
	c->base = true;
	if (c->marks++ < MARKS_A_BASE)
		text_append(c->out, c->size, bytes);
}

/* A blank carries no mark: the terminal would show it on nothing, or on what stands before. */
static void clean_base(struct cleaner *c, const char *bytes, uint32_t cp)
{
	bool shown = text_cp_width(cp) == 1 && (text_cp_allowed(cp) || is_sign(cp));
	text_append(c->out, c->size, shown ? bytes : replacement());
	c->base = cp != ' ';
	c->marks = 0;
}

static void clean_one(struct cleaner *c, const char *bytes, size_t len, uint32_t cp)
{
	char one[5] = "";
	memcpy(one, bytes, len);
	if (!lang_utf8() && cp >= 0x80)
		text_append(c->out, c->size, is_mark(cp) ? "" : ascii_of(cp));
	else if (is_mark(cp))
		clean_mark(c, one);
	else
		clean_base(c, one, cp);
}

int draw_clean(char *out, size_t size, const char *text)
{
	struct cleaner c = {.out = out, .size = size};
	size_t left = strlen(text);
	out[0] = '\0';
	while (left > 0) {
		uint32_t cp = 0xfffd;
		size_t len = utf8_decode(text, left, &cp);
		if (len == 0) {
			text_append(out, size, replacement());
			len = 1;
		} else {
			clean_one(&c, text, len, cp);
		}
		text += len;
		left -= len;
	}
	return text_width(out);
}

/* text is clean. The ellipsis of text_cut is not ASCII, so without UTF-8 the cut is made
 * three cells earlier and marked with dots. */
static int put(WINDOW *win, int y, int x, int cells, const char *text)
{
	char cut[DRAW_TEXT_SIZE];
	int used = text_width(text);
	if (cells <= 0)
		return 0;
	if (lang_utf8() || used <= cells)
		used = text_cut(cut, sizeof cut, text, cells);
	else
		used = snprintf(cut, sizeof cut, "%.*s%.*s", cells > 3 ? cells - 3 : 0, text,
		    cells < 3 ? cells : 3, "...");
	mvwaddstr(win, y, x, cut);
	return used;
}

int draw_text(WINDOW *win, int y, int x, int cells, enum paint paint, const char *text)
{
	char clean[DRAW_TEXT_SIZE];
	draw_clean(clean, sizeof clean, text);
	palette_set(win, paint);
	int used = put(win, y, x, cells, clean);
	palette_set(win, PAINT_TEXT);
	return used;
}

int draw_format(WINDOW *win, int y, int x, int cells, enum paint paint, const char *format, ...)
{
	char text[DRAW_TEXT_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return draw_text(win, y, x, cells, paint, text);
}

int draw_right(WINDOW *win, int y, int end, int cells, enum paint paint, const char *text)
{
	char clean[DRAW_TEXT_SIZE];
	int width = draw_clean(clean, sizeof clean, text);
	int used = width < cells ? width : cells;
	draw_text(win, y, end - used, used, paint, clean);
	return end - used;
}

void draw_centred(WINDOW *win, int y, enum paint paint, const char *text)
{
	char clean[DRAW_TEXT_SIZE];
	int columns = getmaxx(win);
	int width = draw_clean(clean, sizeof clean, text);
	int x = width < columns ? (columns - width) / 2 : 0;
	draw_text(win, y, x, columns - x, paint, clean);
}

int draw_wrapped(WINDOW *win, struct box box, enum paint paint, const char *text)
{
	char clean[DRAW_TEXT_SIZE];
	draw_clean(clean, sizeof clean, text);
	int row = 0;
	for (const char *rest = clean; *rest && row < box.rows; row++) {
		char line[DRAW_TEXT_SIZE];
		size_t len = text_break(rest, box.cells);
		size_t seen = len; /* spaces may hang over the edge */
		while (seen > 0 && rest[seen - 1] == ' ')
			seen--;
		snprintf(line, sizeof line, "%.*s", (int)seen, rest);
		if (win && box.y + row >= box.top)
			draw_text(win, box.y + row, box.x, box.cells, paint, line);
		rest += len;
		rest += strspn(rest, " ");
	}
	return row;
}

static void below(struct box *box, int rows)
{
	box->y += rows;
	box->rows -= rows;
}

/* A sign in the margin; what follows stands to its right. */
static void hang(WINDOW *win, struct box *box, const char *sign)
{
	if (win && box->rows > 0 && box->y >= box->top)
		draw_text(win, box->y, box->x, 1, PAINT_STRONG, sign);
	box->x += 2;
	box->cells -= 2;
}

/* What happened, with its numbers. */
static void what_text(char *text, size_t size, const struct problem_row *row)
{
	snprintf(text, size, "%s (%s", _(row->what), row->id);
	/* Officers know some of them by DOPA's own number. */
	size_t used = strlen(text);
	if (row->dopa != 0)
		snprintf(text + used, size - used, ", %d)", row->dopa);
	else
		snprintf(text + used, size - used, ")");
}

static int lay_problem(WINDOW *win, struct box box, const struct error *error, bool why)
{
	const struct problem_row *row = problem_row(error->problem);
	char text[DRAW_TEXT_SIZE];
	int top = box.y;
	hang(win, &box, SIGN_FAILED);
	what_text(text, sizeof text, row);
	below(&box, draw_wrapped(win, box, PAINT_STRONG, text));
	snprintf(text, sizeof text, "%s%s%s%s", _(row->why), error->context[0] ? " [" : "",
	    error->context, error->context[0] ? "]" : "");
	if (why)
		below(&box, draw_wrapped(win, box, PAINT_TEXT, text));
	hang(win, &box, lang_utf8() ? "→" : ">");
	below(&box, draw_wrapped(win, box, PAINT_STRONG, _(row->todo)));
	return box.y - top;
}

int draw_problem(WINDOW *win, struct box box, const struct error *error)
{
	struct box endless = {.rows = INT_MAX, .cells = box.cells};
	bool scrolled = box.top > 0;
	bool why = !win || scrolled || lay_problem(NULL, endless, error, true) <= box.rows;
	return lay_problem(win, box, error, why);
}

void span_format(char out[SPAN_SIZE], int64_t ms)
{
	int64_t s = ms > 0 ? ms / 1000 : 0;
	if (s < 3600)
		snprintf(out, SPAN_SIZE, "%d:%02d", (int)(s / 60), (int)(s % 60));
	else
		snprintf(out, SPAN_SIZE, "%d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60),
		    (int)(s % 60));
}

void hour_format(char out[HOUR_SIZE], int64_t real_ms)
{
	struct bangkok_time t = bangkok_time_of(real_ms);
	snprintf(out, HOUR_SIZE, "%02d:%02d:%02d", t.hour, t.minute, t.second);
}
