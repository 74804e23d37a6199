/* The enrollment's state machine: every enrollment that can be reached is met with every
 * event. Where a rule speaks, the step must do what it says; where none does, nothing may
 * change. Then what must hold on every path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "enrol/machine.h"
#include "rules.h"
#include "walk.h"

/* ---- every cell ---- */

static bool used[256]; /* rules that spoke at least once */

static const struct rule *rule_for(const struct arrival *a, struct rule *room)
{
	const struct enrol *e = &a->before.enrol;
	const struct rule *found = NULL;
	if (a->in.event == ENROL_EV_CENTRE_STATE)
		return centre_rule(room, e, (enum enrolment_state)a->in.arg) ? room : NULL;
	for (size_t i = 0; i < machine_rule_count; i++) {
		const struct rule *rule = &machine_rules[i];
		if (rule->from != e->state || rule->event != a->in.event ||
		    (rule->when && !rule->when(e, &a->in)))
			continue;
		assert_null(found); /* two rules for one situation contradict each other */
		found = rule;
		used[i] = true;
	}
	return found;
}

static void check_cell(void *arg, const struct arrival *a)
{
	(void)arg;
	struct rule room;
	const struct rule *rule = rule_for(a, &room);
	unsigned own = a->effects & ~(unsigned)(ENROL_FX_RELEASE | ENROL_FX_REPORT);
	if (!rule) {
		if (a->effects || !same_enrol(&a->before.enrol, &a->after.enrol))
			fail_msg("%s in %s: no rule allows it, goes to %s with %x",
			    enrol_event_name(a->in.event), enrol_state_name(a->before.enrol.state),
			    enrol_state_name(a->after.enrol.state), a->effects);
		return;
	}
	if (a->after.enrol.state != rule->to || own != rule->effects)
		fail_msg("%s in %s: %s with %x, not %s with %x", enrol_event_name(a->in.event),
		    enrol_state_name(rule->from), enrol_state_name(a->after.enrol.state), own,
		    enrol_state_name(rule->to), rule->effects);
}

static void test_every_cell(void **state)
{
	(void)state;
	size_t nodes = walk(check_cell, NULL);
	print_message("# %zu enrollments reached\n", nodes);
	assert_true(machine_rule_count <= sizeof(used));
	for (size_t i = 0; i < machine_rule_count; i++)
		if (!used[i])
			fail_msg("rule %zu was never met: %s in %s", i,
			    enrol_event_name(machine_rules[i].event),
			    enrol_state_name(machine_rules[i].from));
}

/* ---- what holds on every path ---- */

static void check_success(void *arg, const struct arrival *a)
{
	bool *seen = arg;
	const unsigned all = SAID_YES | REGISTER_ALLOWED | CENTRE_HAS_IT;
	if (a->after.enrol.state != ENROL_SUCCESS || a->before.enrol.state == ENROL_SUCCESS)
		return;
	assert_int_equal(a->after.walked & all, all);
	assert_true(a->after.walked & (FINGER_MATCHED | APPROVED));
	assert_true(a->after.enrol.verdict_given && a->after.enrol.linkage_allowed);
	assert_int_equal(a->in.event, ENROL_EV_CENTRE_STATE);
	assert_int_equal(a->in.arg, STATE_SUCCESS);
	*seen = true;
}

/* No success without the officer's yes, the register, the finger (or a second officer's word
 * in its place) and the centre's word. */
static void test_success_needs_all(void **state)
{
	(void)state;
	bool seen = false;
	walk(check_success, &seen);
	assert_true(seen);
}

static bool knows_no_code_yet(enum enrol_state s)
{
	return s >= ENROL_READING && s <= ENROL_CREATING;
}

