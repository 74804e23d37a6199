#include "centrald/issuer.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DAY_S	 (24 * 60 * 60L)
#define BEFORE_S (5 * 60L) /* for clocks that are a little behind */

struct issuer {
	X509 *certificate;
	EVP_PKEY *key;
};

/* ---- the authority's files ---- */

static int no_passphrase(char *out, int size, int writing, void *arg)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static BIO *open_key(const char *path, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	BIO *bio = NULL;
	if (fd < 0 || fstat(fd, &st) < 0)
		error_errno(err, PROBLEM_AUTHORITY, errno, path);
	else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0)
		error_set(err, PROBLEM_AUTHORITY, "%s: not a file of mode 0600", path);
	else if (!(bio = BIO_new_fd(fd, BIO_CLOSE)))
		error_set(err, PROBLEM_MEMORY, "%s", path);
	if (!bio && fd >= 0)
		close(fd);
	return bio;
}

static bool read_certificate(struct issuer *i, const char *path, struct error *err)
{
	BIO *bio = BIO_new_file(path, "r");
	i->certificate = bio ? PEM_read_bio_X509(bio, NULL, no_passphrase, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	if (!i->certificate)
		return error_set(err, PROBLEM_AUTHORITY, "%s: no certificate in it", path);
	return X509_check_ca(i->certificate) == 1 ||
	       error_set(err, PROBLEM_AUTHORITY, "%s: not an authority's", path);
}

static bool read_key(struct issuer *i, const char *path, struct error *err)
{
	BIO *bio = open_key(path, err);
	if (!bio)
		return false;
	i->key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	bool fits = i->key && X509_check_private_key(i->certificate, i->key) == 1;
	ERR_clear_error();
	return fits || error_set(err, PROBLEM_AUTHORITY, "%s: not the certificate's key", path);
}

struct issuer *issuer_open(const char *certificate, const char *key, struct error *err)
{
	struct issuer *i = calloc(1, sizeof *i);
	if (!i)
		error_set(err, PROBLEM_MEMORY, "%s", certificate);
	else if (read_certificate(i, certificate, err) && read_key(i, key, err))
		return i;
	issuer_close(i);
	return NULL;
}

void issuer_close(struct issuer *i)
{
	if (!i)
		return;
	X509_free(i->certificate);
	EVP_PKEY_free(i->key);
	free(i);
}

/* ---- names and numbers ---- */

static bool hash_name(char out[FINGERPRINT_SIZE], const X509_NAME *name)
{
	uint8_t hash[SHA256_SIZE];
	unsigned size = 0;
	if (X509_NAME_digest(name, EVP_sha256(), hash, &size) != 1)
		return false;
	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
	return true;
}

bool issuer_of(char out[FINGERPRINT_SIZE], const X509 *certificate)
{
	return hash_name(out, X509_get_issuer_name(certificate));
}

bool issuer_name(char out[FINGERPRINT_SIZE], const struct issuer *i)
{
	return hash_name(out, X509_get_subject_name(i->certificate));
}

bool certificate_serial(char out[SERIAL_SIZE], const X509 *certificate)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
	int len = ASN1_STRING_length(serial);
	const unsigned char *bytes = ASN1_STRING_get0_data(serial);
	if (len <= 0 || 2 * len >= SERIAL_SIZE)
		return false;
	for (int i = 0; i < len; i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

/* ---- certificates ---- */

/* RFC 5280 §4.1.2.2: positive, unique, at most 20 bytes; here 127 random bits. */
static bool set_serial(X509 *c)
{
	BIGNUM *number = BN_new();
	bool ok = number && BN_rand(number, 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
		  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(c)) != NULL;
	BN_free(number);
	return ok;
}

static X509_EXTENSION *extension(X509V3_CTX *context, int nid, const char *value)
{
	return X509V3_EXT_conf_nid(NULL, context, nid, value);
}

/* RFC 5280 §4.2.1.1: by the authority's own key identifier, where it has one. */
static bool names_issuer_key(X509 *issuer)
{
	return X509_get0_subject_key_id(issuer) != NULL;
}

static bool add_extensions(X509 *c, X509 *issuer)
{
	static const struct {
		int nid;
		const char *value;
	} rows[] = {{NID_basic_constraints, "critical,CA:FALSE"},
	    {NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "clientAuth"},
	    {NID_subject_key_identifier, "hash"}, {NID_authority_key_identifier, "keyid"}};
	size_t count = sizeof rows / sizeof *rows - !names_issuer_key(issuer);
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, c, NULL, NULL, 0);
	for (size_t i = 0; i < count; i++) {
		X509_EXTENSION *x = extension(&context, rows[i].nid, rows[i].value);
		bool ok = x && X509_add_ext(c, x, -1) == 1;
		X509_EXTENSION_free(x);
		if (!ok)
			return false;
	}
	return true;
}

static bool set_life(X509 *c, const struct issuer *i, const struct issue *what)
{
	time_t now = (time_t)(what->now / 1000);
	time_t end = now + what->days * DAY_S;
	time_t last = (time_t)(certificate_end(i->certificate) / 1000);
	return ASN1_TIME_set(X509_getm_notBefore(c), now - BEFORE_S) &&
	       ASN1_TIME_set(X509_getm_notAfter(c), end < last ? end : last);
}

static bool fill(X509 *c, const struct issuer *i, const struct issue *what)
{
	return X509_set_version(c, X509_VERSION_3) == 1 && set_serial(c) && set_life(c, i, what) &&
	       counter_subject_set(X509_get_subject_name(c), what->office, what->counter) &&
	       X509_set_issuer_name(c, X509_get_subject_name(i->certificate)) == 1 &&
	       X509_set_pubkey(c, what->key) == 1 && add_extensions(c, i->certificate) &&
	       X509_sign(c, i->key, EVP_sha256()) > 0;
}

X509 *issuer_sign(const struct issuer *i, const struct issue *what, struct error *err)
{
	if (what->now < certificate_begin(i->certificate) ||
	    what->now >= certificate_end(i->certificate)) {
		error_set(err, PROBLEM_AUTHORITY, "not within the time of its certificate");
		return NULL;
	}
	X509 *c = X509_new();
	if (c && fill(c, i, what))
		return c;
	ERR_clear_error();
	X509_free(c);
	error_set(err, PROBLEM_MEMORY, "certificate");
	return NULL;
}

bool issuer_put_chain(struct buf *out, const struct issuer *i, X509 *certificate, struct error *err)
{
	return (certificate_write(out, certificate) && certificate_write(out, i->certificate)) ||
	       error_set(err, PROBLEM_MEMORY, "certificate");
}

/* ---- the list of revoked ones ---- */

static bool add_revoked(X509_CRL *crl, const struct revoked_certificate *r)
{
	X509_REVOKED *entry = X509_REVOKED_new();
	ASN1_TIME *when = ASN1_TIME_set(NULL, (time_t)(r->when / 1000));
	BIGNUM *number = NULL;
	ASN1_INTEGER *serial =
	    BN_hex2bn(&number, r->serial) > 0 ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
	bool ok = entry && when && serial && X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
		  X509_REVOKED_set_revocationDate(entry, when) == 1 &&
		  X509_CRL_add0_revoked(crl, entry) == 1;
	if (!ok)
		X509_REVOKED_free(entry);
	ASN1_INTEGER_free(serial);
	ASN1_TIME_free(when);
	BN_free(number);
	return ok;
}

static bool add_issuer_key(X509_CRL *crl, X509 *issuer)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, NULL, NULL, crl, 0);
	if (!names_issuer_key(issuer))
		return true;
	X509_EXTENSION *x = extension(&context, NID_authority_key_identifier, "keyid");
	bool ok = x && X509_CRL_add_ext(crl, x, -1) == 1;
	X509_EXTENSION_free(x);
	return ok;
}

