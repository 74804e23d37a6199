/* The key for cards: RFC 4493's own examples, ours by another program, and the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "centrald/card_key.h"
#include "centrald/ids.h"

#define RFC_KEY "2b7e151628aed2a6abf7158809cf4f3c"

static char path[512];
static struct error err;

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");
	*state = NULL;
	snprintf(path, sizeof path, "%s/card-key-%d", tmp ? tmp : "/tmp", (int)getpid());
	return 0;
}

static int tear_down(void **state)
{
	*state = NULL;
	unlink(path);
	return 0;
}

static void put(const char *text, mode_t mode)
{
	unlink(path);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* RFC 4493, section 4: examples 1 to 4. */
static void the_rfcs_examples(void **state)
{
	(void)state;
	static const char message[] =
	    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
	static const struct {
		size_t len;
		const char *mac;
	} examples[] = {{0, "bb1d6929e95937287fa37d129b756746"},
	    {16, "070a16b46b4d4144f79bdd9dd04a287c"}, {40, "dfa66747de9ae63030ca32611497c827"},
	    {64, "51f0bebf7e3b9d92fc49741779363cfe"}};
	uint8_t key[CARD_KEY_SIZE], data[64], mac[CARD_KEY_SIZE];
	char hex[2 * CARD_KEY_SIZE + 1];
	assert_true(hex_bytes(key, sizeof key, RFC_KEY));
	assert_true(hex_bytes(data, sizeof data, message));
	for (size_t i = 0; i < COUNT_OF(examples); i++) {
		assert_true(aes_cmac(mac, key, data, examples[i].len));
		hex_text(hex, mac, sizeof mac);
		assert_string_equal(hex, examples[i].mac);
	}
}

/* mac() { printf "$2" | openssl mac -cipher AES-128-CBC -macopt hexkey:$1 -in /dev/stdin CMAC; }
 * mac $(mac MASTER '\x51\x05\x20\x26\x0a\x0b\x0c\x0d') '\x01\x23\x45\x67\x89\xab\xcd\xef\x81' */
static const struct {
	const char *line;
	long reference;
	const char *cryptogram;
} ours[] = {
    {RFC_KEY, 0x81, "ceb15215df05d5eb"},
    {"cmac:" RFC_KEY "\n", 0x82, "c2ec5824cc403c2b"},
    {"00112233445566778899AABBCCDDEEFF\n", 0x81, "7e76aa5d71895a12"},
};

static void a_cryptogram_by_another_program(void **state)
{
	(void)state;
	struct api_finger_write w = {.challenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef},
	    .serial = {0x51, 0x05, 0x20, 0x26, 0x0a, 0x0b, 0x0c, 0x0d}};
	for (size_t i = 0; i < COUNT_OF(ours); i++) {
		uint8_t out[API_CRYPTOGRAM_SIZE];
		char hex[2 * API_CRYPTOGRAM_SIZE + 1];
		put(ours[i].line, 0600);
		struct card_key *k = card_key_open(path, &err);
		assert_non_null(k);
		w.reference = ours[i].reference;
		assert_true(card_key_cryptogram(out, k, &w, &err));
		hex_text(hex, out, sizeof out);
		assert_string_equal(hex, ours[i].cryptogram);
		card_key_close(k);
	}
}

static void refused(enum problem problem)
{
	struct card_key *k = card_key_open(path, &err);
	assert_null(k);
	assert_string_equal(problem_row(err.problem)->name, problem_row(problem)->name);
	assert_null(strstr(err.context, "2b7e")); /* nothing of a key is told */
}

static void a_file_that_others_may_read(void **state)
{
	(void)state;
	static const mode_t modes[] = {0640, 0604, 0660, 0644, 0601, 0610};
	for (size_t i = 0; i < COUNT_OF(modes); i++) {
		put(RFC_KEY, modes[i]);
		refused(PROBLEM_CONFIG);
	}
	put(RFC_KEY, 0400);
	struct card_key *k = card_key_open(path, &err);
	assert_non_null(k);
	card_key_close(k);
}

static void a_line_that_is_no_key(void **state)
{
	(void)state;
	static const char *const lines[] = {"", "\n", "2b7e", RFC_KEY "00", RFC_KEY " ",
	    " " RFC_KEY, "2b7e151628aed2a6abf7158809cf4f3", "2b7e151628aed2a6abf7158809cf4f3g",
	    RFC_KEY "\n" RFC_KEY "\n", RFC_KEY "\n\n", "des:" RFC_KEY, ":" RFC_KEY, "cma:" RFC_KEY,
	    "cmacs:" RFC_KEY, "cmac:", "cmac",
	    RFC_KEY RFC_KEY RFC_KEY RFC_KEY RFC_KEY RFC_KEY RFC_KEY RFC_KEY};
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		put(lines[i], 0600);
		refused(PROBLEM_CONFIG);
	}
}

static void no_file_at_all(void **state)
{
	(void)state;
	unlink(path);
	refused(PROBLEM_IO);
	assert_int_equal(mkfifo(path, 0600), 0); /* and nobody waits for its other end */
	refused(PROBLEM_CONFIG);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	refused(PROBLEM_CONFIG);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(symlink("/dev/null", path), 0);
	refused(PROBLEM_IO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_rfcs_examples),
	    TEST(a_cryptogram_by_another_program),
	    TEST(a_file_that_others_may_read),
	    TEST(a_line_that_is_no_key),
	    TEST(no_file_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
