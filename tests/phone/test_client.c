/* The phone's calls against a centre that answers well, badly, and not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/ssl.h>

#include "fake_centre.h"
#include "phone/client.h"
#include "wire/api.h"
#include "wire/dpop.h"

#define TARGET "/citizen/v1/x?after=1"

static const struct fake_reply fine[] = {{FAKE_REPLY, 200, "DPoP-Nonce: n1\r\n", "{\"a\":1}"}};

/* What came of one call. */
struct outcome {
	int calls, waits;
	struct error error;
	char body[256];
};

static void on_answer(void *arg, const struct error *problem, const struct buf *body)
{
	struct outcome *o = arg;
	o->calls++;
	if (problem)
		o->error = *problem;
	else
		snprintf(o->body, sizeof o->body, "%s", body->data ? (char *)body->data : "");
}

static void on_wait(void *arg, const struct error *problem)
{
	struct outcome *o = arg;
	(void)problem;
	o->waits++;
}

struct bench {
	struct fake_centre centre;
	struct http_options options;
	struct loop *loop;
	struct client *client;
};

#define begin(REPLIES) begin_with(FAKE_SCRIPT(REPLIES))

static struct bench begin_with(struct fake_script script)
{
	struct bench b = {.centre = fake_start(script, "localhost", TLS1_3_VERSION)};
	b.loop = loop_new(&clock_system);
	return b;
}

static void connect_to(struct bench *b)
{
	struct error err;
	b->options = (struct http_options){b->centre.host, NULL, b->centre.ca};
	b->client = client_new(b->loop, &b->options, &err);
	assert_non_null(b->client);
}

static void end(struct bench *b)
{
	client_free(b->client);
	loop_free(b->loop);
	fake_stop(&b->centre);
}

static struct outcome make_call(struct bench *b, const struct client_call *call)
{
	struct outcome o = {0};
	client_on_wait(b->client, on_wait, &o);
	client_start(b->client, call, on_answer, &o);
	while (o.calls == 0 && loop_turn(b->loop, -1))
		;
	assert_int_equal(o.calls, 1);
	return o;
}

static const struct client_call get = {.target = TARGET};

static void header_of(char *out, size_t size, const char *request, const char *name)
{
	char wanted[64];
	snprintf(wanted, sizeof wanted, "\r\n%s: ", name);
	const char *at = strcasestr(request, wanted);
	out[0] = '\0';
	if (at)
		snprintf(out, size, "%.*s", (int)strcspn(at + strlen(wanted), "\r"),
		    at + strlen(wanted));
}

static void a_plain_call(void **state)
{
	(void)state;
	struct bench b = begin(fine);
	connect_to(&b);
	struct outcome o = make_call(&b, &get);
	assert_int_equal(o.error.problem, PROBLEM_NONE);
	assert_string_equal(o.body, "{\"a\":1}");
	const char *r = b.centre.seen->request[0].text;
	assert_memory_equal(
	    r, "GET " TARGET " HTTP/1.1\r\n", strlen("GET " TARGET " HTTP/1.1\r\n"));
	assert_null(strcasestr(r, "\r\nDPoP:"));
	assert_null(strcasestr(r, "\r\nAccept-Encoding:"));
	assert_null(strcasestr(r, "\r\nAuthorization:"));
	end(&b);
}

