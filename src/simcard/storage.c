/*
 * The applets that only tell: the card manager (chip serial), MOI (the storage) and ADM
 * (laser number).
 */
#include <string.h>

#include "simcard/applet.h"

#define INS_LASER	0x00
#define INS_READ_BINARY 0xB0
#define INS_GET_DATA	0xCA

static bool always(const struct card *card)
{
	(void)card;
	return true;
}

static bool has_moi(const struct card *card)
{
	return card->file.moi;
}

static bool has_adm(const struct card *card)
{
	return card->file.adm;
}

/* Card production life cycle data (GlobalPlatform): tag, length, 42 bytes, of which the
 * public readers take those at 13-20 for the chip's serial number. */
static uint16_t get_cplc(struct card *card, const struct apdu *a, struct reply *reply)
{
	uint8_t cplc[45] = {0x9F, 0x7F, 0x2A};

	if (a->p1 != 0x9F || a->p2 != 0x7F)
		return SW_NO_REFERENCE_DATA;
	if (a->lc != 0)
		return SW_WRONG_LENGTH;
	memcpy(cplc + 13, card->file.chip_serial, CHIP_SERIAL_SIZE);
	reply_put(reply, cplc, sizeof cplc);
	return SW_OK;
}

/* 80 B0 offHi offLo 02 lenHi lenLo [Le] */
static uint16_t read_binary(struct card *card, const struct apdu *a, struct reply *reply)
{
	const size_t offset = (size_t)a->p1 << 8 | a->p2;
	size_t len;

	if (a->lc != 2)
		return SW_WRONG_LENGTH;
	len = (size_t)a->data[0] << 8 | a->data[1];
	if (len == 0 || len > 255)
		return SW_WRONG_LENGTH;
	if (offset >= IMAGE_SIZE)
		return SW_OUTSIDE;
	if (offset + len <= IMAGE_SIZE) {
		reply_put(reply, card->file.image + offset, len);
		return SW_OK;
	}
	reply_put(reply, card->file.image + offset, IMAGE_SIZE - offset);
	return SW_END_OF_FILE;
}

/* 80 00 00 00 17: 23 bytes, of which 7-22 are the laser number. */
static uint16_t read_laser(struct card *card, const struct apdu *a, struct reply *reply)
{
	uint8_t data[7 + LASER_SIZE] = {0};

	if (a->p1 != 0 || a->p2 != 0)
		return SW_WRONG_P1P2;
	if (a->lc != 0)
		return SW_WRONG_LENGTH;
	memcpy(data + 7, card->file.laser, LASER_SIZE);
	reply_put(reply, data, sizeof data);
	return SW_OK;
}

static const struct instruction manager_instructions[] = {{0x80, INS_GET_DATA, get_cplc, false}};
static const struct instruction moi_instructions[] = {{0x80, INS_READ_BINARY, read_binary, false}};
static const struct instruction adm_instructions[] = {{0x80, INS_LASER, read_laser, false}};

const struct applet applet_manager = {
    .aid = {0xA0, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00},
    .instructions = manager_instructions,
    .count = sizeof manager_instructions / sizeof *manager_instructions,
    .present = always,
};

const struct applet applet_moi = {
    .aid = {0xA0, 0x00, 0x00, 0x00, 0x54, 0x48, 0x00, 0x01},
    .instructions = moi_instructions,
    .count = sizeof moi_instructions / sizeof *moi_instructions,
    .present = has_moi,
};

const struct applet applet_adm = {
    .aid = {0xA0, 0x00, 0x00, 0x00, 0x84, 0x06, 0x00, 0x02},
    .instructions = adm_instructions,
    .count = sizeof adm_instructions / sizeof *adm_instructions,
    .present = has_adm,
};
