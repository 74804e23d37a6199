/* Authorising what is written to a chip: for whom, under whose word, how often; and what
 * became of it. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static struct counter k;
static struct api_card_claim card;
static struct api_finger_write w;
static struct api_finger_cryptogram done;

static int begin(void **state)
{
	*state = NULL;
	counter_ready(&k, &world);
	card_of(&card, "somsri");
	return 0;
}

static int end(void **state)
{
	*state = NULL;
	counter_free(&k);
	world_policy(&world, "approve_store", "no");
	world_policy(&world, "approve_remove", "yes");
	return 0;
}

static void refused(enum problem problem)
{
	struct answer a;
	counter_write(&k, &w, NULL, &a);
	expect_problem(&a, problem);
}

static void store(enum finger finger, const char *approval)
{
	write_of(&card, false, finger, &w);
	snprintf(w.approval, sizeof w.approval, "%s", approval);
}

static void removal(enum finger finger, const char *approval)
{
	write_of(&card, true, finger, &w);
	snprintf(w.approval, sizeof w.approval, "%s", approval);
}

static void write_and_tell(const char *outcome)
{
	counter_write_ok(&k, &w, &done);
	counter_outcome_ok(&k, done.id, outcome);
}

/* ---- the cryptogram ---- */

/* By `openssl mac`, as told in test_card_key.c. */
static void it_is_for_this_challenge_and_reference(void **state)
{
	(void)state;
	static const uint8_t right[] = {0xce, 0xb1, 0x52, 0x15, 0xdf, 0x05, 0xd5, 0xeb};
	static const uint8_t left[] = {0xc2, 0xec, 0x58, 0x24, 0xcc, 0x40, 0x3c, 0x2b};
	store(FINGER_RIGHT_INDEX, "");
	counter_write_ok(&k, &w, &done);
	assert_memory_equal(done.cryptogram, right, sizeof right);
	store(FINGER_LEFT_INDEX, "");
	w.absence = ABSENCE_INJURED;
	counter_write_ok(&k, &w, &done);
	assert_memory_equal(done.cryptogram, left, sizeof left);
	assert_int_equal(world_number(&world,
			     "SELECT COUNT(*) FROM finger_writes WHERE act = 'store' AND finger = "
			     "'left-index' AND reference = 130 AND absence = 'injured' AND "
			     "officer = 't4701-1' AND office = '4701' AND counter = '01' AND "
			     "approval = '' AND outcome = ''"),
	    1);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM finger_writes WHERE chip LIKE "
					      "'%510520260a0b0c0d%'"),
	    0);
}

static void a_repeated_request_is_answered_again(void **state)
{
	(void)state;
	struct answer first, again;
	long before = world_number(&world, "SELECT COUNT(*) FROM finger_writes");
	store(FINGER_RIGHT_INDEX, "");
	counter_write(&k, &w, "write-1", &first);
	answer_is(&first, 201);
	counter_write(&k, &w, "write-1", &again);
	answer_is(&again, 201);
	assert_string_equal((char *)first.body.data, (char *)again.body.data);
	answer_free(&first);
	answer_free(&again);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM finger_writes"), before + 1);
	w.challenge[0] ^= 1;
	counter_write(&k, &w, "write-1", &again);
	expect_problem(&again, PROBLEM_KEY_REUSED);
	assert_int_equal(world_number(&world,
			     "SELECT COUNT(*) FROM idempotency WHERE answer LIKE '%cryptogram%'"),
	    0); /* sealed */
}

/* ---- for whom ---- */

static void expect_reason(const char *name, enum problem reason)
{
	struct answer a;
	struct api_card_claim other;
	bool told = false;
	card_of(&other, name);
	write_of(&other, false, FINGER_RIGHT_INDEX, &w);
	counter_write(&k, &w, NULL, &a);
	for (size_t i = 0; i < a.problem.reason_count; i++)
		told |= a.problem.reasons[i] == reason;
	if (!told)
		print_message("%s: %s\n", name, (char *)a.body.data);
	assert_true(told);
	assert_true(a.status >= 400 && a.status < 500);
	answer_free(&a);
}

