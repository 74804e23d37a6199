/*
 * tui/reader_watch.h - how the card reader stands, told by a card helper of this screen's
 * own that only watches: no card is looked at. For the screens that tell about the system.
 */
#ifndef DDOPA_TUI_READER_WATCH_H
#define DDOPA_TUI_READER_WATCH_H

#include "tui/app.h"

struct reader_watch {
	struct app *app;
	struct card_link *link; /* NULL: no helper could be started, or it died */
	enum runner_card card;
	struct error error; /* PROBLEM_NONE: the reader answers */
	char reader[CARD_READER_NAME_SIZE];
};

/* Between open and close *w stays where it is. Opened again: a new helper. */
void reader_watch_open(struct reader_watch *w, struct app *app);
void reader_watch_close(struct reader_watch *w);

#endif
