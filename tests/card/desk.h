/*
 * tests/card/desk.h - both ends of the card helper in one process: the helper's loop turned by
 * hand, the link in a loop of its own, simulated cards behind a PC/SC of the test's.
 */
#ifndef TESTS_CARD_DESK_H
#define TESTS_CARD_DESK_H

#include "card/helper.h"
#include "fake.h"

#define EVENTS_MAX 200

struct world {
	struct fake fake;
	struct helper helper;
	struct loop *loop;
	struct card_link *link;
	int helper_fd;
	/* what was told */
	enum card_event_type types[EVENTS_MAX];
	enum problem problems[EVENTS_MAX];
	size_t count, seen;
	struct card_event last[CARD_EV_GONE + 1]; /* the last of each type */
	bool close_at_text;
	void (*on_pause)(struct world *w); /* the helper waits; NULL */
};

struct world *begin(const char *card);
void end(struct world *w);
/* A few turns of both ends, half a second of the fake's time. */
void turn(struct world *w);
/* The next event that is no progress; -1: none. */
int next(struct world *w);
void read_to_the_end(struct world *w, bool keep);
/* Watched, read, and held. */
struct world *begin_held(const char *card);
/* As a helper that has been taken over would. */
void say(struct world *w, const struct card_event *event, uint32_t seq);

#endif
