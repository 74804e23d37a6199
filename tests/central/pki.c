#include "pki.h"

#include <assert.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <unistd.h>

EVP_PKEY *pki_key(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	assert(key);
	return key;
}

static void extend(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx(&ctx, issuer ? issuer : x, x, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert(extension && X509_add_ext(x, extension, -1));
	X509_EXTENSION_free(extension);
}

static void name(X509 *x, const struct pki_leaf *leaf)
{
	static long serial = 1;
	X509_NAME *subject = X509_get_subject_name(x);
	X509_NAME_add_entry_by_txt(
	    subject, "O", MBSTRING_UTF8, (const unsigned char *)"DOPA", -1, -1, 0);
	if (leaf->ou)
		X509_NAME_add_entry_by_txt(
		    subject, "OU", MBSTRING_UTF8, (const unsigned char *)leaf->ou, -1, -1, 0);
	X509_NAME_add_entry_by_txt(
	    subject, "CN", MBSTRING_UTF8, (const unsigned char *)leaf->cn, -1, -1, 0);
	ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
}

X509 *pki_certificate(
    const struct pki_leaf *leaf, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
	char host[64];
	X509 *x = X509_new();
	assert(x && X509_set_version(x, X509_VERSION_3));
	name(x, leaf);
	X509_gmtime_adj(X509_getm_notBefore(x), leaf->from_s);
	X509_gmtime_adj(X509_getm_notAfter(x), leaf->to_s);
	X509_set_pubkey(x, key);
	X509_set_issuer_name(x, X509_get_subject_name(issuer ? issuer : x));
	extend(x, issuer, NID_basic_constraints, leaf->authority ? "critical,CA:TRUE" : "CA:FALSE");
	if (leaf->host) {
		snprintf(host, sizeof(host), "IP:%s", leaf->host);
		extend(x, issuer, NID_subject_alt_name, host);
	}
	assert(X509_sign(x, issuer ? issuer_key : key, EVP_sha256()));
	return x;
}

void pki_save(const char *path, X509 *certificate, EVP_PKEY *key)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	FILE *file = fdopen(fd, "w");
	assert(file);
	if (certificate)
		PEM_write_X509(file, certificate);
	if (key)
		PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	fclose(file);
}

static void list_revoked(X509_CRL *list, X509 *certificate)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, 0);
	assert(entry && now);
	X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate));
	X509_REVOKED_set_revocationDate(entry, now);
	X509_CRL_add0_revoked(list, entry);
	ASN1_TIME_free(now);
}

void pki_save_crl(
    const char *path, X509 *issuer, EVP_PKEY *issuer_key, X509 *revoked, const long from_to_s[2])
{
	X509_CRL *list = X509_CRL_new();
	ASN1_TIME *from = X509_gmtime_adj(NULL, from_to_s[0]);
	ASN1_TIME *to = X509_gmtime_adj(NULL, from_to_s[1]);
	FILE *file = fopen(path, "we");
	assert(list && from && to && file && X509_CRL_set_version(list, X509_CRL_VERSION_2));
	X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer));
	X509_CRL_set1_lastUpdate(list, from);
	X509_CRL_set1_nextUpdate(list, to);
	if (revoked)
		list_revoked(list, revoked);
	assert(X509_CRL_sign(list, issuer_key, EVP_sha256()));
	PEM_write_X509_CRL(file, list);
	fclose(file);
	X509_CRL_free(list);
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
}
