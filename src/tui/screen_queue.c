/*
 * Today's queue. Bookings come from Queue Online, which this protocol version does not reach:
 * the screen says so, says what to do instead, and shows nothing that nobody has told it.
 */
#include "base/lang.h"
#include "counter/queue.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/screens.h"

enum { ACT_ENROL = ACT_SCREEN };

struct queue {
	char none; /* nothing is kept */
};

static const struct key_row keys[] = {
    {.action = ACT_ENROL, .keys = {'l', '1'}, .help = N_("Enroll")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C, TK_ENTER}, .help = N_("Menu")},
    {0},
};

static void enter(struct app *app, void *state, const void *arg)
{
	(void)app;
	(void)state;
	(void)arg;
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void act(struct app *app, void *state, int action)
{
	(void)state;
	if (action == ACT_BACK)
		app_close(app);
	else
		app_open(app, &screen_enrol, NULL);
}

#define X 4

static int paragraph(WINDOW *win, int y, enum paint paint, const char *text)
{
	struct box box = {.y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(win) - 2 * X};
	return y + draw_wrapped(win, box, paint, text) + 1;
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	(void)app;
	(void)state;
	int y = 3;
	for (size_t i = 0; i < QUEUE_SENTENCES; i++)
		y = paragraph(win, y, i == 0 ? PAINT_STRONG : PAINT_TEXT, _(queue_sentences[i]));
	paragraph(win, y, PAINT_TEXT, _("L enrolls the next citizen; Esc goes back to the menu."));
}

const struct screen_ops screen_queue = {
    .name = "queue",
    .title = LABEL_QUEUE,
    .state_size = sizeof(struct queue),
    .enter = enter,
    .keys = keys_now,
    .act = act,
    .draw = draw,
};
