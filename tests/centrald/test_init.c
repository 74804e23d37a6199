/* init: a store from CSV, all bad lines told and none loaded, nothing left behind. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	return 0;
}

static bool exists(const char *suffix)
{
	char path[600];
	struct stat st;
	snprintf(path, sizeof path, "%s%s", world.store, suffix);
	return stat(path, &st) == 0;
}

static void errors_text(char *out, size_t size)
{
	char path[600];
	snprintf(path, sizeof path, "%s/errors", world.directory);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	out[fread(out, 1, size - 1, f)] = '\0';
	fclose(f);
}

static void append(const char *directory, const char *file, const char *line)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", directory, file);
	FILE *f = fopen(path, "ae");
	assert_non_null(f);
	fprintf(f, "%s\n", line);
	fclose(f);
}

static void the_samples_are_loaded(void **state)
{
	(void)state;
	assert_int_equal(world_init(&world, world_samples()), 0);
	assert_int_equal(world_number(&world, "SELECT cap FROM quota"), 100000);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM offices WHERE type = 'joint'"), 1);
	assert_true(world_number(&world, "SELECT COUNT(*) FROM people") >= 13);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM officers WHERE pin_hash LIKE '%24681357%'"),
	    0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(DISTINCT pin_salt) - COUNT(*) FROM officers"), 0);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM settings WHERE "
					      "(name = 'approve_store' AND value = 'no') OR "
					      "(name = 'approve_remove' AND value = 'yes') OR "
					      "(name = 'exceptions' AND value = 'no')"),
	    3);
}

static void a_store_is_not_filled_twice(void **state)
{
	(void)state;
	assert_int_equal(world_init(&world, world_samples()), 0);
	long people = world_number(&world, "SELECT COUNT(*) FROM people");
	assert_int_equal(world_init(&world, world_samples()), 73);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM people"), people);
	assert_true(exists(".keys"));
}

static const struct {
	const char *file, *line, *complaint;
} bad[] = {
    {"settings.csv", "colour,blue", "no such setting"},
    {"settings.csv", "quota,many", "quota: not a number"},
    {"settings.csv", "closes,2020-13-01", "not a date"},
    {"settings.csv", "hours,9-5", "not hours"},
    {"settings.csv", "approve_store,perhaps", "approve_store: not yes or no"},
    {"settings.csv", "approve_remove,", "approve_remove: not yes or no"},
    {"settings.csv", "exceptions,YES", "exceptions: not yes or no"},
    {"settings.csv", "quota,5", "repeated"},
    {"offices.csv", "0001,district,ก,a,yes", "code: not an office's"},
    {"offices.csv", "4702,castle,ก,a,yes", "type: not district"},
    {"offices.csv", "4702,district,,a,yes", "name missing"},
    {"offices.csv", "4702,district,ก,a,perhaps", "may_enroll: not yes or no"},
    {"offices.csv", "4702,joint,ก,a,yes", "may_enroll: not an office of this type"},
    {"offices.csv", "4701,district,ก,a,yes", "repeated"},
    {"terminals.csv", "4703,01", "office: not in offices.csv"},
    {"terminals.csv", "4701,a b", "counter: not 1 to 15"},
    {"terminals.csv", "4701,01", "repeated"},
    {"officers.csv", "x y,1112034563562,12345678,ก,4701,yes,no", "id: not 1 to 39"},
    {"officers.csv", "x,1112034563563,12345678,ก,4701,yes,no", "citizen_number: not valid"},
    {"officers.csv", "x,1112034563562,1234567,ก,4701,yes,no", "pin: not eight digits"},
    {"officers.csv", "x,1112034563562,12345678,,4701,yes,no", "name missing"},
    {"officers.csv", "x,1112034563562,12345678,ก,4703,yes,no", "office: not in offices.csv"},
    {"officers.csv", "t4701-1,1112034563562,12345678,ก,4701,yes,no", "repeated"},
    {"people.csv", "1,ก#ก#ก#ก,a#a#a#a,1990-01-01,male,1,alive,thai", "citizen_number: not valid"},
    {"people.csv", "1101700207030,ก#ก#ก#ก#ก,a#a#a#a,1990-01-01,male,1,alive,thai", "name_th:"},
    {"people.csv", "1101700207030,ก#ก##ก,,1990-01-01,male,1,alive,thai", "name_en:"},
    {"people.csv", "1101700207030,ก#ก##ก,a#a##a,1990-02-30,male,1,alive,thai", "birth:"},
    {"people.csv", "1101700207030,ก#ก##ก,a#a##a,1990-01-01,other,1,alive,thai", "sex:"},
    {"people.csv", "1101700207030,ก#ก##ก,a#a##a,1990-01-01,male,1#2#3#4#5#6#7#8#9,alive,thai",
	"address:"},
    {"people.csv", "1101700207030,ก#ก##ก,a#a##a,1990-01-01,male,1,ghost,thai", "status:"},
    {"people.csv", "1101700207030,ก#ก##ก,a#a##a,1990-01-01,male,1,alive,lao", "nationality:"},
    {"people.csv", "1112034563562,ก#ก##ก,a#a##a,1990-01-01,male,1,alive,thai", "repeated"},
    {"cards.csv", "1101700207030,1/1,2020-01-01,2028-01-01,valid", "not in people.csv"},
    {"cards.csv", "1112034563562,,2020-01-01,2028-01-01,valid", "request_number:"},
    {"cards.csv", "1112034563562,1/1,2020-01,2028-01-01,valid", "issued or expires"},
    {"cards.csv", "1112034563562,1/1,2020-01-01,2028-01-01,lost", "status:"},
    {"cards.csv", "1112034563562,47019900001/01010001,2020-01-01,2028-01-01,valid", "repeated"},
    {"slots.csv", "4703,9,6", "office: not in offices.csv"},
    {"slots.csv", "4701,24,6", "hour: not 0 to 23"},
    {"slots.csv", "4701,9,-1", "places: not a number"},
    {"slots.csv", "4701,9,257", "places: more than 256"},
};

static void every_bad_line_is_told_and_nothing_loaded(void **state)
{
	(void)state;
	char text[16384];
	const char *from = world_copy_samples(&world);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		append(from, bad[i].file, bad[i].line);
	assert_int_equal(world_init(&world, from), 65);
	errors_text(text, sizeof text);
	const char *at = text;
	for (size_t i = 0; i < COUNT_OF(bad); i++) { /* in the order of files and lines */
		at = strstr(at, bad[i].file);
		assert_non_null(at);
		const char *end = strchr(at, '\n');
		const char *what = strstr(at, bad[i].complaint);
		if (!what || what > end)
			print_message("%.*s\n", (int)(end - at), at);
		assert_true(what && what < end);
		at = end;
	}
	assert_null(strstr(text, "12345678"));
	assert_null(strstr(text, "1101700207030"));
	assert_false(exists(""));
	assert_false(exists("-wal"));
	assert_false(exists(".keys"));
}

