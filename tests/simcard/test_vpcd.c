/* The wire to vpcd, this test playing vpcd: frames, power, pulling, pace, both ways of
 * connecting. */
#include "world.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "simcard/vpcd.h"

#define PATIENCE_MS 30000
#define TRIES	    20

struct world {
	struct loop *loop;
	struct card *card;
	struct vpcd *vpcd;
	int listener, fd; /* vpcd's end */
	int gone;
};

static const char select_moi[] = "\x00\xA4\x04\x00\x08\xA0\x00\x00\x00\x54\x48\x00\x01";
static const char read_255[] = "\x80\xB0\x00\x00\x02\x00\xFF";
static const char get_255[] = "\x00\xC0\x00\x00\xFF";

static void on_gone(void *arg)
{
	((struct world *)arg)->gone++;
}

static int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

/* Turns the loop until fd can be read. */
static void await_readable(struct world *w, int fd)
{
	const int64_t end = now() + PATIENCE_MS;
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (poll(&p, 1, 0) == 0) {
		assert_true(now() < end);
		loop_turn(w->loop, 5);
	}
}

/* Some turns in which nothing must come. */
static void await_silence(struct world *w, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	for (int i = 0; i < 20; i++)
		loop_turn(w->loop, 5);
	assert_int_equal(poll(&p, 1, 0), 0);
}

static int bound_socket(uint16_t *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof at;
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static void accept_card(struct world *w)
{
	await_readable(w, w->listener);
	w->fd = accept(w->listener, NULL, NULL);
	assert_true(w->fd >= 0);
}

static void open_world(struct world *w, const char *name, struct vpcd_options options)
{
	struct card_file file;
	struct error err;

	*w = (struct world){.loop = loop_new(&clock_system), .listener = -1, .fd = -1};
	read_sample(&file, name);
	w->card = card_new(&file);
	options.host = "127.0.0.1";
	if (!options.listen)
		w->listener = bound_socket(&options.port);
	w->vpcd = vpcd_open(w->loop, &options, on_gone, w, &err);
	if (w->vpcd == NULL)
		fail_msg("%s", err.context);
}

/* The usual world: vpcd listens, the card is in. */
static void connected_world(struct world *w, const char *name)
{
	open_world(w, name, (struct vpcd_options){0});
	assert_int_equal(listen(w->listener, 1), 0);
	vpcd_insert(w->vpcd, w->card);
	accept_card(w);
}

static void close_world(struct world *w)
{
	vpcd_close(w->vpcd);
	card_free(w->card);
	loop_free(w->loop);
	if (w->fd >= 0)
		close(w->fd);
	if (w->listener >= 0)
		close(w->listener);
}

static void put_frame(int fd, const void *payload, size_t len)
{
	uint8_t frame[2 + 1024];

	frame[0] = (uint8_t)(len >> 8);
	frame[1] = (uint8_t)len;
	memcpy(frame + 2, payload, len);
	assert_int_equal(send(fd, frame, len + 2, MSG_NOSIGNAL), len + 2);
}

/* One recv takes the whole frame: length and payload were sent together. */
static size_t take_frame(struct world *w, uint8_t *payload)
{
	uint8_t frame[2 + 1024];
	ssize_t n;

	await_readable(w, w->fd);
	n = recv(w->fd, frame, sizeof frame, 0);
	assert_true(n >= 2);
	assert_int_equal(frame[0] << 8 | frame[1], n - 2);
	memcpy(payload, frame + 2, (size_t)n - 2);
	return (size_t)n - 2;
}

static unsigned exchange(struct world *w, const char *command, size_t len)
{
	uint8_t answer[1024];
	size_t n;

	put_frame(w->fd, command, len);
	n = take_frame(w, answer);
	assert_true(n >= 2);
	return (unsigned)answer[n - 2] << 8 | answer[n - 1];
}

static void expect_closed(struct world *w, int fd)
{
	char c;

	await_readable(w, fd);
	assert_true(recv(fd, &c, 1, 0) <= 0);
}

static void expect_atr(struct world *w)
{
	uint8_t atr[1024];

	put_frame(w->fd, "\x04", 1);
	assert_int_equal(take_frame(w, atr), 14);
	assert_memory_equal(atr + 5, "TH NID", 6);
}

static void test_frames(void **state)
{
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	expect_atr(&w);
	put_frame(w.fd, "\x01", 1);
	assert_int_equal(exchange(&w, select_moi, 13), 0x610C);
	assert_true(vpcd_connected(w.vpcd));
	assert_int_equal(vpcd_commands(w.vpcd), 1);
	close_world(&w);
}

/* libifdvpcd writes length and payload apart; TCP may cut anywhere. */
static void test_pieces(void **state)
{
	const char frame[] = "\x00\x0D\x00\xA4\x04\x00\x08\xA0\x00\x00\x00\x54\x48\x00\x01";
	uint8_t answer[1024];
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	for (size_t i = 0; i < 15; i++) {
		assert_int_equal(send(w.fd, frame + i, 1, MSG_NOSIGNAL), 1);
		for (int turns = 0; turns < 3; turns++)
			loop_turn(w.loop, 1);
	}
	assert_int_equal(take_frame(&w, answer), 2);
	close_world(&w);
}

static void test_together(void **state)
{
	uint8_t answer[1024];
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	/* power on, ATR, SELECT in one write: two answers, in order */
	assert_int_equal(send(w.fd,
			     "\x00\x01\x01\x00\x01\x04"
			     "\x00\x0D\x00\xA4\x04\x00\x08\xA0\x00\x00\x00\x54\x48\x00\x01",
			     21, MSG_NOSIGNAL),
	    21);
	await_readable(&w, w.fd);
	for (int i = 0; i < 5; i++)
		loop_turn(w.loop, 2);
	assert_int_equal(recv(w.fd, answer, sizeof answer, 0), 2 + 14 + 2 + 2);
	assert_memory_equal(answer + 16, "\x00\x02\x61\x0C", 4);
	close_world(&w);
}

static void test_power(void **state)
{
	static const char *const controls[] = {"\x00", "\x01", "\x02"};
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(exchange(&w, select_moi, 13), 0x610C);
		assert_int_equal(exchange(&w, read_255, 7), 0x61FF);
		put_frame(w.fd, controls[i], 1);
		assert_int_equal(exchange(&w, read_255, 7), 0x6D00);
	}
	close_world(&w);
}

