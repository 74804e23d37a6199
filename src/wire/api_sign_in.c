/* Sign-ins with D.DOPA, between centre and phone. */
#include <string.h>

#include "base/text.h"
#include "wire/api.h"
#include "wire/json.h"
#include "wire/jws.h"

static const struct field fields_sign_in[] = {
    {FIELD(FIELD_ID, api_sign_in, id)},
    {FIELD(FIELD_ID, api_sign_in, client)},
    {FIELD(FIELD_TEXT, api_sign_in, name_th)},
    {FIELD(FIELD_TEXT, api_sign_in, name_en)},
    {FIELD(FIELD_ID, api_sign_in, origin)},
    {FIELD(FIELD_TEXT, api_sign_in, binding), .optional = true},
    {FIELD(FIELD_TIME, api_sign_in, created)},
    {FIELD(FIELD_TIME, api_sign_in, expires)},
    {FIELD(FIELD_BYTES, api_sign_in, challenge)},
    {0},
};

static const struct field fields_sign_ins[] = {
    {.name = "sign_ins",
	.type = FIELD_OBJECTS,
	.offset = offsetof(struct api_sign_ins, rows),
	.size = sizeof(((struct api_sign_ins *)0)->rows),
	.aux = offsetof(struct api_sign_ins, count),
	.stride = sizeof(struct api_sign_in),
	.fields = fields_sign_in},
    {0},
};
SHAPE(sign_ins, fields_sign_ins, PROBLEM_CENTRE_ANSWER)

static const struct field fields_approval[] = {
    {FIELD(FIELD_ID, api_sign_in_approval, jws)},
    {0},
};
SHAPE(sign_in_approval, fields_approval, PROBLEM_BAD_REQUEST)

/* ---- the signed word ---- */

#define TYPE "ddopa-sign-in+jwt"

struct word {
	char sign_in[API_ID_SIZE];
	char client[API_ID_SIZE];
	uint8_t challenge[32];
};
static const struct field fields_word[] = {
    {FIELD(FIELD_ID, word, sign_in)},
    {FIELD(FIELD_ID, word, client)},
    {FIELD(FIELD_BYTES, word, challenge)},
    {0},
};
static const struct shape shape_word = {fields_word, sizeof(struct word), PROBLEM_SIGNATURE_BAD};

bool sign_in_sign(struct buf *out, EVP_PKEY *key, const struct api_sign_in *s, struct error *err)
{
	struct word w = {0};
	struct buf payload = BUF_INIT;
	memcpy(w.challenge, s->challenge, sizeof w.challenge);
	text_append(w.sign_in, sizeof w.sign_in, s->id);
	text_append(w.client, sizeof w.client, s->client);
	shape_write(&payload, &shape_word, &w);
	bool ok = buf_ok(&payload) || error_set(err, PROBLEM_MEMORY, TYPE);
	ok = ok && jws_sign(out, key, "\"typ\":\"" TYPE "\"", payload.data, payload.len, err);
	buf_free(&payload);
	return ok;
}

static bool type_fits(const struct jws *j, struct error *err)
{
	json_t *tree = json_load_strict(j->header.data, j->header.len, PROBLEM_SIGNATURE_BAD, err);
	const char *typ = json_string_value(json_object_get(tree, "typ"));
	bool ok = typ && strcmp(typ, TYPE) == 0;
	json_decref(tree);
	return ok || error_set(err, PROBLEM_SIGNATURE_BAD, "JWS type");
}

bool sign_in_check(const char *jws, EVP_PKEY *key, const struct api_sign_in *s, struct error *err)
{
	struct jws j;
	struct word w;
	if (!jws_parse(&j, jws, strlen(jws), err))
		return false;
	bool ok = type_fits(&j, err) && jws_verify(&j, key, err) &&
		  shape_read(&shape_word, &w, j.payload.data, j.payload.len, err);
	jws_free(&j);
	if (!ok)
		return false;
	return (strcmp(w.sign_in, s->id) == 0 && strcmp(w.client, s->client) == 0 &&
		   memcmp(w.challenge, s->challenge, sizeof w.challenge) == 0) ||
	       error_set(err, PROBLEM_SIGNATURE_BAD, "approval of something else");
}
