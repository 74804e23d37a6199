/* The state directory: whose it is, one program at a time, whole files or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../base/scratch.h"
#include "phone/store.h"

static char root[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 64];

static int enter(void **state)
{
	(void)state;
	if (!scratch_make(root))
		return -1;
	snprintf(path, sizeof path, "%s/a/b/state", root);
	return 0;
}

static int leave(void **state)
{
	(void)state;
	char command[SCRATCH_SIZE + 64];
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	return system(command);
}

static enum problem opens(const char *p)
{
	struct store s;
	struct error err = {0};
	if (store_open(&s, p, &err))
		store_close(&s);
	return err.problem;
}

static void it_is_made_for_its_owner_alone(void **state)
{
	(void)state;
	struct stat st;
	assert_int_equal(opens(path), PROBLEM_NONE);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(opens(path), PROBLEM_NONE);
}

static void others_must_not_enter(void **state)
{
	(void)state;
	static const mode_t modes[] = {0710, 0720, 0701, 0755, 0777};
	opens(path);
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(opens(path), PROBLEM_CONFIG_OWNER);
	}
}

static void no_link_and_no_file(void **state)
{
	(void)state;
	char link[SCRATCH_SIZE + 64];
	opens(path);
	snprintf(link, sizeof link, "%s/link", root);
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(opens(link), PROBLEM_CANNOT_CREATE);
	snprintf(link, sizeof link, "%s/a/b/state/file", root);
	close(open(link, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(opens(link), PROBLEM_CANNOT_CREATE);
}

static void one_phone_at_a_time(void **state)
{
	(void)state;
	struct store s;
	struct error err;
	assert_true(store_open(&s, path, &err));
	assert_int_equal(opens(path), PROBLEM_CANNOT_CREATE);
	store_close(&s);
	assert_int_equal(opens(path), PROBLEM_NONE);
}

static void the_default_follows_xdg(void **state)
{
	(void)state;
	char want[SCRATCH_SIZE + 64];
	struct store s;
	struct error err;
	setenv("XDG_STATE_HOME", root, 1);
	assert_true(store_open(&s, NULL, &err));
	snprintf(want, sizeof want, "%s/ddopa-phone", root);
	assert_string_equal(s.path, want);
	store_close(&s);
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", root, 1);
	assert_true(store_open(&s, NULL, &err));
	snprintf(want, sizeof want, "%s/.local/state/ddopa-phone", root);
	assert_string_equal(s.path, want);
	store_close(&s);
	unsetenv("HOME");
	assert_false(store_open(&s, NULL, &err));
	assert_int_equal(err.problem, PROBLEM_USAGE);
}

static size_t content(const struct store *s, const char *name, char *out, size_t size)
{
	int fd = openat(s->dir, name, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : read(fd, out, size - 1);
	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	return n > 0 ? (size_t)n : 0;
}

static void files_are_replaced_whole(void **state)
{
	(void)state;
	struct store s;
	struct error err;
	struct stat st;
	char text[64];
	assert_true(store_open(&s, path, &err));
	assert_true(store_write(&s, "x", "one", 3, &err));
	assert_true(store_write(&s, "x", "second", 6, &err));
	content(&s, "x", text, sizeof text);
	assert_string_equal(text, "second");
	assert_int_equal(fstatat(s.dir, "x", &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(store_rename(&s, "x", "y", &err));
	assert_int_equal(content(&s, "x", text, sizeof text), 0);
	content(&s, "y", text, sizeof text);
	assert_string_equal(text, "second");
	store_remove(&s, "y");
	store_remove(&s, "y");
	assert_int_equal(content(&s, "y", text, sizeof text), 0);
	assert_false(store_rename(&s, "none", "y", &err));
	store_close(&s);
}

static void a_planted_link_is_not_written_through(void **state)
{
	(void)state;
	struct store s;
	struct error err;
	char outside[SCRATCH_SIZE + 64], text[64];
	snprintf(outside, sizeof outside, "%s/outside", root);
	close(open(outside, O_CREAT | O_WRONLY, 0600));
	assert_true(store_open(&s, path, &err));
	assert_int_equal(symlinkat(outside, s.dir, "x.new"), 0);
	assert_int_equal(symlinkat(outside, s.dir, "x"), 0);
	assert_true(store_write(&s, "x", "one", 3, &err));
	content(&s, "x", text, sizeof text);
	assert_string_equal(text, "one");
	struct stat st;
	assert_int_equal(stat(outside, &st), 0);
	assert_int_equal(st.st_size, 0);
	store_close(&s);
}

/* A disk that is full (a limit on the file's size stands in) leaves the old file. */
static void a_failed_write_leaves_the_old_file(void **state)
{
	(void)state;
	struct store s;
	struct error err;
	char text[64];
	int status;
	assert_true(store_open(&s, path, &err));
	assert_true(store_write(&s, "x", "old", 3, &err));
	pid_t pid = fork();
	if (pid == 0) {
		const struct rlimit limit = {2, 2};
		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(store_write(&s, "x", "fresh", 5, &err) ? 1
		      : err.problem == PROBLEM_IO	     ? 0
							     : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	content(&s, "x", text, sizeof text);
	assert_string_equal(text, "old");
	assert_int_equal(content(&s, "x.new", text, sizeof text), 0);
	store_close(&s);
}

#define TEST(F) cmocka_unit_test_setup_teardown(F, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_is_made_for_its_owner_alone),
	    TEST(others_must_not_enter),
	    TEST(no_link_and_no_file),
	    TEST(one_phone_at_a_time),
	    TEST(the_default_follows_xdg),
	    TEST(files_are_replaced_whole),
	    TEST(a_planted_link_is_not_written_through),
	    TEST(a_failed_write_leaves_the_old_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
