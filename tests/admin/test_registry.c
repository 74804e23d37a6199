/* What operators change: as a whole or not at all, by two of them where it is the quota, and
 * every act of it in the audit. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history.h"

static int set_up(void **state)
{
	struct history *h = calloc(1, sizeof *h);
	history_make(h);
	history_begin(h);
	history_sql(h, "INSERT INTO offices VALUES ('4701', 'district', 't', 'e', 1), "
		       "('4702', 'district', 't', 'e', 1);"
		       "INSERT INTO officers VALUES ('o1', 'k1', 'n', '4701', 1, 'aa', 'bb', 0);"
		       "INSERT INTO logins VALUES ('k1', 5, 1);"
		       "INSERT INTO sessions VALUES ('t', 'o1', 'x', 1, 1);"
		       "INSERT INTO quota VALUES ('national', 100, 7, 3)");
	*state = h;
	return 0;
}

static int tear_down(void **state)
{
	history_free(*state);
	free(*state);
	return 0;
}

/* One command by one operator. */
static enum problem by(struct history *h, const char *operator_name, admin_fn *command,
    char *const *operands, const char *const value[OPT_COUNT], char **text)
{
	struct error err = {0};
	size_t size;
	int status = 0;
	char *ignored;
	struct admin a = {.operands = operands};
	for (int i = 0; value && i < OPT_COUNT; i++)
		a.value[i] = value[i];
	a.value[OPT_STORE] = h->path;
	snprintf(a.operator_name, sizeof a.operator_name, "operator:%s", operator_name);
	a.out = open_memstream(text ? text : &ignored, &size);
	assert_true(admin_open(&a, &err));
	bool ok = command(&a, &status, &err);
	admin_close(&a);
	fclose(a.out);
	if (!text)
		free(ignored);
	return ok ? PROBLEM_NONE : err.problem;
}

static long acts(struct history *h, const char *act, const char *result)
{
	char sql[200];
	snprintf(sql, sizeof sql,
	    "SELECT COUNT(*) FROM audit WHERE act = '%s' AND result = '%s' AND who LIKE "
	    "'operator:%%'",
	    act, result);
	return history_number(h, sql);
}

static enum problem load_text(struct history *h, admin_fn *command, const char *text)
{
	char path[540];
	char *const operands[] = {path, NULL};
	snprintf(path, sizeof path, "%s.csv", h->path);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	enum problem p = by(h, "a", command, operands, NULL, NULL);
	unlink(path);
	return p;
}

#define HEAD "code,type,name_th,name_en,may_enroll\n"

