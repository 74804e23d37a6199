/*
 * card/sensor_kinds.h - the kinds of finger sensors, for the sensor process alone. A kind
 * delivers presses; what becomes of them is sensor_presses.h's. To add one: its file with a
 * sensor_press_fn, a row in sensor_helper.c, its name among the values of the
 * configuration's sensor.type.
 */
#ifndef DDOPA_CARD_SENSOR_KINDS_H
#define DDOPA_CARD_SENSOR_KINDS_H

#include "base/clock.h"
#include "card/print.h"
#include "card/protocol.h"
#include "card/sensor_presses.h"

struct fprint_sensor; /* what sensor_fprint.c keeps between presses */

/* What the running command holds of the finger; in secret memory. */
struct sensor_work {
	struct sensor_event event;
	struct press press;
	struct presses presses;
	struct print print;
};

struct sensor {
	int fd;
	const struct sensor_options *options;
	const struct clock *clock;
	int64_t deadline; /* of the press that is waited for, monotonic ms */
	uint32_t seq;
	bool pending; /* command waits */
	bool peer_gone;
	enum sensor_guide told;		/* last */
	struct sensor_command *command; /* secret memory */
	struct sensor_work *work;
	struct buf body;
	struct fprint_sensor *fprint;
	bool glib_silent;
};

/* Waits for one press until the deadline, asking sensor_wanted() at least every 100 ms;
 * fills *press, or false and *err. nth: of all presses of the command, from 1. */
typedef bool sensor_press_fn(
    struct sensor *s, enum finger finger, int nth, struct press *press, struct error *err);

sensor_press_fn sensor_press_file;
sensor_press_fn sensor_press_program;
sensor_press_fn sensor_press_fprint;	  /* where HAVE_FPRINT */
void sensor_end_fprint(struct sensor *s); /* gives the device back after a command */

/* Waits ms for a command; false when one came or the face is gone: stop capturing. */
bool sensor_wanted(struct sensor *s, int ms);
int64_t sensor_time_left(const struct sensor *s); /* ms */
/* The sensor is ready: to place the finger is told, unless a hint (too faint, wrong finger)
 * stands, which says so too. */
void sensor_invite(struct sensor *s);
/* Enough of this press was seen. */
void sensor_tell_lift(struct sensor *s);
/* Checks a template that tells no qualities, puts it into order and into *press. */
bool sensor_take(struct press *press, const uint8_t *bytes, size_t len, struct error *err);

#endif
