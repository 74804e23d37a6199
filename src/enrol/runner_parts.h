/*
 * enrol/runner_parts.h - private to the room: what the runner's files share.
 *
 *   runner.c         the face's side: begin, resume, decisions, view
 *   runner_feed.c    events into the machine, effects out of it
 *   runner_card.c    card helper
 *   runner_sensor.c  sensor helper, guidance
 *   runner_write.c   enrol/writing.h: its events and effects
 *   runner_officer.c what the officer types: last try, exceptions, a second officer
 *   runner_centre.c  calls to the centre
 *   runner_poll.c    what the centre says of the enrollment: the long-poll, taking over
 *   runner_outcome.c what became of a write, told to the centre until it has heard
 *   runner_record.c  journal, idempotency keys, evidence
 */
#ifndef DDOPA_ENROL_RUNNER_PARTS_H
#define DDOPA_ENROL_RUNNER_PARTS_H

#include "enrol/journal.h"
#include "enrol/runner.h"

enum call {
	CALL_LINKAGE,
	CALL_REFUSAL,
	CALL_ENROL,
	CALL_CODE,
	CALL_MATCH,
	CALL_CANCEL,
	CALL_TAKE_OVER,
	CALL_POLL,
	CALL_APPROVE,
	CALL_AUTHORISE, /* goes on after an attempt's end: what it authorised is answered for */
	CALL_COUNT
};

/* A key stays until its request's outcome is known, so that asking again is the same
 * request. */
struct slot {
	central_call call; /* 0: none under way */
	char key[API_ID_SIZE];
	bool unresolved;
};

/* A finger that was taken to be stored. */
struct print {
	uint8_t template_[TEMPLATE_MAX];
	size_t len;
};

/* Secret memory. */
struct person_data {
	struct card_text text;
	struct face face;
	uint8_t photo[CARD_PHOTO_BYTES];
	size_t photo_len;
	uint8_t digest[SHA256_SIZE];
	struct finger_states fingers;
	uint8_t template_[TEMPLATE_MAX];
	size_t template_len;
	int64_t match_time; /* by the centre's clock */
	char evidence[API_JWS_MAX];
	char match[API_MATCH_DIGITS + 1];
	struct api_approval approval; /* of the second officer */
	struct print prints[FINGER_COUNT];
	struct api_finger_write request; /* one a challenge: repeated as it is */
	uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE];
};

/* What became of one write, UNKNOWN until that is told; kept until the centre has answered. */
struct outcome {
	struct runner *runner;
	char id[API_ID_SIZE]; /* of the write, "": free */
	char key[API_ID_SIZE];
	enum api_outcome outcome;
	central_call call;
	unsigned timer;
	int failures;
};
#define OUTCOMES_MAX 8

#define QUEUE_MAX 8

struct runner {
	struct loop *loop;
	struct central *central;
	struct runner_host host;
	struct journal *journal;
	bool new_phone;

	struct enrol enrol;
	struct runner_view view;
	runner_changed_fn *fn;
	void *fn_arg;
	struct enrol_input queue[QUEUE_MAX];
	size_t queued;
	bool feeding;
	struct usual *usual;
	int unseen; /* states to come whose beginning this program has not seen */
	bool quiet; /* two events are one act of the officer: the face is told after both */
	struct error trouble; /* what the next event's problem is about */

	struct card_link *card;
	struct sensor_link *sensor;
	bool present;		     /* a card is in, as far as is known; outlives the helper */
	bool fresh;		     /* put in since the last attempt began */
	char batch[CARD_BATCH_SIZE]; /* of cards, of the one put in last */
	unsigned restart_timer;
	int restarts;
	struct person_data *person;

	struct writing writing; /* view.writing while it runs */
	struct writing_input steps[QUEUE_MAX];
	size_t step_count;
	bool stepping;
	enum finger_absence absence;	     /* of the finger that is not stored */
	struct api_approval_request *second; /* secret memory; only until it is sent */
	char write_id[API_ID_SIZE];	     /* of the write that the centre authorised last */
	struct outcome outcomes[OUTCOMES_MAX];
	bool recalled;
	bool after_outcomes; /* an authorisation waits until they are told */

	struct slot slots[CALL_COUNT];
	unsigned poll_timer, code_timer;
	int poll_failures;
	char id[API_ID_SIZE]; /* "" before the centre gave one */
	struct api_enrolment enrolment;
	struct api_code code;
	struct api_linkage_answer linkage;
};

