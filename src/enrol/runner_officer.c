/* What the officer types or decides beside the plain events: the last try, an exception, a
 * second officer's word. */
#include <string.h>

#include "base/secret.h"
#include "enrol/runner_parts.h"

#define LAST_TRY_DIGITS 3

static struct error plain(enum problem problem)
{
	struct error err = {0};
	if (problem != PROBLEM_NONE)
		error_set(&err, problem, "%s", "");
	return err;
}

static bool all_digits(const char *text, size_t count)
{
	return strlen(text) == count && strspn(text, "0123456789") == count;
}

/* ---- the last try ---- */

bool runner_last_try(struct runner *r, const char *digits)
{
	const char *number = r->person->text.person.number.digits;
	const char *shown = number + CITIZEN_NUMBER_DIGITS - LAST_TRY_DIGITS;
	struct error kept = plain(PROBLEM_FINGER_LAST_TRY_KEPT);
	if (!all_digits(digits, LAST_TRY_DIGITS) ||
	    !enrol_accepts(&r->enrol, ENROL_EV_LAST_TRY_TYPED))
		return false;
	bool right = memcmp(digits, shown, LAST_TRY_DIGITS) == 0;
	runner_feed(r, ENROL_EV_LAST_TRY_TYPED, 0, right ? NULL : &kept);
	return true;
}

/* ---- exceptions ---- */

/* In STORING only while the officer is asked, and nothing has been written. */
static bool may_except(const struct runner *r)
{
	bool asked = runner_writing_in(r, WRITING_ASK) || runner_writing_in(r, WRITING_TROUBLE);
	return enrol_accepts(&r->enrol, ENROL_EV_EXCEPTION) &&
	       (!r->view.writing || (asked && r->writing.done == 0));
}

bool runner_exception(struct runner *r, enum finger_absence absence)
{
	struct error off = plain(PROBLEM_EXCEPTIONS_OFF);
	bool allowed = r->view.policy && r->view.policy->exceptions;
	if (absence == ABSENCE_NONE || absence >= FINGER_ABSENCE_COUNT || !may_except(r))
		return false;
	if (!allowed && r->view.writing) { /* whose own trouble is what is shown there */
		r->view.error = off;
		runner_changed(r);
		return false;
	}
	runner_feed(r, ENROL_EV_EXCEPTION, (int)absence, allowed ? NULL : &off);
	return allowed;
}

/* ---- the second officer ---- */

static void approved(struct runner *r, const struct api_approval *approval)
{
	r->person->approval = *approval;
	r->view.approval = &r->person->approval;
	if (r->view.writing)
		runner_writing_feed(r, WRITING_EV_APPROVED, 0, NULL);
	else
		runner_feed(r, ENROL_EV_APPROVED, 0, NULL);
}

static void not_approved(struct runner *r, const struct error *err)
{
	if (r->view.writing)
		runner_writing_feed(r, WRITING_EV_CENTRE_FAILED, 0, err);
	else
		runner_feed(r, ENROL_EV_CENTRE_FAILED, 0, err);
}

/* Whether it was carried out or not, the next one is a new request: a PIN is not kept, and
 * an approval that nobody uses dies by itself. */
static void on_approved(void *arg, const struct central_failure *failure, const void *answer)
{
	struct runner *r = arg;
	runner_call_over(r, CALL_APPROVE);
	if (failure)
		not_approved(r, &failure->error);
	else
		approved(r, answer);
}

static enum api_act act_of(const struct runner *r)
{
	if (!r->view.writing)
		return ACT_EXCEPTION;
	return r->writing.write == FINGER_WRITE_REMOVE ? ACT_FINGER_REMOVE : ACT_FINGER_STORE;
}

void runner_ask_approval(struct runner *r)
{
	struct slot *slot = &r->slots[CALL_APPROVE];
	struct api_approval_request *request = r->second;
	struct error err = plain(PROBLEM_MEMORY);
	central_call call = 0;
	r->view.approval = NULL;
	if (request && runner_new_key(slot, &err)) {
		request->act = act_of(r);
		request->citizen = r->person->text.person.number;
		call = central_approve(r->central, request, slot->key, on_approved, r);
	}
	secret_free(request, sizeof(*request));
	r->second = NULL;
	slot->call = call;
	runner_note_centre(r);
	if (!call)
		not_approved(r, &err);
}

void runner_approval_stop(struct runner *r)
{
	struct slot *slot = &r->slots[CALL_APPROVE];
	if (!slot->call)
		return;
	central_abort(r->central, slot->call);
	runner_call_over(r, CALL_APPROVE);
}

static bool wants_approval(const struct runner *r)
{
	return runner_writing_in(r, WRITING_APPROVAL) || enrol_accepts(&r->enrol, ENROL_EV_APPROVE);
}

bool runner_approve(struct runner *r, const struct citizen_number *number, const char *pin)
{
	if (!wants_approval(r) || !all_digits(pin, API_PIN_DIGITS))
		return false;
	r->second = secret_alloc(sizeof(*r->second));
	if (r->second) {
		r->second->number = *number;
		memcpy(r->second->pin, pin, sizeof(r->second->pin));
	}
	if (r->view.writing)
		runner_writing_feed(r, WRITING_EV_APPROVE, 0, NULL);
	else
		runner_feed(r, ENROL_EV_APPROVE, 0, NULL);
	return true;
}
