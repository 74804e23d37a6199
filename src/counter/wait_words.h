/*
 * counter/wait_words.h - what is waited for in each state of an enrollment, what the citizen
 * sees on the phone meanwhile, and what to tell them: one table for every face. The phone's
 * steps are mission.md's: open the app and allow its devices, 13 digits, terms, scan, a PIN
 * typed twice, consent by the PIN once more, the data are loaded.
 */
#ifndef DDOPA_COUNTER_WAIT_WORDS_H
#define DDOPA_COUNTER_WAIT_WORDS_H

#include "enrol/runner.h"

/* msgids; NULL: nothing */
struct wait_words {
	const char *what;  /* is waited for */
	const char *say;   /* to the citizen, short: beside what is waited for */
	const char *phone; /* what it shows; NULL while no phone takes part */
	const char *tell;  /* to the citizen, whole: how to go on at the phone */
};

const struct wait_words *wait_words_of(enum enrol_state state);
const struct wait_words *wait_words_writing(enum writing_state state);

/* The wait that the engine stands in: since when (monotonic ms), and how long it usually takes
 * at this counter (ms; 0: not known). The chip's reading goes on while the face is looked at. */
int64_t wait_since(const struct runner_view *view);
int64_t wait_usual(const struct runner_view *view);
/* The photo is still read: the verdict has to wait for it. */
bool wait_for_photo(const struct runner_view *view);

#endif
