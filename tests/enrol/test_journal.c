/* The journal: what append() answered «true» to is there at the next opening, whatever
 * happened to the end of the file; nothing else is claimed. Write failures are made at
 * link time (--wrap). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "enrol/journal.h"
#include "enrol/journal_record.h"

/* ---- a disk that fails when told ---- */

int __real_fdatasync(int fd);
ssize_t __real_pwrite(int fd, const void *data, size_t len, off_t at);
int __wrap_fdatasync(int fd);
ssize_t __wrap_pwrite(int fd, const void *data, size_t len, off_t at);

static int fail_sync; /* errno of the next fdatasync, 0: none */
static int syncs;
static ssize_t pwrite_limit = -1; /* bytes that still fit on the disk, -1: any */

int __wrap_fdatasync(int fd)
{
	syncs++;
	if (fail_sync == 0)
		return __real_fdatasync(fd);
	errno = fail_sync;
	fail_sync = 0;
	return -1;
}

ssize_t __wrap_pwrite(int fd, const void *data, size_t len, off_t at)
{
	if (pwrite_limit < 0)
		return __real_pwrite(fd, data, len, at);
	if (pwrite_limit == 0) {
		errno = ENOSPC;
		return -1;
	}
	size_t fits = len < (size_t)pwrite_limit ? len : (size_t)pwrite_limit;
	pwrite_limit -= (ssize_t)fits;
	return __real_pwrite(fd, data, fits, at);
}

/* ---- a directory for each test ---- */

struct place {
	char root[64];
	char dir[96];
	char file[128];
};

static int make_place(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	const char *tmp = getenv("TMPDIR");
	snprintf(p->root, sizeof(p->root), "%s/journal-XXXXXX", tmp ? tmp : "/tmp");
	if (!p || !mkdtemp(p->root))
		return -1;
	snprintf(p->dir, sizeof(p->dir), "%s/state/ddopa", p->root);
	snprintf(p->file, sizeof(p->file), "%s/journal", p->dir);
	fail_sync = 0;
	pwrite_limit = -1;
	*state = p;
	return 0;
}

static int drop_place(void **state)
{
	struct place *p = *state;
	char command[128];
	snprintf(command, sizeof(command), "rm -rf '%s'", p->root);
	int status = system(command);
	free(p);
	return status;
}

static struct journal_record record(
    enum journal_kind kind, const char *id, const char *key, enum enrolment_state at)
{
	struct journal_record r = {.kind = kind, .state = at, .time = 1795000000000};
	snprintf(r.enrolment_id, sizeof(r.enrolment_id), "%s", id);
	snprintf(r.key, sizeof(r.key), "%s", key);
	memset(r.request_hash, 0x5a, sizeof(r.request_hash));
	return r;
}

static void append(struct journal *j, enum journal_kind kind, const char *id, const char *key,
    enum enrolment_state at)
{
	struct journal_record r = record(kind, id, key, at);
	struct error err = {0};
	assert_true(journal_append(j, &r, &err));
}

struct seen {
	struct journal_record r[16];
	size_t count;
};

static void see(void *arg, const struct journal_record *r)
{
	struct seen *s = arg;
	s->r[s->count++] = *r;
}

static struct seen entries(struct journal *j)
{
	struct seen s = {.count = 0};
	journal_open_entries(j, see, &s);
	return s;
}

static struct journal *open_at(const struct place *p)
{
	struct error err = {0};
	struct journal *j = journal_open(p->dir, &err);
	if (!j)
		fail_msg("%s: %s", problem_row(err.problem)->id, err.context);
	return j;
}

static size_t slurp(const char *file, uint8_t *out, size_t size)
{
	int fd = open(file, O_RDONLY);
	assert_true(fd >= 0);
	ssize_t n = read(fd, out, size);
	close(fd);
	assert_true(n >= 0);
	return (size_t)n;
}

static void spill(const char *file, const uint8_t *data, size_t len)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, len), (ssize_t)len);
	close(fd);
}

/* ---- tests ---- */

/* RFC 3720 B.4, and the usual check value. */
static void test_crc32c(void **state)
{
	(void)state;
	uint8_t zeros[32] = {0}, ones[32];
	memset(ones, 0xff, sizeof(ones));
	assert_int_equal(crc32c("123456789", 9), 0xe3069283u);
	assert_int_equal(crc32c(zeros, 32), 0x8a9136aau);
	assert_int_equal(crc32c(ones, 32), 0x62a8ab43u);
}

