/* The Linkage self-view: a citizen sees what the registers hold on them, and who looked, by the
 * living key of their digital ID and nobody else's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "self_view.h"
#include "service.h"

#define SOMSRI "1112034563562"
#define HOUR   (60 * 60 * 1000)

static struct counter counter;
static struct phone somsri, somchai;

static int set_up(void **state)
{
	set_up_samples(state);
	counter_ready(&counter, &world);
	phone_make(&somsri, &world);
	phone_make(&somchai, &world);
	enrol_ok(&counter, &somsri, "somsri", false);
	enrol_ok(&counter, &somchai, "somchai", false);
	return 0;
}

static int end(void **state)
{
	phone_free(&somsri);
	phone_free(&somchai);
	counter_free(&counter);
	return tear_down(state);
}

/* ---- what the registers hold ---- */

static void the_population_and_the_card_record(void **state)
{
	(void)state;
	struct api_self_view *v;
	char text[200];
	const struct date birth = {1977, 2, 28}, issued = {2020, 1, 1};
	self_view_ok(&somsri, &v);
	assert_true(v->now > 0);
	assert_true(v->has_population && v->population.alive && v->population.thai);
	const struct person *p = &v->population.person;
	assert_string_equal(p->number.digits, SOMSRI);
	assert_string_equal(p->thai.first, "สมศรี");
	assert_string_equal(p->english.last, "Thotsopkamlangdi");
	assert_memory_equal(&p->birth, &birth, sizeof birth);
	assert_int_equal(p->sex, SEX_FEMALE);
	assert_string_equal(p->address.part[ADDRESS_PROVINCE], "จังหวัดสกลนคร");
	assert_true(v->has_latest_card && v->has_card);
	assert_string_equal(v->latest_card.request_number, "47019900001/01010001");
	assert_string_equal(v->card.request_number, "47019900001/01010001");
	assert_memory_equal(&v->latest_card.issued, &issued, sizeof issued);
	assert_true(date_is_lifelong(v->latest_card.expires) && !v->latest_card.cancelled);
	assert_int_equal(v->reason_count, 0);
	free(v);
	world_audit(&world, "self-view.read", "result || ' ' || enrolment", text, sizeof text);
	assert_memory_equal(text, "ok ", 3);
	assert_string_equal(text + 3, somsri.id);
	world_audit(&world, "self-view.read", "who", text, sizeof text);
	assert_memory_equal(text, "phone:", 6);
	assert_int_equal(
	    world_number(&world, "SELECT COUNT(DISTINCT citizen) FROM audit WHERE act "
				 "IN ('self-view.read', 'person.read') AND enrolment = "
				 "(SELECT enrolment FROM audit WHERE act = "
				 "'self-view.read')"),
	    1);
}

static void what_the_registers_say_now(void **state)
{
	(void)state;
	struct api_self_view *v;
	world_sql(
	    &world, "UPDATE people SET alive = 0, thai = 0 WHERE number = '" SOMSRI "'", NULL, 0);
	world_sql(&world,
	    "INSERT INTO cards SELECT citizen, '47019900777/07070007', '2025-05-05', "
	    "'2033-05-04', 0 FROM people WHERE number = '" SOMSRI "'",
	    NULL, 0);
	world_sql(&world,
	    "UPDATE cards SET cancelled = 1 WHERE request_number = '47019900001/01010001' ", NULL,
	    0);
	self_view_ok(&somsri, &v);
	assert_false(v->population.alive);
	assert_false(v->population.thai);
	assert_string_equal(v->latest_card.request_number, "47019900777/07070007");
	assert_false(v->latest_card.cancelled);
	assert_true(v->card.cancelled);
	free(v);
	world_sql(
	    &world, "UPDATE people SET citizen = 'nobody' WHERE number = '" SOMSRI "'", NULL, 0);
	self_view_ok(&somsri, &v);
	assert_false(v->has_population);
	free(v);
}

/* ---- who looked ---- */

static void a_look(struct counter *k, const char *number)
{
	struct answer a;
	char json[64];
	snprintf(json, sizeof json, "{\"number\":\"%s\"}", number);
	client_json(&k->client, "POST", "/v1/searches", json, &a);
	expect_status(&a, 200);
}

static const struct api_look *find(const struct api_looks *l, const char *act)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->looks[i].act, act) == 0)
			return &l->looks[i];
	return NULL;
}

/* Nothing names the officer, whether by the register's id or by the person's name. */
static void expect_no_officer(struct phone *p)
{
	static const char *const told[] = {"t4701-", "t4705-", "วินัย", "อรทัย", "มานะ", "who"};
	struct answer a;
	looks(p, "", &a);
	answer_is(&a, 200);
	for (size_t i = 0; i < COUNT_OF(told); i++)
		assert_null(strstr((const char *)a.body.data, told[i]));
	answer_free(&a);
}

