/*
 * counter/asked.h - a question to the centre of which one is under way at most, and what became of
 * the last: the office's report, its search, an audit.
 */
#ifndef DDOPA_COUNTER_ASKED_H
#define DDOPA_COUNTER_ASKED_H

#include "central/central.h"

/* Zeroed at first. */
struct asked {
	central_call call;  /* 0: nothing is under way */
	bool known;	    /* the last was answered */
	struct error error; /* why it was not; PROBLEM_NONE until then */
};

/* For the call's own function: true when it brought an answer. */
bool asked_ended(struct asked *a, const struct central_failure *failure);
/* What is under way will not be answered; nothing is known any more. */
void asked_drop(struct asked *a, struct central *central);

#endif
