/* The runner under officers, citizens, cards and a centre that do anything in any order, by
 * seeds: a card that counts its tries must never lose the last one unseen, and each write
 * that was authorised must have one outcome told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench.h"

#define SEEDS 60
#define STEPS 4000

/* The card in the reader, as it is; the runner knows only what it was told. */
struct chip {
	bool stored[FINGER_COUNT];
	int tries[FINGER_COUNT];
};

struct play {
	struct bench *b;
	struct chip chip;
	uint32_t random;
	int verifies, stores, removes; /* as many as were seen */
	int typed;		       /* digits that were right and have not been used up */
	int verified_last;	       /* verifies of a last try */
	int authorised, told;	       /* writes */
};

static unsigned roll(struct play *p, unsigned sides)
{
	p->random = p->random * 1664525u + 1013904223u;
	return (p->random >> 16) % sides;
}

static enum enrol_state state_of(const struct play *p)
{
	return bench_enrol(p->b)->state;
}

static struct finger_states states_of(const struct chip *chip)
{
	struct finger_states s = {.applet = true};
	for (int f = 0; f < FINGER_COUNT; f++)
		s.finger[f] = (struct finger_state){.stored = chip->stored[f],
		    .tries_left = chip->tries[f],
		    .locked = chip->stored[f] && chip->tries[f] == 0};
	return s;
}

/* ---- what the card does ---- */

static void answer_verify(struct play *p)
{
	struct card_event event = {.finger = desk.finger};
	int *tries = &p->chip.tries[desk.finger];
	bool awaited = state_of(p) == ENROL_MATCHING && bench_enrol(p->b)->verifying;
	if (desk.verifies == p->verifies || (awaited && roll(p, 3) == 0))
		return;
	p->verifies = desk.verifies;
	assert_true(p->chip.stored[desk.finger] && *tries > 0);
	if (*tries == 1) {
		assert_true(desk.last_try); /* what all of this is about */
		assert_true(p->typed > 0);
		p->typed = 0;
		p->verified_last++;
	} else {
		assert_false(desk.last_try);
	}
	bool matched = roll(p, 3) == 0;
	*tries = matched ? 3 : *tries - 1;
	event.type = matched ? CARD_EV_VERIFIED : CARD_EV_NOT_VERIFIED;
	event.tries_left = *tries;
	if (awaited)
		card_tell(&event);
}

static void answer_write(struct play *p)
{
	bool store = desk.stores != p->stores;
	bool right = FINGER_RIGHT_INDEX == desk.finger;
	const struct writing *w = runner_view(p->b->runner)->writing;
	bool awaited = w && w->state == WRITING_WRITING;
	static const enum write_outcome outcomes[] = {
	    WRITE_GOOD, WRITE_GOOD, WRITE_GOOD, WRITE_UNCHANGED, WRITE_UNKNOWN};
	enum write_outcome outcome = outcomes[roll(p, 5)];
	if ((!store && desk.removes == p->removes) || (awaited && roll(p, 3) == 0))
		return;
	p->stores = desk.stores;
	p->removes = desk.removes;
	assert_int_equal(p->chip.stored[desk.finger], !store); /* never written over */
	if (awaited && roll(p, 8) == 0) {
		tell_not_written(right ? PROBLEM_WRITE_REFUSED : PROBLEM_TEMPLATE_REFUSED);
		return;
	}
	if (outcome == WRITE_GOOD) {
		p->chip.stored[desk.finger] = store;
		p->chip.tries[desk.finger] = 3;
	}
	if (!awaited)
		return;
	struct card_event event = {.type = CARD_EV_WRITTEN,
	    .finger = desk.finger,
	    .write = desk.write,
	    .outcome = outcome,
	    .fingers = states_of(&p->chip)};
	if (outcome == WRITE_UNCHANGED)
		event.error.problem = PROBLEM_WRITE_UNCHANGED;
	if (outcome == WRITE_UNKNOWN)
		event.error.problem = PROBLEM_WRITE_UNKNOWN;
	card_tell(&event);
}

static void read_card(struct play *p)
{
	struct card_event event = {.type = CARD_EV_READ_DONE, .fingers = states_of(&p->chip)};
	card_tells(CARD_EV_PRESENT, PROBLEM_NONE);
	if (state_of(p) != ENROL_READING)
		return;
	tell_text();
	tell_photo();
	card_tell(&event);
}

static void pull(struct play *p)
{
	if (!card_is_linked() || runner_view(p->b->runner)->card != RUNNER_CARD_PRESENT)
		return;
	if (bench_enrol(p->b)->card_held)
		card_tells(CARD_EV_FAILED, PROBLEM_CARD_REMOVED);
	card_tells(CARD_EV_EMPTY, PROBLEM_NONE);
}

/* ---- what the centre does ---- */

static void answer_centre(struct play *p)
{
	static const enum asked what[] = {
	    ASKED_LINKAGE, ASKED_APPROVE, ASKED_WRITE, ASKED_OUTCOME, ASKED_ENROL};
	char id[16];
	enum asked asked = what[roll(p, 5)];
	if (!centre.calls[asked].pending)
		return;
	if (roll(p, 4) == 0) {
		bool maybe = roll(p, 2);
		centre_fails(asked, PROBLEM_CENTRE_DOWN, false, maybe);
	} else if (asked == ASKED_LINKAGE) {
		allow_linkage();
	} else if (asked == ASKED_APPROVE) {
		approve("a");
	} else if (asked == ASKED_WRITE) {
		snprintf(id, sizeof(id), "w%d", ++p->authorised);
		authorise(id);
	} else if (asked == ASKED_OUTCOME) {
		p->told++;
		centre_answers(ASKED_OUTCOME, NULL);
	}
}

