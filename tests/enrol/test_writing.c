/* Storing and removing fingers: every writing that can be reached is met with every event.
 * Where a rule speaks, the step must do what it says; where none does, nothing may change.
 * The rules are written down from issue and protocol, not from src/enrol/writing_table.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "enrol/writing.h"

#define RIGHT (1 << FINGER_RIGHT_INDEX)
#define LEFT  (1 << FINGER_LEFT_INDEX)
#define BOTH  (RIGHT | LEFT)

static const struct writing_input inputs[] = {
    {WRITING_EV_FINGERS, RIGHT, PROBLEM_NONE},
    {WRITING_EV_FINGERS, LEFT, PROBLEM_NONE},
    {WRITING_EV_FINGERS, BOTH, PROBLEM_NONE},
    {WRITING_EV_FINGERS, LEFT, PROBLEM_NO_CARD_KEY},
    {WRITING_EV_FINGERS, 0, PROBLEM_NONE},
    {WRITING_EV_FINGERS, 4, PROBLEM_NONE},
    {WRITING_EV_APPROVE, 0, PROBLEM_NONE},
    {WRITING_EV_APPROVED, 0, PROBLEM_NONE},
    {WRITING_EV_TEMPLATE, 0, PROBLEM_NONE},
    {WRITING_EV_SENSOR_FAILED, 0, PROBLEM_FINGER_TIMEOUT},
    {WRITING_EV_SENSOR_FAILED, 0, PROBLEM_FINGER_DUPLICATE},
    {WRITING_EV_CHALLENGE, 0, PROBLEM_NONE},
    {WRITING_EV_AUTHORISED, 0, PROBLEM_NONE},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_CENTRE_DOWN},
    {WRITING_EV_CENTRE_FAILED, 1, PROBLEM_CENTRE_TIMEOUT},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_APPROVAL_BAD},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_SECOND_OFFICER},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_SAME_OFFICER},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_REFUSED_CARD_CANCELLED},
    {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_NO_CARD_KEY},
    {WRITING_EV_WRITTEN, WRITE_GOOD, PROBLEM_NONE},
    {WRITING_EV_WRITTEN, WRITE_UNCHANGED, PROBLEM_WRITE_UNCHANGED},
    {WRITING_EV_WRITTEN, WRITE_DAMAGED, PROBLEM_WRITE_DAMAGED},
    {WRITING_EV_WRITTEN, WRITE_UNKNOWN, PROBLEM_WRITE_UNKNOWN},
    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_WRITE_REFUSED},
    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_TEMPLATE_REFUSED},
    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_FINGER_STORED},
    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_NO_FINGER_ON_CARD},
    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_NO_MOC_APPLET},
    {WRITING_EV_CARD_OUT, 0, PROBLEM_CARD_REMOVED},
    {WRITING_EV_CARD_FAILED, 0, PROBLEM_HELPER_DIED},
    {WRITING_EV_AGAIN, 0, PROBLEM_NONE},
    {WRITING_EV_GIVE_UP, 0, PROBLEM_NONE},
};
#define INPUT_COUNT (sizeof(inputs) / sizeof(inputs[0]))

/* ---- the rules ---- */

typedef bool when_fn(const struct writing *w, const struct writing_input *in);
#define WHEN(name, condition)                                                                      \
	static bool name(const struct writing *w, const struct writing_input *in)                  \
	{                                                                                          \
		(void)w;                                                                           \
		(void)in;                                                                          \
		return condition;                                                                  \
	}

static bool fingers_make_sense(const struct writing *w, const struct writing_input *in)
{
	bool one = in->arg == RIGHT || in->arg == LEFT;
	return one || (in->arg == BOTH && w->write == FINGER_WRITE_STORE);
}

static bool removing(const struct writing *w)
{
	return w->write == FINGER_WRITE_REMOVE;
}

static bool unasked(const struct writing *w)
{
	return w->approval && !w->approved;
}

static bool is_last(const struct writing *w)
{
	return w->wanted == 1u << w->finger;
}

