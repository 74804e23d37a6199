#include "phone/http.h"

#include <curl/curl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "wire/api.h"

#define CONNECT_TIMEOUT_S 5L
#define TIMEOUT_S	  15L
#define HEADERS_MAX	  (16u * 1024)
#define NONCE_SIZE	  128
#define URL_SIZE	  1024

struct http {
	struct loop *loop;
	const struct http_options *options;
	CURLM *multi;
	CURL *easy;
	struct curl_slist *connect_to;
	struct curl_slist *headers;
	unsigned timer;
	bool busy;
	http_fn *fn;
	void *arg;
	struct buf body;
	size_t header_bytes;
	char detail[CURL_ERROR_SIZE];
	char nonce[NONCE_SIZE];
	bool too_large;
	CURLcode refused; /* could not even be started; told from the loop */
};

bool http_global_init(struct error *err)
{
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, secret_heap_free,
		   secret_heap_realloc, strdup, calloc) == 0 ||
	       error_set(err, PROBLEM_INTERNAL, "libcurl");
}

/* ---- what comes in ---- */

static size_t take_body(char *data, size_t size, size_t count, void *arg)
{
	struct http *h = arg;
	(void)size; /* always 1 */
	if (h->body.len + count > API_BODY_MAX) {
		h->too_large = true;
		return 0;
	}
	buf_put(&h->body, data, count);
	return buf_ok(&h->body) ? count : 0;
}

static void take_nonce(struct http *h, const char *line, size_t len)
{
	static const char name[] = "DPoP-Nonce:";
	if (len < sizeof name - 1 || strncasecmp(line, name, sizeof name - 1) != 0)
		return;
	line += sizeof name - 1;
	len -= sizeof name - 1;
	while (len > 0 && *line == ' ') {
		line++;
		len--;
	}
	while (len > 0 && (unsigned char)line[len - 1] <= ' ')
		len--;
	if (len < NONCE_SIZE) {
		memcpy(h->nonce, line, len);
		h->nonce[len] = '\0';
	}
}

static size_t take_header(char *data, size_t size, size_t count, void *arg)
{
	struct http *h = arg;
	(void)size;
	h->header_bytes += count;
	if (h->header_bytes > HEADERS_MAX) {
		h->too_large = true;
		return 0;
	}
	take_nonce(h, data, count);
	return count;
}

/* ---- the end of a request ---- */

static const struct {
	CURLcode code;
	enum problem problem;
} troubles[] = {
    {CURLE_OPERATION_TIMEDOUT, PROBLEM_CENTRE_TIMEOUT},
    {CURLE_SSL_CONNECT_ERROR, PROBLEM_CENTRE_TLS},
    {CURLE_PEER_FAILED_VERIFICATION, PROBLEM_CENTRE_TLS},
    {CURLE_SSL_CERTPROBLEM, PROBLEM_CENTRE_TLS},
    {CURLE_SSL_CACERT_BADFILE, PROBLEM_CONFIG},
    {CURLE_WRITE_ERROR, PROBLEM_CENTRE_ANSWER},
    {CURLE_WEIRD_SERVER_REPLY, PROBLEM_CENTRE_ANSWER},
    {CURLE_UNSUPPORTED_PROTOCOL, PROBLEM_CENTRE_ANSWER},
    {CURLE_OUT_OF_MEMORY, PROBLEM_MEMORY},
};

/* A connection cut in the middle of the handshake has the same code as a refused
 * certificate; only the text tells them apart: OpenSSL's own bear "error:" and a number,
 * a system call's do not. */
static bool was_cut(const struct http *h, CURLcode code)
{
	return code == CURLE_SSL_CONNECT_ERROR &&
	       (!strstr(h->detail, "error:") || strstr(h->detail, "unexpected eof"));
}

static void trouble(struct http *h, CURLcode code, struct error *error)
{
	enum problem problem = PROBLEM_CENTRE_DOWN;
	for (size_t i = 0; i < sizeof troubles / sizeof troubles[0]; i++)
		if (troubles[i].code == code && !was_cut(h, code))
			problem = troubles[i].problem;
	error_set(error, problem, "%s: %s", h->options->host,
	    h->too_large ? "too long" : curl_easy_strerror(code));
}

