/* Lines as requests, and the order in which their places leave. */
#include "batch/ndjson_request.h"

#include <string.h>

#include "batch/ndjson_window.h"
#include "tests/base/cmocka_all.h"

#define NUMBER "1101799999014" /* made up; its check digit fits */

static struct line line_of(const char *text)
{
	return (struct line){.text = text, .len = strlen(text), .number = 1};
}

static void read_good(struct batch_request *r, const char *text)
{
	const struct line line = line_of(text);
	struct error err = {.problem = PROBLEM_NONE};

	if (!request_parse(r, &line, &err))
		fail_msg("%s: %s", text, err.context);
}

static void every_kind_is_read(void **state)
{
	static const struct {
		const char *text, *kind;
		bool changes;
	} all[] = {
	    {"{\"key\":\"a\",\"kind\":\"status\",\"enrollment\":\"e1\"}", "status", false},
	    {"{\"key\":\"a\",\"kind\":\"cancel\",\"enrollment\":\"e1\"}", "cancel", true},
	    {"{\"key\":\"a\",\"kind\":\"cancel\",\"enrollment\":\"e1\",\"contested\":true}",
		"cancel", true},
	    {"{\"key\":\"a\",\"kind\":\"book\",\"number\":\"" NUMBER
	     "\",\"day\":\"2026-11-25\",\"hour\":9}",
		"book", true},
	    {"{\"key\":\"a\",\"kind\":\"cancel-booking\",\"booking\":\"b1\"}\r", "cancel-booking",
		true},
	    {"{\"key\":\"a\",\"kind\":\"check\",\"number\":\"" NUMBER "\"}", "check", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		struct batch_request r;

		read_good(&r, all[i].text);
		assert_string_equal(r.key, "a");
		assert_string_equal(r.kind->name, all[i].kind);
		assert_int_equal(r.kind->changes, all[i].changes);
	}
}

static void a_booking_is_what_the_line_says(void **state)
{
	struct batch_request r;
	const struct api_office_booking *b = (const void *)r.body;

	(void)state;
	read_good(&r, "{\"hour\":9,\"day\":\"2026-11-25\",\"number\":\"" NUMBER
		      "\",\"kind\":\"book\",\"key\":\"k-1\"}");
	assert_string_equal(b->number.digits, NUMBER);
	assert_int_equal(b->day.year, 2026);
	assert_int_equal(b->day.month, 11);
	assert_int_equal(b->day.day, 25);
	assert_int_equal(b->hour, 9);
}

static void what_is_wrong_is_named_and_never_told(void **state)
{
	static const struct {
		const char *text, *named;
	} all[] = {
	    {"", "not JSON"},
	    {"rubbish", "not JSON"},
	    {"[]", "not an object"},
	    {"{\"key\":\"a\"}", "kind"},
	    {"{\"kind\":\"status\",\"enrollment\":\"e1\"}", "key"},
	    {"{\"key\":\"\",\"kind\":\"status\",\"enrollment\":\"e1\"}", "key"},
	    {"{\"key\":\"a b\",\"kind\":\"status\",\"enrollment\":\"e1\"}", "key"},
	    {"{\"key\":\"" NUMBER "\",\"kind\":\"status\",\"enrollment\":\"e1\"}", "key"},
	    {"{\"key\":\"a\",\"kind\":\"read\"}", "kind: unknown"},
	    {"{\"key\":\"a\",\"kind\":\"status\"}", "enrollment"},
	    {"{\"key\":\"a\",\"kind\":\"status\",\"enrollment\":7}", "enrollment"},
	    {"{\"key\":\"a\",\"kind\":\"status\",\"enrollment\":\"e1\",\"extra\":1}", "a member"},
	    {"{\"key\":\"a\",\"key\":\"b\",\"kind\":\"status\",\"enrollment\":\"e1\"}", "twice"},
	    {"{\"key\":\"a\",\"kind\":\"cancel\",\"enrollment\":\"e1\",\"contested\":1}",
		"contested"},
	    {"{\"key\":\"a\",\"kind\":\"book\",\"number\":\"1101799999015\",\"day\":\"2026-11-25\","
	     "\"hour\":9}",
		"number"},
	    {"{\"key\":\"a\",\"kind\":\"book\",\"number\":\"" NUMBER
	     "\",\"day\":\"2026-11-31\",\"hour\":9}",
		"day"},
	    {"{\"key\":\"a\",\"kind\":\"book\",\"number\":\"" NUMBER
	     "\",\"day\":\"2026-11-25\",\"hour\":24}",
		"hour"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		const struct line line = line_of(all[i].text);
		struct batch_request r;
		struct error err;

		if (request_parse(&r, &line, &err))
			fail_msg("taken: %s", all[i].text);
		assert_int_equal(err.problem, PROBLEM_BATCH_LINE);
		if (strstr(err.context, all[i].named) == NULL)
			fail_msg("%s: %s", all[i].text, err.context);
		assert_null(strstr(err.context, NUMBER));
	}
}

static void long_and_cut_lines_say_so(void **state)
{
	struct line line = line_of("{\"key\":\"a\",\"kin");
	struct batch_request r;
	struct error err;

	(void)state;
	line.cut = true;
	assert_false(request_parse(&r, &line, &err));
	assert_string_equal(err.context, "the input ends within it");
	line.cut = false;
	line.too_long = true;
	assert_false(request_parse(&r, &line, &err));
	assert_string_equal(err.context, "too long");
}

/* A file may lack its last newline and be whole all the same. */
static void a_whole_object_needs_no_newline(void **state)
{
	struct line line = line_of("{\"key\":\"a\",\"kind\":\"status\",\"enrollment\":\"e1\"}");
	struct batch_request r;
	struct error err;

	(void)state;
	line.cut = true;
	assert_true(request_parse(&r, &line, &err));
}

static void the_form_of_a_line_is_no_matter(void **state)
{
	struct batch_request a, b, c;
	struct buf of_a = BUF_INIT, of_b = BUF_INIT, of_c = BUF_INIT;

	(void)state;
	read_good(&a, "{\"key\":\"a\",\"kind\":\"cancel\",\"enrollment\":\"e1\"}");
	read_good(&b, " { \"enrollment\" : \"\\u00651\", \"contested\": false, \"kind\":\"cancel\","
		      "\"key\":\"b\"}");
	read_good(
	    &c, "{\"key\":\"a\",\"kind\":\"cancel\",\"enrollment\":\"e1\",\"contested\":true}");
	request_canonical(&a, &of_a);
	request_canonical(&b, &of_b);
	request_canonical(&c, &of_c);
	assert_int_equal(of_a.len, of_b.len);
	assert_memory_equal(of_a.data, of_b.data, of_a.len);
	assert_int_not_equal(of_a.len, of_c.len);
	buf_free(&of_a);
	buf_free(&of_b);
	buf_free(&of_c);
}

/* One line's trouble is no other's, but for what concerns them all or all of the kind. */
static void what_concerns_more_than_a_line(void **state)
{
	const struct request_kind *rationed = NULL, *other = NULL;

	(void)state;
	for (const struct request_kind *k = request_kinds; k->name != NULL; k++)
		if (k->rationed)
			rationed = k;
		else
			other = k;
	assert_true(request_stops(PROBLEM_CENTRE_DOWN));
	assert_true(request_stops(PROBLEM_NOT_LOGGED_IN));
	assert_true(request_stops(PROBLEM_CERTIFICATE_REVOKED));
	assert_false(request_stops(PROBLEM_CENTRE_TIMEOUT));
	assert_false(request_stops(PROBLEM_NOT_FOUND));
	assert_false(request_stops(PROBLEM_NOT_PERMITTED));
	assert_true(request_shuts(other, PROBLEM_NOT_PERMITTED));
	assert_true(request_shuts(rationed, PROBLEM_RATE_LIMITED));
	assert_false(request_shuts(other, PROBLEM_RATE_LIMITED));
}

static void places_leave_as_they_came(void **state)
{
	struct window *w = window_new(3);
	unsigned long next = 1;

	(void)state;
	assert_non_null(w);
	assert_null(window_head(w));
	for (unsigned long line = 1; line <= 10; line++) {
		struct place *p;

		if (!window_has_room(w)) {
			assert_null(window_push(w));
			assert_int_equal(window_head(w)->line, next++);
			window_pop(w);
		}
		p = window_push(w);
		assert_int_equal(p->state, PLACE_EMPTY);
		assert_int_equal(p->line, 0); /* nothing of who was here before */
		p->line = line;
		p->state = PLACE_SENT;
		buf_puts(&p->members, "x");
	}
	for (; !window_is_empty(w); window_pop(w))
		assert_int_equal(window_head(w)->line, next++);
	assert_int_equal(next, 11);
	window_free(w);
}

static void a_twin_is_found_by_its_key(void **state)
{
	struct window *w = window_new(4);
	struct place *a, *b, *c;

	(void)state;
	a = window_push(w);
	b = window_push(w);
	c = window_push(w);
	a->state = b->state = c->state = PLACE_SENT;
	memset(a->key_hash, 1, INDEX_HASH);
	memset(b->key_hash, 2, INDEX_HASH);
	memset(c->key_hash, 1, INDEX_HASH);
	assert_ptr_equal(window_twin(w, c), a);
	assert_null(window_twin(w, b));
	window_pop(w);
	assert_null(window_twin(w, c));
	window_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_is_read),
	    cmocka_unit_test(a_booking_is_what_the_line_says),
	    cmocka_unit_test(what_is_wrong_is_named_and_never_told),
	    cmocka_unit_test(long_and_cut_lines_say_so),
	    cmocka_unit_test(a_whole_object_needs_no_newline),
	    cmocka_unit_test(the_form_of_a_line_is_no_matter),
	    cmocka_unit_test(what_concerns_more_than_a_line),
	    cmocka_unit_test(places_leave_as_they_came),
	    cmocka_unit_test(a_twin_is_found_by_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
