/* A counter's handlers: begin, list, look, cancel. */
#include "centrald/enrolment.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "centrald/approval.h"
#include "centrald/evidence_rules.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "wire/evidence.h"

/* What is gathered on the way to a new enrollment; secret memory. */
struct proofing {
	struct api_new_enrolment request;
	struct api_evidence evidence;
	struct linkage_result linkage;
	char input_hash[HASH_HEX_SIZE];
	struct enrolment made;
};

static bool check_evidence(struct call *c, struct proofing *p, struct error *err)
{
	int64_t seen;
	if (!evidence_check(&p->evidence, p->request.evidence, c->peer.certificate, err))
		return false;
	if (p->evidence.absence != ABSENCE_NONE)
		c->note_act = "enrollment.exception";
	if (!evidence_judge(c, &p->evidence, err) ||
	    !evidence_input_hash(p->input_hash, p->request.evidence, err) ||
	    !store_number(c->centre->store, SQL_EVIDENCE_SEEN, SQL_PARAMS(sql_text(p->input_hash)),
		&seen, err))
		return false;
	return seen == 0 || error_set(err, PROBLEM_EVIDENCE_BAD, "used before");
}

/* The linkage check once more, at the commit: a refusal here is recorded, not undone. */
static bool check_linkage(struct call *c, struct proofing *p, struct error *err)
{
	struct api_linkage_answer *answer = &p->linkage.answer;
	enum linkage_purpose purpose = p->request.new_phone ? LINKAGE_NEW_PHONE : LINKAGE_ENROL;
	if (!linkage_check(c, &p->evidence.card, purpose, &p->linkage, err))
		return false;
	if (answer->allowed)
		return true;
	if (!refusal_record(c, answer->reasons, answer->reason_count,
		&(struct refused_at){.step = "enrollment"}, err))
		return false;
	memcpy(c->reasons, answer->reasons, sizeof c->reasons);
	c->reason_count = answer->reason_count;
	c->keep = true;
	return error_set(err, answer->reasons[0], "%s", answer->in_progress_office);
}

static bool insert(struct call *c, struct proofing *p, const char *id, struct error *err)
{
	long added = 0;
	bool again = p->request.new_phone && p->linkage.enrolled;
	int64_t begun = p->evidence.time < c->now ? p->evidence.time : c->now;
	int64_t end = begun + c->centre->config->evidence_life * 1000;
	char digest[HASH_HEX_SIZE];
	hex_text(digest, p->evidence.digest, sizeof p->evidence.digest);
	if (!store_run(c->centre->store, SQL_ENROLMENT_ADD,
		SQL_PARAMS(sql_text(id), sql_text(c->peer.office), sql_text(c->peer.counter),
		    sql_text(c->officer.id), sql_text(p->linkage.citizen), sql_int(c->now),
		    sql_int(end), sql_int(again), sql_int(again ? PLACE_NONE : PLACE_WANTED),
		    sql_int(DIGIT_TRIES), sql_int(MATCH_TRIES),
		    sql_text(evidence_assurance(&p->evidence)),
		    sql_text(finger_absence_name(p->evidence.absence))),
		&added, err))
		return false;
	if (added != 1) /* another counter was first since the check */
		return error_set(err, PROBLEM_REFUSED_IN_PROGRESS, "%s", "");
	if (p->evidence.absence != ABSENCE_NONE &&
	    !approval_spend(c, p->evidence.approval, id, err))
		return false;
	return store_run(c->centre->store, SQL_EVIDENCE_ADD,
	    SQL_PARAMS(sql_text(id), sql_text(p->input_hash), sql_text(digest),
		sql_text(p->request.evidence)),
	    NULL, err);
}

/* What has run out but was not swept yet must not stand in the way. */
static bool sweep_citizen(struct call *c, struct proofing *p, struct error *err)
{
	struct enrolment *e = &p->made;
	memset(e, 0, sizeof *e);
	if (!store_query(c->centre->store, SQL_ENROLMENT_OF_CITIZEN,
		SQL_PARAMS(sql_text(p->linkage.citizen)), enrolment_read_row, e, NULL, err))
		return false;
	if (!*e->id || !enrolment_is_due(e, c->now))
		return true;
	return enrolment_expire(c, e, err);
}

static bool create(struct call *c, struct proofing *p, struct error *err)
{
	char id[API_ID_SIZE];
	if (!api_new_enrolment_read(&p->request, c->body, c->body_len, err) ||
	    !check_evidence(c, p, err) || !check_linkage(c, p, err) || !sweep_citizen(c, p, err))
		return false;
	if (!id_make(id, 'e'))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	return insert(c, p, id, err) && enrolment_find(c, id, &p->made, err) &&
	       enrolment_entered(c, &p->made, STATE_PROOFED, err) &&
	       enrolment_answer(c, &p->made, 201, err);
}

bool enrolment_create(struct call *c, struct error *err)
{
	struct proofing *p = secret_alloc(sizeof *p);
	bool ok = p ? create(c, p, err) : error_set(err, PROBLEM_MEMORY, "enrollment");
	secret_free(p, sizeof *p);
	return ok;
}

struct list_reader {
	const struct call *call;
	struct api_enrolment_list list;
};

static void read_listed(void *arg, const struct store_row *row)
{
	struct list_reader *r = arg;
	struct enrolment e;
	enrolment_read_row(&e, row);
	if (r->list.count < API_LIST_MAX && !enrolment_is_due(&e, r->call->now))
		enrolment_view(r->call, &e, &r->list.rows[r->list.count++]);
}

bool enrolment_list(struct call *c, struct error *err)
{
	struct list_reader r = {.call = c};
	r.list.rows = calloc(API_LIST_MAX, sizeof *r.list.rows);
	if (!r.list.rows)
		return error_set(err, PROBLEM_MEMORY, "list");
	bool ok = store_query(c->centre->store, SQL_ENROLMENTS_OF_OFFICE,
	    SQL_PARAMS(sql_text(c->peer.office), sql_int(API_LIST_MAX)), read_listed, &r, NULL,
	    err);
	if (ok)
		api_enrolment_list_write(&c->out, &r.list);
	api_enrolment_list_free(&r.list);
	return ok && call_finish(c, 200, err);
}

/* A long-poll waits while nothing has moved since the revision that the caller knows. */
bool enrolment_get(struct call *c, struct error *err)
{
	struct enrolment e;
	if (!enrolment_own(c, &e, err))
		return false;
	c->hold = c->wait > 0 && e.revision == c->after && !enrolment_state_is_end(e.state);
	return c->hold || enrolment_answer(c, &e, 200, err);
}

bool enrolment_cancel(struct call *c, struct error *err)
{
	struct api_cancel cancel;
	struct enrolment e;
	if (!api_cancel_read(&cancel, c->body, c->body_len, err) || !enrolment_mine(c, &e, err))
		return false;
	if (enrolment_state_is_end(e.state))
		return enrolment_wrong_state(&e, err);
	if (cancel.contested && !e.second_phone)
		return error_set(err, PROBLEM_STATE, "no second phone");
	bool ok = cancel.contested
		      ? enrolment_end(c, &e, STATE_CONTESTED, PROBLEM_ENDED_CONTESTED, err)
		      : enrolment_end(c, &e, STATE_CANCELLED, PROBLEM_ENDED_CANCELLED, err);
	return ok && enrolment_answer(c, &e, 200, err);
}