static void test_survives(void **state)
{
	struct place *p = *state;
	struct journal *j = open_at(p);
	append(j, JOURNAL_INTENT, "", "k1", STATE_PROOFED);
	append(j, JOURNAL_STATE, "e1", "k1", STATE_PROOFED);
	append(j, JOURNAL_INTENT, "e1", "k2", STATE_PROOFED);
	append(j, JOURNAL_STATE, "e1", "k2", STATE_QR_CREATED);
	append(j, JOURNAL_INTENT, "", "k3", STATE_PROOFED);
	journal_close(j);
	j = open_at(p);
	struct seen s = entries(j);
	assert_int_equal(s.count, 2);
	assert_string_equal(s.r[0].enrolment_id, "e1");
	assert_string_equal(s.r[0].key, "k2");
	assert_int_equal(s.r[0].state, STATE_QR_CREATED);
	assert_int_equal(s.r[0].time, 1795000000000);
	assert_int_equal(s.r[0].request_hash[31], 0x5a);
	assert_string_equal(s.r[1].enrolment_id, "");
	assert_string_equal(s.r[1].key, "k3");
	append(j, JOURNAL_CLOSED, "e1", "", STATE_SUCCESS);
	append(j, JOURNAL_CLOSED, "", "k3", STATE_PROOFED);
	journal_close(j);
	j = open_at(p);
	assert_int_equal(entries(j).count, 0);
	journal_close(j);
}

/* A write is kept with its outcome until it is closed, beside the enrollments. */
static void test_writes(void **state)
{
	struct place *p = *state;
	struct journal *j = open_at(p);
	struct journal_record r = record(JOURNAL_WRITE, "w1", "k1", STATE_PROOFED);
	struct error err = {0};
	append(j, JOURNAL_STATE, "e1", "k0", STATE_SCANNED);
	r.outcome = OUTCOME_UNKNOWN;
	assert_true(journal_append(j, &r, &err));
	r.outcome = OUTCOME_DAMAGED;
	assert_true(journal_append(j, &r, &err));
	journal_close(j);
	j = open_at(p);
	struct seen s = entries(j);
	assert_int_equal(s.count, 2);
	assert_int_equal(s.r[0].state, STATE_SCANNED);
	assert_int_equal(s.r[1].kind, JOURNAL_WRITE);
	assert_string_equal(s.r[1].enrolment_id, "w1");
	assert_string_equal(s.r[1].key, "k1");
	assert_int_equal(s.r[1].outcome, OUTCOME_DAMAGED);
	append(j, JOURNAL_CLOSED, "w1", "", STATE_PROOFED);
	journal_close(j);
	j = open_at(p);
	assert_int_equal(entries(j).count, 1);
	journal_close(j);
}

/* An outcome that there is not makes a record of nobody's. */
static void test_outcome_out_of_range(void **state)
{
	(void)state;
	const uint8_t first[SHA256_SIZE] = {0};
	struct journal_record r = record(JOURNAL_WRITE, "w1", "k1", STATE_PROOFED), back;
	for (int o = 0; o <= API_OUTCOME_COUNT; o++) {
		struct buf bytes = BUF_INIT;
		r.outcome = (enum api_outcome)o;
		journal_record_write(&bytes, &r, first);
		size_t n = journal_record_read(&back, bytes.data, bytes.len, first);
		assert_int_equal(n, o < API_OUTCOME_COUNT ? bytes.len : 0);
		buf_free(&bytes);
	}
}

static void test_fsynced_each(void **state)
{
	struct journal *j = open_at(*state);
	int before = syncs;
	append(j, JOURNAL_INTENT, "", "k1", STATE_PROOFED);
	append(j, JOURNAL_STATE, "e1", "k1", STATE_PROOFED);
	assert_int_equal(syncs - before, 2);
	journal_close(j);
}

static size_t torn_files(const struct place *p)
{
	char name[160];
	size_t n = 0;
	do
		snprintf(name, sizeof(name), "%s.torn-%zu", p->file, n + 1);
	while (access(name, F_OK) == 0 && ++n);
	return n;
}

