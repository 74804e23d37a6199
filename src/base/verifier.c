/*
 * base/verifier.c - scrypt of a PIN, computed elsewhere.
 */
#include "base/verifier.h"

#include <openssl/evp.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/message.h"
#include "base/secret.h"

#define SCRYPT_N      (1 << 15)
#define SCRYPT_R      8
#define SCRYPT_P      1
#define SCRYPT_MEMORY (64L << 20) /* OpenSSL's own limit is 32 MiB, a little too small */

enum { ASK = 1, ANSWER = 2 };

bool verifier_hash(
    uint8_t out[VERIFIER_HASH_SIZE], const char *pin, const uint8_t salt[VERIFIER_SALT_SIZE])
{
	return EVP_PBE_scrypt(pin, strlen(pin), salt, VERIFIER_SALT_SIZE, SCRYPT_N, SCRYPT_R,
		   SCRYPT_P, SCRYPT_MEMORY, out, VERIFIER_HASH_SIZE) == 1;
}

bool verifier_ask(int fd, const char *pin, const uint8_t salt[VERIFIER_SALT_SIZE])
{
	struct buf body = BUF_INIT_SECRET;
	const size_t len = strlen(pin);

	if (len > VERIFIER_PIN_MAX)
		return false;
	buf_put(&body, salt, VERIFIER_SALT_SIZE);
	buf_put(&body, pin, len);
	const bool sent = message_send(fd, ASK, &body);
	buf_free(&body);
	return sent;
}

bool verifier_answer(int fd, uint8_t out[VERIFIER_HASH_SIZE])
{
	struct buf body = BUF_INIT_SECRET;
	uint16_t type = 0;
	const bool good = message_receive(fd, &type, &body, NULL) == MESSAGE_OK && type == ANSWER &&
			  body.len == VERIFIER_HASH_SIZE;

	if (good)
		memcpy(out, body.data, VERIFIER_HASH_SIZE);
	buf_free(&body);
	return good;
}

bool verifier_prepare(void)
{
	uint8_t out[VERIFIER_HASH_SIZE];

	return EVP_PBE_scrypt("", 0, (const uint8_t *)"", 0, 2, 1, 1, 0, out, sizeof out) == 1;
}

/* Salt and PIN of a question; false when it is none. */
static bool take(const struct buf *body, uint8_t salt[VERIFIER_SALT_SIZE], char *pin)
{
	if (body->len < VERIFIER_SALT_SIZE || body->len > VERIFIER_SALT_SIZE + VERIFIER_PIN_MAX)
		return false;
	const size_t len = body->len - VERIFIER_SALT_SIZE;
	memcpy(salt, body->data, VERIFIER_SALT_SIZE);
	memcpy(pin, body->data + VERIFIER_SALT_SIZE, len);
	pin[len] = '\0';
	return true;
}

static bool answer(int fd, const char *pin, const uint8_t salt[VERIFIER_SALT_SIZE])
{
	struct buf body = BUF_INIT_SECRET;
	uint8_t hash[VERIFIER_HASH_SIZE];
	bool done = verifier_hash(hash, pin, salt);

	if (done) {
		buf_put(&body, hash, sizeof hash);
		done = message_send(fd, ANSWER, &body);
	}
	secret_wipe(hash, sizeof hash);
	buf_free(&body);
	return done;
}

int verifier_main(int fd)
{
	struct buf body = BUF_INIT_SECRET;
	uint8_t salt[VERIFIER_SALT_SIZE];
	char pin[VERIFIER_PIN_MAX + 1];
	uint16_t type = 0;
	int code = EX_PROTOCOL;

	if (message_receive(fd, &type, &body, NULL) == MESSAGE_OK && type == ASK &&
	    take(&body, salt, pin))
		code = answer(fd, pin, salt) ? 0 : EX_OSERR;
	secret_wipe(pin, sizeof pin);
	buf_free(&body);
	return code;
}
