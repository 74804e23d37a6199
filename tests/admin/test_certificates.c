/* Counters' certificates beside a running centre: signed, renewed, bound, revoked. */
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../centrald/fixture.h"
#include "admin/admin.h"
#include "wire/jws.h"

static char ca_cert[512], ca_key[512], crl[512];

static void write_key(const char *path, EVP_PKEY *key)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static int set_up(void **state)
{
	if (set_up_samples(state) != 0)
		return -1;
	snprintf(ca_cert, sizeof ca_cert, "%s/authority.pem", world.directory);
	snprintf(ca_key, sizeof ca_key, "%s/authority.key", world.directory);
	snprintf(crl, sizeof crl, "%s/revoked.pem", world.directory);
	FILE *f = fopen(ca_cert, "we");
	assert_non_null(f);
	assert_int_equal(PEM_write_X509(f, world.ca.certificate), 1);
	assert_int_equal(fclose(f), 0);
	write_key(ca_key, world.ca.key);
	return 0;
}

/* One command; operands end with NULL. */
static enum problem act(admin_fn *command, const char *list, char *const *operands, char **text)
{
	struct admin a = {.operands = operands};
	struct error err = {0};
	char *ignored = NULL;
	size_t size;
	int status = 0;
	while (operands[a.operand_count])
		a.operand_count++;
	a.value[OPT_STORE] = world.store;
	a.value[OPT_KEYS] = world.keys;
	a.value[OPT_CA_CERT] = ca_cert;
	a.value[OPT_CA_KEY] = ca_key;
	a.value[OPT_CRL] = list;
	snprintf(a.operator_name, sizeof a.operator_name, "operator:test");
	a.out = open_memstream(text ? text : &ignored, &size);
	if (!admin_open(&a, &err))
		fail_msg("%s", err.context);
	bool ok = command(&a, &status, &err);
	admin_close(&a);
	fclose(a.out);
	free(ignored);
	return ok ? PROBLEM_NONE : err.problem;
}

#define ACT(COMMAND, LIST, TEXT, ...) act(COMMAND, LIST, (char *const[]){__VA_ARGS__, NULL}, TEXT)

/* A request as a counter makes it; its file's name (static). */
static char *request_file(EVP_PKEY *key, const char *office, const char *counter)
{
	static char path[512];
	struct buf pem = BUF_INIT;
	struct error err;
	assert_true(counter_request_write(&pem, key, office, counter, &err));
	snprintf(
	    path, sizeof path, "%s", world_file(&world, "counter.csr", (const char *)pem.data));
	buf_free(&pem);
	return path;
}

/* What was signed, as a client shows it. */
static void take_signed(struct pki_issued *out, EVP_PKEY *key, const char *pem)
{
	memset(out, 0, sizeof *out);
	EVP_PKEY_up_ref(key);
	out->key = key;
	out->certificate = certificate_parse(pem, strlen(pem));
	assert_non_null(out->certificate);
	snprintf(
	    out->cert_file, sizeof out->cert_file, "%s", world_file(&world, "signed.pem", pem));
	snprintf(out->key_file, sizeof out->key_file, "%s/signed.key", world.directory);
	write_key(out->key_file, key);
}

static void status_with(const struct pki_issued *certificate, struct answer *a)
{
	struct client c;
	client_make(&c, &world, certificate);
	client_json(&c, "GET", "/v1/status", NULL, a);
	client_free(&c);
}

static void expect_status_with(const struct pki_issued *certificate, enum problem problem)
{
	struct answer a;
	status_with(certificate, &a);
	if (problem == PROBLEM_NONE)
		expect_status(&a, 200);
	else
		expect_problem(&a, problem);
}

static long acts(const char *name)
{
	char sql[200];
	snprintf(
	    sql, sizeof sql, "SELECT COUNT(*) FROM audit WHERE act = '%s' AND result = 'ok'", name);
	return world_number(&world, sql);
}

/* RFC 5280 §4.2.1.12, §4.2.1.9; protocol.md «Who proves what»; hardening.md T12: 7 days. */
static void check_profile(X509 *c)
{
	char subject[200];
	int days = 0, seconds = 0;
	X509_NAME_oneline(X509_get_subject_name(c), subject, sizeof subject);
	assert_string_equal(subject, "/O=DOPA/OU=4701/CN=4701-02");
	assert_int_equal(X509_verify(c, world.ca.key), 1);
	assert_int_equal(X509_get_extended_key_usage(c), XKU_SSL_CLIENT);
	assert_int_equal(X509_get_key_usage(c), KU_DIGITAL_SIGNATURE);
	assert_int_equal(X509_check_ca(c), 0);
	assert_int_equal(
	    ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(c), X509_get0_notAfter(c)), 1);
	assert_true(days <= 7 && seconds < 600); /* the minutes before are for slow clocks */
}

