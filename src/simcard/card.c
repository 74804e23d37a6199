#include "simcard/card.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "simcard/applet.h"

#define INS_SELECT    0xA4
#define SELECT_BY_AID 0x04
#define SELECT_NO_FCI 0x0C

static const struct applet *const applets[] = {&applet_moi, &applet_adm, &applet_bio};

struct card *card_new(const struct card_file *file)
{
	struct card *card = calloc(1, sizeof *card);

	if (card == NULL)
		return NULL;
	card->file = *file;
	card_reset(card);
	return card;
}

void card_free(struct card *card)
{
	if (card == NULL)
		return;
	secret_wipe(card, sizeof *card);
	free(card);
}

void card_reset(struct card *card)
{
	card->t0 =
	    (struct t0){.mode = card->file.protocol, .get_response_p2 = card->file.get_response_p2};
	card->selected = &applet_manager;
	memset(card->verified, 0, sizeof card->verified);
	card->faulty_seen = 0;
}

const uint8_t *card_atr(const struct card *card, size_t *len)
{
	*len = card->file.atr_len;
	return card->file.atr;
}

void reply_put(struct reply *reply, const void *data, size_t len)
{
	const size_t room = sizeof reply->data - reply->len;

	if (len > room)
		len = room;
	memcpy(reply->data + reply->len, data, len);
	reply->len += len;
}

static const struct applet *find_applet(const struct card *card, const struct apdu *a)
{
	if (a->lc == 0)
		return &applet_manager;
	for (size_t i = 0; i < sizeof applets / sizeof *applets; i++)
		if (a->lc == AID_SIZE && memcmp(a->data, applets[i]->aid, AID_SIZE) == 0 &&
		    applets[i]->present(card))
			return applets[i];
	return NULL;
}

/* Answers the file control information: the AID that was selected. */
static uint16_t run_select(struct card *card, const struct apdu *a, struct reply *reply)
{
	static const uint8_t fci_head[] = {0x6F, 0x0A, 0x84, 0x08};
	const struct applet *found;

	if (a->p1 != SELECT_BY_AID || (a->p2 & (uint8_t)~SELECT_NO_FCI) != 0)
		return SW_WRONG_P1P2;
	found = find_applet(card, a);
	if (found == NULL)
		return SW_NOT_FOUND;
	card->selected = found;
	if (a->p2 != SELECT_NO_FCI) {
		reply_put(reply, fci_head, sizeof fci_head);
		reply_put(reply, found->aid, AID_SIZE);
		reply->optional = true;
	}
	return SW_OK;
}

static uint16_t dispatch(struct card *card, const struct apdu *a, struct reply *reply)
{
	const struct applet *applet = card->selected;
	bool cla_known = a->cla == 0x00;

	if (a->cla == 0x00 && a->ins == INS_SELECT)
		return run_select(card, a, reply);
	for (size_t i = 0; i < applet->count; i++) {
		const struct instruction *in = &applet->instructions[i];

		if (in->cla == a->cla && in->ins == a->ins)
			return in->run(card, a, reply);
		cla_known |= in->cla == a->cla;
	}
	return cla_known ? SW_INS_UNKNOWN : SW_CLA_UNKNOWN;
}

/* Which fault, if any, strikes this command. */
static enum fault_kind fault_now(struct card *card, const struct apdu *a)
{
	const struct fault *f = &card->file.fault;

	if (f->kind == FAULT_NONE || (f->ins >= 0 && f->ins != a->ins))
		return FAULT_NONE;
	card->faulty_seen++;
	if (card->faulty_seen < f->from ||
	    (f->count > 0 && card->faulty_seen >= f->from + f->count))
		return FAULT_NONE;
	return f->kind;
}

static void answer_command(
    struct card *card, const struct apdu *a, enum fault_kind fault, struct card_answer *answer)
{
	struct reply reply = {.len = 0};

	if (fault == FAULT_STATUS)
		reply.sw = card->file.fault.status;
	else
		reply.sw = dispatch(card, a, &reply);
	if (fault == FAULT_SHORT && reply.len > (size_t)card->file.fault.length)
		reply.len = (size_t)card->file.fault.length;
	answer->len = t0_deliver(&card->t0, a, &reply, answer->bytes);
	secret_wipe(&reply, sizeof reply);
}

static enum card_outcome answer_malformed(size_t command_len, struct card_answer *answer)
{
	answer->bytes[0] = SW_WRONG_LENGTH >> 8;
	answer->bytes[1] = SW_WRONG_LENGTH & 0xFF;
	answer->len = 2;
	answer->wire_bytes = command_len + answer->len;
	return CARD_ANSWERED;
}

enum card_outcome card_transmit(
    struct card *card, const uint8_t *command, size_t len, struct card_answer *answer)
{
	struct apdu a;
	enum fault_kind fault;

	if (!apdu_parse(&a, command, len))
		return answer_malformed(len, answer);
	fault = fault_now(card, &a);
	if (fault == FAULT_MUTE)
		return CARD_MUTE;
	if (fault == FAULT_EJECT)
		return CARD_EJECTED;
	if (t0_is_get_response(&a) && fault == FAULT_NONE)
		answer->len = t0_get_response(&card->t0, &a, answer->bytes);
	else
		answer_command(card, &a, fault, answer);
	answer->wire_bytes = t0_wire_bytes(&a, answer->len);
	return CARD_ANSWERED;
}
