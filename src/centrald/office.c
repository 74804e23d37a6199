#include "centrald/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define DAY_MS	   (24 * 60 * 60 * 1000L)
#define BANGKOK_MS (7 * 60 * 60 * 1000L)

static void read_office(void *arg, const struct store_row *row)
{
	struct api_office *o = arg;
	char type[16];
	row_text(row, 0, o->code, sizeof o->code);
	row_text(row, 1, type, sizeof type);
	row_text(row, 2, o->name_th, sizeof o->name_th);
	row_text(row, 3, o->name_en, sizeof o->name_en);
	if (!office_type_parse(&o->type, type))
		o->type = OFFICE_JOINT_CENTRE; /* may do least */
	o->may_enroll = row_int(row, 4) == 1 && office_type_may_enroll(o->type);
}

bool office_find(
    struct store *store, const char *code, struct api_office *out, bool *found, struct error *err)
{
	long rows = 0;
	memset(out, 0, sizeof *out);
	if (!store_query(
		store, SQL_OFFICE, SQL_PARAMS(sql_text(code)), read_office, out, &rows, err))
		return false;
	*found = rows == 1;
	return true;
}

bool terminal_known(struct store *store, const struct peer *peer, bool *known, struct error *err)
{
	int64_t active;
	if (!store_number(store, SQL_TERMINAL,
		SQL_PARAMS(sql_text(peer->office), sql_text(peer->counter)), &active, err))
		return false;
	*known = active == 1;
	return true;
}

static void read_setting(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, SETTING_SIZE);
}

bool setting_find(struct store *store, const char *name, char out[SETTING_SIZE], struct error *err)
{
	out[0] = '\0';
	return store_query(
	    store, SQL_SETTING, SQL_PARAMS(sql_text(name)), read_setting, out, NULL, err);
}

bool setting_yes(
    struct store *store, const char *name, bool otherwise, bool *out, struct error *err)
{
	char value[SETTING_SIZE];
	if (!setting_find(store, name, value, err))
		return false;
	*out = *value ? strcmp(value, "yes") == 0 : otherwise;
	return true;
}

bool policy_read(struct store *store, struct policy *out, struct error *err)
{
	return setting_yes(store, "approve_store", false, &out->approve_store, err) &&
	       setting_yes(store, "approve_remove", true, &out->approve_remove, err) &&
	       setting_yes(store, "exceptions", false, &out->exceptions, err);
}

bool policy_match_code(const struct centre *centre, bool *out, struct error *err)
{
	return setting_yes(centre->store, "match_code", centre->config->match_code, out, err);
}

bool policy_code_life(const struct centre *centre, long *seconds, struct error *err)
{
	char value[SETTING_SIZE];
	if (!setting_find(centre->store, "code_life", value, err))
		return false;
	*seconds = *value ? strtol(value, NULL, 10) : centre->config->code_life;
	return true;
}

bool enrolment_open(struct store *store, int64_t now, bool *open, struct error *err)
{
	char opens[SETTING_SIZE];
	char closes[SETTING_SIZE];
	struct date first;
	struct date last;
	struct date today = bangkok_time_of(now).date;
	if (!setting_find(store, "opens", opens, err) ||
	    !setting_find(store, "closes", closes, err))
		return false;
	*open = date_from_iso(&first, opens) && first.year != 0 &&
		date_compare(first, today) <= 0 &&
		(!*closes || (date_from_iso(&last, closes) && date_compare(today, last) <= 0));
	return true;
}

static bool parse_hours(const char *hours, int *from, int *to)
{
	int h1, m1, h2, m2;
	char rest;
	if (sscanf(hours, "%2d:%2d-%2d:%2d%c", &h1, &m1, &h2, &m2, &rest) != 4)
		return false;
	*from = h1 * 60 + m1;
	*to = h2 * 60 + m2;
	return h1 >= 0 && h1 < 24 && m1 >= 0 && m1 < 60 && m2 >= 0 && m2 < 60 && *from < *to &&
	       *to <= 24 * 60;
}

bool hours_valid(const char *hours)
{
	int from, to;
	return parse_hours(hours, &from, &to);
}

bool within_hours(struct store *store, int64_t now, bool *within, struct error *err)
{
	char hours[SETTING_SIZE];
	int from, to;
	struct bangkok_time t = bangkok_time_of(now);
	int minute = t.hour * 60 + t.minute;
	if (!setting_find(store, "hours", hours, err))
		return false;
	*within = !*hours || (parse_hours(hours, &from, &to) && minute >= from && minute < to);
	return true;
}

int64_t day_start(int64_t now)
{
	return now - (now + BANGKOK_MS) % DAY_MS;
}

bool day_span(struct date day, int64_t *from, int64_t *to)
{
	char iso[DATE_ISO_SIZE];
	char text[RFC3339_SIZE];
	date_to_iso(iso, day);
	snprintf(text, sizeof text, "%sT00:00:00Z", iso);
	if (!date_is_known(day) || !rfc3339_parse(from, text))
		return false;
	*from -= BANGKOK_MS;
	*to = *from + DAY_MS;
	return true;
}
