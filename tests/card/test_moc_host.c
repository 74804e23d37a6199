/*
 * The host of a vendor's match-on-card program: real programs, small scripts that a case
 * writes, under every way of going wrong.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "card/moc_host.h"

#define PATIENCE_MS 20000

static char directory[64], program[128];

struct world {
	int fd;
	pid_t host;
	uint32_t run; /* of the message received last */
	char line[MOC_LINE_OUT + 1];
	enum moc_host_end end;
	uint32_t detail;
};

/* ---- a host, and what is said to it ---- */

static void write_program(const char *text, mode_t mode)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(program, mode), 0);
}

static void begin(struct world *w, const char *script, long limit_s)
{
	struct moc_options options = {.driver = "program", .limit_s = limit_s, .host_fd = -1};
	char text[4096];
	int fds[2];

	snprintf(options.program, sizeof options.program, "%s", program);
	if (script != NULL) {
		snprintf(text, sizeof text, "#!/bin/sh\n%s\n", script);
		write_program(text, 0700);
	}
	memset(w, 0, sizeof *w);
	assert_true(moc_host_wanted(&options));
	assert_true(message_pair(fds, false));
	w->host = fork();
	if (w->host == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(moc_host_main(fds[1], &options, "/nowhere/pcscd.comm"));
	}
	close(fds[1]);
	w->fd = fds[0];
}

static void end(struct world *w)
{
	int status;

	close(w->fd);
	assert_int_equal(waitpid(w->host, &status, 0), w->host);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void request(struct world *w, enum moc_host_request request, uint32_t run, const char *line)
{
	struct buf body = BUF_INIT;

	buf_u32(&body, run);
	if (line != NULL)
		buf_puts(&body, line);
	assert_true(message_send(w->fd, (uint16_t)request, &body));
	buf_free(&body);
}

/* The next message; 0: none within ms. */
static uint16_t receive_in(struct world *w, int ms)
{
	struct pollfd p = {.fd = w->fd, .events = POLLIN};
	struct buf body = BUF_INIT;
	struct view v;
	uint16_t type;

	if (poll(&p, 1, ms) == 0)
		return 0;
	assert_int_equal(message_receive(w->fd, &type, &body, NULL), MESSAGE_OK);
	v = view_of(body.data, body.len);
	w->run = view_u32(&v);
	if (type == MOC_HOST_LINE) {
		snprintf(w->line, sizeof w->line, "%.*s", (int)view_left(&v),
		    (const char *)body.data + sizeof(uint32_t));
	} else {
		assert_int_equal(type, MOC_HOST_ENDED);
		w->end = view_u8(&v);
		w->detail = view_u32(&v);
		assert_true(view_done(&v));
	}
	buf_free(&body);
	return type;
}

static void expect_line(struct world *w, const char *line)
{
	assert_int_equal(receive_in(w, PATIENCE_MS), MOC_HOST_LINE);
	assert_string_equal(w->line, line);
}

static void expect_end(struct world *w, enum moc_host_end how, uint32_t detail)
{
	uint16_t type = receive_in(w, PATIENCE_MS);

	while (type == MOC_HOST_LINE)
		type = receive_in(w, PATIENCE_MS);
	assert_int_equal(type, MOC_HOST_ENDED);
	assert_int_equal(w->end, how);
	if (how != MOC_END_FLOOD && how != MOC_END_GARBAGE && how != MOC_END_LONG_LINE)
		assert_int_equal(w->detail, detail);
}

/* Starts run 7 and gives it a command. */
static void ask(struct world *w, const char *line)
{
	request(w, MOC_HOST_START, 7, NULL);
	request(w, MOC_HOST_COMMAND, 7, line);
}

static bool is_alive(pid_t pid)
{
	char path[64], state = 'X';
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f == NULL)
		return false;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'X';
	fclose(f);
	return state != 'Z' && state != 'X';
}

/* Dies within the patience; nothing tells of another's child, so it is looked for. */
static void expect_dead(pid_t pid)
{
	const int64_t until = clock_mono_ms(&clock_system) + PATIENCE_MS;

	while (is_alive(pid)) {
		assert_true(clock_mono_ms(&clock_system) < until);
		poll(NULL, 0, 10);
	}
}

/* ---- cases ---- */

static void lines_go_to_and_fro(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "read a; echo \"1 heard $a\"; read b; echo \"2 heard $b\"; read c; echo no", 10);
	ask(&w, "first");
	expect_line(&w, "1 heard first");
	assert_int_equal(w.run, 7);
	request(&w, MOC_HOST_REPLY, 7, "second");
	expect_line(&w, "2 heard second");
	request(&w, MOC_HOST_DONE, 7, NULL);
	end(&w);
}

static void a_run_goes_on_over_commands(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "n=0; while read a; do n=$((n + 1)); echo \"$a $n\"; done", 10);
	request(&w, MOC_HOST_START, 7, NULL);
	for (int i = 1; i <= 50; i++) {
		char line[32];

		request(&w, MOC_HOST_COMMAND, 7, "count");
		snprintf(line, sizeof line, "count %d", i);
		expect_line(&w, line);
		request(&w, MOC_HOST_DONE, 7, NULL);
	}
	request(&w, MOC_HOST_START, 8, NULL);
	request(&w, MOC_HOST_COMMAND, 8, "count");
	expect_line(&w, "count 1");
	assert_int_equal(w.run, 8);
	end(&w);
}

