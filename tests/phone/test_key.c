/*
 * The wrapped key: what five wrong PINs do, and that killing the program wins none back.
 * PKCS5_PBKDF2_HMAC, pwrite and unlinkat are wrapped at link time, to count the rounds and
 * to die at chosen places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../base/scratch.h"
#include <openssl/ec.h>
#include <openssl/x509.h>

#include "phone/key.h"

#define PIN	  "50718293"
#define WRONG	  "50718294"
#define FILE_NAME "key"

static char directory[SCRATCH_SIZE];
static struct store store;
static EVP_PKEY *key;

static enum fate { LIVE, DIE_DERIVING, DIE_REMOVING } fate;
static int rounds_seen;
static bool fast;

int __real_PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt, int saltlen,
    int iter, const EVP_MD *digest, int keylen, unsigned char *out);
int __wrap_PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt, int saltlen,
    int iter, const EVP_MD *digest, int keylen, unsigned char *out);
int __real_unlinkat(int dir, const char *name, int flags);
int __wrap_unlinkat(int dir, const char *name, int flags);

int __wrap_PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt, int saltlen,
    int iter, const EVP_MD *digest, int keylen, unsigned char *out)
{
	rounds_seen = iter;
	if (fate == DIE_DERIVING)
		raise(SIGKILL);
	return __real_PKCS5_PBKDF2_HMAC(
	    pass, passlen, salt, saltlen, fast ? 1 : iter, digest, keylen, out);
}

int __wrap_unlinkat(int dir, const char *name, int flags)
{
	if (fate == DIE_REMOVING && strcmp(name, FILE_NAME) == 0)
		raise(SIGKILL);
	return __real_unlinkat(dir, name, flags);
}

static int enter(void **state)
{
	(void)state;
	struct error err;
	if (!scratch_make(directory) || !store_open(&store, directory, &err))
		return -1;
	key = EVP_EC_gen("P-256");
	fate = LIVE;
	fast = true;
	return key && key_wrap(&store, FILE_NAME, key, PIN, &err) ? 0 : -1;
}

static int leave(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	store_remove(&store, FILE_NAME);
	store_close(&store);
	return rmdir(directory);
}

static size_t read_file(uint8_t *out, size_t size)
{
	int fd = openat(store.dir, FILE_NAME, O_RDONLY);
	if (fd < 0)
		return 0;
	ssize_t n = read(fd, out, size);
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

static enum problem unwrap(const char *pin, int *left)
{
	struct error err = {0};
	EVP_PKEY *got = key_unwrap(&store, FILE_NAME, pin, left, &err);
	if (got) {
		assert_int_equal(EVP_PKEY_eq(got, key), 1);
		EVP_PKEY_free(got);
		return PROBLEM_NONE;
	}
	return err.problem;
}

static void the_pin_opens(void **state)
{
	(void)state;
	int left = -1;
	assert_int_equal(unwrap(PIN, &left), PROBLEM_NONE);
	assert_int_equal(left, KEY_TRIES);
}

/* With all its rounds, once: protocol.md names them. */
static void as_many_rounds_as_the_protocol_says(void **state)
{
	(void)state;
	struct error err;
	int left;
	fast = false;
	assert_true(key_wrap(&store, FILE_NAME, key, PIN, &err));
	assert_int_equal(rounds_seen, 600000);
	rounds_seen = 0;
	assert_int_equal(unwrap(PIN, &left), PROBLEM_NONE);
	assert_int_equal(rounds_seen, 600000);
}

/* The format of key.h, opened by OpenSSL's own calls with nothing of ours. */
static void the_format_is_as_written_down(void **state)
{
	(void)state;
	uint8_t file[1024], kek[32], der[512];
	fast = false;
	struct error err;
	assert_true(key_wrap(&store, FILE_NAME, key, PIN, &err));
	size_t size = read_file(file, sizeof file);
	assert_memory_equal(file, "DDPK\x01\x00\x00\x09\x27\xc0", 10); /* 600,000 */
	assert_int_equal(
	    __real_PKCS5_PBKDF2_HMAC(PIN, 8, file + 10, 16, 600000, EVP_sha256(), 32, kek), 1);
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n, end, len = (int)size - 38 - 16;
	assert_int_equal(EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, kek, file + 26), 1);
	assert_int_equal(EVP_DecryptUpdate(ctx, NULL, &n, file + 6, 32), 1);
	assert_int_equal(EVP_DecryptUpdate(ctx, der, &n, file + 38, len), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, 16, file + 38 + len), 1);
	assert_int_equal(EVP_DecryptFinal_ex(ctx, der + n, &end), 1);
	EVP_CIPHER_CTX_free(ctx);
	const uint8_t *p = der;
	EVP_PKEY *got = d2i_AutoPrivateKey(NULL, &p, n);
	assert_non_null(got);
	assert_int_equal(EVP_PKEY_eq(got, key), 1);
	EVP_PKEY_free(got);
}

