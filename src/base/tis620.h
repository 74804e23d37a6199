/*
 * base/tis620.h - TIS-620 <-> UTF-8, as on the card: A1-DA -> U+0E01-0E3A,
 * DF-FB -> U+0E3F-0E5B; A0, 80-9F, DB-DE, FC-FF occur on real cards and become U+FFFD.
 */
#ifndef DDOPA_BASE_TIS620_H
#define DDOPA_BASE_TIS620_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* out must hold 3 * len + 1 bytes. Bytes below 0x80 are passed as they are. Returns
 * the bytes written without the NUL. */
size_t tis620_to_utf8(char *out, const uint8_t *in, size_t len);

/* Pads with spaces to exactly size bytes. False when s has a character that TIS-620
 * lacks or does not fit. */
bool tis620_from_utf8(uint8_t *out, size_t size, const char *s);

#endif
