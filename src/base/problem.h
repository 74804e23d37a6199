/*
 * base/problem.h - the catalogue of everything that can go wrong or be refused.
 *
 * One table for terminal, centre, phone and manual pages: the stable id (DD-nnn), the
 * name on the wire (RFC 9457 problem documents carry it as `code`), the DOPA code that
 * officers know where one exists, the HTTP status, the exit code, whether trying again
 * can help, and the three sentences a person needs: what happened, why, what to do now.
 * The order of the rows has no meaning; ids are never used again.
 *
 * To add one: a name here, a row in problem.c, the Thai text in po/th.po, a test that
 * makes it happen.
 */
#ifndef DDOPA_BASE_PROBLEM_H
#define DDOPA_BASE_PROBLEM_H

#include <stdbool.h>

enum problem {
	PROBLEM_NONE,
	/* the program and its surroundings, DD-0xx */
	PROBLEM_USAGE,
	PROBLEM_CONFIG,
	PROBLEM_CONFIG_OWNER,
	PROBLEM_MEMORY,
	PROBLEM_SYSTEM,
	PROBLEM_IO,
	PROBLEM_CANNOT_CREATE,
	PROBLEM_INTERNAL,
	PROBLEM_NAMESPACES,
	PROBLEM_TERMINAL,
	PROBLEM_INPUT_ENDED,
	PROBLEM_HELPER_DIED,
	PROBLEM_BAD_ANSWER,
	PROBLEM_IN_USE,
	/* reader and card, DD-1xx */
	PROBLEM_NO_PCSCD,
	PROBLEM_PCSCD_DENIED,
	PROBLEM_PCSCD_PROTOCOL,
	PROBLEM_NO_READER,
	PROBLEM_NO_CARD,
	PROBLEM_CARD_REMOVED,
	PROBLEM_CARD_CHANGED,
	PROBLEM_CARD_MUTE,
	PROBLEM_CARD_FOREIGN,
	PROBLEM_CARD_UNREADABLE,
	PROBLEM_CARD_LAYOUT,
	PROBLEM_CARD_BUSY,
	PROBLEM_PHOTO_UNREADABLE,
	/* finger, DD-2xx */
	PROBLEM_NO_SENSOR,
	PROBLEM_SENSOR_FAILED,
	PROBLEM_FINGER_TIMEOUT,
	PROBLEM_FINGER_TEMPLATE,
	PROBLEM_NO_FINGER_ON_CARD,
	PROBLEM_NO_MOC_APPLET,
	PROBLEM_FINGER_MISMATCH,
	PROBLEM_FINGER_LAST_TRY,
	PROBLEM_FINGER_LOCKED,
	/* the officer's decisions, DD-3xx */
	PROBLEM_NO_APP,
	PROBLEM_NOT_SAME_PERSON,
	PROBLEM_CANCELLED_BY_OFFICER,
	PROBLEM_LEFT_OPEN,
	/* speaking with the centre, DD-4xx */
	PROBLEM_CENTRE_DOWN,
	PROBLEM_CENTRE_TIMEOUT,
	PROBLEM_CENTRE_TLS,
	PROBLEM_CENTRE_ANSWER,
	PROBLEM_CERTIFICATE_MISSING,
	PROBLEM_CERTIFICATE_REFUSED,
	PROBLEM_CERTIFICATE_EXPIRED,
	PROBLEM_CERTIFICATE_REVOKED,
	PROBLEM_TRAINING_MISMATCH,
	PROBLEM_UPDATE_NEEDED,
	/* the centre's answers about officer and session, DD-5xx */
	PROBLEM_NOT_LOGGED_IN,
	PROBLEM_OUTSIDE_HOURS,
	PROBLEM_WRONG_PIN,
	PROBLEM_ACCOUNT_LOCKED,
	PROBLEM_NOT_PERMITTED,
	PROBLEM_OTHER_OFFICE,
	/* requests, DD-5xx */
	PROBLEM_BAD_REQUEST,
	PROBLEM_TOO_LARGE,
	PROBLEM_NOT_FOUND,
	PROBLEM_METHOD,
	PROBLEM_CONFLICT,
	PROBLEM_KEY_REUSED,
	PROBLEM_RATE_LIMITED,
	PROBLEM_CENTRE_INTERNAL,
	/* linkage refusals, DD-6xx; all end with exit code 1 */
	PROBLEM_REFUSED_UNKNOWN_PERSON,
	PROBLEM_REFUSED_DECEASED,
	PROBLEM_REFUSED_NOT_THAI,
	PROBLEM_REFUSED_NO_CARD,
	PROBLEM_REFUSED_NOT_LATEST_CARD,
	PROBLEM_REFUSED_CARD_CANCELLED,
	PROBLEM_REFUSED_CARD_EXPIRED,
	PROBLEM_REFUSED_DATA_DIFFERS,
	PROBLEM_REFUSED_NOT_OPEN,
	PROBLEM_REFUSED_OFFICE,
	PROBLEM_REFUSED_JOINT_CENTRE,
	PROBLEM_REFUSED_QUOTA,
	PROBLEM_REFUSED_ENROLLED,
	PROBLEM_REFUSED_IN_PROGRESS,
	PROBLEM_REFUSED_OWN_CARD,
	/* evidence and enrollment, DD-7xx */
	PROBLEM_EVIDENCE_BAD,
	PROBLEM_EVIDENCE_OLD,
	PROBLEM_STATE,
	PROBLEM_RENEWALS_USED,
	PROBLEM_MATCH_CODE_WRONG,
	PROBLEM_ENDED_EXPIRED,
	PROBLEM_ENDED_CANCELLED,
	PROBLEM_ENDED_MATCH_CODE,
	PROBLEM_ENDED_LOCKED,
	PROBLEM_ENDED_CONTESTED,
	PROBLEM_ENDED_REFUSED,
	/* the phone, DD-8xx */
	PROBLEM_USE_DPOP_NONCE,
	PROBLEM_SIGNATURE_BAD,
	PROBLEM_CODE_UNKNOWN,
	PROBLEM_CODE_EXPIRED,
	PROBLEM_CODE_TAKEN,
	PROBLEM_CODE_OTHER_HOST,
	PROBLEM_CODE_UNREADABLE,
	PROBLEM_DIGITS_WRONG,
	PROBLEM_PIN_WEAK,
	PROBLEM_PIN_DIFFERS,
	PROBLEM_PHONE_PIN_WRONG,
	PROBLEM_KEY_DESTROYED,
	PROBLEM_CONSENT_REFUSED,
	PROBLEM_NO_LEAVE,
	PROBLEM_NUMBER_INVALID,
	PROBLEM_TERMS_REFUSED,
	PROBLEM_COUNT
};

