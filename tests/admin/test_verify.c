/* Whatever is done to the audit is found and named by its place. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history.h"

#include "wire/evidence.h"

/* Two processes: one that ended, with three checkpoints, and one that still runs; the second
 * chain is named so that its place is known. */
static int set_up(void **state)
{
	struct history *h = calloc(1, sizeof *h);
	history_make(h);
	history_begin(h);
	for (int i = 0; i < 3; i++) {
		history_act(h, 20);
		history_checkpoint(h);
	}
	history_end(h);
	history_begin(h);
	history_act(h, 10);
	history_checkpoint(h);
	history_act(h, 5);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	history_free(*state);
	free(*state);
	return 0;
}

/* Another first digit, whatever it was. */
#define OTHER_HASH "CASE substr(hash, 1, 1) WHEN 'f' THEN '0' ELSE 'f' END || substr(hash, 2)"

/* The findings without their explanations: "changed 5 0;" for each. */
static char *verify(struct history *h, char *const *witnesses, enum problem *problem)
{
	static const char *const value[OPT_COUNT] = {[OPT_FORMAT] = "csv"};
	char *text, *line, *rest;
	char *out = calloc(1, 4000);
	*problem = history_admin(h, audit_verify, value, witnesses, &text);
	for (line = strtok_r(text, "\r\n", &rest); line; line = strtok_r(NULL, "\r\n", &rest)) {
		char kind[40], place[600];
		long record, number;
		if (sscanf(line, "%39[^,],%599[^,],%ld,%ld", kind, place, &record, &number) == 4 ||
		    sscanf(line, "%39[^,],,%ld,%ld", kind, &record, &number) == 3)
			sprintf(out + strlen(out), "%s %ld %ld;", kind, record, number);
	}
	free(text);
	return out;
}

static void expect(struct history *h, const char *findings)
{
	enum problem problem;
	char *have = verify(h, NULL, &problem);
	assert_string_equal(have, findings);
	assert_int_equal(problem, *findings ? PROBLEM_AUDIT_BROKEN : PROBLEM_NONE);
	free(have);
}

#define FIRST  "chain = (SELECT chain FROM audit_chains ORDER BY started LIMIT 1)"
#define SECOND "chain = (SELECT chain FROM audit_chains ORDER BY started DESC LIMIT 1)"

static void a_whole_audit_is_told_so(void **state)
{
	expect(*state, "");
}

static void a_changed_record(void **state)
{
	history_sql(*state, "UPDATE audit SET who = 'another' WHERE seq = 30 AND " FIRST);
	expect(*state, "changed 30 0;");
}

/* Its own hash made anew: then the next one does not follow. */
static void a_changed_hash(void **state)
{
	history_sql(*state, "UPDATE audit SET hash = " OTHER_HASH " WHERE seq = 30 AND " FIRST);
	expect(*state, "changed 30 0;changed 31 0;");
}

static void a_changed_last_record(void **state)
{
	history_sql(*state, "UPDATE audit SET time = time + 1 WHERE seq = 16 AND " SECOND);
	expect(*state, "changed 16 0;");
}

static void a_deleted_record(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE seq = 30 AND " FIRST);
	expect(*state, "missing 31 0;");
}

static void a_deleted_first_record(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE seq = 1 AND " SECOND);
	expect(*state, "missing 2 0;");
}

/* The rest moved down by one: each checkpoint's head after it is another record, too. */
static void a_deleted_record_with_the_rest_numbered_anew(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE seq = 30 AND " FIRST ";"
			    "UPDATE audit SET seq = seq + 1000 WHERE seq > 30 AND " FIRST ";"
			    "UPDATE audit SET seq = seq - 1001 WHERE seq > 1000 AND " FIRST);
	expect(*state, "taken-out 30 0;other-head 41 2;other-head 61 3;tail-cut 61 4;");
}

static void an_inserted_record(void **state)
{
	history_sql(*state,
	    "UPDATE audit SET seq = seq + 1000 WHERE seq >= 30 AND " FIRST ";"
	    "UPDATE audit SET seq = seq - 999 WHERE seq > 1000 AND " FIRST ";"
	    "INSERT INTO audit SELECT chain, 30, time, 'claim', who, office, counter, "
	    "result, correlation, enrolment, citizen, hash FROM audit "
	    "WHERE seq = 29 AND " FIRST);
	expect(*state, "inserted 30 0;other-head 41 2;other-head 61 3;other-head 62 4;");
}

