#include "agency.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

const struct step good = {.act = ACT_ANSWER, .body = GOOD};

struct pki agency_ca;
struct pki_issued agency_cert, expired_cert, other_host, centre_cert;
struct server agency;
struct counter counter;
struct api_card_claim card;
static char url[80], ca_file[512];

int make_world(void **state)
{
	const struct pki_subject here = {.cn = "agency", .san = "IP:127.0.0.1"};
	const struct pki_subject past = {
	    .cn = "agency", .san = "IP:127.0.0.1", .from = -7200, .until = -3600};
	const struct pki_subject elsewhere = {.cn = "agency", .san = "DNS:elsewhere.test"};
	const struct pki_subject centre = {.cn = "centre"};
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	pki_make(&agency_ca, world.directory, "agency-ca");
	snprintf(ca_file, sizeof ca_file, "%s/agency-ca.pem", world.directory);
	pki_issue(&agency_ca, &here, world.directory, "agency", &agency_cert);
	pki_issue(&agency_ca, &past, world.directory, "agency-past", &expired_cert);
	pki_issue(&agency_ca, &elsewhere, world.directory, "agency-elsewhere", &other_host);
	pki_issue(&agency_ca, &centre, world.directory, "centre", &centre_cert);
	card_of(&card, "unknown");
	return 0;
}

int free_world(void **state)
{
	struct pki_issued *const issued[] = {
	    &agency_cert, &expired_cert, &other_host, &centre_cert};
	*state = NULL;
	for (size_t i = 0; i < COUNT_OF(issued); i++)
		pki_issued_free(issued[i]);
	pki_free(&agency_ca);
	return tear_down(state);
}

/* ---- a centre that asks an agency ---- */

void start_agency(const struct pki_issued *certificate, const struct pki *clients,
    const struct step *steps, size_t count)
{
	const struct server_options o = {.certificate = certificate->certificate,
	    .key = certificate->key,
	    .client_ca = clients->certificate,
	    .steps = steps,
	    .step_count = count};
	server_start(&agency, &o);
	snprintf(url, sizeof url, "%s/v1/people", agency.url);
}

void start_centre(const char *failures, const char *pause, const char *cache)
{
	static char seconds[8];
	snprintf(seconds, sizeof seconds, "%d", TIMEOUT_S);
	const char *const options[] = {"--linkage", url, "--linkage-ca", ca_file, "--linkage-cert",
	    centre_cert.cert_file, "--linkage-key", centre_cert.key_file, "--linkage-connect",
	    seconds, "--linkage-timeout", seconds, "--linkage-failures", failures,
	    "--linkage-pause", pause, "--linkage-cache", cache, "--metrics", "127.0.0.1:0", "--log",
	    "json", "--verbose", NULL};
	memcpy(world.extra, options, sizeof options);
	world_start(&world);
	counter_ready(&counter, &world);
}

void begin(const struct step *steps, size_t count)
{
	start_agency(&agency_cert, &agency_ca, steps, count);
	start_centre("1000", "1", "0");
}

void end(void)
{
	counter_free(&counter);
	world_kill(&world, SIGTERM);
	server_stop(&agency);
}

void check(struct answer *a, const char *key)
{
	const struct api_linkage_check body = {.card = card};
	struct buf b = BUF_INIT;
	api_linkage_check_write(&b, &body);
	const struct request r = {.method = "POST",
	    .path = "/v1/linkage-checks",
	    .body = b.data,
	    .len = b.len,
	    .key = key};
	client_call(&counter.client, &r, a);
	buf_free(&b);
}

void away(const char *outcome)
{
	struct answer a;
	check(&a, "");
	answer_problem(&a, PROBLEM_LINKAGE_AWAY);
	assert_int_equal(a.status, 503);
	assert_string_equal(a.problem.detail, outcome);
	answer_free(&a);
}

void judged(enum problem reason)
{
	struct api_linkage_answer a;
	counter_linkage(&counter, &card, false, &a);
	assert_int_equal(a.allowed, reason == PROBLEM_NONE);
	if (reason != PROBLEM_NONE) {
		assert_int_equal(a.reason_count, 1);
		assert_string_equal(problem_row(a.reasons[0])->name, problem_row(reason)->name);
	}
}

int asked(void)
{
	char text[4096];
	int n = 0;
	while (server_request(&agency, text, sizeof text))
		n++;
	return n;
}

void wait_until_asked(void)
{
	char text[4096];
	int64_t until = clock_mono_ms(&clock_system) + PATIENT_MS;
	while (!server_request(&agency, text, sizeof text))
		assert_true(clock_mono_ms(&clock_system) < until);
}
