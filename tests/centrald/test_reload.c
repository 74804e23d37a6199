/* Certificates, authority and list of the revoked read again at SIGHUP, and what becomes of
 * those who are connected with one that is good no more. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "async.h"
#include "base/clock.h"
#include "fixture.h"

#define PATIENCE_MS 60000 /* «within 60 s» */
#define LOOK_MS	    50

static char crl_file[512];

static int begin(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	snprintf(crl_file, sizeof crl_file, "%s/crl.pem", world.directory);
	pki_revoke(&world.ca, world.stranger.certificate, crl_file); /* nobody of ours yet */
	world.extra[0] = "--terminal-crl";
	world.extra[1] = crl_file;
	world_start(&world);
	return 0;
}

static void look_again(int64_t since)
{
	assert_true(clock_mono_ms(&clock_system) - since < PATIENCE_MS);
	poll(NULL, 0, LOOK_MS);
}

static void hang_up(void)
{
	assert_int_equal(kill(world.pid, SIGHUP), 0);
}

static CURLcode status_anew(const struct pki_issued *certificate)
{
	struct client c;
	struct answer a;
	client_make(&c, &world, certificate);
	client_json(&c, "GET", "/v1/status", NULL, &a);
	CURLcode result = a.curl;
	answer_free(&a);
	client_free(&c);
	return result;
}

/* Until a new connection with it is refused. */
static void wait_refused(const struct pki_issued *certificate)
{
	int64_t since = clock_mono_ms(&clock_system);
	while (status_anew(certificate) == CURLE_OK)
		look_again(since);
}

static long sessions_of(const struct counter *k)
{
	char sql[200];
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM sessions s JOIN officers o ON o.id = s.officer "
	    "WHERE o.id = '%s'",
	    k->session.officer_id);
	return world_number(&world, sql);
}

static void wait_no_sessions(const struct counter *k)
{
	int64_t since = clock_mono_ms(&clock_system);
	while (sessions_of(k) > 0)
		look_again(since);
}

