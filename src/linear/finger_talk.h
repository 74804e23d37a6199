/*
 * linear/finger_talk.h - what both the enrollment and Match on Card ask about fingers: which
 * are stored and why not both, the last try, an exception, the second officer; and why holder
 * and card are not the same person. The rules are enrol/'s; here are the questions.
 */
#ifndef DDOPA_LINEAR_FINGER_TALK_H
#define DDOPA_LINEAR_FINGER_TALK_H

#include "enrol/decision.h"
#include "enrol/runner.h"
#include "linear/officer.h"
#include "linear/place.h"

/* Asked by us, before the engine hears of it. */
enum finger_question {
	QUESTION_NONE,
	QUESTION_FINGERS, /* at the desk: which are to be stored */
	QUESTION_REASON,  /* why only one */
	QUESTION_EXCEPTION,
	QUESTION_FACE /* why it is not the same person */
};

/* Actions of its moments; a place's own are below. */
enum finger_action {
	ACT_FINGER_TALK = 100,
	ACT_BOTH,
	ACT_ONLY_RIGHT,
	ACT_ONLY_LEFT,
	ACT_NO_FINGER, /* to the question of an exception's reason */
	ACT_MISSING,
	ACT_INJURED,
	ACT_NO_PRINT,
	ACT_FACE_REASON, /* and as many more as there are */
	ACT_FACE_REASON_LAST = ACT_FACE_REASON + FACE_REASONS - 1,
	ACT_QUESTION_BACK,
	ACT_NUMBER_AGAIN, /* of the second officer */
	ACT_WRITE_AGAIN,
	ACT_GIVE_UP
};

struct finger_talk {
	struct linear *l;
	struct runner *runner;
	enum finger_question question;
	unsigned fingers; /* that QUESTION_REASON is about */
	struct officer second;
	enum enrol_state state; /* of the last look, to notice moves */
	enum writing_state writing;
};

void finger_talk_begin(struct finger_talk *t, struct linear *l, struct runner *runner);
/* Looks whether the engine has moved: then our own question is over. */
void finger_talk_look(struct finger_talk *t);
const struct moment *finger_talk_now(const struct finger_talk *t); /* NULL: none is asked */
void finger_talk_facts(const struct finger_talk *t);
/* A decision, of the place's own too; else `why` tells why not. */
bool finger_talk_may(const struct finger_talk *t, enum decision decision, char why[WHY_SIZE]);
bool finger_talk_can(const struct finger_talk *t, int action, char why[WHY_SIZE]);
void finger_talk_act(struct finger_talk *t, int action);
bool finger_talk_type(struct finger_talk *t, const char *line);

#endif
