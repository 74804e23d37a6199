/*
 * card/moc_iso.c - the ISO dialect of match on card: ISO/IEC 7816-4, 7816-11 and 24787.
 */
#include <string.h>

#include "base/secret.h"
#include "card/moc.h"

#define BIT_GROUP_MAX 1024
#define SW_TRIES      0x63C0
#define SW_TRIES_MASK 0xFFF0
#define LC_MAX	      255
/* 7F2E 81 L 81 81 L: what stands around the minutiae. */
#define WRAPPING      7
#define MINUTIAE_MOST ((LC_MAX - WRAPPING) / MINUTIA_BYTES)

static const uint8_t bio_aid[8] = {0xA0, 0x00, 0x00, 0x00, 0x84, 0x06, 0x00, 0x00};

static bool iso_select(struct channel *channel, struct error *err)
{
	uint16_t sw;

	if (!apdu_select(channel, bio_aid, &sw, err))
		return false;
	if (sw != SW_OK)
		return error_set(err, PROBLEM_NO_MOC_APPLET, "SELECT %04X", sw);
	return true;
}

/* `00 20 00 ref` with no body. A reference that the chip does not hold, or an answer that
 * says nothing of tries, is a finger that cannot be used. */
static bool tries_left(struct channel *channel, struct finger_state *f, struct error *err)
{
	const uint8_t command[] = {0x00, 0x20, 0x00, f->reference};
	uint8_t none[PCSC_REPLY_MAX];
	struct apdu_reply reply;

	if (!apdu_exchange(channel, command, sizeof command, none, sizeof none, &reply, err))
		return false;
	f->locked = reply.sw == SW_BLOCKED || reply.sw == SW_TRIES;
	f->tries_left = 0;
	if ((reply.sw & SW_TRIES_MASK) == SW_TRIES)
		f->tries_left = reply.sw & 0x0F;
	else if (reply.sw == SW_OK)
		f->tries_left = -1; /* matched already in this session: the count is not told */
	else if (!f->locked)
		f->stored = false;
	return true;
}

static bool iso_states(struct channel *channel, struct finger_states *states, struct error *err)
{
	static const uint8_t command[] = {
	    0x00, 0xCB, 0x3F, 0xFF, 0x04, 0x5C, 0x02, 0x7F, 0x61, 0x00};
	uint8_t group[BIT_GROUP_MAX];
	struct apdu_reply reply;

	if (!apdu_exchange(channel, command, sizeof command, group, sizeof group, &reply, err))
		return false;
	if (reply.sw == SW_NO_REFERENCE_DATA || reply.sw == SW_NOT_FOUND)
		return true; /* an applet with no finger in it */
	if (reply.sw != SW_OK)
		return error_set(err, PROBLEM_CARD_UNREADABLE, "BIT %04X", reply.sw);
	if (!moc_parse_bit_group(group, reply.len, states))
		return error_set(err, PROBLEM_CARD_UNREADABLE, "BIT");
	for (int i = 0; i < FINGER_COUNT; i++)
		if (states->finger[i].stored && !tries_left(channel, &states->finger[i], err))
			return false;
	return true;
}

static size_t put_length(uint8_t *out, size_t len)
{
	if (len < 0x80) {
		out[0] = (uint8_t)len;
		return 1;
	}
	out[0] = 0x81;
	out[1] = (uint8_t)len;
	return 2;
}

/* `00 21 00 ref Lc 7F2E L 81 L2 minutiae`; returns its length. */
static size_t verify_command(uint8_t *out, uint8_t reference, const uint8_t *minutiae, size_t len)
{
	uint8_t inner[3] = {0x81}, outer[4] = {0x7F, 0x2E};
	const size_t inner_len = 1 + put_length(inner + 1, len);
	const size_t outer_len = 2 + put_length(outer + 2, inner_len + len);
	uint8_t *p = out;

	*p++ = 0x00;
	*p++ = 0x21;
	*p++ = 0x00;
	*p++ = reference;
	*p++ = (uint8_t)(outer_len + inner_len + len);
	memcpy(p, outer, outer_len);
	p += outer_len;
	memcpy(p, inner, inner_len);
	p += inner_len;
	memcpy(p, minutiae, len);
	return (size_t)(p - out) + len;
}

static enum moc_result result_of(uint16_t sw, int *tries, struct error *err)
{
	/* The card resets its counter and tells none while it is verified: as many tries as
	 * were read before are left at least (*tries holds them). */
	if (sw == SW_OK)
		return MOC_MATCH;
	*tries = 0;
	if (sw == SW_BLOCKED)
		return MOC_LOCKED;
	if ((sw & SW_TRIES_MASK) == SW_TRIES) {
		*tries = sw & 0x0F;
		return MOC_NO_MATCH;
	}
	if (sw == SW_NO_REFERENCE_DATA)
		return MOC_NO_FINGER;
	error_set(err, PROBLEM_CARD_UNREADABLE, "VERIFY %04X", sw);
	return MOC_FAILED;
}

static enum moc_result send_verify(struct channel *channel, uint8_t reference,
    const uint8_t *minutiae, size_t len, int *tries, struct error *err)
{
	uint8_t command[5 + LC_MAX], none[PCSC_REPLY_MAX];
	struct apdu_reply reply;
	const size_t command_len = verify_command(command, reference, minutiae, len);
	const bool answered =
	    apdu_exchange(channel, command, command_len, none, sizeof none, &reply, err);

	secret_wipe(command, sizeof command);
	return answered ? result_of(reply.sw, tries, err) : MOC_FAILED;
}

static enum moc_result iso_verify(struct channel *channel, const struct finger_state *finger,
    const uint8_t *minutiae, size_t len, int *tries, struct error *err)
{
	struct finger_state wanted = *finger;
	uint8_t chosen[TEMPLATE_MAX];
	enum moc_result result = MOC_TEMPLATE;

	*tries = finger->tries_left;
	if (!finger->stored)
		return MOC_NO_FINGER;
	if (finger->locked)
		return MOC_LOCKED;
	if (wanted.max_minutiae > MINUTIAE_MOST)
		wanted.max_minutiae = MINUTIAE_MOST; /* more would want chained commands */
	if (len > sizeof chosen)
		return MOC_TEMPLATE;
	memcpy(chosen, minutiae, len);
	if (moc_prepare(chosen, &len, &wanted))
		result = send_verify(channel, finger->reference, chosen, len, tries, err);
	secret_wipe(chosen, sizeof chosen);
	return result;
}

const struct moc_driver moc_iso = {
    .name = "iso",
    .select = iso_select,
    .states = iso_states,
    .verify = iso_verify,
};
