/*
 * wire/api_identity.h - the bodies about a digital ID that stands: what its phone learns of
 * it, and its revocation. Part of wire/api.h.
 */
#ifndef DDOPA_WIRE_API_IDENTITY_H
#define DDOPA_WIRE_API_IDENTITY_H

#include "wire/api_problem.h"

/* Why a digital ID ends before a new phone takes its place. */
enum revocation_reason {
	REVOKED_LOST,
	REVOKED_STOLEN,
	REVOKED_PIN_FORGOTTEN,
	REVOKED_MISUSED,
	REVOKED_DECEASED,
	REVOKED_ON_REQUEST,
	REVOCATION_REASONS
};
const char *revocation_reason_name(enum revocation_reason reason);
bool revocation_reason_parse(enum revocation_reason *out, const char *name);

/* By an officer, for whoever says so in person. */
struct api_revocation {
	struct citizen_number number;
	enum revocation_reason reason;
};
void api_revocation_write(struct buf *out, const struct api_revocation *r);
bool api_revocation_read(struct api_revocation *r, const void *json, size_t len, struct error *err);

/* By the phone itself. */
struct api_own_revocation {
	enum revocation_reason reason;
};
void api_own_revocation_write(struct buf *out, const struct api_own_revocation *r);
bool api_own_revocation_read(
    struct api_own_revocation *r, const void *json, size_t len, struct error *err);

/* Since when the key is dead; asked again it is the first time and reason. */
struct api_revoked {
	int64_t time;
	enum revocation_reason reason;
};
void api_revoked_write(struct buf *out, const struct api_revoked *r);
bool api_revoked_read(struct api_revoked *r, const void *json, size_t len, struct error *err);

struct api_identity {
	char enrolment[API_ID_SIZE]; /* that it came from */
	int64_t since;
	char assurance[12]; /* what that one's evidence supports */
};
void api_identity_write(struct buf *out, const struct api_identity *i);
bool api_identity_read(struct api_identity *i, const void *json, size_t len, struct error *err);

#endif
