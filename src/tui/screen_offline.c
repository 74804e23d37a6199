/*
 * Smart Card Offline: what the chip holds, with no login, no centre and no network. It
 * speaks with the card helper itself; nothing of what is read leaves this screen.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/secret.h"
#include "tui/draw.h"
#include "tui/person_view.h"
#include "tui/screens.h"
#include "tui/unmask.h"

enum { ACT_READ = ACT_SCREEN, ACT_SHOW };

/* What the helper told last. */
enum phase { PHASE_LOOKING, PHASE_EMPTY, PHASE_READING, PHASE_DONE, PHASE_TROUBLE };

#define RESTART_MS 500

struct offline {
	struct app *app;
	struct card_link *link;
	unsigned restart; /* a timer: of the helper */
	enum phase phase;
	struct error error;
	bool has_text, has_face;
	struct card_text text;
	struct face face;
	uint32_t done, total;
	int64_t since, read_ms;
	char reader[CARD_READER_NAME_SIZE];
};

static const struct key_row keys[] = {
    {.action = ACT_READ,
	.keys = {TK_F3, 'a', TK_ENTER},
	.help = N_("Read again"),
	.why = N_("The card is being read, or is waited for: it is read by itself.")},
    {.action = ACT_SHOW,
	.keys = {TK_F4, 'v'},
	.help = N_("Number"),
	.why = N_("The chip is not read yet: the number comes with it.")},
    {.action = ACT_BACK, .keys = {TK_ESC, TK_CTRL_C}, .help = N_("Back")},
    {0},
};

static void forget(struct offline *s)
{
	if (s->has_text)
		app_wipe_screen(s->app);
	secret_wipe(&s->text, sizeof s->text);
	secret_wipe(&s->face, sizeof s->face);
	s->has_text = s->has_face = false;
	s->done = s->total = 0;
}

static void go(struct offline *s, enum phase phase)
{
	s->phase = phase;
	s->since = app_mono(s->app);
}

static void trouble(struct offline *s, const struct error *error)
{
	s->error = *error;
	go(s, PHASE_TROUBLE);
}

static void read_card(struct offline *s)
{
	forget(s);
	s->error = (struct error){0};
	go(s, PHASE_READING);
	card_read(s->link, true, false);
}

/* ---- events of the card ---- */

static void on_text(struct offline *s, const struct card_event *event)
{
	s->text = event->text;
	s->has_text = true;
}

static void on_photo(struct offline *s, const struct card_event *event)
{
	s->has_face = event->error.problem == PROBLEM_NONE;
	if (s->has_face)
		s->face = event->face;
	else
		s->error = event->error;
}

static void on_done(struct offline *s, const struct card_event *event)
{
	s->read_ms = event->read_ms;
	go(s, PHASE_DONE);
}

static void on_empty(struct offline *s, const struct card_event *event)
{
	(void)event;
	forget(s);
	s->error = (struct error){0};
	go(s, PHASE_EMPTY);
}

static void on_present(struct offline *s, const struct card_event *event)
{
	snprintf(s->reader, sizeof s->reader, "%s", event->reader);
	read_card(s);
}

static void on_progress(struct offline *s, const struct card_event *event)
{
	s->done = event->done;
	s->total = event->total;
}

static void on_trouble(struct offline *s, const struct card_event *event)
{
	forget(s);
	trouble(s, &event->error);
}

static void restart(void *arg);

/* A silent connection to the reader ends the helper (watchdog.h), whose last words were that
 * the reader is away: it comes back by itself. Other ends are told. */
static void on_gone(struct offline *s, const struct card_event *event)
{
	(void)event;
	forget(s);
	if (s->phase == PHASE_TROUBLE && s->error.problem == PROBLEM_READER_AWAY)
		s->restart = loop_add_timer(s->app->loop, RESTART_MS, restart, s);
	else
		trouble(s, &(struct error){.problem = PROBLEM_HELPER_DIED});
	card_link_close(s->link);
	s->link = NULL;
}

static void (*const handlers[])(struct offline *, const struct card_event *) = {
    [CARD_EV_NO_PCSCD] = on_trouble,
    [CARD_EV_NO_READER] = on_trouble,
    [CARD_EV_EMPTY] = on_empty,
    [CARD_EV_PRESENT] = on_present,
    [CARD_EV_PROGRESS] = on_progress,
    [CARD_EV_TEXT] = on_text,
    [CARD_EV_PHOTO] = on_photo,
    [CARD_EV_READ_DONE] = on_done,
    [CARD_EV_FAILED] = on_trouble,
    [CARD_EV_GONE] = on_gone,
};

static void on_card(void *arg, const struct card_event *event)
{
	struct offline *s = arg;
	app_changed(s->app);
	if (event->type < sizeof handlers / sizeof handlers[0] && handlers[event->type])
		handlers[event->type](s, event);
}

