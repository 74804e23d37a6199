/* Names and addresses, as the card parts them and the screen joins them. */
#include "person/person.h"

#include <stdlib.h>
#include <string.h>

#include "tests/base/cmocka_all.h"

static const struct {
	const char *card;
	const char *prefix, *first, *middle, *last;
	const char *thai, *english; /* joined */
	bool good;
} names[] = {
    {"นาง#สมศรี#น้ำผึ้ง#ทดสอบกำลังดี", "นาง", "สมศรี", "น้ำผึ้ง", "ทดสอบกำลังดี", "นางสมศรี น้ำผึ้ง ทดสอบกำลังดี",
	"นาง สมศรี น้ำผึ้ง ทดสอบกำลังดี", true},
    {"Mrs.#Somsri#Namphueng#Thotsop", "Mrs.", "Somsri", "Namphueng", "Thotsop",
	"Mrs.Somsri Namphueng Thotsop", "Mrs. Somsri Namphueng Thotsop", true},
    {"นาย#ทดสอบ##ดี", "นาย", "ทดสอบ", "", "ดี", "นายทดสอบ ดี", "นาย ทดสอบ ดี", true},
    {"นาย#ทดสอบ##", "นาย", "ทดสอบ", "", "", "นายทดสอบ", "นาย ทดสอบ", true}, /* no surname */
    {"นาย#ทดสอบ", "นาย", "ทดสอบ", "", "", "นายทดสอบ", "นาย ทดสอบ", true},
    {"", "", "", "", "", "", "", true}, /* no English name */
    {"###", "", "", "", "", "", "", true},
    {"#ทดสอบ##ดี", "", "ทดสอบ", "", "ดี", "ทดสอบ ดี", "ทดสอบ ดี", true},
    {" นาย # ทดสอบ # # ดี ", "นาย", "ทดสอบ", "", "ดี", "นายทดสอบ ดี", "นาย ทดสอบ ดี", true},
    {"a#b#c#d#e", "a", "b", "c", "d", NULL, NULL, false},
    {"a#b#c#d#", "a", "b", "c", "d", NULL, NULL, false},
};

static void names_of_cards(void **state)
{
	char text[1300];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct name n;

		memset(&n, 'x', sizeof(n));
		assert_int_equal(name_split(&n, names[i].card), names[i].good);
		assert_string_equal(n.prefix, names[i].prefix);
		assert_string_equal(n.first, names[i].first);
		assert_string_equal(n.middle, names[i].middle);
		assert_string_equal(n.last, names[i].last);
		if (!names[i].good)
			continue;
		name_format(text, sizeof(text), &n, true);
		assert_string_equal(text, names[i].thai);
		name_format(text, sizeof(text), &n, false);
		assert_string_equal(text, names[i].english);
	}
}

static void a_small_buffer_cuts_a_name(void **state)
{
	struct name n;
	char text[8];

	(void)state;
	assert_true(name_split(&n, "นาย#ทดสอบ##ดี"));
	name_format(text, sizeof(text), &n, true);
	assert_string_equal(text, "นา");
	name_format(text, 0, &n, true);
	name_format(text, 1, &n, true);
	assert_string_equal(text, "");
}

/* A hundred bytes of the card are at most three hundred of UTF-8: all of them fit. */
static void the_longest_name_fits(void **state)
{
	struct name n;
	char card[301] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(card, "ก");
	assert_true(name_split(&n, card));
	assert_string_equal(n.prefix, card);
}

static void addresses_have_eight_parts(void **state)
{
	struct address *a = calloc(1, sizeof(*a));
	char text[600];

	(void)state;
	assert_true(address_split(a, "99/9#หมู่ที่ 12#ตรอกทดสอบ#ซอยน้ำใส#ถนนกำแพงเพชร#ต.ธาตุเชิงชุม#"
				     "อ.เมืองสกลนคร#จ.สกลนคร"));
	assert_string_equal(a->part[ADDRESS_HOUSE], "99/9");
	assert_string_equal(a->part[ADDRESS_MOO], "หมู่ที่ 12");
	assert_string_equal(a->part[ADDRESS_TROK], "ตรอกทดสอบ");
	assert_string_equal(a->part[ADDRESS_SOI], "ซอยน้ำใส");
	assert_string_equal(a->part[ADDRESS_ROAD], "ถนนกำแพงเพชร");
	assert_string_equal(a->part[ADDRESS_TAMBON], "ต.ธาตุเชิงชุม");
	assert_string_equal(a->part[ADDRESS_AMPHOE], "อ.เมืองสกลนคร");
	assert_string_equal(a->part[ADDRESS_PROVINCE], "จ.สกลนคร");
	address_format(text, sizeof(text), a);
	assert_string_equal(text, "99/9 หมู่ที่ 12 ตรอกทดสอบ ซอยน้ำใส ถนนกำแพงเพชร ต.ธาตุเชิงชุม "
				  "อ.เมืองสกลนคร จ.สกลนคร");
	assert_true(address_split(a, "1#####ต.ทดสอบ"));
	address_format(text, sizeof(text), a);
	assert_string_equal(text, "1 ต.ทดสอบ");
	assert_true(address_split(a, ""));
	address_format(text, sizeof(text), a);
	assert_string_equal(text, "");
	assert_false(address_split(a, "1#2#3#4#5#6#7#8#9"));
	free(a);
}

static void wiping_leaves_nothing(void **state)
{
	static const struct person no_person;
	static const struct card_text no_card;
	static struct person p;
	static struct card_text c;

	(void)state;
	memset(&p, 'x', sizeof(p));
	memset(&c, 'x', sizeof(c));
	person_wipe(&p);
	card_text_wipe(&c);
	assert_memory_equal(&p, &no_person, sizeof(p));
	assert_memory_equal(&c, &no_card, sizeof(c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_of_cards),
	    cmocka_unit_test(a_small_buffer_cuts_a_name),
	    cmocka_unit_test(the_longest_name_fits),
	    cmocka_unit_test(addresses_have_eight_parts),
	    cmocka_unit_test(wiping_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
