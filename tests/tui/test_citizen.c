/* The citizen's view: what its messages may hold, whom the officer's end lets in, and that a
 * viewer that does not read holds nobody up. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/text.h"
#include "tui/citizen.h"

#define URL   "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23"
#define TYPED "7KQ4-MX2P-9D-0"

static const struct citizen_picture scanning = {.moment = CITIZEN_SCAN,
    .lang = LANG_EN,
    .press = 1,
    .presses = 1,
    .has_code = true,
    .code_ends = 61000,
    .url = URL,
    .typed = TYPED};

/* ---- messages ---- */

static void a_picture_comes_back(void **state)
{
	struct citizen_picture p = {0};
	struct buf body = BUF_INIT;
	(void)state;
	citizen_write_moment(&body, &scanning);
	assert_true(citizen_read(&p, CITIZEN_MSG_MOMENT, &body, 0));
	assert_int_equal(p.moment, CITIZEN_SCAN);
	assert_int_equal(p.lang, LANG_EN);
	assert_false(p.has_code);
	buf_clear(&body);
	citizen_write_code(&body, &scanning, 1000);
	assert_true(citizen_read(&p, CITIZEN_MSG_CODE, &body, 500000));
	assert_true(p.has_code);
	assert_int_equal(p.code_ends, 500000 + 60000);
	assert_string_equal(p.url, URL);
	assert_string_equal(p.typed, TYPED);
	buf_free(&body);
}

/* Any new moment kills the code. */
static void a_moment_kills_the_code(void **state)
{
	struct citizen_picture p = scanning;
	struct citizen_picture digits = {.moment = CITIZEN_SHOW_DIGITS, .press = 1, .presses = 1};
	struct buf body = BUF_INIT;
	(void)state;
	citizen_write_moment(&body, &digits);
	assert_true(citizen_read(&p, CITIZEN_MSG_MOMENT, &body, 0));
	assert_false(p.has_code);
	assert_string_equal(p.url, "");
	assert_string_equal(p.typed, "");
	buf_free(&body);
}

struct hostile {
	const char *what;
	uint16_t type;
	size_t len;
	const char *bytes;
};

static const struct hostile hostiles[] = {
    {"no such type", 3, 5, "\0\0\0\1\1"},
    {"empty", 1, 0, ""},
    {"too short", 1, 4, "\0\0\0\1"},
    {"too long", 1, 6, "\0\0\0\1\1\0"},
    {"language", 1, 5, "\2\0\0\1\1"},
    {"moment", 1, 5, "\0\xff\0\1\1"},
    {"finger", 1, 5, "\0\0\2\1\1"},
    {"press above presses", 1, 5, "\0\0\0\2\1"},
    {"no presses", 1, 5, "\0\0\0\0\0"},
    {"code without an address", 2, 8, "\0\0\1\0\0\0\0\0"},
    {"escape in the address", 2, 11,
	"\0\0\1\0\0\2\033A\0\1"
	"0"},
    {"letter in the typed code", 2, 11,
	"\0\0\1\0\0\2AB\0\1"
	"a"},
    {"code that lives for weeks", 2, 11,
	"\xff\0\1\0\0\2AB\0\1"
	"0"},
};

static void hostile_messages_are_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hostiles / sizeof *hostiles; i++) {
		struct citizen_picture p = scanning;
		struct buf body = BUF_INIT;
		buf_put(&body, hostiles[i].bytes, hostiles[i].len);
		if (citizen_read(&p, hostiles[i].type, &body, 0))
			fail_msg("%s was taken", hostiles[i].what);
		assert_false(p.has_code);
		assert_string_equal(p.url, "");
		buf_free(&body);
	}
}

/* A code is for the moment of scanning, and no other. */
static void no_code_at_another_moment(void **state)
{
	struct citizen_picture p = {.moment = CITIZEN_PIN};
	struct buf body = BUF_INIT;
	(void)state;
	citizen_write_code(&body, &scanning, 0);
	assert_false(citizen_read(&p, CITIZEN_MSG_CODE, &body, 0));
	buf_free(&body);
}

/* ---- what is told of an enrollment ---- */

