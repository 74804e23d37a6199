/*
 * card/protocol_fields.h - the parts that messages are made of; for protocol*.c alone.
 *
 * A put_ writes a part, a get_ reads it back and marks the view failed when the value is
 * none that this program writes.
 */
#ifndef DDOPA_CARD_PROTOCOL_FIELDS_H
#define DDOPA_CARD_PROTOCOL_FIELDS_H

#include "base/buf.h"
#include "card/card.h"

void put_error(struct buf *b, const struct error *error);
void get_error(struct view *v, struct error *error);
void put_text(struct buf *b, const struct card_text *text);
void get_text(struct view *v, struct card_text *text);
void put_face(struct buf *b, const struct face *face);
void get_face(struct view *v, struct face *face);
void put_fingers(struct buf *b, const struct finger_states *states);
void get_fingers(struct view *v, struct finger_states *states);
void get_finger(struct view *v, enum finger *finger);
void get_write(struct view *v, enum finger_write *write);
void put_challenge(struct buf *b, const struct finger_challenge *challenge);
void get_challenge(struct view *v, struct finger_challenge *challenge);
void get_bytes(struct view *v, uint8_t *out, size_t len); /* exactly so many */
void put_tries(struct buf *b, int tries);
void get_tries(struct view *v, int *tries);
bool get_bool(struct view *v);
void get_template(struct view *v, uint8_t *out, size_t *len);
/* Texts that are clean by the sanitiser's own measure. */
void put_clean(struct buf *b, const char *text);
void get_clean(struct view *v, char *out, size_t size);

#endif
