/* What an agency's answer must look like, and what is remembered of good ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "centrald/agency_json.h"
#include "centrald/agency_memory.h"

#define REQUEST "47019900001/01010001"
#define NUMBER	"1112034563562"
#define PERSON                                                                                            \
	"{\"number\":\"" NUMBER                                                                           \
	"\",\"thai\":{\"prefix\":\"นาง\",\"first\":\"สมศรี\",\"middle\":\"\","            \
	"\"last\":\"ทดสอบ\"},\"english\":{\"prefix\":\"Mrs.\",\"first\":\"Somsri\",\"middle\":" \
	"\"\","                                                                                           \
	"\"last\":\"Thotsop\"},\"birth\":\"1977-02-28\",\"sex\":\"female\",\"address\":{"                 \
	"\"house\":"                                                                                      \
	"\"9\",\"moo\":\"\",\"trok\":\"\",\"soi\":\"\",\"road\":\"\",\"tambon\":\"\",\"amphoe\":"         \
	"\"\","                                                                                           \
	"\"province\":\"\"}}"
#define CARD(REQUEST_NUMBER)                                                                       \
	"{\"request_number\":\"" REQUEST_NUMBER "\",\"issued\":\"2020-01-01\","                    \
	"\"expires\":\"2028-02-27\",\"status\":\"valid\"}"
#define HEAD "{\"found\":true,\"person\":" PERSON ",\"status\":\"alive\",\"nationality\":\"thai\""

static struct register_question question;
static struct register_answer *answer;
static struct error err;

static int set_up(void **state)
{
	(void)state;
	memset(&question, 0, sizeof question);
	assert_true(citizen_number_parse(&question.number, NUMBER));
	memset(question.citizen, 'a', sizeof question.citizen - 1);
	strcpy(question.request_number, REQUEST);
	answer = calloc(1, sizeof *answer);
	return answer ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free(answer);
	return 0;
}

static bool take(const char *json)
{
	return agency_answer_read(answer, &question, json, strlen(json), &err);
}

static void the_question_names_person_and_card(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	agency_question_write(&b, &question);
	assert_string_equal(
	    (const char *)b.data, "{\"number\":\"" NUMBER "\",\"request_number\":\"" REQUEST "\"}");
	buf_free(&b);
}

static void a_whole_answer_is_taken(void **state)
{
	(void)state;
	assert_true(take(HEAD ",\"latest_card\":" CARD("47019900001/02020002") ",\"card\":" CARD(
	    REQUEST) ",\"more\":[1]}"));
	assert_true(answer->person.found && answer->person.alive && answer->person.thai);
	assert_string_equal(answer->person.person.number.digits, NUMBER);
	assert_string_equal(answer->person.person.english.last, "Thotsop");
	assert_string_equal(answer->latest.request_number, "47019900001/02020002");
	assert_true(answer->given.found && !answer->given.cancelled);
	assert_int_equal(answer->given.expires.year, 2028);
	assert_int_equal(answer->code_count, 0);
}

static void nobody_and_refusals_are_answers_too(void **state)
{
	(void)state;
	assert_true(take("{\"found\":false}"));
	assert_false(answer->person.found);
	assert_true(take("{\"found\":false,\"refusals\":[95002,95003]}"));
	assert_int_equal(answer->code_count, 2);
	assert_int_equal(answer->codes[0], 95002);
	assert_true(take(HEAD "}")); /* without a card */
	assert_false(answer->latest.found || answer->given.found);
}

