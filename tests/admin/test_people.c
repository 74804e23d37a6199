/* People and cards from files, and fictitious ones: valid, visibly made up, the same for the
 * same seed, and taken by the register's own reader. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/fiction.h"
#include "history.h"
#include "person/person.h"

#define PEOPLE 2000

static const struct fiction made = {.seed = 7, .day = {2026, 10, 1}};

static int set_up(void **state)
{
	struct history *h = calloc(1, sizeof *h);
	history_make(h);
	history_begin(h);
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	history_free(*state);
	free(*state);
	return 0;
}

/* ---- who they are ---- */

static void each_is_valid_and_made_up(void **state)
{
	(void)state;
	struct fiction_person p;
	struct name name;
	struct date birth, issued, expires;
	for (uint64_t i = 0; i < PEOPLE; i++) {
		fiction_person(&p, &made, i);
		assert_true(citizen_number_valid(p.number));
		assert_memory_equal(p.number, p.thai ? "199" : "699", 3);
		assert_true(name_split(&name, p.name_th));
		assert_memory_equal(name.first, "ทดสอบ", strlen("ทดสอบ"));
		assert_memory_equal(name.last, "สมมติ", strlen("สมมติ"));
		assert_true(date_from_iso(&birth, p.birth));
		for (size_t k = 0; k < p.card_count; k++) {
			assert_true(date_from_iso(&issued, p.cards[k].issued));
			assert_true(date_from_iso(&expires, p.cards[k].expires));
			assert_true(date_compare(issued, made.day) <= 0);
			assert_true(date_age(birth, issued) >= 7);
			assert_true(expires.year >= issued.year + 8);
		}
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void no_two_have_one_number(void **state)
{
	(void)state;
	static char numbers[PEOPLE][14];
	struct fiction_person p;
	for (uint64_t i = 0; i < PEOPLE; i++) {
		fiction_person(&p, &made, i);
		memcpy(numbers[i], p.number, sizeof p.number);
	}
	qsort(numbers, PEOPLE, sizeof *numbers, by_text);
	for (size_t i = 1; i < PEOPLE; i++)
		assert_string_not_equal(numbers[i - 1], numbers[i]);
}

static void the_seed_decides(void **state)
{
	(void)state;
	const struct fiction other = {.seed = 8, .day = made.day};
	struct fiction_person a, b, c;
	for (uint64_t i = 0; i < 100; i++) {
		fiction_person(&a, &made, i);
		fiction_person(&b, &made, i);
		fiction_person(&c, &other, i);
		assert_string_equal(a.number, b.number);
		assert_string_equal(a.name_th, b.name_th);
		assert_string_equal(a.birth, b.birth);
		assert_string_not_equal(a.number, c.number);
	}
}

/* ---- the store ---- */

static enum problem run(
    struct history *h, admin_fn *command, const char *operand, const char *seed, char **text)
{
	char *const operands[] = {(char *)(uintptr_t)operand, NULL};
	const char *value[OPT_COUNT] = {[OPT_SEED] = seed};
	return history_admin(h, command, value, operands, text);
}

static void they_are_added_once(void **state)
{
	struct history *h = *state;
	char *text;
	assert_int_equal(run(h, people_generate, "300", "7", &text), PROBLEM_NONE);
	assert_string_equal(text, "added\tthere\n300\t0\n");
	free(text);
	assert_int_equal(run(h, people_generate, "301", "7", &text), PROBLEM_NONE);
	assert_string_equal(text, "added\tthere\n1\t300\n");
	free(text);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM people"), 301);
	assert_int_equal(
	    history_number(h, "SELECT COUNT(*) FROM audit WHERE act = 'people.generate' AND "
			      "citizen = ''"),
	    2);
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"", "x", "-1", "100000001", "1e6"};
	char *text;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(run(*state, people_generate, bad[i], NULL, &text), PROBLEM_USAGE);
		free(text);
	}
	assert_int_equal(run(*state, people_generate, "1", "x", &text), PROBLEM_USAGE);
	free(text);
	assert_int_equal(history_number(*state, "SELECT COUNT(*) FROM people"), 0);
}

static enum problem load_text(struct history *h, admin_fn *command, const char *text)
{
	char path[540];
	char *out;
	snprintf(path, sizeof path, "%s.csv", h->path);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	enum problem p = run(h, command, path, NULL, &out);
	free(out);
	unlink(path);
	return p;
}

#define PEOPLE_HEAD "citizen_number,name_th,name_en,birth,sex,address,status,nationality\n"
#define SOMSRI                                                                                     \
	"1112034563562,นาง#สมศรี##ทดสอบ,Mrs.#Somsri##Thotsop,1977-02-28,female,9#,alive,thai\n"
#define CARDS_HEAD "citizen_number,request_number,issued,expires,status\n"
#define CARD	   "1112034563562,47019900001/01010001,2020-01-01,9999-12-31,valid\n"

/* All or none, of people as of cards; page.sh has the lines that are told. */
static void files_are_taken_whole_or_not_at_all(void **state)
{
	struct history *h = *state;
	assert_int_equal(load_text(h, people_load,
			     PEOPLE_HEAD SOMSRI "1112034563563,a,b,1977,male,,alive,thai\n"),
	    PROBLEM_BAD_LINES);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM people"), 0);
	assert_int_equal(load_text(h, card_load, CARDS_HEAD CARD), PROBLEM_BAD_LINES);
	assert_int_equal(load_text(h, people_load, PEOPLE_HEAD SOMSRI), PROBLEM_NONE);
	assert_int_equal(load_text(h, people_load, PEOPLE_HEAD SOMSRI), PROBLEM_BAD_LINES);
	assert_int_equal(load_text(h, card_load, CARDS_HEAD CARD CARD), PROBLEM_BAD_LINES);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM cards"), 0);
	assert_int_equal(load_text(h, card_load, CARDS_HEAD CARD), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM cards"), 1);
}

#define TEST(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_is_valid_and_made_up),
	    cmocka_unit_test(no_two_have_one_number),
	    cmocka_unit_test(the_seed_decides),
	    TEST(they_are_added_once),
	    TEST(what_is_no_number_is_refused),
	    TEST(files_are_taken_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
