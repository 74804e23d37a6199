/* A call that never returns: a last message, and the end (hardening.md, F7). */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <signal.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/secret.h"
#include "card/helper.h"
#include "card/watchdog.h"

static void test_last_words(void **state)
{
	struct buf body = BUF_INIT;
	struct error err = {.problem = PROBLEM_CARD_MUTE};
	struct card_event event = {.type = CARD_EV_FAILED, .error = err};
	int fds[2], status;
	uint16_t type;
	uint32_t seq;
	pid_t pid;

	(void)state;
	assert_true(message_pair(fds, false));
	pid = fork();
	if (pid == 0) {
		struct buf whole = BUF_INIT;
		const uint16_t wire = card_event_encode(&body, &event, 42);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		buf_u16(&whole, wire);
		buf_put(&whole, body.data, body.len);
		if (!watchdog_init(fds[1]))
			_exit(1);
		watchdog_arm(whole.data, whole.len, 50);
		for (;;)
			pause();
	}
	close(fds[1]);
	assert_int_equal(message_receive(fds[0], &type, &body, NULL), MESSAGE_OK);
	memset(&event, 0, sizeof event);
	assert_true(card_event_decode(&event, &seq, type, &body));
	assert_int_equal(event.type, CARD_EV_FAILED);
	assert_int_equal(event.error.problem, PROBLEM_CARD_MUTE);
	assert_int_equal(seq, 42);
	assert_int_equal(message_receive(fds[0], &type, &body, NULL), MESSAGE_CLOSED);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	close(fds[0]);
	buf_free(&body);
}

static void test_disarmed(void **state)
{
	int fds[2], status;
	pid_t pid;

	(void)state;
	assert_true(message_pair(fds, false));
	pid = fork();
	if (pid == 0) {
		watchdog_init(fds[1]);
		watchdog_arm((const uint8_t *)"xx", 2, 50);
		watchdog_disarm();
		usleep(150000);
		_exit(7);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 7);
	close(fds[0]);
	close(fds[1]);
}

/* ---- the helper's guard: which event a hanging call becomes ---- */

struct stuck {
	struct pcsc pcsc;
	int stop_at; /* which call never returns */
	int calls;
};

static enum pcsc_status hang(void *state)
{
	struct stuck *s = state;

	while (s->calls++ == s->stop_at)
		for (;;)
			pause();
	return PCSC_OK;
}

static enum pcsc_status hang_list(void *state, struct pcsc_reader *readers, size_t *count)
{
	readers[0] = (struct pcsc_reader){.name = "Reader", .present = true, .counter = 1};
	*count = 1;
	return hang(state);
}

static enum pcsc_status hang_connect(void *state, const char *reader)
{
	(void)reader;
	return hang(state);
}

static enum pcsc_status hang_transmit(
    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	(void)command;
	(void)command_len;
	memcpy(reply, "\x90\x00", 2);
	*len = 2;
	return hang(state);
}

static void nothing(void *state)
{
	(void)state;
}

static void hang_disconnect(void *state, bool unpower)
{
	(void)unpower;
	(void)state;
}

static const struct pcsc_ops stuck_ops = {
    .open = hang,
    .close = nothing,
    .list = hang_list,
    .connect = hang_connect,
    .reconnect = hang,
    .begin = hang,
    .transmit = hang_transmit,
    .disconnect = hang_disconnect,
    .free = nothing,
};

/* As if a card were held, empty, and had given its challenge. */
static void hold(struct helper *h)
{
	struct moc *moc = &h->session.moc;

	h->held = h->session.open = true;
	strcpy(h->session.reader, "Reader");
	h->session.counter = 1;
	h->session.channel.pcsc = h->pcsc;
	moc->driver = &moc_iso;
	moc->fingers.finger[FINGER_LEFT_INDEX] =
	    (struct finger_state){.reference = 0x82, .min_minutiae = 12, .max_minutiae = 60};
	moc->challenged = true;
	moc->challenge.finger = FINGER_LEFT_INDEX;
}

