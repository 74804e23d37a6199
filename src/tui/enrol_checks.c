/*
 * Steps 1 and 2: the person in fixed places, the checks below with their signs, the photo
 * beside. One question at a time is marked.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/lang.h"
#include "counter/queue_words.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/fingers_view.h"
#include "tui/person_view.h"
#include "tui/reader_view.h"
#include "tui/writing_view.h"

/* Rows below the person. */
enum { ROW_CHIP, ROW_LINKAGE, ROW_FACE, ROW_ANSWERS, ROW_FINGER, ROW_CHOICES, ROW_TROUBLE };

struct checks {
	const struct runner_view *view;
	const struct finger_dialog *dialog;
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

static void draw_wait_card(const struct runner_view *view, WINDOW *win)
{
	struct box box = {.y = 1, .x = X + 2, .rows = 4, .cells = CELLS - 2};
	draw_text(win, box.y, X, 1, PAINT_STRONG, SIGN_NOW);
	box.y += draw_wrapped(win, box, PAINT_STRONG,
	    _("Has the applicant the D.DOPA app on their own phone already?"));
	draw_format(win, box.y + 1, X + 2, CELLS - 2, PAINT_TEXT, "%s",
	    _("Yes: put their latest ID card into the reader"));
	draw_format(win, box.y + 2, X + 2, CELLS - 2, PAINT_TEXT, "%s", _("No:  press N"));
	reader_draw(win, box.y + 5, view);
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

/* Beside the number, that of the citizen's place in the queue. */
static void draw_booking(const struct checks *c)
{
	char text[QUEUE_TEXT_SIZE];
	if (queue_picked(text, sizeof text, c->view->linkage))
		draw_right(c->win, 0, X + CELLS, CELLS - CITIZEN_NUMBER_SHOWN, PAINT_STRONG, text);
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

/* The card as it was told last: always in sight once it is known. */
static void draw_tries(const struct checks *c, int x)
{
	char text[2 * FINGER_TEXT_SIZE];
	if (!c->view->fingers)
		return;
	fingers_line(text, sizeof text, c->view->fingers);
	put(c, ROW_FINGER, x + 1, PAINT_STRONG, "%s", text);
}

/* What proved that the card is its holder's. */
static int draw_proof(const struct checks *c)
{
	const struct enrol *e = c->view->enrol;
	if (e->absence == ABSENCE_NONE)
		return put(c, ROW_FINGER, X, PAINT_TEXT, _("%s Matched (%s):"), SIGN_DONE,
		    finger_word(e->finger));
	put(c, ROW_ANSWERS, X, PAINT_STRONG, _("%s Exception, level IAL2.2: %s"), SIGN_DONE,
	    absence_words(e->absence));
	return put(c, ROW_FINGER, X, PAINT_TEXT, "%s %s", SIGN_TO_DO, _("No finger matched"));
}

static void draw_choices(const struct checks *c)
{
	const struct finger_states *states = c->view->fingers;
	int y = c->top + ROW_CHOICES;
	int x = X + 4;
	x += finger_choice_draw(c->win, y, x, states, FINGER_RIGHT_INDEX);
	finger_choice_draw(c->win, y, x + 4, states, FINGER_LEFT_INDEX);
}

static void draw_finger(struct app *app, const struct checks *c)
{
	const struct enrol *e = c->view->enrol;
	bool now =
	    e->state == ENROL_FINGER || e->state == ENROL_MATCHING || e->state == ENROL_LAST_TRY;
	if (e->state >= ENROL_PROOFING) {
		draw_tries(c, draw_proof(c));
		return;
	}
	draw_tries(c,
	    put(c, ROW_FINGER, X, paint_of(now), "%s %s", sign(false, now), _("Match on card:")));
	if (e->state == ENROL_FINGER)
		draw_choices(c);
	else if (e->state == ENROL_LAST_TRY)
		last_try_draw(app, c->dialog, c->win, c->top + ROW_CHOICES);
	else if (e->state == ENROL_MATCHING)
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

/* A match needs a word of what is at stake before the last try is even chosen. */
static bool warns(const struct checks *c, struct box *box)
{
	const struct runner_view *view = c->view;
	if (view->enrol->state != ENROL_FINGER || !view->fingers)
		return false;
	for (int i = 0; i < FINGER_COUNT; i++)
		if (finger_standing(&view->fingers->finger[i]) == STANDING_LAST) {
			draw_wrapped(c->win, *box, PAINT_STRONG,
			    _("! One finger has one try left: if it fails, the chip locks it. Take "
			      "the "
			      "other finger first if you can."));
			return true;
		}
	return false;
}

/* What the last rows say across the screen: why a key did nothing, trouble, guidance at the
 * sensor, else what the manual asks for. */
static void draw_below(const struct checks *c)
{
	struct error error = enrol_trouble(c->view);
	enum enrol_state state = c->view->enrol->state;
	int y = c->top + ROW_TROUBLE;
	struct box box = {
	    .y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(c->win) - 2 * X};
	if (state == ENROL_LAST_TRY || denied_draw(c->dialog, c->win, y))
		return;
	if (error.problem)
		draw_problem(c->win, box, &error);
	else if (state == ENROL_MATCHING && !c->view->enrol->verifying)
		guide_draw(c->win, y, c->view, c->view->enrol->finger);
	else if (state == ENROL_MATCHING)
		bar_draw(c->win, y, PAINT_BAR, _("The chip compares the finger"));
	else if (!warns(c, &box) && state == ENROL_FINGER)
		draw_place_finger(c->win, box);
}

void enrol_draw_checks(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	struct checks c = {.view = view,
	    .dialog = &s->dialog,
	    .win = win,
	    .top = PERSON_ROWS,
	    .new_phone = s->new_phone};
	bool waits = view->enrol->state == ENROL_WAIT_CARD;
	person_photo(app, win, view->face, waits ? NULL : _("The photo is still to come"));
	if (waits) {
		draw_wait_card(view, win);
		return;
	}
	if (view->text)
		c.top = person_draw(app, win, view->text);
	if (finger_dialog_active(&s->dialog) && view->enrol->state != ENROL_LAST_TRY) {
		writing_draw(app, &s->dialog, win, c.top);
		return;
	}
	reading_draw(win, c.top + ROW_CHIP, view);
	draw_booking(&c);
	draw_linkage(&c);
	draw_face_question(&c);
	draw_finger(app, &c);
	draw_step_2(&c);
	draw_below(&c);
}
