/*
 * The small parent: exit codes, the terminal given back after any death of the face,
 * signals, helpers, and nobody left behind. Each case runs a parent in a child of its own,
 * on a pseudo-terminal where it matters; orphans come to this process, which counts them.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <utmp.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "main/parent.h"

#define SECONDS 20

/* What a case gives to its parent and face. */
struct play {
	face_fn *face;
	bool kitty, screen;
	bool program; /* a vendor's, for match on card: a host is wanted */
	int told;     /* the face writes here */
	int heard;    /* and the test reads here */
};

static void alarm_kills(int signo)
{
	(void)signo;
	_exit(99);
}

static pid_t start(struct play *play, int terminal)
{
	struct parent_options options = {.kitty = play->kitty,
	    .screen = play->screen,
	    .sensor = {.type = "none", .timeout_s = 5}};
	int fds[2];
	pid_t pid;

	if (play->program)
		options.card.moc =
		    (struct moc_options){.driver = "program", .program = "/bin/cat", .limit_s = 5};
	assert_int_equal(pipe(fds), 0);
	play->heard = fds[0];
	play->told = fds[1];
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		if (terminal >= 0)
			login_tty(terminal);
		_exit(parent_run(&options, play->face, play));
	}
	close(fds[1]);
	return pid;
}

static int wait_for(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* All that a case has started and left; none within the time: false. */
static bool all_gone(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
	return errno == ECHILD;
}

static void say(const struct play *play, const char *text)
{
	assert_int_equal(write(play->told, text, strlen(text)), (ssize_t)strlen(text));
}

/* Waits for the face's word. */
static void hear(const struct play *play, const char *wanted)
{
	char text[64] = "";
	size_t len = 0;

	while (len < strlen(wanted)) {
		const ssize_t n = read(play->heard, text + len, strlen(wanted) - len);

		assert_true(n > 0);
		len += (size_t)n;
	}
	assert_string_equal(text, wanted);
}

/* ---- codes ---- */

static int face_seven(struct parent_link *link, void *arg)
{
	(void)link;
	(void)arg;
	return 7;
}

static int face_kills_itself(struct parent_link *link, void *arg)
{
	(void)link;
	(void)arg;
	kill(getpid(), SIGKILL);
	return 0;
}

static void test_exit_code(void **state)
{
	struct play play = {.face = face_seven};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 7);
	close(play.heard);
	play = (struct play){.face = face_kills_itself};
	assert_int_equal(wait_for(start(&play, -1)), 128 + SIGKILL);
	close(play.heard);
	assert_true(all_gone());
}

/* ---- the terminal ---- */

static void go_raw(void)
{
	struct termios t;

	if (tcgetattr(0, &t) != 0)
		_exit(98);
	cfmakeraw(&t);
	tcsetattr(0, TCSANOW, &t);
	dprintf(1, "\033[?1049hSECRET");
}

static int face_paints_and_dies(struct parent_link *link, void *arg)
{
	(void)link;
	(void)arg;
	go_raw();
	kill(getpid(), SIGKILL);
	return 0;
}

static int face_paints_and_forgets(struct parent_link *link, void *arg)
{
	(void)link;
	(void)arg;
	go_raw();
	return 0;
}

struct screen {
	int master;
	char text[4096];
	size_t len;
	struct termios before, after;
};

static void read_screen(struct screen *s)
{
	for (;;) {
		struct pollfd p = {.fd = s->master, .events = POLLIN};
		ssize_t n;

		if (poll(&p, 1, 0) <= 0)
			break;
		n = read(s->master, s->text + s->len, sizeof s->text - 1 - s->len);
		if (n <= 0)
			break;
		s->len += (size_t)n;
	}
	s->text[s->len] = '\0';
}

static int run_on_terminal(struct play *play, struct screen *s)
{
	int slave, code;

	memset(s, 0, sizeof *s);
	assert_int_equal(openpty(&s->master, &slave, NULL, NULL, NULL), 0);
	tcgetattr(slave, &s->before);
	code = wait_for(start(play, slave));
	tcgetattr(slave, &s->after);
	read_screen(s);
	close(slave);
	close(s->master);
	close(play->heard);
	return code;
}

static void test_terminal_after_kill(void **state)
{
	struct play play = {.face = face_paints_and_dies, .screen = true};
	struct screen s;
	const char *painted;

	(void)state;
	setenv("TERM", "xterm-256color", 1);
	assert_int_equal(run_on_terminal(&play, &s), 128 + SIGKILL);
	assert_memory_equal(&s.after, &s.before, sizeof s.before);
	painted = strstr(s.text, "SECRET");
	assert_non_null(painted);
	/* erased on the painted screen, then back from it, cursor shown, plain letters */
	assert_non_null(strstr(painted, "\033[2J"));
	assert_true(strstr(painted, "\033[2J") < strstr(painted, "\033[?1049l"));
	assert_non_null(strstr(painted, "\033[?25h"));
	assert_non_null(strstr(painted, "\033[0m"));
	assert_null(strstr(painted, "\033[3J"));
}