static void check_pulled(void *arg, const struct arrival *a)
{
	(void)arg;
	const struct enrol *before = &a->before.enrol, *after = &a->after.enrol;
	if (a->in.event == ENROL_EV_CARD_OUT && knows_no_code_yet(before->state)) {
		assert_true(after->state == ENROL_STOPPED || after->state == ENROL_CANCELLING);
		assert_int_equal(after->problem, PROBLEM_CARD_REMOVED);
		assert_int_equal(after->reason, PROBLEM_CARD_REMOVED);
	} else if (a->in.event == ENROL_EV_CARD_OUT) {
		assert_true(same_enrol(before, after));
		assert_int_equal(a->effects, 0);
	}
	if (a->before.walked & CARD_PULLED) {
		assert_false(a->effects & (ENROL_FX_CODE | ENROL_FX_SHOW_CODE | ENROL_FX_VERIFY));
		assert_true(after->state == ENROL_CANCELLING || is_over(after->state));
	}
}

/* Pulled before QR_CREATED the attempt ends and never gets a code; later nothing happens. */
static void test_card_pulled(void **state)
{
	(void)state;
	walk(check_pulled, NULL);
}

static bool may_hold(enum enrol_state s)
{
	return s >= ENROL_READING && s <= ENROL_PROOFING;
}

static void check_release(void *arg, const struct arrival *a)
{
	(void)arg;
	const struct enrol *before = &a->before.enrol, *after = &a->after.enrol;
	assert_int_equal(after->card_held, may_hold(after->state));
	bool let_go = before->card_held && !after->card_held;
	assert_int_equal((a->effects & ENROL_FX_RELEASE) != 0, let_go);
	if (a->effects & (ENROL_FX_READ | ENROL_FX_VERIFY | ENROL_FX_CAPTURE))
		assert_true(after->card_held);
}

/* The card's transaction is open from the read until the evidence is accepted or the
 * attempt ends, and nothing ends without letting go of it. */
static void test_release(void **state)
{
	(void)state;
	walk(check_release, NULL);
}

static void check_way_out(void *arg, const struct arrival *a)
{
	(void)arg;
	struct enrol e = a->before.enrol;
	const struct enrol_input leave = {.event = ENROL_EV_LEAVE};
	enrol_step(&e, &leave);
	if (e.state == ENROL_CANCELLING)
		enrol_step(&e, &leave);
	assert_true(is_over(e.state));
}

/* From anywhere the officer alone can get out, with card, sensor and centre all silent. */
static void test_way_out(void **state)
{
	(void)state;
	walk(check_way_out, NULL);
}

static void check_no_second_try(void *arg, const struct arrival *a)
{
	(void)arg;
	if (a->effects & ENROL_FX_VERIFY)
		assert_false(a->before.enrol.verifying);
	if (a->in.event == ENROL_EV_NOT_MATCHED || a->in.event == ENROL_EV_RETRY)
		assert_false(a->effects & (ENROL_FX_VERIFY | ENROL_FX_CAPTURE));
}

/* A try of the finger is spent only after the officer chose it, one template one try. */
static void test_no_second_try(void **state)
{
	(void)state;
	walk(check_no_second_try, NULL);
}

static void check_last_try(void *arg, const struct arrival *a)
{
	bool *seen = arg;
	const struct enrol *before = &a->before.enrol, *after = &a->after.enrol;
	bool typed = a->in.event == ENROL_EV_LAST_TRY_TYPED && a->in.problem == PROBLEM_NONE;
	if (a->effects & (ENROL_FX_CAPTURE | ENROL_FX_VERIFY))
		assert_true(after->tries_left != 1 || after->last_try);
	if (after->last_try && !before->last_try) {
		assert_true(typed);
		*seen = true;
	}
	if (after->last_try)
		assert_int_equal(after->state, ENROL_MATCHING);
}

/* The last try of a finger is spent only when the officer has typed it, for that once. */
static void test_last_try(void **state)
{
	(void)state;
	bool seen = false;
	walk(check_last_try, &seen);
	assert_true(seen);
}

static void check_exception(void *arg, const struct arrival *a)
{
	bool *seen = arg;
	const struct enrol *e = &a->after.enrol;
	if (e->state == ENROL_EXCEPTION) {
		assert_true(e->verdict_given && e->linkage_allowed && e->read_done && !e->desk);
		assert_int_not_equal(e->absence, ABSENCE_NONE);
		*seen = true;
	}
	/* A match, or a word in its place, never neither. */
	if (a->effects & ENROL_FX_EVIDENCE)
		assert_true(
		    a->after.walked & (e->absence == ABSENCE_NONE ? FINGER_MATCHED : APPROVED));
}

