/*
 * centrald/guard.h - who may call at all: the counter by its certificate, the officer by
 * the session, the phone by its key. Judged before the handler, and before anything of the
 * body is believed.
 */
#ifndef DDOPA_CENTRALD_GUARD_H
#define DDOPA_CENTRALD_GUARD_H

#include "centrald/call.h"

#define SESSION_LIFE_MS (12 * 60 * 60 * 1000L) /* however busy */

bool guard(struct call *c, struct error *err);

/* A nonce for the header DPoP-Nonce: a time and a MAC over it, good for 60 s. */
#define NONCE_SIZE 40
void dpop_nonce_make(char out[NONCE_SIZE], const struct centre *centre, int64_t now);
bool dpop_nonce_good(const char *nonce, const struct centre *centre, int64_t now);

/* Checks the header DPoP; key NULL: the claim's, whose jwk stands inside. Sets c->device
 * and c->thumbprint, and refuses a jti that was seen. */
bool dpop_guard(struct call *c, EVP_PKEY *key, struct error *err);

#endif
