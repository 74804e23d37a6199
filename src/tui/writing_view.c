#include "tui/writing_view.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/fingers_view.h"
#include "tui/person_view.h"

#define X     PERSON_X
#define CELLS PERSON_CELLS

struct drawing {
	struct app *app;
	const struct finger_dialog *d;
	const struct runner_view *view;
	const struct writing *w; /* NULL: not storing yet, or an exception */
	WINDOW *win;
	int top;
};

static int below(const struct drawing *c)
{
	return c->top + WRITING_ROWS;
}

static struct box box_below(WINDOW *win, int y)
{
	return (struct box){
	    .y = y, .x = X, .rows = CONTENT_ROWS - y, .cells = getmaxx(win) - 2 * X};
}

static void line(const struct drawing *c, int row, int x, enum paint paint, const char *text)
{
	draw_text(c->win, c->top + row, X + x, CELLS - x, paint, text);
}

static void question(const struct drawing *c, const char *text)
{
	line(c, 0, 0, PAINT_STRONG, SIGN_NOW);
	line(c, 0, 2, PAINT_STRONG, text);
}

bool denied_draw(const struct finger_dialog *d, WINDOW *win, int y)
{
	struct error error = {.problem = d->why.problem};
	struct box box = box_below(win, y);
	if (error.problem != PROBLEM_NONE) {
		draw_problem(win, box, &error);
	} else if (d->why.text) {
		draw_text(win, y, X, 1, PAINT_STRONG, SIGN_FAILED);
		box.x += 2;
		box.cells -= 2;
		draw_wrapped(win, box, PAINT_STRONG, _(d->why.text));
	}
	return !why_not_nothing(&d->why);
}

void denied_tell(struct app *app, struct finger_dialog *d)
{
	if (!d->why.text || text_width(_(d->why.text)) > NOTICE_CELLS)
		return;
	app->notice = d->why.text;
	finger_dialog_clear(d);
}

/* Trouble of the writing or the exception, with its context where that is known. */
static bool draw_trouble(const struct drawing *c)
{
	struct error error = c->view->error;
	if (c->w && c->w->problem != error.problem)
		error = (struct error){.problem = c->w->problem};
	if (error.problem == PROBLEM_NONE || error.problem == PROBLEM_NO_FINGER_ON_CARD)
		return false;
	draw_problem(c->win, box_below(c->win, below(c)), &error);
	return true;
}

/* ---- which fingers ---- */

static void choice(const struct drawing *c, int row, int action, const char *text)
{
	bool can = finger_dialog_can(c->d, action);
	line(c, row, 4, can ? PAINT_TEXT : PAINT_OFF, text);
	if (!can)
		line(c, row, 2, PAINT_OFF, SIGN_FAILED);
}

/* Where the other one is there already, one alone is nothing to give a reason for. */
static bool in_chip(const struct drawing *c, enum finger finger)
{
	return c->view->fingers && c->view->fingers->finger[finger].stored;
}

/* The exception is offered where it is a way at all: in an enrollment. */
static void draw_ask(const struct drawing *c)
{
	char text[2 * FINGER_TEXT_SIZE];
	struct box box = box_below(c->win, below(c));
	question(c, _("Which index fingers are stored in the chip?"));
	choice(c, 1, ACT_BOTH, _("[B] both, each placed three times"));
	choice(c, 2, ACT_ONLY_RIGHT,
	    in_chip(c, FINGER_LEFT_INDEX) ? _("[R] right index finger")
					  : _("[R] the right one only, with a reason"));
	choice(c, 3, ACT_ONLY_LEFT,
	    in_chip(c, FINGER_RIGHT_INDEX) ? _("[L] left index finger")
					   : _("[L] the left one only, with a reason"));
	if (!c->view->enrol->desk)
		choice(c, 4, ACT_NO_FINGER, _("[E] neither can be stored: an exception"));
	if (c->view->fingers) {
		fingers_line(text, sizeof text, c->view->fingers);
		draw_format(
		    c->win, c->top + 5, X + 2, CELLS - 2, PAINT_TEXT, _("The chip: %s"), text);
	}
	if (denied_draw(c->d, c->win, below(c)) || draw_trouble(c))
		return;
	if (!c->view->enrol->desk)
		draw_wrapped(
		    c->win, box, PAINT_STRONG, _(problem_row(PROBLEM_NO_FINGER_ON_CARD)->todo));
}

