/*
 * card/moc_program.h - what the two halves of the «program» driver want of each other:
 * moc_program.c says what is asked and what an answer means, moc_program_talk.c speaks.
 */
#ifndef DDOPA_CARD_MOC_PROGRAM_H
#define DDOPA_CARD_MOC_PROGRAM_H

#include "card/moc.h"
#include "card/moc_line.h"

#define MOC_PROGRAM_VERSION 1
#define MOC_APDUS_MAX	    1000 /* in one answer */
#define MOC_REPLY_MAX	    2048 /* bytes of a reply to an APDU, without the status word */

/* moc->state, in secret memory. */
struct program {
	uint32_t run;	 /* by which the host knows this run of the program */
	uint32_t number; /* of the command given last */
	bool running;	 /* as far as is known */
	bool own;	 /* it opens the card itself */
	bool serial_known;
	uint8_t serial[CARD_SERIAL_SIZE]; /* as the chip told us, not the program */
	int64_t deadline;		  /* of what is being done, monotonic ms */
	unsigned apdus;			  /* in this answer */
	bool to_the_end;		  /* of this answer, whether wanted or not */
	struct buf body;		  /* a message */
	char line[MOC_REPLY_MAX * 2 + 64];
};

enum heeding {
	HEED_MORE, /* the answer goes on */
	HEED_DONE, /* it is complete */
	HEED_BAD   /* this is none */
};

/* Looks at one line of an answer. */
typedef enum heeding heed_fn(struct moc *moc, const struct moc_line *line, void *arg);

enum asked {
	ASKED_ANSWERED,
	ASKED_FAILED,  /* it says that it failed, and goes on; *err: PROBLEM_MOC_PROGRAM */
	ASKED_BROKEN,  /* it has ended or was ended; *err: PROBLEM_MOC_PROGRAM */
	ASKED_CARD,    /* *err: reader or card; the program was ended */
	ASKED_UNWANTED /* nobody waits for it any more; the program was ended */
};

/* A command: ddopa-moc(7)'s words without number and reader. In secret memory or none. */
struct program_command {
	const char *words;
	heed_fn *heed;
	void *arg;
	/* A program with card=own gets the card for it, and its last line must carry the chip's
	 * serial. */
	bool about_card;
	bool to_the_end; /* a write: what has begun is waited for, whoever has lost interest */
	bool untouched;	 /* a challenge: the card must not be asked anything after it */
};

/* Sets the time until which all that follows must be done: the limit from now. */
void program_set_deadline(struct moc *moc);
/* Some seconds at least, where the limit is used up. */
void program_give_time(struct moc *moc);
/* Starts it anew; what ran before is ended. */
bool program_start(struct moc *moc, struct error *err);
void program_stop(struct moc *moc);
enum asked program_ask(struct moc *moc, const struct program_command *command, struct error *err);

#endif