/* No exception for a chip that could not be read, nor before the face and the register. */
static void test_exception(void **state)
{
	(void)state;
	bool seen = false;
	walk(check_exception, &seen);
	assert_true(seen);
}

static void check_desk(void *arg, const struct arrival *a)
{
	bool *seen = arg;
	const unsigned of_centre = ENROL_FX_LINKAGE | ENROL_FX_REPORT | ENROL_FX_EVIDENCE |
				   ENROL_FX_CODE | ENROL_FX_POLL | ENROL_FX_MATCH_CODE |
				   ENROL_FX_CANCEL | ENROL_FX_APPROVE;
	const struct enrol *e = &a->after.enrol;
	assert_int_equal(e->desk, a->before.enrol.desk);
	if (!e->desk) {
		assert_int_not_equal(e->state, ENROL_DESK);
		assert_false(a->effects & ENROL_FX_REMOVE);
		return;
	}
	assert_false(a->effects & of_centre);
	if (a->effects & (ENROL_FX_STORE | ENROL_FX_REMOVE))
		assert_true(e->verdict_given);
	*seen |= e->state == ENROL_STORING;
}

/* The desk enrolls nobody, tells the centre of nothing, and writes only for the holder. */
static void test_desk(void **state)
{
	(void)state;
	bool seen = false;
	walk(check_desk, &seen);
	assert_true(seen);
}

static void check_ends_stay(void *arg, const struct arrival *a)
{
	(void)arg;
	if (!is_over(a->before.enrol.state))
		return;
	assert_int_equal(a->effects, 0);
	assert_true(same_enrol(&a->before.enrol, &a->after.enrol));
}

static void test_ends_stay(void **state)
{
	(void)state;
	walk(check_ends_stay, NULL);
}

/* Refusals found at the counter that belong to the applicant are reported, once; trouble
 * of the counter and the centre's own refusals are not. */
static void check_report(void *arg, const struct arrival *a)
{
	(void)arg;
	if (!(a->effects & ENROL_FX_REPORT))
		return;
	assert_int_equal(a->after.enrol.state, ENROL_STOPPED);
	switch (a->after.enrol.problem) {
	case PROBLEM_CARD_UNREADABLE:
	case PROBLEM_NO_FINGER_ON_CARD:
	case PROBLEM_FINGER_MISMATCH:
	case PROBLEM_FINGER_LAST_TRY:
	case PROBLEM_FINGER_LAST_TRY_KEPT:
	case PROBLEM_FINGER_LOCKED:
	case PROBLEM_NO_APP:
	case PROBLEM_NOT_SAME_PERSON:
	case PROBLEM_FACE_UNSURE:
	case PROBLEM_CARD_OF_ANOTHER:
	case PROBLEM_FACE_NOT_SHOWN:
		return;
	default:
		fail_msg("reported: %s", problem_row(a->after.enrol.problem)->id);
	}
}

static void test_report(void **state)
{
	(void)state;
	walk(check_report, NULL);
	struct enrol e;
	enrol_init(&e);
	enrol_step(&e, &(struct enrol_input){.event = ENROL_EV_CARD_IN});
	unsigned effects = enrol_step(&e, &(struct enrol_input){.event = ENROL_EV_CARD_FAILED,
					      .problem = PROBLEM_CARD_UNREADABLE});
	assert_true(effects & ENROL_FX_REPORT);
	assert_int_equal(e.problem, PROBLEM_CARD_UNREADABLE);
}

static void check_accepts(void *arg, const struct arrival *a)
{
	(void)arg;
	bool plain = a->in.arg == 0 && a->in.problem == PROBLEM_NONE;
	if (plain && !same_enrol(&a->before.enrol, &a->after.enrol))
		assert_true(enrol_accepts(&a->before.enrol, a->in.event));
	if (plain && !enrol_accepts(&a->before.enrol, a->in.event))
		assert_int_equal(a->effects, 0);
}

