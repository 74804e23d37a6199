#include "centrald/finger_write.h"

#include <string.h>

#include "base/secret.h"
#include "centrald/approval.h"
#include "centrald/card_key.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"

/* Secret memory. */
struct write {
	struct api_finger_write request;
	struct linkage_result linkage;
	struct api_finger_cryptogram answer;
};

static const char *write_word(const struct api_finger_write *w)
{
	return w->remove ? "remove" : "store";
}

/* The absence is that of the other index finger, which is then not stored. */
static bool check_request(struct call *c, const struct api_finger_write *w, struct error *err)
{
	if (!w->same_person)
		return error_set(err, PROBLEM_BAD_REQUEST, "same_person");
	if (w->remove && w->absence != ABSENCE_NONE)
		return error_set(err, PROBLEM_BAD_REQUEST, "absence: nothing is stored");
	return c->centre->card_key || error_set(err, PROBLEM_NO_CARD_KEY, "%s", "");
}

/* Of the linkage check what is about person and card: whoever may not enroll today, for the
 * quota or as being enrolled already, may have their fingers in the chip. */
static bool check_card(struct call *c, struct write *w, struct error *err)
{
	const struct api_linkage_answer *answer = &w->linkage.answer;
	if (!linkage_check(c, &w->request.card, LINKAGE_CARD, &w->linkage, err))
		return false;
	if (answer->allowed)
		return true;
	memcpy(c->reasons, answer->reasons, sizeof c->reasons);
	c->reason_count = answer->reason_count;
	return error_set(err, answer->reasons[0], "%s", "");
}

/* An approval to remove is bound to one finger by the first write under it. */
static bool check_finger(struct call *c, const struct api_finger_write *w, struct error *err)
{
	int64_t others;
	if (!w->remove)
		return true;
	if (!store_number(c->centre->store, SQL_FINGER_WRITES_OF_OTHERS,
		SQL_PARAMS(sql_text(w->approval), sql_text(finger_name(w->finger))), &others, err))
		return false;
	return others == 0 || error_set(err, PROBLEM_APPROVAL_BAD, "%s", "");
}

static bool check_approval(struct call *c, const struct write *w, struct error *err)
{
	const struct api_finger_write *r = &w->request;
	enum api_act act = r->remove ? ACT_FINGER_REMOVE : ACT_FINGER_STORE;
	struct policy policy;
	if (!policy_read(c->centre->store, &policy, err))
		return false;
	if (*r->approval)
		return approval_check(c, r->approval, act, w->linkage.citizen, err) &&
		       check_finger(c, r, err);
	return !(r->remove ? policy.approve_remove : policy.approve_store) ||
	       error_set(err, PROBLEM_SECOND_OFFICER, "%s", "");
}

/* Which chip it was is kept as a keyed hash. Under an approval the insertion itself is the
 * judge of two that race: see the indices of finger_writes. */
static bool add(struct call *c, const struct write *w, struct error *err)
{
	const struct api_finger_write *r = &w->request;
	char serial[2 * API_SERIAL_SIZE + 1];
	char chip[HASH_HEX_SIZE];
	long added = 0;
	hex_text(serial, r->serial, sizeof r->serial);
	keys_hash(chip, c->centre->keys, "chip", serial);
	if (!store_run(c->centre->store, SQL_FINGER_WRITE_ADD,
		SQL_PARAMS(sql_text(w->answer.id), sql_int(c->now), sql_text(c->peer.office),
		    sql_text(c->peer.counter), sql_text(c->officer.id),
		    sql_text(w->linkage.citizen), sql_text(chip), sql_text(write_word(r)),
		    sql_text(finger_name(r->finger)), sql_int(r->reference),
		    sql_text(finger_absence_name(r->absence)), sql_text(r->approval)),
		&added, err))
		return false;
	return added == 1 || error_set(err, PROBLEM_APPROVAL_BAD, "%s", "");
}

