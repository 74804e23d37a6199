/*
 * card/helper.h - the card helper's loop, in pieces that a test can turn by hand.
 */
#ifndef DDOPA_CARD_HELPER_H
#define DDOPA_CARD_HELPER_H

#include <string.h>

#include "card/protocol.h"
#include "card/session.h"
#include "card/watch.h"

struct helper {
	int fd;
	struct pcsc *pcsc;
	const struct clock *clock;
	struct session session;
	struct watch watch;
	bool watching;
	bool held;    /* the session is open and the face knows it */
	bool busy;    /* a command is being carried out */
	bool writing; /* into the chip, or finding out what became of that */
	bool releasing;
	bool peer_gone; /* the face has closed, or is none of ours */
	bool pending;	/* command waits to be carried out */
	struct card_command command;
	uint32_t seq;	/* of the command last begun */
	uint32_t total; /* bytes that the reading will take */
	struct error last_failure;
	struct card_event *event;     /* secret memory, empty between two */
	struct card_event last_words; /* the watchdog's: type and error only */
	struct buf body, guard_body;
	int watchdog_ms; /* how long a call may take */
};

bool helper_init(struct helper *h, int fd, struct pcsc *pcsc, const struct clock *clock);
void helper_end(struct helper *h);
/* Waits at most wait_ms for a command; carries it out, or looks at the readers. */
void helper_turn(struct helper *h, int wait_ms);

/* ---- helper.c's and helper_finger.c's of each other ---- */

bool helper_send(struct helper *h, uint32_t seq); /* h->event, which is empty then */
void helper_send_failed(struct helper *h, const struct error *error);
/* Whether what is being done is still wanted: no command has come meanwhile. */
bool helper_wanted(void *arg);

void helper_verify(struct helper *h, const struct card_command *command);
void helper_challenge(struct helper *h, const struct card_command *command);
void helper_store(struct helper *h, const struct card_command *command);
void helper_remove(struct helper *h, const struct card_command *command);
void helper_fingers(struct helper *h, const struct card_command *command);

/* Lets the libraries load what they load once, before the sandbox. */
void helper_warm_up(void);

#endif
