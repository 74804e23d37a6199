/*
 * centrald/pin.h - an officer's citizen number and PIN, as login, approval and a change of PIN ask
 * for them:
 * five wrong ones lock the number, whether or not it is an officer's, and a number that is
 * nobody's looks and takes as long as a wrong PIN.
 *
 * A handler asks twice: pin_begin() counts the try and sets c->job, the handler returns
 * true, and when it is run again, with c->hashed set, pin_end() judges.
 */
#ifndef DDOPA_CENTRALD_PIN_H
#define DDOPA_CENTRALD_PIN_H

#include "centrald/call.h"

#define WRONG_PINS 5

/* PROBLEM_ACCOUNT_LOCKED. Notes the number's hash for the audit. */
bool pin_begin(
    struct call *c, const struct citizen_number *number, const char *pin, struct error *err);

/* The same for the officer who is logged in, with a new PIN to be computed beside: when it is
 * judged as right, c->hashed holds its salt and hash. */
bool pin_begin_change(struct call *c, const char *old, const char *fresh, struct error *err);

/* PROBLEM_WRONG_PIN, PROBLEM_ACCOUNT_LOCKED; else the count is cleared and *out is the
 * officer (without a token). Sets c->keep: what was counted stays, whatever comes after. */
bool pin_end(struct call *c, struct officer *out, struct error *err);

#endif
