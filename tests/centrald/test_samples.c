/* The sample cards and the sample register tell the same of the same people. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/tis620.h"
#include "centrald/card_key.h"
#include "fixture.h"
#include "simcard/card_file.h"
#include "simcard/write_key.h"

static int set_up(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	return 0;
}

static void field(const struct card_file *card, enum image_field which, char out[512])
{
	char text[512];
	struct image_span span = image_span(which);
	size_t n = tis620_to_utf8(text, card->image + span.offset, span.size);
	text_sanitise(out, 512, text, n);
}

static void date_field(
    const struct card_file *card, enum image_field which, char out[DATE_ISO_SIZE])
{
	struct date d;
	assert_true(date_from_be8(&d, (const char *)card->image + image_span(which).offset));
	date_to_iso(out, d);
}

/* Cards that no reader gets through to the register, or that are not Thai cards. */
static bool not_for_the_register(const char *name)
{
	static const char *const names[] = {"foreign.card", "hostile.card"};
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void expect_one(const char *sql)
{
	long n = world_number(&world, sql);
	if (n != 1)
		print_message("%s\n", sql);
	assert_int_equal(n, 1);
}

static void check_person(const struct card_file *card, const char *number)
{
	char thai[512], english[512], address[512], sex[512];
	char birth[DATE_ISO_SIZE];
	char sql[4000];
	field(card, IMAGE_THAI_NAME, thai);
	field(card, IMAGE_ENGLISH_NAME, english);
	field(card, IMAGE_ADDRESS, address);
	field(card, IMAGE_SEX, sex);
	date_field(card, IMAGE_BIRTH, birth);
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM people WHERE number = '%s' AND name_th = '%s' AND name_en = '%s' "
	    "AND address = '%s' AND birth = '%s' AND sex = '%s'",
	    number, thai, english, address, birth, *sex == '1' ? "male" : "female");
	expect_one(sql);
}

static void check_card(const struct card_file *card, const char *number)
{
	char request[512];
	char issued[DATE_ISO_SIZE], expires[DATE_ISO_SIZE];
	char sql[1600];
	field(card, IMAGE_REQUEST_NUMBER, request);
	date_field(card, IMAGE_ISSUED, issued);
	date_field(card, IMAGE_EXPIRES, expires);
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM cards c JOIN people p ON p.citizen = c.citizen "
	    "WHERE p.number = '%s' AND request_number = '%s' AND issued = '%s' AND expires = '%s'",
	    number, request, issued, expires);
	expect_one(sql);
}

static void every_card_has_its_person_and_its_issue(void **state)
{
	(void)state;
	glob_t found;
	char pattern[600];
	int checked = 0;
	snprintf(pattern, sizeof pattern, "%s/*.card", world_samples());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct card_file *card = test_calloc(1, sizeof *card);
		struct error err;
		char number[512];
		if (!not_for_the_register(strrchr(found.gl_pathv[i], '/') + 1)) {
			assert_true(card_file_read(card, found.gl_pathv[i], &err));
			field(card, IMAGE_CITIZEN_NUMBER, number);
			check_person(card, number);
			check_card(card, number);
			checked++;
		}
		test_free(card);
	}
	globfree(&found);
	assert_true(checked >= 20);
}

static void the_older_card_is_not_the_latest(void **state)
{
	(void)state;
	char latest[64];
	world_sql(&world,
	    "SELECT request_number FROM cards c JOIN people p ON p.citizen = c.citizen "
	    "WHERE number = '1101799999014' ORDER BY issued DESC",
	    latest, sizeof latest);
	assert_string_equal(latest, "10179900002/02020002");
}

/* Visibly made up: each person's family name, each officer's name, says that it is a test. */
static void everybody_is_visibly_made_up(void **state)
{
	(void)state;
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM people WHERE name_th NOT LIKE '%ทดสอบ%'"),
	    0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM officers WHERE name NOT LIKE '%ทดสอบ%'"), 0);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(*) FROM offices WHERE name_th NOT LIKE '%ทดสอบ%'"),
	    0);
}

/* The sample key lets the centre write to the sample cards: each reads it for itself, each
 * computes for itself. */
static void centre_and_card_agree(void **state)
{
	(void)state;
	struct api_finger_write w = {.reference = 0x82, .challenge = {9, 8, 7, 6, 5, 4, 3, 2}};
	uint8_t master[WRITE_KEY_SIZE], own[WRITE_KEY_SIZE];
	uint8_t centres[API_CRYPTOGRAM_SIZE], cards[CRYPTOGRAM_SIZE];
	char path[600], line[64] = "";
	struct error err;
	memcpy(w.serial, "\x51\x05\x20\x26\x00\xff\x80\x01", sizeof w.serial);
	snprintf(path, sizeof path, "%s/card-master.key", world_samples());
	assert_true(write_master_read(master, path, &err));
	assert_true(write_key_derive(own, master, w.serial));
	assert_true(write_cryptogram(cards, own, w.challenge, (uint8_t)w.reference));
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_int_equal(fclose(f), 0);
	const char *copy = world_file(&world, "copy.key", line);
	assert_int_equal(chmod(copy, 0600), 0);
	struct card_key *k = card_key_open(copy, &err);
	assert_non_null(k);
	assert_true(card_key_cryptogram(centres, k, &w, &err));
	assert_memory_equal(centres, cards, sizeof cards);
	card_key_close(k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_card_has_its_person_and_its_issue),
	    cmocka_unit_test(the_older_card_is_not_the_latest),
	    cmocka_unit_test(everybody_is_visibly_made_up),
	    cmocka_unit_test(centre_and_card_agree),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
