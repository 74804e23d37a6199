/*
 * The commands about fingers, from the link through the helper into the simulated card: tries,
 * storing and removing, and a write that broke off.
 */
#include <string.h>
#include <unistd.h>

#include "desk.h"

#define RIGHT	  FINGER_RIGHT_INDEX
#define LEFT	  FINGER_LEFT_INDEX
#define LIVE	  "somsri-right-live.fmd"
#define STRANGER  "somchai-right-live.fmd"
#define REFERENCE "somsri-right.fmd"

static uint8_t cryptogram[8];

static bool start_verify(struct world *w, enum finger finger, const char *name, bool last_try)
{
	uint8_t m[TEMPLATE_MAX];
	const size_t len = sim_template(name, m, sizeof m);

	return card_verify(w->link, finger, m, len, last_try);
}

static void assert_verified(struct world *w, const char *name, bool last_try)
{
	assert_true(start_verify(w, RIGHT, name, last_try));
	assert_int_equal(next(w), CARD_EV_VERIFIED);
}

static void assert_not_verified(
    struct world *w, const char *name, bool last_try, enum problem problem, int tries)
{
	const struct card_event *e = &w->last[CARD_EV_NOT_VERIFIED];

	assert_true(start_verify(w, RIGHT, name, last_try));
	assert_int_equal(next(w), CARD_EV_NOT_VERIFIED);
	assert_int_equal(e->error.problem, problem);
	assert_int_equal(e->tries_left, tries);
	assert_int_equal(e->finger, RIGHT);
}

static const struct finger_state *fingers_now(struct world *w)
{
	assert_true(card_fingers(w->link));
	assert_int_equal(next(w), CARD_EV_FINGERS);
	return w->last[CARD_EV_FINGERS].fingers.finger;
}

/* ---- never burn a card ---- */

/* 3, 2, 1: the last one is kept until it is confirmed; 0: locked, and nothing is sent. */
static void test_tries(void **state)
{
	struct world *w = begin_held("somsri.card");
	long before;

	(void)state;
	assert_int_equal(w->last[CARD_EV_READ_DONE].fingers.finger[RIGHT].tries_left, 3);
	assert_not_verified(w, STRANGER, false, PROBLEM_FINGER_MISMATCH, 2);
	assert_int_equal(fingers_now(w)[RIGHT].tries_left, 2);
	assert_not_verified(w, STRANGER, false, PROBLEM_FINGER_MISMATCH, 1);
	before = w->fake.transmits;
	assert_not_verified(w, STRANGER, false, PROBLEM_FINGER_LAST_TRY_KEPT, 1);
	assert_not_verified(w, LIVE, false, PROBLEM_FINGER_LAST_TRY_KEPT, 1);
	assert_int_equal(w->fake.transmits, before);
	assert_not_verified(w, STRANGER, true, PROBLEM_FINGER_MISMATCH, 0);
	before = w->fake.transmits;
	assert_not_verified(w, LIVE, true, PROBLEM_FINGER_LOCKED, 0);
	assert_int_equal(w->fake.transmits, before);
	assert_true(fingers_now(w)[RIGHT].locked);
	/* the other finger is its own */
	assert_true(start_verify(w, LEFT, "somsri-left-live.fmd", false));
	assert_int_equal(next(w), CARD_EV_VERIFIED);
	end(w);
}

static void test_last_try_matches(void **state)
{
	struct world *w = begin_held("one-try.card");

	(void)state;
	assert_int_equal(w->last[CARD_EV_READ_DONE].fingers.finger[RIGHT].tries_left, 1);
	assert_not_verified(w, LIVE, false, PROBLEM_FINGER_LAST_TRY_KEPT, 1);
	assert_verified(w, LIVE, true);
	end(w);
}

