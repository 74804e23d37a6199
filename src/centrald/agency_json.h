/*
 * centrald/agency_json.h - the bodies that the centre and an agency's service exchange
 * (ddopa-centrald(8), LINKAGE).
 */
#ifndef DDOPA_CENTRALD_AGENCY_JSON_H
#define DDOPA_CENTRALD_AGENCY_JSON_H

#include "base/buf.h"
#include "centrald/register.h"

#define AGENCY_BODY_MAX (64 * 1024)

void agency_question_write(struct buf *out, const struct register_question *q);
/* Strict: whole, of the right types, no member twice, and about whom was asked. False with
 * PROBLEM_BAD_ANSWER, whose context names the member and holds nothing of a person. */
bool agency_answer_read(struct register_answer *out, const struct register_question *q,
    const void *json, size_t len, struct error *err);

#endif
