#include "centrald/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "centrald/ids.h"

static bool failed(struct error *err, const char *file)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	error_set(err, PROBLEM_CONFIG, "%s: %s", file, reason ? reason : "TLS");
	ERR_clear_error();
	return false;
}

static bool use_certificate(SSL_CTX *ctx, const struct centrald_config *cfg, struct error *err)
{
	if (SSL_CTX_use_certificate_chain_file(ctx, cfg->tls_cert) != 1)
		return failed(err, cfg->tls_cert);
	if (SSL_CTX_use_PrivateKey_file(ctx, cfg->tls_key, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(ctx) != 1)
		return failed(err, cfg->tls_key);
	return true;
}

static SSL_CTX *tls_new(const struct centrald_config *cfg, struct error *err)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	if (!ctx || SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) != 1) {
		SSL_CTX_free(ctx);
		error_set(err, PROBLEM_MEMORY, "TLS");
		return NULL;
	}
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_num_tickets(ctx, 0);
	SSL_CTX_set_max_early_data(ctx, 0);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	if (use_certificate(ctx, cfg, err))
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

/* One list for each authority of the file of authorities may stand there. */
static bool add_crls(X509_STORE *store, BIO *bio)
{
	X509_CRL *crl;
	int added = 0;
	while ((crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL))) {
		added += X509_STORE_add_crl(store, crl);
		X509_CRL_free(crl);
	}
	bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	if (added > 0 && at_end)
		ERR_clear_error();
	return added > 0 && at_end;
}

static bool use_crl(SSL_CTX *ctx, const char *file, struct error *err)
{
	BIO *bio = BIO_new_file(file, "r");
	X509_STORE *store = SSL_CTX_get_cert_store(ctx);
	bool ok =
	    bio && add_crls(store, bio) && X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) == 1;
	BIO_free(bio);
	return ok || failed(err, file);
}

static bool demand_certificate(SSL_CTX *ctx, const struct centrald_config *cfg, struct error *err)
{
	STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(cfg->terminal_ca);
	if (!names || SSL_CTX_load_verify_locations(ctx, cfg->terminal_ca, NULL) != 1)
		return failed(err, cfg->terminal_ca);
	SSL_CTX_set_client_CA_list(ctx, names);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	return !*cfg->terminal_crl || use_crl(ctx, cfg->terminal_crl, err);
}

SSL_CTX *tls_terminals(const struct centrald_config *cfg, struct error *err)
{
	SSL_CTX *ctx = tls_new(cfg, err);
	if (!ctx || demand_certificate(ctx, cfg, err))
		return ctx;
	SSL_CTX_free(ctx);
	return NULL;
}

SSL_CTX *tls_citizens(const struct centrald_config *cfg, struct error *err)
{
	return tls_new(cfg, err);
}

/* The one entry of this kind; none or two of it fit no counter. */
static bool subject_entry(const X509 *certificate, int nid, char *out, int size)
{
	const X509_NAME *name = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	if (at < 0 || X509_NAME_get_index_by_NID(name, nid, at) >= 0)
		return false;
	const ASN1_STRING *text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	int len = ASN1_STRING_length(text);
	if (len <= 0 || len >= size)
		return false;
	memcpy(out, ASN1_STRING_get0_data(text), (size_t)len);
	out[len] = '\0';
	return strlen(out) == (size_t)len;
}

static bool read_subject(struct peer *out, const X509 *certificate)
{
	char organisation[16];
	char common[64];
	if (!subject_entry(certificate, NID_organizationName, organisation, sizeof organisation) ||
	    strcmp(organisation, "DOPA") != 0 ||
	    !subject_entry(
		certificate, NID_organizationalUnitName, out->office, sizeof out->office) ||
	    !office_code_valid(out->office) ||
	    !subject_entry(certificate, NID_commonName, common, sizeof common))
		return false;
	size_t prefix = strlen(out->office);
	if (strncmp(common, out->office, prefix) != 0 || common[prefix] != '-' ||
	    !id_valid(common + prefix + 1) || strlen(common + prefix + 1) >= sizeof out->counter)
		return false;
	memcpy(out->counter, common + prefix + 1, strlen(common + prefix + 1) + 1);
	return true;
}

bool tls_peer_of(struct peer *out, X509 *certificate)
{
	if (!certificate_fingerprint(out->x5t, certificate))
		return false;
	if (!read_subject(out, certificate))
		out->office[0] = out->counter[0] = '\0';
	X509_up_ref(certificate);
	out->certificate = certificate;
	return true;
}

bool tls_peer(struct peer *out, SSL *ssl)
{
	X509 *certificate = ssl ? SSL_get0_peer_certificate(ssl) : NULL;
	return certificate && tls_peer_of(out, certificate);
}
