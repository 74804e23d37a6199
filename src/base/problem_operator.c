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
    [PROBLEM_CLOSE_UNBALANCED] = {.id = "DD-902",
	.name = "close-unbalanced",
	.exit_code = EX_DATAERR,
	.what = N_("The day does not balance and is not closed."),
	.why = N_("What was created is not the sum of what ended and what is open; the "
		  "enrollments that do not fit are named."),
	.todo = N_("Check the audit, find out what became of them, and close the day then.")},
    [PROBLEM_DAY_NOT_OVER] = {.id = "DD-903",
	.name = "day-not-over",
	.exit_code = EX_TEMPFAIL,
	.what = N_("The day is not over."),
	.why = N_("Until its midnight more can be created."),
	.todo = N_("Close it tomorrow.")},
    [PROBLEM_NO_SUCH_ENTRY] = {.id = "DD-904",
	.name = "no-such-entry",
	.exit_code = EX_DATAERR,
	.what = N_("There is no such entry."),
	.why = N_("No office, officer or proposal bears this name."),
	.todo = N_("Check the name and give the command again.")},
    [PROBLEM_BAD_LINES] = {.id = "DD-905",
	.name = "bad-lines",
	.exit_code = EX_DATAERR,
	.what = N_("Lines of the file are wrong; nothing was loaded."),
	.why = N_("Each wrong line is told with its number."),
	.todo = N_("Correct them and load the file again.")},
    [PROBLEM_FOUR_EYES] = {.id = "DD-906",
	.name = "four-eyes",
	.exit_code = EX_NOPERM,
	.what = N_("Another operator has to approve it."),
	.why = N_("Who proposed a change cannot approve it, and it is approved once."),
	.todo = N_("Let another operator give the command.")},
    [PROBLEM_AUTHORITY] = {.id = "DD-909",
	.name = "authority",
	.exit_code = EX_CONFIG,
	.what = N_("Nothing can be signed with the authority's certificate and key."),
	.why = N_("A file is missing, they do not belong together, others may read the key, or the "
		  "certificate is no authority's or has expired."),
	.todo = N_("Give the authority's certificate and its key, a file of mode 0600.")},
};
