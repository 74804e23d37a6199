/* Each rule of the linkage check by itself, over facts alone. */
#include <string.h>

#include "../base/cmocka_all.h"
#include "centrald/linkage.h"

static const struct api_office office = {
    .code = "4701", .type = OFFICE_DISTRICT, .may_enroll = true};
static struct api_card_claim claim;
static struct linkage_facts good;

static int set_up(void **state)
{
	(void)state;
	memset(&claim, 0, sizeof claim);
	memset(&good, 0, sizeof good);
	assert_true(citizen_number_parse(&claim.number, "1112034563562"));
	assert_true(name_split(&claim.thai, "นาง#สมศรี##ทดสอบ"));
	assert_true(name_split(&claim.english, "Mrs.#Somsri##Test"));
	claim.birth = (struct date){1977, 2, 28};
	claim.issued = (struct date){2020, 1, 1};
	claim.expires = (struct date){2028, 2, 27};
	strcpy(claim.request_number, "47019900001/01010001");
	good.claim = &claim;
	good.told.person.found = good.told.person.alive = good.told.person.thai = true;
	good.told.person.person.number = claim.number;
	good.told.person.person.thai = claim.thai;
	good.told.person.person.english = claim.english;
	good.told.person.person.birth = claim.birth;
	good.told.latest.found = true;
	strcpy(good.told.latest.request_number, claim.request_number);
	good.told.latest.issued = claim.issued;
	good.told.latest.expires = claim.expires;
	good.told.given = good.told.latest;
	good.today = (struct date){2026, 11, 23};
	good.office = &office;
	good.open = true;
	good.quota = (struct quota){.cap = 10, .used = 5, .reserved = 4};
	return 0;
}

static void expect(const struct linkage_facts *f, enum problem reason)
{
	struct api_linkage_answer a = {0};
	linkage_judge(f, &a);
	assert_int_equal(a.reason_count, reason == PROBLEM_NONE ? 0 : 1);
	assert_int_equal(a.allowed, reason == PROBLEM_NONE);
	if (reason != PROBLEM_NONE)
		assert_string_equal(problem_row(a.reasons[0])->name, problem_row(reason)->name);
}

static void all_is_well(void **state)
{
	(void)state;
	expect(&good, PROBLEM_NONE);
}

static void unknown(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	memset(&f.told.person, 0, sizeof f.told.person);
	memset(&f.told.latest, 0, sizeof f.told.latest);
	memset(&f.told.given, 0, sizeof f.told.given);
	expect(&f, PROBLEM_REFUSED_UNKNOWN_PERSON);
}

static void deceased(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.told.person.alive = false;
	expect(&f, PROBLEM_REFUSED_DECEASED);
}

static void not_thai_by_the_register(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.told.person.thai = false;
	expect(&f, PROBLEM_REFUSED_NOT_THAI);
}

/* First digits 0, 6, 7, 9 are not eligible; 3, 4, 8 are for the register to tell. */
static void not_thai_by_the_number(void **state)
{
	(void)state;
	for (char first = '0'; first <= '9'; first++) {
		bool never = strchr("0679", first) != NULL;
		claim.number.digits[0] = first;
		expect(&good, never ? PROBLEM_REFUSED_NOT_THAI : PROBLEM_NONE);
	}
}

static void no_card(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	memset(&f.told.latest, 0, sizeof f.told.latest);
	memset(&f.told.given, 0, sizeof f.told.given);
	expect(&f, PROBLEM_REFUSED_NO_CARD);
}

static void not_the_latest(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	strcpy(f.told.latest.request_number, "47019900001/02020002");
	expect(&f, PROBLEM_REFUSED_NOT_LATEST_CARD);
}

static void cancelled(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.told.given.cancelled = true;
	expect(&f, PROBLEM_REFUSED_CARD_CANCELLED);
}

static void expired_the_day_after(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.today = claim.expires;
	expect(&f, PROBLEM_NONE);
	f.today = (struct date){2028, 2, 28};
	expect(&f, PROBLEM_REFUSED_CARD_EXPIRED);
	f.told.given.expires = claim.expires = DATE_LIFELONG;
	expect(&f, PROBLEM_NONE);
}

static void differing(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.told.person.person.birth.month = 3;
	expect(&f, PROBLEM_REFUSED_DATA_DIFFERS);
	f = good;
	f.told.person.person.birth = (struct date){1977, 0, 0}; /* a known day against an unknown */
	expect(&f, PROBLEM_REFUSED_DATA_DIFFERS);
	f = good;
	strcpy(f.told.person.person.english.last, "Other");
	expect(&f, PROBLEM_REFUSED_DATA_DIFFERS);
	f = good;
	f.told.given.issued.day = 2;
	expect(&f, PROBLEM_REFUSED_DATA_DIFFERS);
}

static void not_open(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.open = false;
	expect(&f, PROBLEM_REFUSED_NOT_OPEN);
}

