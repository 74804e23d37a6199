/* Who looked: the audit's records about one citizen, as that citizen may read them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "centrald/self_view.h"

/* A record by what the list is ordered by. */
struct place {
	int64_t time, seq;
	char chain[API_ID_SIZE];
};

static const struct place newest = {.time = INT64_MAX, .seq = INT64_MAX};

static bool read_cursor(struct place *p, const char *cursor, struct error *err)
{
	int end = 0;
	*p = newest;
	if (!*cursor)
		return true;
	if (sscanf(cursor, "%18" SCNd64 "-%18" SCNd64 "-%39s%n", &p->time, &p->seq, p->chain,
		&end) == 3 &&
	    cursor[end] == '\0')
		return true;
	return error_set(err, PROBLEM_BAD_REQUEST, "before");
}

static void write_cursor(char out[API_CURSOR_SIZE], const struct place *p)
{
	snprintf(out, API_CURSOR_SIZE, "%" PRId64 "-%" PRId64 "-%s", p->time, p->seq, p->chain);
}

struct page {
	const struct call *call;
	size_t limit;
	struct place last; /* of what the page has */
	struct api_looks looks;
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Only an officer's record has an office: see call_who() and the operators' session.c. */
static enum look_by by_of(const struct page *p, const char *who, const char *office)
{
	char asks_now[API_ID_SIZE];
	call_who(p->call, asks_now);
	if (begins(who, "phone:"))
		return strcmp(who, asks_now) == 0 ? LOOK_BY_THIS_PHONE : LOOK_BY_OTHER_PHONE;
	if (begins(who, "client:"))
		return LOOK_BY_SERVICE;
	if (begins(who, "operator:"))
		return LOOK_BY_OPERATOR;
	return *office ? LOOK_BY_OFFICER : LOOK_BY_CENTRE;
}

/* One more than the limit is asked for, to know whether there are more. */
static void take_row(void *arg, const struct store_row *row)
{
	struct page *p = arg;
	if (p->looks.count == p->limit) {
		write_cursor(p->looks.next, &p->last);
		return;
	}
	struct api_look *l = &p->looks.looks[p->looks.count++];
	l->time = p->last.time = row_int(row, 0);
	row_text(row, 1, p->last.chain, sizeof p->last.chain);
	p->last.seq = row_int(row, 2);
	row_text(row, 3, l->act, sizeof l->act);
	row_text(row, 5, l->office, sizeof l->office);
	row_text(row, 6, l->counter, sizeof l->counter);
	row_text(row, 7, l->result, sizeof l->result);
	row_text(row, 8, l->correlation, sizeof l->correlation);
	row_text(row, 9, l->name_th, sizeof l->name_th);
	row_text(row, 10, l->name_en, sizeof l->name_en);
	l->by = by_of(p, row_borrow(row, 4), l->office);
}

static bool answer(struct call *c, struct page *p, const struct place *from, struct error *err)
{
	if (!store_query(c->centre->store, SQL_AUDIT_OF_CITIZEN,
		SQL_PARAMS(sql_text(c->holder.citizen), sql_int(from->time), sql_text(from->chain),
		    sql_int(from->seq), sql_int((int64_t)p->limit + 1)),
		take_row, p, NULL, err))
		return false;
	api_looks_write(&c->out, &p->looks);
	return call_finish(c, 200, err);
}

bool looks_get(struct call *c, struct error *err)
{
	struct api_looks_page asked;
	struct place from;
	memcpy(c->note_enrolment, c->holder.enrolment, sizeof c->note_enrolment);
	if (!api_looks_page_parse(&asked, c->target, err) ||
	    !read_cursor(&from, asked.before, err) || !self_view_limit(c, err))
		return false;
	struct page *p = calloc(1, sizeof *p);
	if (!p)
		return error_set(err, PROBLEM_MEMORY, "looks");
	p->call = c;
	p->limit = asked.limit > 0 ? (size_t)asked.limit : API_LOOKS_MAX;
	bool ok = answer(c, p, &from, err);
	free(p);
	return ok;
}