/* Two left, one of them spent by another program in between: it is the last now. */
static void test_last_try_by_another_program(void **state)
{
	struct world *w = begin_held("somsri.card");
	static const uint8_t select[] = {
	    0x00, 0xA4, 0x04, 0x00, 0x08, 0xA0, 0, 0, 0, 0x84, 0x06, 0, 0};
	uint8_t command[5 + 4 + 3 + TEMPLATE_MAX] = {0x00, 0x21, 0x00, 0x81}, reply[258];
	uint8_t m[TEMPLATE_MAX];
	const size_t len = sim_template(STRANGER, m, sizeof m) / 3 > 20 ? 60 : 0;

	(void)state;
	assert_int_equal(len, 60);
	assert_not_verified(w, STRANGER, false, PROBLEM_FINGER_MISMATCH, 2);
	memcpy(command + 4, "\x41\x7F\x2E\x3E\x81\x3C", 6);
	memcpy(command + 10, m, len);
	sim_power(w->fake.slot[0].sim);
	assert_true(sim_transmit(w->fake.slot[0].sim, select, sizeof select, reply) >= 2);
	assert_int_equal(sim_transmit(w->fake.slot[0].sim, command, 10 + len, reply), 2);
	assert_memory_equal(reply, "\x63\xC1", 2);
	sim_power(w->fake.slot[0].sim);
	w->fake.was_reset = true;
	assert_not_verified(w, STRANGER, false, PROBLEM_FINGER_LAST_TRY_KEPT, 1);
	end(w);
}

static void test_ways_out(void **state)
{
	struct world *w = begin_held("no-bio.card");

	(void)state;
	assert_not_verified(w, LIVE, false, PROBLEM_NO_MOC_APPLET, 0);
	end(w);
	w = begin_held("no-finger.card");
	assert_not_verified(w, LIVE, false, PROBLEM_NO_FINGER_ON_CARD, 0);
	end(w);
	w = begin_held("locked.card");
	assert_not_verified(w, LIVE, true, PROBLEM_FINGER_LOCKED, 0);
	end(w);
}

/* ---- storing and removing ---- */

static void authorise(struct world *w, enum finger finger, enum finger_write write)
{
	const struct finger_challenge *c = &w->last[CARD_EV_CHALLENGE].challenge;

	assert_true(card_challenge(w->link, finger, write));
	assert_int_equal(next(w), CARD_EV_CHALLENGE);
	assert_int_equal(c->finger, finger);
	assert_int_equal(c->write, write);
	sim_authorise(cryptogram, c->serial, c->challenge, c->reference);
}

static void start_store(struct world *w)
{
	uint8_t m[TEMPLATE_MAX];
	const size_t len = sim_template(REFERENCE, m, sizeof m);

	assert_true(card_store(w->link, RIGHT, m, len, cryptogram));
}

static void assert_written(struct world *w, enum finger_write write, enum write_outcome outcome)
{
	const struct card_event *e = &w->last[CARD_EV_WRITTEN];

	assert_int_equal(next(w), CARD_EV_WRITTEN);
	assert_int_equal(e->finger, RIGHT);
	assert_int_equal(e->write, write);
	assert_int_equal(e->outcome, outcome);
}

static void assert_not_written(struct world *w, enum problem problem)
{
	assert_int_equal(next(w), CARD_EV_NOT_WRITTEN);
	assert_int_equal(w->last[CARD_EV_NOT_WRITTEN].error.problem, problem);
	assert_true(w->fake.in_transaction);
}

static void test_store_and_remove(void **state)
{
	struct world *w = begin_held("no-finger.card");

	(void)state;
	authorise(w, RIGHT, FINGER_WRITE_STORE);
	start_store(w);
	assert_written(w, FINGER_WRITE_STORE, WRITE_GOOD);
	assert_true(w->last[CARD_EV_WRITTEN].fingers.finger[RIGHT].stored);
	assert_verified(w, LIVE, false);
	assert_true(card_challenge(w->link, RIGHT, FINGER_WRITE_STORE));
	assert_not_written(w, PROBLEM_FINGER_STORED);
	authorise(w, RIGHT, FINGER_WRITE_REMOVE);
	assert_true(card_remove(w->link, RIGHT, cryptogram));
	assert_written(w, FINGER_WRITE_REMOVE, WRITE_GOOD);
	assert_false(w->last[CARD_EV_WRITTEN].fingers.finger[RIGHT].stored);
	/* one challenge, one write */
	assert_true(card_remove(w->link, RIGHT, cryptogram));
	assert_not_written(w, PROBLEM_NO_FINGER_ON_CARD);
	start_store(w);
	assert_not_written(w, PROBLEM_WRITE_REFUSED);
	assert_true(card_release(w->link));
	assert_int_equal(next(w), CARD_EV_RELEASED);
	assert_int_equal(w->fake.unpowered, 1);
	end(w);
}

