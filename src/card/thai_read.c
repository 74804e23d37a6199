/*
 * card/thai_read.c - the bytes off the chip: text first, in three reads, then the photo.
 */
#include "card/thai.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

#define CHUNK_MAX 255

static const uint8_t moi_aid[8] = {0xA0, 0x00, 0x00, 0x00, 0x54, 0x48, 0x00, 0x01};

bool thai_atr(const uint8_t *atr, size_t len)
{
	static const uint8_t mark[] = {'T', 'H', ' ', 'N', 'I', 'D'};

	return memmem(atr, len, mark, sizeof mark) != NULL;
}

static const char *const batches[] = {"", "unknown", "other", "3B-67", "TH-NID"};

void thai_batch(char out[CARD_BATCH_SIZE], const uint8_t *atr, size_t len)
{
	static const uint8_t mark[] = {'T', 'H', ' ', 'N', 'I', 'D'};
	const uint8_t *end = atr + len, *at = memmem(atr, len, mark, sizeof mark);
	size_t n = 0;

	if (at == NULL) {
		const bool oldest = len >= 2 && atr[0] == 0x3B && atr[1] == 0x67;
		snprintf(out, CARD_BATCH_SIZE, "%s",
		    len == 0 ? "unknown"
		    : oldest ? "3B-67"
			     : "other");
		return;
	}
	at += sizeof mark;
	if (at < end && *at == ' ')
		at++;
	n = (size_t)snprintf(out, CARD_BATCH_SIZE, "TH-NID");
	for (int digits = 0; digits < 2 && at < end && *at >= '0' && *at <= '9'; digits++, at++) {
		if (digits == 0)
			out[n++] = '-';
		out[n++] = (char)*at;
	}
	out[n] = '\0';
}

bool thai_batch_valid(const char *batch)
{
	size_t digits;

	for (size_t i = 0; i < sizeof batches / sizeof batches[0]; i++)
		if (strcmp(batch, batches[i]) == 0)
			return true;
	if (strncmp(batch, "TH-NID-", 7) != 0)
		return false;
	digits = strspn(batch + 7, "0123456789");
	return digits >= 1 && digits <= 2 && batch[7 + digits] == '\0';
}

bool thai_select(struct channel *channel, struct error *err)
{
	uint16_t sw;

	if (!apdu_select(channel, moi_aid, &sw, err))
		return false;
	if (sw != SW_OK)
		return error_set(err, PROBLEM_CARD_FOREIGN, "SELECT %04X", sw);
	return true;
}

/* `80 B0 offHi offLo 02 lenHi lenLo`, no Le. A short answer is an error, not a short
 * field. */
static bool read_chunk(
    struct channel *channel, size_t offset, uint8_t *out, size_t len, struct error *err)
{
	const uint8_t command[] = {0x80, 0xB0, (uint8_t)(offset >> 8), (uint8_t)offset, 0x02,
	    (uint8_t)(len >> 8), (uint8_t)len};
	struct apdu_reply reply;

	if (!apdu_exchange(channel, command, sizeof command, out, len, &reply, err))
		return error_set(err, err->problem, "0x%04zX", offset);
	if (reply.sw != SW_OK || reply.len != len)
		return error_set(err, PROBLEM_CARD_UNREADABLE, "0x%04zX: %04X", offset, reply.sw);
	return true;
}

static bool step(struct thai_reader *r, size_t len, struct error *err)
{
	r->done += len;
	if (r->progress == NULL || r->progress(r->arg, r->done))
		return true;
	return error_set(err, PROBLEM_NONE, "stopped");
}

bool thai_read_text(struct thai_reader *r, struct thai_image *image, struct error *err)
{
	const struct {
		size_t offset;
		uint8_t *out;
		size_t len;
	} reads[] = {
	    {THAI_HEAD_OFFSET, image->head, CHUNK_MAX},
	    {THAI_HEAD_OFFSET + CHUNK_MAX, image->head + CHUNK_MAX, THAI_HEAD_BYTES - CHUNK_MAX},
	    {THAI_TAIL_OFFSET, image->tail, THAI_TAIL_BYTES},
	};

	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
		if (!read_chunk(r->channel, reads[i].offset, reads[i].out, reads[i].len, err) ||
		    !step(r, reads[i].len, err))
			return false;
	return true;
}

bool thai_read_photo(struct thai_reader *r, struct thai_image *image, struct error *err)
{
	image->photo_len = 0;
	while (image->photo_len < CARD_PHOTO_BYTES) {
		const size_t left = CARD_PHOTO_BYTES - image->photo_len;
		const size_t len = left < CHUNK_MAX ? left : CHUNK_MAX;

		if (!read_chunk(r->channel, THAI_PHOTO_OFFSET + image->photo_len,
			image->photo + image->photo_len, len, err))
			return r->channel->status == PCSC_OK;
		image->photo_len += len;
		if (!step(r, len, err))
			return false;
	}
	return true;
}

bool thai_same_number(struct channel *channel, const struct thai_image *image, struct error *err)
{
	uint8_t number[CITIZEN_NUMBER_DIGITS];
	bool same;

	if (!read_chunk(channel, THAI_NUMBER_OFFSET, number, sizeof number, err))
		return false;
	same = memcmp(number, image->head + THAI_NUMBER_OFFSET, sizeof number) == 0;
	secret_wipe(number, sizeof number);
	return same ? true : error_set(err, PROBLEM_CARD_CHANGED, "%s", "");
}

bool thai_digest(const struct thai_image *image, uint8_t out[SHA256_SIZE])
{
	struct buf all = BUF_INIT_SECRET;
	bool ok;

	buf_put(&all, image->head, sizeof image->head);
	buf_put(&all, image->tail, sizeof image->tail);
	buf_put(&all, image->photo, image->photo_len);
	ok = buf_ok(&all) && sha256(out, all.data, all.len);
	buf_free(&all);
	return ok;
}
