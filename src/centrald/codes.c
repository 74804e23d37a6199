/* Making and renewing codes. */
#include "centrald/codes.h"

#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/enrolment.h"
#include "centrald/office.h"
#include "centrald/quota.h"
#include "wire/evidence.h"

#define CODE_BYTES  16
#define TYPED_BYTES 8

static void read_code(void *arg, const struct store_row *row)
{
	struct code_row *r = arg;
	r->found = true;
	row_text(row, 0, r->enrolment, sizeof r->enrolment);
	r->expires = row_int(row, 1);
	r->dead = row_int(row, 2) == 1;
}

bool code_find(
    struct call *c, const char *code, const char *typed, struct code_row *out, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	memset(out, 0, sizeof *out);
	keys_hash(hash, c->centre->keys, *code ? "code" : "typed", *code ? code : typed);
	return store_query(c->centre->store, *code ? SQL_CODE : SQL_CODE_TYPED,
	    SQL_PARAMS(sql_text(hash)), read_code, out, NULL, err);
}

struct fresh_code {
	char symbols[API_CODE_SYMBOLS + 1];
	char typed[TYPED_CODE_SYMBOLS + 1];
};

static bool draw(struct fresh_code *f, struct error *err)
{
	uint8_t random[CODE_BYTES + TYPED_BYTES];
	struct buf text = BUF_INIT_SECRET;
	bool ok = random_bytes(random, sizeof random);
	base32_encode(&text, random, CODE_BYTES);
	ok = ok && buf_ok(&text) && text.len == API_CODE_SYMBOLS;
	if (ok) {
		memcpy(f->symbols, text.data, sizeof f->symbols);
		typed_code_from_random(f->typed, random + CODE_BYTES);
	}
	buf_free(&text);
	secret_wipe(random, sizeof random);
	return ok || error_set(err, PROBLEM_SYSTEM, "code");
}

/* Two typed codes may be alike once in 2^50: then another is drawn. */
static bool draw_and_add(struct call *c, const struct enrolment *e, int64_t expires,
    struct fresh_code *f, struct error *err)
{
	char code_hash[HASH_HEX_SIZE];
	char typed_hash[HASH_HEX_SIZE];
	long added = 0;
	for (int i = 0; added == 0 && i < 3; i++) {
		if (!draw(f, err))
			return false;
		keys_hash(code_hash, c->centre->keys, "code", f->symbols);
		keys_hash(typed_hash, c->centre->keys, "typed", f->typed);
		if (!store_run(c->centre->store, SQL_CODE_ADD,
			SQL_PARAMS(sql_text(code_hash), sql_text(typed_hash), sql_text(e->id),
			    sql_int(expires)),
			&added, err))
			return false;
	}
	return added == 1 || error_set(err, PROBLEM_CENTRE_INTERNAL, "codes");
}

static bool may_make(const struct call *c, const struct enrolment *e, struct error *err)
{
	if (e->state != STATE_PROOFED && e->state != STATE_QR_CREATED)
		return enrolment_wrong_state(e, err);
	if (c->now >= e->evidence_end)
		return error_set(err, PROBLEM_EVIDENCE_OLD, "%s", "");
	if (e->codes_made > RENEWALS)
		return error_set(err, PROBLEM_RENEWALS_USED, "%s", "");
	return true;
}

static bool reserve_place(struct call *c, struct enrolment *e, struct error *err)
{
	if (e->place != PLACE_WANTED)
		return true;
	if (!quota_reserve(c->centre->store, e->office, err))
		return false;
	e->place = PLACE_RESERVED;
	return true;
}

static bool answer(struct call *c, const struct enrolment *e, const struct fresh_code *f,
    int64_t expires, struct error *err)
{
	struct api_enrolment view;
	enrolment_view(c, e, &view);
	view.has_code = true;
	view.code.expires = expires;
	typed_code_format(view.code.typed, f->typed);
	bool ok = code_url_write(view.code.url, c->centre->config->host, f->symbols) ||
		  error_set(err, PROBLEM_CENTRE_INTERNAL, "host");
	if (ok)
		api_enrolment_write(&c->out, &view);
	secret_wipe(&view, sizeof view);
	return ok && call_finish(c, 200, err);
}

/* The old code dies before the new one is born. */
bool codes_create(struct call *c, struct error *err)
{
	struct enrolment e;
	struct fresh_code fresh;
	long life;
	if (!policy_code_life(c->centre, &life, err))
		return false;
	int64_t expires = c->now + life * 1000;
	if (!enrolment_mine(c, &e, err) || !may_make(c, &e, err) || !reserve_place(c, &e, err) ||
	    !store_run(c->centre->store, SQL_CODES_KILL, SQL_PARAMS(sql_text(e.id)), NULL, err) ||
	    !draw_and_add(c, &e, expires, &fresh, err))
		return false;
	e.state = STATE_QR_CREATED;
	e.codes_made++;
	e.due = expires > e.evidence_end ? expires : e.evidence_end;
	bool ok = enrolment_save(c, &e, err) && answer(c, &e, &fresh, expires, err);
	secret_wipe(&fresh, sizeof fresh);
	return ok;
}
