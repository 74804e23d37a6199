/*
 * centrald/register.h - the population and card registers as the centre asks them, through a
 * driver: the sample (register_sample.c, tables of the store) or an agency's service.
 *
 * One question names a person and the card in the reader; one answer says everything that the
 * rules need. A driver answers at once, from the open transaction of the store or from what it
 * remembers, or later: then the call waits (lookup.h) while the loop serves others.
 *
 * Three kinds of answer must never be mixed up: what the register says of a person (which may
 * be that there is none), a refusal of its own with a code of DOPA's, and that it could not be
 * asked. The last is PROBLEM_LINKAGE_AWAY and says nothing about the person.
 *
 * Person data: questions and answers live in secret memory.
 */
#ifndef DDOPA_CENTRALD_REGISTER_H
#define DDOPA_CENTRALD_REGISTER_H

#include "centrald/keys.h"
#include "centrald/store.h"
#include "person/person.h"

#define REGISTER_REQUEST_SIZE 24 /* of a card's request number, with its NUL */
#define REGISTER_CODES_MAX    8

struct register_person {
	bool found;
	bool alive;
	bool thai;
	struct person person;
};

struct register_card {
	bool found;
	char request_number[REGISTER_REQUEST_SIZE];
	struct date issued, expires;
	bool cancelled;
};

struct register_question {
	struct citizen_number number;
	char citizen[HASH_HEX_SIZE];		    /* the keyed hash of it */
	char request_number[REGISTER_REQUEST_SIZE]; /* of the card in the reader */
};

struct register_answer {
	struct register_person person;
	struct register_card latest;	/* of the person's */
	struct register_card given;	/* the one of the question's request number */
	long codes[REGISTER_CODES_MAX]; /* DOPA's, by which the register itself refuses */
	size_t code_count;
};

/* A question that is answered later. */
struct register_lookup {
	struct register_question question;
	struct register_answer answer;
	enum problem problem; /* PROBLEM_NONE: answered */
	const char *why;      /* why not: a fixed word of the driver's */
	bool probe;	      /* the driver's own: see breaker.h */
	void *owner;
};

struct register_lookup *register_lookup_new(const struct register_question *q); /* NULL: memory */
void register_lookup_free(struct register_lookup *l);				/* wipes */

/* One way to ask. self: what its opening function has made. */
struct register_driver {
	const char *name;
	/* Answers at once: *known says whether it could. False: the store failed. */
	bool (*now)(void *self, struct store *store, const struct register_question *q,
	    struct register_answer *out, bool *known, struct error *err);
	/* NULL: it always knows at once. Takes the lookup over and hands it back through the
	 * loop (agency_on_done()); false: it is over already and stays the caller's. */
	bool (*start)(void *self, struct register_lookup *l);
	/* A good answer may be remembered for a while; after any refusal it is forgotten.
	 * NULL: nothing is remembered. */
	void (*keep)(
	    void *self, const struct register_question *q, const struct register_answer *a);
	void (*forget)(void *self, const struct register_question *q);
	void (*close)(void *self); /* NULL: nothing to close */
};

struct registers {
	const struct register_driver *driver;
	void *self;
};

extern const struct register_driver register_sample; /* self: none */

void registers_close(struct registers *r); /* driver NULL: nothing was opened */

/* ---- the sample's two questions, for loading it ---- */

/* citizen: the keyed hash. False only when the store could not be asked. */
bool register_person(
    struct store *store, const char *citizen, struct register_person *out, struct error *err);
/* request_number NULL: the latest. */
bool register_card(struct store *store, const char *citizen, const char *request_number,
    struct register_card *out, struct error *err);

#endif
