/* What is told of the enrollments that a counter has put aside, and how the centre is asked:
 * one request at a time, a long-poll for one, a look at each in turn for more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "enrol/watcher.h"

#define MINE   "t4701-1"
#define THEIRS "t4701-2"

/* The centre: one pending question at most, or the test fails. */
static struct {
	central_fn *fn;
	void *arg;
	central_call pending, last;
	char id[API_ID_SIZE];
	long after;
	int asked;
} centre;

struct bench {
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct watcher *watcher;
	int changes, moves;
};

central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg)
{
	(void)c;
	assert_int_equal(centre.pending, 0);
	snprintf(centre.id, sizeof centre.id, "%s", id);
	centre.after = after;
	centre.fn = fn;
	centre.arg = arg;
	centre.asked++;
	return centre.pending = ++centre.last;
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	if (call == centre.pending)
		centre.pending = 0;
}

const struct api_session *central_session(const struct central *c)
{
	static const struct api_session session = {.officer_id = MINE};
	(void)c;
	return &session;
}

static void on_change(void *arg, bool moved)
{
	struct bench *b = arg;
	b->changes++;
	b->moves += moved;
}

static void pass(struct bench *b, int64_t ms)
{
	clock_fake_advance(&b->time, ms);
	loop_turn(b->loop, 0);
}

static void tell(const struct api_enrolment *e)
{
	assert_int_not_equal(centre.pending, 0);
	centre.pending = 0;
	centre.fn(centre.arg, NULL, e);
}

static void says(const char *id, enum enrolment_state state, long revision, const char *holder)
{
	struct api_enrolment e = {.state = state, .revision = revision};
	snprintf(e.id, sizeof e.id, "%s", id);
	snprintf(e.holder_id, sizeof e.holder_id, "%s", holder);
	assert_string_equal(centre.id, id);
	tell(&e);
}

static void fails(enum problem problem, bool answered)
{
	struct central_failure failure = {.error = {.problem = problem}, .answered = answered};
	centre.pending = 0;
	centre.fn(centre.arg, &failure, NULL);
}

static int setup(void **state)
{
	static struct bench b;
	b = (struct bench){.time = {.real = 1795417500000LL, .mono = 1000}};
	memset(&centre, 0, sizeof centre);
	b.clock = clock_fake_of(&b.time);
	b.loop = loop_new(&b.clock);
	b.watcher = watcher_new(b.loop, NULL, on_change, &b);
	*state = &b;
	return b.loop && b.watcher ? 0 : -1;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	watcher_free(b->watcher);
	loop_free(b->loop);
	return 0;
}

/* Parked at the code, known at once, then waited for. */
static void watch(struct bench *b, const char *id)
{
	assert_true(watcher_add(b->watcher, id, STATE_QR_CREATED));
	pass(b, 0);
}

static void test_one_is_polled(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	assert_int_equal(centre.after, -1);
	says("e1", STATE_QR_CREATED, 7, MINE);
	pass(b, 0);
	assert_int_equal(centre.after, 7);
	assert_int_equal(b->moves, 0);
	says("e1", STATE_SCANNED, 8, MINE);
	assert_int_equal(b->moves, 1);
	assert_true(watcher_first(b->watcher)->news);
	pass(b, 0);
	assert_int_equal(centre.after, 8);
}

/* What the phone does by itself after the digits is no news, but the end is; it is asked for
 * no more, and stays until it was gone to. */
static void test_news(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	says("e1", STATE_SCANNED, 8, MINE);
	assert_int_equal(b->moves, 1);
	pass(b, 0);
	says("e1", STATE_CONFIRMED, 9, MINE);
	assert_int_equal(b->moves, 1);
	pass(b, 0);
	says("e1", STATE_SUCCESS, 12, MINE);
	assert_int_equal(b->moves, 2);
	pass(b, 60000);
	assert_int_equal(centre.pending, 0);
	assert_int_equal(watcher_count(b->watcher), 1);
	watcher_drop(b->watcher, "e1");
	assert_int_equal(watcher_count(b->watcher), 0);
}

