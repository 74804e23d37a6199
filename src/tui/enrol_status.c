/*
 * Step 3: the code on the left for the phone's camera, on the right who it is for and the
 * manual's four sub-steps. Once the code is scanned the left half asks for the four digits
 * or tells what the phone is about.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "counter/wait_words.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/paint_qr.h"
#include "tui/parked.h"
#include "tui/person_view.h"
#include "tui/unmask.h"

#define X	   39
#define RIGHT	   (CONTENT_COLUMNS - 1)
#define CELLS	   (RIGHT - X)
#define LEFT	   1
#define LEFT_CELLS (X - LEFT - 3)

enum {
	ROW_NAME = 0,
	ROW_NUMBER = 2,
	ROW_LEVEL = 3,
	ROW_SUBSTEPS = 4,
	ROW_PHONE = 9,
	ROW_TYPED = 10,
	ROW_SAY = 13,
	ROW_PICTURE = 18
};

/* ---- right: person and sub-steps ---- */

/* Whose it is nobody knows here: the officer asks the citizen. */
static int draw_nameless(const struct api_enrolment *e, WINDOW *win)
{
	char time[HOUR_SIZE];
	struct box box = {.y = ROW_NAME, .x = X, .rows = 2, .cells = CELLS};
	int used = draw_wrapped(
	    win, box, PAINT_TEXT, _("Taken up again: no name is kept here. Ask the citizen."));
	if (!e || e->created == 0)
		return used;
	hour_format(time, e->created);
	draw_format(win, used, X, CELLS, PAINT_STRONG, _("begun %s, counter %s, no. ..%s"), time,
	    e->counter, parked_tail(e->id));
	return used + 1;
}

/* Returns the rows that are taken. */
static int draw_name(const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	char text[DRAW_TEXT_SIZE];
	struct box box = {.y = ROW_NAME, .x = X, .rows = ROW_SUBSTEPS - 1, .cells = CELLS};
	const struct card_text *card = view->text;
	if (!card)
		return draw_nameless(view->enrolment, win);
	const struct person *p = &card->person;
	bool thai = lang_utf8();
	name_format(text, sizeof text, thai ? &p->thai : &p->english, thai);
	int used = draw_wrapped(win, box, PAINT_STRONG, text);
	int y = used > ROW_NUMBER ? used : ROW_NUMBER;
	person_number(text, &p->number, unmask_on(s->app));
	draw_text(win, y, X, CELLS, PAINT_TEXT, text);
	return y + 1;
}

/* A lower level stays in sight. */
static void draw_person(const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	int used = draw_name(s, view, win);
	if (view->enrolment && view->enrolment->absence != ABSENCE_NONE && used <= ROW_LEVEL)
		draw_format(win, ROW_LEVEL, X, CELLS, PAINT_STRONG, _("Exception, level %s"),
		    view->enrolment->assurance);
}

/* The state in which each sub-step was begun and is over, to tell when. */
static const enum enrol_state substep_done[] = {
    ENROL_QR_CREATED, ENROL_CONFIRMED, ENROL_SAVED, ENROL_SUCCESS};

static void draw_substep(struct app *app, const struct runner_view *view, WINDOW *win, int i)
{
	int now = enrol_substep_of(view->enrol->state);
	int64_t when = view->state_since[substep_done[i - 1]];
	bool done = i < now || (now == 0 && when > 0); /* 0: a cancel is under way */
	char time[SPAN_SIZE] = "";
	/* Two rows for the second sub-step: the countdown stands below it. */
	int y = ROW_SUBSTEPS + i - 1 + (i > 2 ? 1 : 0);
	const char *sign = done ? SIGN_DONE : i == now ? SIGN_NOW : SIGN_TO_DO;
	draw_format(win, y, X, CELLS - 9, i == now ? PAINT_STRONG : PAINT_TEXT, "%s %s", sign,
	    label((enum label)(LABEL_SUBSTEP_1 + i - 1)));
	if (done && when > 0)
		hour_format(time, when);
	else if (i == now)
		span_format(time, app_mono(app) - view->waiting_since);
	draw_right(win, y, RIGHT, 9, PAINT_TEXT, time);
}

