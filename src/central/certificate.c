/* Renewing this counter's certificate: the key stays (it may be in a token), so that one file
 * changes and not two. */
#include <string.h>

#include "base/secret.h"
#include "central/client.h"

static bool read_certificate(void *answer, const void *json, size_t len, struct error *err)
{
	return api_certificate_read(answer, json, len, err);
}

/* A certificate of another key or counter would lock this one out. */
static bool learn_certificate(struct central *c, const void *answer, struct error *err)
{
	const struct api_certificate *a = answer;
	X509 *next = certificate_parse(a->certificate, strlen(a->certificate));
	bool ok = next && X509_check_private_key(next, c->identity.key) == 1 &&
		  X509_NAME_cmp(X509_get_subject_name(next),
		      X509_get_subject_name(c->identity.certificate)) == 0;
	X509_free(next);
	return ok || error_set(err, PROBLEM_CENTRE_ANSWER, "certificate");
}

static const struct call_row renew = {.method = "POST",
    .path = "/v1/certificate",
    .repeatable = true,
    .answer_size = sizeof(struct api_certificate),
    .read = read_certificate,
    .learn = learn_certificate};

bool central_certificate_request(struct central *c, struct buf *out, struct error *err)
{
	return counter_request_write(
	    out, c->identity.key, c->identity.office, c->identity.counter, err);
}

static bool put_body(struct central *c, struct request *r)
{
	struct buf pem = BUF_INIT;
	struct api_certificate_request *body = secret_alloc(sizeof *body);
	bool ok =
	    body && central_certificate_request(c, &pem, NULL) && pem.len < sizeof body->request;
	if (ok) {
		memcpy(body->request, pem.data, pem.len + 1);
		api_certificate_request_write(&r->body, body);
	}
	secret_free(body, sizeof *body);
	buf_free(&pem);
	return ok;
}

central_call central_renew_certificate(struct central *c, central_fn *fn, void *arg)
{
	struct request *r = request_new(c, &renew, fn, arg);
	if (r && !put_body(c, r)) {
		request_free(r);
		r = NULL;
	}
	call_set_own_key(r);
	return call_start(r, "");
}
