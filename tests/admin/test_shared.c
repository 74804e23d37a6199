/* Several processes on one PostgreSQL: each with its chain, one at a time making checkpoints
 * over all of them, and the chain of one that died closed by another. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "../centrald/relay.h"
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

/* ---- commands in each other's way ---- */

static struct store *rival;
static int runs, conflicts; /* of the command below: begun so far; how many are to fail */

/* Sees a row that the rival then changes, and changes it itself: PostgreSQL undoes it. */
static bool meet_a_rival(struct admin *a, int *status, struct error *e)
{
	char *const operands[] = {"hours", "07:00-20:00", NULL};
	a->operands = operands;
	int64_t ignored;
	runs++;
	if (runs > conflicts)
		return setting_set(a, status, e);
	return admin_begin(a, e) &&
	       store_number(a->store, SQL_SETTING, SQL_PARAMS(sql_text("hours")), &ignored, e) &&
	       store_begin(rival, e) &&
	       store_run(rival, SQL_SETTING_PUT,
		   SQL_PARAMS(sql_text("hours"), sql_text("08:00-16:00")), NULL, e) &&
	       store_commit(rival, e) &&
	       store_run(a->store, SQL_SETTING_PUT,
		   SQL_PARAMS(sql_text("hours"), sql_text("09:00-15:00")), NULL, e) &&
	       admin_record(a, "setting.set", "", "hours", e) && admin_commit(a, e);
}

static bool command(admin_fn *fn, int to_fail)
{
	int status = 0;
	struct admin a = {.value = {[OPT_STORE] = name, [OPT_KEYS] = keys_path}, .out = stderr};
	runs = 0;
	conflicts = to_fail;
	err = (struct error){0};
	assert_true(admin_open(&a, &err));
	bool ok = admin_run(&a, fn, &status, &err);
	admin_close(&a);
	return ok;
}

static void a_command_is_run_again_when_another_was_in_its_way(void **state)
{
	char hours[64];
	const char *acts = "SELECT COUNT(*) FROM audit WHERE act = 'setting.set'";
	(void)state;
	rival = store_open(name, &err);
	assert_non_null(rival);
	assert_true(command(meet_a_rival, 4));
	assert_int_equal(runs, 5);
	assert_int_equal(number(acts), 1);
	postgres_sql(name, "SELECT value FROM settings WHERE name = 'hours'", hours, sizeof hours);
	assert_string_equal(hours, "07:00-20:00");
	assert_false(command(meet_a_rival, 99));
	assert_int_equal(runs, 5); /* and then it is told */
	assert_int_equal(err.problem, PROBLEM_CENTRE_INTERNAL);
	assert_int_equal(number(acts), 1);
	assert_int_equal(number("SELECT COUNT(*) FROM audit_chains c WHERE closed = 0 AND EXISTS "
				"(SELECT 1 FROM audit a WHERE a.chain = c.chain AND "
				"a.who LIKE 'operator:%')"),
	    0);
	store_close(rival);
}

static bool set_hours(struct admin *a, int *status, struct error *e)
{
	char *const operands[] = {"hours", "08:30-16:30", NULL};
	a->operands = operands;
	return setting_set(a, status, e);
}

/* What is refused by a rule is not tried again. */
static bool set_nonsense(struct admin *a, int *status, struct error *e)
{
	char *const operands[] = {"hours", "nonsense", NULL};
	a->operands = operands;
	runs++;
	return setting_set(a, status, e);
}

static void a_refusal_is_not_repeated(void **state)
{
	(void)state;
	assert_false(command(set_nonsense, 0));
	assert_int_equal(runs, 1);
	assert_int_equal(err.problem, PROBLEM_USAGE);
}

/* The connection is lost around the COMMIT: what was done is told as done, what was not is
 * told as an error, and has left nothing. */
static void a_commit_in_doubt_is_settled(void **state)
{
	static const char *const acts = "SELECT COUNT(*) FROM audit WHERE act = 'setting.set'";
	static struct relay relay;
	char direct[sizeof name];
	long before = number(acts);
	(void)state;
	relay_start(&relay, &server);
	memcpy(direct, name, sizeof direct);
	snprintf(name, sizeof name, "host=%s user=ddopa dbname=d1", relay.directory);
	relay_set(
	    &relay, &(struct relay_order){.cut = CUT_AFTER, .holding = "setting.set", .times = 1});
	assert_true(command(set_hours, 0));
	assert_int_equal(relay_done(&relay), 1);
	assert_int_equal(number(acts), before + 1);
	relay_set(
	    &relay, &(struct relay_order){.cut = CUT_BEFORE, .holding = "setting.set", .times = 1});
	assert_false(command(set_hours, 0));
	assert_int_equal(relay_done(&relay), 1);
	assert_int_equal(err.problem, PROBLEM_CENTRE_INTERNAL);
	assert_int_equal(number(acts), before + 1);
	memcpy(name, direct, sizeof name);
	relay_stop(&relay);
}

/* As many operators at once change one row; each gets its turn. */
static void operators_at_once(void **state)
{
	enum { OPERATORS = 4, ROUNDS = 5 };
	pid_t pids[OPERATORS];
	(void)state;
	long before = number("SELECT COUNT(*) FROM audit WHERE act = 'setting.set'");
	for (int i = 0; i < OPERATORS; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		for (int j = 0; pids[i] == 0 && j < ROUNDS; j++)
			if (!command(set_hours, 0))
				_exit(1);
		if (pids[i] == 0)
			_exit(0);
	}
	for (int i = 0; i < OPERATORS; i++) {
		int status;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(number("SELECT COUNT(*) FROM audit WHERE act = 'setting.set'"),
	    before + OPERATORS * ROUNDS);
}

static void it_is_verified(void **state)
{
	char *text;
	(void)state;
	assert_true(checkpoint_make(&centres[0], &err)); /* over what operators did, too */
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
	    cmocka_unit_test(a_command_is_run_again_when_another_was_in_its_way),
	    cmocka_unit_test(a_refusal_is_not_repeated),
	    cmocka_unit_test(a_commit_in_doubt_is_settled),
	    cmocka_unit_test(operators_at_once),
	    cmocka_unit_test(it_is_verified),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