static void test_accepts(void **state)
{
	(void)state;
	walk(check_accepts, NULL);
}

/* ---- single paths ---- */

static void play(struct enrol *e, const struct enrol_input *in, size_t count)
{
	for (size_t i = 0; i < count; i++)
		enrol_step(e, &in[i]);
}
#define PLAY(e, ...)                                                                               \
	play(e, (const struct enrol_input[]){__VA_ARGS__},                                         \
	    sizeof((const struct enrol_input[]){__VA_ARGS__}) / sizeof(struct enrol_input))

static void to_finger(struct enrol *e)
{
	enrol_init(e);
	PLAY(e, {ENROL_EV_CARD_IN, 0, 0}, {ENROL_EV_TEXT, 0, 0}, {ENROL_EV_LINKAGE_ALLOWED, 0, 0},
	    {ENROL_EV_READ_DONE, 0, 0}, {ENROL_EV_SAME_PERSON, 0, 0});
	assert_int_equal(e->state, ENROL_FINGER);
}

static void to_proofing(struct enrol *e)
{
	to_finger(e);
	PLAY(e, {ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX, 0}, {ENROL_EV_TEMPLATE, 0, 0},
	    {ENROL_EV_MATCHED, 3, 0});
	assert_int_equal(e->state, ENROL_PROOFING);
	assert_int_equal(e->finger, FINGER_LEFT_INDEX);
	assert_int_equal(e->tries_left, 3);
}

static void test_cancel_after_mismatch(void **state)
{
	(void)state;
	struct enrol e;
	to_finger(&e);
	PLAY(&e, {ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX, 0}, {ENROL_EV_TEMPLATE, 0, 0},
	    {ENROL_EV_NOT_MATCHED, 2, 0});
	assert_int_equal(e.state, ENROL_FINGER);
	assert_int_equal(e.problem, PROBLEM_FINGER_MISMATCH);
	assert_int_equal(e.tries_left, 2);
	PLAY(&e, {ENROL_EV_CANCEL, 0, 0});
	assert_int_equal(e.problem, PROBLEM_FINGER_MISMATCH);
}

/* The reason outlives failures of the cancel itself, and the centre's CANCELLED. */
static void test_pulled_while_proofing(void **state)
{
	(void)state;
	struct enrol e;
	to_proofing(&e);
	PLAY(&e, {ENROL_EV_CARD_OUT, 0, 0});
	assert_int_equal(e.state, ENROL_CANCELLING);
	PLAY(&e, {ENROL_EV_CREATED, STATE_PROOFED, 0},
	    {ENROL_EV_CENTRE_FAILED, 1, PROBLEM_CENTRE_TIMEOUT});
	assert_int_equal(e.problem, PROBLEM_CENTRE_TIMEOUT);
	PLAY(&e, {ENROL_EV_RETRY, 0, 0}, {ENROL_EV_CENTRE_STATE, STATE_CANCELLED, 0});
	assert_int_equal(e.state, ENROL_ENDED);
	assert_int_equal(e.problem, PROBLEM_CARD_REMOVED);
}

static void test_three_wrong_match_codes(void **state)
{
	(void)state;
	struct enrol e;
	enrol_resume(&e, STATE_SCANNED);
	PLAY(&e, {ENROL_EV_MATCH_CODE_TYPED, 0, 0}, {ENROL_EV_MATCH_CODE_WRONG, 2, 0});
	assert_int_equal(e.state, ENROL_SCANNED);
	assert_int_equal(e.problem, PROBLEM_MATCH_CODE_WRONG);
	PLAY(&e, {ENROL_EV_CENTRE_STATE, STATE_CANCELLED, PROBLEM_ENDED_MATCH_CODE});
	assert_int_equal(e.problem, PROBLEM_ENDED_MATCH_CODE);
}

