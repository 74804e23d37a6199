/*
 * centrald/oidc.h - sign-in with D.DOPA for relying services: OpenID Connect, Client-Initiated
 * Backchannel Authentication (CIBA Core 1.0), poll mode only.
 *
 *   oidc.c         discovery and the key set
 *   oidc_client.c  who asks: private_key_jwt (RFC 7523), ES256, each assertion once
 *   oidc_ask.c     the backchannel authentication endpoint
 *   oidc_token.c   the token endpoint, and the ID token
 *   sign_in.c      the same requests as the citizen's phone sees them
 *
 * A service learns `sub`, which is a keyed hash of its own id and the citizen's (pairwise: no
 * two services can compare theirs), `ial` of the enrollment, `acr` and `auth_time`; never the
 * citizen number, and not whether a number is anybody's: a request for one that is not
 * enrolled is taken like any other, and nobody ever approves it. The access token that OAuth
 * demands opens nothing.
 *
 * Errors of these two endpoints are OAuth's JSON, RFC 6749 §5.2; what concerns the HTTP
 * request itself, and who asks too often, is told by problem documents as everywhere else.
 */
#ifndef DDOPA_CENTRALD_OIDC_H
#define DDOPA_CENTRALD_OIDC_H

#include "centrald/call.h"
#include "centrald/form.h"

#define OIDC_ASK   "/oidc/backchannel-authentication"
#define OIDC_TOKEN "/oidc/token"
#define OIDC_KEYS  "/oidc/keys"

#define OIDC_GRANT	   "urn:openid:params:grant-type:ciba"
#define OIDC_ACR	   "urn:ddopa:aal:2.2" /* device key, opened by a PIN */
#define OIDC_PAUSE	   2		       /* seconds between two polls, at least */
#define OIDC_LIFE	   180		       /* seconds for the citizen to answer */
#define OIDC_LIFE_MAX	   600
#define OIDC_TOKEN_LIFE	   300
#define OIDC_OPEN_MAX	   5   /* requests that wait for one citizen */
#define OIDC_ASKS_A_MINUTE 300 /* a client */

#define OIDC_CLIENT_ID_SIZE 32 /* so that "client:ID" fits the audit's `who` */

struct oidc_client {
	char id[OIDC_CLIENT_ID_SIZE];
	char name_th[API_NAME_SIZE], name_en[API_NAME_SIZE];
	char jwk[256];
	bool active;
};

struct oidc_issuer {
	char text[80]; /* https://host, lower case */
};
struct oidc_issuer oidc_issuer(const struct centre *centre);

/* What both endpoints take. */
struct oidc_form {
	char client_assertion_type[64], client_assertion[2048];
	char grant_type[64], auth_req_id[64];
	char scope[128], login_hint[80], login_hint_token[8], id_token_hint[8];
	char binding_message[API_BINDING_SIZE], requested_expiry[8];
};
extern const struct form_row oidc_form_rows[];

/* By the assertion alone. False with *err for the centre's own trouble; else *known. */
bool oidc_client_check(struct call *c, const struct oidc_form *f, struct oidc_client *out,
    bool *known, struct error *err);
bool oidc_client_find(
    struct store *store, const char *id, struct oidc_client *out, bool *found, struct error *err);

/* An answer of OAuth's; true as call_finish() is. result: for the audit. */
bool oidc_refuse(struct call *c, const char *error, enum problem result, struct error *err);
/* This act is the client's. */
void oidc_note(struct call *c, const struct oidc_client *client);

call_handler oidc_discovery, oidc_keys, oidc_ask, oidc_token;

#endif
