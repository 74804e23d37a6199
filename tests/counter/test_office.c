/* What is open, what is looked for, the report, and what stands in the way of a parked one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "counter/audit_words.h"
#include "counter/open_list.h"
#include "counter/parked_words.h"
#include "counter/report_words.h"
#include "counter/search_filter.h"

#define NOON_23_NOV 1795410000000LL /* 2026-11-23T05:00:00Z, 12:00 at UTC+7 */
#define HOUR	    3600000LL

/* ---- what is open ---- */

static void the_journal_adds_what_the_centre_does_not_list(void **state)
{
	struct api_enrolment rows[] = {{.id = "e1", .state = STATE_SCANNED, .holder_id = "me"},
	    {.id = "e2", .state = STATE_QR_CREATED, .holder_id = "you"}};
	const struct api_enrolment_list list = {rows, 2};
	const struct api_session session = {.officer_id = "me"};
	const struct runner_pending kept[] = {{.id = "e1"}, {.id = "e3", .state = STATE_PROOFED}};
	static struct open_list open;

	(void)state;
	open_list_take(&open, &list, &session);
	open_list_journal(&open, kept, 2);
	assert_int_equal(open.count, 3);
	assert_false(open.row[0].theirs);
	assert_true(open.row[0].here);
	assert_true(open.row[1].theirs);
	assert_false(open.row[1].here);
	assert_string_equal(open.row[2].id, "e3");
	assert_string_equal(open.row[2].officer_name, "");
}

/* ---- search ---- */

static void a_day_beside_is_a_day(void **state)
{
	struct search_filter f = {.at = NOON_23_NOV + 11 * HOUR};
	struct api_search asked = search_filter_query(&f, "me");

	(void)state;
	assert_int_equal(asked.day.day, 23);
	assert_false(asked.has_state);
	assert_string_equal(asked.officer_id, "");
	assert_false(search_filter_before(&f, NOON_23_NOV));
	search_filter_change(&f, SEARCH_DAY_BEFORE);
	assert_int_equal(search_filter_query(&f, "me").day.day, 22);
	assert_true(search_filter_before(&f, NOON_23_NOV));
	search_filter_change(&f, SEARCH_ANY_DAY);
	assert_int_equal(search_filter_query(&f, "me").day.year, 0);
	search_filter_change(&f, SEARCH_DAY_AFTER);
	assert_int_equal(search_filter_query(&f, "me").day.day, 23);
}

static void ends_come_round_and_officers_alternate(void **state)
{
	struct search_filter f = {.at = NOON_23_NOV};
	int ends = 0;

	(void)state;
	do {
		search_filter_change(&f, SEARCH_END);
		ends += search_filter_query(&f, "me").has_state;
	} while (search_filter_query(&f, "me").has_state);
	assert_int_equal(ends, 6); /* the ends of protocol.md */
	search_filter_change(&f, SEARCH_OFFICER);
	assert_string_equal(search_filter_query(&f, "me").officer_id, "me");
}

/* ---- report and audit ---- */

static void the_parts_add_up(void **state)
{
	const struct api_day_report day = {
	    .end_count = 2, .ends = {{STATE_EXPIRED, 1}, {STATE_CANCELLED, 2}}};
	char text[128];

	(void)state;
	report_ends(text, sizeof text, &day);
	assert_string_equal(text, "Ended without success 3 = expired 1 + cancelled 2");
	assert_int_equal(report_noon(NOON_23_NOV - 12 * HOUR), NOON_23_NOV);
	assert_int_equal(report_noon(NOON_23_NOV + 12 * HOUR - 1000), NOON_23_NOV);
}

static void what_is_not_known_of_the_audit_is_told_as_it_is(void **state)
{
	const struct api_audit_record phone = {.who = "phone:7f3a", .result = "ok"};
	const struct api_audit_record other = {.who = "x", .result = "DD-705"};

	(void)state;
	assert_string_equal(audit_act_words("claim"), "QR code scanned");
	assert_string_equal(audit_act_words("new.act"), "new.act");
	assert_string_equal(audit_who_words(&phone), "the citizen's phone");
	assert_true(audit_went_well(&phone));
	assert_false(audit_went_well(&other));
}

/* ---- parked ones ---- */

static void an_attempt_is_at_risk_until_there_is_a_code(void **state)
{
	struct enrol e = {.state = ENROL_WAIT_CARD};
	const struct api_enrolment enrolment = {.id = "e0123"};
	struct runner_view view = {.enrol = &e, .enrolment = &enrolment};

	(void)state;
	assert_null(parked_risk(&view));
	e.state = ENROL_FACE;
	assert_non_null(parked_risk(&view));
	assert_false(parked_may(&view));
	e.state = ENROL_QR_CREATED;
	assert_null(parked_risk(&view));
	assert_true(parked_may(&view));
	e.state = ENROL_CANCELLING;
	assert_non_null(parked_risk(&view));
	e.state = ENROL_SUCCESS;
	assert_null(parked_risk(&view));
	assert_false(parked_may(&view));
	assert_string_equal(parked_tail("e0123"), "0123");
	assert_string_equal(parked_tail("e1"), "e1");
}

static void a_card_at_the_desk_is_at_risk_until_it_is_done_with(void **state)
{
	struct enrol e = {.state = ENROL_DESK, .desk = true};
	const struct runner_view view = {.enrol = &e};

	(void)state;
	assert_non_null(parked_risk(&view));
	e.state = ENROL_WAIT_CARD;
	assert_null(parked_risk(&view));
	e.state = ENROL_STOPPED;
	assert_null(parked_risk(&view));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_journal_adds_what_the_centre_does_not_list),
	    cmocka_unit_test(a_day_beside_is_a_day),
	    cmocka_unit_test(ends_come_round_and_officers_alternate),
	    cmocka_unit_test(the_parts_add_up),
	    cmocka_unit_test(what_is_not_known_of_the_audit_is_told_as_it_is),
	    cmocka_unit_test(an_attempt_is_at_risk_until_there_is_a_code),
	    cmocka_unit_test(a_card_at_the_desk_is_at_risk_until_it_is_done_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
