/* What is kept of persons goes when its time is over, and no earlier: on SQLite and on
 * PostgreSQL, by the operators' clock and by the centre's own. What stands in the store after
 * it is looked at with the store's own library. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../centrald/fixture.h"
#include "admin/admin.h"
#include "base/clock.h"
#include "base/date.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

static void begin_world(bool postgres)
{
	world_make(&world);
	if (postgres)
		world_on_postgres(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
}

static bool run(admin_fn *command, int64_t later, char *const *operands, char **text)
{
	struct admin a = {.operands = operands};
	struct error err = {0};
	size_t size;
	int status = 0;
	while (operands && operands[a.operand_count])
		a.operand_count++;
	a.value[OPT_STORE] = world.store;
	a.value[OPT_KEYS] = world.keys;
	a.value[OPT_FORMAT] = "csv";
	a.out = open_memstream(text, &size);
	if (!admin_open(&a, &err))
		fail_msg("%s", err.context);
	a.now += later;
	bool ok = admin_run(&a, command, &status, &err);
	admin_close(&a);
	fclose(a.out);
	if (!ok)
		print_message("# %s\n", err.context);
	return ok;
}

/* How many rows went, of one part. */
static long purged(const char *text, const char *part)
{
	char line[60];
	snprintf(line, sizeof line, "\r\n%s,", part);
	const char *at = strstr(text, line);
	assert_non_null(at);
	return atol(at + strlen(line));
}

static void purge_after(int days, long ended, long evidence, long given)
{
	char *text;
	assert_true(run(purge_run, days * DAY_MS, NULL, &text));
	assert_int_equal(purged(text, "ended"), ended);
	assert_int_equal(purged(text, "evidence"), evidence);
	assert_int_equal(purged(text, "given"), given);
	free(text);
}

/* One that succeeded and was followed by another phone, one that lives, one cancelled after its
 * claim, one that is open. */
static void make_history(struct scene *open)
{
	struct counter k;
	struct scene s;
	struct answer a;
	counter_ready(&k, &world);
	for (int i = 0; i < 2; i++) {
		struct phone p;
		phone_make(&p, &world);
		enrol_ok(&k, &p, "somsri", i > 0);
		phone_free(&p);
	}
	counter_login(&k, "1470100000018", "00000000", &a); /* a wrong PIN of nobody's */
	answer_free(&a);
	scene_claimed(&s, "somchai");
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	answer_free(&a);
	scene_end(&s);
	scene_with_code(open, "boonmee");
	counter_free(&k);
}

#define WITH_PERSON "SELECT COUNT(*) FROM enrolments WHERE citizen <> ''"

static void it_goes_when_its_time_is_over(bool postgres)
{
	struct scene open;
	char *text;
	begin_world(postgres);
	make_history(&open);
	assert_int_equal(world_number(&world, WITH_PERSON), 4);
	purge_after(89, 0, 0, 0);
	assert_int_equal(world_number(&world, WITH_PERSON), 4);
	purge_after(91, 1, 1, 0); /* the cancelled one */
	assert_int_equal(world_number(&world, WITH_PERSON), 3);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM enrolments WHERE state = 'CANCELLED' AND "
				 "jwk = '' AND thumbprint = '' AND citizen = ''"),
	    1);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM codes"), 1); /* the open one's */
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM logins l WHERE NOT EXISTS "
				 "(SELECT 1 FROM officers o WHERE o.citizen = l.citizen)"),
	    0);
	purge_after(3649, 0, 0, 0);
	purge_after(3651, 0, 1, 1); /* the one before: what lives stays, and what is open */
	assert_int_equal(world_number(&world, WITH_PERSON), 2);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM identities"), 1);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM evidence"), 2);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM enrolments"), 4);
	purge_after(36500, 0, 0, 0);			/* nothing is left that may go */
	assert_true(run(audit_verify, 0, NULL, &text)); /* the audit is whole */
	free(text);
	assert_true(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'data.purge'") >= 2);
	scene_look(&open); /* and who is being enrolled goes on */
	assert_int_equal(open.enrolment.state, STATE_QR_CREATED);
	scene_end(&open);
	world_free(&world);
}

