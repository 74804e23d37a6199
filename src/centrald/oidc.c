#include "centrald/oidc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/encode.h"
#include "wire/jws.h"

struct oidc_issuer oidc_issuer(const struct centre *centre)
{
	struct oidc_issuer i;
	snprintf(i.text, sizeof i.text, "https://%s", centre->config->host);
	for (char *p = i.text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return i;
}

/* OpenID Connect Discovery 1.0 §3, CIBA Core 1.0 §4. */
bool oidc_discovery(struct call *c, struct error *err)
{
	struct oidc_issuer i = oidc_issuer(c->centre);
	buf_printf(&c->out,
	    "{\"issuer\":\"%s\",\"jwks_uri\":\"%s" OIDC_KEYS "\","
	    "\"token_endpoint\":\"%s" OIDC_TOKEN "\","
	    "\"backchannel_authentication_endpoint\":\"%s" OIDC_ASK "\",",
	    i.text, i.text, i.text, i.text);
	buf_puts(&c->out,
	    "\"backchannel_token_delivery_modes_supported\":[\"poll\"],"
	    "\"backchannel_user_code_parameter_supported\":false,"
	    "\"grant_types_supported\":[\"" OIDC_GRANT "\"],"
	    "\"response_types_supported\":[],"
	    "\"scopes_supported\":[\"openid\"],"
	    "\"subject_types_supported\":[\"pairwise\"],"
	    "\"id_token_signing_alg_values_supported\":[\"ES256\"],"
	    "\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"],"
	    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES256\"],"
	    "\"acr_values_supported\":[\"" OIDC_ACR "\"],"
	    "\"claims_supported\":[\"sub\",\"iss\",\"aud\",\"exp\",\"iat\",\"auth_time\","
	    "\"acr\",\"amr\",\"ial\"],"
	    "\"claims_parameter_supported\":false,\"request_parameter_supported\":false,"
	    "\"request_uri_parameter_supported\":false}");
	return call_finish(c, 200, err);
}

/* The key that signs receipts too; the header's `typ` tells what is what. */
bool oidc_keys(struct call *c, struct error *err)
{
	uint8_t thumbprint[SHA256_SIZE];
	struct buf jwk = BUF_INIT;
	EVP_PKEY *key = keys_receipt(c->centre->keys);
	bool ok = jwk_write(&jwk, key, err) && jwk_thumbprint(thumbprint, key, err);
	if (ok && buf_ok(&jwk)) {
		buf_puts(&c->out, "{\"keys\":[{\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"");
		base64url_encode(&c->out, thumbprint, sizeof thumbprint);
		buf_printf(&c->out, "\",%s]}", (const char *)jwk.data + 1);
	}
	buf_free(&jwk);
	return ok && call_finish(c, 200, err);
}

bool oidc_refuse(struct call *c, const char *error, enum problem result, struct error *err)
{
	buf_clear(&c->out);
	buf_printf(&c->out, "{\"error\":\"%s\"}", error);
	c->note_result = result;
	return call_finish(c, strcmp(error, "invalid_client") == 0 ? 401 : 400, err);
}

void oidc_note(struct call *c, const struct oidc_client *client)
{
	snprintf(c->note_who, sizeof c->note_who, "client:%s", client->id);
}