static void person_and_card_must_be_good(void **state)
{
	(void)state;
	long before = world_number(&world, "SELECT COUNT(*) FROM finger_writes");
	expect_reason("unknown", PROBLEM_REFUSED_UNKNOWN_PERSON);
	expect_reason("deceased", PROBLEM_REFUSED_DECEASED);
	expect_reason("alien", PROBLEM_REFUSED_NOT_THAI);
	expect_reason("no-card", PROBLEM_REFUSED_NO_CARD);
	expect_reason("somchai-old", PROBLEM_REFUSED_NOT_LATEST_CARD);
	expect_reason("cancelled", PROBLEM_REFUSED_CARD_CANCELLED);
	expect_reason("expired", PROBLEM_REFUSED_CARD_EXPIRED);
	expect_reason("officer", PROBLEM_REFUSED_OWN_CARD);
	store(FINGER_RIGHT_INDEX, "");
	w.card.birth.year++;
	refused(PROBLEM_REFUSED_DATA_DIFFERS);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM finger_writes"), before);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM refusals"), 0);
}

/* Not open, no place left, an enrollment under way: none of the card's business. */
static void the_rest_of_the_linkage_check_does_not_matter(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct answer a;
	char opens[32];
	counter_create_ok(&k, &card, false, &e);
	world_sql(&world, "SELECT value FROM settings WHERE name = 'opens'", opens, sizeof opens);
	world_policy(&world, "opens", "2099-01-01");
	world_sql(&world, "UPDATE quota SET cap = used + reserved", NULL, 0);
	store(FINGER_RIGHT_INDEX, "");
	counter_write_ok(&k, &w, &done);
	world_sql(&world, "UPDATE quota SET cap = 100000", NULL, 0);
	world_policy(&world, "opens", opens);
	counter_post(&k, e.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
}

static void the_officer_has_looked_at_the_face(void **state)
{
	(void)state;
	store(FINGER_RIGHT_INDEX, "");
	w.same_person = false;
	refused(PROBLEM_BAD_REQUEST);
	removal(FINGER_RIGHT_INDEX, "p0");
	w.absence = ABSENCE_MISSING;
	refused(PROBLEM_BAD_REQUEST);
}

/* ---- under whose word ---- */

static void policy_asks_for_a_second_officer(void **state)
{
	(void)state;
	char id[API_ID_SIZE];
	store(FINGER_RIGHT_INDEX, "");
	counter_write_ok(&k, &w, &done);
	removal(FINGER_RIGHT_INDEX, "");
	refused(PROBLEM_SECOND_OFFICER);
	world_policy(&world, "approve_store", "yes");
	world_policy(&world, "approve_remove", "no");
	counter_write_ok(&k, &w, &done);
	store(FINGER_RIGHT_INDEX, "");
	refused(PROBLEM_SECOND_OFFICER);
	counter_approve_ok(&k, ACT_FINGER_STORE, &card, id);
	store(FINGER_RIGHT_INDEX, id);
	counter_write_ok(&k, &w, &done);
}

static void settings_that_are_not_there(void **state)
{
	(void)state;
	world_sql(&world, "DELETE FROM settings WHERE name LIKE 'approve%'", NULL, 0);
	store(FINGER_RIGHT_INDEX, "");
	counter_write_ok(&k, &w, &done);
	removal(FINGER_RIGHT_INDEX, "");
	refused(PROBLEM_SECOND_OFFICER);
}

static void an_approval_is_for_this_act_and_citizen(void **state)
{
	(void)state;
	char to_store[API_ID_SIZE], to_remove[API_ID_SIZE];
	counter_approve_ok(&k, ACT_FINGER_STORE, &card, to_store);
	counter_approve_ok(&k, ACT_FINGER_REMOVE, &card, to_remove);
	removal(FINGER_RIGHT_INDEX, to_store);
	refused(PROBLEM_APPROVAL_BAD);
	store(FINGER_RIGHT_INDEX, to_remove); /* asked for or not: a bad one is bad */
	refused(PROBLEM_APPROVAL_BAD);
	store(FINGER_RIGHT_INDEX, "p00112233445566778899aabbccddeeff");
	refused(PROBLEM_APPROVAL_BAD);
	removal(FINGER_RIGHT_INDEX, to_remove);
	card_of(&w.card, "malee");
	refused(PROBLEM_APPROVAL_BAD);
	removal(FINGER_RIGHT_INDEX, to_remove);
	write_and_tell("good");
}

static void an_approval_is_for_this_officer_and_counter(void **state)
{
	(void)state;
	struct counter other;
	struct answer a;
	char id[API_ID_SIZE];
	counter_approve_ok(&k, ACT_FINGER_REMOVE, &card, id);
	removal(FINGER_RIGHT_INDEX, id);
	counter_logged_in(&other, "4701", "02", "1234567890121", "24681357");
	counter_write(&other, &w, NULL, &a); /* the same officer elsewhere */
	expect_problem(&a, PROBLEM_APPROVAL_BAD);
	counter_free(&other);
	counter_logged_in(&other, "4701", "01", SECOND_NUMBER, SECOND_PIN);
	counter_write(&other, &w, NULL, &a); /* another one here */
	expect_problem(&a, PROBLEM_APPROVAL_BAD);
	counter_free(&other);
	counter_write_ok(&k, &w, &done);
}

/* What cannot happen while the rest holds, each by itself: an officer who has moved to another
 * office meanwhile, and an approval that has served for something else. */
static void an_approval_is_for_this_office_and_not_used_up(void **state)
{
	(void)state;
	static const char *const changes[] = {
	    "UPDATE approvals SET office = '4705'", "UPDATE approvals SET used_by = 'e1'"};
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		char id[API_ID_SIZE];
		counter_approve_ok(&k, ACT_FINGER_STORE, &card, id);
		store(FINGER_RIGHT_INDEX, id);
		world_sql(&world, changes[i], NULL, 0);
		refused(PROBLEM_APPROVAL_BAD);
	}
}