/* A picture that was cut off ends first, then goes; then the cells. */
static void test_kitty_after_kill(void **state)
{
	struct play play = {.face = face_paints_and_dies, .screen = true, .kitty = true};
	struct screen s;

	(void)state;
	run_on_terminal(&play, &s);
	assert_non_null(strstr(s.text, "SECRET\033\\\033_Ga=d,d=A,q=2\033\\\033[0m"));
}

/* Without an alternate screen the terminal's memory is erased too. */
static void test_console_after_kill(void **state)
{
	static const char *const terms[] = {"linux", "vt100", "vt220"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct play play = {.face = face_paints_and_dies, .screen = true};
		struct screen s;

		setenv("TERM", terms[i], 1);
		run_on_terminal(&play, &s);
		assert_non_null(strstr(s.text, "\033[3J"));
	}
}

/* A face that ends by itself has put its own things in order; its settings have not. */
static void test_terminal_after_return(void **state)
{
	struct play play = {.face = face_paints_and_forgets, .screen = true};
	struct screen s;

	(void)state;
	assert_int_equal(run_on_terminal(&play, &s), 0);
	assert_memory_equal(&s.after, &s.before, sizeof s.before);
	assert_null(strstr(s.text, "\033[2J"));
}

/* A batch command paints nothing: the terminal's contents are the user's. */
static void test_batch_after_kill(void **state)
{
	struct play play = {.face = face_paints_and_dies, .screen = false};
	struct screen s;

	(void)state;
	run_on_terminal(&play, &s);
	assert_memory_equal(&s.after, &s.before, sizeof s.before);
	assert_null(strstr(s.text, "\033[2J"));
}

/* ---- signals ---- */

static int face_waits(struct parent_link *link, void *arg)
{
	(void)link;
	say(arg, "here");
	while (pause() < 0)
		;
	return 0;
}

static void test_signals_are_passed_on(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP};

	(void)state;
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		struct play play = {.face = face_waits};
		const pid_t pid = start(&play, -1);

		hear(&play, "here");
		kill(pid, signals[i]);
		assert_int_equal(wait_for(pid), 128 + signals[i]);
		close(play.heard);
	}
}

static int face_ignores_hangup(struct parent_link *link, void *arg)
{
	signal(SIGHUP, SIG_IGN);
	return face_waits(link, arg);
}

/* kill -9 of the parent: nobody is left. */
static void test_parent_killed(void **state)
{
	struct play play = {.face = face_waits};
	const pid_t pid = start(&play, -1);

	(void)state;
	hear(&play, "here");
	kill(pid, SIGKILL);
	assert_int_equal(wait_for(pid), 1000 + SIGKILL);
	assert_true(all_gone());
	close(play.heard);
}

/* A face that does not mind SIGHUP is not waited for for ever. */
static void test_stubborn_face(void **state)
{
	struct play play = {.face = face_ignores_hangup};
	const pid_t pid = start(&play, -1);

	(void)state;
	hear(&play, "here");
	kill(pid, SIGHUP);
	assert_int_equal(wait_for(pid), 128 + SIGKILL);
	close(play.heard);
}

/* ---- helpers ---- */

struct capture {
	struct loop *loop;
	enum sensor_event_type type;
	enum problem problem;
};

static void on_sensor(void *arg, const struct sensor_event *event)
{
	struct capture *c = arg;

	c->type = event->type;
	c->problem = event->error.problem;
	loop_stop(c->loop);
}

/* Whether a helper on this descriptor works: it has no sensor, and says so. */
static bool helper_works(int fd)
{
	struct capture c = {.loop = loop_new(&clock_system), .type = SENSOR_EV_GONE};
	struct sensor_link *link = sensor_link_open(c.loop, fd, on_sensor, &c);

	if (link == NULL || !sensor_capture(link, FINGER_RIGHT_INDEX))
		return false;
	loop_run(c.loop);
	sensor_link_close(link);
	loop_free(c.loop);
	return c.type == SENSOR_EV_FAILED && c.problem == PROBLEM_NO_SENSOR;
}

static int face_with_helpers(struct parent_link *link, void *arg)
{
	(void)arg;
	for (int i = 0; i < 20; i++) {
		int fd = parent_start_sensor(link);

		/* one after the other: the parent forgets those that have ended, in its time */
		for (int tries = 0; fd < 0 && tries < SECONDS * 50; tries++) {
			usleep(20000);
			fd = parent_start_sensor(link);
		}
		if (fd < 0 || !helper_works(fd))
			return 10 + i;
	}
	return 0;
}

static void test_helpers(void **state)
{
	struct play play = {.face = face_with_helpers};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 0);
	assert_true(all_gone());
	close(play.heard);
}

static int face_with_card(struct parent_link *link, void *arg)
{
	const int fd = parent_start_card(link);
	struct pollfd p = {.fd = fd, .events = POLLIN};

	(void)arg;
	if (fd < 0)
		return 1;
	/* it lives: it waits for a command */
	return poll(&p, 1, 200) == 0 ? 0 : 2;
}

static void test_card_helper_starts(void **state)
{
	struct play play = {.face = face_with_card};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 0);
	assert_true(all_gone());
	close(play.heard);
}

