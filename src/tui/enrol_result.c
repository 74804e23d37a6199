/*
 * What an enrollment came to: success, large; or an end, with what happened, why, and what
 * to do now. The person's data are gone by then.
 */
#include <stdio.h>

#include "base/lang.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"

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
				draw_text(
				    win, y + row, x + i, 1, PAINT_GOOD, lang_utf8() ? " " : "#");
}

static void draw_bar(WINDOW *win, int y, enum paint paint, const char *text)
{
	int columns = getmaxx(win);
	palette_set(win, paint);
	for (int i = 0; i < 3; i++)
		mvwhline(win, y + i, 0, ' ', columns);
	palette_set(win, PAINT_TEXT);
	draw_centred(win, y + 1, paint, text);
}

static void draw_success(const struct runner_view *view, WINDOW *win)
{
	char time[HOUR_SIZE];
	hour_format(time, view->state_since[ENROL_SUCCESS]);
	draw_tick(win, 1, (getmaxx(win) - TICK_COLUMNS) / 2);
	draw_bar(win, 10, PAINT_GOOD, label(LABEL_SUBSTEP_4));
	draw_centred(win, 14, PAINT_TEXT, time);
	if (view->enrolment) {
		char level[64];
		snprintf(
		    level, sizeof level, _("Level of assurance %s"), view->enrolment->assurance);
		draw_centred(win, 15, PAINT_TEXT, level);
	}
	draw_centred(win, 17, PAINT_STRONG, _("Give the card back to the citizen."));
}

/* A refusal of the linkage check lists every reason at once. */
static int draw_reasons(const struct runner_view *view, WINDOW *win, struct box box)
{
	const struct api_linkage_answer *answer = view->linkage;
	int used = 0;
	for (size_t i = 0; i < answer->reason_count; i++) {
		struct error reason = {.problem = answer->reasons[i]};
		struct box rest = {
		    .y = box.y + used, .x = box.x, .rows = box.rows - used, .cells = box.cells};
		if (reason.problem == PROBLEM_REFUSED_IN_PROGRESS)
			snprintf(reason.context, sizeof reason.context, "%.190s",
			    answer->in_progress_office);
		used += draw_problem(win, rest, &reason);
	}
	return used;
}

static void draw_end(const struct runner_view *view, WINDOW *win)
{
	struct error error = {.problem = view->enrol->problem};
	struct box box = {.y = 4, .x = 4, .rows = CONTENT_ROWS - 4, .cells = getmaxx(win) - 8};
	if (view->error.problem == error.problem)
		error = view->error;
	draw_bar(win, 0, PAINT_ALARM,
	    view->enrol->state == ENROL_PARKED ? _("Left open") : _("Not enrolled"));
	if (problem_is_refusal(error.problem) && view->linkage && view->linkage->reason_count > 0)
		draw_reasons(view, win, box);
	else if (error.problem)
		draw_problem(win, box, &error);
}

void enrol_draw_result(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	(void)app;
	if (view->enrol->state == ENROL_SUCCESS)
		draw_success(view, win);
	else
		draw_end(view, win);
}
