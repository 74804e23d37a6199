/*
 * tui/app.h - what the screens share: options, loop, centre, session, the stack of
 * screens, and the question that the app asks in the waiting line. One struct, made by
 * tui_main, handed to every operation; there are no globals.
 */
#ifndef DDOPA_TUI_APP_H
#define DDOPA_TUI_APP_H

#include "base/loop.h"
#include "central/central.h"
#include "enrol/runner.h"
#include "counter/lock_rule.h"
#include "counter/pin_verifier.h"
#include "tui/graphics.h"
#include "tui/screen.h"
#include "tui/tui.h"

#define NOTICE_CELLS 76 /* of the waiting line beside the sign */
#define APP_DEPTH    8	/* there is always room for the lock and its help */

/* Who is logged in; empty names when nobody is. */
struct app_session {
	bool open;
	char officer_id[API_ID_SIZE]; /* the register's */
	char officer_name[API_NAME_SIZE];
	struct api_office office;
	bool may_enroll;
	long today_success, today_open, today_refused;
	struct pin_verifier *verifier;
};

/* What tui/lock.c keeps. */
struct app_lock {
	struct lock_rule rule; /* keys of the lock screen are none for it */
	bool moved;
};

struct app_screen {
	const struct screen_ops *ops;
	void *state;
};

struct watcher;

struct app_frame {
	WINDOW *head, *content, *foot;
	bool too_small;
	bool erase;  /* what scrolled away is erased after the next painting */
	bool cursor; /* where one types, in cells of content */
	int cursor_y, cursor_x;
};

struct app {
	const struct tui_options *options;
	struct parent_link *link;
	struct loop *loop;
	struct clock clock;
	unsigned timer;

	struct central *central;   /* NULL: could not be made, centre_error says why */
	struct error centre_error; /* the last call's trouble; PROBLEM_NONE: it answers */
	bool asking_status;
	bool status_known;
	struct api_status status;
	int64_t asked_at;			/* monotonic, of the status */
	int64_t round_trip_ms, clock_offset_ms; /* the centre's minus ours; of the last answer */
	int64_t status_at;			/* monotonic, of the last answer or failure */
	struct app_session session;
	struct usual usual; /* how long waits take at this counter */
	struct app_lock lock;
	struct citizen_server *citizen; /* NULL: nobody may watch */

	struct app_screen stack[APP_DEPTH];
	size_t depth;
	const char *question;	 /* msgid, asked in the waiting line; NULL: none */
	int question_action;	 /* of the top screen, on «yes» */
	const char *notice;	 /* msgid, in the waiting line until the next key; NULL: none */
	struct watcher *watcher; /* of tui/parked.h, while somebody is logged in */

	bool pasting;	  /* what comes from the keyboard was pasted */
	int64_t paste_at; /* monotonic, of its last character */

	struct app_frame frame;
	struct graphics graphics;
	int64_t unmasked_until; /* monotonic, of tui/unmask.h */
	bool bell_off;		/* of this session, by the settings */
	bool dirty, leaving;
	int exit_code;
};

/* ---- life ---- */
void app_start(struct app *app);   /* options, link, loop are set: opens the first screen */
void app_end(struct app *app);	   /* leaves every screen */
void app_leave(struct app *app);   /* the officer: tells the centre first, a second at most */
void app_quit(struct app *app);	   /* at the end of this turn */
void app_changed(struct app *app); /* paint at the end of this turn */
void app_tick(struct app *app);

/* ---- screens ---- */
void app_open(struct app *app, const struct screen_ops *ops, const void *arg);
void app_close(struct app *app); /* leaves the top screen; the last one: quits */
void app_replace(struct app *app, const struct screen_ops *ops, const void *arg);
/* Leaves the topmost of these screens and all above it; the one below is not told. */
void app_uncover(struct app *app, const struct screen_ops *ops);
const struct app_screen *app_top(const struct app *app);
/* A screen that showed a person is left: the terminal is cleared and painted anew, so that
 * nothing depends on what ncurses believes to stand there; where there is no alternate screen
 * what has scrolled away is erased too. */
void app_wipe_screen(struct app *app);
/* Yes: the top screen gets the action; no: nothing. */
void app_ask(struct app *app, const char *msgid, int action);

/* At the end of a turn in which something changed: what the citizen is shown. */
void app_tell_citizen(struct app *app);

/* ---- keys ---- */
void app_key(struct app *app, int key);
const struct key_row *app_keys(const struct app *app); /* the table of now */
bool app_can(const struct app *app, const struct key_row *row);

/* ---- the centre ---- */
void app_ask_status(struct app *app);
/* A call got no answer: the centre is asked again until it answers. */
void app_centre_lost(struct app *app, const struct error *error);
/* pin: kept only as what can check it. */
void app_log_in(struct app *app, const struct api_session *session, const char *pin);
/* The officer has another PIN from now on: the lock asks for it. */
void app_pin_changed(struct app *app, const char *pin);
/* Back to the login screen; the centre is told when it can be. */
void app_log_out(struct app *app);
void app_log_out_because(struct app *app, const char *msgid); /* said there */
/* Whether this answer means that the session has ended (then the officer has to log in
 * again). */
bool app_session_ended(const struct error *error);
struct runner_host app_host(struct app *app);

/* ---- for drawing ---- */
int64_t app_mono(const struct app *app);
int64_t app_real(const struct app *app);
/* "4701 สนท.…"; what the configuration says before the centre has told it. */
void app_office_name(const struct app *app, char *out, size_t size);
void app_cursor(struct app *app, int y, int x); /* shown there this time */

#endif
