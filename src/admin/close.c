/* The close of a day: what was created, by the audit, is the sum of the ends that the store has
 * for them and of what is still open. The figures are signed with the centre's key and kept;
 * where they do not balance, each enrollment that does not fit is named, and nothing is signed.
 * With them the audit's last checkpoint is signed, so that a printed close bears witness too. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "base/date.h"
#include "base/lang.h"
#include "centrald/office.h"
#include "person/person.h"
#include "wire/json.h"
#include "wire/jws.h"

#define HEADER "\"typ\":\"ddopa-close+jwt\""

/* The payload that is signed. */
struct figures {
	char day[DATE_ISO_SIZE];
	char office[8]; /* "": all */
	int64_t time;
	long checkpoint; /* the audit's last one: its number and hash, 0 and "" for none */
	char history[HASH_HEX_SIZE];
	long created, success, expired, cancelled, locked, contested, refused, open;
};

static const struct field fields_figures[] = {
    {FIELD(FIELD_ID, figures, day)},
    {FIELD(FIELD_ID, figures, office), .optional = true},
    {FIELD(FIELD_TIME, figures, time)},
    {FIELD(FIELD_NUMBER, figures, checkpoint), .max = NUMBER_MAX},
    {FIELD(FIELD_ID, figures, history), .optional = true},
    {FIELD(FIELD_NUMBER, figures, created), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, success), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, expired), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, cancelled), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, locked), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, contested), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, refused), .max = NUMBER_MAX},
    {FIELD(FIELD_NUMBER, figures, open), .max = NUMBER_MAX},
    {0},
};
static const struct shape shape_figures = {
    fields_figures, sizeof(struct figures), PROBLEM_CENTRE_INTERNAL};

struct closing {
	struct admin *admin;
	struct figures f;
	int64_t from, to;
	struct table table;
	char jws[API_JWS_MAX];
};

/* ---- the figures ---- */

static void take_state(void *arg, const struct store_row *row)
{
	struct figures *f = arg;
	long *const at[STATE_COUNT] = {
	    [STATE_SUCCESS] = &f->success,
	    [STATE_EXPIRED] = &f->expired,
	    [STATE_CANCELLED] = &f->cancelled,
	    [STATE_LOCKED] = &f->locked,
	    [STATE_CONTESTED] = &f->contested,
	    [STATE_REFUSED] = &f->refused,
	};
	enum enrolment_state state;
	if (!enrolment_state_parse(&state, row_borrow(row, 0)))
		return; /* then the sum is too small, and it is told */
	*(at[state] ? at[state] : &f->open) += (long)row_int(row, 1);
}

static void take_checkpoint(void *arg, const struct store_row *row)
{
	struct figures *f = arg;
	f->checkpoint = (long)row_int(row, 0);
	row_text(row, 3, f->history, sizeof f->history);
}

static bool count(struct closing *c, struct error *err)
{
	struct store *s = c->admin->store;
	struct figures *f = &c->f;
	int64_t created;
	const struct sql_param *params =
	    SQL_PARAMS(sql_int(c->from), sql_int(c->to), sql_text(f->office));
	if (!store_number(s, SQL_CLOSE_CREATED, params, &created, err) ||
	    !store_query(s, SQL_CLOSE_STATES, params, take_state, f, NULL, err) ||
	    !store_query(s, SQL_CHECKPOINT_LAST, SQL_NO_PARAMS, take_checkpoint, f, NULL, err))
		return false;
	f->created = (long)created;
	return true;
}

static long sum(const struct figures *f)
{
	return f->success + f->expired + f->cancelled + f->locked + f->contested + f->refused +
	       f->open;
}

/* ---- what does not fit ---- */