static void a_request_is_signed_for_the_counter_that_is_meant(void **state)
{
	struct pki_issued issued;
	struct error err;
	char *pem;
	EVP_PKEY *key = key_generate(&err);
	(void)state;
	/* its own subject counts for nothing */
	char *file = request_file(key, "9999", "boss");
	assert_int_equal(ACT(terminal_sign, NULL, &pem, "4701", "02", file), PROBLEM_NONE);
	take_signed(&issued, key, pem);
	check_profile(issued.certificate);
	assert_int_equal(X509_check_private_key(issued.certificate, key), 1);
	assert_non_null(strstr(strstr(pem, "END"), "BEGIN")); /* the authority's behind it */
	expect_status_with(&issued, PROBLEM_NONE);
	assert_int_equal(acts("terminal.sign"), 1);
	pki_issued_free(&issued);
	EVP_PKEY_free(key);
	free(pem);
}

static void the_life_is_the_setting_s(void **state)
{
	struct error err;
	char *pem;
	int days = 0, seconds = 0;
	EVP_PKEY *key = key_generate(&err);
	(void)state;
	assert_int_equal(ACT(setting_set, NULL, NULL, "certificate_days", "0"), PROBLEM_USAGE);
	assert_int_equal(ACT(setting_set, NULL, NULL, "certificate_days", "398"), PROBLEM_USAGE);
	/* the authority's own ends in a day: not longer than that */
	assert_int_equal(ACT(setting_set, NULL, NULL, "certificate_days", "30"), PROBLEM_NONE);
	char *file = request_file(key, "4701", "02");
	assert_int_equal(ACT(terminal_sign, NULL, &pem, "4701", "02", file), PROBLEM_NONE);
	X509 *c = certificate_parse(pem, strlen(pem));
	assert_int_equal(ASN1_TIME_diff(&days, &seconds, X509_get0_notAfter(c),
			     X509_get0_notAfter(world.ca.certificate)),
	    1);
	assert_int_equal(days, 0);
	assert_int_equal(seconds, 0);
	X509_free(c);
	EVP_PKEY_free(key);
	free(pem);
}

static void what_is_not_signed(void **state)
{
	char *text, *file;
	struct error err;
	struct buf pem = BUF_INIT;
	EVP_PKEY *key = key_generate(&err), *p384 = EVP_EC_gen("P-384");
	long before = world_number(&world, "SELECT COUNT(*) FROM certificates");
	(void)state;
	file = request_file(p384, "4701", "02");
	assert_int_equal(
	    ACT(terminal_sign, NULL, NULL, "4701", "02", file), PROBLEM_CERTIFICATE_REQUEST);
	file = request_file(key, "4701", "02");
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "99", file), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(chmod(ca_key, 0640), 0);
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "02", file), PROBLEM_AUTHORITY);
	write_key(ca_key, key);
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "02", file), PROBLEM_AUTHORITY);
	write_key(ca_key, world.ca.key);
	/* another key put into a signed request: its signature is not by that key */
	assert_true(counter_request_write(&pem, key, "4701", "02", &err));
	BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
	X509_REQ *request = PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL);
	EVP_PKEY *other = key_generate(&err);
	X509_REQ_set_pubkey(request, other);
	BIO *out = BIO_new(BIO_s_mem());
	PEM_write_bio_X509_REQ(out, request);
	BIO_write(out, "", 1);
	BIO_get_mem_data(out, &text);
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "02",
			     (char *)(uintptr_t)world_file(&world, "bad.csr", text)),
	    PROBLEM_CERTIFICATE_REQUEST);
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "02",
			     (char *)(uintptr_t)world_file(&world, "bad.csr", "none")),
	    PROBLEM_CERTIFICATE_REQUEST);
	assert_int_equal(ACT(terminal_sign, NULL, NULL, "4701", "02", "/nonexistent"), PROBLEM_IO);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM certificates"), before);
	BIO_free(bio);
	BIO_free(out);
	X509_REQ_free(request);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	EVP_PKEY_free(p384);
	buf_free(&pem);
}

