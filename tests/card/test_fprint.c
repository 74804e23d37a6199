/* The sensor process with libfprint's virtual_image driver: pictures come over a socket, and
 * everything behind it is as with a sensor of glass. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "finger/match.h"
#include "grating.h"
#include "sensing.h"

/* What the driver takes in place of a size (libfprint, virtual-image.c). */
#define TELL_RETRY     -1 /* with a code of FpDeviceRetry */
#define TELL_ERROR     -2 /* with a code of FpDeviceError */
#define TELL_AUTOMATIC -3 /* 0: finger on and off are told by themselves */
#define TELL_FINGER    -4 /* 1 on, 0 off */
#define RETRY_CENTRE   2
#define ERROR_REMOVED  0x100

struct world {
	struct sensing s;
	int glass; /* the driver's socket */
};

static char directory[64], socket_path[100];

static void begin(struct world *w, const char *path, long timeout_s)
{
	struct sensor_options options = {.type = "libfprint", .timeout_s = timeout_s};

	snprintf(options.device, sizeof options.device, "%s", path);
	sensing_begin(&w->s, &options);
	w->glass = -1;
}

static void begin_virtual(struct world *w, long timeout_s)
{
	char path[160];

	snprintf(path, sizeof path, "virtual:%s", socket_path);
	begin(w, path, timeout_s);
}

static void end(struct world *w)
{
	sensing_end(&w->s);
	if (w->glass >= 0)
		close(w->glass);
}

static void assert_event(const struct world *w, int i, enum sensor_guide guide, int press)
{
	assert_int_equal(w->s.events[i].type, SENSOR_EV_GUIDE);
	assert_int_equal(w->s.events[i].guide, guide);
	assert_int_equal(w->s.events[i].press, press);
}

static void assert_failed(const struct world *w, int i, enum problem problem)
{
	assert_int_equal(w->s.events[i].type, SENSOR_EV_FAILED);
	assert_int_equal(w->s.events[i].error.problem, problem);
}

/* The sensor says that it waits for a finger: its socket is there. */
static void connect_glass(struct world *w)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};

	snprintf(at.sun_path, sizeof at.sun_path, "%s", socket_path);
	w->glass = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(w->glass, (const struct sockaddr *)&at, sizeof at), 0);
}

static void ask(struct world *w)
{
	w->s.count = 0;
	assert_true(sensor_capture(w->s.link, FINGER_RIGHT_INDEX));
	wait_for(&w->s, 1);
	assert_event(w, 0, GUIDE_PLACE, 1);
	if (w->glass >= 0)
		close(w->glass);
	connect_glass(w);
}

static void give(struct world *w, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	while (len > 0) {
		const ssize_t n = send(w->glass, p, len, MSG_NOSIGNAL);

		assert_true(n > 0);
		p += n;
		len -= (size_t)n;
	}
}

static void tell(struct world *w, int what, int value)
{
	const int header[2] = {what, value};

	give(w, header, sizeof header);
}

static void give_grating(struct world *w, const struct grating *r)
{
	const size_t len = (size_t)r->width * (size_t)r->height;
	uint8_t *grey = malloc(len);

	assert_non_null(grey);
	grating_paint(grey, r);
	tell(w, r->width, r->height);
	give(w, grey, len);
	free(grey);
}

static struct grating finger(unsigned seed)
{
	struct grating r = {.width = 300,
	    .height = 300,
	    .period = 9,
	    .x = 150,
	    .y = 140,
	    .degrees = 40 + 60 * (double)seed,
	    .contrast = 100,
	    .rim = 15};

	grating_scatter(&r, seed);
	return r;
}

static void press(struct world *w, unsigned seed, double right, double down)
{
	struct grating r = finger(seed);

	grating_move(&r, right, down);
	give_grating(w, &r);
}

static void test_capture(void **state)
{
	struct minutiae m;
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 3);
	assert_event(&w, 1, GUIDE_LIFT, 1);
	assert_int_equal(w.s.events[2].type, SENSOR_EV_TEMPLATE);
	assert_true(
	    minutiae_decode(&m, w.s.events[2].template_, w.s.events[2].len, MINUTIAE_MIN_VERIFY));
	/* again, with the device opened anew */
	ask(&w);
	press(&w, 1, 3, 3);
	wait_for(&w.s, 3);
	assert_int_equal(w.s.events[2].type, SENSOR_EV_TEMPLATE);
	end(&w);
}

