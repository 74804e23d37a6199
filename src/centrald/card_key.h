/*
 * centrald/card_key.h - the key with which the centre authorises writing to a card, and the
 * scheme by which it does. The key never leaves the centre: a terminal sends the card's
 * challenge and is given the cryptogram for this one write.
 *
 * The file holds one line, SCHEME:KEY or KEY alone, which is of the scheme "cmac":
 *   cmac  KEY is a master of 16 bytes, 32 hex digits. A card's own key is
 *         AES-128-CMAC(master, chip serial), the cryptogram the first 8 bytes of
 *         AES-128-CMAC(that key, challenge || key reference); AES-CMAC as in RFC 4493.
 * A vendor's scheme is one row more in card_key.c.
 */
#ifndef DDOPA_CENTRALD_CARD_KEY_H
#define DDOPA_CENTRALD_CARD_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "wire/api.h"

#define CARD_KEY_SIZE 16 /* AES-128 */

struct card_key;

/* Secret memory. Refuses a file that others may read or that is not the caller's, and one
 * whose line it does not understand (PROBLEM_CONFIG); PROBLEM_IO, PROBLEM_MEMORY. NULL on
 * failure. */
struct card_key *card_key_open(const char *path, struct error *err);
void card_key_close(struct card_key *k);

/* PROBLEM_CENTRE_INTERNAL. */
bool card_key_cryptogram(uint8_t out[API_CRYPTOGRAM_SIZE], const struct card_key *k,
    const struct api_finger_write *w, struct error *err);

/* AES-128-CMAC, RFC 4493. False when OpenSSL fails. */
bool aes_cmac(
    uint8_t out[CARD_KEY_SIZE], const uint8_t key[CARD_KEY_SIZE], const void *data, size_t len);

#endif