static const struct {
	const char *name, *text;
} faults[] = {
    {"no-enrollment", N_("the audit says that it was created, and the store does not have it")},
    {"no-record", N_("the store has it, and the audit does not say that it was created")},
    {"no-state", N_("it never came into the state that it is in")},
    {"open-or-not", N_("it is open in a state that is an end, or the other way round")},
    {"no-receipt", N_("it succeeded without a receipt")},
};

static void take_fault(void *arg, const struct store_row *row)
{
	struct closing *c = arg;
	const char *text = "";
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (strcmp(faults[i].name, row_borrow(row, 0)) == 0)
			text = c->table.format == TABLE_TEXT ? _(faults[i].text) : faults[i].text;
	table_row(&c->table, (const struct cell[]){CELL_TEXT(row_borrow(row, 0)),
				 CELL_TEXT(row_borrow(row, 1)), CELL_TEXT(text)});
}

static bool print_faults(struct closing *c, struct error *err)
{
	static const char *const columns[] = {"fault", "enrollment", "meaning", NULL};
	if (!admin_table(c->admin, &c->table, columns, err))
		return false;
	bool ok = store_query(c->admin->store, SQL_CLOSE_FAULTS,
	    SQL_PARAMS(sql_int(c->from), sql_int(c->to), sql_text(c->f.office)), take_fault, c,
	    NULL, err);
	return table_end(&c->table, err) && ok;
}

/* Into memory: whoever reads the output may let it wait, and a centre on the same store must
 * not wait with it. *text is the caller's to free. */
static bool gather_faults(struct closing *c, char **text, size_t *size, struct error *err)
{
	FILE *out = c->admin->out;
	c->admin->out = open_memstream(text, size);
	bool ok = c->admin->out ? print_faults(c, err) : error_set(err, PROBLEM_MEMORY, "close");
	if (c->admin->out && fclose(c->admin->out) != 0)
		ok = error_set(err, PROBLEM_MEMORY, "close");
	c->admin->out = out;
	return ok;
}

static bool tell(FILE *out, const char *text, size_t size, struct error *err)
{
	return (fwrite(text, 1, size, out) == size && fflush(out) == 0) ||
	       error_errno(err, PROBLEM_IO, errno, "output");
}

static void count_fault(void *arg, const struct store_row *row)
{
	(void)row;
	++*(long *)arg;
}

static bool balances(struct closing *c, bool *well, struct error *err)
{
	long wrong = 0;
	bool ok = store_query(c->admin->store, SQL_CLOSE_FAULTS,
	    SQL_PARAMS(sql_int(c->from), sql_int(c->to), sql_text(c->f.office)), count_fault,
	    &wrong, NULL, err);
	*well = wrong == 0 && c->f.created == sum(&c->f);
	return ok;
}

/* ---- the signed close ---- */

static bool sign(struct closing *c, struct error *err)
{
	struct buf payload = BUF_INIT, jws = BUF_INIT;
	shape_write(&payload, &shape_figures, &c->f);
	bool ok = buf_ok(&payload) || error_set(err, PROBLEM_MEMORY, "close");
	ok = ok &&
	     jws_sign(&jws, keys_receipt(c->admin->keys), HEADER, payload.data, payload.len, err);
	if (ok && (!buf_ok(&jws) || jws.len >= sizeof c->jws))
		ok = error_set(err, PROBLEM_MEMORY, "close");
	if (ok)
		memcpy(c->jws, jws.data, jws.len + 1);
	buf_free(&payload);
	buf_free(&jws);
	return ok;
}

static bool put_down(struct closing *c, struct error *err)
{
	struct admin *a = c->admin;
	return sign(c, err) &&
	       store_run(a->store, SQL_CLOSE_ADD,
		   SQL_PARAMS(sql_text(c->f.day), sql_text(c->f.office), sql_int(c->f.time),
		       sql_text(c->jws)),
		   NULL, err) &&
	       admin_record(a, "day.close", c->f.office, c->f.day, err) && admin_commit(a, err);
}