static void offices_from_a_file(void **state)
{
	struct history *h = *state;
	assert_int_equal(load_text(h, office_load,
			     HEAD "4710,district,a,b,yes\n4711,local,a,b,yes\n4712,joint,a,b,no\n"),
	    PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM offices"), 5);
	assert_int_equal(acts(h, "office.add", "ok"), 3);
	assert_int_equal(load_text(h, terminal_load, "office,counter\n4710,01\n"), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM terminals"), 1);
}

static void one_bad_line_and_none_is_loaded(void **state)
{
	struct history *h = *state;
	assert_int_equal(load_text(h, office_load,
			     HEAD "4710,district,a,b,yes\n47,district,a,b,yes\n4712,joint,a,b,yes\n"
				  "4701,district,a,b,yes\n"),
	    PROBLEM_BAD_LINES);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM offices"), 2);
	assert_int_equal(acts(h, "office.add", "ok"), 0);
	assert_int_equal(
	    load_text(h, terminal_load, "office,counter\n4799,01\n"), PROBLEM_BAD_LINES);
}

static void a_locked_officer(void **state)
{
	struct history *h = *state;
	char *const operands[] = {"o1", NULL}, *const nobody[] = {"o9", NULL};
	assert_int_equal(by(h, "a", officer_unlock, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT failures FROM logins"), 0);
	assert_int_equal(acts(h, "officer.unlock", "ok"), 1);
	assert_int_equal(by(h, "a", officer_unlock, nobody, NULL, NULL), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(acts(h, "officer.unlock", "ok"), 1);
}

static enum problem reset(struct history *h, const char *pin)
{
	char *const operands[] = {"o1", NULL};
	const char *value[OPT_COUNT] = {NULL};
	char fd[16];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], pin, strlen(pin)), (ssize_t)strlen(pin));
	close(ends[1]);
	snprintf(fd, sizeof fd, "%d", ends[0]);
	value[OPT_PIN_FD] = fd;
	enum problem p = by(h, "a", officer_reset_pin, operands, value, NULL);
	close(ends[0]);
	return p;
}

static void a_pin_that_must_be_changed(void **state)
{
	struct history *h = *state;
	assert_int_equal(reset(h, "2468135\n"), PROBLEM_USAGE);
	assert_int_equal(reset(h, "246813579\n"), PROBLEM_USAGE);
	assert_int_equal(history_number(h, "SELECT must_change FROM officers"), 0);
	assert_int_equal(reset(h, "24681357\n"), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT must_change FROM officers"), 1);
	assert_int_equal(history_number(h, "SELECT failures FROM logins"), 0);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM sessions"), 0);
	assert_int_equal(
	    history_number(h, "SELECT COUNT(*) FROM officers WHERE pin_salt = 'aa'"), 0);
	assert_int_equal(acts(h, "officer.reset-pin", "ok"), 1);
}

static void office_and_right_of_an_officer(void **state)
{
	struct history *h = *state;
	char *const operands[] = {"o1", NULL};
	const char *value[OPT_COUNT] = {[OPT_OFFICE] = "4702", [OPT_MAY_ENROLL] = "no"};
	assert_int_equal(by(h, "a", officer_set, operands, value, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM officers WHERE office = '4702' "
					   "AND may_enroll = 0"),
	    1);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM sessions"), 0);
	value[OPT_OFFICE] = "4799";
	assert_int_equal(by(h, "a", officer_set, operands, value, NULL), PROBLEM_NO_SUCH_ENTRY);
	value[OPT_OFFICE] = NULL;
	value[OPT_MAY_ENROLL] = "perhaps";
	assert_int_equal(by(h, "a", officer_set, operands, value, NULL), PROBLEM_USAGE);
	assert_int_equal(by(h, "a", officer_set, operands, NULL, NULL), PROBLEM_USAGE);
}

static enum problem add(struct history *h, char *id, const char *office, const char *lines)
{
	char *const operands[] = {id, NULL};
	const char *value[OPT_COUNT] = {[OPT_OFFICE] = office};
	char fd[16];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], lines, strlen(lines)), (ssize_t)strlen(lines));
	close(ends[1]);
	snprintf(fd, sizeof fd, "%d", ends[0]);
	value[OPT_PERSON_FD] = fd;
	enum problem p = by(h, "a", officer_add, operands, value, NULL);
	close(ends[0]);
	return p;
}

