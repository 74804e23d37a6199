/* Officers: added and removed, their PINs, rights and offices, and for some days at another
 * one. A running centre asks the store at every login and every request. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/admin.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/secret.h"
#include "centrald/ids.h"
#include "centrald/load.h"
#include "centrald/office.h"

struct officer_entry {
	const char *id;
	char citizen[HASH_HEX_SIZE];
	char office[8];
	bool may_enroll;
};

static void take_officer(void *arg, const struct store_row *row)
{
	struct officer_entry *o = arg;
	row_text(row, 0, o->citizen, sizeof o->citizen);
	row_text(row, 1, o->office, sizeof o->office);
	o->may_enroll = row_int(row, 2) != 0;
}

static bool find_officer(struct admin *a, struct officer_entry *o, struct error *err)
{
	long rows = 0;
	*o = (struct officer_entry){.id = a->operands[0]};
	if (!store_query(a->store, SQL_OFFICER_ENTRY, SQL_PARAMS(sql_text(o->id)), take_officer, o,
		&rows, err))
		return false;
	return rows == 1 || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", o->id);
}

/* What the audit keeps of it: the act, the officer's office, the officer's id. */
static bool conclude(
    struct admin *a, const char *act, const struct officer_entry *o, struct error *err)
{
	return admin_record(a, act, o->office, o->id, err) && admin_commit(a, err);
}

bool officer_unlock(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_LOGIN_CLEAR,
		   SQL_PARAMS(sql_text(o.citizen), sql_int(a->now)), NULL, err) &&
	       conclude(a, "officer.unlock", &o, err);
}

static bool read_pin(const struct admin *a, char pin[API_PIN_DIGITS + 2], struct error *err)
{
	const char *text = admin_text(a, OPT_PIN_FD);
	char *end;
	long fd = strtol(text, &end, 10);
	if (!*text || *end || fd < 0 || fd > 1023)
		return error_set(err, PROBLEM_USAGE, "--pin-fd %s", text);
	ssize_t n = read((int)fd, pin, API_PIN_DIGITS + 1);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, "--pin-fd");
	pin[n] = '\0';
	pin[strcspn(pin, "\r\n")] = '\0';
	return (strlen(pin) == API_PIN_DIGITS && strspn(pin, "0123456789") == API_PIN_DIGITS) ||
	       error_set(err, PROBLEM_USAGE, "--pin-fd: eight digits");
}

/* Once, and before the transaction, which others would wait for. */
static bool hash_pin(struct admin *a, struct error *err)
{
	char pin[API_PIN_DIGITS + 2] = "";
	uint8_t salt[PIN_SALT_SIZE], hash[PIN_HASH_SIZE];
	if (*a->pin.hash)
		return true;
	bool ok = read_pin(a, pin, err);
	if (ok && !(random_bytes(salt, sizeof salt) && pin_scrypt(hash, pin, salt)))
		ok = error_set(err, PROBLEM_MEMORY, "scrypt");
	if (ok) {
		hex_text(a->pin.salt, salt, sizeof salt);
		hex_text(a->pin.hash, hash, sizeof hash);
	}
	secret_wipe(pin, sizeof pin);
	return ok;
}

/* A PIN that somebody else has chosen is good for making one's own, and for nothing else. */
bool officer_reset_pin(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return hash_pin(a, err) && admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_OFFICER_PIN_RESET,
		   SQL_PARAMS(sql_text(o.id), sql_text(a->pin.salt), sql_text(a->pin.hash)), NULL,
		   err) &&
	       store_run(a->store, SQL_SESSIONS_END_OTHERS,
		   SQL_PARAMS(sql_text(o.id), sql_text("")), NULL, err) &&
	       store_run(a->store, SQL_LOGIN_CLEAR,
		   SQL_PARAMS(sql_text(o.citizen), sql_int(a->now)), NULL, err) &&
	       conclude(a, "officer.reset-pin", &o, err);
}