static void finish(struct http *h, CURLcode code)
{
	struct http_answer answer = {.body = &h->body, .nonce = h->nonce};
	http_fn *fn = h->fn;
	curl_easy_getinfo(h->easy, CURLINFO_RESPONSE_CODE, &answer.status);
	if (code != CURLE_OK)
		trouble(h, code, &answer.error);
	curl_multi_remove_handle(h->multi, h->easy);
	h->busy = false;
	/* The callback may start the next request, which clears body and nonce: it must
	 * have taken what it needs by then. */
	fn(h->arg, &answer);
}

static void check_done(struct http *h)
{
	int left;
	CURLMsg *message = curl_multi_info_read(h->multi, &left);
	if (message && message->msg == CURLMSG_DONE)
		finish(h, message->data.result);
}

/* ---- libcurl's sockets and timer on our loop ---- */

static void on_socket(void *arg, int fd, short revents)
{
	struct http *h = arg;
	int running, mask = 0;
	if (revents & POLLIN)
		mask |= CURL_CSELECT_IN;
	if (revents & POLLOUT)
		mask |= CURL_CSELECT_OUT;
	if (revents & (POLLERR | POLLHUP | POLLNVAL))
		mask |= CURL_CSELECT_ERR;
	curl_multi_socket_action(h->multi, fd, mask, &running);
	check_done(h);
}

static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *assigned)
{
	static const short events[] = {[CURL_POLL_IN] = POLLIN,
	    [CURL_POLL_OUT] = POLLOUT,
	    [CURL_POLL_INOUT] = POLLIN | POLLOUT,
	    [CURL_POLL_REMOVE] = 0};
	struct http *h = arg;
	unsigned handle = (unsigned)(uintptr_t)assigned;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		loop_remove(h->loop, handle);
		handle = 0;
	} else if (handle) {
		loop_set_events(h->loop, handle, events[what]);
	} else {
		handle = loop_add_fd(h->loop, fd, events[what], on_socket, h);
	}
	curl_multi_assign(h->multi, fd, (void *)(uintptr_t)handle);
	return 0;
}

static void on_timer(void *arg)
{
	struct http *h = arg;
	int running;
	h->timer = 0;
	if (h->refused != CURLE_OK) {
		CURLcode code = h->refused;
		h->refused = CURLE_OK;
		finish(h, code);
		return;
	}
	curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	check_done(h);
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
	struct http *h = arg;
	(void)multi;
	loop_remove(h->loop, h->timer);
	h->timer = ms >= 0 ? loop_add_timer(h->loop, ms, on_timer, h) : 0;
	return 0;
}

/* ---- set up ---- */

/* What no request changes. */
static bool set_policy(struct http *h)
{
	CURL *e = h->easy;
	return curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CAINFO, h->options->ca) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CAPATH, NULL) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK;
}

static bool set_limits(struct http *h)
{
	CURL *e = h->easy;
	return curl_easy_setopt(e, CURLOPT_ERRORBUFFER, h->detail) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, 300L) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_WRITEDATA, h) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
	       curl_easy_setopt(e, CURLOPT_HEADERDATA, h) == CURLE_OK &&
	       curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, watch_socket) == CURLM_OK &&
	       curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h) == CURLM_OK &&
	       curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, set_timer) == CURLM_OK &&
	       curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h) == CURLM_OK;
}

static bool set_connect_to(struct http *h)
{
	char text[256];
	if (!h->options->connect)
		return true;
	/* empty host and port: whatever the address says */
	int n = snprintf(text, sizeof text, "::%s", h->options->connect);
	if (n < 0 || (size_t)n >= sizeof text)
		return false;
	h->connect_to = curl_slist_append(NULL, text);
	return h->connect_to &&
	       curl_easy_setopt(h->easy, CURLOPT_CONNECT_TO, h->connect_to) == CURLE_OK;
}

static bool holds_certificate(const char *file)
{
	FILE *f = fopen(file, "re");
	X509 *first = f ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;
	if (f)
		fclose(f);
	X509_free(first);
	return first != NULL;
}

