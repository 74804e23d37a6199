/*
 * batch/counter.h - what the conversations of `ddopa enrol` and `ddopa moc` share: a script
 * takes the officer's part at the counter. The rules are the runner's; here are only words.
 *
 *   counter.c        login, the loop, beginning and end
 *   counter_tell.c   what the runner's view says, as NDJSON lines; the painted code
 *   counter_answer.c questions, and the script's answers to them
 *   counter_finger.c those about fingers and second officers
 *   enrol.c, moc.c, revoke.c  the commands: their options, and what is done at the counter
 *
 * Lines out carry "time" and one of: "step" (before the centre knows of it), "state"
 * (protocol.md's names), "ask" (a question), "event", "problem", "result". Lines in are
 * objects with one member: the answer to the question of that name, or "cancel", "contest",
 * "renew" at any time. Nothing but a line in answers same_person.
 */
#ifndef DDOPA_BATCH_COUNTER_H
#define DDOPA_BATCH_COUNTER_H

#include "batch/batch.h"
#include "batch/talk.h"
#include "enrol/runner.h"

enum question {
	ASK_NOTHING,
	ASK_APP,
	ASK_SAME_PERSON,
	ASK_FINGER,
	ASK_LAST_TRY,
	ASK_FINGERS,
	ASK_SECOND_OFFICER,
	ASK_MATCH_CODE,
	ASK_RENEW,
	ASK_RETRY
};

struct counter;

/* What a command is there for. */
struct counter_kind {
	/* Once there is a runner; sets counter.begun unless a question comes first. */
	bool (*begin)(struct counter *c, struct error *err);
	/* At the end of a turn, between telling and asking; NULL: nothing. */
	void (*turn)(struct counter *c);
	/* With a card read and no enrollment: what has to be known. NULL: never there. */
	enum question (*at_desk)(const struct counter *c);
	/* The last line of one that ended well at the desk, and the exit code. */
	int (*finish)(struct counter *c);
	/* The end of any of them, told by the command; returns the exit code. NULL: as a line. */
	int (*ended)(struct counter *c);
	bool silent; /* no conversation: nothing is asked, only the end is told */
};

struct counter {
	const struct counter_kind *kind;
	const struct batch_context *context;
	struct loop *loop;
	struct talk *talk;
	struct central *central; /* NULL: without a login */
	struct runner *runner;
	int pin_fd;		  /* -1: no login */
	const char *photo_path;	  /* --photo, or NULL */
	int photo_fd;		  /* opened at the start, -1 when none or written */
	unsigned grace;		  /* timer: how long a reader may be missing at the start */
	struct error trouble;	  /* that the grace is for */
	int qr_fd;		  /* -1: nowhere to paint */
	const char *picture_path; /* --qr-png, or NULL */
	int picture_fd;		  /* -1: none */
	bool new_phone;
	const char *resume; /* enrollment id, or NULL */
	bool take_over;

	enum question asked;
	enum problem refusal; /* what is said of a line that is no answer */
	bool begun;	      /* a card is waited for, or further */
	bool renew_refused;
	enum writing_state told_writing; /* the same of storing and removing */
	enum finger told_finger;
	bool knows_fingers, told_stored[FINGER_COUNT];
	int told_guide;	       /* guide and press, -1: none */
	enum enrol_state told; /* last state that was told */
	bool told_any;
	bool told_alarm;
	bool told_booking;
	bool told_away;
	enum problem told_problem;
	char painted[API_CODE_URL_SIZE]; /* the code that is shown now */
	bool input_ended;
	unsigned code_timer;
	bool code_dead;
	bool settled;	    /* from here on finish() has the word, whatever the card does */
	struct error error; /* why it ended, PROBLEM_NONE: by its state */
	bool over;
};

/* counter.c: from the login to the exit code. */
int counter_run(struct counter *c);
/* Ends the loop with a problem; or with what the engine's state says. */
void counter_fail(struct counter *c, const struct error *err);
void counter_over(struct counter *c);

/* counter_tell.c: tells what is new in the view; repaints the code when it changed. */
void counter_tell(struct counter *c);
/* The last line, and the exit code. */
int counter_end(struct counter *c);

/* counter_finger.c: of the table of questions. */
void counter_add_fingers(const struct counter *c, json_t *line);
void counter_add_last_try(const struct counter *c, json_t *line);
bool counter_take_finger(struct counter *c, const json_t *value);
bool counter_take_last_try(struct counter *c, const json_t *value);
bool counter_take_fingers(struct counter *c, const json_t *value);
bool counter_take_second_officer(struct counter *c, const json_t *value);
bool counter_take_exception(struct counter *c, const json_t *value);
/* Why the card cannot compare that finger, or PROBLEM_NONE. */
enum problem counter_finger_trouble(const struct counter *c, enum finger finger);
/* Tells what is new of guidance and writing. */
void counter_tell_finger(struct counter *c);

/* counter_answer.c: asks what the state wants, takes answers; acts on the end of input. */
void counter_ask(struct counter *c);

#endif
