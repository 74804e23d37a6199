#include "centrald/evidence_rules.h"

#include <string.h>

#include "centrald/approval.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/office.h"

static bool other_office(const struct call *c, const struct api_evidence *e)
{
	return strcmp(e->office, c->peer.office) != 0;
}

static bool other_counter(const struct call *c, const struct api_evidence *e)
{
	return strcmp(e->counter, c->peer.counter) != 0;
}

static bool other_officer(const struct call *c, const struct api_evidence *e)
{
	return strcmp(e->officer_id, c->officer.id) != 0;
}

static bool not_same_person(const struct call *c, const struct api_evidence *e)
{
	(void)c;
	return !e->same_person;
}

/* The match belongs to this reading: before the whole was signed, and not long before. */
static bool match_time(const struct call *c, const struct api_evidence *e)
{
	int64_t life = c->centre->config->evidence_life * 1000;
	return e->absence == ABSENCE_NONE &&
	       (e->match_time > e->time || e->time - e->match_time >= life);
}

static bool no_tries(const struct call *c, const struct api_evidence *e)
{
	(void)c;
	return e->absence == ABSENCE_NONE && e->tries_left < 1;
}

static bool no_digest(const struct call *c, const struct api_evidence *e)
{
	static const uint8_t none[SHA256_SIZE];
	(void)c;
	return memcmp(e->digest, none, sizeof none) == 0;
}

static bool training(const struct call *c, const struct api_evidence *e)
{
	return e->training != c->centre->config->training;
}

static bool from_the_future(const struct call *c, const struct api_evidence *e)
{
	return e->time > c->now + CLOCK_SKEW_MS;
}

static bool old(const struct call *c, const struct api_evidence *e)
{
	return c->now - e->time >= c->centre->config->evidence_life * 1000;
}

static const struct {
	bool (*fails)(const struct call *c, const struct api_evidence *e);
	enum problem problem;
	const char *part;
} rules[] = {
    {training, PROBLEM_TRAINING_MISMATCH, "evidence"},
    {other_office, PROBLEM_EVIDENCE_BAD, "office"},
    {other_counter, PROBLEM_EVIDENCE_BAD, "counter"},
    {other_officer, PROBLEM_EVIDENCE_BAD, "officer"},
    {not_same_person, PROBLEM_EVIDENCE_BAD, "verdict on the face"},
    {no_digest, PROBLEM_EVIDENCE_BAD, "digest"},
    {no_tries, PROBLEM_EVIDENCE_BAD, "tries left"},
    {from_the_future, PROBLEM_EVIDENCE_BAD, "time"},
    {match_time, PROBLEM_EVIDENCE_BAD, "time of the match"},
    {old, PROBLEM_EVIDENCE_OLD, "evidence"},
};

static bool judge_exception(struct call *c, const struct api_evidence *e, struct error *err)
{
	struct policy policy;
	char citizen[HASH_HEX_SIZE];
	citizen_hash(citizen, c->centre->keys, &e->card.number);
	call_note_citizen(c, citizen);
	if (!policy_read(c->centre->store, &policy, err))
		return false;
	if (!policy.exceptions)
		return error_set(err, PROBLEM_EXCEPTIONS_OFF, "%s", "");
	return approval_check(c, e->approval, ACT_EXCEPTION, citizen, err);
}

bool evidence_judge(struct call *c, const struct api_evidence *e, struct error *err)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (rules[i].fails(c, e))
			return error_set(err, rules[i].problem, "%s", rules[i].part);
	return e->absence == ABSENCE_NONE || judge_exception(c, e, err);
}

const char *evidence_assurance(const struct api_evidence *e)
{
	return e->absence == ABSENCE_NONE ? "IAL2.3" : "IAL2.2";
}

bool evidence_input_hash(char out[HASH_HEX_SIZE], const char *jws, struct error *err)
{
	const char *dot = strrchr(jws, '.');
	if (!dot || !hash_hex(out, jws, (size_t)(dot - jws)))
		return error_set(err, PROBLEM_EVIDENCE_BAD, "form");
	return true;
}
