/*
 * counter/pin_verifier.h - whether the officer who comes back is the one who logged in: the PIN
 * that the centre took at the login, kept as scrypt (base/verifier.h) in secret memory, and
 * nowhere else. Needs no centre, and asks it nothing.
 *
 * The hash is computed in a process that the parent starts for it: the loop goes on.
 */
#ifndef DDOPA_COUNTER_PIN_VERIFIER_H
#define DDOPA_COUNTER_PIN_VERIFIER_H

#include <stdbool.h>

#include "base/loop.h"

struct pin_verifier;

/* Only the process above can start the one that computes (base/verifier.h): returns a
 * connected descriptor, or -1. */
struct pin_verifier_host {
	int (*start)(void *arg); /* NULL: none can be started */
	void *arg;
};

enum pin_verdict {
	PIN_RIGHT,
	PIN_WRONG,
	PIN_UNKNOWN /* it could not be computed: no try is spent */
};

/* Called from the loop, never from within pin_verifier_check(); may free the verifier. */
typedef void pin_verdict_fn(void *arg, enum pin_verdict verdict);

/* Begins to compute; the loop outlives it. NULL: memory ends. */
struct pin_verifier *pin_verifier_new(
    struct loop *loop, struct pin_verifier_host host, const char *pin);
void pin_verifier_free(struct pin_verifier *v); /* NULL is fine; nothing is called any more */

/* False: none could be made, so no PIN can be checked. NULL is fine. */
bool pin_verifier_works(const struct pin_verifier *v);
/* One at a time; also while the verifier itself is being made. False: cannot be done. */
bool pin_verifier_check(struct pin_verifier *v, const char *pin, pin_verdict_fn *fn, void *arg);
/* The verdict is not wanted any more. */
void pin_verifier_forget(struct pin_verifier *v);

#endif
