/* Readers and cards that come and go: each told once, whatever happens between two looks. */
#include <string.h>

#include "card/watch.h"
#include "fake.h"

struct world {
	struct fake fake;
	struct session session;
	struct watch watch;
	struct card_event event;
};

static void begin(struct world *w)
{
	memset(w, 0, sizeof *w);
	fake_init(&w->fake);
	fake_session(&w->fake, &w->session);
	watch_init(&w->watch, &w->fake.pcsc, &w->session, &w->fake.clock);
}

static void end(struct world *w)
{
	session_end(&w->session);
	fake_end(&w->fake);
}

static bool look(struct world *w)
{
	memset(&w->event, 0, sizeof w->event);
	return watch_look(&w->watch, &w->event);
}

/* What is told next, looking every 100 ms for two seconds; -1: nothing. */
static int next(struct world *w)
{
	for (int i = 0; i < 20; i++) {
		if (look(w))
			return (int)w->event.type;
		clock_fake_advance(&w->fake.time, 100);
	}
	return -1;
}

static void test_each_once(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	assert_int_equal(next(&w), -1);
	fake_insert(&w.fake, 0, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_string_equal(w.event.reader, "Fake Reader 00 00");
	assert_string_equal(w.event.batch, "TH-NID-17");
	assert_int_equal(next(&w), -1);
	fake_insert(&w.fake, 0, NULL);
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	fake_unplug(&w.fake, 0);
	assert_int_equal(next(&w), CARD_EV_NO_READER);
	assert_int_equal(w.event.error.problem, PROBLEM_NO_READER);
	assert_int_equal(next(&w), -1);
	fake_plug(&w.fake, 2, "Fake Reader 01 00"); /* under another name */
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	end(&w);
}

/* In when we come: told at once. Put in later: 200 to 500 ms after. */
static void test_settling(void **state)
{
	struct world w;
	int64_t before;

	(void)state;
	begin(&w);
	fake_insert(&w.fake, 0, "somsri.card");
	assert_true(look(&w));
	assert_int_equal(w.event.type, CARD_EV_PRESENT);
	fake_insert(&w.fake, 0, NULL);
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	fake_insert(&w.fake, 0, "somsri.card");
	before = w.fake.time.mono;
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_in_range(w.fake.time.mono - before, 200, 500);
	end(&w);
}

static void test_swapped_between_looks(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	fake_insert(&w.fake, 0, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	fake_insert(&w.fake, 0, NULL);
	fake_insert(&w.fake, 0, "somchai.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_int_equal(next(&w), -1);
	end(&w);
}

/* A hand that wavers: nothing is told of a card that does not stay. */
static void test_in_and_out(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	fake_insert(&w.fake, 0, "somsri.card");
	assert_false(look(&w));
	clock_fake_advance(&w.fake.time, 100);
	fake_insert(&w.fake, 0, NULL);
	assert_int_equal(next(&w), -1);
	end(&w);
}

static void test_daemon(void **state)
{
	static const struct {
		enum pcsc_status status;
		enum problem problem;
	} rows[] = {{PCSC_NO_SERVICE, PROBLEM_NO_PCSCD}, {PCSC_DENIED, PROBLEM_PCSCD_DENIED},
	    {PCSC_PROTOCOL, PROBLEM_PCSCD_PROTOCOL}, {PCSC_STOPPED, PROBLEM_NO_PCSCD},
	    {PCSC_AWAY, PROBLEM_READER_AWAY}};
	struct world w;

	(void)state;
	begin(&w);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		w.fake.daemon = rows[i].status;
		assert_int_equal(next(&w), CARD_EV_NO_PCSCD);
		assert_int_equal(w.event.error.problem, rows[i].problem);
		assert_int_equal(next(&w), -1);
		w.fake.daemon = PCSC_OK;
		assert_int_equal(next(&w), CARD_EV_EMPTY);
	}
	/* It comes back with a card in the reader: known or not, it is told of anew. */
	fake_insert(&w.fake, 0, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	w.fake.daemon = PCSC_STOPPED;
	assert_int_equal(next(&w), CARD_EV_NO_PCSCD);
	w.fake.daemon = PCSC_OK;
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	end(&w);
}

/* The daemon is asked again by itself, but not at each look. */
static void test_daemon_is_retried(void **state)
{
	struct world w;
	int64_t before;

	(void)state;
	begin(&w);
	w.fake.daemon = PCSC_NO_SERVICE;
	assert_int_equal(next(&w), CARD_EV_NO_PCSCD);
	w.fake.daemon = PCSC_OK;
	assert_false(look(&w));
	before = w.fake.time.mono;
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	assert_in_range(w.fake.time.mono - before, 100, 3000);
	end(&w);
}

static void test_two_cards(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	fake_insert(&w.fake, 0, "foreign.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	/* forgotten there; the citizen's comes into the other slot */
	fake_plug(&w.fake, 1, "Fake Reader 00 01");
	fake_insert(&w.fake, 1, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_string_equal(w.event.reader, "Fake Reader 00 01");
	assert_int_equal(next(&w), -1);
	fake_insert(&w.fake, 1, NULL);
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_string_equal(w.event.reader, "Fake Reader 00 00");
	end(&w);
}

static void test_reader_by_name(void **state)
{
	struct world w;

	(void)state;
	begin(&w);
	w.session.reader_name = "Counter";
	fake_insert(&w.fake, 0, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_NO_READER);
	fake_plug(&w.fake, 1, "A Counter Reader 00 00");
	assert_int_equal(next(&w), CARD_EV_EMPTY);
	fake_insert(&w.fake, 1, "somsri.card");
	assert_int_equal(next(&w), CARD_EV_PRESENT);
	assert_string_equal(w.event.reader, "A Counter Reader 00 00");
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_once),
	    cmocka_unit_test(test_settling),
	    cmocka_unit_test(test_swapped_between_looks),
	    cmocka_unit_test(test_in_and_out),
	    cmocka_unit_test(test_daemon),
	    cmocka_unit_test(test_daemon_is_retried),
	    cmocka_unit_test(test_two_cards),
	    cmocka_unit_test(test_reader_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
