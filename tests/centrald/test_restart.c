/* Killed in the middle, the centre goes on where it was: everything acknowledged is there. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void kill_and_start(void)
{
	world_kill(&world, SIGKILL);
	world_start(&world);
}

static void killed_after_every_step(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	scene_begin(&s, "somsri");
	kill_and_start();
	counter_code_ok(&s.counter, s.enrolment.id, &s.enrolment); /* the session lives on too */
	kill_and_start();
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	kill_and_start();
	match_ok(&s.counter, &s.phone);
	kill_and_start();
	phone_consent(&s.phone, &a);
	expect_status(&a, 200);
	kill_and_start();
	phone_post(&s.phone, "person", "{}", &a);
	answer_is(&a, 200);
	struct api_person_answer *p = test_calloc(1, sizeof *p);
	struct error err;
	assert_true(api_person_answer_read(p, a.body.data, a.body.len, &err));
	s.phone.last = p->enrolment;
	test_free(p);
	answer_free(&a);
	kill_and_start();
	phone_proof(&s.phone, &a);
	expect_status(&a, 200);
	kill_and_start();
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SUCCESS);
	assert_true(strlen(s.enrolment.receipt) > 100);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), 1);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	scene_end(&s);
}

/* Each process has a chain of its own, from its start on. */
static void every_process_has_its_chain(void **state)
{
	(void)state;
	long chains = world_number(&world, "SELECT COUNT(DISTINCT chain) FROM audit");
	kill_and_start();
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(DISTINCT chain) FROM audit"), chains + 1);
	assert_int_equal(world_number(&world,
			     "SELECT COUNT(*) FROM audit WHERE seq = 1 AND act <> 'centre.start'"),
	    0);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM (SELECT chain, COUNT(*) AS n, "
					      "MAX(seq) AS m FROM audit GROUP BY chain) "
					      "AS chains WHERE n <> m"),
	    0);
}

static void the_list_shows_what_is_open(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	struct error err;
	struct api_enrolment_list list;
	scene_with_code(&s, "malee");
	kill_and_start();
	client_json(&s.counter.client, "GET", "/v1/enrollments", NULL, &a);
	answer_is(&a, 200);
	assert_true(api_enrolment_list_read(&list, a.body.data, a.body.len, &err));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.rows[0].id, s.enrolment.id);
	assert_int_equal(list.rows[0].state, STATE_QR_CREATED);
	assert_string_equal(list.rows[0].officer_name, "วินัย ทดสอบรับลงทะเบียน");
	assert_false(list.rows[0].has_code);
	api_enrolment_list_free(&list);
	answer_free(&a);
	scene_end(&s);
}

/* A second centre on the same embedded store would wake nobody of the first: refused. */
static void one_store_has_one_centre(void **state)
{
	(void)state;
	if (world.postgres) /* any number of them */
		skip();
	char ca[512];
	char terminals[16];
	char citizens[16];
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	snprintf(terminals, sizeof terminals, "%d", world.terminals_fd);
	snprintf(citizens, sizeof citizens, "%d", world.citizens_fd);
	const char *const options[] = {"--store", world.store, "--tls-cert", world.server.cert_file,
	    "--tls-key", world.server.key_file, "--terminal-ca", ca, "--host", "LOCALHOST",
	    "--terminals-fd", terminals, "--citizens-fd", citizens, NULL};
	assert_int_equal(world_run_fails(&world, options), 78);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(killed_after_every_step),
	    cmocka_unit_test(every_process_has_its_chain),
	    cmocka_unit_test(the_list_shows_what_is_open),
	    cmocka_unit_test(one_store_has_one_centre),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
