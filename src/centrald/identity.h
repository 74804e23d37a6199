/*
 * centrald/identity.h - a digital ID that stands: one device key a person, from SUCCESS of an
 * enrollment until another phone takes its place or it is revoked.
 *
 * A revocation is a row about one key, which stays; the identity stays too, so that the
 * citizen's place of the quota is still theirs and the way back is that of a new phone.
 * Nothing is remembered of a key between two requests: dead is dead with the next one.
 */
#ifndef DDOPA_CENTRALD_IDENTITY_H
#define DDOPA_CENTRALD_IDENTITY_H

#include "centrald/call.h"

#define REVOCATIONS_AN_HOUR 60 /* a counter: nobody tries numbers */

/* Whose digital ID has the key that signed (c->thumbprint); PROBLEM_IDENTITY_DEAD. */
bool identity_guard(struct call *c, struct error *err);

call_handler identity_get, identity_revoke_own, revocation_create;

#endif
