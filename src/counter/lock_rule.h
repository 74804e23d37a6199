/*
 * counter/lock_rule.h - when a counter that nobody types at is locked, when it is said that
 * the officer will be logged out, and when that is done ([screen] of ddopa.conf(5)); and how
 * many wrong PINs end a session. Pure: the face says what time it is, and does it.
 *
 * What is typed at the lock is no sign of the officer: only unlocking is.
 */
#ifndef DDOPA_COUNTER_LOCK_RULE_H
#define DDOPA_COUNTER_LOCK_RULE_H

#include <stdbool.h>
#include <stdint.h>

#define LOCK_TRIES 5 /* wrong PINs in one session, however often it was unlocked */

/* Minutes since the officer's last key; 0: never. None is less than the one before it. */
struct lock_limits {
	long lock, warn, logout;
};

struct lock_rule {
	int64_t key_at; /* monotonic ms, of the officer's last key */
	bool idle;	/* for so long that the counter has locked itself */
	bool warned;	/* since it was locked */
	int wrong;	/* PINs, since the login */
};

enum lock_step { LOCK_NOTHING, LOCK_NOW, LOCK_WARN, LOCK_LOG_OUT };

void lock_rule_key(struct lock_rule *r, int64_t now);
/* What is to be done now, each of them once. officer: one is logged in. */
enum lock_step lock_rule_tick(
    struct lock_rule *r, struct lock_limits limits, bool officer, int64_t now);
/* Milliseconds until the logout, while there is warning of it; else -1. */
int64_t lock_rule_logout_in(const struct lock_rule *r, struct lock_limits limits, int64_t now);
/* A wrong PIN; returns tries left, 0: the officer is to be logged out. */
int lock_rule_wrong(struct lock_rule *r);

#endif
