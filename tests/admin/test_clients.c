/* The services that citizens sign in to: registered with their key, blocked at once, let in
 * again, listed; beside a running centre, and each act on record. */
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#include "../centrald/fixture.h"
#include "../centrald/service.h"
#include "admin/admin.h"

#define SOMSRI "1112034563562"
#define HEAD   "id,name_th,name_en,active\r\n"

static struct service shop;

static enum problem run(admin_fn *command, char *const *operands, const char *format, char **text)
{
	struct error err = {0};
	struct admin a = {.operands = operands};
	size_t size;
	int status = 0;
	a.value[OPT_STORE] = world.store;
	a.value[OPT_KEYS] = world.keys;
	a.value[OPT_FORMAT] = format;
	a.out = open_memstream(text, &size);
	if (!admin_open(&a, &err))
		fail_msg("%s", err.context);
	bool ok = command(&a, &status, &err);
	admin_close(&a);
	fclose(a.out);
	return ok ? PROBLEM_NONE : err.problem;
}

static enum problem do_it(admin_fn *command, const char *id)
{
	char *const operands[] = {(char *)(uintptr_t)id, NULL};
	char *text;
	enum problem p = run(command, operands, "csv", &text);
	assert_string_equal(text, "");
	free(text);
	return p;
}

static const char *public_key(EVP_PKEY *key, const char *name)
{
	char *pem;
	size_t size;
	FILE *f = open_memstream(&pem, &size);
	assert_non_null(f);
	assert_int_equal(PEM_write_PUBKEY(f, key), 1);
	fclose(f);
	const char *path = world_file(&world, name, pem);
	free(pem);
	return path;
}

static enum problem add(const char *id, const char *path, const char *th, const char *en)
{
	char *const operands[] = {(char *)(uintptr_t)id, (char *)(uintptr_t)path,
	    (char *)(uintptr_t)th, (char *)(uintptr_t)en, NULL};
	char *text;
	enum problem p = run(client_add, operands, "csv", &text);
	free(text);
	return p;
}

static void expect_list(const char *rows)
{
	char *text;
	assert_int_equal(run(client_list, NULL, "csv", &text), PROBLEM_NONE);
	assert_memory_equal(text, HEAD, sizeof HEAD - 1);
	assert_string_equal(text + sizeof HEAD - 1, rows);
	free(text);
}

static long acts(const char *act, const char *id)
{
	char sql[200];
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit WHERE act = '%s' AND enrolment = '%s' AND result = 'ok' "
	    "AND who LIKE 'operator:%%'",
	    act, id);
	return world_number(&world, sql);
}

static void expect_in(void)
{
	char request[64];
	service_ask_ok(&shop, SOMSRI, request);
}

static void expect_out(void)
{
	struct answer a;
	service_ask(&shop, SOMSRI, "", &a);
	assert_int_equal(a.status, 401);
	expect_oauth(&a, "invalid_client");
}

static void none_at_first(void **state)
{
	(void)state;
	expect_list("");
	expect_out();
}

static void registered_with_its_key(void **state)
{
	(void)state;
	const char *path = public_key(shop.key, "shop.pem");
	assert_int_equal(add("shop", path, "ร้านทดสอบ", "Test shop"), PROBLEM_NONE);
	assert_int_equal(acts("client.add", "shop"), 1);
	expect_list("shop,ร้านทดสอบ,Test shop,yes\r\n");
	expect_in();
	assert_int_equal(add("shop", path, "อื่น", "Other"), PROBLEM_USAGE); /* there is one */
	expect_list("shop,ร้านทดสอบ,Test shop,yes\r\n");
}

static void what_cannot_be_registered(void **state)
{
	(void)state;
	static const char *const ids[] = {"", "a b", "a/b", "12345678901234567890123456789012"};
	const char *path = public_key(shop.key, "again.pem");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(add(ids[i], path, "ก", "a"), PROBLEM_USAGE);
	assert_int_equal(add("other", path, "", "a"), PROBLEM_USAGE);
	assert_int_equal(add("other", path, "ก", ""), PROBLEM_USAGE);
	assert_int_equal(
	    add("other", world_file(&world, "no.pem", "no key\n"), "ก", "a"), PROBLEM_USAGE);
	assert_int_equal(add("other", "/nowhere/at/all.pem", "ก", "a"), PROBLEM_IO);
	EVP_PKEY *rsa = EVP_RSA_gen(2048);
	assert_int_equal(add("other", public_key(rsa, "rsa.pem"), "ก", "a"), PROBLEM_USAGE);
	EVP_PKEY_free(rsa);
	assert_int_equal(acts("client.add", "other"), 0);
	expect_list("shop,ร้านทดสอบ,Test shop,yes\r\n");
}

/* Blocked, a service is refused from the next request on, its requests that wait among them. */
static void blocked_at_once_and_let_in_again(void **state)
{
	(void)state;
	struct answer a;
	char request[64];
	service_ask_ok(&shop, SOMSRI, request);
	assert_int_equal(do_it(client_block, "shop"), PROBLEM_NONE);
	assert_int_equal(acts("client.block", "shop"), 1);
	expect_list("shop,ร้านทดสอบ,Test shop,no\r\n");
	expect_out();
	service_poll(&shop, request, &a);
	expect_oauth(&a, "invalid_client");
	assert_int_equal(do_it(client_block, "shop"), PROBLEM_NONE); /* it stays so */
	expect_out();
	assert_int_equal(do_it(client_unblock, "shop"), PROBLEM_NONE);
	assert_int_equal(acts("client.unblock", "shop"), 1);
	expect_list("shop,ร้านทดสอบ,Test shop,yes\r\n");
	expect_in();
	service_poll(&shop, request, &a);
	expect_oauth(&a, "authorization_pending");
}

static void one_that_is_not_there(void **state)
{
	(void)state;
	assert_int_equal(do_it(client_block, "nobody"), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(do_it(client_unblock, "nobody"), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(acts("client.block", "nobody") + acts("client.unblock", "nobody"), 0);
}

static void several_in_the_order_of_their_ids(void **state)
{
	(void)state;
	char *text;
	const char *path = public_key(shop.key, "bank.pem");
	assert_int_equal(add("bank", path, "ธนาคารทดสอบ", "Test bank"), PROBLEM_NONE);
	assert_int_equal(do_it(client_block, "bank"), PROBLEM_NONE);
	expect_list("bank,ธนาคารทดสอบ,Test bank,no\r\nshop,ร้านทดสอบ,Test shop,yes\r\n");
	expect_in(); /* the other's block is not its own */
	assert_int_equal(run(client_list, NULL, "json", &text), PROBLEM_NONE);
	assert_non_null(strstr(text, "\"id\":\"bank\""));
	assert_non_null(strstr(text, "\"active\":\"no\""));
	free(text);
}

static int set_up(void **state)
{
	struct error err;
	set_up_samples(state);
	shop = (struct service){.id = "shop", .key = key_generate(&err)};
	assert_non_null(shop.key);
	client_make_citizen(&shop.client, &world);
	return 0;
}

static int end(void **state)
{
	service_free(&shop);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(none_at_first),
	    cmocka_unit_test(registered_with_its_key),
	    cmocka_unit_test(what_cannot_be_registered),
	    cmocka_unit_test(blocked_at_once_and_let_in_again),
	    cmocka_unit_test(one_that_is_not_there),
	    cmocka_unit_test(several_in_the_order_of_their_ids),
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