/* The session that a revoked certificate has opened is dead with the next request. */
static void revoked_in_the_middle_of_a_session(void **state)
{
	struct counter k;
	struct answer a;
	struct error err;
	char *pem;
	EVP_PKEY *key = key_generate(&err);
	X509_REVOKED *found = NULL;
	(void)state;
	counter_make(&k, &world, "4701", "02");
	char *file = request_file(key, "4701", "02");
	assert_int_equal(ACT(terminal_sign, NULL, &pem, "4701", "02", file), PROBLEM_NONE);
	client_free(&k.client);
	pki_issued_free(&k.certificate);
	take_signed(&k.certificate, key, pem);
	client_make(&k.client, &world, &k.certificate);
	counter_login_ok(&k, SECOND_NUMBER, SECOND_PIN);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	expect_status(&a, 200);
	assert_int_equal(ACT(terminal_revoke, crl, NULL, "4701", "02"), PROBLEM_NONE);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &a);
	expect_problem(&a, PROBLEM_CERTIFICATE_REVOKED);
	FILE *f = fopen(crl, "re");
	assert_non_null(f);
	X509_CRL *list = PEM_read_X509_CRL(f, NULL, NULL, NULL);
	fclose(f);
	assert_non_null(list);
	assert_int_equal(X509_CRL_verify(list, world.ca.key), 1);
	assert_int_equal(X509_CRL_get0_by_cert(list, &found, k.certificate.certificate), 1);
	X509_CRL_free(list);
	/* nothing is left to revoke; its key gets no other certificate */
	assert_int_equal(ACT(terminal_revoke, crl, NULL, "4701", "02"), PROBLEM_NO_SUCH_ENTRY);
	file = request_file(key, "4701", "02");
	assert_int_equal(ACT(terminal_renew, NULL, NULL, file), PROBLEM_CERTIFICATE_REVOKED);
	assert_int_equal(
	    ACT(terminal_sign, NULL, NULL, "4701", "02", file), PROBLEM_CERTIFICATE_REVOKED);
	assert_int_equal(acts("terminal.revoke"), 1);
	counter_free(&k);
	EVP_PKEY_free(key);
	free(pem);
}

