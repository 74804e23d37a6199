/* The poll loop, with a clock that stands until it is moved. */
#include "base/loop.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

struct world {
	struct clock_fake fake;
	struct clock clock;
	struct loop *loop;
	int pipe[2];
	char seen[200];	    /* what the callbacks wrote, in order */
	unsigned handle[4]; /* for callbacks that remove */
	int count;
};

static int set_up(void **state)
{
	static struct world w;

	w = (struct world){.fake = {.real = 1, .mono = 1000}};
	w.clock = clock_fake_of(&w.fake);
	w.loop = loop_new(&w.clock);
	*state = &w;
	return w.loop != NULL && pipe2(w.pipe, O_NONBLOCK | O_CLOEXEC) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	loop_free(w->loop);
	close(w->pipe[0]);
	close(w->pipe[1]);
	return 0;
}

static void turn(struct world *w)
{
	assert_true(loop_turn(w->loop, 0));
}

static void note_a(void *arg)
{
	strcat(((struct world *)arg)->seen, "a");
}

static void note_b(void *arg)
{
	strcat(((struct world *)arg)->seen, "b");
}

static void note_c(void *arg)
{
	strcat(((struct world *)arg)->seen, "c");
}

static void note_turn(void *arg)
{
	strcat(((struct world *)arg)->seen, "|");
}

static void note_fd(void *arg, int fd, short revents)
{
	struct world *w = arg;
	char byte;

	strcat(w->seen, (revents & POLLHUP) != 0 ? "H" : "");
	strcat(w->seen, (revents & POLLOUT) != 0 ? "O" : "");
	if ((revents & POLLIN) != 0 && read(fd, &byte, 1) == 1)
		strncat(w->seen, &byte, 1);
}

static void note_signal(void *arg, int signo)
{
	strcat(((struct world *)arg)->seen, signo == SIGUSR1 ? "1" : "2");
}

static void timers_fire_once_in_the_order_of_their_time(void **state)
{
	struct world *w = *state;

	loop_add_timer(w->loop, 30, note_c, w);
	loop_add_timer(w->loop, 10, note_a, w);
	loop_add_timer(w->loop, 20, note_b, w);
	turn(w);
	assert_string_equal(w->seen, "");
	clock_fake_advance(&w->fake, 9);
	turn(w);
	assert_string_equal(w->seen, "");
	clock_fake_advance(&w->fake, 1);
	turn(w);
	assert_string_equal(w->seen, "a");
	clock_fake_advance(&w->fake, 100);
	turn(w);
	assert_string_equal(w->seen, "abc");
	turn(w);
	assert_string_equal(w->seen, "abc");
}

static void removed_timers_do_not_fire(void **state)
{
	struct world *w = *state;
	const unsigned a = loop_add_timer(w->loop, 10, note_a, w);

	loop_add_timer(w->loop, 10, note_b, w);
	loop_remove(w->loop, a);
	loop_remove(w->loop, a);
	loop_remove(w->loop, 0);
	loop_remove(w->loop, 12345);
	clock_fake_advance(&w->fake, 10);
	turn(w);
	assert_string_equal(w->seen, "b");
}

static void again_at_once(void *arg)
{
	struct world *w = arg;

	w->count++;
	loop_add_timer(w->loop, 0, again_at_once, w);
}

static void a_timer_that_sets_itself_anew_waits_for_the_next_turn(void **state)
{
	struct world *w = *state;

	loop_add_timer(w->loop, -5, again_at_once, w);
	for (int i = 1; i < 5; i++) {
		turn(w);
		assert_int_equal(w->count, i);
	}
}

static void handles_are_never_used_again(void **state)
{
	struct world *w = *state;
	unsigned last = 0;

	for (int i = 0; i < 100; i++) {
		const unsigned handle = loop_add_timer(w->loop, 0, note_turn, w);

		assert_true(handle > last);
		last = handle;
		loop_remove(w->loop, handle);
		turn(w);
	}
	assert_string_equal(w->seen, "");
}