/* The file as power loss could leave it: each prefix. */
static void test_torn_at_every_byte(void **state)
{
	struct place *p = *state;
	uint8_t whole[4096], kept[4096];
	size_t ends[4] = {0}, len;
	struct journal *j = open_at(p);
	const char *ids[] = {"e1", "e2", "e3"};
	for (int i = 0; i < 3; i++) {
		append(j, JOURNAL_STATE, ids[i], "k", STATE_QR_CREATED);
		ends[i + 1] = slurp(p->file, whole, sizeof(whole));
	}
	journal_close(j);
	len = ends[3];
	size_t torn = 0;
	for (size_t cut = 0; cut <= len; cut++) {
		size_t whole_records = cut >= ends[3]	? 3
				       : cut >= ends[2] ? 2
				       : cut >= ends[1] ? 1
							: 0;
		spill(p->file, whole, cut);
		j = open_at(p);
		struct seen s = entries(j);
		journal_close(j);
		assert_int_equal(s.count, whole_records);
		for (size_t i = 0; i < s.count; i++)
			assert_string_equal(s.r[i].enrolment_id, ids[i]);
		if (cut == ends[whole_records])
			continue;
		char name[160];
		snprintf(name, sizeof(name), "%s.torn-%zu", p->file, ++torn);
		size_t tail = slurp(name, kept, sizeof(kept));
		assert_int_equal(tail, cut - ends[whole_records]);
		assert_memory_equal(kept, whole + ends[whole_records], tail);
	}
	assert_int_equal(torn_files(p), torn);
}