/* The first signed call has no nonce; the centre asks for one; the second bears it. */
static void the_nonce_is_taken_and_used(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {
	    {FAKE_REPLY, 401, "DPoP-Nonce: fresh-1\r\n", "{\"code\":\"use_dpop_nonce\"}"},
	    {FAKE_REPLY, 201, "dpop-nonce: fresh-2\r\n", "{}"}, {FAKE_REPLY, 200, NULL, "{}"}};
	struct error err;
	struct bench b = begin(replies);
	struct buf body = BUF_INIT;
	connect_to(&b);
	buf_puts(&body, "{\"b\":2}");
	client_set_key(b.client, EVP_EC_gen("P-256"));
	const struct client_call call = {
	    .target = TARGET, .body = &body, .signature = SIGNED_WITH_JWK};
	assert_int_equal(make_call(&b, &call).error.problem, PROBLEM_NONE);
	assert_int_equal(make_call(&b, &call).error.problem, PROBLEM_NONE);
	static const char *const nonces[] = {"", "fresh-1", "fresh-2"};
	char keys[3][64];
	for (int i = 0; i < 3; i++) {
		char dpop[2048];
		struct dpop_checked c;
		const char *r = b.centre.seen->request[i].text;
		header_of(dpop, sizeof dpop, r, "DPoP");
		header_of(keys[i], sizeof keys[i], r, "Idempotency-Key");
		assert_true(dpop_check(&c, dpop, NULL,
		    &(struct dpop_request){"POST", TARGET, "{\"b\":2}", 7, ""}, &err));
		assert_int_equal(EVP_PKEY_eq(c.key, client_key(b.client)), 1);
		assert_string_equal(c.nonce, nonces[i]);
		assert_non_null(strstr(r, "\r\n\r\n{\"b\":2}"));
		EVP_PKEY_free(c.key);
	}
	assert_true(strlen(keys[0]) >= 32);
	assert_string_equal(keys[0], keys[1]); /* the same call */
	assert_string_not_equal(keys[1], keys[2]);
	buf_free(&body);
	end(&b);
}

static void a_centre_that_never_has_enough(void **state)
{
	(void)state;
	static const struct fake_reply again = {
	    FAKE_REPLY, 401, "DPoP-Nonce: n\r\n", "{\"code\":\"use_dpop_nonce\"}"};
	const struct fake_reply replies[] = {again, again, again, again, again};
	struct bench b = begin(replies);
	connect_to(&b);
	client_set_key(b.client, EVP_EC_gen("P-256"));
	struct outcome o =
	    make_call(&b, &(struct client_call){.target = TARGET, .signature = SIGNED});
	assert_int_equal(o.error.problem, PROBLEM_USE_DPOP_NONCE);
	assert_int_equal(b.centre.seen->count, 3);
	end(&b);
}

/* Seen with a centre killed in the middle: libcurl had sent the same jti twice. */
static void a_refused_signature_is_made_anew_once(void **state)
{
	(void)state;
	static const struct fake_reply refused = {
	    FAKE_REPLY, 401, "DPoP-Nonce: n\r\n", "{\"code\":\"signature-bad\"}"};
	const struct fake_reply mended[] = {refused, {FAKE_REPLY, 200, NULL, "{}"}};
	const struct fake_reply never[] = {refused, refused, refused};
	const struct client_call call = {.target = TARGET, .signature = SIGNED};
	for (int i = 0; i < 2; i++) {
		struct bench b = i ? begin(never) : begin(mended);
		connect_to(&b);
		client_set_key(b.client, EVP_EC_gen("P-256"));
		struct outcome o = make_call(&b, &call);
		assert_int_equal(o.error.problem, i ? PROBLEM_SIGNATURE_BAD : PROBLEM_NONE);
		assert_int_equal(b.centre.seen->count, 2);
		end(&b);
	}
}

/* Answers lost on the way: the same key until one arrives. */
static void lost_answers_are_asked_for_again(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {{FAKE_HANG_UP, 0, NULL, NULL},
	    {FAKE_HANG_UP, 0, NULL, NULL}, {FAKE_REPLY, 200, NULL, "{}"}};
	struct bench b = begin(replies);
	struct buf body = BUF_INIT;
	connect_to(&b);
	buf_puts(&body, "{}");
	struct outcome o = make_call(&b, &(struct client_call){.target = TARGET, .body = &body});
	assert_int_equal(o.error.problem, PROBLEM_NONE);
	assert_true(b.centre.seen->count >= 3);
	char first[64], last[64];
	header_of(first, sizeof first, b.centre.seen->request[0].text, "Idempotency-Key");
	header_of(last, sizeof last, b.centre.seen->request[2].text, "Idempotency-Key");
	assert_true(first[0]);
	assert_string_equal(first, last);
	buf_free(&body);
	end(&b);
}

