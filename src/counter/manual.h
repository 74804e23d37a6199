/*
 * counter/manual.h - the manual as it stands in SSO under the online registration system: who
 * may be enrolled, the officer's path step by step, and what the phone does meanwhile. Its own
 * words (labels, what the system says) are those of the tables that the rest uses.
 */
#ifndef DDOPA_COUNTER_MANUAL_H
#define DDOPA_COUNTER_MANUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problem.h"
#include "counter/labels.h"

enum part_kind { PART_HEAD, PART_STEP, PART_PATH, PART_POINT, PART_SUBSTEP, PART_SAID, PART_LABEL };

/* A head has its text; a step and a sub-step their number and label, a sub-step besides the
 * text after it; what the system says is what a problem asks to do, or a label. Texts are
 * msgids. */
struct manual_part {
	enum part_kind kind;
	const char *text;
	const char *in_lines; /* where the lines' keys are others; NULL: the same */
	int number;
	enum label label;
	enum problem problem;
};

extern const struct manual_part manual_parts[];
extern const size_t manual_part_count;

/* In the language that is set. lines: for the counter in lines. */
void manual_text(char *out, size_t size, const struct manual_part *part, bool lines);

#endif
