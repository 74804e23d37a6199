#include <stdio.h>
#include <string.h>

#include "tui/citizen_draw.h"
#include "tui/draw.h"
#include "tui/paint_letters.h"
#include "tui/paint_qr.h"

#define GAP	    2  /* between code and words */
#define WORDS_CELLS 41 /* beside the code at 80 columns */

/* Lines are short and few, so that they can be read from where the citizen stands; \n parts
 * them. */
static const char *const words[CITIZEN_MOMENT_COUNT] = {
    [CITIZEN_COUNTER] = N_("D.DOPA registration\nPlease wait for the officer"),
    [CITIZEN_CARD] = N_("Please hand the officer\nyour latest ID card"),
    [CITIZEN_READING] = N_("Your card is being read\nPlease leave it in the reader"),
    [CITIZEN_FACE] = N_("Please look at the officer\nTake off mask and hat"),
    [CITIZEN_WAIT] = N_("One moment, please"),
    [CITIZEN_FINGER_READY] = N_("Please get\nan index finger ready"),
    [CITIZEN_FINGER_STARTS] = N_("One moment\nThe finger sensor starts"),
    [CITIZEN_FINGER_PLACE] = N_("Place your RIGHT\nindex finger\non the sensor"),
    [CITIZEN_FINGER_LIFT] = N_("Good\nLift your finger"),
    [CITIZEN_FINGER_FAINT] = N_("Too faint\nWipe your finger\nPress firmly"),
    [CITIZEN_FINGER_FEW] = N_("Too little of the finger\nLay it flat, in the middle"),
    [CITIZEN_FINGER_OTHER] = N_("Another finger\nPlace your RIGHT\nindex finger"),
    [CITIZEN_APP] = N_("Please open\nthe D.DOPA app\non your phone"),
    [CITIZEN_SCAN] = N_("Open the D.DOPA app\nType your 13 digits\nThen scan this code"),
    [CITIZEN_SHOW_DIGITS] = N_("Show the officer\nthe 4 digits\non your phone"),
    [CITIZEN_PIN] = N_("Set a PIN of 8 digits\nType it twice\nOnce more to give consent"),
    [CITIZEN_KEEP_OPEN] = N_("Please leave the app open\nuntil it says success"),
    [CITIZEN_SUCCESS] = N_("Success\nYour phone is registered\nPlease take your card"),
    [CITIZEN_OFFICER] = N_("Please speak\nwith the officer"),
    [CITIZEN_TIME_OVER] = N_("The time is over\nPlease speak\nwith the officer"),
};

static const char *words_of(const struct citizen_picture *p)
{
	bool left = p->finger == FINGER_LEFT_INDEX;
	if (left && p->moment == CITIZEN_FINGER_PLACE)
		return _("Place your LEFT\nindex finger\non the sensor");
	if (left && p->moment == CITIZEN_FINGER_OTHER)
		return _("Another finger\nPlace your LEFT\nindex finger");
	return _(words[p->moment]);
}

/* Bold black of eight colours is grey on many terminals. */
static enum paint strong(void)
{
	return palette_colours() == COLOURS_8 ? PAINT_TEXT : PAINT_STRONG;
}

/* 0: the terminal's own. */
static int ground_pair(void)
{
	if (!palette_has_cheap_ground())
		return 0;
	if (palette_colours() == COLOURS_256)
		return palette_pair(QR_BLACK_256, QR_WHITE_256);
	return palette_pair(COLOR_BLACK, COLOR_WHITE);
}

/* Black on white, whatever the theme and NO_COLOR: the camera's light, too. Where that would
 * be sent blank by blank the code brings its own white alone. */
static void paint_ground(WINDOW *win)
{
	cchar_t blank;
	int pair = ground_pair();
	setcchar(&blank, L" ", A_NORMAL, 0, &pair);
	wbkgrnd(win, &blank);
	werase(win);
}

static int centred(int room, int needed)
{
	return room > needed ? (room - needed) / 2 : 0;
}

static int lines_in(const char *text)
{
	int lines = 1;
	for (const char *c = text; *c; c++)
		lines += *c == '\n';
	return lines;
}

