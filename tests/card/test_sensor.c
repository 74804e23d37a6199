/* The sensor process and its link: file and program, time limit, cancelling. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card/sensor_presses.h"
#include "sensing.h"

static char directory[64];

static const char *in_directory(const char *name)
{
	static char path[2][128];
	static int turn;

	turn = 1 - turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", directory, name);
	return path[turn];
}

static void begin(struct sensing *w, const char *type, const char *path, long timeout_s)
{
	struct sensor_options options = {.timeout_s = timeout_s};

	snprintf(options.type, sizeof options.type, "%s", type);
	snprintf(options.path, sizeof options.path, "%s", path);
	sensing_begin(w, &options);
}

static void capture(struct sensing *w)
{
	w->count = 0;
	assert_true(sensor_capture(w->link, FINGER_RIGHT_INDEX));
	wait_for(w, 2);
	assert_int_equal(w->events[0].type, SENSOR_EV_GUIDE);
}

static void write_file(const char *name, const void *bytes, size_t len, mode_t mode)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s", in_directory(name));
	f = fopen(in_directory("new"), "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
	chmod(in_directory("new"), mode);
	assert_int_equal(rename(in_directory("new"), path), 0);
}

static void program(const char *name, const char *text)
{
	write_file(name, text, strlen(text), 0700);
}

static void assert_fails(struct sensing *w, enum problem problem)
{
	capture(w);
	assert_int_equal(w->events[1].type, SENSOR_EV_FAILED);
	assert_int_equal(last_of(w)->error.problem, problem);
}

static void test_none(void **state)
{
	struct sensing w;

	(void)state;
	begin(&w, "none", "", 5);
	assert_true(sensor_capture(w.link, FINGER_LEFT_INDEX));
	wait_for(&w, 1);
	assert_int_equal(w.events[0].type, SENSOR_EV_FAILED);
	assert_int_equal(last_of(&w)->error.problem, PROBLEM_NO_SENSOR);
	sensing_end(&w);
}

/* Side by side, in rows of 16. */
static void points(uint8_t *m, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		m[3 * i] = (uint8_t)(100 + i % 16);
		m[3 * i + 1] = (uint8_t)(100 + i / 16);
		m[3 * i + 2] = 0x81; /* not printable */
	}
}

/* These, those nearest to the centroid first. */
static void assert_template(const struct sensor_event *e, const uint8_t *m, size_t len)
{
	uint8_t wanted[TEMPLATE_MAX];

	memcpy(wanted, m, len);
	template_centre_first(wanted, len);
	assert_int_equal(e->len, len);
	assert_memory_equal(e->template_, wanted, len);
}

static void test_file(void **state)
{
	uint8_t m[TEMPLATE_MAX + 3];
	struct sensing w;

	(void)state;
	points(m, sizeof m / 3);
	write_file("finger", m, 36, 0600);
	begin(&w, "file", in_directory("finger"), 5);
	capture(&w);
	assert_int_equal(w.events[1].type, SENSOR_EV_TEMPLATE);
	assert_template(last_of(&w), m, 36);
	/* another finger put down by renaming another file over it; its first minutia is far
	 * away from the others, so it comes last */
	m[0] = 7;
	write_file("finger", m, 39, 0600);
	capture(&w);
	assert_int_equal(last_of(&w)->len, 39);
	assert_in_range(last_of(&w)->template_[0], 100, 115);
	assert_int_equal(last_of(&w)->template_[36], 7);
	/* no template */
	write_file("finger", m, 37, 0600);
	assert_fails(&w, PROBLEM_SENSOR_FAILED);
	write_file("finger", m, TEMPLATE_MAX + 3, 0600);
	assert_fails(&w, PROBLEM_SENSOR_FAILED);
	write_file("finger", m, TEMPLATE_MAX, 0600);
	capture(&w);
	assert_int_equal(w.events[1].type, SENSOR_EV_TEMPLATE);
	write_file("finger", m, 0, 0600);
	assert_fails(&w, PROBLEM_FINGER_TEMPLATE);
	m[2] = 0xFF;
	write_file("finger", m, 3, 0600);
	assert_fails(&w, PROBLEM_SENSOR_FAILED);
	unlink(in_directory("finger"));
	sensing_end(&w);
}

