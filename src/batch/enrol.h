/*
 * batch/enrol.h - private to `ddopa enrol`: what its files share.
 *
 *   enrol.c        options, login, beginning and end
 *   enrol_tell.c   what the runner's view says, as NDJSON lines; the painted code
 *   enrol_answer.c questions, and the script's answers to them
 *
 * Lines out carry "time" and one of: "step" (before the centre knows of it), "state"
 * (protocol.md's names), "ask" (a question), "event", "problem". Lines in are objects with
 * one member: the answer to the question of that name, or "cancel", "contest", "renew" at
 * any time. Nothing but a line in answers same_person.
 */
#ifndef DDOPA_BATCH_ENROL_H
#define DDOPA_BATCH_ENROL_H

#include "batch/batch.h"
#include "batch/talk.h"
#include "enrol/runner.h"

enum question {
	ASK_NOTHING,
	ASK_APP,
	ASK_SAME_PERSON,
	ASK_FINGER,
	ASK_MATCH_CODE,
	ASK_RENEW,
	ASK_RETRY
};

struct enrol_run {
	const struct batch_context *context;
	struct loop *loop;
	struct talk *talk;
	struct central *central;
	struct runner *runner;
	const char *photo_path; /* --photo, or NULL */
	int photo_fd;		/* opened at the start, -1 when none or written */
	unsigned grace;		/* timer: how long a reader may be missing at the start */
	struct error trouble;	/* that the grace is for */
	int qr_fd;		/* -1: nowhere to paint */
	bool new_phone;
	const char *resume; /* enrollment id, or NULL */

	enum question asked;
	enum problem refusal; /* what is said of a line that is no answer */
	bool app;	      /* answered yes */
	bool renew_refused;
	enum enrol_state told; /* last state that was told */
	bool told_any;
	bool told_alarm;
	bool told_away;
	enum problem told_problem;
	char painted[API_CODE_URL_SIZE]; /* the code on qr_fd now */
	bool input_ended;
	unsigned code_timer;
	bool code_dead;
	struct error error; /* why it ended, PROBLEM_NONE: by its state */
	bool over;
};

/* enrol_tell.c: tells what is new in the view; repaints the code when it changed. */
void enrol_tell(struct enrol_run *run);
/* The last line, and the exit code. */
int enrol_tell_end(struct enrol_run *run);

/* enrol_answer.c: asks what the state wants, takes answers; acts on the end of input. */
void enrol_ask(struct enrol_run *run);

/* enrol.c: ends the loop with a problem. */
void enrol_fail(struct enrol_run *run, const struct error *err);

#endif
