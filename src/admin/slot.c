/* Queue Online: how many may book which hour of an office. A running centre asks the store at
 * every booking; who has booked keeps their place when there are fewer. */
#include <stdio.h>
#include <string.h>

#include "admin/admin.h"
#include "base/date.h"
#include "centrald/load.h"

/* "9", or "8-15": the hours that begin at 8:00 to 15:00. */
static bool hours_of(const char *text, int *first, int *last)
{
	char end;
	int n = sscanf(text, "%2d-%2d%c", first, last, &end);
	if (n == 1 && strspn(text, "0123456789") == strlen(text))
		*last = *first;
	else if (n != 2)
		return false;
	return *first >= 0 && *first <= *last && *last <= 23;
}

static bool set_hour(struct admin *a, int hour, struct error *err)
{
	char text[4];
	struct loader l = {.store = a->store, .keys = a->keys, .complaints = stderr};
	snprintf(text, sizeof text, "%d", hour % 100);
	char *const fields[] = {a->operands[0], text, a->operands[2]};
	err->problem = PROBLEM_NONE;
	const char *wrong = load_table_of("slots.csv")->row(&l, fields, err);
	if (wrong)
		return error_set(err, PROBLEM_USAGE, "%s %s: %s", fields[0], text, wrong);
	return err->problem == PROBLEM_NONE;
}

bool slot_set(struct admin *a, int *status, struct error *err)
{
	int first, last;
	char about[API_ID_SIZE];
	(void)status;
	if (!hours_of(a->operands[1], &first, &last))
		return error_set(err, PROBLEM_USAGE, "%s", a->operands[1]);
	if (!admin_begin(a, err))
		return false;
	for (int hour = first; hour <= last; hour++)
		if (!set_hour(a, hour, err))
			return false;
	snprintf(about, sizeof about, "%.5s=%.9s", a->operands[1], a->operands[2]);
	return admin_record(a, "slot.set", a->operands[0], about, err) && admin_commit(a, err);
}

bool slot_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return admin_load(a, "slots.csv", "slot.set", err);
}

static void show_slot(void *arg, const struct store_row *row)
{
	char office[8];
	row_text(row, 0, office, sizeof office);
	table_row(arg, (const struct cell[]){CELL_TEXT(office), CELL_NUMBER(row_int(row, 1)),
			   CELL_NUMBER(row_int(row, 2)), CELL_NUMBER(row_int(row, 3))});
}

/* Of today at UTC+7 where no day is asked for. */
bool slot_list(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"office", "hour", "places", "taken", NULL};
	struct date day = bangkok_time_of(a->now).date;
	char iso[DATE_ISO_SIZE];
	struct table t;
	(void)status;
	if (a->value[OPT_DAY] && !(date_from_iso(&day, a->value[OPT_DAY]) && date_is_known(day)))
		return error_set(err, PROBLEM_USAGE, "--day %s: YYYY-MM-DD", a->value[OPT_DAY]);
	date_to_iso(iso, day);
	if (!admin_table(a, &t, columns, err))
		return false;
	bool ok = store_query(a->store, SQL_SLOT_LIST,
	    SQL_PARAMS(sql_text(admin_text(a, OPT_OFFICE)), sql_text(iso)), show_slot, &t, NULL,
	    err);
	return table_end(&t, err) && ok;
}
