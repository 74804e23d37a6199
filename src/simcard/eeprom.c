#include "simcard/eeprom.h"

#include <string.h>

#include "base/secret.h"

/* Does the power last for one more write? */
static bool powered(struct card *card)
{
	const struct power_cut *cut = &card->file.cut;

	if (card->power.off)
		return false;
	card->power.writes++;
	if (cut->at == 0 || (cut->ins >= 0 && cut->ins != card->power.ins))
		return true;
	if (++card->power.fitting != cut->at)
		return true;
	card->power.off = card->power.failed = true;
	return false;
}

bool eeprom_count(struct card *card, unsigned *counter, unsigned value)
{
	if (!powered(card))
		return false;
	*counter = value;
	return true;
}

bool eeprom_mark(struct card *card, struct finger_record *slot, enum slot_state state)
{
	if (!powered(card))
		return false;
	slot->state = state;
	return true;
}

static bool put_block(struct card *card, struct minutia *to, const struct minutia *from, size_t n)
{
	const bool whole = powered(card);

	memcpy(to, from, (whole ? n : n / 2) * sizeof *to);
	return whole;
}

bool eeprom_put_template(struct card *card, struct finger_record *slot, const struct minutiae *m)
{
	struct minutiae *to = &slot->reference;

	for (size_t i = 0; i < m->count; i += EEPROM_BLOCK_MINUTIAE) {
		const size_t left = m->count - i;
		const size_t n = left < EEPROM_BLOCK_MINUTIAE ? left : EEPROM_BLOCK_MINUTIAE;

		if (!put_block(card, to->m + i, m->m + i, n))
			return false;
	}
	to->count = m->count; /* stands in the last block */
	return true;
}

bool eeprom_wipe_template(struct card *card, struct finger_record *slot)
{
	struct minutiae blank = {.count = slot->reference.count};
	const bool wiped = eeprom_put_template(card, slot, &blank);

	if (wiped)
		secret_wipe(&slot->reference, sizeof slot->reference);
	return wiped;
}
