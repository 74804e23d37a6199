/* The photo as a picture, over a pseudo-terminal whose other end is the terminal: it is asked
 * only where that is configured, believed only when it answers, drawn to once, erased. */
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define ANSWER_MS 30000

#define MARKS	    "{mark}" /* world.h: the program has painted all that it has to */
#define MARK	    "\033_painted\033\\"
#define ASKS_DEVICE "\033[c"
#define ASKS_KITTY  "\033_Gi=31,"
#define DRAWS_SIXEL "\033P0;1;0q"
#define DRAWS_KITTY "\033_Ga=T,q=2,C=1,"
#define REMOVES	    "\033_Ga=d,d=A,q=2\033\\"
#define ERASES	    "\033[H\033[2J"
#define FACE	    "{card empty}{card present}{ev TEXT}{photo}{ev READ_DONE}"

static pid_t child;
static int terminal;
static char told[1 << 20];
static size_t told_len;

static void start(const char *graphics)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80, .ws_xpixel = 800, .ws_ypixel = 480};
	char path[4096];
	snprintf(path, sizeof path, "%s/tests/tui/tui-fake", getenv("top_builddir"));
	child = forkpty(&terminal, NULL, NULL, &size);
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("TERM", "xterm-256color", 1);
		setenv("FAKE_GRAPHICS", graphics, 1);
		unsetenv("LINES");
		unsetenv("COLUMNS");
		execl(path, path, "en", (char *)NULL);
		_exit(127);
	}
	assert_true(terminal >= 0);
}

static int stop(void **state)
{
	(void)state;
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	close(terminal);
	child = 0;
	return 0;
}

static int times(const char *bytes)
{
	int n = 0;
	const char *at = told, *end = told + told_len;
	while ((at = memmem(at, (size_t)(end - at), bytes, strlen(bytes))) != NULL) {
		n++;
		at += strlen(bytes);
	}
	return n;
}

/* False: it will tell nothing more. */
static bool hear(void)
{
	struct pollfd ready = {.fd = terminal, .events = POLLIN};
	assert_int_equal(poll(&ready, 1, ANSWER_MS), 1);
	ssize_t n = read(terminal, told + told_len, sizeof told - told_len);
	told_len += n > 0 ? (size_t)n : 0;
	return n > 0;
}

static void hear_until(const char *bytes)
{
	while (times(bytes) == 0)
		assert_true(hear());
}

/* The terminal's word, which changes nothing on the screen. */
static void answer(const char *bytes)
{
	assert_int_equal(write(terminal, bytes, strlen(bytes)), strlen(bytes));
}

/* All that follows of what was typed until now. */
static void take(void)
{
	answer(MARKS);
	hear_until(MARK);
}

/* The first screen. */
static void begin(const char *graphics)
{
	told_len = 0;
	start(graphics);
	hear_until("Officer's citizen number");
	take();
}

static void type(const char *keys)
{
	told_len = 0;
	answer(keys);
	take();
}

static void to_face(void)
{
	type("5470100000018\r12345678\r");
	type("l");
	type(FACE);
}

static void nothing_is_asked_without_the_setting(void **state)
{
	(void)state;
	begin("off");
	assert_int_equal(times(ASKS_DEVICE), 0);
	assert_int_equal(times(ASKS_KITTY), 0);
	answer("\033[?63;4c"); /* what nobody asked for */
	to_face();
	assert_int_equal(times(DRAWS_SIXEL), 0);
}

static void a_terminal_that_says_nothing_gets_symbols(void **state)
{
	(void)state;
	begin("sixel");
	assert_int_equal(times(ASKS_DEVICE), 1);
	to_face();
	assert_int_equal(times(DRAWS_SIXEL), 0);
	assert_true(times("▄") > 50);
}

static void one_that_cannot_gets_symbols(void **state)
{
	(void)state;
	begin("sixel");
	answer("\033[?62;1;2;6;14;24;40c"); /* 4 is in 14, 24 and 40 only */
	to_face();
	assert_int_equal(times(DRAWS_SIXEL), 0);
	assert_true(times("▄") > 50);
}

/* The answer is no key: it neither types nor leaves. */
static void an_answer_is_no_key(void **state)
{
	(void)state;
	begin("sixel");
	type("12\033[?62;4;6c34\033P1$r0m\033\\5\033_Gi=31;OK\033\\6");
	type("\f"); /* drawn anew */
	assert_int_equal(times("1-2345-6"), 1);
}

static void sixels_are_drawn_once_and_erased(void **state)
{
	(void)state;
	begin("sixel");
	answer("\033[?63;1;2;4;6;9;15;22c");
	to_face();
	assert_int_equal(times(DRAWS_SIXEL), 1);
	assert_int_equal(times("▄"), 0);
	/* At row 4, column 56; the cursor comes back. */
	assert_int_equal(times("\0337\033[4;56H" DRAWS_SIXEL), 1);
	assert_int_equal(times("\033\\\0338"), 1);
	type("v"); /* only the number changes */
	assert_int_equal(times(DRAWS_SIXEL), 0);
	assert_int_equal(times(ERASES), 0);
	type("\033[20~"); /* F9: the lock */
	hear_until(ERASES);
	assert_int_equal(times(DRAWS_SIXEL), 0);
	type("12345678\r");
	hear_until(DRAWS_SIXEL); /* the PIN has been checked */
	take();
	assert_int_equal(times(DRAWS_SIXEL), 1);
	type("\f");
	assert_int_equal(times(DRAWS_SIXEL), 1);
	type("{card empty}"); /* the attempt has ended */
	hear_until(ERASES);
	assert_int_equal(times(DRAWS_SIXEL), 0);
}

static void kitty_is_asked_in_its_own_way(void **state)
{
	(void)state;
	begin("kitty");
	assert_int_equal(times(ASKS_KITTY), 1);
	assert_int_equal(times(ASKS_DEVICE), 0);
	answer("\033[?62;4c"); /* sixels are not what was asked for */
	answer("\033_Gi=31;OK\033\\");
	to_face();
	assert_int_equal(times(DRAWS_KITTY), 1);
	assert_int_equal(times(DRAWS_SIXEL), 0);
	type("?");
	assert_int_equal(times(REMOVES), 1);
	told_len = 0;
	answer("\033");
	hear_until(DRAWS_KITTY); /* alone: with what follows it were another key */
	take();
	assert_int_equal(times(DRAWS_KITTY), 1);
}

static void the_end_removes_it(void **state)
{
	(void)state;
	begin("kitty");
	answer("\033_Gi=31;OK\033\\");
	to_face();
	assert_int_equal(times(DRAWS_KITTY), 1);
	told_len = 0;
	kill(child, SIGTERM);
	while (hear())
		;
	assert_int_equal(times(REMOVES), 1);
	assert_true(times(ERASES) >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_teardown(nothing_is_asked_without_the_setting, stop),
	    cmocka_unit_test_teardown(a_terminal_that_says_nothing_gets_symbols, stop),
	    cmocka_unit_test_teardown(one_that_cannot_gets_symbols, stop),
	    cmocka_unit_test_teardown(an_answer_is_no_key, stop),
	    cmocka_unit_test_teardown(sixels_are_drawn_once_and_erased, stop),
	    cmocka_unit_test_teardown(kitty_is_asked_in_its_own_way, stop),
	    cmocka_unit_test_teardown(the_end_removes_it, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
