/*
 * card/moc_iso_write.c - the ISO dialect's writing: GET CHALLENGE, EXTERNAL AUTHENTICATE, then
 * CHANGE REFERENCE DATA with the template (ISO/IEC 7816-4). Removal is left open there; ours is
 * the same command with P1 02 and no body.
 */
#include "card/moc_iso.h"

#include <string.h>

#include "base/secret.h"

#define INS_CHANGE_REFERENCE 0x24
#define P1_STORE	     0x01
#define P1_REMOVE	     0x02

/* Production data of the chip, by the default applet: tag 9F7F, the serial in bytes 13-20. */
#define CPLC_MAX    64
#define CPLC_SERIAL 13

static enum moc_answer refused(struct error *err, enum problem problem, const char *at, uint16_t sw)
{
	error_set(err, problem, "%s %04X", at, sw);
	return MOC_REFUSED;
}

/* ---- challenge ---- */

bool moc_read_serial(struct channel *channel, uint8_t serial[CARD_SERIAL_SIZE], bool *told,
    uint16_t *sw, struct error *err)
{
	static const uint8_t select[] = {0x00, 0xA4, 0x04, 0x00};
	static const uint8_t get_cplc[] = {0x80, 0xCA, 0x9F, 0x7F, 0x00};
	uint8_t about[2 * PCSC_REPLY_MAX], cplc[CPLC_MAX];
	struct apdu_reply reply;

	*told = false;
	if (!apdu_exchange(channel, select, sizeof select, about, sizeof about, &reply, err))
		return false;
	*sw = reply.sw;
	if (reply.sw != SW_OK)
		return true;
	if (!apdu_exchange(channel, get_cplc, sizeof get_cplc, cplc, sizeof cplc, &reply, err))
		return false;
	*sw = reply.sw;
	*told = reply.sw == SW_OK && reply.len >= CPLC_SERIAL + CARD_SERIAL_SIZE &&
		cplc[0] == 0x9F && cplc[1] == 0x7F;
	if (*told)
		memcpy(serial, cplc + CPLC_SERIAL, CARD_SERIAL_SIZE);
	return true;
}

enum moc_answer iso_challenge(
    struct moc *moc, struct finger_challenge *challenge, struct error *err)
{
	static const uint8_t get_challenge[] = {0x00, 0x84, 0x00, 0x00, CARD_CHALLENGE_SIZE};
	struct apdu_reply reply;
	uint16_t serial_sw, sw;
	bool told;

	challenge->reference = moc->fingers.finger[challenge->finger].reference;
	if (!moc->owner->same(moc->owner->arg, err) ||
	    !moc_read_serial(moc->channel, challenge->serial, &told, &serial_sw, err) ||
	    !iso_select_bio(moc->channel, &sw, err))
		return MOC_BROKEN;
	if (sw != SW_OK) {
		error_set(err, PROBLEM_CARD_UNREADABLE, "SELECT %04X", sw);
		return MOC_BROKEN;
	}
	if (!told)
		return refused(err, PROBLEM_WRITE_REFUSED, "serial", serial_sw);
	if (!apdu_exchange(moc->channel, get_challenge, sizeof get_challenge, challenge->challenge,
		sizeof challenge->challenge, &reply, err))
		return MOC_BROKEN;
	if (reply.sw != SW_OK || reply.len != CARD_CHALLENGE_SIZE)
		return refused(err, PROBLEM_WRITE_REFUSED, "GET CHALLENGE", reply.sw);
	return MOC_DONE;
}

/* ---- writing ---- */

/* What a card says to the cryptogram that has had no challenge from us since it got its power:
 * the applet without one, or none that is selected. It counts no try of its key then. */
static bool is_forgotten(uint16_t sw)
{
	return sw == SW_CONDITIONS || sw == SW_WRONG_INS || sw == SW_WRONG_CLA;
}

/* `00 82 00 ref 08 cryptogram`: the card's own algorithm, the key of that place. */
static enum moc_answer authenticate(
    struct moc *moc, const struct moc_write *write, struct error *err)
{
	uint8_t command[5 + CARD_CRYPTOGRAM_SIZE] = {
	    0x00, 0x82, 0x00, moc->fingers.finger[write->finger].reference, CARD_CRYPTOGRAM_SIZE};
	uint8_t none[PCSC_REPLY_MAX];
	struct apdu_reply reply;
	bool answered;

	memcpy(command + 5, write->cryptogram, CARD_CRYPTOGRAM_SIZE);
	answered =
	    apdu_exchange(moc->channel, command, sizeof command, none, sizeof none, &reply, err);
	secret_wipe(command, sizeof command);
	if (!answered)
		return MOC_BROKEN;
	if (is_forgotten(reply.sw)) {
		error_set(err, PROBLEM_CARD_REMOVED, "EXTERNAL AUTHENTICATE %04X", reply.sw);
		return MOC_FORGOTTEN;
	}
	if (reply.sw != SW_OK)
		return refused(err, PROBLEM_WRITE_REFUSED, "EXTERNAL AUTHENTICATE", reply.sw);
	return MOC_DONE;
}

/* Status words that say for certain that nothing was written (ISO/IEC 7816-4, 5.6: «checking
 * errors»). Execution errors and warnings, 62xx to 66xx and 6Fxx, say no such thing. */
static enum moc_answer written(uint16_t sw, bool template_, struct error *err)
{
	const bool about_data = sw == SW_WRONG_DATA || sw == SW_WRONG_LENGTH || sw == SW_CHAINING ||
				sw == SW_END_OF_CHAIN;

	if (sw == SW_OK)
		return MOC_DONE;
	if (template_ && about_data)
		return refused(err, PROBLEM_TEMPLATE_REFUSED, "store", sw);
	if (sw >= 0x6700 && sw < 0x6F00)
		return refused(err, PROBLEM_WRITE_REFUSED, template_ ? "store" : "remove", sw);
	error_set(err, PROBLEM_CARD_UNREADABLE, "%s %04X", template_ ? "store" : "remove", sw);
	return MOC_BROKEN;
}

enum moc_answer iso_store(struct moc *moc, const struct moc_write *write, struct error *err)
{
	const struct iso_target target = {.ins = INS_CHANGE_REFERENCE,
	    .p1 = P1_STORE,
	    .reference = moc->fingers.finger[write->finger].reference};
	enum moc_answer answer = authenticate(moc, write, err);
	uint16_t sw;

	if (answer != MOC_DONE)
		return answer;
	if (!iso_send_template(moc->channel, &target, write, &sw, err))
		return MOC_BROKEN;
	return written(sw, true, err);
}

enum moc_answer iso_remove(struct moc *moc, const struct moc_write *write, struct error *err)
{
	const uint8_t command[] = {
	    0x00, INS_CHANGE_REFERENCE, P1_REMOVE, moc->fingers.finger[write->finger].reference};
	uint8_t none[PCSC_REPLY_MAX];
	struct apdu_reply reply;
	enum moc_answer answer = authenticate(moc, write, err);

	if (answer != MOC_DONE)
		return answer;
	if (!apdu_exchange(moc->channel, command, sizeof command, none, sizeof none, &reply, err))
		return MOC_BROKEN;
	return written(reply.sw, false, err);
}