static void test_strange_frames(void **state)
{
	static const char long_command[1000] = "\x00\xA4";
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	put_frame(w.fd, "", 0);
	put_frame(w.fd, "\x7F", 1);
	assert_int_equal(exchange(&w, "\x00\xA4", 2), 0x6700);
	assert_int_equal(exchange(&w, long_command, sizeof long_command), 0x6700);
	expect_atr(&w);
	close_world(&w);
}

static void test_eject_and_insert(void **state)
{
	struct world w;

	(void)state;
	connected_world(&w, "somsri.card");
	for (int i = 0; i < 3; i++) {
		vpcd_eject(w.vpcd);
		expect_closed(&w, w.fd);
		close(w.fd);
		await_silence(&w, w.listener);
		vpcd_insert(w.vpcd, w.card);
		accept_card(&w);
		expect_atr(&w);
	}
	close_world(&w);
}

static void test_eject_after(void **state)
{
	struct world w;

	(void)state;
	for (long n = 1; n <= 5; n++) {
		connected_world(&w, "somsri.card");
		vpcd_eject_after(w.vpcd, n);
		expect_atr(&w); /* is no command */
		for (long i = 0; i < n; i++)
			assert_int_equal(exchange(&w, select_moi, 13), 0x610C);
		expect_closed(&w, w.fd);
		assert_int_equal(w.gone, 1);
		close_world(&w);
	}
}

