/* The rest of a working day in lines: what is open, parked or a colleague's, the office's
 * records, queue and manual. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "converse.h"
#include "fake_engine.h"
#include "fake_rest.h"

static int set_up(void **state)
{
	(void)state;
	memset(&scenario, 0, sizeof scenario);
	memset(&rest, 0, sizeof rest);
	return 0;
}

#define LOG_IN                                                                                     \
	{"x. Exit", "1234567890121"},                                                              \
	{                                                                                          \
		"x. Exit", "24681357"                                                              \
	}
#define AT_MENU "x. Exit"
#define WHICH	"Which one? Type its number." /* the list is there: waiting has "b. Menu", too */
#define LEAVE                                                                                      \
	{"b. Menu", "b"},                                                                          \
	{                                                                                          \
		AT_MENU, "x"                                                                       \
	}

static void check_lines(const struct turn *turns)
{
	converse(turns);
	assert_int_equal(said.exit_code, 0);
	assert_only_lines();
}

/* ---- what is open ---- */

static void a_parked_one_is_told_when_it_moves_and_gone_to(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "y"}, {AT_FINGER, "1"},
	    {"1. Create QR code", "1"}, {"b. Back (stays open)", "b"},
	    {"has been scanned. w goes there.", "w"}, {"1. Next citizen", "b"}, {AT_MENU, "x"},
	    {0}};

	(void)state;
	scenario.stay_at_code = true;
	check_lines(turns);
	assert_lines((const char *const[]){"Waiting for the citizen's scan",
	    "D.DOPA Enrollment System", "\aParked enrollment no. ..cdef: has been scanned.",
	    "Enroll (read the card)", "Success", NULL});
}