static bool new_values(struct admin *a, struct officer_entry *o, struct error *err)
{
	const char *office = admin_text(a, OPT_OFFICE), *may = admin_text(a, OPT_MAY_ENROLL);
	struct api_office found_office;
	bool found = true;
	if (!*office && !*may)
		return error_set(err, PROBLEM_USAGE, "--office, --may-enroll");
	if (*may && strcmp(may, "yes") != 0 && strcmp(may, "no") != 0)
		return error_set(err, PROBLEM_USAGE, "--may-enroll %s", may);
	if (*office && !office_find(a->store, office, &found_office, &found, err))
		return false;
	if (!found || strlen(office) >= sizeof o->office)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", office);
	if (*office)
		memcpy(o->office, office, strlen(office) + 1);
	if (*may)
		o->may_enroll = strcmp(may, "yes") == 0;
	return true;
}

/* Who is logged in with other rights or at another office has to log in anew. */
bool officer_set(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) && new_values(a, &o, err) &&
	       store_run(a->store, SQL_OFFICER_SET,
		   SQL_PARAMS(sql_text(o.id), sql_text(o.office), sql_int(o.may_enroll)), NULL,
		   err) &&
	       store_run(a->store, SQL_SESSIONS_END_OTHERS,
		   SQL_PARAMS(sql_text(o.id), sql_text("")), NULL, err) &&
	       conclude(a, "officer.set", &o, err);
}

/* ---- coming and going ---- */

enum { PERSON_NUMBER, PERSON_PIN, PERSON_NAME, PERSON_LINES };

/* Number, PIN and name, a line each; kept, for a descriptor is read once. */
static bool read_person(struct admin *a, struct error *err)
{
	const char *text = admin_text(a, OPT_PERSON_FD);
	char *end;
	long fd = strtol(text, &end, 10);
	size_t len = strlen(a->person);
	ssize_t n = 1;
	if (len > 0)
		return true;
	if (!*text || *end || fd < 0 || fd > 1023)
		return error_set(err, PROBLEM_USAGE, "--person-fd %s", text);
	while (n > 0 && len < sizeof a->person - 1) {
		n = read((int)fd, a->person + len, sizeof a->person - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, "--person-fd");
	a->person[len] = '\0';
	return true;
}

static bool split_person(char *text, char *lines[PERSON_LINES], struct error *err)
{
	for (int i = 0; i < PERSON_LINES; i++) {
		size_t len = strcspn(text, "\n");
		bool last = text[len] == '\0';
		lines[i] = text;
		text[len] = '\0';
		text += last ? len : len + 1;
	}
	return (*lines[PERSON_NAME] && !*text) ||
	       error_set(err, PROBLEM_USAGE, "--person-fd: number, PIN and name, a line each");
}

/* The row's rules are those of officers.csv. */
static bool add_officer(struct admin *a, char *const lines[PERSON_LINES], struct error *err)
{
	const struct load_table *t = load_table_of("officers.csv");
	struct loader l = {.store = a->store, .keys = a->keys, .complaints = stderr};
	const char *may = admin_text(a, OPT_MAY_ENROLL);
	const char *const fields[] = {a->operands[0], lines[PERSON_NUMBER], lines[PERSON_PIN],
	    lines[PERSON_NAME], admin_text(a, OPT_OFFICE), *may ? may : "yes", "yes"};
	err->problem = PROBLEM_NONE;
	const char *wrong = t->row(&l, (char *const *)(uintptr_t)fields, err);
	if (wrong)
		return error_set(err, PROBLEM_USAGE, "%s: %s", a->operands[0], wrong);
	return err->problem == PROBLEM_NONE &&
	       admin_record(a, "officer.add", admin_text(a, OPT_OFFICE), a->operands[0], err) &&
	       admin_commit(a, err);
}

/* With a PIN that somebody else has chosen, to be changed at once. */
bool officer_add(struct admin *a, int *status, struct error *err)
{
	char text[sizeof a->person];
	char *lines[PERSON_LINES];
	(void)status;
	if (!read_person(a, err))
		return false;
	memcpy(text, a->person, sizeof text);
	bool ok =
	    split_person(text, lines, err) && admin_begin(a, err) && add_officer(a, lines, err);
	secret_wipe(text, sizeof text);
	return ok;
}

static bool end_sessions(struct admin *a, const struct officer_entry *o, struct error *err)
{
	return store_run(a->store, SQL_SESSIONS_END_OTHERS,
	    SQL_PARAMS(sql_text(o->id), sql_text("")), NULL, err);
}

bool officer_remove(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_OFFICER_REMOVE, SQL_PARAMS(sql_text(o.id)), NULL, err) &&
	       store_run(a->store, SQL_LOAN_END, SQL_PARAMS(sql_text(o.id)), NULL, err) &&
	       store_run(a->store, SQL_RIGHTS_END, SQL_PARAMS(sql_text(o.id)), NULL, err) &&
	       end_sessions(a, &o, err) && conclude(a, "officer.remove", &o, err);
}