static void test_faults(void **state)
{
	struct card_file file;
	struct world w;

	(void)state;
	connected_world(&w, "mute.card");
	assert_int_equal(exchange(&w, select_moi, 13), 0x610C);
	assert_int_equal(exchange(&w, read_255, 7), 0x61FF);
	assert_int_equal(exchange(&w, read_255, 7), 0x61FF);
	put_frame(w.fd, read_255, 7);
	await_silence(&w, w.fd);
	vpcd_eject(w.vpcd);
	expect_closed(&w, w.fd);
	close(w.fd);
	card_free(w.card);
	read_sample(&file, "somsri.card");
	file.fault.kind = FAULT_EJECT;
	w.card = card_new(&file);
	vpcd_insert(w.vpcd, w.card);
	accept_card(&w);
	put_frame(w.fd, select_moi, 13);
	expect_closed(&w, w.fd);
	assert_int_equal(w.gone, 1);
	close_world(&w);
}

/* pcscd may come later than the card, and may be started anew. */
static void test_waits_for_vpcd(void **state)
{
	struct world w;

	(void)state;
	open_world(&w, "somsri.card", (struct vpcd_options){0});
	vpcd_insert(w.vpcd, w.card); /* bound, nobody listens: refused */
	for (int i = 0; i < 20; i++)
		loop_turn(w.loop, 5);
	assert_false(vpcd_connected(w.vpcd));
	assert_int_equal(listen(w.listener, 1), 0);
	accept_card(&w);
	expect_atr(&w);
	close(w.fd);
	accept_card(&w);
	expect_atr(&w);
	close_world(&w);
}

static int connect_to(unsigned port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
	return fd;
}

/* A blank card: any ATR, no applet. */
static void expect_blank(struct world *w)
{
	uint8_t atr[1024];

	put_frame(w->fd, "\x04", 1);
	assert_int_equal(take_frame(w, atr), 2);
	assert_memory_equal(atr, "\x3B\x00", 2);
	assert_int_equal(exchange(w, select_moi, 13), 0x6A82);
}

/* Debian 12's vpcd dies of a connection out that is refused or closed: the slots are
 * filled as long as nobody pulls the card. */
static void test_listen(void **state)
{
	struct world w;
	int first, second;

	(void)state;
	open_world(&w, "somsri.card", (struct vpcd_options){.listen = true});
	assert_int_not_equal(vpcd_port(w.vpcd), 0);
	w.fd = connect_to(vpcd_port(w.vpcd));
	expect_blank(&w);
	vpcd_insert(w.vpcd, w.card);
	expect_closed(&w, w.fd);
	close(w.fd);
	w.fd = second = connect_to(vpcd_port(w.vpcd) + 1u);
	expect_blank(&w);
	w.fd = first = connect_to(vpcd_port(w.vpcd));
	expect_atr(&w);
	assert_int_equal(exchange(&w, select_moi, 13), 0x610C);
	w.fd = second;
	expect_blank(&w);
	w.fd = first;
	assert_int_equal(vpcd_commands(w.vpcd), 2); /* of the first slot: one blank */
	vpcd_eject(w.vpcd);
	expect_closed(&w, w.fd);
	close(second);
	close_world(&w);
}

static void test_port_taken(void **state)
{
	struct vpcd_options options = {.host = "127.0.0.1", .listen = true};
	struct loop *loop = loop_new(&clock_system);
	struct error err;
	const int taken = bound_socket(&options.port);

	(void)state;
	assert_int_equal(listen(taken, 1), 0);
	assert_null(vpcd_open(loop, &options, on_gone, NULL, &err));
	assert_int_equal(err.problem, PROBLEM_SYSTEM);
	options.host = "no host has blanks";
	assert_null(vpcd_open(loop, &options, on_gone, NULL, &err));
	assert_int_equal(err.problem, PROBLEM_USAGE);
	close(taken);
	loop_free(loop);
}