/* ---- what people do ---- */

static void finger_on_sensor(struct play *p)
{
	bool capturing = runner_view(p->b->runner)->writing &&
			 runner_view(p->b->runner)->writing->state == WRITING_CAPTURE;
	bool matching = state_of(p) == ENROL_MATCHING && !bench_enrol(p->b)->verifying;
	if (!capturing && !matching)
		return;
	if (roll(p, 4) == 0)
		sensor_tells(SENSOR_EV_FAILED, PROBLEM_FINGER_TIMEOUT);
	else
		sensor_gives(1 + roll(p, 5));
}

static void decide(struct play *p)
{
	static const enum enrol_event events[] = {ENROL_EV_SAME_PERSON, ENROL_EV_CANCEL,
	    ENROL_EV_RETRY, ENROL_EV_LEAVE, ENROL_EV_FINGER_CHOSEN, ENROL_EV_FINGER_CHOSEN,
	    ENROL_EV_FINGER_CHOSEN, ENROL_EV_SAME_PERSON};
	enum enrol_event event = events[roll(p, 8)];
	int arg = event == ENROL_EV_FINGER_CHOSEN ? (int)roll(p, FINGER_COUNT) : 0;
	bool rare = event == ENROL_EV_CANCEL || event == ENROL_EV_LEAVE;
	if (!rare || roll(p, 4) == 0)
		runner_officer(p->b->runner, event, arg);
}

static void type(struct play *p)
{
	struct citizen_number number;
	assert_true(citizen_number_parse(&number, "1101700207030"));
	bool right = roll(p, 2);
	if (runner_last_try(p->b->runner, right ? "562" : "265") && right)
		p->typed = 1;
	runner_approve(p->b->runner, &number, "24681357");
	runner_exception(p->b->runner, ABSENCE_INJURED);
}

static void write_something(struct play *p)
{
	unsigned fingers = 1 + roll(p, 3);
	runner_store(p->b->runner, fingers, fingers == 3 ? ABSENCE_NONE : ABSENCE_MISSING);
	if (roll(p, 4) == 0)
		runner_remove(p->b->runner, (enum finger)roll(p, FINGER_COUNT));
}

static void begin(struct play *p)
{
	struct error err = {0};
	if (roll(p, 2))
		runner_begin(p->b->runner, false, &err);
	else
		runner_begin_desk(p->b->runner, &err);
	if (roll(p, 3) == 0)
		p->chip = (struct chip){.stored = {roll(p, 2), roll(p, 2)},
		    .tries = {1 + (int)roll(p, 3), 1 + (int)roll(p, 3)}};
	read_card(p);
}

static void one_step(struct play *p)
{
	static void (*const acts[])(struct play *) = {decide, decide, decide, finger_on_sensor,
	    finger_on_sensor, answer_centre, answer_centre, type, write_something};
	answer_verify(p);
	answer_write(p);
	enum enrol_state s = state_of(p);
	if (s == ENROL_STOPPED || s == ENROL_WAIT_CARD)
		begin(p);
	if (runner_view(p->b->runner)->writing &&
	    runner_view(p->b->runner)->writing->state == WRITING_CHALLENGE)
		tell_challenge((uint8_t)roll(p, 256));
	acts[roll(p, 9)](p);
	answer_verify(p);
	answer_write(p);
	if (roll(p, 50) == 0)
		pull(p);
	/* Where a way leads on from here, it is not what is played. */
	if (state_of(p) >= ENROL_PROOFING && centre.calls[ASKED_ENROL].pending)
		centre_fails(ASKED_ENROL, PROBLEM_EVIDENCE_OLD, true, false);
	if (state_of(p) == ENROL_CANCELLING)
		runner_officer(p->b->runner, ENROL_EV_LEAVE, 0);
	if (centre.calls[ASKED_REFUSAL].pending)
		centre_answers(ASKED_REFUSAL, NULL);
}

/* Time goes by until all that is to be told has been told. */
static void settle(struct play *p)
{
	pull(p);
	if (centre.calls[ASKED_WRITE].pending)
		centre_fails(ASKED_WRITE, PROBLEM_CENTRE_DOWN, false, false);
	for (int i = 0; i < 200; i++) {
		while (centre.calls[ASKED_OUTCOME].pending) {
			p->told++;
			centre_answers(ASKED_OUTCOME, NULL);
		}
		bench_pass(p->b, 20000);
	}
}

static void play(struct play *p, uint32_t seed)
{
	void *state;
	assert_int_equal(bench_setup(&state), 0);
	*p = (struct play){.b = state, .random = seed, .verified_last = p->verified_last};
	p->chip = (struct chip){.stored = {true, true}, .tries = {3, 3}};
	centre.status.exceptions = centre.status.approve_remove = true;
	for (int i = 0; i < STEPS; i++)
		one_step(p);
	settle(p);
	assert_int_equal(p->told, p->authorised);
	bench_teardown(&state);
}

static void test_anything(void **state)
{
	(void)state;
	struct play p = {0};
	int verifies = 0, writes = 0;
	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		play(&p, seed);
		verifies += p.verifies;
		writes += p.authorised;
	}
	print_message(
	    "# %d verifies, %d of a last try; %d writes\n", verifies, p.verified_last, writes);
	assert_true(p.verified_last > 100 && writes > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_anything)};
	return cmocka_run_group_tests_name("runner_monkey", tests, NULL, NULL);
}
