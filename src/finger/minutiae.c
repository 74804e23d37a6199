#include "finger/minutiae.h"

static const uint8_t type_shift = 6;
static const uint8_t angle_mask = 0x3F;

bool minutiae_decode(struct minutiae *out, const uint8_t *data, size_t len, size_t min)
{
	out->count = len / MINUTIA_SIZE;
	if (len % MINUTIA_SIZE != 0 || out->count > MINUTIAE_MAX || out->count < min)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		const uint8_t *p = data + i * MINUTIA_SIZE;

		if (p[2] >> type_shift > MINUTIA_BIFURCATION)
			return false;
		out->m[i] = (struct minutia){.x = p[0],
		    .y = p[1],
		    .angle = p[2] & angle_mask,
		    .type = (enum minutia_type)(p[2] >> type_shift)};
	}
	return true;
}

size_t minutiae_encode(uint8_t out[MINUTIAE_MAX * MINUTIA_SIZE], const struct minutiae *in)
{
	for (size_t i = 0; i < in->count; i++) {
		const struct minutia *m = &in->m[i];

		out[3 * i] = m->x;
		out[3 * i + 1] = m->y;
		out[3 * i + 2] =
		    (uint8_t)((unsigned)m->type << type_shift | (m->angle & angle_mask));
	}
	return in->count * MINUTIA_SIZE;
}

static const uint8_t direction_mask = 0x03;

bool minutiae_order_known(uint8_t order)
{
	const unsigned direction = order & direction_mask;
	const unsigned key = order & (uint8_t)~direction_mask;

	if (order == 0)
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

bool minutiae_in_order(const struct minutiae *m, uint8_t order)
{
	const unsigned key = order & (uint8_t)~direction_mask;
	const bool ascending = (order & direction_mask) == ORDER_ASCENDING;

	if (order == 0)
		return true;
	for (size_t i = 1; i < m->count; i++) {
		const int step = sort_key(&m->m[i], key) - sort_key(&m->m[i - 1], key);

		if (ascending ? step < 0 : step > 0)
			return false;
	}
	return true;
}
