/*
 * counter/own_pin.h - an officer changes their own PIN: the old one, and twice the new one.
 * What can be seen here is checked here; the centre has the last word.
 */
#ifndef DDOPA_COUNTER_OWN_PIN_H
#define DDOPA_COUNTER_OWN_PIN_H

#include "central/central.h"

/* PROBLEM_PIN_WEAK, _UNCHANGED or _DIFFERS, else PROBLEM_NONE. All have eight digits. */
enum problem own_pin_check(const char *old, const char *new, const char *again, struct date today);

/* One change, in secret memory; zeroed at first. */
struct own_pin {
	struct central *central;
	central_call call;	      /* 0: nothing is under way */
	char key[API_ID_SIZE];	      /* of a request that may have been carried out; "": none */
	struct api_pin_change change; /* change.new stays after a success, until it is forgotten */
	central_fn *fn;
	void *arg;
};

/* fn is called once, like a call's own. After one that may have been done (maybe_done), or
 * was stopped, the same PINs ask once more with the same key. PROBLEM_SYSTEM, _MEMORY. */
bool own_pin_ask(struct own_pin *p, const char *old, const char *new, struct error *err);
void own_pin_stop(struct own_pin *p);	/* fn is not called any more */
void own_pin_forget(struct own_pin *p); /* other PINs are typed: another request */

#endif
