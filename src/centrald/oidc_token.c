/* The token endpoint (CIBA Core 1.0 §10, 11), and the ID token. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "centrald/enrolment.h"
#include "centrald/ids.h"
#include "centrald/sign_in.h"
#include "wire/json.h"
#include "wire/jws.h"

#define PAUSE_STEP 5 /* seconds more after each poll that came too soon, §11 */

/* Pairwise: of the client and the citizen, under the centre's key. */
static void subject(char out[HASH_HEX_SIZE], const struct call *c, const struct sign_in *s)
{
	char both[API_ID_SIZE + HASH_HEX_SIZE + 1];
	snprintf(both, sizeof both, "%s %s", s->api.client, s->citizen);
	keys_hash(out, c->centre->keys, "sub", both);
}

static bool write_id_token(
    struct call *c, const struct sign_in *s, const char *sub, const char *ial, struct error *err)
{
	struct oidc_issuer issuer = oidc_issuer(c->centre);
	struct buf claims = BUF_INIT;
	struct buf header = BUF_INIT;
	uint8_t thumbprint[SHA256_SIZE];
	EVP_PKEY *key = keys_receipt(c->centre->keys);
	long long now = c->now / 1000;
	buf_printf(&claims,
	    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%lld,\"exp\":%lld,"
	    "\"auth_time\":%lld,\"acr\":\"" OIDC_ACR "\",\"amr\":[\"pop\",\"pin\"],\"ial\":",
	    issuer.text, sub, s->api.client, now, now + OIDC_TOKEN_LIFE,
	    (long long)s->approved / 1000);
	json_write_string(&claims, ial);
	buf_u8(&claims, '}');
	bool ok = jwk_thumbprint(thumbprint, key, err);
	buf_puts(&header, "\"typ\":\"JWT\",\"kid\":\"");
	base64url_encode(&header, thumbprint, sizeof thumbprint);
	buf_u8(&header, '"');
	if (ok && (!buf_ok(&claims) || !buf_ok(&header)))
		ok = error_set(err, PROBLEM_MEMORY, "ID token");
	ok = ok && jws_sign(&c->out, key, (const char *)header.data, claims.data, claims.len, err);
	buf_free(&claims);
	buf_free(&header);
	return ok;
}

/* The access token is demanded by RFC 6749 §5.1; nothing takes it. */
static bool write_tokens(
    struct call *c, const struct sign_in *s, const char *ial, struct error *err)
{
	char sub[HASH_HEX_SIZE];
	uint8_t random[32];
	subject(sub, c, s);
	if (!random_bytes(random, sizeof random))
		return error_set(err, PROBLEM_SYSTEM, "token");
	buf_puts(&c->out, "{\"access_token\":\"");
	base64url_encode(&c->out, random, sizeof random);
	buf_printf(&c->out,
	    "\",\"token_type\":\"Bearer\",\"expires_in\":%d,\"scope\":\"openid\",\"id_token\":\"",
	    OIDC_TOKEN_LIFE);
	if (!write_id_token(c, s, sub, ial, err))
		return false;
	buf_puts(&c->out, "\"}");
	return store_run(c->centre->store, SQL_SUBJECT_PUT,
		   SQL_PARAMS(sql_text(s->api.client), sql_text(sub), sql_text(s->citizen)), NULL,
		   err) &&
	       call_finish(c, 200, err);
}

struct living {
	char enrolment[API_ID_SIZE];
	bool alive;
};

static void read_living(void *arg, const struct store_row *row)
{
	struct living *l = arg;
	row_text(row, 1, l->enrolment, sizeof l->enrolment);
	l->alive = row_int(row, 3) == 0;
}

/* Once. A key that died after it approved has approved nothing. */
static bool redeem(struct call *c, const struct sign_in *s, struct error *err)
{
	struct living key = {0};
	struct enrolment e;
	bool moved = false;
	if (!store_query(c->centre->store, SQL_HOLDER, SQL_PARAMS(sql_text(s->thumbprint)),
		read_living, &key, NULL, err))
		return false;
	if (!key.alive)
		return oidc_refuse(c, "access_denied", PROBLEM_IDENTITY_DEAD, err);
	if (!sign_in_move(c, s, SIGN_IN_APPROVED, SIGN_IN_USED, &moved, err))
		return false;
	if (!moved)
		return oidc_refuse(c, "invalid_grant", PROBLEM_SIGN_IN_OVER, err);
	return enrolment_find(c, key.enrolment, &e, err) && write_tokens(c, s, e.assurance, err);
}

/* No act: what a client hears every two seconds stands in no audit. */
static bool not_yet(struct call *c, const struct sign_in *s, struct error *err)
{
	bool soon = s->polled > 0 && c->now - s->polled < s->pause * 1000;
	c->note_who[0] = '\0';
	return store_run(c->centre->store, SQL_SIGN_IN_POLLED,
		   SQL_PARAMS(sql_text(s->api.id), sql_int(c->now),
		       sql_int(s->pause + (soon ? PAUSE_STEP : 0))),
		   NULL, err) &&
	       oidc_refuse(c, soon ? "slow_down" : "authorization_pending", PROBLEM_NONE, err);
}

static bool answer(struct call *c, const struct sign_in *s, struct error *err)
{
	if (strcmp(s->state, SIGN_IN_USED) == 0)
		return oidc_refuse(c, "invalid_grant", PROBLEM_SIGN_IN_OVER, err);
	if (s->api.expires <= c->now)
		return oidc_refuse(c, "expired_token", PROBLEM_SIGN_IN_OVER, err);
	if (strcmp(s->state, SIGN_IN_PENDING) == 0)
		return not_yet(c, s, err);
	if (strcmp(s->state, SIGN_IN_APPROVED) == 0)
		return redeem(c, s, err);
	return oidc_refuse(c, "access_denied", PROBLEM_SIGN_IN_OVER, err);
}

static bool token(
    struct call *c, const struct oidc_form *f, const struct oidc_client *client, struct error *err)
{
	struct sign_in s;
	char hash[HASH_HEX_SIZE];
	bool found = false;
	oidc_note(c, client);
	if (strcmp(f->grant_type, OIDC_GRANT) != 0)
		return oidc_refuse(c, "unsupported_grant_type", PROBLEM_BAD_REQUEST, err);
	keys_hash(hash, c->centre->keys, "auth-req", f->auth_req_id);
	if (!sign_in_of_request(c->centre->store, hash, &s, &found, err))
		return false;
	if (!found || strcmp(s.api.client, client->id) != 0)
		return oidc_refuse(c, "invalid_grant", PROBLEM_NOT_FOUND, err);
	bool ok = answer(c, &s, err);
	call_note_citizen(c, s.citizen);
	memcpy(c->note_enrolment, s.api.id, sizeof c->note_enrolment);
	return ok;
}

bool oidc_token(struct call *c, struct error *err)
{
	struct oidc_client client;
	bool known = false;
	struct oidc_form *f = secret_alloc(sizeof *f);
	bool ok = f || error_set(err, PROBLEM_MEMORY, "form");
	if (ok && !form_read(oidc_form_rows, f, sizeof *f, c->body, c->body_len))
		ok = oidc_refuse(c, "invalid_request", PROBLEM_BAD_REQUEST, err);
	else
		ok = ok && oidc_client_check(c, f, &client, &known, err) &&
		     (known ? token(c, f, &client, err)
			    : oidc_refuse(c, "invalid_client", PROBLEM_SIGNATURE_BAD, err));
	secret_free(f, sizeof *f);
	return ok;
}
