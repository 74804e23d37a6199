/* The client against a small server that answers as it is told: calls, answers, problem
 * documents, tries, and bodies that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "desk.h"
#include "wire/evidence.h"

#define PROBLEM_DOC(name, status)                                                                  \
	"{\"type\":\"about:blank\",\"title\":\"x\",\"status\":" #status ",\"code\":\"" name        \
	"\",\"retry\":false,\"correlation\":\"c0rr\"}"

static void log_in(struct desk *d)
{
	struct api_login login = {.pin = "13572468"};
	int before = d->answers;
	assert_true(citizen_number_parse(&login.number, "1112034563562"));
	assert_int_not_equal(central_login(d->central, &login, desk_answer, d), 0);
	desk_wait(d, before + 1);
}

/* ---- calls and answers ---- */

static void test_login(void **state)
{
	struct desk *d = *state;
	char text[4096];
	struct server_options o =
	    STEPS(d, {.body = STATUS}, {.body = SESSION}, {.body = ENROLMENT});
	desk_open(d, &o);
	assert_false(central_logged_in(d->central));
	assert_null(central_session(d->central));
	log_in(d);
	assert_false(d->failed);
	assert_true(central_logged_in(d->central));
	assert_string_equal(central_session(d->central)->officer_id, "o1");
	assert_string_equal(central_session(d->central)->token, "");
	assert_int_equal(central_last_status(d->central)->code_life, 300);
	desk_enrol(d);
	assert_false(d->failed);
	assert_string_equal(d->enrolment.id, "e1");
	assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "GET /v1/status HTTP/1.1\r\n"));
	assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "POST /v1/session HTTP/1.1\r\n"));
	assert_non_null(strstr(text, "\"1112034563562\""));
	assert_null(strstr(text, "Authorization"));
	assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "POST /v1/enrollments HTTP/1.1\r\n"));
	assert_non_null(strstr(text, "Authorization: Bearer t0ken-of-the-test\r\n"));
	assert_non_null(strstr(text, "Idempotency-Key: key-1\r\n"));
	assert_null(strstr(text, "Accept-Encoding"));
	assert_null(strstr(text, "Expect"));
}

static void test_logout(void **state)
{
	struct desk *d = *state;
	char text[4096];
	struct server_options o =
	    STEPS(d, {.body = STATUS}, {.body = SESSION}, {.status = "204 No Content", .body = ""});
	desk_open(d, &o);
	log_in(d);
	central_logout(d->central, desk_answer, d);
	assert_false(central_logged_in(d->central));
	desk_wait(d, 2);
	assert_false(d->failed);
	for (int i = 0; i < 3; i++)
		assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "DELETE /v1/session"));
	assert_non_null(strstr(text, "Bearer t0ken-of-the-test"));
}

/* A counter for real service and a centre for training refuse each other before any PIN. */
static void test_training_mismatch(void **state)
{
	struct desk *d = *state;
	static char real[1024];
	const char *rest = strstr(STATUS, "true");
	snprintf(real, sizeof(real), "%.*sfalse%s", (int)(rest - STATUS), STATUS, rest + 4);
	struct server_options o = STEPS(d, {.body = real});
	desk_open(d, &o);
	log_in(d);
	assert_true(d->failed);
	assert_int_equal(d->failure.error.problem, PROBLEM_TRAINING_MISMATCH);
	assert_int_equal(desk_requests(d, "POST"), 0);
}

static void test_other_version(void **state)
{
	struct desk *d = *state;
	static char other[1024];
	snprintf(other, sizeof(other), "%s", STATUS);
	*strstr(other, "1,\"training") = '7';
	struct server_options o = STEPS(d, {.body = other});
	desk_open(d, &o);
	log_in(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_UPDATE_NEEDED);
}

static void test_problem_document(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = STATUS},
	    {.status = "401 Unauthorized", .body = PROBLEM_DOC("wrong-pin", 401)});
	desk_open(d, &o);
	log_in(d);
	assert_true(d->failed && d->failure.answered);
	assert_int_equal(d->failure.error.problem, PROBLEM_WRONG_PIN);
	assert_string_equal(d->failure.problem.correlation, "c0rr");
	assert_false(d->failure.maybe_done);
	assert_false(central_logged_in(d->central));
}