/* runner_feed.c */
void runner_feed(struct runner *r, enum enrol_event event, int arg, const struct error *trouble);
void runner_carry_out(struct runner *r, unsigned effects); /* of enrol_resume() */
void runner_changed(struct runner *r);
void runner_show_trouble(struct runner *r);

/* runner_card.c */
bool runner_card_start(struct runner *r, struct error *err);
void runner_card_stop(struct runner *r);
void runner_read(struct runner *r);
void runner_verify(struct runner *r);
void runner_release(struct runner *r);
void runner_reread(struct runner *r); /* the states of the fingers */

/* runner_sensor.c */
void runner_capture(struct runner *r); /* to be matched */
void runner_enroll(struct runner *r);  /* to be stored: the writing's finger */
void runner_capture_stop(struct runner *r);
void runner_sensor_close(struct runner *r);

/* runner_write.c */
void runner_store_begin(struct runner *r);
void runner_remove_begin(struct runner *r);
void runner_writing_stop(struct runner *r); /* STORING is left */
void runner_writing_feed(
    struct runner *r, enum writing_event event, int arg, const struct error *trouble);
bool runner_writing_in(const struct runner *r, enum writing_state state);
/* The card was pulled or failed, whatever is under way. */
void runner_card_lost(struct runner *r, enum enrol_event event, const struct error *trouble);
/* The centre is being told of no write any more. */
void runner_outcomes_heard(struct runner *r);
void runner_on_challenge(struct runner *r, const struct card_event *event);
void runner_on_written(struct runner *r, const struct card_event *event);
void runner_on_not_written(struct runner *r, const struct card_event *event);

/* runner_officer.c */
void runner_ask_approval(struct runner *r);
void runner_approval_stop(struct runner *r);

/* runner_outcome.c */
/* Before the chip is written: false when that cannot be put down, and nothing may be. */
bool runner_outcome_open(struct runner *r, const char *id, struct error *err);
void runner_outcome_tell(struct runner *r, const char *id, enum api_outcome outcome);
/* Tells what an earlier run of the program left untold, once. */
void runner_outcomes_recall(struct runner *r);
/* Tells at once what waits to be told again; whether the centre is being told of any. */
bool runner_outcomes_hurry(struct runner *r);
bool runner_outcomes_busy(const struct runner *r);
void runner_outcomes_free(struct runner *r);

/* runner_centre.c */
void runner_linkage(struct runner *r);
void runner_report(struct runner *r);
void runner_enrol(struct runner *r);
void runner_code(struct runner *r);
void runner_show_code(struct runner *r);
void runner_hide_code(struct runner *r);
void runner_match(struct runner *r);
void runner_cancel(struct runner *r);
/* All but a refusal's report and an authorisation. */
void runner_calls_stop(struct runner *r);
void runner_call_over(struct runner *r, enum call call);
void runner_note_centre(struct runner *r); /* view: busy, clock, policy */

/* runner_poll.c */
void runner_poll(struct runner *r); /* takes over first where view.taking says so */
/* Takes an answer in, unless it is older than what is known; writes it down first, since
 * nothing may be told that a crash could take back. False: it could not be, the view's error
 * says why. */
bool runner_take_in(struct runner *r, enum call call, const struct api_enrolment *e);
void runner_feed_state(struct runner *r); /* tells the machine what was taken in */

/* runner_record.c */
bool runner_new_key(struct slot *slot, struct error *err);
/* Gives the slot a key, or keeps the one whose outcome is unknown, and journals the intent. */
bool runner_append(struct runner *r, const struct journal_record *record, struct error *err);
bool runner_intent(struct runner *r, enum call call, struct error *err);
void runner_resolve(struct runner *r, enum call call); /* the outcome is known */
/* Journals what the centre says; on SUCCESS the receipt too. */
bool runner_record(
    struct runner *r, enum call call, const struct api_enrolment *e, struct error *err);
void runner_close_record(struct runner *r);
void runner_claim(struct api_card_claim *claim, const struct runner *r);
bool runner_evidence(struct runner *r, struct error *err); /* fills person->evidence */
void runner_forget(struct runner *r);			   /* wipes the person */
void runner_keep_name(struct runner *r);		   /* wipes all but names and number */
/* Takes up what the journal knows of r->id; false when it knows nothing. */
bool runner_recall(struct runner *r, enum enrolment_state *state);

#endif
