/*
 * tests/centrald/self_view.h - a phone that looks at what the registers hold on its citizen,
 * and at who looked.
 */
#ifndef DDOPA_TESTS_CENTRALD_SELF_VIEW_H
#define DDOPA_TESTS_CENTRALD_SELF_VIEW_H

#include "counter.h"

void self_view(struct phone *p, struct answer *a);
/* *out: free() it. */
void self_view_ok(struct phone *p, struct api_self_view **out);
/* query: "" or from "?" on. */
void looks(struct phone *p, const char *query, struct answer *a);
void looks_ok(struct phone *p, const char *query, struct api_looks **out);

#endif
