#include "server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define REQUEST_MAX 60000

static int client_error;

static int refuse(X509_STORE_CTX *ctx, void *arg)
{
	(void)arg;
	X509_STORE_CTX_set_error(ctx, client_error);
	return 0;
}

static SSL_CTX *context(const struct server_options *o)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	assert(ctx);
	SSL_CTX_set_max_proto_version(ctx, o->max_version ? o->max_version : TLS1_3_VERSION);
	assert(SSL_CTX_use_certificate(ctx, o->certificate) == 1);
	assert(SSL_CTX_use_PrivateKey(ctx, o->key) == 1);
	if (o->client_ca) {
		X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), o->client_ca);
		SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	}
	client_error = o->client_error;
	if (client_error)
		SSL_CTX_set_cert_verify_callback(ctx, refuse, NULL);
	return ctx;
}

/* A whole request: headers, and as many bytes as Content-Length says. */
static int read_request(SSL *ssl, char *out)
{
	int len = 0;
	while (len < REQUEST_MAX - 1) {
		int n = SSL_read(ssl, out + len, REQUEST_MAX - 1 - len);
		if (n <= 0)
			return 0;
		len += n;
		out[len] = '\0';
		const char *end = strstr(out, "\r\n\r\n");
		const char *says = strcasestr(out, "\r\nContent-Length:");
		if (end && len >= end + 4 - out + (says ? atoi(says + 17) : 0))
			return len;
	}
	return 0;
}

static void send_text(SSL *ssl, const char *text, size_t len)
{
	SSL_write(ssl, text, (int)len);
}

/* At most `most` bytes of it; returns how many it would have been. */
static size_t answer(SSL *ssl, const struct step *step, size_t most)
{
	static char text[70000];
	const char *status = step->status ? step->status : "200 OK";
	const char *plain = atoi(status) >= 400 ? "application/problem+json" : "application/json";
	const char *body = step->body ? step->body : "";
	int n = snprintf(text, sizeof(text),
	    "HTTP/1.1 %s\r\nContent-Type: %s\r\n%sContent-Length: %zu\r\n\r\n%s", status,
	    step->type ? step->type : plain, step->extra ? step->extra : "", strlen(body), body);
	send_text(ssl, text, (size_t)n < most ? (size_t)n : most);
	return (size_t)n;
}

static void endless(SSL *ssl)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	static char chunk[0x4000 + 16];
	int n = snprintf(chunk, sizeof(chunk), "4000\r\n");
	memset(chunk + n, ' ', 0x4000);
	memcpy(chunk + n + 0x4000, "\r\n", 2);
	send_text(ssl, head, sizeof(head) - 1);
	while (SSL_write(ssl, chunk, n + 0x4000 + 2) > 0)
		continue;
}

static void drip(SSL *ssl, const struct step *step)
{
	const char *body = step->body ? step->body : "";
	char head[200];
	int n = snprintf(head, sizeof(head),
	    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
	    strlen(body));
	send_text(ssl, head, (size_t)n);
	for (; *body && SSL_write(ssl, body, 1) == 1; body++)
		usleep(100000);
}

static void reset(int fd)
{
	const struct linger now = {.l_onoff = 1};
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
}

/* One request. True: the connection lives on. */
static bool act(SSL *ssl, const struct step *step)
{
	switch (step->act) {
	case ACT_ANSWER:
		answer(ssl, step, SIZE_MAX);
		return true;
	case ACT_HALF:
		answer(ssl, step, step->bytes);
		return false;
	case ACT_CUT_AT:
		answer(ssl, step, step->bytes);
		reset(SSL_get_fd(ssl));
		return false;
	case ACT_ENDLESS:
		endless(ssl);
		return false;
	case ACT_SILENT:
		while (read(SSL_get_fd(ssl), &(char){0}, 1) > 0)
			continue;
		return false;
	case ACT_DRIP:
		drip(ssl, step);
		return false;
	case ACT_CUT:
		reset(SSL_get_fd(ssl));
		return false;
	}
	return false;
}

/* Connections run in processes of their own; which step comes next is shared. */
static void converse(SSL *ssl, int reports, const struct server_options *o, int turns[2])
{
	static char request[REQUEST_MAX];
	int len;
	while ((len = read_request(ssl, request)) > 0) {
		unsigned char turn = 0;
		send(reports, request, (size_t)len, 0);
		assert(read(turns[0], &turn, 1) == 1);
		unsigned char next = turn + 1u < o->step_count ? turn + 1 : turn;
		assert(write(turns[1], &next, 1) == 1);
		if (!act(ssl, &o->steps[turn]))
			return;
	}
}

static void serve(int listener, int reports, const struct server_options *o)
{
	int turns[2];
	char rest[4096];
	SSL_CTX *ctx = context(o);
	assert(pipe(turns) == 0 && write(turns[1], &(char){0}, 1) == 1);
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd < 0 || fork() != 0) {
			close(fd);
			continue;
		}
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		SSL *ssl = SSL_new(ctx);
		SSL_set_fd(ssl, fd);
		if (SSL_accept(ssl) == 1) {
			converse(ssl, reports, o, turns);
			SSL_shutdown(ssl);
		} else {
			/* With bytes unread the end would be a reset, which can overtake
			 * the alert. */
			shutdown(fd, SHUT_WR);
			while (read(fd, rest, sizeof rest) > 0)
				continue;
		}
		close(fd);
		_exit(0);
	}
}

void server_start(struct server *s, const struct server_options *options)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int pair[2], listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(bind(listener, (struct sockaddr *)&at, len) == 0 && listen(listener, 64) == 0);
	assert(getsockname(listener, (struct sockaddr *)&at, &len) == 0);
	assert(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
	s->port = ntohs(at.sin_port);
	snprintf(s->url, sizeof(s->url), "https://127.0.0.1:%d", s->port);
	s->pid = fork();
	assert(s->pid >= 0);
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(pair[0]);
		serve(listener, pair[1], options);
		_exit(0);
	}
	close(pair[1]);
	close(listener);
	s->reports = pair[0];
}

void server_stop(struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
	close(s->reports);
}

bool server_request(struct server *s, char *out, size_t size)
{
	ssize_t n = recv(s->reports, out, size - 1, MSG_DONTWAIT);
	if (n <= 0)
		return false;
	out[n] = '\0';
	return true;
}
