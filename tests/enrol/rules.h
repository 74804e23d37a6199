/* The rules that the machine is held against; see rules.c. */
#ifndef TESTS_ENROL_RULES_H
#define TESTS_ENROL_RULES_H

#include "enrol/machine.h"

#include <stddef.h>

typedef bool when_fn(const struct enrol *e, const struct enrol_input *in);

struct rule {
	enum enrol_state from;
	enum enrol_event event;
	enum enrol_state to;
	unsigned effects; /* all but RELEASE and REPORT, which have tests of their own */
	when_fn *when;	  /* NULL: whatever happened before */
};

extern const struct rule machine_rules[];
extern const size_t machine_rule_count;

/* The rule for a report of the centre; false when it says nothing new. */
bool centre_rule(struct rule *rule, const struct enrol *e, enum enrolment_state at_centre);

#endif
