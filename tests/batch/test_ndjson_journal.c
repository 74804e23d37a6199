/* The result journal: what it answered for is found again, however it ended. */
#include "batch/ndjson_journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"
#include "tests/base/scratch.h"

static char path[SCRATCH_SIZE + 16];

static int set_up(void **state)
{
	char dir[SCRATCH_SIZE];

	(void)state;
	assert_true(scratch_make(dir));
	snprintf(path, sizeof path, "%s/b.journal", dir);
	return 0;
}

static struct result_journal *opened(void)
{
	struct error err = {.problem = PROBLEM_NONE};
	struct result_journal *j = results_open(path, false, &err);

	if (j == NULL)
		fail_msg("%s", err.context);
	return j;
}

static void hash_of(struct result_journal *j, const char *key, uint8_t out[INDEX_HASH])
{
	struct buf text = BUF_INIT;
	uint8_t hash[32];

	buf_puts(&text, key);
	assert_true(results_hash(j, "key", &text, hash));
	memcpy(out, hash, INDEX_HASH);
	buf_free(&text);
}

static int64_t add(struct result_journal *j, const char *key, const char *members)
{
	const uint8_t request[INDEX_HASH] = {7};
	struct buf text = BUF_INIT;
	struct error err;
	int64_t at;

	buf_puts(&text, members);
	assert_true(results_add(j, request, key, &text, &at, &err));
	buf_free(&text);
	return at;
}

static void sync_it(struct result_journal *j)
{
	struct error err;

	assert_true(results_sync(j, true, &err));
}

/* What the journal has for that key; 0: nothing. */
static int64_t found(struct result_journal *j, const char *key)
{
	struct index_entry e;
	uint8_t hash[INDEX_HASH];
	struct error err;
	bool there;

	hash_of(j, key, hash);
	assert_true(index_find(results_index(j), hash, &e, &there, &err));
	if (there)
		assert_int_equal(e.request[0], 7);
	return e.result;
}

static void expect(struct result_journal *j, int64_t at, const char *members)
{
	struct buf text = BUF_INIT;
	struct error err;

	assert_true(results_read(j, at, &text, &err));
	assert_string_equal((const char *)text.data, members);
	buf_free(&text);
}

static off_t size_of_file(void)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void results_are_found_again(void **state)
{
	struct result_journal *j = opened();
	int64_t one, two;

	(void)state;
	one = add(j, "one", "\"outcome\":\"done\"");
	two = add(j, "two", "\"outcome\":\"refused\"");
	sync_it(j);
	expect(j, one, "\"outcome\":\"done\"");
	expect(j, two, "\"outcome\":\"refused\"");
	results_close(j);
	j = opened();
	assert_int_equal(found(j, "one"), one);
	assert_int_equal(found(j, "two"), two);
	assert_int_equal(found(j, "three"), 0);
	assert_int_equal(results_torn(j), 0);
	expect(j, two, "\"outcome\":\"refused\"");
	results_close(j);
}

/* The same run has the same name, so that the keys made of it stay. */
static void the_run_keeps_its_name(void **state)
{
	uint8_t first[INDEX_HASH], again[INDEX_HASH], other[INDEX_HASH];
	struct result_journal *j = opened();

	(void)state;
	hash_of(j, "key", first);
	results_close(j);
	j = opened();
	hash_of(j, "key", again);
	results_close(j);
	assert_memory_equal(first, again, INDEX_HASH);
	assert_int_equal(unlink(path), 0);
	j = opened();
	hash_of(j, "key", other);
	results_close(j);
	assert_memory_not_equal(first, other, INDEX_HASH);
}

/* Cut anywhere, it is read to the last whole result, and goes on behind it. */
static void a_torn_end_is_cut_off(void **state)
{
	struct result_journal *j = opened();
	off_t before, whole;

	(void)state;
	add(j, "one", "\"outcome\":\"done\"");
	sync_it(j);
	before = size_of_file();
	add(j, "two", "\"outcome\":\"done\"");
	sync_it(j);
	whole = size_of_file();
	results_close(j);
	for (off_t cut = whole - 1; cut > before; cut--) {
		assert_int_equal(truncate(path, cut), 0);
		j = opened();
		assert_int_equal(results_torn(j), cut - before);
		assert_int_not_equal(found(j, "one"), 0);
		assert_int_equal(found(j, "two"), 0);
		assert_int_equal(size_of_file(), before);
		add(j, "two", "\"outcome\":\"done\"");
		sync_it(j);
		assert_int_equal(size_of_file(), whole);
		results_close(j);
	}
}

