/* What is said of how far a batch has come. */
#include "batch/ndjson_progress.h"

#include <stdlib.h>

#include "tests/base/cmocka_all.h"

static struct clock_fake at;
static struct clock the_clock;

static void begin(struct progress *p, const char *term, int64_t total)
{
	at = (struct clock_fake){.mono = 5000};
	the_clock = clock_fake_of(&at);
	setenv("TERM", term, 1);
	progress_begin(p, &the_clock, total);
}

static void expect(const struct progress *p, const char *text)
{
	struct buf out = BUF_INIT;

	progress_text(p, clock_mono_ms(&the_clock), &out);
	assert_string_equal((const char *)out.data, text);
	buf_free(&out);
}

static void a_bar_with_rate_and_time_left(void **state)
{
	struct progress p;

	(void)state;
	begin(&p, "xterm", 1000);
	for (int i = 1; i <= 10; i++)
		progress_count(&p, i * 25, false);
	clock_fake_advance(&at, 2000);
	expect(&p, "[#####...............] 25 %, 10 lines, 5 a second, 0:00:06 left");
}

/* What an earlier run has done goes by at once, and says nothing of the rest. */
static void what_was_skipped_does_not_count(void **state)
{
	struct progress p;

	(void)state;
	begin(&p, "xterm", 1000);
	for (int i = 1; i <= 100; i++)
		progress_count(&p, i * 5, true);
	clock_fake_advance(&at, 10000);
	for (int i = 101; i <= 120; i++)
		progress_count(&p, i * 5, false);
	expect(&p, "[############........] 60 %, 120 lines, 2 a second, 0:00:40 left");
}

static void of_an_unknown_length(void **state)
{
	struct progress p;

	(void)state;
	begin(&p, "xterm", 0);
	progress_count(&p, 25, false);
	clock_fake_advance(&at, 1000);
	expect(&p, "1 line, 1 a second");
}

static void in_words_for_a_terminal_of_lines(void **state)
{
	struct progress p;

	(void)state;
	begin(&p, "dumb", 100);
	progress_count(&p, 50, false);
	clock_fake_advance(&at, 1000);
	expect(&p, "50 %, 1 line, 1 a second, 0:00:01 left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_bar_with_rate_and_time_left),
	    cmocka_unit_test(what_was_skipped_does_not_count),
	    cmocka_unit_test(of_an_unknown_length),
	    cmocka_unit_test(in_words_for_a_terminal_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
