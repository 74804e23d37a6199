/* batch/enrol.h - what `ddopa resume` shares with `ddopa enrol`. */
#ifndef DDOPA_BATCH_ENROL_H
#define DDOPA_BATCH_ENROL_H

#include "batch/counter.h"

/* An enrollment: with counter.resume (and take_over) one that is there already. */
extern const struct counter_kind enrol_kind;

/* --qr-png: makes the file, which must not exist; path NULL: none. */
bool enrol_open_picture(struct counter *c, const char *path, struct error *err);

#endif