static bool helper_started(struct offline *s)
{
	struct runner_host host = app_host(s->app);
	int fd = host.start_card(host.arg);
	loop_remove(s->app->loop, s->restart);
	s->restart = 0;
	if (fd >= 0)
		s->link = card_link_open(s->app->loop, fd, on_card, s);
	return s->link && card_watch(s->link);
}

static void start(struct offline *s)
{
	if (helper_started(s))
		go(s, PHASE_LOOKING);
	else
		trouble(s, &(struct error){.problem = PROBLEM_HELPER_DIED});
}

/* Until it has told something else, the reader is away. */
static void restart(void *arg)
{
	struct offline *s = arg;
	if (!helper_started(s))
		trouble(s, &(struct error){.problem = PROBLEM_HELPER_DIED});
}

/* ---- screen ---- */

static void enter(struct app *app, void *state, const void *arg)
{
	struct offline *s = state;
	(void)arg;
	s->app = app;
	start(s);
}

static void leave(struct app *app, void *state)
{
	struct offline *s = state;
	loop_remove(app->loop, s->restart);
	if (s->link)
		card_link_close(s->link);
	app_wipe_screen(app);
}

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static bool can(const struct app *app, const void *state, int action)
{
	const struct offline *s = state;
	(void)app;
	if (action == ACT_SHOW)
		return s->has_text;
	if (action == ACT_READ)
		return s->phase == PHASE_DONE || s->phase == PHASE_TROUBLE;
	return true;
}

static void act(struct app *app, void *state, int action)
{
	struct offline *s = state;
	if (action == ACT_SHOW)
		unmask_toggle(app);
	else if (action == ACT_READ && s->link)
		read_card(s);
	else if (action == ACT_READ)
		start(s);
	else if (action == ACT_BACK)
		app_close(app);
}

static void waiting(const struct app *app, const void *state, struct waiting *w)
{
	static const char *const what[] = {
	    [PHASE_LOOKING] = N_("Looking for the card reader"),
	    [PHASE_EMPTY] = N_("Waiting for a card"),
	    [PHASE_READING] = N_("Reading the chip"),
	    [PHASE_DONE] = N_("The chip is read; nothing of it is kept or sent"),
	    [PHASE_TROUBLE] = NULL,
	};
	const struct offline *s = state;
	(void)app;
	if (!what[s->phase])
		return;
	*w = (struct waiting){.what = _(what[s->phase]),
	    .since = s->phase == PHASE_DONE ? 0 : s->since,
	    .done = s->phase == PHASE_DONE};
}

static void draw_card(const struct offline *s, WINDOW *win, int y)
{
	const struct card_issue *issue = &s->text.issue;
	draw_format(
	    win, y++, PERSON_X, PERSON_CELLS, PAINT_TEXT, _("Issued at %s"), issue->issuing_office);
	draw_format(win, y++, PERSON_X, PERSON_CELLS, PAINT_TEXT, _("Request number %s"),
	    issue->request_number);
	draw_format(win, y + 1, PERSON_X, PERSON_CELLS, PAINT_TEXT, _("Reader %s"), s->reader);
	if (s->phase == PHASE_DONE)
		draw_format(win, y + 2, PERSON_X, PERSON_CELLS, PAINT_TEXT,
		    _("%s Read whole in %d.%d s"), SIGN_DONE, (int)(s->read_ms / 1000),
		    (int)(s->read_ms / 100 % 10));
	else if (s->total > 0)
		draw_format(win, y + 2, PERSON_X, PERSON_CELLS, PAINT_STRONG, "%s %s %d %%",
		    SIGN_NOW, _("Reading the photo"), (int)(100ULL * s->done / s->total));
}

static void draw(struct app *app, const void *state, WINDOW *win)
{
	const struct offline *s = state;
	bool whole = s->phase == PHASE_TROUBLE;
	struct box box = {.y = whole ? 4 : PHOTO_ROWS,
	    .x = whole ? 4 : PERSON_X,
	    .rows = whole ? 14 : CONTENT_ROWS - PHOTO_ROWS,
	    .cells = getmaxx(win) - (whole ? 8 : 2)};
	if (s->has_text) {
		draw_card(s, win, person_draw(app, win, &s->text));
	}
	if (!s->has_text && (s->phase == PHASE_EMPTY || s->phase == PHASE_LOOKING))
		draw_centred(
		    win, 8, PAINT_STRONG, _("Put a Thai national ID card into the reader"));
	if (s->phase == PHASE_READING || s->phase == PHASE_DONE)
		person_photo(app, win, s->has_face ? &s->face : NULL,
		    s->error.problem ? NULL : _("The photo is still to come"));
	if (s->error.problem)
		draw_problem(win, box, &s->error);
}

const struct screen_ops screen_offline = {
    .name = "offline",
    .title = LABEL_OFFLINE,
    .state_size = sizeof(struct offline),
    .enter = enter,
    .leave = leave,
    .keys = keys_now,
    .can = can,
    .act = act,
    .waiting = waiting,
    .draw = draw,
};