static void descriptors_are_read_when_ready(void **state)
{
	struct world *w = *state;
	const unsigned handle = loop_add_fd(w->loop, w->pipe[0], POLLIN, note_fd, w);

	turn(w);
	assert_string_equal(w->seen, "");
	assert_int_equal(write(w->pipe[1], "xy", 2), 2);
	turn(w);
	assert_string_equal(w->seen, "x");
	loop_set_events(w->loop, handle, 0);
	turn(w);
	assert_string_equal(w->seen, "x");
	loop_set_events(w->loop, handle, POLLIN);
	turn(w);
	assert_string_equal(w->seen, "xy");
	loop_remove(w->loop, handle);
	loop_set_events(w->loop, handle, POLLIN);
	assert_int_equal(write(w->pipe[1], "z", 1), 1);
	turn(w);
	assert_string_equal(w->seen, "xy");
}

static void writing_and_hanging_up_are_told(void **state)
{
	struct world *w = *state;
	const unsigned out = loop_add_fd(w->loop, w->pipe[1], POLLOUT, note_fd, w);

	turn(w);
	assert_string_equal(w->seen, "O");
	loop_remove(w->loop, out);
	loop_add_fd(w->loop, w->pipe[0], POLLIN, note_fd, w);
	close(w->pipe[1]);
	turn(w);
	assert_string_equal(w->seen, "OH");
	w->pipe[1] = dup(w->pipe[0]);
}

static void remove_both(void *arg, int fd, short revents)
{
	struct world *w = arg;

	(void)fd;
	(void)revents;
	w->count++;
	loop_remove(w->loop, w->handle[0]);
	loop_remove(w->loop, w->handle[1]);
}

static void a_callback_may_remove_itself_and_others(void **state)
{
	struct world *w = *state;

	assert_int_equal(write(w->pipe[1], "x", 1), 1);
	w->handle[0] = loop_add_fd(w->loop, w->pipe[0], POLLIN, remove_both, w);
	w->handle[1] = loop_add_fd(w->loop, w->pipe[1], POLLOUT, remove_both, w);
	turn(w);
	turn(w);
	assert_int_equal(w->count, 1);
}

/* Enough of them that the table moves while the callback runs. */
static void add_many(void *arg)
{
	struct world *w = arg;

	for (int i = 0; i < 100; i++)
		loop_add_timer(w->loop, 0, note_a, w);
}

static void a_callback_may_add_many(void **state)
{
	struct world *w = *state;

	loop_add_timer(w->loop, 0, add_many, w);
	loop_add_timer(w->loop, 1, note_b, w);
	turn(w);
	assert_string_equal(w->seen, "");
	clock_fake_advance(&w->fake, 1);
	turn(w);
	assert_int_equal(strlen(w->seen), 101);
	assert_int_equal(w->seen[100], 'b');
}

static bool blocked(int signo)
{
	sigset_t now;

	sigprocmask(SIG_SETMASK, NULL, &now);
	return sigismember(&now, signo) == 1;
}

static void signals_come_through_the_loop(void **state)
{
	struct world *w = *state;
	const unsigned one = loop_add_signal(w->loop, SIGUSR1, note_signal, w);

	loop_add_signal(w->loop, SIGUSR2, note_signal, w);
	assert_true(blocked(SIGUSR1) && blocked(SIGUSR2));
	raise(SIGUSR1);
	assert_string_equal(w->seen, "");
	turn(w);
	assert_string_equal(w->seen, "1");
	raise(SIGUSR2);
	raise(SIGUSR1);
	turn(w);
	assert_int_equal(strlen(w->seen), 3);
	assert_non_null(strchr(w->seen, '2'));
	loop_remove(w->loop, one);
	assert_false(blocked(SIGUSR1));
	loop_free(w->loop);
	assert_false(blocked(SIGUSR2));
	w->loop = loop_new(&w->clock);
}