static void an_approval_ends_after_five_minutes(void **state)
{
	(void)state;
	char id[API_ID_SIZE];
	counter_approve_ok(&k, ACT_FINGER_REMOVE, &card, id);
	world_advance(&world, 4 * 60 * 1000 + 40 * 1000);
	removal(FINGER_RIGHT_INDEX, id);
	counter_write_ok(&k, &w, &done);
	counter_outcome_ok(&k, done.id, "unchanged");
	world_advance(&world, 20 * 1000);
	refused(PROBLEM_APPROVAL_BAD);
}

/* ---- how often ---- */

static void each_finger_is_stored_once_and_may_be_tried_again(void **state)
{
	(void)state;
	static const char *const failed[] = {"unchanged", "damaged", "unknown"};
	char id[API_ID_SIZE];
	counter_approve_ok(&k, ACT_FINGER_STORE, &card, id);
	store(FINGER_RIGHT_INDEX, id);
	for (size_t i = 0; i < COUNT_OF(failed); i++)
		write_and_tell(failed[i]);
	counter_write_ok(&k, &w, &done);
	refused(PROBLEM_APPROVAL_BAD); /* what became of that one is not known yet */
	counter_outcome_ok(&k, done.id, "good");
	refused(PROBLEM_APPROVAL_BAD);
	store(FINGER_LEFT_INDEX, id);
	write_and_tell("good");
	refused(PROBLEM_APPROVAL_BAD);
}

static void one_finger_is_removed(void **state)
{
	(void)state;
	char id[API_ID_SIZE];
	counter_approve_ok(&k, ACT_FINGER_REMOVE, &card, id);
	removal(FINGER_LEFT_INDEX, id);
	write_and_tell("unchanged");
	removal(FINGER_RIGHT_INDEX, id); /* it was given for the left */
	refused(PROBLEM_APPROVAL_BAD);
	removal(FINGER_LEFT_INDEX, id);
	write_and_tell("good");
	refused(PROBLEM_APPROVAL_BAD);
}

/* ---- what became of it ---- */

