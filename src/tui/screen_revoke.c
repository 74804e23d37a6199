/*
 * An officer ends a citizen's digital ID: the phone is lost or stolen, the PIN forgotten, the
 * holder has died. Opened from the search by citizen number, since whoever lost the phone has
 * often lost the card with it. The reason is never preset, and the question that follows has no
 * default: Enter answers neither.
 */
#include "base/lang.h"
#include "counter/asked.h"
#include "enrol/revocation_words.h"
#include "tui/app.h"
#include "tui/draw.h"
#include "tui/person_view.h"
#include "tui/screens.h"

enum {
	ACT_REASON = ACT_SCREEN,
	ACT_SURE = ACT_REASON + REVOCATION_REASONS,
	ACT_REASON_AGAIN,
	ACT_AGAIN
};

enum step { STEP_REASON, STEP_SURE, STEP_ASKED };

struct revoke {
	struct app *app;
	struct api_revocation what;
	enum step step;
	struct asked asked;
	int64_t since;
	struct api_revoked revoked;
};

#define REASON_ROW(which, digit)                                                                   \
	{                                                                                          \
		.action = ACT_REASON + (which), .keys = {digit}, .help = N_("Reason"),             \
		.quiet = (which) != REVOKED_LOST                                                   \
	}
static const struct key_row keys_reason[] = {
    REASON_ROW(REVOKED_LOST, '1'),
    REASON_ROW(REVOKED_STOLEN, '2'),
    REASON_ROW(REVOKED_PIN_FORGOTTEN, '3'),
    REASON_ROW(REVOKED_MISUSED, '4'),
    REASON_ROW(REVOKED_DECEASED, '5'),
    REASON_ROW(REVOKED_ON_REQUEST, '6'),
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};
/* No digit says yes: the reason's would be typed twice by mistake. */
static const struct key_row keys_sure[] = {
    {.action = ACT_SURE, .keys = {'y'}, .help = N_("Revoke it")},
    {.action = ACT_REASON_AGAIN, .keys = {'n', TK_ESC, TK_CTRL_C}, .help = N_("No")},
    {0},
};
static const struct key_row keys_busy[] = {
    {.action = ACT_BACK, .keys = {TK_ESC}, .help = N_("Stop waiting")},
    {0},
};
static const struct key_row keys_failed[] = {
    {.action = ACT_AGAIN, .keys = {TK_F3, 'a'}, .help = N_("Ask again")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};
static const struct key_row keys_done[] = {
    {.action = ACT_BACK, .keys = {TK_ENTER, TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

const struct key_row *const revoke_tables[] = {
    keys_reason, keys_sure, keys_busy, keys_failed, keys_done, NULL};

/* ---- asking ---- */

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct revoke *s = arg;
	if (asked_ended(&s->asked, failure))
		s->revoked = *(const struct api_revoked *)answer;
	if (failure && !failure->answered)
		app_centre_lost(s->app, &failure->error);
	app_changed(s->app);
}

static void ask(struct app *app, struct revoke *s)
{
	if (!app->central)
		return;
	asked_drop(&s->asked, app->central);
	s->step = STEP_ASKED;
	s->since = app_mono(app);
	s->asked.call = central_revoke(app->central, &s->what, answered, s);
}

static void enter(struct app *app, void *state, const void *arg)
{
	struct revoke *s = state;
	s->app = app;
	s->what.number = *((const struct revoke_arg *)arg)->number;
}

static void leave(struct app *app, void *state)
{
	struct revoke *s = state;
	asked_drop(&s->asked, app->central);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	const struct revoke *s = state;
	(void)app;
	if (s->step == STEP_REASON)
		return keys_reason;
	if (s->step == STEP_SURE)
		return keys_sure;
	if (s->asked.call)
		return keys_busy;
	return s->asked.known ? keys_done : keys_failed;
}

/* ---- keys ---- */

static void go_back(struct app *app, struct revoke *s)
{
	if (s->asked.call)
		asked_drop(&s->asked, app->central); /* whether it was done is told */
	else if (app_session_ended(&s->asked.error))
		app_log_out(app);
	else
		app_close(app);
}

static void act(struct app *app, void *state, int action)
{
	struct revoke *s = state;
	if (action == ACT_BACK)
		go_back(app, s);
	else if (action == ACT_REASON_AGAIN)
		s->step = STEP_REASON;
	else if (action == ACT_SURE || action == ACT_AGAIN)
		ask(app, s);
	else {
		s->what.reason = (enum revocation_reason)(action - ACT_REASON);
		s->step = STEP_SURE;
	}
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	const struct revoke *s = state;
	(void)app;
	if (s->asked.call)
		*w = (struct waiting){
		    .what = _("Waiting for the centre's answer"), .since = s->since};
	else if (s->asked.known)
		*w = (struct waiting){.what = _("The digital ID is revoked"), .done = true};
}

/* ---- drawing ---- */

#define X	  2
#define REASON_X  6
#define ASK_Y	  2
#define REASONS_Y 4
#define BELOW_Y	  (REASONS_Y + REVOCATION_REASONS + 1)

static void draw_number(const struct revoke *s, WINDOW *win)
{
	char shown[CITIZEN_NUMBER_SHOWN];
	person_number(shown, &s->what.number, false);
	draw_format(
	    win, 0, X, getmaxx(win) - 2 * X, PAINT_STRONG, "%s %s", _("Citizen number"), shown);
}

static void draw_reasons(const struct revoke *s, WINDOW *win)
{
	int cells = getmaxx(win) - REASON_X - X;
	draw_text(
	    win, ASK_Y, X, getmaxx(win) - 2 * X, PAINT_STRONG, _("Why does this digital ID end?"));
	for (int i = 0; i < REVOCATION_REASONS; i++) {
		bool chosen = s->step != STEP_REASON && i == (int)s->what.reason;
		draw_format(win, REASONS_Y + i, REASON_X, cells, chosen ? PAINT_CHOSEN : PAINT_TEXT,
		    " %d  %s ", i + 1, _(revocation_words[i].words));
	}
}

static struct box below(WINDOW *win)
{
	return (struct box){
	    .y = BELOW_Y, .x = X, .rows = CONTENT_ROWS - BELOW_Y, .cells = getmaxx(win) - 2 * X};
}

static void draw_done(const struct revoke *s, WINDOW *win)
{
	char time[REVOCATION_TIME_SIZE];
	struct box box = below(win);
	revocation_time(time, s->revoked.time);
	draw_format(win, box.y, X, box.cells, PAINT_STRONG, "%s %s", SIGN_DONE,
	    _("The digital ID is revoked"));
	draw_format(win, box.y + 1, X, box.cells, PAINT_TEXT, _("Since %s: %s"), time,
	    _(revocation_words[s->revoked.reason].words));
	box.y += 3;
	box.rows -= 3;
	draw_wrapped(win, box, PAINT_TEXT, _(revocation_words[s->revoked.reason].say));
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct revoke *s = state;
	(void)app;
	draw_number(s, win);
	draw_reasons(s, win);
	if (s->step == STEP_SURE)
		draw_wrapped(win, below(win), PAINT_STRONG,
		    _("Revoke it now? You have made sure that whoever asks for it is the holder, "
		      "or may speak for them. The key on the phone is dead at once, and nothing "
		      "brings it back. Y revokes, N does not."));
	else if (s->asked.known)
		draw_done(s, win);
	else if (s->asked.error.problem)
		draw_problem(win, below(win), &s->asked.error);
	else if (s->step == STEP_ASKED && !s->asked.call)
		draw_wrapped(win, below(win), PAINT_STRONG,
		    _("It is not known whether it is revoked: F3 asks the centre again."));
}

const struct screen_ops screen_revoke = {
    .name = "revoke",
    .title = LABEL_REVOKE,
    .state_size = sizeof(struct revoke),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