/* Of a day in the past, of its last day, and one that is still to come. */
static void put_bookings(int64_t now)
{
	static const int days[] = {-92, -90, 3};
	for (int i = 0; i < 3; i++) {
		char day[DATE_ISO_SIZE], sql[300];
		date_to_iso(day, bangkok_time_of(now + days[i] * DAY_MS).date);
		snprintf(sql, sizeof sql,
		    "INSERT INTO bookings (id, office, day, hour, number, citizen, officer, "
		    "created, cancelled) VALUES ('b%d', '4701', '%s', 9, '09-01', 'h%d', '', 1, 0)",
		    i, day, i);
		world_sql(&world, sql, NULL, 0);
		snprintf(sql, sizeof sql,
		    "INSERT INTO slot_places (office, day, hour, taken) VALUES ('4701', '%s', 9, "
		    "1)",
		    day);
		world_sql(&world, sql, NULL, 0);
	}
}

static void bookings_go(bool postgres)
{
	char *text;
	begin_world(postgres);
	world_kill(&world, SIGTERM); /* which would do it too, by its own clock */
	put_bookings(clock_real_ms(&clock_system));
	assert_true(run(purge_run, 0, NULL, &text));
	assert_int_equal(purged(text, "bookings"), 1);
	assert_int_equal(purged(text, "slot-places"), 1);
	free(text);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM bookings WHERE id <> 'b0'"), 2);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM slot_places"), 2);
	assert_true(run(purge_run, 94 * DAY_MS, NULL, &text));
	assert_int_equal(purged(text, "bookings"), 2);
	free(text);
	world_free(&world);
}

static void bookings_of_a_file(void **state)
{
	(void)state;
	bookings_go(false);
}

static void bookings_of_a_database(void **state)
{
	(void)state;
	bookings_go(true);
}

static void on_a_file(void **state)
{
	(void)state;
	it_goes_when_its_time_is_over(false);
}

static void on_a_database(void **state)
{
	(void)state;
	it_goes_when_its_time_is_over(true);
}

static void the_settings_say_how_long(void **state)
{
	(void)state;
	char *const shorter[] = {"keep_ended", "3", NULL}, *const none[] = {
							       "keep_ended", "0", NULL};
	struct scene s;
	struct answer a;
	char *text;
	begin_world(false);
	scene_begin(&s, "somsri");
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	answer_free(&a);
	scene_end(&s);
	assert_false(run(setting_set, 0, none, &text));
	free(text);
	assert_true(run(setting_set, 0, shorter, &text));
	free(text);
	purge_after(2, 0, 0, 0);
	purge_after(4, 1, 1, 0);
	world_free(&world);
}

/* Once a day by itself. */
static void the_centre_does_it_too(void **state)
{
	(void)state;
	struct scene s;
	struct answer a;
	begin_world(false);
	scene_begin(&s, "somsri");
	scene_post(&s, "cancel", "{\"contested\":false}", &a);
	answer_free(&a);
	scene_end(&s);
	assert_int_equal(world_number(&world, WITH_PERSON), 1);
	world_advance(&world, 89 * DAY_MS);
	struct counter k; /* whose request is answered after the sweep of the new time */
	counter_make(&k, &world, "4701", "01");
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	assert_int_equal(world_number(&world, WITH_PERSON), 1);
	world_advance(&world, 2 * DAY_MS);
	client_json(&k.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	assert_int_equal(world_number(&world, WITH_PERSON), 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM audit WHERE act = 'data.purge'"), 1);
	counter_free(&k);
	world_free(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(on_a_file),
	    cmocka_unit_test(on_a_database),
	    cmocka_unit_test(bookings_of_a_file),
	    cmocka_unit_test(bookings_of_a_database),
	    cmocka_unit_test(the_settings_say_how_long),
	    cmocka_unit_test(the_centre_does_it_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
