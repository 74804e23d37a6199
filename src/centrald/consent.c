/* The phone's side after the claim: look, consent or refuse, the person's data. */
#include <string.h>

#include "base/secret.h"
#include "centrald/enrolment.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/lookup.h"
#include "centrald/texts.h"
#include "wire/evidence.h"

bool texts_get(struct call *c, struct error *err)
{
	api_texts_write(&c->out, &consent_texts);
	return call_finish(c, 200, err);
}

bool phone_get(struct call *c, struct error *err)
{
	struct enrolment e;
	if (!enrolment_find(c, c->id, &e, err))
		return false;
	c->hold = c->wait > 0 && e.revision == c->after && !enrolment_state_is_end(e.state);
	return c->hold || enrolment_phone_answer(c, &e, 200, err);
}

bool consent_give(struct call *c, struct error *err)
{
	struct api_consent consent;
	struct enrolment e;
	if (!api_consent_read(&consent, c->body, c->body_len, err) ||
	    !enrolment_find(c, c->id, &e, err))
		return false;
	if (e.state != STATE_CONFIRMED)
		return enrolment_wrong_state(&e, err);
	if (!consent_check(consent.jws, c->device, e.id, &consent_texts, err))
		return false;
	e.state = STATE_CONSENTED;
	return enrolment_save(c, &e, err) && enrolment_phone_answer(c, &e, 200, err);
}

/* Until consent is given it can be refused, also before the match code was typed. */
bool consent_refuse(struct call *c, struct error *err)
{
	struct enrolment e;
	if (!enrolment_find(c, c->id, &e, err))
		return false;
	if (e.state != STATE_SCANNED && e.state != STATE_CONFIRMED)
		return enrolment_wrong_state(&e, err);
	return enrolment_end(c, &e, STATE_REFUSED, PROBLEM_ENDED_REFUSED, err) &&
	       enrolment_phone_answer(c, &e, 200, err);
}

/* Secret memory. */
struct handed_out {
	struct register_question question;
	struct register_answer told;
	struct api_person_answer answer;
};

static bool hand_out(struct call *c, struct enrolment *e, struct handed_out *h, struct error *err)
{
	if (!lookup_question(c, e->id, e->citizen, &h->question, err) ||
	    !lookup_ask(c, &h->question, &h->told, err))
		return false;
	if (!h->told.person.found)
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "no person for %s", e->id);
	h->answer.person = h->told.person.person;
	enrolment_phone_view(c, e, &h->answer.enrolment);
	api_person_answer_write(&c->out, &h->answer);
	return call_finish(c, 200, err);
}

/* Only after consent, and again as long as it is SAVED: each time a look in the audit. */
bool person_get(struct call *c, struct error *err)
{
	struct enrolment e;
	if (!enrolment_find(c, c->id, &e, err))
		return false;
	if (e.state != STATE_CONSENTED && e.state != STATE_SAVED)
		return enrolment_wrong_state(&e, err);
	if (e.state == STATE_CONSENTED) {
		e.state = STATE_SAVED;
		if (!nonce_make(e.proof_nonce, err) || !enrolment_save(c, &e, err))
			return false;
	}
	struct handed_out *h = secret_alloc(sizeof *h);
	bool ok = h ? hand_out(c, &e, h, err) : error_set(err, PROBLEM_MEMORY, "person");
	secret_free(h, sizeof *h);
	return ok;
}
