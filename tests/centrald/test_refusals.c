/* The linkage check over the wire: every reason at once, each by itself, and again when
 * the enrollment is to be made. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void expect_reasons(const struct api_linkage_answer *a, const enum problem *reasons)
{
	size_t n = 0;
	for (; reasons[n] != PROBLEM_NONE; n++) {
		assert_true(n < a->reason_count);
		assert_string_equal(
		    problem_row(a->reasons[n])->name, problem_row(reasons[n])->name);
	}
	assert_int_equal(a->reason_count, n);
	assert_int_equal(a->allowed, n == 0);
}

#define REASONS(...) ((const enum problem[]){__VA_ARGS__, PROBLEM_NONE})

/* Evidence is made of that card all the same: refused again, by the first reason. */
static void expect_refused_creation(
    struct counter *k, const struct api_card_claim *card, enum problem reason)
{
	struct api_evidence e;
	struct answer a;
	evidence_of(k, card, &e);
	counter_create(k, &e, false, &a);
	assert_int_equal(a.problem.reasons[0], reason);
	expect_problem(&a, reason);
}

static void check(struct counter *k, const char *name, const enum problem *reasons)
{
	struct api_card_claim card;
	struct api_linkage_answer answer;
	card_of(&card, name);
	counter_linkage(k, &card, false, &answer);
	expect_reasons(&answer, reasons);
	if (reasons[0] != PROBLEM_NONE)
		expect_refused_creation(k, &card, reasons[0]);
}

static void each_sample_has_its_reason(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	check(&k, "somsri", REASONS(PROBLEM_NONE));
	check(&k, "khampan", REASONS(PROBLEM_NONE)); /* day of birth unknown */
	check(&k, "boonmee", REASONS(PROBLEM_NONE)); /* for life, number begins with 3 */
	check(&k, "unknown", REASONS(PROBLEM_REFUSED_UNKNOWN_PERSON));
	check(&k, "deceased", REASONS(PROBLEM_REFUSED_DECEASED));
	check(&k, "alien", REASONS(PROBLEM_REFUSED_NOT_THAI));
	check(&k, "no-card", REASONS(PROBLEM_REFUSED_NO_CARD));
	check(&k, "cancelled", REASONS(PROBLEM_REFUSED_CARD_CANCELLED));
	check(&k, "expired", REASONS(PROBLEM_REFUSED_CARD_EXPIRED));
	check(&k, "officer", REASONS(PROBLEM_REFUSED_OWN_CARD));
	counter_free(&k);
}

static void an_older_card_is_not_the_latest(void **state)
{
	(void)state;
	struct counter k;
	struct api_card_claim card;
	struct api_linkage_answer answer;
	counter_ready(&k, &world);
	card_of(&card, "somchai-old");
	counter_linkage(&k, &card, false, &answer);
	assert_true(answer.reason_count >= 1);
	assert_int_equal(answer.reasons[0], PROBLEM_REFUSED_NOT_LATEST_CARD);
	/* A request number that the register never gave is not the latest either. */
	card_of(&card, "somchai");
	memcpy(card.request_number, "10179900009/09090009", 21);
	counter_linkage(&k, &card, false, &answer);
	expect_reasons(&answer, REASONS(PROBLEM_REFUSED_NOT_LATEST_CARD));
	counter_free(&k);
}

static void one_altered_field(struct counter *k, struct api_card_claim *card)
{
	struct api_linkage_answer answer;
	counter_linkage(k, card, false, &answer);
	expect_reasons(&answer, REASONS(PROBLEM_REFUSED_DATA_DIFFERS));
	card_of(card, "somsri");
}

static void each_altered_field_is_found(void **state)
{
	(void)state;
	struct counter k;
	struct api_card_claim card;
	counter_ready(&k, &world);
	card_of(&card, "somsri");
	char *const names[] = {card.thai.prefix, card.thai.first, card.thai.middle, card.thai.last,
	    card.english.prefix, card.english.first, card.english.middle, card.english.last};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		strcat(names[i], "x");
		one_altered_field(&k, &card);
	}
	card.birth.day = 27;
	one_altered_field(&k, &card);
	card.issued.day = 2;
	one_altered_field(&k, &card);
	card.expires.year--;
	one_altered_field(&k, &card);
	counter_free(&k);
}

static void several_reasons_come_together(void **state)
{
	(void)state;
	struct counter k;
	struct api_card_claim card;
	struct api_linkage_answer answer;
	counter_logged_in(&k, "4751", "01", "1475199999243", "42975318");
	card_of(&card, "deceased");
	strcat(card.thai.last, "x");
	counter_linkage(&k, &card, false, &answer);
	expect_reasons(&answer, REASONS(PROBLEM_REFUSED_DECEASED, PROBLEM_REFUSED_DATA_DIFFERS,
				    PROBLEM_REFUSED_JOINT_CENTRE));
	check(&k, "somsri", REASONS(PROBLEM_REFUSED_JOINT_CENTRE));
	counter_free(&k);
}