/* A flipped bit anywhere ends the reading there. */
static void test_every_bit(void **state)
{
	struct place *p = *state;
	uint8_t whole[4096];
	struct journal *j = open_at(p);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	size_t first = slurp(p->file, whole, sizeof(whole));
	append(j, JOURNAL_STATE, "e2", "k", STATE_SCANNED);
	size_t len = slurp(p->file, whole, sizeof(whole));
	journal_close(j);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		struct journal_record r;
		uint8_t zero[SHA256_SIZE] = {0}, previous[SHA256_SIZE];
		whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
		size_t n = journal_record_read(&r, whole, len, zero);
		assert_int_equal(n, bit / 8 < first ? 0 : first);
		sha256(previous, whole, first);
		if (n)
			assert_int_equal(
			    journal_record_read(&r, whole + first, len - first, previous), 0);
		whole[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

/* A good record of another place in the chain does not follow. */
static void test_record_left_out(void **state)
{
	struct place *p = *state;
	uint8_t whole[4096];
	struct journal *j = open_at(p);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	size_t first = slurp(p->file, whole, sizeof(whole));
	append(j, JOURNAL_STATE, "e2", "k", STATE_QR_CREATED);
	size_t second = slurp(p->file, whole, sizeof(whole));
	append(j, JOURNAL_STATE, "e3", "k", STATE_QR_CREATED);
	size_t len = slurp(p->file, whole, sizeof(whole));
	journal_close(j);
	memmove(whole + first, whole + second, len - second);
	spill(p->file, whole, first + len - second);
	j = open_at(p);
	assert_int_equal(entries(j).count, 1);
	journal_close(j);
}

static void test_failed_sync(void **state)
{
	struct place *p = *state;
	struct error err = {0};
	struct journal *j = open_at(p);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	struct journal_record r = record(JOURNAL_INTENT, "e1", "k2", STATE_QR_CREATED);
	fail_sync = EIO;
	assert_false(journal_append(j, &r, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	int before = syncs;
	assert_false(journal_append(j, &r, &err)); /* no second fsync on that file */
	assert_int_equal(syncs, before);
	assert_false(journal_has_room(j, &err));
	assert_true(journal_renew(j, &err));
	append(j, JOURNAL_STATE, "e1", "k2", STATE_SCANNED);
	journal_close(j);
	j = open_at(p);
	struct seen s = entries(j);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.r[0].state, STATE_SCANNED);
	journal_close(j);
}

/* The disk is full after every number of bytes: what was there stays, nothing is claimed. */
static void test_disk_full(void **state)
{
	struct place *p = *state;
	struct buf whole = BUF_INIT;
	struct journal_record r = record(JOURNAL_STATE, "e2", "k2", STATE_SCANNED);
	journal_record_write(&whole, &r, r.request_hash);
	ssize_t len = (ssize_t)whole.len;
	buf_free(&whole);
	for (ssize_t fits = 0; fits < len; fits++) {
		struct error err = {0};
		pwrite_limit = -1;
		unlink(p->file);
		struct journal *j = open_at(p);
		append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
		pwrite_limit = fits;
		assert_false(journal_append(j, &r, &err));
		assert_non_null(strstr(err.context, "space"));
		pwrite_limit = -1;
		journal_close(j);
		j = open_at(p);
		struct seen s = entries(j);
		assert_int_equal(s.count, 1);
		assert_string_equal(s.r[0].enrolment_id, "e1");
		journal_close(j);
	}
}

/* A full disk at the opening leaves the old file as it was. */
static void test_disk_full_at_opening(void **state)
{
	struct place *p = *state;
	struct error err = {0};
	struct journal *j = open_at(p);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	journal_close(j);
	pwrite_limit = 10;
	assert_null(journal_open(p->dir, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	pwrite_limit = -1;
	j = open_at(p);
	assert_int_equal(entries(j).count, 1);
	journal_close(j);
}

static void test_second_process(void **state)
{
	struct place *p = *state;
	struct journal *j = open_at(p);
	pid_t child = fork();
	if (child == 0) {
		struct error err = {0};
		struct journal *other = journal_open(p->dir, &err);
		_exit(!other && err.problem == PROBLEM_IN_USE ? 0 : 1);
	}
	int status = 1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	journal_close(j);
	j = open_at(p);
	assert_int_equal(entries(j).count, 1);
	journal_close(j);
}

static void test_owner_and_mode(void **state)
{
	struct place *p = *state;
	struct error err = {0};
	struct stat st;
	journal_close(open_at(p));
	assert_int_equal(stat(p->dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	chmod(p->dir, 0750);
	assert_null(journal_open(p->dir, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	chmod(p->dir, 0700);
	chmod(p->file, 0644);
	assert_null(journal_open(p->dir, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
}

static void test_no_links(void **state)
{
	struct place *p = *state;
	char elsewhere[128];
	struct error err = {0};
	journal_close(open_at(p));
	snprintf(elsewhere, sizeof(elsewhere), "%s/elsewhere", p->root);
	spill(elsewhere, (const uint8_t *)"x", 1);
	unlink(p->file);
	assert_int_equal(symlink(elsewhere, p->file), 0);
	assert_null(journal_open(p->dir, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
}

static void test_receipt(void **state)
{
	struct place *p = *state;
	struct error err = {0};
	char name[160];
	uint8_t read[64];
	struct journal *j = open_at(p);
	assert_true(journal_keep_receipt(j, "e0123", "a.b.c", &err));
	snprintf(name, sizeof(name), "%s/receipt-e0123", p->dir);
	assert_int_equal(slurp(name, read, sizeof(read)), 5);
	assert_memory_equal(read, "a.b.c", 5);
	assert_false(journal_keep_receipt(j, "../../x", "a.b.c", &err));
	assert_false(journal_keep_receipt(j, "", "a.b.c", &err));
	journal_close(j);
}

/* Bytes that are no journal at all are kept aside, not taken for one. */
static void test_garbage(void **state)
{
	struct place *p = *state;
	journal_close(open_at(p));
	spill(p->file, (const uint8_t *)"<html>not a journal</html>", 26);
	struct journal *j = open_at(p);
	assert_int_equal(entries(j).count, 0);
	assert_int_equal(torn_files(p), 1);
	append(j, JOURNAL_STATE, "e1", "k", STATE_QR_CREATED);
	journal_close(j);
}

#define PLACED(test) cmocka_unit_test_setup_teardown(test, make_place, drop_place)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_crc32c),
	    cmocka_unit_test(test_outcome_out_of_range),
	    PLACED(test_writes),
	    PLACED(test_survives),
	    PLACED(test_fsynced_each),
	    PLACED(test_torn_at_every_byte),
	    PLACED(test_every_bit),
	    PLACED(test_record_left_out),
	    PLACED(test_failed_sync),
	    PLACED(test_disk_full),
	    PLACED(test_disk_full_at_opening),
	    PLACED(test_second_process),
	    PLACED(test_owner_and_mode),
	    PLACED(test_no_links),
	    PLACED(test_receipt),
	    PLACED(test_garbage),
	};
	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
