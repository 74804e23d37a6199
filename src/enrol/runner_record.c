/* What is written down before and after each request, the keys that make a request repeated
 * the same request, and the evidence. */
#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "enrol/runner_parts.h"

static const char *const call_names[CALL_COUNT] = {
    [CALL_ENROL] = "enrol",
    [CALL_CODE] = "code",
    [CALL_MATCH] = "match-code",
    [CALL_CANCEL] = "cancel",
    [CALL_TAKE_OVER] = "take-over",
    [CALL_REFUSAL] = "refusal",
};

bool runner_new_key(struct slot *slot, struct error *err)
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	bool ok = random_bytes(random, sizeof(random));
	hex_encode(&hex, random, sizeof(random));
	ok = ok && buf_ok(&hex);
	if (ok)
		snprintf(slot->key, sizeof(slot->key), "k%s", (const char *)hex.data);
	buf_free(&hex);
	return ok || error_set(err, PROBLEM_SYSTEM, "%s", "random");
}

/* Of the request as a whole; for the enrollment that is the signed evidence. The four
 * digits are left out: a hash of so few would tell them. */
static bool hash_request(const struct runner *r, enum call call, uint8_t hash[SHA256_SIZE])
{
	struct buf text = BUF_INIT_SECRET;
	buf_printf(&text, "%s\n%s\n%s", call_names[call], r->id,
	    call == CALL_ENROL ? r->person->evidence : "");
	bool ok = buf_ok(&text) && sha256(hash, text.data, text.len);
	buf_free(&text);
	return ok;
}

static struct journal_record record_of(
    const struct runner *r, enum journal_kind kind, const char *key)
{
	struct journal_record record = {
	    .kind = kind, .state = r->enrol.centre, .time = clock_real_ms(loop_clock(r->loop))};
	snprintf(record.enrolment_id, sizeof(record.enrolment_id), "%s", r->id);
	snprintf(record.key, sizeof(record.key), "%s", key);
	return record;
}

/* A failed write is not repeated on its file, but a new file may take the record. */
bool runner_append(struct runner *r, const struct journal_record *record, struct error *err)
{
	return journal_append(r->journal, record, err) ||
	       (journal_renew(r->journal, err) && journal_append(r->journal, record, err));
}

bool runner_intent(struct runner *r, enum call call, struct error *err)
{
	struct slot *slot = &r->slots[call];
	if (!slot->unresolved && !runner_new_key(slot, err))
		return false;
	struct journal_record record = record_of(r, JOURNAL_INTENT, slot->key);
	if (!hash_request(r, call, record.request_hash))
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	if (!runner_append(r, &record, err))
		return false;
	slot->unresolved = true;
	return true;
}

void runner_resolve(struct runner *r, enum call call)
{
	r->slots[call].unresolved = false;
}

bool runner_record(
    struct runner *r, enum call call, const struct api_enrolment *e, struct error *err)
{
	const char *key = call == CALL_POLL ? "" : r->slots[call].key;
	struct journal_record record = record_of(r, JOURNAL_STATE, key);
	record.state = e->state;
	snprintf(record.enrolment_id, sizeof(record.enrolment_id), "%s", e->id);
	if (e->receipt[0] && !journal_keep_receipt(r->journal, e->id, e->receipt, err))
		return false;
	return runner_append(r, &record, err);
}

void runner_close_record(struct runner *r)
{
	struct error err = {0};
	const struct slot *enrol = &r->slots[CALL_ENROL];
	if (!r->id[0] && !enrol->unresolved)
		return;
	struct journal_record record = record_of(r, JOURNAL_CLOSED, enrol->key);
	if (!runner_append(r, &record, &err))
		r->view.error = err;
}

/* ---- evidence ---- */

void runner_claim(struct api_card_claim *claim, const struct runner *r)
{
	const struct card_text *text = &r->person->text;
	claim->number = text->person.number;
	claim->thai = text->person.thai;
	claim->english = text->person.english;
	claim->birth = text->person.birth;
	claim->issued = text->issue.issued;
	claim->expires = text->issue.expires;
	memcpy(claim->request_number, text->issue.request_number, sizeof(claim->request_number));
}

static void fill(struct api_evidence *e, const struct runner *r)
{
	const struct person_data *p = r->person;
	runner_claim(&e->card, r);
	memcpy(e->digest, p->digest, SHA256_SIZE);
	e->same_person = r->enrol.verdict_given;
	e->absence = r->enrol.absence;
	if (e->absence == ABSENCE_NONE) {
		e->finger = r->enrol.finger;
		e->tries_left = r->enrol.tries_left;
		e->match_time = p->match_time;
	} else {
		memcpy(e->approval, p->approval.id, sizeof(e->approval));
	}
	e->time = central_now(r->central);
}

bool runner_evidence(struct runner *r, struct error *err)
{
	struct buf jws = BUF_INIT_SECRET;
	struct api_evidence *e = secret_alloc(sizeof(*e));
	if (!e)
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	fill(e, r);
	bool ok = central_sign_evidence(r->central, &jws, e, err);
	secret_free(e, sizeof(*e));
	if (ok && (!buf_ok(&jws) || jws.len >= sizeof(r->person->evidence)))
		ok = error_set(err, PROBLEM_INTERNAL, "evidence of %zu bytes", jws.len);
	if (ok)
		memcpy(r->person->evidence, jws.data, jws.len + 1);
	buf_free(&jws);
	return ok;
}

/* ---- forgetting ---- */

void runner_forget(struct runner *r)
{
	secret_wipe(r->person, sizeof(*r->person));
	r->view.text = NULL;
	r->view.face = NULL;
	r->view.photo = NULL;
	r->view.photo_len = 0;
	r->view.fingers = NULL;
	r->view.approval = NULL;
}

void runner_keep_name(struct runner *r)
{
	struct person_data *p = r->person;
	struct person *who = &p->text.person;
	if (!r->view.text)
		return;
	struct citizen_number number = who->number;
	struct name thai = who->thai, english = who->english;
	runner_forget(r);
	who->number = number;
	who->thai = thai;
	who->english = english;
	secret_wipe(&number, sizeof(number));
	secret_wipe(&thai, sizeof(thai));
	secret_wipe(&english, sizeof(english));
	r->view.text = &p->text;
}

/* ---- after a restart ---- */

struct recall {
	struct runner *r;
	enum enrolment_state state;
	bool found;
};

/* An unanswered request for a code keeps its key: asked again it is the same request, and
 * no renewal is spent. */
static void take_up(void *arg, const struct journal_record *record)
{
	struct recall *recall = arg;
	struct runner *r = recall->r;
	struct slot *code = &r->slots[CALL_CODE];
	uint8_t hash[SHA256_SIZE];
	if (strcmp(record->enrolment_id, r->id) != 0)
		return;
	recall->found = true;
	recall->state = record->state;
	if (record->kind != JOURNAL_INTENT || !hash_request(r, CALL_CODE, hash) ||
	    memcmp(hash, record->request_hash, SHA256_SIZE) != 0)
		return;
	snprintf(code->key, sizeof(code->key), "%s", record->key);
	code->unresolved = true;
}

bool runner_recall(struct runner *r, enum enrolment_state *state)
{
	struct recall recall = {.r = r};
	journal_open_entries(r->journal, take_up, &recall);
	if (recall.found)
		*state = recall.state;
	return recall.found;
}
