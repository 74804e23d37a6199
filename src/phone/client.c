#include "phone/client.h"

#include <stdlib.h>
#include <string.h>

#include "wire/api.h"
#include "wire/dpop.h"

#define TRIES	       4
#define NONCE_RESENDS  2
#define FIRST_PAUSE_MS 500
#define PAUSE_MAX_MS   8000

struct client {
	struct loop *loop;
	struct http_options options;
	struct http *http;
	EVP_PKEY *key;
	char nonce[128]; /* the centre's last one */
	/* the call under way */
	struct buf target, body, dpop;
	bool post;
	char idempotency_key[API_ID_SIZE];
	enum client_signature signature;
	long wait_s;
	int64_t patient_until;
	int sent, resends;
	unsigned pause;
	client_fn *fn;
	void *arg;
	client_wait_fn *wait_fn;
	void *wait_arg;
};

struct client *client_new(struct loop *loop, const struct http_options *options, struct error *err)
{
	struct client *c = calloc(1, sizeof *c);
	if (!c) {
		error_set(err, PROBLEM_MEMORY, "client");
		return NULL;
	}
	c->loop = loop;
	c->options = *options;
	c->body.secret = true;
	c->http = http_new(loop, &c->options, err);
	if (c->http)
		return c;
	client_free(c);
	return NULL;
}

void client_free(struct client *c)
{
	if (!c)
		return;
	loop_remove(c->loop, c->pause);
	http_free(c->http);
	EVP_PKEY_free(c->key);
	buf_free(&c->target);
	buf_free(&c->body);
	buf_free(&c->dpop);
	free(c);
}

void client_set_key(struct client *c, EVP_PKEY *key)
{
	EVP_PKEY_free(c->key);
	c->key = key;
}

EVP_PKEY *client_key(const struct client *c)
{
	return c->key;
}

void client_on_wait(struct client *c, client_wait_fn *fn, void *arg)
{
	c->wait_fn = fn;
	c->wait_arg = arg;
}

void client_abort(struct client *c)
{
	loop_remove(c->loop, c->pause);
	c->pause = 0;
	http_abort(c->http);
}

static void finish(struct client *c, const struct error *problem, const struct buf *body)
{
	c->fn(c->arg, problem, body);
}

/* ---- what an answer means ---- */

static bool is_success(long status)
{
	return status >= 200 && status < 300;
}

static void read_problem(struct error *e, const struct http_answer *a)
{
	struct api_problem p;
	if (api_problem_read(&p, a->body->data, a->body->len, e))
		error_set(e, p.problem, "%s", p.detail[0] ? p.detail : p.correlation);
	else
		error_set(e, PROBLEM_CENTRE_ANSWER, "HTTP %ld", a->status);
}

static bool may_have_been_lost(enum problem problem)
{
	return problem == PROBLEM_CENTRE_DOWN || problem == PROBLEM_CENTRE_TIMEOUT ||
	       problem == PROBLEM_CENTRE_INTERNAL;
}

static int64_t pause_ms(const struct client *c)
{
	int64_t ms = FIRST_PAUSE_MS;
	for (int i = 1; i < c->sent && ms < PAUSE_MAX_MS; i++)
		ms *= 2;
	return ms;
}

static bool may_wait(const struct client *c)
{
	if (c->patient_until)
		return clock_mono_ms(loop_clock(c->loop)) + pause_ms(c) < c->patient_until;
	return c->sent < TRIES;
}

static void send_now(struct client *c);

static void on_pause_over(void *arg)
{
	struct client *c = arg;
	c->pause = 0;
	send_now(c);
}

static bool send_later(struct client *c, const struct error *why)
{
	if (!may_have_been_lost(why->problem) || !may_wait(c))
		return false;
	c->pause = loop_add_timer(c->loop, pause_ms(c), on_pause_over, c);
	if (c->pause && c->wait_fn)
		c->wait_fn(c->wait_arg, why);
	return c->pause != 0;
}

/* A nonce grew old; or libcurl, whose kept-alive connection died, sent the request a second
 * time by itself, and the centre takes no signature twice. Signed anew, either will do. */
static bool sign_again(struct client *c, enum problem problem)
{
	return (problem == PROBLEM_USE_DPOP_NONCE && c->resends++ < NONCE_RESENDS) ||
	       (problem == PROBLEM_SIGNATURE_BAD && c->resends++ < 1);
}

static void on_answer(void *arg, const struct http_answer *a)
{
	struct client *c = arg;
	struct error e = a->error;
	if (a->nonce[0])
		memcpy(c->nonce, a->nonce, strlen(a->nonce) + 1);
	if (e.problem == PROBLEM_NONE && is_success(a->status)) {
		finish(c, NULL, a->body);
		return;
	}
	if (e.problem == PROBLEM_NONE)
		read_problem(&e, a);
	if (sign_again(c, e.problem))
		send_now(c);
	else if (!send_later(c, &e))
		finish(c, &e, NULL);
}

/* ---- sending ---- */

static bool sign(struct client *c, struct error *err)
{
	const struct dpop_request r = {.method = c->post ? "POST" : "GET",
	    .target = (const char *)c->target.data,
	    .body = c->body.data,
	    .body_len = c->body.len,
	    .nonce = c->nonce};
	buf_clear(&c->dpop);
	return c->signature == UNSIGNED ||
	       dpop_sign(&c->dpop, c->key, &r, c->signature == SIGNED_WITH_JWK, err);
}

static void on_cannot_send(void *arg)
{
	struct client *c = arg;
	struct error e;
	c->pause = 0;
	error_set(&e, PROBLEM_INTERNAL, "the request could not be made");
	finish(c, &e, NULL);
}

static void send_now(struct client *c)
{
	struct error e;
	if (!buf_ok(&c->target) || !buf_ok(&c->body) || !sign(c, &e)) {
		c->pause = loop_add_timer(c->loop, 0, on_cannot_send, c);
		return;
	}
	c->sent++;
	http_start(c->http,
	    &(struct http_request){.target = (const char *)c->target.data,
		.body = c->post ? c->body.data : NULL,
		.body_len = c->body.len,
		.dpop = c->signature == UNSIGNED ? NULL : (const char *)c->dpop.data,
		.idempotency_key = c->post ? c->idempotency_key : NULL,
		.wait_s = c->wait_s},
	    on_answer, c);
}

static void make_idempotency_key(char out[API_ID_SIZE])
{
	uint8_t random[16] = {0};
	struct buf b = BUF_INIT;
	(void)random_bytes(random, sizeof random);
	buf_puts(&b, "k");
	hex_encode(&b, random, sizeof random);
	out[0] = '\0';
	if (buf_ok(&b))
		memcpy(out, b.data, b.len + 1);
	buf_free(&b);
}

void client_start(struct client *c, const struct client_call *call, client_fn *fn, void *arg)
{
	client_abort(c);
	buf_clear(&c->target);
	buf_puts(&c->target, call->target);
	buf_clear(&c->body);
	c->post = call->body != NULL;
	if (c->post)
		buf_put(&c->body, call->body->data, call->body->len);
	make_idempotency_key(c->idempotency_key);
	c->signature = call->signature;
	c->wait_s = call->wait_s;
	c->patient_until = call->patient_until;
	c->sent = c->resends = 0;
	c->fn = fn;
	c->arg = arg;
	send_now(c);
}
