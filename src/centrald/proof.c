/* Proof before success: the phone signs the centre's nonce; then, in one transaction, the
 * place is used, the device key becomes the citizen's (an older one dies), SUCCESS. */
#include <string.h>

#include "centrald/enrolment.h"
#include "centrald/ids.h"
#include "centrald/quota.h"
#include "wire/evidence.h"

static bool use_place(struct call *c, struct enrolment *e, struct error *err)
{
	if (e->place != PLACE_RESERVED)
		return true;
	e->place = PLACE_USED;
	return quota_use(c->centre->store, e->office, err);
}

static bool make_receipt(struct call *c, struct enrolment *e, struct error *err)
{
	struct receipt r = {.time = c->now};
	struct buf text = BUF_INIT;
	memcpy(r.enrolment_id, e->id, sizeof r.enrolment_id);
	memcpy(r.citizen_hash, e->citizen, sizeof r.citizen_hash);
	memcpy(r.audit_head, c->centre->audit.head, sizeof r.audit_head);
	bool ok = receipt_sign(&text, &r, keys_receipt(c->centre->keys), err);
	if (ok && (!buf_ok(&text) || text.len >= sizeof e->receipt))
		ok = error_set(err, PROBLEM_MEMORY, "receipt");
	if (ok)
		memcpy(e->receipt, text.data, text.len + 1);
	buf_free(&text);
	return ok;
}

static bool succeed(struct call *c, struct enrolment *e, struct error *err)
{
	e->state = STATE_SUCCESS;
	return use_place(c, e, err) &&
	       store_run(c->centre->store, SQL_IDENTITY_PUT,
		   SQL_PARAMS(sql_text(e->citizen), sql_text(e->id), sql_text(e->thumbprint),
		       sql_text(e->jwk), sql_int(c->now)),
		   NULL, err) &&
	       make_receipt(c, e, err) && enrolment_save(c, e, err) &&
	       enrolment_phone_answer(c, e, 200, err);
}

bool proof_give(struct call *c, struct error *err)
{
	struct api_proof proof;
	struct enrolment e;
	uint8_t nonce[SHA256_SIZE];
	if (!api_proof_read(&proof, c->body, c->body_len, err) ||
	    !enrolment_find(c, c->id, &e, err))
		return false;
	if (e.state != STATE_SAVED)
		return enrolment_wrong_state(&e, err);
	if (!hex_bytes(nonce, sizeof nonce, e.proof_nonce))
		return error_set(err, PROBLEM_CENTRE_INTERNAL, "proof nonce of %s", e.id);
	return proof_check(proof.jws, c->device, e.id, nonce, err) && succeed(c, &e, err);
}