static void states_mean_moments(void **state)
{
	struct enrol e = {0};
	struct api_code code = {.url = URL, .typed = TYPED, .expires = 400000};
	struct runner_view view = {.enrol = &e, .clock_offset_ms = 1000};
	struct citizen_now now = {.mono = 5000, .real = 100000};
	struct citizen_picture p = {0};
	(void)state;
	for (int s = 0; s < ENROL_STATE_COUNT; s++) {
		e.state = (enum enrol_state)s;
		citizen_of_view(&p, &view, now);
		assert_false(p.has_code);
		assert_true(p.presses == 1 && p.press == 1);
	}
	e.state = ENROL_QR_CREATED;
	view.code = &code;
	citizen_of_view(&p, &view, now);
	assert_int_equal(p.moment, CITIZEN_SCAN);
	/* The centre's clock is a second before ours: 400 - 1 - 100 s to live. */
	assert_int_equal(p.code_ends, 5000 + 299000);
	view.code = NULL;
	citizen_of_view(&p, &view, now);
	assert_int_equal(p.moment, CITIZEN_WAIT);
	assert_string_equal(p.url, "");
	e.state = ENROL_ENDED;
	e.problem = PROBLEM_ENDED_EXPIRED;
	citizen_of_view(&p, &view, now);
	assert_int_equal(p.moment, CITIZEN_TIME_OVER);
	e.problem = PROBLEM_ENDED_CONTESTED;
	citizen_of_view(&p, &view, now);
	assert_int_equal(p.moment, CITIZEN_OFFICER);
}

static void the_sensor_guides(void **state)
{
	struct enrol e = {.state = ENROL_MATCHING, .finger = FINGER_LEFT_INDEX};
	struct runner_view view = {
	    .enrol = &e, .guiding = true, .guide = GUIDE_FAINT, .press = 2, .presses = 3};
	struct citizen_picture p = {0};
	(void)state;
	citizen_of_view(&p, &view, (struct citizen_now){0});
	assert_int_equal(p.moment, CITIZEN_FINGER_FAINT);
	assert_int_equal(p.finger, FINGER_LEFT_INDEX);
	assert_int_equal(p.press, 2);
	assert_int_equal(p.presses, 3);
	e.verifying = true; /* the finger has been taken: the card compares */
	citizen_of_view(&p, &view, (struct citizen_now){0});
	assert_int_equal(p.moment, CITIZEN_WAIT);
}

/* ---- the socket ---- */

struct desk {
	char directory[64];
	struct loop *loop;
	struct citizen_server *server;
	int knocks;
};

static void knocked(void *arg)
{
	struct desk *d = arg;
	d->knocks++;
}

static int open_desk(void **state)
{
	static struct desk desk;
	desk = (struct desk){.directory = "/tmp/test-citizen.XXXXXX"};
	assert_non_null(mkdtemp(desk.directory));
	setenv("XDG_RUNTIME_DIR", desk.directory, 1);
	desk.loop = loop_new(&clock_system);
	desk.server = citizen_server_new(desk.loop, knocked, &desk);
	*state = &desk;
	return 0;
}

static int close_desk(void **state)
{
	struct desk *d = *state;
	char command[128];
	citizen_server_free(d->server);
	loop_free(d->loop);
	snprintf(command, sizeof command, "%s/ddopa/citizen.sock", d->directory);
	unlink(command);
	snprintf(command, sizeof command, "%s/ddopa/citizen.lock", d->directory);
	unlink(command);
	snprintf(command, sizeof command, "%s/ddopa", d->directory);
	rmdir(command);
	rmdir(d->directory);
	return 0;
}

static struct stat stat_of(const struct desk *d, const char *name)
{
	char path[128];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", d->directory, name);
	assert_int_equal(lstat(path, &st), 0);
	return st;
}

static int viewer(struct desk *d)
{
	struct error error;
	int fd = citizen_connect(&error);
	assert_true(fd >= 0);
	loop_turn(d->loop, 1000);
	return fd;
}

/* What has arrived; MESSAGE_NONE where nothing did. */
static enum message_result hear(int fd, struct citizen_picture *p)
{
	struct buf body = BUF_INIT;
	uint16_t type = 0;
	enum message_result result = message_receive(fd, &type, &body, NULL);
	if (result == MESSAGE_OK)
		assert_true(citizen_read(p, type, &body, 0));
	buf_free(&body);
	return result;
}

