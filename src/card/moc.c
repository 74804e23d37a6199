/*
 * card/moc.c - the drivers, in the order in which a card is asked.
 */
#include "card/moc.h"

#include <string.h>

static const struct moc_driver *const drivers[] = {&moc_iso};

bool moc_open(struct channel *channel, const struct moc_driver **driver,
    struct finger_states *states, struct error *err)
{
	*driver = NULL;
	memset(states, 0, sizeof *states);
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
		if (drivers[i]->select(channel, err)) {
			*driver = drivers[i];
			states->applet = true;
			return drivers[i]->states(channel, states, err);
		}
		if (channel->status != PCSC_OK)
			return false;
	}
	return true;
}