static void draw_reasons(const struct drawing *c)
{
	static const enum finger_absence reasons[] = {
	    ABSENCE_MISSING, ABSENCE_INJURED, ABSENCE_NO_PRINT};
	for (int i = 0; i < 3; i++) {
		char text[DRAW_TEXT_SIZE];
		snprintf(text, sizeof text, "[%d] %s", i + 1, absence_words(reasons[i]));
		line(c, 1 + i, 4, PAINT_TEXT, text);
	}
}

static void draw_reason(const struct drawing *c)
{
	bool right = c->d->fingers == 1U << FINGER_RIGHT_INDEX;
	question(c, right ? _("Why is the left index finger not stored?")
			  : _("Why is the right index finger not stored?"));
	draw_reasons(c);
	draw_wrapped(c->win, box_below(c->win, below(c)), PAINT_TEXT,
	    _("The reason is kept at the centre. One finger is enough to enroll; the level of "
	      "assurance stays the same."));
}

static void draw_meaning(const struct drawing *c)
{
	struct box box = box_below(c->win, below(c));
	box.y += draw_wrapped(c->win, box, PAINT_STRONG,
	    _("This lowers the level of assurance of this identity to IAL2.2 (IAL2.3 with a "
	      "finger)."));
	draw_wrapped(c->win, box, PAINT_TEXT,
	    _("The centre keeps the reason, and a second officer must approve. A chip that cannot "
	      "be read is never an exception."));
}

static void draw_exception(const struct drawing *c)
{
	question(c, _("Enroll without a finger: why can none be matched?"));
	draw_reasons(c);
	draw_meaning(c);
}

/* ---- not the same person ---- */

static void draw_not_same(const struct drawing *c)
{
	struct box box = box_below(c->win, below(c));
	question(c, _("Why are holder and card not the same person?"));
	for (int i = 0; i < FACE_REASONS; i++) {
		char text[DRAW_TEXT_SIZE];
		snprintf(text, sizeof text, "[%d] %s", i + 1, _(face_reasons[i].words));
		line(c, 1 + i, 4, PAINT_TEXT, text);
	}
	box.y += draw_wrapped(c->win, box, PAINT_STRONG,
	    _("Each of them ends this attempt. Esc: back to the question, nothing is recorded."));
	if (!c->view->enrol->desk)
		draw_wrapped(c->win, box, PAINT_TEXT,
		    _("The centre records your office, your name and the reason; nothing of the "
		      "person."));
}

/* ---- the second officer ---- */

static const char *what_is_approved(const struct drawing *c)
{
	static const char *const removed[FINGER_COUNT] = {
	    N_("Remove the right index finger from this chip"),
	    N_("Remove the left index finger from this chip")};
	static const char *const stored[FINGER_COUNT] = {
	    N_("Store the right index finger in this chip"),
	    N_("Store the left index finger in this chip")};
	if (!c->w)
		return _("Enroll without a finger, level IAL2.2");
	if (c->w->write == FINGER_WRITE_REMOVE)
		return _(removed[c->w->finger]);
	if (c->w->wanted == 1U << FINGER_RIGHT_INDEX)
		return _(stored[FINGER_RIGHT_INDEX]);
	if (c->w->wanted == 1U << FINGER_LEFT_INDEX)
		return _(stored[FINGER_LEFT_INDEX]);
	return _("Store both index fingers in this chip");
}

