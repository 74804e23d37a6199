/* The centre's secrets: the file, keyed hashes, sealed answers, nonces. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "centrald/guard.h"
#include "centrald/ids.h"

static char path[512];
static struct keys *keys;
static struct error err;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	*state = NULL;
	snprintf(path, sizeof path, "%s/keys-%d", tmp ? tmp : "/tmp", (int)getpid());
	assert_true(keys_create(path, &err));
	keys = keys_open(path, false, &err);
	assert_non_null(keys);
	return 0;
}

static int tear_down(void **state)
{
	*state = NULL;
	keys_close(keys);
	unlink(path);
	return 0;
}

static void the_file_is_guarded(void **state)
{
	(void)state;
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(keys_create(path, &err));
	assert_int_equal(err.problem, PROBLEM_CANNOT_CREATE);
	assert_null(keys_open(path, false, &err)); /* one centre at a time */
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	keys_close(keys);
	assert_int_equal(chmod(path, 0640), 0);
	keys = keys_open(path, false, &err);
	assert_null(keys);
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

static void garbage_is_no_key_file(void **state)
{
	(void)state;
	keys_close(keys);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs("ddopa-centrald keys 1 00112233\n", f);
	fclose(f);
	keys = keys_open(path, false, &err);
	assert_null(keys);
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

static void hashes_are_keyed_and_labelled(void **state)
{
	(void)state;
	char a[HASH_HEX_SIZE], b[HASH_HEX_SIZE], plain[HASH_HEX_SIZE];
	keys_hash(a, keys, "citizen", "1112034563562");
	keys_hash(b, keys, "code", "1112034563562");
	assert_string_not_equal(a, b);
	assert_true(hash_hex(plain, "1112034563562", 13));
	assert_string_not_equal(a, plain);
	keys_close(keys);
	keys = keys_open(path, false, &err); /* the same after a restart */
	assert_non_null(keys);
	keys_hash(b, keys, "citizen", "1112034563562");
	assert_string_equal(a, b);
	keys_hash(b, keys, "citizen1112034563562", "");
	assert_string_not_equal(a, b);
}

static void sealed_opens_with_the_same_secret_only(void **state)
{
	(void)state;
	struct buf sealed = BUF_INIT, again = BUF_INIT, open = BUF_INIT;
	assert_true(keys_seal(&sealed, keys, "k1", "answer", 6));
	assert_true(keys_seal(&again, keys, "k1", "answer", 6));
	assert_string_not_equal((char *)sealed.data, (char *)again.data);
	assert_null(strstr((char *)sealed.data, "answer"));
	assert_false(keys_unseal(&open, keys, "k2", (char *)sealed.data));
	assert_true(keys_unseal(&open, keys, "k1", (char *)sealed.data));
	assert_int_equal(open.len, 6);
	assert_memory_equal(open.data, "answer", 6);
	buf_clear(&open);
	for (size_t i = 0; i < sealed.len; i++) { /* no symbol may be changed */
		char was = (char)sealed.data[i];
		sealed.data[i] = was == 'A' ? 'B' : 'A';
		assert_false(keys_unseal(&open, keys, "k1", (char *)sealed.data));
		sealed.data[i] = (uint8_t)was;
	}
	assert_false(keys_unseal(&open, keys, "k1", ""));
	assert_false(keys_unseal(&open, keys, "k1", "AAAA"));
	buf_clear(&sealed);
	assert_true(keys_seal(&sealed, keys, "k1", "", 0)); /* an answer may be empty */
	assert_true(keys_unseal(&open, keys, "k1", (char *)sealed.data));
	buf_free(&sealed);
	buf_free(&again);
	buf_free(&open);
}

static void nonces_live_a_minute_and_are_ours(void **state)
{
	(void)state;
	const int64_t now = 1800000000000;
	struct centre centre = {.keys = keys};
	char nonce[NONCE_SIZE];
	dpop_nonce_make(nonce, &centre, now);
	assert_int_equal(strlen(nonce), 32);
	assert_true(dpop_nonce_good(nonce, &centre, now));
	assert_true(dpop_nonce_good(nonce, &centre, now + 59999));
	assert_false(dpop_nonce_good(nonce, &centre, now + 60000));
	assert_false(dpop_nonce_good(nonce, &centre, now - 1));
	assert_false(dpop_nonce_good("", &centre, now));
	for (size_t i = 0; i < strlen(nonce); i++) {
		char was = nonce[i];
		nonce[i] = was == 'A' ? 'B' : 'A';
		assert_false(dpop_nonce_good(nonce, &centre, now));
		nonce[i] = was;
	}
}

static void ids_are_words(void **state)
{
	(void)state;
	char id[API_ID_SIZE], other[API_ID_SIZE];
	assert_true(id_make(id, 'e'));
	assert_true(id_make(other, 'e'));
	assert_string_not_equal(id, other);
	assert_int_equal(strlen(id), 33);
	assert_true(id_valid(id));
	assert_true(id_valid("a-B_9"));
	assert_false(id_valid(""));
	assert_false(id_valid("a b"));
	assert_false(id_valid("a/b"));
	assert_false(id_valid("0123456789012345678901234567890123456789"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_file_is_guarded),
	    TEST(garbage_is_no_key_file),
	    TEST(hashes_are_keyed_and_labelled),
	    TEST(sealed_opens_with_the_same_secret_only),
	    TEST(nonces_live_a_minute_and_are_ours),
	    TEST(ids_are_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