static void what_belongs_to_another_run_is_not_said(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "while read a; do echo \"$a\"; done", 10);
	request(&w, MOC_HOST_START, 7, NULL);
	request(&w, MOC_HOST_COMMAND, 6, "old");
	request(&w, MOC_HOST_STOP, 6, NULL);
	request(&w, MOC_HOST_COMMAND, 7, "new");
	expect_line(&w, "new");
	end(&w);
}

static void it_lives_in_an_empty_world(void **state)
{
	struct world w;

	(void)state;
	setenv("DDOPA_TEST_SECRET", "xyzzy", 1);
	begin(&w,
	    "read a; env | sort | tr '\\n' ' '; echo; pwd; ls /proc/self/fd | tr '\\n' ' '; echo; "
	    "read b",
	    10);
	ask(&w, "go");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	assert_null(strstr(w.line, "xyzzy"));
	assert_non_null(strstr(w.line, "LANG=C.UTF-8"));
	assert_non_null(strstr(w.line, "PCSCLITE_CSOCK_NAME=/nowhere/pcscd.comm"));
	assert_non_null(strstr(w.line, "PATH=/"));
	expect_line(&w, "/");
	expect_line(&w, "0 1 2 3 "); /* the last is ls's own, of the directory */
	end(&w);
}

static void it_cannot_be_started(void **state)
{
	struct world w;

	(void)state;
	unlink(program);
	begin(&w, NULL, 10);
	ask(&w, "x");
	expect_end(&w, MOC_END_NOT_STARTED, ENOENT);
	end(&w);

	write_program("#!/bin/sh\n", 0600);
	begin(&w, NULL, 10);
	ask(&w, "x");
	expect_end(&w, MOC_END_NOT_STARTED, EACCES);
	end(&w);

	write_program("\x01\x02garbage", 0700);
	begin(&w, NULL, 10);
	ask(&w, "x");
	expect_end(&w, MOC_END_NOT_STARTED, ENOEXEC);
	/* and again, once it is there */
	write_program("#!/bin/sh\nread a; echo \"$a\"; read b", 0700);
	request(&w, MOC_HOST_START, 8, NULL);
	request(&w, MOC_HOST_COMMAND, 8, "good");
	expect_line(&w, "good");
	end(&w);
}

static void it_ends(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "read a; echo last words; exit 3", 10);
	ask(&w, "x");
	expect_line(&w, "last words");
	expect_end(&w, MOC_END_EXIT, 3);
	end(&w);

	begin(&w, "read a; kill -SEGV $$", 10);
	ask(&w, "x");
	expect_end(&w, MOC_END_SIGNAL, SIGSEGV);
	end(&w);

	/* an unfinished line is none */
	begin(&w, "read a; printf 'MATCH'", 10);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_ENDED);
	end(&w);
}

static void it_hangs(void **state)
{
	const int64_t start = clock_mono_ms(&clock_system);
	struct world w;
	pid_t child;

	(void)state;
	begin(&w, "read a; sleep 1000 & echo \"$!\"; wait", 1);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	child = (pid_t)strtol(w.line, NULL, 10);
	assert_true(child > 1);
	expect_end(&w, MOC_END_LATE, 1);
	assert_in_range(clock_mono_ms(&clock_system) - start, 1000, 6000);
	expect_dead(child); /* what it has started, too */
	end(&w);
}

/* A line now and then does not stretch the time for the answer. */
static void it_dawdles(void **state)
{
	const int64_t start = clock_mono_ms(&clock_system);
	struct world w;

	(void)state;
	begin(&w, "while read a; do sleep 0.3; echo APDU; done", 1);
	ask(&w, "x");
	while (receive_in(&w, PATIENCE_MS) == MOC_HOST_LINE)
		request(&w, MOC_HOST_REPLY, 7, "more");
	assert_int_equal(w.end, MOC_END_LATE);
	assert_in_range(clock_mono_ms(&clock_system) - start, 1000, 6000);
	end(&w);
}

/* Between two commands it may take its time. */
static void it_may_rest(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "while read a; do echo \"$a\"; done", 1);
	ask(&w, "one");
	expect_line(&w, "one");
	request(&w, MOC_HOST_DONE, 7, NULL);
	assert_int_equal(receive_in(&w, 1500), 0);
	request(&w, MOC_HOST_COMMAND, 7, "two");
	expect_line(&w, "two");
	end(&w);
}

