/* A real centre whose registers are an agency's service, over mutual TLS: what it says counts,
 * each of its faults ends in a named outcome within the limit and is no refusal, and others
 * are served meanwhile. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agency.h"
#include "async.h"
#include "base/clock.h"

/* ---- what it says counts ---- */

static void an_enrollment_by_an_agency_from_end_to_end(void **state)
{
	(void)state;
	struct api_person_answer *person = calloc(1, sizeof *person);
	struct phone phone;
	struct api_enrolment e;
	struct answer a;
	struct error err;
	char request[4096];
	assert_non_null(person);
	begin(&good, 1);
	judged(PROBLEM_NONE);
	assert_true(server_request(&agency, request, sizeof request));
	assert_non_null(strstr(request, "POST /v1/people HTTP/1.1\r\n"));
	assert_non_null(
	    strstr(request, "{\"number\":\"1101700207030\",\"request_number\":\"" REQUEST "\"}"));
	counter_create_ok(&counter, &card, false, &e);
	counter_code_ok(&counter, e.id, &e);
	phone_make(&phone, &world);
	phone_claim_ok(&phone, &e.code, card.number.digits);
	match_ok(&counter, &phone);
	phone_consent(&phone, &a);
	expect_status(&a, 200);
	phone_post(&phone, "person", "{}", &a);
	answer_is(&a, 200);
	assert_true(api_person_answer_read(person, a.body.data, a.body.len, &err));
	assert_string_equal(person->person.address.part[ADDRESS_HOUSE], "77/1 ทดสอบ");
	assert_int_equal(person->enrolment.state, STATE_SAVED);
	answer_free(&a);
	phone_free(&phone);
	counter_post(&counter, e.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	assert_int_equal(asked(), 2); /* for the enrollment, and for the phone */
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = "
					      "'linkage.ask' AND result = 'ok'"),
	    3);
	assert_int_equal(world_number(&world, "SELECT COUNT(DISTINCT citizen) FROM audit WHERE "
					      "act IN ('linkage.ask', 'linkage.check') "
					      "AND citizen <> ''"),
	    1);
	end();
	free(person);
}

static void its_refusals_are_reasons_and_are_not_remembered(void **state)
{
	(void)state;
	static const struct step steps[] = {
	    ANSWER("{\"found\":false}"),
	    ANSWER(SAYS("deceased", "")),
	    ANSWER(SAYS("alive", ",\"refusals\":[95002]")),
	    ANSWER(SAYS("alive", ",\"refusals\":[95999]")),
	    ANSWER(GOOD),
	};
	start_agency(&agency_cert, &agency_ca, steps, COUNT_OF(steps));
	start_centre("1000", "1", "60");
	judged(PROBLEM_REFUSED_UNKNOWN_PERSON);
	judged(PROBLEM_REFUSED_DECEASED);
	judged(PROBLEM_REFUSED_NOT_LATEST_CARD);
	judged(PROBLEM_REFUSED_REGISTER);
	judged(PROBLEM_NONE);
	assert_int_equal(asked(), COUNT_OF(steps));
	judged(PROBLEM_NONE); /* what is good is */
	assert_int_equal(asked(), 0);
	end();
}

static void a_refused_card_forgets_what_was_good(void **state)
{
	(void)state;
	struct api_card_claim as_it_is = card;
	start_agency(&agency_cert, &agency_ca, &good, 1);
	start_centre("1000", "1", "60");
	judged(PROBLEM_NONE);
	assert_int_equal(asked(), 1);
	strcpy(card.thai.last, "ทดสอบคนอื่น");
	judged(PROBLEM_REFUSED_DATA_DIFFERS); /* by the remembered data */
	assert_int_equal(asked(), 0);
	judged(PROBLEM_REFUSED_DATA_DIFFERS); /* they are asked for again */
	assert_int_equal(asked(), 1);
	card = as_it_is;
	judged(PROBLEM_NONE);
	assert_int_equal(asked(), 1);
	end();
}