static void an_office_that_takes_no_part_is_refused(void **state)
{
	(void)state;
	struct counter k;
	counter_logged_in(&k, "4718", "01", "1471899999226", "64297531");
	check(&k, "somsri", REASONS(PROBLEM_REFUSED_OFFICE));
	counter_free(&k);
}

static void before_the_opening_and_after_the_closing(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	world_sql(&world, "UPDATE settings SET value = '2099-01-01' WHERE name = 'opens'", NULL, 0);
	check(&k, "somsri", REASONS(PROBLEM_REFUSED_NOT_OPEN));
	world_sql(&world, "UPDATE settings SET value = '2020-10-01' WHERE name = 'opens'", NULL, 0);
	world_sql(&world, "INSERT INTO settings VALUES ('closes', '2021-01-01')", NULL, 0);
	check(&k, "somsri", REASONS(PROBLEM_REFUSED_NOT_OPEN));
	world_sql(&world, "DELETE FROM settings WHERE name = 'closes'", NULL, 0);
	check(&k, "somsri", REASONS(PROBLEM_NONE));
	counter_free(&k);
}

static void no_place_is_left(void **state)
{
	(void)state;
	struct counter k;
	counter_ready(&k, &world);
	world_sql(&world, "UPDATE quota SET cap = 0", NULL, 0);
	check(&k, "somsri", REASONS(PROBLEM_REFUSED_QUOTA));
	world_sql(&world, "UPDATE quota SET cap = 100000", NULL, 0);
	counter_free(&k);
}

static void no_place_of_the_office_is_left(void **state)
{
	(void)state;
	struct scene s, other;
	struct counter k;
	struct answer a;
	world_sql(&world, "INSERT INTO quota VALUES ('4701', 1, 0, 0)", NULL, 0);
	scene_begin(&other, "malee"); /* while there is one */
	scene_with_code(&s, "somsri");
	assert_int_equal(
	    world_number(&world, "SELECT reserved FROM quota WHERE scope = '4701'"), 1);
	assert_int_equal(
	    world_number(&world, "SELECT reserved FROM quota WHERE scope = 'national'"), 1);
	/* the last one is gone: neither a code nor the check, and no national place is kept */
	scene_post(&other, "codes", "{}", &a);
	expect_problem(&a, PROBLEM_REFUSED_OFFICE_QUOTA);
	assert_int_equal(
	    world_number(&world, "SELECT reserved FROM quota WHERE scope = 'national'"), 1);
	counter_ready(&k, &world);
	check(&k, "boonmee", REASONS(PROBLEM_REFUSED_OFFICE_QUOTA));
	scene_end(&s); /* cancelled: given back */
	assert_int_equal(
	    world_number(&world, "SELECT reserved FROM quota WHERE scope = '4701'"), 0);
	scene_post(&other, "codes", "{}", &a);
	expect_status(&a, 200);
	scene_end(&other);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM quota WHERE reserved > 0"), 0);
	world_sql(&world, "DELETE FROM quota WHERE scope = '4701'", NULL, 0);
	check(&k, "boonmee", REASONS(PROBLEM_NONE));
	counter_free(&k);
}

static void in_progress_names_the_office(void **state)
{
	(void)state;
	struct scene s;
	struct counter other;
	struct api_linkage_answer answer;
	struct api_evidence e;
	struct answer a;
	scene_begin(&s, "malee");
	counter_logged_in(&other, "4799", "01", "1479999999233", "53186429");
	counter_linkage(&other, &s.card, false, &answer);
	expect_reasons(&answer, REASONS(PROBLEM_REFUSED_IN_PROGRESS));
	assert_non_null(strstr(answer.in_progress_office, "เมืองสกลนคร"));
	evidence_of(&other, &s.card, &e);
	counter_create(&other, &e, false, &a);
	expect_problem(&a, PROBLEM_REFUSED_IN_PROGRESS);
	counter_free(&other);
	scene_end(&s);
}

