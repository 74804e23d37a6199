/*
 * card/moc_iso.c - the ISO dialect of match on card: ISO/IEC 7816-4, 7816-11 and 24787.
 *
 * A card that does not understand what is asked here, although it has the applet, speaks
 * another dialect; one that understands and answers nonsense cannot be read. Either way no
 * finger is compared whose tries cannot be told beforehand.
 */
#include "card/moc_iso.h"

#include <string.h>

#include "base/secret.h"
#include "finger/minutiae.h"

#define BIT_GROUP_MAX 1024
#define SW_NO_INFO    0x6300
#define SW_TRIES      0x63C0
#define SW_TRIES_MASK 0xFFF0
#define LC_MAX	      255
#define CLA_CHAINED   0x10
#define INS_VERIFY    0x21
/* 7F2E 82 L L 81 82 L L: what stands around the minutiae. */
#define WRAPPING 9

static const uint8_t bio_aid[8] = {0xA0, 0x00, 0x00, 0x00, 0x84, 0x06, 0x00, 0x00};

/* Where an empty place is that the BIT group does not list. */
static const uint8_t default_reference[FINGER_COUNT] = {
    [FINGER_RIGHT_INDEX] = 0x81,
    [FINGER_LEFT_INDEX] = 0x82,
};

bool iso_select_bio(struct channel *channel, uint16_t *sw, struct error *err)
{
	return apdu_select(channel, bio_aid, sw, err);
}

static bool iso_select(struct moc *moc, struct error *err)
{
	uint16_t sw;

	if (!iso_select_bio(moc->channel, &sw, err))
		return false;
	if (sw != SW_OK)
		return error_set(err, PROBLEM_NO_MOC_APPLET, "SELECT %04X", sw);
	return true;
}

/* ---- states ---- */

static bool not_understood(const char *what, uint16_t sw, struct error *err)
{
	static const uint16_t other_dialect[] = {SW_NO_INFO, SW_WRONG_INS, SW_WRONG_CLA,
	    SW_WRONG_LENGTH, SW_WRONG_P1P2, SW_OUTSIDE, SW_WRONG_DATA, 0x6A81, 0x6881, 0x6882};
	enum problem problem = PROBLEM_CARD_UNREADABLE;

	for (size_t i = 0; i < sizeof other_dialect / sizeof *other_dialect; i++)
		if (sw == other_dialect[i])
			problem = PROBLEM_NO_MOC_APPLET;
	return error_set(err, problem, "%s %04X", what, sw);
}

/* `00 20 00 ref` with no body. */
static bool ask_tries(struct channel *channel, uint8_t reference, uint16_t *sw, struct error *err)
{
	const uint8_t command[] = {0x00, 0x20, 0x00, reference};
	uint8_t none[PCSC_REPLY_MAX];
	struct apdu_reply reply;

	if (!apdu_exchange(channel, command, sizeof command, none, sizeof none, &reply, err))
		return false;
	*sw = reply.sw;
	return true;
}

/* A finger as the answer to that tells of it; false when it tells nothing. */
static bool take_tries(struct finger_state *f, uint16_t sw)
{
	const bool counted = (sw & SW_TRIES_MASK) == SW_TRIES;

	f->locked = sw == SW_BLOCKED || sw == SW_TRIES;
	f->damaged = sw == SW_DATA_UNUSABLE;
	f->stored = counted || f->locked || sw == SW_OK;
	f->tries_left = counted ? sw & 0x0F : 0;
	if (sw == SW_OK)
		f->tries_left = -1; /* matched already in this session: the count is not told */
	return f->stored || f->damaged || sw == SW_NO_REFERENCE_DATA || sw == SW_NOT_FOUND;
}

static bool tries_left(struct channel *channel, struct finger_state *f, struct error *err)
{
	uint16_t sw;

	if (!ask_tries(channel, f->reference, &sw, err))
		return false;
	return take_tries(f, sw) || not_understood("tries", sw, err);
}

/* A place that the BIT group does not tell of. What lies there and is not known to be this
 * finger's is left alone: then there is no place for it. */
static bool find_place(struct moc *moc, enum finger finger, struct error *err)
{
	struct finger_state *f = &moc->fingers.finger[finger];
	const struct finger_state *other = &moc->fingers.finger[FINGER_COUNT - 1 - finger];
	struct finger_state found = {.reference = default_reference[finger],
	    .min_minutiae = MINUTIAE_MIN_VERIFY,
	    .max_minutiae = MINUTIAE_MAX,
	    .order = ORDER_XY | ORDER_ASCENDING}; /* any will do where none is asked for */
	uint16_t sw;

	if (other->reference == found.reference)
		return true;
	if (!ask_tries(moc->channel, found.reference, &sw, err))
		return false;
	if (!take_tries(&found, sw) || found.stored)
		return true;
	if (other->reference != 0) {
		found.min_minutiae = other->min_minutiae;
		found.max_minutiae = other->max_minutiae;
		found.order = other->order;
		found.features = other->features;
	}
	*f = found;
	return true;
}

static bool read_bit_group(struct moc *moc, struct error *err)
{
	static const uint8_t command[] = {
	    0x00, 0xCB, 0x3F, 0xFF, 0x04, 0x5C, 0x02, 0x7F, 0x61, 0x00};
	uint8_t group[BIT_GROUP_MAX];
	struct apdu_reply reply;

	if (!apdu_exchange(moc->channel, command, sizeof command, group, sizeof group, &reply, err))
		return false;
	if (reply.sw == SW_NO_REFERENCE_DATA || reply.sw == SW_NOT_FOUND)
		return true; /* an applet with no finger in it */
	if (reply.sw != SW_OK)
		return not_understood("BIT", reply.sw, err);
	if (!moc_parse_bit_group(group, reply.len, &moc->fingers))
		return error_set(err, PROBLEM_CARD_UNREADABLE, "BIT");
	return true;
}

