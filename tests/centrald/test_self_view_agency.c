/* The self-view of a centre whose registers are an agency's service. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "agency.h"
#include "base/clock.h"
#include "self_view.h"

/* Enrolled while all is well. */
static struct phone holder;

static void enrol_holder(void)
{
	struct api_self_view *v;
	if (holder.key)
		return;
	start_agency(&agency_cert, &agency_ca, &good, 1);
	start_centre("1000", "1", "60");
	phone_make(&holder, &world);
	enrol_ok(&counter, &holder, "unknown", false);
	assert_int_equal(asked(), 1); /* remembered from then on */
	self_view_ok(&holder, &v);
	assert_int_equal(asked(), 1); /* but not for the citizen */
	free(v);
	end();
}

static void a_citizen_sees_what_the_agency_holds(void **state)
{
	(void)state;
	static const struct step steps[] = {
	    ANSWER(GOOD),
	    ANSWER(SAYS("deceased", ",\"refusals\":[95002,95999]")),
	    ANSWER("{\"found\":false}"),
	};
	struct api_self_view *v;
	char request[4096], who[API_ID_SIZE], own[API_ID_SIZE];
	enrol_holder();
	begin(steps, COUNT_OF(steps));
	self_view_ok(&holder, &v);
	assert_true(v->has_population && v->population.alive);
	assert_string_equal(v->population.person.address.part[ADDRESS_HOUSE], "77/1 ทดสอบ");
	assert_string_equal(v->latest_card.request_number, REQUEST);
	assert_int_equal(v->reason_count, 0);
	free(v);
	assert_true(server_request(&agency, request, sizeof request));
	assert_non_null(
	    strstr(request, "{\"number\":\"1101700207030\",\"request_number\":\"" REQUEST "\"}"));
	world_audit(&world, "linkage.ask", "who", who, sizeof who);
	world_audit(&world, "self-view.read", "who", own, sizeof own);
	assert_string_equal(who, own);
	self_view_ok(&holder, &v);
	assert_false(v->population.alive);
	assert_int_equal(v->reason_count, 2);
	assert_int_equal(v->reasons[0], PROBLEM_REFUSED_NOT_LATEST_CARD);
	assert_int_equal(v->reasons[1], PROBLEM_REFUSED_REGISTER);
	free(v);
	self_view_ok(&holder, &v);
	assert_false(v->has_population || v->has_latest_card || v->has_card);
	free(v);
	end();
}

/* While it is away nothing is told, and who looked is all the same. */
static void a_citizen_is_told_that_the_agency_is_away(void **state)
{
	(void)state;
	static const struct step steps[] = {STATUS("503 Service Unavailable")};
	struct api_looks *l;
	struct answer a;
	enrol_holder();
	start_agency(&agency_cert, &agency_ca, steps, 1);
	start_centre("1", "3600", "0");
	self_view(&holder, &a);
	answer_problem(&a, PROBLEM_LINKAGE_AWAY);
	assert_string_equal(a.problem.detail, "status");
	answer_free(&a);
	self_view(&holder, &a);
	answer_problem(&a, PROBLEM_LINKAGE_AWAY);
	assert_string_equal(a.problem.detail, "paused");
	answer_free(&a);
	looks_ok(&holder, "?limit=2", &l);
	assert_int_equal(l->count, 2);
	assert_string_equal(l->looks[0].result, problem_row(PROBLEM_LINKAGE_AWAY)->id);
	assert_int_equal(l->looks[0].by, LOOK_BY_THIS_PHONE);
	free(l);
	end();
}

/* One citizen cannot keep the register busy; the place is free again after the answer. */
struct slow {
	pthread_t thread;
	struct answer answer;
};

static void *look_slowly(void *arg)
{
	struct slow *s = arg;
	self_view(&holder, &s->answer);
	return NULL;
}

static int gone(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return atomic_load((atomic_bool *)arg);
}

/* Who goes away before the answer gives the place back all the same. */
static void one_that_goes_away(void **state)
{
	(void)state;
	static const struct step steps[] = {{.act = ACT_SILENT}, ANSWER(GOOD)};
	atomic_bool leaves = false;
	struct slow slow;
	struct answer a;
	enrol_holder();
	begin(steps, COUNT_OF(steps));
	curl_easy_setopt(holder.client.curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(holder.client.curl, CURLOPT_XFERINFOFUNCTION, gone);
	curl_easy_setopt(holder.client.curl, CURLOPT_XFERINFODATA, &leaves);
	assert_int_equal(pthread_create(&slow.thread, NULL, look_slowly, &slow), 0);
	wait_until_asked();
	atomic_store(&leaves, true);
	assert_int_equal(pthread_join(slow.thread, NULL), 0);
	assert_int_equal(slow.answer.curl, CURLE_ABORTED_BY_CALLBACK);
	answer_free(&slow.answer);
	curl_easy_setopt(holder.client.curl, CURLOPT_NOPROGRESS, 1L);
	int64_t until = clock_mono_ms(&clock_system) + PATIENT_MS;
	do {
		self_view(&holder, &a);
		assert_true(a.status == 200 || a.problem.problem == PROBLEM_RATE_LIMITED);
		assert_true(clock_mono_ms(&clock_system) < until);
		answer_free(&a);
	} while (a.status != 200);
	end();
}

static void one_own_look_at_a_time(void **state)
{
	(void)state;
	static const struct step steps[] = {{.act = ACT_SILENT}, ANSWER(GOOD)};
	struct phone same = {.key = NULL};
	struct api_self_view *v;
	struct answer a;
	struct slow slow;
	enrol_holder();
	begin(steps, COUNT_OF(steps));
	phone_make(&same, &world);
	EVP_PKEY *other = same.key;
	same.key = holder.key;
	assert_int_equal(pthread_create(&slow.thread, NULL, look_slowly, &slow), 0);
	wait_until_asked();
	self_view(&same, &a);
	answer_problem(&a, PROBLEM_RATE_LIMITED);
	answer_free(&a);
	judged(PROBLEM_REFUSED_ENROLLED); /* an officer is not kept waiting */
	assert_int_equal(pthread_join(slow.thread, NULL), 0);
	answer_problem(&slow.answer, PROBLEM_LINKAGE_AWAY);
	answer_free(&slow.answer);
	self_view_ok(&same, &v);
	assert_true(v->has_population);
	free(v);
	same.key = other;
	phone_free(&same);
	end();
}

static int free_holder(void **state)
{
	phone_free(&holder);
	return free_world(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_citizen_sees_what_the_agency_holds),
	    cmocka_unit_test(a_citizen_is_told_that_the_agency_is_away),
	    cmocka_unit_test(one_own_look_at_a_time),
	    cmocka_unit_test(one_that_goes_away),
	};
	return cmocka_run_group_tests(tests, make_world, free_holder);
}
