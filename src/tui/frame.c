#include "tui/frame.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/head_names.h"
#include "tui/parked.h"
#include "tui/screens.h"

/* ---- header ---- */

static void head_first(struct app *app, WINDOW *win)
{
	struct head_names names;
	char office[DRAW_TEXT_SIZE];
	int columns = getmaxx(win);
	app_office_name(app, office, sizeof office);
	head_names_fit(&names, office, columns - 2);
	palette_set(win, PAINT_BAR);
	mvwhline(win, 0, 0, ' ', columns);
	int used = 1 + draw_text(win, 0, 1, columns - 2, PAINT_BAR, names.title);
	draw_right(win, 0, columns - 1, columns - used - 3, PAINT_BAR, names.office);
}

static int step_of(const struct app *app)
{
	const struct app_screen *top = app_top(app);
	return top && top->ops->step ? top->ops->step(app, top->state) : 0;
}

static void head_steps(WINDOW *win, int step)
{
	int x = 1;
	for (int i = 1; i <= 3; i++) {
		enum paint paint = i == step ? PAINT_STEP : PAINT_TEXT;
		if (i > 1)
			x += draw_text(win, 1, x, 4, PAINT_TEXT, " ─ ");
		x += draw_format(win, 1, x, getmaxx(win) - x - 1, paint, "%d %s", i,
		    label((enum label)(LABEL_STEP_1 + i - 1)));
	}
}

static void head_second(struct app *app, WINDOW *win)
{
	char date[64];
	struct bangkok_time now = bangkok_time_of(app_real(app));
	date_format(date, sizeof date, now.date, lang_get() == LANG_TH);
	size_t used = strlen(date);
	snprintf(date + used, sizeof date - used, " %02d:%02d", now.hour, now.minute);
	int end = draw_right(win, 1, getmaxx(win) - 1, 24, PAINT_TEXT, date);
	int step = step_of(app);
	if (step > 0)
		head_steps(win, step);
	else if (app_top(app))
		draw_text(win, 1, 1, end - 3, PAINT_STRONG, label(app_top(app)->ops->title));
}

static void head_rule(struct app *app, WINDOW *win)
{
	int columns = getmaxx(win);
	for (int x = 0; x < columns; x++)
		draw_text(win, 2, x, 1, PAINT_TEXT, "─");
	const char *training = lang_utf8() ? "  ฝึกอบรม/TRAINING  " : "  TRAINING  ";
	bool parked = parked_draw(app, win, 2);
	if (!app->options->config->training)
		return;
	if (parked)
		draw_text(win, 2, 2, columns, PAINT_TRAINING, training);
	else
		draw_centred(win, 2, PAINT_TRAINING, training);
}

void frame_head(struct app *app, WINDOW *win)
{
	head_first(app, win);
	head_second(app, win);
	head_rule(app, win);
}

/* ---- the last two lines ---- */

/* Where there is room beside what to tell the citizen: that is never cut for it. */
static int draw_usual(WINDOW *win, int y, int x, const struct waiting *w)
{
	char span[SPAN_SIZE];
	char text[DRAW_TEXT_SIZE];
	int room = getmaxx(win) - 1 - x;
	if (w->usual <= 0)
		return 0;
	span_format(span, w->usual);
	snprintf(text, sizeof text, _(" (usual %s)"), span);
	if (w->say)
		room -= text_width(_("Say:")) + text_width(w->say) + 5;
	return text_width(text) <= room ? draw_text(win, y, x, room, PAINT_TEXT, text) : 0;
}

static void show_waiting(struct app *app, WINDOW *win, int y)
{
	const struct app_screen *top = app_top(app);
	int cells = getmaxx(win) - 2;
	struct waiting w = {0};
	if (app->question) {
		draw_format(win, y, 1, cells, PAINT_ALARM, " %s ", _(app->question));
		return;
	}
	if (app->notice) {
		draw_format(win, y, 1, cells, PAINT_STRONG, "%s %s", SIGN_FAILED, _(app->notice));
		return;
	}
	if (app->leaving)
		w.what = _("Logging out");
	else if (top && top->ops->waiting)
		top->ops->waiting(app, top->state, &w);
	if (!w.what)
		return;
	int x = 1 + draw_format(win, y, 1, cells, PAINT_STRONG, "%s %s",
			w.done ? SIGN_DONE : SIGN_NOW, w.what);
	if (w.since > 0) {
		char span[SPAN_SIZE];
		span_format(span, app_mono(app) - w.since);
		x += draw_format(win, y, x, cells - x, PAINT_TEXT, " %s", span);
		x += draw_usual(win, y, x, &w);
	}
	if (w.say)
		draw_format(
		    win, y, x, getmaxx(win) - 1 - x, PAINT_TEXT, "  %s «%s»", _("Say:"), w.say);
}

