/* Every way in which a body can be bad, on every member of every body. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "samples.h"

static const struct sample *sample; /* the one under test */
static json_t *whole;		    /* its tree, changed and put back */
static unsigned tried;

static void expect(bool good, const char *json, size_t len, const char *what)
{
	struct error err = {0};
	void *room = sample_room(sample), *zero = sample_room(sample);
	memset(room, 0xa5, sample->size);
	bool ok = sample->read(room, json, len, &err);
	tried++;
	if (ok != good)
		fail_msg(
		    "%s: %s: %s (%s)", sample->name, what, ok ? "taken" : "refused", err.context);
	if (!ok) {
		assert_int_equal(err.problem, sample->problem);
		assert_memory_equal(room, zero, sample->size); /* nothing half read */
		assert_null(strstr(err.context, "1100700000019"));
	}
	free(room);
	free(zero);
}

static void expect_tree(bool good, const char *what)
{
	char *text = json_dumps(whole, JSON_COMPACT);
	expect(good, text, strlen(text), what);
	free(text);
}

static bool is_optional(const char *path)
{
	char word[160];
	snprintf(word, sizeof word, " %s ", path);
	return strstr(sample->optional, word) != NULL;
}

static bool is_ours(const char *path)
{
	/* members of the RFC that our reader does not look at */
	static const char others[] = " type title status id retry dopa ";
	char word[160];
	snprintf(word, sizeof word, " %s ", path);
	return strcmp(sample->name, "problem") != 0 || !strstr(others, word);
}

typedef void visit_fn(json_t *object, const char *key, const char *path);

static void visit(json_t *object, const char *prefix, visit_fn *fn)
{
	json_t *names = json_copy(object), *value;
	const char *key;
	json_object_foreach(names, key, value)
	{
		char path[128];
		snprintf(path, sizeof path, "%s%s", prefix, key);
		fn(object, key, path);
		/* of a list the first one stands for all */
		json_t *inner = json_is_array(value) ? json_array_get(value, 0) : value;
		if (json_is_object(inner)) {
			snprintf(path, sizeof path, "%s%s.", prefix, key);
			visit(inner, path, fn);
		}
	}
	json_decref(names);
}

static void on_every_body(visit_fn *fn)
{
	tried = 0;
	for (size_t i = 0; i < sample_count; i++) {
		struct buf b = BUF_INIT;
		sample = &samples[i];
		sample->write(&b, sample->body);
		whole = json_loadb((char *)b.data, b.len, 0, NULL);
		assert_non_null(whole);
		visit(whole, "", fn);
		json_decref(whole);
		buf_free(&b);
	}
	assert_true(tried > 0);
}

static void with(json_t *object, const char *key, json_t *value, bool good, const char *what)
{
	json_t *kept = json_incref(json_object_get(object, key));
	json_object_set_new(object, key, value);
	expect_tree(good, what);
	json_object_set_new(object, key, kept);
}

/* ---- the classes ---- */

static void drop(json_t *object, const char *key, const char *path)
{
	json_t *kept = json_incref(json_object_get(object, key));
	json_object_del(object, key);
	bool good = is_optional(path);
	if (strcmp(sample->name, "claim") == 0 && strcmp(key, "code") == 0)
		good = false; /* nothing is left to claim with */
	expect_tree(good, path);
	json_object_set_new(object, key, kept);
}

static void missing(void **state)
{
	(void)state;
	on_every_body(drop);
}

static void retype(json_t *object, const char *key, const char *path)
{
	json_t *value = json_object_get(object, key);
	if (!is_ours(path))
		return;
	with(object, key, json_real(1.5), false, path);
	with(object, key, json_pack("{s:i}", "surprise", 1), false, path);
	with(object, key, json_pack("[[]]"), false, path);
	with(object, key, json_null(), is_optional(path), path);
	if (!json_is_string(value))
		with(object, key, json_string("1"), false, path);
	if (!json_is_boolean(value))
		with(object, key, json_true(), false, path);
	if (!json_is_integer(value))
		with(object, key, json_integer(1), false, path);
}

static void wrong_type(void **state)
{
	(void)state;
	on_every_body(retype);
}

static void lengthen(json_t *object, const char *key, const char *path)
{
	if (!json_is_string(json_object_get(object, key)) || !is_ours(path))
		return;
	char *longer = malloc(10001);
	assert_non_null(longer);
	memset(longer, '1', 10000);
	longer[10000] = '\0';
	with(object, key, json_string(longer), false, path);
	free(longer);
}

