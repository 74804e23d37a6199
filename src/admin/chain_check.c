/* One chain, record after record. A record whose hash does not fit is held back until the
 * next one shows what has happened to it. */
#include <stdlib.h>
#include <string.h>

#include "admin/verify.h"

#define PAGE 5000

/* Clocks of several processes, and a record that waited for its group's commit. */
#define SLACK_MS (2 * 60000)

/* A record with its text, which outlives the row. */
struct kept {
	bool is;
	int64_t seq, time;
	char hash[HASH_HEX_SIZE];
	char text[8][192];
};
#define KEPT_COLUMN 3 /* of the statement: the first of text */

struct check {
	struct verifier *v;
	struct audit_chain before; /* name, and the head that the next record must follow */
	char before_that[HASH_HEX_SIZE];
	int64_t shift;	  /* numbers are so many above what they were when the hash was made */
	struct kept held; /* does not fit */
	struct kept last;
	bool listed, closed; /* read first: a chain may be closed meanwhile */
	bool ended;	     /* the last one was a closing record */
	struct chain_mark *marks;
	size_t mark_count, mark_at, mark_room;
	bool uncovered_told, failed;
	long page;
};

static bool closes(const char *act)
{
	static const char *const acts[] = {"centre.stop", "admin.stop", AUDIT_LOST};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strcmp(acts[i], act) == 0)
			return true;
	return false;
}

static void keep(struct kept *k, const struct store_row *row)
{
	k->is = true;
	k->seq = row_int(row, 0);
	k->time = row_int(row, 1);
	row_text(row, 2, k->hash, sizeof k->hash);
	for (int i = 0; i < 8; i++)
		row_text(row, KEPT_COLUMN + i, k->text[i], sizeof k->text[i]);
}

static struct audit_record record_of(const struct kept *k)
{
	return (struct audit_record){.time = k->time,
	    .act = k->text[0],
	    .who = k->text[1],
	    .office = k->text[2],
	    .counter = k->text[3],
	    .result = k->text[4],
	    .correlation = k->text[5],
	    .enrolment = k->text[6],
	    .citizen = k->text[7]};
}

/* Would the record be whole with that number after that head? */
static bool fits(const struct check *c, const struct kept *k, const char *head, int64_t seq)
{
	char hash[HASH_HEX_SIZE];
	struct audit_chain before = c->before;
	const struct audit_record r = record_of(k);
	memcpy(before.head, head, sizeof before.head);
	return audit_hash(hash, &before, seq, &r) && strcmp(hash, k->hash) == 0;
}

static void found(struct check *c, enum finding what, int64_t seq, int64_t number)
{
	verify_found(c->v, what, c->before.name, seq, number);
}

/* ---- against the checkpoints ---- */

static void take_mark(void *arg, const struct store_row *row)
{
	struct check *c = arg;
	if (c->mark_count == c->mark_room) {
		size_t room = c->mark_room ? 2 * c->mark_room : 64;
		struct chain_mark *more = reallocarray(c->marks, room, sizeof *more);
		if (!more) {
			c->failed = true;
			return;
		}
		c->marks = more;
		c->mark_room = room;
	}
	struct chain_mark *m = &c->marks[c->mark_count++];
	m->seq = row_int(row, 0);
	row_text(row, 1, m->hash, sizeof m->hash);
	m->number = row_int(row, 2);
}

/* The first checkpoint that differs tells enough: those after it differ too. */
static void compare_marks(struct check *c, int64_t seq, const char *hash)
{
	bool told = false;
	for (; c->mark_at < c->mark_count && c->marks[c->mark_at].seq <= seq; c->mark_at++) {
		const struct chain_mark *m = &c->marks[c->mark_at];
		if (m->seq == seq && strcmp(m->hash, hash) != 0 && !told) {
			found(c, FOUND_OTHER_HEAD, seq, m->number);
			told = true;
		}
	}
}

static bool is_covered(const struct check *c, int64_t seq)
{
	return c->mark_count > 0 && seq <= c->marks[c->mark_count - 1].seq;
}

static void compare_time(struct check *c, int64_t seq, int64_t time)
{
	if (c->uncovered_told || is_covered(c, seq) || c->v->last == 0 ||
	    time + SLACK_MS >= c->v->last_time)
		return;
	c->uncovered_told = true;
	found(c, FOUND_UNCOVERED, seq, c->v->last);
}

/* ---- record after record ---- */

static void take_for_good(struct check *c, const struct kept *k)
{
	memcpy(c->before_that, c->before.head, sizeof c->before_that);
	memcpy(c->before.head, k->hash, sizeof c->before.head);
}

