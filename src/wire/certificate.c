#include "wire/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "wire/api.h"
#include "wire/json.h"

bool counter_subject_set(X509_NAME *name, const char *office, const char *counter)
{
	char common[64];
	snprintf(common, sizeof common, "%s-%s", office, counter);
	const char *const parts[][2] = {{"O", "DOPA"}, {"OU", office}, {"CN", common}};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (X509_NAME_add_entry_by_txt(name, parts[i][0], MBSTRING_UTF8,
			(const unsigned char *)parts[i][1], -1, -1, 0) != 1)
			return false;
	return true;
}

/* What a library has to say of a failure is not for people; it is dropped. */
static bool put_bio(struct buf *out, BIO *bio, bool written)
{
	char *text;
	long len = written ? BIO_get_mem_data(bio, &text) : 0;
	if (len > 0)
		buf_put(out, text, (size_t)len);
	BIO_free(bio);
	ERR_clear_error();
	return len > 0 && buf_ok(out);
}

bool counter_request_write(
    struct buf *out, EVP_PKEY *key, const char *office, const char *counter, struct error *err)
{
	X509_REQ *request = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	bool ok = request && bio && X509_REQ_set_version(request, X509_REQ_VERSION_1) == 1 &&
		  counter_subject_set(X509_REQ_get_subject_name(request), office, counter) &&
		  X509_REQ_set_pubkey(request, key) == 1 &&
		  X509_REQ_sign(request, key, EVP_sha256()) > 0 &&
		  PEM_write_bio_X509_REQ(bio, request) == 1;
	X509_REQ_free(request);
	return put_bio(out, bio, ok) || error_set(err, PROBLEM_MEMORY, "certificate request");
}

static bool is_p256(EVP_PKEY *key)
{
	char group[32] = "";
	return key && EVP_PKEY_is_a(key, "EC") &&
	       EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
	       strcmp(group, "prime256v1") == 0;
}

EVP_PKEY *counter_request_key(const void *pem, size_t len, struct error *err)
{
	BIO *bio = len < CERTIFICATE_PEM_SIZE ? BIO_new_mem_buf(pem, (int)len) : NULL;
	X509_REQ *request = bio ? PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL) : NULL;
	EVP_PKEY *key = request ? X509_REQ_get_pubkey(request) : NULL;
	const char *wrong = !request				 ? "not a PKCS#10 request"
			    : !is_p256(key)			 ? "its key is not P-256"
			    : X509_REQ_verify(request, key) != 1 ? "not signed by its key"
								 : NULL;
	X509_REQ_free(request);
	BIO_free(bio);
	ERR_clear_error();
	if (!wrong)
		return key;
	EVP_PKEY_free(key);
	error_set(err, PROBLEM_CERTIFICATE_REQUEST, "%s", wrong);
	return NULL;
}

X509 *certificate_parse(const void *pem, size_t len)
{
	BIO *bio = len <= API_BODY_MAX ? BIO_new_mem_buf(pem, (int)len) : NULL;
	X509 *certificate = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	ERR_clear_error();
	return certificate;
}

bool certificate_write(struct buf *out, X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());
	return put_bio(out, bio, bio && PEM_write_bio_X509(bio, certificate) == 1);
}

static bool put_hex(char out[FINGERPRINT_SIZE], const uint8_t hash[SHA256_SIZE])
{
	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
	return true;
}

bool certificate_fingerprint(char out[FINGERPRINT_SIZE], const X509 *certificate)
{
	uint8_t hash[SHA256_SIZE];
	unsigned size = 0;
	return X509_digest(certificate, EVP_sha256(), hash, &size) == 1 && put_hex(out, hash);
}

bool key_fingerprint(char out[FINGERPRINT_SIZE], EVP_PKEY *key)
{
	uint8_t hash[SHA256_SIZE];
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	bool ok = len > 0 && sha256(hash, der, (size_t)len) && put_hex(out, hash);
	OPENSSL_free(der);
	return ok;
}

int64_t certificate_time(const ASN1_TIME *t)
{
	struct tm tm = {0};
	return ASN1_TIME_to_tm(t, &tm) ? 1000 * (int64_t)timegm(&tm) : 0;
}

int64_t certificate_begin(const X509 *certificate)
{
	return certificate_time(X509_get0_notBefore(certificate));
}

int64_t certificate_end(const X509 *certificate)
{
	return certificate_time(X509_get0_notAfter(certificate));
}

static const struct field fields_certificate_request[] = {
    {FIELD(FIELD_LINES, api_certificate_request, request)},
    {0},
};
SHAPE(certificate_request, fields_certificate_request, PROBLEM_BAD_REQUEST)

static const struct field fields_certificate[] = {
    {FIELD(FIELD_LINES, api_certificate, certificate)},
    {FIELD(FIELD_TIME, api_certificate, expires)},
    {0},
};
SHAPE(certificate, fields_certificate, PROBLEM_CENTRE_ANSWER)
