/*
 * batch/read_print.h - what `ddopa read` writes to standard output; for read.c alone.
 */
#ifndef DDOPA_BATCH_READ_PRINT_H
#define DDOPA_BATCH_READ_PRINT_H

#include "base/buf.h"
#include "card/card.h"

/* All that came from one card; person data, in secret memory. */
struct read_result {
	char reader[CARD_READER_NAME_SIZE];
	struct card_text text;
	struct face face;
	uint8_t photo[CARD_PHOTO_BYTES];
	size_t photo_len;
	struct error photo_error; /* PROBLEM_NONE: face and photo are good */
	int64_t read_ms;
	int64_t read_at; /* real ms */
};

/* For people, in the language set; the face is painted only where `paint` says how. */
enum read_paint { READ_PAINT_NONE, READ_PAINT_MONO, READ_PAINT_COLOUR };
void read_print_text(struct buf *out, const struct read_result *r, enum read_paint paint);

/* One JSON object in one line; keys as ddopa(1) lists them. False when memory ends. */
bool read_print_json(struct buf *out, const struct read_result *r);

/* Whether the card's validity has ended on the day of the reading (UTC+7). */
bool read_expired(const struct read_result *r);

#endif