static bool authorise(struct call *c, struct write *w, struct error *err)
{
	if (!check_card(c, w, err) || !check_request(c, &w->request, err) ||
	    !check_approval(c, w, err))
		return false;
	if (!id_make(w->answer.id, 'w'))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	memcpy(c->note_enrolment, w->answer.id, sizeof c->note_enrolment);
	if (!card_key_cryptogram(w->answer.cryptogram, c->centre->card_key, &w->request, err) ||
	    !add(c, w, err))
		return false;
	api_finger_cryptogram_write(&c->out, &w->answer);
	return call_finish(c, 201, err);
}

bool finger_write_authorise(struct call *c, struct error *err)
{
	struct write *w = secret_alloc(sizeof *w);
	bool ok = w ? api_finger_write_read(&w->request, c->body, c->body_len, err)
		    : error_set(err, PROBLEM_MEMORY, "finger write");
	if (ok && w->request.remove)
		c->note_act = "finger.remove";
	ok = ok && authorise(c, w, err);
	secret_free(w, sizeof *w);
	return ok;
}

/* ---- what became of it ---- */

struct told {
	char office[5];
	char counter[16];
	char citizen[HASH_HEX_SIZE];
	char outcome[16]; /* "": none was told */
};

static void read_told(void *arg, const struct store_row *row)
{
	struct told *t = arg;
	row_text(row, 0, t->office, sizeof t->office);
	row_text(row, 1, t->counter, sizeof t->counter);
	row_text(row, 2, t->citizen, sizeof t->citizen);
	row_text(row, 3, t->outcome, sizeof t->outcome);
}

/* Only the counter that wrote can know; the officer may be another by now. */
static bool find_own(struct call *c, struct told *t, struct error *err)
{
	long rows = 0;
	memset(t, 0, sizeof *t);
	if (!store_query(c->centre->store, SQL_FINGER_WRITE, SQL_PARAMS(sql_text(c->id)), read_told,
		t, &rows, err))
		return false;
	if (rows != 1)
		return error_set(err, PROBLEM_NOT_FOUND, "finger write");
	memcpy(c->note_enrolment, c->id, sizeof c->note_enrolment);
	call_note_citizen(c, t->citizen);
	if (strcmp(t->office, c->peer.office) != 0)
		return error_set(err, PROBLEM_OTHER_OFFICE, "finger write");
	return strcmp(t->counter, c->peer.counter) == 0 ||
	       error_set(err, PROBLEM_NOT_FOUND, "finger write of this counter");
}

static bool keep_outcome(struct call *c, const char *outcome, struct error *err)
{
	long changes = 0;
	if (!store_run(c->centre->store, SQL_FINGER_WRITE_TELL,
		SQL_PARAMS(sql_text(c->id), sql_text(outcome), sql_int(c->now)), &changes, err))
		return false;
	return changes == 1 || error_set(err, PROBLEM_CONFLICT, "outcome");
}

bool finger_write_outcome(struct call *c, struct error *err)
{
	static const enum problem results[API_OUTCOME_COUNT] = {
	    [OUTCOME_GOOD] = PROBLEM_NONE,
	    [OUTCOME_UNCHANGED] = PROBLEM_WRITE_UNCHANGED,
	    [OUTCOME_DAMAGED] = PROBLEM_WRITE_DAMAGED,
	    [OUTCOME_UNKNOWN] = PROBLEM_WRITE_UNKNOWN,
	};
	struct api_finger_outcome o;
	struct told t;
	if (!api_finger_outcome_read(&o, c->body, c->body_len, err) || !find_own(c, &t, err))
		return false;
	const char *outcome = api_outcome_name(o.outcome);
	if (*t.outcome && strcmp(t.outcome, outcome) != 0)
		return error_set(err, PROBLEM_STATE, "outcome: %s was told", t.outcome);
	if (!*t.outcome && !keep_outcome(c, outcome, err))
		return false;
	c->note_result = results[o.outcome];
	return call_finish(c, 204, err);
}
