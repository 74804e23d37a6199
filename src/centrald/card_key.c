#include "centrald/card_key.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"
#include "centrald/ids.h"

#define LINE_MAX_SIZE 128

struct card_scheme {
	const char *name;
	/* What stands behind the scheme's name in the file; false: no key of it. */
	bool (*take)(struct card_key *k, const char *text);
	bool (*cryptogram)(uint8_t out[API_CRYPTOGRAM_SIZE], const struct card_key *k,
	    const struct api_finger_write *w);
};

struct card_key {
	const struct card_scheme *scheme;
	uint8_t master[CARD_KEY_SIZE];
};

/* ---- cmac ---- */

bool aes_cmac(
    uint8_t out[CARD_KEY_SIZE], const uint8_t key[CARD_KEY_SIZE], const void *data, size_t len)
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
	    OSSL_PARAM_construct_end()};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = mac ? EVP_MAC_CTX_new(mac) : NULL;
	size_t size = 0;
	bool ok = ctx && EVP_MAC_init(ctx, key, CARD_KEY_SIZE, params) == 1 &&
		  EVP_MAC_update(ctx, data, len) == 1 &&
		  EVP_MAC_final(ctx, out, &size, CARD_KEY_SIZE) == 1 && size == CARD_KEY_SIZE;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok;
}

static bool cmac_take(struct card_key *k, const char *text)
{
	return hex_bytes(k->master, sizeof k->master, text);
}

static bool cmac_cryptogram(
    uint8_t out[API_CRYPTOGRAM_SIZE], const struct card_key *k, const struct api_finger_write *w)
{
	uint8_t own[CARD_KEY_SIZE];
	uint8_t whole[CARD_KEY_SIZE];
	uint8_t input[API_CHALLENGE_SIZE + 1];
	memcpy(input, w->challenge, API_CHALLENGE_SIZE);
	input[API_CHALLENGE_SIZE] = (uint8_t)w->reference;
	bool ok = aes_cmac(own, k->master, w->serial, sizeof w->serial) &&
		  aes_cmac(whole, own, input, sizeof input);
	if (ok)
		memcpy(out, whole, API_CRYPTOGRAM_SIZE);
	secret_wipe(own, sizeof own);
	secret_wipe(whole, sizeof whole);
	return ok;
}

/* The first is that of a line without a name. */
static const struct card_scheme schemes[] = {
    {"cmac", cmac_take, cmac_cryptogram},
};

/* ---- the file ---- */

static bool check_file(int fd, const char *path, struct error *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0 || st.st_uid != geteuid())
		return error_set(err, PROBLEM_CONFIG, "%s: must be the caller's, mode 0600", path);
	return true;
}

static bool read_line(char line[LINE_MAX_SIZE], int fd, const char *path, struct error *err)
{
	ssize_t n = read(fd, line, LINE_MAX_SIZE - 1);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	line[n] = '\0';
	char *end = strchr(line, '\n');
	if (end && end[1])
		return error_set(err, PROBLEM_CONFIG, "%s: more than one line", path);
	if (end)
		*end = '\0';
	return true;
}

static bool take_line(struct card_key *k, const char *line, const char *path, struct error *err)
{
	const char *colon = strchr(line, ':');
	const char *key = colon ? colon + 1 : line;
	size_t len = colon ? (size_t)(colon - line) : 0;
	k->scheme = colon ? NULL : &schemes[0];
	for (size_t i = 0; colon && i < sizeof schemes / sizeof *schemes; i++)
		if (strlen(schemes[i].name) == len && memcmp(schemes[i].name, line, len) == 0)
			k->scheme = &schemes[i];
	if (!k->scheme)
		return error_set(err, PROBLEM_CONFIG, "%s: no scheme of that name", path);
	return k->scheme->take(k, key) ||
	       error_set(err, PROBLEM_CONFIG, "%s: no key for %s", path, k->scheme->name);
}

static bool read_key(struct card_key *k, const char *path, struct error *err)
{
	char line[LINE_MAX_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	bool ok = check_file(fd, path, err) && read_line(line, fd, path, err) &&
		  take_line(k, line, path, err);
	secret_wipe(line, sizeof line);
	close(fd);
	return ok;
}

struct card_key *card_key_open(const char *path, struct error *err)
{
	struct card_key *k = secret_alloc(sizeof *k);
	if (!k) {
		error_set(err, PROBLEM_MEMORY, "card key");
		return NULL;
	}
	if (read_key(k, path, err))
		return k;
	card_key_close(k);
	return NULL;
}

void card_key_close(struct card_key *k)
{
	secret_free(k, sizeof *k);
}

bool card_key_cryptogram(uint8_t out[API_CRYPTOGRAM_SIZE], const struct card_key *k,
    const struct api_finger_write *w, struct error *err)
{
	return k->scheme->cryptogram(out, k, w) ||
	       error_set(err, PROBLEM_CENTRE_INTERNAL, "cryptogram by %s", k->scheme->name);
}