/* The centre's word about this officer, this card, this counter: no repetition changes it. */
static bool no_hope(const struct writing_input *in)
{
	return in->problem == PROBLEM_REFUSED_CARD_CANCELLED || in->problem == PROBLEM_NO_CARD_KEY;
}

static bool about_officer(const struct writing_input *in)
{
	return in->problem == PROBLEM_APPROVAL_BAD || in->problem == PROBLEM_SECOND_OFFICER ||
	       in->problem == PROBLEM_SAME_OFFICER;
}

static bool about_fingers(const struct writing_input *in)
{
	return in->problem == PROBLEM_FINGER_STORED || in->problem == PROBLEM_NO_FINGER_ON_CARD;
}

WHEN(no_key, fingers_make_sense(w, in) && in->problem)
WHEN(officer_first, fingers_make_sense(w, in) && !in->problem && unasked(w))
WHEN(store_free, fingers_make_sense(w, in) && !in->problem && !unasked(w) && !removing(w))
WHEN(remove_free, fingers_make_sense(w, in) && !in->problem && !unasked(w) && removing(w))
WHEN(others_no_key, no_key(w, in) && !removing(w))
WHEN(others_officer, officer_first(w, in) && !removing(w))
WHEN(held, removing(w) || w->captured)
WHEN(not_held, !removing(w) && !w->captured)
WHEN(surprised, about_fingers(in))
WHEN(no_applet, in->problem == PROBLEM_NO_MOC_APPLET)
WHEN(not_yet, !about_fingers(in) && in->problem != PROBLEM_NO_MOC_APPLET)
WHEN(doubtful, in->arg == 1)
WHEN(officer_again, in->arg == 0 && about_officer(in))
WHEN(hopeless, in->arg == 0 && no_hope(in))
WHEN(clear, in->arg == 0 && !no_hope(in) && !about_officer(in))
WHEN(good_last, in->arg == WRITE_GOOD && is_last(w))
WHEN(good_more, in->arg == WRITE_GOOD && !is_last(w))
WHEN(not_good, in->arg == WRITE_UNCHANGED || in->arg == WRITE_DAMAGED)
WHEN(unknown, in->arg == WRITE_UNKNOWN)
WHEN(bad_print, in->problem == PROBLEM_TEMPLATE_REFUSED)
WHEN(refused, in->problem == PROBLEM_WRITE_REFUSED)
WHEN(again_capture, w->again == WRITING_CAPTURE)
WHEN(again_challenge, w->again == WRITING_CHALLENGE)
WHEN(again_authorise, w->again == WRITING_AUTHORISING)

struct rule {
	enum writing_state from;
	enum writing_event event;
	enum writing_state to;
	unsigned effects;
	enum writing_state again; /* with TROUBLE */
	when_fn *when;		  /* NULL: whatever happened before */
};

/* clang-format off */
#define NO 0
#define FX(name) WRITING_FX_##name
#define ON(state, event) WRITING_##state, WRITING_EV_##event
#define TO(state) WRITING_##state
#define NOWHERE WRITING_TROUBLE
#define ENDS(state) \
	{ON(state, GIVE_UP), TO(ENDED), 0, NO, NULL}, \
	{ON(state, CARD_OUT), TO(ENDED), 0, NO, NULL}, \
	{ON(state, CARD_FAILED), TO(ENDED), 0, NO, NULL}