static struct world *begin_cut(int64_t away_ms)
{
	struct world *w = begin_held("no-finger.card");

	authorise(w, RIGHT, FINGER_WRITE_STORE);
	w->fake.away_ms = away_ms;
	w->fake.paused_ms = 0;
	sim_cut(w->fake.slot[0].sim, 4);
	return w;
}

/* The card's own return is no news: it is held, and its next pull is told. */
static void test_cut_and_back(void **state)
{
	struct world *w = begin_cut(800);

	(void)state;
	start_store(w);
	assert_written(w, FINGER_WRITE_STORE, WRITE_DAMAGED);
	assert_int_equal(w->last[CARD_EV_WRITTEN].error.problem, PROBLEM_WRITE_DAMAGED);
	assert_true(w->last[CARD_EV_WRITTEN].fingers.finger[RIGHT].damaged);
	assert_int_equal(next(w), -1);
	assert_true(w->fake.in_transaction);
	authorise(w, RIGHT, FINGER_WRITE_STORE);
	start_store(w);
	assert_written(w, FINGER_WRITE_STORE, WRITE_GOOD);
	assert_int_equal(next(w), -1);
	fake_insert(&w->fake, 0, NULL);
	assert_int_equal(next(w), CARD_EV_FAILED);
	assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
	assert_int_equal(next(w), CARD_EV_EMPTY);
	end(w);
}

/* Gone for good: told once, without CARD_EV_FAILED; the reader is empty then. */
static void test_cut_and_gone(void **state)
{
	struct world *w = begin_cut(-1);

	(void)state;
	start_store(w);
	assert_written(w, FINGER_WRITE_STORE, WRITE_UNKNOWN);
	assert_int_equal(w->last[CARD_EV_WRITTEN].error.problem, PROBLEM_WRITE_UNKNOWN);
	assert_false(w->last[CARD_EV_WRITTEN].fingers.applet);
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), -1);
	assert_false(card_fingers(w->link));
	assert_false(start_verify(w, RIGHT, LIVE, false));
	fake_insert(&w->fake, 0, "somchai.card");
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, false);
	end(w);
}

static void test_another_card_instead(void **state)
{
	struct world *w = begin_cut(600);

	(void)state;
	w->fake.instead = "somchai.card";
	start_store(w);
	assert_written(w, FINGER_WRITE_STORE, WRITE_UNKNOWN);
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, true);
	assert_string_equal(w->last[CARD_EV_TEXT].text.person.number.digits, "1101799999014");
	end(w);
}

static void release_now(struct world *w)
{
	w->on_pause = NULL;
	assert_true(card_release(w->link));
}

static void read_now(struct world *w)
{
	w->on_pause = NULL;
	fake_insert(&w->fake, 0, "somchai.card");
	assert_true(card_read(w->link, true, true));
}

static void leave_now(struct world *w)
{
	w->on_pause = NULL;
	card_link_close(w->link);
	w->link = NULL;
}

/* A command ends the waiting; nothing is told of the write any more. */
static void test_command_while_waiting(void **state)
{
	struct world *w = begin_cut(-1);

	(void)state;
	w->on_pause = release_now;
	start_store(w);
	assert_int_equal(next(w), CARD_EV_RELEASED);
	assert_true(w->fake.paused_ms < 3000);
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), -1);
	end(w);

	w = begin_cut(-1);
	w->on_pause = read_now;
	start_store(w);
	assert_int_equal(next(w), CARD_EV_TEXT);
	assert_int_equal(next(w), CARD_EV_PHOTO);
	assert_int_equal(next(w), CARD_EV_READ_DONE);
	end(w);

	w = begin_cut(-1);
	w->on_pause = leave_now;
	start_store(w);
	turn(w);
	assert_true(w->helper.peer_gone);
	assert_false(w->helper.session.open);
	end(w);
}

/* ---- a card that goes, and no card at all ---- */

static void test_wants_a_card(void **state)
{
	struct world *w = begin("somsri.card");
	const uint8_t m[48] = {0};

	(void)state;
	assert_true(card_watch(w->link));
	assert_int_equal(next(w), CARD_EV_PRESENT);
	assert_false(card_challenge(w->link, RIGHT, FINGER_WRITE_STORE));
	assert_false(card_store(w->link, RIGHT, m, sizeof m, cryptogram));
	assert_false(card_remove(w->link, RIGHT, cryptogram));
	assert_false(card_fingers(w->link));
	assert_int_equal(next(w), -1);
	end(w);
	w = begin_held("somsri.card");
	assert_false(card_store(w->link, RIGHT, m, 47, cryptogram));
	end(w);
}

