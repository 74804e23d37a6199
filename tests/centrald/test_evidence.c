/* Evidence: each part that does not fit is refused, and no evidence is used twice. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

typedef void change_fn(struct api_evidence *e);

static void other_office(struct api_evidence *e)
{
	memcpy(e->office, "4705", 5);
}

static void other_counter(struct api_evidence *e)
{
	memcpy(e->counter, "02", 3);
}

static void other_officer(struct api_evidence *e)
{
	memcpy(e->officer_id, "t4701-2", 8);
}

static void not_the_same_person(struct api_evidence *e)
{
	e->same_person = false;
}

static void no_try_left(struct api_evidence *e)
{
	e->tries_left = 0;
}

static void no_digest(struct api_evidence *e)
{
	memset(e->digest, 0, sizeof e->digest);
}

static void from_the_future(struct api_evidence *e)
{
	e->time += 120 * 1000;
}

static void match_after_signing(struct api_evidence *e)
{
	e->match_time = e->time + 1000;
}

static void match_long_before(struct api_evidence *e)
{
	e->match_time = e->time - 15 * 60 * 1000;
}

static void too_old(struct api_evidence *e)
{
	e->time -= 15 * 60 * 1000 + 1000;
	e->match_time = e->time;
}

static void for_real(struct api_evidence *e)
{
	e->training = false;
}

static const struct {
	change_fn *change;
	enum problem problem;
} cases[] = {
    {other_office, PROBLEM_EVIDENCE_BAD},
    {other_counter, PROBLEM_EVIDENCE_BAD},
    {other_officer, PROBLEM_EVIDENCE_BAD},
    {not_the_same_person, PROBLEM_EVIDENCE_BAD},
    {no_try_left, PROBLEM_EVIDENCE_BAD},
    {no_digest, PROBLEM_EVIDENCE_BAD},
    {from_the_future, PROBLEM_EVIDENCE_BAD},
    {match_after_signing, PROBLEM_EVIDENCE_BAD},
    {match_long_before, PROBLEM_EVIDENCE_BAD},
    {too_old, PROBLEM_EVIDENCE_OLD},
    {for_real, PROBLEM_TRAINING_MISMATCH},
};

static void each_part_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct counter k;
	struct api_card_claim card;
	struct api_evidence e;
	struct answer a;
	counter_ready(&k, &world);
	card_of(&card, "somsri");
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		evidence_of(&k, &card, &e);
		cases[i].change(&e);
		counter_create(&k, &e, false, &a);
		expect_problem(&a, cases[i].problem);
	}
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM enrolments"), 0);
	counter_free(&k);
}

/* Signed by another counter's key: the signature is good, the certificate is not this
 * connection's. */
static void of_another_connection_it_is_worth_nothing(void **state)
{
	(void)state;
	struct counter k, other;
	struct api_card_claim card;
	struct api_evidence e;
	struct answer a;
	counter_ready(&k, &world);
	counter_make(&other, &world, "4701", "02");
	card_of(&card, "somsri");
	evidence_of(&k, &card, &e);
	struct pki_issued own = k.certificate;
	k.certificate = other.certificate;
	counter_create(&k, &e, false, &a);
	expect_problem(&a, PROBLEM_EVIDENCE_BAD);
	k.certificate.key = own.key; /* the right key, another certificate named */
	counter_create(&k, &e, false, &a);
	expect_problem(&a, PROBLEM_EVIDENCE_BAD);
	k.certificate = own;
	counter_free(&other);
	counter_free(&k);
}

static void the_same_evidence_makes_one_enrollment(void **state)
{
	(void)state;
	struct scene s;
	struct api_evidence e;
	struct answer a;
	scene_begin(&s, "somchai");
	evidence_of(&s.counter, &s.card, &e);
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	counter_create(&s.counter, &e, false, &a); /* new evidence: good */
	answer_is(&a, 201);
	read_enrolment(&a, &s.enrolment);
	answer_free(&a);
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	counter_create(&s.counter, &e, false, &a); /* signed anew, but the same claims */
	expect_problem(&a, PROBLEM_EVIDENCE_BAD);
	scene_end(&s);
}

static void garbage_is_refused(void **state)
{
	(void)state;
	static const char *const bodies[] = {"{\"evidence\":\"\",\"new_phone\":false}",
	    "{\"evidence\":\"a.b.c\",\"new_phone\":false}",
	    "{\"evidence\":\"nodots\",\"new_phone\":false}"};
	struct counter k;
	struct answer a;
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		client_json(&k.client, "POST", "/v1/enrollments", bodies[i], &a);
		assert_true(a.status == 400 || a.status == 422);
		assert_true(a.problem.problem != PROBLEM_NONE);
		answer_free(&a);
	}
	counter_free(&k);
}

/* What was signed stays, for who has to answer for it; the digest is kept as given. */
static void the_evidence_is_kept(void **state)
{
	(void)state;
	struct scene s;
	char digest[80], sql[160];
	scene_begin(&s, "malee");
	snprintf(
	    sql, sizeof sql, "SELECT digest FROM evidence WHERE enrolment = '%s'", s.enrolment.id);
	world_sql(&world, sql, digest, sizeof digest);
	assert_int_equal(strspn(digest, "5a"), 64);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM evidence WHERE length(jws) > 300"),
	    world_number(&world, "SELECT COUNT(*) FROM enrolments"));
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_part_that_does_not_fit_is_refused),
	    cmocka_unit_test(of_another_connection_it_is_worth_nothing),
	    cmocka_unit_test(the_same_evidence_makes_one_enrollment),
	    cmocka_unit_test(garbage_is_refused),
	    cmocka_unit_test(the_evidence_is_kept),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
