/*
 * counter/reader_watch.h - how the card reader stands, told by a card helper of its own
 * that only watches: no card is looked at. For what tells about the system.
 */
#ifndef DDOPA_COUNTER_READER_WATCH_H
#define DDOPA_COUNTER_READER_WATCH_H

#include "enrol/runner.h"

struct reader_watch {
	struct loop *loop;
	runner_changed_fn *changed;
	void *arg;
	struct card_link *link; /* NULL: no helper could be started, or it died */
	enum runner_card card;
	struct error error; /* PROBLEM_NONE: the reader answers */
	char reader[CARD_READER_NAME_SIZE];
};

/* Between open and close *w stays where it is. Opened again: a new helper. */
void reader_watch_open(struct reader_watch *w, struct loop *loop, const struct runner_host *host,
    runner_changed_fn *changed, void *arg);
void reader_watch_close(struct reader_watch *w);

#endif
