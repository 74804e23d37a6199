/* Who is at the other end: the centre's certificate, TLS 1.3, this counter's certificate and
 * key. Under TLS 1.3 a refused client certificate is told by the alert alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/ssl.h>

#include "desk.h"

#define DAY 86400L

static int requests(struct desk *d)
{
	static char text[60000];
	int n = 0;
	while (server_request(&d->server, text, sizeof(text)))
		n++;
	return n;
}

static void call(struct desk *d, const struct server_options *o)
{
	desk_open(d, o);
	const struct api_new_enrolment n = {.evidence = "a.b.c"};
	central_enrol(d->central, &n, "key-1", desk_answer, d);
	desk_wait(d, 1);
	assert_true(d->failed);
}

/* ---- the centre's certificate ---- */

static void bad_centre(struct desk *d, const struct pki_leaf *leaf, bool foreign, const char *says)
{
	const struct pki_leaf ca = {NULL, "Other authority", NULL, -DAY, DAY, true};
	EVP_PKEY *other_key = pki_key();
	X509 *other = pki_certificate(&ca, other_key, NULL, NULL);
	X509 *certificate = pki_certificate(
	    leaf, d->server_key, foreign ? other : d->ca, foreign ? other_key : d->ca_key);
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	o.certificate = certificate;
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TLS);
	if (!strstr(d->failure.error.context, says))
		fail_msg("%s", d->failure.error.context);
	assert_false(d->failure.maybe_done);
	assert_int_equal(requests(d), 0);
	X509_free(certificate);
	X509_free(other);
	EVP_PKEY_free(other_key);
}

static void test_other_authority(void **state)
{
	const struct pki_leaf leaf = {NULL, "centre", "127.0.0.1", -DAY, DAY, false};
	bad_centre(*state, &leaf, true, "another authority");
}

static void test_centre_expired(void **state)
{
	const struct pki_leaf leaf = {NULL, "centre", "127.0.0.1", -2 * DAY, -DAY, false};
	bad_centre(*state, &leaf, false, "expired");
}

static void test_centre_not_yet(void **state)
{
	const struct pki_leaf leaf = {NULL, "centre", "127.0.0.1", DAY, 2 * DAY, false};
	bad_centre(*state, &leaf, false, "not yet valid");
}

static void test_other_host(void **state)
{
	const struct pki_leaf leaf = {NULL, "centre", "127.0.0.9", -DAY, DAY, false};
	bad_centre(*state, &leaf, false, "host");
}

/* ---- what its authority has revoked ---- */

static void with_list(struct desk *d, X509 *revoked, long to_s, const char *says)
{
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	snprintf(d->crl_file, sizeof(d->crl_file), "%s/ca.crl", d->dir);
	pki_save_crl(d->crl_file, d->ca, d->ca_key, revoked, (const long[2]){-2 * DAY, to_s});
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TLS);
	if (!strstr(d->failure.error.context, says))
		fail_msg("%s", d->failure.error.context);
	assert_int_equal(requests(d), 0);
	unlink(d->crl_file);
}

static void test_revoked(void **state)
{
	struct desk *d = *state;
	with_list(d, d->server_certificate, DAY, "revoked");
}

static void test_list_ran_out(void **state)
{
	with_list(*state, NULL, -DAY, "out of date");
}

static void test_list_of_another(void **state)
{
	struct desk *d = *state;
	const struct pki_leaf ca = {NULL, "Other authority", NULL, -DAY, DAY, true};
	EVP_PKEY *other_key = pki_key();
	X509 *other = pki_certificate(&ca, other_key, NULL, NULL);
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	snprintf(d->crl_file, sizeof(d->crl_file), "%s/ca.crl", d->dir);
	pki_save_crl(d->crl_file, other, other_key, NULL, (const long[2]){-DAY, DAY});
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TLS);
	assert_non_null(strstr(d->failure.error.context, "no list"));
	unlink(d->crl_file);
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CONFIG);
	assert_int_equal(requests(d), 0);
	X509_free(other);
	EVP_PKEY_free(other_key);
}

static void test_list_without_it(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = STATUS});
	snprintf(d->crl_file, sizeof(d->crl_file), "%s/ca.crl", d->dir);
	pki_save_crl(d->crl_file, d->ca, d->ca_key, d->counter, (const long[2]){-DAY, DAY});
	desk_open(d, &o);
	central_status(d->central, desk_answer, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	unlink(d->crl_file);
}

static void test_tls12(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	o.max_version = TLS1_2_VERSION;
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TLS);
	assert_non_null(strstr(d->failure.error.context, "TLS 1.3"));
	assert_int_equal(requests(d), 0);
}

/* ---- this counter's certificate, refused there ---- */

static void refused(struct desk *d, int client_error, enum problem problem)
{
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	o.client_error = client_error;
	call(d, &o);
	assert_int_equal(d->failure.error.problem, problem);
	assert_false(d->failure.maybe_done);
	assert_int_equal(requests(d), 0);
}

