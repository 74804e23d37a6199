#include "centrald/purge.h"

#include <stdlib.h>

#include "base/date.h"
#include "centrald/office.h"

#define DAY_MS (24 * 60 * 60 * 1000LL)

struct ages {
	int64_t ended, acts, evidence; /* older than these times */
};

/* Each statement has $1, a time or a day at UTC+7, and those of two ages $2. */
static const struct {
	enum sql statement;
	const char *name;
	size_t first;
	bool second; /* $2: that of evidence */
	bool day;    /* $1: the day of that time */
} parts[] = {
    [PURGE_EVIDENCE] = {.statement = SQL_PURGE_EVIDENCE,
	.name = "evidence",
	.first = offsetof(struct ages, ended),
	.second = true},
    [PURGE_ENDED] = {.statement = SQL_PURGE_ENDED,
	.name = "ended",
	.first = offsetof(struct ages, ended)},
    [PURGE_GIVEN] = {.statement = SQL_PURGE_GIVEN,
	.name = "given",
	.first = offsetof(struct ages, evidence)},
    [PURGE_CODES] = {.statement = SQL_PURGE_CODES,
	.name = "codes",
	.first = offsetof(struct ages, ended)},
    [PURGE_APPROVALS] = {.statement = SQL_PURGE_APPROVALS,
	.name = "approvals",
	.first = offsetof(struct ages, acts)},
    [PURGE_FINGER_WRITES] = {.statement = SQL_PURGE_FINGER_WRITES,
	.name = "finger-writes",
	.first = offsetof(struct ages, acts)},
    [PURGE_REFUSALS] = {.statement = SQL_PURGE_REFUSALS,
	.name = "refusals",
	.first = offsetof(struct ages, evidence)},
    [PURGE_LOGINS] = {.statement = SQL_PURGE_LOGINS,
	.name = "logins",
	.first = offsetof(struct ages, ended)},
    [PURGE_REVOCATIONS] = {.statement = SQL_PURGE_REVOCATIONS,
	.name = "revocations",
	.first = offsetof(struct ages, evidence)},
    [PURGE_SUBJECTS] = {.statement = SQL_PURGE_SUBJECTS,
	.name = "subjects",
	.first = offsetof(struct ages, ended)},
    [PURGE_BOOKINGS] = {.statement = SQL_PURGE_BOOKINGS,
	.name = "bookings",
	.first = offsetof(struct ages, ended),
	.day = true},
    [PURGE_SLOT_PLACES] = {.statement = SQL_PURGE_SLOT_PLACES,
	.name = "slot-places",
	.first = offsetof(struct ages, ended),
	.day = true},
};

_Static_assert(sizeof parts / sizeof *parts == PURGE_PARTS, "a row for each part");

const char *purge_part_name(enum purge_part part)
{
	return parts[part].name;
}

static bool age_of(
    struct store *s, const char *setting, long preset, int64_t now, int64_t *out, struct error *err)
{
	char value[SETTING_SIZE];
	if (!setting_find(s, setting, value, err))
		return false;
	*out = now - (*value ? strtol(value, NULL, 10) : preset) * DAY_MS;
	return true;
}

static bool read_ages(struct store *s, int64_t now, struct ages *out, struct error *err)
{
	return age_of(s, "keep_ended", PURGE_KEEP_ENDED, now, &out->ended, err) &&
	       age_of(s, "keep_acts", PURGE_KEEP_ACTS, now, &out->acts, err) &&
	       age_of(s, "keep_evidence", PURGE_KEEP_EVIDENCE, now, &out->evidence, err);
}

static bool purge_part(struct store *s, enum purge_part part, const struct ages *ages,
    long *changes, struct error *err)
{
	int64_t first = *(const int64_t *)((const char *)ages + parts[part].first);
	enum sql q = parts[part].statement;
	if (parts[part].day) {
		char day[DATE_ISO_SIZE];
		date_to_iso(day, bangkok_time_of(first).date);
		return store_run(s, q, SQL_PARAMS(sql_text(day)), changes, err);
	}
	if (parts[part].second)
		return store_run(
		    s, q, SQL_PARAMS(sql_int(first), sql_int(ages->evidence)), changes, err);
	return store_run(s, q, SQL_PARAMS(sql_int(first)), changes, err);
}

bool purge_batch(
    struct store *s, int64_t now, long counts[PURGE_PARTS], long *rows, struct error *err)
{
	struct ages ages;
	*rows = 0;
	if (!read_ages(s, now, &ages, err))
		return false;
	for (int part = 0; part < PURGE_PARTS; part++) {
		long changes = 0;
		if (!purge_part(s, (enum purge_part)part, &ages, &changes, err))
			return false;
		counts[part] += changes;
		*rows += changes;
	}
	return true;
}
