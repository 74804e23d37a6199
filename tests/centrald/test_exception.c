/* Enrolling without a finger: off unless the centre says so, with a second officer's word for
 * this one enrollment, on a record of lower assurance. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct counter k;
static struct api_card_claim card;
static struct api_evidence evidence;
static char approval[API_ID_SIZE];

static int begin(void **state)
{
	*state = NULL;
	world_policy(&world, "exceptions", "yes");
	counter_ready(&k, &world);
	card_of(&card, "somsri");
	return 0;
}

static int end(void **state)
{
	*state = NULL;
	counter_free(&k);
	return 0;
}

static void except(enum finger_absence absence, const char *by)
{
	evidence_of(&k, &card, &evidence);
	evidence.finger = FINGER_RIGHT_INDEX;
	evidence.tries_left = 0;
	evidence.match_time = 0;
	evidence.absence = absence;
	snprintf(evidence.approval, sizeof evidence.approval, "%s", by);
}

static void refused(enum problem problem)
{
	struct answer a;
	counter_create(&k, &evidence, false, &a);
	expect_problem(&a, problem);
}

static void create_ok(struct api_enrolment *e)
{
	struct answer a;
	counter_create(&k, &evidence, false, &a);
	answer_is(&a, 201);
	read_enrolment(&a, e);
	answer_free(&a);
}

static void cancel(const struct api_enrolment *e)
{
	struct answer a;
	counter_post(&k, e->id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
}

static void off_by_default(void **state)
{
	(void)state;
	char text[80];
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	world_policy(&world, "exceptions", "no");
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_EXCEPTIONS_OFF);
	world_sql(&world, "DELETE FROM settings WHERE name = 'exceptions'", NULL, 0);
	refused(PROBLEM_EXCEPTIONS_OFF);
	world_audit(&world, "enrollment.exception", "result", text, sizeof text);
	assert_string_equal(text, "DD-510");
}

static void the_record_and_every_answer_show_it(void **state)
{
	(void)state;
	struct api_enrolment e, again;
	struct api_enrolment_list list;
	struct answer a;
	struct error err;
	char text[80];
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	except(ABSENCE_INJURED, approval);
	create_ok(&e);
	assert_string_equal(e.assurance, "IAL2.2");
	assert_int_equal(e.absence, ABSENCE_INJURED);
	counter_get_ok(&k, e.id, &again);
	assert_string_equal(again.assurance, "IAL2.2");
	assert_int_equal(again.absence, ABSENCE_INJURED);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	assert_true(api_enrolment_list_read(&list, a.body.data, a.body.len, &err));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.rows[0].assurance, "IAL2.2");
	assert_int_equal(list.rows[0].absence, ABSENCE_INJURED);
	api_enrolment_list_free(&list);
	answer_free(&a);
	world_audit(&world, "enrollment.exception", "result || enrolment", text, sizeof text);
	assert_string_equal(text + 2, e.id);
	world_sql(&world, "SELECT used_by FROM approvals ORDER BY created DESC", text, sizeof text);
	assert_string_equal(text, e.id);
	cancel(&e);
}

/* To its end, as any other; the level stays. */
static void it_goes_on_to_success(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone p;
	card_of(&card, "malee");
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	except(ABSENCE_NO_PRINT, approval);
	create_ok(&e);
	counter_code_ok(&k, e.id, &e);
	phone_make(&p, &world);
	phone_claim_ok(&p, &e.code, card.number.digits);
	match_ok(&k, &p);
	phone_finish_ok(&p);
	counter_get_ok(&k, e.id, &e);
	assert_int_equal(e.state, STATE_SUCCESS);
	assert_string_equal(e.assurance, "IAL2.2");
	assert_int_equal(e.absence, ABSENCE_NO_PRINT);
	phone_free(&p);
}

static void with_a_match_it_is_as_it_was(void **state)
{
	(void)state;
	struct api_enrolment e;
	char text[80];
	counter_create_ok(&k, &card, false, &e);
	assert_string_equal(e.assurance, "IAL2.3");
	assert_int_equal(e.absence, ABSENCE_NONE);
	world_audit(&world, "enrollment.create", "enrolment", text, sizeof text);
	assert_string_equal(text, e.id);
	cancel(&e);
}

static void an_approval_serves_once(void **state)
{
	(void)state;
	struct api_enrolment e;
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	except(ABSENCE_MISSING, approval);
	create_ok(&e);
	cancel(&e);
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_APPROVAL_BAD);
}

/* A refusal for another reason leaves it good. */
static void a_refused_enrollment_does_not_use_it_up(void **state)
{
	(void)state;
	struct api_enrolment first, e;
	counter_create_ok(&k, &card, false, &first);
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_REFUSED_IN_PROGRESS);
	cancel(&first);
	except(ABSENCE_MISSING, approval);
	create_ok(&e);
	cancel(&e);
}

static void an_approval_of_something_else(void **state)
{
	(void)state;
	struct api_card_claim other;
	card_of(&other, "somchai");
	counter_approve_ok(&k, ACT_FINGER_STORE, &card, approval);
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_APPROVAL_BAD);
	counter_approve_ok(&k, ACT_EXCEPTION, &other, approval);
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_APPROVAL_BAD);
	except(ABSENCE_MISSING, "p00112233445566778899aabbccddeeff");
	refused(PROBLEM_APPROVAL_BAD);
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	world_advance(&world, 5 * 60 * 1000);
	except(ABSENCE_MISSING, approval);
	refused(PROBLEM_APPROVAL_BAD);
}

/* mission.md, rule 5: a chip that was not read is never an exception. */
static void everything_else_is_asked_as_always(void **state)
{
	(void)state;
	counter_approve_ok(&k, ACT_EXCEPTION, &card, approval);
	except(ABSENCE_MISSING, approval);
	memset(evidence.digest, 0, sizeof evidence.digest);
	refused(PROBLEM_EVIDENCE_BAD);
	except(ABSENCE_MISSING, approval);
	evidence.same_person = false;
	refused(PROBLEM_EVIDENCE_BAD);
	except(ABSENCE_MISSING, approval);
	evidence.time -= 15 * 60 * 1000 + 1000;
	refused(PROBLEM_EVIDENCE_OLD);
	except(ABSENCE_MISSING, approval);
	memcpy(evidence.officer_id, "t4701-2", 8);
	refused(PROBLEM_EVIDENCE_BAD);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(off_by_default),
	    TEST(the_record_and_every_answer_show_it),
	    TEST(it_goes_on_to_success),
	    TEST(with_a_match_it_is_as_it_was),
	    TEST(an_approval_serves_once),
	    TEST(a_refused_enrollment_does_not_use_it_up),
	    TEST(an_approval_of_something_else),
	    TEST(everything_else_is_asked_as_always),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