static void two_that_changed_places(void **state)
{
	history_sql(*state, "UPDATE audit SET seq = 1000 WHERE seq = 30 AND " FIRST ";"
			    "UPDATE audit SET seq = 30 WHERE seq = 31 AND " FIRST ";"
			    "UPDATE audit SET seq = 31 WHERE seq = 1000 AND " FIRST);
	expect(*state, "reordered 30 0;");
}

static void a_cut_tail(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE seq > 40 AND " FIRST);
	expect(*state, "tail-cut 40 4;");
}

/* Of the running chain, where only its checkpoint can tell. */
static void a_cut_tail_of_a_running_chain(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE seq > 10 AND " SECOND);
	expect(*state, "tail-cut 10 4;");
}

static void a_whole_chain_that_is_gone(void **state)
{
	history_sql(*state, "DELETE FROM audit WHERE " FIRST);
	expect(*state, "tail-cut 0 0;");
}

static void a_record_after_the_end(void **state)
{
	history_sql(*state,
	    "INSERT INTO audit SELECT chain, 63, time, 'claim', who, office, counter, "
	    "result, correlation, enrolment, citizen, hash FROM audit "
	    "WHERE seq = 62 AND " FIRST);
	expect(*state, "after-end 63 0;changed 63 0;");
}

/* With right hashes, but nobody has known it when the checkpoints were made. */
static void a_chain_that_was_put_in(void **state)
{
	struct history *h = *state;
	int64_t now = h->time.real;
	struct audit_chain own = h->centre.audit;
	h->time.real = HISTORY_START;
	history_begin(h);
	history_act(h, 3);
	history_end(h);
	h->time.real = now;
	h->centre.audit = own;
	expect(h, "uncovered 1 4;");
	history_sql(h, "DELETE FROM audit_chains WHERE started = 1800000000000 AND settled = 0");
	expect(h, "uncovered 1 4;unlisted 0 0;");
}

static void a_forged_checkpoint(void **state)
{
	struct history *h = *state;
	struct error err;
	struct buf jws = BUF_INIT;
	char hash[CHECKPOINT_HASH_SIZE], sql[5000];
	struct checkpoint c;
	EVP_PKEY *key = key_generate(&err);
	history_sql(h, "UPDATE checkpoints SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA' "
		       "WHERE number = 2");
	expect(h, "forged 0 2;");
	/* One of the right form and with the same words, by another key. */
	assert_true(
	    checkpoint_check(&c, h->centre.checkpoint.jws, strlen(h->centre.checkpoint.jws), &err));
	assert_true(checkpoint_sign(&jws, &c, key, &err));
	assert_true(checkpoint_hash(hash, (char *)jws.data, jws.len));
	snprintf(sql, sizeof sql, "UPDATE checkpoints SET jws = '%s', hash = '%s' WHERE number = 4",
	    (char *)jws.data, hash);
	history_sql(h, sql);
	expect(h, "forged 0 2;forged 0 4;");
	buf_free(&jws);
	EVP_PKEY_free(key);
}

static void a_checkpoint_that_is_gone(void **state)
{
	history_sql(*state, "DELETE FROM checkpoint_heads WHERE number = 2;"
			    "DELETE FROM checkpoints WHERE number = 2");
	expect(*state, "no-checkpoint 0 3;other-link 0 3;other-link 0 4;");
}

static void a_checkpoint_s_list_that_was_changed(void **state)
{
	history_sql(*state, "UPDATE checkpoint_heads SET hash = " OTHER_HASH " WHERE number = 2");
	expect(*state, "other-list 0 2;other-head 41 2;");
}

/* ---- what terminals remember ---- */

static void write_file(const char *path, const char *head, const char *jws)
{
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fprintf(f, "%s%s", head, jws);
	fclose(f);
}

static long acts(struct history *h, const char *act)
{
	char sql[100];
	snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM audit WHERE act = '%s'", act);
	return history_number(h, sql);
}

static enum problem restored(struct history *h, const char *witness)
{
	char *const operands[] = {(char *)(uintptr_t)witness, NULL};
	char *text;
	enum problem p = history_admin(h, audit_restored, NULL, operands, &text);
	free(text);
	return p;
}