/* No file: no finger yet. It comes, or the time runs out. */
static void test_file_waited_for(void **state)
{
	uint8_t m[36];
	struct sensing w;

	(void)state;
	points(m, 12);
	begin(&w, "file", in_directory("late"), 10);
	assert_true(sensor_capture(w.link, FINGER_RIGHT_INDEX));
	wait_for(&w, 1);
	assert_int_equal(w.events[0].type, SENSOR_EV_GUIDE);
	write_file("late", m, sizeof m, 0600);
	wait_for(&w, 2);
	assert_int_equal(w.events[1].type, SENSOR_EV_TEMPLATE);
	unlink(in_directory("late"));
	sensing_end(&w);
	begin(&w, "file", in_directory("never"), 1);
	assert_fails(&w, PROBLEM_FINGER_TIMEOUT);
	sensing_end(&w);
	begin(&w, "file", "/dev/null", 1); /* no regular file */
	assert_fails(&w, PROBLEM_SENSOR_FAILED);
	sensing_end(&w);
}

static void test_program(void **state)
{
	static const char letters[] = "ab\201bb\201cb\201db\201eb\201fb\201"
				      "gb\201hb\201ib\201jb\201kb\201lb\201";
	struct sensing w;

	(void)state;
	program("good", "#!/bin/sh\n[ \"$1\" = right-index ] || exit 3\n[ $# = 1 ] || exit 4\n"
			"for x in a b c d e f g h i j k l; do printf \"${x}b\\201\"; done\n");
	begin(&w, "program", in_directory("good"), 10);
	capture(&w);
	assert_int_equal(w.events[1].type, SENSOR_EV_TEMPLATE);
	assert_template(last_of(&w), (const uint8_t *)letters, 36);
	sensing_end(&w);
}

/* What is no finger: told to be done again, and given up; no card hears of it. */
static void test_no_finger(void **state)
{
	static const size_t lens[] = {3, 11 * 3, 12 * 3, 60 * 3};
	uint8_t m[60 * 3];

	(void)state;
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
		struct sensing w;

		memset(m, 0, sizeof m);
		if (i < 2)
			points(m, 11);
		write_file("finger", m, lens[i], 0600);
		begin(&w, "file", in_directory("finger"), 5);
		assert_true(sensor_capture(w.link, FINGER_RIGHT_INDEX));
		wait_for(&w, 1 + PRESSES_BAD_MAX);
		assert_int_equal(w.events[0].guide, GUIDE_PLACE);
		for (int n = 1; n < PRESSES_BAD_MAX; n++)
			assert_int_equal(w.events[n].guide, GUIDE_FEW);
		assert_int_equal(w.events[PRESSES_BAD_MAX].type, SENSOR_EV_FAILED);
		assert_int_equal(last_of(&w)->error.problem, PROBLEM_FINGER_TEMPLATE);
		sensing_end(&w);
	}
	unlink(in_directory("finger"));
}

/* ---- a hand, and fingers to be stored ---- */

/* Twenty minutiae of a finger, all of another for each seed. */
static size_t finger_of(uint8_t *m, unsigned seed)
{
	for (int i = 0; i < 20; i++) {
		m[3 * i] = (uint8_t)(20 + rand_r(&seed) % 200);
		m[3 * i + 1] = (uint8_t)(20 + rand_r(&seed) % 200);
		m[3 * i + 2] = (uint8_t)(0x40 | rand_r(&seed) % 64);
	}
	return 60;
}

static void hand(const char *name, unsigned seed)
{
	uint8_t m[60];

	write_file(name, m, finger_of(m, seed), 0600);
}

static void let_go(void)
{
	static const char *const names[] = {"right-index.fmd", "left-index.fmd",
	    "right-index.1.fmd", "right-index.2.fmd", "left-index.3.fmd"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_directory(names[i]));
}

static bool is_finger(const struct sensor_event *e, unsigned seed)
{
	uint8_t m[60];

	finger_of(m, seed);
	template_centre_first(m, sizeof m);
	return e->len == sizeof m && memcmp(e->template_, m, sizeof m) == 0;
}