static void test_session_ended(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = STATUS}, {.body = SESSION},
	    {.status = "401 Unauthorized", .body = PROBLEM_DOC("not-logged-in", 401)});
	desk_open(d, &o);
	log_in(d);
	assert_true(central_logged_in(d->central));
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_NOT_LOGGED_IN);
	assert_false(central_logged_in(d->central));
}

static void test_long_poll(void **state)
{
	struct desk *d = *state;
	char text[4096];
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	desk_open(d, &o);
	central_enrolment(d->central, "e1", 7, desk_answer, d);
	desk_wait(d, 1);
	assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "GET /v1/enrollments/e1?after=7&wait=20 HTTP/1.1\r\n"));
	central_enrolment(d->central, "e1", -1, desk_answer, d);
	desk_wait(d, 2);
	assert_true(server_request(&d->server, text, sizeof(text)));
	assert_non_null(strstr(text, "GET /v1/enrollments/e1 HTTP/1.1\r\n"));
}

static void test_odd_id(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	desk_open(d, &o);
	central_enrolment(d->central, "../session?x", -1, desk_answer, d);
	desk_wait(d, 1);
	assert_int_equal(d->failure.error.problem, PROBLEM_NOT_FOUND);
	assert_int_equal(desk_requests(d, ""), 0);
}

static void test_centre_clock(void **state)
{
	struct desk *d = *state;
	int64_t now = 0;
	struct server_options o = STEPS(d, {.body = STATUS});
	desk_open(d, &o);
	assert_true(rfc3339_parse(&now, "2026-11-23T07:00:00.000Z"));
	central_status(d->central, desk_answer, d);
	desk_wait(d, 1);
	assert_in_range(central_now(d->central) - now, 0, 5000);
}

/* ---- tries ---- */

/* A centre that reads and says nothing: every try ends by itself. */
static void test_silent(void **state)
{
	struct desk *d = *state;
	struct error err = {0};
	struct server_options o = STEPS(d, {.act = ACT_SILENT});
	desk_open(d, &o);
	central_free(d->central);
	struct central_options options = desk_options(d);
	options.timeout_s = 1;
	options.poll_wait_s = 1;
	d->central = central_new(d->loop, &options, &err);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TIMEOUT);
	assert_true(d->failure.maybe_done);
	assert_int_equal(desk_requests(d, "key-1"), 4);
	central_enrolment(d->central, "e1", 1, desk_answer, d);
	desk_wait(d, 2);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_TIMEOUT);
	assert_int_equal(desk_requests(d, "after=1"), 1); /* who polls decides when to poll again */
}

/* Somebody holds the port, but nobody takes calls there. */
static void test_nobody_accepts(void **state)
{
	struct desk *d = *state;
	struct error err = {0};
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, len), 0);
	assert_int_equal(listen(listener, 8), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &len), 0);
	snprintf(d->server.url, sizeof(d->server.url), "https://127.0.0.1:%d", ntohs(at.sin_port));
	struct central_options options = desk_options(d);
	options.connect_timeout_s = 1;
	d->central = central_new(d->loop, &options, &err);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_false(d->failure.maybe_done);
	close(listener);
}

static void test_no_such_host(void **state)
{
	struct desk *d = *state;
	struct error err = {0};
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	desk_open(d, &o);
	central_free(d->central);
	struct central_options options = desk_options(d);
	options.url = "https://centre.invalid:8443";
	options.connect_timeout_s = 1;
	d->central = central_new(d->loop, &options, &err);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_false(d->failure.maybe_done);
	assert_non_null(strstr(d->failure.error.context, "centre.invalid"));
}

/* A wrong PIN counts at the centre: a login that may have arrived is not repeated. */
static void test_login_not_repeated(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = STATUS}, {.act = ACT_CUT});
	desk_open(d, &o);
	log_in(d);
	assert_true(d->failed);
	assert_int_equal(desk_requests(d, "POST /v1/session"), 1);
}

static void test_nobody_there(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = ENROLMENT});
	desk_open(d, &o);
	server_stop(&d->server);
	d->server.pid = 0;
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_false(d->failure.maybe_done);
}

