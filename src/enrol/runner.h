/*
 * enrol/runner.h - carries out what the machine says: owns one struct enrol, the card and
 * sensor links, the client of the centre and the journal, turns what comes from them into
 * events, and tells the face that something changed. Everything runs in the caller's loop;
 * nothing blocks.
 *
 * The face feeds the officer's decisions through runner_officer(), and paints from
 * struct runner_view. Person data in the view live in secret memory and are wiped as soon
 * as the attempt has ended (FORGET), and after QR_CREATED only what the screen shows
 * (names, number) is kept.
 *
 * Rule of the journal: an intent with its idempotency key is on the disk before the request
 * is sent, and SUCCESS is told only after the answer is on the disk.
 */
#ifndef DDOPA_ENROL_RUNNER_H
#define DDOPA_ENROL_RUNNER_H

#include "base/loop.h"
#include "card/card.h"
#include "card/sensor.h"
#include "central/central.h"
#include "enrol/machine.h"

struct runner;

/* What only the process above can do: start a helper (main/'s parent forks it). Returns a
 * connected descriptor, or -1. */
struct runner_host {
	int (*start_card)(void *arg);
	int (*start_sensor)(void *arg);
	void *arg;
};

struct runner_options {
	struct loop *loop;
	struct central *central; /* logged in by the face before the first enrollment */
	struct runner_host host;
	/* Of the journal; made, 0700. "": $XDG_STATE_HOME/ddopa, or ~/.local/state/ddopa. */
	const char *state_directory;
	bool training;
	long poll_wait_s;
};

/* Where the card stands between enrollments and during one. */
enum runner_card {
	RUNNER_CARD_UNKNOWN,
	RUNNER_CARD_NO_PCSCD,
	RUNNER_CARD_NO_READER,
	RUNNER_CARD_EMPTY,
	RUNNER_CARD_PRESENT
};

struct runner_view {
	const struct enrol *enrol;
	enum runner_card card;
	struct error card_error; /* with NO_PCSCD and NO_READER: what exactly is wrong */
	char reader[CARD_READER_NAME_SIZE];
	const struct card_text *text; /* NULL until read, NULL after FORGET */
	const struct face *face;      /* NULL until there */
	const uint8_t *photo;	      /* JPEG as read, for batch --photo; NULL if none */
	size_t photo_len;
	uint32_t read_done, read_total;
	int64_t read_ms;			  /* how long the chip took */
	const struct finger_states *fingers;	  /* NULL until known */
	const struct api_linkage_answer *linkage; /* NULL until answered */
	const struct api_enrolment *enrolment;	  /* NULL before PROOFED */
	const struct api_code *code;		  /* NULL unless a code is to be shown */
	struct error error;    /* last trouble with context; PROBLEM_NONE: none */
	int64_t waiting_since; /* monotonic ms of the last change of state */
	int64_t
	    state_since[ENROL_STATE_COUNT]; /* real ms when each state was entered, 0: not yet */
	bool busy_centre;		    /* a call is under way */
	bool centre_away;		    /* polls fail at present; retried by itself */
	int64_t clock_offset_ms;	    /* centre's clock minus ours */
};

/* Called last in whatever the runner does, so it may call any of its functions but
 * runner_free(). */
typedef void runner_changed_fn(void *arg);

struct runner *runner_new(const struct runner_options *options, struct error *err);
void runner_free(struct runner *r); /* releases the card, leaves the centre's state as it is */
void runner_on_change(struct runner *r, runner_changed_fn *fn, void *arg);

/* A new citizen, once the last one's attempt is over: starts the card helper when it does
 * not run, watches for a card. One that was put in since the last began is read at once;
 * one that was in before waits for RETRY. */
bool runner_begin(struct runner *r, bool new_phone, struct error *err);
/* The journal's or the list's enrollment once more: at first as the journal knows it (one
 * of the list: PROOFED), then as the centre says. */
bool runner_resume(struct runner *r, const char *enrolment_id, struct error *err);
/* An officer's decision: NO_APP, SAME_PERSON, NOT_SAME_PERSON, FINGER_CHOSEN (arg),
 * CODE_ASKED, CANCEL, CONTEST, LEAVE, RETRY. False when it has no meaning now. */
bool runner_officer(struct runner *r, enum enrol_event event, int arg);
bool runner_match_code(struct runner *r, const char digits[API_MATCH_DIGITS + 1]);
const struct runner_view *runner_view(const struct runner *r);

/* What the journal holds of enrollments that were open when the program ended. */
struct runner_pending {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	int64_t since;
};
size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max);

#endif
