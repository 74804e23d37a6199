/*
 * What an enrollment came to: success, large; or an end, with what happened, why, and what
 * to do now. The person's data are gone by then.
 */
#include <limits.h>
#include <stdio.h>

#include "base/lang.h"
#include "counter/queue_words.h"
#include "base/text.h"
#include "counter/way_out.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/fingers_view.h"

/* A tick as a large sign. */
static const char *const big_tick[] = {
    "                 ##",
    "               ####",
    "             ####  ",
    " ##        ####    ",
    " ####    ####      ",
    "   ########        ",
    "     ####          ",
};
#define TICK_ROWS    7
#define TICK_COLUMNS 19

static void draw_tick(WINDOW *win, int y, int x)
{
	for (int row = 0; row < TICK_ROWS; row++)
		for (int i = 0; i < TICK_COLUMNS; i++)
			if (big_tick[row][i] == '#')
				draw_text(win, y + row, x + i, 1, PAINT_TICK, " ");
}

/* The level on the record; an exception's is lower, and why is said. */
static void draw_level(const struct api_enrolment *e, WINDOW *win, int y)
{
	char level[DRAW_TEXT_SIZE];
	snprintf(level, sizeof level, _("Level of assurance %s"), e->assurance);
	draw_centred(win, y, PAINT_TEXT, level);
	if (e->absence == ABSENCE_NONE)
		return;
	snprintf(
	    level, sizeof level, _("Exception, no finger matched: %s"), absence_words(e->absence));
	draw_centred(win, y + 1, PAINT_STRONG, level);
}

static void draw_success(const struct runner_view *view, WINDOW *win)
{
	char time[HOUR_SIZE];
	hour_format(time, view->state_since[ENROL_SUCCESS]);
	draw_tick(win, 1, (getmaxx(win) - TICK_COLUMNS) / 2);
	bar_draw(win, 10, PAINT_GOOD, label(LABEL_SUBSTEP_4));
	draw_centred(win, 14, PAINT_TEXT, time);
	if (view->enrolment)
		draw_level(view->enrolment, win, 15);
	draw_centred(win, 17, PAINT_STRONG, _("Give the card back to the citizen."));
}

#define TEXT_Y	   4
#define TEXT_X	   4
#define TEXT_ROWS  (CONTENT_ROWS - TEXT_Y)
#define TEXT_CELLS (CONTENT_COLUMNS - 2 * TEXT_X)

/* The i-th thing to tell: a refusal of the linkage check lists every reason at once.
 * False when there is no more. */
static bool reason_of(const struct runner_view *view, size_t i, struct error *error)
{
	const struct api_linkage_answer *answer = view->linkage;
	bool many = problem_is_refusal(view->enrol->problem) && answer && answer->reason_count > 0;
	if (!many) {
		*error = enrol_trouble(view);
		return i == 0 && error->problem != PROBLEM_NONE;
	}
	if (i >= answer->reason_count)
		return false;
	*error = (struct error){.problem = answer->reasons[i]};
	if (error->problem == PROBLEM_REFUSED_IN_PROGRESS)
		text_append(error->context, sizeof error->context, answer->in_progress_office);
	return true;
}

/* All of it from row y on; returns its rows. win NULL: counts only. */
static int draw_reasons(const struct runner_view *view, WINDOW *win, int y)
{
	struct error error;
	int used = 0;
	for (size_t i = 0; reason_of(view, i, &error); i++) {
		int left = TEXT_Y + TEXT_ROWS - y - used;
		struct box box = {.y = y + used,
		    .x = TEXT_X,
		    .rows = win ? left : INT_MAX,
		    .cells = TEXT_CELLS,
		    .top = TEXT_Y};
		used += draw_problem(win, box, &error);
	}
	return used;
}

int enrol_result_more(const struct enrol_screen *s)
{
	int rows = draw_reasons(runner_view(s->runner), NULL, 0);
	return rows > TEXT_ROWS ? rows - TEXT_ROWS : 0;
}

static void draw_way_out(enum problem problem, WINDOW *win, int y)
{
	struct box box = {.y = y, .x = TEXT_X + 2, .rows = 3, .cells = TEXT_CELLS - 2};
	const struct way_out *out = way_out_of(problem);
	char text[DRAW_TEXT_SIZE];
	if (!out)
		return;
	draw_text(
	    win, box.y++, TEXT_X, TEXT_CELLS, PAINT_STRONG, _("The way on for this citizen:"));
	for (int i = 0; i < 2 && out->ways[i]; i++) {
		snprintf(text, sizeof text, "%d  %s", i + 1, _(out->ways[i]));
		box.y += draw_wrapped(win, box, PAINT_TEXT, text);
	}
	if (out->card)
		draw_wrapped(win, (struct box){box.y + 1, TEXT_X, 2, TEXT_CELLS, 0}, PAINT_TEXT,
		    _(out->card));
}

/* The officer's own no: what to say to the person who stands there. */
static void draw_say(enum problem problem, WINDOW *win, int y)
{
	const struct face_reason *reason = face_reason_of(problem);
	struct box box = {.y = y, .x = TEXT_X, .rows = CONTENT_ROWS - y, .cells = TEXT_CELLS};
	char text[DRAW_TEXT_SIZE];
	if (!reason)
		return;
	snprintf(text, sizeof text, _("Tell the citizen: %s."), _(reason->say));
	box.y += draw_wrapped(win, box, PAINT_STRONG, text) + 1;
	draw_wrapped(win, box, PAINT_TEXT,
	    _("The centre is told office, officer and reason; nothing of the person."));
}

/* Whoever is refused has come at the booked hour all the same, maybe for something else. */
static void draw_booking(const struct runner_view *view, WINDOW *win)
{
	char text[QUEUE_TEXT_SIZE];
	if (problem_is_refusal(view->enrol->problem) &&
	    queue_picked(text, sizeof text, view->linkage))
		draw_centred(win, TEXT_Y - 1, PAINT_STRONG, text);
}

static void draw_end(const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	bool taken = view->enrol->problem == PROBLEM_TAKEN_OVER;
	bar_draw(win, 0, PAINT_ALARM,
	    taken				 ? _("With a colleague")
	    : view->enrol->state == ENROL_PARKED ? _("Left open")
						 : _("Not enrolled"));
	draw_booking(view, win);
	int used = draw_reasons(view, win, TEXT_Y - s->scrolled);
	draw_way_out(view->enrol->problem, win, TEXT_Y + used + 1);
	draw_say(view->enrol->problem, win, TEXT_Y + used + 1);
}

void enrol_draw_result(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	(void)app;
	if (view->enrol->state == ENROL_SUCCESS)
		draw_success(view, win);
	else
		draw_end(s, view, win);
}
