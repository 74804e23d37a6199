#include "centrald/eligibility.h"

#include "base/date.h"
#include "base/secret.h"
#include "centrald/linkage.h"
#include "centrald/lookup.h"

#define HOUR_MS (60 * 60 * 1000L)

/* What is gathered for one check; secret memory. */
struct check {
	struct api_eligibility_check asked;
	struct register_question question;
	struct register_answer told;
	char day[DATE_ISO_SIZE]; /* of the first booking that is to come; "": none */
};

static bool may_check(struct call *c, struct error *err)
{
	int64_t rights;
	if (!store_number(c->centre->store, SQL_RIGHT,
		SQL_PARAMS(sql_text(c->officer.id), sql_text(RIGHT_CHECK_BY_NUMBER)), &rights, err))
		return false;
	return rights > 0 || error_set(err, PROBLEM_NOT_PERMITTED, RIGHT_CHECK_BY_NUMBER);
}

static bool within_limit(struct call *c, struct error *err)
{
	int64_t checks;
	if (!store_number(c->centre->store, SQL_AUDIT_CHECKS,
		SQL_PARAMS(
		    sql_text(c->peer.office), sql_text(c->peer.counter), sql_int(c->now - HOUR_MS)),
		&checks, err))
		return false;
	return checks < CHECKS_AN_HOUR || error_set(err, PROBLEM_RATE_LIMITED, "checks");
}

static void take_day(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, DATE_ISO_SIZE);
}

static bool gather(struct call *c, struct check *k, struct error *err)
{
	char today[DATE_ISO_SIZE];
	date_to_iso(today, bangkok_time_of(c->now).date);
	return lookup_ask_anew(c, &k->question, &k->told, err) &&
	       store_query(c->centre->store, SQL_BOOKING_NEXT,
		   SQL_PARAMS(
		       sql_text(k->question.citizen), sql_text(c->peer.office), sql_text(today)),
		   take_day, k->day, NULL, err);
}

/* Of the person's latest card, on the day that they come. */
static void judge(const struct check *k, struct api_eligibility *out)
{
	const struct register_card *card = &k->told.latest;
	struct date day;
	if (!date_from_iso(&day, k->day) || !k->told.person.found)
		return;
	if (!card->found)
		out->reasons[out->reason_count++] = PROBLEM_REFUSED_NO_CARD;
	else if (card->cancelled)
		out->reasons[out->reason_count++] = PROBLEM_REFUSED_CARD_CANCELLED;
	else if (!date_is_lifelong(card->expires) && date_compare(card->expires, day) < 0)
		out->reasons[out->reason_count++] = PROBLEM_REFUSED_CARD_EXPIRED;
}

static bool answer(struct call *c, struct check *k, struct error *err)
{
	struct api_eligibility out = {.reason_count = 0};
	k->question.number = k->asked.number;
	citizen_hash(k->question.citizen, c->centre->keys, &k->asked.number);
	call_note_citizen(c, k->question.citizen);
	if (!may_check(c, err) || !within_limit(c, err) || !gather(c, k, err))
		return false;
	judge(k, &out);
	api_eligibility_write(&c->out, &out);
	return call_finish(c, 200, err);
}

bool eligibility_check(struct call *c, struct error *err)
{
	struct check *k = secret_alloc(sizeof *k);
	if (!k)
		return error_set(err, PROBLEM_MEMORY, "check");
	bool ok =
	    api_eligibility_check_read(&k->asked, c->body, c->body_len, err) && answer(c, k, err);
	secret_free(k, sizeof *k);
	return ok;
}
