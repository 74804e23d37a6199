/*
 * A throw-away CA for one world: P-256, valid for two days, keys that never leave the
 * world's own directory.
 */
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAYS_VALID 2

struct subject {
	const char *organisation;
	const char *unit;
	const char *name;
};

struct extension {
	int nid;
	const char *value;
};

static const struct extension ca_extensions[] = {
    {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {NID_key_usage, "critical,keyCertSign,cRLSign"},
    {NID_subject_key_identifier, "hash"},
    {0, NULL},
};

static const struct extension centre_extensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "serverAuth"},
    {NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
    {0, NULL},
};

static const struct extension counter_extensions[] = {
    {NID_basic_constraints, "critical,CA:FALSE"},
    {NID_key_usage, "critical,digitalSignature"},
    {NID_ext_key_usage, "clientAuth"},
    {NID_subject_key_identifier, "hash"},
    {NID_authority_key_identifier, "keyid"},
    {0, NULL},
};

static bool add_name(X509 *certificate, const struct subject *s)
{
	X509_NAME *name = X509_get_subject_name(certificate);
	const char *const part[][2] = {{"O", s->organisation}, {"OU", s->unit}, {"CN", s->name}};

	for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
		if (part[i][1] == NULL)
			continue;
		if (X509_NAME_add_entry_by_txt(name, part[i][0], MBSTRING_UTF8,
			(const unsigned char *)part[i][1], -1, -1, 0) != 1)
			return false;
	}
	return true;
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct extension *e)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	for (; e->value != NULL; e++) {
		X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, &context, e->nid, e->value);
		bool ok = x != NULL && X509_add_ext(certificate, x, -1) == 1;

		X509_EXTENSION_free(x);
		if (!ok)
			return false;
	}
	return true;
}

static bool set_serial(X509 *certificate)
{
	BIGNUM *number = BN_new();
	bool ok = number != NULL && BN_rand(number, 126, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
		  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;

	BN_free(number);
	return ok;
}

/* issuer NULL: signs itself. */
static X509 *certify(EVP_PKEY *key, const struct subject *subject, const struct extension *ext,
    X509 *issuer, EVP_PKEY *issuer_key)
{
	X509 *c = X509_new();

	if (c == NULL)
		return NULL;
	/* An hour back: a training world on a laptop whose clock jumps must still start. */
	if (X509_set_version(c, X509_VERSION_3) && set_serial(c) &&
	    X509_gmtime_adj(X509_getm_notBefore(c), -3600) != NULL &&
	    X509_gmtime_adj(X509_getm_notAfter(c), DAYS_VALID * 86400L) != NULL &&
	    X509_set_pubkey(c, key) && add_name(c, subject) &&
	    X509_set_issuer_name(c, X509_get_subject_name(issuer != NULL ? issuer : c)) &&
	    add_extensions(c, issuer != NULL ? issuer : c, ext) &&
	    X509_sign(c, issuer_key, EVP_sha256()) != 0)
		return c;
	X509_free(c);
	return NULL;
}

static FILE *create(const struct world *w, const char *name, mode_t mode, struct error *err)
{
	char path[PATH_MAX + 64];
	int fd;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (f == NULL)
		error_errno(err, PROBLEM_CANNOT_CREATE, errno, name);
	return f;
}

static bool write_certificate(const struct world *w, const char *name, X509 *c, struct error *err)
{
	FILE *f = create(w, name, 0644, err);
	bool ok;

	if (f == NULL)
		return false;
	ok = PEM_write_X509(f, c) == 1;
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, PROBLEM_IO, "%s", name);
}

static bool write_key(const struct world *w, const char *name, EVP_PKEY *key, struct error *err)
{
	FILE *f = create(w, name, 0600, err);
	bool ok;

	if (f == NULL)
		return false;
	ok = PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1;
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, PROBLEM_IO, "%s", name);
}

struct issuer {
	X509 *certificate;
	EVP_PKEY *key;
};

static bool issue(const struct world *w, const char *stem, const struct subject *subject,
    const struct extension *ext, const struct issuer *ca, struct error *err)
{
	char file[64];
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *c = key == NULL ? NULL : certify(key, subject, ext, ca->certificate, ca->key);
	bool ok = c != NULL || error_set(err, PROBLEM_INTERNAL, "certificate of %s", stem);

	snprintf(file, sizeof file, "%s.pem", stem);
	ok = ok && write_certificate(w, file, c, err);
	snprintf(file, sizeof file, "%s.key", stem);
	ok = ok && write_key(w, file, key, err);
	X509_free(c);
	EVP_PKEY_free(key);
	return ok;
}

static bool issue_counter(
    const struct world *w, const struct counter *k, void *ca, struct error *err)
{
	const struct subject subject = {"DOPA", k->office, k->name};

	return issue(w, k->name, &subject, counter_extensions, ca, err);
}

bool pki_make(const struct world *w, struct error *err)
{
	static const struct subject ca_subject = {"DOPA", NULL, "ddopa training CA"};
	static const struct subject centre_subject = {"DOPA", NULL, "ddopa training centre"};
	char counter_name[32];
	struct subject counter_subject = {"DOPA", w->demo.office, counter_name};
	struct issuer ca = {NULL, EVP_EC_gen("P-256")};
	bool ok;

	snprintf(counter_name, sizeof counter_name, "%s-%s", w->demo.office, w->demo.counter);
	if (ca.key != NULL)
		ca.certificate = certify(ca.key, &ca_subject, ca_extensions, NULL, ca.key);
	ok = ca.certificate != NULL || error_set(err, PROBLEM_INTERNAL, "certificate of the CA");
	ok = ok && write_certificate(w, "ca.pem", ca.certificate, err) &&
	     write_key(w, "ca.key", ca.key, err) &&
	     issue(w, "centre", &centre_subject, centre_extensions, &ca, err) &&
	     issue(w, "counter", &counter_subject, counter_extensions, &ca, err) &&
	     data_other_counters(w, issue_counter, &ca, err);
	X509_free(ca.certificate);
	EVP_PKEY_free(ca.key);
	return ok;
}