/* Each line in the middle of the columns of area, every `step` rows; returns the row below. */
static int draw_lines(WINDOW *win, struct box area, int step, const char *text)
{
	char line[DRAW_TEXT_SIZE], clean[DRAW_TEXT_SIZE];
	int y = area.y;
	for (const char *rest = text; *rest; y += step) {
		size_t length = strcspn(rest, "\n");
		snprintf(line, sizeof line, "%.*s", (int)length, rest);
		int x = area.x + centred(area.cells, draw_clean(clean, sizeof clean, line));
		draw_text(win, y, x, area.cells, strong(), line);
		rest += length;
		rest += *rest == '\n';
	}
	return y;
}

/* ---- words alone ---- */

static void draw_presses(WINDOW *win, int y, const struct citizen_picture *p)
{
	char text[DRAW_TEXT_SIZE];
	char digit[2] = {(char)('0' + p->press), '\0'};
	if (p->presses < 2)
		return;
	letters_paint(win, y, centred(getmaxx(win), LETTER_COLUMNS - 1), digit, 1, ground_pair());
	snprintf(text, sizeof text, _("press %d of %d"), p->press, p->presses);
	draw_lines(win, (struct box){.y = y + letters_rows() + 1, .cells = getmaxx(win)}, 1, text);
}

static void draw_words(WINDOW *win, const struct citizen_picture *p)
{
	const char *text = words_of(p);
	int rows = getmaxy(win), columns = getmaxx(win);
	int step = rows >= 30 ? 3 : 2;
	struct box area = {.y = centred(rows, lines_in(text) * step - 1), .cells = columns};
	if (p->presses > 1)
		area.y -= area.y > 4 ? 4 : area.y;
	int y = draw_lines(win, area, step, text);
	draw_presses(win, y + 1, p);
}

/* ---- the code ---- */

static void draw_left(WINDOW *win, struct box area, int64_t left_ms)
{
	char span[SPAN_SIZE], text[DRAW_TEXT_SIZE];
	span_format(span, left_ms);
	snprintf(text, sizeof text, _("time left %s"), span);
	draw_lines(win, area, 1, text);
}

/* What to do with the code, the typed one, and how long it lives: in the columns of area. */
static void draw_beside(
    WINDOW *win, struct box area, const struct citizen_picture *p, bool qr, int64_t now)
{
	int columns = letters_width(area.cells, p->typed);
	int letters = letters_code(NULL, 0, 0, columns, p->typed, 0);
	char text[DRAW_TEXT_SIZE];
	const char *or_type = qr ? _("or type this code:") : _("Type this code:");
	int needed = lines_in(words_of(p)) + 1 + 2 + letters + 2;
	area.y = centred(getmaxy(win), needed);
	area.y = draw_lines(win, area, 1, words_of(p)) + 1;
	snprintf(text, sizeof text, "%s %s", or_type, p->typed);
	area.y = draw_lines(win, area, 1, text) + 1;
	explicit_bzero(text, sizeof text);
	letters_code(
	    win, area.y, area.x + centred(area.cells, columns), columns, p->typed, ground_pair());
	area.y += letters + 1;
	draw_left(win, area, p->code_ends - now);
}

/* The largest code that leaves room for the words at its side. */
static void draw_code(WINDOW *win, const struct citizen_picture *p, int64_t now)
{
	struct qr qr;
	struct box area = {.cells = getmaxx(win)};
	int rows = getmaxy(win), room = getmaxx(win) - GAP - WORDS_CELLS;
	enum qr_size size = qr_encode(&qr, p->url) ? qr_size_for(rows, room) : QR_TOO_LARGE;
	if (size == QR_TWO_CELLS)
		qr_paint_large(win, centred(rows, QR_LARGE_ROWS), 0, &qr);
	else if (size == QR_HALF_BLOCKS)
		qr_paint(win, centred(rows, QR_ROWS), 0, &qr);
	if (size != QR_TOO_LARGE)
		area.x = (size == QR_TWO_CELLS ? QR_LARGE_COLUMNS : QR_COLUMNS) + GAP;
	area.cells -= area.x;
	draw_beside(win, area, p, size != QR_TOO_LARGE, now);
	explicit_bzero(&qr, sizeof qr);
}

void citizen_draw(WINDOW *win, const struct citizen_picture *p, int64_t now)
{
	paint_ground(win);
	if (p->moment == CITIZEN_SCAN && p->has_code)
		draw_code(win, p, now);
	else
		draw_words(win, p);
}
