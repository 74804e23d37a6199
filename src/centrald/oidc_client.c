/* Who asks: a JWT that the client's registered key has signed (RFC 7523 §3). */
#include <string.h>

#include "base/text.h"
#include "centrald/ids.h"
#include "centrald/oidc.h"
#include "wire/json.h"
#include "wire/jws.h"

#define ASSERTION_TYPE	   "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define ASSERTION_LIFE_MAX 600 /* seconds */

const struct form_row oidc_form_rows[] = {
    FORM_ROW(oidc_form, client_assertion_type),
    FORM_ROW(oidc_form, client_assertion),
    FORM_ROW(oidc_form, grant_type),
    FORM_ROW(oidc_form, auth_req_id),
    FORM_ROW(oidc_form, scope),
    FORM_ROW(oidc_form, login_hint),
    FORM_ROW(oidc_form, login_hint_token),
    FORM_ROW(oidc_form, id_token_hint),
    FORM_ROW(oidc_form, binding_message),
    FORM_ROW(oidc_form, requested_expiry),
    {0},
};

static void read_client(void *arg, const struct store_row *row)
{
	struct oidc_client *o = arg;
	row_text(row, 0, o->id, sizeof o->id);
	row_text(row, 1, o->name_th, sizeof o->name_th);
	row_text(row, 2, o->name_en, sizeof o->name_en);
	row_text(row, 3, o->jwk, sizeof o->jwk);
	o->active = row_int(row, 4) == 1;
}

bool oidc_client_find(
    struct store *store, const char *id, struct oidc_client *out, bool *found, struct error *err)
{
	long rows = 0;
	memset(out, 0, sizeof *out);
	if (!store_query(store, SQL_CLIENT, SQL_PARAMS(sql_text(id)), read_client, out, &rows, err))
		return false;
	*found = rows == 1;
	return true;
}

/* The issuer, or either endpoint: services differ in which they name. */
static bool names_us(const char *audience, const char *issuer)
{
	size_t len = strlen(issuer);
	if (!audience || strncmp(audience, issuer, len) != 0)
		return false;
	return !audience[len] || strcmp(audience + len, "/") == 0 ||
	       strcmp(audience + len, OIDC_TOKEN) == 0 || strcmp(audience + len, OIDC_ASK) == 0;
}

static bool audience_fits(const json_t *aud, const char *issuer)
{
	if (!json_is_array(aud))
		return names_us(json_string_value(aud), issuer);
	for (size_t i = 0; i < json_array_size(aud); i++)
		if (names_us(json_string_value(json_array_get(aud, i)), issuer))
			return true;
	return false;
}

struct assertion {
	char client[OIDC_CLIENT_ID_SIZE];
	char jti[128];
	int64_t expires; /* ms */
};

static bool take_text(char *out, size_t size, const json_t *v)
{
	const char *text = json_string_value(v);
	out[0] = '\0';
	return text && *text && text_append(out, size, text);
}

static bool times_fit(const struct call *c, const json_t *claims, struct assertion *a)
{
	int64_t now = c->now / 1000;
	double exp = json_number_value(json_object_get(claims, "exp"));
	const json_t *nbf = json_object_get(claims, "nbf");
	if (!(exp > (double)now && exp <= (double)(now + ASSERTION_LIFE_MAX)))
		return false;
	a->expires = (int64_t)exp * 1000 + 1000;
	return !nbf || json_number_value(nbf) <= (double)(now + 60);
}

static bool read_claims(const struct call *c, const struct jws *j, struct assertion *a)
{
	struct error ignored;
	struct oidc_issuer issuer = oidc_issuer(c->centre);
	json_t *claims =
	    json_load_strict(j->payload.data, j->payload.len, PROBLEM_SIGNATURE_BAD, &ignored);
	const char *subject = json_string_value(json_object_get(claims, "sub"));
	bool ok = take_text(a->client, sizeof a->client, json_object_get(claims, "iss")) &&
		  take_text(a->jti, sizeof a->jti, json_object_get(claims, "jti")) && subject &&
		  strcmp(a->client, subject) == 0 && id_valid(a->client) &&
		  audience_fits(json_object_get(claims, "aud"), issuer.text) &&
		  times_fit(c, claims, a);
	json_decref(claims);
	return ok;
}

/* Where phones' are remembered too; the purpose's word keeps them apart. */
static bool first_time(struct call *c, const struct assertion *a, bool *first, struct error *err)
{
	struct buf text = BUF_INIT;
	char hash[HASH_HEX_SIZE];
	long added = 0;
	buf_printf(&text, "assertion %s %s", a->client, a->jti);
	bool ok = buf_ok(&text) && hash_hex(hash, text.data, text.len);
	buf_free(&text);
	if (!ok)
		return error_set(err, PROBLEM_MEMORY, "jti");
	ok = store_run(c->centre->store, SQL_DPOP_SEEN_ADD,
	    SQL_PARAMS(sql_text(hash), sql_int(a->expires)), &added, err);
	*first = added == 1;
	return ok;
}

static bool signed_by(const struct jws *j, const struct oidc_client *client)
{
	struct error ignored;
	EVP_PKEY *key = jwk_read(client->jwk, strlen(client->jwk), &ignored);
	bool ok = key && jws_verify(j, key, &ignored);
	EVP_PKEY_free(key);
	return ok;
}

static bool judge(
    struct call *c, const struct jws *j, struct oidc_client *out, bool *known, struct error *err)
{
	struct assertion a;
	bool found = false;
	if (!read_claims(c, j, &a))
		return true;
	if (!oidc_client_find(c->centre->store, a.client, out, &found, err))
		return false;
	if (!found || !out->active || !signed_by(j, out))
		return true;
	return first_time(c, &a, known, err);
}

bool oidc_client_check(struct call *c, const struct oidc_form *f, struct oidc_client *out,
    bool *known, struct error *err)
{
	struct jws j;
	struct error bad;
	*known = false;
	if (strcmp(f->client_assertion_type, ASSERTION_TYPE) != 0 ||
	    !jws_parse(&j, f->client_assertion, strlen(f->client_assertion), &bad))
		return true;
	bool ok = judge(c, &j, out, known, err);
	jws_free(&j);
	return ok;
}
