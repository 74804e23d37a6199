/* What the centre of a conversation answers beside the enrollment. */
#ifndef DDOPA_TESTS_LINEAR_FAKE_REST_H
#define DDOPA_TESTS_LINEAR_FAKE_REST_H

#include <stddef.h>

#include "base/problem.h"

struct rest {
	enum problem pin;     /* how a change of the PIN ends */
	bool pin_unknown;     /* the first change gets no answer: it may be done */
	size_t open;	      /* enrollments at the centre, two at most; the second a colleague's */
	enum problem records; /* how search, report and audit end */
	enum problem queue;   /* how bookings and cancellings end */
	char wanted[64];      /* number and hour of a booking, or the id of a cancelling: another
				 one has an internal error */
};

extern struct rest rest;

#endif
