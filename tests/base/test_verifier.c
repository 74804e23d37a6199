/* The verifier of a PIN: the hash, the process that computes it, and what it does not take. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/verifier.h"

static const uint8_t salt[VERIFIER_SALT_SIZE] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/* Of 24681357 with that salt, by another implementation's hands: Python's
 * hashlib.scrypt(b"24681357", salt=bytes(range(16)), n=2**15, r=8, p=1, dklen=32). */
static const char known[] = "50fa56c0a706b0f4af2e75e3c2f7cad3740d59251605ec9be47e1796f088a755";

static void hex(char out[2 * VERIFIER_HASH_SIZE + 1], const uint8_t hash[VERIFIER_HASH_SIZE])
{
	for (size_t i = 0; i < VERIFIER_HASH_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static void hash_is_scrypt(void **state)
{
	uint8_t hash[VERIFIER_HASH_SIZE];
	char text[2 * VERIFIER_HASH_SIZE + 1];

	(void)state;
	assert_true(verifier_hash(hash, "24681357", salt));
	hex(text, hash);
	assert_string_equal(text, known);
	assert_true(verifier_hash(hash, "24681358", salt));
	hex(text, hash);
	assert_string_not_equal(text, known);
}

/* The process that computes, with our end of the socket. */
static pid_t start(int *fd)
{
	int fds[2];
	pid_t pid;

	assert_true(message_pair(fds, false));
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(verifier_prepare() ? verifier_main(fds[1]) : 99);
	}
	close(fds[1]);
	*fd = fds[0];
	return pid;
}

static int end(pid_t pid, int fd)
{
	int status;

	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_process_computes_it(void **state)
{
	uint8_t hash[VERIFIER_HASH_SIZE];
	char text[2 * VERIFIER_HASH_SIZE + 1];
	int fd;
	pid_t pid = start(&fd);

	(void)state;
	assert_true(verifier_ask(fd, "24681357", salt));
	assert_true(verifier_answer(fd, hash));
	hex(text, hash);
	assert_string_equal(text, known);
	/* One question, and it ends. */
	assert_false(verifier_answer(fd, hash));
	assert_int_equal(end(pid, fd), 0);
}

static void a_pin_too_long_is_not_asked_about(void **state)
{
	int fds[2];

	(void)state;
	assert_true(message_pair(fds, true));
	assert_false(verifier_ask(fds[0], "12345678901234567", salt));
	assert_true(verifier_ask(fds[0], "1234567890123456", salt));
	close(fds[1]);
	assert_false(verifier_ask(fds[0], "24681357", salt));
	close(fds[0]);
}

static void what_is_no_question_gets_no_answer(void **state)
{
	static const struct {
		uint16_t type;
		size_t len;
	} rows[] = {{1, 0}, {1, VERIFIER_SALT_SIZE - 1},
	    {1, VERIFIER_SALT_SIZE + VERIFIER_PIN_MAX + 1}, {1, 60000}, {2, VERIFIER_SALT_SIZE + 8},
	    {0, VERIFIER_SALT_SIZE + 8}, {65535, VERIFIER_SALT_SIZE + 8}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf body = BUF_INIT;
		uint8_t hash[VERIFIER_HASH_SIZE];
		int fd;
		pid_t pid = start(&fd);

		assert_non_null(buf_reserve(&body, rows[i].len + 1));
		memset(body.data, '1', rows[i].len);
		buf_added(&body, rows[i].len);
		assert_true(message_send(fd, rows[i].type, &body));
		assert_false(verifier_answer(fd, hash));
		assert_int_equal(end(pid, fd), EX_PROTOCOL);
		buf_free(&body);
	}
}

static void who_asks_and_goes_leaves_nobody(void **state)
{
	int fd;
	pid_t pid = start(&fd);

	(void)state;
	assert_int_equal(end(pid, fd), EX_PROTOCOL);
	pid = start(&fd);
	assert_true(verifier_ask(fd, "24681357", salt));
	assert_int_equal(end(pid, fd), EX_OSERR); /* nobody to answer */
}

/* An answer is 32 bytes of the right type. */
static void what_is_no_answer_is_not_taken(void **state)
{
	static const struct {
		uint16_t type;
		size_t len;
		bool good;
	} rows[] = {{2, 32, true}, {2, 31, false}, {2, 33, false}, {2, 0, false}, {1, 32, false}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t bytes[64] = {0}, hash[VERIFIER_HASH_SIZE];
		struct buf body = BUF_INIT;
		int fds[2];

		assert_true(message_pair(fds, true));
		buf_put(&body, bytes, rows[i].len);
		assert_true(message_send(fds[0], rows[i].type, &body));
		assert_int_equal(verifier_answer(fds[1], hash), rows[i].good);
		assert_false(verifier_answer(fds[1], hash)); /* would block: none */
		buf_free(&body);
		close(fds[0]);
		close(fds[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hash_is_scrypt),
	    cmocka_unit_test(a_process_computes_it),
	    cmocka_unit_test(a_pin_too_long_is_not_asked_about),
	    cmocka_unit_test(what_is_no_question_gets_no_answer),
	    cmocka_unit_test(who_asks_and_goes_leaves_nobody),
	    cmocka_unit_test(what_is_no_answer_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
