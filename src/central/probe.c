/* A centre that refuses the certificate may have closed before the request is written: then
 * the writing fails, libcurl gives up without reading, and the alert that says why is lost.
 * So after a fresh connection that ended in that way another one is made that sends nothing
 * and only listens. Nothing is repeated by it. */
#include "central/client.h"

#define LISTEN_MS 1000 /* for the alert, once the handshake is done */

/* The handshake went well on a connection made for this try, and then nothing came. */
bool probe_wanted(struct request *r, CURLcode code)
{
	curl_off_t handshake = 0;
	long connects = 0, status = 0;
	if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR && code != CURLE_GOT_NOTHING)
		return false;
	curl_easy_getinfo(r->easy, CURLINFO_APPCONNECT_TIME_T, &handshake);
	curl_easy_getinfo(r->easy, CURLINFO_NUM_CONNECTS, &connects);
	curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
	return handshake > 0 && connects > 0 && status == 0 &&
	       tls_refusal(r->central) == PROBLEM_NONE;
}

bool probe_begin(struct request *r)
{
	struct central *c = r->central;
	r->easy = curl_easy_init();
	if (!r->easy)
		return false;
	tls_configure(c, r->easy);
	curl_easy_setopt(r->easy, CURLOPT_URL, r->url);
	curl_easy_setopt(r->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(r->easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(r->easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(r->easy, CURLOPT_CONNECTTIMEOUT, c->connect_timeout_s);
	curl_easy_setopt(r->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(r->easy, CURLOPT_PRIVATE, r);
	r->probing = curl_multi_add_handle(c->multi, r->easy) == CURLM_OK;
	if (!r->probing)
		attempt_end(r);
	return r->probing;
}

void probe_stop(struct request *r)
{
	loop_remove(r->central->loop, r->probe_fd);
	loop_remove(r->central->loop, r->probe_timer);
	r->probe_fd = r->probe_timer = 0;
	r->probing = false;
}

static void end(struct request *r)
{
	enum problem refused = tls_refusal(r->central);
	probe_stop(r);
	attempt_end(r);
	if (refused != PROBLEM_NONE) {
		error_set(&r->failure.error, refused, "%s", r->central->url);
		r->maybe_sent = r->failure.maybe_done = false;
		r->after_probe = -1;
	}
	request_go_on(r, r->after_probe);
}

static void on_silence(void *arg)
{
	struct request *r = arg;
	r->probe_timer = 0;
	end(r);
}

/* Reading is what lets OpenSSL see the alert; a ticket or the like may come before it. */
static void on_readable(void *arg, int fd, short revents)
{
	struct request *r = arg;
	char byte;
	size_t n = 0;
	(void)fd;
	(void)revents;
	if (curl_easy_recv(r->easy, &byte, 1, &n) != CURLE_AGAIN)
		end(r);
}

void probe_connected(struct request *r, CURLcode code)
{
	struct loop *loop = r->central->loop;
	curl_socket_t fd = CURL_SOCKET_BAD;
	if (code == CURLE_OK)
		curl_easy_getinfo(r->easy, CURLINFO_ACTIVESOCKET, &fd);
	if (fd != CURL_SOCKET_BAD) {
		r->probe_fd = loop_add_fd(loop, fd, POLLIN, on_readable, r);
		r->probe_timer = loop_add_timer(loop, LISTEN_MS, on_silence, r);
	}
	if (r->probe_fd == 0 || r->probe_timer == 0)
		end(r);
}
