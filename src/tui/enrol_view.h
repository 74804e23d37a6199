/*
 * tui/enrol_view.h - the enrollment screen's state and its parts, private to enrol_*.c and
 * screen_enrol.c.
 *
 * The engine's state decides what is shown: enrol_moments.c has one row a state with its
 * keys, what is waited for and what to tell the citizen; enrol_checks.c draws steps 1 and
 * 2, enrol_status.c step 3, enrol_qr_only.c the code alone, enrol_result.c what an enrollment
 * came to.
 */
#ifndef DDOPA_TUI_ENROL_VIEW_H
#define DDOPA_TUI_ENROL_VIEW_H

#include "enrol/runner.h"
#include "qr/qr.h"
#include "tui/app.h"
#include "tui/code_file.h"
#include "tui/digits.h"
#include "tui/finger_dialog.h"

enum enrol_action {
	ACT_READ = ACT_SCREEN,
	ACT_NO_APP,
	ACT_SAME,
	ACT_NOT_SAME,
	ACT_RIGHT,
	ACT_LEFT,
	ACT_CODE,
	ACT_RENEW,
	ACT_AGAIN,
	ACT_STOP,   /* ends the attempt, no question: nothing is at the centre */
	ACT_CANCEL, /* asks first */
	ACT_CANCEL_SURE,
	ACT_CONTEST, /* asks first */
	ACT_CONTEST_SURE,
	ACT_LEAVE_OPEN,
	ACT_PARK, /* leaves it open, and begins the next citizen */
	ACT_NEXT,
	ACT_NEW_PHONE, /* the same citizen, enrolled already, with another phone */
	ACT_MOC,       /* locked fingers: to the Match on Card screen */
	ACT_SHOW_NUMBER,
	ACT_SCROLL_UP,
	ACT_SCROLL_DOWN,
	ACT_QR_ONLY, /* the code alone, and back */
	ACT_PICTURE, /* asks first */
	ACT_PICTURE_SURE,
	ACT_ENROL_END
};

struct enrol_screen {
	struct app *app;
	struct runner *runner;
	struct error error;	     /* the runner could not be made or begun */
	char resume_id[API_ID_SIZE]; /* "": a new citizen */
	bool new_phone;		     /* enrolled already, with another phone now */
	bool cancel_when_known;	     /* the list's «cancel» */
	bool take_over;		     /* resume_id is a colleague's */
	struct digits match;
	struct finger_dialog dialog;
	enum enrol_state last; /* of the last change, to notice entries */
	enum runner_card last_card;
	bool alarm_rung;
	int scrolled; /* rows of a long result */
	bool has_qr;
	bool qr_only;  /* nothing but the code is shown; any key comes back */
	bool had_code; /* one was shown for this enrollment */
	struct qr qr;  /* of view->code */
	char qr_url[API_CODE_URL_SIZE];
	struct code_file picture; /* of this code, where the officer asked for it */
};

/* Trouble not yet got over, or why it ended, with its context where that is known. */
struct error enrol_trouble(const struct runner_view *view);
/* Rows of the result that do not fit: how far it can be scrolled. */
int enrol_result_more(const struct enrol_screen *s);
/* The engine runs; else `error` says why not. */
bool enrol_live(const struct enrol_screen *s);
/* The state's row. */
const struct key_row *enrol_keys(const struct enrol_screen *s);
enum enrol_event enrol_event_of(int action); /* ENROL_EVENT_COUNT: none */
enum decision enrol_decision_of(int action);
bool enrol_is_end(enum enrol_state state);
/* What a state waits for, whatever else is the case. */
void enrol_waiting_of(enum enrol_state state, struct waiting *w);
void enrol_waiting(const struct enrol_screen *s, struct waiting *w);

/* All the tables, for the help and the tests: rows ended by NULL. */
extern const struct key_row *const enrol_tables[];

void enrol_draw_checks(struct app *app, const struct enrol_screen *s, WINDOW *win);
void enrol_draw_status(struct app *app, const struct enrol_screen *s, WINDOW *win);
/* The code alone, as large as it can be; where it cannot be shown, the typed one. */
void enrol_draw_qr_only(const struct enrol_screen *s, WINDOW *win);
void enrol_draw_result(struct app *app, const struct enrol_screen *s, WINDOW *win);

#endif