static const struct rule rules[] = {
	{ON(ASK, FINGERS), TO(TROUBLE), FX(DROP), NOWHERE, no_key},
	{ON(ASK, FINGERS), TO(APPROVAL), FX(DROP), NO, officer_first},
	{ON(ASK, FINGERS), TO(CAPTURE), FX(DROP) | FX(CAPTURE), NO, store_free},
	{ON(ASK, FINGERS), TO(CHALLENGE), FX(DROP) | FX(CHALLENGE), NO, remove_free},
	ENDS(ASK),
	{ON(APPROVAL, APPROVE), TO(APPROVING), FX(APPROVE), NO, NULL},
	ENDS(APPROVAL),
	/* A finger that was taken already is not taken again. */
	{ON(APPROVING, APPROVED), TO(CHALLENGE), FX(CHALLENGE), NO, held},
	{ON(APPROVING, APPROVED), TO(CAPTURE), FX(CAPTURE), NO, not_held},
	{ON(APPROVING, CENTRE_FAILED), TO(APPROVAL), 0, NO, NULL},
	ENDS(APPROVING),
	{ON(CAPTURE, TEMPLATE), TO(CHALLENGE), FX(CHALLENGE), NO, NULL},
	{ON(CAPTURE, SENSOR_FAILED), TO(TROUBLE), 0, TO(CAPTURE), NULL},
	ENDS(CAPTURE),
	{ON(CHALLENGE, CHALLENGE), TO(AUTHORISING), FX(AUTHORISE), NO, NULL},
	{ON(CHALLENGE, NOT_WRITTEN), TO(TROUBLE), FX(REREAD), NOWHERE, surprised},
	{ON(CHALLENGE, NOT_WRITTEN), TO(TROUBLE), 0, NOWHERE, no_applet},
	{ON(CHALLENGE, NOT_WRITTEN), TO(TROUBLE), 0, TO(CHALLENGE), not_yet},
	ENDS(CHALLENGE),
	{ON(AUTHORISING, AUTHORISED), TO(WRITING), FX(WRITE), NO, NULL},
	/* The same request is asked again only when nobody knows whether it was carried out. */
	{ON(AUTHORISING, CENTRE_FAILED), TO(TROUBLE), 0, TO(AUTHORISING), doubtful},
	{ON(AUTHORISING, CENTRE_FAILED), TO(APPROVAL), 0, NO, officer_again},
	{ON(AUTHORISING, CENTRE_FAILED), TO(TROUBLE), 0, NOWHERE, hopeless},
	{ON(AUTHORISING, CENTRE_FAILED), TO(TROUBLE), 0, TO(CHALLENGE), clear},
	ENDS(AUTHORISING),
	/* Once the chip is written nobody turns back; each write has its outcome told. */
	{ON(WRITING, WRITTEN), TO(DONE), FX(OUTCOME), NO, good_last},
	{ON(WRITING, WRITTEN), TO(CAPTURE), FX(OUTCOME) | FX(CAPTURE), NO, good_more},
	{ON(WRITING, WRITTEN), TO(TROUBLE), FX(OUTCOME), TO(CHALLENGE), not_good},
	{ON(WRITING, WRITTEN), TO(ENDED), FX(OUTCOME), NO, unknown},
	{ON(WRITING, NOT_WRITTEN), TO(TROUBLE), FX(OUTCOME) | FX(DROP), TO(CAPTURE), bad_print},
	{ON(WRITING, NOT_WRITTEN), TO(TROUBLE), FX(OUTCOME) | FX(REREAD), NOWHERE, surprised},
	{ON(WRITING, NOT_WRITTEN), TO(TROUBLE), FX(OUTCOME), NOWHERE, no_applet},
	{ON(WRITING, NOT_WRITTEN), TO(TROUBLE), FX(OUTCOME), TO(CHALLENGE), refused},
	{ON(WRITING, CARD_FAILED), TO(ENDED), FX(OUTCOME), NO, NULL},
	{ON(TROUBLE, AGAIN), TO(CAPTURE), FX(CAPTURE), NO, again_capture},
	{ON(TROUBLE, AGAIN), TO(CHALLENGE), FX(CHALLENGE), NO, again_challenge},
	{ON(TROUBLE, AGAIN), TO(AUTHORISING), FX(AUTHORISE), NO, again_authorise},
	{ON(TROUBLE, FINGERS), TO(TROUBLE), FX(DROP), NOWHERE, others_no_key},
	{ON(TROUBLE, FINGERS), TO(APPROVAL), FX(DROP), NO, others_officer},
	{ON(TROUBLE, FINGERS), TO(CAPTURE), FX(DROP) | FX(CAPTURE), NO, store_free},
	ENDS(TROUBLE),
};
/* clang-format on */
#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

