/* The commands: what each asks the centre. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "person/person.h"
#include "phone/errand.h"
#include "wire/api.h"
#include "wire/json.h"

static bool is_id(const char *text)
{
	static const char symbols[] =
	    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
	size_t len = strlen(text);
	return len > 0 && len < API_ID_SIZE && strspn(text, symbols) == len;
}

/* A path with the operand in it, which is an id; a body unless NULL. */
static bool about(
    struct errand *e, const char *before, const char *after, const char *body, struct error *err)
{
	if (!is_id(e->operands[0]))
		return error_set(err, PROBLEM_USAGE, "%s", e->operands[0]);
	buf_printf(&e->target, "%s%s%s", before, e->operands[0], after);
	if (body)
		buf_puts(&e->body, body);
	return true;
}

static bool identity(struct errand *e, struct error *err)
{
	(void)err;
	buf_puts(&e->target, "/citizen/v1/identity");
	return true;
}

static bool revoke(struct errand *e, struct error *err)
{
	struct api_own_revocation r;
	if (!revocation_reason_parse(&r.reason, e->operands[0]))
		return error_set(err, PROBLEM_USAGE, "revoke %s", e->operands[0]);
	buf_puts(&e->target, "/citizen/v1/identity/revocation");
	api_own_revocation_write(&e->body, &r);
	return true;
}

/* ---- the Linkage self-view ---- */

static bool self_view(struct errand *e, struct error *err)
{
	(void)err;
	buf_puts(&e->target, "/citizen/v1/self-view");
	return true;
}

static bool looks(struct errand *e, struct error *err)
{
	struct api_looks_page page;
	const char *before = e->operands[0];
	buf_puts(&e->target, "/citizen/v1/self-view/looks");
	if (before)
		buf_printf(&e->target, "?before=%s", before);
	return !before ||
	       (!strchr(before, '&') &&
		   api_looks_page_parse(&page, (const char *)e->target.data, err)) ||
	       error_set(err, PROBLEM_USAGE, "looks %s", before);
}

/* ---- sign-ins ---- */

static bool sign_ins(struct errand *e, struct error *err)
{
	(void)err;
	buf_puts(&e->target, "/citizen/v1/sign-ins");
	return true;
}

static const struct api_sign_in *meant(const struct api_sign_ins *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->rows[i].id, id) == 0)
			return &list->rows[i];
	return NULL;
}

static bool sign(struct errand *e, const struct api_sign_in *s, struct error *err)
{
	struct buf jws = BUF_INIT;
	struct api_sign_in_approval a = {0};
	bool ok = sign_in_sign(&jws, client_key(e->client), s, err);
	if (ok && (!buf_ok(&jws) || jws.len >= sizeof a.jws))
		ok = error_set(err, PROBLEM_MEMORY, "approval");
	if (ok) {
		memcpy(a.jws, jws.data, jws.len);
		api_sign_in_approval_write(&e->body, &a);
	}
	buf_free(&jws);
	return ok;
}

/* What is signed is what the centre has just told, not what somebody says it was. */
static bool approve(struct errand *e, struct error *err)
{
	struct api_sign_ins *list = calloc(1, sizeof *list);
	const struct api_sign_in *s = NULL;
	bool ok = list || error_set(err, PROBLEM_MEMORY, "sign-ins");
	ok = ok && api_sign_ins_read(list, e->answer.data, e->answer.len, err);
	if (ok && !(s = meant(list, e->operands[0])))
		ok = error_set(err, PROBLEM_SIGN_IN_OVER, "%s", e->operands[0]);
	ok = ok && about(e, "/citizen/v1/sign-ins/", "/approval", NULL, err) && sign(e, s, err);
	free(list);
	return ok;
}

static bool decline(struct errand *e, struct error *err)
{
	return about(e, "/citizen/v1/sign-ins/", "/decline", "{}", err);
}

/* ---- Queue Online ---- */

