/*
 * tests/card/sensing.h - a sensor process and its face's end: what it told.
 */
#ifndef TESTS_CARD_SENSING_H
#define TESTS_CARD_SENSING_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <cmocka.h>

#include "card/sensor.h"

#define SENSING_EVENTS 32

struct sensing {
	struct loop *loop;
	struct sensor_link *link;
	pid_t pid;
	int count; /* events since the test set it to 0 */
	struct sensor_event events[SENSING_EVENTS];
	bool late; /* it said less than was waited for, in 20 seconds */
};

/* Forks sensor_helper_main. */
void sensing_begin(struct sensing *s, const struct sensor_options *options);
/* The face goes; the process must end by itself. */
void sensing_end(struct sensing *s);
/* Until it has told so many events. */
void wait_for(struct sensing *s, int count);
const struct sensor_event *last_of(const struct sensing *s);

#endif
