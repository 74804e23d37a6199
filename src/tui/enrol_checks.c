/*
 * Steps 1 and 2: the person in fixed places, the checks below with their signs, the photo
 * beside. One question at a time is marked.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/person_view.h"

/* Rows below the person. */
enum { ROW_CHIP, ROW_LINKAGE, ROW_FACE, ROW_ANSWERS, ROW_FINGER, ROW_CHOICES, ROW_TROUBLE };

struct checks {
	const struct runner_view *view;
	WINDOW *win;
	int top; /* the row of ROW_CHIP */
	bool new_phone;
};

#define X     PERSON_X
#define CELLS PERSON_CELLS

/* Where a line of checks stands: before, at, or after the engine's state. */
static const char *sign(bool done, bool now)
{
	if (done)
		return SIGN_DONE;
	return now ? SIGN_NOW : SIGN_TO_DO;
}

static enum paint paint_of(bool now)
{
	return now ? PAINT_STRONG : PAINT_TEXT;
}

/* ---- waiting for a card ---- */

static const enum problem card_problem[] = {
    [RUNNER_CARD_UNKNOWN] = PROBLEM_NONE,
    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
    [RUNNER_CARD_EMPTY] = PROBLEM_NONE,
    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
};

static void draw_reader(const struct runner_view *view, WINDOW *win, int y)
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

static void draw_wait_card(const struct runner_view *view, WINDOW *win)
{
	struct box box = {.y = 1, .x = X + 2, .rows = 4, .cells = CELLS - 2};
	draw_text(win, box.y, X, 1, PAINT_STRONG, SIGN_NOW);
	box.y += draw_wrapped(win, box, PAINT_STRONG,
	    _("Has the applicant the D.DOPA app on their own phone already?"));
	draw_format(win, box.y + 1, X + 2, CELLS - 2, PAINT_TEXT, "%s",
	    _("Yes: put their latest ID card into the reader"));
	draw_format(win, box.y + 2, X + 2, CELLS - 2, PAINT_TEXT, "%s", _("No:  press N"));
	draw_reader(view, win, box.y + 5);
}

/* ---- the checks ---- */