struct http *http_new(struct loop *loop, const struct http_options *options, struct error *err)
{
	if (!holds_certificate(options->ca)) {
		error_set(err, PROBLEM_CONFIG, "--ca %s", options->ca);
		return NULL;
	}
	struct http *h = calloc(1, sizeof *h);
	if (!h) {
		error_set(err, PROBLEM_MEMORY, "http");
		return NULL;
	}
	h->loop = loop;
	h->options = options;
	h->body = (struct buf)BUF_INIT_SECRET;
	h->multi = curl_multi_init();
	h->easy = curl_easy_init();
	if (h->multi && h->easy && set_policy(h) && set_limits(h) && set_connect_to(h))
		return h;
	http_free(h);
	error_set(err, PROBLEM_INTERNAL, "libcurl");
	return NULL;
}

void http_abort(struct http *h)
{
	if (h->busy)
		curl_multi_remove_handle(h->multi, h->easy);
	h->busy = false;
	h->refused = CURLE_OK;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	http_abort(h);
	curl_easy_cleanup(h->easy);
	curl_multi_cleanup(h->multi);
	loop_remove(h->loop, h->timer);
	curl_slist_free_all(h->connect_to);
	curl_slist_free_all(h->headers);
	buf_free(&h->body);
	free(h);
}

/* ---- a request ---- */

static bool add_header(struct http *h, const char *name, const char *value)
{
	struct buf line = BUF_INIT;
	buf_printf(&line, "%s:%s%s", name, *value ? " " : "", value);
	struct curl_slist *more =
	    buf_ok(&line) ? curl_slist_append(h->headers, (const char *)line.data) : NULL;
	if (more)
		h->headers = more;
	buf_free(&line);
	return more != NULL;
}

static bool set_headers(struct http *h, const struct http_request *r)
{
	curl_slist_free_all(h->headers);
	h->headers = NULL;
	return add_header(h, "Accept", "application/json, application/problem+json") &&
	       (!r->body || add_header(h, "Content-Type", "application/json")) &&
	       add_header(h, "Expect", "") && /* never «100-continue» */
	       (!r->dpop || add_header(h, "DPoP", r->dpop)) &&
	       (!r->idempotency_key || add_header(h, API_IDEMPOTENCY_KEY, r->idempotency_key)) &&
	       curl_easy_setopt(h->easy, CURLOPT_HTTPHEADER, h->headers) == CURLE_OK;
}

static bool set_method(struct http *h, const struct http_request *r)
{
	if (!r->body)
		return curl_easy_setopt(h->easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
	return curl_easy_setopt(h->easy, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_POSTFIELDS, r->body) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_POSTFIELDSIZE, (long)r->body_len) == CURLE_OK;
}

static bool set_request(struct http *h, const struct http_request *r)
{
	char url[URL_SIZE];
	int n = snprintf(url, sizeof url, "https://%s%s", h->options->host, r->target);
	/* a long-poll is silent for long: only a call must keep a pace */
	const long pace = r->wait_s ? 0 : 100;
	return n > 0 && (size_t)n < sizeof url &&
	       curl_easy_setopt(h->easy, CURLOPT_URL, url) == CURLE_OK && set_method(h, r) &&
	       set_headers(h, r) &&
	       curl_easy_setopt(h->easy, CURLOPT_TIMEOUT, TIMEOUT_S + r->wait_s) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_LOW_SPEED_LIMIT, pace) == CURLE_OK &&
	       curl_easy_setopt(h->easy, CURLOPT_LOW_SPEED_TIME, r->wait_s ? 0L : 10L) == CURLE_OK;
}

void http_start(struct http *h, const struct http_request *request, http_fn *fn, void *arg)
{
	http_abort(h);
	buf_clear(&h->body);
	h->nonce[0] = '\0';
	h->header_bytes = 0;
	h->too_large = false;
	h->detail[0] = '\0';
	h->fn = fn;
	h->arg = arg;
	if (set_request(h, request) && curl_multi_add_handle(h->multi, h->easy) == CURLM_OK) {
		h->busy = true;
		return;
	}
	h->refused = CURLE_OUT_OF_MEMORY;
	set_timer(h->multi, 0, h);
}
