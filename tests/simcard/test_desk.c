/* The desk and what is said to it: cards in, out and back, the power cut, states told,
 * a card saved as a file. */
#include "world.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "simcard/commands.h"
#include "simcard/desk.h"

#define PATIENCE_MS 30000
#define SELECT_BIO  "00 A4 04 0C 08 A0 00 00 00 84 06 00 00"
#define RIGHT_STATE "00 20 00 81"
#define STRANGER    "somchai-right-live.fmd"

struct world {
	struct loop *loop;
	struct desk *desk;
	int listener, fd; /* vpcd's end */
};

static struct world *open_world(const char *write_master)
{
	static struct world w;
	struct sockaddr_in at = {.sin_family = AF_INET};
	struct vpcd_options options = {.host = "127.0.0.1"};
	socklen_t len = sizeof at;
	struct error err;

	w = (struct world){.loop = loop_new(&clock_system), .fd = -1};
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	w.listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(w.listener, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(w.listener, 4), 0);
	assert_int_equal(getsockname(w.listener, (struct sockaddr *)&at, &len), 0);
	options.port = ntohs(at.sin_port);
	w.desk = desk_open(w.loop, &options, write_master, &err);
	if (w.desk == NULL)
		fail_msg("%s", err.context);
	return &w;
}

static void close_world(struct world *w)
{
	desk_close(w->desk);
	loop_free(w->loop);
	close(w->listener);
	if (w->fd >= 0)
		close(w->fd);
}

static void await_readable(struct world *w, int fd)
{
	const int64_t end = clock_mono_ms(&clock_system) + PATIENCE_MS;
	struct pollfd p = {.fd = fd, .events = POLLIN};

	while (poll(&p, 1, 0) == 0) {
		assert_true(clock_mono_ms(&clock_system) < end);
		loop_turn(w->loop, 5);
	}
}

/* vpcd takes the card's connection. */
static void accept_card(struct world *w)
{
	if (w->fd >= 0)
		close(w->fd);
	await_readable(w, w->listener);
	w->fd = accept(w->listener, NULL, NULL);
	assert_true(w->fd >= 0);
	while (!vpcd_connected(desk_vpcd(w->desk))) /* seen at this end, too */
		loop_turn(w->loop, 5);
}

static void expect_closed(struct world *w)
{
	char c;

	await_readable(w, w->fd);
	assert_true(recv(w->fd, &c, 1, 0) <= 0);
}

/* What the desk answers; static. */
static const char *tell(struct world *w, const char *line)
{
	static char text[5000];
	char copy[4200];
	struct buf answer = BUF_INIT;

	snprintf(copy, sizeof copy, "%s", line);
	commands_run(w->desk, copy, &answer);
	snprintf(text, sizeof text, "%s", (const char *)answer.data);
	buf_free(&answer);
	return text;
}

/* "COMMAND PATH-OF-SAMPLE" */
static const char *tell_sample(struct world *w, const char *command, const char *name)
{
	char line[4200];

	snprintf(line, sizeof line, "%s %s", command, sample(name));
	return tell(w, line);
}

static void spend_a_try(struct world *w)
{
	transmit(desk_card(w->desk), SELECT_BIO);
	send_finger(desk_card(w->desk), "00 21 00 81", STRANGER);
}