/* One line of them, from column x on; returns the column after it. */
__attribute__((format(printf, 5, 6))) static int put(
    const struct checks *c, int row, int x, enum paint paint, const char *format, ...)
{
	char text[DRAW_TEXT_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	return x + draw_text(c->win, c->top + row, x, X + CELLS - x, paint, text);
}

#define BAR_CELLS 20

static void draw_progress(const struct checks *c)
{
	char bar[BAR_CELLS * 3 + 1] = "";
	const struct runner_view *view = c->view;
	uint64_t total = view->read_total ? view->read_total : 1;
	int percent = (int)(100ULL * view->read_done / total);
	for (int i = 0; i < BAR_CELLS; i++)
		text_append(bar, sizeof bar, i * 100 < percent * BAR_CELLS ? "█" : "░");
	put(c, ROW_CHIP, X, PAINT_STRONG, "%s %s %s %3d %%", SIGN_NOW,
	    view->text ? _("Reading the photo") : _("Reading the chip"), bar, percent);
}

static void draw_chip(const struct checks *c)
{
	int64_t ms = c->view->read_ms;
	if (!c->view->enrol->read_done) {
		draw_progress(c);
		return;
	}
	put(c, ROW_CHIP, X, PAINT_TEXT, _("%s The chip is read"), SIGN_DONE);
	put(c, ROW_CHIP, X + 40, PAINT_TEXT, _("%d.%d s"), (int)(ms / 1000), (int)(ms / 100 % 10));
}

static void draw_linkage(const struct checks *c)
{
	const struct enrol *e = c->view->enrol;
	bool failed = e->linkage == ENROL_CALL_FAILED || e->linkage == ENROL_CALL_UNKNOWN;
	bool now = e->state == ENROL_CHECKING;
	if (e->linkage_allowed)
		put(c, ROW_LINKAGE, X, PAINT_TEXT, "%s %s", SIGN_DONE,
		    c->new_phone ? _("Latest card, Thai national, another phone")
				 : _("Latest card, Thai national, not enrolled yet"));
	else if (failed)
		put(c, ROW_LINKAGE, X, PAINT_STRONG, "%s %s", SIGN_FAILED,
		    _("The centre's check failed: F3 tries again"));
	else
		put(c, ROW_LINKAGE, X, paint_of(now), "%s %s", sign(false, now),
		    _("The centre checks card and person"));
}

static void draw_face_question(const struct checks *c)
{
	const struct enrol *e = c->view->enrol;
	bool now = e->state == ENROL_FACE && e->read_done;
	bool done = e->verdict_given;
	put(c, ROW_FACE, X, paint_of(now), "%s %s", sign(done, now),
	    done ? _("The face is the holder's") : _("Is the holder the person on the photo?"));
	if (now)
		put(c, ROW_ANSWERS, X + 4, PAINT_TEXT, "%s",
		    _("[Y] same person      [N] not, or not sure"));
}

static const char *finger_word(enum finger finger)
{
	return finger == FINGER_RIGHT_INDEX ? _("right") : _("left");
}

/* "right 3", "right locked", "right none": as the chip tells, no try spent. */
static void finger_tries(
    char *out, size_t size, const struct finger_states *states, enum finger finger)
{
	const struct finger_state *f = &states->finger[finger];
	if (!f->stored)
		snprintf(out, size, _("%s none"), finger_word(finger));
	else if (f->locked || f->tries_left == 0)
		snprintf(out, size, _("%s locked"), finger_word(finger));
	else
		snprintf(out, size, "%s %d", finger_word(finger), f->tries_left);
}

static void draw_tries(const struct checks *c, int x)
{
	char right[128];
	char left[128];
	if (!c->view->fingers)
		return;
	finger_tries(right, sizeof right, c->view->fingers, FINGER_RIGHT_INDEX);
	finger_tries(left, sizeof left, c->view->fingers, FINGER_LEFT_INDEX);
	put(c, ROW_FINGER, x, PAINT_TEXT, _(", tries %s, %s"), right, left);
}

static void draw_finger(const struct checks *c)
{
	const struct enrol *e = c->view->enrol;
	bool now = e->state == ENROL_FINGER || e->state == ENROL_MATCHING;
	if (e->state >= ENROL_PROOFING) {
		put(c, ROW_FINGER, X, PAINT_TEXT, _("%s The finger matched (%s)"), SIGN_DONE,
		    finger_word(e->finger));
		return;
	}
	draw_tries(c, put(c, ROW_FINGER, X, paint_of(now), "%s %s", sign(false, now),
			  _("Finger match on card")));
	if (e->state == ENROL_FINGER)
		put(c, ROW_CHOICES, X + 4, PAINT_TEXT, "%s",
		    _("[R] right index finger   [L] left index finger"));
	if (e->state == ENROL_MATCHING)
		put(c, ROW_CHOICES, X + 4, PAINT_STRONG, _("Finger on the reader: %s"),
		    finger_word(e->finger));
}

static void draw_step_2(const struct checks *c)
{
	enum enrol_state state = c->view->enrol->state;
	if (state == ENROL_PROOFING)
		put(c, ROW_CHOICES, X, PAINT_STRONG, "%s %s", SIGN_NOW,
		    _("The centre records the proof"));
	else if (state == ENROL_PROOFED)
		put(c, ROW_CHOICES, X, PAINT_STRONG, "%s %s", SIGN_NOW, _("[C] create QR code"));
}

/* The manual's words, broken where the sentence is. */
static void draw_place_finger(WINDOW *win, struct box box)
{
	box.cells = 64;
	draw_wrapped(win, box, PAINT_STRONG, label(LABEL_PLACE_FINGER));
}

static bool one_left(const struct finger_states *states, enum finger finger)
{
	const struct finger_state *f = &states->finger[finger];
	return f->stored && !f->locked && f->tries_left == 1;
}

/* Before a try that may lock a finger for good the officer is warned: of the finger that
 * just failed, or, before any was tried, of either. */
static bool last_try(const struct runner_view *view)
{
	const struct enrol *e = view->enrol;
	if (e->state != ENROL_FINGER || !view->fingers)
		return false;
	if (e->problem == PROBLEM_FINGER_MISMATCH)
		return one_left(view->fingers, e->finger);
	return e->problem == PROBLEM_NONE && (one_left(view->fingers, FINGER_RIGHT_INDEX) ||
						 one_left(view->fingers, FINGER_LEFT_INDEX));
}

/* What the last rows say across the screen: trouble, else what the manual asks for. */
static void draw_below(const struct checks *c)
{
	struct error error = enrol_trouble(c->view);
	enum enrol_state state = c->view->enrol->state;
	int y = c->top + ROW_TROUBLE;
	struct box box = {
	    .y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(c->win) - 2 * X};
	if (last_try(c->view))
		error = (struct error){.problem = PROBLEM_FINGER_LAST_TRY};
	if (error.problem)
		draw_problem(c->win, box, &error);
	else if (state == ENROL_FINGER || state == ENROL_MATCHING)
		draw_place_finger(c->win, box);
}

void enrol_draw_checks(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	struct checks c = {.view = view, .win = win, .top = PERSON_ROWS, .new_phone = s->new_phone};
	bool waits = view->enrol->state == ENROL_WAIT_CARD;
	person_photo(win, view->face, waits ? NULL : _("The photo is still to come"));
	if (waits) {
		draw_wait_card(view, win);
		return;
	}
	if (view->text)
		c.top = person_draw(app, win, view->text, s->show_number);
	draw_chip(&c);
	draw_linkage(&c);
	draw_face_question(&c);
	draw_finger(&c);
	draw_step_2(&c);
	draw_below(&c);
}