static void too_long(void **state)
{
	(void)state;
	on_every_body(lengthen);
}

static void renumber(json_t *object, const char *key, const char *path)
{
	if (!json_is_integer(json_object_get(object, key)) || !is_ours(path))
		return;
	with(object, key, json_integer(-1), false, path);
	with(object, key, json_integer(9007199254740992), false, path);
	with(object, key, json_integer(INT64_MAX), false, path);
	with(object, key, json_integer(INT64_MIN), false, path);
}

static void out_of_range(void **state)
{
	(void)state;
	on_every_body(renumber);
}

static void name_unknown(json_t *object, const char *key, const char *path)
{
	static const char *const enums[] = {
	    "state", "type", "sex", "problem", "end_problem", "reason", "from", "to"};
	if (!is_ours(path))
		return;
	for (size_t i = 0; i < sizeof enums / sizeof enums[0]; i++)
		if (strcmp(key, enums[i]) == 0)
			with(object, key, json_string("NO_SUCH_NAME"), false, path);
	if (strcmp(key, "reasons") == 0)
		with(object, key, json_pack("[s]", "no-such-problem"), false, path);
}

static void unknown_names(void **state)
{
	(void)state;
	tried = 0;
	on_every_body(name_unknown);
}

static void too_many_reasons(void **state)
{
	(void)state;
	struct api_linkage_answer a;
	struct error err;
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"allowed\":false,\"reasons\":[");
	for (int i = 0; i <= API_REASONS_MAX; i++)
		buf_printf(&b, "%s\"%s\"", i ? "," : "", problem_row(PROBLEM_REFUSED_QUOTA)->name);
	buf_puts(&b, "]}");
	assert_false(api_linkage_answer_read(&a, b.data, b.len, &err));
	assert_int_equal(err.problem, PROBLEM_CENTRE_ANSWER);
	buf_free(&b);
}

/* ---- classes of the text as a whole ---- */

static void expect_text(
    bool good, const char *before, const char *body, const char *after, const char *what)
{
	struct buf b = BUF_INIT;
	buf_puts(&b, before);
	buf_puts(&b, body);
	buf_puts(&b, after);
	expect(good, (const char *)b.data, b.len, what);
	buf_free(&b);
}

static void nested(bool good, const char *members, int depth)
{
	/* the body itself is the first level */
	struct buf b = BUF_INIT;
	buf_puts(&b, "{\"unknown\":");
	for (int i = 1; i < depth; i++)
		buf_puts(&b, i % 2 ? "[" : "{\"a\":");
	buf_puts(&b, "0");
	for (int i = depth - 1; i >= 1; i--)
		buf_puts(&b, i % 2 ? "]" : "}");
	buf_printf(&b, ",%s", members);
	expect(good, (const char *)b.data, b.len, "depth");
	buf_free(&b);
}

static void one_text(const char *text)
{
	char first[64];
	size_t key = strcspn(text + 2, "\"");
	expect_text(true, " \t\r\n", text, "\r\n ", "white space around");
	expect_text(false, "", text, "x", "trailing byte");
	expect_text(false, "", text, "{}", "trailing object");
	expect_text(false, "[", text, "]", "an array");
	expect_text(false, "\xef\xbb\xbf", text, "", "a byte order mark");
	expect_text(true, "{\"unknown\":[{\"a\":\"}]{[\\\"\"}],", text + 1, "", "unknown member");
	expect_text(false, "{\"unknown\":\"\xff\",", text + 1, "", "not UTF-8");
	expect_text(false, "{\"unknown\":\"\xed\xa0\x80\",", text + 1, "", "a surrogate");
	expect_text(false, "{\"unknown\":\"\\ud800\",", text + 1, "", "half a pair");
	expect_text(false, "{\"unknown\":\"\\u0000\",", text + 1, "", "NUL");
	expect_text(false, "{\"unknown\":1e999,", text + 1, "", "too large a real");
	expect_text(false, "{\"unknown\":99999999999999999999,", text + 1, "", "too large a whole");
	expect_text(false, "{\"unknown\":NaN,", text + 1, "", "NaN");
	expect_text(false, "{\"unknown\":1,\"unknown\":1,", text + 1, "", "unknown twice");
	snprintf(first, sizeof first, "{\"%.*s\":0,", (int)key, text + 2);
	expect_text(false, first, text + 1, "", "a member twice");
	nested(true, text + 1, 16);
	nested(false, text + 1, 17);
	for (size_t len = 0; len < strlen(text); len++)
		expect(false, text, len, "cut");
}