static bool office_and_day(struct errand *e, struct api_new_booking *b, struct error *err)
{
	*b = (struct api_new_booking){.hour = -1};
	if (!office_code_valid(e->operands[0]))
		return error_set(err, PROBLEM_USAGE, "%s", e->operands[0]);
	if (!date_from_iso(&b->day, e->operands[1]) || !date_is_known(b->day))
		return error_set(err, PROBLEM_USAGE, "%s: YYYY-MM-DD", e->operands[1]);
	memcpy(b->office, e->operands[0], sizeof b->office);
	return true;
}

static bool slots(struct errand *e, struct error *err)
{
	struct api_new_booking b;
	char day[DATE_ISO_SIZE];
	if (!office_and_day(e, &b, err))
		return false;
	date_to_iso(day, b.day);
	buf_printf(&e->target, "/citizen/v1/slots?office=%s&date=%s", b.office, day);
	return true;
}

static bool book(struct errand *e, struct error *err)
{
	struct api_new_booking b;
	char *end;
	if (!office_and_day(e, &b, err))
		return false;
	long hour = strtol(e->operands[2], &end, 10);
	if (end == e->operands[2] || *end || hour < 0 || hour > 23)
		return error_set(err, PROBLEM_USAGE, "%s: 0-23", e->operands[2]);
	b.hour = (int)hour;
	buf_puts(&e->target, "/citizen/v1/bookings");
	api_new_booking_write(&e->body, &b);
	return true;
}

static bool bookings(struct errand *e, struct error *err)
{
	(void)err;
	buf_puts(&e->target, "/citizen/v1/bookings");
	return true;
}

static bool cancel(struct errand *e, struct error *err)
{
	return about(e, "/citizen/v1/bookings/", "/cancel", "{}", err);
}

const struct errand_row errand_rows[] = {
    {.name = "identity",
	.operands = "",
	.help = N_("show the digital ID that this phone holds"),
	.make = identity},
    {.name = "revoke",
	.operands = "REASON",
	.operand_count = 1,
	.help = N_("end it: lost, stolen, pin-forgotten, misused, on-request"),
	.make = revoke,
	.note = N_("The digital ID is revoked; its key is dead.")},
    {.name = "self-view",
	.operands = "",
	.help = N_("show what the registers hold on you"),
	.make = self_view,
	.tell = self_view_tell},
    {.name = "looks",
	.operands = "[BEFORE]",
	.optional_count = 1,
	.help = N_("show who looked at your data, the newest first; older ones from BEFORE on"),
	.make = looks,
	.tell = looks_tell},
    {.name = "sign-ins",
	.operands = "",
	.help = N_("show the services that ask you to sign in"),
	.make = sign_ins,
	.note = N_("A service that you approve gets an identifier that is its own, the level "
		   "of assurance and the time; not your citizen number.")},
    {.name = "approve",
	.operands = "ID",
	.operand_count = 1,
	.help = N_("sign in to that service"),
	.make = sign_ins,
	.then = approve,
	.note = N_("You are signed in.")},
    {.name = "decline",
	.operands = "ID",
	.operand_count = 1,
	.help = N_("refuse it"),
	.make = decline,
	.note = N_("The service was refused.")},
    {.name = "slots",
	.operands = "OFFICE DAY",
	.operand_count = 2,
	.help = N_("show what hours of that office can be booked on that day (YYYY-MM-DD)"),
	.anybody = true,
	.make = slots,
	.named = N_("Office")},
    {.name = "book",
	.operands = "OFFICE DAY HOUR",
	.operand_count = 3,
	.help = N_("book a place in the queue of that hour (9: from 09:00 to 10:00)"),
	.make = book,
	.note = N_("Booked. Come within this hour; the queue number is called out.")},
    {.name = "bookings", .operands = "", .help = N_("show what you have booked"), .make = bookings},
    {.name = "cancel",
	.operands = "ID",
	.operand_count = 1,
	.help = N_("cancel that booking"),
	.make = cancel,
	.note = N_("The booking is cancelled; its place is free for others.")},
    {0},
};
