/* Eight counters for the last two places, two for one citizen: never more than may be. */
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "fixture.h"

#define CLIENTS 8
#define PLACES	2

/* The i-th of eight people whom the samples do not know; the check digit is found. */
static const char *number_of(int i)
{
	static char number[40];
	int check = 0;
	do
		snprintf(number, sizeof number, "110019999%03d%d", i + 1, check++);
	while (!citizen_number_valid(number));
	return number;
}

static void more_people(struct world *w)
{
	const char *from = world_copy_samples(w);
	char path[600];
	snprintf(path, sizeof path, "%s/people.csv", from);
	FILE *people = fopen(path, "ae");
	snprintf(path, sizeof path, "%s/cards.csv", from);
	FILE *cards = fopen(path, "ae");
	assert_non_null(people);
	assert_non_null(cards);
	for (int i = 0; i < CLIENTS; i++) {
		fprintf(people, "%s,นาย#ทดสอบ##ที่%d,Mr.#Test##No%d,1990-01-01,male,1,alive,thai\n",
		    number_of(i), i, i);
		fprintf(cards, "%s,1001999000%d/0000000%d,2022-01-01,2030-12-31,valid\n",
		    number_of(i), i, i);
	}
	fclose(people);
	fclose(cards);
	assert_int_equal(world_init(w, from), 0);
}

static int set_up(void **state)
{
	(void)state;
	world_make(&world);
	more_people(&world);
	world_start(&world);
	return 0;
}

static void card_number(struct api_card_claim *card, int i)
{
	char text[64];
	memset(card, 0, sizeof *card);
	assert_true(citizen_number_parse(&card->number, number_of(i)));
	snprintf(text, sizeof text, "นาย#ทดสอบ##ที่%d", i);
	assert_true(name_split(&card->thai, text));
	snprintf(text, sizeof text, "Mr.#Test##No%d", i);
	assert_true(name_split(&card->english, text));
	card->birth = (struct date){1990, 1, 1};
	card->issued = (struct date){2022, 1, 1};
	card->expires = (struct date){2030, 12, 31};
	snprintf(text, sizeof text, "1001999000%d/0000000%d", i % 10, i % 10);
	memcpy(card->request_number, text, strlen(text) + 1);
}

static void eight_for_the_last_two_places(void **state)
{
	(void)state;
	struct counter k[CLIENTS];
	struct async x[CLIENTS];
	struct api_enrolment e[CLIENTS];
	struct api_card_claim card;
	char path[API_ID_SIZE + 64];
	int won = 0;
	char sql[80];
	for (int i = 0; i < CLIENTS; i++) {
		counter_ready(&k[i], &world);
		card_number(&card, i);
		counter_create_ok(&k[i], &card, false, &e[i]);
	}
	snprintf(sql, sizeof sql, "UPDATE quota SET cap = used + reserved + %d", PLACES);
	world_sql(&world, sql, NULL, 0);
	for (int i = 0; i < CLIENTS; i++) {
		snprintf(path, sizeof path, "/v1/enrollments/%.39s/codes", e[i].id);
		const struct request r = {
		    .method = "POST", .path = path, .body = "{}", .len = 2, .key = ""};
		async_start(&x[i], &k[i].client, &r);
	}
	for (int i = 0; i < CLIENTS; i++) {
		async_join(&x[i]);
		if (x[i].answer.status == 200) {
			won++;
			answer_free(&x[i].answer);
		} else {
			expect_problem(&x[i].answer, PROBLEM_REFUSED_QUOTA);
		}
	}
	assert_int_equal(won, PLACES);
	assert_int_equal(world_number(&world, "SELECT used + reserved FROM quota"), PLACES);
	for (int i = 0; i < CLIENTS; i++) { /* what is given back can be had again */
		struct answer a;
		counter_post(&k[i], e[i].id, "cancel", "{\"contested\":false}", &a);
		expect_status(&a, 200);
		counter_free(&k[i]);
	}
	assert_int_equal(world_number(&world, "SELECT used + reserved FROM quota"), 0);
	world_sql(&world, "UPDATE quota SET cap = 100000", NULL, 0);
}

static void build_create(struct counter *k, const struct api_card_claim *card, struct buf *body)
{
	struct api_evidence e;
	struct api_new_enrolment n = {0};
	struct buf jws = BUF_INIT;
	struct error err;
	evidence_of(k, card, &e);
	assert_true(evidence_sign(&jws, &e, k->certificate.key, k->certificate.certificate, &err));
	assert_true(jws.len < sizeof n.evidence);
	memcpy(n.evidence, jws.data, jws.len);
	api_new_enrolment_write(body, &n);
	buf_free(&jws);
}

static void race(struct counter k[2], const struct api_card_claim *card)
{
	struct async x[2];
	struct buf body[2] = {BUF_INIT, BUF_INIT};
	struct api_enrolment e;
	struct answer a;
	for (int i = 0; i < 2; i++) {
		build_create(&k[i], card, &body[i]);
		const struct request r = {.method = "POST",
		    .path = "/v1/enrollments",
		    .body = body[i].data,
		    .len = body[i].len,
		    .key = ""};
		async_start(&x[i], &k[i].client, &r);
	}
	async_join(&x[0]);
	async_join(&x[1]);
	int winner = x[0].answer.status == 201 ? 0 : 1;
	answer_is(&x[winner].answer, 201);
	read_enrolment(&x[winner].answer, &e);
	assert_true(strlen(x[1 - winner].answer.problem.detail) > 10); /* at which office */
	expect_problem(&x[1 - winner].answer, PROBLEM_REFUSED_IN_PROGRESS);
	answer_free(&x[winner].answer);
	counter_post(&k[winner], e.id, "cancel", "{\"contested\":false}", &a);
	expect_status(&a, 200);
	buf_free(&body[0]);
	buf_free(&body[1]);
}

static void two_counters_for_one_citizen(void **state)
{
	(void)state;
	struct counter k[2];
	struct api_card_claim card;
	counter_ready(&k[0], &world);
	counter_logged_in(&k[1], "4799", "01", "1479999999233", "53186429");
	card_of(&card, "somsri");
	for (int round = 0; round < 20; round++)
		race(k, &card);
	counter_free(&k[0]);
	counter_free(&k[1]);
}

/* Five wrong PINs are five, also when they come at once. */
static void many_wrong_pins_at_once(void **state)
{
	(void)state;
	struct counter k[CLIENTS];
	struct async x[CLIENTS];
	struct api_login login = {.pin = "11112222"};
	struct buf body = BUF_INIT;
	int wrong = 0;
	memcpy(login.number.digits, "1470599999211", 14);
	api_login_write(&body, &login);
	for (int i = 0; i < CLIENTS; i++) {
		counter_make(&k[i], &world, "4705", "01");
		const struct request r = {
		    .method = "POST", .path = "/v1/session", .body = body.data, .len = body.len};
		async_start(&x[i], &k[i].client, &r);
	}
	for (int i = 0; i < CLIENTS; i++) {
		async_join(&x[i]);
		wrong += x[i].answer.problem.problem == PROBLEM_WRONG_PIN;
		assert_true(x[i].answer.status == 401 || x[i].answer.status == 403);
		answer_free(&x[i].answer);
		counter_free(&k[i]);
	}
	assert_true(wrong <= 4);
	assert_int_equal(world_number(&world, "SELECT MAX(failures) FROM logins"), 5);
	buf_free(&body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(eight_for_the_last_two_places),
	    cmocka_unit_test(two_counters_for_one_citizen),
	    cmocka_unit_test(many_wrong_pins_at_once),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