static int face_leaves_helpers(struct parent_link *link, void *arg)
{
	if (parent_start_sensor(link) < 0 || parent_start_card(link) < 0)
		return 1;
	say(arg, "here");
	while (pause() < 0)
		;
	return 0;
}

/* The parent's child started as the i-th: the face is the first. */
static pid_t sibling(int i)
{
	char path[64];
	long pid = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)getppid(), (int)getppid());
	f = fopen(path, "re");
	for (int n = 0; f != NULL && n <= i; n++)
		if (fscanf(f, "%ld", &pid) != 1)
			pid = -1;
	if (f != NULL)
		fclose(f);
	return (pid_t)pid;
}

static int face_loses_the_host(struct parent_link *link, void *arg)
{
	int fd = parent_start_card(link);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	const pid_t host = sibling(1), card = sibling(2);

	(void)arg;
	if (fd < 0 || host <= 1 || card <= 1 || sibling(3) != -1)
		return 1;
	if (poll(&p, 1, 200) != 0)
		return 2;
	kill(host, SIGKILL);
	/* the card helper goes, too, so that the face asks for another */
	if (poll(&p, 1, SECONDS * 1000) != 1 || (p.revents & POLLHUP) == 0)
		return 3;
	fd = parent_start_card(link);
	p.fd = fd;
	return fd >= 0 && poll(&p, 1, 200) == 0 ? 0 : 4;
}

static void test_host_of_a_program(void **state)
{
	struct play play = {.face = face_loses_the_host, .program = true};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 0);
	assert_true(all_gone());
	close(play.heard);
	/* killed in the middle, nobody is left either */
	for (int i = 0; i < 2; i++) {
		pid_t pid;

		play = (struct play){.face = face_leaves_helpers, .program = true};
		pid = start(&play, -1);
		hear(&play, "here");
		kill(pid, i == 0 ? SIGKILL : SIGTERM);
		wait_for(pid);
		assert_true(all_gone());
		close(play.heard);
	}
}

static int face_wants_too_many(struct parent_link *link, void *arg)
{
	int fds[20], count = 0;

	(void)arg;
	for (int i = 0; i < 20; i++) {
		fds[i] = parent_start_sensor(link);
		count += fds[i] >= 0;
	}
	return count;
}

static void test_too_many_helpers(void **state)
{
	struct play play = {.face = face_wants_too_many};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 8);
	assert_true(all_gone());
	close(play.heard);
}

/* Face or parent killed with helpers running: nobody is left. */
static void test_helpers_after_kill(void **state)
{
	struct play play = {.face = face_leaves_helpers};
	pid_t pid = start(&play, -1);

	(void)state;
	hear(&play, "here");
	kill(pid, SIGKILL);
	assert_int_equal(wait_for(pid), 1000 + SIGKILL);
	assert_true(all_gone());
	close(play.heard);
	pid = start(&play, -1);
	hear(&play, "here");
	kill(pid, SIGTERM);
	assert_int_equal(wait_for(pid), 128 + SIGTERM);
	assert_true(all_gone());
	close(play.heard);
}

/* The first member of struct parent_link is the socket to the parent; a face that has been
 * taken over says something else on it, and the parent minds no more of it. */
static int face_talks_nonsense(struct parent_link *link, void *arg)
{
	int fd;

	(void)arg;
	memcpy(&fd, link, sizeof fd);
	message_send(fd, 99, NULL);
	return parent_start_sensor(link) < 0 ? 5 : 6;
}

static void test_nonsense(void **state)
{
	struct play play = {.face = face_talks_nonsense};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 5);
	close(play.heard);
}

#if !defined(__SANITIZE_ADDRESS__)
static int face_runs_a_program(struct parent_link *link, void *arg)
{
	char *const argv[] = {(char[]){"true"}, NULL};

	(void)link;
	(void)arg;
	execv("/bin/true", argv);
	return errno == EPERM ? 3 : 4;
}

/* The face never starts a program. */
static void test_no_programs(void **state)
{
	struct play play = {.face = face_runs_a_program};

	(void)state;
	assert_int_equal(wait_for(start(&play, -1)), 3);
	close(play.heard);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_code),
		cmocka_unit_test(test_kitty_after_kill),
		cmocka_unit_test(test_terminal_after_kill),
		cmocka_unit_test(test_console_after_kill),
		cmocka_unit_test(test_terminal_after_return),
		cmocka_unit_test(test_batch_after_kill),
		cmocka_unit_test(test_signals_are_passed_on),
		cmocka_unit_test(test_parent_killed),
		cmocka_unit_test(test_stubborn_face),
		cmocka_unit_test(test_helpers),
		cmocka_unit_test(test_card_helper_starts),
		cmocka_unit_test(test_too_many_helpers),
		cmocka_unit_test(test_host_of_a_program),
		cmocka_unit_test(test_helpers_after_kill),
		cmocka_unit_test(test_nonsense),
#if !defined(__SANITIZE_ADDRESS__)
		cmocka_unit_test(test_no_programs),
#endif
	};

	signal(SIGALRM, alarm_kills);
	signal(SIGPIPE, SIG_IGN);
	alarm(3 * SECONDS);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