static void test_contest(void **state)
{
	(void)state;
	struct enrol e;
	enrol_resume(&e, STATE_SCANNED);
	assert_false(enrol_accepts(&e, ENROL_EV_CONTEST));
	PLAY(&e, {ENROL_EV_SECOND_PHONE, 0, 0}, {ENROL_EV_CONTEST, 0, 0});
	assert_int_equal(e.state, ENROL_CANCELLING);
	assert_true(e.contested);
	PLAY(&e, {ENROL_EV_CENTRE_STATE, STATE_CONTESTED, 0});
	assert_int_equal(e.problem, PROBLEM_ENDED_CONTESTED);
}

static void test_resume(void **state)
{
	(void)state;
	static const enum enrol_state expected[STATE_COUNT] = {
	    [STATE_PROOFED] = ENROL_PROOFED,
	    [STATE_QR_CREATED] = ENROL_QR_CREATED,
	    [STATE_SCANNED] = ENROL_SCANNED,
	    [STATE_CONFIRMED] = ENROL_CONFIRMED,
	    [STATE_CONSENTED] = ENROL_CONSENTED,
	    [STATE_SAVED] = ENROL_SAVED,
	    [STATE_SUCCESS] = ENROL_SUCCESS,
	    [STATE_EXPIRED] = ENROL_ENDED,
	    [STATE_CANCELLED] = ENROL_ENDED,
	    [STATE_LOCKED] = ENROL_ENDED,
	    [STATE_CONTESTED] = ENROL_ENDED,
	    [STATE_REFUSED] = ENROL_ENDED,
	};
	for (int s = 0; s < STATE_COUNT; s++) {
		struct enrol e;
		unsigned effects = enrol_resume(&e, (enum enrolment_state)s);
		assert_int_equal(e.state, expected[s]);
		assert_int_equal((int)e.centre, s);
		assert_false(e.card_held);
		assert_int_equal((effects & ENROL_FX_POLL) != 0, !is_over(e.state));
		assert_int_equal((effects & ENROL_FX_FORGET) != 0, is_over(e.state));
	}
}

/* mission.md: three steps, four sub-steps; protocol.md says which states belong to which. */
static void test_steps_of_the_manual(void **state)
{
	(void)state;
	assert_int_equal(enrol_step_of(ENROL_WAIT_CARD), 1);
	assert_int_equal(enrol_step_of(ENROL_PROOFING), 1);
	assert_int_equal(enrol_step_of(ENROL_PROOFED), 2);
	assert_int_equal(enrol_step_of(ENROL_QR_CREATED), 3);
	assert_int_equal(enrol_substep_of(ENROL_CREATING), 1);
	assert_int_equal(enrol_substep_of(ENROL_QR_CREATED), 2);
	assert_int_equal(enrol_substep_of(ENROL_SCANNED), 2);
	assert_int_equal(enrol_substep_of(ENROL_CONFIRMED), 3);
	assert_int_equal(enrol_substep_of(ENROL_CONSENTED), 3);
	assert_int_equal(enrol_substep_of(ENROL_SAVED), 4);
	assert_int_equal(enrol_substep_of(ENROL_SUCCESS), 5);
	for (int s = 0; s < ENROL_STATE_COUNT; s++)
		assert_true(strlen(enrol_state_name((enum enrol_state)s)) > 0);
	for (int e = 0; e < ENROL_EVENT_COUNT; e++)
		assert_true(strlen(enrol_event_name((enum enrol_event)e)) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_cell),
	    cmocka_unit_test(test_success_needs_all),
	    cmocka_unit_test(test_card_pulled),
	    cmocka_unit_test(test_release),
	    cmocka_unit_test(test_way_out),
	    cmocka_unit_test(test_no_second_try),
	    cmocka_unit_test(test_last_try),
	    cmocka_unit_test(test_exception),
	    cmocka_unit_test(test_desk),
	    cmocka_unit_test(test_ends_stay),
	    cmocka_unit_test(test_report),
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_cancel_after_mismatch),
	    cmocka_unit_test(test_pulled_while_proofing),
	    cmocka_unit_test(test_three_wrong_match_codes),
	    cmocka_unit_test(test_contest),
	    cmocka_unit_test(test_resume),
	    cmocka_unit_test(test_steps_of_the_manual),
	};
	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
