/*
 * card/moc_template.c - the sensor's minutiae brought into what a card asks for.
 */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/moc.h"

#define COUNT_MAX (TEMPLATE_MAX / MINUTIA_BYTES)

/* Order of the BIT (ISO/IEC 19794-2, «minutiae order»): direction in the low two bits, what
 * is compared above them. */
#define DIRECTION_MASK 0x03
#define ASCENDING      0x01
#define DESCENDING     0x02
#define KEY_XY	       0x04
#define KEY_YX	       0x08
#define KEY_ANGLE      0x0C
#define ANGLE_MASK     0x3F

struct ranked {
	uint8_t m[MINUTIA_BYTES];
	long key;
	size_t place; /* makes qsort stable */
};

static int by_key(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;

	if (p->key != q->key)
		return p->key < q->key ? -1 : 1;
	return p->place < q->place ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
	const struct ranked *p = a, *q = b;

	return p->place < q->place ? -1 : 1;
}

/* Squared distance from the centre of all, times count². */
static void rank_by_distance(struct ranked *all, size_t count)
{
	long x = 0, y = 0;
	const long n = (long)count;

	for (size_t i = 0; i < count; i++) {
		x += all[i].m[0];
		y += all[i].m[1];
	}
	for (size_t i = 0; i < count; i++) {
		const long dx = all[i].m[0] * n - x, dy = all[i].m[1] * n - y;

		all[i].key = dx * dx + dy * dy;
	}
}

static long order_key(const struct ranked *r, uint8_t order)
{
	switch (order & ~DIRECTION_MASK) {
	case KEY_XY:
		return r->m[0] << 8 | r->m[1];
	case KEY_YX:
		return r->m[1] << 8 | r->m[0];
	case KEY_ANGLE:
		return r->m[2] & ANGLE_MASK;
	default:
		return 0; /* an order that we do not know: as they came */
	}
}

static void drop_farthest(struct ranked *all, size_t count, size_t keep)
{
	if (count <= keep)
		return;
	rank_by_distance(all, count);
	qsort(all, count, sizeof *all, by_key);
	qsort(all, keep, sizeof *all, by_place);
}

static void put_in_order(struct ranked *all, size_t count, uint8_t order)
{
	const uint8_t direction = order & DIRECTION_MASK;

	if (direction != ASCENDING && direction != DESCENDING)
		return;
	for (size_t i = 0; i < count; i++)
		all[i].key =
		    direction == ASCENDING ? order_key(&all[i], order) : -order_key(&all[i], order);
	qsort(all, count, sizeof *all, by_key);
}

bool moc_prepare(uint8_t *minutiae, size_t *len, const struct finger_state *finger)
{
	struct ranked all[COUNT_MAX];
	const size_t count = *len / MINUTIA_BYTES;
	const size_t most = finger->max_minutiae < 0 ? 0 : (size_t)finger->max_minutiae;
	const size_t keep = count < most ? count : most;

	if (count > COUNT_MAX || keep == 0 || keep < (size_t)finger->min_minutiae)
		return false;
	for (size_t i = 0; i < count; i++) {
		memcpy(all[i].m, minutiae + i * MINUTIA_BYTES, MINUTIA_BYTES);
		all[i].place = i;
	}
	drop_farthest(all, count, keep);
	put_in_order(all, keep, finger->order);
	for (size_t i = 0; i < keep; i++)
		memcpy(minutiae + i * MINUTIA_BYTES, all[i].m, MINUTIA_BYTES);
	*len = keep * MINUTIA_BYTES;
	secret_wipe(all, sizeof all);
	return true;
}