static void test_second_phone(void **state)
{
	struct bench *b = *state;
	struct api_enrolment e = {.id = "e1", .state = STATE_SCANNED, .second_phone = true};
	watch(b, "e1");
	says("e1", STATE_SCANNED, 8, MINE);
	pass(b, 0);
	tell(&e);
	assert_int_equal(b->moves, 2);
	assert_true(watcher_first(b->watcher)->second_phone);
}

static void test_taken_over(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	says("e1", STATE_QR_CREATED, 7, MINE);
	pass(b, 0);
	says("e1", STATE_QR_CREATED, 8, THEIRS);
	assert_int_equal(b->moves, 1);
	assert_true(watcher_first(b->watcher)->taken);
	pass(b, 60000);
	assert_int_equal(centre.pending, 0);
}

/* The journal may hold what another officer of this counter began: not this one's. */
static void test_never_mine(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	says("e1", STATE_SCANNED, 7, THEIRS);
	assert_int_equal(b->moves, 0);
	assert_int_equal(watcher_count(b->watcher), 0);
}

/* More than one: each in its turn, with a pause, none waited for. */
static void test_in_turn(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	says("e1", STATE_QR_CREATED, 7, MINE);
	pass(b, 0);
	assert_int_equal(centre.after, 7);
	watch(b, "e2"); /* the long-poll is given up for it */
	assert_string_equal(centre.id, "e2");
	says("e2", STATE_QR_CREATED, 3, MINE);
	pass(b, 1999);
	assert_int_equal(centre.pending, 0);
	pass(b, 1);
	assert_int_equal(centre.after, -1);
	says("e1", STATE_SCANNED, 8, MINE);
	pass(b, 2000);
	says("e2", STATE_QR_CREATED, 3, MINE);
	assert_string_equal(watcher_first(b->watcher)->id, "e1");
	watcher_drop(b->watcher, "e1");
	pass(b, 0);
	assert_string_equal(centre.id, "e2");
	assert_int_equal(centre.after, 3);
	assert_string_equal(watcher_first(b->watcher)->id, "e2");
}

/* A centre that is away is asked again, ever more slowly, and nothing is lost. */
static void test_away(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	fails(PROBLEM_CENTRE_DOWN, false);
	pass(b, 1999);
	assert_int_equal(centre.asked, 1);
	pass(b, 1);
	assert_int_equal(centre.asked, 2);
	for (int i = 0; i < 5; i++) {
		fails(PROBLEM_CENTRE_DOWN, false);
		pass(b, 15000);
		assert_int_equal(centre.asked, 3 + i);
	}
	says("e1", STATE_SCANNED, 8, MINE);
	assert_int_equal(b->moves, 1);
}

static void test_unknown_there(void **state)
{
	struct bench *b = *state;
	watch(b, "e1");
	fails(PROBLEM_NOT_FOUND, true);
	assert_int_equal(watcher_count(b->watcher), 0);
}

static void test_full(void **state)
{
	struct bench *b = *state;
	char id[API_ID_SIZE];
	for (int i = 0; i < WATCH_MAX; i++) {
		snprintf(id, sizeof id, "e%d", i);
		assert_true(watcher_add(b->watcher, id, STATE_QR_CREATED));
	}
	assert_false(watcher_add(b->watcher, "more", STATE_QR_CREATED));
	assert_true(watcher_add(b->watcher, "e3", STATE_SCANNED)); /* anew */
	assert_int_equal(watcher_count(b->watcher), WATCH_MAX);
	assert_false(watcher_add(b->watcher, "", STATE_QR_CREATED));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(test_one_is_polled),
	    CASE(test_news),
	    CASE(test_second_phone),
	    CASE(test_taken_over),
	    CASE(test_never_mine),
	    CASE(test_in_turn),
	    CASE(test_away),
	    CASE(test_unknown_there),
	    CASE(test_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
