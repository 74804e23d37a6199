#include "central/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Never asks at the terminal for the passphrase of a key. */
static int no_passphrase(char *out, int size, int writing, void *arg)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static BIO *open_file(const char *path, bool secret, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		error_errno(err, PROBLEM_CERTIFICATE_MISSING, fd < 0 ? errno : EINVAL, path);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (secret && (st.st_mode & 077) != 0) {
		error_set(err, PROBLEM_CONFIG_OWNER, "%s: mode %04o, at most 0600", path,
		    (unsigned)(st.st_mode & 07777));
		close(fd);
		return NULL;
	}
	BIO *bio = BIO_new_fd(fd, BIO_CLOSE);
	if (!bio) {
		error_set(err, PROBLEM_MEMORY, "%s", path);
		close(fd);
	}
	return bio;
}

static bool load_certificate(struct identity *id, const char *path, struct error *err)
{
	BIO *bio = open_file(path, false, err);
	if (!bio)
		return false;
	id->certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	id->chain = sk_X509_new_null();
	X509 *more;
	while (id->chain && (more = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)))
		sk_X509_push(id->chain, more);
	BIO_free(bio);
	ERR_clear_error();
	if (!id->certificate)
		return error_set(
		    err, PROBLEM_CERTIFICATE_MISSING, "%s: no certificate in it", path);
	return true;
}

static bool load_key(struct identity *id, const char *path, struct error *err)
{
	char group[32] = "";
	BIO *bio = open_file(path, true, err);
	if (!bio)
		return false;
	id->key = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
	BIO_free(bio);
	ERR_clear_error();
	if (!id->key)
		return error_set(err, PROBLEM_CERTIFICATE_MISSING, "%s: no key in it", path);
	EVP_PKEY_get_group_name(id->key, group, sizeof(group), NULL);
	if (strcmp(group, "prime256v1") != 0)
		return error_set(err, PROBLEM_CONFIG, "%s: the key is not P-256", path);
	if (!X509_check_private_key(id->certificate, id->key)) {
		ERR_clear_error();
		return error_set(err, PROBLEM_CONFIG, "%s: not the certificate's key", path);
	}
	return true;
}

/* Subject O=DOPA, OU=<office>, CN=<office>-<counter> (protocol.md, «Who proves what»). */
static bool read_subject(struct identity *id, const char *path, struct error *err)
{
	char name[64] = "";
	X509_NAME *subject = X509_get_subject_name(id->certificate);
	int office = X509_NAME_get_text_by_NID(
	    subject, NID_organizationalUnitName, id->office, sizeof(id->office));
	int common = X509_NAME_get_text_by_NID(subject, NID_commonName, name, sizeof(name));
	size_t len = common > 5 ? (size_t)common - 5 : 0;
	if (office != 4 || strncmp(name, id->office, 4) != 0 || name[4] != '-' || len == 0 ||
	    len >= sizeof(id->counter))
		return error_set(err, PROBLEM_CONFIG, "%s: the subject names no counter", path);
	memcpy(id->counter, name + 5, len);
	return true;
}

bool identity_load(struct identity *id, const char *certificate, const char *key,
    const struct clock *clock, struct error *err)
{
	time_t now = (time_t)(clock_real_ms(clock) / 1000);
	*id = (struct identity){0};
	if (!load_certificate(id, certificate, err) || !read_subject(id, certificate, err))
		return false;
	if (X509_cmp_time(X509_get0_notAfter(id->certificate), &now) < 0)
		return error_set(err, PROBLEM_CERTIFICATE_EXPIRED, "%s", certificate);
	return load_key(id, key, err);
}

void identity_free(struct identity *id)
{
	X509_free(id->certificate);
	sk_X509_pop_free(id->chain, X509_free);
	EVP_PKEY_free(id->key);
	*id = (struct identity){0};
}
