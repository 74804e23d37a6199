#include "phone/key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/secret.h"

#define MAGIC	     "DDPK"
#define FILE_VERSION 1
#define TRIES_OFFSET 5
#define HEADER	     6 /* magic, version, tries */
#define SALT	     16
#define NONCE	     12
#define TAG	     16
#define PARAMETERS   (4 + SALT + NONCE)
#define FILE_MAX     1024
#define KEK	     32

/* The parameters as they stand in the file. */
struct parameters {
	uint8_t bytes[PARAMETERS];
};

static const uint8_t *salt_of(const struct parameters *p)
{
	return p->bytes + 4;
}

static const uint8_t *nonce_of(const struct parameters *p)
{
	return p->bytes + 4 + SALT;
}

static bool fresh_parameters(struct parameters *p)
{
	struct buf b = BUF_INIT;
	buf_u32(&b, KEY_ROUNDS);
	bool ok = buf_ok(&b);
	if (ok)
		memcpy(p->bytes, b.data, b.len);
	buf_free(&b);
	return ok && random_bytes(p->bytes + 4, SALT + NONCE);
}

static bool derive(uint8_t kek[KEK], const char *pin, const struct parameters *p)
{
	return PKCS5_PBKDF2_HMAC(pin, (int)strlen(pin), salt_of(p), SALT, KEY_ROUNDS, EVP_sha256(),
		   KEK, kek) == 1;
}

/* out: len + TAG bytes. */
static bool seal(
    uint8_t *out, const uint8_t kek[KEK], const struct parameters *p, const uint8_t *data, int len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, end = 0;
	bool ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, kek, nonce_of(p)) == 1 &&
		  EVP_EncryptUpdate(ctx, NULL, &n, p->bytes, PARAMETERS) == 1 &&
		  EVP_EncryptUpdate(ctx, out, &n, data, len) == 1 &&
		  EVP_EncryptFinal_ex(ctx, out + n, &end) == 1 && n + end == len &&
		  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG, out + len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

/* sealed: len + TAG bytes; false: another PIN, or a changed file. */
static bool unseal(uint8_t *out, const uint8_t kek[KEK], const struct parameters *p,
    const uint8_t *sealed, int len)
{
	uint8_t tag[TAG];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0, end = 0;
	memcpy(tag, sealed + len, TAG);
	bool ok = ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, kek, nonce_of(p)) == 1 &&
		  EVP_DecryptUpdate(ctx, NULL, &n, p->bytes, PARAMETERS) == 1 &&
		  EVP_DecryptUpdate(ctx, out, &n, sealed, len) == 1 &&
		  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
		  EVP_DecryptFinal_ex(ctx, out + n, &end) == 1 && n + end == len;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool write_wrapped(struct buf *file, EVP_PKEY *key, const char *pin)
{
	struct parameters p;
	uint8_t *kek = secret_alloc(KEK), *der = NULL, sealed[FILE_MAX];
	PKCS8_PRIV_KEY_INFO *pkcs8 = EVP_PKEY2PKCS8(key);
	int len = pkcs8 ? i2d_PKCS8_PRIV_KEY_INFO(pkcs8, &der) : 0;
	bool ok = kek && len > 0 && HEADER + PARAMETERS + len + TAG <= FILE_MAX &&
		  fresh_parameters(&p) && derive(kek, pin, &p) && seal(sealed, kek, &p, der, len);
	if (ok) {
		buf_puts(file, MAGIC);
		buf_u8(file, FILE_VERSION);
		buf_u8(file, 0);
		buf_put(file, p.bytes, PARAMETERS);
		buf_put(file, sealed, (size_t)len + TAG);
	}
	OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
	PKCS8_PRIV_KEY_INFO_free(pkcs8);
	secret_free(kek, KEK);
	return ok && buf_ok(file);
}

bool key_wrap(struct store *s, const char *name, EVP_PKEY *key, const char *pin, struct error *err)
{
	struct buf file = BUF_INIT;
	bool ok = write_wrapped(&file, key, pin);
	if (!ok)
		error_set(err, PROBLEM_INTERNAL, "%s", name);
	ok = ok && store_write(s, name, file.data, file.len, err);
	buf_free(&file);
	return ok;
}

