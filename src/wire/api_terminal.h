/*
 * wire/api_terminal.h - the bodies of the terminals' listener. Part of wire/api.h.
 */
#ifndef DDOPA_WIRE_API_TERMINAL_H
#define DDOPA_WIRE_API_TERMINAL_H

#include "wire/api_booking.h"
#include "wire/api_problem.h"

struct api_office {
	char code[5];
	enum office_type type;
	char name_th[API_NAME_SIZE];
	char name_en[API_NAME_SIZE];
	bool may_enroll;
};

struct api_status {
	int version; /* API_VERSION the centre serves */
	bool training;
	int64_t now;
	struct api_office office; /* of this connection's certificate */
	char counter[16];
	bool open;  /* enrollment open today */
	long quota; /* places in this phase */
	long quota_used;
	bool match_code;    /* policy: the officer types the phone's four digits */
	bool can_write;	    /* the centre holds a key for cards */
	bool approve_store; /* policy: a second officer approves storing fingers */
	bool approve_remove;
	bool exceptions;    /* policy: enrolling without a finger, with a second officer */
	long code_life;	    /* seconds a code may be scanned */
	long evidence_life; /* seconds */
};
void api_status_write(struct buf *out, const struct api_status *s);
bool api_status_read(struct api_status *s, const void *json, size_t len, struct error *err);

struct api_login {
	struct citizen_number number;
	char pin[API_PIN_DIGITS + 1];
};
void api_login_write(struct buf *out, const struct api_login *l);
bool api_login_read(struct api_login *l, const void *json, size_t len, struct error *err);

struct api_session {
	char token[API_TOKEN_SIZE];
	char officer_id[API_ID_SIZE]; /* the register's id of the officer, not their citizen number
				       */
	char officer_name[API_NAME_SIZE];
	struct api_office office;
	bool may_enroll; /* this officer's right */
	bool pin_change; /* the PIN was reset: until it is changed nothing else is answered but
			    logout */
	int64_t expires; /* unless used before */
	long today_success, today_open, today_refused;
};
void api_session_write(struct buf *out, const struct api_session *s);
bool api_session_read(struct api_session *s, const void *json, size_t len, struct error *err);

/* The officer's own PIN, old and new (person/pin.h has the rule): secret memory. */
struct api_pin_change {
	char old[API_PIN_DIGITS + 1];
	char new[API_PIN_DIGITS + 1];
};
void api_pin_change_write(struct buf *out, const struct api_pin_change *p);
bool api_pin_change_read(struct api_pin_change *p, const void *json, size_t len, struct error *err);

/* What the chip says, sent to be compared with the register. */
struct api_card_claim {
	struct citizen_number number;
	struct name thai;
	struct name english;
	struct date birth;
	struct date issued;
	struct date expires;
	char request_number[24];
};
struct api_linkage_check {
	struct api_card_claim card;
	bool new_phone; /* of someone enrolled already */
};
void api_linkage_check_write(struct buf *out, const struct api_linkage_check *c);
bool api_linkage_check_read(
    struct api_linkage_check *c, const void *json, size_t len, struct error *err);

struct api_linkage_answer {
	bool allowed;
	enum problem reasons[API_REASONS_MAX]; /* every one at once */
	size_t reason_count;
	char in_progress_office[API_NAME_SIZE]; /* with PROBLEM_REFUSED_IN_PROGRESS; a place, not a
						   person */
	bool has_booking;			/* this citizen's at this office for today */
	struct api_booking booking;
};
void api_linkage_answer_write(struct buf *out, const struct api_linkage_answer *a);
bool api_linkage_answer_read(
    struct api_linkage_answer *a, const void *json, size_t len, struct error *err);

/* A refusal that the terminal found itself, without personal data. */
struct api_refusal {
	enum problem problem; /* PROBLEM_CARD_UNREADABLE, … */
	char step[32];	      /* "reading", "finger", … */
	char batch[16];	      /* of cards, as its ATR tells: card/thai.h; "": not about a chip */
};
void api_refusal_write(struct buf *out, const struct api_refusal *r);
bool api_refusal_read(struct api_refusal *r, const void *json, size_t len, struct error *err);

/* The claims of the evidence JWS (wire/evidence.h signs and checks it). */
struct api_evidence {
	struct api_card_claim card;
	uint8_t digest[SHA256_SIZE]; /* over bytes 0x0000-0x0178, 0x1579-0x1626, then the photo's
					5,118 as read */
	bool same_person;
	/* The match on card; or, where absence is not NONE, the exception instead of it. */
	enum finger finger;
	int tries_left; /* after the match */
	int64_t match_time;
	enum finger_absence absence;
	char approval[API_ID_SIZE]; /* of the exception */
	int64_t time;		    /* of the whole; its age counts from here */
	char office[5];
	char counter[16];
	char officer_id[API_ID_SIZE];
	bool training;
};

struct api_new_enrolment {
	char evidence[API_JWS_MAX];
	bool new_phone;
};
void api_new_enrolment_write(struct buf *out, const struct api_new_enrolment *n);
bool api_new_enrolment_read(
    struct api_new_enrolment *n, const void *json, size_t len, struct error *err);

struct api_code {
	char url[API_CODE_URL_SIZE];
	char typed[TYPED_CODE_SHOWN];
	int64_t expires;
};

struct api_enrolment {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	long revision;
	int64_t created;
	int64_t changed;
	int64_t deadline; /* evidence's end, or SCANNED's ten minutes; 0 after an end */
	int64_t now;	  /* the centre's clock, for the countdown */
	int renewals_left;
	int match_tries_left;
	int digit_tries_left;
	bool second_phone;	  /* alarm: another key tried to claim */
	enum problem end_problem; /* PROBLEM_ENDED_…, when the state is an end other than SUCCESS */
	char assurance[12];	  /* "IAL2.3"; "IAL2.2" by an exception */
	enum finger_absence absence; /* the exception's reason, or NONE */
	bool has_code;		     /* only in the answer to …/codes */
	struct api_code code;
	char receipt[API_JWS_MAX];	  /* with SUCCESS, else "" */
	char officer_name[API_NAME_SIZE]; /* who began it, and never anybody else */
	char counter[16];		  /* where it began */
	char taken_by[API_NAME_SIZE];	  /* who has taken it over, or "" */
	bool has_booking;		  /* this citizen's at this office for today */
	struct api_booking booking;
	char holder_id[API_ID_SIZE]; /* the register's id of who goes on with it; where that
					is not one's own, the counter lets go of it */
};
void api_enrolment_write(struct buf *out, const struct api_enrolment *e);
bool api_enrolment_read(struct api_enrolment *e, const void *json, size_t len, struct error *err);

struct api_enrolment_list {
	struct api_enrolment *rows; /* owned; api_enrolment_list_free */
	size_t count;
};
void api_enrolment_list_write(struct buf *out, const struct api_enrolment_list *l);
bool api_enrolment_list_read(
    struct api_enrolment_list *l, const void *json, size_t len, struct error *err);
void api_enrolment_list_free(struct api_enrolment_list *l);

struct api_match_code {
	char digits[API_MATCH_DIGITS + 1];
};
void api_match_code_write(struct buf *out, const struct api_match_code *m);
bool api_match_code_read(struct api_match_code *m, const void *json, size_t len, struct error *err);

struct api_cancel {
	bool contested; /* the officer ends it after the second phone's alarm */
};
void api_cancel_write(struct buf *out, const struct api_cancel *c);
bool api_cancel_read(struct api_cancel *c, const void *json, size_t len, struct error *err);

#endif
