/* The commands of an enrolled ddopa-phone, against the real ddopa-centrald. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "../base/cmocka_all.h"
#include "../base/scratch.h"
#include "../centrald/service.h"
#include "base/clock.h"
#include "base/date.h"
#include "run.h"

#define PIN    "50718293"
#define SOMSRI "1112034563562"
#define MORE   8 /* words of a command line, at most */

struct world world; /* the service's helpers look for it */
static struct counter counter;
static char directory[SCRATCH_SIZE];

static struct api_enrolment enrolment;

static void type_match_code(const struct phone_run *r)
{
	struct answer a;
	char json[64], digits[5] = "";
	const char *at = strstr(r->text, "\"match_code\":\"");
	assert_int_equal(sscanf(at ? at : "", "\"match_code\":\"%4[0-9]", digits), 1);
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	counter_post(&counter, enrolment.id, "match-code", json, &a);
	answer_is(&a, 200);
	answer_free(&a);
}

static void begin(struct phone_run *r, const char *const more[MORE])
{
	char connect[32], ca[600];
	snprintf(connect, sizeof connect, "127.0.0.1:%d", world.citizens_port);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	const char *argv[10 + MORE + 1] = {"--lang", "en", "--host", "LOCALHOST:8444", "--connect",
	    connect, "--ca", ca, "--state", directory};
	for (int i = 0; i < MORE && more[i]; i++)
		argv[10 + i] = more[i];
	phone_start(r, argv);
}

static void enrol(void)
{
	struct phone_run r = {0};
	struct api_card_claim card;
	card_of(&card, "somsri");
	counter_create_ok(&counter, &card, false, &enrolment);
	counter_code_ok(&counter, enrolment.id, &enrolment);
	begin(&r, (const char *const[MORE]){"--json"});
	phone_say(
	    &r, "{\"leave\":true}\n{\"number\":\"" SOMSRI "\"}\n{\"terms\":true}\n{\"code\":\"");
	phone_say(&r, enrolment.code.typed);
	phone_say(&r, "\"}\n");
	phone_hear(&r, "\"match_code\"");
	type_match_code(&r);
	phone_say(&r, "{\"pin\":\"" PIN "\",\"again\":\"" PIN "\"}\n"
		      "{\"consent\":true,\"pin\":\"" PIN "\"}\n");
	assert_int_equal(phone_finish(&r), EXIT_DONE);
}

static int set_up(void **state)
{
	(void)state;
	(void)phone_program();
	signal(SIGPIPE, SIG_IGN);
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	counter_ready(&counter, &world);
	assert_true(scratch_make(directory));
	enrol();
	return 0;
}

static int tear_down(void **state)
{
	char command[SCRATCH_SIZE + 16];
	(void)state;
	counter_free(&counter);
	world_free(&world);
	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	return system(command);
}

/* Runs one command; its exit code. face: "--json" or "--training", which is for people. */
static int run_as(
    struct phone_run *r, const char *face, const char *pin, const char *name, const char *operand)
{
	begin(r, (const char *const[MORE]){face, "--pin-fd", "0", name, operand});
	phone_say(r, pin);
	phone_say(r, "\n");
	phone_hear(r, NULL);
	return phone_finish(r);
}

static int run(struct phone_run *r, const char *name, const char *operand)
{
	return run_as(r, "--json", PIN, name, operand);
}

static void assert_says(const struct phone_run *r, const char *text)
{
	if (!strstr(r->text, text))
		print_error("said: %s\n", r->text);
	assert_non_null(strstr(r->text, text));
}

static void it_tells_what_it_holds(void **state)
{
	(void)state;
	struct phone_run r = {0};
	assert_int_equal(run(&r, "identity", NULL), EXIT_DONE);
	assert_says(&r, enrolment.id);
	r = (struct phone_run){0};
	assert_int_equal(run_as(&r, "--training", PIN, "identity", NULL), EXIT_DONE);
	assert_says(&r, "Level of assurance: IAL2.3");
}

