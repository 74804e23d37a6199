/*
 * How the Match on Card screen looks: person and photo as in the enrollment, below them how
 * each index finger stands in the chip, and what can be done.
 */
#include "tui/moc_view.h"

#include <stdio.h>

#include "base/lang.h"
#include "tui/draw.h"
#include "tui/fingers_view.h"
#include "tui/person_view.h"
#include "tui/reader_view.h"
#include "tui/writing_view.h"

/* Rows below the person. */
enum { ROW_CHIP, ROW_RIGHT, ROW_LEFT, ROW_QUESTION, ROW_CHOICES, ROW_MORE, ROW_BELOW };

#define X     PERSON_X
#define CELLS PERSON_CELLS

static const char *standing_sign(const struct finger_state *f)
{
	static const char *const signs[] = {[STANDING_GOOD] = SIGN_DONE,
	    [STANDING_LAST] = "!",
	    [STANDING_EMPTY] = SIGN_TO_DO,
	    [STANDING_DAMAGED] = SIGN_FAILED,
	    [STANDING_LOCKED] = SIGN_FAILED};
	return signs[finger_standing(f)];
}

static void draw_states(const struct runner_view *view, WINDOW *win, int y)
{
	for (int i = 0; view->fingers && view->fingers->applet && i < FINGER_COUNT; i++) {
		const struct finger_state *f = &view->fingers->finger[i];
		char text[FINGER_TEXT_SIZE];
		finger_standing_text(text, sizeof text, f);
		draw_format(win, y + i, X, CELLS, PAINT_STRONG, "%s %s", standing_sign(f),
		    finger_title((enum finger)i));
		draw_text(win, y + i, X + 24, CELLS - 24, PAINT_STRONG, text);
	}
}

static void draw_choices(const struct moc_screen *s, WINDOW *win, int y)
{
	static const struct {
		int action, row, x;
		const char *text;
	} choices[] = {
	    {MOC_RIGHT, 0, X + 4, N_("[R] match right")},
	    {MOC_LEFT, 0, X + 28, N_("[L] match left")},
	    {MOC_STORE, 1, X + 4, N_("[S] store")},
	    {MOC_REMOVE, 1, X + 28, N_("[X] remove")},
	};
	for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++) {
		bool now = moc_can(s, choices[i].action);
		draw_format(win, y + choices[i].row, choices[i].x, 24, now ? PAINT_TEXT : PAINT_OFF,
		    "%s%s", _(choices[i].text), now ? "" : " " SIGN_FAILED);
	}
}

static void draw_asked(const struct moc_screen *s, WINDOW *win, int top)
{
	bool face = s->ask == ASK_FACE;
	draw_format(win, top + ROW_QUESTION, X, CELLS, PAINT_STRONG, "%s %s", SIGN_NOW,
	    face ? _("Is the holder the person on the photo?") : _("Which finger is removed?"));
	draw_text(win, top + ROW_CHOICES, X + 4, CELLS - 4, PAINT_TEXT,
	    face ? _("[Y] same person      [N] not, or not sure")
		 : _("[R] right index finger   [L] left index finger"));
}

static void draw_desk(const struct moc_screen *s, WINDOW *win, int top)
{
	if (s->ask != ASK_NOTHING) {
		draw_asked(s, win, top);
		return;
	}
	draw_format(win, top + ROW_QUESTION, X, CELLS, PAINT_STRONG, "%s %s", SIGN_NOW,
	    _("What is to be done with this card?"));
	draw_choices(s, win, top + ROW_CHOICES);
}

static void draw_note(const struct moc_screen *s, WINDOW *win, int y)
{
	static const char *const notes[][FINGER_COUNT] = {
	    [NOTE_MATCHED] = {N_("THE RIGHT INDEX FINGER MATCHES THE CARD"),
		N_("THE LEFT INDEX FINGER MATCHES THE CARD")},
	    [NOTE_STORED] = {N_("STORED IN THE CHIP: NOW MATCH IT ONCE"),
		N_("STORED IN THE CHIP: NOW MATCH IT ONCE")},
	    [NOTE_REMOVED] = {N_("REMOVED FROM THE CHIP"), N_("REMOVED FROM THE CHIP")},
	};
	char text[DRAW_TEXT_SIZE];
	enum finger finger = runner_view(s->runner)->desk_result.finger;
	snprintf(text, sizeof text, "%s  %s", SIGN_DONE, _(notes[s->note][finger]));
	bar_draw(win, y, PAINT_GOOD, text);
}

static struct error trouble_of(const struct runner_view *view)
{
	if (view->error.problem != PROBLEM_NONE)
		return view->error;
	if (view->fingers && !view->fingers->applet)
		return (struct error){.problem = PROBLEM_NO_MOC_APPLET};
	return (struct error){.problem = view->enrol->problem};
}

static void draw_below(const struct moc_screen *s, WINDOW *win, int y)
{
	const struct runner_view *view = runner_view(s->runner);
	struct error error = trouble_of(view);
	struct box box = {.y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(win) - 2 * X};
	if (denied_draw(&s->dialog, win, y))
		return;
	if (view->enrol->state == ENROL_MATCHING && !view->enrol->verifying)
		guide_draw(win, y, view, view->enrol->finger);
	else if (view->enrol->state == ENROL_MATCHING)
		bar_draw(win, y, PAINT_BAR, _("The chip compares the finger"));
	else if (error.problem)
		draw_problem(win, box, &error);
	else if (s->note != NOTE_NOTHING)
		draw_note(s, win, y);
}

static void draw_card(struct app *app, const struct moc_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	int top = PERSON_ROWS;
	person_photo(app, win, view->face, _("The photo is still to come"));
	if (view->text)
		top = person_draw(app, win, view->text);
	if (finger_dialog_active(&s->dialog) && view->enrol->state != ENROL_LAST_TRY) {
		writing_draw(app, &s->dialog, win, top);
		return;
	}
	reading_draw(win, top + ROW_CHIP, view);
	draw_states(view, win, top + ROW_RIGHT);
	if (view->enrol->state == ENROL_LAST_TRY)
		last_try_draw(app, &s->dialog, win, top + ROW_CHOICES);
	else if (view->enrol->state == ENROL_DESK)
		draw_desk(s, win, top);
	if (view->enrol->state != ENROL_LAST_TRY)
		draw_below(s, win, top + ROW_BELOW);
}

static void draw_waiting(const struct moc_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	struct error error = trouble_of(view);
	struct box box = {.y = 4, .x = 4, .rows = 8, .cells = getmaxx(win) - 8};
	if (moc_over(s) && error.problem != PROBLEM_NONE)
		draw_problem(win, box, &error);
	else
		draw_centred(
		    win, 5, PAINT_STRONG, _("Put a Thai national ID card into the reader"));
	reader_draw(win, 13, view);
}

void moc_draw(struct app *app, const struct moc_screen *s, WINDOW *win)
{
	struct box box = {.y = 4, .x = 4, .rows = 14, .cells = getmaxx(win) - 8};
	if (!moc_live(s))
		draw_problem(win, box, &s->error);
	else if (runner_view(s->runner)->enrol->state == ENROL_WAIT_CARD || moc_over(s))
		draw_waiting(s, win);
	else
		draw_card(app, s, win);
}