static void offices(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	struct api_office other = office;
	f.office = &other;
	other.may_enroll = false;
	expect(&f, PROBLEM_REFUSED_OFFICE);
	other.type = OFFICE_JOINT_CENTRE;
	expect(&f, PROBLEM_REFUSED_JOINT_CENTRE);
}

static void places(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.quota.reserved = 5;
	expect(&f, PROBLEM_REFUSED_QUOTA);
	f.quota = (struct quota){.cap = 10, .used = 10};
	expect(&f, PROBLEM_REFUSED_QUOTA);
	f.new_phone = true; /* for one who never enrolled it is an enrollment like any other */
	expect(&f, PROBLEM_REFUSED_QUOTA);
	f.enrolled = true;
	expect(&f, PROBLEM_NONE);
}

/* One without a number is bound by the nation's alone. */
static void places_of_the_office(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.office_quota = (struct quota){.found = true, .cap = 3, .used = 1, .reserved = 1};
	expect(&f, PROBLEM_NONE);
	f.office_quota.reserved = 2;
	expect(&f, PROBLEM_REFUSED_OFFICE_QUOTA);
	f.new_phone = f.enrolled = true;
	expect(&f, PROBLEM_NONE);
	f = good;
	f.office_quota = (struct quota){.cap = 0};
	expect(&f, PROBLEM_NONE);
}

static void enrolled(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.enrolled = true;
	expect(&f, PROBLEM_REFUSED_ENROLLED);
	f.new_phone = true;
	expect(&f, PROBLEM_NONE);
}

static void in_progress_and_own_card(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	f.in_progress = true;
	expect(&f, PROBLEM_REFUSED_IN_PROGRESS);
	f = good;
	f.own_card = true;
	expect(&f, PROBLEM_REFUSED_OWN_CARD);
}

static void all_that_can_be_at_once(void **state)
{
	(void)state;
	struct api_office other = office;
	struct linkage_facts f = good;
	struct api_linkage_answer a = {0};
	other.type = OFFICE_JOINT_CENTRE;
	f.office = &other;
	f.told.person.alive = f.told.person.thai = f.open = false;
	strcpy(f.told.latest.request_number, "47019900001/02020002");
	f.told.given.cancelled = f.enrolled = f.in_progress = f.own_card = true;
	f.today = (struct date){2030, 1, 1};
	f.told.person.person.birth.day = 1;
	f.quota.cap = 0;
	linkage_judge(&f, &a);
	assert_int_equal(a.reason_count, 12); /* all but unknown, no card, office */
	assert_false(a.allowed);
}

/* What a finger write asks: every rule of person and card as ever, none of the others. */
static void of_person_and_card_alone(void **state)
{
	(void)state;
	struct linkage_facts f = good;
	struct api_linkage_answer a = {0};
	const struct api_office joint = {.code = "4751", .type = OFFICE_JOINT_CENTRE};
	f.card_only = true;
	f.open = false;
	f.quota.used = f.quota.cap;
	f.enrolled = true;
	f.in_progress = true;
	f.office = &joint;
	expect(&f, PROBLEM_NONE);
	f.own_card = true;
	expect(&f, PROBLEM_REFUSED_OWN_CARD);
	f.own_card = false;
	f.told.person.alive = false;
	f.told.given.cancelled = true;
	f.today = (struct date){2028, 2, 28};
	linkage_judge(&f, &a);
	assert_int_equal(a.reason_count, 3);
	assert_int_equal(a.reasons[0], PROBLEM_REFUSED_DECEASED);
	assert_int_equal(a.reasons[1], PROBLEM_REFUSED_CARD_CANCELLED);
	assert_int_equal(a.reasons[2], PROBLEM_REFUSED_CARD_EXPIRED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(all_is_well, set_up),
	    cmocka_unit_test_setup(unknown, set_up),
	    cmocka_unit_test_setup(deceased, set_up),
	    cmocka_unit_test_setup(not_thai_by_the_register, set_up),
	    cmocka_unit_test_setup(not_thai_by_the_number, set_up),
	    cmocka_unit_test_setup(no_card, set_up),
	    cmocka_unit_test_setup(not_the_latest, set_up),
	    cmocka_unit_test_setup(cancelled, set_up),
	    cmocka_unit_test_setup(expired_the_day_after, set_up),
	    cmocka_unit_test_setup(differing, set_up),
	    cmocka_unit_test_setup(not_open, set_up),
	    cmocka_unit_test_setup(offices, set_up),
	    cmocka_unit_test_setup(places, set_up),
	    cmocka_unit_test_setup(places_of_the_office, set_up),
	    cmocka_unit_test_setup(enrolled, set_up),
	    cmocka_unit_test_setup(in_progress_and_own_card, set_up),
	    cmocka_unit_test_setup(all_that_can_be_at_once, set_up),
	    cmocka_unit_test_setup(of_person_and_card_alone, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