/* Three presses, the second of another finger. */
static void test_enroll(void **state)
{
	struct minutiae first, taken;
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 3);
	assert_true(minutiae_decode(&first, w.s.events[2].template_, w.s.events[2].len, 12));
	w.s.count = 0;
	assert_true(sensor_enroll(w.s.link, FINGER_RIGHT_INDEX, NULL, 0));
	for (int i = 0; i < 3; i++) {
		wait_for(&w.s, 2 * i + 1);
		assert_event(&w, 2 * i, GUIDE_PLACE, i + 1);
		if (i == 0) {
			close(w.glass);
			connect_glass(&w);
		}
		press(&w, i == 1 ? 2 : 1, 5 * i, -4 * i);
		wait_for(&w.s, 2 * i + 2);
		assert_event(&w, 2 * i + 1, GUIDE_LIFT, i + 1);
	}
	wait_for(&w.s, 7);
	assert_int_equal(w.s.events[6].type, SENSOR_EV_TEMPLATE);
	assert_true(minutiae_decode(&taken, w.s.events[6].template_, w.s.events[6].len, 16));
	assert_true(match_same_finger(&first, &taken));
	end(&w);
}

/* The finger of the other hand, then the right one. */
static void test_other_hand(void **state)
{
	struct sensor_event other;
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 3);
	other = w.s.events[2];
	w.s.count = 0;
	assert_true(sensor_enroll(w.s.link, FINGER_LEFT_INDEX, other.template_, other.len));
	wait_for(&w.s, 1);
	close(w.glass);
	connect_glass(&w);
	press(&w, 1, 6, 0);
	wait_for(&w.s, 3);
	assert_event(&w, 2, GUIDE_WRONG_FINGER, 1);
	press(&w, 2, 0, 0);
	wait_for(&w.s, 4);
	assert_event(&w, 3, GUIDE_LIFT, 1);
	end(&w);
}

/* Hints for a bad press, each one answered; a good one after them is taken. */
static void test_hints(void **state)
{
	struct grating faint = finger(1), few = finger(1);
	struct world w;

	(void)state;
	faint.contrast = 12;
	few.rim = 100;
	begin_virtual(&w, 10);
	ask(&w);
	give_grating(&w, &faint);
	wait_for(&w.s, 3);
	assert_event(&w, 2, GUIDE_FAINT, 1);
	give_grating(&w, &few);
	wait_for(&w.s, 5);
	assert_event(&w, 4, GUIDE_FEW, 1);
	tell(&w, TELL_RETRY, RETRY_CENTRE);
	wait_for(&w.s, 6);
	assert_event(&w, 5, GUIDE_FEW, 1);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 8);
	assert_int_equal(w.s.events[7].type, SENSOR_EV_TEMPLATE);
	end(&w);
}

/* One grey all over, five times. */
static void test_one_grey(void **state)
{
	struct grating nothing = {.width = 300, .height = 300, .period = 9, .rim = 150};
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	for (int i = 1; i < 5; i++) {
		give_grating(&w, &nothing);
		wait_for(&w.s, 2 * i + 1);
		assert_event(&w, 2 * i, GUIDE_FAINT, 1);
	}
	give_grating(&w, &nothing);
	wait_for(&w.s, 11);
	assert_failed(&w, 10, PROBLEM_FINGER_TEMPLATE);
	end(&w);
}

/* What comes of a press after «lift». */
static const struct sensor_event *answer(struct world *w)
{
	do
		wait_for(&w->s, w->s.count + 1);
	while (w->s.events[w->s.count - 1].type == SENSOR_EV_GUIDE &&
	       w->s.events[w->s.count - 1].guide == GUIDE_LIFT);
	return &w->s.events[w->s.count - 1];
}

/* No finger is as small: refused at once, or after so many presses. */
static void test_impossible_sizes(void **state)
{
	static const int sizes[][2] = {{1, 1}, {20, 20}, {300, 20}, {63, 63}, {4000, 2}};
	static const uint8_t zero[8000];

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const struct sensor_event *e = NULL;
		struct world w;

		begin_virtual(&w, 10);
		ask(&w);
		for (int n = 0; n < 5 && (e == NULL || e->type == SENSOR_EV_GUIDE); n++) {
			tell(&w, sizes[i][0], sizes[i][1]);
			give(&w, zero, (size_t)(sizes[i][0] * sizes[i][1]));
			e = answer(&w);
		}
		assert_int_equal(e->type, SENSOR_EV_FAILED);
		assert_true(e->error.problem == PROBLEM_SENSOR_FAILED ||
			    e->error.problem == PROBLEM_FINGER_TEMPLATE);
		end(&w);
	}
}

