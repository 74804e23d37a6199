/*
 * centrald/wake.h - waking who waits here for what another process has moved: by what the
 * store tells at once (store_told), and, in case that was lost or the database cannot tell,
 * by asking every few seconds what has changed.
 */
#ifndef DDOPA_CENTRALD_WAKE_H
#define DDOPA_CENTRALD_WAKE_H

#include <event2/event.h>

#include "centrald/turn.h"

struct wake; /* NULL stands for that of an embedded store, which needs none */

bool wake_new(struct wake **out, struct event_base *base, struct turn *t, struct error *err);
/* With every tick of the loop: finds the store's descriptor again after it was away. */
void wake_tick(struct wake *w);
/* Takes what was told; true when something was. */
bool wake_hear(struct wake *w);
void wake_free(struct wake *w);

#endif