/* RFC 5280 §5.2.3: numbers that grow; the time does. */
static bool add_crl_number(X509_CRL *crl, int64_t now)
{
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	bool ok = number && ASN1_INTEGER_set_int64(number, now) == 1 &&
		  X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1;
	ASN1_INTEGER_free(number);
	return ok;
}

static bool set_crl_times(X509_CRL *crl, time_t now)
{
	ASN1_TIME *this_one = ASN1_TIME_set(NULL, now);
	ASN1_TIME *next = ASN1_TIME_set(NULL, now + CRL_DAYS * DAY_S);
	bool ok = this_one && next && X509_CRL_set1_lastUpdate(crl, this_one) == 1 &&
		  X509_CRL_set1_nextUpdate(crl, next) == 1;
	ASN1_TIME_free(this_one);
	ASN1_TIME_free(next);
	return ok;
}

static bool fill_crl(X509_CRL *crl, const struct issuer *i, const struct revoked_certificate *list,
    size_t count, int64_t now)
{
	if (X509_CRL_set_version(crl, X509_CRL_VERSION_2) != 1 ||
	    X509_CRL_set_issuer_name(crl, X509_get_subject_name(i->certificate)) != 1 ||
	    !set_crl_times(crl, (time_t)(now / 1000)) || !add_issuer_key(crl, i->certificate) ||
	    !add_crl_number(crl, now))
		return false;
	for (size_t n = 0; n < count; n++)
		if (!add_revoked(crl, &list[n]))
			return false;
	return X509_CRL_sort(crl) == 1 && X509_CRL_sign(crl, i->key, EVP_sha256()) > 0;
}

static bool write_whole(int fd, X509_CRL *crl)
{
	FILE *f = fdopen(fd, "w");
	if (!f) {
		close(fd);
		return false;
	}
	bool ok = fchmod(fd, 0644) == 0 && PEM_write_X509_CRL(f, crl) == 1 && fflush(f) == 0 &&
		  fsync(fd) == 0;
	return fclose(f) == 0 && ok;
}

static bool replace(const char *path, X509_CRL *crl, struct error *err)
{
	struct buf beside = BUF_INIT;
	buf_printf(&beside, "%s.XXXXXX", path);
	if (!buf_ok(&beside)) {
		buf_free(&beside);
		return error_set(err, PROBLEM_MEMORY, "%s", path);
	}
	char *name = (char *)beside.data;
	int fd = mkostemp(name, O_CLOEXEC);
	bool ok = fd >= 0 || error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	if (ok && (!write_whole(fd, crl) || rename(name, path) != 0)) {
		ok = error_errno(err, PROBLEM_IO, errno, path);
		unlink(name);
	}
	buf_free(&beside);
	return ok;
}

bool issuer_write_crl(const struct issuer *i, const char *path,
    const struct revoked_certificate *list, size_t count, int64_t now, struct error *err)
{
	X509_CRL *crl = X509_CRL_new();
	bool ok = crl && fill_crl(crl, i, list, count, now);
	ERR_clear_error();
	ok = ok ? replace(path, crl, err)
		: error_set(err, PROBLEM_AUTHORITY, "%s: cannot be signed", path);
	X509_CRL_free(crl);
	return ok;
}
