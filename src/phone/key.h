/*
 * phone/key.h - the device key in a file, wrapped by the PIN.
 *
 * AES-256-GCM under PBKDF2-HMAC-SHA-256 of 600,000 rounds (protocol.md «PIN»: the one
 * derivation that browsers have too). File: "DDPK", u8 version 1, u8 tries used; then what
 * is authenticated: u32 rounds, salt (16), nonce (12); then the sealed PKCS#8 key and the
 * tag (16).
 *
 * Invariant: a try is on disk before its PIN is looked at, so that killing the program
 * never wins one back; with the fifth the file is overwritten before it is removed.
 */
#ifndef DDOPA_PHONE_KEY_H
#define DDOPA_PHONE_KEY_H

#include <openssl/evp.h>

#include "phone/store.h"

#define KEY_TRIES  5
#define KEY_ROUNDS 600000

/* pin: eight digits. */
bool key_wrap(struct store *s, const char *name, EVP_PKEY *key, const char *pin, struct error *err);

/* The key, caller frees; a right PIN gives all tries back. NULL: PROBLEM_PHONE_PIN_WRONG
 * (*tries_left is set), PROBLEM_KEY_DESTROYED, PROBLEM_IO. */
EVP_PKEY *key_unwrap(
    struct store *s, const char *name, const char *pin, int *tries_left, struct error *err);

#endif
