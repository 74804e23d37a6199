/*
 * card/sensor.h - the finger sensor: a process of its own that waits for a finger and
 * hands over a template (ISO/IEC 19794-2 compact card format). Kinds: "file" (a template
 * file, for tests and training), "program" (a vendor's capture program that prints one),
 * "none". Image sensors through libfprint join here later.
 *
 * The file may be replaced between two captures: it is opened anew each time, so a
 * training world «puts another finger down» by renaming another file over it.
 */
#ifndef DDOPA_CARD_SENSOR_H
#define DDOPA_CARD_SENSOR_H

#include "card/card.h"

struct sensor_options {
	char type[16]; /* "none", "file", "program" */
	char path[512];
	long timeout_s;
};

enum sensor_event_type {
	SENSOR_EV_PLACE,    /* waiting for the finger */
	SENSOR_EV_TEMPLATE, /* template, len */
	SENSOR_EV_FAILED,   /* .error: PROBLEM_NO_SENSOR, _SENSOR_FAILED, _FINGER_TIMEOUT,
			       _FINGER_TEMPLATE */
	SENSOR_EV_GONE
};

struct sensor_event {
	enum sensor_event_type type;
	struct error error;
	uint8_t template_[TEMPLATE_MAX];
	size_t len;
};

typedef void sensor_event_fn(void *arg, const struct sensor_event *event);

struct sensor_link;
struct sensor_link *sensor_link_open(struct loop *loop, int fd, sensor_event_fn *fn, void *arg);
void sensor_link_close(struct sensor_link *link);
bool sensor_capture(struct sensor_link *link, enum finger finger);
bool sensor_cancel(struct sensor_link *link);

int sensor_helper_main(int fd, const struct sensor_options *options);

#endif
