/*
 * card/apdu.c - an exchange and its three ways of answering.
 */
#include "card/apdu.h"

#include <string.h>

#include "base/secret.h"

#define COMMAND_MAX	 261
#define ROUNDS_MAX	 300 /* of GET RESPONSE in one exchange */
#define EMPTY_MAX	 2   /* of those, how many may bring nothing */
#define SW1_BYTES_LEFT	 0x61
#define SW1_WRONG_LE	 0x6C
#define INS_GET_RESPONSE 0xC0

struct gathering {
	struct channel *channel;
	uint8_t *data;
	size_t room;
	size_t len;
	uint16_t sw;
	struct error *err;
};

static uint8_t sw1(uint16_t sw)
{
	return (uint8_t)(sw >> 8);
}

static bool transport_failed(struct gathering *g)
{
	const enum pcsc_status status = g->channel->status;

	return error_set(g->err, pcsc_problem(status), "APDU");
}

/* Appends the data of a reply, and keeps its status word. */
static bool append(struct gathering *g, const uint8_t *reply, size_t len)
{
	/* No status word is no answer: a card just pulled gives such ones (seen with vpcd). */
	if (len < 2 || len > PCSC_REPLY_MAX) {
		g->channel->status = PCSC_FAILED;
		return error_set(g->err, PROBLEM_CARD_UNREADABLE, "no status word");
	}
	if (len - 2 > g->room - g->len)
		return error_set(g->err, PROBLEM_CARD_UNREADABLE, "answer too long");
	memcpy(g->data + g->len, reply, len - 2);
	g->len += len - 2;
	g->sw = (uint16_t)(reply[len - 2] << 8 | reply[len - 1]);
	return true;
}

/* One round over the wire. */
static bool transmit(struct gathering *g, const uint8_t *command, size_t command_len)
{
	uint8_t reply[PCSC_REPLY_MAX];
	size_t len = sizeof reply;
	bool ok;

	g->channel->status = pcsc_transmit(g->channel->pcsc, command, command_len, reply, &len);
	ok = g->channel->status == PCSC_OK ? append(g, reply, len) : transport_failed(g);
	secret_wipe(reply, sizeof reply);
	return ok;
}

/* The command again with the Le that the card names. */
static bool repeat_with_le(struct gathering *g, const uint8_t *command, size_t command_len)
{
	uint8_t again[COMMAND_MAX + 1];
	const uint8_t le = (uint8_t)g->sw;
	bool ok;

	memcpy(again, command, command_len);
	/* Case 2 (5 bytes) and 4 (header, Lc, data, Le) carry an Le already. */
	if (command_len == 5 || (command_len > 5 && command_len == (size_t)command[4] + 6))
		again[command_len - 1] = le;
	else
		again[command_len++] = le;
	ok = transmit(g, again, command_len);
	secret_wipe(again, sizeof again);
	if (ok && sw1(g->sw) == SW1_WRONG_LE)
		return error_set(g->err, PROBLEM_CARD_UNREADABLE, "%04X again", g->sw);
	return ok;
}

static bool get_response(struct gathering *g)
{
	const uint8_t le = (uint8_t)g->sw;
	uint8_t command[] = {0x00, INS_GET_RESPONSE, 0x00, g->channel->get_response_p2, le};

	if (!transmit(g, command, sizeof command))
		return false;
	if ((g->sw == SW_WRONG_P1P2 || g->sw == SW_OUTSIDE) && command[3] == 0x00) {
		command[3] = 0x01;
		if (!transmit(g, command, sizeof command))
			return false;
		if (g->sw == SW_OK || sw1(g->sw) == SW1_BYTES_LEFT)
			g->channel->get_response_p2 = 0x01;
	}
	if (sw1(g->sw) == SW1_WRONG_LE)
		return repeat_with_le(g, command, sizeof command);
	return true;
}

static bool fetch_rest(struct gathering *g)
{
	unsigned empty = 0;

	for (unsigned round = 0; sw1(g->sw) == SW1_BYTES_LEFT; round++) {
		const size_t before = g->len;

		if (round >= ROUNDS_MAX || empty >= EMPTY_MAX)
			return error_set(
			    g->err, PROBLEM_CARD_UNREADABLE, "%04X without end", g->sw);
		if (!get_response(g))
			return false;
		empty += g->len == before;
	}
	return true;
}

bool apdu_exchange(struct channel *channel, const uint8_t *command, size_t command_len,
    uint8_t *data, size_t room, struct apdu_reply *reply, struct error *err)
{
	struct gathering g = {.channel = channel, .data = data, .room = room, .err = err};

	*reply = (struct apdu_reply){0};
	if (command_len < 4 || command_len > COMMAND_MAX)
		return error_set(err, PROBLEM_INTERNAL, "command of %zu bytes", command_len);
	if (!transmit(&g, command, command_len))
		return false;
	if (sw1(g.sw) == SW1_WRONG_LE && !repeat_with_le(&g, command, command_len))
		return false;
	if (!fetch_rest(&g))
		return false;
	*reply = (struct apdu_reply){.sw = g.sw, .len = g.len};
	return true;
}

bool apdu_select(struct channel *channel, const uint8_t aid[8], uint16_t *sw, struct error *err)
{
	uint8_t command[13] = {0x00, 0xA4, 0x04, 0x00, 0x08};
	uint8_t about[PCSC_REPLY_MAX];
	struct gathering g = {.channel = channel, .data = about, .room = sizeof about, .err = err};

	memcpy(command + 5, aid, 8);
	if (!transmit(&g, command, sizeof command))
		return false;
	if (sw1(g.sw) == SW1_WRONG_LE && !repeat_with_le(&g, command, sizeof command))
		return false;
	*sw = sw1(g.sw) == SW1_BYTES_LEFT ? SW_OK : g.sw;
	return true;
}