static void an_outcome_is_told_once(void **state)
{
	(void)state;
	struct answer a;
	char text[80], sql[160];
	store(FINGER_RIGHT_INDEX, "");
	write_and_tell("damaged");
	counter_outcome_ok(&k, done.id, "damaged");
	counter_outcome(&k, done.id, "good", &a);
	expect_problem(&a, PROBLEM_STATE); /* for good: no use in trying again */
	counter_outcome(&k, done.id, "better", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	counter_outcome(&k, "w0", "good", &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	snprintf(sql, sizeof sql,
	    "SELECT outcome FROM finger_writes WHERE id = '%s' AND told >= created", done.id);
	world_sql(&world, sql, text, sizeof text);
	assert_string_equal(text, "damaged");
}

static void the_counter_that_wrote_tells_it(void **state)
{
	(void)state;
	struct counter other;
	struct answer a;
	store(FINGER_RIGHT_INDEX, "");
	counter_write_ok(&k, &w, &done);
	counter_logged_in(&other, "4799", "01", "1479999999233", "53186429");
	counter_outcome(&other, done.id, "good", &a);
	expect_problem(&a, PROBLEM_OTHER_OFFICE);
	counter_free(&other);
	counter_logged_in(&other, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	counter_outcome(&other, done.id, "good", &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	counter_free(&other);
	counter_logged_in(&other, "4701", "01", SECOND_NUMBER, SECOND_PIN);
	counter_outcome_ok(&other, done.id, "good"); /* whoever is logged in there by then */
	counter_free(&other);
}

/* One record each, about the same id and the same citizen. */
static void the_audit_tells_of_each(void **state)
{
	(void)state;
	static const struct {
		const char *act, *result;
	} wanted[] = {{"approval", "ok"}, {"finger.remove", "ok"}, {"finger.outcome", "DD-216"},
	    {"finger.store", "DD-509"}};
	char id[API_ID_SIZE], text[80];
	long before = world_number(&world, "SELECT COUNT(*) FROM audit");
	counter_approve_ok(&k, ACT_FINGER_REMOVE, &card, id);
	removal(FINGER_RIGHT_INDEX, id);
	write_and_tell("damaged");
	store(FINGER_RIGHT_INDEX, id);
	refused(PROBLEM_APPROVAL_BAD);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit"), before + 4);
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		world_audit(&world, wanted[i].act, "result", text, sizeof text);
		assert_string_equal(text, wanted[i].result);
		world_audit(&world, wanted[i].act,
		    "CASE WHEN citizen = (SELECT citizen FROM people WHERE number = "
		    "'1112034563562') THEN 1 END",
		    text, sizeof text);
		assert_string_equal(text, "1");
	}
	world_audit(&world, "finger.remove", "enrolment", text, sizeof text);
	assert_string_equal(text, done.id);
	world_audit(&world, "finger.outcome", "enrolment", text, sizeof text);
	assert_string_equal(text, done.id);
}

/* ---- a centre without the key ---- */

static void read_status(struct api_status *s)
{
	struct answer a;
	struct error err;
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	answer_is(&a, 200);
	assert_true(api_status_read(s, a.body.data, a.body.len, &err));
	answer_free(&a);
}

static void status_tells_what_may_be_done(void **state)
{
	(void)state;
	struct api_status s;
	read_status(&s);
	assert_true(s.can_write && s.approve_remove && !s.approve_store && !s.exceptions);
	world_policy(&world, "approve_store", "yes");
	world_policy(&world, "approve_remove", "no");
	world_policy(&world, "exceptions", "yes");
	read_status(&s);
	assert_true(s.can_write && !s.approve_remove && s.approve_store && s.exceptions);
	world_policy(&world, "exceptions", "no");
}

static void without_a_key_nothing_is_authorised(void **state)
{
	(void)state;
	struct api_status s;
	char text[80];
	world_kill(&world, SIGTERM);
	world.no_card_key = true;
	world_start(&world);
	read_status(&s);
	assert_false(s.can_write);
	store(FINGER_RIGHT_INDEX, "");
	refused(PROBLEM_NO_CARD_KEY);
	world_audit(&world, "finger.store", "result", text, sizeof text);
	assert_string_equal(text, "DD-511");
	world_kill(&world, SIGTERM);
	world.no_card_key = false;
	world_start(&world);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(it_is_for_this_challenge_and_reference),
	    TEST(a_repeated_request_is_answered_again),
	    TEST(person_and_card_must_be_good),
	    TEST(the_rest_of_the_linkage_check_does_not_matter),
	    TEST(the_officer_has_looked_at_the_face),
	    TEST(policy_asks_for_a_second_officer),
	    TEST(settings_that_are_not_there),
	    TEST(an_approval_is_for_this_act_and_citizen),
	    TEST(an_approval_is_for_this_officer_and_counter),
	    TEST(an_approval_is_for_this_office_and_not_used_up),
	    TEST(an_approval_ends_after_five_minutes),
	    TEST(each_finger_is_stored_once_and_may_be_tried_again),
	    TEST(one_finger_is_removed),
	    TEST(an_outcome_is_told_once),
	    TEST(the_counter_that_wrote_tells_it),
	    TEST(the_audit_tells_of_each),
	    TEST(status_tells_what_may_be_done),
	    TEST(without_a_key_nothing_is_authorised),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
