/*
 * Steps 1 and 2: the person in fixed places, the checks below with their signs, the photo
 * beside. One question at a time is marked.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/person_view.h"

enum {
	ROW_CHIP = PERSON_ROWS,
	ROW_LINKAGE,
	ROW_FACE,
	ROW_ANSWERS,
	ROW_FINGER,
	ROW_CHOICES,
	ROW_TROUBLE = PHOTO_ROWS
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

#define BAR_CELLS 20

static void draw_progress(const struct runner_view *view, WINDOW *win)
{
	char bar[BAR_CELLS * 3 + 1] = "";
	uint64_t total = view->read_total ? view->read_total : 1;
	int percent = (int)(100ULL * view->read_done / total);
	for (int i = 0; i < BAR_CELLS; i++)
		text_append(bar, sizeof bar, i * 100 < percent * BAR_CELLS ? "█" : "░");
	draw_format(win, ROW_CHIP, X, CELLS, PAINT_STRONG, "%s %s %s %3d %%", SIGN_NOW,
	    view->text ? _("Reading the photo") : _("Reading the chip"), bar, percent);
}

static void draw_chip(const struct runner_view *view, WINDOW *win)
{
	if (!view->enrol->read_done) {
		draw_progress(view, win);
		return;
	}
	draw_format(win, ROW_CHIP, X, CELLS, PAINT_TEXT, _("%s The chip is read"), SIGN_DONE);
	draw_format(win, ROW_CHIP, X + 40, CELLS - 40, PAINT_TEXT, _("%d.%d s"),
	    (int)(view->read_ms / 1000), (int)(view->read_ms / 100 % 10));
}

static void draw_linkage(const struct runner_view *view, WINDOW *win)
{
	const struct enrol *e = view->enrol;
	bool failed = e->linkage == ENROL_CALL_FAILED || e->linkage == ENROL_CALL_UNKNOWN;
	if (e->linkage_allowed)
		draw_format(win, ROW_LINKAGE, X, CELLS, PAINT_TEXT, "%s %s", SIGN_DONE,
		    _("Latest card, Thai national, not enrolled yet"));
	else if (failed)
		draw_format(win, ROW_LINKAGE, X, CELLS, PAINT_STRONG, "%s %s", SIGN_FAILED,
		    _("The centre's check failed: F3 tries again"));
	else
		draw_format(win, ROW_LINKAGE, X, CELLS, paint_of(e->state == ENROL_CHECKING),
		    "%s %s", e->state == ENROL_CHECKING ? SIGN_NOW : SIGN_TO_DO,
		    _("The centre checks card and person"));
}

static void draw_face_question(const struct runner_view *view, WINDOW *win)
{
	bool now = view->enrol->state == ENROL_FACE && view->enrol->read_done;
	bool done = view->enrol->verdict_given;
	draw_format(win, ROW_FACE, X, CELLS, paint_of(now), "%s %s", sign(done, now),
	    done ? _("The face is the holder's") : _("Is the holder the person on the photo?"));
	if (now)
		draw_text(win, ROW_ANSWERS, X + 4, CELLS - 4, PAINT_TEXT,
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

static void draw_fingers(const struct finger_states *states, WINDOW *win, int x)
{
	char right[128];
	char left[128];
	if (!states)
		return;
	finger_tries(right, sizeof right, states, FINGER_RIGHT_INDEX);
	finger_tries(left, sizeof left, states, FINGER_LEFT_INDEX);
	draw_format(
	    win, ROW_FINGER, x, X + CELLS - x, PAINT_TEXT, _(", tries %s, %s"), right, left);
}

static void draw_finger(const struct runner_view *view, WINDOW *win)
{
	enum enrol_state state = view->enrol->state;
	bool now = state == ENROL_FINGER || state == ENROL_MATCHING;
	bool done = state >= ENROL_PROOFING && state <= ENROL_CREATING;
	if (done) {
		draw_format(win, ROW_FINGER, X, CELLS, PAINT_TEXT, _("%s The finger matched (%s)"),
		    SIGN_DONE, finger_word(view->enrol->finger));
		return;
	}
	int used = draw_format(win, ROW_FINGER, X, CELLS, paint_of(now), "%s %s", sign(false, now),
	    _("Finger match on card"));
	draw_fingers(view->fingers, win, X + used);
	if (state == ENROL_FINGER)
		draw_text(win, ROW_CHOICES, X + 4, CELLS - 4, PAINT_TEXT,
		    _("[R] right index finger   [L] left index finger"));
	if (state == ENROL_MATCHING)
		draw_format(win, ROW_CHOICES, X + 4, CELLS - 4, PAINT_STRONG,
		    _("Finger on the reader: %s"), finger_word(view->enrol->finger));
}

static void draw_step_2(const struct runner_view *view, WINDOW *win)
{
	enum enrol_state state = view->enrol->state;
	if (state == ENROL_PROOFING)
		draw_format(win, ROW_CHOICES, X, CELLS, PAINT_STRONG, "%s %s", SIGN_NOW,
		    _("The centre records the proof"));
	else if (state == ENROL_PROOFED)
		draw_format(win, ROW_CHOICES, X, CELLS, PAINT_STRONG, "%s %s", SIGN_NOW,
		    _("[C] create QR code"));
	else if (state == ENROL_CREATING)
		draw_format(win, ROW_CHOICES, X, CELLS, PAINT_STRONG, "%s %s", SIGN_NOW,
		    _("The centre makes the QR code"));
}

/* The manual's words, broken where the sentence is. */
static void draw_place_finger(WINDOW *win, struct box box)
{
	box.cells = 64;
	draw_wrapped(win, box, PAINT_STRONG, label(LABEL_PLACE_FINGER));
}

/* What the last rows say across the screen: trouble, else what the manual asks for. */
static void draw_below(const struct runner_view *view, WINDOW *win)
{
	struct error error = enrol_trouble(view);
	struct box box = {.y = ROW_TROUBLE,
	    .x = X,
	    .rows = CONTENT_ROWS - ROW_TROUBLE,
	    .cells = getmaxx(win) - 2};
	enum enrol_state state = view->enrol->state;
	if (error.problem)
		draw_problem(win, box, &error);
	else if (state == ENROL_FINGER || state == ENROL_MATCHING)
		draw_place_finger(win, box);
}

void enrol_draw_checks(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	bool waits = view->enrol->state == ENROL_WAIT_CARD;
	const char *note = waits ? NULL : _("The photo is still to come");
	person_photo(win, view->face, note);
	if (waits) {
		draw_wait_card(view, win);
		return;
	}
	if (view->text)
		person_draw(app, win, view->text, s->show_number);
	draw_chip(view, win);
	draw_linkage(view, win);
	draw_face_question(view, win);
	draw_finger(view, win);
	draw_step_2(view, win);
	draw_below(view, win);
}
