#include "fake_centre.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- certificates ---- */

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void add_extension(X509 *c, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, c, c, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	must(e && X509_add_ext(c, e, -1));
	X509_EXTENSION_free(e);
}

static X509 *certificate(EVP_PKEY *key, const char *name, X509 *issuer, EVP_PKEY *issuer_key)
{
	X509 *c = X509_new();
	X509_NAME *subject = X509_get_subject_name(c);
	must(X509_set_version(c, 2) && ASN1_INTEGER_set(X509_get_serialNumber(c), issuer ? 2 : 1));
	must(X509_gmtime_adj(X509_getm_notBefore(c), -60) != NULL);
	must(X509_gmtime_adj(X509_getm_notAfter(c), 3600) != NULL);
	must(X509_NAME_add_entry_by_txt(
	    subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0));
	must(X509_set_issuer_name(c, issuer ? X509_get_subject_name(issuer) : subject));
	must(X509_set_pubkey(c, key));
	if (issuer) {
		char san[64];
		snprintf(san, sizeof san, "DNS:%s", name);
		add_extension(c, NID_subject_alt_name, san);
	} else {
		add_extension(c, NID_basic_constraints, "critical,CA:TRUE");
		add_extension(c, NID_key_usage, "critical,keyCertSign");
	}
	must(X509_sign(c, issuer_key, EVP_sha256()));
	return c;
}

static SSL_CTX *context(const char *ca_file, const char *name, int max_version)
{
	EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	X509 *ca = certificate(ca_key, "Throw-away CA", NULL, ca_key);
	X509 *own = certificate(key, name, ca, ca_key);
	FILE *f = fopen(ca_file, "w");
	must(f && PEM_write_X509(f, ca) && fclose(f) == 0);
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	must(ctx && SSL_CTX_use_certificate(ctx, own) && SSL_CTX_use_PrivateKey(ctx, key));
	must(SSL_CTX_set_max_proto_version(ctx, max_version));
	X509_free(ca);
	X509_free(own);
	EVP_PKEY_free(ca_key);
	EVP_PKEY_free(key);
	return ctx;
}

/* ---- serving ---- */

/* Head and body of one request into text; false when the peer is gone. */
static bool read_request(SSL *ssl, char *text, size_t size)
{
	size_t len = 0, wanted = size;
	while (len < wanted && len + 1 < size) {
		int n = SSL_read(ssl, text + len, (int)(size - 1 - len));
		if (n <= 0)
			return false;
		len += (size_t)n;
		text[len] = '\0';
		const char *end = strstr(text, "\r\n\r\n");
		if (!end)
			continue;
		const char *length = strcasestr(text, "\r\nContent-Length:");
		wanted = (size_t)(end + 4 - text);
		if (length && length < end)
			wanted += strtoul(length + 17, NULL, 10);
	}
	return true;
}

static bool send_text(SSL *ssl, const char *text)
{
	return SSL_write(ssl, text, (int)strlen(text)) > 0;
}

static bool flood(SSL *ssl, const char *head, const char *again)
{
	if (!send_text(ssl, head))
		return false;
	while (send_text(ssl, again))
		;
	return false;
}

/* False when the connection is to be closed. */
static bool reply(SSL *ssl, const struct fake_reply *r)
{
	char head[1024];
	switch (r->kind) {
	case FAKE_HANG_UP:
		return false;
	case FAKE_SILENT:
		(void)!SSL_read(ssl, head, sizeof head);
		return false;
	case FAKE_RAW:
		send_text(ssl, r->body);
		return false;
	case FAKE_FLOOD:
		return flood(ssl,
		    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n",
		    "10\r\n0123456789abcdef\r\n");
	case FAKE_HEADERS:
		return flood(ssl, "HTTP/1.1 200 OK\r\n", "X-More: 0123456789abcdef\r\n");
	default:
		snprintf(head, sizeof head,
		    "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
		    "Content-Length: %zu\r\n%s\r\n",
		    r->status, strlen(r->body), r->headers ? r->headers : "");
		return send_text(ssl, head) && (!*r->body || send_text(ssl, r->body));
	}
}

static const struct fake_reply silence = {FAKE_SILENT, 0, NULL, NULL};

static void serve_connection(SSL *ssl, struct fake_script *script, struct fake_seen *seen)
{
	if (SSL_accept(ssl) != 1)
		return;
	while (seen->count < FAKE_REQUESTS && read_request(ssl, seen->request[seen->count].text,
						  sizeof seen->request[seen->count].text)) {
		seen->count++;
		const struct fake_reply *r = &silence;
		if (script->count > 0) {
			r = script->replies++;
			script->count--;
		}
		if (!reply(ssl, r))
			return;
	}
}

static void serve(int listener, SSL_CTX *ctx, struct fake_script script, struct fake_seen *seen)
{
	const bool cut = script.count == 0;
	bool reset = false;
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		if (fd < 0)
			_exit(0);
		if (cut) {
			const struct linger at_once = {1, 0};
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, reset ? sizeof at_once : 0);
			close(fd);
			reset = !reset;
			continue;
		}
		SSL *ssl = SSL_new(ctx);
		SSL_set_fd(ssl, fd);
		serve_connection(ssl, &script, seen);
		SSL_free(ssl);
		close(fd);
	}
}

static int listen_somewhere(int *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(fd >= 0 && bind(fd, (struct sockaddr *)&a, len) == 0 && listen(fd, 8) == 0);
	must(getsockname(fd, (struct sockaddr *)&a, &len) == 0);
	*port = ntohs(a.sin_port);
	return fd;
}

struct fake_centre fake_start(struct fake_script script, const char *name, int max_version)
{
	struct fake_centre f = {0};
	must(scratch_make(f.directory));
	snprintf(f.ca, sizeof f.ca, "%s/ca.pem", f.directory);
	SSL_CTX *ctx = context(f.ca, name, max_version);
	f.seen =
	    mmap(NULL, sizeof *f.seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(f.seen != MAP_FAILED);
	int listener = listen_somewhere(&f.port);
	snprintf(f.host, sizeof f.host, "localhost:%d", f.port);
	f.pid = fork();
	must(f.pid >= 0);
	if (f.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener, ctx, script, f.seen);
	}
	close(listener);
	SSL_CTX_free(ctx);
	return f;
}

void fake_kill(struct fake_centre *f)
{
	if (f->pid > 0) {
		kill(f->pid, SIGKILL);
		waitpid(f->pid, NULL, 0);
	}
	f->pid = 0;
}

void fake_stop(struct fake_centre *f)
{
	fake_kill(f);
	munmap(f->seen, sizeof *f->seen);
	unlink(f->ca);
	rmdir(f->directory);
}
