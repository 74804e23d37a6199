/* The client's life, and what it knows. */
#include "central/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "wire/evidence.h"

static bool copy_options(struct central *c, const struct central_options *o, struct error *err)
{
	size_t len = strlen(o->url);
	while (len > 0 && o->url[len - 1] == '/')
		len--;
	if (strncmp(o->url, "https://", 8) != 0 || len < 9 || len >= sizeof(c->url))
		return error_set(err, PROBLEM_CONFIG, "url: https://HOST:PORT");
	const char *crl = o->crl ? o->crl : "";
	if (strlen(o->ca) >= sizeof(c->ca) || strlen(crl) >= sizeof(c->crl))
		return error_set(err, PROBLEM_CONFIG, "ca, crl: too long");
	if (access(o->ca, R_OK) < 0)
		return error_errno(err, PROBLEM_CONFIG, errno, o->ca);
	snprintf(c->url, sizeof(c->url), "%.*s", (int)len, o->url);
	snprintf(c->ca, sizeof(c->ca), "%s", o->ca);
	snprintf(c->crl, sizeof(c->crl), "%s", crl);
	c->connect_timeout_s = o->connect_timeout_s;
	c->timeout_s = o->timeout_s;
	c->poll_wait_s = o->poll_wait_s < API_LONG_POLL_MAX ? o->poll_wait_s : API_LONG_POLL_MAX;
	c->training = o->training;
	return witness_open(&c->witness, o->memory ? o->memory : "", c->url, err);
}

struct central *central_new(
    struct loop *loop, const struct central_options *options, struct error *err)
{
	struct central *c = calloc(1, sizeof(*c));
	if (!c) {
		error_set(err, PROBLEM_MEMORY, "centre");
		return NULL;
	}
	c->loop = loop;
	c->alert = -1;
	c->token = secret_alloc(API_TOKEN_SIZE);
	if (!c->token)
		error_set(err, PROBLEM_MEMORY, "centre");
	if (c->token && copy_options(c, options, err) &&
	    identity_load(
		&c->identity, options->certificate, options->key, loop_clock(loop), err) &&
	    multi_open(c, err))
		return c;
	central_free(c);
	return NULL;
}

void central_free(struct central *c)
{
	if (!c)
		return;
	while (c->requests)
		request_free(c->requests);
	multi_close(c);
	identity_free(&c->identity);
	secret_free(c->token, API_TOKEN_SIZE);
	free(c);
}

bool central_logged_in(const struct central *c)
{
	return c->token[0] != '\0';
}

const struct api_session *central_session(const struct central *c)
{
	return central_logged_in(c) ? &c->session : NULL;
}

const struct api_status *central_last_status(const struct central *c)
{
	return c->has_status ? &c->status : NULL;
}

int64_t central_now(const struct central *c)
{
	return clock_real_ms(loop_clock(c->loop)) + c->clock_offset_ms;
}

void central_seen(const struct central *c, struct central_seen *out)
{
	const struct checkpoint_seen *seen = &c->witness.seen;
	*out = (struct central_seen){.number = seen->number, .records = seen->records};
	memcpy(out->hash, seen->hash, sizeof(out->hash));
}

int64_t central_certificate_begin(const struct central *c)
{
	return certificate_begin(c->identity.certificate);
}

int64_t central_certificate_end(const struct central *c)
{
	return certificate_end(c->identity.certificate);
}

bool central_sign_evidence(
    struct central *c, struct buf *out, const struct api_evidence *e, struct error *err)
{
	struct api_evidence *whole = secret_alloc(sizeof(*whole));
	if (!whole)
		return error_set(err, PROBLEM_MEMORY, "evidence");
	*whole = *e;
	snprintf(whole->office, sizeof(whole->office), "%s", c->identity.office);
	snprintf(whole->counter, sizeof(whole->counter), "%s", c->identity.counter);
	snprintf(whole->officer_id, sizeof(whole->officer_id), "%s", c->session.officer_id);
	whole->training = c->training;
	bool ok = evidence_sign(out, whole, c->identity.key, c->identity.certificate, err);
	secret_free(whole, sizeof(*whole));
	return ok;
}