static void test_refused(void **state)
{
	refused(*state, X509_V_ERR_CERT_HAS_EXPIRED, PROBLEM_CERTIFICATE_EXPIRED);
	refused(*state, X509_V_ERR_CERT_REVOKED, PROBLEM_CERTIFICATE_REVOKED);
	refused(*state, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, PROBLEM_CERTIFICATE_REFUSED);
	refused(*state, X509_V_ERR_CERT_REJECTED, PROBLEM_CERTIFICATE_REFUSED);
}

/* A foreign authority's certificate, refused by the real check of a server. */
static void test_foreign(void **state)
{
	struct desk *d = *state;
	const struct pki_leaf ca = {NULL, "Other authority", NULL, -DAY, DAY, true};
	EVP_PKEY *other_key = pki_key();
	X509 *other = pki_certificate(&ca, other_key, NULL, NULL);
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	o.client_ca = other;
	call(d, &o);
	assert_int_equal(d->failure.error.problem, PROBLEM_CERTIFICATE_REFUSED);
	X509_free(other);
	EVP_PKEY_free(other_key);
}

/* ---- this counter's files ---- */

static void new_fails(struct desk *d, enum problem problem)
{
	struct error err = {0};
	snprintf(d->server.url, sizeof(d->server.url), "https://127.0.0.1:1");
	struct central_options o = desk_options(d);
	assert_null(central_new(d->loop, &o, &err));
	if (err.problem != problem)
		fail_msg("%s, not %s: %s", problem_row(err.problem)->id, problem_row(problem)->id,
		    err.context);
}

static void test_files_missing(void **state)
{
	struct desk *d = *state;
	unlink(d->key_file);
	new_fails(d, PROBLEM_CERTIFICATE_MISSING);
	pki_save(d->key_file, NULL, d->counter_key);
	unlink(d->certificate_file);
	new_fails(d, PROBLEM_CERTIFICATE_MISSING);
	pki_save(d->certificate_file, NULL, NULL);
	new_fails(d, PROBLEM_CERTIFICATE_MISSING);
	pki_save(d->certificate_file, d->counter, NULL);
	unlink(d->ca_file);
	new_fails(d, PROBLEM_CONFIG);
}

static void test_key_open_to_others(void **state)
{
	struct desk *d = *state;
	static const mode_t modes[] = {0640, 0604, 0660, 0606, 0610, 0601};
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		chmod(d->key_file, modes[i]);
		new_fails(d, PROBLEM_CONFIG_OWNER);
	}
}

static void test_own_expired(void **state)
{
	struct desk *d = *state;
	const struct pki_leaf leaf = {"4701", "4701-01", NULL, -2 * DAY, -DAY, false};
	X509 *old = pki_certificate(&leaf, d->counter_key, d->ca, d->ca_key);
	pki_save(d->certificate_file, old, NULL);
	new_fails(d, PROBLEM_CERTIFICATE_EXPIRED);
	X509_free(old);
}

static void test_wrong_key(void **state)
{
	struct desk *d = *state;
	EVP_PKEY *other = pki_key(), *rsa = EVP_RSA_gen(2048);
	pki_save(d->key_file, NULL, other);
	new_fails(d, PROBLEM_CONFIG);
	pki_save(d->key_file, NULL, rsa);
	new_fails(d, PROBLEM_CONFIG);
	EVP_PKEY_free(other);
	EVP_PKEY_free(rsa);
}

static void test_odd_subjects(void **state)
{
	struct desk *d = *state;
	static const struct pki_leaf leaves[] = {
	    {NULL, "4701-01", NULL, -DAY, DAY, false},
	    {"4701", "4702-01", NULL, -DAY, DAY, false},
	    {"4701", "4701", NULL, -DAY, DAY, false},
	    {"4701", "4701-", NULL, -DAY, DAY, false},
	    {"470", "470-01", NULL, -DAY, DAY, false},
	    {"4701", "4701-a-counter-with-a-long-name", NULL, -DAY, DAY, false},
	};
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		X509 *odd = pki_certificate(&leaves[i], d->counter_key, d->ca, d->ca_key);
		pki_save(d->certificate_file, odd, NULL);
		new_fails(d, PROBLEM_CONFIG);
		X509_free(odd);
	}
}

static void test_odd_urls(void **state)
{
	struct desk *d = *state;
	static const char *const urls[] = {"http://127.0.0.1:1", "https://", "", "127.0.0.1"};
	struct error err = {0};
	struct central_options o = desk_options(d);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		o.url = urls[i];
		assert_null(central_new(d->loop, &o, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_DESK(test_other_authority),
	    AT_DESK(test_centre_expired),
	    AT_DESK(test_centre_not_yet),
	    AT_DESK(test_other_host),
	    AT_DESK(test_revoked),
	    AT_DESK(test_list_ran_out),
	    AT_DESK(test_list_of_another),
	    AT_DESK(test_list_without_it),
	    AT_DESK(test_tls12),
	    AT_DESK(test_refused),
	    AT_DESK(test_foreign),
	    AT_DESK(test_files_missing),
	    AT_DESK(test_key_open_to_others),
	    AT_DESK(test_own_expired),
	    AT_DESK(test_wrong_key),
	    AT_DESK(test_odd_subjects),
	    AT_DESK(test_odd_urls),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