static void it_signs_in_and_declines(void **state)
{
	(void)state;
	struct service s;
	struct phone_run r = {0};
	struct answer a;
	char request[64], id[API_ID_SIZE];
	service_make(&s, &world, "queue");
	service_ask(&s, SOMSRI, "&binding_message=Q-77", &a);
	answer_is(&a, 200);
	sscanf((const char *)a.body.data, "{\"auth_req_id\":\"%63[^\"]", request);
	answer_free(&a);
	assert_int_equal(run_as(&r, "--training", PIN, "sign-ins", NULL), EXIT_DONE);
	assert_says(&r, "Service: Test service");
	assert_says(&r, "It shows: Q-77");
	assert_says(&r, "not your citizen number");
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "sign-ins", NULL), EXIT_DONE);
	const char *at = strstr(r.text, "\"id\":\"");
	assert_int_equal(sscanf(at ? at : "", "\"id\":\"%39[^\"]", id), 1);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "approve", id), EXIT_DONE);
	service_poll(&s, request, &a);
	answer_is(&a, 200);
	answer_free(&a);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "approve", id), EX_DATAERR); /* answered already */
	service_ask_ok(&s, SOMSRI, request);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "sign-ins", NULL), EXIT_DONE);
	at = strstr(r.text, "\"id\":\"");
	assert_int_equal(sscanf(at ? at : "", "\"id\":\"%39[^\"]", id), 1);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "decline", id), EXIT_DONE);
	service_poll(&s, request, &a);
	expect_oauth(&a, "access_denied");
	r = (struct phone_run){0};
	assert_int_equal(run_as(&r, "--training", PIN, "sign-ins", NULL), EXIT_DONE);
	assert_says(&r, "None.");
	service_free(&s);
}

static void it_shows_what_the_registers_hold(void **state)
{
	(void)state;
	struct phone_run r = {0};
	static const char *const lines[] = {"What the population register holds on you\n",
	    "Citizen number: 1-1120-34563-56-2\n", "Name: นางสมศรี น้ำผึ้ง ทดสอบกำลังดี\n",
	    "Name in English: Mrs. Somsri Namphueng Thotsopkamlangdi\n",
	    "Date of birth: 28 Feb 2520\n", "Sex: female\n", "จังหวัดสกลนคร\n", "Nationality: Thai\n",
	    "In the register as: living\n",
	    "the latest card\nRequest number: 47019900001/01010001\n",
	    "Date of issue: 1 Jan 2563\nDate of expiry: lifelong\nThe card is: valid\n"};
	assert_int_equal(run_as(&r, "--training", PIN, "self-view", NULL), EXIT_DONE);
	for (size_t i = 0; i < COUNT_OF(lines); i++)
		assert_says(&r, lines[i]);
	assert_null(strstr(r.text, "on which the digital ID was given")); /* it is the latest */
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "self-view", NULL), EXIT_DONE);
	assert_says(&r, "\"number\":\"" SOMSRI "\"");
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "self-view", "twice"), EX_USAGE);
}

static void search_for_the_citizen(void)
{
	struct answer a;
	client_json(&counter.client, "POST", "/v1/searches", "{\"number\":\"" SOMSRI "\"}", &a);
	answer_is(&a, 200);
	answer_free(&a);
}

static void it_shows_who_looked(void **state)
{
	(void)state;
	struct phone_run r = {0};
	char before[API_CURSOR_SIZE] = "";
	search_for_the_citizen();
	assert_int_equal(run_as(&r, "--training", PIN, "looks", NULL), EXIT_DONE);
	assert_says(&r, "Who: Mueang Sakon Nakhon District Registration Office (test) (4701-01)\n"
			"What for: to look up your enrollments\nReference: ");
	assert_says(&r, "What for: to enroll you\n");
	assert_says(&r, "Who: this phone\nWhat for: your data were loaded into the phone\n");
	assert_null(strstr(r.text, "older"));
	for (int i = 0; i < API_LOOKS_MAX; i++)
		search_for_the_citizen();
	r = (struct phone_run){0};
	assert_int_equal(run_as(&r, "--training", PIN, "looks", NULL), EXIT_DONE);
	const char *at = strstr(r.text, "There are older ones: looks ");
	assert_int_equal(
	    sscanf(at ? at : "", "There are older ones: looks %95[0-9A-Za-z-]", before), 1);
	assert_null(strstr(r.text, "to enroll you"));
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "looks", before), EXIT_DONE);
	assert_says(&r, "\"act\":\"enrollment.create\"");
	assert_null(strstr(r.text, "\"next\""));
	static const char *const wrong[] = {"a b", "x&limit=1", "", "?"};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		r = (struct phone_run){0};
		assert_int_equal(run(&r, "looks", wrong[i]), EX_USAGE);
	}
}

