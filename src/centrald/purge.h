/*
 * centrald/purge.h - what the store tells of persons goes when its time is over. How long
 * each is kept stands in ddopa-centrald(8); the settings keep_ended, keep_acts and
 * keep_evidence say it in days. Rows that reports count stay, without the person.
 *
 * The audit is never purged: it has keyed hashes alone, and its chains bear no gap.
 */
#ifndef DDOPA_CENTRALD_PURGE_H
#define DDOPA_CENTRALD_PURGE_H

#include "centrald/store.h"

#define PURGE_KEEP_ENDED    90	 /* days: enrollments that came to nothing, bookings */
#define PURGE_KEEP_ACTS	    365	 /* days: approvals, writes to chips */
#define PURGE_KEEP_EVIDENCE 3650 /* days: what shows that a digital ID was given rightly */
#define PURGE_KEEP_MAX	    36500

enum purge_part {
	PURGE_EVIDENCE,
	PURGE_ENDED,
	PURGE_GIVEN,
	PURGE_CODES,
	PURGE_APPROVALS,
	PURGE_FINGER_WRITES,
	PURGE_REFUSALS,
	PURGE_LOGINS,
	PURGE_REVOCATIONS,
	PURGE_SUBJECTS,
	PURGE_BOOKINGS,
	PURGE_SLOT_PLACES, /* how many had booked an hour that is over: nobody's data */
	PURGE_PARTS
};

const char *purge_part_name(enum purge_part part); /* "evidence", … */

/* Within the open group: at most 1,000 rows of each part. counts are added to; *rows: how
 * many it were this time, 0 when nothing is left. */
bool purge_batch(
    struct store *s, int64_t now, long counts[PURGE_PARTS], long *rows, struct error *err);

#endif
