/*
 * card/sensor.h - the finger sensor: a process of its own that waits for a finger and
 * hands over a template (ISO/IEC 19794-2 compact card format). Kinds: "libfprint" (any image
 * sensor that libfprint knows, where it was built in), "file" (template files, for tests and
 * training), "program" (a vendor's capture program that prints one), "none".
 *
 * A file may be replaced between two captures: it is opened anew each time, so a training
 * world «puts another finger down» by renaming another file over it. A directory is a hand:
 * right-index.fmd and left-index.fmd in it; the n-th press of an enrollment takes
 * right-index.N.fmd where that is there, presses that do not count counted too.
 */
#ifndef DDOPA_CARD_SENSOR_H
#define DDOPA_CARD_SENSOR_H

#include "card/card.h"

struct sensor_options {
	char type[16];	  /* "none", "file", "program", "libfprint" */
	char path[512];	  /* file, program */
	char device[256]; /* libfprint: "" the first one, DRIVER, DRIVER/ID, virtual:SOCKET */
	long timeout_s;	  /* of each press */
};

/* Live guidance: what the citizen should do now. */
enum sensor_guide {
	GUIDE_PLACE,	    /* place the finger */
	GUIDE_LIFT,	    /* good, or enough of this one: lift it */
	GUIDE_FAINT,	    /* too faint, too dark or blurred: press firmly, wipe it */
	GUIDE_FEW,	    /* too little of the finger: flat, in the middle */
	GUIDE_WRONG_FINGER, /* not the finger asked for: another than before, or the other hand's */
	GUIDE_COUNT
};

enum sensor_event_type {
	SENSOR_EV_GUIDE,    /* guide, press, presses */
	SENSOR_EV_TEMPLATE, /* template, best first (card/card.h), len */
	SENSOR_EV_FAILED,   /* .error: PROBLEM_NO_SENSOR, _SENSOR_FAILED, _FINGER_TIMEOUT,
			       _FINGER_TEMPLATE; of an enrollment also _FINGERS_DIFFER,
			       _FINGER_DUPLICATE */
	SENSOR_EV_GONE
};

#define ENROLL_PRESSES 3 /* of each finger that is to be stored */

struct sensor_event {
	enum sensor_event_type type;
	struct error error;
	enum sensor_guide guide;
	int press;   /* the one that is waited for, or was just seen; from 1 */
	int presses; /* of all: 1, or ENROLL_PRESSES */
	uint8_t template_[TEMPLATE_MAX];
	size_t len;
};

typedef void sensor_event_fn(void *arg, const struct sensor_event *event);

struct sensor_link;
struct sensor_link *sensor_link_open(struct loop *loop, int fd, sensor_event_fn *fn, void *arg);
void sensor_link_close(struct sensor_link *link);
/* One press, to be compared in the chip. */
bool sensor_capture(struct sensor_link *link, enum finger finger);
/* A finger to be stored: ENROLL_PRESSES presses of which the best two must agree
 * (finger/match.h); the better of these two is the template. other: template of the other
 * hand's finger just taken, len 0 none: a press that agrees with it is told as
 * GUIDE_WRONG_FINGER and not counted. */
bool sensor_enroll(
    struct sensor_link *link, enum finger finger, const uint8_t *other, size_t other_len);
bool sensor_cancel(struct sensor_link *link);

int sensor_helper_main(int fd, const struct sensor_options *options);

#endif
