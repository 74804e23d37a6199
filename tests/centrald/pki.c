#include "pki.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "../base/cmocka_all.h"

#define DAY (24 * 60 * 60L)

static void write_key(EVP_PKEY *key, const char *file)
{
	FILE *f = fopen(file, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(f), 0);
}

static void write_certificate(X509 *certificate, const char *file)
{
	FILE *f = fopen(file, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_X509(f, certificate), 1);
	assert_int_equal(fclose(f), 0);
}

static void add_name(X509_NAME *name, const char *field, const char *value)
{
	if (value)
		assert_int_equal(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
				     (const unsigned char *)value, -1, -1, 0),
		    1);
}

static void add_extension(X509 *c, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx(&ctx, c, c, NULL, NULL, 0);
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(ext);
	assert_int_equal(X509_add_ext(c, ext, -1), 1);
	X509_EXTENSION_free(ext);
}

static X509 *unsigned_certificate(long serial, EVP_PKEY *key, const struct pki_subject *s)
{
	X509 *c = X509_new();
	assert_non_null(c);
	X509_set_version(c, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(c), serial);
	X509_gmtime_adj(X509_getm_notBefore(c), s->from ? s->from : -60);
	X509_gmtime_adj(X509_getm_notAfter(c), s->until ? s->until : DAY);
	add_name(X509_get_subject_name(c), "O", s->o);
	add_name(X509_get_subject_name(c), "OU", s->ou);
	add_name(X509_get_subject_name(c), "CN", s->cn);
	X509_set_pubkey(c, key);
	return c;
}

void pki_make(struct pki *p, const char *directory, const char *name)
{
	char file[512];
	const struct pki_subject subject = {.o = "test", .cn = name};
	p->serial = 1;
	p->key = EVP_EC_gen("P-256");
	p->certificate = unsigned_certificate(p->serial, p->key, &subject);
	add_extension(p->certificate, NID_basic_constraints, "critical,CA:TRUE");
	add_extension(p->certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
	X509_set_issuer_name(p->certificate, X509_get_subject_name(p->certificate));
	assert_true(X509_sign(p->certificate, p->key, EVP_sha256()) > 0);
	snprintf(file, sizeof file, "%s/%s.pem", directory, name);
	write_certificate(p->certificate, file);
}

void pki_issue(struct pki *p, const struct pki_subject *s, const char *directory, const char *name,
    struct pki_issued *out)
{
	out->key = EVP_EC_gen("P-256");
	out->certificate = unsigned_certificate(++p->serial, out->key, s);
	if (s->san)
		add_extension(out->certificate, NID_subject_alt_name, s->san);
	X509_set_issuer_name(out->certificate, X509_get_subject_name(p->certificate));
	assert_true(X509_sign(out->certificate, p->key, EVP_sha256()) > 0);
	snprintf(out->cert_file, sizeof out->cert_file, "%s/%s.pem", directory, name);
	snprintf(out->key_file, sizeof out->key_file, "%s/%s.key", directory, name);
	write_certificate(out->certificate, out->cert_file);
	write_key(out->key, out->key_file);
}

void pki_revoke(struct pki *p, X509 *certificate, const char *file)
{
	X509_CRL *crl = X509_CRL_new();
	X509_REVOKED *revoked = X509_REVOKED_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, -60);
	ASN1_TIME *next = X509_gmtime_adj(NULL, DAY);
	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(p->certificate));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_CRL_set1_nextUpdate(crl, next);
	X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(certificate));
	X509_REVOKED_set_revocationDate(revoked, now);
	X509_CRL_add0_revoked(crl, revoked);
	X509_CRL_sort(crl);
	assert_true(X509_CRL_sign(crl, p->key, EVP_sha256()) > 0);
	FILE *f = fopen(file, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_X509_CRL(f, crl), 1);
	assert_int_equal(fclose(f), 0);
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	X509_CRL_free(crl);
}

void pki_issued_free(struct pki_issued *i)
{
	EVP_PKEY_free(i->key);
	X509_free(i->certificate);
	memset(i, 0, sizeof *i);
}

void pki_free(struct pki *p)
{
	EVP_PKEY_free(p->key);
	X509_free(p->certificate);
	memset(p, 0, sizeof *p);
}