static void a_missing_file_or_no_quota(void **state)
{
	(void)state;
	char text[4096];
	char path[600];
	const char *from = world_copy_samples(&world);
	snprintf(path, sizeof path, "%s/settings.csv", from);
	FILE *f = fopen(path, "we");
	fputs("name,value\nopens,2020-10-01\n", f);
	fclose(f);
	assert_int_equal(world_init(&world, from), 65);
	errors_text(text, sizeof text);
	assert_non_null(strstr(text, "quota is missing"));
	unlink(path);
	assert_int_equal(world_init(&world, from), 74);
	errors_text(text, sizeof text);
	assert_non_null(strstr(text, "settings.csv"));
	assert_false(exists(""));
	assert_false(exists(".keys"));
}

static void put_officers(const char *directory, const char *more_columns, const char *lines)
{
	char path[600];
	snprintf(path, sizeof path, "%s/officers.csv", directory);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "id,citizen_number,pin,name,office,may_enroll%s\n%s", more_columns, lines);
	fclose(f);
}

static void a_pin_may_have_to_be_changed(void **state)
{
	(void)state;
	char text[4096];
	const char *from = world_copy_samples(&world);
	put_officers(from, ",must_change", "x,1112034563562,24681357,ก,4701,yes,soon\n");
	assert_int_equal(world_init(&world, from), 65);
	errors_text(text, sizeof text);
	assert_non_null(strstr(text, "officers.csv:2: must_change: not yes or no"));
	put_officers(from, ",must_change",
	    "a,1234567890121,24681357,ก,4701,yes,yes\n"
	    "b,1470199999117,97531864,ก,4701,yes,no\n"
	    "c,1470199999206,86427531,ก,4701,no,\n");
	assert_int_equal(world_init(&world, from), 0);
	assert_int_equal(world_number(&world, "SELECT COUNT(*) FROM officers"), 3);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM officers WHERE must_change = (id = 'a')"),
	    3);
}

/* An older file has no such column: nobody's PIN was reset. */
static void without_the_column_nobody_has_to(void **state)
{
	(void)state;
	const char *from = world_copy_samples(&world);
	put_officers(from, "",
	    "a,1234567890121,24681357,ก,4701,yes\n"
	    "b,1470199999117,97531864,ก,4701,yes\n");
	assert_int_equal(world_init(&world, from), 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM officers WHERE must_change = 0"), 2);
}

static void outside_the_hours_nobody_logs_in(void **state)
{
	(void)state;
	struct counter k;
	struct answer a;
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_sql(&world, "INSERT INTO settings VALUES ('hours', '00:00-00:01')", NULL, 0);
	/* 12:00 at UTC+7, whatever the time is now. */
	int64_t day = 24 * 60 * 60 * 1000L;
	int64_t now = clock_real_ms(&clock_system);
	char text[32];
	world.offset = 5 * 60 * 60 * 1000L - now % day;
	snprintf(text, sizeof text, "%lld\n", (long long)world.offset);
	world_file(&world, "clock", text);
	world_start(&world);
	counter_make(&k, &world, "4701", "01");
	counter_login(&k, "1234567890121", "24681357", &a);
	expect_problem(&a, PROBLEM_OUTSIDE_HOURS);
	world_sql(
	    &world, "UPDATE settings SET value = '08:30-16:30' WHERE name = 'hours'", NULL, 0);
	counter_login(&k, "1234567890121", "24681357", &a);
	expect_status(&a, 201);
	counter_free(&k);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_samples_are_loaded),
	    TEST(a_store_is_not_filled_twice),
	    TEST(every_bad_line_is_told_and_nothing_loaded),
	    TEST(a_missing_file_or_no_quota),
	    TEST(a_pin_may_have_to_be_changed),
	    TEST(without_the_column_nobody_has_to),
	    TEST(outside_the_hours_nobody_logs_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
