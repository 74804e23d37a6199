/*
 * enrol/usual.h - how long each wait of an enrollment usually takes at this counter: the median
 * of the last USUAL_KEPT times that it came to what was waited for, since the program was
 * started. What was cancelled, failed, was left open or was begun elsewhere is no time of it.
 *
 * The source is this counter alone. The centre's report of the day has percentiles too, but of
 * the steps that the centre sees only, and a face would have to ask for it before anything
 * could be told; what the counter sees itself is there without a question, and tells of this
 * reader and this office's phones. Before USUAL_MIN times nothing is known, and nothing is to
 * be said. Kept in memory only: times, nothing of a person.
 */
#ifndef DDOPA_ENROL_USUAL_H
#define DDOPA_ENROL_USUAL_H

#include <stddef.h>
#include <stdint.h>

#include "enrol/machine.h"
#include "enrol/writing.h"

#define USUAL_KEPT 9
#define USUAL_MIN  3

struct usual_wait {
	int64_t ms[USUAL_KEPT]; /* the newest overwrites the oldest */
	size_t count;		/* of all that were noted */
};

/* All zero: nothing is known. */
struct usual {
	struct usual_wait enrol[ENROL_STATE_COUNT];
	struct usual_wait writing[WRITING_STATE_COUNT];
};

/* A state was left for the next after so many ms. The chip's reading is no state of its own,
 * but goes on while the face is looked at: usual_note_reading(). u NULL: not noted. */
void usual_note(struct usual *u, enum enrol_state from, enum enrol_state to, int64_t ms);
void usual_note_writing(
    struct usual *u, enum writing_state from, enum writing_state to, int64_t ms);
void usual_note_reading(struct usual *u, int64_t ms);

/* ms; 0: not known. u may be NULL. */
int64_t usual_of(const struct usual *u, enum enrol_state state);
int64_t usual_of_writing(const struct usual *u, enum writing_state state);

#endif
