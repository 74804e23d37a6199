/* Typed messages, and what a hostile peer may send instead. */
#include "base/message.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

struct pair {
	int fds[2];
	struct buf body;
	uint16_t type;
};

static int open_pair(void **state)
{
	static struct pair pair;

	pair = (struct pair){.body = BUF_INIT};
	*state = &pair;
	return message_pair(pair.fds, true) ? 0 : -1;
}

static int close_pair(void **state)
{
	struct pair *p = *state;

	close(p->fds[0]);
	if (p->fds[1] >= 0)
		close(p->fds[1]);
	buf_free(&p->body);
	return 0;
}

static enum message_result receive(struct pair *p)
{
	return message_receive(p->fds[0], &p->type, &p->body, NULL);
}

static int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

static void pairs_close_on_exec_and_block_when_told(void **state)
{
	int fds[2];

	(void)state;
	for (int nonblocking = 0; nonblocking < 2; nonblocking++) {
		assert_true(message_pair(fds, nonblocking == 1));
		for (int i = 0; i < 2; i++) {
			assert_int_equal(fcntl(fds[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
			assert_int_equal((fcntl(fds[i], F_GETFL) & O_NONBLOCK) != 0, nonblocking);
			close(fds[i]);
		}
	}
}

static void a_message_comes_as_it_was_sent(void **state)
{
	struct pair *p = *state;
	struct buf body = BUF_INIT;

	buf_str(&body, "ทดสอบ");
	assert_true(message_send(p->fds[1], 0xA1B2, &body));
	assert_true(message_send(p->fds[1], 7, NULL));
	assert_int_equal(receive(p), MESSAGE_OK);
	assert_int_equal(p->type, 0xA1B2);
	assert_int_equal(p->body.len, body.len);
	assert_memory_equal(p->body.data, body.data, body.len);
	assert_int_equal(receive(p), MESSAGE_OK);
	assert_int_equal(p->type, 7);
	assert_int_equal(p->body.len, 0);
	assert_int_equal(receive(p), MESSAGE_NONE);
	buf_free(&body);
}

static void the_largest_passes_and_a_larger_is_not_sent(void **state)
{
	struct pair *p = *state;
	struct buf body = BUF_INIT;

	for (size_t i = 0; i < MESSAGE_MAX - 2; i++)
		buf_u8(&body, (uint8_t)i);
	assert_true(message_send(p->fds[1], 1, &body));
	assert_int_equal(receive(p), MESSAGE_OK);
	assert_int_equal(p->body.len, MESSAGE_MAX - 2);
	assert_memory_equal(p->body.data, body.data, body.len);
	buf_u8(&body, 0);
	assert_false(message_send(p->fds[1], 1, &body));
	assert_int_equal(receive(p), MESSAGE_NONE);
	buf_free(&body);
}

static void a_body_that_failed_is_not_sent(void **state)
{
	struct pair *p = *state;
	struct buf body = {.failed = true};

	assert_false(message_send(p->fds[1], 1, &body));
	assert_int_equal(receive(p), MESSAGE_NONE);
}

static void a_peer_that_is_gone(void **state)
{
	struct pair *p = *state;

	assert_true(message_send(p->fds[1], 3, NULL));
	close(p->fds[1]);
	p->fds[1] = -1;
	assert_int_equal(receive(p), MESSAGE_OK); /* what was sent still comes */
	assert_int_equal(receive(p), MESSAGE_CLOSED);
	assert_false(message_send(p->fds[0], 1, NULL)); /* and no SIGPIPE */
}

static void a_full_queue_is_told(void **state)
{
	struct pair *p = *state;
	int sent = 0;

	while (message_send(p->fds[1], 1, NULL)) {
		sent++;
		assert_true(sent < 100000);
	}
	assert_true(sent > 0);
}

static void what_is_no_message_is_bad(void **state)
{
	static char bytes[MESSAGE_MAX + 1];
	struct pair *p = *state;

	assert_int_equal(send(p->fds[1], "x", 1, 0), 1);
	assert_int_equal(receive(p), MESSAGE_BAD);
	assert_int_equal(p->body.len, 0);
	assert_int_equal(send(p->fds[1], bytes, sizeof(bytes), 0), sizeof(bytes));
	assert_int_equal(receive(p), MESSAGE_BAD);
	assert_int_equal(p->body.len, 0);
}

static void a_descriptor_is_passed(void **state)
{
	struct pair *p = *state;
	int ends[2], passed = -1;
	char byte = 0;

	assert_int_equal(pipe(ends), 0);
	assert_true(message_send_fd(p->fds[1], 9, ends[1]));
	close(ends[1]);
	assert_int_equal(message_receive(p->fds[0], &p->type, &p->body, &passed), MESSAGE_OK);
	assert_int_equal(p->type, 9);
	assert_true(passed >= 0);
	assert_int_equal(fcntl(passed, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(write(passed, "!", 1), 1);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, '!');
	close(passed);
	close(ends[0]);
	assert_true(message_send(p->fds[1], 1, NULL));
	assert_int_equal(message_receive(p->fds[0], &p->type, &p->body, &passed), MESSAGE_OK);
	assert_int_equal(passed, -1);
}

static void a_descriptor_that_nobody_asked_for_is_closed(void **state)
{
	struct pair *p = *state;
	const int before = open_descriptors();

	assert_true(message_send_fd(p->fds[1], 9, STDERR_FILENO));
	assert_int_equal(receive(p), MESSAGE_BAD);
	assert_int_equal(open_descriptors(), before);
}

static void send_descriptors(int fd, int count)
{
	char bytes[CMSG_SPACE(16 * sizeof(int))] __attribute__((aligned(8))) = {0};
	char head[2] = {0, 9};
	struct iovec part = {head, 2};
	const size_t size = (size_t)count * sizeof(int);
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = bytes,
	    .msg_controllen = CMSG_SPACE(size)};
	struct cmsghdr *h = CMSG_FIRSTHDR(&message);

	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(size);
	for (int i = 0; i < count; i++)
		memcpy(CMSG_DATA(h) + (size_t)i * sizeof(int), &(int){STDERR_FILENO}, sizeof(int));
	assert_int_equal(sendmsg(fd, &message, 0), 2);
}

static void several_descriptors_are_all_closed(void **state)
{
	static const int counts[] = {2, 4, 5, 16};
	struct pair *p = *state;
	const int before = open_descriptors();

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		int passed = 0;

		send_descriptors(p->fds[1], counts[i]);
		assert_int_equal(
		    message_receive(p->fds[0], &p->type, &p->body, &passed), MESSAGE_BAD);
		assert_int_equal(passed, -1);
		assert_int_equal(open_descriptors(), before);
	}
}

int main(void)
{
#define WITH_PAIR(test) cmocka_unit_test_setup_teardown(test, open_pair, close_pair)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pairs_close_on_exec_and_block_when_told),
	    WITH_PAIR(a_message_comes_as_it_was_sent),
	    WITH_PAIR(the_largest_passes_and_a_larger_is_not_sent),
	    WITH_PAIR(a_body_that_failed_is_not_sent),
	    WITH_PAIR(a_peer_that_is_gone),
	    WITH_PAIR(a_full_queue_is_told),
	    WITH_PAIR(what_is_no_message_is_bad),
	    WITH_PAIR(a_descriptor_is_passed),
	    WITH_PAIR(a_descriptor_that_nobody_asked_for_is_closed),
	    WITH_PAIR(several_descriptors_are_all_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
