/*
 * phone/face.h - what the runner wants of a face: to ask, to tell, and to hand back one
 * answer a question. face_text.c speaks with people, face_json.c with programs.
 */
#ifndef DDOPA_PHONE_FACE_H
#define DDOPA_PHONE_FACE_H

#include "base/error.h"
#include "base/loop.h"
#include "phone/flow.h"
#include "person/person.h"

#define ANSWER_SIZE 512

/* Kept in secret memory; wiped after each answer. */
struct answer {
	bool yes;		 /* leave, terms, consent */
	bool image;		 /* code: text is the path of a picture */
	char text[ANSWER_SIZE];	 /* number, code */
	char pin[ANSWER_SIZE];	 /* pin, consent; as typed */
	char again[ANSWER_SIZE]; /* pin */
};

/* Where the enrollment stands, for what is told. */
struct face_place {
	enum step step;
	bool has_state; /* from the claim on */
	enum enrolment_state state;
};

struct face;

struct face_ops {
	/* text: the centre's terms or consent in the face's language, else NULL. A question
	 * still open is replaced. */
	void (*ask)(struct face *face, const struct face_place *place, const char *text);
	void (*tell)(struct face *face, const struct face_place *place);
	void (*match_code)(
	    struct face *face, const struct face_place *place, const char *digits, bool changed);
	/* asked_again: the next call is ask(); else it is the end. */
	void (*problem)(struct face *face, const struct face_place *place,
	    const struct error *error, bool asked_again);
	void (*person)(struct face *face, const struct person *person);
	void (*free)(struct face *face);
};

struct face {
	const struct face_ops *ops;
	/* Set by the runner; called from the loop. */
	void (*on_answer)(void *arg, const struct answer *answer);
	void (*on_end)(void *arg, const struct error *why); /* no more answers will come */
	void *arg;
};

/* What a step means, a msgid. */
const char *face_message(enum step step);

struct face_options {
	int answers;	 /* descriptor to read from */
	bool training;	 /* everything told is marked so */
	const char *pin; /* given beforehand, or NULL (NDJSON only) */
};
/* NULL when memory ends. */
struct face *face_text_new(struct loop *loop, const struct face_options *options);
struct face *face_json_new(struct loop *loop, const struct face_options *options);

#endif