static bool ask_fingers(struct card_link *link)
{
	return card_fingers(link);
}

static bool ask_challenge(struct card_link *link)
{
	return card_challenge(link, RIGHT, FINGER_WRITE_STORE);
}

static bool ask_remove(struct card_link *link)
{
	return card_remove(link, RIGHT, cryptogram);
}

/* Pulled before the command, and in the middle of it: failed, once. */
static void test_pulled(void **state)
{
	static bool (*const asks[])(struct card_link *) = {ask_fingers, ask_challenge, ask_remove};

	(void)state;
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
		struct world *w = begin_held("no-finger.card");

		fake_insert(&w->fake, 0, NULL);
		for (int n = 0; n < 3; n++)
			helper_turn(&w->helper, 0);
		assert_true(asks[i](w->link));
		assert_int_equal(next(w), CARD_EV_EMPTY);
		assert_int_equal(next(w), CARD_EV_FAILED);
		assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
		assert_int_equal(next(w), -1);
		end(w);
	}
	for (size_t i = 0; i < 2; i++) {
		struct world *w = begin_held("no-finger.card");

		w->fake.fault = FAKE_PULLED;
		w->fake.at = w->fake.transmits + 2;
		assert_true(asks[i](w->link));
		assert_int_equal(next(w), CARD_EV_FAILED);
		assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
		assert_int_equal(next(w), CARD_EV_EMPTY);
		assert_int_equal(next(w), -1);
		end(w);
	}
}

/* ---- the link against a helper that has been taken over ---- */

/* A link that waits for the answer to `ask`, whose helper is silent: we are the helper. */
static void assert_hostile(bool (*ask)(struct card_link *), struct card_event *event)
{
	struct world *w = begin_held("no-finger.card");
	const size_t before = w->count;

	assert_true(ask(w->link));
	say(w, event, 3); /* the watch, the reading, and this */
	assert_int_equal(w->count, before + 1);
	assert_int_equal(w->types[before], CARD_EV_GONE);
	end(w);
}

static void test_hostile_answers(void **state)
{
	struct card_event other_finger = {.type = CARD_EV_CHALLENGE,
	    .challenge = {.finger = LEFT, .write = FINGER_WRITE_STORE, .reference = 0x82}};
	struct card_event other_write = {.type = CARD_EV_CHALLENGE,
	    .challenge = {.finger = RIGHT, .write = FINGER_WRITE_REMOVE, .reference = 0x81}};
	struct card_event other_place = {
	    .type = CARD_EV_WRITTEN, .finger = LEFT, .write = FINGER_WRITE_REMOVE};
	struct card_event stored = {
	    .type = CARD_EV_WRITTEN, .finger = RIGHT, .write = FINGER_WRITE_STORE};
	struct card_event early = {
	    .type = CARD_EV_WRITTEN, .finger = RIGHT, .write = FINGER_WRITE_STORE};
	struct card_event fingers = {.type = CARD_EV_FINGERS};

	(void)state;
	assert_hostile(ask_challenge, &other_finger);
	assert_hostile(ask_challenge, &other_write);
	assert_hostile(ask_challenge, &early);
	assert_hostile(ask_challenge, &fingers);
	assert_hostile(ask_remove, &other_place);
	assert_hostile(ask_remove, &stored);
	assert_hostile(ask_remove, &fingers);
	assert_hostile(ask_fingers, &early);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tries),
	    cmocka_unit_test(test_last_try_matches),
	    cmocka_unit_test(test_last_try_by_another_program),
	    cmocka_unit_test(test_ways_out),
	    cmocka_unit_test(test_store_and_remove),
	    cmocka_unit_test(test_cut_and_back),
	    cmocka_unit_test(test_cut_and_gone),
	    cmocka_unit_test(test_another_card_instead),
	    cmocka_unit_test(test_command_while_waiting),
	    cmocka_unit_test(test_wants_a_card),
	    cmocka_unit_test(test_pulled),
	    cmocka_unit_test(test_hostile_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