/* Its default action would end this very program as soon as it is no longer blocked. */
static void a_pending_signal_goes_with_its_watch(void **state)
{
	struct world *w = *state;
	const unsigned handle = loop_add_signal(w->loop, SIGTERM, note_signal, w);

	raise(SIGTERM);
	loop_remove(w->loop, handle);
	assert_false(blocked(SIGTERM));
	assert_string_equal(w->seen, ""); /* and nobody was told of it */
}

static void a_signal_that_was_blocked_before_stays_so(void **state)
{
	struct world *w = *state;
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGUSR1);
	sigprocmask(SIG_BLOCK, &one, NULL);
	loop_remove(w->loop, loop_add_signal(w->loop, SIGUSR1, note_signal, w));
	assert_true(blocked(SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	assert_int_equal(loop_add_signal(w->loop, 12345, note_signal, w), 0);
}

static void stop(void *arg)
{
	loop_stop(((struct world *)arg)->loop);
}

static void it_runs_until_stopped_and_can_run_again(void **state)
{
	struct world *w = *state;

	loop_at_end_of_turn(w->loop, note_turn, w);
	for (int i = 0; i < 2; i++) {
		loop_add_timer(w->loop, 0, note_a, w);
		loop_add_timer(w->loop, 0, stop, w);
		loop_run(w->loop);
	}
	assert_string_equal(w->seen, "a|a|");
	loop_stop(w->loop);
	assert_false(loop_turn(w->loop, 0));
	assert_false(loop_turn(w->loop, 0));
	assert_string_equal(w->seen, "a|a|");
}

static void the_end_of_a_turn_comes_after_all_else(void **state)
{
	struct world *w = *state;

	loop_at_end_of_turn(w->loop, note_turn, w);
	loop_add_fd(w->loop, w->pipe[0], POLLIN, note_fd, w);
	assert_int_equal(write(w->pipe[1], "x", 1), 1);
	loop_add_timer(w->loop, 0, note_a, w);
	turn(w);
	turn(w);
	assert_string_equal(w->seen, "xa||");
	assert_ptr_equal(loop_clock(w->loop), &w->clock);
}

/* By the real clock: a turn lasts no longer than its timer or its limit. */
static void a_turn_waits_as_long_as_it_should(void **state)
{
	struct world *w = *state;
	struct loop *loop = loop_new(&clock_system);
	const int64_t start = clock_mono_ms(&clock_system);

	loop_add_timer(loop, 20, note_a, w);
	assert_true(loop_turn(loop, -1));
	assert_string_equal(w->seen, "a");
	assert_true(clock_mono_ms(&clock_system) - start >= 20);
	loop_add_timer(loop, INT64_C(1) << 40, note_b, w);
	assert_true(loop_turn(loop, 5));
	assert_true(clock_mono_ms(&clock_system) - start >= 25);
	assert_string_equal(w->seen, "a");
	loop_free(loop);
	loop_free(NULL);
}

int main(void)
{
#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    IN_WORLD(timers_fire_once_in_the_order_of_their_time),
	    IN_WORLD(removed_timers_do_not_fire),
	    IN_WORLD(a_timer_that_sets_itself_anew_waits_for_the_next_turn),
	    IN_WORLD(handles_are_never_used_again),
	    IN_WORLD(descriptors_are_read_when_ready),
	    IN_WORLD(writing_and_hanging_up_are_told),
	    IN_WORLD(a_callback_may_remove_itself_and_others),
	    IN_WORLD(a_callback_may_add_many),
	    IN_WORLD(signals_come_through_the_loop),
	    IN_WORLD(a_pending_signal_goes_with_its_watch),
	    IN_WORLD(a_signal_that_was_blocked_before_stays_so),
	    IN_WORLD(it_runs_until_stopped_and_can_run_again),
	    IN_WORLD(the_end_of_a_turn_comes_after_all_else),
	    IN_WORLD(a_turn_waits_as_long_as_it_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