static void test_kept(void **state)
{
	struct world *w = open_world(NULL);

	(void)state;
	assert_string_equal(tell(w, "insert"), "error no card to insert: name its file");
	assert_string_equal(tell(w, "fingers"), "error no card");
	assert_string_equal(tell_sample(w, "insert", "somsri.card"), "ok");
	assert_string_equal(
	    tell(w, "fingers"), "ok right=stored,3/3 left=stored,3/3 key=none writes=0");
	spend_a_try(w);
	assert_string_equal(
	    tell(w, "fingers"), "ok right=stored,2/3 left=stored,3/3 key=none writes=1");
	/* out and in: the same card */
	assert_string_equal(tell(w, "eject"), "ok");
	assert_string_equal(tell(w, "insert"), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,2/3"));
	/* another one, and back */
	assert_string_equal(tell_sample(w, "insert", "malee.card"), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "right=empty,3/3"));
	assert_string_equal(tell_sample(w, "return", "somsri.card"), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,2/3"));
	/* anew */
	assert_string_equal(tell_sample(w, "insert", "somsri.card"), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,3/3"));
	/* one that was never there is read */
	assert_string_equal(tell_sample(w, "return", "one-try.card"), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,1/3"));
	close_world(w);
}

/* A wrong file leaves the card in its place. */
static void test_wrong_file(void **state)
{
	struct world *w = open_world(NULL);

	(void)state;
	tell_sample(w, "insert", "somsri.card");
	accept_card(w);
	assert_memory_equal(tell_sample(w, "insert", "nobody.card"), "error ", 6);
	assert_memory_equal(tell_sample(w, "return", "nobody.card"), "error ", 6);
	assert_memory_equal(tell(w, "status"), "ok card=inserted reader=connected", 33);
	assert_string_equal(tell(w, "dance"), "error unknown command");
	close_world(w);
}

/* More cards than are kept: the ones longest unused are forgotten, never the last. */
static void test_many_cards(void **state)
{
	struct world *w = open_world(NULL);
	char text[4200], line[4300];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(line, sizeof line, "many-%d.card", i);
		snprintf(text, sizeof text, "like = %s\n", sample("somsri.card"));
		snprintf(text + strlen(text), 100, "chip_serial = 00000000000000%02d\n", i);
		write_card(line, text);
		snprintf(line, sizeof line, "insert %s/many-%d.card", getenv("TMPDIR"), i);
		assert_string_equal(tell(w, line), "ok");
		spend_a_try(w);
	}
	for (int i = 19; i >= 0; i--) {
		snprintf(line, sizeof line, "return %s/many-%d.card", getenv("TMPDIR"), i);
		assert_string_equal(tell(w, line), "ok");
		assert_non_null(
		    strstr(tell(w, "fingers"), i >= 4 ? "right=stored,2/3" : "right=stored,3/3"));
	}
	close_world(w);
}

static void put_frame(int fd, const char *payload, size_t len)
{
	const uint8_t head[] = {(uint8_t)(len >> 8), (uint8_t)len};

	assert_int_equal(send(fd, head, 2, MSG_NOSIGNAL | MSG_MORE), 2);
	assert_int_equal(send(fd, payload, len, MSG_NOSIGNAL), len);
}

/* VERIFY with sixteen minutiae on one spot, over the reader: like no finger. */
static void verify_nothing(struct world *w)
{
	char command[5 + 5 + 48] = "\x00\x21\x00\x81\x35\x7F\x2E\x32\x81\x30";

	memset(command + 10, 0x40, 48);
	transmit(desk_card(w->desk), SELECT_BIO);
	put_frame(w->fd, command, sizeof command);
}

static void test_cut(void **state)
{
	struct world *w = open_world(NULL);

	(void)state;
	assert_string_equal(tell(w, "cut-write 1"), "error no card");
	tell_sample(w, "insert", "somsri.card");
	accept_card(w);
	assert_string_equal(tell(w, "cut-write 1 21 30"), "ok");
	verify_nothing(w);
	expect_closed(w);
	assert_memory_equal(tell(w, "status"), "ok card=out reader=away", 23);
	accept_card(w); /* by itself */
	assert_memory_equal(tell(w, "status"), "ok card=inserted reader=connected", 33);
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,3/3"));
	/* once only */
	verify_nothing(w);
	await_readable(w, w->fd);
	assert_non_null(strstr(tell(w, "fingers"), "right=stored,2/3"));
	close_world(w);
}

/* With 0 it stays away, and a hand can be quicker than the time. */
static void test_cut_and_hands(void **state)
{
	struct world *w = open_world(NULL);
	struct pollfd p;

	(void)state;
	tell_sample(w, "insert", "somsri.card");
	accept_card(w);
	assert_string_equal(tell(w, "cut-write 1 any 0"), "ok");
	verify_nothing(w);
	expect_closed(w);
	p = (struct pollfd){.fd = w->listener, .events = POLLIN};
	for (int i = 0; i < 20; i++)
		loop_turn(w->loop, 5);
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_string_equal(tell(w, "insert"), "ok");
	accept_card(w);
	assert_string_equal(tell(w, "cut-write 1 any 50"), "ok");
	verify_nothing(w);
	expect_closed(w);
	assert_string_equal(tell(w, "eject"), "ok"); /* somebody takes it away */
	for (int i = 0; i < 20; i++)
		loop_turn(w->loop, 5);
	assert_int_equal(poll(&p, 1, 0), 0);
	close_world(w);
}

static void test_cut_words(void **state)
{
	static const char *const wrong[] = {"cut-write", "cut-write x", "cut-write -1",
	    "cut-write 1 2", "cut-write 1 xy", "cut-write 1 24 x", "cut-write 1 24 5 6",
	    "cut-write 1 24 600001", "cut-write 1 +4"};
	struct world *w = open_world(NULL);

	(void)state;
	tell_sample(w, "insert", "somsri.card");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_memory_equal(tell(w, wrong[i]), "error cut-write wants", 21);
	assert_string_equal(tell(w, "cut-write 0"), "ok");
	assert_string_equal(tell(w, "cut-write 4 24"), "ok");
	close_world(w);
}

static void write_master_file(char path[4096], const char *text)
{
	snprintf(path, 4096, "%s", write_card("master.key", text));
}

/* The option is for cards that name no master key of their own. */
static void test_write_master(void **state)
{
	char master[4096], text[4200], line[4200];
	struct world *w;

	(void)state;
	write_master_file(master, "000102030405060708090a0b0c0d0e0f\n");
	w = open_world(master);
	tell_sample(w, "insert", "somsri.card");
	assert_non_null(strstr(tell(w, "fingers"), "key=3/3"));
	snprintf(text, sizeof text, "like = %s\nwrite_master = none\n", sample("somsri.card"));
	snprintf(line, sizeof line, "insert %s", write_card("closed.card", text));
	assert_string_equal(tell(w, line), "ok");
	assert_non_null(strstr(tell(w, "fingers"), "key=none"));
	close_world(w);
}

/* A saved card begins where the other one was. */
static void test_save(void **state)
{
	char line[4200];
	struct card_file was, is;
	struct error err;
	struct world *w = open_world(NULL);

	(void)state;
	assert_string_equal(tell(w, "save"), "error save wants a file");
	snprintf(line, sizeof line, "save %s/saved.card", getenv("TMPDIR"));
	assert_string_equal(tell(w, line), "error no card");
	tell_sample(w, "insert", "malee.card");
	transmit(desk_card(w->desk), SELECT_BIO);
	send_finger(desk_card(w->desk), "00 21 00 82", STRANGER);
	assert_string_equal(tell(w, line), "ok");
	if (!card_file_read(&is, line + 5, &err))
		fail_msg("%s", err.context);
	read_sample(&was, "malee.card");
	assert_memory_equal(is.image, was.image, IMAGE_SIZE);
	assert_int_equal(is.finger[FINGER_RIGHT_INDEX].state, SLOT_EMPTY);
	assert_int_equal(is.finger[FINGER_LEFT_INDEX].state, SLOT_STORED);
	assert_int_equal(is.finger[FINGER_LEFT_INDEX].tries_left, 2);
	assert_int_equal(is.finger[FINGER_LEFT_INDEX].reference.count,
	    was.finger[FINGER_LEFT_INDEX].reference.count);
	assert_memory_equal(is.finger[FINGER_LEFT_INDEX].reference.m,
	    was.finger[FINGER_LEFT_INDEX].reference.m, 36 * sizeof(struct minutia));
	assert_memory_equal(tell(w, "save /nowhere/at.all"), "error /nowhere", 14);
	close_world(w);
}

/* A relative name is one of the sender's directory. */
static void test_put(void **state)
{
	static const char *const as_they_are[] = {
	    "insert", "insert /a/b.card", "eject", "eject-after 3", "bogus x", "cut-write 1 24"};
	struct buf line = BUF_INIT;
	char wanted[4200], *here = getcwd(NULL, 0);

	(void)state;
	for (size_t i = 0; i < sizeof as_they_are / sizeof *as_they_are; i++) {
		buf_clear(&line);
		commands_put(&line, as_they_are[i]);
		assert_string_equal((const char *)line.data, as_they_are[i]);
	}
	buf_clear(&line);
	commands_put(&line, "return b.card");
	snprintf(wanted, sizeof wanted, "return %s/b.card", here);
	assert_string_equal((const char *)line.data, wanted);
	buf_free(&line);
	free(here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_wrong_file),
	    cmocka_unit_test(test_many_cards),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_cut_and_hands),
	    cmocka_unit_test(test_cut_words),
	    cmocka_unit_test(test_write_master),
	    cmocka_unit_test(test_save),
	    cmocka_unit_test(test_put),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
