/*
 * person/person.h - the person as a card or the register tells of them: pure values and
 * rules, no I/O. Texts are clean UTF-8 (base/text.h) of bounded size. A struct person is
 * person data: keep it in secret memory and wipe it with person_wipe().
 */
#ifndef DDOPA_PERSON_PERSON_H
#define DDOPA_PERSON_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"

/* ---- citizen number: thirteen digits d0…d12, d12 the check digit ---- */

#define CITIZEN_NUMBER_DIGITS 13
#define CITIZEN_NUMBER_SHOWN  18 /* 1-2345-67890-12-3 and NUL */

struct citizen_number {
	char digits[CITIZEN_NUMBER_DIGITS + 1];
};

/* ASCII or Thai digits, with or without dashes and spaces. False unless there are
 * thirteen digits and the check digit fits. */
bool citizen_number_parse(struct citizen_number *n, const char *text);
bool citizen_number_valid(const char *digits13); /* exactly 13 ASCII digits and check digit */
void citizen_number_format(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n);
/* 1-1120-xxxxx-56-2: what a screen shows until the officer asks for it. */
void citizen_number_mask(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n);

enum eligibility {
	ELIGIBLE,	   /* first digit 1, 2, 5 */
	ELIGIBLE_REGISTER, /* 3, 4, 8: only the register can tell */
	NOT_ELIGIBLE	   /* 0, 6, 7, 9 */
};
enum eligibility citizen_number_eligibility(const struct citizen_number *n);

/* ---- names, address, card ---- */

#define NAME_PART_SIZE 304 /* 100 TIS-620 bytes are at most 300 in UTF-8 */

struct name {
	char prefix[NAME_PART_SIZE];
	char first[NAME_PART_SIZE];
	char middle[NAME_PART_SIZE];
	char last[NAME_PART_SIZE];
};

/* Splits "prefix#first#middle#last" (UTF-8, already sanitised). Missing parts are
 * empty; more than four parts: false. */
bool name_split(struct name *n, const char *text);
/* Thai joins prefix and first name without a space, English with one. */
void name_format(char *out, size_t size, const struct name *n, bool thai);

#define ADDRESS_PARTS	  8
#define ADDRESS_PART_SIZE 484 /* 160 TIS-620 bytes */
enum address_part {
	ADDRESS_HOUSE,
	ADDRESS_MOO,
	ADDRESS_TROK,
	ADDRESS_SOI,
	ADDRESS_ROAD,
	ADDRESS_TAMBON,
	ADDRESS_AMPHOE,
	ADDRESS_PROVINCE
};
struct address {
	char part[ADDRESS_PARTS][ADDRESS_PART_SIZE];
};
bool address_split(struct address *a, const char *text); /* fewer than 8 parts: rest empty */
void address_format(
    char *out, size_t size, const struct address *a); /* one line, empty parts left out */

enum sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };

struct person {
	struct citizen_number number;
	struct name thai;
	struct name english;
	struct date birth;
	enum sex sex;
	struct address address;
};

/* What identifies one issue of a card. */
struct card_issue {
	char request_number[24]; /* 11 digits, "/" , 8 digits; as read */
	char issuing_office[304];
	char issuer_code[14];
	struct date issued;
	struct date expires; /* DATE_LIFELONG */
	char card_type[4];   /* "01" the ordinary card */
	char photo_number[20];
};

struct card_text {
	struct person person;
	struct card_issue issue;
};

void person_wipe(struct person *p);
void card_text_wipe(struct card_text *c);

/* ---- offices ---- */

enum office_type { OFFICE_DISTRICT, OFFICE_LOCAL, OFFICE_JOINT_CENTRE, OFFICE_CENTRAL };

bool office_code_valid(const char *code); /* four digits, province 10-96 */
bool office_type_parse(
    enum office_type *t, const char *name); /* "district", "local", "joint", "central" */
const char *office_type_name(enum office_type t);
bool office_type_may_enroll(enum office_type t); /* joint service centres may not (rule 1) */

/* ---- enrollment states, protocol.md «States» ---- */

enum enrolment_state {
	STATE_PROOFED,
	STATE_QR_CREATED,
	STATE_SCANNED,
	STATE_CONFIRMED,
	STATE_CONSENTED,
	STATE_SAVED,
	STATE_SUCCESS,
	STATE_EXPIRED,
	STATE_CANCELLED,
	STATE_LOCKED,
	STATE_CONTESTED,
	STATE_REFUSED,
	STATE_COUNT
};
const char *enrolment_state_name(enum enrolment_state s); /* "QR_CREATED" */
bool enrolment_state_parse(enum enrolment_state *s, const char *name);
bool enrolment_state_is_end(enum enrolment_state s); /* SUCCESS included */

/* ---- fingers ---- */
enum finger { FINGER_RIGHT_INDEX, FINGER_LEFT_INDEX, FINGER_COUNT };
const char *finger_name(enum finger f); /* "right-index" */
bool finger_parse(enum finger *f, const char *name);

/* Why an index finger cannot be used: the coded reasons under which one finger alone is
 * stored, or an exception is made. An unreadable chip is none of them (mission.md, rule 5). */
enum finger_absence {
	ABSENCE_NONE,
	ABSENCE_MISSING, /* no such finger */
	ABSENCE_INJURED, /* wounded or bandaged at present */
	ABSENCE_NO_PRINT /* there, but its print cannot be captured */
};
#define FINGER_ABSENCE_COUNT 4
const char *finger_absence_name(enum finger_absence a);		     /* "missing", "" for NONE */
bool finger_absence_parse(enum finger_absence *a, const char *name); /* "" is NONE */

#endif
