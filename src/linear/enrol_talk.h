/*
 * linear/enrol_talk.h - the enrollment in lines, private to place_enrol.c and enrol_*.c.
 *
 * The engine's state decides what is asked: enrol_moments.c has a row a state with its
 * question or wait and its answers; enrol_news.c tells what has changed; enrol_end.c what it
 * came to.
 */
#ifndef DDOPA_LINEAR_ENROL_TALK_H
#define DDOPA_LINEAR_ENROL_TALK_H

#include "enrol/runner.h"
#include "linear/finger_talk.h"
#include "linear/news.h"

enum enrol_action {
	ACT_APP = 1, /* the applicant has it: the card is waited for */
	ACT_NO_APP,
	ACT_READ,
	ACT_SAME,
	ACT_NOT_SAME,
	ACT_RIGHT,
	ACT_LEFT,
	ACT_EXCEPT,
	ACT_CODE,
	ACT_AGAIN,
	ACT_STOP,   /* ends the attempt, no question: nothing is at the centre */
	ACT_CANCEL, /* asks first */
	ACT_CANCEL_SURE,
	ACT_CONTEST, /* asks first */
	ACT_CONTEST_SURE,
	ACT_LEAVE_OPEN,
	ACT_PHOTO,
	ACT_NUMBER,
	ACT_PICTURE, /* the code in ASCII signs: asks how the terminal shows them */
	ACT_PICTURE_LIGHT,
	ACT_PICTURE_DARK,
	ACT_PICTURE_BACK,
	ACT_NEXT,
	ACT_NEW_PHONE,
	ACT_MOC,
	ACT_MENU,
	ACT_ENROL_END
};

struct enrol_talk {
	struct linear *l;
	struct runner *runner; /* NULL: could not be made, error says why */
	struct error error;
	bool new_phone; /* enrolled already, with another phone now */
	bool cancel_when_known;
	bool app; /* the applicant has it */
	bool asks_picture;
	bool gave_up; /* the program is left: its end is waited for */
	struct finger_talk fingers;
	struct news news;
	/* told so far */
	enum enrol_state state;
	bool any, allowed, linkage_failed, alarm, ended;
	int step, substep;
	enum runner_card last_card;
	char code[API_CODE_URL_SIZE];
	int warned; /* how often that the code runs out */
};

bool enrol_talk_live(const struct enrol_talk *s); /* the engine runs */
bool enrol_talk_over(const struct enrol_talk *s); /* the attempt has ended */

/* ---- enrol_moments.c ---- */
const struct moment *enrol_talk_now(const struct enrol_talk *s);
void enrol_talk_facts(const struct enrol_talk *s);
void enrol_talk_citizen(const struct enrol_talk *s, const struct moment *m, struct wait_words *w);
int64_t enrol_talk_usual(const struct enrol_talk *s); /* 0: not known */
/* ENROL_EVENT_COUNT: none. */
enum enrol_event enrol_talk_event(int action);

/* ---- enrol_news.c ---- */
void enrol_talk_tell(struct enrol_talk *s);
void enrol_talk_tick(struct enrol_talk *s);
/* The code in ASCII signs; light: the terminal's signs are light on a dark ground. */
void enrol_talk_picture(const struct enrol_talk *s, bool light);
bool enrol_talk_can_picture(const struct enrol_talk *s, char why[WHY_SIZE]);

/* ---- enrol_end.c ---- */
void enrol_talk_tell_end(const struct enrol_talk *s);
int enrol_talk_exit_code(const struct enrol_talk *s);

#endif
