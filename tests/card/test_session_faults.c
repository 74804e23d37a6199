/*
 * Every command of a reading × every fault: a named outcome within two seconds, never two
 * people mixed, and the next card works (hardening.md, R10, F1, F4, F6).
 */
#include <stdlib.h>
#include <string.h>

#include "reading.h"

struct fault_row {
	const char *name;
	enum fake_fault fault;
	enum pcsc_status status;
	const char *answer;
	size_t len;
	bool from_then_on;
	/* outcomes allowed, beside success where the fault is survivable */
	enum problem allowed[3];
	bool may_succeed;
};

static const struct fault_row faults[] = {
    {.name = "pulled", .fault = FAKE_PULLED, .allowed = {PROBLEM_CARD_REMOVED}},
    {.name = "removed",
	.fault = FAKE_STATUS,
	.status = PCSC_REMOVED,
	.allowed = {PROBLEM_CARD_REMOVED}},
    {.name = "reader gone",
	.fault = FAKE_STATUS,
	.status = PCSC_NO_READER,
	.allowed = {PROBLEM_NO_READER}},
    {.name = "daemon gone",
	.fault = FAKE_STATUS,
	.status = PCSC_STOPPED,
	.allowed = {PROBLEM_NO_PCSCD}},
    {.name = "failed, still in",
	.fault = FAKE_STATUS,
	.status = PCSC_FAILED,
	.allowed = {PROBLEM_CARD_UNREADABLE}},
    {.name = "mute", .fault = FAKE_STATUS, .status = PCSC_MUTE, .allowed = {PROBLEM_CARD_MUTE}},
    {.name = "reset once",
	.fault = FAKE_STATUS,
	.status = PCSC_RESET,
	.allowed = {PROBLEM_CARD_BUSY},
	.may_succeed = true},
    {.name = "reset always",
	.fault = FAKE_STATUS,
	.status = PCSC_RESET,
	.from_then_on = true,
	.allowed = {PROBLEM_CARD_BUSY}},
    {.name = "empty",
	.fault = FAKE_ANSWER,
	.answer = "",
	.len = 0,
	.allowed = {PROBLEM_CARD_UNREADABLE},
	.may_succeed = true},
    {.name = "one byte",
	.fault = FAKE_ANSWER,
	.answer = "\x90",
	.len = 1,
	.allowed = {PROBLEM_CARD_UNREADABLE},
	.may_succeed = true},
    {.name = "short data",
	.fault = FAKE_ANSWER,
	.answer = "0\x90\x00",
	.len = 3,
	.allowed = {PROBLEM_CARD_UNREADABLE},
	.may_succeed = true},
    {.name = "6F00",
	.fault = FAKE_ANSWER,
	.answer = "\x6F\x00",
	.len = 2,
	.allowed = {PROBLEM_CARD_UNREADABLE, PROBLEM_CARD_FOREIGN},
	.may_succeed = true},
    {.name = "6982",
	.fault = FAKE_ANSWER,
	.answer = "\x69\x82",
	.len = 2,
	.allowed = {PROBLEM_CARD_UNREADABLE, PROBLEM_CARD_FOREIGN},
	.may_succeed = true},
    {.name = "6A82",
	.fault = FAKE_ANSWER,
	.answer = "\x6A\x82",
	.len = 2,
	.allowed = {PROBLEM_CARD_UNREADABLE, PROBLEM_CARD_FOREIGN},
	.may_succeed = true},
    {.name = "61 for ever",
	.fault = FAKE_ANSWER,
	.answer = "\x61\xFF",
	.len = 2,
	.from_then_on = true,
	.allowed = {PROBLEM_CARD_UNREADABLE},
	.may_succeed = true},
    {.name = "6C for ever",
	.fault = FAKE_ANSWER,
	.answer = "\x6C\xFF",
	.len = 2,
	.from_then_on = true,
	.allowed = {PROBLEM_CARD_UNREADABLE},
	.may_succeed = true},
};

static bool allowed(const struct fault_row *row, enum problem problem)
{
	for (size_t i = 0; i < 3; i++)
		if (row->allowed[i] != PROBLEM_NONE && row->allowed[i] == problem)
			return true;
	return false;
}

static void set_fault(struct fake *f, const struct fault_row *row, long at)
{
	f->fault = row->fault;
	f->status = row->status;
	f->from_then_on = row->from_then_on;
	f->at = at;
	f->answer_len = row->len;
	if (row->len > 0)
		memcpy(f->answer, row->answer, row->len);
}

