/*
 * doctor/reach.c - name, connection, handshake.
 */
#include "doctor/reach.h"

#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/lang.h"
#include "wire/certificate.h"

static const char scheme[] = "https://";

bool reach_open(struct reach *r, const char *url)
{
	*r = (struct reach){.fd = -1};
	if (strncmp(url, scheme, sizeof scheme - 1) != 0)
		return false;
	const char *host = url + sizeof scheme - 1;
	const size_t length = strcspn(host, ":/");
	const char *port = host[length] == ':' ? host + length + 1 : "443";

	snprintf(r->host, sizeof r->host, "%.*s", (int)length, host);
	snprintf(r->port, sizeof r->port, "%.*s", (int)strspn(port, "0123456789"), port);
	return r->host[0] != '\0' && r->port[0] != '\0';
}

static bool stuck(struct reach *r, const char *why)
{
	snprintf(r->why, sizeof r->why, "%s", why);
	return false;
}

static void put_address(struct reach *r, const struct addrinfo *a)
{
	if (getnameinfo(a->ai_addr, a->ai_addrlen, r->address, sizeof r->address, NULL, 0,
		NI_NUMERICHOST) != 0)
		r->address[0] = '\0';
}

bool reach_name(struct reach *r)
{
	const struct addrinfo want = {.ai_socktype = SOCK_STREAM};
	const int code = getaddrinfo(r->host, r->port, &want, &r->found);

	if (code != 0) {
		r->found = NULL;
		return stuck(r, code == EAI_SYSTEM ? strerror(errno) : gai_strerror(code));
	}
	for (const struct addrinfo *a = r->found; a != NULL; a = a->ai_next)
		r->addresses++;
	put_address(r, r->found);
	r->passed = REACH_CONNECTION;
	return true;
}

bool reach_connect(struct reach *r)
{
	for (const struct addrinfo *a = r->found; a != NULL && r->fd < 0; a = a->ai_next) {
		r->fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		put_address(r, a);
		if (r->fd >= 0 && connect(r->fd, a->ai_addr, a->ai_addrlen) == 0)
			break;
		stuck(r, strerror(errno));
		if (r->fd >= 0)
			close(r->fd);
		r->fd = -1;
	}
	if (r->fd >= 0)
		r->passed = REACH_TLS;
	return r->fd >= 0;
}

/* ---- TLS ---- */

/* A list that cannot be read revokes nothing, and then the chain is refused for want of one. */
static void ask_after(SSL_CTX *context, const char *crl)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);

	(void)X509_STORE_load_locations(store, crl, NULL);
	(void)X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
}

/* As the client of the centre has it (central/tls.c): 1.3, these authorities and no others. */
static SSL_CTX *new_context(const struct terminal_config *c)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
	    SSL_CTX_load_verify_locations(context, c->ca, NULL) != 1) {
		SSL_CTX_free(context);
		return NULL;
	}
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	if (c->crl[0] != '\0')
		ask_after(context, c->crl);
	/* Where ours cannot be read another row says so. */
	if (SSL_CTX_use_certificate_chain_file(context, c->certificate) == 1)
		(void)SSL_CTX_use_PrivateKey_file(context, c->key, SSL_FILETYPE_PEM);
	return context;
}

static bool expect_host(SSL *ssl, const char *host)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

	return X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1 ||
	       (SSL_set1_host(ssl, host) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1);
}

static void put_certificate(struct reach *r, SSL *ssl)
{
	X509 *certificate = SSL_get1_peer_certificate(ssl);

	if (certificate != NULL) {
		r->certificate_begin = certificate_begin(certificate);
		r->certificate_end = certificate_end(certificate);
	}
	X509_free(certificate);
	snprintf(r->tls, sizeof r->tls, "%s", SSL_get_version(ssl));
}

/* In our own words: no message of a library goes to the screen. */
static const char *words_of_verify(long result)
{
	switch (result) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return _("its certificate is of another host");
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return _("its certificate has expired");
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return _("its certificate is not yet valid");
	case X509_V_ERR_CERT_REVOKED:
		return _("its certificate has been revoked");
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_UNABLE_TO_GET_CRL:
		return _(
		    "the list of revoked certificates is out of date, or of another authority");
	default:
		return _("its certificate is of another authority");
	}
}

static bool shake_hands(struct reach *r, SSL *ssl)
{
	errno = 0;
	if (SSL_connect(ssl) == 1) {
		put_certificate(r, ssl);
		(void)SSL_shutdown(ssl);
		r->passed = REACH_STEPS;
		return true;
	}
	const long verify = SSL_get_verify_result(ssl);

	if (verify != X509_V_OK)
		return stuck(r, words_of_verify(verify));
	return stuck(r, errno != 0 ? strerror(errno) : _("no TLS 1.3 is spoken there"));
}

bool reach_handshake(struct reach *r, const struct terminal_config *c)
{
	SSL_CTX *context = new_context(c);
	SSL *ssl = context != NULL ? SSL_new(context) : NULL;
	bool ok = false;

	if (ssl == NULL || SSL_set_fd(ssl, r->fd) != 1 || !expect_host(ssl, r->host))
		(void)snprintf(r->why, sizeof r->why, "%.*s", (int)sizeof r->why - 1, c->ca);
	else
		ok = shake_hands(r, ssl);
	SSL_free(ssl);
	SSL_CTX_free(context);
	ERR_clear_error();
	return ok;
}

void reach_close(struct reach *r)
{
	if (r->found != NULL)
		freeaddrinfo(r->found);
	if (r->fd >= 0)
		close(r->fd);
	r->found = NULL;
	r->fd = -1;
}