static void test_hand(void **state)
{
	struct sensing w;

	(void)state;
	hand("right-index.fmd", 1);
	hand("left-index.fmd", 2);
	begin(&w, "file", directory, 5);
	capture(&w);
	assert_true(is_finger(last_of(&w), 1));
	w.count = 0;
	assert_true(sensor_capture(w.link, FINGER_LEFT_INDEX));
	wait_for(&w, 2);
	assert_true(is_finger(last_of(&w), 2));
	hand("right-index.1.fmd", 3);
	capture(&w);
	assert_true(is_finger(last_of(&w), 3));
	sensing_end(&w);
	let_go();
	begin(&w, "file", directory, 1);
	assert_fails(&w, PROBLEM_FINGER_TIMEOUT);
	sensing_end(&w);
}

static void assert_guides(const struct sensing *w, const struct sensor_event *wanted, int count)
{
	for (int i = 0; i < count; i++) {
		assert_int_equal(w->events[i].type, SENSOR_EV_GUIDE);
		assert_int_equal(w->events[i].guide, wanted[i].guide);
		assert_int_equal(w->events[i].press, wanted[i].press);
		assert_int_equal(w->events[i].presses, ENROLL_PRESSES);
	}
}

/* The first press is of another finger than the next two: these agree. */
static void test_enroll(void **state)
{
	static const struct sensor_event told[] = {
	    {.guide = GUIDE_PLACE, .press = 1},
	    {.guide = GUIDE_LIFT, .press = 1},
	    {.guide = GUIDE_PLACE, .press = 2},
	    {.guide = GUIDE_LIFT, .press = 2},
	    {.guide = GUIDE_PLACE, .press = 3},
	};
	struct sensing w;

	(void)state;
	hand("right-index.fmd", 1);
	hand("right-index.1.fmd", 9);
	begin(&w, "file", directory, 5);
	assert_true(sensor_enroll(w.link, FINGER_RIGHT_INDEX, NULL, 0));
	wait_for(&w, 6);
	assert_guides(&w, told, 5);
	assert_int_equal(w.events[5].type, SENSOR_EV_TEMPLATE);
	assert_true(is_finger(last_of(&w), 1));
	sensing_end(&w);
	let_go();
}

/* The right finger where the left is asked for: told, not counted, given up at last. */
static void test_enroll_other_hand(void **state)
{
	static const struct sensor_event told[] = {
	    {.guide = GUIDE_PLACE, .press = 1},
	    {.guide = GUIDE_WRONG_FINGER, .press = 1},
	    {.guide = GUIDE_WRONG_FINGER, .press = 1},
	};
	uint8_t right[60];
	struct sensing w;

	(void)state;
	finger_of(right, 1);
	hand("left-index.fmd", 1);
	begin(&w, "file", directory, 5);
	assert_true(sensor_enroll(w.link, FINGER_LEFT_INDEX, right, sizeof right));
	wait_for(&w, 4);
	assert_guides(&w, told, 3);
	assert_int_equal(w.events[3].type, SENSOR_EV_FAILED);
	assert_int_equal(last_of(&w)->error.problem, PROBLEM_FINGER_DUPLICATE);
	assert_false(sensor_enroll(w.link, FINGER_LEFT_INDEX, right, 59)); /* no template */
	sensing_end(&w);
	let_go();
}

/* The program is run once a press. */
static void test_program_enrolls(void **state)
{
	char text[512];
	struct sensing w;

	(void)state;
	hand("right-index.fmd", 5);
	snprintf(text, sizeof text, "#!/bin/sh\nexec cat '%s'/\"$1\".fmd\n", directory);
	program("good", text);
	begin(&w, "program", in_directory("good"), 10);
	assert_true(sensor_enroll(w.link, FINGER_RIGHT_INDEX, NULL, 0));
	wait_for(&w, 6);
	assert_int_equal(w.events[5].type, SENSOR_EV_TEMPLATE);
	assert_true(is_finger(last_of(&w), 5));
	sensing_end(&w);
	let_go();
}

