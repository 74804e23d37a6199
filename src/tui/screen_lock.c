/*
 * The locked screen: who locked it and how to unlock it, in both languages, and nothing of
 * what lies below.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"
#include "tui/app.h"
#include "tui/digits.h"
#include "tui/draw.h"
#include "tui/lock.h"
#include "tui/screens.h"

enum { ACT_UNLOCK = ACT_SCREEN, ACT_LOG_OUT, ACT_LOG_OUT_SURE };

#define TEXT_X	6
#define FIELD_X 44

struct lock_screen {
	struct app *app; /* for the callback */
	struct digits pin;
	bool checking;
	int64_t since;	    /* monotonic, of the check */
	const char *notice; /* msgid */
	int left;	    /* tries, after a wrong one; 0: none was wrong */
	int64_t locked;	    /* real */
};

static const struct key_row keys[] = {
    {.action = ACT_UNLOCK, .keys = {TK_ENTER}, .help = N_("Unlock")},
    {.action = ACT_LOG_OUT, .keys = {TK_F10, 'x', TK_CTRL_C}, .help = N_("Log this officer out")},
    {0},
};

static void enter(struct app *app, void *state, const void *arg)
{
	struct lock_screen *s = state;
	(void)arg;
	s->app = app;
	s->pin.max = API_PIN_DIGITS;
	s->locked = app_real(app);
}

static void leave(struct app *app, void *state)
{
	struct lock_screen *s = state;
	if (s->checking)
		pin_verifier_forget(app->session.verifier);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void say(struct lock_screen *s, const char *notice)
{
	s->notice = notice;
	s->left = 0;
}

static void judged(void *arg, enum pin_verdict verdict)
{
	struct lock_screen *s = arg;
	struct app *app = s->app;
	s->checking = false;
	app_changed(app);
	if (verdict == PIN_RIGHT) {
		lock_open(app); /* frees this state */
		return;
	}
	if (verdict == PIN_UNKNOWN) {
		say(s, N_("The PIN could not be checked. Type it once more."));
		return;
	}
	int left = lock_wrong(app); /* 0: this state is gone */
	if (left > 0)
		s->left = left;
}

static void unlock(struct app *app, struct lock_screen *s)
{
	if (s->checking)
		return;
	if (!digits_full(&s->pin)) {
		say(s, N_("The PIN has 8 digits."));
		return;
	}
	s->since = app_mono(app);
	s->checking = pin_verifier_check(app->session.verifier, s->pin.text, judged, s);
	say(s, s->checking ? NULL : N_("The PIN could not be checked. Type it once more."));
	digits_clear(&s->pin);
}

static void act(struct app *app, void *state, int action)
{
	struct lock_screen *s = state;
	if (action == ACT_UNLOCK)
		unlock(app, s);
	else if (action == ACT_LOG_OUT)
		app_ask(app, N_("Log this officer out? A card not yet enrolled is dropped."),
		    ACT_LOG_OUT_SURE);
	else if (action == ACT_LOG_OUT_SURE)
		app_log_out(app);
}

static bool type(struct app *app, void *state, int key)
{
	struct lock_screen *s = state;
	(void)app;
	if (s->checking || !digits_key(&s->pin, key))
		return false;
	say(s, NULL);
	return true;
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct lock_screen *s = state;
	if (s->checking)
		*w = (struct waiting){.what = _("Checking the PIN"), .since = s->since};
	else if (lock_news(app))
		*w = (struct waiting){.what = _("Something has moved in an open enrollment")};
}

/* ---- drawing ---- */

/* Where the terminal has no Thai, English alone. */
static int first_language(void)
{
	return lang_utf8() ? LANG_TH : LANG_EN;
}

/* In both languages, a row each. */
static void both(WINDOW *win, int y, enum paint paint, const char *msgid)
{
	for (int lang = first_language(); lang <= LANG_EN; lang++)
		draw_text(win, y++, TEXT_X, getmaxx(win) - 2 * TEXT_X, paint,
		    lang_text((enum lang)lang, msgid));
}

static void draw_wrong(WINDOW *win, int y, int left)
{
	for (int lang = first_language(); lang <= LANG_EN; lang++)
		draw_format(win, y++, TEXT_X, getmaxx(win) - 2 * TEXT_X, PAINT_STRONG,
		    lang_text((enum lang)lang, N_("This PIN is wrong. Tries left: %d")), left);
}

static void beside(WINDOW *win, int y, enum paint paint, const char *msgid)
{
	char text[DRAW_TEXT_SIZE] = "";
	if (lang_utf8()) {
		text_append(text, sizeof text, lang_text(LANG_TH, msgid));
		text_append(text, sizeof text, " / ");
	}
	text_append(text, sizeof text, lang_text(LANG_EN, msgid));
	draw_text(win, y, TEXT_X, FIELD_X - TEXT_X - 1, paint, text);
}

static void draw_pin(struct app *app, const struct lock_screen *s, WINDOW *win, int y)
{
	char shown[API_PIN_DIGITS * 3 + 1] = "";
	for (size_t i = 0; i < API_PIN_DIGITS; i++)
		text_append(shown, sizeof shown, i < s->pin.len ? "•" : "_");
	beside(win, y, PAINT_STRONG, N_("PIN, 8 digits"));
	draw_text(win, y, FIELD_X, API_PIN_DIGITS, PAINT_STRONG, shown);
	if (!s->checking)
		app_cursor(app, y, FIELD_X + (int)s->pin.len);
}

static void draw_who(struct app *app, const struct lock_screen *s, WINDOW *win, int y)
{
	char hour[HOUR_SIZE];
	hour_format(hour, s->locked);
	beside(win, y, PAINT_TEXT, N_("Locked by officer"));
	draw_text(
	    win, y, FIELD_X, getmaxx(win) - FIELD_X - 1, PAINT_STRONG, app->session.officer_name);
	beside(win, y + 1, PAINT_TEXT, N_("Locked at"));
	draw_text(win, y + 1, FIELD_X, HOUR_SIZE, PAINT_TEXT, hour);
}

/* Idle for long: how much time is left until the logout. */
static void draw_warning(struct app *app, WINDOW *win, int y)
{
	int64_t left = lock_logout_in(app);
	char span[SPAN_SIZE];
	char text[DRAW_TEXT_SIZE];
	if (left < 0)
		return;
	span_format(span, left);
	for (int lang = first_language(); lang <= LANG_EN; lang++) {
		snprintf(text, sizeof text,
		    lang_text(
			(enum lang)lang, N_("Nobody has typed. Logging this officer out in %s")),
		    span);
		draw_format(win, y++, TEXT_X, getmaxx(win) - 2 * TEXT_X, PAINT_ALARM, " %s ", text);
	}
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct lock_screen *s = state;
	draw_who(app, s, win, 2);
	both(win, 5, PAINT_TEXT, N_("This officer's PIN, then Enter, unlocks."));
	draw_pin(app, s, win, 8);
	if (s->notice)
		both(win, 10, PAINT_STRONG, s->notice);
	if (s->left > 0)
		draw_wrong(win, 10, s->left);
	both(win, 13, PAINT_TEXT,
	    N_("Others: F10 logs this officer out. Open enrollments stay listed."));
	draw_warning(app, win, 16);
}

const struct screen_ops screen_lock = {
    .name = "lock",
    .title = LABEL_LOCK,
    .state_size = sizeof(struct lock_screen),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .act = act,
    .type = type,
    .waiting = waiting,
    .draw = draw,
};
