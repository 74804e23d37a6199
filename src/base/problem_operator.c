/*
 * base/problem_operator.c - rows of the catalogue: what ddopa-admin tells the centre's
 * operators (DD-9xx).
 */
#include <sysexits.h>

#include "base/lang.h"
#include "base/problem_rows.h"

const struct problem_row problem_rows_operator[PROBLEM_ROWS_OPERATOR] = {
    [PROBLEM_AUDIT_BROKEN] = {.id = "DD-901",
	.name = "audit-broken",
	.exit_code = EX_DATAERR,
	.what = N_("The audit is not whole."),
	.why = N_("Records or checkpoints were changed, added or taken away, or the store was "
		  "restored from an older backup."),
	.todo = N_("Keep the store as it is, take a copy, and tell those responsible for "
		   "security.")},
};