/* Exit codes: 0 done, 1 refused by a rule of the linkage check, sysexits(3), and our
 * own 10-29, each one cause that a script must tell apart. ddopa(1) lists them. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_CARD_REMOVED = 10,
	EXIT_CARD_UNREADABLE = 11,
	EXIT_CARD_FOREIGN = 12,
	EXIT_NO_READER = 13,
	EXIT_NO_PCSCD = 14,
	EXIT_NO_SENSOR = 15,
	EXIT_NO_FINGER_ON_CARD = 16,
	EXIT_FINGER_MISMATCH = 17,
	EXIT_FINGER_LOCKED = 18,
	EXIT_NO_APP = 19,
	EXIT_PENDING = 20,
	EXIT_EXPIRED = 21,
	EXIT_CANCELLED = 22,
	EXIT_MATCH_CODE = 23,
	EXIT_LOCKED = 24,
	EXIT_CONTESTED = 25,
	EXIT_CONSENT_REFUSED = 26,
	EXIT_WRONG_PIN = 27,
	EXIT_NOT_SAME_PERSON = 28,
	EXIT_CERTIFICATE = 29
	/* 64-78: sysexits.h */
};

struct problem_row {
	const char *id;	  /* "DD-101" */
	const char *name; /* on the wire: "no-pcscd" */
	int dopa;	  /* code known to officers, 0 where none is known */
	int http;	  /* status when it travels as an answer, else 0 */
	int exit_code;
	bool retry;	  /* trying the same again can help */
	const char *what; /* msgids: what happened, */
	const char *why;  /* why, */
	const char *todo; /* what to do now */
};

const struct problem_row *problem_row(enum problem problem); /* never NULL */
enum problem problem_by_name(const char *name);		     /* PROBLEM_NONE when unknown */
enum problem problem_by_id(const char *id);
bool problem_is_refusal(enum problem problem); /* DD-6xx */

#endif
