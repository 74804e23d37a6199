/*
 * centrald/keys.h - the centre's own secrets: one HMAC key and the key that signs
 * receipts, in a file of mode 0600, made by init: STORE.keys beside an embedded store,
 * elsewhere the same file on each host.
 *
 * Citizen numbers, codes and tokens are looked up by a keyed hash, so that the store
 * alone tells neither a number nor a code; each purpose has a label of its own. Answers
 * kept for replay are sealed under a key that also takes the client's own
 * Idempotency-Key, of which the store holds only a hash: store and key file together
 * still do not open them.
 */
#ifndef DDOPA_CENTRALD_KEYS_H
#define DDOPA_CENTRALD_KEYS_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/error.h"

#define HASH_HEX_SIZE (2 * SHA256_SIZE + 1)

struct keys;

/* Makes the file; it must not exist. PROBLEM_CANNOT_CREATE. */
bool keys_create(const char *path, struct error *err);
/* Refuses a file that others may read or that is not the caller's (PROBLEM_CONFIG). The
 * file stays locked while the keys are open, so that two centres cannot serve one
 * embedded store; those of a shared one hold it together. NULL on failure. */
struct keys *keys_open(const char *path, bool shared, struct error *err);
/* Beside a running centre, for who looks at the store or writes to it in transactions of
 * its own: without the lock. */
struct keys *keys_borrow(const char *path, struct error *err);
void keys_close(struct keys *k);

/* HMAC-SHA-256 over label, a NUL and data. */
void keys_mac(uint8_t out[SHA256_SIZE], const struct keys *k, const char *label, const void *data,
    size_t len);
void keys_hash(char out[HASH_HEX_SIZE], const struct keys *k, const char *label, const char *text);

/* AES-256-GCM; the sealed text is base64url and may stand in the store. */
bool keys_seal(
    struct buf *out, const struct keys *k, const char *secret, const void *data, size_t len);
bool keys_unseal(struct buf *out, const struct keys *k, const char *secret, const char *sealed);

EVP_PKEY *keys_receipt(const struct keys *k); /* P-256; borrowed */

#endif