static void texts_as_a_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		struct buf b = BUF_INIT;
		sample = &samples[i];
		sample->write(&b, sample->body);
		one_text((const char *)b.data);
		buf_free(&b);
	}
}

static void too_many_bytes(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	sample = &samples[0];
	sample->write(&b, sample->body);
	while (b.len < API_BODY_MAX)
		buf_u8(&b, ' ');
	expect(true, (const char *)b.data, b.len, "the largest");
	buf_u8(&b, ' ');
	expect(false, (const char *)b.data, b.len, "one byte more");
	buf_free(&b);
}

static void deep_floods_do_not_reach_the_parser(void **state)
{
	(void)state;
	struct buf b = BUF_INIT;
	sample = &samples[0];
	while (b.len < API_BODY_MAX)
		buf_u8(&b, '[');
	expect(false, (const char *)b.data, b.len, "brackets");
	expect(false, NULL, 0, "nothing");
	buf_free(&b);
}

/* ---- values that have the type and not the sense ---- */

static void bad_values(void **state)
{
	(void)state;
	static const struct {
		const char *body, *json;
		bool good;
	} rows[] = {
	    {"login", "{\"number\":\"1100700000019\",\"pin\":\"50718293\"}", true},
	    {"login", "{\"number\":\"1100700000018\",\"pin\":\"50718293\"}", false},
	    {"login", "{\"number\":\"110070000001\",\"pin\":\"50718293\"}", false},
	    {"login", "{\"number\":\"1100700000019\",\"pin\":\"5071829\"}", false},
	    {"login", "{\"number\":\"1100700000019\",\"pin\":\"5071829x\"}", false},
	    {"login", "{\"number\":\"1100700000019\",\"pin\":\"\"}", false},
	    {"match_code", "{\"digits\":\"123\"}", false},
	    {"match_code", "{\"digits\":\"12345\"}", false},
	    {"match_code", "{\"digits\":\"๑๒๓๔\"}", false},
	    {"consent", "{\"jws\":\"\"}", false},
	    {"consent", "{\"jws\":\"a b\"}", false},
	    {"consent", "{\"jws\":\"ก\"}", false},
	    {"claim", "{\"code\":\"A\",\"typed\":\"B\",\"number\":\"1100700000019\"}", false},
	    {"claim", "{\"number\":\"1100700000019\"}", false},
	    {"claim", "{\"typed\":\"0123456789*\",\"number\":\"1100700000019\"}", true},
	    {"texts",
		"{\"version\":\"1\",\"terms_th\":\"a\\u0007\",\"terms_en\":\"\","
		"\"consent_th\":\"\",\"consent_en\":\"\"}",
		false},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (size_t k = 0; k < sample_count; k++)
			if (strcmp(samples[k].name, rows[i].body) == 0) {
				sample = &samples[k];
				expect(
				    rows[i].good, rows[i].json, strlen(rows[i].json), rows[i].json);
			}
}

static void text_for_people_is_cleaned(void **state)
{
	(void)state;
	struct api_linkage_answer a;
	struct error err;
	static const char json[] =
	    "{\"allowed\":true,\"in_progress_office\":\"A\\u202eB\\u001b[2JC\"}";
	assert_true(api_linkage_answer_read(&a, json, sizeof json - 1, &err));
	assert_null(strchr(a.in_progress_office, 0x1b));
	assert_null(strstr(a.in_progress_office, "\u202e"));
	assert_non_null(strchr(a.in_progress_office, 'C'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(missing),
	    cmocka_unit_test(wrong_type),
	    cmocka_unit_test(too_long),
	    cmocka_unit_test(out_of_range),
	    cmocka_unit_test(unknown_names),
	    cmocka_unit_test(too_many_reasons),
	    cmocka_unit_test(texts_as_a_whole),
	    cmocka_unit_test(too_many_bytes),
	    cmocka_unit_test(deep_floods_do_not_reach_the_parser),
	    cmocka_unit_test(bad_values),
	    cmocka_unit_test(text_for_people_is_cleaned),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
