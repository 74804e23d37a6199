/* Search of this office's enrollments. */
#include <stdint.h>
#include <stdlib.h>

#include "base/secret.h"
#include "base/text.h"
#include "centrald/enrolment.h"
#include "centrald/linkage.h"
#include "centrald/office.h"
#include "centrald/records.h"

#define HOUR_MS (60 * 60 * 1000L)

static void view_row(const struct enrolment *e, struct api_search_row *out)
{
	*out = (struct api_search_row){.state = e->state,
	    .created = e->created,
	    .changed = e->changed,
	    .end_problem = e->end,
	    .absence = e->absence};
	text_append(out->id, sizeof out->id, e->id);
	text_append(out->counter, sizeof out->counter, e->counter);
	text_append(out->officer_name, sizeof out->officer_name, e->officer_name);
	text_append(out->taken_by, sizeof out->taken_by, e->taken_by_name);
	text_append(out->holder_id, sizeof out->holder_id, enrolment_holder(e));
	text_append(out->assurance, sizeof out->assurance, e->assurance);
}

struct found {
	struct api_search_result *result;
	size_t limit;
};

/* One more than the limit is asked for, to know whether there are more. */
static void take_row(void *arg, const struct store_row *row)
{
	struct found *f = arg;
	struct enrolment e;
	if (f->result->row_count == f->limit) {
		f->result->more = true;
		return;
	}
	enrolment_read_row(&e, row);
	view_row(&e, &f->result->rows[f->result->row_count++]);
}

static bool answer(
    struct call *c, enum sql q, const struct sql_param *params, size_t limit, struct error *err)
{
	struct found f = {.result = calloc(1, sizeof *f.result), .limit = limit};
	if (!f.result)
		return error_set(err, PROBLEM_MEMORY, "search");
	bool ok = store_query(c->centre->store, q, params, take_row, &f, NULL, err);
	if (ok)
		api_search_result_write(&c->out, f.result);
	free(f.result);
	return ok && call_finish(c, 200, err);
}

bool search_list(struct call *c, struct error *err)
{
	struct api_search s;
	int64_t from = 0;
	int64_t to = INT64_MAX;
	if (!api_search_parse(&s, c->target, err))
		return false;
	if (s.day.year != 0 && !day_span(s.day, &from, &to))
		return error_set(err, PROBLEM_BAD_REQUEST, "day");
	int limit = s.limit > 0 ? s.limit : API_LIST_MAX;
	return answer(c, SQL_ENROLMENTS_SEARCH,
	    SQL_PARAMS(sql_text(c->peer.office), sql_int(from), sql_int(to),
		sql_text(s.has_state ? enrolment_state_name(s.state) : ""), sql_text(s.officer_id),
		sql_int(limit + 1)),
	    (size_t)limit, err);
}

static bool within_limit(struct call *c, struct error *err)
{
	int64_t searches;
	if (!store_number(c->centre->store, SQL_AUDIT_SEARCHES,
		SQL_PARAMS(
		    sql_text(c->peer.office), sql_text(c->peer.counter), sql_int(c->now - HOUR_MS)),
		&searches, err))
		return false;
	return searches < SEARCHES_AN_HOUR || error_set(err, PROBLEM_RATE_LIMITED, "searches");
}

bool search_person(struct call *c, struct error *err)
{
	struct api_search_person *s = secret_alloc(sizeof *s);
	char citizen[HASH_HEX_SIZE];
	bool ok = s ? api_search_person_read(s, c->body, c->body_len, err)
		    : error_set(err, PROBLEM_MEMORY, "search");
	if (ok) {
		citizen_hash(citizen, c->centre->keys, &s->number);
		call_note_citizen(c, citizen);
	}
	secret_free(s, sizeof *s);
	return ok && within_limit(c, err) &&
	       answer(c, SQL_ENROLMENTS_OF_PERSON,
		   SQL_PARAMS(
		       sql_text(c->peer.office), sql_text(citizen), sql_int(API_LIST_MAX + 1)),
		   API_LIST_MAX, err);
}