/* ---- every writing that can be reached ---- */

#define NODES_MAX 4096

struct node {
	struct writing w;
	bool open; /* a write was begun whose outcome has not been told */
};

static struct node nodes[NODES_MAX];
static size_t node_count;
static bool used[RULE_COUNT];

static bool same(const struct writing *a, const struct writing *b)
{
	return a->state == b->state && a->again == b->again && a->problem == b->problem &&
	       a->write == b->write && a->wanted == b->wanted && a->done == b->done &&
	       a->finger == b->finger && a->outcome == b->outcome && a->approval == b->approval &&
	       a->approved == b->approved && a->captured == b->captured &&
	       a->card_lost == b->card_lost;
}

static void reach(const struct node *n)
{
	for (size_t i = 0; i < node_count; i++)
		if (same(&nodes[i].w, &n->w) && nodes[i].open == n->open)
			return;
	assert_true(node_count < NODES_MAX);
	nodes[node_count++] = *n;
}

static void check_rule(
    const struct writing *w, const struct writing_input *in, const struct node *after, unsigned fx)
{
	const struct rule *rule = NULL;
	for (size_t i = 0; i < RULE_COUNT; i++) {
		if (rules[i].from != w->state || rules[i].event != in->event ||
		    (rules[i].when && !rules[i].when(w, in)))
			continue;
		assert_null(rule); /* two rules for one situation contradict each other */
		rule = &rules[i];
		used[i] = true;
	}
	bool as_ruled = rule ? after->w.state == rule->to && fx == rule->effects &&
				   (rule->to != WRITING_TROUBLE || after->w.again == rule->again)
			     : fx == 0 && same(w, &after->w);
	if (!as_ruled)
		fail_msg("%s in %s goes to %s with %x", writing_event_name(in->event),
		    writing_state_name(w->state), writing_state_name(after->w.state), fx);
}

static void check_always(const struct node *before, const struct writing_input *in,
    const struct node *after, unsigned fx)
{
	const struct writing *w = &after->w;
	/* One authorisation, one write, one outcome. */
	if (fx & WRITING_FX_WRITE)
		assert_true(in->event == WRITING_EV_AUTHORISED && !before->open);
	assert_int_equal((fx & WRITING_FX_OUTCOME) != 0, before->open && !after->open);
	assert_true(after->open == (w->state == WRITING_WRITING));
	/* Where policy asks for a second officer nothing is asked of the centre without one. */
	if (fx & (WRITING_FX_AUTHORISE | WRITING_FX_WRITE))
		assert_true(!w->approval || w->approved);
	/* What is stored was taken; what is written well is not written again. */
	if (fx & WRITING_FX_CHALLENGE)
		assert_true(w->captured || w->write == FINGER_WRITE_REMOVE);
	if (w->state == WRITING_DONE)
		assert_true(w->wanted == 0 && w->done != 0 && w->problem == PROBLEM_NONE);
	if (w->state == WRITING_TROUBLE)
		assert_int_not_equal(w->problem, PROBLEM_NONE);
	if (w->card_lost)
		assert_true(w->state == WRITING_ENDED && w->problem != PROBLEM_NONE);
}

static void meet(const struct node *n)
{
	for (size_t i = 0; i < INPUT_COUNT; i++) {
		struct node after = *n;
		unsigned fx = writing_step(&after.w, &inputs[i]);
		if (fx & WRITING_FX_WRITE)
			after.open = true;
		if (fx & WRITING_FX_OUTCOME)
			after.open = false;
		check_rule(&n->w, &inputs[i], &after, fx);
		check_always(n, &inputs[i], &after, fx);
		reach(&after);
	}
}

