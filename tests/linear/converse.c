#include "converse.h"

#include <errno.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/text.h"
#include "base/verifier.h"
#include "linear/linear.h"

#define FAST 60 /* a minute is a second where idleness is played */

struct said said;
struct lock_limits idle;

/* As the parent does it. */
static int start_verifier(void *arg)
{
	int fds[2];
	pid_t pid;

	(void)arg;
	if (!message_pair(fds, false))
		return -1;
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(verifier_main(fds[1]));
	}
	close(fds[1]);
	return pid > 0 ? fds[0] : -1;
}

static int64_t fast_ms(void *arg)
{
	(void)arg;
	return clock_mono_ms(&clock_system) * FAST;
}

static int64_t real_ms(void *arg)
{
	(void)arg;
	return clock_real_ms(&clock_system);
}

static void speak(enum lang lang)
{
	static struct terminal_config config;
	const struct clock fast = {.real_ms = real_ms, .mono_ms = fast_ms};
	const struct linear_options o = {.config = &config,
	    .clock = idle.logout > 0 ? &fast : &clock_system,
	    .verifier = {.start = start_verifier}};

	config.screen_blank = idle.lock;
	config.screen_warn = idle.warn;
	config.screen_logout = idle.logout;
	signal(SIGCHLD, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(60);
	lang_init();
	lang_set(lang);
	_exit(linear_main(&o));
}

/* False: nothing more will come. */
static bool hear(int fd)
{
	char chunk[512];
	const ssize_t n = read(fd, chunk, sizeof chunk);

	for (ssize_t i = 0; i < n && said.len < OUT_MAX - 1; i++) {
		/* The terminal's line end is one here, also where two reads part it. */
		if (chunk[i] == '\n' && said.len > 0 && said.out[said.len - 1] == '\r')
			said.len--;
		said.out[said.len++] = chunk[i];
	}
	said.out[said.len] = '\0';
	return n > 0;
}

/* cmocka cuts what is longer. */
static const char *tail_of(const char *text)
{
	const size_t len = strlen(text);

	return len > 900 ? text + len - 900 : text;
}

/* Returns the end of the line with the words. */
static size_t wait_for(int fd, const char *words, size_t from)
{
	const char *found, *end;

	for (;;) {
		found = strstr(said.out + from, words);
		end = found != NULL ? strchr(found, '\n') : NULL;
		if (end != NULL)
			return (size_t)(end - said.out);
		if (!hear(fd))
			fail_msg("never said «%s»; last it said:\n%s", words, tail_of(said.out));
	}
}

static void type(int fd, const struct turn *turn)
{
	const size_t len = strlen(turn->answer);

	assert_int_equal(write(fd, turn->answer, len), (ssize_t)len);
	if (len == 0 || (unsigned char)turn->answer[0] >= ' ')
		assert_int_equal(write(fd, "\n", 1), 1);
}

void converse_on(const struct terminal_kind *kind, const struct turn *turns)
{
	struct winsize size = {
	    .ws_row = (unsigned short)kind->rows, .ws_col = (unsigned short)kind->columns};
	size_t from = 0;
	int fd, status;
	pid_t pid;

	memset(&said, 0, sizeof said);
	pid = forkpty(&fd, NULL, NULL, &size);
	assert_true(pid >= 0);
	if (pid == 0)
		speak(kind->lang);
	for (; turns->until != NULL; turns++) {
		from = wait_for(fd, turns->until, from);
		if (turns->answer != NULL)
			type(fd, turns);
		else
			kill(pid, SIGHUP);
	}
	while (hear(fd))
		;
	close(fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	said.exit_code = WEXITSTATUS(status);
}

void converse(const struct turn *turns)
{
	converse_on(&(struct terminal_kind){LANG_EN, 24, 80}, turns);
}

void assert_lines(const char *const *begins)
{
	const char *at = said.out;

	for (; *begins != NULL; begins++) {
		const size_t len = strlen(*begins);

		while (at != NULL && strncmp(at, *begins, len) != 0) {
			at = strchr(at, '\n');
			at = at != NULL ? at + 1 : NULL;
		}
		if (at == NULL)
			fail_msg("not there, or not in this order: «%s»", *begins);
		at += len;
	}
}

void assert_only_lines(void)
{
	char line[OUT_MAX];

	assert_null(strpbrk(said.out, "\033\r\b"));
	for (const char *at = said.out; *at != '\0';) {
		const size_t len = strcspn(at, "\n");

		memcpy(line, at, len);
		line[len] = '\0';
		if (text_width(line) > 79)
			fail_msg("over 79 cells: %s", line);
		at += len + (at[len] == '\n');
	}
}