/* Nothing of a bad answer is used, and the words on it hold nothing of the person. */
static void what_is_not_of_the_form_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",
	    "null",
	    "[]",
	    "<html>portal</html>",
	    "{\"found\":true}",
	    "{\"found\":\"true\"}",
	    "{}",
	    "{\"found\":false,\"person\":" PERSON "}",
	    "{\"found\":false,\"found\":true}",
	    HEAD ",\"status\":\"alive\"}",
	    HEAD ",\"refusals\":95002}",
	    HEAD ",\"refusals\":[\"95002\"]}",
	    HEAD ",\"refusals\":[0]}",
	    HEAD ",\"refusals\":[95002,95002,95002,95002,95002,95002,95002,95002,95002]}",
	    HEAD ",\"card\":" CARD(REQUEST) "}",
	    HEAD ",\"latest_card\":" CARD(REQUEST) ",\"card\":" CARD("47019900001/09090009") "}",
	    HEAD ",\"latest_card\":{\"request_number\":\"1\",\"issued\":\"2020-13-01\","
		 "\"expires\":\"2028-02-27\",\"status\":\"valid\"}}",
	    HEAD ",\"latest_card\":{\"request_number\":\"1\",\"issued\":\"2020\","
		 "\"expires\":\"2028-02-27\",\"status\":\"valid\"}}",
	    HEAD ",\"latest_card\":[]}",
	    HEAD "",
	    HEAD "} {}",
	    "{\"found\":true,\"person\":" PERSON ",\"status\":\"asleep\",\"nationality\":\"thai\"}",
	    "{\"found\":true,\"person\":" PERSON ",\"status\":true,\"nationality\":\"thai\"}",
	    "{\"found\":true,\"person\":" PERSON ",\"nationality\":\"thai\"}",
	};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(take(bad[i]));
		assert_int_equal(err.problem, PROBLEM_BAD_ANSWER);
		assert_null(strstr(err.context, "สมศรี"));
		assert_null(strstr(err.context, NUMBER));
		assert_false(answer->person.found);
		assert_int_equal(answer->code_count, 0);
	}
}

static void data_of_another_person_are_refused(void **state)
{
	(void)state;
	assert_true(citizen_number_parse(&question.number, "1101799999014"));
	assert_false(take(HEAD "}"));
	assert_int_equal(err.problem, PROBLEM_BAD_ANSWER);
	assert_string_equal(err.context, "person: another one");
}

/* ---- memory ---- */

static void a_good_answer_is_remembered_for_its_time(void **state)
{
	(void)state;
	struct agency_memory *m = agency_memory_new(10000);
	struct register_answer found;
	answer->person.found = true;
	agency_memory_keep(m, &question, 1000, answer);
	assert_true(agency_memory_find(m, &question, 10999, &found));
	assert_true(found.person.found);
	agency_memory_keep(m, &question, 10999, answer); /* does not make it younger */
	assert_false(agency_memory_find(m, &question, 11000, &found));
	agency_memory_free(m);
}

static void another_card_is_another_question(void **state)
{
	(void)state;
	struct agency_memory *m = agency_memory_new(10000);
	struct register_answer found;
	agency_memory_keep(m, &question, 0, answer);
	strcpy(question.request_number, "47019900001/02020002");
	assert_false(agency_memory_find(m, &question, 1, &found));
	agency_memory_forget(m, question.citizen); /* with every card */
	strcpy(question.request_number, REQUEST);
	assert_false(agency_memory_find(m, &question, 1, &found));
	agency_memory_free(m);
}

static void without_a_time_nothing_is_remembered(void **state)
{
	(void)state;
	struct agency_memory *m = agency_memory_new(0);
	struct register_answer found;
	agency_memory_keep(m, &question, 0, answer);
	assert_false(agency_memory_find(m, &question, 0, &found));
	agency_memory_free(m);
}

static void the_oldest_goes_when_it_is_full(void **state)
{
	(void)state;
	struct agency_memory *m = agency_memory_new(10000);
	struct register_answer found;
	for (int i = 0; i <= AGENCY_MEMORY_MAX; i++) {
		snprintf(question.citizen, sizeof question.citizen, "%064d", i);
		agency_memory_keep(m, &question, i, answer);
	}
	assert_true(agency_memory_find(m, &question, 300, &found));
	snprintf(question.citizen, sizeof question.citizen, "%064d", 1);
	assert_true(agency_memory_find(m, &question, 300, &found));
	snprintf(question.citizen, sizeof question.citizen, "%064d", 0);
	assert_false(agency_memory_find(m, &question, 300, &found));
	agency_memory_free(m);
}

#define TEST(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_question_names_person_and_card),
	    TEST(a_whole_answer_is_taken),
	    TEST(nobody_and_refusals_are_answers_too),
	    TEST(what_is_not_of_the_form_is_refused),
	    TEST(data_of_another_person_are_refused),
	    TEST(a_good_answer_is_remembered_for_its_time),
	    TEST(another_card_is_another_question),
	    TEST(without_a_time_nothing_is_remembered),
	    TEST(the_oldest_goes_when_it_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