static void enrolling_is_refused_by_the_register_too(void **state)
{
	(void)state;
	static const struct step steps[] = {
	    ANSWER(SAYS("alive", ",\"refusals\":[95999]")), ANSWER("{}"), ANSWER(GOOD)};
	struct api_evidence e;
	struct api_finger_write w;
	struct answer a;
	begin(steps, 2);
	evidence_of(&counter, &card, &e);
	counter_create(&counter, &e, false, &a);
	expect_problem(&a, PROBLEM_REFUSED_REGISTER);
	evidence_of(&counter, &card, &e);
	counter_create(&counter, &e, false, &a);
	expect_problem(&a, PROBLEM_LINKAGE_AWAY);
	write_of(&card, false, FINGER_RIGHT_INDEX, &w);
	counter_write(&counter, &w, NULL, &a);
	expect_problem(&a, PROBLEM_LINKAGE_AWAY);
	end();
	begin(steps, 1);
	counter_write(&counter, &w, NULL, &a);
	expect_problem(&a, PROBLEM_REFUSED_REGISTER);
	end();
}

/* ---- its faults ---- */

#define PLAIN(TYPE, BODY)                                                                          \
	{                                                                                          \
		.act = ACT_ANSWER, .extra = CLOSE, .type = (TYPE), .body = (BODY)                  \
	}

static const struct step faulty[] = {
    {.act = ACT_SILENT},
    {.act = ACT_DRIP, .body = GOOD},
    {.act = ACT_HALF, .body = GOOD, .bytes = 300},
    {.act = ACT_HALF, .body = GOOD, .bytes = 20},
    {.act = ACT_CUT_AT, .body = GOOD, .bytes = 300},
    {.act = ACT_CUT},
    {.act = ACT_ENDLESS},
    PLAIN("text/html", "<html>portal</html>"),
    PLAIN(NULL, "no JSON"),
    PLAIN(NULL, "{\"found\":\"yes\"}"),
    PLAIN(NULL, "{\"found\":false,\"found\":true}"),
    PLAIN(NULL, "{\"found\":true}"),
    STATUS("500 Internal Server Error"),
    STATUS("503 Service Unavailable"),
    STATUS("302 Found"),
    STATUS("404 Not Found"),
    ANSWER(GOOD),
};
static const char *const outcomes[] = {"time limit", "time limit", "cut", "not understood", "cut",
    "cut", "too large", "not understood", "not understood", "not understood", "not understood",
    "not understood", "status", "status", "status", "status"};

#define ASKED_IN_VAIN "SELECT COUNT(*) FROM audit WHERE act = 'linkage.ask' AND result = 'DD-528'"

static void each_fault_has_its_name_and_its_time(void **state)
{
	(void)state;
	int64_t slowest = 0;
	long refusals = world_number(&world, "SELECT COUNT(*) FROM refusals");
	long in_vain = world_number(&world, ASKED_IN_VAIN);
	begin(faulty, COUNT_OF(faulty));
	for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
		int64_t before = clock_mono_ms(&clock_system);
		away(outcomes[i]);
		int64_t took = clock_mono_ms(&clock_system) - before;
		slowest = took > slowest ? took : slowest;
	}
	judged(PROBLEM_NONE); /* nothing was left behind */
	print_message("# slowest of %zu faults: %ld ms, limit %d s\n", COUNT_OF(outcomes),
	    (long)slowest, TIMEOUT_S);
	assert_true(slowest < TIMEOUT_S * 1000 + 4000); /* a loaded machine's time besides */
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM refusals"), refusals);
	assert_int_equal(world_number(&world, ASKED_IN_VAIN), in_vain + (long)COUNT_OF(outcomes));
	end();
}

/* The same key is judged anew when the agency is there again. */
static void trying_again_with_the_same_key_helps(void **state)
{
	(void)state;
	static const struct step steps[] = {STATUS("503 Service Unavailable"), ANSWER(GOOD)};
	struct answer a;
	char key[API_ID_SIZE];
	begin(steps, COUNT_OF(steps));
	fresh_key(key);
	check(&a, key);
	expect_problem(&a, PROBLEM_LINKAGE_AWAY);
	check(&a, key);
	expect_status(&a, 200);
	check(&a, key); /* what was answered is replayed */
	expect_status(&a, 200);
	assert_int_equal(asked(), COUNT_OF(steps));
	end();
}