/* ---- unwrapping ---- */

static bool put_tries(int fd, uint8_t used)
{
	return pwrite(fd, &used, 1, TRIES_OFFSET) == 1 && fdatasync(fd) == 0;
}

static bool destroy(struct store *s, const char *name, int fd, struct error *err)
{
	static const uint8_t zero[FILE_MAX];
	struct stat st;
	if (fstat(fd, &st) == 0 && st.st_size <= FILE_MAX)
		(void)!pwrite(fd, zero, (size_t)st.st_size, 0);
	(void)fdatasync(fd);
	store_remove(s, name);
	return error_set(err, PROBLEM_KEY_DESTROYED, "%s", name);
}

struct wrapped {
	struct parameters parameters;
	const uint8_t *sealed;
	int len; /* without the tag */
	uint8_t used;
};

static bool parse(struct wrapped *w, const uint8_t *file, size_t size)
{
	struct view v = view_of(file, size);
	const uint8_t *magic = view_bytes(&v, sizeof MAGIC - 1);
	bool ours =
	    magic && memcmp(magic, MAGIC, sizeof MAGIC - 1) == 0 && view_u8(&v) == FILE_VERSION;
	w->used = view_u8(&v);
	const uint8_t *parameters = view_bytes(&v, PARAMETERS);
	size_t left = view_left(&v);
	if (!ours || !parameters || left <= TAG)
		return false;
	memcpy(w->parameters.bytes, parameters, PARAMETERS);
	w->len = (int)(left - TAG);
	w->sealed = view_bytes(&v, left);
	struct view rounds = view_of(parameters, 4);
	return view_u32(&rounds) == KEY_ROUNDS; /* fewer would make guessing cheap */
}

static EVP_PKEY *open_wrapped(const struct wrapped *w, const char *pin)
{
	uint8_t *kek = secret_alloc(KEK), *der = secret_alloc(FILE_MAX);
	EVP_PKEY *key = NULL;
	if (kek && der && derive(kek, pin, &w->parameters) &&
	    unseal(der, kek, &w->parameters, w->sealed, w->len)) {
		const uint8_t *p = der;
		key = d2i_AutoPrivateKey(NULL, &p, w->len);
	}
	secret_free(kek, KEK);
	secret_free(der, FILE_MAX);
	return key;
}

static EVP_PKEY *try_pin(
    struct store *s, const char *name, int fd, const char *pin, int *tries_left, struct error *err)
{
	uint8_t file[FILE_MAX];
	struct wrapped w;
	ssize_t size = pread(fd, file, sizeof file, 0);
	*tries_left = 0;
	if (size < 0) {
		error_errno(err, PROBLEM_IO, errno, name);
		return NULL;
	}
	/* A file of zeros is one that was being destroyed. */
	if (!parse(&w, file, (size_t)size) || w.used >= KEY_TRIES) {
		destroy(s, name, fd, err);
		return NULL;
	}
	if (!put_tries(fd, (uint8_t)(w.used + 1))) {
		error_errno(err, PROBLEM_IO, errno, name);
		return NULL;
	}
	EVP_PKEY *key = open_wrapped(&w, pin);
	*tries_left = key ? KEY_TRIES : KEY_TRIES - 1 - w.used;
	if (key)
		(void)put_tries(fd, 0); /* when that fails a try is lost, not won */
	else if (*tries_left == 0)
		destroy(s, name, fd, err);
	else
		error_set(err, PROBLEM_PHONE_PIN_WRONG, "%d", *tries_left);
	return key;
}

EVP_PKEY *key_unwrap(
    struct store *s, const char *name, const char *pin, int *tries_left, struct error *err)
{
	int fd = store_file(s, name, O_RDWR);
	if (fd < 0) {
		error_errno(err, errno == ENOENT ? PROBLEM_KEY_DESTROYED : PROBLEM_IO, errno, name);
		return NULL;
	}
	EVP_PKEY *key = try_pin(s, name, fd, pin, tries_left, err);
	close(fd);
	return key;
}