/* An image without a pixel is none for the driver. */
static void test_zero_size(void **state)
{
	struct world w;

	(void)state;
	begin_virtual(&w, 1);
	ask(&w);
	tell(&w, 0, 0);
	wait_for(&w.s, 2);
	assert_failed(&w, 1, PROBLEM_FINGER_TIMEOUT);
	end(&w);
}

/* Unplugged while it waits; it is found again at the next capture. */
static void test_unplugged(void **state)
{
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	tell(&w, TELL_ERROR, ERROR_REMOVED);
	wait_for(&w.s, 2);
	assert_failed(&w, 1, PROBLEM_SENSOR_FAILED);
	assert_non_null(strstr(w.s.events[1].error.context, "virtual_image: unplugged"));
	ask(&w);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 3);
	assert_int_equal(w.s.events[2].type, SENSOR_EV_TEMPLATE);
	end(&w);
}

/* The finger lies there and is lifted when it is told so. */
static void test_finger_on_and_off(void **state)
{
	struct world w;

	(void)state;
	begin_virtual(&w, 10);
	ask(&w);
	tell(&w, TELL_AUTOMATIC, 0);
	tell(&w, TELL_FINGER, 1);
	press(&w, 1, 0, 0);
	wait_for(&w.s, 2);
	assert_event(&w, 1, GUIDE_LIFT, 1);
	tell(&w, TELL_FINGER, 0);
	wait_for(&w.s, 3);
	assert_int_equal(w.s.events[2].type, SENSOR_EV_TEMPLATE);
	end(&w);
}

/* Cut off in the middle of an image, which the driver takes for a whole one: no finger to be
 * seen, until the time is up. */
static void test_cut_off(void **state)
{
	static const uint8_t some[1000];
	struct world w;

	(void)state;
	begin_virtual(&w, 1);
	ask(&w);
	tell(&w, 300, 300);
	give(&w, some, sizeof some);
	close(w.glass);
	w.glass = -1;
	wait_for(&w.s, 4);
	assert_event(&w, 2, GUIDE_FAINT, 1);
	assert_failed(&w, 3, PROBLEM_FINGER_TIMEOUT);
	end(&w);
}

static void test_time_limit(void **state)
{
	struct world w;

	(void)state;
	begin_virtual(&w, 1);
	ask(&w);
	wait_for(&w.s, 2);
	assert_failed(&w, 1, PROBLEM_FINGER_TIMEOUT);
	end(&w);
}

static void test_cancel(void **state)
{
	struct world w;

	(void)state;
	begin_virtual(&w, 60);
	ask(&w);
	assert_true(sensor_cancel(w.s.link));
	ask(&w); /* nothing of the cancelled one comes */
	press(&w, 1, 0, 0);
	wait_for(&w.s, 3);
	assert_int_equal(w.s.events[2].type, SENSOR_EV_TEMPLATE);
	/* gone in the middle */
	ask(&w);
	end(&w);
}

static void test_no_device(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "no-such-driver", 5);
	assert_true(sensor_capture(w.s.link, FINGER_RIGHT_INDEX));
	wait_for(&w.s, 1);
	assert_failed(&w, 0, PROBLEM_NO_SENSOR);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_capture),
	    cmocka_unit_test(test_enroll),
	    cmocka_unit_test(test_other_hand),
	    cmocka_unit_test(test_hints),
	    cmocka_unit_test(test_one_grey),
	    cmocka_unit_test(test_impossible_sizes),
	    cmocka_unit_test(test_zero_size),
	    cmocka_unit_test(test_unplugged),
	    cmocka_unit_test(test_finger_on_and_off),
	    cmocka_unit_test(test_cut_off),
	    cmocka_unit_test(test_time_limit),
	    cmocka_unit_test(test_cancel),
	    cmocka_unit_test(test_no_device),
	};
	const char *top = getenv("TMPDIR");
	int failed;

	snprintf(directory, sizeof directory, "%s/ddopa-XXXXXX", top != NULL ? top : "/tmp");
	if (mkdtemp(directory) == NULL)
		return 99;
	snprintf(socket_path, sizeof socket_path, "%s/glass", directory);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(socket_path);
	rmdir(directory);
	return failed;
}