static void an_attempt_is_not_lost_for_a_parked_one(void **state)
{
	const struct turn turns[] = {TO_FACE, {AT_FACE, "y"}, {AT_FINGER, "1"},
	    {"1. Create QR code", "1"}, {"b. Back (stays open)", "b"}, {"w goes there", "1"},
	    {AT_FACE, "w"}, {"Not now: this citizen's attempt would be lost.", "c"},
	    {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	scenario.stay_at_code = true;
	check_lines(turns);
}

static void without_parked_ones_there_is_nowhere_to_go(void **state)
{
	const struct turn turns[] = {
	    LOG_IN, {AT_MENU, "w"}, {"No enrollment of this counter is parked.", "x"}, {0}};

	(void)state;
	check_lines(turns);
}

static void a_colleagues_is_taken_over_after_a_question(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {WHICH, "2"}, {"b. Back", "1"},
	    {"2. No\n", "1"}, {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	rest.open = 2;
	check_lines(turns);
	assert_lines((const char *const[]){"Open enrollments: 2. 3 shows them", "Open enrollments",
	    "1. Citizen scans the QR code, since ", "no. ..cdef", "Begun by นายทดสอบ คนแรก",
	    "2. Citizen scans the QR code, since ", "taken over by นางทดสอบ รับช่วงต่อ",
	    "A colleague has it. Take it over?", "Success", NULL});
}

static void ones_own_is_gone_on_with_at_once(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {WHICH, "1"}, {"b. Back", "1"},
	    {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	rest.open = 1;
	check_lines(turns);
	assert_null(strstr(said.out, "A colleague"));
}

/* It had ended already: the wish to cancel it is not the next citizen's. */
static void cancelling_what_has_ended_leaves_the_next_alone(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {WHICH, "1"}, {"b. Back", "2"},
	    {"2. No\n", "1"}, {"1. Next citizen", "1"}, {AT_FACE, "y"}, {AT_FINGER, "1"},
	    {"1. Create QR code", "1"}, {"Which four digits", "1234"}, {"1. Next citizen", "b"},
	    {AT_MENU, "x"}, {0}};

	(void)state;
	rest.open = 1;
	scenario.resume_at_end = true;
	check_lines(turns);
	assert_lines((const char *const[]){
	    "Cancel this enrollment?", "Enroll (read the card)", "Success", NULL});
}

/* ---- records ---- */

static void the_audit_stands_over_its_list(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {WHICH, "1"}, {"u. Audit", "u"},
	    {"a. Ask again", "b"}, {"b. Back", "b"}, LEAVE, {0}};

	(void)state;
	rest.open = 1;
	check_lines(turns);
	assert_lines((const char *const[]){"Audit of an enrollment", "no. ..cdef",
	    "These are all records.", "Open enrollments", "What is to be done with this one?",
	    "Which one? Type its number.", NULL});
	assert_non_null(strstr(said.out, "begun, นายทดสอบ เจ้าหน้าที่ดี: went well"));
	assert_non_null(strstr(said.out, "QR code scanned, the citizen's phone: went well"));
}

static void a_search_is_narrowed_and_leads_to_an_audit(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {"s. Search", "s"}, {"10. ", ""},
	    {"b. Menu", "e"}, {"b. Menu", "d"}, {"b. Menu", "m"}, {"b. Menu", "n"},
	    {"That is not possible now.", "p"}, {"No enrollment was found", "d"}, {"b. Menu", "1"},
	    {"a. Ask again", "b"}, LEAVE, {0}};

	(void)state;
	check_lines(turns);
	assert_lines((const char *const[]){"Search enrollments", "Day: ", "1. Success. Begun ",
	    "10. Success. Begun ", "Audit of an enrollment", "Search enrollments", NULL});
	assert_non_null(strstr(said.out, "End: any   Officer: anyone"));
	assert_non_null(strstr(said.out, "End: Success   Officer: anyone"));
	assert_non_null(strstr(said.out, "Day: any   End: Success   Officer: anyone"));
	assert_non_null(strstr(said.out, "Day: any   End: Success   Officer: mine"));
}

static void a_number_is_typed_unseen(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {"s. Search", "s"}, {"b. Menu", "c"},
	    {"b. Without", "1112034563561"}, {"compare each", "1112034563562"},
	    {"1-1120-xxxxx-56-2", "p"}, {"No enrollment was found", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
	assert_null(strstr(said.out, "111203456356"));
	assert_null(strstr(said.out, "1-1120-34563"));
}

#define TO_REVOKE                                                                                  \
	LOG_IN, {AT_MENU, "3"}, {"s. Search", "s"}, {"b. Menu", "c"},                              \
	    {"b. Without", "1112034563562"},                                                       \
	{                                                                                          \
		"1-1120-xxxxx-56-2", "r"                                                           \
	}

static void a_digital_id_is_revoked_after_a_question(void **state)
{
	const struct turn turns[] = {TO_REVOKE, {"6. the holder does not", "1"},
	    {"Revoke it now?", "2"}, {"6. the holder does not", "3"}, {"Revoke it now?", ""},
	    {"2. No", "1"}, {"The digital ID is revoked", "b"}, {"1-1120-xxxxx-56-2", "b"},
	    {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
	assert_lines((const char *const[]){"Search enrollments", "Revoke a digital ID",
	    "Citizen number 1-1120-xxxxx-56-2", "Why does this digital ID end?",
	    "1. the phone is lost", "5. the holder has died", "Revoke it now?",
	    "Why does this digital ID end?", "Revoke it now?",
	    "Since 23/11/2569 14:05:09: the PIN is forgotten",
	    "The old phone can no longer be used", "The digital ID is revoked",
	    "Search enrollments", NULL});
	assert_null(strstr(said.out, "1112034563562"));
}

static void whoever_holds_none_is_told_so(void **state)
{
	const struct turn turns[] = {TO_REVOKE, {"6. the holder does not", "4"},
	    {"Revoke it now?", "1"}, {"DD-530", "b"}, {"1-1120-xxxxx-56-2", "b"}, {AT_MENU, "x"},
	    {0}};

	(void)state;
	scenario.revoke = PROBLEM_NO_DIGITAL_ID;
	check_lines(turns);
	assert_null(strstr(said.out, "Since "));
}

static void without_a_number_nothing_is_revoked(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "3"}, {"s. Search", "s"}, {"b. Menu", "r"},
	    {"Search by the citizen number first.", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
	assert_null(strstr(said.out, "Revoke a digital ID"));
}

static void what_the_centre_refuses_is_told(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "5"}, {"a. Ask again", "b"}, {AT_MENU, "3"},
	    {"s. Search", "s"}, {"o. Open", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	rest.records = PROBLEM_CENTRE_DOWN;
	check_lines(turns);
	assert_lines((const char *const[]){"Day's report", problem_row(PROBLEM_CENTRE_DOWN)->id,
	    "Search enrollments", problem_row(PROBLEM_CENTRE_DOWN)->id, NULL});
}

static void the_report_is_told_with_its_parts(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "5"}, {"Another day?", "n"},
	    {"That is not possible now.", "p"}, {"Begun 0", "t"}, {"Begun 22", ""}, LEAVE, {0}};

	(void)state;
	check_lines(turns);
	assert_lines((const char *const[]){"Day's report",
	    "Begun 22   Success 18   Refused before 4   Open now 1",
	    "Ended without success 3 = expired 1 + cancelled 2", "From 08:00 to 08:59: success 1",
	    "From 10:00 to 10:59: success 6", "Create the QR code: 20 times, half of them within ",
	    "Reasons of refusals", "2: ", "Another day?", "Begun 0", "Another day?", "Begun 22",
	    NULL});
}

/* ---- queue and manual ---- */

/* world.booked is 3: done, being served, waiting; tomorrow one waits (fake_records.h). */
static void the_queue_tells_its_bookings(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "2"}, {"b. Menu", "k"},
	    {"until 16:00 of the day before", "p"}, {"That is not possible now.", "c"},
	    {"b. Back", "1"}, {"of somebody who waits", "3"}, {"2. No\n", "2"}, {"b. Back", "3"},
	    {"2. No\n", "1"}, {"The booking is cancelled", ""}, LEAVE, {0}};

	(void)state;
	strcpy(rest.wanted, "b00000000000000000000000000000003");
	check_lines(turns);
	assert_lines(
	    (const char *const[]){"Today's queue", "Booked 3   waiting 1   being served 1   done 1",
		"1. 09:00, no. 09-01: done. Booked by the citizen",
		"2. 09:00, no. 09-02: being served. Booked by the citizen",
		"3. 10:00, no. 10-01: waiting. Booked by an officer here",
		"Booking this day is closed.", "Which one is cancelled?",
		"Cancel the chosen booking?", "The booking is cancelled", NULL});
}