static void a_phone_tries_again_too(void **state)
{
	(void)state;
	static const struct step steps[] = {
	    ANSWER(GOOD), STATUS("500 Internal Server Error"), ANSWER(GOOD)};
	struct phone phone;
	struct api_enrolment e;
	struct answer a;
	begin(steps, COUNT_OF(steps));
	counter_create_ok(&counter, &card, false, &e);
	counter_code_ok(&counter, e.id, &e);
	phone_make(&phone, &world);
	phone_claim_ok(&phone, &e.code, card.number.digits);
	match_ok(&counter, &phone);
	phone_consent(&phone, &a);
	expect_status(&a, 200);
	phone_post(&phone, "person", "{}", &a);
	expect_problem(&a, PROBLEM_LINKAGE_AWAY);
	counter_get_ok(&counter, e.id, &e);
	assert_int_equal(e.state, STATE_CONSENTED); /* nothing was handed out */
	phone_post(&phone, "person", "{}", &a);
	expect_status(&a, 200);
	counter_get_ok(&counter, e.id, &e);
	assert_int_equal(e.state, STATE_SAVED);
	phone_free(&phone);
	counter_post(&counter, e.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	end();
}

static void others_are_served_while_it_hangs(void **state)
{
	(void)state;
	static const struct step silent = {.act = ACT_SILENT};
	const struct api_linkage_check body = {.card = card};
	struct counter other;
	struct async slow;
	struct answer a;
	struct buf b = BUF_INIT;
	int64_t slowest = 0, total = 0;
	begin(&silent, 1);
	counter_make(&other, &world, "4701", "02");
	client_json(&other.client, "GET", "/v1/status", NULL, &a); /* connects */
	expect_status(&a, 200);
	api_linkage_check_write(&b, &body);
	const struct request r = {.method = "POST",
	    .path = "/v1/linkage-checks",
	    .body = b.data,
	    .len = b.len,
	    .key = ""};
	async_start(&slow, &counter.client, &r);
	wait_until_asked();
	for (int i = 0; i < 20; i++) {
		int64_t before = clock_mono_ms(&clock_system);
		client_json(&other.client, "GET", "/v1/status", NULL, &a);
		expect_status(&a, 200);
		int64_t took = clock_mono_ms(&clock_system) - before;
		slowest = took > slowest ? took : slowest;
		total += took;
	}
	async_join(&slow);
	answer_problem(&slow.answer, PROBLEM_LINKAGE_AWAY);
	answer_free(&slow.answer);
	print_message("# 20 others in %ld ms, the slowest in %ld ms, while one waited %ld ms\n",
	    (long)total, (long)slowest, (long)slow.took_ms);
	assert_true(slowest < slow.took_ms);
	counter_free(&other);
	buf_free(&b);
	end();
}

static void a_stop_waits_for_what_was_asked(void **state)
{
	(void)state;
	static const struct step drop = {.act = ACT_SILENT};
	const struct api_linkage_check body = {.card = card};
	struct async slow;
	struct buf b = BUF_INIT;
	begin(&drop, 1);
	api_linkage_check_write(&b, &body);
	const struct request r = {.method = "POST",
	    .path = "/v1/linkage-checks",
	    .body = b.data,
	    .len = b.len,
	    .key = ""};
	async_start(&slow, &counter.client, &r);
	wait_until_asked();
	world_kill(&world, SIGTERM);
	async_join(&slow);
	answer_problem(&slow.answer, PROBLEM_LINKAGE_AWAY);
	answer_free(&slow.answer);
	buf_free(&b);
	end();
}

/* ---- whom both sides trust ---- */

static void trust(const struct pki_issued *certificate, const struct pki *clients)
{
	start_agency(certificate, clients, &good, 1);
	start_centre("1000", "1", "0");
	away("TLS");
	assert_int_equal(asked(), 0); /* not one byte of the question */
	end();
}

static void an_agency_that_is_not_proved_is_told_nothing(void **state)
{
	(void)state;
	trust(&world.server, &agency_ca); /* of another authority */
	trust(&expired_cert, &agency_ca);
	trust(&other_host, &agency_ca);
}

static void an_agency_that_refuses_the_centre_is_away(void **state)
{
	(void)state;
	trust(&agency_cert, &world.stranger);
}

/* ---- the breaker ---- */

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

/* The newest centre's port of metrics, from the log, which goes on from one to the next. */
static void metrics_url(char out[80])
{
	char path[512], line[1024];
	FILE *f;
	snprintf(path, sizeof path, "%s/errors", world.directory);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		const char *at = strstr(line, "\"port\":");
		if (at)
			snprintf(out, 80, "http://127.0.0.1:%ld/metrics", strtol(at + 7, NULL, 10));
	}
	fclose(f);
}

