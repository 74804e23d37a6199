#include "service.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"
#include "wire/jws.h"

#define ISSUER "https://localhost:8444"

void service_make(struct service *s, struct world *w, const char *id)
{
	struct buf jwk = BUF_INIT;
	struct error err;
	char sql[1024];
	memset(s, 0, sizeof *s);
	s->id = id;
	client_make_citizen(&s->client, w);
	s->key = key_generate(&err);
	assert_true(s->key && jwk_write(&jwk, s->key, &err) && buf_ok(&jwk));
	snprintf(sql, sizeof sql,
	    "INSERT INTO oidc_clients (id, name_th, name_en, jwk, active, added) VALUES ('%s', "
	    "'บริการทดสอบ', 'Test service', '%s', 1, 0) ON CONFLICT (id) DO UPDATE SET "
	    "jwk = excluded.jwk, active = 1",
	    id, (const char *)jwk.data);
	world_sql(w, sql, NULL, 0);
	buf_free(&jwk);
}

void service_free(struct service *s)
{
	client_free(&s->client);
	EVP_PKEY_free(s->key);
}

static void make_assertion(struct buf *out, struct service *s, const struct assertion *a)
{
	struct buf claims = BUF_INIT;
	struct error err;
	char jti[API_ID_SIZE];
	fresh_key(jti);
	const char *issuer = a->issuer ? a->issuer : s->id;
	long long now = (long long)(clock_real_ms(&clock_system) + s->client.world->offset) / 1000;
	buf_printf(&claims,
	    "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"jti\":\"%s\",\"iat\":%lld,"
	    "\"exp\":%lld}",
	    issuer, issuer, a->audience ? a->audience : ISSUER, a->jti ? a->jti : jti, now,
	    now + (a->life ? a->life : 60));
	assert_true(jws_sign(out, a->key ? a->key : s->key, "", claims.data, claims.len, &err));
	buf_free(&claims);
}

void service_post(struct service *s, const char *path, const struct assertion *a, const char *more,
    struct answer *out)
{
	struct buf body = BUF_INIT;
	buf_puts(&body,
	    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3A"
	    "jwt-bearer&client_assertion=");
	make_assertion(&body, s, a);
	buf_puts(&body, more);
	const struct request r = {
	    .method = "POST", .path = path, .body = body.data, .len = body.len};
	client_call(&s->client, &r, out);
	buf_free(&body);
}

void service_ask(struct service *s, const char *hint, const char *more, struct answer *out)
{
	char form[512];
	snprintf(form, sizeof form, "&scope=openid&login_hint=%s%s", hint, more);
	service_post(s, "/oidc/backchannel-authentication", &(struct assertion){0}, form, out);
}

static json_t *tree_of(const struct answer *a)
{
	json_t *tree = json_loadb((const char *)a->body.data, a->body.len, 0, NULL);
	assert_non_null(tree);
	return tree;
}

void service_ask_ok(struct service *s, const char *hint, char request[64])
{
	struct answer a;
	service_ask(s, hint, "", &a);
	answer_is(&a, 200);
	json_t *tree = tree_of(&a);
	snprintf(request, 64, "%s", json_string_value(json_object_get(tree, "auth_req_id")));
	assert_int_equal(strlen(request), 43);
	json_decref(tree);
	answer_free(&a);
}

void service_poll(struct service *s, const char *request, struct answer *out)
{
	char form[256];
	snprintf(form, sizeof form,
	    "&grant_type=urn%%3Aopenid%%3Aparams%%3Agrant-type%%3Aciba&auth_req_id=%s", request);
	service_post(s, "/oidc/token", &(struct assertion){0}, form, out);
}

void expect_oauth(struct answer *a, const char *error)
{
	json_t *tree = tree_of(a);
	const char *got = json_string_value(json_object_get(tree, "error"));
	assert_string_equal(got ? got : "", error);
	assert_int_equal(a->status, strcmp(error, "invalid_client") == 0 ? 401 : 400);
	json_decref(tree);
	answer_free(a);
}

static EVP_PKEY *centre_key(const struct answer *keys)
{
	struct error err;
	json_t *tree = tree_of(keys);
	json_t *key = json_array_get(json_object_get(tree, "keys"), 0);
	char *text = json_dumps(key, JSON_COMPACT);
	EVP_PKEY *out = jwk_read(text, strlen(text), &err);
	assert_non_null(out);
	free(text);
	json_decref(tree);
	return out;
}

static void take_claim(const char *token, EVP_PKEY *key, const char *name, char out[128])
{
	struct jws j;
	struct error err;
	assert_true(jws_parse(&j, token, strlen(token), &err) && jws_verify(&j, key, &err));
	json_t *claims = json_loadb((const char *)j.payload.data, j.payload.len, 0, NULL);
	const json_t *v = json_object_get(claims, name);
	if (json_is_integer(v))
		snprintf(out, 128, "%lld", (long long)json_integer_value(v));
	else
		snprintf(out, 128, "%s", v ? json_string_value(v) : "");
	json_decref(claims);
	jws_free(&j);
}

void id_token_claim(const struct answer *a, const char *name, char out[128])
{
	struct answer keys;
	struct client anybody;
	extern struct world world;
	client_make_citizen(&anybody, &world);
	client_json(&anybody, "GET", "/oidc/keys", NULL, &keys);
	answer_is(&keys, 200);
	EVP_PKEY *key = centre_key(&keys);
	json_t *tree = tree_of(a);
	take_claim(json_string_value(json_object_get(tree, "id_token")), key, name, out);
	json_decref(tree);
	EVP_PKEY_free(key);
	answer_free(&keys);
	client_free(&anybody);
}