static bool show(struct closing *c, struct error *err)
{
	static const char *const columns[] = {"day", "office", "created", "success", "expired",
	    "cancelled", "locked", "contested", "refused", "open", "signed", NULL};
	const struct figures *f = &c->f;
	if (!admin_table(c->admin, &c->table, columns, err))
		return false;
	table_row(&c->table,
	    (const struct cell[]){CELL_TEXT(f->day), CELL_TEXT(f->office), CELL_NUMBER(f->created),
		CELL_NUMBER(f->success), CELL_NUMBER(f->expired), CELL_NUMBER(f->cancelled),
		CELL_NUMBER(f->locked), CELL_NUMBER(f->contested), CELL_NUMBER(f->refused),
		CELL_NUMBER(f->open), CELL_TEXT(c->jws)});
	return table_end(&c->table, err);
}

/* ---- the command ---- */

static bool day_asked(struct closing *c, struct error *err)
{
	const struct admin *a = c->admin;
	const char *office = admin_text(a, OPT_OFFICE);
	struct date day;
	if (!date_from_iso(&day, admin_text(a, OPT_DAY)) || !date_is_known(day) ||
	    !day_span(day, &c->from, &c->to))
		return error_set(err, PROBLEM_USAGE, "--day YYYY-MM-DD");
	if (strlen(office) >= sizeof c->f.office)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", office);
	memcpy(c->f.office, office, strlen(office) + 1);
	date_to_iso(c->f.day, day);
	c->f.time = a->now;
	return c->to <= a->now || error_set(err, PROBLEM_DAY_NOT_OVER, "%s", c->f.day);
}

/* Of an office that does not exist there is nothing to sign. */
static bool office_known(const struct closing *c, struct error *err)
{
	struct api_office office;
	bool found = true;
	if (*c->f.office && !office_find(c->admin->store, c->f.office, &office, &found, err))
		return false;
	return found || error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", c->f.office);
}

static void take_jws(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, API_JWS_MAX);
}

/* One that was closed is shown as it was signed. */
static bool show_closed(struct closing *c, bool *closed, struct error *err)
{
	struct jws j;
	if (!store_query(c->admin->store, SQL_CLOSE,
		SQL_PARAMS(sql_text(c->f.day), sql_text(c->f.office)), take_jws, c->jws, NULL, err))
		return false;
	*closed = *c->jws != '\0';
	if (!*closed)
		return true;
	if (!jws_parse(&j, c->jws, strlen(c->jws), err))
		return false;
	bool ok = jws_verify(&j, keys_receipt(c->admin->keys), err) &&
		  shape_read(&shape_figures, &c->f, j.payload.data, j.payload.len, err);
	jws_free(&j);
	return ok && show(c, err);
}

/* First the record, which ends the transaction, then the words. Always false. */
static bool refuse(struct closing *c, struct error *err)
{
	char *text = NULL;
	size_t size = 0;
	struct error why;
	if (gather_faults(c, &text, &size, err)) {
		error_set(err, PROBLEM_CLOSE_UNBALANCED, "%s: %ld <> %ld", c->f.day, c->f.created,
		    sum(&c->f));
		admin_refused(c->admin, "day.close", c->f.office, err);
		if (err->problem == PROBLEM_CLOSE_UNBALANCED &&
		    !tell(c->admin->out, text, size, &why))
			*err = why;
	}
	free(text);
	return false;
}

static bool close_open_day(struct closing *c, struct error *err)
{
	bool well = false;
	if (!admin_begin(c->admin, err) || !count(c, err) || !balances(c, &well, err))
		return false;
	return well ? put_down(c, err) && show(c, err) : refuse(c, err);
}

bool close_day(struct admin *a, int *status, struct error *err)
{
	struct closing c = {.admin = a};
	bool closed;
	(void)status;
	return day_asked(&c, err) && office_known(&c, err) && show_closed(&c, &closed, err) &&
	       (closed || close_open_day(&c, err));
}
