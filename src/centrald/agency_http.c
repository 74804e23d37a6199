#include "centrald/agency_http.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>

#include "base/secret.h"
#include "centrald/agency_json.h"

#define HEADERS_MAX (16 * 1024)

struct agency_http {
	const struct linkage_config *cfg;
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
	struct curl_slist *headers;
	agency_http_fn *fn;
	void *arg;
	TAILQ_HEAD(transfer_list, transfer) under_way;
};

struct transfer {
	struct agency_http *http;
	void *of_question;
	CURL *easy;
	struct buf body, answer;
	size_t header_bytes;
	bool too_large;
	char trouble[CURL_ERROR_SIZE];
	TAILQ_ENTRY(transfer) link;
};

const char *agency_outcome_word(enum agency_outcome outcome)
{
	static const char *const words[AGENCY_OUTCOMES] = {
	    [AGENCY_ANSWERED] = "answered",
	    [AGENCY_PAUSED] = "paused",
	    [AGENCY_BUSY] = "busy",
	    [AGENCY_UNREACHABLE] = "unreachable",
	    [AGENCY_SLOW] = "time limit",
	    [AGENCY_TLS] = "TLS",
	    [AGENCY_CUT] = "cut",
	    [AGENCY_TOO_LARGE] = "too large",
	    [AGENCY_STATUS] = "status",
	    [AGENCY_NOT_UNDERSTOOD] = "not understood",
	};
	return words[outcome];
}

/* ---- what comes in ---- */

/* libcurl 7.88's CURLOPT_MAXFILESIZE does not bound a chunked body. */
static size_t take_body(char *data, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;
	size_t len = size * count;
	t->too_large |= t->answer.len + len > AGENCY_BODY_MAX;
	if (t->too_large)
		return 0;
	buf_put(&t->answer, data, len);
	return buf_ok(&t->answer) ? len : 0;
}

static size_t take_header(char *data, size_t size, size_t count, void *arg)
{
	struct transfer *t = arg;
	(void)data;
	t->header_bytes += size * count;
	t->too_large |= t->header_bytes > HEADERS_MAX;
	return t->too_large ? 0 : size * count;
}

/* ---- what it means ---- */

static bool is_json(CURL *easy)
{
	static const char type[] = "application/json";
	const char *have = NULL;
	curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &have);
	if (!have || strncasecmp(have, type, sizeof type - 1) != 0)
		return false;
	return strchr("; ", have[sizeof type - 1]) != NULL; /* the NUL too */
}

static enum agency_outcome judge_answer(struct transfer *t, long *detail)
{
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, detail);
	if (*detail != 200)
		return AGENCY_STATUS;
	return is_json(t->easy) ? AGENCY_ANSWERED : AGENCY_NOT_UNDERSTOOD;
}

/* Under TLS 1.3 a refused certificate of ours shows up at the first read, as an alert. */
static enum agency_outcome judge_trouble(const struct transfer *t, CURLcode code)
{
	if (t->too_large)
		return AGENCY_TOO_LARGE;
	if (strstr(t->trouble, " alert "))
		return AGENCY_TLS;
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return AGENCY_SLOW;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
		return AGENCY_TLS;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
		return AGENCY_UNREACHABLE;
	case CURLE_PARTIAL_FILE:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return AGENCY_CUT;
	default:
		return AGENCY_NOT_UNDERSTOOD;
	}
}

static void transfer_free(struct transfer *t)
{
	if (t->easy) {
		curl_multi_remove_handle(t->http->multi, t->easy);
		curl_easy_cleanup(t->easy);
	}
	buf_free(&t->body);
	buf_free(&t->answer);
	TAILQ_REMOVE(&t->http->under_way, t, link);
	free(t);
}

static void finish(struct transfer *t, CURLcode code)
{
	long detail = code;
	enum agency_outcome outcome =
	    code == CURLE_OK ? judge_answer(t, &detail) : judge_trouble(t, code);
	t->http->fn(t->http->arg, t->of_question, outcome, detail, &t->answer);
	transfer_free(t);
}

/* ---- libcurl on the loop ---- */

static void collect(struct agency_http *h)
{
	int left = 0;
	const CURLMsg *message;
	while ((message = curl_multi_info_read(h->multi, &left))) {
		struct transfer *t = NULL;
		CURLcode code = message->data.result;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&t);
		finish(t, code);
	}
}

static void on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct agency_http *h = arg;
	int running;
	int events =
	    (what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	curl_multi_socket_action(h->multi, fd, events, &running);
	collect(h);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct agency_http *h = arg;
	int running;
	(void)fd;
	(void)what;
	curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect(h);
}

static int set_timer(CURLM *multi, long ms, void *arg)
{
	struct agency_http *h = arg;
	const struct timeval t = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
	(void)multi;
	return ms < 0 ? evtimer_del(h->timer) : evtimer_add(h->timer, &t);
}

/* The socket's event travels as libcurl's pointer of it. */
static int set_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *of_socket)
{
	struct agency_http *h = arg;
	struct event *event = of_socket;
	short wanted = (short)((what & CURL_POLL_IN ? EV_READ : 0) |
			       (what & CURL_POLL_OUT ? EV_WRITE : 0) | EV_PERSIST);
	(void)easy;
	if (event)
		event_free(event);
	event = what == CURL_POLL_REMOVE ? NULL : event_new(h->base, fd, wanted, on_socket, h);
	if (event)
		event_add(event, NULL);
	curl_multi_assign(h->multi, fd, event);
	return what == CURL_POLL_REMOVE || event ? 0 : -1;
}

