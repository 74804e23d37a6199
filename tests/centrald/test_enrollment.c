/* One citizen enrolled, end to end, by a counter and a phone that do real cryptography. */
#include <signal.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"
#include "counter.h"

static struct world world;

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	return 0;
}

static int tear_down(void **state)
{
	*state = NULL;
	world_free(&world);
	return 0;
}

static void status_tells_the_counter_its_place(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	struct api_status s;
	struct error err;
	counter_make(&k, &world, "4701", "01");
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	answer_is(&a, 200);
	assert_true(api_status_read(&s, a.body.data, a.body.len, &err));
	assert_int_equal(s.version, 1);
	assert_true(s.training);
	assert_true(s.open);
	assert_true(s.match_code);
	assert_int_equal(s.quota, 100000);
	assert_int_equal(s.quota_used, 0);
	assert_int_equal(s.code_life, 300);
	assert_int_equal(s.evidence_life, 900);
	assert_string_equal(s.office.code, "4701");
	assert_int_equal(s.office.type, OFFICE_DISTRICT);
	assert_true(s.office.may_enroll);
	assert_string_equal(s.counter, "01");
	answer_free(&a);
	counter_free(&k);
}

static void the_whole_way_to_success(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	struct api_card_claim card;
	struct api_linkage_answer linkage;
	struct api_enrolment e;
	counter_ready(&k, &world);
	phone_make(&p, &world);
	assert_string_equal(k.session.officer_id, "t4701-1");
	assert_true(k.session.may_enroll);
	card_of(&card, "somsri");
	counter_linkage(&k, &card, false, &linkage);
	assert_true(linkage.allowed);
	assert_int_equal(linkage.reason_count, 0);
	counter_create_ok(&k, &card, false, &e);
	assert_int_equal(e.state, STATE_PROOFED);
	assert_string_equal(e.assurance, "IAL2.3");
	assert_int_equal(e.renewals_left, 3);
	counter_code_ok(&k, e.id, &e);
	assert_int_equal(e.state, STATE_QR_CREATED);
	assert_int_equal(e.code.expires - e.now, 300 * 1000);
	assert_int_equal(strncmp(e.code.url, "HTTPS://LOCALHOST:8444/E/", 25), 0);
	assert_int_equal(strlen(e.code.url), 25 + API_CODE_SYMBOLS);
	phone_claim_ok(&p, &e.code, card.number.digits);
	assert_int_equal(p.last.state, STATE_SCANNED);
	assert_string_equal(p.id, e.id);
	match_ok(&k, &p);
	counter_get_ok(&k, e.id, &e);
	assert_int_equal(e.state, STATE_CONFIRMED);
	phone_finish_ok(&p);
	counter_get_ok(&k, e.id, &e);
	assert_int_equal(e.state, STATE_SUCCESS);
	assert_string_equal(e.receipt, p.last.receipt);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), 1);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
	phone_free(&p);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(status_tells_the_counter_its_place),
	    cmocka_unit_test(the_whole_way_to_success),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
