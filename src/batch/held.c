#include "batch/held.h"

#include <string.h>

#include "batch/enrolment_rows.h"

bool held_option(
    struct held *h, const struct option_row *row, const char *value, bool *taken, struct error *err)
{
	if (!errand_option(&h->errand, row, value, taken, err))
		return false;
	if (strcmp(row->name, "take-over") == 0)
		h->take_over = *taken = true;
	return true;
}

static void act(struct held *h)
{
	char key[API_ID_SIZE];
	struct error err;

	if (errand_key(key, &err))
		h->act(h, key);
	else
		errand_refuse(&h->errand, &err);
}

static void on_taken_over(void *arg, const struct central_failure *failure, const void *answer)
{
	struct held *h = arg;

	(void)answer;
	if (failure != NULL)
		errand_fail(&h->errand, failure);
	else
		act(h);
}

static void take_over(struct held *h, const struct api_enrolment *e)
{
	char key[API_ID_SIZE];
	struct error err;
	bool ok = h->take_over || error_set(&err, PROBLEM_TAKEN_OVER, "%s",
				      e->taken_by[0] != '\0' ? e->taken_by : e->officer_name);

	if (ok && errand_key(key, &err))
		central_take_over(h->errand.central, h->id, key, on_taken_over, h);
	else
		errand_refuse(&h->errand, &err);
}

/* Whoever ended it, and whoever asks: which end it was. */
static void refuse_ended(struct held *h, const struct api_enrolment *e)
{
	struct error err;

	error_set(&err, e->end_problem != PROBLEM_NONE ? e->end_problem : PROBLEM_STATE, "%s",
	    enrolment_state_name(e->state));
	errand_refuse(&h->errand, &err);
}

static void on_looked(void *arg, const struct central_failure *failure, const void *answer)
{
	struct held *h = arg;
	const struct api_enrolment *e = answer;
	const struct api_session *session = central_session(h->errand.central);

	if (failure != NULL)
		errand_fail(&h->errand, failure);
	else if (enrolment_state_is_end(e->state))
		refuse_ended(h, e);
	else if (session != NULL && strcmp(e->holder_id, session->officer_id) != 0)
		take_over(h, e);
	else
		act(h);
}

static void begin(struct errand *e)
{
	struct held *h = (struct held *)e;

	central_enrolment(e->central, h->id, -1, on_looked, h);
}

void held_answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	enrolment_put_whole(&out, e->form, answer);
	errand_print(e, &out);
}

bool held_parse(struct held *h, int argc, char **argv, option_fn *fn)
{
	return errand_operands(&h->errand, argc, argv, fn, 1, &h->id) &&
	       (h->id != NULL || errand_missing(&h->errand, "ID"));
}

int held_run(struct held *h)
{
	h->errand.begin = begin;
	return errand_run(&h->errand);
}
