/*
 * base/encode.h - hex, base64url (RFC 4648 §5, no padding), RFC 4648 base32 and
 * Crockford base32, SHA-256.
 */
#ifndef DDOPA_BASE_ENCODE_H
#define DDOPA_BASE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define SHA256_SIZE 32

void hex_encode(struct buf *out, const void *data, size_t len); /* lower case */
bool hex_decode(struct buf *out, const char *hex, size_t len);
void base64url_encode(struct buf *out, const void *data, size_t len);
bool base64url_decode(struct buf *out, const char *text, size_t len); /* strict */
/* RFC 4648 base32, upper case, no padding: 128 bits make 26 symbols. */
void base32_encode(struct buf *out, const void *data, size_t len);
bool base32_decode(struct buf *out, const char *text, size_t len);

/* The typed code of protocol.md: ten Crockford symbols and one check symbol
 * (value mod 37, symbols 0-9 A-Z without I L O U, then * ~ $ = U), shown as
 * XXXX-XXXX-XX-C. */
#define TYPED_CODE_SYMBOLS 11
#define TYPED_CODE_SHOWN   15 /* with dashes and NUL */
void typed_code_from_random(char out[TYPED_CODE_SYMBOLS + 1], const uint8_t random[8]);
void typed_code_format(char out[TYPED_CODE_SHOWN], const char *symbols);
/* Accepts lower case, spaces, dashes, and Crockford's I L -> 1, O -> 0; false when
 * the check symbol does not fit. */
bool typed_code_parse(char out[TYPED_CODE_SYMBOLS + 1], const char *typed);

bool sha256(uint8_t out[SHA256_SIZE], const void *data, size_t len);

#endif
