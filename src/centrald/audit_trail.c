/* The audit of one enrollment, as its office may read it: without the citizen's hash. */
#include <stdlib.h>

#include "centrald/enrolment.h"
#include "centrald/records.h"

/* The statement gives the newest first; they are put in from the end. */
static void take_record(void *arg, const struct store_row *row)
{
	struct api_audit_trail *t = arg;
	if (t->record_count == API_AUDIT_MAX) {
		t->more = true;
		return;
	}
	struct api_audit_record *r = &t->records[t->record_count++];
	r->time = row_int(row, 0);
	row_text(row, 1, r->act, sizeof r->act);
	row_text(row, 2, r->who, sizeof r->who);
	row_text(row, 3, r->officer_name, sizeof r->officer_name);
	row_text(row, 4, r->office, sizeof r->office);
	row_text(row, 5, r->counter, sizeof r->counter);
	row_text(row, 6, r->result, sizeof r->result);
	row_text(row, 7, r->correlation, sizeof r->correlation);
}

static void turn_round(struct api_audit_trail *t)
{
	for (size_t i = 0, j = t->record_count; i + 1 < j; i++) {
		struct api_audit_record swap = t->records[i];
		t->records[i] = t->records[--j];
		t->records[j] = swap;
	}
}

static bool answer(struct call *c, const char *id, struct error *err)
{
	struct api_audit_trail *t = calloc(1, sizeof *t);
	if (!t)
		return error_set(err, PROBLEM_MEMORY, "audit");
	bool ok = store_query(c->centre->store, SQL_AUDIT_OF_ENROLMENT,
	    SQL_PARAMS(sql_text(id), sql_int(API_AUDIT_MAX + 1)), take_record, t, NULL, err);
	if (ok) {
		turn_round(t);
		api_audit_trail_write(&c->out, t);
	}
	free(t);
	return ok && call_finish(c, 200, err);
}

bool audit_trail_get(struct call *c, struct error *err)
{
	struct enrolment e;
	return enrolment_own(c, &e, err) && answer(c, e.id, err);
}
