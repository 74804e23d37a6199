/*
 * card/moc_template.c - the sensor's minutiae brought into what a card asks for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/moc.h"
#include "finger/minutiae.h"

#define COUNT_MAX (TEMPLATE_MAX / MINUTIA_BYTES)

#define DIRECTION_MASK 0x03
#define ANGLE_MASK     0x3F

struct ranked {
	uint8_t m[MINUTIA_BYTES];
	int key;
	size_t place; /* makes qsort stable */
};

static int by_key(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;

	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	return p->place < q->place ? -1 : 1;
}

static int order_key(const struct ranked *r, uint8_t order)
{
	switch (order & ~DIRECTION_MASK) {
	case ORDER_XY:
		return r->m[0] << 8 | r->m[1];
	case ORDER_YX:
		return r->m[1] << 8 | r->m[0];
	default:
		return r->m[2] & ANGLE_MASK;
	}
}

static void put_in_order(struct ranked *all, size_t count, uint8_t order)
{
	const int sign = (order & DIRECTION_MASK) == ORDER_DESCENDING ? -1 : 1;

	if (order == 0)
		return;
	for (size_t i = 0; i < count; i++)
		all[i].key = sign * order_key(&all[i], order);
	qsort(all, count, sizeof *all, by_key);
}

bool moc_prepare(uint8_t *minutiae, size_t *len, const struct finger_state *finger)
{
	struct ranked all[COUNT_MAX];
	const size_t count = *len / MINUTIA_BYTES;
	const size_t most = finger->max_minutiae < 0 ? 0 : (size_t)finger->max_minutiae;
	const size_t keep = count < most ? count : most;

	if (count > COUNT_MAX || keep == 0 || keep < (size_t)finger->min_minutiae ||
	    !minutiae_order_known(finger->order))
		return false;
	for (size_t i = 0; i < keep; i++) {
		memcpy(all[i].m, minutiae + i * MINUTIA_BYTES, MINUTIA_BYTES);
		all[i].place = i;
	}
	put_in_order(all, keep, finger->order);
	for (size_t i = 0; i < keep; i++)
		memcpy(minutiae + i * MINUTIA_BYTES, all[i].m, MINUTIA_BYTES);
	*len = keep * MINUTIA_BYTES;
	secret_wipe(all, sizeof all);
	return true;
}