static void one_fault(const struct fault_row *row, long at, const char *card)
{
	struct world w;
	bool ok;

	begin(&w, card);
	set_fault(&w.fake, row, at);
	ok = read_card(&w);
	if (ok ? !row->may_succeed : !allowed(row, w.err.problem))
		fail_msg("%s at %ld: %s (%s)", row->name, at, problem_row(w.err.problem)->id,
		    w.err.context);
	assert_true(w.fake.paused_ms <= OUTCOME_MS);
	assert_true(w.fake.transmits < 500);
	/* Success is the whole card or, where the photo was cut, its whole text. */
	if (ok)
		assert_string_equal(w.seen.number, SOMSRI);
	else
		assert_false(w.session.open);
	session_release(&w.session);
	assert_next_card(&w);
	end(&w);
}

static long clean_transmits(const char *card)
{
	struct world w;
	long n;

	begin_read(&w, card);
	n = w.fake.transmits;
	end(&w);
	return n;
}

static void test_every_command_every_fault(void **state)
{
	static const char *const cards[] = {"somsri.card", "protocol-direct.card"};

	(void)state;
	for (size_t c = 0; c < 2; c++) {
		const long all = clean_transmits(cards[c]);

		assert_true(all > 24);
		for (long at = 1; at <= all; at++)
			for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
				one_fault(&faults[i], at, cards[c]);
	}
}

/* A card exchanged at every command never mixes two people. */
static void test_swapped_at_every_command(void **state)
{
	const long all = clean_transmits("protocol-direct.card");

	(void)state;
	for (long at = 1; at <= all; at++) {
		struct world w;

		begin(&w, "protocol-direct.card");
		w.fake.fault = FAKE_SWAPPED;
		w.fake.swap_to = "somchai.card";
		w.fake.at = at;
		assert_false(read_card(&w));
		assert_int_equal(w.err.problem, PROBLEM_CARD_REMOVED);
		assert_true(w.seen.texts == 0 || strcmp(w.seen.number, SOMSRI) == 0);
		assert_next_card(&w);
		end(&w);
	}
}

/* ---- by seeds ---- */

#define SEEDS	  400
#define MANY	  3000 /* transmits: far more than any one command takes */
#define GOOD_RATE 12   /* one command in so many is disturbed */

struct noise {
	struct fake *fake;
	unsigned seed;
};

/* Noise in place of an answer, or power that is lost before it. */
static bool make_noise(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct noise *n = arg;
	const int what = rand_r(&n->seed) % (2 * GOOD_RATE);

	(void)command;
	(void)command_len;
	if (what == 0)
		sim_power(n->fake->connected->sim);
	if (what != 1)
		return false;
	*len = (size_t)rand_r(&n->seed) % 259;
	for (size_t i = 0; i < *len; i++)
		reply[i] = (uint8_t)rand_r(&n->seed);
	/* mostly as if all were well */
	if (*len >= 2 && rand_r(&n->seed) % 4 > 0) {
		reply[*len - 2] = rand_r(&n->seed) % 4 > 0 ? 0x90 : 0x63;
		reply[*len - 1] = reply[*len - 2] == 0x90 ? 0x00 : 0xC2;
	}
	return true;
}

static void ask_something(struct world *w, unsigned *seed)
{
	const enum finger finger = (enum finger)(rand_r(seed) % FINGER_COUNT);
	enum write_outcome outcome;
	uint8_t cryptogram[8];
	int tries;

	switch (rand_r(seed) % 4) {
	case 0:
		(void)verify(w, finger, "somsri-right-live.fmd", rand_r(seed) % 2 == 0, &tries);
		break;
	case 1:
		(void)session_fingers(&w->session, &w->err);
		break;
	case 2:
		if (authorise(w, finger, FINGER_WRITE_STORE, cryptogram))
			(void)store(w, finger, "somsri-right.fmd", cryptogram, &outcome);
		break;
	default:
		if (authorise(w, finger, FINGER_WRITE_REMOVE, cryptogram))
			(void)remove_finger(w, finger, cryptogram, &outcome);
	}
}

/* Whatever a card says, and whenever it loses its power: every command ends, whoever's text was
 * told is the card's, and the next card works. */
static void test_noise(void **state)
{
	int held = 0;

	(void)state;
	for (unsigned seed = 1; seed <= SEEDS; seed++) {
		struct world w;
		struct noise noise = {.fake = &w.fake, .seed = seed};
		unsigned asked = seed;

		begin(&w, seed % 2 == 0 ? "no-finger.card" : "malee.card");
		/* a reading in full noise would seldom come to the finger */
		w.fake.script = seed % 3 == 0 ? make_noise : NULL;
		w.fake.script_arg = &noise;
		(void)session_read(&w.session, false, true, &w.sink, &w.err);
		held += w.session.open;
		w.fake.script = make_noise;
		for (int i = 0; i < 8 && w.session.open; i++)
			ask_something(&w, &asked);
		assert_true(w.fake.transmits < MANY);
		w.fake.script = NULL;
		session_release(&w.session);
		assert_next_card(&w);
		end(&w);
	}
	assert_true(held > SEEDS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_command_every_fault),
	    cmocka_unit_test(test_swapped_at_every_command),
	    cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
