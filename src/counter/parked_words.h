/*
 * counter/parked_words.h - enrollments that were put aside at this counter while their phone
 * was waited for (enrol/watcher.h): which may be, what is told of them, and what stands in the
 * way of going to one. No names: they are not kept. Which one it is, is told by the last four
 * signs of its number.
 */
#ifndef DDOPA_COUNTER_PARKED_WORDS_H
#define DDOPA_COUNTER_PARKED_WORDS_H

#include "enrol/runner.h"
#include "enrol/watcher.h"

/* The last four signs of an enrollment's number. */
const char *parked_tail(const char *enrolment_id);
/* What is new of it, in the language that is set. */
const char *parked_words(const struct watched *row);
/* The runner is about to let go of it: it may be watched. */
bool parked_may(const struct runner_view *view);
/* msgid: why this attempt is not to be left for another now; NULL: it may be. */
const char *parked_risk(const struct runner_view *view);

#endif
