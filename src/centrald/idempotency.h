/*
 * centrald/idempotency.h - the answer to a request that changed something is stored with
 * the change, and given again when the request comes again under the same key.
 */
#ifndef DDOPA_CENTRALD_IDEMPOTENCY_H
#define DDOPA_CENTRALD_IDEMPOTENCY_H

#include "centrald/call.h"

/* found: c->status and c->out are the stored answer. PROBLEM_KEY_REUSED when the key came
 * with another request. Keys are the counter's own, or the device key's own. */
bool idempotency_find(struct call *c, bool *found, struct error *err);
bool idempotency_store(struct call *c, struct error *err);

#endif
