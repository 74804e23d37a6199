#include "simcard/chain.h"

#include <string.h>

#include "base/secret.h"

static uint8_t class_of(const struct apdu *a)
{
	return a->cla & (uint8_t)~CLA_CHAINED;
}

bool chain_goes_on(const struct apdu *a)
{
	return (a->cla & 0x80) == 0 && (a->cla & CLA_CHAINED) != 0;
}

static bool fits(const struct chain *c, const struct apdu *a)
{
	return c->open && c->cla == class_of(a) && c->ins == a->ins && c->p1 == a->p1 &&
	       c->p2 == a->p2;
}

static bool append(struct chain *c, const struct apdu *a)
{
	if (a->lc > sizeof c->data - c->len)
		return false;
	if (a->lc > 0)
		memcpy(c->data + c->len, a->data, a->lc);
	c->len += a->lc;
	return true;
}

void chain_drop(struct chain *c)
{
	secret_wipe(c, sizeof *c);
}

uint16_t chain_add(struct chain *c, const struct apdu *a)
{
	if (!fits(c, a)) {
		chain_drop(c);
		c->open = true;
		c->cla = class_of(a);
		c->ins = a->ins;
		c->p1 = a->p1;
		c->p2 = a->p2;
	}
	if (append(c, a))
		return SW_OK;
	chain_drop(c);
	return SW_NO_MEMORY;
}

bool chain_end(struct chain *c, struct apdu *a)
{
	if (!fits(c, a))
		return true;
	if (!append(c, a))
		return false;
	a->data = c->data;
	a->lc = c->len;
	return true;
}
