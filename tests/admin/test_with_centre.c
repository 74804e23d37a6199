/* ddopa-admin beside a running centre, on what real requests have left in its store. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../centrald/fixture.h"
#include "admin/admin.h"
#include "base/clock.h"
#include "base/date.h"
#include "wire/checkpoint.h"

#define DAY_MS 86400000

static enum problem run(admin_fn *command, struct admin *a, char **text)
{
	struct error err = {0};
	size_t size;
	int status = 0;
	a->value[OPT_STORE] = world.store;
	a->value[OPT_KEYS] = world.keys;
	a->value[OPT_FORMAT] = "csv";
	a->out = open_memstream(text, &size);
	if (!admin_open(a, &err))
		fail_msg("%s", err.context);
	a->now += 2 * (int64_t)DAY_MS;
	bool ok = command(a, &status, &err);
	admin_close(a);
	fclose(a->out);
	return ok ? PROBLEM_NONE : err.problem;
}

/* The close bears the history's last checkpoint. */
static void check_signed(char *text)
{
	struct error err;
	struct jws j;
	char hash[CHECKPOINT_HASH_SIZE + 16], want[CHECKPOINT_HASH_SIZE + 40];
	text[strcspn(text, "\r\n")] = '\0';
	assert_true(jws_parse(&j, text, strlen(text), &err));
	world_sql(
	    &world, "SELECT hash FROM checkpoints ORDER BY number DESC LIMIT 1", hash, sizeof hash);
	snprintf(want, sizeof want, "\"history\":\"%s\"", hash);
	assert_non_null(strstr((char *)j.payload.data, want));
	jws_free(&j);
}

/* Two succeed, one is cancelled, one stays open. */
static void a_real_day_balances(void **state)
{
	static const char *const cards[] = {"somsri", "malee"};
	char day[DATE_ISO_SIZE], want[100];
	struct admin a = {.now = 0};
	struct counter k;
	struct answer answer;
	struct scene s, open;
	char *text;
	(void)state;
	counter_ready(&k, &world);
	for (size_t i = 0; i < COUNT_OF(cards); i++) {
		struct phone p;
		phone_make(&p, &world);
		enrol_ok(&k, &p, cards[i], false);
		phone_free(&p);
	}
	scene_with_code(&s, "somchai");
	scene_post(&s, "cancel", "{\"contested\":false}", &answer);
	answer_free(&answer);
	scene_end(&s);
	scene_with_code(&open, "boonmee");
	int64_t created = world_number(&world, "SELECT MIN(created) FROM enrolments");
	date_to_iso(day, bangkok_time_of(created).date);
	a.value[OPT_DAY] = day;
	assert_int_equal(run(close_day, &a, &text), PROBLEM_NONE);
	snprintf(want, sizeof want, "\r\n%s,,4,2,0,1,0,0,0,1,ey", day);
	char *jws = strstr(text, want);
	assert_non_null(jws);
	check_signed(strstr(jws, ",ey") + 1);
	free(text);
	scene_end(&open);
	counter_free(&k);
}

static void a_real_audit_is_whole(void **state)
{
	struct admin a = {.now = 0};
	char *text;
	(void)state;
	assert_int_equal(run(audit_verify, &a, &text), PROBLEM_NONE);
	assert_string_equal(text, "finding,where,record,checkpoint,meaning\r\n");
	free(text);
	world_kill(&world, 9);
	world_start(&world);
	assert_int_equal(run(audit_verify, &a, &text), PROBLEM_NONE);
	free(text);
}

/* What operators change holds at the next request. */
static void a_locked_officer_is_let_in_again(void **state)
{
	char *const operands[] = {"t4701-2", NULL};
	struct admin a = {.operands = operands, .operand_count = 1};
	struct counter k;
	struct answer answer;
	char *text, fd[16];
	int ends[2];
	(void)state;
	counter_make(&k, &world, "4701", "02");
	for (int i = 0; i < 6; i++) {
		counter_login(&k, SECOND_NUMBER, "13572468", &answer);
		if (i == 5)
			answer_problem(&answer, PROBLEM_ACCOUNT_LOCKED);
		answer_free(&answer);
	}
	assert_int_equal(run(officer_unlock, &a, &text), PROBLEM_NONE);
	free(text);
	counter_login_ok(&k, SECOND_NUMBER, SECOND_PIN);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "75391864\n", 9), 9);
	close(ends[1]);
	snprintf(fd, sizeof fd, "%d", ends[0]);
	a.value[OPT_PIN_FD] = fd;
	assert_int_equal(run(officer_reset_pin, &a, &text), PROBLEM_NONE);
	close(ends[0]);
	free(text);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &answer); /* the session is over */
	expect_problem(&answer, PROBLEM_NOT_LOGGED_IN);
	counter_login_ok(&k, SECOND_NUMBER, "75391864");
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &answer);
	expect_problem(&answer, PROBLEM_PIN_CHANGE_NEEDED);
	counter_free(&k);
}

