/* An officer's change of their own PIN, over a centre that is played. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "counter/own_pin.h"

static struct {
	struct api_pin_change change;
	char key[API_ID_SIZE];
	int asked, aborted, told;
	bool failed;
	central_fn *fn;
	void *arg;
} centre;

central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.change = *change;
	snprintf(centre.key, sizeof centre.key, "%s", key);
	centre.asked++;
	centre.fn = fn;
	centre.arg = arg;
	return 7;
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	assert_int_equal(call, 7);
	centre.aborted++;
}

static void told(void *arg, const struct central_failure *failure, const void *answer)
{
	(void)arg;
	(void)answer;
	centre.told++;
	centre.failed = failure != NULL;
}

static int set_up(void **state)
{
	static struct own_pin p;

	memset(&centre, 0, sizeof centre);
	memset(&p, 0, sizeof p);
	p.fn = told;
	*state = &p;
	return 0;
}

static void answer(bool failed, bool maybe_done)
{
	const struct central_failure failure = {
	    .error = {.problem = PROBLEM_WRONG_PIN}, .maybe_done = maybe_done};

	centre.fn(centre.arg, failed ? &failure : NULL, NULL);
}

static void what_is_seen_here_is_told_here(void **state)
{
	const struct date today = {2026, 11, 23};

	(void)state;
	assert_int_equal(own_pin_check("24681357", "97531864", "97531864", today), PROBLEM_NONE);
	assert_int_equal(
	    own_pin_check("24681357", "12345678", "12345678", today), PROBLEM_PIN_WEAK);
	assert_int_equal(
	    own_pin_check("24681357", "24681357", "24681357", today), PROBLEM_PIN_UNCHANGED);
	assert_int_equal(
	    own_pin_check("24681357", "97531864", "97531865", today), PROBLEM_PIN_DIFFERS);
}

static void a_change_is_one_request(void **state)
{
	struct own_pin *p = *state;
	struct error err;

	assert_true(own_pin_ask(p, "24681357", "97531864", &err));
	assert_string_equal(centre.change.old, "24681357");
	assert_string_equal(centre.change.new, "97531864");
	assert_true(strlen(centre.key) > 16);
	answer(false, false);
	assert_int_equal(centre.told, 1);
	assert_false(centre.failed);
	assert_int_equal(p->call, 0);
	/* For the verifier of the lock. */
	assert_string_equal(p->change.new, "97531864");
	own_pin_forget(p);
	assert_string_equal(p->change.new, "");
}

static void one_that_may_be_done_is_asked_with_its_key(void **state)
{
	struct own_pin *p = *state;
	char key[API_ID_SIZE];
	struct error err;

	assert_true(own_pin_ask(p, "24681357", "97531864", &err));
	memcpy(key, centre.key, sizeof key);
	answer(true, true);
	assert_true(own_pin_ask(p, "24681357", "97531864", &err));
	assert_string_equal(centre.key, key);
	own_pin_stop(p);
	assert_int_equal(centre.aborted, 1);
	assert_true(own_pin_ask(p, "24681357", "97531864", &err));
	assert_string_equal(centre.key, key);
	answer(false, false);
	assert_int_equal(centre.asked, 3);
}

static void another_is_another(void **state)
{
	struct own_pin *p = *state;
	char key[API_ID_SIZE];
	struct error err;

	assert_true(own_pin_ask(p, "24681357", "97531864", &err));
	memcpy(key, centre.key, sizeof key);
	answer(true, false);
	assert_string_equal(p->change.new, "");
	assert_true(own_pin_ask(p, "24681358", "97531864", &err));
	assert_string_not_equal(centre.key, key);
	memcpy(key, centre.key, sizeof key);
	own_pin_stop(p);
	own_pin_forget(p);
	assert_true(own_pin_ask(p, "24681358", "97531865", &err));
	assert_string_not_equal(centre.key, key);
}

#define T(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(what_is_seen_here_is_told_here),
	    T(a_change_is_one_request),
	    T(one_that_may_be_done_is_asked_with_its_key),
	    T(another_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