/* The session is dead in the store, and the open connection is of no use any more. */
static void a_revoked_ones_session_and_connection_end(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	long connects = 0;
	counter_ready(&k, &world);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	expect_status(&a, 200);
	assert_int_equal(sessions_of(&k), 1);
	pki_revoke(&world.ca, k.certificate.certificate, crl_file);
	hang_up();
	wait_no_sessions(&k);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	curl_easy_getinfo(k.client.curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(a.status, 0);
	assert_int_equal(connects, 1); /* the old connection was gone, a new one refused */
	answer_free(&a);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'session.revoke'"), 1);
	counter_free(&k);
}

static void who_waits_is_told(void **state)
{
	(void)state;
	struct scene s;
	struct client c;
	struct answer a;
	struct async x = {0};
	char path[160];
	scene_with_code(&s, "somsri");
	client_make(&c, &world, &s.counter.certificate);
	memcpy(c.token, s.counter.client.token, sizeof c.token);
	snprintf(path, sizeof path, "/v1/enrollments/%s?after=%ld&wait=60", s.enrolment.id,
	    s.enrolment.revision);
	client_json(&c, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	async_start(&x, &c, &(struct request){.method = "GET", .path = path});
	async_wait_sent(&x);
	pki_revoke(&world.ca, s.counter.certificate.certificate, crl_file);
	hang_up();
	async_join(&x);
	assert_true(x.took_ms < 45000); /* not when the 60 s were over */
	expect_problem(&x.answer, PROBLEM_CERTIFICATE_REVOKED);
	client_free(&c);
	phone_free(&s.phone);
	counter_free(&s.counter);
}

/* Revoked in the store by an operator, with no list of the revoked and no signal. */
static void revoked_in_the_store(void **state)
{
	(void)state;
	struct counter k;
	uint8_t digest[32];
	char hex[65], sql[400];
	counter_logged_in(&k, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	assert_int_equal(sessions_of(&k), 1);
	assert_int_equal(X509_digest(k.certificate.certificate, EVP_sha256(), digest, NULL), 1);
	for (size_t i = 0; i < sizeof digest; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	snprintf(sql, sizeof sql,
	    "INSERT INTO certificates (fingerprint, office, counter, spki, serial, issuer, added, "
	    "expires, bound, revoked) VALUES ('%s', '4701', '02', '', '2', '', 1, 2, 0, 3)",
	    hex);
	world_sql(&world, sql, NULL, 0);
	wait_no_sessions(&k);
	counter_free(&k);
}

static void copy(const char *from, const char *to)
{
	char command[1200];
	snprintf(command, sizeof command, "cp '%s' '%s'", from, to);
	assert_int_equal(system(command), 0);
}

static long serial_served(void)
{
	struct client c;
	struct answer a;
	struct curl_certinfo *info = NULL;
	long serial = -1;
	client_make_citizen(&c, &world);
	curl_easy_setopt(c.curl, CURLOPT_CERTINFO, 1L);
	client_json(&c, "GET", "/citizen/v1/keys", NULL, &a);
	expect_status(&a, 200);
	assert_int_equal(curl_easy_getinfo(c.curl, CURLINFO_CERTINFO, &info), CURLE_OK);
	for (struct curl_slist *l = info->certinfo[0]; l; l = l->next)
		if (strncmp(l->data, "Serial Number:", 14) == 0)
			serial = strtol(l->data + 14, NULL, 16);
	client_free(&c);
	return serial;
}

static void the_centres_own_certificate_is_read_again(void **state)
{
	(void)state;
	const struct pki_subject server = {.cn = "localhost", .san = "DNS:localhost,IP:127.0.0.1"};
	struct pki_issued fresh;
	struct client open;
	struct answer a;
	long before = serial_served();
	client_make_citizen(&open, &world);
	client_json(&open, "GET", "/citizen/v1/keys", NULL, &a);
	expect_status(&a, 200);
	pki_issue(&world.ca, &server, world.directory, "fresh", &fresh);
	copy(fresh.cert_file, world.server.cert_file);
	copy(fresh.key_file, world.server.key_file);
	hang_up();
	int64_t since = clock_mono_ms(&clock_system);
	while (serial_served() == before)
		look_again(since);
	long connects = -1; /* who is connected stays so */
	client_json(&open, "GET", "/citizen/v1/keys", NULL, &a);
	expect_status(&a, 200);
	curl_easy_getinfo(open.curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(connects, 0);
	client_free(&open);
	pki_issued_free(&fresh);
}

static bool errors_tell(const char *word)
{
	char command[1200];
	snprintf(command, sizeof command, "grep -q -- '%s' '%s/errors'", word, world.directory);
	return system(command) == 0;
}

/* The old ones go on, and the file is named. */
static void bad_files_change_nothing(void **state)
{
	(void)state;
	struct counter k;
	char kept[600];
	counter_make(&k, &world, "4701", "01");
	const char *const files[] = {world.server.cert_file, world.server.key_file, crl_file};
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char word[600];
		snprintf(kept, sizeof kept, "%s/kept", world.directory);
		copy(files[i], kept);
		FILE *f = fopen(files[i], "w");
		assert_non_null(f);
		fputs("not PEM\n", f);
		fclose(f);
		hang_up();
		snprintf(word, sizeof word, "DD-.*%s", files[i]);
		int64_t since = clock_mono_ms(&clock_system);
		while (!errors_tell(word))
			look_again(since);
		assert_int_equal(status_anew(&k.certificate), CURLE_OK);
		copy(kept, files[i]);
	}
	counter_free(&k);
}

/* An authority that was taken out of the file: its counters have to go, and stay away. */
static void an_authority_taken_out_is_believed_no_more(void **state)
{
	(void)state;
	struct counter k;
	char ca[512], other[512];
	counter_ready(&k, &world);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	snprintf(other, sizeof other, "%s/stranger-ca.pem", world.directory);
	copy(other, ca);
	hang_up();
	wait_refused(&k.certificate);
	wait_no_sessions(&k);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_revoked_ones_session_and_connection_end),
	    cmocka_unit_test(who_waits_is_told),
	    cmocka_unit_test(revoked_in_the_store),
	    cmocka_unit_test(the_centres_own_certificate_is_read_again),
	    cmocka_unit_test(bad_files_change_nothing),
	    cmocka_unit_test(an_authority_taken_out_is_believed_no_more),
	};
	return cmocka_run_group_tests(tests, begin, tear_down);
}
