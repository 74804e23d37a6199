/*
 * What the tests of the simulated card share.
 */
#ifndef TESTS_SIMCARD_WORLD_H
#define TESTS_SIMCARD_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simcard/card.h"

/* The path of a file in etc/training; the string lives until the next call. */
const char *sample(const char *name);

/* Reads a sample card, failing the test if that fails. */
void read_sample(struct card_file *file, const char *name);

/* Writes text to $TMPDIR/name and returns the path (static, one a call). */
const char *write_card(const char *name, const char *text);

/* Sends the command given in hexadecimal; what comes back, in hexadecimal too (upper
 * case, static). "mute", "ejected" or "working" where there is no
 * answer. */
const char *transmit(struct card *card, const char *command);
/* Sends header, Lc, 7F2E { 81 { data } }, where that fits one command. */
const char *send_template(struct card *card, const char *header, const uint8_t *data, size_t len);
/* The same with the minutiae of a file in etc/training. */
const char *send_finger(struct card *card, const char *header, const char *name);
/* The rest of a command that was "working". */
const char *go_on(struct card *card);

#endif
