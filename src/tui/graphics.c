#include "tui/graphics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/lang.h"
#include "tui/app.h"
#include "tui/palette.h"

#define ASK_DEVICE     "\033[c"
#define ASK_KITTY      "\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\"
#define KITTY_CAN      "_Gi=31;OK"
#define NO_BREAK_SPACE 0xA0
#define SIXEL	       4 /* of the extensions that a DA1 answer lists */

/* Where the terminal does not tell its cells' size: what fits in most. */
#define CELL_WIDTH  8
#define CELL_HEIGHT 16

static void put(const void *bytes, size_t len)
{
	fwrite(bytes, 1, len, stdout);
	fflush(stdout);
}

static void put_text(const char *text)
{
	put(text, strlen(text));
}

/* ---- what it can ---- */

void graphics_begin(struct app *app)
{
	const char *wanted = app->options->config->screen_graphics;
	struct graphics *g = &app->graphics;
	if (!lang_utf8())
		return;
	if (strcmp(wanted, "sixel") == 0)
		g->asked = PICTURE_SIXEL;
	else if (strcmp(wanted, "kitty") == 0)
		g->asked = PICTURE_KITTY;
	if (g->asked != PICTURE_NONE)
		put_text(g->asked == PICTURE_KITTY ? ASK_KITTY : ASK_DEVICE);
}

/* The first number is the terminal's class, the others are what it has beside. */
static bool lists_sixel(const char *numbers)
{
	const char *at = strchr(numbers, ';');
	for (; at; at = strchr(at + 1, ';'))
		if (strtol(at + 1, NULL, 10) == SIXEL)
			return true;
	return false;
}

void graphics_answer(struct app *app, const char *answer)
{
	struct graphics *g = &app->graphics;
	size_t len = strlen(answer);
	bool device = strncmp(answer, "[?", 2) == 0 && answer[len - 1] == 'c';
	bool sixel = g->asked == PICTURE_SIXEL && device && lists_sixel(answer);
	bool kitty = g->asked == PICTURE_KITTY && strcmp(answer, KITTY_CAN) == 0;
	if (g->can != PICTURE_NONE || (!sixel && !kitty))
		return;
	g->can = g->asked;
	app_changed(app);
}

/* ---- what stands there ---- */

/* FNV-1a. */
static uint64_t sum_of(const struct picture *p)
{
	uint64_t sum = 0xcbf29ce484222325u;
	size_t len = 3UL * p->width * p->height;
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ p->rgb[i]) * 0x100000001b3u;
	return sum ^ p->width;
}

bool graphics_want(struct app *app, WINDOW *win, const struct picture *picture, int y, int x)
{
	struct graphics *g = &app->graphics;
	if (g->can == PICTURE_NONE || picture->width == 0)
		return false;
	g->wanted = picture;
	g->wanted_y = getbegy(win) + y;
	g->wanted_x = getbegx(win) + x;
	for (int row = 0; row < CARD_FACE_ROWS; row++)
		for (int column = 0; column < CARD_FACE_COLUMNS; column++)
			palette_cell(win, y + row, x + column, NO_BREAK_SPACE, A_NORMAL, 0);
	return true;
}

void graphics_forget(struct app *app)
{
	app->graphics.wanted = NULL;
}

static struct picture_cell cell_size(void)
{
	struct winsize size = {0};
	bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row &&
		    size.ws_xpixel >= size.ws_col && size.ws_ypixel >= size.ws_row;
	if (!told)
		return (struct picture_cell){CELL_WIDTH, CELL_HEIGHT};
	return (struct picture_cell){size.ws_xpixel / size.ws_col, size.ws_ypixel / size.ws_row};
}

/* The cursor is put back by the terminal: ncurses believes it where it left it. */
static void show(struct graphics *g)
{
	struct buf bytes = BUF_INIT_SECRET;
	buf_printf(&bytes, "\0337\033[%d;%dH", g->wanted_y + 1, g->wanted_x + 1);
	bool ok = picture_bytes(&bytes, g->wanted, g->can, cell_size());
	buf_puts(&bytes, "\0338");
	g->shown = ok && buf_ok(&bytes);
	if (g->shown) {
		g->shown_as = sum_of(g->wanted);
		put(bytes.data, bytes.len);
	}
	buf_free(&bytes);
}

static void removed(struct graphics *g)
{
	if (g->shown && g->can == PICTURE_KITTY)
		put_text(PICTURE_KITTY_REMOVE);
	g->shown = false;
}

void graphics_update(struct app *app)
{
	struct graphics *g = &app->graphics;
	bool other = g->shown && (!g->wanted || sum_of(g->wanted) != g->shown_as);
	if (other)
		clearok(curscr, TRUE);
	bool erases = is_cleared(curscr) || is_cleared(newscr);
	doupdate();
	if (erases)
		removed(g);
	if (g->wanted && !g->shown)
		show(g);
	g->wanted = NULL; /* it may be wiped before the next painting */
}

void graphics_end(struct app *app)
{
	removed(&app->graphics);
}
