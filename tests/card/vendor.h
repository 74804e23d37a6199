/*
 * tests/card/vendor.h - a vendor's program beside a session over the fake: its host, forked as
 * main/ does, and scripts that a case writes.
 */
#ifndef TESTS_CARD_VENDOR_H
#define TESTS_CARD_VENDOR_H

#include <sys/types.h>

#include "card/moc_host.h"
#include "reading.h"

#define RIGHT FINGER_RIGHT_INDEX
#define LEFT  FINGER_LEFT_INDEX
#define LIVE  "somsri-right-live.fmd"

/* A program that behaves, but for what it does at VERIFY, or STORE. It writes down what the
 * tries left are afterwards, as a chip would. */
#define HEAD                                                                                       \
	"#!/bin/sh\n"                                                                              \
	"spent() { echo \"$1\" >\"$0.tries\"; }\n"                                                 \
	"read -r n hello; echo \"$n HELLO version=1 card=through\"\n"                              \
	"while read -r n verb finger rest; do case $verb in\n"                                     \
	"STATES) t=$(cat \"$0.tries\" 2>/dev/null || echo 3)\n"                                    \
	"  echo \"$n FINGER right-index stored tries=$t reference=81\"\n"                          \
	"  echo \"$n FINGER left-index empty reference=82\"; echo \"$n OK\" ;;\n"
#define TAIL "\nesac; done\n"

extern struct world w;
extern struct moc_options options; /* the session's */
extern int64_t started;		   /* the last begin_, monotonic ms */
extern pid_t host;
extern char program[128]; /* its file; the script knows it as $0 */
extern char side[160];	  /* a file beside it, $0.tries */

int64_t now(void);
void write_program(const char *text);
/* Whatever stands in the program's file is run beside this card. */
void begin_with(const char *card, long limit_s);
void end_with(void);
/* This script beside Somsri's card, which has been read. */
void begin_script(const char *text, long limit_s);
/* HEAD, this at VERIFY, TAIL. */
void begin_verify(const char *at_verify, long limit_s);
/* The sample program, with something in it replaced (NULL: nothing). */
void begin_sample(const char *card, const char *from, const char *to);
const struct finger_state *finger(enum finger f);

/* Of the group. */
int vendor_set_up(void **state);
int vendor_tear_down(void **state);

#endif