static void test_told_to_wait(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d,
	    {.status = "503 Service Unavailable",
		.extra = "Retry-After: 30\r\n",
		.body = PROBLEM_DOC("centre-internal", 503)},
	    {.status = "429 Too Many Requests",
		.extra = "Retry-After: 99999\r\n",
		.body = PROBLEM_DOC("rate-limited", 429)},
	    {.body = ENROLMENT});
	desk_open(d, &o);
	int64_t start = clock_mono_ms(&clock_hasty);
	desk_enrol(d);
	int64_t took = clock_mono_ms(&clock_hasty) - start;
	assert_false(d->failed);
	assert_int_equal(desk_requests(d, "Idempotency-Key: key-1\r\n"), 3);
	assert_true(took >= 30000 + 60000);
	assert_true(took < 30000 + 99999000);
}

static void test_gateway_trouble(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d,
	    {.status = "502 Bad Gateway", .type = "text/html", .body = "<html>bad gateway</html>"});
	desk_open(d, &o);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_DOWN);
	assert_true(d->failure.maybe_done);
	assert_false(d->failure.answered);
	assert_int_equal(desk_requests(d, "key-1"), 4);
}

/* A refusal is final: no second request. */
static void test_refusal_is_final(void **state)
{
	struct desk *d = *state;
	struct server_options o =
	    STEPS(d, {.status = "409 Conflict", .body = PROBLEM_DOC("evidence-old", 409)});
	desk_open(d, &o);
	desk_enrol(d);
	assert_int_equal(d->failure.error.problem, PROBLEM_EVIDENCE_OLD);
	assert_false(d->failure.maybe_done);
	assert_int_equal(desk_requests(d, "key-1"), 1);
}

/* ---- bodies that are none (hardening.md F14, T22) ---- */

static void bad_answer(struct desk *d, struct step step)
{
	struct server_options o = desk_server(d, &step, 1);
	desk_open(d, &o);
	desk_enrol(d);
	if (d->failure.error.problem != PROBLEM_CENTRE_ANSWER)
		fail_msg("%s: %s", step.body ? step.body : "",
		    problem_row(d->failure.error.problem)->id);
	assert_true(d->failure.maybe_done);
}

static void test_bad_answers(void **state)
{
	static const struct step steps[] = {
	    {.body = "{\"id\":\"e1\",\"state\":\"PROO"},
	    {.body = ""},
	    {.body = "[]"},
	    {.body = "{\"id\":\"e1\",\"id\":\"e2\"}"},
	    {.body = "{\"id\":7}"},
	    {.body = "{\"id\":\"e1\xff\"}"},
	    {.body = "<html>sign in to the network</html>", .type = "text/html"},
	    {.body = ENROLMENT, .type = "text/plain"},
	    {.body = ENROLMENT, .type = "application/json; charset=tis-620"},
	    {.body = "{}"},
	};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		bad_answer(*state, steps[i]);
}

static void test_charset_and_more_fields(void **state)
{
	struct desk *d = *state;
	static char more[1024];
	snprintf(more, sizeof(more), "{\"later\":[1,{\"a\":null}],%s", ENROLMENT + 1);
	struct server_options o =
	    STEPS(d, {.body = more, .type = "application/json; charset=utf-8"});
	desk_open(d, &o);
	desk_enrol(d);
	assert_false(d->failed);
}

static void test_endless_body(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.act = ACT_ENDLESS});
	desk_open(d, &o);
	central_enrolment(d->central, "e1", 1, desk_answer, d);
	desk_wait(d, 1);
	assert_int_equal(d->failure.error.problem, PROBLEM_CENTRE_ANSWER);
}

/* ---- leaving early ---- */

static void free_client(void *desk, const struct central_failure *failure, const void *answer)
{
	struct desk *d = desk;
	desk_answer(d, failure, answer);
	central_free(d->central);
	d->central = NULL;
	d->answers_at_end = d->answers;
}

static void test_freed_in_callback(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.body = STATUS});
	desk_open(d, &o);
	central_status(d->central, free_client, d);
	central_enrolment(d->central, "e1", 1, desk_answer, d);
	/* Either of the two may be answered first. */
	while (d->central)
		loop_turn(d->loop, 100);
	loop_turn(d->loop, 50);
	assert_int_equal(d->answers, d->answers_at_end);
}

