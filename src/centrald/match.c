/* The match code: the officer types the four digits that the phone shows. */
#include <openssl/crypto.h>
#include <string.h>

#include "base/clock.h"
#include "centrald/enrolment.h"
#include "centrald/ids.h"
#include "wire/evidence.h"

bool nonce_make(char out[HASH_HEX_SIZE], struct error *err)
{
	uint8_t nonce[SHA256_SIZE];
	if (!random_bytes(nonce, sizeof nonce))
		return error_set(err, PROBLEM_SYSTEM, "random numbers");
	hex_text(out, nonce, sizeof nonce);
	return true;
}

/* A wrong one costs a try and makes new digits on the phone; the third ends it. */
static bool wrong(struct call *c, struct enrolment *e, struct error *err)
{
	e->match_tries--;
	bool last = e->match_tries <= 0;
	bool saved = last ? enrolment_end(c, e, STATE_CANCELLED, PROBLEM_ENDED_MATCH_CODE, err)
			  : nonce_make(e->match_nonce, err) && enrolment_save(c, e, err);
	if (!saved)
		return false;
	c->keep = true;
	return last ? error_set(err, PROBLEM_ENDED_MATCH_CODE, "%s", "")
		    : error_set(err, PROBLEM_MATCH_CODE_WRONG, "tries left: %d", e->match_tries);
}

static bool expected_digits(
    const struct enrolment *e, char out[API_MATCH_DIGITS + 1], struct error *err)
{
	uint8_t nonce[SHA256_SIZE];
	uint8_t thumbprint[SHA256_SIZE];
	if (hex_bytes(nonce, sizeof nonce, e->match_nonce) &&
	    hex_bytes(thumbprint, sizeof thumbprint, e->thumbprint) &&
	    match_code(out, nonce, thumbprint))
		return true;
	return error_set(err, PROBLEM_CENTRE_INTERNAL, "match code of %s", e->id);
}

bool match_code_check(struct call *c, struct error *err)
{
	struct api_match_code typed;
	struct enrolment e;
	char expected[API_MATCH_DIGITS + 1];
	if (!api_match_code_read(&typed, c->body, c->body_len, err) || !enrolment_mine(c, &e, err))
		return false;
	if (e.state != STATE_SCANNED)
		return enrolment_wrong_state(&e, err);
	if (!expected_digits(&e, expected, err))
		return false;
	if (CRYPTO_memcmp(expected, typed.digits, API_MATCH_DIGITS) != 0)
		return wrong(c, &e, err);
	e.state = STATE_CONFIRMED;
	return enrolment_save(c, &e, err) && enrolment_answer(c, &e, 200, err);
}
