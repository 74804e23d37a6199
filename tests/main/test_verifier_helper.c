/* The process that computes the verifier of a PIN, as the parent starts it: in its sandbox,
 * where a call too many is the end of it, as often as it is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/verifier.h"
#include "main/parent.h"

#define TIMES 12 /* more than the parent keeps helpers at a time */

static const uint8_t salt[VERIFIER_SALT_SIZE] = {1, 2, 3};

/* Ends with 0, or with what was wrong. */
static int face_asks(struct parent_link *link, void *arg)
{
	uint8_t wanted[VERIFIER_HASH_SIZE], hash[VERIFIER_HASH_SIZE];

	(void)arg;
	if (!verifier_hash(wanted, "24681357", salt))
		return 1;
	for (int i = 0; i < TIMES; i++) {
		const int fd = parent_start_verifier(link);

		if (fd < 0 || !verifier_ask(fd, "24681357", salt))
			return 2;
		if (!verifier_answer(fd, hash) || memcmp(hash, wanted, sizeof hash) != 0)
			return 3;
		if (verifier_answer(fd, hash))
			return 4; /* it has ended: nothing comes after the answer */
		close(fd);
	}
	return 0;
}

/* What is no question ends the helper, and neither parent nor face. */
static int face_talks_nonsense(struct parent_link *link, void *arg)
{
	uint8_t hash[VERIFIER_HASH_SIZE];
	const int fd = parent_start_verifier(link);

	if (fd < 0 || !message_send(fd, 7, NULL))
		return 1;
	if (verifier_answer(fd, hash))
		return 2;
	close(fd);
	return face_asks(link, arg);
}

static int run(face_fn *face)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		struct parent_options options = {.sensor = {.type = "none", .timeout_s = 5}};

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(parent_run(&options, face, NULL));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void it_answers_in_its_sandbox(void **state)
{
	(void)state;
	assert_int_equal(run(face_asks), 0);
}

static void nonsense_ends_it_alone(void **state)
{
	(void)state;
	assert_int_equal(run(face_talks_nonsense), 0);
}

static int strict(void **state)
{
	(void)state;
	return setenv("DDOPA_SANDBOX", "kill", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_answers_in_its_sandbox),
	    cmocka_unit_test(nonsense_ends_it_alone),
	};

	return cmocka_run_group_tests(tests, strict, NULL);
}
