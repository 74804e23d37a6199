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
 * A finger that has one try left is never compared before the officer has typed the digits
 * that the screen shows (runner_last_try); the card helper refuses it besides.
 *
 * At the desk (runner_begin_desk) a card's fingers are looked at, matched, stored and removed
 * without an enrollment. Looking and matching need no centre and no login; storing and
 * removing need both, and the officer's SAME_PERSON.
 *
 * What became of a write is told to the centre by itself, again and again with the same key
 * until it answers, also when the attempt has long ended, or the program: the journal keeps it
 * for the next start.
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
#include "enrol/face_reasons.h"
#include "enrol/machine.h"
#include "enrol/usual.h"
#include "enrol/writing.h"

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
	/* Logged in by the face before the first enrollment. NULL: only the desk's looking and
	 * matching can be done. */
	struct central *central;
	struct runner_host host;
	/* Of the journal; made, 0700. "": $XDG_STATE_HOME/ddopa, or ~/.local/state/ddopa. */
	const char *state_directory;
	bool desk_only; /* no journal is opened: nothing but runner_begin_desk() will do */
	bool training;
	long poll_wait_s;
	struct usual *usual; /* told how long each wait took; outlives the runner. NULL: nobody */
};

/* Where the card stands between enrollments and during one. */
enum runner_card {
	RUNNER_CARD_UNKNOWN,
	RUNNER_CARD_NO_PCSCD,
	RUNNER_CARD_NO_READER,
	RUNNER_CARD_EMPTY,
	RUNNER_CARD_PRESENT
};

/* What the last match at the desk said. */
struct desk_result {
	bool known; /* a finger was compared since the card was read */
	bool matched;
	enum finger finger;
	int tries_left; /* -1 unknown */
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
	const struct api_status *policy;	  /* NULL: the centre was not asked yet */
	/* Accepted events: writing_accepts(). NULL but in STORING. */
	const struct writing *writing;
	const struct api_approval *approval; /* who approved, or NULL */
	struct desk_result desk_result;
	bool guiding; /* the sensor waits for a finger; then: */
	enum sensor_guide guide;
	int press, presses;
	const struct api_enrolment *enrolment; /* NULL before PROOFED */
	const struct api_code *code;	       /* NULL unless a code is to be shown */
	struct error error;		       /* last trouble with context; PROBLEM_NONE: none */
	int64_t waiting_since;		       /* monotonic ms of the last change of state */
	const struct usual *usual;	       /* the options'; NULL: nothing is known */
	int64_t
	    state_since[ENROL_STATE_COUNT]; /* real ms when each state was entered, 0: not yet */
	bool busy_centre;		    /* a call is under way */
	bool centre_away;		    /* polls fail at present; retried by itself */
	bool taking; /* a colleague's: until the centre has agreed nothing can be done with it */
	int64_t clock_offset_ms; /* centre's clock minus ours */
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
/* A card to be looked at, without an enrollment: read → ENROL_DESK. FINGER_CHOSEN matches;
 * SAME_PERSON comes before the first runner_store() or runner_remove(), and is accepted only
 * when the chip's photo could be read (else the view's error is PHOTO_UNREADABLE); CANCEL or LEAVE
 * ends it. */
bool runner_begin_desk(struct runner *r, struct error *err);
/* The journal's or the list's enrollment once more: at first as the journal knows it (one
 * of the list: PROOFED), then as the centre says. */
bool runner_resume(struct runner *r, const char *enrolment_id, struct error *err);
/* A colleague's enrollment of the same office, from the list: both names stay on record. The
 * centre is asked until it answers; its no ends the attempt. One that a colleague takes over
 * from here ends it too (TAKEN_OVER). */
bool runner_take_over(struct runner *r, const char *enrolment_id, struct error *err);
/* An officer's decision: NO_APP, SAME_PERSON, NOT_SAME_PERSON (arg: the problem of a row of
 * enrol/face_reasons.h; never without one), FINGER_CHOSEN (arg),
 * CODE_ASKED, CANCEL, CONTEST, LEAVE, RETRY. In STORING, RETRY and CANCEL are the writing's
 * AGAIN and GIVE_UP. False when it has no meaning now. */
bool runner_officer(struct runner *r, enum enrol_event event, int arg);
bool runner_match_code(struct runner *r, const char digits[API_MATCH_DIGITS + 1]);
/* In LAST_TRY: the last three digits of the citizen number, "562". False: not three digits, or
 * not now. Other digits than the card's: back to where it came from, and the view's error is
 * FINGER_LAST_TRY_KEPT. */
bool runner_last_try(struct runner *r, const char *digits);
/* In STORING's question (WRITING_ASK, and TROUBLE to pick others), and at the desk. fingers:
 * bit set of 1 << enum finger, none of them stored in the chip (then the view's error is
 * FINGER_STORED); absence: why the other is not stored where one alone is, else NONE. False:
 * not now, or not sensible; at the desk without a login the view's error is NOT_LOGGED_IN. */
bool runner_store(struct runner *r, unsigned fingers, enum finger_absence absence);
/* At the desk: a finger that is stored or damaged (else the view's error is NO_FINGER_ON_CARD);
 * False: as above. */
bool runner_remove(struct runner *r, enum finger finger);
/* In FINGER, and in STORING while the officer is asked (WRITING_ASK, _TROUBLE) and nothing has
 * been written. False: not now; or the centre does not allow exceptions, then the view's error
 * is EXCEPTIONS_OFF. */
bool runner_exception(struct runner *r, enum finger_absence absence);
/* In EXCEPTION, and in STORING's APPROVAL: a second officer's number and PIN (API_PIN_DIGITS
 * digits), copied to secret memory until they are sent, never kept longer. A wrong one is asked
 * for again; the view's error says why. False: not now, or not eight digits. */
bool runner_approve(struct runner *r, const struct citizen_number *number, const char *pin);
const struct runner_view *runner_view(const struct runner *r);

/* What the journal holds of enrollments that were open when the program ended. */
struct runner_pending {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	int64_t since;
};
size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max);

#endif