static void the_socket_is_the_users_alone(void **state)
{
	struct desk *d = *state;
	struct stat st = stat_of(d, "ddopa/citizen.sock");
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat_of(d, "ddopa").st_mode & 07777, 0700);
}

static void viewers_come_and_hear_and_go(void **state)
{
	struct desk *d = *state;
	struct citizen_picture p = {0};
	assert_false(citizen_server_watched(d->server));
	int one = viewer(d);
	assert_int_equal(d->knocks, 1);
	assert_true(citizen_server_watched(d->server));
	citizen_server_tell(d->server, &scanning);
	assert_int_equal(hear(one, &p), MESSAGE_OK);
	assert_int_equal(hear(one, &p), MESSAGE_OK);
	assert_string_equal(p.url, URL);
	/* Nothing new, nothing said; who comes later hears it all the same. */
	citizen_server_tell(d->server, &scanning);
	assert_int_equal(hear(one, &p), MESSAGE_NONE);
	int two = viewer(d);
	citizen_server_tell(d->server, &scanning);
	assert_int_equal(hear(one, &p), MESSAGE_NONE);
	assert_int_equal(hear(two, &p), MESSAGE_OK);
	close(one);
	close(two);
	loop_turn(d->loop, 1000);
	loop_turn(d->loop, 0);
	assert_false(citizen_server_watched(d->server));
}

static void who_speaks_is_dropped(void **state)
{
	struct desk *d = *state;
	int fd = viewer(d);
	assert_true(message_send(fd, 1, NULL));
	loop_turn(d->loop, 1000);
	assert_false(citizen_server_watched(d->server));
	close(fd);
}

static void who_does_not_read_is_dropped(void **state)
{
	struct desk *d = *state;
	struct citizen_picture p = scanning;
	int fd = viewer(d);
	for (int i = 0; i < 100000 && citizen_server_watched(d->server); i++) {
		p.moment = i % 2 == 0 ? CITIZEN_SCAN : CITIZEN_WAIT;
		p.has_code = i % 2 == 0;
		citizen_server_tell(d->server, &p);
	}
	assert_false(citizen_server_watched(d->server));
	close(fd);
}

static void no_more_than_eight(void **state)
{
	struct desk *d = *state;
	struct pollfd last = {.events = POLLIN};
	int fds[9];
	for (int i = 0; i < 9; i++)
		fds[i] = viewer(d);
	last.fd = fds[8];
	assert_int_equal(poll(&last, 1, 30000), 1);
	assert_true(last.revents & POLLHUP);
	for (int i = 0; i < 9; i++)
		close(fds[i]);
}

/* The first program listens; the next one takes over when it is gone, also when it left its
 * socket behind. */
static void one_listens_at_a_time(void **state)
{
	struct desk *d = *state;
	struct error error;
	int lock = -1;
	assert_int_equal(citizen_listen(&lock, &error), -1);
	assert_int_equal(lock, -1);
	citizen_server_free(d->server);
	d->server = NULL;
	stat_of(d, "ddopa/citizen.sock");
	assert_int_equal(citizen_connect(&error), -1);
	int fd = citizen_listen(&lock, &error);
	assert_true(fd >= 0);
	close(fd);
	close(lock);
}

/* Others could have put their own socket there. */
static void an_open_directory_is_refused(void **state)
{
	struct desk *d = *state;
	struct error error;
	char path[128];
	int lock = -1;
	citizen_server_free(d->server);
	d->server = NULL;
	snprintf(path, sizeof path, "%s/ddopa", d->directory);
	assert_int_equal(chmod(path, 0750), 0);
	assert_int_equal(citizen_listen(&lock, &error), -1);
	assert_int_equal(citizen_connect(&error), -1);
	assert_int_equal(chmod(path, 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_picture_comes_back),
	    cmocka_unit_test(a_moment_kills_the_code),
	    cmocka_unit_test(hostile_messages_are_refused),
	    cmocka_unit_test(no_code_at_another_moment),
	    cmocka_unit_test(states_mean_moments),
	    cmocka_unit_test(the_sensor_guides),
	    cmocka_unit_test_setup_teardown(the_socket_is_the_users_alone, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(viewers_come_and_hear_and_go, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(who_speaks_is_dropped, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(who_does_not_read_is_dropped, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(no_more_than_eight, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(one_listens_at_a_time, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(an_open_directory_is_refused, open_desk, close_desk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
