/*
 * centrald/codes.h - the QR address's code and the typed one: kept as keyed hashes only,
 * one pair alive an enrollment.
 */
#ifndef DDOPA_CENTRALD_CODES_H
#define DDOPA_CENTRALD_CODES_H

#include "centrald/call.h"

struct code_row {
	bool found;
	char enrolment[API_ID_SIZE];
	int64_t expires;
	bool dead;
};

/* By the 26 symbols, or by the typed code (11 symbols) where code is "". */
bool code_find(
    struct call *c, const char *code, const char *typed, struct code_row *out, struct error *err);

#endif