static void test_program_fails(void **state)
{
	static const struct {
		const char *text;
		enum problem problem;
	} rows[] = {
	    {"#!/bin/sh\nexit 5\n", PROBLEM_SENSOR_FAILED},
	    {"#!/bin/sh\nkill -SEGV $$\n", PROBLEM_SENSOR_FAILED},
	    {"#!/bin/sh\nexit 0\n", PROBLEM_FINGER_TEMPLATE},
	    {"#!/bin/sh\nprintf abcd\n", PROBLEM_SENSOR_FAILED},
	    {"#!/bin/sh\necho 'Error: no capture device found on port 3 '\n",
		PROBLEM_SENSOR_FAILED}, /* 42 octets, which might be 14 minutiae */
	    {"#!/bin/sh\nwhile :; do echo aaaaaaaaaaaaaaa; done\n", PROBLEM_SENSOR_FAILED},
	    {"#!/nowhere\n", PROBLEM_NO_SENSOR},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sensing w;

		program("bad", rows[i].text);
		begin(&w, "program", in_directory("bad"), 10);
		assert_fails(&w, rows[i].problem);
		sensing_end(&w);
	}
}

static void test_program_missing(void **state)
{
	struct sensing w;

	(void)state;
	begin(&w, "program", in_directory("missing"), 5);
	assert_fails(&w, PROBLEM_NO_SENSOR);
	sensing_end(&w);
}

static bool alive(pid_t pid)
{
	char path[64], line[256] = "";
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	if (fgets(line, sizeof line, f) == NULL)
		line[0] = '\0';
	fclose(f);
	return line[0] != '\0' && strstr(line, ") Z ") == NULL;
}

static pid_t pid_in(const char *name)
{
	FILE *f = fopen(in_directory(name), "r");
	int pid = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

/* One that never ends is killed with all that it started. */
static void test_program_too_slow(void **state)
{
	struct sensing w;
	char text[512];

	(void)state;
	snprintf(text, sizeof text,
	    "#!/bin/sh\nsleep 1000 &\necho $! >%s\nprintf abc\nsleep 1000\n",
	    in_directory("child"));
	program("slow", text);
	begin(&w, "program", in_directory("slow"), 1);
	assert_fails(&w, PROBLEM_FINGER_TIMEOUT);
	sensing_end(&w);
	for (int i = 0; i < 1000 && alive(pid_in("child")); i++)
		usleep(1000);
	assert_false(alive(pid_in("child")));
	unlink(in_directory("child"));
}

static void test_cancel(void **state)
{
	uint8_t m[36];
	struct sensing w;

	(void)state;
	points(m, 12);
	begin(&w, "file", in_directory("later"), 60);
	assert_true(sensor_capture(w.link, FINGER_RIGHT_INDEX));
	wait_for(&w, 1);
	assert_true(sensor_cancel(w.link));
	write_file("later", m, sizeof m, 0600);
	capture(&w); /* the next one, and nothing of the cancelled one */
	assert_int_equal(w.count, 2);
	assert_int_equal(w.events[1].type, SENSOR_EV_TEMPLATE);
	unlink(in_directory("later"));
	sensing_end(&w);
}

static void test_process_dies(void **state)
{
	struct sensing w;

	(void)state;
	begin(&w, "file", in_directory("never"), 60);
	assert_true(sensor_capture(w.link, FINGER_RIGHT_INDEX));
	wait_for(&w, 1);
	kill(w.pid, SIGKILL);
	wait_for(&w, 2);
	assert_int_equal(w.events[1].type, SENSOR_EV_GONE);
	assert_false(sensor_capture(w.link, FINGER_RIGHT_INDEX));
	sensor_link_close(w.link);
	waitpid(w.pid, NULL, 0);
	loop_free(w.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_file),
	    cmocka_unit_test(test_file_waited_for),
	    cmocka_unit_test(test_program),
	    cmocka_unit_test(test_no_finger),
	    cmocka_unit_test(test_hand),
	    cmocka_unit_test(test_enroll),
	    cmocka_unit_test(test_enroll_other_hand),
	    cmocka_unit_test(test_program_enrolls),
	    cmocka_unit_test(test_program_fails),
	    cmocka_unit_test(test_program_missing),
	    cmocka_unit_test(test_program_too_slow),
	    cmocka_unit_test(test_cancel),
	    cmocka_unit_test(test_process_dies),
	};
	static const char *const left[] = {"good", "bad", "slow"};
	const char *top = getenv("TMPDIR");

	int failed;

	snprintf(directory, sizeof directory, "%s/ddopa-XXXXXX", top != NULL ? top : "/tmp");
	if (mkdtemp(directory) == NULL)
		return 99;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		unlink(in_directory(left[i]));
	rmdir(directory);
	return failed;
}
