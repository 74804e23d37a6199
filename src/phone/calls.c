/* The steps that the centre takes part in, and the files that come of them. */
#include <string.h>

#include "base/secret.h"
#include "phone/runner.h"
#include "wire/evidence.h"
#include "wire/json.h"

#define FILE_PERSON	    "person.json"
#define FILE_RECEIPT	    "receipt.jws"
#define FILE_PENDING_PERSON "person.pending"
#define POLL_WAIT_S	    30
#define LIFE_MS		    (10 * 60 * 1000) /* protocol.md: from SCANNED to SUCCESS */

/* ---- files ---- */

static bool save_person(struct phone *p, const struct person *person, struct error *err)
{
	static const struct shape shape = {fields_person, sizeof(struct person), PROBLEM_INTERNAL};
	struct buf json = BUF_INIT_SECRET;
	shape_write(&json, &shape, person);
	buf_puts(&json, "\n");
	bool ok = buf_ok(&json) || error_set(err, PROBLEM_MEMORY, FILE_PERSON);
	ok = ok && store_write(&p->store, FILE_PENDING_PERSON, json.data, json.len, err);
	buf_free(&json);
	return ok;
}

static bool keep_all(struct phone *p, struct error *err)
{
	const char *receipt = p->enrolment.receipt;
	return store_write(&p->store, FILE_RECEIPT, receipt, strlen(receipt), err) &&
	       store_rename(&p->store, FILE_PENDING_PERSON, FILE_PERSON, err) &&
	       store_rename(&p->store, FILE_PENDING_KEY, FILE_KEY, err);
}

void drop_pending(struct phone *p)
{
	store_remove(&p->store, FILE_PENDING_KEY);
	store_remove(&p->store, FILE_PENDING_PERSON);
}

/* ---- calls ---- */

static void call(struct phone *p, const char *action, const struct buf *body, client_fn *fn)
{
	char target[128];
	snprintf(target, sizeof target, "/citizen/v1/enrollments/%s/%s", p->enrolment.id, action);
	client_start(p->client,
	    &(struct client_call){
		.target = target, .body = body, .signature = SIGNED, .patient_until = p->deadline},
	    fn, p);
}

static void call_empty(struct phone *p, const char *action, client_fn *fn)
{
	struct buf body = BUF_INIT;
	buf_puts(&body, "{}");
	call(p, action, &body, fn);
	buf_free(&body);
}

void still_trying(void *arg, const struct error *why)
{
	(void)why;
	tell(arg); /* the same step is still being tried */
}

static void on_texts(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e;
	if (problem)
		went_wrong(p, problem);
	else if (!api_texts_read(&p->texts, body->data, body->len, &e))
		went_wrong(p, &e);
	else
		went_on(p, EVENT_DONE);
}

void enter_texts(struct phone *p)
{
	tell(p);
	client_start(p->client, &(struct client_call){.target = "/citizen/v1/texts"}, on_texts, p);
}

/* ---- the enrollment as the centre tells it ---- */

static void show_digits(struct phone *p)
{
	char digits[API_MATCH_DIGITS + 1];
	if (!p->enrolment.has_match_nonce || p->enrolment.state != STATE_SCANNED ||
	    !match_code(digits, p->enrolment.match_nonce, p->thumbprint) ||
	    strcmp(digits, p->digits) == 0)
		return;
	const struct face_place place = place_of(p);
	p->face->ops->match_code(p->face, &place, digits, p->digits[0] != '\0');
	memcpy(p->digits, digits, sizeof digits);
}

static bool take_enrolment(struct phone *p, const struct buf *body, struct error *err)
{
	struct api_phone_enrolment e;
	if (!api_phone_enrolment_read(&e, body->data, body->len, err))
		return false;
	if (p->claimed && strcmp(e.id, p->enrolment.id) != 0)
		return error_set(err, PROBLEM_CENTRE_ANSWER, "another enrollment");
	p->enrolment = e;
	p->claimed = true;
	int64_t left = e.deadline > e.now ? e.deadline - e.now : LIFE_MS;
	p->deadline = clock_mono_ms(loop_clock(p->loop)) + left;
	return true;
}

/* An end is told once, with the problem that the centre named. */
static void follow_state(struct phone *p)
{
	struct flow before = p->flow;
	const struct face_place place = place_of(p);
	flow_state(&p->flow, p->enrolment.state, p->enrolment.end_problem);
	if (p->flow.step == before.step)
		return;
	if (p->flow.step == STEP_END)
		p->face->ops->problem(
		    p->face, &place, &(struct error){.problem = p->flow.problem}, false);
	enter(p);
}

static void long_poll(struct phone *p);

static void on_poll(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e;
	if (problem) {
		went_wrong(p, problem);
		return;
	}
	if (!take_enrolment(p, body, &e)) {
		went_wrong(p, &e);
		return;
	}
	show_digits(p);
	long_poll(p); /* before following: what follows may replace it */
	follow_state(p);
}

static void long_poll(struct phone *p)
{
	char target[128];
	snprintf(target, sizeof target, "/citizen/v1/enrollments/%s?after=%ld&wait=%d",
	    p->enrolment.id, p->enrolment.revision, POLL_WAIT_S);
	client_start(p->client,
	    &(struct client_call){.target = target,
		.signature = SIGNED,
		.wait_s = POLL_WAIT_S,
		.patient_until = p->deadline},
	    on_poll, p);
}

