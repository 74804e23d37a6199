#include "tui/fingers_view.h"

#include <stdio.h>

#include "base/lang.h"
#include "tui/draw.h"

/* ---- words ---- */

const char *finger_word(enum finger finger)
{
	return finger == FINGER_RIGHT_INDEX ? _("right") : _("left");
}

/* ---- in the chip ---- */

void fingers_line(char *out, size_t size, const struct finger_states *states)
{
	char text[FINGER_COUNT][FINGER_TEXT_SIZE];
	for (int i = 0; i < FINGER_COUNT; i++)
		finger_standing_text(text[i], sizeof text[i], &states->finger[i]);
	snprintf(out, size, "%s %s · %s %s", finger_word(FINGER_RIGHT_INDEX),
	    text[FINGER_RIGHT_INDEX], finger_word(FINGER_LEFT_INDEX), text[FINGER_LEFT_INDEX]);
}

int finger_choice_draw(
    WINDOW *win, int y, int x, const struct finger_states *states, enum finger finger)
{
	bool right = finger == FINGER_RIGHT_INDEX;
	const char *choice = right ? _("[R] right index finger") : _("[L] left index finger");
	if (!states || finger_can(&states->finger[finger], FINGER_MATCH))
		return draw_text(win, y, x, getmaxx(win) - x, PAINT_TEXT, choice);
	int used = draw_text(win, y, x, getmaxx(win) - x, PAINT_OFF, choice);
	return used + draw_format(
			  win, y, x + used, getmaxx(win) - x - used, PAINT_OFF, " %s", SIGN_FAILED);
}

/* ---- at the sensor ---- */

struct guide_row {
	const char *sign;
	const char *big[FINGER_COUNT]; /* to both, across the screen */
	const char *say[FINGER_COUNT];
	bool amiss;
};

static const struct guide_row starting = {.sign = SIGN_TO_DO,
    .big = {N_("One moment: the sensor starts"), N_("One moment: the sensor starts")},
    .say = {N_("One moment, please"), N_("One moment, please")}};

static const struct guide_row guides[GUIDE_COUNT] = {
    [GUIDE_PLACE] = {.sign = "↓",
	.big = {N_("PLACE THE RIGHT INDEX FINGER"), N_("PLACE THE LEFT INDEX FINGER")},
	.say = {N_("Right index finger, please"), N_("Left index finger, please")}},
    [GUIDE_LIFT] = {.sign = SIGN_DONE,
	.big = {N_("GOOD: LIFT THE FINGER"), N_("GOOD: LIFT THE FINGER")},
	.say = {N_("Please lift the finger"), N_("Please lift the finger")}},
    [GUIDE_FAINT] = {.sign = "!",
	.big = {N_("TOO FAINT: WIPE THE FINGER, PRESS FIRMLY"),
	    N_("TOO FAINT: WIPE THE FINGER, PRESS FIRMLY")},
	.say = {N_("Please wipe it and press firmly"), N_("Please wipe it and press firmly")},
	.amiss = true},
    [GUIDE_FEW] = {.sign = "!",
	.big = {N_("TOO LITTLE OF THE FINGER: LAY IT FLAT, IN THE MIDDLE"),
	    N_("TOO LITTLE OF THE FINGER: LAY IT FLAT, IN THE MIDDLE")},
	.say = {N_("Please lay it flat, in the middle"), N_("Please lay it flat, in the middle")},
	.amiss = true},
    [GUIDE_WRONG_FINGER] = {.sign = "!",
	.big = {N_("ANOTHER FINGER: THE RIGHT INDEX FINGER IS ASKED FOR"),
	    N_("ANOTHER FINGER: THE LEFT INDEX FINGER IS ASKED FOR")},
	.say = {N_("Right index finger, please"), N_("Left index finger, please")},
	.amiss = true},
};

static const struct guide_row *row_of(const struct runner_view *view)
{
	return view->guiding && view->guide < GUIDE_COUNT ? &guides[view->guide] : &starting;
}

void bar_draw(WINDOW *win, int y, enum paint paint, const char *text)
{
	int columns = getmaxx(win);
	palette_set(win, paint);
	for (int i = 0; i < GUIDE_ROWS; i++)
		mvwhline(win, y + i, 0, ' ', columns);
	palette_set(win, PAINT_TEXT);
	draw_centred(win, y + 1, paint, text);
}

void guide_draw(WINDOW *win, int y, const struct runner_view *view, enum finger finger)
{
	char text[DRAW_TEXT_SIZE];
	char press[128] = "";
	const struct guide_row *row = row_of(view);
	if (view->guiding && view->presses > 1)
		snprintf(press, sizeof press, _("   press %d of %d"), view->press, view->presses);
	snprintf(text, sizeof text, "%s  %s%s", row->sign, _(row->big[finger]), press);
	bar_draw(win, y, row->amiss ? PAINT_ALARM : PAINT_BAR, text);
}

void guide_waiting(const struct runner_view *view, enum finger finger, struct waiting *w)
{
	w->what =
	    finger == FINGER_RIGHT_INDEX ? _("Waiting: right index") : _("Waiting: left index");
	w->say = _(row_of(view)->say[finger]);
}