static void officers_by_office_and_counter(void **state)
{
	(void)state;
	struct counter other;
	struct api_looks *l;
	counter_logged_in(&other, "4705", "01", "1470599999211", "75318642");
	a_look(&other, SOMSRI);
	looks_ok(&somsri, "", &l);
	const struct api_look *first = &l->looks[0];
	assert_string_equal(first->act, "enrollment.search");
	assert_int_equal(first->by, LOOK_BY_OFFICER);
	assert_string_equal(first->office, "4705");
	assert_string_equal(first->counter, "01");
	assert_string_equal(first->name_th, "สำนักทะเบียนอำเภอพังโคน (ทดสอบ)");
	assert_string_equal(first->name_en, "Phang Khon District Registration Office (test)");
	assert_string_equal(first->result, "ok");
	assert_true(*first->correlation && first->time > 0);
	const struct api_look *begun = find(l, "enrollment.create");
	assert_non_null(begun);
	assert_string_equal(begun->office, "4701");
	const struct api_look *own = find(l, "person.read");
	assert_non_null(own);
	assert_int_equal(own->by, LOOK_BY_THIS_PHONE);
	assert_string_equal(own->office, "");
	for (size_t i = 1; i < l->count; i++)
		assert_true(l->looks[i].time <= l->looks[i - 1].time);
	assert_string_equal(l->next, "");
	free(l);
	expect_no_officer(&somsri);
	counter_free(&other);
}

static void services_by_the_name_they_were_registered_with(void **state)
{
	(void)state;
	struct service s;
	struct api_looks *l;
	char request[64];
	service_make(&s, &world, "queue");
	service_ask_ok(&s, SOMSRI, request);
	looks_ok(&somsri, "?limit=1", &l);
	assert_int_equal(l->count, 1);
	assert_string_equal(l->looks[0].act, "sign-in.ask");
	assert_int_equal(l->looks[0].by, LOOK_BY_SERVICE);
	assert_string_equal(l->looks[0].name_en, "Test service");
	assert_string_equal(l->looks[0].office, "");
	assert_true(*l->next);
	free(l);
	service_free(&s);
}

/* Acts on others, the officer's own session and steps that show nothing are not among them. */
static void nobody_elses(void **state)
{
	(void)state;
	struct api_looks *before, *after;
	static const char *const silent[] = {"session.login", "code.create", "match-code", "claim",
	    "consent.give", "proof", "self-view.looks"};
	looks_ok(&somsri, "", &before);
	a_look(&counter, "1101799999014");
	looks_ok(&somsri, "", &after);
	assert_int_equal(after->count, before->count);
	assert_memory_equal(after->looks, before->looks, sizeof after->looks);
	for (size_t i = 0; i < COUNT_OF(silent); i++)
		assert_null(find(after, silent[i]));
	free(before);
	free(after);
	looks_ok(&somchai, "?limit=1", &after);
	assert_string_equal(after->looks[0].act, "enrollment.search");
	free(after);
}

/* An officer who is enrolled does not read their own logins as looks. */
static void an_officer_is_a_citizen_too(void **state)
{
	(void)state;
	struct counter k;
	struct api_looks *l;
	counter_logged_in(&k, "4701", "02", SECOND_NUMBER, SECOND_PIN);
	counter_free(&k);
	char citizen[80], sql[300];
	world_sql(
	    &world, "SELECT citizen FROM officers WHERE id = 't4701-2'", citizen, sizeof citizen);
	snprintf(sql, sizeof sql, "UPDATE identities SET citizen = '%s' WHERE enrolment = '%s'",
	    citizen, somchai.id);
	world_sql(&world, sql, NULL, 0);
	looks_ok(&somchai, "", &l);
	assert_null(find(l, "session.login"));
	free(l);
}

static void pages_join_without_a_gap(void **state)
{
	(void)state;
	struct api_looks *whole, *page;
	size_t seen = 0;
	char query[API_CURSOR_SIZE + 32] = "?limit=2";
	looks_ok(&somsri, "", &whole);
	assert_true(whole->count > 4);
	do {
		looks_ok(&somsri, query, &page);
		a_look(&counter, SOMSRI); /* what is newer moves no page */
		assert_true(page->count == 2 || !*page->next);
		for (size_t i = 0; i < page->count; i++, seen++)
			assert_memory_equal(
			    &page->looks[i], &whole->looks[seen], sizeof page->looks[i]);
		snprintf(query, sizeof query, "?before=%s&limit=2", page->next);
		bool more = *page->next;
		free(page);
		if (!more)
			break;
	} while (seen < whole->count);
	assert_int_equal(seen, whole->count);
	free(whole);
}

