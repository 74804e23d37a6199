/*
 * main/parent.h - the small parent. No network, no parsing of anything foreign: it reads
 * the command line and the configuration, saves the terminal's settings, forks the face
 * (screen or batch command) and, when the face asks, the card helper and the sensor
 * process; it waits, restores the terminal after any death of the face, kill -9 included,
 * and ends with the face's exit code.
 *
 * The face asks over a socket pair with one message a helper and gets a descriptor back.
 */
#ifndef DDOPA_MAIN_PARENT_H
#define DDOPA_MAIN_PARENT_H

#include "base/error.h"
#include "card/card.h"
#include "card/sensor.h"

struct parent_options {
	struct card_helper_options card;
	struct sensor_options sensor;
};

/* What the face gets. */
struct parent_link;
int parent_start_card(struct parent_link *link);   /* connected descriptor or -1 */
int parent_start_sensor(struct parent_link *link);

typedef int face_fn(struct parent_link *link, void *arg);

/* Returns the exit code of the whole program. */
int parent_run(const struct parent_options *options, face_fn *face, void *arg);

#endif
