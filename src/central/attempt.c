/* One try of a call: a libcurl handle with every option that matters said aloud, since its
 * defaults obey the environment and the system's trust store. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "central/client.h"

/* libcurl 7.88's CURLOPT_MAXFILESIZE does not bound a chunked body (hardening.md, finding 5):
 * counted here. */
static size_t take_body(char *data, size_t size, size_t count, void *arg)
{
	struct request *r = arg;
	size_t len = size * count;
	r->too_long |= r->answer.len + len > ANSWER_MAX;
	if (r->too_long)
		return 0;
	buf_put(&r->answer, data, len);
	return buf_ok(&r->answer) ? len : 0;
}

static void take_checkpoint(struct request *r, const char *line, size_t len)
{
	static const char name[] = API_CHECKPOINT ":";
	size_t skip = sizeof name - 1;
	if (len < skip || strncasecmp(line, name, skip) != 0)
		return;
	while (skip < len && line[skip] == ' ')
		skip++;
	while (len > skip && (line[len - 1] == '\r' || line[len - 1] == '\n'))
		len--;
	buf_put(&r->checkpoints, line + skip, len - skip);
	buf_u8(&r->checkpoints, '\n');
}

/* A line at a time. The empty one ends the headers of one status line; after a 1xx there is
 * another (RFC 9112 §2.1). */
static size_t take_header(char *data, size_t size, size_t count, void *arg)
{
	static const char status_line[] = "HTTP/";
	struct request *r = arg;
	size_t len = size * count;
	r->header_bytes += len;
	r->too_long |= r->header_bytes > HEADERS_MAX;
	if (len >= sizeof status_line - 1 && memcmp(data, status_line, sizeof status_line - 1) == 0)
		r->headers_whole = false;
	else if (len > 0 && (data[0] == '\r' || data[0] == '\n'))
		r->headers_whole = true;
	if (!r->too_long)
		take_checkpoint(r, data, len);
	return r->too_long ? 0 : len;
}

static bool add_header(struct request *r, const char *name, const char *value)
{
	struct buf line = BUF_INIT_SECRET;
	buf_printf(&line, "%s: %s", name, value);
	struct curl_slist *more =
	    buf_ok(&line) ? curl_slist_append(r->headers, (char *)line.data) : NULL;
	buf_free(&line);
	if (more)
		r->headers = more;
	return more != NULL;
}

static bool add_token(struct request *r)
{
	struct buf value = BUF_INIT_SECRET;
	buf_printf(&value, "Bearer %s", r->central->token);
	bool ok = buf_ok(&value) && add_header(r, "Authorization", (char *)value.data);
	buf_free(&value);
	return ok;
}

static bool add_seen(struct request *r)
{
	char number[24];
	r->sent = r->central->witness.seen;
	if (r->sent.number == 0)
		return true;
	snprintf(number, sizeof number, "%ld", r->sent.number);
	return add_header(r, API_CHECKPOINT_SEEN, number);
}

static bool add_headers(struct request *r)
{
	bool posts = strcmp(r->row->method, "POST") == 0;
	bool ok = add_header(r, "Accept", "application/json, application/problem+json");
	if (posts)
		ok = ok && add_header(r, "Content-Type", "application/json");
	/* Without a body to wait for, 100-continue only costs a round trip. */
	ok = ok && (r->headers = curl_slist_append(r->headers, "Expect:")) != NULL;
	ok = ok && add_seen(r);
	if (r->central->token[0])
		ok = ok && add_token(r);
	if (r->key[0])
		ok = ok && add_header(r, API_IDEMPOTENCY_KEY, r->key);
	return ok;
}

static void set_method(struct request *r)
{
	if (strcmp(r->row->method, "POST") == 0) {
		curl_easy_setopt(r->easy, CURLOPT_POST, 1L);
		curl_easy_setopt(r->easy, CURLOPT_POSTFIELDS, (char *)r->body.data);
		curl_easy_setopt(r->easy, CURLOPT_POSTFIELDSIZE, (long)r->body.len);
	} else if (strcmp(r->row->method, "GET") != 0) {
		curl_easy_setopt(r->easy, CURLOPT_CUSTOMREQUEST, r->row->method);
	}
}

/* hardening.md T10, T22. A long-poll is silent while it waits. */
static void set_limits(struct request *r)
{
	const struct central *c = r->central;
	long total = c->timeout_s + (r->row->long_poll ? c->poll_wait_s : 0);
	curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT, c->connect_timeout_s);
	curl_easy_setopt(r->easy, CURLOPT_TIMEOUT, total);
	if (!r->row->long_poll) {
		curl_easy_setopt(r->easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
		curl_easy_setopt(r->easy, CURLOPT_LOW_SPEED_TIME, 10L);
	}
	curl_easy_setopt(r->easy, CURLOPT_MAXAGE_CONN, 300L);
	curl_easy_setopt(r->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(r->easy, CURLOPT_NOSIGNAL, 1L);
}

static void set_narrow(struct request *r)
{
	curl_easy_setopt(r->easy, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(r->easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(r->easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(r->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(r->easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(r->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(r->easy, CURLOPT_ACCEPT_ENCODING, NULL);
	curl_easy_setopt(r->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(r->easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(r->easy, CURLOPT_ALTSVC_CTRL, 0L);
	curl_easy_setopt(r->easy, CURLOPT_HSTS_CTRL, 0L);
	curl_easy_setopt(r->easy, CURLOPT_USERAGENT, "ddopa/1.0");
	/* On a kept connection that has died libcurl sends again by itself. */
	curl_easy_setopt(r->easy, CURLOPT_FRESH_CONNECT, r->row->repeatable ? 0L : 1L);
}

bool attempt_begin(struct request *r, struct error *err)
{
	struct central *c = r->central;
	if (r->tries++ == 0)
		r->started = clock_mono_ms(loop_clock(c->loop));
	r->too_long = false;
	r->header_bytes = 0;
	r->headers_whole = false;
	buf_clear(&r->answer);
	buf_clear(&r->checkpoints);
	r->easy = curl_easy_init();
	if (!r->easy || !add_headers(r))
		return error_set(err, PROBLEM_MEMORY, "libcurl");
	set_narrow(r);
	set_limits(r);
	set_method(r);
	tls_configure(c, r->easy);
	curl_easy_setopt(r->easy, CURLOPT_URL, r->url);
	curl_easy_setopt(r->easy, CURLOPT_HTTPHEADER, r->headers);
	curl_easy_setopt(r->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(r->easy, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(r->easy, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
	if (curl_multi_add_handle(c->multi, r->easy) != CURLM_OK)
		return error_set(err, PROBLEM_MEMORY, "libcurl");
	return true;
}

void attempt_end(struct request *r)
{
	if (r->easy) {
		curl_multi_remove_handle(r->central->multi, r->easy);
		curl_easy_cleanup(r->easy);
	}
	curl_slist_free_all(r->headers);
	r->easy = NULL;
	r->headers = NULL;
}