static void draw_second(const struct drawing *c)
{
	const struct officer_fields *f = &c->d->second;
	question(c, _("A second officer of this office approves:"));
	line(c, 1, 2, PAINT_STRONG, what_is_approved(c));
	officer_fields_draw(c->app, f, c->win, c->top + 3, _("Second officer's number"));
	if (f->notice)
		draw_wrapped(c->win, box_below(c->win, below(c)), PAINT_STRONG, _(f->notice));
	else if (!f->busy && !draw_trouble(c))
		draw_wrapped(c->win, box_below(c->win, below(c)), PAINT_TEXT,
		    _("Another person than you, with their own number and PIN, who has looked at "
		      "card and citizen. Do not type for them."));
}

/* ---- the progress of each finger ---- */

/* What is done with the finger at hand. */
static const char *now_words(const struct drawing *c)
{
	static const char *const words[WRITING_STATE_COUNT] = {
	    [WRITING_CHALLENGE] = N_("the chip gets ready"),
	    [WRITING_AUTHORISING] = N_("the centre authorises it"),
	    [WRITING_WRITING] = N_("is being written"),
	    [WRITING_TROUBLE] = N_("trouble, see below"),
	};
	const char *text = words[c->w->state];
	return text ? _(text) : "";
}

static int presses_done(const struct drawing *c)
{
	if (c->w->state != WRITING_CAPTURE)
		return c->w->captured ? ENROLL_PRESSES : 0;
	if (!c->view->guiding)
		return 0;
	return c->view->guide == GUIDE_LIFT ? c->view->press : c->view->press - 1;
}

static void finger_now(const struct drawing *c, int row, enum finger finger)
{
	char text[DRAW_TEXT_SIZE];
	bool stores = c->w->write == FINGER_WRITE_STORE;
	const char *sign = c->w->state == WRITING_TROUBLE ? SIGN_FAILED : SIGN_NOW;
	if (stores)
		snprintf(text, sizeof text, "%s %s  %d/%d  %s", sign, finger_title(finger),
		    presses_done(c), ENROLL_PRESSES, now_words(c));
	else
		snprintf(text, sizeof text, "%s %s  %s", sign, finger_title(finger), now_words(c));
	line(c, row, 0, PAINT_STRONG, text);
}

static void finger_else(const struct drawing *c, int row, enum finger finger)
{
	char text[DRAW_TEXT_SIZE];
	char state[FINGER_TEXT_SIZE] = "";
	unsigned bit = 1U << finger;
	bool stores = c->w->write == FINGER_WRITE_STORE;
	const char *reason = stores ? absence_words(c->d->absence) : "";
	if (c->w->done & bit)
		snprintf(text, sizeof text, "%s %s  %s", SIGN_DONE, finger_title(finger),
		    stores ? _("3/3  stored in the chip") : _("removed from the chip"));
	else if (c->w->wanted & bit)
		snprintf(text, sizeof text, "%s %s  0/%d", SIGN_TO_DO, finger_title(finger),
		    ENROLL_PRESSES);
	else {
		if (c->view->fingers)
			finger_standing_text(
			    state, sizeof state, &c->view->fingers->finger[finger]);
		snprintf(text, sizeof text, "%s %s  %s", SIGN_TO_DO, finger_title(finger),
		    reason[0] ? reason : state);
	}
	line(c, row, 0, PAINT_TEXT, text);
}

static void draw_fingers(const struct drawing *c)
{
	for (int i = 0; i < FINGER_COUNT; i++) {
		bool now = (int)c->w->finger == i && !(c->w->done & (1U << i)) &&
			   (c->w->wanted & (1U << i));
		if (now)
			finger_now(c, 1 + i, (enum finger)i);
		else
			finger_else(c, 1 + i, (enum finger)i);
	}
}

static void draw_approved(const struct drawing *c)
{
	char text[DRAW_TEXT_SIZE];
	if (!c->w->approval)
		return;
	snprintf(text, sizeof text, "%s %s %s", c->w->approved ? SIGN_DONE : SIGN_TO_DO,
	    _("Second officer:"), c->view->approval ? c->view->approval->officer_name : "");
	line(c, 3, 0, PAINT_TEXT, text);
}

static void draw_trouble_choices(const struct drawing *c)
{
	line(c, 4, 4, PAINT_TEXT,
	    writing_accepts(c->w, WRITING_EV_AGAIN) ? _("[F3] try again      [Esc] give up")
						    : _("[Esc] give up"));
}

