/*
 * centrald/office.h - offices and settings as the store has them.
 */
#ifndef DDOPA_CENTRALD_OFFICE_H
#define DDOPA_CENTRALD_OFFICE_H

#include "base/date.h"
#include "centrald/call.h"

/* found is false when there is none of that code. */
bool office_find(
    struct store *store, const char *code, struct api_office *out, bool *found, struct error *err);
/* Active counters only. */
bool terminal_known(struct store *store, const struct peer *peer, bool *known, struct error *err);

#define SETTING_SIZE 64
/* "" when it is not set. */
bool setting_find(struct store *store, const char *name, char out[SETTING_SIZE], struct error *err);

/* "yes" or not; `otherwise` when it is not set. */
bool setting_yes(
    struct store *store, const char *name, bool otherwise, bool *out, struct error *err);

/* What the centre's settings say of second officers; where they say nothing: a second one
 * for removing, none for storing, and no exceptions. */
struct policy {
	bool approve_store, approve_remove, exceptions;
};
bool policy_read(struct store *store, struct policy *out, struct error *err);

/* What the settings say, or where they say nothing the options that the centre runs with: must
 * the officer type the phone's digits (`match_code`); how many seconds a code lives
 * (`code_life`, at most CODE_LIFE_MAX). */
#define CODE_LIFE_MAX 600
bool policy_match_code(const struct centre *centre, bool *out, struct error *err);
bool policy_code_life(const struct centre *centre, long *seconds, struct error *err);

/* Is enrollment open on this day (settings `opens` and `closes`, days at UTC+7)? */
bool enrolment_open(struct store *store, int64_t now, bool *open, struct error *err);
/* Within the hours of service (setting `hours`, "08:30-16:30"; none: always)? */
bool within_hours(struct store *store, int64_t now, bool *within, struct error *err);
bool hours_valid(const char *hours);

/* A day at UTC+7: from its midnight to the next; false for a day that is none. */
bool day_span(struct date day, int64_t *from, int64_t *to);

/* Midnight at UTC+7 before `now`, in milliseconds. */
int64_t day_start(int64_t now);

#endif