static void a_changed_bit_ends_it(void **state)
{
	struct result_journal *j = opened();
	const int64_t at = add(j, "one", "\"outcome\":\"done\"");
	int fd;

	(void)state;
	sync_it(j);
	results_close(j);
	for (int64_t i = at; i < size_of_file(); i += 5) {
		char byte;

		fd = open(path, O_RDWR);
		assert_int_equal(pread(fd, &byte, 1, i), 1);
		byte = (char)(byte ^ 1);
		assert_int_equal(pwrite(fd, &byte, 1, i), 1);
		close(fd);
		j = opened();
		assert_int_equal(found(j, "one"), 0);
		assert_int_equal(add(j, "one", "\"outcome\":\"done\""), at);
		sync_it(j);
		results_close(j);
	}
}

/* A run that was killed while it made the journal has sent nothing. */
static void a_beginning_is_begun_anew(void **state)
{
	(void)state;
	results_close(opened());
	for (off_t cut = size_of_file() - 1; cut >= 0; cut--) {
		struct result_journal *j;

		assert_int_equal(truncate(path, cut), 0);
		j = opened();
		add(j, "one", "\"outcome\":\"done\"");
		sync_it(j);
		results_close(j);
		j = opened();
		assert_int_not_equal(found(j, "one"), 0);
		results_close(j);
	}
}

static void refused(enum problem problem, bool look)
{
	struct error err;

	assert_null(results_open(path, look, &err));
	assert_int_equal(err.problem, problem);
}

static void write_file(const char *text, mode_t mode)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void another_file_is_left_alone(void **state)
{
	(void)state;
	write_file("{\"key\":\"a\"}\n", 0600);
	refused(PROBLEM_BATCH_JOURNAL, false);
	assert_int_equal(size_of_file(), 12);
	write_file("ddopa-batch 2 00112233445566778899aabbccddeeff\n", 0600);
	refused(PROBLEM_BATCH_JOURNAL, false);
	write_file("", 0644);
	refused(PROBLEM_CONFIG_OWNER, false);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("elsewhere", path), 0);
	refused(PROBLEM_CANNOT_CREATE, false);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	refused(PROBLEM_CANNOT_CREATE, false);
	refused(PROBLEM_BATCH_JOURNAL, true);
	assert_int_equal(rmdir(path), 0);
}

static void one_run_at_a_time(void **state)
{
	struct result_journal *j = opened();
	struct error err;
	int status;
	const pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(
		    results_open(path, false, &err) == NULL && err.problem == PROBLEM_BATCH_RUNNING
			? 0
			: 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	results_close(j);
	results_close(opened());
}

static void looking_makes_nothing(void **state)
{
	struct error err;
	struct result_journal *j = results_open(path, true, &err);

	(void)state;
	assert_non_null(j);
	assert_int_equal(found(j, "one"), 0);
	results_close(j);
	assert_int_equal(access(path, F_OK), -1);
}

/* No two alike, and some that want the same place. */
static void set_key(struct index_entry *e, uint32_t i)
{
	const uint32_t scattered = i * 2654435761U;

	memset(e->key, 0, sizeof e->key);
	memcpy(e->key, &scattered, sizeof scattered);
}

/* As many as make it grow several times. */
static void the_index_holds_many(void **state)
{
	enum { MANY = 20000 };
	struct error err;
	struct request_index *x = index_open(-1, &err);
	struct index_entry e = {.result = 0}, at;
	bool there;

	(void)state;
	for (uint32_t i = 1; i <= MANY; i++) {
		set_key(&e, i);
		e.result = i;
		assert_true(index_put(x, &e, &err));
	}
	for (uint32_t i = 1; i <= MANY; i++) {
		set_key(&e, i);
		assert_true(index_find(x, e.key, &at, &there, &err));
		assert_true(there);
		assert_int_equal(at.result, i);
	}
	memset(e.key, 0xff, sizeof e.key);
	assert_true(index_find(x, e.key, &at, &there, &err));
	assert_false(there);
	index_close(x);
}

static void the_index_takes_the_newer(void **state)
{
	struct error err;
	struct request_index *x = index_open(-1, &err);
	struct index_entry e = {.key = {1}, .request = {2}, .result = 0}, at;
	bool there;

	(void)state;
	assert_true(index_put(x, &e, &err));
	e.result = 99;
	assert_true(index_put(x, &e, &err));
	assert_true(index_find(x, e.key, &at, &there, &err));
	assert_true(there);
	assert_int_equal(at.result, 99);
	index_close(x);
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup(F, set_up)
	const struct CMUnitTest tests[] = {
	    CASE(results_are_found_again),
	    CASE(the_run_keeps_its_name),
	    CASE(a_torn_end_is_cut_off),
	    CASE(a_changed_bit_ends_it),
	    CASE(a_beginning_is_begun_anew),
	    CASE(another_file_is_left_alone),
	    CASE(one_run_at_a_time),
	    CASE(looking_makes_nothing),
	    CASE(the_index_holds_many),
	    CASE(the_index_takes_the_newer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
