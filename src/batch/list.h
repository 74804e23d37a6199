/* batch/list.h - the question of `ddopa list`, which `ddopa status` asks too. */
#ifndef DDOPA_BATCH_LIST_H
#define DDOPA_BATCH_LIST_H

#include "batch/errand.h"

/* Asks for the office's open enrollments, prints them and ends the errand. */
void list_ask(struct errand *e);

#endif