/* With three operands. */
static int run_3(
    struct phone_run *r, const char *face, const char *name, const char *const operands[3])
{
	begin(r, (const char *const[MORE]){
		     face, "--pin-fd", "0", name, operands[0], operands[1], operands[2]});
	phone_say(r, PIN "\n");
	phone_hear(r, NULL);
	return phone_finish(r);
}

static void it_books_and_cancels(void **state)
{
	(void)state;
	struct phone_run r = {0};
	char day[DATE_ISO_SIZE], id[API_ID_SIZE];
	int64_t ahead = clock_real_ms(&clock_system) + 3 * 24 * 60 * 60 * 1000L;
	date_to_iso(day, bangkok_time_of(ahead).date);
	const char *const office[3] = {"4701", day};
	const char *const wish[3] = {"4701", day, "9"};
	assert_int_equal(run_3(&r, "--training", "slots", office), EXIT_DONE);
	assert_says(&r, "Office: Mueang Sakon Nakhon");
	assert_says(&r, "Can be booked now: yes");
	assert_says(&r, "Hour: 09:00-10:00\nPlaces: 6\nFree places: 6\n");
	r = (struct phone_run){0};
	assert_int_equal(run_3(&r, "--training", "book", wish), EXIT_DONE);
	assert_says(&r, "Queue number: 09-01");
	assert_says(&r, "Booked by an officer: no");
	assert_says(&r, "Booked. Come within this hour");
	r = (struct phone_run){0};
	assert_int_equal(run_3(&r, "--json", "book", wish), EX_DATAERR); /* one at a time */
	r = (struct phone_run){0};
	assert_int_equal(run_3(&r, "--json", "slots", office), EXIT_DONE);
	assert_says(&r, "\"hour\":9,\"capacity\":6,\"free\":5");
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "bookings", NULL), EXIT_DONE);
	const char *at = strstr(r.text, "\"id\":\"");
	assert_int_equal(sscanf(at ? at : "", "\"id\":\"%39[^\"]", id), 1);
	r = (struct phone_run){0};
	assert_int_equal(run_as(&r, "--training", PIN, "cancel", id), EXIT_DONE);
	assert_says(&r, "The booking is cancelled");
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "cancel", id), EX_DATAERR);
	r = (struct phone_run){0};
	assert_int_equal(run_as(&r, "--training", PIN, "bookings", NULL), EXIT_DONE);
	assert_says(&r, "None.");
}

static void wishes_that_are_none(void **state)
{
	(void)state;
	static const char *const wrong[][3] = {{"47", "2026-12-01", "9"},
	    {"4701", "2026-13-01", "9"}, {"4701", "2026-12", "9"}, {"4701", "2026-12-01", "24"},
	    {"4701", "2026-12-01", "9h"}, {"4701", "2026-12-01", ""}, {"4701", "2026-12-01", NULL}};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct phone_run r = {0};
		assert_int_equal(run_3(&r, "--json", "book", wrong[i]), EX_USAGE);
	}
	struct phone_run r = {0};
	assert_int_equal(
	    run_3(&r, "--json", "slots", (const char *const[3]){"1099", "2026-12-01"}), EX_NOINPUT);
}

static void a_wrong_pin_and_wrong_words(void **state)
{
	(void)state;
	struct phone_run r = {0};
	assert_int_equal(run_as(&r, "--json", "11223344", "identity", NULL), EXIT_WRONG_PIN);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "dance", NULL), EX_USAGE);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "approve", NULL), EX_USAGE);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "decline", "a/b"), EX_USAGE);
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "revoke", "whim"), EX_USAGE);
}

static void it_revokes_itself(void **state)
{
	(void)state;
	struct phone_run r = {0};
	assert_int_equal(run(&r, "revoke", "misused"), EXIT_DONE);
	assert_says(&r, "\"reason\":\"misused\"");
	r = (struct phone_run){0};
	assert_int_equal(run(&r, "identity", NULL), EX_NOPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_tells_what_it_holds), cmocka_unit_test(it_signs_in_and_declines),
	    cmocka_unit_test(it_shows_what_the_registers_hold),
	    cmocka_unit_test(it_shows_who_looked), cmocka_unit_test(it_books_and_cancels),
	    cmocka_unit_test(wishes_that_are_none), cmocka_unit_test(a_wrong_pin_and_wrong_words),
	    cmocka_unit_test(it_revokes_itself), /* last */
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