static void an_officer_comes_and_goes(void **state)
{
	struct history *h = *state;
	char *const operands[] = {"o2", NULL};
	char *text;
	assert_int_equal(add(h, "o2", "4701", "1470199999117\n24681357\n"), PROBLEM_USAGE);
	assert_int_equal(add(h, "o2", "4799", "1470199999117\n24681357\nทดสอบ\n"), PROBLEM_USAGE);
	assert_int_equal(add(h, "o2", "4701", "1470199999118\n24681357\nทดสอบ\n"), PROBLEM_USAGE);
	assert_int_equal(
	    add(h, "o2", "4701", "1470199999117\n24681357\nทดสอบ\nmore\n"), PROBLEM_USAGE);
	assert_int_equal(acts(h, "officer.add", "ok"), 0);
	assert_int_equal(add(h, "o2", "4701", "1470199999117\n24681357\nทดสอบ\n"), PROBLEM_NONE);
	assert_int_equal(
	    history_number(h, "SELECT COUNT(*) FROM officers WHERE id = 'o2' AND "
			      "office = '4701' AND may_enroll = 1 AND must_change = 1"),
	    1);
	assert_int_equal(/* the same person once more */
	    add(h, "o3", "4702", "1470199999117\n24681357\nทดสอบ\n"), PROBLEM_USAGE);
	assert_int_equal(acts(h, "officer.add", "ok"), 1);
	history_sql(h, "INSERT INTO sessions VALUES ('u', 'o2', 'x', 1, 1)");
	assert_int_equal(by(h, "a", officer_remove, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(
	    history_number(h, "SELECT COUNT(*) FROM sessions WHERE officer = 'o2'"), 0);
	assert_int_equal(by(h, "a", officer_remove, operands, NULL, NULL), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(acts(h, "officer.remove", "ok"), 1);
	assert_int_equal(
	    by(h, "a", officer_list, (char *const[]){NULL}, NULL, &text), PROBLEM_NONE);
	assert_null(strstr(text, "o2"));
	free(text);
	/* the person may come again */
	assert_int_equal(add(h, "o3", "4702", "1470199999117\n24681357\nทดสอบ\n"), PROBLEM_NONE);
}

static enum problem lend(struct history *h, const char *office, const char *from, const char *to)
{
	char *const operands[] = {"o1", NULL};
	const char *value[OPT_COUNT] = {[OPT_OFFICE] = office, [OPT_FROM] = from, [OPT_TO] = to};
	return by(h, "a", officer_lend, operands, value, NULL);
}

static void some_days_at_another_office(void **state)
{
	struct history *h = *state;
	char *const operands[] = {"o1", NULL};
	char *text;
	assert_int_equal(lend(h, "4702", "2026-11-24", "2026-11-23"), PROBLEM_USAGE);
	assert_int_equal(lend(h, "4702", "2026-02-29", "2026-03-01"), PROBLEM_USAGE);
	assert_int_equal(lend(h, "4702", "2026-11-24", NULL), PROBLEM_USAGE);
	assert_int_equal(
	    lend(h, "4701", "2026-11-24", "2026-11-24"), PROBLEM_USAGE); /* their own */
	assert_int_equal(lend(h, "4799", "2026-11-24", "2026-11-24"), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(lend(h, "4702", "2026-11-24", "2026-11-24"), PROBLEM_NONE);
	assert_int_equal(lend(h, "4702", "2026-12-01", "2026-12-31"), PROBLEM_NONE);
	assert_int_equal(
	    by(h, "a", officer_list, (char *const[]){NULL}, NULL, &text), PROBLEM_NONE);
	assert_non_null(strstr(text, "o1\t4701\tyes\tno\t4702\t2026-12-01\t2026-12-31\n"));
	free(text);
	assert_int_equal(by(h, "a", officer_recall, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM loans"), 0);
	assert_int_equal(acts(h, "officer.lend", "ok"), 2);
	assert_int_equal(acts(h, "officer.recall", "ok"), 1);
}

static void settings(void **state)
{
	static const struct {
		char *name, *value;
		enum problem problem;
	} cases[] = {{"opens", "2020-10-01", PROBLEM_NONE}, {"opens", "soon", PROBLEM_USAGE},
	    {"hours", "08:30-16:30", PROBLEM_NONE}, {"exceptions", "yes", PROBLEM_NONE},
	    {"exceptions", "no", PROBLEM_NONE}, {"approve_store", "maybe", PROBLEM_USAGE},
	    {"match_code", "no", PROBLEM_NONE}, {"match_code", "off", PROBLEM_USAGE},
	    {"code_life", "600", PROBLEM_NONE}, {"code_life", "601", PROBLEM_USAGE},
	    {"code_life", "0", PROBLEM_USAGE}, {"closes", "2030-02-29", PROBLEM_USAGE},
	    {"hours", "16:30-08:30", PROBLEM_USAGE}, {"colour", "red", PROBLEM_USAGE},
	    {"schema", "1", PROBLEM_USAGE}, {"quota", "200", PROBLEM_FOUR_EYES}};
	struct history *h = *state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *const operands[] = {cases[i].name, cases[i].value, NULL};
		assert_int_equal(by(h, "a", setting_set, operands, NULL, NULL), cases[i].problem);
	}
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM settings WHERE "
					   "(name = 'opens' AND value = '2020-10-01') OR "
					   "(name = 'exceptions' AND value = 'no')"),
	    2);
	assert_int_equal(acts(h, "setting.set", "ok"), 6);
}

static void propose(struct history *h, char *cap, char id[API_ID_SIZE])
{
	char *const operands[] = {cap, NULL};
	const char *const value[OPT_COUNT] = {[OPT_FORMAT] = "csv"};
	char *text;
	assert_int_equal(by(h, "a", quota_propose, operands, value, &text), PROBLEM_NONE);
	assert_int_equal(sscanf(text, "proposal,scope,cap\r\n%39[^,],national,", id), 1);
	free(text);
}

static void the_quota_needs_four_eyes(void **state)
{
	struct history *h = *state;
	char id[API_ID_SIZE];
	char *const operands[] = {id, NULL}, *const bad[] = {"many", NULL};
	propose(h, "200", id);
	assert_int_equal(history_number(h, "SELECT cap FROM quota"), 100);
	assert_int_equal(by(h, "a", quota_approve, operands, NULL, NULL), PROBLEM_FOUR_EYES);
	assert_int_equal(history_number(h, "SELECT cap FROM quota"), 100);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT cap FROM quota"), 200);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_NO_SUCH_ENTRY);
	propose(h, "9", id); /* ten are used or reserved */
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_REFUSED_QUOTA);
	assert_int_equal(history_number(h, "SELECT cap FROM quota"), 200);
	assert_int_equal(by(h, "a", quota_propose, bad, NULL, NULL), PROBLEM_USAGE);
	assert_int_equal(acts(h, "quota.propose", "ok"), 2);
	assert_int_equal(acts(h, "quota.approve", "ok"), 1);
	assert_int_equal(acts(h, "quota.approve", problem_row(PROBLEM_FOUR_EYES)->id), 1);
}

static enum problem of_office(
    struct history *h, char *cap, const char *office, char id[API_ID_SIZE])
{
	char *const operands[] = {cap, NULL};
	const char *const value[OPT_COUNT] = {[OPT_FORMAT] = "csv", [OPT_OFFICE] = office};
	char *text;
	enum problem p = by(h, "a", quota_propose, operands, value, &text);
	if (p == PROBLEM_NONE)
		assert_int_equal(sscanf(text, "proposal,scope,cap\r\n%39[^,],4701,", id), 1);
	free(text);
	return p;
}

#define ENROLMENT(ID, PLACE)                                                                       \
	"INSERT INTO enrolments VALUES ('" ID "', '4701', '01', 'o1', 'c" ID                       \
	"', 'SUCCESS', 0, 1, 1, 1, 1, 1, 0, " PLACE                                                \
	", 0, 0, 0, 0, '', '', '', '', '', '', '', '', '');"

/* What the office has used and reserved before it was given a number counts. */
static void the_quota_of_an_office(void **state)
{
	struct history *h = *state;
	char id[API_ID_SIZE];
	char *const operands[] = {id, NULL};
	history_sql(h, ENROLMENT("e1", "2") ENROLMENT("e2", "2") ENROLMENT("e3", "1")
			   ENROLMENT("e4", "0") ENROLMENT("e5", "-1"));
	assert_int_equal(of_office(h, "5", "4799", id), PROBLEM_NO_SUCH_ENTRY);
	assert_int_equal(of_office(h, "2", "4701", id), PROBLEM_NONE);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_REFUSED_QUOTA);
	assert_int_equal(of_office(h, "3", "4701", id), PROBLEM_NONE);
	assert_int_equal(by(h, "a", quota_approve, operands, NULL, NULL), PROBLEM_FOUR_EYES);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM quota WHERE scope = '4701' AND "
					   "cap = 3 AND used = 2 AND reserved = 1"),
	    1);
	assert_int_equal(of_office(h, "7", "4701", id), PROBLEM_NONE);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT cap FROM quota WHERE scope = '4701'"), 7);
	assert_int_equal(history_number(h, "SELECT cap FROM quota WHERE scope = 'national'"), 100);
	assert_int_equal(of_office(h, "none", "4701", id), PROBLEM_NONE);
	assert_int_equal(by(h, "b", quota_approve, operands, NULL, NULL), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM quota"), 1);
}

