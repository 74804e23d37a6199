/* At once: two writes and two exceptions under one approval, two outcomes of one write, and
 * many wrong PINs. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "fixture.h"

#define CLIENTS 8
#define ROUNDS	6

/* The same counter and officer, on a connection of their own each. */
static struct counter k[2];
static struct api_card_claim card;

static int begin(void **state)
{
	if (set_up_samples(state) != 0)
		return -1;
	counter_ready(&k[0], &world);
	counter_ready(&k[1], &world);
	card_of(&card, "somsri");
	world_policy(&world, "exceptions", "yes");
	return 0;
}

static int end(void **state)
{
	counter_free(&k[0]);
	counter_free(&k[1]);
	return tear_down(state);
}

/* Sends both; returns which was answered well, and the other one with the problem. */
static int race(
    const char *path, const struct buf body[2], struct async x[2], long good, enum problem problem)
{
	for (int i = 0; i < 2; i++) {
		const struct request r = {.method = "POST",
		    .path = path,
		    .body = body[i].data,
		    .len = body[i].len,
		    .key = ""};
		async_start(&x[i], &k[i].client, &r);
	}
	async_join(&x[0]);
	async_join(&x[1]);
	int winner = x[0].answer.status == good ? 0 : 1;
	answer_is(&x[winner].answer, good);
	expect_problem(&x[1 - winner].answer, problem);
	return winner;
}

static void write_race(struct api_finger_write w[2])
{
	struct async x[2];
	struct buf body[2] = {BUF_INIT, BUF_INIT};
	struct api_finger_cryptogram done;
	struct error err;
	for (int i = 0; i < 2; i++)
		api_finger_write_write(&body[i], &w[i]);
	int winner = race("/v1/finger-writes", body, x, 201, PROBLEM_APPROVAL_BAD);
	assert_true(api_finger_cryptogram_read(
	    &done, x[winner].answer.body.data, x[winner].answer.body.len, &err));
	answer_free(&x[winner].answer);
	counter_outcome_ok(&k[1 - winner], done.id, "good"); /* the same counter */
	buf_free(&body[0]);
	buf_free(&body[1]);
}

static void two_writes_under_one_approval(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		char id[API_ID_SIZE];
		struct api_finger_write w[2];
		bool remove = round % 2;
		counter_approve_ok(&k[0], remove ? ACT_FINGER_REMOVE : ACT_FINGER_STORE, &card, id);
		for (int i = 0; i < 2; i++) {
			/* One approval removes one finger, so the two may be different. */
			write_of(&card, remove,
			    remove && i ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX, &w[i]);
			w[i].challenge[0] = (uint8_t)i;
			memcpy(w[i].approval, id, sizeof id);
		}
		write_race(w);
	}
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM finger_writes WHERE outcome = 'good'"),
	    ROUNDS);
}

static void two_outcomes_of_one_write(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct api_finger_write w;
		struct api_finger_cryptogram done;
		struct async x[2];
		struct buf body[2] = {BUF_INIT, BUF_INIT};
		char path[API_ID_SIZE + 64];
		write_of(&card, false, FINGER_RIGHT_INDEX, &w);
		counter_write_ok(&k[0], &w, &done);
		snprintf(path, sizeof path, "/v1/finger-writes/%.39s/outcome", done.id);
		buf_puts(&body[0], "{\"outcome\":\"good\"}");
		buf_puts(&body[1], "{\"outcome\":\"damaged\"}");
		int winner = race(path, body, x, 204, PROBLEM_STATE);
		answer_free(&x[winner].answer);
		buf_free(&body[0]);
		buf_free(&body[1]);
	}
}

