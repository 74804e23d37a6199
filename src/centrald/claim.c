/* The claim: the first phone with code and number takes the enrollment. */
#include <string.h>

#include "base/text.h"
#include "centrald/codes.h"
#include "centrald/enrolment.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"
#include "wire/jws.h"

static bool find_code(
    struct call *c, const struct api_claim *claim, struct code_row *code, struct error *err)
{
	if (!*claim->code && !*claim->typed)
		return error_set(err, PROBLEM_BAD_REQUEST, "code");
	if (!*claim->code && c->typed_blocked)
		return error_set(err, PROBLEM_RATE_LIMITED, "%s", "");
	if (!code_find(c, claim->code, claim->typed, code, err))
		return false;
	if (code->found)
		return true;
	c->typed_miss = !*claim->code;
	return error_set(err, PROBLEM_CODE_UNKNOWN, "%s", "");
}

/* The first phone loses nothing by it; the officer sees the alarm. */
static bool second_phone(struct call *c, struct enrolment *e, struct error *err)
{
	if (e->second_phone)
		return error_set(err, PROBLEM_CODE_TAKEN, "%s", "");
	e->second_phone = true;
	if (!enrolment_save(c, e, err))
		return false;
	c->keep = true;
	return error_set(err, PROBLEM_CODE_TAKEN, "%s", "");
}

static bool wrong_digits(struct call *c, struct enrolment *e, struct error *err)
{
	e->digit_tries--;
	bool last = e->digit_tries <= 0;
	bool saved = last ? enrolment_end(c, e, STATE_LOCKED, PROBLEM_ENDED_LOCKED, err)
			  : enrolment_save(c, e, err);
	if (!saved)
		return false;
	c->keep = true;
	return last ? error_set(err, PROBLEM_ENDED_LOCKED, "%s", "")
		    : error_set(err, PROBLEM_DIGITS_WRONG, "tries left: %d", e->digit_tries);
}

/* Already claimed, or over. The phone that holds it learns how things stand. A code that a
 * renewal had killed is no second claim: nobody can have been meant to scan it. */
static bool claimed(struct call *c, struct enrolment *e, bool dead, struct error *err)
{
	if (*e->thumbprint && hash_equal(e->thumbprint, c->thumbprint))
		return enrolment_phone_answer(c, e, 201, err);
	if (e->state == STATE_LOCKED)
		return error_set(err, PROBLEM_ENDED_LOCKED, "%s", "");
	if (e->state == STATE_SUCCESS)
		return error_set(err, PROBLEM_CODE_TAKEN, "%s", "");
	if (dead || enrolment_state_is_end(e->state))
		return error_set(err, PROBLEM_CODE_EXPIRED, "%s", "");
	return second_phone(c, e, err);
}

static bool device_jwk(struct call *c, char out[JWK_SIZE], struct error *err)
{
	struct buf text = BUF_INIT;
	bool ok = jwk_write(&text, c->device, err);
	if (ok && (!buf_ok(&text) || text.len >= JWK_SIZE))
		ok = error_set(err, PROBLEM_MEMORY, "jwk");
	if (ok)
		memcpy(out, text.data, text.len + 1);
	buf_free(&text);
	return ok;
}

static bool pin_to_phone(struct call *c, struct enrolment *e, struct error *err)
{
	bool match = true;
	if (!policy_match_code(c->centre, &match, err) || !device_jwk(c, e->jwk, err) ||
	    !nonce_make(e->match_nonce, err))
		return false;
	memcpy(e->thumbprint, c->thumbprint, sizeof e->thumbprint);
	e->state = match ? STATE_SCANNED : STATE_CONFIRMED;
	e->due = c->now + SCANNED_LIFE_MS;
	/* It was scanned, be a match code asked for or not. */
	return enrolment_entered(c, e, STATE_SCANNED, err) && enrolment_save(c, e, err) &&
	       enrolment_phone_answer(c, e, 201, err);
}

static bool claim(struct call *c, const struct api_claim *claim, struct error *err)
{
	struct code_row code;
	struct enrolment e;
	char citizen[HASH_HEX_SIZE];
	if (!find_code(c, claim, &code, err) || !enrolment_find(c, code.enrolment, &e, err))
		return false;
	if (e.state != STATE_QR_CREATED)
		return claimed(c, &e, code.dead, err);
	if (code.dead || code.expires <= c->now)
		return error_set(err, PROBLEM_CODE_EXPIRED, "%s", "");
	citizen_hash(citizen, c->centre->keys, &claim->number);
	if (!hash_equal(citizen, e.citizen))
		return wrong_digits(c, &e, err);
	return pin_to_phone(c, &e, err);
}

bool claim_create(struct call *c, struct error *err)
{
	struct api_claim request;
	return api_claim_read(&request, c->body, c->body_len, err) && claim(c, &request, err);
}