static void it_babbles(void **state)
{
	static const struct {
		const char *script;
		enum moc_host_end end;
	} cases[] = {
	    {"read a; while :; do echo MATCH; done", MOC_END_FLOOD},
	    {"read a; while :; do printf AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; done",
		MOC_END_LONG_LINE},
	    {"read a; printf '%1025d\\n' 1; read b", MOC_END_LONG_LINE},
	    {"read a; printf 'MATCH\\033[2J\\n'; read b", MOC_END_GARBAGE},
	    {"read a; printf '\\343\\201\\202\\n'; read b", MOC_END_GARBAGE},
	    {"read a; printf 'MATCH\\000\\n'; read b", MOC_END_GARBAGE},
	    {"read a; printf 'MATCH\\r\\n'; read b", MOC_END_GARBAGE},
	    {"yes >&1", MOC_END_FLOOD}, /* unasked */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world w;

		begin(&w, cases[i].script, 10);
		ask(&w, "x");
		expect_end(&w, cases[i].end, 0);
		end(&w);
	}
}

static void the_longest_line_is_no_error(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "read a; printf '%01024d\\n' 1; read b", 10);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	assert_int_equal(strlen(w.line), MOC_LINE_OUT);
	end(&w);
}

static void it_speaks_after_its_answer(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "read a; echo OK; while sleep 0.02; do echo MATCH; done", 10);
	ask(&w, "x");
	expect_line(&w, "OK");
	request(&w, MOC_HOST_DONE, 7, NULL);
	expect_end(&w, MOC_END_FLOOD, 0);
	end(&w);
}

static void it_does_not_read(void **state)
{
	char line[4000];
	struct world w;
	uint16_t type = 0;

	(void)state;
	memset(line, 'A', sizeof line - 1);
	line[sizeof line - 1] = '\0';
	begin(&w, "exec sleep 1000", 10);
	ask(&w, "x");
	for (int i = 0; i < 100 && type == 0; i++) {
		request(&w, MOC_HOST_REPLY, 7, line);
		type = receive_in(&w, 0);
	}
	if (type == 0)
		type = receive_in(&w, PATIENCE_MS);
	assert_int_equal(type, MOC_HOST_ENDED);
	assert_int_equal(w.end, MOC_END_DEAF);
	end(&w);
}

static void it_is_stopped(void **state)
{
	struct world w;
	pid_t pid;

	(void)state;
	/* with grace: it sees its input end, and may put its things in order */
	begin(&w, "while read a; do echo $$; done; echo orderly >\"$0.end\"", 10);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	pid = (pid_t)strtol(w.line, NULL, 10);
	request(&w, MOC_HOST_DONE, 7, NULL);
	request(&w, MOC_HOST_STOP, 7, NULL);
	expect_dead(pid);
	assert_int_equal(receive_in(&w, 0), 0); /* and nothing is told */
	end(&w);
	snprintf(w.line, sizeof w.line, "%s.end", program);
	assert_int_equal(unlink(w.line), 0);

	/* one that does not care is killed */
	begin(&w, "trap '' TERM HUP; read a; echo $$; exec <&-; while :; do sleep 0.1; done", 10);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	pid = (pid_t)strtol(w.line, NULL, 10);
	request(&w, MOC_HOST_STOP, 7, NULL);
	expect_dead(pid);
	end(&w);
}

static void it_goes_with_its_host(void **state)
{
	struct world w;
	pid_t pid, child;

	(void)state;
	begin(&w, "read a; sleep 1000 & echo $! $$; wait", 100);
	ask(&w, "x");
	assert_int_equal(receive_in(&w, PATIENCE_MS), MOC_HOST_LINE);
	assert_int_equal(sscanf(w.line, "%d %d", &child, &pid), 2);
	end(&w); /* the card helper is gone */
	expect_dead(pid);
	expect_dead(child);
}

/* Who has taken over the card helper gains nothing here. */
static void hostile_requests_end_the_host(void **state)
{
	struct world w;

	(void)state;
	begin(&w, "read a; echo \"$a\"; read b", 10);
	request(&w, (enum moc_host_request)(MOC_HOST_STOP + 1), 7, NULL);
	end(&w);
	begin(&w, "read a; echo \"$a\"; read b", 10);
	assert_true(message_send(w.fd, MOC_HOST_START, NULL)); /* no run's number */
	end(&w);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(directory, sizeof directory, "/tmp/ddopa-moc-host-XXXXXX");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(program, sizeof program, "%s/moc", directory);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(program);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_go_to_and_fro),
	    cmocka_unit_test(a_run_goes_on_over_commands),
	    cmocka_unit_test(what_belongs_to_another_run_is_not_said),
	    cmocka_unit_test(it_lives_in_an_empty_world),
	    cmocka_unit_test(it_cannot_be_started),
	    cmocka_unit_test(it_ends),
	    cmocka_unit_test(it_hangs),
	    cmocka_unit_test(it_dawdles),
	    cmocka_unit_test(it_may_rest),
	    cmocka_unit_test(it_babbles),
	    cmocka_unit_test(the_longest_line_is_no_error),
	    cmocka_unit_test(it_speaks_after_its_answer),
	    cmocka_unit_test(it_does_not_read),
	    cmocka_unit_test(it_is_stopped),
	    cmocka_unit_test(it_goes_with_its_host),
	    cmocka_unit_test(hostile_requests_end_the_host),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