/* ---- at another office ---- */

static bool loan_days(
    const struct admin *a, char first[DATE_ISO_SIZE], char last[DATE_ISO_SIZE], struct error *err)
{
	struct date from, to;
	if (!date_from_iso(&from, admin_text(a, OPT_FROM)) || !date_is_known(from) ||
	    !date_from_iso(&to, admin_text(a, OPT_TO)) || !date_is_known(to) ||
	    date_compare(from, to) > 0)
		return error_set(err, PROBLEM_USAGE, "--from, --to: YYYY-MM-DD");
	date_to_iso(first, from);
	date_to_iso(last, to);
	return true;
}

static bool loan_office(struct admin *a, const struct officer_entry *o, struct error *err)
{
	const char *code = admin_text(a, OPT_OFFICE);
	struct api_office office;
	bool found = false;
	if (!*code || strcmp(code, o->office) == 0)
		return error_set(err, PROBLEM_USAGE, "--office %s", code);
	if (!office_find(a->store, code, &office, &found, err))
		return false;
	return found || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", code);
}

/* Another loan takes the place of the one that stands. Who is logged in where they do not
 * belong any more is refused at the next request. */
bool officer_lend(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	char first[DATE_ISO_SIZE], last[DATE_ISO_SIZE];
	(void)status;
	return loan_days(a, first, last, err) && admin_begin(a, err) && find_officer(a, &o, err) &&
	       loan_office(a, &o, err) &&
	       store_run(a->store, SQL_LOAN_PUT,
		   SQL_PARAMS(sql_text(o.id), sql_text(admin_text(a, OPT_OFFICE)), sql_text(first),
		       sql_text(last)),
		   NULL, err) &&
	       conclude(a, "officer.lend", &o, err);
}

bool officer_recall(struct admin *a, int *status, struct error *err)
{
	struct officer_entry o;
	(void)status;
	return admin_begin(a, err) && find_officer(a, &o, err) &&
	       store_run(a->store, SQL_LOAN_END, SQL_PARAMS(sql_text(o.id)), NULL, err) &&
	       conclude(a, "officer.recall", &o, err);
}

/* ---- showing; no names ---- */

static void show_officer(void *arg, const struct store_row *row)
{
	static const char *const yes[] = {"no", "yes"};
	char id[API_ID_SIZE], text[4][DATE_ISO_SIZE];
	static const int columns[] = {1, 4, 5, 6};
	row_text(row, 0, id, sizeof id);
	for (int i = 0; i < 4; i++)
		row_text(row, columns[i], text[i], sizeof text[i]);
	table_row(
	    arg, (const struct cell[]){CELL_TEXT(id), CELL_TEXT(text[0]),
		     CELL_TEXT(yes[row_int(row, 2) == 1]), CELL_TEXT(yes[row_int(row, 3) == 1]),
		     CELL_TEXT(text[1]), CELL_TEXT(text[2]), CELL_TEXT(text[3])});
}

bool officer_list(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {
	    "officer", "office", "may_enroll", "must_change", "lent_to", "from", "to", NULL};
	struct table t;
	(void)status;
	if (!admin_table(a, &t, columns, err))
		return false;
	bool ok = store_query(a->store, SQL_OFFICERS,
	    SQL_PARAMS(sql_text(admin_text(a, OPT_OFFICE))), show_officer, &t, NULL, err);
	return table_end(&t, err) && ok;
}
