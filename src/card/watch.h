/*
 * card/watch.h - which readers and cards come and go: looks taken by the helper's loop,
 * made into the few things that a face wants to know, each told once.
 *
 * The readers are listed anew at each look (`\\?PnP?\Notification` has no counter before
 * pcsc-lite 2.3), and a card is another one when its reader's counter of insertions is
 * another, however quick the hand was. A card is told of once it has settled.
 */
#ifndef DDOPA_CARD_WATCH_H
#define DDOPA_CARD_WATCH_H

#include "base/clock.h"
#include "card/session.h"

#define WATCH_SETTLE_MS 300 /* 200-500 ms after insertion (card.md) */

struct watch {
	struct pcsc *pcsc;
	const struct session *session; /* for the reader's name wanted */
	const struct clock *clock;
	bool told; /* anything at all */
	enum card_event_type last;
	enum problem last_problem;
	/* the card told of, or waited for to settle */
	char reader[CARD_READER_NAME_SIZE];
	uint16_t counter;
	bool settling;
	int64_t settled_at;
	int64_t retry_at; /* of the daemon */
};

void watch_init(
    struct watch *w, struct pcsc *pcsc, const struct session *session, const struct clock *clock);
/* The card that was told of has been away for a moment and is held again, here: no news. */
void watch_adopt(struct watch *w, const char *reader, uint16_t counter);
/* One look. True: *event (type, error, reader) is news. */
bool watch_look(struct watch *w, struct card_event *event);

#endif