static void metrics_tell(const char *sample)
{
	char where[80] = "";
	struct buf text = BUF_INIT;
	CURL *curl = curl_easy_init();
	metrics_url(where);
	curl_easy_setopt(curl, CURLOPT_URL, where);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	curl_easy_cleanup(curl);
	assert_non_null(strstr((const char *)text.data, sample));
	buf_free(&text);
}

static void a_dead_agency_is_left_alone_and_found_again(void **state)
{
	(void)state;
	struct answer a;
	int64_t until;
	start_agency(&agency_cert, &agency_ca, &good, 1);
	kill(agency.pid, SIGSTOP); /* the port stays its own, and nobody answers */
	start_centre("2", "1", "0");
	away("time limit");
	away("time limit");
	away("paused");
	assert_int_equal(asked(), 0);
	metrics_tell("\nddopa_linkage_breaker_closed 0\n");
	metrics_tell("\nddopa_linkage_questions_total{outcome=\"time limit\"} 2\n");
	metrics_tell("\nddopa_linkage_questions_total{outcome=\"paused\"} 1\n");
	kill(agency.pid, SIGCONT);
	until = clock_mono_ms(&clock_system) + PATIENT_MS;
	do {
		check(&a, "");
		assert_true(a.status == 200 || a.problem.problem == PROBLEM_LINKAGE_AWAY);
		assert_true(clock_mono_ms(&clock_system) < until);
		answer_free(&a);
	} while (a.status != 200);
	metrics_tell("\nddopa_linkage_breaker_closed 1\n");
	judged(PROBLEM_NONE);
	end();
}

static void away_by_number(void)
{
	struct answer a;
	world_sql(&world,
	    "INSERT INTO rights (officer, name) VALUES ('t4701-1', 'check-by-number')", NULL, 0);
	client_json(&counter.client, "POST", "/v1/eligibility-checks",
	    "{\"number\":\"1112034563562\"}", &a);
	expect_problem(&a, PROBLEM_LINKAGE_AWAY);
}

static void nobody_at_the_port_is_unreachable(void **state)
{
	(void)state;
	start_agency(&agency_cert, &agency_ca, &good, 1);
	server_stop(&agency);
	start_centre("2", "3600", "0");
	away("unreachable");
	away("unreachable");
	away("paused");
	away_by_number();
	counter_free(&counter);
	world_kill(&world, SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_enrollment_by_an_agency_from_end_to_end),
	    cmocka_unit_test(its_refusals_are_reasons_and_are_not_remembered),
	    cmocka_unit_test(a_refused_card_forgets_what_was_good),
	    cmocka_unit_test(enrolling_is_refused_by_the_register_too),
	    cmocka_unit_test(each_fault_has_its_name_and_its_time),
	    cmocka_unit_test(trying_again_with_the_same_key_helps),
	    cmocka_unit_test(a_phone_tries_again_too),
	    cmocka_unit_test(others_are_served_while_it_hangs),
	    cmocka_unit_test(a_stop_waits_for_what_was_asked),
	    cmocka_unit_test(an_agency_that_is_not_proved_is_told_nothing),
	    cmocka_unit_test(an_agency_that_refuses_the_centre_is_away),
	    cmocka_unit_test(a_dead_agency_is_left_alone_and_found_again),
	    cmocka_unit_test(nobody_at_the_port_is_unreachable),
	};
	return cmocka_run_group_tests(tests, make_world, free_world);
}
