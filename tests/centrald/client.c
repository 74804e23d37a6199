#include "client.h"

#include <errno.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"
#include "base/text.h"

void fresh_key(char out[API_ID_SIZE])
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	assert_true(random_bytes(random, sizeof random));
	hex_encode(&hex, random, sizeof random);
	snprintf(out, API_ID_SIZE, "k%s", (const char *)hex.data);
	buf_free(&hex);
}

static void make(struct client *c, struct world *w)
{
	char ca[512];
	memset(c, 0, sizeof *c);
	c->world = w;
	c->curl = curl_easy_init();
	assert_non_null(c->curl);
	snprintf(ca, sizeof ca, "%s/ca.pem", w->directory);
	curl_easy_setopt(c->curl, CURLOPT_CAINFO, ca);
	curl_easy_setopt(c->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 90L);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
}

void client_make(struct client *c, struct world *w, const struct pki_issued *certificate)
{
	make(c, w);
	c->certificate = certificate;
	if (certificate) {
		curl_easy_setopt(c->curl, CURLOPT_SSLCERT, certificate->cert_file);
		curl_easy_setopt(c->curl, CURLOPT_SSLKEY, certificate->key_file);
	}
}

void client_make_citizen(struct client *c, struct world *w)
{
	make(c, w);
	c->citizens = true;
}

void client_free(struct client *c)
{
	curl_easy_cleanup(c->curl);
	memset(c, 0, sizeof *c);
}

static size_t take_body(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

static void take_value(const char *line, size_t len, const char *name, char *out, size_t size)
{
	size_t at = strlen(name);
	if (len < at || strncasecmp(line, name, at) != 0)
		return;
	while (at < len && line[at] == ' ')
		at++;
	snprintf(out, size, "%.*s", (int)strcspn(line + at, "\r\n"), line + at);
}

static size_t take_header(char *data, size_t size, size_t n, void *arg)
{
	struct answer *a = arg;
	size_t len = size * n;
	take_value(data, len, "Content-Type:", a->type, sizeof a->type);
	take_value(data, len, "DPoP-Nonce:", a->nonce, sizeof a->nonce);
	take_value(data, len, API_CORRELATION ":", a->correlation, sizeof a->correlation);
	a->checkpoints += len > 17 && strncasecmp(data, "Audit-Checkpoint:", 17) == 0;
	if (a->checkpoints <= 1)
		take_value(data, len, "Audit-Checkpoint:", a->checkpoint, sizeof a->checkpoint);
	take_value(data, len, "Retry-After:", a->retry_after, sizeof a->retry_after);
	return len;
}

static json_t *parsed(const void *data, size_t len)
{
	json_t *tree = data && len > 0 ? json_loadb(data, len, 0, NULL) : NULL;
	return tree ? tree : json_null();
}

/* BUILD/tests/centrald/exchanges/PROGRAM.ndjson, anew with each run of the program. */
static FILE *record_file(void)
{
	static bool begun;
	char path[600];
	const char *top = getenv("top_builddir");
	if (!top)
		return NULL;
	snprintf(path, sizeof path, "%s/tests/centrald/exchanges", top);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/tests/centrald/exchanges/%s.ndjson", top,
	    program_invocation_short_name);
	FILE *f = fopen(path, begun ? "ae" : "we");
	begun = f != NULL;
	return f;
}

static void write_line(
    FILE *f, const struct client *c, const struct request *r, const struct answer *a)
{
	json_t *line = json_pack("{s:s, s:s, s:s, s:i, s:s, s:b, s:b, s:s, s:o, s:o, s:i}",
	    "listener", c->citizens ? "citizens" : "terminals", "method", r->method, "path",
	    r->path, "status", (int)a->status, "type", a->type, "nonce", *a->nonce != 0,
	    "correlation", *a->correlation != 0, "checkpoint", a->checkpoint, "request",
	    parsed(r->body, r->len), "response", parsed(a->body.data, a->body.len), "length",
	    (int)a->body.len);
	if (line && json_dumpf(line, f, JSON_COMPACT) == 0)
		fputc('\n', f);
	json_decref(line);
}

/* One at a time: the races ask from several threads. */
static void record(const struct client *c, const struct request *r, const struct answer *a)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_mutex_lock(&lock);
	FILE *f = record_file();
	if (f) {
		write_line(f, c, r, a);
		fclose(f);
	}
	pthread_mutex_unlock(&lock);
}

static struct curl_slist *headers_of(const struct client *c, const struct request *r)
{
	char line[API_JWS_MAX + 64];
	char key[API_ID_SIZE];
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	if (*c->token) {
		snprintf(line, sizeof line, "Authorization: Bearer %s", c->token);
		list = curl_slist_append(list, line);
	}
	if (r->key) {
		fresh_key(key);
		snprintf(line, sizeof line, API_IDEMPOTENCY_KEY ": %s", *r->key ? r->key : key);
		list = curl_slist_append(list, line);
	}
	if (r->dpop) {
		snprintf(line, sizeof line, "DPoP: %s", r->dpop);
		list = curl_slist_append(list, line);
	}
	for (int i = 0; r->headers[i]; i++)
		list = curl_slist_append(list, r->headers[i]);
	return curl_slist_append(list, "Content-Type: application/json");
}

void client_call(struct client *c, const struct request *r, struct answer *a)
{
	char url[1024];
	memset(a, 0, sizeof *a);
	snprintf(url, sizeof url, "https://localhost:%d%s",
	    c->citizens ? c->world->citizens_port : c->world->terminals_port, r->path);
	struct curl_slist *headers = headers_of(c, r);
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c->curl, CURLOPT_HTTPGET, 1L);
	if (r->body) {
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE, (long)r->len);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, r->body);
	}
	curl_easy_setopt(c->curl, CURLOPT_NOBODY, (long)(strcmp(r->method, "HEAD") == 0));
	curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, r->method);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &a->body);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, a);
	a->curl = curl_easy_perform(c->curl);
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &a->status);
	curl_slist_free_all(headers);
	if (a->status >= 400) {
		struct error err;
		api_problem_read(&a->problem, a->body.data, a->body.len, &err);
	}
	if (a->curl == CURLE_OK && !c->unrecorded)
		record(c, r, a);
}

void client_json(
    struct client *c, const char *method, const char *path, const char *json, struct answer *a)
{
	const struct request r = {.method = method,
	    .path = path,
	    .body = json,
	    .len = json ? strlen(json) : 0,
	    .key = ""};
	client_call(c, &r, a);
}

void answer_free(struct answer *a)
{
	buf_free(&a->body);
}

static void show(const struct answer *a)
{
	print_message("curl %d, status %ld: %s\n", (int)a->curl, a->status,
	    a->body.data ? (const char *)a->body.data : "");
}

void answer_is(const struct answer *a, long status)
{
	if (a->curl != CURLE_OK || a->status != status)
		show(a);
	assert_int_equal(a->curl, CURLE_OK);
	assert_int_equal(a->status, status);
}

void answer_problem(const struct answer *a, enum problem problem)
{
	if (a->problem.problem != problem)
		show(a);
	assert_string_equal(problem_row(a->problem.problem)->name, problem_row(problem)->name);
	assert_int_equal(a->status, problem_row(problem)->http);
	assert_string_equal(a->type, "application/problem+json");
	assert_string_equal(a->problem.correlation, a->correlation);
}
