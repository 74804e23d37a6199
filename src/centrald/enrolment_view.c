/* An enrollment as its two sides see it. */
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "centrald/booking.h"
#include "centrald/enrolment.h"
#include "centrald/ids.h"

static int64_t deadline(const struct enrolment *e)
{
	if (enrolment_state_is_end(e->state))
		return 0;
	return e->state <= STATE_QR_CREATED ? e->evidence_end : e->due;
}

static int renewals_left(const struct enrolment *e)
{
	return e->codes_made <= 1 ? RENEWALS : RENEWALS + 1 - e->codes_made;
}

void enrolment_view(const struct call *c, const struct enrolment *e, struct api_enrolment *out)
{
	*out = (struct api_enrolment){
	    .state = e->state,
	    .revision = e->revision,
	    .created = e->created,
	    .changed = e->changed,
	    .deadline = deadline(e),
	    .now = c->now,
	    .renewals_left = renewals_left(e),
	    .match_tries_left = e->match_tries,
	    .digit_tries_left = e->digit_tries,
	    .second_phone = e->second_phone,
	    .end_problem = e->end,
	    .absence = e->absence,
	};
	text_append(out->id, sizeof out->id, e->id);
	text_append(out->assurance, sizeof out->assurance, e->assurance);
	text_append(out->officer_name, sizeof out->officer_name, e->officer_name);
	text_append(out->receipt, sizeof out->receipt, e->receipt);
	text_append(out->counter, sizeof out->counter, e->counter);
	text_append(out->taken_by, sizeof out->taken_by, e->taken_by_name);
	text_append(out->holder_id, sizeof out->holder_id, enrolment_holder(e));
}

bool enrolment_answer(struct call *c, const struct enrolment *e, int status, struct error *err)
{
	struct api_enrolment view;
	enrolment_view(c, e, &view);
	if (!booking_of_today(c, e->citizen, &view.has_booking, &view.booking, err))
		return false;
	api_enrolment_write(&c->out, &view);
	return call_finish(c, status, err);
}

void enrolment_phone_view(
    const struct call *c, const struct enrolment *e, struct api_phone_enrolment *out)
{
	*out = (struct api_phone_enrolment){
	    .state = e->state,
	    .revision = e->revision,
	    .deadline = deadline(e),
	    .now = c->now,
	    .end_problem = e->end,
	};
	text_append(out->id, sizeof out->id, e->id);
	text_append(out->receipt, sizeof out->receipt, e->receipt);
	out->has_match_nonce = e->state == STATE_SCANNED &&
			       hex_bytes(out->match_nonce, sizeof out->match_nonce, e->match_nonce);
	out->has_proof_nonce = e->state == STATE_SAVED &&
			       hex_bytes(out->proof_nonce, sizeof out->proof_nonce, e->proof_nonce);
}

bool enrolment_phone_answer(
    struct call *c, const struct enrolment *e, int status, struct error *err)
{
	struct api_phone_enrolment view;
	enrolment_phone_view(c, e, &view);
	api_phone_enrolment_write(&c->out, &view);
	return call_finish(c, status, err);
}
