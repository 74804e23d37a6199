/* A checkpoint is only good with its signature, and only as a continuation of what was
 * seen: over any distance, and in no other way. */
#include "wire/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/base/cmocka_all.h"

#define COUNT 200

/* A history of COUNT checkpoints, as a centre would keep it. */
struct history {
	EVP_PKEY *key;
	char *jws[COUNT + 1]; /* from 1 */
};

static void link_up(const struct history *h, struct checkpoint *c)
{
	char *out = c->links;
	for (long step = 1; c->number - step >= 1 && c->number % step == 0; step *= 2) {
		const char *before = h->jws[c->number - step];
		assert_true(checkpoint_hash(out, before, strlen(before)));
		out += 64;
	}
}

static void add(struct history *h, long number, long records)
{
	struct error err;
	struct buf b = BUF_INIT;
	struct checkpoint c = {
	    .number = number, .time = 1800000000000 + number * 60000, .records = records};
	memset(c.heads, 'a', 64);
	link_up(h, &c);
	assert_true(checkpoint_sign(&b, &c, h->key, &err));
	assert_true(b.len < CHECKPOINT_SIZE);
	free(h->jws[number]);
	h->jws[number] = strdup((char *)b.data);
	buf_free(&b);
}

static void make(struct history *h)
{
	struct error err;
	*h = (struct history){.key = key_generate(&err)};
	assert_non_null(h->key);
	for (long n = 1; n <= COUNT; n++)
		add(h, n, n * 10);
}

static void drop(struct history *h)
{
	EVP_PKEY_free(h->key);
	for (long n = 1; n <= COUNT; n++)
		free(h->jws[n]);
}

static struct checkpoint_seen seen(const struct history *h, long number)
{
	struct checkpoint_seen s = {0};
	struct error err;
	if (number > 0)
		assert_true(checkpoint_seen_of(&s, h->jws[number], strlen(h->jws[number]), &err));
	return s;
}

/* What a centre sends; the length of the path is counted. */
static char *path(const struct history *h, long from, long to, int *steps)
{
	struct buf b = BUF_INIT;
	*steps = 0;
	for (long n = from; n > to || n == from; n = checkpoint_step(n, to), ++*steps)
		buf_printf(&b, "%s\n", h->jws[n]);
	assert_true(buf_ok(&b));
	return (char *)b.data;
}

static enum problem follow(const struct history *h, const char *text, struct checkpoint_seen s)
{
	struct checkpoint_seen newest;
	struct error err = {0};
	(void)h;
	return checkpoint_follow(&newest, text, &s, &err) ? PROBLEM_NONE : err.problem;
}

static enum problem go(const struct history *h, long from, long to)
{
	int steps;
	char *text = path(h, from, to, &steps);
	enum problem p = follow(h, text, seen(h, to));
	free(text);
	return p;
}

static void a_later_one_follows_any_earlier_one_in_few_steps(void **state)
{
	struct history h;
	int longest = 0;
	(void)state;
	make(&h);
	for (long to = 1; to <= COUNT; to += 7) {
		for (long from = to; from <= COUNT; from++) {
			int steps;
			free(path(&h, from, to, &steps));
			longest = steps > longest ? steps : longest;
		}
		assert_int_equal(go(&h, COUNT, to), PROBLEM_NONE);
		assert_int_equal(go(&h, to, to), PROBLEM_NONE);
	}
	assert_true(longest <= 16); /* two for each power of two up to COUNT */
	drop(&h);
}

static void a_terminal_that_has_seen_none_takes_the_first(void **state)
{
	struct history h;
	struct checkpoint_seen none = {0}, newest;
	struct error err;
	(void)state;
	make(&h);
	assert_true(checkpoint_follow(&newest, h.jws[5], &none, &err));
	assert_int_equal(newest.number, 5);
	assert_int_equal(newest.records, 50);
	assert_false(checkpoint_follow(&newest, "", &none, &err));
	assert_int_equal(err.problem, PROBLEM_CHECKPOINT_BAD);
	drop(&h);
}

