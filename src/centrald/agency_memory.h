/*
 * centrald/agency_memory.h - good answers of an agency, remembered for a short while in secret
 * memory. What refuses is never put here (register.h: keep, forget).
 */
#ifndef DDOPA_CENTRALD_AGENCY_MEMORY_H
#define DDOPA_CENTRALD_AGENCY_MEMORY_H

#include "centrald/register.h"

#define AGENCY_MEMORY_MAX 256 /* answers; the oldest goes */

struct agency_memory;

/* life_ms 0: nothing is remembered. NULL: no memory. */
struct agency_memory *agency_memory_new(int64_t life_ms);
void agency_memory_free(struct agency_memory *m);
/* Times are monotonic ms. The same person and the same card, and young enough. */
bool agency_memory_find(struct agency_memory *m, const struct register_question *q, int64_t now,
    struct register_answer *out);
void agency_memory_keep(struct agency_memory *m, const struct register_question *q, int64_t now,
    const struct register_answer *a);
void agency_memory_forget(struct agency_memory *m, const char *citizen); /* whatever card */
void agency_memory_sweep(struct agency_memory *m, int64_t now);		 /* wipes what is old */

#endif
