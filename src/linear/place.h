/*
 * linear/place.h - private to the room: what the places share. A place is one constant struct
 * of operations and its private state in secret memory; what is asked or waited for there is
 * a moment, a row of a table.
 */
#ifndef DDOPA_LINEAR_PLACE_H
#define DDOPA_LINEAR_PLACE_H

#include "central/central.h"
#include "counter/asked.h"
#include "counter/lock_rule.h"
#include "counter/pin_verifier.h"
#include "counter/wait_words.h"
#include "linear/linear.h"
#include "linear/lines.h"

struct linear;
struct watcher;

#define WHY_SIZE 512

/* One answer: what is typed, what it does, how it is told. */
struct choice {
	char key; /* '1' … '9' or a small letter; 0 ends the table */
	int action;
	const char *words; /* msgid */
};

/* A question, or a wait. */
struct moment {
	const char *text;	      /* msgid: what is asked, or waited for */
	const char *say;	      /* msgid: what to tell the citizen meanwhile; NULL */
	bool waits;		      /* how long it takes is told from time to time */
	bool hidden;		      /* what is typed is not shown */
	const char *typed;	      /* msgid: what may be typed besides the choices; NULL */
	const struct choice *choices; /* NULL: none */
};

/* Of an enrollment to be gone on with. */
struct resume {
	char id[API_ID_SIZE]; /* "": a new citizen; of place_revoke: the citizen number */
	bool cancel;	      /* as soon as it is known how it stands */
	bool take_over;	      /* a colleague's */
};

struct place {
	const char *title; /* msgid, said on entering; NULL */
	size_t state_size;
	void (*enter)(struct linear *l, void *state, const struct resume *arg);
	void (*leave)(struct linear *l, void *state); /* NULL */
	void (*tell)(struct linear *l, void *state);  /* what is new; NULL */
	void (*tick)(struct linear *l, void *state);  /* each second; NULL */
	const struct moment *(*now)(struct linear *l, void *state);
	/* What one must know to answer, before the moment is told; NULL. */
	void (*facts)(struct linear *l, void *state, const struct moment *m);
	/* Progress of a wait in words; NULL, or "" where there is none. */
	void (*progress)(struct linear *l, void *state, char *out, size_t size);
	/* How long the wait usually takes, in ms; 0: not known. NULL: never known. */
	int64_t (*usual)(struct linear *l, void *state);
	/* What the citizen's phone shows, and what to tell them in place of the moment's; NULL. */
	void (*citizen)(
	    struct linear *l, void *state, const struct moment *m, struct wait_words *w);
	/* False: not now. Where `why` is not empty, it is told in the answer's place. NULL: all. */
	bool (*can)(struct linear *l, void *state, int action, char why[WHY_SIZE]);
	void (*act)(struct linear *l, void *state, int action);
	/* A moment with `typed`: false when it is no such answer. */
	bool (*type)(struct linear *l, void *state, const char *line);
	/* The officer leaves the program here. True: the end is still to come, linear_over(). */
	bool (*give_up)(struct linear *l, void *state); /* NULL */
	/* Another number when something has moved here, for the lock; NULL: nothing does. */
	int (*mark)(struct linear *l, void *state);
	/* msgid: why it is not to be left for another citizen now, else NULL; NULL: it may be. */
	const char *(*at_risk)(struct linear *l, void *state);
};

/* A place that was entered. */
struct spot {
	const struct place *place; /* NULL: none */
	void *state;
};

#define UNDER_MAX 2 /* a list, the audit of one of it, and the lock over both */

struct linear {
	const struct linear_options *options;
	struct loop *loop;
	struct lines *lines;
	struct central *central; /* NULL: could not be made, centre_error says why */
	struct error centre_error;
	struct usual usual; /* how long waits take here */
	bool logged_in;
	struct api_session session;    /* without its token */
	struct pin_verifier *verifier; /* of the officer's PIN */
	struct lock_rule lock_rule;
	bool told_person; /* what stands in the terminal tells whose card it was */

	const struct place *place, *next; /* next: to be entered first */
	struct resume next_arg;
	void *state;
	struct spot under[UNDER_MAX]; /* what goes on there is not told meanwhile */
	size_t depth;
	struct watcher *watcher;   /* while somebody is logged in */
	bool parked_news;	   /* to be told */
	const struct moment *told; /* the moment that stands */
	int64_t told_at;	   /* monotonic */
	int reminders;		   /* of its waiting, so far */
	const char *confirm;	   /* msgid of a question before an action, or NULL */
	int confirm_action;
	const struct moment *confirm_of; /* the moment in which it was asked */
	struct moment confirming;
	bool again; /* the moment is to be told once more */
	unsigned timer;
	bool leaving, over;
	int exit_code;
};

extern const struct place place_login, place_menu, place_open, place_card, place_enrol, place_moc,
    place_pin, place_lock, place_search, place_audit, place_revoke, place_report, place_queue,
    place_manual, place_status, place_settings;

/* ---- linear.c ---- */
/* At the end of the turn; arg is copied, NULL: none. */
void linear_go(struct linear *l, const struct place *place, const struct resume *arg);
void linear_over(struct linear *l, int exit_code);
/* The officer wants to leave the program. */
void linear_leave(struct linear *l);
/* The PIN is kept only as what can check it. The PIN comes first where it was reset. */
void linear_log_in(struct linear *l, const struct api_session *session, const char *pin);
void linear_pin_changed(struct linear *l, const char *pin);
void linear_log_out(struct linear *l);
void linear_log_out_because(struct linear *l, const char *msgid);
/* Over the place that is there, which goes on unheard; and back to it. */
void linear_cover(struct linear *l, const struct place *place, const struct resume *arg);
void linear_uncover(struct linear *l);
/* Nobody may be left alone with what was told of a person: as many empty lines as the
 * terminal shows, and a word of what still stands above. */
void linear_part(struct linear *l);
bool linear_session_ended(const struct error *error);
/* Why a question was not answered: once. Who is logged out by it goes to the login. */
void linear_tell_failure(struct linear *l, struct asked *asked);
struct runner *linear_runner(struct linear *l, bool desk_only, struct error *err);

/* ---- ask.c ---- */
/* Tells the moment that stands, if it is another or is to be told again. */
void ask_now(struct linear *l);
void ask_take(struct linear *l, const char *line);
/* Yes or no before an action: on «yes» the place gets it, or ACT_LEAVE_PROGRAM leaves. */
void ask_first(struct linear *l, const char *msgid, int action);
/* Still waiting: said when its time has come. */
void ask_remind(struct linear *l);

/* ---- place_lock.c ---- */
void linear_lock(struct linear *l);
bool linear_locked(const struct linear *l);
void linear_typed(struct linear *l);	 /* somebody typed */
void linear_lock_tick(struct linear *l); /* each second */

/* ---- parked.c ---- */
/* What this account's journal holds; trouble is told. */
size_t parked_kept(struct linear *l, struct runner_pending *out, size_t max);
void parked_watch(struct linear *l); /* logged in: what the journal holds is watched */
void parked_close(struct linear *l);
/* The runner is about to let go of its enrollment: it is watched if it is open. */
void parked_put(struct linear *l, const struct runner_view *view);
void parked_take(struct linear *l, const char *enrolment_id); /* it is gone on with here */
void parked_tell(struct linear *l);
void parked_visit(struct linear *l); /* the first with news, else the oldest */

#define ACT_LEAVE_PROGRAM (-1)

#define say(l, ...) lines_say((l)->lines, __VA_ARGS__)

#endif
