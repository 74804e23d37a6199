/*
 * wire/api_finger.h - second officers' approvals, and the writing of fingers into a chip.
 * Part of wire/api.h.
 *
 * The terminal never holds a card key. It sends the card's challenge; the centre answers
 * with a cryptogram for this one write, and is told afterwards what became of it.
 */
#ifndef DDOPA_WIRE_API_FINGER_H
#define DDOPA_WIRE_API_FINGER_H

#include "wire/api_terminal.h"

#define API_CHALLENGE_SIZE  8
#define API_SERIAL_SIZE	    8
#define API_CRYPTOGRAM_SIZE 8

/* What a second officer approves; on the wire "finger-store", "finger-remove", "exception". */
enum api_act { ACT_FINGER_STORE, ACT_FINGER_REMOVE, ACT_EXCEPTION };
#define API_ACT_COUNT 3
const char *api_act_name(enum api_act act);

/* Holds a PIN: secret memory. */
struct api_approval_request {
	struct citizen_number number; /* of the second officer */
	char pin[API_PIN_DIGITS + 1];
	enum api_act act;
	struct citizen_number citizen; /* whom it is about */
};
void api_approval_request_write(struct buf *out, const struct api_approval_request *a);
bool api_approval_request_read(
    struct api_approval_request *a, const void *json, size_t len, struct error *err);

struct api_approval {
	char id[API_ID_SIZE];
	char officer_name[API_NAME_SIZE];
	int64_t expires;
};
void api_approval_write(struct buf *out, const struct api_approval *a);
bool api_approval_read(struct api_approval *a, const void *json, size_t len, struct error *err);

struct api_finger_write {
	struct api_card_claim card;
	bool remove; /* "write": "store" or "remove" */
	enum finger finger;
	long reference; /* the chip's key reference, 0-255 */
	uint8_t challenge[API_CHALLENGE_SIZE];
	uint8_t serial[API_SERIAL_SIZE]; /* of the chip */
	enum finger_absence absence;	 /* why the other index finger is not stored, or NONE */
	bool same_person;		 /* the officer's verdict on the face */
	char approval[API_ID_SIZE];	 /* "" where policy asks for none */
};
void api_finger_write_write(struct buf *out, const struct api_finger_write *w);
bool api_finger_write_read(
    struct api_finger_write *w, const void *json, size_t len, struct error *err);

struct api_finger_cryptogram {
	char id[API_ID_SIZE]; /* of this write */
	uint8_t cryptogram[API_CRYPTOGRAM_SIZE];
};
void api_finger_cryptogram_write(struct buf *out, const struct api_finger_cryptogram *c);
bool api_finger_cryptogram_read(
    struct api_finger_cryptogram *c, const void *json, size_t len, struct error *err);

/* "good", "unchanged", "damaged", "unknown"; in the order of the card's outcomes. */
enum api_outcome { OUTCOME_GOOD, OUTCOME_UNCHANGED, OUTCOME_DAMAGED, OUTCOME_UNKNOWN };
#define API_OUTCOME_COUNT 4
const char *api_outcome_name(enum api_outcome o);

struct api_finger_outcome {
	enum api_outcome outcome;
};
void api_finger_outcome_write(struct buf *out, const struct api_finger_outcome *o);
bool api_finger_outcome_read(
    struct api_finger_outcome *o, const void *json, size_t len, struct error *err);

#endif
