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
	secret_wipe(&card->session, sizeof card->session);
	secret_wipe(&card->comparison, sizeof card->comparison);
	memset(card->verified, 0, sizeof card->verified);
	card->unfinished = NULL;
	card->faulty_seen = 0;
	card->power.off = false;
}

void card_set_cut(struct card *card, const struct power_cut *cut)
{
	card->file.cut = *cut;
	card->power.fitting = 0;
}

bool card_lost_power(struct card *card, long *back_ms)
{
	const bool failed = card->power.failed;

	card->power.failed = false;
	*back_ms = card->file.cut.back;
	return failed;
}

const struct finger_record *card_finger(const struct card *card, enum finger finger)
{
	return &card->file.finger[finger];
}

const struct write_key *card_write_key(const struct card *card)
{
	return &card->file.write_key;
}

long card_writes(const struct card *card)
{
	return card->power.writes;
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
	secret_wipe(&card->session, sizeof card->session);
	if (a->p2 != SELECT_NO_FCI) {
		reply_put(reply, fci_head, sizeof fci_head);
		reply_put(reply, found->aid, AID_SIZE);
		reply->optional = true;
	}
	return SW_OK;
}

/* SW_OK and the instruction, or what is unknown about it. */
static uint16_t find_instruction(
    const struct card *card, uint8_t cla, uint8_t ins, const struct instruction **found)
{
	const struct applet *applet = card->selected;
	bool cla_known = cla == 0x00;

	for (size_t i = 0; i < applet->count; i++) {
		*found = &applet->instructions[i];
		if ((*found)->cla == cla && (*found)->ins == ins)
			return SW_OK;
		cla_known |= (*found)->cla == cla;
	}
	return cla_known ? SW_INS_UNKNOWN : SW_CLA_UNKNOWN;
}

/* A part of a command that goes on. */
static uint16_t take_part(struct card *card, const struct apdu *a)
{
	const struct instruction *in;
	const uint16_t sw = find_instruction(card, a->cla & (uint8_t)~CLA_CHAINED, a->ins, &in);

	if (sw != SW_OK)
		return sw;
	return in->chained ? chain_add(&card->session.chain, a) : SW_CHAINING_UNSUPPORTED;
}

static uint16_t dispatch(struct card *card, const struct apdu *a, struct reply *reply)
{
	const struct instruction *in;
	struct apdu whole = *a;
	uint16_t sw;

	if (chain_goes_on(a))
		return take_part(card, a);
	if (!chain_end(&card->session.chain, &whole))
		sw = SW_NO_MEMORY;
	else if (a->cla == 0x00 && a->ins == INS_SELECT)
		sw = run_select(card, a, reply);
	else if ((sw = find_instruction(card, a->cla, a->ins, &in)) == SW_OK)
		sw = in->run(card, &whole, reply);
	chain_drop(&card->session.chain);
	return sw;
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

/* Hands the reply over, unless there is no power left for it. */
static enum card_outcome deliver(
    struct card *card, const struct apdu *a, struct reply *reply, struct card_answer *answer)
{
	if (!card->power.off) {
		answer->len = t0_deliver(&card->t0, a, reply, answer->bytes);
		answer->wire_bytes = t0_wire_bytes(a, answer->len);
	}
	secret_wipe(reply, sizeof *reply);
	return card->power.off ? CARD_EJECTED : CARD_ANSWERED;
}

static enum card_outcome answer_command(
    struct card *card, const struct apdu *a, enum fault_kind fault, struct card_answer *answer)
{
	struct reply reply = {.len = 0};

	card->power.ins = a->ins;
	card->unfinished = NULL;
	if (fault == FAULT_STATUS)
		reply.sw = card->file.fault.status;
	else
		reply.sw = dispatch(card, a, &reply);
	if (fault == FAULT_SHORT && reply.len > (size_t)card->file.fault.length)
		reply.len = (size_t)card->file.fault.length;
	if (card->unfinished == NULL)
		return deliver(card, a, &reply, answer);
	card->unfinished_command = *a;
	card->unfinished_command.data = NULL;
	answer->work_ms = card->file.match_ms;
	return CARD_WORKING;
}

enum card_outcome card_continue(struct card *card, struct card_answer *answer)
{
	struct reply reply = {.len = 0};

	if (card->unfinished == NULL)
		return CARD_EJECTED;
	reply.sw = card->unfinished(card);
	card->unfinished = NULL;
	return deliver(card, &card->unfinished_command, &reply, answer);
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
	if (fault == FAULT_EJECT || card->power.off)
		return CARD_EJECTED;
	if (!t0_is_get_response(&a) || fault != FAULT_NONE)
		return answer_command(card, &a, fault, answer);
	answer->len = t0_get_response(&card->t0, &a, answer->bytes);
	answer->wire_bytes = t0_wire_bytes(&a, answer->len);
	return CARD_ANSWERED;
}
