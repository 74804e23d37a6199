/*
 * main/parent.h - the small parent. No network, no parsing of anything foreign: it reads
 * the command line and the configuration, saves the terminal's settings, forks the face
 * (screen or batch command) and, when the face asks, the card helper, the sensor process and
 * the one that computes the verifier of a PIN (base/verifier.h); it waits, restores the
 * terminal after any death of the face, kill -9 included, and ends with the face's exit code.
 *
 * The face asks over a socket pair with one message a helper and gets a descriptor back.
 * Beside a card helper that is to speak through a vendor's program the parent starts the
 * process that runs it (card/moc_host.h), joined to that card helper alone.
 * Signals that end are passed on to it. When it is gone, the helpers see their sockets close
 * and end by themselves, the card without power; those that do not are killed.
 *
 *   parent.c    the loop: requests, deaths, signals
 *   process.c   what a child process is before it does its work
 *   terminal.c  the terminal's settings, kept and given back
 *   main.c      the command line
 */
#ifndef DDOPA_MAIN_PARENT_H
#define DDOPA_MAIN_PARENT_H

#include "base/error.h"
#include "card/card.h"
#include "card/sensor.h"

struct parent_options {
	struct card_helper_options card;
	struct sensor_options sensor;
	bool kitty;  /* with pictures of that protocol */
	bool screen; /* the face paints: after its violent death the terminal is cleared */
};

/* What the face gets. All wait for the parent's answer: a few milliseconds. */
struct parent_link;
int parent_start_card(struct parent_link *link); /* connected descriptor or -1 */
int parent_start_sensor(struct parent_link *link);
int parent_start_verifier(struct parent_link *link); /* computes one PIN's and ends */

typedef int face_fn(struct parent_link *link, void *arg);

/* Forks, and returns in both processes: in the face its code, in the parent, when all is
 * over, the exit code of the whole program: the face's, or 128 + the signal that ended it;
 * EX_OSERR when none could be started. The caller returns it from main(). */
int parent_run(const struct parent_options *options, face_fn *face, void *arg);

#endif
