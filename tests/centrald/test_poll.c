/* Long-polls: the answer comes the moment the revision moves, or when the time is over. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "base/clock.h"
#include "fixture.h"

static void poll_path(const struct scene *s, long after, int wait, char out[160])
{
	snprintf(out, 160, "/v1/enrollments/%s?after=%ld&wait=%d", s->enrolment.id, after, wait);
}

/* A second connection of the same counter, with its session. */
static void second_connection(struct scene *s, struct client *c)
{
	client_make(c, &world, &s->counter.certificate);
	memcpy(c->token, s->counter.client.token, sizeof c->token);
}

/* Waits until the centre holds the poll: it has read it, for it answers what comes after. */
static void start_poll(struct scene *s, struct client *c, struct async *x, int wait)
{
	char path[160];
	struct answer a;
	poll_path(s, s->enrolment.revision, wait, path);
	const struct request r = {.method = "GET", .path = path};
	client_json(c, "GET", "/v1/status", NULL, &a); /* the connection is up */
	expect_status(&a, 200);
	async_start(x, c, &r);
	async_wait_sent(x);
}

static void a_claim_wakes_the_counter(void **state)
{
	(void)state;
	struct scene s;
	struct client c;
	struct async x = {0};
	struct api_enrolment e;
	scene_with_code(&s, "somsri");
	second_connection(&s, &c);
	start_poll(&s, &c, &x, 30);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	async_join(&x);
	answer_is(&x.answer, 200);
	read_enrolment(&x.answer, &e);
	assert_int_equal(e.state, STATE_SCANNED);
	assert_true(x.took_ms < 10000);
	answer_free(&x.answer);
	client_free(&c);
	scene_end(&s);
}

static void a_wrong_match_code_wakes_the_phone(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	char path[160];
	char digits[API_MATCH_DIGITS + 1];
	char json[64];
	scene_claimed(&s, "somsri");
	phone_digits(&s.phone, digits);
	digits[0] = digits[0] == '9' ? '0' : (char)(digits[0] + 1);
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	snprintf(path, sizeof path, "/v1/enrollments/%s/match-code", s.enrolment.id);
	struct async x = {0};
	const struct request wrong = {
	    .method = "POST", .path = path, .body = json, .len = strlen(json), .key = ""};
	long before = s.phone.last.revision;
	async_start(&x, &s.counter.client, &wrong);
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s?after=%ld&wait=30", s.enrolment.id,
	    before);
	const struct request poll = {.method = "GET", .path = path};
	phone_call(&s.phone, &poll, &a);
	expect_status(&a, 200);
	async_join(&x);
	expect_problem(&x.answer, PROBLEM_MATCH_CODE_WRONG);
	scene_end(&s);
}

static void an_older_revision_is_answered_at_once(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	char path[160];
	scene_with_code(&s, "somsri");
	for (int i = 0; i < 2; i++) { /* behind, or ahead after a restored backup */
		poll_path(
		    &s, i == 0 ? s.enrolment.revision - 1 : s.enrolment.revision + 5, 60, path);
		client_json(&s.counter.client, "GET", path, NULL, &a);
		expect_status(&a, 200);
	}
	scene_end(&s);
}

static void when_the_time_is_over_nothing_has_changed(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct api_enrolment e;
	char path[160];
	scene_with_code(&s, "somsri");
	poll_path(&s, s.enrolment.revision, 1, path);
	int64_t before = clock_mono_ms(&clock_system);
	client_json(&s.counter.client, "GET", path, NULL, &a);
	assert_true(clock_mono_ms(&clock_system) - before >= 900);
	answer_is(&a, 200);
	read_enrolment(&a, &e);
	assert_int_equal(e.revision, s.enrolment.revision);
	answer_free(&a);
	scene_end(&s);
}

static void an_ended_one_is_not_waited_for(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	char path[160];
	scene_begin(&s, "somsri");
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	scene_look(&s);
	poll_path(&s, s.enrolment.revision, 60, path);
	client_json(&s.counter.client, "GET", path, NULL, &a);
	expect_status(&a, 200);
	scene_end(&s);
}

static void time_itself_wakes(void **state)
{
	(void)state;
	struct scene s;
	struct client c;
	struct async x = {0};
	struct api_enrolment e;
	scene_begin(&s, "somsri");
	second_connection(&s, &c);
	start_poll(&s, &c, &x, 60);
	world_advance(&world, 15 * 60 * 1000 + 1000);
	async_join(&x);
	/* The session has been idle for as long as the evidence lived: either may be told,
	 * by which of the two the centre saw first. */
	if (x.answer.status == 200) {
		read_enrolment(&x.answer, &e);
		assert_int_equal(e.state, STATE_EXPIRED);
		answer_free(&x.answer);
	} else {
		expect_problem(&x.answer, PROBLEM_NOT_LOGGED_IN);
	}
	assert_true(x.took_ms < 30000);
	client_free(&c);
	counter_login_ok(&s.counter, "1234567890121", "24681357");
	scene_end(&s);
}

/* SIGTERM: who waits is told how things stand, and the centre ends with 0. */
static void a_drain_answers_who_waits(void **state)
{
	(void)state;
	struct scene s;
	struct client c;
	struct async x = {0};
	struct answer a;
	scene_with_code(&s, "somchai");
	second_connection(&s, &c);
	start_poll(&s, &c, &x, 60);
	for (int i = 0; i < 20; i++) { /* the poll is in the centre's hands by now */
		client_json(&s.counter.client, "GET", "/v1/status", NULL, &a);
		expect_status(&a, 200);
	}
	world_kill(&world, SIGTERM);
	async_join(&x);
	answer_is(&x.answer, 200);
	assert_true(x.took_ms < 10000);
	answer_free(&x.answer);
	client_free(&c);
	world_start(&world);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'centre.stop'"), 1);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_claim_wakes_the_counter),
	    cmocka_unit_test(a_wrong_match_code_wakes_the_phone),
	    cmocka_unit_test(an_older_revision_is_answered_at_once),
	    cmocka_unit_test(when_the_time_is_over_nothing_has_changed),
	    cmocka_unit_test(an_ended_one_is_not_waited_for),
	    cmocka_unit_test(time_itself_wakes),
	    cmocka_unit_test(a_drain_answers_who_waits),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
