/*
 * centrald/evidence_rules.h - does the evidence support an enrollment at this counter, by
 * this officer, now? The signature is wire/evidence.h's matter; these are the rules over
 * what it says.
 */
#ifndef DDOPA_CENTRALD_EVIDENCE_RULES_H
#define DDOPA_CENTRALD_EVIDENCE_RULES_H

#include "centrald/call.h"

/* Clocks of counters may be ahead of the centre's by this much. */
#define CLOCK_SKEW_MS 60000

/* PROBLEM_EVIDENCE_BAD, PROBLEM_EVIDENCE_OLD or PROBLEM_TRAINING_MISMATCH; the context
 * names the part. Of an exception also PROBLEM_EXCEPTIONS_OFF and PROBLEM_APPROVAL_BAD; the
 * approval is looked at, not used up. Everything else of an exception is judged as always:
 * a chip that was not read is none. */
bool evidence_judge(struct call *c, const struct api_evidence *e, struct error *err);

/* What the evidence supports: chip, issuer's status and face with an on-card match (IAL2.3),
 * or without it (IAL2.2). */
const char *evidence_assurance(const struct api_evidence *e);

/* Hash of the signed part of the JWS: another signature over the same is the same. */
bool evidence_input_hash(char out[HASH_HEX_SIZE], const char *jws, struct error *err);

#endif
