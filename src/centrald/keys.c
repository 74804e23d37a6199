#include "centrald/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"
#include "centrald/ids.h"
#include "wire/jws.h"

#define MASTER_SIZE 32
#define IV_SIZE	    12
#define TAG_SIZE    16
#define HEAD	    "ddopa-centrald keys 1 "

struct keys {
	uint8_t master[MASTER_SIZE];
	EVP_PKEY *receipt;
	FILE *file; /* held open for its lock */
};

static bool write_keys(FILE *f, struct error *err)
{
	uint8_t master[MASTER_SIZE];
	struct buf hex = BUF_INIT_SECRET;
	EVP_PKEY *receipt = key_generate(err);
	if (!receipt)
		return false;
	bool ok = random_bytes(master, sizeof master);
	hex_encode(&hex, master, sizeof master);
	ok = ok && buf_ok(&hex) && fprintf(f, HEAD "%s\n", (const char *)hex.data) > 0 &&
	     PEM_write_PKCS8PrivateKey(f, receipt, NULL, NULL, 0, NULL, NULL) == 1 &&
	     fflush(f) == 0 && fsync(fileno(f)) == 0;
	EVP_PKEY_free(receipt);
	buf_free(&hex);
	secret_wipe(master, sizeof master);
	return ok || error_set(err, PROBLEM_IO, "keys");
}

bool keys_create(const char *path, struct error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!f) {
		error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool ok = write_keys(f, err);
	return fclose(f) == 0 && ok;
}

/* lock: LOCK_EX, LOCK_SH or 0. */
static bool check_file(int fd, const char *path, int lock, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 || st.st_uid != geteuid())
		return error_set(err, PROBLEM_CONFIG, "%s: must be the caller's, mode 0600", path);
	if (lock != 0 && flock(fd, lock | LOCK_NB) != 0)
		return error_set(err, PROBLEM_CONFIG, "%s: another centre serves this store", path);
	return true;
}

static bool read_master(struct keys *k)
{
	char line[sizeof HEAD + (size_t)2 * MASTER_SIZE + 2] = "";
	struct buf raw = BUF_INIT_SECRET;
	size_t head = strlen(HEAD);
	bool ok = fgets(line, sizeof line, k->file) && strncmp(line, HEAD, head) == 0 &&
		  hex_decode(&raw, line + head, strcspn(line + head, "\n")) &&
		  raw.len == MASTER_SIZE;
	if (ok)
		memcpy(k->master, raw.data, MASTER_SIZE);
	buf_free(&raw);
	secret_wipe(line, sizeof line);
	return ok;
}

static bool read_keys(struct keys *k, const char *path, int lock, struct error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	k->file = fdopen(fd, "r");
	if (!k->file) {
		close(fd);
		return error_errno(err, PROBLEM_IO, errno, path);
	}
	if (!check_file(fd, path, lock, err))
		return false;
	if (!read_master(k) || !(k->receipt = PEM_read_PrivateKey(k->file, NULL, NULL, NULL)))
		return error_set(err, PROBLEM_CONFIG, "%s: no keys of ddopa-centrald", path);
	return true;
}

static struct keys *open_with(const char *path, int lock, struct error *err)
{
	struct keys *k = secret_alloc(sizeof *k);
	if (!k) {
		error_set(err, PROBLEM_MEMORY, "keys");
		return NULL;
	}
	if (read_keys(k, path, lock, err))
		return k;
	keys_close(k);
	return NULL;
}

struct keys *keys_open(const char *path, bool shared, struct error *err)
{
	return open_with(path, shared ? LOCK_SH : LOCK_EX, err);
}

struct keys *keys_borrow(const char *path, struct error *err)
{
	return open_with(path, 0, err);
}

void keys_close(struct keys *k)
{
	if (!k)
		return;
	if (k->file)
		fclose(k->file);
	EVP_PKEY_free(k->receipt);
	secret_free(k, sizeof *k);
}

void keys_mac(
    uint8_t out[SHA256_SIZE], const struct keys *k, const char *label, const void *data, size_t len)
{
	struct buf input = BUF_INIT_SECRET;
	buf_put(&input, label, strlen(label) + 1);
	buf_put(&input, data, len);
	unsigned size = 0;
	memset(out, 0, SHA256_SIZE);
	/* Without memory the result would be the same for all: random bytes match nothing. */
	if (!buf_ok(&input) ||
	    !HMAC(EVP_sha256(), k->master, MASTER_SIZE, input.data, input.len, out, &size))
		(void)random_bytes(out, SHA256_SIZE);
	buf_free(&input);
}

void keys_hash(char out[HASH_HEX_SIZE], const struct keys *k, const char *label, const char *text)
{
	uint8_t mac[SHA256_SIZE];
	keys_mac(mac, k, label, text, strlen(text));
	hex_text(out, mac, sizeof mac);
}

static bool gcm_seal(uint8_t *out, const uint8_t key[SHA256_SIZE], const uint8_t *data, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	int last = 0;
	uint8_t *body = out + IV_SIZE;
	bool ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, out) == 1 &&
		  EVP_EncryptUpdate(ctx, body, &n, data, (int)len) == 1 &&
		  EVP_EncryptFinal_ex(ctx, body + n, &last) == 1 &&
		  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, body + len) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

static bool gcm_unseal(uint8_t *out, const uint8_t key[SHA256_SIZE], uint8_t *sealed, size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;
	int last = 0;
	uint8_t *body = sealed + IV_SIZE;
	bool ok = ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
		  EVP_DecryptUpdate(ctx, out, &n, body, (int)len) == 1 &&
		  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, body + len) == 1 &&
		  EVP_DecryptFinal_ex(ctx, out + n, &last) == 1;
	EVP_CIPHER_CTX_free(ctx);
	return ok;
}

bool keys_seal(
    struct buf *out, const struct keys *k, const char *secret, const void *data, size_t len)
{
	uint8_t key[SHA256_SIZE];
	size_t size = IV_SIZE + len + TAG_SIZE;
	uint8_t *sealed = secret_alloc(size);
	if (!sealed)
		return false;
	keys_mac(key, k, "seal", secret, strlen(secret));
	bool ok = random_bytes(sealed, IV_SIZE) && gcm_seal(sealed, key, data, len);
	if (ok)
		base64url_encode(out, sealed, size);
	secret_wipe(key, sizeof key);
	secret_free(sealed, size);
	return ok && buf_ok(out);
}

static bool unseal_raw(struct buf *out, const uint8_t key[SHA256_SIZE], struct buf *raw)
{
	if (raw->len < IV_SIZE + TAG_SIZE)
		return false;
	size_t len = raw->len - IV_SIZE - TAG_SIZE;
	uint8_t *plain = secret_alloc(len + 1);
	bool ok = plain && gcm_unseal(plain, key, raw->data, len);
	if (ok)
		buf_put(out, plain, len);
	secret_free(plain, len + 1);
	return ok && buf_ok(out);
}

bool keys_unseal(struct buf *out, const struct keys *k, const char *secret, const char *sealed)
{
	uint8_t key[SHA256_SIZE];
	struct buf raw = BUF_INIT;
	keys_mac(key, k, "seal", secret, strlen(secret));
	bool ok = base64url_decode(&raw, sealed, strlen(sealed)) && unseal_raw(out, key, &raw);
	secret_wipe(key, sizeof key);
	buf_free(&raw);
	return ok;
}

EVP_PKEY *keys_receipt(const struct keys *k)
{
	return k->receipt;
}
