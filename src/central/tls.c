/* TLS 1.3 only, our own authority only, our key. Under TLS 1.3 a missing or foreign client
 * certificate shows up at the first read (libcurl error 56), and only the alert tells it
 * from «centre down»; the alert is taken from OpenSSL itself. */
#include <openssl/ssl.h>

#include "central/client.h"

static int central_index(void)
{
	static int index = -1;
	if (index < 0)
		index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	return index;
}

static void watch_alerts(const SSL *ssl, int where, int ret)
{
	struct central *c = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), central_index());
	if (c && (where & SSL_CB_ALERT) && (where & SSL_CB_READ))
		c->alert = ret & 0xff;
}

static CURLcode use_identity(CURL *easy, void *context, void *arg)
{
	SSL_CTX *ctx = context;
	struct central *c = arg;
	(void)easy;
	c->alert = -1;
	SSL_CTX_set_ex_data(ctx, central_index(), c);
	SSL_CTX_set_info_callback(ctx, watch_alerts);
	SSL_CTX_set_options(ctx, SSL_OP_CLEANSE_PLAINTEXT | SSL_OP_NO_TICKET);
	if (SSL_CTX_use_certificate(ctx, c->identity.certificate) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, c->identity.key) != 1 ||
	    SSL_CTX_set1_chain(ctx, c->identity.chain) != 1)
		return CURLE_SSL_CERTPROBLEM;
	return CURLE_OK;
}

void tls_configure(struct central *c, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_3 | (long)CURL_SSLVERSION_MAX_TLSv1_3);
	curl_easy_setopt(easy, CURLOPT_CAINFO, c->ca);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	/* The whole chain is asked after; a list that is missing or has run out stops the call. */
	if (c->crl[0] != '\0')
		curl_easy_setopt(easy, CURLOPT_CRLFILE, c->crl);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS, (long)CURLSSLOPT_NO_PARTIALCHAIN);
	curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, use_identity);
	curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, c);
}

/* Alerts of RFC 8446 §6.2 by which a server refuses the client's certificate. */
enum problem tls_refusal(const struct central *c)
{
	static const struct {
		int alert;
		enum problem problem;
	} rows[] = {
	    {SSL_AD_CERTIFICATE_EXPIRED, PROBLEM_CERTIFICATE_EXPIRED},
	    {SSL_AD_CERTIFICATE_REVOKED, PROBLEM_CERTIFICATE_REVOKED},
	    {SSL_AD_BAD_CERTIFICATE, PROBLEM_CERTIFICATE_REFUSED},
	    {SSL_AD_UNSUPPORTED_CERTIFICATE, PROBLEM_CERTIFICATE_REFUSED},
	    {SSL_AD_CERTIFICATE_UNKNOWN, PROBLEM_CERTIFICATE_REFUSED},
	    {SSL_AD_UNKNOWN_CA, PROBLEM_CERTIFICATE_REFUSED},
	    {SSL_AD_ACCESS_DENIED, PROBLEM_CERTIFICATE_REFUSED},
	    {116 /* certificate_required */, PROBLEM_CERTIFICATE_MISSING},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].alert == c->alert)
			return rows[i].problem;
	return PROBLEM_NONE;
}

/* In our own words: no message of a library goes to the screen. */
static const char *words_of_verify(long result)
{
	switch (result) {
	case X509_V_ERR_UNSPECIFIED: /* libcurl's preset: the host is compared first */
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		return "certificate of another host";
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return "certificate expired";
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return "certificate not yet valid";
	case X509_V_ERR_CERT_REVOKED:
		return "certificate revoked";
	case X509_V_ERR_CRL_HAS_EXPIRED:
	case X509_V_ERR_CRL_NOT_YET_VALID:
		return "list of revoked certificates out of date";
	case X509_V_ERR_UNABLE_TO_GET_CRL:
		return "no list of revoked certificates by its authority";
	default:
		return "certificate of another authority";
	}
}

bool tls_problem(const struct central *c, CURL *easy, CURLcode code, struct error *err)
{
	long verify = 0;
	enum problem refused = tls_refusal(c);
	switch (code) {
	case CURLE_PEER_FAILED_VERIFICATION:
		curl_easy_getinfo(easy, CURLINFO_SSL_VERIFYRESULT, &verify);
		error_set(err, PROBLEM_CENTRE_TLS, "%s: %s", c->url, words_of_verify(verify));
		return true;
	case CURLE_SSL_CACERT_BADFILE:
		error_set(err, PROBLEM_CONFIG, "%s", c->ca);
		return true;
	case CURLE_SSL_CRL_BADFILE:
		error_set(err, PROBLEM_CONFIG, "%s", c->crl);
		return true;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_GOT_NOTHING:
		if (refused != PROBLEM_NONE)
			error_set(err, refused, "%s", c->url);
		else if (c->alert == SSL_AD_PROTOCOL_VERSION)
			error_set(err, PROBLEM_CENTRE_TLS, "%s: no TLS 1.3", c->url);
		else if (code == CURLE_SSL_CONNECT_ERROR && c->alert > 0)
			error_set(err, PROBLEM_CENTRE_TLS, "%s: alert %d", c->url, c->alert);
		else
			return false;
		return true;
	default:
		return false;
	}
}
