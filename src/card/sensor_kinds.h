/*
 * card/sensor_kinds.h - the kinds of finger sensors, for the sensor process alone. To add
 * one: its file with a sensor_capture_fn, a row in sensor_helper.c, its name among the
 * values of the configuration's sensor.type.
 */
#ifndef DDOPA_CARD_SENSOR_KINDS_H
#define DDOPA_CARD_SENSOR_KINDS_H

#include "base/clock.h"
#include "card/protocol.h"

struct sensor {
	int fd;
	const struct sensor_options *options;
	const struct clock *clock;
	int64_t deadline; /* of the running capture, monotonic ms */
	uint32_t seq;
	bool pending; /* command waits */
	bool peer_gone;
	struct sensor_command command;
	struct sensor_event *event; /* secret memory */
	struct buf body;
};

/* Waits for a finger until the deadline, asking sensor_wanted() at least every 100 ms; ends
 * with sensor_take(), or false and *err. */
typedef bool sensor_capture_fn(struct sensor *s, enum finger finger, struct error *err);

sensor_capture_fn sensor_capture_file;
sensor_capture_fn sensor_capture_program;

/* Waits ms for a command; false when one came or the face is gone: stop capturing. */
bool sensor_wanted(struct sensor *s, int ms);
int64_t sensor_time_left(const struct sensor *s); /* ms */
/* Checks a template and puts it into s->event. */
bool sensor_take(struct sensor *s, const uint8_t *bytes, size_t len, struct error *err);

#endif
