/* Who gets an answer at all: certificates of counters, the two listeners, TLS 1.3. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static void status_with(const struct pki_issued *certificate, struct answer *a)
{
	struct client c;
	client_make(&c, &world, certificate);
	client_json(&c, "GET", "/v1/status", NULL, a);
	client_free(&c);
}

/* Under TLS 1.3 the refusal reaches the client with its first read. */
static void expect_no_answer(struct pki *authority, const struct pki_subject *s, const char *name)
{
	struct pki_issued issued;
	struct answer a;
	pki_issue(authority, s, world.directory, name, &issued);
	status_with(&issued, &a);
	assert_int_equal(a.curl, CURLE_RECV_ERROR);
	assert_int_equal(a.status, 0);
	answer_free(&a);
	pki_issued_free(&issued);
}

static void without_a_certificate(void **state)
{
	(void)state;
	struct answer a;
	status_with(NULL, &a);
	assert_int_equal(a.curl, CURLE_RECV_ERROR);
	assert_int_equal(a.body.len, 0);
	answer_free(&a);
}

static void with_a_foreign_or_expired_one(void **state)
{
	(void)state;
	const struct pki_subject s = {.o = "DOPA", .ou = "4701", .cn = "4701-01"};
	struct pki_subject expired = s;
	expired.from = -7200;
	expired.until = -3600;
	struct pki_subject early = s;
	early.from = 3600;
	early.until = 7200;
	expect_no_answer(&world.stranger, &s, "foreign");
	expect_no_answer(&world.ca, &expired, "expired");
	expect_no_answer(&world.ca, &early, "early");
}

static void with_a_revoked_one(void **state)
{
	(void)state;
	struct counter good, bad;
	struct answer a;
	char file[512];
	counter_make(&good, &world, "4701", "01");
	counter_make(&bad, &world, "4701", "02");
	snprintf(file, sizeof file, "%s/crl.pem", world.directory);
	pki_revoke(&world.ca, bad.certificate.certificate, file);
	world_kill(&world, SIGTERM);
	world.extra[0] = "--terminal-crl";
	world.extra[1] = file;
	world_start(&world);
	status_with(&good.certificate, &a);
	expect_status(&a, 200);
	status_with(&bad.certificate, &a);
	assert_int_equal(a.curl, CURLE_RECV_ERROR);
	answer_free(&a);
	world_kill(&world, SIGTERM);
	world.extra[0] = NULL;
	world_start(&world);
	counter_free(&good);
	counter_free(&bad);
}

/* Of the right authority, but not a counter that the centre knows. */
static void with_a_subject_that_fits_no_counter(void **state)
{
	(void)state;
	static const struct pki_subject subjects[] = {
	    {.o = "DOPA", .ou = "4701", .cn = "4701-77"}, /* not registered */
	    {.o = "DOPA", .ou = "4701", .cn = "4705-01"}, /* two offices */
	    {.o = "other", .ou = "4701", .cn = "4701-01"},
	    {.o = "DOPA", .cn = "4701-01"},
	    {.o = "DOPA", .ou = "4701", .cn = "4701"},
	    {.o = "DOPA", .ou = "47017", .cn = "47017-01"},
	    {.o = "DOPA", .ou = "4701", .cn = "4701-01' OR 1"},
	};
	for (size_t i = 0; i < COUNT_OF(subjects); i++) {
		struct pki_issued issued;
		struct answer a;
		char name[32];
		snprintf(name, sizeof name, "odd-%zu", i);
		pki_issue(&world.ca, &subjects[i], world.directory, name, &issued);
		status_with(&issued, &a);
		expect_problem(&a, PROBLEM_CERTIFICATE_REFUSED);
		pki_issued_free(&issued);
	}
}

static void no_path_of_one_answers_on_the_other(void **state)
{
	(void)state;
	static const char *const terminals[] = {"/v1/status", "/v1/session", "/v1/linkage-checks",
	    "/v1/refusals", "/v1/enrollments", "/v1/enrollments/e1", "/v1/enrollments/e1/codes"};
	static const char *const citizens[] = {"/citizen/v1/texts", "/citizen/v1/keys",
	    "/citizen/v1/claims", "/citizen/v1/enrollments/e1",
	    "/citizen/v1/enrollments/e1/consent", "/E/AAAAAAAAAAAAAAAAAAAAAAAAAA"};
	struct counter k;
	struct client citizen;
	struct answer a;
	counter_ready(&k, &world);
	client_make_citizen(&citizen, &world);
	for (size_t i = 0; i < COUNT_OF(terminals); i++) {
		client_json(&citizen, "GET", terminals[i], NULL, &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
		client_json(&citizen, "POST", terminals[i], "{}", &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
	}
	for (size_t i = 0; i < COUNT_OF(citizens); i++) {
		client_json(&k.client, "GET", citizens[i], NULL, &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
		client_json(&k.client, "POST", citizens[i], "{}", &a);
		expect_problem(&a, PROBLEM_NOT_FOUND);
	}
	client_free(&citizen);
	counter_free(&k);
}

static void tls_1_2_is_not_spoken(void **state)
{
	(void)state;
	struct client c;
	struct answer a;
	client_make_citizen(&c, &world);
	curl_easy_setopt(c.curl, CURLOPT_SSLVERSION,
	    (long)(CURL_SSLVERSION_TLSv1_2 | CURL_SSLVERSION_MAX_TLSv1_2));
	client_json(&c, "GET", "/citizen/v1/texts", NULL, &a);
	assert_int_equal(a.curl, CURLE_SSL_CONNECT_ERROR);
	answer_free(&a);
	client_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_certificate),
	    cmocka_unit_test(with_a_foreign_or_expired_one),
	    cmocka_unit_test(with_a_revoked_one),
	    cmocka_unit_test(with_a_subject_that_fits_no_counter),
	    cmocka_unit_test(no_path_of_one_answers_on_the_other),
	    cmocka_unit_test(tls_1_2_is_not_spoken),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