static void a_centre_that_is_down(void **state)
{
	(void)state;
	struct bench b = begin(fine);
	connect_to(&b);
	fake_kill(&b.centre);
	int64_t start = clock_mono_ms(&clock_system);
	struct outcome o = make_call(&b, &get);
	assert_int_equal(o.error.problem, PROBLEM_CENTRE_DOWN);
	assert_int_equal(o.waits, 3); /* after 0.5, 1 and 2 seconds */
	int64_t took = clock_mono_ms(&clock_system) - start;
	assert_true(took >= 3500 && took < 8000);
	end(&b);
}

/* Cut before the handshake, by FIN and by RST: that is no matter of certificates. */
static void a_connection_that_is_cut(void **state)
{
	(void)state;
	struct bench b = begin_with((struct fake_script){0});
	connect_to(&b);
	assert_int_equal(make_call(&b, &get).error.problem, PROBLEM_CENTRE_DOWN);
	end(&b);
}

static void a_patient_call_ends_at_its_deadline(void **state)
{
	(void)state;
	struct bench b = begin(fine);
	connect_to(&b);
	fake_kill(&b.centre);
	int64_t start = clock_mono_ms(&clock_system);
	struct outcome o =
	    make_call(&b, &(struct client_call){.target = TARGET, .patient_until = start + 900});
	assert_int_equal(o.error.problem, PROBLEM_CENTRE_DOWN);
	assert_int_equal(o.waits, 1);
	end(&b);
}

static void problem_documents(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {
	    {FAKE_REPLY, 410, NULL, "{\"code\":\"code-expired\",\"detail\":\"x\"}"},
	    {FAKE_REPLY, 403, NULL, "{\"code\":\"digits-wrong\"}"},
	    {FAKE_REPLY, 409, NULL, "{\"code\":\"no-such-problem\"}"},
	    {FAKE_REPLY, 404, NULL, "<html>not found</html>"},
	    {FAKE_REPLY, 302, "Location: https://evil.example/\r\n", ""},
	    {FAKE_REPLY, 500, NULL, ""},
	};
	static const enum problem want[] = {PROBLEM_CODE_EXPIRED, PROBLEM_DIGITS_WRONG,
	    PROBLEM_CENTRE_ANSWER, PROBLEM_CENTRE_ANSWER, PROBLEM_CENTRE_ANSWER,
	    PROBLEM_CENTRE_ANSWER};
	struct bench b = begin(replies);
	connect_to(&b);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
		assert_int_equal(make_call(&b, &get).error.problem, want[i]);
	assert_int_equal(b.centre.seen->count, 6); /* no redirect was followed, nothing repeated */
	end(&b);
}

static void one_bad_answer(const struct fake_reply *reply)
{
	struct bench b = begin_with((struct fake_script){reply, 1});
	connect_to(&b);
	struct outcome o = make_call(&b, &get);
	assert_int_equal(o.error.problem, PROBLEM_CENTRE_ANSWER);
	end(&b);
}

static void answers_without_end(void **state)
{
	(void)state;
	one_bad_answer(&(struct fake_reply){FAKE_FLOOD, 0, NULL, NULL});
	one_bad_answer(&(struct fake_reply){FAKE_HEADERS, 0, NULL, NULL});
}

static void an_answer_that_is_no_http(void **state)
{
	(void)state;
	one_bad_answer(&(struct fake_reply){FAKE_RAW, 0, NULL, "220 smtp.example ESMTP\r\n"});
}

/* ---- TLS ---- */

static enum problem tls(const char *name, int version, bool own_ca)
{
	struct bench b = {.centre = fake_start(FAKE_SCRIPT(fine), name, version),
	    .loop = loop_new(&clock_system)};
	struct fake_centre other = fake_start(FAKE_SCRIPT(fine), "localhost", TLS1_3_VERSION);
	struct error err;
	b.options = (struct http_options){b.centre.host, NULL, own_ca ? b.centre.ca : other.ca};
	b.client = client_new(b.loop, &b.options, &err);
	enum problem p = make_call(&b, &get).error.problem;
	assert_int_equal(b.centre.seen->count, p == PROBLEM_NONE); /* else not a byte was said */
	fake_stop(&other);
	end(&b);
	return p;
}

