/* Walks every enrollment that can be reached from enrol_init, and all that can be done at the
 * desk from enrol_init_desk, by any events. */
#ifndef TESTS_ENROL_WALK_H
#define TESTS_ENROL_WALK_H

#include "enrol/machine.h"

#include <stddef.h>

/* What has happened on the way, told by the events that the machine took. */
enum walked {
	SAID_YES = 1 << 0,
	REGISTER_ALLOWED = 1 << 1,
	FINGER_MATCHED = 1 << 2,
	CENTRE_HAS_IT = 1 << 3,
	CARD_PULLED = 1 << 4, /* before QR_CREATED */
	APPROVED = 1 << 5     /* an exception, by a second officer */
};

struct node {
	struct enrol enrol;
	unsigned walked;
};

struct arrival {
	struct node before;
	struct enrol_input in;
	unsigned effects;
	struct node after;
};

/* Calls fn for each node reached × each input. Returns the number of nodes. */
size_t walk(void (*fn)(void *arg, const struct arrival *a), void *arg);

bool same_enrol(const struct enrol *a, const struct enrol *b);
bool is_over(enum enrol_state s); /* SUCCESS, ENDED, STOPPED, PARKED */

#endif