static void test_every_cell(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		struct node start = {0};
		writing_init(&start.w, i & 1 ? FINGER_WRITE_REMOVE : FINGER_WRITE_STORE, i & 2);
		assert_int_equal(start.w.state, WRITING_ASK);
		reach(&start);
	}
	for (size_t i = 0; i < node_count; i++) {
		const struct node n = nodes[i];
		meet(&n);
	}
	print_message("# %zu writings reached\n", node_count);
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (!used[i])
			fail_msg("rule %zu was never met: %s in %s", i,
			    writing_event_name(rules[i].event), writing_state_name(rules[i].from));
}

/* From anywhere but the writing itself the officer can get out. */
static void test_way_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < node_count; i++) {
		struct writing w = nodes[i].w;
		bool over = w.state == WRITING_DONE || w.state == WRITING_ENDED;
		assert_int_equal(
		    writing_accepts(&w, WRITING_EV_GIVE_UP), !over && w.state != WRITING_WRITING);
	}
}

static void test_accepts(void **state)
{
	(void)state;
	for (size_t i = 0; i < node_count; i++)
		for (size_t k = 0; k < INPUT_COUNT; k++) {
			struct writing w = nodes[i].w;
			unsigned fx = writing_step(&w, &inputs[k]);
			bool plain = inputs[k].problem == PROBLEM_NONE && inputs[k].arg == 0;
			if (plain && (fx || !same(&w, &nodes[i].w)))
				assert_true(writing_accepts(&nodes[i].w, inputs[k].event));
		}
}

/* ---- single paths ---- */

static void play(struct writing *w, const struct writing_input *in, size_t count)
{
	for (size_t i = 0; i < count; i++)
		writing_step(w, &in[i]);
}
#define PLAY(w, ...)                                                                               \
	play(w, (const struct writing_input[]){__VA_ARGS__},                                       \
	    sizeof((const struct writing_input[]){__VA_ARGS__}) / sizeof(struct writing_input))
#define WRITTEN_WELL                                                                               \
	{WRITING_EV_TEMPLATE, 0, 0}, {WRITING_EV_CHALLENGE, 0, 0}, {WRITING_EV_AUTHORISED, 0, 0},  \
	{                                                                                          \
		WRITING_EV_WRITTEN, WRITE_GOOD, 0                                                  \
	}

static void test_right_before_left(void **state)
{
	(void)state;
	struct writing w;
	writing_init(&w, FINGER_WRITE_STORE, false);
	PLAY(&w, {WRITING_EV_FINGERS, BOTH, 0});
	assert_int_equal(w.finger, FINGER_RIGHT_INDEX);
	PLAY(&w, WRITTEN_WELL);
	assert_int_equal(w.state, WRITING_CAPTURE);
	assert_int_equal(w.finger, FINGER_LEFT_INDEX);
	assert_int_equal(w.done, RIGHT);
	PLAY(&w, WRITTEN_WELL);
	assert_int_equal(w.state, WRITING_DONE);
	assert_int_equal(w.done, BOTH);
}

/* One of the two cannot be written: the other may still be picked alone. */
static void test_others_instead(void **state)
{
	(void)state;
	struct writing w;
	writing_init(&w, FINGER_WRITE_STORE, true);
	PLAY(&w, {WRITING_EV_FINGERS, BOTH, 0}, {WRITING_EV_APPROVE, 0, 0},
	    {WRITING_EV_APPROVED, 0, 0}, {WRITING_EV_TEMPLATE, 0, 0}, {WRITING_EV_CHALLENGE, 0, 0},
	    {WRITING_EV_AUTHORISED, 0, 0},
	    {WRITING_EV_WRITTEN, WRITE_DAMAGED, PROBLEM_WRITE_DAMAGED});
	assert_int_equal(w.state, WRITING_TROUBLE);
	assert_int_equal(w.outcome, WRITE_DAMAGED);
	PLAY(&w, {WRITING_EV_FINGERS, LEFT, 0});
	assert_int_equal(w.state, WRITING_CAPTURE); /* approved already */
	assert_int_equal(w.finger, FINGER_LEFT_INDEX);
	assert_int_equal(w.wanted, LEFT);
	assert_false(w.captured);
}

