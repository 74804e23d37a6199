/*
 * centrald/ids.h - random ids, hexadecimal, hashes as text.
 */
#ifndef DDOPA_CENTRALD_IDS_H
#define DDOPA_CENTRALD_IDS_H

#include "centrald/keys.h"
#include "wire/api.h"

/* A letter and 32 random hex digits. */
bool id_make(char out[API_ID_SIZE], char letter);
/* An id that came from outside: 1 to API_ID_SIZE - 1 of A-Z a-z 0-9 - _ */
bool id_valid(const char *s);

void hex_text(char *out, const uint8_t *bytes, size_t len);	      /* out: 2 * len + 1 */
bool hex_bytes(uint8_t *out, size_t len, const char *hex);	      /* exactly len bytes */
bool hash_hex(char out[HASH_HEX_SIZE], const void *data, size_t len); /* SHA-256 */
/* Text of the same length, compared in constant time. */
bool hash_equal(const char *a, const char *b);

#endif
