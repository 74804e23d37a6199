#include "tui/reader_view.h"

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/person_view.h"

#define X     PERSON_X
#define CELLS PERSON_CELLS

static const enum problem card_problem[] = {
    [RUNNER_CARD_UNKNOWN] = PROBLEM_NONE,
    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
    [RUNNER_CARD_EMPTY] = PROBLEM_NONE,
    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
};

void reader_draw(WINDOW *win, int y, const struct runner_view *view)
{
	struct error error = view->card_error;
	struct box box = {.y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = CELLS};
	if (error.problem == PROBLEM_NONE)
		error.problem = card_problem[view->card];
	if (error.problem)
		draw_problem(win, box, &error);
	else if (view->card == RUNNER_CARD_PRESENT)
		draw_wrapped(win, box, PAINT_STRONG, _("A card is in the reader: F3 reads it."));
	else if (view->card == RUNNER_CARD_EMPTY)
		draw_format(win, y, X, CELLS, PAINT_TEXT, "%s %s", SIGN_DONE,
		    _("The card reader is ready"));
}

#define BAR_CELLS 20

static void draw_progress(WINDOW *win, int y, const struct runner_view *view)
{
	char bar[BAR_CELLS * 3 + 1] = "";
	uint64_t total = view->read_total ? view->read_total : 1;
	int percent = (int)(100ULL * view->read_done / total);
	for (int i = 0; i < BAR_CELLS; i++)
		text_append(bar, sizeof bar, i * 100 < percent * BAR_CELLS ? "█" : "░");
	draw_format(win, y, X, CELLS, PAINT_STRONG, "%s %s %s %3d %%", SIGN_NOW,
	    view->text ? _("Reading the photo") : _("Reading the chip"), bar, percent);
}

void reading_draw(WINDOW *win, int y, const struct runner_view *view)
{
	int64_t ms = view->read_ms;
	if (!view->enrol->read_done) {
		draw_progress(win, y, view);
		return;
	}
	draw_format(win, y, X, CELLS, PAINT_TEXT, _("%s The chip is read"), SIGN_DONE);
	draw_format(win, y, X + 40, CELLS - 40, PAINT_TEXT, _("%d.%d s"), (int)(ms / 1000),
	    (int)(ms / 100 % 10));
}

const char *reader_waiting(const struct runner_view *view)
{
	static const char *const what[] = {
	    [RUNNER_CARD_UNKNOWN] = N_("Looking for the card reader"),
	    [RUNNER_CARD_NO_PCSCD] = N_("Waiting for the card service (pcscd)"),
	    [RUNNER_CARD_NO_READER] = N_("Waiting for a card reader"),
	    [RUNNER_CARD_EMPTY] = NULL,
	    [RUNNER_CARD_PRESENT] = NULL,
	};
	if (view->card == RUNNER_CARD_NO_PCSCD && view->card_error.problem == PROBLEM_READER_AWAY)
		return _("Waiting for the connection to the reader");
	return what[view->card] ? _(what[view->card]) : NULL;
}