/* A card that is moved while it is written is the helper's to look for. */
static void test_moved_while_written(void **state)
{
	(void)state;
	struct writing w;
	writing_init(&w, FINGER_WRITE_REMOVE, false);
	PLAY(&w, {WRITING_EV_FINGERS, LEFT, 0}, {WRITING_EV_CHALLENGE, 0, 0},
	    {WRITING_EV_AUTHORISED, 0, 0}, {WRITING_EV_CARD_OUT, 0, PROBLEM_CARD_REMOVED},
	    {WRITING_EV_GIVE_UP, 0, 0});
	assert_int_equal(w.state, WRITING_WRITING);
	PLAY(&w, {WRITING_EV_CARD_FAILED, 0, PROBLEM_HELPER_DIED});
	assert_int_equal(w.state, WRITING_ENDED);
	assert_int_equal(w.problem, PROBLEM_WRITE_UNKNOWN);
	assert_int_equal(w.outcome, WRITE_UNKNOWN);
	assert_true(w.card_lost);
}

static void test_refused_by_the_card(void **state)
{
	(void)state;
	struct writing w;
	writing_init(&w, FINGER_WRITE_STORE, false);
	PLAY(&w, {WRITING_EV_FINGERS, RIGHT, 0}, {WRITING_EV_TEMPLATE, 0, 0},
	    {WRITING_EV_CHALLENGE, 0, 0}, {WRITING_EV_AUTHORISED, 0, 0},
	    {WRITING_EV_NOT_WRITTEN, 0, PROBLEM_WRITE_REFUSED});
	assert_int_equal(w.outcome, WRITE_UNCHANGED);
	assert_int_equal(w.problem, PROBLEM_WRITE_REFUSED);
	assert_true(w.captured);
}

/* The centre asks for a second officer although its policy was thought not to. */
static void test_policy_changed(void **state)
{
	(void)state;
	struct writing w;
	writing_init(&w, FINGER_WRITE_STORE, false);
	PLAY(&w, {WRITING_EV_FINGERS, RIGHT, 0}, {WRITING_EV_TEMPLATE, 0, 0},
	    {WRITING_EV_CHALLENGE, 0, 0}, {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_SECOND_OFFICER});
	assert_int_equal(w.state, WRITING_APPROVAL);
	assert_int_equal(w.problem, PROBLEM_SECOND_OFFICER);
	PLAY(&w, {WRITING_EV_APPROVE, 0, 0}, {WRITING_EV_CENTRE_FAILED, 0, PROBLEM_WRONG_PIN});
	assert_int_equal(w.state, WRITING_APPROVAL);
	assert_int_equal(w.problem, PROBLEM_WRONG_PIN);
	PLAY(&w, {WRITING_EV_APPROVE, 0, 0}, {WRITING_EV_APPROVED, 0, 0});
	assert_int_equal(w.state, WRITING_CHALLENGE); /* the finger is held */
}

static void test_names(void **state)
{
	(void)state;
	for (int s = 0; s < WRITING_STATE_COUNT; s++)
		assert_true(strlen(writing_state_name((enum writing_state)s)) > 0);
	for (int e = 0; e < WRITING_EVENT_COUNT; e++)
		assert_true(strlen(writing_event_name((enum writing_event)e)) > 0);
	assert_string_equal(writing_state_name(WRITING_STATE_COUNT), "");
	assert_string_equal(writing_event_name(WRITING_EVENT_COUNT), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_cell),
	    cmocka_unit_test(test_way_out),
	    cmocka_unit_test(test_accepts),
	    cmocka_unit_test(test_right_before_left),
	    cmocka_unit_test(test_others_instead),
	    cmocka_unit_test(test_moved_while_written),
	    cmocka_unit_test(test_refused_by_the_card),
	    cmocka_unit_test(test_policy_changed),
	    cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests_name("writing", tests, NULL, NULL);
}
