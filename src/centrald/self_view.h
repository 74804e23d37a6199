/*
 * centrald/self_view.h - the Linkage self-view: what the registers hold on the citizen whose
 * digital ID signs, and who looked at it, from the audit. Only while the key lives; each view is
 * itself on record.
 *
 * Of an officer the citizen is told office and counter; the person behind them stays the
 * office's to name (the record's correlation id leads it there).
 */
#ifndef DDOPA_CENTRALD_SELF_VIEW_H
#define DDOPA_CENTRALD_SELF_VIEW_H

#include "centrald/call.h"

#define SELF_VIEWS_AN_HOUR 60 /* of one key, both kinds together */

/* PROBLEM_RATE_LIMITED. What was refused for that reason does not count. */
bool self_view_limit(struct call *c, struct error *err);

call_handler self_view_get, looks_get;

#endif
