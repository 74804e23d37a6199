#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "counter.h"
#include "wire/dpop.h"

void phone_make(struct phone *p, struct world *w)
{
	struct error err;
	memset(p, 0, sizeof *p);
	client_make_citizen(&p->client, w);
	p->key = key_generate(&err);
	assert_non_null(p->key);
}

void phone_free(struct phone *p)
{
	client_free(&p->client);
	EVP_PKEY_free(p->key);
}

static void send_signed(struct phone *p, const struct request *r, struct answer *a)
{
	struct buf header = BUF_INIT;
	struct error err;
	bool with_jwk = strstr(r->path, "/enrollments/") == NULL;
	const struct dpop_request d = {.method = r->method,
	    .target = r->path,
	    .body = r->body,
	    .body_len = r->len,
	    .nonce = p->nonce};
	struct request with = *r;
	assert_true(dpop_sign(&header, p->key, &d, with_jwk, &err));
	with.dpop = (const char *)header.data;
	client_call(&p->client, &with, a);
	snprintf(p->nonce, sizeof p->nonce, "%s", a->nonce);
	buf_free(&header);
}

void phone_call(struct phone *p, const struct request *r, struct answer *a)
{
	send_signed(p, r, a);
	if (a->problem.problem != PROBLEM_USE_DPOP_NONCE)
		return;
	answer_free(a);
	send_signed(p, r, a);
}

static void keep(struct phone *p, const struct answer *a)
{
	struct error err;
	if (a->status != 200 && a->status != 201)
		return;
	assert_true(api_phone_enrolment_read(&p->last, a->body.data, a->body.len, &err));
	snprintf(p->id, sizeof p->id, "%s", p->last.id);
}

void phone_post(struct phone *p, const char *what, const char *json, struct answer *a)
{
	char path[128];
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s/%s", p->id, what);
	const struct request r = {
	    .method = "POST", .path = path, .body = json, .len = strlen(json), .key = ""};
	phone_call(p, &r, a);
}

void phone_claim(
    struct phone *p, const struct api_code *code, bool typed, const char *number, struct answer *a)
{
	struct api_claim claim = {0};
	struct buf body = BUF_INIT;
	struct error err;
	if (typed)
		assert_true(typed_code_parse(claim.typed, code->typed));
	else
		assert_true(code_url_parse(claim.code, code->url, "localhost:8444", &err));
	snprintf(claim.number.digits, sizeof claim.number.digits, "%s", number);
	api_claim_write(&body, &claim);
	const struct request r = {.method = "POST",
	    .path = "/citizen/v1/claims",
	    .body = body.data,
	    .len = body.len,
	    .key = ""};
	phone_call(p, &r, a);
	keep(p, a);
	buf_free(&body);
}

void phone_claim_ok(struct phone *p, const struct api_code *code, const char *number)
{
	struct answer a;
	phone_claim(p, code, false, number, &a);
	answer_is(&a, 201);
	answer_free(&a);
}

void phone_get_ok(struct phone *p, struct api_phone_enrolment *out)
{
	char path[128];
	struct answer a;
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s", p->id);
	const struct request r = {.method = "GET", .path = path};
	phone_call(p, &r, &a);
	answer_is(&a, 200);
	keep(p, &a);
	*out = p->last;
	answer_free(&a);
}

void phone_digits(struct phone *p, char out[API_MATCH_DIGITS + 1])
{
	uint8_t thumbprint[SHA256_SIZE];
	struct api_phone_enrolment e;
	struct error err;
	phone_get_ok(p, &e);
	assert_true(e.has_match_nonce);
	assert_true(jwk_thumbprint(thumbprint, p->key, &err));
	assert_true(match_code(out, e.match_nonce, thumbprint));
}

static void read_texts(struct phone *p, struct api_texts *texts)
{
	struct answer a;
	struct error err;
	client_json(&p->client, "GET", "/citizen/v1/texts", NULL, &a);
	answer_is(&a, 200);
	assert_true(api_texts_read(texts, a.body.data, a.body.len, &err));
	answer_free(&a);
}

void phone_consent(struct phone *p, struct answer *a)
{
	struct api_texts *texts = malloc(sizeof *texts);
	struct buf jws = BUF_INIT;
	struct buf body = BUF_INIT;
	struct error err;
	assert_non_null(texts);
	read_texts(p, texts);
	assert_true(consent_sign(&jws, p->key, p->id, texts, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	phone_post(p, "consent", (const char *)body.data, a);
	buf_free(&body);
	buf_free(&jws);
	free(texts);
}

void phone_proof(struct phone *p, struct answer *a)
{
	struct buf jws = BUF_INIT;
	struct buf body = BUF_INIT;
	struct error err;
	assert_true(proof_sign(&jws, p->key, p->id, p->last.proof_nonce, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	phone_post(p, "proof", (const char *)body.data, a);
	buf_free(&body);
	buf_free(&jws);
}

void phone_finish_ok(struct phone *p)
{
	struct api_person_answer *person = malloc(sizeof *person);
	struct answer a;
	struct error err;
	assert_non_null(person);
	phone_consent(p, &a);
	answer_is(&a, 200);
	answer_free(&a);
	phone_post(p, "person", "{}", &a);
	answer_is(&a, 200);
	assert_true(api_person_answer_read(person, a.body.data, a.body.len, &err));
	p->last = person->enrolment;
	answer_free(&a);
	phone_proof(p, &a);
	answer_is(&a, 200);
	keep(p, &a);
	assert_int_equal(p->last.state, STATE_SUCCESS);
	answer_free(&a);
	free(person);
}
