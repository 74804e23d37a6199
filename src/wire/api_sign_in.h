/*
 * wire/api_sign_in.h - sign-ins with D.DOPA as the citizen's phone sees them: which services
 * ask, and the citizen's answer. What the services see is OpenID Connect (CIBA), not a table
 * of ours. Part of wire/api.h.
 */
#ifndef DDOPA_WIRE_API_SIGN_IN_H
#define DDOPA_WIRE_API_SIGN_IN_H

#include <openssl/evp.h>

#include "wire/api_problem.h"

#define API_SIGN_INS_MAX 16
#define API_BINDING_SIZE 256 /* bytes; a service may send 60 characters */

/* One open request. What the service would get: `sub`, an identifier of this citizen for this
 * service alone, `ial`, and the time. */
struct api_sign_in {
	char id[API_ID_SIZE];
	char client[API_ID_SIZE];
	char name_th[API_NAME_SIZE], name_en[API_NAME_SIZE]; /* as the centre registered it */
	char origin[64];				     /* the network address that asked */
	char binding[API_BINDING_SIZE]; /* what the service shows beside it; may be "" */
	int64_t created, expires;
	uint8_t challenge[32];
};

struct api_sign_ins {
	size_t count;
	struct api_sign_in rows[API_SIGN_INS_MAX];
};
void api_sign_ins_write(struct buf *out, const struct api_sign_ins *s);
bool api_sign_ins_read(struct api_sign_ins *s, const void *json, size_t len, struct error *err);

/* Approval: sign_in_sign(). */
struct api_sign_in_approval {
	char jws[API_JWS_MAX];
};
void api_sign_in_approval_write(struct buf *out, const struct api_sign_in_approval *a);
bool api_sign_in_approval_read(
    struct api_sign_in_approval *a, const void *json, size_t len, struct error *err);

/* The device key's word for this request of this client, and no other. */
bool sign_in_sign(struct buf *out, EVP_PKEY *key, const struct api_sign_in *s, struct error *err);
bool sign_in_check(const char *jws, EVP_PKEY *key, const struct api_sign_in *s, struct error *err);

#endif
