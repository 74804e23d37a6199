/*
 * centrald/init.h - `ddopa-centrald init`: makes a store and its keys from a directory of
 * CSV files. What is wrong in any line of any file is told, and then nothing is made.
 *
 *   settings.csv   name,value            quota, opens, closes, hours
 *   offices.csv    code,type,name_th,name_en,may_enroll
 *   terminals.csv  office,counter
 *   officers.csv   id,citizen_number,pin,name,office,may_enroll
 *   people.csv     citizen_number,name_th,name_en,birth,sex,address,status,nationality
 *   cards.csv      citizen_number,request_number,issued,expires,status
 *   slots.csv      office,hour,places    may be missing
 *
 * PINs stand in the clear there: such a file is for training and tests, or is wiped after.
 */
#ifndef DDOPA_CENTRALD_INIT_H
#define DDOPA_CENTRALD_INIT_H

#include <stdio.h>

#include "base/error.h"

struct init_store {
	const char *store, *keys, *from; /* borrowed */
	FILE *complaints;		 /* one a line */
};

/* bad counts the complaints; with any, false is returned, err->problem is PROBLEM_NONE,
 * and no store is left. */
bool init_store(const struct init_store *in, long *bad, struct error *err);

#endif
