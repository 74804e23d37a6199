/*
 * linear/news.h - what has changed in the engine's view since it was looked at last, told as
 * lines: of the reader and the sensor, of storing, of trouble. Both the enrollment and Match
 * on Card tell it.
 */
#ifndef DDOPA_LINEAR_NEWS_H
#define DDOPA_LINEAR_NEWS_H

#include "enrol/runner.h"
#include "linear/place.h"

struct news {
	enum runner_card card;
	enum problem card_problem;
	bool card_told;
	bool text, read, knows_fingers, stored[FINGER_COUNT];
	int guide; /* guide, press and finger; 0: none */
	enum writing_state writing;
	enum finger finger;
	enum problem problem;
	bool away, busy_error;
};

void news_begin(struct news *n);
void news_tell(struct news *n, struct linear *l, const struct runner_view *view);
/* Trouble not yet got over, or why it ended, with its context where that is known. */
struct error news_trouble(const struct runner_view *view);

#endif