static void on_claim(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e;
	if (problem) {
		went_wrong(p, problem);
		return;
	}
	if (!take_enrolment(p, body, &e)) {
		went_wrong(p, &e);
		return;
	}
	long_poll(p);
	flow_event(&p->flow, EVENT_DONE);
	flow_state(&p->flow, p->enrolment.state, p->enrolment.end_problem);
	show_digits(p);
	enter(p);
}

static bool make_key(struct phone *p, struct error *err)
{
	if (client_key(p->client))
		return true; /* of a claim that was refused: the same phone tries again */
	EVP_PKEY *key = key_generate(err);
	if (!key)
		return false;
	client_set_key(p->client, key);
	return jwk_thumbprint(p->thumbprint, key, err);
}

void enter_claim(struct phone *p)
{
	struct error e;
	struct buf body = BUF_INIT_SECRET;
	tell(p);
	if (!make_key(p, &e)) {
		went_wrong(p, &e);
		return;
	}
	api_claim_write(&body, &p->claim);
	client_start(p->client,
	    &(struct client_call){
		.target = "/citizen/v1/claims", .body = &body, .signature = SIGNED_WITH_JWK},
	    on_claim, p);
	buf_free(&body);
}

/* ---- consent, data, proof ---- */

static void on_signed(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e;
	if (problem)
		went_wrong(p, problem);
	else if (!take_enrolment(p, body, &e))
		went_wrong(p, &e);
	else
		went_on(p, EVENT_DONE);
}

/* Puts a JWS that was just made into a body {"jws": …} and sends it. */
static void send_jws(struct phone *p, const char *action, const struct buf *jws)
{
	struct error e;
	struct buf body = BUF_INIT;
	struct api_consent wrapped = {0}; /* api_proof has the same form */
	if (!buf_ok(jws) || jws->len >= sizeof wrapped.jws) {
		error_set(&e, PROBLEM_INTERNAL, "%s", action);
		went_wrong(p, &e);
		return;
	}
	memcpy(wrapped.jws, jws->data, jws->len);
	api_consent_write(&body, &wrapped);
	call(p, action, &body, on_signed);
	buf_free(&body);
}

void enter_sign(struct phone *p)
{
	struct error e;
	struct buf jws = BUF_INIT;
	tell(p);
	if (consent_sign(&jws, client_key(p->client), p->enrolment.id, &p->texts, &e))
		send_jws(p, "consent", &jws);
	else
		went_wrong(p, &e);
	buf_free(&jws);
}

static bool take_person(struct phone *p, const struct buf *body, struct error *err)
{
	struct api_person_answer *a = secret_alloc(sizeof *a);
	bool ok = a || error_set(err, PROBLEM_MEMORY, "person");
	ok = ok && api_person_answer_read(a, body->data, body->len, err);
	if (ok && strcmp(a->person.number.digits, p->claim.number.digits) != 0)
		ok = error_set(err, PROBLEM_CENTRE_ANSWER, "another person");
	ok = ok && save_person(p, &a->person, err);
	if (ok) {
		p->enrolment = a->enrolment;
		p->face->ops->person(p->face, &a->person);
	}
	secret_free(a, sizeof *a);
	return ok;
}

static void on_person(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e;
	if (problem)
		went_wrong(p, problem);
	else if (!take_person(p, body, &e))
		went_wrong(p, &e);
	else
		went_on(p, EVENT_DONE);
}

void enter_person(struct phone *p)
{
	tell(p);
	call_empty(p, "person", on_person);
}

void enter_proof(struct phone *p)
{
	struct error e;
	struct buf jws = BUF_INIT;
	tell(p);
	if (!p->enrolment.has_proof_nonce) {
		error_set(&e, PROBLEM_CENTRE_ANSWER, "no nonce to sign");
		went_wrong(p, &e);
		return;
	}
	if (proof_sign(&jws, client_key(p->client), p->enrolment.id, p->enrolment.proof_nonce, &e))
		send_jws(p, "proof", &jws);
	else
		went_wrong(p, &e);
	buf_free(&jws);
}

static void on_refused(void *arg, const struct error *problem, const struct buf *body)
{
	struct phone *p = arg;
	struct error e = {.problem = PROBLEM_CONSENT_REFUSED};
	const struct face_place place = place_of(p);
	if (problem) {
		went_wrong(p, problem);
		return;
	}
	(void)take_enrolment(p, body, NULL);
	flow_event(&p->flow, EVENT_DONE);
	p->face->ops->problem(p->face, &place, &e, false);
	enter(p);
}

void enter_refuse(struct phone *p)
{
	tell(p);
	call_empty(p, "refuse", on_refused);
}

void enter_success(struct phone *p)
{
	struct error e;
	if (p->enrolment.state == STATE_SUCCESS && keep_all(p, &e)) {
		tell(p);
		stop(p, EXIT_DONE);
		return;
	}
	if (p->enrolment.state != STATE_SUCCESS)
		error_set(&e, PROBLEM_CENTRE_ANSWER, "no success");
	went_wrong(p, &e);
}
