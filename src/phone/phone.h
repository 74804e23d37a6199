/*
 * phone/phone.h - ddopa-phone, the reference phone: what the citizen's app does, in C, for
 * people at a terminal and for scripts.
 *
 * The room is built like the terminal's enrollment: flow.h is a pure table of steps and
 * events; phone.c is the runner that carries the steps out; a face (face.h) asks and
 * tells. There are two faces, lines for people and NDJSON for programs, and neither holds
 * a rule. Everything runs in one base/loop: while the citizen chooses a PIN, the long-poll
 * already waits for the officer, so new match digits appear at once.
 *
 *   store.h   the state directory: whole files or none
 *   key.h     the device key wrapped by the PIN; five wrong PINs destroy it
 *   qr.h      a code out of a picture
 *   http.h    one HTTPS request at a time (libcurl's multi interface)
 *   client.h  the calls of the citizens' listener: signed, repeated, understood
 *
 * Order of the steps (mission.md): leave to use the devices, 13 digits, terms, code; the
 * claim; then the match digits are shown while the PIN is set, because the officer reads
 * and types meanwhile; consent by PIN; person data; proof; success. The key exists in
 * memory before the claim, and in the file from the moment the PIN is set.
 */
#ifndef DDOPA_PHONE_PHONE_H
#define DDOPA_PHONE_PHONE_H

#include <stdbool.h>

#include "base/loop.h"
#include "phone/face.h"

struct phone_options {
	const char *host;    /* HOST[:PORT] that codes must bear, and that is called */
	const char *connect; /* ADDRESS:PORT to call instead; NULL */
	const char *ca;	     /* PEM file, the only trust anchor */
	const char *state;   /* directory; NULL: $XDG_STATE_HOME/ddopa-phone */
	const char *image;   /* picture to take the code from, before asking; NULL */
};

struct phone;

/* The face is asked from the first turn of the loop on; phone_run returns the exit code. */
struct phone *phone_new(
    struct loop *loop, const struct phone_options *options, struct face *face, struct error *err);
int phone_run(struct phone *phone);
void phone_free(struct phone *phone);

#endif