/* A record that fits takes its place. One that does not is held back, unless it follows the
 * one before the last: then the last one was put in, with a hash that fitted. */
static void judge(struct check *c, const struct kept *k)
{
	int64_t was = k->seq - c->shift;
	if (fits(c, k, c->before.head, was)) {
		take_for_good(c, k);
	} else if (fits(c, k, c->before_that, was - 1)) {
		found(c, FOUND_INSERTED, k->seq - 1, 0);
		c->shift++;
		take_for_good(c, k);
	} else {
		c->held = *k;
	}
}

static void hold_no_more(struct check *c, enum finding what)
{
	found(c, what, c->held.seq, 0);
	c->held.is = false;
}

/* What has happened to the record that is held back, now that the next one is known. */
static void judge_held(struct check *c, const struct kept *next)
{
	const struct kept held = c->held;
	int64_t was = held.seq - c->shift;
	if (fits(c, next, c->before.head, was)) {
		bool swapped = fits(c, &held, next->hash, was + 1);
		hold_no_more(c, swapped ? FOUND_REORDERED : FOUND_INSERTED);
		c->shift += swapped ? 0 : 1;
		take_for_good(c, next);
		if (swapped)
			take_for_good(c, &held);
		return;
	}
	bool one_out = fits(c, next, held.hash, was + 2);
	hold_no_more(c, one_out ? FOUND_TAKEN_OUT : FOUND_CHANGED);
	c->shift -= one_out ? 1 : 0;
	take_for_good(c, &held);
	judge(c, next);
}

static void take_record(void *arg, const struct store_row *row)
{
	struct check *c = arg;
	struct kept *k = &c->last;
	int64_t expected = k->seq + 1;
	bool ended = c->ended;
	keep(k, row);
	c->page++;
	c->v->records++;
	if (ended)
		found(c, FOUND_AFTER_END, k->seq, 0);
	c->ended |= closes(k->text[0]);
	compare_marks(c, k->seq, k->hash);
	compare_time(c, k->seq, k->time);
	if (k->seq == expected && c->held.is) {
		judge_held(c, k);
	} else if (k->seq == expected) {
		judge(c, k);
	} else {
		if (c->held.is)
			hold_no_more(c, FOUND_CHANGED);
		found(c, FOUND_MISSING, k->seq, 0);
		take_for_good(c, k); /* what it followed is not known */
	}
}

/* ---- the whole chain ---- */

static bool run_pages(struct check *c, struct error *err)
{
	do {
		c->page = 0;
		if (!store_query(c->v->admin->store, SQL_AUDIT_RECORDS,
			SQL_PARAMS(sql_text(c->before.name), sql_int(c->last.seq), sql_int(PAGE)),
			take_record, c, NULL, err))
			return false;
	} while (c->page == PAGE);
	if (c->held.is)
		hold_no_more(c, FOUND_CHANGED);
	return true;
}

static void take_list(void *arg, const struct store_row *row)
{
	struct check *c = arg;
	c->listed = true;
	c->closed = row_int(row, 0) != 0;
}

static void check_end(struct check *c)
{
	if (c->mark_at < c->mark_count)
		found(c, FOUND_TAIL_CUT, c->last.seq, c->marks[c->mark_count - 1].number);
	else if (c->closed && !c->ended)
		found(c, FOUND_TAIL_CUT, c->last.seq, 0);
	if (!c->listed)
		found(c, FOUND_UNLISTED, 0, 0);
}

bool verify_chain(struct verifier *v, const char *chain, struct error *err)
{
	struct check *c = calloc(1, sizeof *c);
	if (!c)
		return error_set(err, PROBLEM_MEMORY, "audit");
	c->v = v;
	memcpy(c->before.name, chain, strnlen(chain, sizeof c->before.name - 1));
	memset(c->before.head, '0', sizeof c->before.head - 1);
	memset(c->before_that, '0', sizeof c->before_that - 1);
	v->chains++;
	bool ok = store_query(v->admin->store, SQL_CHAIN, SQL_PARAMS(sql_text(chain)), take_list, c,
		      NULL, err) &&
		  store_query(v->admin->store, SQL_CHAIN_HEADS,
		      SQL_PARAMS(sql_text(chain), sql_int(v->last)), take_mark, c, NULL, err) &&
		  run_pages(c, err);
	if (ok && c->failed)
		ok = error_set(err, PROBLEM_MEMORY, "audit");
	if (ok)
		check_end(c);
	free(c->marks);
	free(c);
	return ok;
}
