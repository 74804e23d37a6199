#include "finger/minutiae.h"

#include <string.h>

#define TYPE_SHIFT     6
#define ANGLE_MASK     0x3F
#define DIRECTION_MASK 0x03

static struct minutia decode_one(const uint8_t p[MINUTIA_SIZE])
{
	return (struct minutia){.x = p[0],
	    .y = p[1],
	    .angle = p[2] & ANGLE_MASK,
	    .type = (enum minutia_type)(p[2] >> TYPE_SHIFT)};
}

bool minutiae_types_known(const uint8_t *data, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (decode_one(data + i * MINUTIA_SIZE).type > MINUTIA_BIFURCATION)
			return false;
	return true;
}

size_t minutiae_points(const uint8_t *data, size_t count)
{
	size_t points = 0;

	for (size_t i = 0; i < count; i++) {
		size_t same = 0;

		while (memcmp(data + same * MINUTIA_SIZE, data + i * MINUTIA_SIZE, 2) != 0)
			same++;
		points += same == i;
	}
	return points;
}

bool minutiae_decode(struct minutiae *out, const uint8_t *data, size_t len, size_t min)
{
	out->count = len / MINUTIA_SIZE;
	if (len % MINUTIA_SIZE != 0 || out->count > MINUTIAE_MAX || out->count < min ||
	    !minutiae_types_known(data, out->count))
		return false;
	for (size_t i = 0; i < out->count; i++)
		out->m[i] = decode_one(data + i * MINUTIA_SIZE);
	return true;
}

size_t minutiae_encode(uint8_t out[MINUTIAE_MAX * MINUTIA_SIZE], const struct minutiae *in)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct minutia *m = &in->m[i];
		uint8_t *p = out + i * MINUTIA_SIZE;

		p[0] = m->x;
		p[1] = m->y;
		p[2] = (uint8_t)((unsigned)m->type << TYPE_SHIFT | (m->angle & ANGLE_MASK));
	}
	return in->count * MINUTIA_SIZE;
}

bool minutiae_order_known(uint8_t order)
{
	const unsigned direction = order & DIRECTION_MASK;
	const unsigned key = order & (uint8_t)~DIRECTION_MASK;

	if (order == ORDER_NONE)
		return true;
	return (direction == ORDER_ASCENDING || direction == ORDER_DESCENDING) &&
	       (key == ORDER_XY || key == ORDER_YX || key == ORDER_ANGLE);
}

static int sort_key(const struct minutia *m, unsigned key)
{
	if (key == ORDER_XY)
		return m->x << 8 | m->y;
	if (key == ORDER_YX)
		return m->y << 8 | m->x;
	return m->angle;
}

/* Whether b stands before a in that order; equal ones may stand either way. */
static bool misplaced(const struct minutia *a, const struct minutia *b, uint8_t order)
{
	const unsigned key = order & (uint8_t)~DIRECTION_MASK;
	const int step = sort_key(b, key) - sort_key(a, key);

	if (order == ORDER_NONE)
		return false;
	return (order & DIRECTION_MASK) == ORDER_ASCENDING ? step < 0 : step > 0;
}

bool minutiae_in_order(const struct minutiae *m, uint8_t order)
{
	for (size_t i = 1; i < m->count; i++)
		if (misplaced(&m->m[i - 1], &m->m[i], order))
			return false;
	return true;
}

/* By insertion: stable, a card takes 255 at most, and no second copy has to be wiped. */
void minutiae_sort(uint8_t *data, size_t count, uint8_t order)
{
	for (size_t i = 1; i < count; i++) {
		uint8_t taken[MINUTIA_SIZE];
		size_t place = i;

		memcpy(taken, data + i * MINUTIA_SIZE, sizeof taken);
		for (; place > 0; place--) {
			uint8_t *before = data + (place - 1) * MINUTIA_SIZE;
			const struct minutia a = decode_one(before), b = decode_one(taken);

			if (!misplaced(&a, &b, order))
				break;
			memcpy(before + MINUTIA_SIZE, before, MINUTIA_SIZE);
		}
		memcpy(data + place * MINUTIA_SIZE, taken, sizeof taken);
	}
}
