/* A service by npm's openid-client signs a citizen in: discovery, request, polls and the ID
 * token are checked by it, not by us. openid_client.sh fetches it and runs this program. */
#include <openssl/pem.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"
#include "service.h"

extern char **environ;

static char files[2][520];

static void write_keys(void)
{
	struct error err;
	EVP_PKEY *key = key_generate(&err);
	snprintf(files[0], sizeof files[0], "%s/service.key", world.directory);
	snprintf(files[1], sizeof files[1], "%s/service.pub", world.directory);
	FILE *f = fopen(files[0], "we");
	assert_true(f && PEM_write_PKCS8PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1);
	fclose(f);
	f = fopen(files[1], "we");
	assert_true(f && PEM_write_PUBKEY(f, key) == 1);
	fclose(f);
	EVP_PKEY_free(key);
}

static pid_t start(const char *program, char *const *argv, int out)
{
	posix_spawn_file_actions_t a;
	pid_t pid;
	posix_spawn_file_actions_init(&a);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&a, out, STDOUT_FILENO);
	assert_int_equal(posix_spawnp(&pid, program, &a, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&a);
	return pid;
}

static void expect_good(pid_t pid)
{
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void register_service(void)
{
	char program[600];
	snprintf(program, sizeof program, "%s/ddopa-admin", getenv("top_builddir"));
	char *argv[] = {program, "client", "add", "--store", world.store, "--keys", world.keys,
	    "shop", files[1], "ร้านทดสอบ", "Test shop", NULL};
	expect_good(start(program, argv, -1));
}

/* The issuer has to be where it is found. */
static void restart_as_itself(void)
{
	static char host[32];
	snprintf(host, sizeof host, "localhost:%d", world.citizens_port);
	world_kill(&world, SIGTERM);
	world.extra[0] = "--host";
	world.extra[1] = host;
	world_start(&world);
}

static FILE *run_service(pid_t *pid, const char *hint)
{
	char script[600], issuer[64], ca[520];
	int out[2];
	snprintf(script, sizeof script, "%s/tests/openid/sign_in.mjs", getenv("top_builddir"));
	snprintf(issuer, sizeof issuer, "https://localhost:%d", world.citizens_port);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	setenv("NODE_EXTRA_CA_CERTS", ca, 1);
	char *argv[] = {"node", script, issuer, files[0], "shop", (char *)(uintptr_t)hint, NULL};
	assert_int_equal(pipe(out), 0);
	*pid = start("node", argv, out[1]);
	close(out[1]);
	return fdopen(out[0], "r");
}

static void expect_line(FILE *f, const char *line)
{
	char got[256] = "";
	assert_non_null(fgets(got, sizeof got, f));
	got[strcspn(got, "\n")] = '\0';
	assert_string_equal(got, line);
}

static struct api_sign_in the_request(struct phone *p)
{
	struct api_sign_ins l;
	struct answer a;
	struct error err;
	const struct request r = {.method = "GET", .path = "/citizen/v1/sign-ins"};
	phone_call(p, &r, &a);
	answer_is(&a, 200);
	assert_true(api_sign_ins_read(&l, a.body.data, a.body.len, &err));
	answer_free(&a);
	assert_int_equal(l.count, 1);
	return l.rows[0];
}

static void answer_request(struct phone *p, bool approve)
{
	struct api_sign_in s = the_request(p);
	struct buf jws = BUF_INIT, body = BUF_INIT;
	struct error err;
	struct answer a;
	char path[128];
	snprintf(path, sizeof path, "/citizen/v1/sign-ins/%s/%s", s.id,
	    approve ? "approval" : "decline");
	assert_true(sign_in_sign(&jws, p->key, &s, &err));
	buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	assert_string_equal(s.binding, approve ? "first" : "second");
	const struct request r = {
	    .method = "POST", .path = path, .body = body.data, .len = body.len, .key = ""};
	phone_call(p, &r, &a);
	expect_status(&a, 204);
	buf_free(&jws);
	buf_free(&body);
}

static void openid_client_signs_a_citizen_in(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	pid_t pid;
	char line[128];
	counter_ready(&k, &world);
	phone_make(&p, &world);
	enrol_ok(&k, &p, "somsri", false);
	counter_free(&k);
	write_keys();
	register_service();
	restart_as_itself();
	FILE *f = run_service(&pid, "1112034563562");
	snprintf(line, sizeof line, "discovered https://localhost:%d", world.citizens_port);
	expect_line(f, line);
	expect_line(f, "asked first");
	answer_request(&p, true);
	expect_line(f, "signed-in shop IAL2.3 urn:ddopa:aal:2.2 64");
	expect_line(f, "asked second");
	answer_request(&p, false);
	expect_line(f, "refused access_denied");
	fclose(f);
	expect_good(pid);
	phone_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(openid_client_signs_a_citizen_in)};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