static void an_hour_is_booked_for_a_citizen(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "2"}, {"b. Menu", "n"},
	    {"13:00: 3 of 4 places left", "k"}, {"b. Back", "10"}, {"no place left", "12"},
	    {"That is no answer here", "13"}, {"b. Back", "1112034563561"},
	    {"compare each", "1112034563562"}, {"Booked: no. 13-02, from 13:00", ""}, LEAVE, {0}};

	(void)state;
	strcpy(rest.wanted, "1112034563562 13");
	check_lines(turns);
	assert_null(strstr(said.out, "111203456356"));
	assert_null(strstr(said.out, "1-1120-"));
}

static void the_card_picks_its_booking(void **state)
{
	const struct turn turns[] = {
	    TO_FACE, {AT_FACE, "c"}, {"1. Next citizen", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	scenario.booking = true;
	check_lines(turns);
	assert_lines((const char *const[]){"Latest card, Thai national, not enrolled yet",
	    "Booked today: no. 09-01, 09:00", "Not enrolled", NULL});
}

/* Each refusal is the centre's, with what to do; and nothing is lost by it. */
static void what_cannot_be_booked_is_told(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "2"}, {"b. Menu", "n"},
	    {"13:00: 3 of 4 places left", "k"}, {"b. Back", "9"}, {"b. Back", "1112034563562"},
	    {"Choose another hour or another day.", "k"}, {"b. Back", "b"}, {"b. Menu", "b"},
	    {AT_MENU, "x"}, {0}};

	(void)state;
	rest.queue = PROBLEM_SLOT_FULL;
	strcpy(rest.wanted, "1112034563562 9");
	check_lines(turns);
	assert_lines((const char *const[]){"Today's queue", problem_row(PROBLEM_SLOT_FULL)->id,
	    "Which hour?", "What is to be done?", NULL});
}

static void the_manual_needs_no_login(void **state)
{
	const struct turn turns[] = {{"h. Manual", "h"}, {"b. Back", "1"}, {"b. Back", "2"},
	    {"b. Back", "3"}, {"b. Back", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
	assert_lines(
	    (const char *const[]){"Manual", "Before the enrollment", "What the officer does",
		"Step 1: Read the ID card", "1 in the menu, then the card", "Step 2: Citizen data",
		"Step 3: Enrollment status", "4. Success: ", "What the citizen does on the phone",
		"1. Open the D.DOPA app", "6. Consent by typing", NULL});
}

/* ---- status and settings ---- */

static void the_status_tells_what_does_not_stand_well(void **state)
{
	const struct turn turns[] = {
	    LOG_IN, {AT_MENU, "8"}, {"a. Ask again", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
	assert_lines((const char *const[]){"System status", "Waiting for the centre's answer",
	    "Centre: good. ", "Card helper: NOT GOOD. ", "Ask again, or go back?", NULL});
}

static void settings_hold_for_this_session(void **state)
{
	const struct turn turns[] = {LOG_IN, {AT_MENU, "9"}, {"b. Menu", "2"}, {"Bell: off", "3"},
	    {"screen.logout = ", "1"}, {"b. เมนู", "1"}, {"b. Menu", "b"}, {AT_MENU, "x"}, {0}};

	(void)state;
	check_lines(turns);
}

#define T(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    T(a_parked_one_is_told_when_it_moves_and_gone_to),
	    T(an_attempt_is_not_lost_for_a_parked_one),
	    T(without_parked_ones_there_is_nowhere_to_go),
	    T(a_colleagues_is_taken_over_after_a_question),
	    T(ones_own_is_gone_on_with_at_once),
	    T(cancelling_what_has_ended_leaves_the_next_alone),
	    T(the_audit_stands_over_its_list),
	    T(a_search_is_narrowed_and_leads_to_an_audit),
	    T(a_number_is_typed_unseen),
	    T(a_digital_id_is_revoked_after_a_question),
	    T(whoever_holds_none_is_told_so),
	    T(without_a_number_nothing_is_revoked),
	    T(what_the_centre_refuses_is_told),
	    T(the_report_is_told_with_its_parts),
	    T(the_queue_tells_its_bookings),
	    T(an_hour_is_booked_for_a_citizen),
	    T(the_card_picks_its_booking),
	    T(what_cannot_be_booked_is_told),
	    T(the_manual_needs_no_login),
	    T(the_status_tells_what_does_not_stand_well),
	    T(settings_hold_for_this_session),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
