/* Store and keys of one run, and what its options say. */
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admin/admin.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/office.h"

#define TRIES		5  /* of a transaction that another process's was in the way of */
#define PAUSE_MS	20 /* before the first repetition; each waits longer */
#define SETTLE_TRIES	40 /* after a commit in doubt */
#define SETTLE_PAUSE_MS 200

static bool format_asked(const struct admin *a, enum table_format *out, struct error *err)
{
	return table_format_parse(out, a->value[OPT_FORMAT]) ||
	       error_set(err, PROBLEM_USAGE, "--format %s", a->value[OPT_FORMAT]);
}

bool admin_open(struct admin *a, struct error *err)
{
	struct buf path = BUF_INIT;
	const char *keys = a->value[OPT_KEYS];
	enum table_format format;
	if (!a->value[OPT_STORE] || (!keys && store_is_shared(a->value[OPT_STORE])))
		return error_set(err, PROBLEM_USAGE, a->value[OPT_STORE] ? "--keys" : "--store");
	/* Here already: what changes something prints only after it has. */
	if (!format_asked(a, &format, err))
		return false;
	a->now = clock_real_ms(&clock_system);
	buf_printf(&path, "%s%s", keys ? keys : a->value[OPT_STORE], keys ? "" : ".keys");
	if (!buf_ok(&path)) {
		buf_free(&path);
		return error_set(err, PROBLEM_MEMORY, "--store");
	}
	a->store = store_open(a->value[OPT_STORE], err);
	a->keys = a->store ? keys_borrow((const char *)path.data, err) : NULL;
	buf_free(&path);
	return a->keys != NULL;
}

void admin_close(struct admin *a)
{
	secret_wipe(a->person, sizeof a->person);
	keys_close(a->keys);
	store_close(a->store);
}

const char *admin_text(const struct admin *a, enum admin_option o)
{
	return a->value[o] ? a->value[o] : "";
}

bool admin_table(
    const struct admin *a, struct table *t, const char *const *columns, struct error *err)
{
	*t = (struct table){.out = a->out, .columns = columns};
	if (!format_asked(a, &t->format, err))
		return false;
	table_begin(t);
	return true;
}

static bool day_of(const char *text, int64_t *from, int64_t *to, struct error *err)
{
	struct date day;
	return (date_from_iso(&day, text) && date_is_known(day) && day_span(day, from, to)) ||
	       error_set(err, PROBLEM_USAGE, "%s: YYYY-MM-DD", text);
}

bool admin_span(const struct admin *a, int64_t *from, int64_t *to, struct error *err)
{
	int64_t other;
	*from = 0;
	*to = INT64_MAX;
	return (!a->value[OPT_FROM] || day_of(a->value[OPT_FROM], from, &other, err)) &&
	       (!a->value[OPT_TO] || day_of(a->value[OPT_TO], &other, to, err));
}

/* ---- acts ---- */

/* Who logged in, kept by the kernel across sudo; else who runs this. */
static void operator_name(char out[API_ID_SIZE])
{
	unsigned long uid = getuid();
	FILE *f = fopen("/proc/self/loginuid", "re");
	unsigned long login;
	if (f && fscanf(f, "%lu", &login) == 1 && login != UINT32_MAX)
		uid = login;
	if (f)
		fclose(f);
	const struct passwd *user = getpwuid((uid_t)uid);
	out[0] = '\0';
	text_append(out, API_ID_SIZE, "operator:");
	if (user)
		text_append(out, API_ID_SIZE, user->pw_name);
	else
		snprintf(out + strlen(out), API_ID_SIZE - strlen(out), "%lu", uid);
}

bool admin_begin(struct admin *a, struct error *err)
{
	if (!*a->operator_name)
		operator_name(a->operator_name);
	const struct audit_record first = AUDIT_BARE(a->now, "admin.start", a->operator_name);
	a->begun = true;
	return store_begin(a->store, err) && audit_open(a->store, &a->chain, &first, err);
}

bool admin_record(
    struct admin *a, const char *act, const char *office, const char *about, struct error *err)
{
	struct audit_record r = AUDIT_BARE(a->now, act, a->operator_name);
	r.office = office;
	r.enrolment = about;
	return audit_append(a->store, &a->chain, &r, err);
}

bool admin_refused(struct admin *a, const char *act, const char *office, struct error *err)
{
	struct audit_record r = AUDIT_BARE(a->now, act, a->operator_name);
	r.office = office;
	r.result = problem_row(err->problem)->id;
	const struct error why = *err;
	if (!audit_append(a->store, &a->chain, &r, err) || !admin_commit(a, err))
		return false;
	*err = why;
	return false;
}

static void take_closed(void *arg, const struct store_row *row)
{
	*(bool *)arg = row_int(row, 0) != 0;
}

/* A connection that was lost during the commit leaves open whether it was done; the chain has
 * a name that was drawn for it, and was closed in the same transaction. */
static bool settle(struct admin *a)
{
	bool closed = false;
	struct error ignored;
	store_rollback(a->store);
	for (int i = 0; i < SETTLE_TRIES; i++) {
		if (store_query(a->store, SQL_CHAIN, SQL_PARAMS(sql_text(a->chain.name)),
			take_closed, &closed, NULL, &ignored))
			return closed;
		poll(NULL, 0, SETTLE_PAUSE_MS);
	}
	return false;
}

bool admin_commit(struct admin *a, struct error *err)
{
	const struct audit_record last = AUDIT_BARE(a->now, "admin.stop", a->operator_name);
	if (!audit_close(a->store, &a->chain, &last, err))
		return false;
	bool ok =
	    store_commit(a->store, err) || (store_fault(a->store) == STORE_UNSURE && settle(a));
	if (ok)
		a->begun = false;
	return ok;
}

bool admin_run(struct admin *a, admin_fn *command, int *status, struct error *err)
{
	for (int tries = 1;; tries++) {
		a->begun = false;
		*err = (struct error){.problem = PROBLEM_NONE};
		if (command(a, status, err))
			return true;
		if (!a->begun || store_fault(a->store) != STORE_AGAIN || tries == TRIES)
			return false;
		store_rollback(a->store);
		poll(NULL, 0, tries * PAUSE_MS);
	}
}
