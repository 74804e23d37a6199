/* Lines of a batch: whole, too long, cut; over however many reads they come. */
#include "batch/ndjson_lines.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

struct ends {
	int in, out;
	struct ndjson_lines *lines;
};

static int set_up(void **state)
{
	static struct ends e;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	e = (struct ends){.in = fds[1], .out = fds[0], .lines = ndjson_lines_new(fds[0])};
	assert_non_null(e.lines);
	*state = &e;
	return 0;
}

static int tear_down(void **state)
{
	struct ends *e = *state;

	ndjson_lines_free(e->lines);
	close(e->out);
	if (e->in >= 0)
		close(e->in);
	return 0;
}

static void put(struct ends *e, const char *text, size_t len)
{
	struct error err;

	assert_int_equal(write(e->in, text, len), len);
	assert_true(ndjson_lines_fill(e->lines, &err));
}

static void end(struct ends *e)
{
	struct error err;

	close(e->in);
	e->in = -1;
	assert_true(ndjson_lines_fill(e->lines, &err));
}

static void expect(struct ends *e, struct line *line, unsigned long number, const char *text)
{
	assert_int_equal(ndjson_lines_next(e->lines, line), LINES_LINE);
	assert_int_equal(line->number, number);
	assert_int_equal(line->len, strlen(text));
	assert_memory_equal(line->text, text, line->len);
}

static void lines_come_in_pieces(void **state)
{
	struct ends *e = *state;
	struct line line;

	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_MORE);
	put(e, "one\n\ntw", 7);
	expect(e, &line, 1, "one");
	assert_int_equal(line.start, 0);
	assert_int_equal(line.end, 4);
	expect(e, &line, 2, "");
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_MORE);
	put(e, "o\n", 2);
	expect(e, &line, 3, "two");
	assert_false(line.cut);
	assert_int_equal(line.start, 5);
	assert_int_equal(line.end, 9);
	end(e);
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_END);
}

static void the_last_one_may_be_cut(void **state)
{
	struct ends *e = *state;
	struct line line;

	put(e, "one\ntwo", 7);
	end(e);
	expect(e, &line, 1, "one");
	assert_false(line.cut);
	expect(e, &line, 2, "two");
	assert_true(line.cut);
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_END);
}

/* So many bytes of a letter, then the rest. */
static void put_long(struct ends *e, size_t len, const char *rest)
{
	char *text = malloc(len);

	memset(text, 'x', len);
	put(e, text, len);
	free(text);
	if (*rest != '\0')
		put(e, rest, strlen(rest));
}

static void the_longest_line_is_whole(void **state)
{
	struct ends *e = *state;
	struct line line;

	put_long(e, LINE_MAX_BYTES, "\nafter\n");
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_LINE);
	assert_int_equal(line.len, LINE_MAX_BYTES);
	assert_false(line.too_long);
	expect(e, &line, 2, "after");
}

static void a_longer_one_is_told_once_and_passed_over(void **state)
{
	struct ends *e = *state;
	struct line line;

	put_long(e, LINE_MAX_BYTES + 1, "");
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_LINE);
	assert_true(line.too_long);
	assert_false(line.cut);
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_MORE);
	put_long(e, 30000, "");
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_MORE);
	put(e, "x\nafter\n", 8);
	expect(e, &line, 2, "after");
	assert_int_equal(line.start, LINE_MAX_BYTES + 1 + 30000 + 2);
}

static void a_long_one_at_the_end(void **state)
{
	struct ends *e = *state;
	struct line line;

	put_long(e, LINE_MAX_BYTES + 1, "");
	end(e);
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_LINE);
	assert_true(line.too_long);
	assert_int_equal(ndjson_lines_next(e->lines, &line), LINES_END);
}

static void a_failed_read_is_told(void **state)
{
	struct ends *e = *state;
	struct ndjson_lines *lines = ndjson_lines_new(e->in); /* the end that is written to */
	struct error err;

	assert_false(ndjson_lines_fill(lines, &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	ndjson_lines_free(lines);
}

int main(void)
{
#define CASE(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    CASE(lines_come_in_pieces),
	    CASE(the_last_one_may_be_cut),
	    CASE(the_longest_line_is_whole),
	    CASE(a_longer_one_is_told_once_and_passed_over),
	    CASE(a_long_one_at_the_end),
	    CASE(a_failed_read_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
