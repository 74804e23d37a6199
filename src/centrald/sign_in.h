/*
 * centrald/sign_in.h - one request of a service that a citizen signs in: as the store has it,
 * and as the phone answers it. A request is known to the service by auth_req_id, of which the
 * store holds a keyed hash, and to the phone by an id of its own: neither can answer for the
 * other.
 */
#ifndef DDOPA_CENTRALD_SIGN_IN_H
#define DDOPA_CENTRALD_SIGN_IN_H

#include "centrald/oidc.h"

#define SIGN_IN_PENDING	 "pending"
#define SIGN_IN_APPROVED "approved"
#define SIGN_IN_DECLINED "declined"
#define SIGN_IN_USED	 "used"

struct sign_in {
	struct api_sign_in api;
	char citizen[HASH_HEX_SIZE];
	char state[12];
	int64_t pause, polled; /* seconds; ms, 0: not yet */
	int64_t approved;
	char thumbprint[HASH_HEX_SIZE]; /* of the key that approved it */
};

/* By the keyed hash of auth_req_id, or by the phone's id. */
bool sign_in_of_request(
    struct store *store, const char *hash, struct sign_in *out, bool *found, struct error *err);
bool sign_in_find(
    struct store *store, const char *id, struct sign_in *out, bool *found, struct error *err);
bool sign_in_add(struct call *c, const struct sign_in *s, const char *hash, struct error *err);
/* Of two that race one moves it: *moved. */
bool sign_in_move(struct call *c, const struct sign_in *s, const char *from, const char *to,
    bool *moved, struct error *err);

call_handler sign_in_list, sign_in_approve, sign_in_decline;

#endif
