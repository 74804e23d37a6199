/*
 * batch/fingers.h - what a card tells of its fingers, in words and as JSON: the same for
 * every command that tells it.
 */
#ifndef DDOPA_BATCH_FINGERS_H
#define DDOPA_BATCH_FINGERS_H

#include <jansson.h>

#include "base/buf.h"
#include "card/card.h"

/* {"right-index": {"state": "stored", "tries_left": 3}, "left-index": {"state": "empty"}};
 * states are stored, locked, damaged and empty; tries_left is null where the card does not
 * tell. A card without match on card is null. NULL when memory ends. */
json_t *fingers_json(const struct finger_states *fingers);

/* A line a finger, in the language set. */
void fingers_text(struct buf *out, const struct finger_states *fingers);

#endif
