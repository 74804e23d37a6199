/*
 * counter/state_words.h - an enrollment's state in an officer's words, for lists and reports.
 */
#ifndef DDOPA_COUNTER_STATE_WORDS_H
#define DDOPA_COUNTER_STATE_WORDS_H

#include "person/person.h"

/* Where an open one stands (the manual's step), how an ended one has ended. */
const char *state_word(enum enrolment_state state);
/* The step that ends with this state. */
const char *step_word(enum enrolment_state to);

#endif
