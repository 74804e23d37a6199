/*
 * What an enrollment takes, measured for the arithmetic in ddopa-centrald(8): bytes in
 * PostgreSQL, table by table with its indexes, and the time of the centre's processor.
 *
 * usage: volume [ENROLLMENTS]
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "fixture.h"
#include "load.h"

#define ENROLMENTS     1000
#define PEOPLE	       5000
#define ACTS_OF_ONE    6 /* of load.h */
#define WAIT_AT_ONCE   300
#define MOST_OF_RECORD 40960 /* bytes of one enrollment in all tables */

static struct load load;
static long enrolments;

static double processor_us(void)
{
	char path[64];
	long long ns = 0;
	snprintf(path, sizeof path, "/proc/%d/schedstat", (int)world.pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lld", &ns), 1);
	fclose(f);
	return (double)ns / 1000;
}

static long wal_bytes(void)
{
	return world_number(&world, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
}

static void tell_tables(void)
{
	long made = world_number(&world, "SELECT COUNT(*) FROM enrolments");
	long total = 0;
	PGconn *conn = PQconnectdb(world.store);
	assert_int_equal(PQstatus(conn), CONNECTION_OK);
	PQclear(PQexec(conn, "VACUUM ANALYZE"));
	PGresult *r = PQexec(conn,
	    "SELECT relname, reltuples::BIGINT, pg_total_relation_size(oid) "
	    "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
	    "AND reltuples > 100 ORDER BY 3 DESC");
	assert_int_equal(PQresultStatus(r), PGRES_TUPLES_OK);
	print_message("# table              rows  bytes a row  bytes an enrollment\n");
	for (int i = 0; i < PQntuples(r); i++) {
		const char *name = PQgetvalue(r, i, 0);
		long rows = strtol(PQgetvalue(r, i, 1), NULL, 10);
		long bytes = strtol(PQgetvalue(r, i, 2), NULL, 10);
		bool of_people = name[0] == 'p' || (name[0] == 'c' && name[1] == 'a');
		print_message("# %-16s %6ld %12ld %20ld\n", name, rows, bytes / rows,
		    of_people ? 0 : bytes / made);
		total += of_people ? 0 : bytes;
	}
	print_message("# %ld enrollments, %ld bytes each\n", made, total / made);
	assert_in_range(total / made, 1, MOST_OF_RECORD);
	PQclear(r);
	PQfinish(conn);
}

static void what_an_enrollment_takes(void **state)
{
	(void)state;
	long wanted = enrolments * ACTS_OF_ONE;
	int64_t since = clock_mono_ms(&clock_system);
	load_start(&load, &world, NULL);
	double used = processor_us();
	long wal = wal_bytes();
	while (atomic_load(&load.acknowledged) < wanted)
		load_wait(&load, WAIT_AT_ONCE);
	load_stop(&load);
	long acts = atomic_load(&load.acknowledged);
	double seconds = (double)(clock_mono_ms(&clock_system) - since) / 1000;
	print_message("# %ld acts of %d counters and phones in %.0f s, %.0f a second; each %.0f us "
		      "of the centre's processor\n",
	    acts, LOAD_WORKERS, seconds, (double)acts / seconds,
	    (processor_us() - used) / (double)acts);
	print_message("# %ld bytes of write-ahead log an act\n", (wal_bytes() - wal) / acts);
	load_free(&load);
	tell_tables();
}

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	world_on_postgres(&world);
	world.extra[0] = "--policy";
	world.extra[1] = "match_code=no";
	crowd_init(&world, PEOPLE);
	world_start(&world);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_an_enrollment_takes),
	};
	enrolments = argc > 1 ? atol(argv[1]) : ENROLMENTS;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