static void exception_body(struct counter *c, const struct api_card_claim *of, const char *approval,
    int64_t earlier, struct buf *body)
{
	struct api_evidence e;
	struct api_new_enrolment n = {0};
	struct buf jws = BUF_INIT;
	struct error err;
	evidence_of(c, of, &e);
	e.time -= earlier;
	e.absence = ABSENCE_MISSING;
	snprintf(e.approval, sizeof e.approval, "%s", approval);
	assert_true(evidence_sign(&jws, &e, c->certificate.key, c->certificate.certificate, &err));
	assert_true(jws.len < sizeof n.evidence);
	memcpy(n.evidence, jws.data, jws.len);
	api_new_enrolment_write(body, &n);
	buf_free(&jws);
}

/* Of one citizen two enrollments cannot be open anyway; the approval is used up by the one. */
static void two_exceptions_under_one_approval(void **state)
{
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct async x[2];
		struct buf body[2] = {BUF_INIT, BUF_INIT};
		struct api_enrolment e;
		struct answer a;
		char id[API_ID_SIZE];
		counter_approve_ok(&k[0], ACT_EXCEPTION, &card, id);
		for (int i = 0; i < 2; i++)
			exception_body(&k[i], &card, id, i, &body[i]);
		for (int i = 0; i < 2; i++) {
			const struct request r = {.method = "POST",
			    .path = "/v1/enrollments",
			    .body = body[i].data,
			    .len = body[i].len,
			    .key = ""};
			async_start(&x[i], &k[i].client, &r);
		}
		async_join(&x[0]);
		async_join(&x[1]);
		int winner = x[0].answer.status == 201 ? 0 : 1;
		answer_is(&x[winner].answer, 201);
		read_enrolment(&x[winner].answer, &e);
		assert_true(x[1 - winner].answer.problem.problem == PROBLEM_APPROVAL_BAD ||
			    x[1 - winner].answer.problem.problem == PROBLEM_REFUSED_IN_PROGRESS);
		answer_free(&x[0].answer);
		answer_free(&x[1].answer);
		counter_post(&k[winner], e.id, "cancel", "{\"contested\":false}", &a);
		expect_status(&a, 200);
		buf_free(&body[0]);
		buf_free(&body[1]);
	}
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE absence = 'missing'"),
	    ROUNDS);
	assert_int_equal(world_number(&world, "SELECT COUNT(DISTINCT used_by) FROM approvals WHERE "
					      "act = 'exception' AND used_by <> ''"),
	    ROUNDS);
}

/* Five wrong PINs are five, also when they come at once, and lock the login as well. */
static void many_wrong_pins_at_once(void **state)
{
	(void)state;
	struct counter many[CLIENTS];
	struct async x[CLIENTS];
	struct answer a;
	const char body[] = "{\"number\":\"" SECOND_NUMBER "\",\"pin\":\"11112222\","
			    "\"act\":\"finger-store\",\"citizen\":\"1112034563562\"}";
	int wrong = 0;
	for (int i = 0; i < CLIENTS; i++)
		counter_ready(&many[i], &world);
	for (int i = 0; i < CLIENTS; i++) {
		const struct request r = {.method = "POST",
		    .path = "/v1/approvals",
		    .body = body,
		    .len = sizeof body - 1,
		    .key = ""};
		async_start(&x[i], &many[i].client, &r);
	}
	for (int i = 0; i < CLIENTS; i++) {
		async_join(&x[i]);
		wrong += x[i].answer.problem.problem == PROBLEM_WRONG_PIN;
		assert_true(x[i].answer.status == 401 || x[i].answer.status == 403);
		answer_free(&x[i].answer);
	}
	assert_true(wrong <= 4);
	assert_int_equal(world_number(&world, "SELECT MAX(failures) FROM logins"), 5);
	counter_login(&many[0], SECOND_NUMBER, SECOND_PIN, &a);
	expect_problem(&a, PROBLEM_ACCOUNT_LOCKED);
	for (int i = 0; i < CLIENTS; i++)
		counter_free(&many[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(two_writes_under_one_approval),
	    cmocka_unit_test(two_outcomes_of_one_write),
	    cmocka_unit_test(two_exceptions_under_one_approval),
	    cmocka_unit_test(many_wrong_pins_at_once),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