static void enrolled_already_but_for_a_new_phone(void **state)
{
	(void)state;
	struct counter k;
	struct phone first, second;
	struct api_linkage_answer answer;
	struct api_card_claim card;
	char sql[128];
	char thumbprint[2][80];
	counter_ready(&k, &world);
	phone_make(&first, &world);
	phone_make(&second, &world);
	long used = world_number(&world, "SELECT used FROM quota");
	enrol_ok(&k, &first, "khampan", false);
	world_sql(&world, "SELECT thumbprint FROM identities", thumbprint[0], 80);
	check(&k, "khampan", REASONS(PROBLEM_REFUSED_ENROLLED));
	card_of(&card, "khampan");
	world_sql(&world, "UPDATE quota SET cap = used", NULL, 0);
	counter_linkage(&k, &card, true, &answer); /* no place of the quota is needed */
	expect_reasons(&answer, REASONS(PROBLEM_NONE));
	enrol_ok(&k, &second, "khampan", true);
	world_sql(&world, "UPDATE quota SET cap = 100000", NULL, 0);
	snprintf(sql, sizeof sql, "SELECT used - %ld FROM quota", used);
	assert_int_equal(world_number(&world, sql), 1);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM identities"), 1);
	world_sql(&world, "SELECT thumbprint FROM identities", thumbprint[1], 80);
	assert_string_not_equal(thumbprint[0], thumbprint[1]); /* the old key is dead */
	phone_free(&first);
	phone_free(&second);
	counter_free(&k);
}

static void refused_again_at_the_commit(void **state)
{
	(void)state;
	struct counter k;
	struct api_card_claim card;
	struct api_evidence e;
	struct answer a;
	counter_ready(&k, &world);
	long before = world_number(&world, "SELECT COUNT(*) FROM refusals");
	card_of(&card, "somchai-old");
	evidence_of(&k, &card, &e);
	counter_create(&k, &e, false, &a);
	answer_problem(&a, PROBLEM_REFUSED_NOT_LATEST_CARD);
	assert_int_equal(a.problem.reasons[0], PROBLEM_REFUSED_NOT_LATEST_CARD);
	answer_free(&a);
	assert_true(world_number(&world, "SELECT COUNT(*) FROM refusals") > before);
	strcat(card.thai.last, "x");
	memcpy(card.request_number, "10179900002/02020002", 21);
	expect_refused_creation(&k, &card, PROBLEM_REFUSED_DATA_DIFFERS);
	counter_free(&k);
}

static void a_refusal_found_at_the_counter_is_recorded_without_a_person(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	char row[256];
	counter_ready(&k, &world);
	client_json(&k.client, "POST", "/v1/refusals",
	    "{\"problem\":\"card-unreadable\",\"step\":\"reading\"}", &a);
	answer_is(&a, 204);
	answer_free(&a);
	world_sql(&world,
	    "SELECT reason || ' ' || step || ' ' || office || ' ' || counter || ' ' || officer "
	    "FROM refusals WHERE step = 'reading'",
	    row, sizeof row);
	assert_string_equal(row, "DD-110 reading 4701 01 t4701-1");
	client_json(&k.client, "POST", "/v1/refusals",
	    "{\"problem\":\"card-unreadable\",\"step\":\"reading\",\"batch\":\"TH-NID-12\"}", &a);
	answer_is(&a, 204);
	answer_free(&a);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM refusals WHERE batch = 'TH-NID-12'"), 1);
	static const char *const no_batches[] = {
	    "1112034563562", "TH-NID-1112034563562", "TH-NID-", "TH-NIDA", "3B"};
	for (size_t i = 0; i < sizeof no_batches / sizeof no_batches[0]; i++) {
		snprintf(row, sizeof row,
		    "{\"problem\":\"card-unreadable\",\"step\":\"reading\",\"batch\":\"%s\"}",
		    no_batches[i]);
		client_json(&k.client, "POST", "/v1/refusals", row, &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
	client_json(&k.client, "POST", "/v1/refusals",
	    "{\"problem\":\"card-unreadable\",\"step\":\"1112034563562\"}", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	client_json(&k.client, "POST", "/v1/refusals",
	    "{\"problem\":\"no-such\",\"step\":\"reading\"}", &a);
	expect_problem(&a, PROBLEM_BAD_REQUEST);
	counter_login_ok(&k, "1234567890121", "24681357");
	assert_true(k.session.today_refused >= 1);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_sample_has_its_reason),
	    cmocka_unit_test(an_older_card_is_not_the_latest),
	    cmocka_unit_test(each_altered_field_is_found),
	    cmocka_unit_test(several_reasons_come_together),
	    cmocka_unit_test(an_office_that_takes_no_part_is_refused),
	    cmocka_unit_test(before_the_opening_and_after_the_closing),
	    cmocka_unit_test(no_place_is_left),
	    cmocka_unit_test(no_place_of_the_office_is_left),
	    cmocka_unit_test(in_progress_names_the_office),
	    cmocka_unit_test(enrolled_already_but_for_a_new_phone),
	    cmocka_unit_test(refused_again_at_the_commit),
	    cmocka_unit_test(a_refusal_found_at_the_counter_is_recorded_without_a_person),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