static enum problem set_slots(
    struct history *h, const char *office, const char *hours, const char *places)
{
	char copies[3][16];
	char *const operands[] = {copies[0], copies[1], copies[2], NULL};
	snprintf(copies[0], sizeof copies[0], "%s", office);
	snprintf(copies[1], sizeof copies[1], "%s", hours);
	snprintf(copies[2], sizeof copies[2], "%s", places);
	return by(h, "a", slot_set, operands, NULL, NULL);
}

static void hours_that_can_be_booked(void **state)
{
	struct history *h = *state;
	const char *value[OPT_COUNT] = {[OPT_DAY] = "2026-12-01", [OPT_FORMAT] = "csv"};
	char *text;
	assert_int_equal(set_slots(h, "4701", "8-15", "6"), PROBLEM_NONE);
	assert_int_equal(set_slots(h, "4701", "12", "0"), PROBLEM_NONE);
	assert_int_equal(set_slots(h, "4702", "9", "256"), PROBLEM_NONE);
	assert_int_equal(acts(h, "slot.set", "ok"), 3);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM audit WHERE act = 'slot.set' AND "
					   "office = '4701' AND enrolment = '8-15=6'"),
	    1);
	history_sql(h, "INSERT INTO slot_places VALUES ('4701', '2026-12-01', 9, 4)");
	assert_int_equal(by(h, "a", slot_list, NULL, value, &text), PROBLEM_NONE);
	assert_non_null(strstr(text, "office,hour,places,taken\r\n4701,8,6,0\r\n4701,9,6,4\r\n"));
	assert_non_null(strstr(text, "4701,12,0,0\r\n"));
	assert_non_null(strstr(text, "4702,9,256,0\r\n"));
	free(text);
	value[OPT_OFFICE] = "4702";
	assert_int_equal(by(h, "a", slot_list, NULL, value, &text), PROBLEM_NONE);
	assert_string_equal(text, "office,hour,places,taken\r\n4702,9,256,0\r\n");
	free(text);
	value[OPT_DAY] = "1.12.2026";
	assert_int_equal(by(h, "a", slot_list, NULL, value, NULL), PROBLEM_USAGE);
}

