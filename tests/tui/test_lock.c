/* Leaving the counter: when the screen locks itself, warns and logs out; what spends a try;
 * and that nothing of it reaches the centre. The process that computes verifiers is played
 * here: it answers with a hash that is the PIN itself, when the case says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "base/verifier.h"
#include "terminal.h"
#include "tui/app.h"
#include "tui/lock.h"
#include "tui/screens.h"
#include "world.h"

#define MINUTE 60000
#define PIN    "24681357"
#define WRONG  "24681358"

static struct app app;
static struct terminal_config config = {
    .training = true, .screen_blank = 5, .screen_warn = 10, .screen_logout = 15};
static struct tui_options options;
static SCREEN *screen;

/* ---- the process that computes ---- */

static int peer = -1; /* of the question that was asked last */
static bool cannot_start;

static int start_verifier(struct parent_link *link)
{
	int fds[2];
	(void)link;
	if (cannot_start)
		return -1;
	if (peer >= 0)
		close(peer);
	assert_true(message_pair(fds, true));
	peer = fds[1];
	return fds[0];
}

static void turns(void)
{
	for (int i = 0; i < 5; i++)
		loop_turn(app.loop, 0);
}

/* Takes the question and answers it: 32 bytes, the PIN and zeros. */
static void compute(void)
{
	struct buf question = BUF_INIT, answer = BUF_INIT;
	uint8_t hash[VERIFIER_HASH_SIZE] = {0};
	uint16_t type = 0;
	assert_int_equal(message_receive(peer, &type, &question, NULL), MESSAGE_OK);
	assert_in_range(question.len, VERIFIER_SALT_SIZE, VERIFIER_SALT_SIZE + VERIFIER_PIN_MAX);
	memcpy(hash, question.data + VERIFIER_SALT_SIZE, question.len - VERIFIER_SALT_SIZE);
	buf_put(&answer, hash, sizeof hash);
	assert_true(message_send(peer, 2, &answer));
	buf_free(&question);
	buf_free(&answer);
	turns();
}

static void die(void)
{
	close(peer);
	peer = -1;
	turns();
}

/* ---- the officer ---- */

static void press(const char *keys)
{
	for (; *keys; keys++)
		app_key(&app, *keys);
}

static void unlock_with(const char *pin)
{
	press(pin);
	app_key(&app, TK_ENTER);
}

static void log_in(void)
{
	struct api_session session = {.officer_name = "ทดสอบ"};
	cannot_start = false;
	app_log_in(&app, &session, PIN);
	app_key(&app, TK_DOWN);
	turns();
}

/* Seconds of the clock pass, the app ticking in each. */
static void pass(int64_t seconds)
{
	for (int64_t i = 0; i < seconds; i++) {
		clock_fake_advance(&world.clock, 1000);
		app_tick(&app);
	}
	turns();
}

static const struct screen_ops *top(void)
{
	return app_top(&app)->ops;
}

static int begin(void **state)
{
	(void)state;
	screen = terminal_begin("xterm-256color", 24, 80);
	options = (struct tui_options){.config = &config, .start_verifier = start_verifier};
	app = (struct app){.options = &options, .clock = clock_fake_of(&world.clock)};
	app.loop = loop_new(&app.clock);
	assert_non_null(app.loop);
	app_start(&app);
	turns();
	return 0;
}

static int end(void **state)
{
	(void)state;
	app_end(&app);
	loop_free(app.loop);
	if (peer >= 0)
		close(peer);
	peer = -1;
	terminal_end(screen);
	return 0;
}

/* ---- idleness ---- */

static void each_minute_has_its_moment(void **state)
{
	(void)state;
	log_in();
	compute();
	pass(5 * 60 - 1);
	assert_false(lock_on(&app));
	pass(1);
	assert_true(lock_on(&app));
	pass(5 * 60 - 1);
	assert_true(lock_logout_in(&app) < 0);
	pass(1);
	assert_int_equal(lock_logout_in(&app), 5 * MINUTE);
	pass(5 * 60 - 1);
	assert_int_equal(lock_logout_in(&app), 1000);
	assert_true(app.session.open);
	pass(1);
	assert_false(app.session.open);
	assert_ptr_equal(top(), &screen_login);
}

static void a_key_begins_anew_but_not_at_the_lock(void **state)
{
	(void)state;
	log_in();
	compute();
	pass(299);
	app_key(&app, TK_DOWN);
	pass(299);
	assert_false(lock_on(&app));
	pass(1);
	assert_true(lock_on(&app));
	for (int i = 0; i < 599; i++) {
		app_key(&app, TK_DOWN);
		pass(1);
	}
	assert_true(app.session.open);
	pass(1);
	assert_false(app.session.open);
}

static void unlocking_begins_anew(void **state)
{
	(void)state;
	log_in();
	compute();
	pass(899);
	unlock_with(PIN);
	compute();
	assert_false(lock_on(&app));
	pass(299);
	assert_false(lock_on(&app));
	pass(1);
	assert_true(lock_on(&app));
}

/* The machine slept: all of it at once. */
static void a_long_sleep_logs_out(void **state)
{
	(void)state;
	log_in();
	compute();
	clock_fake_advance(&world.clock, 24LL * 60 * MINUTE);
	app_tick(&app);
	assert_false(app.session.open);
}