/* How long it usually takes, and how long it may still take. */
static void draw_times(struct app *app, const struct runner_view *view, WINDOW *win)
{
	char text[DRAW_TEXT_SIZE];
	char span[SPAN_SIZE];
	int64_t usual = wait_usual(view);
	int64_t end = view->code	? view->code->expires
		      : view->enrolment ? view->enrolment->deadline
					: 0;
	int64_t left = end - app_real(app) - view->clock_offset_ms;
	int x = X + 4;
	int y = ROW_SUBSTEPS + 2;
	if (usual > 0) {
		span_format(span, usual);
		x += draw_format(win, y, x, RIGHT - x, PAINT_TEXT, _("usually %s"), span) + 2;
	}
	if (end == 0)
		return;
	span_format(span, left);
	snprintf(text, sizeof text, view->code ? _("runs out in %s") : _("time left %s"), span);
	if (left > 0)
		draw_text(win, y, x, RIGHT - x, PAINT_TEXT, text);
	else
		draw_text(win, y, x, RIGHT - x, PAINT_STRONG, _("time is up"));
}

static void draw_renewals(const struct runner_view *view, WINDOW *win)
{
	if (view->enrol->state == ENROL_QR_CREATED && view->enrolment)
		draw_format(win, ROW_TYPED + 2, X, CELLS, PAINT_TEXT, _("New codes left: %d"),
		    view->enrolment->renewals_left);
}

static void draw_typed(const struct runner_view *view, WINDOW *win)
{
	if (!view->code)
		return;
	draw_text(win, ROW_TYPED, X, CELLS, PAINT_TEXT, _("To type instead of scanning"));
	draw_text(win, ROW_TYPED + 1, X + 2, CELLS - 2, PAINT_STRONG, view->code->typed);
}

/* What the citizen sees now. */
static void draw_phone(const struct runner_view *view, WINDOW *win)
{
	const char *phone = wait_words_of(view->enrol->state)->phone;
	if (phone && (view->enrol->state != ENROL_QR_CREATED || view->code))
		draw_format(
		    win, ROW_PHONE, X, CELLS, PAINT_TEXT, "%s %s", _("Phone shows:"), _(phone));
}

static void draw_say(const struct runner_view *view, WINDOW *win)
{
	char text[DRAW_TEXT_SIZE];
	struct box box = {.y = ROW_SAY + 1, .x = X, .rows = 4, .cells = CELLS};
	const char *words = wait_words_of(view->enrol->state)->tell;
	if (!words || (view->enrol->state == ENROL_QR_CREATED && !view->code))
		return;
	snprintf(text, sizeof text, "«%s»", _(words));
	draw_text(win, ROW_SAY, X, CELLS, PAINT_TEXT, _("Say:"));
	draw_wrapped(win, box, PAINT_TEXT, text);
}

/* Where the code is now, too. */
static void draw_picture(const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	if (view->code && s->picture.name[0] != '\0')
		draw_format(win, ROW_PICTURE, X, CELLS, PAINT_STRONG, "%s ~/%s", SIGN_DONE,
		    s->picture.name);
}

/* ---- left: code, digits, or how it stands ---- */

static void draw_code(const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	struct box box = {.y = 6, .x = LEFT, .rows = 5, .cells = LEFT_CELLS};
	if (s->has_qr && lang_utf8()) {
		qr_paint(win, 0, LEFT, &s->qr);
		return;
	}
	box.y += draw_wrapped(win, box, PAINT_TEXT,
		     _("This terminal cannot show the QR code. The citizen types:")) +
		 1;
	draw_format(win, box.y, LEFT + 4, LEFT_CELLS, PAINT_CHOSEN, "  %s  ", view->code->typed);
}