static void only_the_right_centre(void **state)
{
	(void)state;
	assert_int_equal(tls("localhost", TLS1_3_VERSION, true), PROBLEM_NONE);
	assert_int_equal(tls("other.example", TLS1_3_VERSION, true), PROBLEM_CENTRE_TLS);
	assert_int_equal(tls("localhost", TLS1_3_VERSION, false), PROBLEM_CENTRE_TLS);
	assert_int_equal(tls("localhost", TLS1_2_VERSION, true), PROBLEM_CENTRE_TLS);
}

static void another_address_same_name(void **state)
{
	(void)state;
	char address[64];
	struct error err;
	struct bench b = {.centre = fake_start(FAKE_SCRIPT(fine), "centre.example", TLS1_3_VERSION),
	    .loop = loop_new(&clock_system)};
	snprintf(address, sizeof address, "127.0.0.1:%d", b.centre.port);
	b.options = (struct http_options){"CENTRE.EXAMPLE:443", address, b.centre.ca};
	b.client = client_new(b.loop, &b.options, &err);
	assert_int_equal(make_call(&b, &get).error.problem, PROBLEM_NONE);
	end(&b);
}

static void a_missing_ca(void **state)
{
	(void)state;
	struct error err;
	struct loop *loop = loop_new(&clock_system);
	const struct http_options options = {"localhost:1", NULL, "/nonexistent/ca.pem"};
	assert_null(client_new(loop, &options, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	const struct http_options empty = {"localhost:1", NULL, "/dev/null"};
	assert_null(client_new(loop, &empty, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	loop_free(loop);
}

/* The environment redirects nothing and keeps no secrets. */
static void the_environment_has_no_say(void **state)
{
	(void)state;
	struct stat st;
	struct bench b = begin(fine);
	char keylog[SCRATCH_SIZE + 16];
	snprintf(keylog, sizeof keylog, "%s/keys", b.centre.directory);
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	connect_to(&b);
	assert_int_equal(make_call(&b, &get).error.problem, PROBLEM_NONE);
	assert_int_not_equal(stat(keylog, &st), 0);
	unsetenv("https_proxy");
	unsetenv("ALL_PROXY");
	end(&b);
}

static void a_new_call_replaces_the_old(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {
	    {FAKE_REPLY, 200, NULL, "{\"first\":1}"}, {FAKE_REPLY, 200, NULL, "{\"second\":1}"}};
	struct bench b = begin(replies);
	struct outcome never = {0};
	connect_to(&b);
	client_start(b.client, &get, on_answer, &never);
	struct outcome o = make_call(&b, &get);
	assert_int_equal(o.error.problem, PROBLEM_NONE);
	assert_int_equal(never.calls, 0);
	end(&b);
}

static int global(void **state)
{
	(void)state;
	struct error err;
	signal(SIGPIPE, SIG_IGN);
	return http_global_init(&err) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_plain_call),
	    cmocka_unit_test(the_nonce_is_taken_and_used),
	    cmocka_unit_test(a_centre_that_never_has_enough),
	    cmocka_unit_test(a_refused_signature_is_made_anew_once),
	    cmocka_unit_test(lost_answers_are_asked_for_again),
	    cmocka_unit_test(a_centre_that_is_down),
	    cmocka_unit_test(a_connection_that_is_cut),
	    cmocka_unit_test(a_patient_call_ends_at_its_deadline),
	    cmocka_unit_test(problem_documents),
	    cmocka_unit_test(answers_without_end),
	    cmocka_unit_test(an_answer_that_is_no_http),
	    cmocka_unit_test(only_the_right_centre),
	    cmocka_unit_test(another_address_same_name),
	    cmocka_unit_test(a_missing_ca),
	    cmocka_unit_test(the_environment_has_no_say),
	    cmocka_unit_test(a_new_call_replaces_the_old),
	};
	return cmocka_run_group_tests(tests, global, NULL);
}
