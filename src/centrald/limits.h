/*
 * centrald/limits.h - how often an address may guess a typed code that does not exist:
 * ten at once, then one in six seconds. A typed code has 50 bits; nobody finds one so.
 */
#ifndef DDOPA_CENTRALD_LIMITS_H
#define DDOPA_CENTRALD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITS_BURST   10
#define LIMITS_STEP_MS 6000

struct limits;
struct limits *limits_new(void);
void limits_free(struct limits *l);
bool limits_allow(struct limits *l, const char *source, int64_t mono_ms);
void limits_spend(struct limits *l, const char *source, int64_t mono_ms);

#endif
