/*
 * wire/json.h - structs as JSON by tables: one row is one field, with its name on the wire,
 * its type, and where it stands in the struct. Reader and writer walk the same rows, so
 * that they cannot differ. The bodies of the protocol are such tables (api_*.c); rooms above
 * use the same for NDJSON of their own.
 *
 * The writer puts text straight into the caller's buffer; the reader is jansson's, after a
 * check of size and depth of our own, and with an allocator that wipes what it frees.
 */
#ifndef DDOPA_WIRE_JSON_H
#define DDOPA_WIRE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

#define JSON_DEPTH_MAX 16

enum field_type {
	FIELD_ID,	/* char[size]: printable ASCII without the space */
	FIELD_TEXT,	/* char[size]: for people; goes through text_sanitise() when read */
	FIELD_LINES,	/* char[size]: as it is, for it is hashed; newline the only control */
	FIELD_DIGITS,	/* char[size]: exactly size - 1 digits */
	FIELD_BYTES,	/* uint8_t[size]: base64url of exactly so many */
	FIELD_BOOL,	/* bool */
	FIELD_NUMBER,	/* int or long by size, min to max */
	FIELD_TIME,	/* int64_t milliseconds: RFC 3339 UTC */
	FIELD_DATE,	/* struct date: ISO 8601, see date_to_iso() */
	FIELD_CITIZEN,	/* struct citizen_number: 13 digits, the last one right */
	FIELD_ENUM,	/* an enum: names; one that is "" only ever stands for an optional's zero */
	FIELD_CHOICE,	/* bool: the first of two names is false */
	FIELD_PROBLEM,	/* enum problem: its name */
	FIELD_PROBLEMS, /* enum problem[]: an array of names; aux counts them */
	FIELD_OBJECT,	/* a struct: fields */
	FIELD_OBJECTS,	/* an array of structs: fields, stride bytes apart; aux counts them */
	FIELD_NUMBERS,	/* long[]: exactly so many, each min to max */
	FIELD_TYPES
};

struct field_names {
	const char *(*name)(int value);
	int count; /* values 0 … count - 1 */
};

struct field {
	const char *name; /* NULL ends the table */
	enum field_type type;
	size_t offset, size;
	/* Left out when empty ("", 0, no date, aux false or 0), and may be missing. */
	bool optional;
	size_t aux;    /* offset of bool has_… or of the size_t count; 0: none, so neither may
			* be the struct's first member */
	size_t stride; /* sizeof one of FIELD_OBJECTS */
	long min, max;
	const struct field_names *names;
	const struct field *fields;
};

/* The row of a member that bears the same name on the wire. */
#define FIELD(TYPE, STRUCT, MEMBER)                                                                \
	.name = #MEMBER, .type = TYPE, .offset = offsetof(struct STRUCT, MEMBER),                  \
	.size = sizeof(((struct STRUCT *)0)->MEMBER)

/* A whole body: its rows, the struct's bytes, and the problem that a bad one is. */
struct shape {
	const struct field *fields;
	size_t size;
	enum problem problem;
};

void shape_write(struct buf *out, const struct shape *shape, const void *s);
/* Zeroes the struct first, and again when false. */
bool shape_read(
    const struct shape *shape, void *s, const void *json, size_t len, struct error *err);
/* The same from a tree. */
bool shape_take(const struct shape *shape, void *s, const json_t *tree, struct error *err);

/* The members alone, without braces, for a writer that adds some of its own. */
void fields_write(struct buf *out, const struct field *fields, const void *s);
void json_write_string(struct buf *out, const char *s); /* with its quotes */

/* One object, strictly: at most API_BODY_MAX bytes and JSON_DEPTH_MAX levels, no member
 * twice, nothing after it, UTF-8. NULL with *err filled; json_decref() it. */
json_t *json_load_strict(const void *json, size_t len, enum problem problem, struct error *err);

/* One body's writer and reader. A request that is bad is the centre's to refuse, an
 * answer that is bad the terminal's and the phone's to report. */
#define SHAPE(NAME, FIELDS, PROBLEM)                                                               \
	static const struct shape shape_##NAME = {FIELDS, sizeof(struct api_##NAME), PROBLEM};     \
	void api_##NAME##_write(struct buf *out, const struct api_##NAME *s)                       \
	{                                                                                          \
		shape_write(out, &shape_##NAME, s);                                                \
	}                                                                                          \
	bool api_##NAME##_read(                                                                    \
	    struct api_##NAME *s, const void *json, size_t len, struct error *err)                 \
	{                                                                                          \
		return shape_read(&shape_##NAME, s, json, len, err);                               \
	}

#define NUMBER_MAX 9007199254740991L /* 2^53 - 1, what every JSON reader holds exactly */

extern const struct field_names names_office_type, names_state, names_finger, names_absence,
    names_sex, names_life, names_nationality, names_card_status;
extern const struct field fields_card_claim[], fields_person[], fields_booking[],
    fields_register_card[];

#endif
