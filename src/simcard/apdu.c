#include "simcard/apdu.h"

#include <string.h>

#define HEADER		 4
#define INS_GET_RESPONSE 0xC0

static size_t le_of(uint8_t byte)
{
	return byte == 0 ? APDU_DATA_MAX : byte;
}

static uint8_t le_byte(size_t le)
{
	return (uint8_t)(le & 0xFF);
}

bool apdu_parse(struct apdu *a, const uint8_t *bytes, size_t len)
{
	size_t lc;

	if (len < HEADER || len > APDU_COMMAND_MAX)
		return false;
	*a = (struct apdu){.cla = bytes[0], .ins = bytes[1], .p1 = bytes[2], .p2 = bytes[3]};
	if (len == HEADER)
		return true;
	if (len == HEADER + 1) {
		a->has_le = true;
		a->le = le_of(bytes[HEADER]);
		return true;
	}
	lc = bytes[HEADER];
	if (lc == 0 || (len != HEADER + 1 + lc && len != HEADER + 2 + lc))
		return false;
	a->data = bytes + HEADER + 1;
	a->lc = lc;
	a->has_le = len == HEADER + 2 + lc;
	if (a->has_le)
		a->le = le_of(bytes[len - 1]);
	return true;
}

static size_t write_response(
    uint8_t out[APDU_RESPONSE_MAX], const uint8_t *data, size_t len, unsigned sw)
{
	if (len > 0)
		memcpy(out, data, len);
	out[len] = (uint8_t)(sw >> 8);
	out[len + 1] = (uint8_t)sw;
	return len + 2;
}

static size_t only_status(uint8_t out[APDU_RESPONSE_MAX], unsigned sw)
{
	return write_response(out, NULL, 0, sw);
}

bool t0_is_get_response(const struct apdu *a)
{
	return a->cla == 0x00 && a->ins == INS_GET_RESPONSE;
}

size_t t0_get_response(struct t0 *t, const struct apdu *a, uint8_t out[APDU_RESPONSE_MAX])
{
	struct reply *w = &t->waiting;
	size_t len;

	if (a->p1 != 0 || a->p2 != t->get_response_p2)
		return only_status(out, SW_WRONG_P1P2);
	if (w->len == 0)
		return only_status(out, SW_CONDITIONS);
	if (a->lc != 0 || !a->has_le)
		return only_status(out, SW_WRONG_LENGTH);
	if (a->le > w->len)
		return only_status(out, (unsigned)SW_WRONG_LE | le_byte(w->len));
	len = write_response(out, w->data, a->le, w->sw);
	if (a->le < w->len)
		write_response(
		    out, w->data, a->le, (unsigned)SW_BYTES_LEFT | le_byte(w->len - a->le));
	memmove(w->data, w->data + a->le, w->len - a->le);
	w->len -= a->le;
	return len;
}

static size_t all_of(const struct reply *r, uint8_t out[APDU_RESPONSE_MAX])
{
	return write_response(out, r->data, r->len, r->sw);
}

size_t t0_deliver(
    struct t0 *t, const struct apdu *a, const struct reply *reply, uint8_t out[APDU_RESPONSE_MAX])
{
	t->waiting.len = 0;
	if (reply->len == 0 || t->mode == T0_DIRECT)
		return all_of(reply, out);
	if (t->mode == T0_WRONG_LE && reply->optional)
		return only_status(out, reply->sw);
	if (t->mode == T0_WRONG_LE || (a->lc == 0 && a->has_le)) {
		if (a->has_le && a->le == reply->len)
			return all_of(reply, out);
		return only_status(out, (unsigned)SW_WRONG_LE | le_byte(reply->len));
	}
	t->waiting = *reply;
	return only_status(out, (unsigned)SW_BYTES_LEFT | le_byte(reply->len));
}

size_t t0_wire_bytes(const struct apdu *a, size_t response_len)
{
	const size_t procedure = a->lc > 0 || response_len > 2;

	return HEADER + 1 + a->lc + procedure + response_len;
}
