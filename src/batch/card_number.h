/*
 * batch/card_number.h - whom a command is about: the citizen number from a descriptor or from
 * the card in the reader, so that none stands on a command line. *number is secret memory of the
 * caller's.
 */
#ifndef DDOPA_BATCH_CARD_NUMBER_H
#define DDOPA_BATCH_CARD_NUMBER_H

#include "batch/batch.h"

/* The first line of it; PROBLEM_NUMBER_INVALID. */
bool batch_read_number(struct citizen_number *number, int fd, struct error *err);

/* Waits for a card as long as it takes, but not for a reader or the smart card service, and
 * takes the number that the chip says. Runs a loop of its own; the card is released after. The
 * command has helpers. What the card helper tells of (PROBLEM_NO_READER, _CARD_REMOVED, …). */
bool batch_card_number(
    struct citizen_number *number, const struct batch_context *context, struct error *err);

#endif
