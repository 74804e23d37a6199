/*
 * tests/centrald/store_suite.h - what every database behind store.h must do: one body of
 * tests, run by test_store.c on SQLite and by test_store_pq.c on PostgreSQL. The program
 * has made the store before each of them.
 */
#ifndef DDOPA_TESTS_CENTRALD_STORE_SUITE_H
#define DDOPA_TESTS_CENTRALD_STORE_SUITE_H

#include "../base/cmocka_all.h"
#include "centrald/store.h"

extern char store_name[512]; /* a path, or a connection string */
extern struct store *store;
extern struct error err;

/* A group; a setting; what a setting is ("": there is none). */
void begin(void);
void commit(void);
void put(const char *name, const char *value);
void expect(const char *name, const char *value);
void read_text(void *arg, const struct store_row *row); /* arg: char[64] */

/* The store, emptied and made as that version did. From the oldest that can be upgraded; later
 * ones than the last kept were never made but by a schema that this suite has compared. */
#define OLDEST_VERSION	  3
#define LAST_KEPT_VERSION 7
void old_store(long version);

void an_existing_file_is_not_made_anew(void **state);
void what_was_committed_is_there_after_reopening(void **state);
void parameters_are_bound_by_name(void **state);
void a_parameter_is_used_twice(void **state);
void values_come_back_as_they_were(void **state);
void a_wrong_number_of_parameters_is_an_error(void **state);
void a_group_holds_one_bad_request(void **state);
void savepoints_nest(void **state);
void the_quota_has_a_last_guard(void **state);
void an_approval_is_spent_once(void **state);
void an_approval_has_one_good_write_a_finger(void **state);
void every_statement_is_understood(void **state);
void another_schema_is_refused(void **state);
void what_cannot_be_upgraded_stays_as_it_was(void **state);
void an_upgrade_of_the_present_version_changes_nothing(void **state);
void version_3_is_upgraded(void **state);
void every_older_version_becomes_as_a_new_one(void **state);

#define EVERY_STORE(ON)                                                                            \
	ON(an_existing_file_is_not_made_anew), ON(what_was_committed_is_there_after_reopening),    \
	    ON(parameters_are_bound_by_name), ON(a_parameter_is_used_twice),                       \
	    ON(values_come_back_as_they_were), ON(a_wrong_number_of_parameters_is_an_error),       \
	    ON(a_group_holds_one_bad_request), ON(savepoints_nest),                                \
	    ON(the_quota_has_a_last_guard), ON(an_approval_is_spent_once),                         \
	    ON(an_approval_has_one_good_write_a_finger), ON(every_statement_is_understood),        \
	    ON(another_schema_is_refused), ON(what_cannot_be_upgraded_stays_as_it_was),            \
	    ON(an_upgrade_of_the_present_version_changes_nothing), ON(version_3_is_upgraded),      \
	    ON(every_older_version_becomes_as_a_new_one)

#endif
