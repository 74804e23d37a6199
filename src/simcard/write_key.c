#include "simcard/write_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/secret.h"
#include "simcard/file.h"

#define CMAC_SIZE 16

static bool cmac_in(EVP_MAC_CTX *ctx, uint8_t out[CMAC_SIZE], const uint8_t key[WRITE_KEY_SIZE],
    const uint8_t *data, size_t len)
{
	char cipher[] = "AES-128-CBC";
	const OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
	    OSSL_PARAM_construct_end()};
	size_t written;

	return EVP_MAC_init(ctx, key, WRITE_KEY_SIZE, params) == 1 &&
	       EVP_MAC_update(ctx, data, len) == 1 &&
	       EVP_MAC_final(ctx, out, &written, CMAC_SIZE) == 1 && written == CMAC_SIZE;
}

static bool cmac(
    uint8_t out[CMAC_SIZE], const uint8_t key[WRITE_KEY_SIZE], const uint8_t *data, size_t len)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "CMAC", NULL);
	EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
	const bool ok = ctx != NULL && cmac_in(ctx, out, key, data, len);

	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return ok;
}

bool write_key_derive(uint8_t out[WRITE_KEY_SIZE], const uint8_t master[WRITE_KEY_SIZE],
    const uint8_t serial[CHIP_SERIAL_SIZE])
{
	return cmac(out, master, serial, CHIP_SERIAL_SIZE);
}

bool write_cryptogram(uint8_t out[CRYPTOGRAM_SIZE], const uint8_t key[WRITE_KEY_SIZE],
    const uint8_t challenge[CHALLENGE_SIZE], uint8_t reference)
{
	uint8_t data[CHALLENGE_SIZE + 1], whole[CMAC_SIZE];
	bool ok;

	memcpy(data, challenge, CHALLENGE_SIZE);
	data[CHALLENGE_SIZE] = reference;
	ok = cmac(whole, key, data, sizeof data);
	if (ok)
		memcpy(out, whole, CRYPTOGRAM_SIZE);
	secret_wipe(whole, sizeof whole);
	return ok;
}

bool write_master_read(uint8_t out[WRITE_KEY_SIZE], const char *path, struct error *err)
{
	char text[2 * WRITE_KEY_SIZE + 2];
	struct buf bytes = BUF_INIT_SECRET;
	size_t len;
	bool ok;

	if (!file_read(path, text, sizeof text, &len, err))
		return false;
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	ok = len == 2 * WRITE_KEY_SIZE && hex_decode(&bytes, text, len) && buf_ok(&bytes);
	if (ok)
		memcpy(out, bytes.data, WRITE_KEY_SIZE);
	secret_wipe(text, sizeof text);
	buf_free(&bytes);
	return ok || error_set(err, PROBLEM_CONFIG, "%s: no %d hexadecimal digits", path,
			 2 * WRITE_KEY_SIZE);
}