static void an_earlier_one_is_refused(void **state)
{
	struct history h;
	(void)state;
	make(&h);
	assert_int_equal(follow(&h, h.jws[9], seen(&h, 10)), PROBLEM_HISTORY_SHRANK);
	drop(&h);
}

static void fewer_records_are_refused(void **state)
{
	struct history h;
	(void)state;
	make(&h);
	add(&h, 11, 99); /* the tenth had 100 */
	assert_int_equal(go(&h, 11, 10), PROBLEM_HISTORY_SHRANK);
	drop(&h);
}

/* From number 100 on everything was made anew, with the right key and right links. */
static void a_rewritten_history_is_refused_from_wherever_it_was_seen(void **state)
{
	struct history h, old;
	(void)state;
	make(&h);
	old = h;
	for (long n = 1; n <= COUNT; n++)
		old.jws[n] = strdup(h.jws[n]);
	for (long n = 100; n <= COUNT; n++)
		add(&h, n, n * 10 + 1);
	for (long n = 100; n < COUNT; n++) {
		int steps;
		char *text = path(&h, COUNT, n, &steps);
		assert_int_equal(follow(&h, text, seen(&old, n)), PROBLEM_HISTORY_SHRANK);
		free(text);
	}
	assert_int_equal(follow(&h, h.jws[120], seen(&old, 120)), PROBLEM_HISTORY_SHRANK);
	assert_int_equal(go(&h, COUNT, 99), PROBLEM_NONE); /* up to there nothing changed */
	for (long n = 1; n <= COUNT; n++)
		free(old.jws[n]);
	drop(&h);
}

/* The true old ones put in between do not help: they are not what the new ones link to. */
static void a_path_that_is_not_linked_is_refused(void **state)
{
	struct history h, other;
	char *text;
	(void)state;
	make(&h);
	make(&other);
	EVP_PKEY_free(other.key);
	other.key = h.key;
	EVP_PKEY_up_ref(h.key);
	for (long n = 1; n <= COUNT; n++)
		add(&other, n, n * 10);
	assert_true(asprintf(&text, "%s\n%s\n", other.jws[41], h.jws[40]) > 0);
	assert_int_equal(follow(&h, text, seen(&h, 39)), PROBLEM_HISTORY_SHRANK);
	free(text);
	assert_int_equal(follow(&h, h.jws[45], seen(&h, 40)), PROBLEM_HISTORY_SHRANK);
	drop(&h);
	drop(&other);
}

static void another_key_is_refused(void **state)
{
	struct history h, other;
	(void)state;
	make(&h);
	make(&other);
	assert_int_equal(follow(&h, other.jws[12], seen(&h, 11)), PROBLEM_CHECKPOINT_BAD);
	drop(&h);
	drop(&other);
}

static void a_changed_byte_is_refused_wherever_it_is(void **state)
{
	struct history h;
	struct checkpoint c;
	struct error err;
	(void)state;
	make(&h);
	size_t len = strlen(h.jws[64]);
	/* But for the last one, of which some bits do not count in base64url. */
	for (size_t i = 0; i + 1 < len; i += 3) {
		char was = h.jws[64][i];
		h.jws[64][i] = was == 'A' ? 'B' : 'A';
		assert_false(checkpoint_check(&c, h.jws[64], len, &err));
		assert_int_equal(err.problem, PROBLEM_CHECKPOINT_BAD);
		h.jws[64][i] = was;
	}
	assert_true(checkpoint_check(&c, h.jws[64], len, &err));
	assert_int_equal(c.number, 64);
	assert_int_equal(checkpoint_levels(64), 6); /* 63, 62, 60, 56, 48, 32 */
	drop(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_later_one_follows_any_earlier_one_in_few_steps),
	    cmocka_unit_test(a_terminal_that_has_seen_none_takes_the_first),
	    cmocka_unit_test(an_earlier_one_is_refused),
	    cmocka_unit_test(fewer_records_are_refused),
	    cmocka_unit_test(a_rewritten_history_is_refused_from_wherever_it_was_seen),
	    cmocka_unit_test(a_path_that_is_not_linked_is_refused),
	    cmocka_unit_test(another_key_is_refused),
	    cmocka_unit_test(a_changed_byte_is_refused_wherever_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