static void nobody_logged_in_goes_back_to_the_login_once(void **state)
{
	(void)state;
	app_key(&app, 'o');
	assert_ptr_equal(top(), &screen_offline);
	pass(299);
	assert_ptr_equal(top(), &screen_offline);
	pass(1);
	assert_ptr_equal(top(), &screen_login);
	const void *state_of_login = app_top(&app)->state;
	pass(3600);
	assert_ptr_equal(app_top(&app)->state, state_of_login);
}

/* ---- locking ---- */

static void each_key_locks_from_each_place(void **state)
{
	(void)state;
	log_in();
	compute();
	app_key(&app, TK_F9);
	assert_ptr_equal(top(), &screen_lock);
	unlock_with(PIN);
	compute();
	app_key(&app, 'Z');
	assert_ptr_equal(top(), &screen_lock);
	unlock_with(PIN);
	compute();
	/* above help, and while a question is open */
	app_key(&app, '?');
	app_key(&app, TK_F9);
	assert_ptr_equal(top(), &screen_lock);
	unlock_with(PIN);
	compute();
	assert_ptr_equal(top(), &screen_help);
	app_ask(&app, "Cancel this enrollment?", ACT_BACK);
	app_key(&app, TK_F9);
	assert_ptr_equal(top(), &screen_lock);
	assert_null(app.question);
	/* help of the lock stands above it; it is no way round, and the right PIN none either */
	app_key(&app, '?');
	assert_ptr_equal(top(), &screen_help);
	unlock_with(PIN);
	assert_true(lock_on(&app));
}

static void without_a_verifier_locking_logs_out(void **state)
{
	(void)state;
	struct api_session session = {.officer_name = "ทดสอบ"};
	cannot_start = true;
	app_log_in(&app, &session, PIN);
	app_key(&app, TK_F9);
	assert_false(app.session.open);
	assert_ptr_equal(top(), &screen_login);
	/* it was begun, and died */
	log_in();
	die();
	app_key(&app, TK_F9);
	assert_false(app.session.open);
}

/* ---- unlocking ---- */

static void a_pin_typed_early_has_its_turn(void **state)
{
	(void)state;
	log_in();
	app_key(&app, TK_F9);
	unlock_with(PIN);
	assert_true(lock_on(&app));
	compute(); /* the verifier */
	assert_true(lock_on(&app));
	compute(); /* the PIN */
	assert_false(lock_on(&app));
	/* and a wrong one is wrong */
	log_in();
	app_key(&app, TK_F9);
	unlock_with(WRONG);
	compute();
	compute();
	assert_true(lock_on(&app));
	assert_int_equal(app.lock.rule.wrong, 1);
}

static void a_death_spends_no_try(void **state)
{
	(void)state;
	log_in();
	compute();
	app_key(&app, TK_F9);
	for (int i = 0; i < 2 * LOCK_TRIES; i++) {
		unlock_with(WRONG);
		die();
	}
	assert_true(app.session.open);
	assert_int_equal(app.lock.rule.wrong, 0);
	unlock_with(PIN);
	compute();
	assert_false(lock_on(&app));
}

static void five_wrong_ones_of_a_session_end_it(void **state)
{
	(void)state;
	log_in();
	compute();
	for (int i = 1; i < LOCK_TRIES; i++) {
		app_key(&app, TK_F9);
		unlock_with(WRONG);
		compute();
		assert_true(lock_on(&app));
		assert_int_equal(app.lock.rule.wrong, i);
		unlock_with(PIN);
		compute();
		assert_false(lock_on(&app));
	}
	app_key(&app, TK_F9);
	unlock_with(WRONG);
	compute();
	assert_false(app.session.open);
	assert_ptr_equal(top(), &screen_login);
	/* the next session has its own */
	log_in();
	assert_int_equal(app.lock.rule.wrong, 0);
}

/* Locked, waited, failed, unlocked: the centre hears nothing, so its session lives no longer. */
static void the_centre_hears_nothing(void **state)
{
	(void)state;
	log_in();
	compute();
	size_t calls = world.calls;
	pass(60);
	app_key(&app, TK_F9);
	pass(60);
	unlock_with(WRONG);
	compute();
	unlock_with(PIN);
	compute();
	assert_false(lock_on(&app));
	assert_int_equal(world.calls, calls);
}

static void news_are_told_behind_the_lock_only(void **state)
{
	(void)state;
	log_in();
	compute();
	lock_moved(&app);
	app_key(&app, TK_F9);
	assert_false(lock_news(&app));
	lock_moved(&app);
	assert_true(lock_news(&app));
	unlock_with(PIN);
	compute();
	app_key(&app, TK_F9);
	assert_false(lock_news(&app));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(each_minute_has_its_moment),
	    CASE(a_key_begins_anew_but_not_at_the_lock),
	    CASE(unlocking_begins_anew),
	    CASE(a_long_sleep_logs_out),
	    CASE(nobody_logged_in_goes_back_to_the_login_once),
	    CASE(each_key_locks_from_each_place),
	    CASE(without_a_verifier_locking_logs_out),
	    CASE(a_pin_typed_early_has_its_turn),
	    CASE(a_death_spends_no_try),
	    CASE(five_wrong_ones_of_a_session_end_it),
	    CASE(the_centre_hears_nothing),
	    CASE(news_are_told_behind_the_lock_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