/* A centre that reads the list refuses it before there is a request. */
static void the_list_is_one_that_the_centre_takes(void **state)
{
	struct counter good, bad;
	struct answer a;
	(void)state;
	counter_make(&good, &world, "4701", "01");
	counter_make(&bad, &world, "4701", "02");
	assert_int_equal(
	    ACT(terminal_revoke, crl, NULL, "4701", "02", bad.certificate.cert_file), PROBLEM_NONE);
	world_kill(&world, SIGTERM);
	world.extra[0] = "--terminal-crl";
	world.extra[1] = crl;
	world.extra[2] = NULL;
	world_start(&world);
	expect_status_with(&good.certificate, PROBLEM_NONE);
	status_with(&bad.certificate, &a);
	assert_int_equal(a.curl, CURLE_RECV_ERROR);
	answer_free(&a);
	assert_int_equal(ACT(terminal_crl, crl, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(ACT(terminal_crl, NULL, NULL, NULL), PROBLEM_USAGE);
	world_kill(&world, SIGTERM);
	world.extra[0] = NULL;
	world_start(&world);
	counter_free(&good);
	counter_free(&bad);
}

static void ask_renewal(struct counter *k, EVP_PKEY *key, struct answer *a)
{
	struct api_certificate_request r = {.request = ""};
	struct buf pem = BUF_INIT, body = BUF_INIT;
	struct error err;
	assert_true(counter_request_write(&pem, key, "4705", "01", &err));
	memcpy(r.request, pem.data, pem.len);
	api_certificate_request_write(&body, &r);
	const struct request q = {.method = "POST",
	    .path = "/v1/certificate",
	    .body = body.data,
	    .len = body.len,
	    .key = ""};
	client_call(&k->client, &q, a);
	buf_free(&pem);
	buf_free(&body);
}

static void the_centre_renews_where_it_holds_the_key(void **state)
{
	struct counter k;
	struct answer a;
	struct api_certificate next;
	struct pki_issued issued;
	struct error err;
	(void)state;
	counter_make(&k, &world, "4701", "01");
	ask_renewal(&k, k.certificate.key, &a);
	expect_problem(&a, PROBLEM_CERTIFICATE_ELSEWHERE);
	world_kill(&world, SIGTERM);
	world.extra[0] = "--issuer-cert";
	world.extra[1] = ca_cert;
	world.extra[2] = "--issuer-key";
	world.extra[3] = ca_key;
	world.extra[4] = NULL;
	world_start(&world);
	client_json(&k.client, "POST", "/v1/certificate", "{\"request\":\"none\"}", &a);
	expect_problem(&a, PROBLEM_CERTIFICATE_REQUEST);
	ask_renewal(&k, k.certificate.key, &a);
	assert_int_equal(a.status, 201);
	assert_true(api_certificate_read(&next, a.body.data, a.body.len, &err));
	answer_free(&a);
	take_signed(&issued, k.certificate.key, next.certificate);
	assert_int_equal(certificate_end(issued.certificate), next.expires);
	/* of the counter that asks, whatever the request says */
	assert_int_equal(X509_NAME_cmp(X509_get_subject_name(issued.certificate),
			     X509_get_subject_name(k.certificate.certificate)),
	    0);
	expect_status_with(&issued, PROBLEM_NONE);
	assert_int_equal(acts("certificate.renew"), 1);
	/* by the operator, for a key that has one */
	char *pem, *file = request_file(k.certificate.key, "4701", "01");
	assert_int_equal(ACT(terminal_renew, NULL, &pem, file), PROBLEM_NONE);
	assert_non_null(strstr(pem, "BEGIN CERTIFICATE"));
	free(pem);
	EVP_PKEY *stranger = key_generate(&err);
	file = request_file(stranger, "4701", "01");
	assert_int_equal(ACT(terminal_renew, NULL, NULL, file), PROBLEM_NO_SUCH_ENTRY);
	EVP_PKEY_free(stranger);
	/* all that the counter was given dies together */
	assert_int_equal(ACT(terminal_revoke, NULL, NULL, "4701", "01"), PROBLEM_USAGE);
	assert_int_equal(ACT(terminal_revoke, crl, NULL, "4701", "01"), PROBLEM_NONE);
	expect_status_with(&issued, PROBLEM_CERTIFICATE_REVOKED);
	world_kill(&world, SIGTERM);
	world.extra[0] = NULL;
	world_start(&world);
	pki_issued_free(&issued);
	counter_free(&k);
}

static void another_authority_s_is_bound_by_its_fingerprint(void **state)
{
	static const struct pki_subject subject = {.o = "An Agency", .cn = "station 7"};
	struct pki_issued issued;
	(void)state;
	pki_issue(&world.ca, &subject, world.directory, "agency", &issued);
	expect_status_with(&issued, PROBLEM_CERTIFICATE_REFUSED);
	assert_int_equal(
	    ACT(terminal_bind, NULL, NULL, "4701", "99", issued.cert_file), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(
	    ACT(terminal_bind, NULL, NULL, "4701", "02", issued.cert_file), PROBLEM_NONE);
	expect_status_with(&issued, PROBLEM_NONE);
	assert_int_equal(
	    ACT(terminal_bind, NULL, NULL, "4701", "01", issued.cert_file), PROBLEM_CONFLICT);
	assert_int_equal(acts("terminal.bind"), 1);
	assert_int_equal(
	    ACT(terminal_revoke, crl, NULL, "4701", "02", issued.cert_file), PROBLEM_NONE);
	expect_status_with(&issued, PROBLEM_CERTIFICATE_REVOKED);
	pki_issued_free(&issued);
}

/* Policy may refuse whatever was not signed or bound here. */
static void only_those_that_are_listed(void **state)
{
	struct counter k;
	struct pki_issued issued;
	struct error err;
	char *pem, *text;
	EVP_PKEY *key = key_generate(&err);
	(void)state;
	counter_make(&k, &world, "4701", "01");
	char *file = request_file(key, "4701", "01");
	assert_int_equal(ACT(terminal_sign, NULL, &pem, "4701", "01", file), PROBLEM_NONE);
	take_signed(&issued, key, pem);
	assert_int_equal(ACT(setting_set, NULL, NULL, "listed_certificates", "yes"), PROBLEM_NONE);
	expect_status_with(&k.certificate, PROBLEM_CERTIFICATE_REFUSED);
	expect_status_with(&issued, PROBLEM_NONE);
	assert_int_equal(ACT(setting_set, NULL, NULL, "listed_certificates", "no"), PROBLEM_NONE);
	expect_status_with(&k.certificate, PROBLEM_NONE);
	assert_int_equal(ACT(terminal_certificates, NULL, &text, NULL), PROBLEM_NONE);
	assert_non_null(strstr(text, "4701\t01\tsigned\t"));
	assert_non_null(strstr(text, "4701\t02\trevoked\t"));
	free(text);
	free(pem);
	pki_issued_free(&issued);
	EVP_PKEY_free(key);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_request_is_signed_for_the_counter_that_is_meant),
	    cmocka_unit_test(the_life_is_the_setting_s),
	    cmocka_unit_test(what_is_not_signed),
	    cmocka_unit_test(revoked_in_the_middle_of_a_session),
	    cmocka_unit_test(the_list_is_one_that_the_centre_takes),
	    cmocka_unit_test(the_centre_renews_where_it_holds_the_key),
	    cmocka_unit_test(another_authority_s_is_bound_by_its_fingerprint),
	    cmocka_unit_test(only_those_that_are_listed),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