static bool iso_states(struct moc *moc, struct error *err)
{
	bool listed[FINGER_COUNT];

	if (!read_bit_group(moc, err))
		return false;
	for (int i = 0; i < FINGER_COUNT; i++) {
		listed[i] = moc->fingers.finger[i].stored;
		if (listed[i] && !tries_left(moc->channel, &moc->fingers.finger[i], err))
			return false;
	}
	for (int i = 0; i < FINGER_COUNT; i++)
		if (!listed[i] && !find_place(moc, (enum finger)i, err))
			return false;
	return true;
}

/* ---- a template on its way ---- */

static size_t put_length(uint8_t *out, size_t len)
{
	if (len < 0x80) {
		out[0] = (uint8_t)len;
		return 1;
	}
	if (len <= 0xFF) {
		out[0] = 0x81;
		out[1] = (uint8_t)len;
		return 2;
	}
	out[0] = 0x82;
	out[1] = (uint8_t)(len >> 8);
	out[2] = (uint8_t)len;
	return 3;
}

/* 7F2E L { 81 L { minutiae } }; returns its length. */
static size_t wrap(uint8_t out[TEMPLATE_MAX + WRAPPING], const uint8_t *minutiae, size_t len)
{
	uint8_t inner[4] = {0x81}, outer[5] = {0x7F, 0x2E};
	const size_t inner_len = 1 + put_length(inner + 1, len);
	const size_t outer_len = 2 + put_length(outer + 2, inner_len + len);

	memcpy(out, outer, outer_len);
	memcpy(out + outer_len, inner, inner_len);
	memcpy(out + outer_len + inner_len, minutiae, len);
	return outer_len + inner_len + len;
}

static bool send_piece(struct channel *channel, const uint8_t head[4], const uint8_t *piece,
    size_t len, uint16_t *sw, struct error *err)
{
	uint8_t command[5 + LC_MAX], none[PCSC_REPLY_MAX];
	struct apdu_reply reply;
	bool answered;

	memcpy(command, head, 4);
	command[4] = (uint8_t)len;
	memcpy(command + 5, piece, len);
	answered = apdu_exchange(channel, command, 5 + len, none, sizeof none, &reply, err);
	secret_wipe(command, sizeof command);
	*sw = reply.sw;
	return answered;
}

bool iso_send_template(struct channel *channel, const struct iso_target *target,
    const struct moc_write *template_, uint16_t *sw, struct error *err)
{
	uint8_t head[4] = {0, target->ins, target->p1, target->reference};
	uint8_t body[TEMPLATE_MAX + WRAPPING];
	const size_t len = wrap(body, template_->minutiae, template_->len);
	size_t sent = 0;
	bool answered;

	do {
		const size_t left = len - sent, piece = left < LC_MAX ? left : LC_MAX;

		head[0] = piece < left ? CLA_CHAINED : 0;
		answered = send_piece(channel, head, body + sent, piece, sw, err);
		sent += piece;
	} while (answered && *sw == SW_OK && sent < len);
	secret_wipe(body, sizeof body);
	if (answered && sent < len && *sw == SW_WRONG_CLA)
		*sw = SW_CHAINING;
	return answered;
}

/* ---- verify ---- */

/* The card has not told how many are left, so it is asked. */
static enum moc_result told_again(
    struct moc *moc, struct finger_state *f, enum moc_result result, int *tries, struct error *err)
{
	if (!tries_left(moc->channel, f, err))
		return MOC_FAILED;
	*tries = f->tries_left;
	return result;
}

static enum moc_result result_of(
    struct moc *moc, struct finger_state *f, uint16_t sw, int *tries, struct error *err)
{
	/* The card resets its counter and tells none while it is verified: as many tries as
	 * were read before are left at least (*tries holds them). */
	if (sw == SW_OK)
		return MOC_MATCH;
	if (sw == SW_WRONG_DATA || sw == SW_WRONG_LENGTH || sw == SW_CHAINING ||
	    sw == SW_END_OF_CHAIN)
		return told_again(moc, f, MOC_TEMPLATE, tries, err);
	if (sw == SW_NO_INFO)
		return told_again(moc, f, MOC_NO_MATCH, tries, err);
	*tries = 0;
	if (sw == SW_BLOCKED)
		return MOC_LOCKED;
	if ((sw & SW_TRIES_MASK) == SW_TRIES) {
		*tries = sw & 0x0F;
		return MOC_NO_MATCH;
	}
	f->damaged = sw == SW_DATA_UNUSABLE;
	if (sw == SW_NO_REFERENCE_DATA || f->damaged)
		return MOC_NO_FINGER;
	error_set(err, PROBLEM_CARD_UNREADABLE, "VERIFY %04X", sw);
	return MOC_FAILED;
}

static enum moc_result iso_verify(struct moc *moc, enum finger finger, const uint8_t *minutiae,
    size_t len, int *tries, struct error *err)
{
	struct finger_state *f = &moc->fingers.finger[finger];
	const struct iso_target target = {.ins = INS_VERIFY, .reference = f->reference};
	const struct moc_write probe = {.minutiae = minutiae, .len = len};
	uint16_t sw;

	if (!iso_send_template(moc->channel, &target, &probe, &sw, err))
		return MOC_FAILED;
	return result_of(moc, f, sw, tries, err);
}

const struct moc_driver moc_iso = {
    .name = "iso",
    .select = iso_select,
    .states = iso_states,
    .verify = iso_verify,
    .challenge = iso_challenge,
    .store = iso_store,
    .remove = iso_remove,
};