static int key_item(WINDOW *win, int y, int x, const struct key_row *row)
{
	char name[KEY_NAME_SIZE];
	keys_row_name(name, row);
	int columns = getmaxx(win);
	int used = draw_format(win, y, x, columns - x - 1, PAINT_KEY, "%s", name);
	return used + draw_format(win, y, x + used, columns - x - used - 1, PAINT_TEXT, " %s",
			  _(row->help));
}

static int key_width(const struct key_row *row)
{
	char name[KEY_NAME_SIZE];
	keys_row_name(name, row);
	return text_width(name) + 1 + text_width(_(row->help));
}

/* Whether there is somebody to lock out who is not locked out already. */
static bool shows_lock(const struct app *app)
{
	const struct app_screen *top = app_top(app);
	return app->session.open && top && top->ops != &screen_lock;
}

/* From the right, as far as there is room: the help tells the others, whoever leaves the
 * counter has no time to ask it for the lock. */
static void global_keys(struct app *app, WINDOW *win, int y, int x)
{
	static const int order[] = {ACT_HELP, ACT_LOCK, ACT_LANGUAGE};
	int end = getmaxx(win) - 1;
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		const struct key_row *row = keys_global;
		while (row->action != order[i])
			row++;
		int width = key_width(row);
		if (order[i] == ACT_LOCK && !shows_lock(app))
			continue;
		if (end - width < x)
			return;
		key_item(win, y, end - width, row);
		end -= width + 2;
	}
}

/* The screen's keys from the left, the app's own from the right. */
static void show_keys(struct app *app, WINDOW *win, int y)
{
	int x = 1;
	for (const struct key_row *row = app_keys(app); row && row->help; row++)
		if (!row->quiet && app_can(app, row))
			x += key_item(win, y, x, row) + 2;
	global_keys(app, win, y, x);
}

/* ---- painting ---- */

bool frame_open(struct app *app)
{
	struct app_frame *f = &app->frame;
	f->too_small = LINES < FRAME_ROWS || COLS < FRAME_COLUMNS;
	if (f->too_small)
		return true;
	f->head = newwin(FRAME_HEAD_ROWS, COLS, 0, 0);
	f->content = newwin(LINES - FRAME_HEAD_ROWS - FRAME_FOOT_ROWS, COLS, FRAME_HEAD_ROWS, 0);
	f->foot = newwin(FRAME_FOOT_ROWS, COLS, LINES - FRAME_FOOT_ROWS, 0);
	return f->head && f->content && f->foot;
}

static void close_window(WINDOW **win)
{
	if (*win)
		delwin(*win);
	*win = NULL;
}

void frame_close(struct app *app)
{
	close_window(&app->frame.head);
	close_window(&app->frame.content);
	close_window(&app->frame.foot);
}

static void paint_too_small(void)
{
	char text[DRAW_TEXT_SIZE];
	snprintf(text, sizeof text,
	    _("This window has %dx%d cells; %dx%d are needed. Enlarge it: "
	      "nothing is lost."),
	    COLS, LINES, FRAME_COLUMNS, FRAME_ROWS);
	werase(stdscr);
	draw_wrapped(stdscr, (struct box){.rows = LINES, .cells = COLS}, PAINT_TEXT, text);
	curs_set(0);
	wnoutrefresh(stdscr);
}

static void paint_content(struct app *app)
{
	struct app_frame *f = &app->frame;
	const struct app_screen *top = app_top(app);
	f->cursor = false;
	werase(f->content);
	if (top)
		top->ops->draw(app, top->state, f->content);
	if (f->cursor)
		wmove(f->content, f->cursor_y, f->cursor_x);
	curs_set(f->cursor ? 1 : 0);
	wnoutrefresh(f->content);
}

static void paint(struct app *app)
{
	struct app_frame *f = &app->frame;
	if (f->too_small || !f->head) {
		paint_too_small();
		return;
	}
	werase(f->head);
	frame_head(app, f->head);
	wnoutrefresh(f->head);
	werase(f->foot);
	show_waiting(app, f->foot, 0);
	show_keys(app, f->foot, 1);
	wnoutrefresh(f->foot);
	paint_content(app); /* last: the cursor stays where one types */
}

void frame_paint(struct app *app)
{
	app->dirty = false;
	graphics_forget(app);
	paint(app);
	graphics_update(app);
	if (app->frame.erase)
		palette_erase_memory();
	app->frame.erase = false;
}