static void test_aborted(void **state)
{
	struct desk *d = *state;
	struct server_options o = STEPS(d, {.act = ACT_SILENT}, {.body = STATUS});
	desk_open(d, &o);
	central_call poll = central_enrolment(d->central, "e1", 1, desk_answer, d);
	while (desk_requests(d, "after=1") == 0)
		loop_turn(d->loop, 20);
	central_abort(d->central, poll);
	central_status(d->central, desk_answer, d);
	desk_wait(d, 1);
	assert_false(d->failed);
	central_abort(d->central, poll);
	central_abort(d->central, 0);
}

static void test_let_go(void **state)
{
	struct desk *d = *state;
	struct server_options o =
	    STEPS(d, {.act = ACT_CUT}, {.status = "204 No Content", .body = ""});
	const struct api_refusal refusal = {.problem = PROBLEM_CARD_UNREADABLE, .step = "reading"};
	int seen = 0;
	desk_open(d, &o);
	central_let_go(d->central, central_refusal(d->central, &refusal, "key-1", desk_answer, d));
	for (int64_t until = clock_mono_ms(&clock_system) + 20000;
	     seen < 2 && clock_mono_ms(&clock_system) < until;) {
		loop_turn(d->loop, 20);
		seen += desk_requests(d, "Idempotency-Key: key-1\r\n");
	}
	loop_turn(d->loop, 50);
	assert_int_equal(seen, 2);
	assert_int_equal(d->answers, 0);
	central_let_go(d->central, 0);
}

/* ---- evidence ---- */

static void test_evidence(void **state)
{
	struct desk *d = *state;
	struct error err = {0};
	struct buf jws = BUF_INIT;
	struct api_evidence e = {.same_person = true,
				.tries_left = 3,
				.time = 1795000000000,
				.match_time = 1795000000000},
			    read;
	assert_true(citizen_number_parse(&e.card.number, "1112034563562"));
	snprintf(e.card.thai.first, sizeof(e.card.thai.first), "ทดสอบ");
	e.card.birth = (struct date){1977, 2, 28};
	e.card.issued = (struct date){2020, 1, 1};
	e.card.expires = DATE_LIFELONG;
	snprintf(e.card.request_number, sizeof(e.card.request_number), "47010000001/12345678");
	struct server_options o = STEPS(d, {.body = STATUS}, {.body = SESSION});
	desk_open(d, &o);
	log_in(d);
	if (!central_sign_evidence(d->central, &jws, &e, &err))
		fail_msg("%s", err.context);
	if (!evidence_check(&read, (char *)jws.data, d->counter, &err))
		fail_msg("%s", err.context);
	assert_string_equal(read.office, "4701");
	assert_string_equal(read.counter, "01");
	assert_string_equal(read.officer_id, "o1");
	assert_true(read.training && read.same_person);
	buf_free(&jws);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    AT_DESK(test_login),
	    AT_DESK(test_logout),
	    AT_DESK(test_training_mismatch),
	    AT_DESK(test_other_version),
	    AT_DESK(test_problem_document),
	    AT_DESK(test_session_ended),
	    AT_DESK(test_long_poll),
	    AT_DESK(test_odd_id),
	    AT_DESK(test_centre_clock),
	    AT_DESK(test_silent),
	    AT_DESK(test_nobody_accepts),
	    AT_DESK(test_no_such_host),
	    AT_DESK(test_login_not_repeated),
	    AT_DESK(test_nobody_there),
	    AT_DESK(test_told_to_wait),
	    AT_DESK(test_gateway_trouble),
	    AT_DESK(test_refusal_is_final),
	    AT_DESK(test_bad_answers),
	    AT_DESK(test_charset_and_more_fields),
	    AT_DESK(test_endless_body),
	    AT_DESK(test_freed_in_callback),
	    AT_DESK(test_aborted),
	    AT_DESK(test_let_go),
	    AT_DESK(test_evidence),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	/* The environment must not be able to redirect anything (hardening.md, finding 4). */
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	setenv("SSL_CERT_FILE", "/nonexistent", 1);
	return cmocka_run_group_tests_name("calls", tests, NULL, NULL);
}
