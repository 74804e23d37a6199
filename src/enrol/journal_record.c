#include "enrol/journal_record.h"

#include <string.h>

#define MAGIC	  "DDJ1"
#define HEAD_SIZE (4 + 2 + SHA256_SIZE)
#define CRC_SIZE  4

uint32_t crc32c(const void *data, size_t len)
{
	const uint8_t *p = data;
	uint32_t crc = 0xffffffffu;
	for (size_t i = 0; i < len; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return ~crc;
}

static void body_write(struct buf *out, const struct journal_record *r)
{
	buf_u8(out, (uint8_t)r->kind);
	buf_u8(out, r->kind == JOURNAL_WRITE ? (uint8_t)r->outcome : (uint8_t)r->state);
	buf_u64(out, (uint64_t)r->time);
	buf_str(out, r->enrolment_id);
	buf_str(out, r->key);
	buf_put(out, r->request_hash, SHA256_SIZE);
}

void journal_record_write(
    struct buf *out, const struct journal_record *r, const uint8_t previous[SHA256_SIZE])
{
	struct buf body = BUF_INIT;
	size_t start = out->len;
	body_write(&body, r);
	out->failed |= body.failed;
	buf_put(out, MAGIC, 4);
	buf_u16(out, (uint16_t)body.len);
	buf_put(out, previous, SHA256_SIZE);
	buf_put(out, body.data, body.len);
	buf_free(&body);
	if (buf_ok(out))
		buf_u32(out, crc32c(out->data + start, out->len - start));
}

static bool body_read(struct journal_record *r, struct view *v)
{
	*r = (struct journal_record){0};
	uint8_t kind = view_u8(v);
	uint8_t state = view_u8(v);
	bool of_write = kind == JOURNAL_WRITE;
	r->time = (int64_t)view_u64(v);
	view_str(v, r->enrolment_id, sizeof(r->enrolment_id));
	view_str(v, r->key, sizeof(r->key));
	const uint8_t *hash = view_bytes(v, SHA256_SIZE);
	if (!view_done(v) || !hash || kind < JOURNAL_INTENT || kind > JOURNAL_WRITE ||
	    state >= (of_write ? API_OUTCOME_COUNT : STATE_COUNT))
		return false;
	memcpy(r->request_hash, hash, SHA256_SIZE);
	r->kind = (enum journal_kind)kind;
	if (of_write)
		r->outcome = (enum api_outcome)state;
	else
		r->state = (enum enrolment_state)state;
	return true;
}

size_t journal_record_read(
    struct journal_record *r, const uint8_t *data, size_t len, const uint8_t previous[SHA256_SIZE])
{
	struct view v = view_of(data, len);
	const uint8_t *magic = view_bytes(&v, 4);
	size_t body_len = view_u16(&v);
	const uint8_t *chained = view_bytes(&v, SHA256_SIZE);
	const uint8_t *body = view_bytes(&v, body_len);
	uint32_t crc = view_u32(&v);
	if (v.failed || memcmp(magic, MAGIC, 4) != 0)
		return 0;
	if (memcmp(chained, previous, SHA256_SIZE) != 0 ||
	    crc != crc32c(data, HEAD_SIZE + body_len))
		return 0;
	struct view inner = view_of(body, body_len);
	return body_read(r, &inner) ? HEAD_SIZE + body_len + CRC_SIZE : 0;
}