static void be_stuck_helper(int fd, int stop_at, bool held)
{
	struct stuck s = {.stop_at = stop_at};
	struct helper *h = secret_alloc(sizeof *h);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	s.pcsc = (struct pcsc){.ops = &stuck_ops, .state = &s};
	if (h == NULL || !helper_init(h, fd, &s.pcsc, &clock_system) || !watchdog_init(fd))
		_exit(1);
	h->session.reader_name = "";
	if (held)
		hold(h);
	assert_int_equal(h->watchdog_ms, 5000); /* hardening.md, F7 */
	h->watchdog_ms = 200;
	while (!h->peer_gone)
		helper_turn(h, 10);
	_exit(0);
}

/* The first event that is neither progress nor about readers. */
static struct card_event first_word(int stop_at, struct card_command command)
{
	struct buf body = BUF_INIT;
	const bool held = command.type == CARD_CMD_STORE;
	struct card_event event;
	int fds[2];
	uint16_t type;
	uint32_t seq;
	pid_t pid;

	assert_true(message_pair(fds, false));
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		be_stuck_helper(fds[1], stop_at, held);
	}
	close(fds[1]);
	type = card_command_encode(&body, &command);
	assert_true(message_send(fds[0], type, &body));
	do {
		assert_int_equal(message_receive(fds[0], &type, &body, NULL), MESSAGE_OK);
		assert_true(card_event_decode(&event, &seq, type, &body));
	} while (event.type == CARD_EV_PROGRESS || event.type == CARD_EV_PRESENT);
	close(fds[0]);
	waitpid(pid, NULL, 0);
	buf_free(&body);
	return event;
}

static const struct card_command watch_command = {.type = CARD_CMD_WATCH, .seq = 1};
static const struct card_command read_command = {.type = CARD_CMD_READ, .seq = 2, .keep = true};

static void test_daemon_stopped(void **state)
{
	const struct card_event event = first_word(0, watch_command);

	(void)state;
	assert_int_equal(event.type, CARD_EV_NO_PCSCD);
	assert_int_equal(event.error.problem, PROBLEM_NO_PCSCD);
}

static void test_card_held_by_another(void **state)
{
	/* open, list, then connect */
	const struct card_event event = first_word(2, read_command);

	(void)state;
	assert_int_equal(event.type, CARD_EV_FAILED);
	assert_int_equal(event.error.problem, PROBLEM_CARD_BUSY);
}

static void test_card_mute(void **state)
{
	/* open, list, connect, begin, then SELECT */
	const struct card_event event = first_word(4, read_command);

	(void)state;
	assert_int_equal(event.type, CARD_EV_FAILED);
	assert_int_equal(event.error.problem, PROBLEM_CARD_MUTE);
}

/* Mute in the middle of a write, at the look that it begins with, at its first command and at its
 * second: what became of it is not known, and that is what is said. */
static void test_mute_while_writing(void **state)
{
	struct card_command store = {
	    .type = CARD_CMD_STORE, .seq = 3, .finger = FINGER_LEFT_INDEX, .len = 60};

	(void)state;
	for (size_t i = 0; i < store.len; i += 3)
		store.template_[i] = (uint8_t)i;
	for (int stop_at = 0; stop_at < 3; stop_at++) {
		const struct card_event event = first_word(stop_at, store);

		assert_int_equal(event.type, CARD_EV_WRITTEN);
		assert_int_equal(event.outcome, WRITE_UNKNOWN);
		assert_int_equal(event.error.problem, PROBLEM_WRITE_UNKNOWN);
		assert_int_equal(event.finger, FINGER_LEFT_INDEX);
		assert_int_equal(event.write, FINGER_WRITE_STORE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_last_words),
	    cmocka_unit_test(test_disarmed),
	    cmocka_unit_test(test_daemon_stopped),
	    cmocka_unit_test(test_card_held_by_another),
	    cmocka_unit_test(test_card_mute),
	    cmocka_unit_test(test_mute_while_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
