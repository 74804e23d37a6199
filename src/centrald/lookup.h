/*
 * centrald/lookup.h - a handler's question to the registers.
 *
 * Where the driver cannot answer at once, lookup_ask() returns false with c->lookup set. The
 * handler passes that on like any failure; what it did is undone, the turn hands the question
 * to the driver and serves others, and when the answer is there the handler is run again from
 * its beginning, with c->looked_up set. So a handler asks one question, always the same one.
 */
#ifndef DDOPA_CENTRALD_LOOKUP_H
#define DDOPA_CENTRALD_LOOKUP_H

#include "centrald/call.h"
#include "centrald/register.h"

/* *out in secret memory. PROBLEM_LINKAGE_AWAY: the register could not be asked. */
bool lookup_ask(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err);
/* The same, but nothing that was remembered of an earlier answer is used: how long it takes does
 * not tell whether somebody was asked about before. */
bool lookup_ask_anew(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err);
/* The same of a citizen's own, of which one at a time is under way: nobody keeps the registers
 * from the counters. PROBLEM_RATE_LIMITED besides. */
bool lookup_own(struct call *c, const struct register_question *q, struct register_answer *out,
    struct error *err);
/* The question about who was enrolled by that enrollment, on which card: the centre keeps the
 * number in the evidence alone. citizen: the keyed hash that it must have. */
bool lookup_question(struct call *c, const char *enrolment, const char *citizen,
    struct register_question *out, struct error *err);
/* Allowed: the answer may be used again for a while; else it is forgotten. */
void lookup_judged(struct call *c, const struct register_question *q,
    const struct register_answer *a, bool allowed);
/* Starts what the handler asked. False: it is over already, run the call again. */
bool lookup_start(struct call *c);
/* A question that was put to a register outside, and what came of it. */
bool lookup_record(struct call *c, const char *who, struct error *err);

#endif