static void draw_digits(
    struct app *app, const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	struct box box = {.y = 2, .x = LEFT + 2, .rows = 4, .cells = LEFT_CELLS - 2};
	draw_text(win, box.y, LEFT, 1, PAINT_STRONG, SIGN_NOW);
	draw_wrapped(win, box, PAINT_STRONG, _("Type the four digits that the phone shows"));
	for (int i = 0; i < API_MATCH_DIGITS; i++) {
		char digit = (size_t)i < s->match.len ? s->match.text[i] : '_';
		draw_format(win, 5, LEFT + 4 + 7 * i, 5, PAINT_STRONG, "[ %c ]", digit);
	}
	if (view->enrolment)
		draw_format(win, 7, LEFT + 2, LEFT_CELLS, PAINT_TEXT, _("Tries left: %d"),
		    view->enrolment->match_tries_left);
	app_cursor(app, 5, LEFT + 6 + 7 * (int)s->match.len);
}

static void draw_alarm(const struct runner_view *view, WINDOW *win)
{
	struct box box = {.y = 9, .x = LEFT, .rows = 5, .cells = LEFT_CELLS};
	if (!enrol_accepts(view->enrol, ENROL_EV_CONTEST))
		return;
	draw_text(
	    win, box.y, LEFT, LEFT_CELLS, PAINT_ALARM, _(" ! A SECOND PHONE TRIED THIS CODE "));
	box.y += 1;
	draw_wrapped(win, box, PAINT_TEXT,
	    _("The first phone is still the one that counts. Compare the digits on the citizen's "
	      "own phone; if they do not fit, end it with K."));
}

static const char *const phone_does[ENROL_STATE_COUNT] = {
    [ENROL_CREATING] = N_("The centre makes the QR code"),
    [ENROL_CONFIRMING] = N_("The centre compares the digits"),
    [ENROL_CONFIRMED] = N_("The digits are right. The citizen sets the PIN and gives consent on "
			   "the phone."),
    [ENROL_CONSENTED] = N_("Consent is given. The data go to the phone."),
    [ENROL_SAVED] = N_("The data are on the phone. It proves that it holds the key."),
    [ENROL_CANCELLING] = N_("The centre cancels the enrollment"),
};

/* Where no code is to be shown though one is waited for, why not. */
static const char *no_code(const struct enrol_screen *s, const struct runner_view *view)
{
	if (view->enrol->code == ENROL_CALL_RUNNING)
		return _("The centre makes the QR code");
	return s->had_code ? _("The code ran out. R makes a new one.")
			   : _("The code is not kept here. R makes a new one.");
}

static const char *left_words(const struct enrol_screen *s, const struct runner_view *view)
{
	enum enrol_state state = view->enrol->state;
	if (state == ENROL_QR_CREATED)
		return no_code(s, view);
	return phone_does[state] ? _(phone_does[state]) : "";
}

static void draw_left(
    struct app *app, const struct enrol_screen *s, const struct runner_view *view, WINDOW *win)
{
	enum enrol_state state = view->enrol->state;
	struct box box = {.y = 2, .x = LEFT + 2, .rows = 4, .cells = LEFT_CELLS - 2};
	if (view->code)
		draw_code(s, view, win);
	else if (state == ENROL_SCANNED)
		draw_digits(app, s, view, win);
	else
		draw_wrapped(win, box, PAINT_STRONG, left_words(s, view));
	if (!view->code)
		draw_alarm(view, win);
}

/* Trouble stands where the words to the citizen do: both are not needed at once. Beside
 * the code there is the right half only. */
static bool draw_trouble(const struct runner_view *view, WINDOW *win)
{
	struct error error = enrol_trouble(view);
	struct box beside = {.y = ROW_TYPED + 2, .x = X, .rows = 7, .cells = CELLS};
	struct box below = {.y = 14, .x = LEFT, .rows = 5, .cells = RIGHT - LEFT};
	if (error.problem == PROBLEM_NONE)
		return false;
	draw_problem(win, view->code ? beside : below, &error);
	return true;
}

void enrol_draw_status(struct app *app, const struct enrol_screen *s, WINDOW *win)
{
	const struct runner_view *view = runner_view(s->runner);
	draw_left(app, s, view, win);
	draw_person(s, view, win);
	for (int i = 1; i <= 4; i++)
		draw_substep(app, view, win, i);
	draw_times(app, view, win);
	draw_phone(view, win);
	draw_typed(view, win);
	if (draw_trouble(view, win))
		return;
	draw_renewals(view, win);
	draw_say(view, win);
	draw_picture(s, view, win);
}
