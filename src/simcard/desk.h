/*
 * simcard/desk.h - the virtual reader and the cards at hand: one may be in it, others that
 * were lie beside it. A card that was pulled keeps what its EEPROM holds; only a card that
 * is taken anew is as its file says. A card whose power was cut comes back by itself.
 */
#ifndef DDOPA_SIMCARD_DESK_H
#define DDOPA_SIMCARD_DESK_H

#include <stdbool.h>

#include "base/error.h"
#include "base/loop.h"
#include "simcard/card.h"
#include "simcard/vpcd.h"

struct desk;

/* write_master: file of the master key of cards whose files name none; NULL: there is
 * none. NULL with *err filled: that file's, vpcd_open's or PROBLEM_MEMORY. */
struct desk *desk_open(struct loop *loop, const struct vpcd_options *options,
    const char *write_master, struct error *err);
void desk_close(struct desk *d);

enum desk_way {
	DESK_ANEW, /* as the file says */
	DESK_KEPT  /* as it was when it was last at hand; else as the file says */
};
/* Takes the card of a file into the hand, out of the reader; the one before is laid
 * aside. A file that is wrong changes nothing. card_file_read's errors, PROBLEM_MEMORY. */
bool desk_take(struct desk *d, const char *path, enum desk_way way, struct error *err);

/* The card in hand goes into the reader, or stays there; false when there is none. */
bool desk_insert(struct desk *d);
void desk_eject(struct desk *d);

struct card *desk_card(const struct desk *d); /* in the reader or in hand; NULL */
const char *desk_path(const struct desk *d);  /* its file; NULL */
bool desk_inserted(const struct desk *d);
struct vpcd *desk_vpcd(const struct desk *d);

#endif