/* The history says itself what it lacks, in one act; the checkpoint after it covers that. */
static void put_down_what_is_lost(struct history *h, const char *directory)
{
	char path[1300], forged[560];
	snprintf(forged, sizeof forged, "%s-forged", h->path);
	write_file(forged, "", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA");
	assert_int_equal(restored(h, forged), PROBLEM_AUDIT_BROKEN);
	assert_int_equal(unlink(forged), 0);
	snprintf(path, sizeof path, "%s/receipt-e0", directory); /* nothing is lost */
	assert_int_equal(restored(h, path), PROBLEM_NONE);
	assert_int_equal(acts(h, "audit.restored") + acts(h, "receipt.lost"), 0);
	assert_int_equal(restored(h, directory), PROBLEM_NONE);
	assert_int_equal(acts(h, "audit.restored"), 1);
	assert_int_equal(acts(h, "receipt.lost"), 100);
	assert_int_equal(history_number(h, "SELECT COUNT(DISTINCT enrolment) FROM audit WHERE "
					   "act = 'receipt.lost' AND enrolment <> 'e0'"),
	    100);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM audit WHERE "
					   "act = 'audit.restored' AND enrolment = 'checkpoint 4'"),
	    1);
}

/* 100 receipts, and the checkpoint of their time, are newer than the backup. */
static void a_restored_backup(void **state)
{
	struct history *h = *state;
	struct error err;
	enum problem problem;
	char path[1300], directory[540];
	char *const witnesses[] = {directory, NULL};
	history_sql(h,
	    "INSERT INTO offices VALUES ('4701', 'district', 't', 'e', 1);"
	    "INSERT INTO officers VALUES ('o1', 'c', 'n', '4701', 1, '', '', 0);"
	    "INSERT INTO enrolments VALUES ('e0', '4701', '01', 'o1', 'c', 'SUCCESS', 0, "
	    "9, 0, 0, 0, 0, 0, 2, 1, 3, 3, 0, '', '', '', '', '', '', '', '', '')");
	snprintf(directory, sizeof directory, "%s-terminal", h->path);
	snprintf(path, sizeof path, "rm -rf '%s'; mkdir '%s'", directory, directory);
	assert_int_equal(system(path), 0);
	for (int i = 0; i <= 100; i++) {
		struct receipt r = {.time = h->time.real};
		struct buf jws = BUF_INIT;
		snprintf(r.enrolment_id, sizeof r.enrolment_id, "e%d", i);
		memset(r.citizen_hash, 'c', sizeof r.citizen_hash - 1);
		memset(r.audit_head, 'd', sizeof r.audit_head - 1);
		assert_true(receipt_sign(&jws, &r, keys_receipt(h->centre.keys), &err));
		snprintf(path, sizeof path, "%s/receipt-e%d", directory, i);
		write_file(path, "", (char *)jws.data);
		if (i == 0) {
			char sql[3000];
			snprintf(sql, sizeof sql, "UPDATE enrolments SET receipt = '%s'",
			    (char *)jws.data);
			history_sql(h, sql);
		}
		buf_free(&jws);
	}
	snprintf(path, sizeof path, "%s/checkpoint", directory);
	write_file(path, "https://centre.example:8443\n", h->centre.checkpoint.jws);
	char *have = verify(h, witnesses, &problem);
	long told = 0;
	for (const char *at = have; (at = strstr(at, "receipt 0 0;")); at++)
		told++;
	assert_int_equal(told, 100);
	assert_null(strstr(have, "witness"));
	free(have);
	/* The store as it was before the last checkpoint, and gone on since. */
	history_sql(h,
	    "DELETE FROM checkpoint_heads WHERE number = 4; "
	    "DELETE FROM checkpoints WHERE number = 4; UPDATE audit_chains SET settled = 0");
	history_checkpoint(h);
	have = verify(h, witnesses, &problem);
	assert_non_null(strstr(have, "witness 0 4;"));
	assert_int_equal(problem, PROBLEM_AUDIT_BROKEN);
	free(have);
	put_down_what_is_lost(h, directory);
	snprintf(path, sizeof path, "rm -r '%s'", directory);
	assert_int_equal(system(path), 0);
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(a_whole_audit_is_told_so),
	    CASE(a_changed_record),
	    CASE(a_changed_hash),
	    CASE(a_changed_last_record),
	    CASE(a_deleted_record),
	    CASE(a_deleted_first_record),
	    CASE(a_deleted_record_with_the_rest_numbered_anew),
	    CASE(an_inserted_record),
	    CASE(two_that_changed_places),
	    CASE(a_cut_tail),
	    CASE(a_cut_tail_of_a_running_chain),
	    CASE(a_whole_chain_that_is_gone),
	    CASE(a_record_after_the_end),
	    CASE(a_chain_that_was_put_in),
	    CASE(a_forged_checkpoint),
	    CASE(a_checkpoint_that_is_gone),
	    CASE(a_checkpoint_s_list_that_was_changed),
	    CASE(a_restored_backup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