/* More than a page has, all of one moment. */
static void records_of_one_moment(void **state)
{
	(void)state;
	char sql[700];
	struct api_looks *page;
	size_t seen = 0;
	char query[API_CURSOR_SIZE + 32] = "";
	for (int i = 0; i < API_LOOKS_MAX + 5; i++) {
		snprintf(sql, sizeof sql,
		    "INSERT INTO audit (chain, seq, time, act, who, office, counter, result, "
		    "correlation, enrolment, citizen, hash) SELECT '%s', %d, 4102444800000, "
		    "'audit.read', 't4701-1', '4701', '01', 'ok', 'c%d', '', citizen, '' FROM "
		    "identities WHERE enrolment = '%s'",
		    i % 2 ? "a1" : "a2", 1000 + i, i, somchai.id);
		world_sql(&world, sql, NULL, 0);
	}
	bool met[API_LOOKS_MAX + 5] = {false};
	do {
		looks_ok(&somchai, query, &page);
		for (size_t i = 0; i < page->count; i++) {
			int n = -1;
			if (page->looks[i].time != 4102444800000)
				continue;
			assert_int_equal(sscanf(page->looks[i].correlation, "c%d", &n), 1);
			assert_in_range(n, 0, API_LOOKS_MAX + 4);
			assert_false(met[n]);
			met[n] = true;
			seen++;
		}
		snprintf(query, sizeof query, "?before=%s", page->next);
		if (!*page->next)
			query[0] = '\0';
		free(page);
	} while (*query);
	assert_int_equal(seen, API_LOOKS_MAX + 5);
}

static void pages_that_cannot_be(void **state)
{
	(void)state;
	static const char *const queries[] = {"?limit=0", "?limit=51", "?limit=x",
	    "?limit=", "?before=", "?before=x", "?before=1-2", "?before=1-2-3-%00", "?before=1-2-'",
	    "?limit=2&limit=2", "?day=2026-11-24", "?before"};
	struct answer a;
	for (size_t i = 0; i < COUNT_OF(queries); i++) {
		looks(&somsri, queries[i], &a);
		expect_problem(&a, PROBLEM_BAD_REQUEST);
	}
}

/* ---- how often, and how long ---- */

static void so_often_an_hour(void **state)
{
	(void)state;
	struct answer a;
	struct api_looks *l;
	world_advance(&world, HOUR + 1000);
	for (int i = 0; i < 30; i++) {
		self_view(&somchai, &a);
		answer_free(&a); /* found or not: it counts */
		looks(&somchai, "?limit=1", &a);
		expect_status(&a, 200);
	}
	self_view(&somchai, &a);
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	looks(&somchai, "", &a);
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	looks_ok(&somsri, "", &l); /* another's are not his */
	free(l);
	world_advance(&world, HOUR + 1000);
	looks_ok(&somchai, "", &l);
	free(l);
}

static void a_revoked_key_at_once(void **state)
{
	(void)state;
	struct answer a;
	struct api_looks *l;
	struct phone fresh;
	char text[80];
	const char revocation[] = "{\"number\":\"" SOMSRI "\",\"reason\":\"stolen\"}";
	counter_login_ok(&counter, "1234567890121", "24681357");
	client_json(&counter.client, "POST", "/v1/revocations", revocation, &a);
	expect_status(&a, 200);
	self_view(&somsri, &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	world_audit(&world, "self-view.read", "result", text, sizeof text);
	assert_string_equal(text, problem_row(PROBLEM_IDENTITY_DEAD)->id);
	looks(&somsri, "", &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	/* On the next phone the citizen sees that the old one was tried while it was the last. */
	char sql[200];
	snprintf(sql, sizeof sql,
	    "UPDATE people SET citizen = (SELECT citizen FROM identities WHERE enrolment = '%s'), "
	    "alive = 1, thai = 1 WHERE number = '" SOMSRI "'",
	    somsri.id);
	world_sql(&world, sql, NULL, 0);
	world_sql(
	    &world, "DELETE FROM cards WHERE request_number = '47019900777/07070007'", NULL, 0);
	world_sql(&world,
	    "UPDATE cards SET cancelled = 0 WHERE request_number = '47019900001/01010001' ", NULL,
	    0);
	phone_make(&fresh, &world);
	enrol_ok(&counter, &fresh, "somsri", true);
	looks(&somsri, "", &a);
	expect_problem(&a, PROBLEM_IDENTITY_DEAD);
	looks_ok(&fresh, "?limit=50", &l);
	size_t tried = 0;
	for (size_t i = 0; i < l->count; i++)
		tried += l->looks[i].by == LOOK_BY_OTHER_PHONE &&
			 strcmp(l->looks[i].act, "self-view.read") == 0 &&
			 strcmp(l->looks[i].result, problem_row(PROBLEM_IDENTITY_DEAD)->id) == 0;
	phone_free(&fresh);
	free(l);
	assert_int_equal(tried, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_population_and_the_card_record),
	    cmocka_unit_test(officers_by_office_and_counter),
	    cmocka_unit_test(services_by_the_name_they_were_registered_with),
	    cmocka_unit_test(nobody_elses), cmocka_unit_test(pages_join_without_a_gap),
	    cmocka_unit_test(pages_that_cannot_be), cmocka_unit_test(what_the_registers_say_now),
	    cmocka_unit_test(so_often_an_hour), cmocka_unit_test(a_revoked_key_at_once),
	    cmocka_unit_test(an_officer_is_a_citizen_too),
	    cmocka_unit_test(records_of_one_moment), /* last: they are of a time to come */
	};
	return cmocka_run_group_tests(tests, set_up, end);
}