static void nothing_readable_in_the_file(void **state)
{
	(void)state;
	uint8_t file[1024], other[1024];
	struct error err;
	struct stat st;
	size_t size = read_file(file, sizeof file);
	assert_true(size > 100);
	assert_null(memmem(file, size, PIN, 8));
	assert_int_equal(fstatat(store.dir, FILE_NAME, &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* salt and nonce are new each time: the same key and PIN make another file */
	assert_true(key_wrap(&store, FILE_NAME, key, PIN, &err));
	assert_int_equal(read_file(other, sizeof other), size);
	assert_memory_not_equal(file + 10, other + 10, 28);
	assert_memory_not_equal(file + 38, other + 38, size - 38);
}

static void five_wrong_pins_destroy(void **state)
{
	(void)state;
	int left;
	for (int i = 4; i >= 1; i--) {
		assert_int_equal(unwrap(WRONG, &left), PROBLEM_PHONE_PIN_WRONG);
		assert_int_equal(left, i);
	}
	assert_int_equal(unwrap(WRONG, &left), PROBLEM_KEY_DESTROYED);
	assert_int_equal(left, 0);
	assert_int_equal(faccessat(store.dir, FILE_NAME, F_OK, 0), -1);
	assert_int_equal(unwrap(PIN, &left), PROBLEM_KEY_DESTROYED);
}

static void a_right_pin_gives_the_tries_back(void **state)
{
	(void)state;
	int left;
	for (int round = 0; round < 3; round++) {
		for (int i = 4; i >= 1; i--)
			assert_int_equal(unwrap(WRONG, &left), PROBLEM_PHONE_PIN_WRONG);
		assert_int_equal(unwrap(PIN, &left), PROBLEM_NONE);
	}
}

static void die_while(enum fate how, const char *pin)
{
	int status, left;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		fate = how;
		unwrap(pin, &left);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* The try is used up before the PIN is looked at: a kill in between costs one, right or
 * wrong, and never gives one. */
static void a_kill_costs_the_try(void **state)
{
	(void)state;
	int left;
	die_while(DIE_DERIVING, WRONG);
	die_while(DIE_DERIVING, WRONG);
	assert_int_equal(unwrap(WRONG, &left), PROBLEM_PHONE_PIN_WRONG);
	assert_int_equal(left, 2);
	die_while(DIE_DERIVING, PIN);
	assert_int_equal(unwrap(PIN, &left), PROBLEM_NONE); /* the fifth, and it is right */
	for (int i = 0; i < 5; i++)
		die_while(DIE_DERIVING, WRONG);
	assert_int_equal(unwrap(PIN, &left), PROBLEM_KEY_DESTROYED);
}

/* Killed between overwriting and removing: the file holds nothing any more. */
static void a_kill_while_destroying_saves_nothing(void **state)
{
	(void)state;
	uint8_t file[1024], zero[1024] = {0};
	int left;
	for (int i = 0; i < 4; i++)
		unwrap(WRONG, &left);
	die_while(DIE_REMOVING, WRONG);
	size_t size = read_file(file, sizeof file);
	assert_true(size > 0);
	assert_memory_equal(file, zero, size);
	assert_int_equal(unwrap(PIN, &left), PROBLEM_KEY_DESTROYED);
	assert_int_equal(faccessat(store.dir, FILE_NAME, F_OK, 0), -1);
}

/* Whoever edits the file gets no key and no cheap guesses. */
static void every_changed_byte_is_noticed(void **state)
{
	(void)state;
	uint8_t file[1024];
	struct error err;
	int left;
	size_t size = read_file(file, sizeof file);
	for (size_t i = 0; i < size; i++) {
		if (i == 5) /* tries used: not a secret, see the next test */
			continue;
		file[i] ^= 1;
		assert_true(store_write(&store, FILE_NAME, file, size, &err));
		enum problem p = unwrap(PIN, &left);
		assert_true(p == PROBLEM_PHONE_PIN_WRONG || p == PROBLEM_KEY_DESTROYED);
		file[i] ^= 1;
	}
	for (size_t len = 0; len < size; len += 7) {
		assert_true(store_write(&store, FILE_NAME, file, len, &err));
		assert_int_not_equal(unwrap(PIN, &left), PROBLEM_NONE);
	}
	assert_true(store_write(&store, FILE_NAME, file, size, &err));
	assert_int_equal(unwrap(PIN, &left), PROBLEM_NONE);
}

static void used_up_tries_count_as_they_stand(void **state)
{
	(void)state;
	uint8_t file[1024];
	struct error err;
	int left;
	size_t size = read_file(file, sizeof file);
	file[5] = 255;
	assert_true(store_write(&store, FILE_NAME, file, size, &err));
	assert_int_equal(unwrap(PIN, &left), PROBLEM_KEY_DESTROYED);
}

static void a_link_is_not_followed(void **state)
{
	(void)state;
	int left;
	store_remove(&store, FILE_NAME);
	assert_int_equal(symlinkat("/etc/passwd", store.dir, FILE_NAME), 0);
	assert_int_equal(unwrap(PIN, &left), PROBLEM_IO);
}

#define TEST(F) cmocka_unit_test_setup_teardown(F, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_pin_opens),
	    TEST(as_many_rounds_as_the_protocol_says),
	    TEST(the_format_is_as_written_down),
	    TEST(nothing_readable_in_the_file),
	    TEST(five_wrong_pins_destroy),
	    TEST(a_right_pin_gives_the_tries_back),
	    TEST(a_kill_costs_the_try),
	    TEST(a_kill_while_destroying_saves_nothing),
	    TEST(every_changed_byte_is_noticed),
	    TEST(used_up_tries_count_as_they_stand),
	    TEST(a_link_is_not_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