static void hours_that_are_none(void **state)
{
	struct history *h = *state;
	static const char *const wrong[][3] = {{"4703", "9", "1"}, {"4701", "24", "1"},
	    {"4701", "9-8", "1"}, {"4701", "-1", "1"}, {"4701", "9x", "1"}, {"4701", "9-", "1"},
	    {"4701", "", "1"}, {"4701", "9-10-11", "1"}, {"4701", "9", "-1"}, {"4701", "9", "many"},
	    {"4701", "9", "257"}, {"4701", "8-15", "33"}};
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(
		    set_slots(h, wrong[i][0], wrong[i][1], wrong[i][2]), PROBLEM_USAGE);
	assert_int_equal(load_text(h, slot_load, "office,hour,places\n4701,9,1\n4701,30,1\n"),
	    PROBLEM_BAD_LINES);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM slots"), 0);
	assert_int_equal(acts(h, "slot.set", "ok"), 0);
	assert_int_equal(
	    load_text(h, slot_load, "office,hour,places\n4701,9,1\n4702,10,2\n"), PROBLEM_NONE);
	assert_int_equal(history_number(h, "SELECT SUM(capacity) FROM slots"), 3);
	assert_int_equal(acts(h, "slot.set", "ok"), 2);
}

/* Chains of their own, which the centre's next checkpoint covers. */
static void the_audit_stays_whole(void **state)
{
	struct history *h = *state;
	char id[API_ID_SIZE], *text;
	char *const operands[] = {id, NULL};
	propose(h, "200", id);
	by(h, "b", quota_approve, operands, NULL, NULL);
	h->time.real = clock_real_ms(&clock_system);
	history_checkpoint(h);
	assert_int_equal(history_admin(h, audit_verify, NULL, NULL, &text), PROBLEM_NONE);
	free(text);
	assert_int_equal(history_number(h, "SELECT COUNT(*) FROM checkpoint_heads"), 3);
	assert_int_equal(
	    history_number(h, "SELECT COUNT(*) FROM audit_chains WHERE settled = 1"), 2);
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(offices_from_a_file),
	    CASE(one_bad_line_and_none_is_loaded),
	    CASE(a_locked_officer),
	    CASE(a_pin_that_must_be_changed),
	    CASE(office_and_right_of_an_officer),
	    CASE(an_officer_comes_and_goes),
	    CASE(some_days_at_another_office),
	    CASE(settings),
	    CASE(the_quota_needs_four_eyes),
	    CASE(the_quota_of_an_office),
	    CASE(hours_that_can_be_booked),
	    CASE(hours_that_are_none),
	    CASE(the_audit_stays_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