static void a_blocked_counter_is_refused(void **state)
{
	char *const operands[] = {"4701", "01", NULL}, *const none[] = {"4701", "99", NULL};
	struct admin a = {.operands = operands, .operand_count = 2};
	struct admin other = {.operands = none, .operand_count = 2};
	struct counter k;
	struct answer answer;
	char *text;
	(void)state;
	counter_ready(&k, &world);
	assert_int_equal(run(terminal_block, &other, &text), PROBLEM_NO_SUCH_ENTRY);
	free(text);
	assert_int_equal(run(terminal_block, &a, &text), PROBLEM_NONE);
	free(text);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &answer);
	expect_problem(&answer, PROBLEM_CERTIFICATE_REFUSED);
	assert_int_equal(run(terminal_unblock, &a, &text), PROBLEM_NONE);
	free(text);
	client_json(&k.client, "GET", "/v1/enrollments", NULL, &answer);
	expect_status(&answer, 200);
	counter_free(&k);
}

#define LENT	    "t4701-3"
#define LENT_NUMBER "1470199999206"
#define LENT_PIN    "86427531"

/* An officer of 4701 at a counter: how the login ends. */
static enum problem login_at(struct counter *k)
{
	struct answer a;
	counter_login(k, LENT_NUMBER, LENT_PIN, &a);
	enum problem p = a.status == 201 ? PROBLEM_NONE : a.problem.problem;
	if (p == PROBLEM_NONE)
		counter_login_ok(k, LENT_NUMBER, LENT_PIN);
	answer_free(&a);
	return p;
}

static enum problem ask(struct counter *k)
{
	struct answer a;
	client_json(&k->client, "GET", "/v1/enrollments", NULL, &a);
	enum problem p = a.status == 200 ? PROBLEM_NONE : a.problem.problem;
	answer_free(&a);
	return p;
}

/* Milliseconds of the centre's clock since its day began, at UTC+7. */
static int64_t of_day(void)
{
	return (clock_real_ms(&clock_system) + world.offset + 7 * 3600000) % DAY_MS;
}

/* The rule is in force at the login and at each request, by the centre's clock. */
static void lent_to_another_office_for_a_day(void **state)
{
	char *const operands[] = {LENT, NULL};
	char day[DATE_ISO_SIZE], *text;
	struct admin a = {.operands = operands, .operand_count = 1};
	struct counter own, other;
	(void)state;
	counter_make(&own, &world, "4701", "02");
	counter_make(&other, &world, "4799", "01");
	world_advance(&world, DAY_MS - of_day() - 120000); /* two minutes before midnight */
	date_to_iso(
	    day, bangkok_time_of(clock_real_ms(&clock_system) + world.offset + 600000).date);
	a.value[OPT_OFFICE] = "4799";
	a.value[OPT_FROM] = a.value[OPT_TO] = day; /* tomorrow */
	assert_int_equal(login_at(&own), PROBLEM_NONE);
	assert_int_equal(run(officer_lend, &a, &text), PROBLEM_NONE);
	free(text);
	assert_int_equal(ask(&own), PROBLEM_NONE);
	assert_int_equal(login_at(&other), PROBLEM_OTHER_OFFICE);
	world_advance(&world, 180000);
	assert_int_equal(ask(&own), PROBLEM_OTHER_OFFICE); /* in the middle of a session */
	assert_int_equal(login_at(&own), PROBLEM_OTHER_OFFICE);
	assert_int_equal(login_at(&other), PROBLEM_NONE);
	assert_int_equal(ask(&other), PROBLEM_NONE);
	world_advance(&world, DAY_MS - of_day() - 60000);
	assert_int_equal(login_at(&other), PROBLEM_NONE);
	world_advance(&world, 120000);
	assert_int_equal(ask(&other), PROBLEM_OTHER_OFFICE); /* the day is over */
	assert_int_equal(login_at(&own), PROBLEM_NONE);
	counter_free(&own);
	counter_free(&other);
}

static void set(char *name, char *value)
{
	char *const operands[] = {name, value, NULL};
	struct admin a = {.operands = operands, .operand_count = 2};
	char *text;
	assert_int_equal(run(setting_set, &a, &text), PROBLEM_NONE);
	free(text);
}

/* What the setting says holds at the next request, whatever the centre was started with. */
static void policy_is_switched_beside_a_running_centre(void **state)
{
	struct scene s;
	(void)state;
	set("match_code", "no");
	set("code_life", "60");
	scene_with_code(&s, "somchai");
	int64_t now = clock_real_ms(&clock_system) + world.offset;
	assert_true(s.enrolment.code.expires <= now + 60000);
	assert_true(s.enrolment.code.expires > now);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_CONFIRMED); /* nothing to type */
	scene_end(&s);
	set("match_code", "yes");
	set("code_life", "300");
	scene_with_code(&s, "somchai");
	now = clock_real_ms(&clock_system) + world.offset;
	assert_true(s.enrolment.code.expires > now + 200000);
	phone_claim_ok(&s.phone, &s.enrolment.code, s.card.number.digits);
	scene_look(&s);
	assert_int_equal(s.enrolment.state, STATE_SCANNED);
	scene_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_real_day_balances),
	    cmocka_unit_test(a_locked_officer_is_let_in_again),
	    cmocka_unit_test(a_blocked_counter_is_refused),
	    cmocka_unit_test(a_real_audit_is_whole),
	    cmocka_unit_test(policy_is_switched_beside_a_running_centre),
	    cmocka_unit_test(lent_to_another_office_for_a_day),
	};
	return cmocka_run_group_tests(tests, set_up_samples, tear_down);
}