static void draw_progress(const struct drawing *c)
{
	line(c, 0, 0, PAINT_STRONG,
	    c->w->write == FINGER_WRITE_STORE ? _("Index fingers are stored in the chip")
					      : _("A finger is removed from the chip"));
	draw_fingers(c);
	draw_approved(c);
	if (c->w->state == WRITING_TROUBLE)
		draw_trouble_choices(c);
	if (denied_draw(c->d, c->win, below(c) + GUIDE_ROWS))
		return;
	if (c->w->state == WRITING_TROUBLE)
		draw_trouble(c);
	else if (c->w->state == WRITING_CAPTURE)
		guide_draw(c->win, below(c), c->view, c->w->finger);
	else
		bar_draw(c->win, below(c), PAINT_ALARM, _("!  DO NOT REMOVE THE CARD"));
}

/* ---- which of them ---- */

static void draw_engine(const struct drawing *c)
{
	bool second = !c->w || c->w->state == WRITING_APPROVAL || c->w->state == WRITING_APPROVING;
	if (second)
		draw_second(c);
	else if (c->w->state == WRITING_ASK)
		draw_ask(c);
	else
		draw_progress(c);
}

void writing_draw(struct app *app, const struct finger_dialog *d, WINDOW *win, int top)
{
	const struct runner_view *view = runner_view(d->runner);
	struct drawing c = {
	    .app = app, .d = d, .view = view, .w = view->writing, .win = win, .top = top};
	static void (*const questions[])(const struct drawing *) = {
	    [QUESTION_NONE] = draw_engine,
	    [QUESTION_FINGERS] = draw_ask,
	    [QUESTION_REASON] = draw_reason,
	    [QUESTION_EXCEPTION] = draw_exception,
	    [QUESTION_FACE] = draw_not_same,
	};
	questions[d->question](&c);
}

/* ---- the last try ---- */

static void draw_last_field(struct app *app, const struct digits *typed, WINDOW *win, int y)
{
	int x = X + 4;
	x += draw_text(
	    win, y, x, CELLS - 12, PAINT_STRONG, _("Last three digits of the citizen number:"));
	x += draw_text(win, y, x, 2, PAINT_STRONG, " [");
	for (int i = 0; i < LAST_TRY_DIGITS; i++)
		draw_format(win, y, x + 1 + i, 1, PAINT_STRONG, "%c",
		    (size_t)i < typed->len ? typed->text[i] : '_');
	draw_text(win, y, x + 2 + LAST_TRY_DIGITS, 1, PAINT_STRONG, "]");
	app_cursor(app, y, x + 1 + (int)typed->len);
}

static bool other_usable(const struct finger_dialog *d, enum finger finger)
{
	const struct finger_states *states = runner_view(d->runner)->fingers;
	return states && finger_can(&states->finger[finger_other(finger)], FINGER_MATCH);
}

void last_try_draw(struct app *app, const struct finger_dialog *d, WINDOW *win, int y)
{
	enum finger finger = runner_view(d->runner)->enrol->finger;
	struct box box = box_below(win, y + 1);
	draw_last_field(app, &d->last_try, win, y);
	palette_set(win, PAINT_ALARM);
	mvwhline(win, box.y, 0, ' ', getmaxx(win));
	palette_set(win, PAINT_TEXT);
	draw_centred(win, box.y, PAINT_ALARM,
	    finger == FINGER_RIGHT_INDEX ? _("!  THE LAST TRY OF THE RIGHT INDEX FINGER")
					 : _("!  THE LAST TRY OF THE LEFT INDEX FINGER"));
	box.y += 1;
	box.y += draw_wrapped(win, box, PAINT_TEXT,
	    _("If it does not match once more, the chip locks this finger. Type the digits only if "
	      "you are sure that it is the right finger; nothing is spent before."));
	draw_wrapped(win, box, PAINT_TEXT,
	    other_usable(d, finger) ? _("Not sure: Esc, then the other finger.")
				    : _("Not sure: Esc. The last try is kept."));
}
