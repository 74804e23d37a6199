/*
 * doctor/described.h - private to the room: what terminfo's database says of a type of terminal.
 * Its headers are macros of everyday words, so that nothing else is in their file.
 */
#ifndef DDOPA_DOCTOR_DESCRIBED_H
#define DDOPA_DOCTOR_DESCRIBED_H

#include <stdbool.h>

/* Whether there is a description; the others are of the last one asked for. */
bool described(const char *type);
int described_colours(void); /* 0: none */
/* key: terminfo(5)'s short name, as "kf1". */
bool described_key(const char *key);

#endif
