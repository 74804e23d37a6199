/* Every act and look leaves one record, none tells a person, and the chain holds: it is
 * computed again here from what the store says, by the form that audit.h describes. */
#include <stdio.h>
#include <string.h>

#include "base/encode.h"
#include "centrald/store.h"
#include "fixture.h"

static void put_string(struct buf *b, const char *s)
{
	size_t len = strlen(s);
	buf_u8(b, (uint8_t)(len >> 8));
	buf_u8(b, (uint8_t)len);
	buf_put(b, s, len);
}

struct reading {
	char chain[64], head[65];
	int count;
};

/* Columns: seq, time, hash, act … citizen. */
static void check_record(void *arg, const struct store_row *row)
{
	struct reading *r = arg;
	uint8_t digest[SHA256_SIZE];
	struct buf b = BUF_INIT;
	struct buf hex = BUF_INIT;
	assert_int_equal(row_int(row, 0), ++r->count);
	put_string(&b, r->head);
	put_string(&b, r->chain);
	for (int i = 3; i <= 10; i++)
		put_string(&b, row_borrow(row, i));
	buf_u64(&b, (uint64_t)row_int(row, 0));
	buf_u64(&b, (uint64_t)row_int(row, 1));
	assert_true(sha256(digest, b.data, b.len));
	hex_encode(&hex, digest, sizeof digest);
	assert_string_equal((const char *)hex.data, row_borrow(row, 2));
	memcpy(r->head, hex.data, 65);
	buf_free(&b);
	buf_free(&hex);
}

static int check_chain(void)
{
	struct error err;
	struct reading r = {.count = 0};
	memset(r.head, '0', 64);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit_chains"), 1);
	world_sql(&world, "SELECT chain FROM audit_chains", r.chain, sizeof r.chain);
	struct store *s = store_open(world.store, &err);
	assert_non_null(s);
	assert_true(store_query(s, SQL_AUDIT_RECORDS,
	    SQL_PARAMS(sql_text(r.chain), sql_int(0), sql_int(10000)), check_record, &r, NULL,
	    &err));
	store_close(s);
	return r.count;
}

static long count(const char *act, const char *result)
{
	char sql[200];
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM audit WHERE act = '%s' AND result = '%s'",
	    act, result);
	return world_number(&world, sql);
}

static void one_record_an_act(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	struct answer a;
	struct api_card_claim card;
	struct api_linkage_answer linkage;
	counter_ready(&k, &world);
	phone_make(&p, &world);
	counter_login(&k, "1234567890121", "11112222", &a);
	expect_problem(&a, PROBLEM_WRONG_PIN);
	counter_login_ok(&k, "1234567890121", "24681357");
	card_of(&card, "deceased");
	counter_linkage(&k, &card, false, &linkage);
	enrol_ok(&k, &p, "somsri", false);
	client_json(&k.client, "DELETE", "/v1/session", NULL, &a);
	expect_status(&a, 204);
	static const char *const acts[] = {"enrollment.create", "code.create", "claim",
	    "match-code", "consent.give", "person.read", "proof", "session.logout", "centre.start"};
	for (size_t i = 0; i < COUNT_OF(acts); i++)
		assert_int_equal(count(acts[i], "ok"), 1);
	assert_int_equal(count("session.login", "ok"), 2);
	assert_int_equal(count("session.login", "DD-503"), 1);
	assert_int_equal(count("linkage.check", "DD-602"), 1);
	assert_int_equal(check_chain(), (int)COUNT_OF(acts) + 4);
	phone_free(&p);
	counter_free(&k);
}

static void records_say_who_and_where_but_not_whom(void **state)
{
	(void)state;
	char row[512];
	world_sql(&world,
	    "SELECT who || ' ' || office || ' ' || counter FROM audit WHERE act = 'code.create'",
	    row, sizeof row);
	assert_string_equal(row, "t4701-1 4701 01");
	world_sql(&world, "SELECT who FROM audit WHERE act = 'proof'", row, sizeof row);
	assert_int_equal(strncmp(row, "phone:", 6), 0);
	assert_int_equal(
	    world_number(&world,
		"SELECT COUNT(*) FROM audit WHERE act || who || office || counter || result "
		"|| correlation || enrolment || citizen LIKE '%1112034563562%' "
		"OR who LIKE '%1234567890121%'"),
	    0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(DISTINCT citizen) FROM audit WHERE enrolment <> ''"),
	    1);
}

/* Noise from outside, that no known key has signed, fills no table. */
static void unsigned_requests_leave_nothing(void **state)
{
	(void)state;
	struct client c;
	struct answer a;
	long before = world_number(&world, "SELECT COUNT(*) FROM audit");
	client_make_citizen(&c, &world);
	client_json(&c, "POST", "/citizen/v1/claims", "{}", &a);
	expect_problem(&a, PROBLEM_USE_DPOP_NONCE);
	client_json(&c, "POST", "/citizen/v1/enrollments/e1/proof", "{}", &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	client_json(&c, "GET", "/nothing", NULL, &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM audit"), before);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM idempotency WHERE status = 401"), 0);
	client_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_record_an_act),
	    cmocka_unit_test(records_say_who_and_where_but_not_whom),
	    cmocka_unit_test(unsigned_requests_leave_nothing),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
