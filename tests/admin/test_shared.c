/* Several processes on one PostgreSQL: each with its chain, one at a time making checkpoints
 * over all of them, and the chain of one that died closed by another. */
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "../centrald/postgres.h"
#include "admin/admin.h"
#include "centrald/chain.h"
#include "centrald/checkpoint.h"

#define PROCESSES 3

static struct postgres server;
static char name[512], keys_path[340];
static struct clock_fake fake;
static struct clock fake_clock;
static struct centre centres[PROCESSES];
static struct error err;

static int set_up(void **state)
{
	*state = NULL;
	postgres_start(&server);
	postgres_database(&server, name, sizeof name);
	snprintf(keys_path, sizeof keys_path, "%s/keys", server.directory);
	fake = (struct clock_fake){.real = 1800000000000, .mono = 1};
	fake_clock = clock_fake_of(&fake);
	assert_true(keys_create(keys_path, &err));
	store_close(store_create(name, &err));
	for (int i = 0; i < PROCESSES; i++) {
		centres[i] = (struct centre){.clock = &fake_clock,
		    .store = store_open(name, &err),
		    .keys = keys_open(keys_path, true, &err)};
		assert_non_null(centres[i].store);
		assert_non_null(centres[i].keys);
	}
	return 0;
}

static int tear_down(void **state)
{
	*state = NULL;
	for (int i = 0; i < PROCESSES; i++) {
		store_close(centres[i].store);
		keys_close(centres[i].keys);
	}
	postgres_free(&server);
	return 0;
}

static void write_down(struct centre *c, const char *act,
    bool (*how)(struct store *, struct audit_chain *, const struct audit_record *, struct error *))
{
	const struct audit_record r = AUDIT_BARE(fake.real, act, "centre");
	assert_true(store_begin(c->store, &err));
	assert_true(how(c->store, &c->audit, &r, &err));
	assert_true(store_commit(c->store, &err));
}

static long number(const char *sql)
{
	char out[64];
	postgres_sql(name, sql, out, sizeof out);
	return strtol(out, NULL, 10);
}

static enum problem verify(char **text)
{
	size_t size;
	int status = 0;
	struct admin a = {.value = {[OPT_STORE] = name, [OPT_KEYS] = keys_path}};
	a.out = open_memstream(text, &size);
	err = (struct error){0};
	bool ok = admin_open(&a, &err) && audit_verify(&a, &status, &err);
	admin_close(&a);
	fclose(a.out);
	return ok ? PROBLEM_NONE : err.problem;
}

static void one_of_them_makes_a_checkpoint_over_all(void **state)
{
	(void)state;
	for (int i = 0; i < PROCESSES; i++)
		write_down(&centres[i], "centre.start", audit_open);
	for (int round = 1; round <= 4; round++) {
		fake.real += CHECKPOINT_EVERY_MS;
		for (int i = 0; i < PROCESSES; i++) {
			write_down(&centres[i], "claim", audit_append);
			assert_true(checkpoint_when_due(&centres[i], &err));
		}
		assert_int_equal(number("SELECT MAX(number) FROM checkpoints"), round);
		for (int i = 0; i < PROCESSES; i++) {
			assert_true(checkpoint_read(&centres[i], &err));
			assert_int_equal(centres[i].checkpoint.number, round);
		}
	}
	assert_int_equal(
	    number("SELECT COUNT(*) FROM checkpoint_heads WHERE number = 4"), PROCESSES);
}

/* The last process falls silent; the others tell each minute that they live. */
static void the_chain_of_a_dead_process_is_closed(void **state)
{
	(void)state;
	for (int minute = 0; minute < 5; minute++) {
		fake.real += CHECKPOINT_EVERY_MS;
		assert_int_equal(number("SELECT COUNT(*) FROM audit WHERE act = 'chain.lost'"), 0);
		for (int i = 0; i + 1 < PROCESSES; i++) {
			write_down(&centres[i], "claim", audit_append);
			assert_true(checkpoint_when_due(&centres[i], &err));
		}
	}
	assert_int_equal(number("SELECT COUNT(*) FROM audit WHERE act = 'chain.lost'"), 1);
	assert_int_equal(number("SELECT COUNT(*) FROM audit_chains WHERE closed = 1"), 1);
}

/* It was not dead: its next checkpoint finds its chain closed, and it goes on with another. */
static void who_was_taken_for_dead_begins_a_new_chain(void **state)
{
	struct centre *back = &centres[PROCESSES - 1];
	char old[API_ID_SIZE], correlation[API_ID_SIZE];
	(void)state;
	memcpy(old, back->audit.name, sizeof old);
	assert_true(checkpoint_when_due(back, &err));
	assert_string_not_equal(back->audit.name, old);
	postgres_sql(name, "SELECT correlation FROM audit WHERE seq = 1 AND act = 'centre.resume'",
	    correlation, sizeof correlation);
	assert_string_equal(correlation, old);
	for (int i = 0; i < 3; i++)
		write_down(back, "claim", audit_append);
	assert_int_equal(number("SELECT COUNT(*) FROM audit_chains WHERE closed = 0"), PROCESSES);
	/* Closed once more, and ended before it has noticed. */
	for (int minute = 0; minute < 5; minute++) {
		fake.real += CHECKPOINT_EVERY_MS;
		for (int i = 0; i + 1 < PROCESSES; i++)
			assert_true(checkpoint_when_due(&centres[i], &err));
	}
	assert_int_equal(number("SELECT COUNT(*) FROM audit WHERE act = 'chain.lost'"), 2);
	assert_true(chain_end(back, &err));
	assert_int_equal(number("SELECT COUNT(*) FROM audit_chains WHERE closed = 1"), 3);
	assert_int_equal(number("SELECT COUNT(*) FROM audit WHERE act = 'centre.stop'"), 1);
}

static void it_is_verified(void **state)
{
	char *text;
	(void)state;
	assert_int_equal(verify(&text), PROBLEM_NONE);
	free(text);
	postgres_sql(name,
	    "UPDATE audit SET act = 'proof' WHERE seq = 3 AND chain = "
	    "(SELECT MIN(chain) FROM audit_chains)",
	    NULL, 0);
	assert_int_equal(verify(&text), PROBLEM_AUDIT_BROKEN);
	assert_non_null(strstr(text, "changed\t"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_of_them_makes_a_checkpoint_over_all),
	    cmocka_unit_test(the_chain_of_a_dead_process_is_closed),
	    cmocka_unit_test(who_was_taken_for_dead_begins_a_new_chain),
	    cmocka_unit_test(it_is_verified),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