static int64_t paced_exchange(struct world *w)
{
	int64_t start;

	exchange(w, read_255, 7);
	start = now();
	assert_int_equal(exchange(w, get_255, 5), 0x9000);
	return now() - start;
}

/* 255 bytes at 9600 baud: 5 of header, procedure byte, 257 of response, 12 bit times
 * each, that is 328.75 ms. The best of some: what a busy machine adds is not the card's. */
static void test_pace(void **state)
{
	struct world w;
	int64_t took = PATIENCE_MS;

	(void)state;
	open_world(&w, "somsri.card", (struct vpcd_options){.baud = 9600});
	assert_int_equal(listen(w.listener, 1), 0);
	vpcd_insert(w.vpcd, w.card);
	accept_card(&w);
	exchange(&w, select_moi, 13);
	for (int i = 0; i < TRIES && took > 2 * 328; i++)
		took = paced_exchange(&w);
	assert_in_range(took, 328, 2 * 328);
	/* pulled while bytes are on their way: no answer comes any more */
	exchange(&w, read_255, 7);
	put_frame(w.fd, get_255, 5);
	loop_turn(w.loop, 20);
	vpcd_eject(w.vpcd);
	expect_closed(&w, w.fd);
	await_silence(&w, w.listener);
	close_world(&w);
}

static void count(void *arg)
{
	++*(int *)arg;
}

/* VERIFY with twelve minutiae on one spot: like no finger. */
static void put_verify(struct world *w)
{
	char verify[5 + 5 + 36] = "\x00\x21\x00\x81\x29\x7F\x2E\x26\x81\x24";

	memset(verify + 10, 0x40, 36);
	assert_int_equal(
	    exchange(w, "\x00\xA4\x04\x0C\x08\xA0\x00\x00\x00\x84\x06\x00\x00", 13), 0x9000);
	put_frame(w->fd, verify, sizeof verify);
}

/* A comparison that takes its time holds up nothing but its own answer; a card that is
 * pulled meanwhile has lost the try. */
static void test_slow_comparison(void **state)
{
	struct card_file file;
	struct world w;
	uint8_t answer[1024];
	int64_t start;
	int fired = 0;

	(void)state;
	open_world(&w, "somsri.card", (struct vpcd_options){0});
	card_free(w.card);
	read_sample(&file, "somsri.card");
	file.match_ms = 200;
	w.card = card_new(&file);
	assert_int_equal(listen(w.listener, 1), 0);
	vpcd_insert(w.vpcd, w.card);
	accept_card(&w);
	put_verify(&w);
	start = now();
	loop_add_timer(w.loop, 50, count, &fired);
	await_readable(&w, w.fd);
	assert_in_range(now() - start, 195, 5 * 200);
	assert_int_equal(fired, 1);
	assert_int_equal(take_frame(&w, answer), 2);
	assert_memory_equal(answer, "\x63\xC2", 2);
	put_verify(&w);
	for (int i = 0; i < 5; i++)
		loop_turn(w.loop, 5);
	vpcd_eject(w.vpcd);
	expect_closed(&w, w.fd);
	assert_int_equal(card_finger(w.card, FINGER_RIGHT_INDEX)->tries_left, 1);
	close_world(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_frames),
	    cmocka_unit_test(test_pieces),
	    cmocka_unit_test(test_together),
	    cmocka_unit_test(test_power),
	    cmocka_unit_test(test_strange_frames),
	    cmocka_unit_test(test_eject_and_insert),
	    cmocka_unit_test(test_eject_after),
	    cmocka_unit_test(test_faults),
	    cmocka_unit_test(test_waits_for_vpcd),
	    cmocka_unit_test(test_listen),
	    cmocka_unit_test(test_port_taken),
	    cmocka_unit_test(test_pace),
	    cmocka_unit_test(test_slow_comparison),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
