/*
 * card/moc_template.c - the sensor's minutiae brought into what a card asks for.
 */
#include "card/moc.h"
#include "finger/minutiae.h"

bool moc_prepare(uint8_t *minutiae, size_t *len, const struct finger_state *finger)
{
	const size_t count = *len / MINUTIA_SIZE;
	const size_t most = finger->max_minutiae < 0 ? 0 : (size_t)finger->max_minutiae;
	const size_t keep = count < most ? count : most;

	if (keep == 0 || minutiae_points(minutiae, keep) < (size_t)finger->min_minutiae ||
	    !minutiae_order_known(finger->order))
		return false;
	minutiae_sort(minutiae, keep, finger->order);
	*len = keep * MINUTIA_SIZE;
	return true;
}
