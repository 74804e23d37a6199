#include "centrald/linkage.h"

#include <string.h>

#include "base/secret.h"
#include "centrald/booking.h"
#include "centrald/ids.h"
#include "centrald/lookup.h"
#include "centrald/office.h"

void citizen_hash(
    char out[HASH_HEX_SIZE], const struct keys *keys, const struct citizen_number *number)
{
	keys_hash(out, keys, "citizen", number->digits);
}

static bool ask_register(struct call *c, struct linkage_facts *f, struct register_question *q,
    const char *citizen, struct error *err)
{
	q->number = f->claim->number;
	memcpy(q->citizen, citizen, sizeof q->citizen);
	memcpy(q->request_number, f->claim->request_number, sizeof q->request_number);
	return lookup_ask(c, q, &f->told, err);
}

static void read_place(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, API_NAME_SIZE);
}

static bool ask_store(
    struct call *c, struct linkage_facts *f, struct linkage_result *out, struct error *err)
{
	struct store *s = c->centre->store;
	int64_t identities;
	long open = 0;
	if (!store_number(s, SQL_IDENTITY, SQL_PARAMS(sql_text(out->citizen)), &identities, err) ||
	    !store_query(s, SQL_ENROLMENT_IN_PROGRESS,
		SQL_PARAMS(sql_text(out->citizen), sql_int(c->now)), read_place,
		out->answer.in_progress_office, &open, err))
		return false;
	f->enrolled = out->enrolled = identities > 0;
	f->in_progress = open > 0;
	return enrolment_open(s, c->now, &f->open, err) &&
	       quota_read(s, QUOTA_NATIONAL, &f->quota, err) &&
	       quota_read(s, c->office.code, &f->office_quota, err);
}

/* What is gathered for one check; secret memory. */
struct check {
	struct linkage_facts facts;
	struct register_question question;
};

static bool check(struct call *c, struct check *k, struct linkage_result *out, struct error *err)
{
	struct linkage_facts *f = &k->facts;
	if (!ask_register(c, f, &k->question, out->citizen, err) || !ask_store(c, f, out, err))
		return false;
	linkage_judge(f, &out->answer);
	lookup_judged(c, &k->question, &f->told, out->answer.allowed);
	return true;
}

bool linkage_check(struct call *c, const struct api_card_claim *claim, enum linkage_purpose purpose,
    struct linkage_result *out, struct error *err)
{
	struct check *k = secret_alloc(sizeof *k);
	memset(out, 0, sizeof *out);
	if (!k)
		return error_set(err, PROBLEM_MEMORY, "linkage check");
	struct linkage_facts *f = &k->facts;
	f->claim = claim;
	f->new_phone = purpose == LINKAGE_NEW_PHONE;
	f->card_only = purpose == LINKAGE_CARD;
	f->today = bangkok_time_of(c->now).date;
	f->office = &c->office;
	citizen_hash(out->citizen, c->centre->keys, &claim->number);
	call_note_citizen(c, out->citizen);
	f->own_card = hash_equal(out->citizen, c->officer.citizen);
	bool ok = check(c, k, out, err);
	secret_free(k, sizeof *k);
	return ok;
}

bool refusal_record(struct call *c, const enum problem *reasons, size_t count,
    const struct refused_at *at, struct error *err)
{
	char id[API_ID_SIZE];
	if (!id_make(id, 'r'))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	for (size_t i = 0; i < count; i++)
		if (!store_run(c->centre->store, SQL_REFUSAL_ADD,
			SQL_PARAMS(sql_text(id), sql_text(problem_row(reasons[i])->id),
			    sql_int(c->now), sql_text(c->peer.office), sql_text(c->peer.counter),
			    sql_text(c->officer.id), sql_text(at->step),
			    sql_text(at->batch ? at->batch : "")),
			NULL, err))
			return false;
	return true;
}

static bool check_and_answer(
    struct call *c, const struct api_linkage_check *check, struct error *err)
{
	struct linkage_result result;
	enum linkage_purpose purpose = check->new_phone ? LINKAGE_NEW_PHONE : LINKAGE_ENROL;
	if (!linkage_check(c, &check->card, purpose, &result, err) ||
	    !refusal_record(c, result.answer.reasons, result.answer.reason_count,
		&(struct refused_at){.step = "linkage"}, err) ||
	    !booking_of_today(
		c, result.citizen, &result.answer.has_booking, &result.answer.booking, err))
		return false;
	if (!result.answer.allowed)
		c->note_result = result.answer.reasons[0];
	api_linkage_answer_write(&c->out, &result.answer);
	return call_finish(c, 200, err);
}

bool linkage_handler(struct call *c, struct error *err)
{
	struct api_linkage_check *check = secret_alloc(sizeof *check);
	if (!check)
		return error_set(err, PROBLEM_MEMORY, "linkage check");
	bool ok = api_linkage_check_read(check, c->body, c->body_len, err) &&
		  check_and_answer(c, check, err);
	secret_free(check, sizeof *check);
	return ok;
}

/* A step is a word of the program's, so that nothing of a person can stand there. */
static bool step_fits(const char *step)
{
	return *step && strspn(step, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_ ") ==
			    strlen(step);
}

/* As card/thai.h makes them, so that nothing of a person can stand there: after TH-NID two digits
 * at most. */
static bool batch_fits(const char *batch)
{
	static const char *const whole[] = {"", "unknown", "other", "3B-67", "TH-NID"};
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
		if (strcmp(batch, whole[i]) == 0)
			return true;
	if (strncmp(batch, "TH-NID-", 7) != 0)
		return false;
	size_t digits = strspn(batch + 7, "0123456789");
	return digits >= 1 && digits <= 2 && batch[7 + digits] == '\0';
}

/* What the terminal found itself: an unreadable chip, no app, not the same person. */
bool refusal_handler(struct call *c, struct error *err)
{
	struct api_refusal refusal;
	if (!api_refusal_read(&refusal, c->body, c->body_len, err))
		return false;
	if (refusal.problem == PROBLEM_NONE || !step_fits(refusal.step))
		return error_set(err, PROBLEM_BAD_REQUEST, "step");
	if (!batch_fits(refusal.batch))
		return error_set(err, PROBLEM_BAD_REQUEST, "batch");
	c->note_result = refusal.problem;
	if (!refusal_record(
		c, &refusal.problem, 1, &(struct refused_at){refusal.step, refusal.batch}, err))
		return false;
	return call_finish(c, 204, err);
}