/* ---- one question ---- */

static void set_tls(CURL *easy, const struct linkage_config *cfg)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_3 | (long)CURL_SSLVERSION_MAX_TLSv1_3);
	curl_easy_setopt(easy, CURLOPT_CAINFO, cfg->ca);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_NO_PARTIALCHAIN);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	curl_easy_setopt(easy, CURLOPT_SSLCERT, cfg->cert);
	curl_easy_setopt(easy, CURLOPT_SSLKEY, cfg->key);
}

static void set_narrow(CURL *easy, const struct linkage_config *cfg)
{
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, NULL);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	curl_easy_setopt(easy, CURLOPT_ALTSVC_CTRL, 0L);
	curl_easy_setopt(easy, CURLOPT_HSTS_CTRL, 0L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "ddopa-centrald/1.0");
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, cfg->connect);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, cfg->timeout);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 300L);
}

static void set_question(struct transfer *t)
{
	CURL *easy = t->easy;
	curl_easy_setopt(easy, CURLOPT_URL, t->http->cfg->url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, t->http->headers);
	curl_easy_setopt(easy, CURLOPT_POST, 1L);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, (char *)t->body.data);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)t->body.len);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->trouble);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
}

bool agency_http_ask(struct agency_http *h, struct buf *body, void *of_question)
{
	struct transfer *t = calloc(1, sizeof *t);
	if (!t) {
		buf_free(body);
		return false;
	}
	TAILQ_INSERT_TAIL(&h->under_way, t, link);
	t->http = h;
	t->of_question = of_question;
	t->body = *body;
	t->answer = (struct buf)BUF_INIT_SECRET;
	*body = (struct buf)BUF_INIT_SECRET;
	t->easy = curl_easy_init();
	if (t->easy) {
		set_tls(t->easy, h->cfg);
		set_narrow(t->easy, h->cfg);
		set_question(t);
		if (curl_multi_add_handle(h->multi, t->easy) == CURLM_OK)
			return true;
	}
	transfer_free(t);
	return false;
}

/* ---- opening and closing ---- */

/* Once by OpenSSL itself, so that a mistake is told at the start and not at a counter. */
static bool check_files(const struct linkage_config *cfg, struct error *err)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	const char *wrong = NULL;
	if (!ctx)
		return error_set(err, PROBLEM_MEMORY, "TLS");
	if (SSL_CTX_load_verify_file(ctx, cfg->ca) != 1)
		wrong = cfg->ca;
	else if (SSL_CTX_use_certificate_chain_file(ctx, cfg->cert) != 1)
		wrong = cfg->cert;
	else if (SSL_CTX_use_PrivateKey_file(ctx, cfg->key, SSL_FILETYPE_PEM) != 1 ||
		 SSL_CTX_check_private_key(ctx) != 1)
		wrong = cfg->key;
	SSL_CTX_free(ctx);
	return !wrong || error_set(err, PROBLEM_CONFIG, "%s", wrong);
}

static bool add_header(struct agency_http *h, const char *line)
{
	struct curl_slist *more = curl_slist_append(h->headers, line);
	if (more)
		h->headers = more;
	return more != NULL;
}

static bool set_up(struct agency_http *h, struct error *err)
{
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, secret_heap_free, secret_heap_realloc,
		strdup, calloc) != CURLE_OK)
		return error_set(err, PROBLEM_SYSTEM, "libcurl");
	h->multi = curl_multi_init();
	h->timer = evtimer_new(h->base, on_timer, h);
	/* Without a body to wait for, 100-continue only costs a round trip. */
	if (!h->multi || !h->timer || !add_header(h, "Content-Type: application/json") ||
	    !add_header(h, "Accept: application/json") || !add_header(h, "Expect:"))
		return error_set(err, PROBLEM_MEMORY, "libcurl");
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
	curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
	curl_multi_setopt(h->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING);
	return true;
}

struct agency_http *agency_http_open(const struct linkage_config *cfg, struct event_base *base,
    agency_http_fn *fn, void *arg, struct error *err)
{
	if (!check_files(cfg, err))
		return NULL;
	struct agency_http *h = calloc(1, sizeof *h);
	if (!h) {
		error_set(err, PROBLEM_MEMORY, "linkage");
		return NULL;
	}
	*h = (struct agency_http){.cfg = cfg, .base = base, .fn = fn, .arg = arg};
	TAILQ_INIT(&h->under_way);
	if (set_up(h, err))
		return h;
	agency_http_close(h, NULL);
	return NULL;
}

void agency_http_close(struct agency_http *h, void (*drop)(void *of_question))
{
	struct transfer *t;
	if (!h)
		return;
	while ((t = TAILQ_FIRST(&h->under_way))) {
		drop(t->of_question);
		transfer_free(t);
	}
	if (h->multi)
		curl_multi_cleanup(h->multi);
	if (h->timer)
		event_free(h->timer);
	curl_slist_free_all(h->headers);
	free(h);
	curl_global_cleanup();
}
