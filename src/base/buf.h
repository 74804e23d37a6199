/*
 * base/buf.h - a growing byte buffer, and bounded reading from bytes.
 *
 * Writers never fail half way: when memory ends, `failed` is set, further
 * writes do nothing, and the caller asks once at the end with buf_ok().
 * Numbers are big-endian.
 */
#ifndef DDOPA_BASE_BUF_H
#define DDOPA_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t *data; /* owned; always followed by a NUL that is not counted */
	size_t len;
	size_t cap;
	bool failed;
	bool secret; /* lives in secret memory (base/secret.h), wiped at every growth and at
		      * buf_free(); set it before the first write */
	bool mapped; /* private to buf.c: data is secret memory */
};

#define BUF_INIT                                                                                   \
	{                                                                                          \
		0                                                                                  \
	}
#define BUF_INIT_SECRET                                                                            \
	{                                                                                          \
		.secret = true                                                                     \
	}

void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* len = 0, memory kept (wiped when secret) */
bool buf_ok(const struct buf *b);
/* Room for len more bytes after what is there, for a caller that fills it itself and
 * then tells how many came by buf_added(); NULL when memory ends. */
uint8_t *buf_reserve(struct buf *b, size_t len);
void buf_added(struct buf *b, size_t len); /* at most what was reserved */
void buf_put(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s); /* without the NUL */
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_u8(struct buf *b, uint8_t v);
void buf_u16(struct buf *b, uint16_t v);
void buf_u32(struct buf *b, uint32_t v);
void buf_u64(struct buf *b, uint64_t v);
void buf_str(struct buf *b, const char *s);		    /* u16 length, then the bytes */
void buf_blob(struct buf *b, const void *data, size_t len); /* u32 length, then the bytes */

/* Reading: a view over bytes that somebody else owns. After the first read past
 * the end `failed` is set and everything read is zero or empty. */
struct view {
	const uint8_t *data;
	size_t len;
	size_t pos;
	bool failed;
};

struct view view_of(const void *data, size_t len);
size_t view_left(const struct view *v);
uint8_t view_u8(struct view *v);
uint16_t view_u16(struct view *v);
uint32_t view_u32(struct view *v);
uint64_t view_u64(struct view *v);
const uint8_t *view_bytes(struct view *v, size_t len); /* NULL past the end */
/* Reads what buf_str wrote into out (size bytes with the NUL). A string that does
 * not fit, or holds a NUL, fails the view. */
void view_str(struct view *v, char *out, size_t size);
/* Reads what buf_blob wrote; *len is set; NULL past the end or above max. */
const uint8_t *view_blob(struct view *v, size_t max, size_t *len);
/* True when nothing failed and nothing is left over. */
bool view_done(const struct view *v);

#endif
