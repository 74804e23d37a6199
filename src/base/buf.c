/*
 * base/buf.c - the growing buffer and the bounded view.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

#define FIRST_CAP 64

static void release(struct buf *b)
{
	if (b->mapped)
		secret_free(b->data, b->cap);
	else if (b->secret && b->data != NULL)
		secret_wipe(b->data, b->cap);
	if (!b->mapped)
		free(b->data);
}

void buf_free(struct buf *b)
{
	const bool secret = b->secret;

	release(b);
	*b = (struct buf){.secret = secret};
}

void buf_clear(struct buf *b)
{
	if (b->secret && b->data != NULL)
		secret_wipe(b->data, b->cap);
	b->len = 0;
	if (b->data != NULL)
		b->data[0] = '\0';
}

bool buf_ok(const struct buf *b)
{
	return !b->failed;
}

/* Always into new memory, so that no copy of a secret stays behind. */
static bool move_to(struct buf *b, size_t cap)
{
	uint8_t *data = b->secret ? secret_alloc(cap) : malloc(cap);

	if (data == NULL)
		return false;
	if (b->len > 0)
		memcpy(data, b->data, b->len);
	data[b->len] = '\0';
	release(b);
	b->data = data;
	b->cap = cap;
	b->mapped = b->secret;
	return true;
}

uint8_t *buf_reserve(struct buf *b, size_t len)
{
	size_t cap = b->cap > 0 ? b->cap : FIRST_CAP;

	if (b->failed)
		return NULL;
	if (len >= SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return NULL;
	}
	while (cap < b->len + len + 1)
		cap *= 2;
	if (cap != b->cap && !move_to(b, cap)) {
		b->failed = true;
		return NULL;
	}
	return b->data + b->len;
}

void buf_added(struct buf *b, size_t len)
{
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_put(struct buf *b, const void *data, size_t len)
{
	uint8_t *room = buf_reserve(b, len);

	if (room == NULL)
		return;
	if (len > 0)
		memcpy(room, data, len);
	buf_added(b, len);
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const int n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0) {
		b->failed = true;
		return;
	}
	uint8_t *room = buf_reserve(b, (size_t)n);
	if (room == NULL)
		return;
	va_start(args, format);
	vsnprintf((char *)room, (size_t)n + 1, format, args);
	va_end(args);
	buf_added(b, (size_t)n);
}

static void put_number(struct buf *b, uint64_t v, size_t bytes)
{
	uint8_t out[8];

	for (size_t i = 0; i < bytes; i++)
		out[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
	buf_put(b, out, bytes);
}

void buf_u8(struct buf *b, uint8_t v)
{
	put_number(b, v, 1);
}

void buf_u16(struct buf *b, uint16_t v)
{
	put_number(b, v, 2);
}

void buf_u32(struct buf *b, uint32_t v)
{
	put_number(b, v, 4);
}

void buf_u64(struct buf *b, uint64_t v)
{
	put_number(b, v, 8);
}

void buf_str(struct buf *b, const char *s)
{
	const size_t len = strlen(s);

	if (len > UINT16_MAX) {
		b->failed = true;
		return;
	}
	buf_u16(b, (uint16_t)len);
	buf_put(b, s, len);
}

void buf_blob(struct buf *b, const void *data, size_t len)
{
	if (len > UINT32_MAX) {
		b->failed = true;
		return;
	}
	buf_u32(b, (uint32_t)len);
	buf_put(b, data, len);
}

struct view view_of(const void *data, size_t len)
{
	return (struct view){.data = data, .len = data != NULL ? len : 0};
}

size_t view_left(const struct view *v)
{
	return v->failed ? 0 : v->len - v->pos;
}

const uint8_t *view_bytes(struct view *v, size_t len)
{
	if (v->failed || len > v->len - v->pos) {
		v->failed = true;
		return NULL;
	}
	v->pos += len;
	/* Nothing of an empty view is still a place, not a failure. */
	return v->data != NULL ? v->data + (v->pos - len) : (const uint8_t *)"";
}

static uint64_t get_number(struct view *v, size_t bytes)
{
	const uint8_t *in = view_bytes(v, bytes);
	uint64_t n = 0;

	for (size_t i = 0; in != NULL && i < bytes; i++)
		n = n << 8 | in[i];
	return n;
}

uint8_t view_u8(struct view *v)
{
	return (uint8_t)get_number(v, 1);
}

uint16_t view_u16(struct view *v)
{
	return (uint16_t)get_number(v, 2);
}

uint32_t view_u32(struct view *v)
{
	return (uint32_t)get_number(v, 4);
}

uint64_t view_u64(struct view *v)
{
	return get_number(v, 8);
}

void view_str(struct view *v, char *out, size_t size)
{
	const size_t len = view_u16(v);
	const uint8_t *in = view_bytes(v, len);

	if (size > 0)
		out[0] = '\0';
	if (in == NULL)
		return;
	if (len >= size || memchr(in, '\0', len) != NULL) {
		v->failed = true;
		return;
	}
	memcpy(out, in, len);
	out[len] = '\0';
}

const uint8_t *view_blob(struct view *v, size_t max, size_t *len)
{
	const size_t n = view_u32(v);

	*len = 0;
	if (n > max)
		v->failed = true;
	const uint8_t *in = view_bytes(v, n);
	if (in != NULL)
		*len = n;
	return in;
}

bool view_done(const struct view *v)
{
	return !v->failed && v->pos == v->len;
}
