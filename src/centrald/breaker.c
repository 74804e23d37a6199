#include "centrald/breaker.h"

enum breaker_leave breaker_ask(struct breaker *b, int64_t now)
{
	if (b->state == BREAKER_CLOSED)
		return BREAKER_ASK;
	if (b->state == BREAKER_HALF_OPEN || now < b->until)
		return BREAKER_REFUSED;
	b->state = BREAKER_HALF_OPEN;
	return BREAKER_PROBE;
}

static void open_until(struct breaker *b, int64_t now)
{
	b->state = BREAKER_OPEN;
	b->until = now + b->pause_ms;
}

bool breaker_tell(struct breaker *b, bool probe, bool good, int64_t now)
{
	enum breaker_state before = b->state;
	if (before != BREAKER_CLOSED && !probe)
		return false;
	b->failures = good ? 0 : b->failures + 1;
	if (good)
		b->state = BREAKER_CLOSED;
	else if (probe || b->failures >= b->limit)
		open_until(b, now);
	return b->state != before;
}

void breaker_give_up(struct breaker *b, int64_t now)
{
	if (b->state == BREAKER_HALF_OPEN)
		open_until(b, now - b->pause_ms);
}

const char *breaker_word(enum breaker_state state)
{
	static const char *const words[] = {
	    [BREAKER_CLOSED] = "closed",
	    [BREAKER_OPEN] = "open",
	    [BREAKER_HALF_OPEN] = "half-open",
	};
	return words[state];
}
