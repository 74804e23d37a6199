#include "centrald/sign_in.h"

#include <stdlib.h>
#include <string.h>

#include "centrald/ids.h"

static void read_row(void *arg, const struct store_row *row)
{
	struct sign_in *s = arg;
	char challenge[HASH_HEX_SIZE];
	memset(s, 0, sizeof *s);
	row_text(row, 0, s->api.id, sizeof s->api.id);
	row_text(row, 1, s->api.client, sizeof s->api.client);
	row_text(row, 2, s->api.name_th, sizeof s->api.name_th);
	row_text(row, 3, s->api.name_en, sizeof s->api.name_en);
	row_text(row, 4, s->citizen, sizeof s->citizen);
	row_text(row, 5, s->api.binding, sizeof s->api.binding);
	row_text(row, 6, s->api.origin, sizeof s->api.origin);
	row_text(row, 7, challenge, sizeof challenge);
	row_text(row, 8, s->state, sizeof s->state);
	s->api.created = row_int(row, 9);
	s->api.expires = row_int(row, 10);
	s->pause = row_int(row, 11);
	s->polled = row_int(row, 12);
	s->approved = row_int(row, 13);
	row_text(row, 14, s->thumbprint, sizeof s->thumbprint);
	if (!hex_bytes(s->api.challenge, sizeof s->api.challenge, challenge))
		s->state[0] = '\0'; /* fits nothing */
}

static bool find(struct store *store, enum sql q, const char *by, struct sign_in *out, bool *found,
    struct error *err)
{
	long rows = 0;
	if (!store_query(store, q, SQL_PARAMS(sql_text(by)), read_row, out, &rows, err))
		return false;
	*found = rows == 1;
	return true;
}

bool sign_in_of_request(
    struct store *store, const char *hash, struct sign_in *out, bool *found, struct error *err)
{
	return find(store, SQL_SIGN_IN_OF_REQUEST, hash, out, found, err);
}

bool sign_in_find(
    struct store *store, const char *id, struct sign_in *out, bool *found, struct error *err)
{
	return find(store, SQL_SIGN_IN, id, out, found, err);
}

bool sign_in_add(struct call *c, const struct sign_in *s, const char *hash, struct error *err)
{
	char challenge[HASH_HEX_SIZE];
	hex_text(challenge, s->api.challenge, sizeof s->api.challenge);
	return store_run(c->centre->store, SQL_SIGN_IN_ADD,
	    SQL_PARAMS(sql_text(s->api.id), sql_text(hash), sql_text(s->api.client),
		sql_text(s->citizen), sql_text(s->api.binding), sql_text(s->api.origin),
		sql_text(challenge), sql_text(SIGN_IN_PENDING), sql_int(s->api.created),
		sql_int(s->api.expires), sql_int(s->pause)),
	    NULL, err);
}

bool sign_in_move(struct call *c, const struct sign_in *s, const char *from, const char *to,
    bool *moved, struct error *err)
{
	long changed = 0;
	bool ok = store_run(c->centre->store, SQL_SIGN_IN_MOVE,
	    SQL_PARAMS(sql_text(s->api.id), sql_text(from), sql_text(to), sql_int(s->approved),
		sql_text(s->thumbprint)),
	    &changed, err);
	*moved = changed == 1;
	return ok;
}

/* ---- the phone ---- */

static void take_row(void *arg, const struct store_row *row)
{
	struct api_sign_ins *list = arg;
	struct sign_in s;
	read_row(&s, row);
	if (list->count < API_SIGN_INS_MAX)
		list->rows[list->count++] = s.api;
}

bool sign_in_list(struct call *c, struct error *err)
{
	struct api_sign_ins *list = calloc(1, sizeof *list);
	if (!list)
		return error_set(err, PROBLEM_MEMORY, "sign-ins");
	bool ok = store_query(c->centre->store, SQL_SIGN_INS_OF_CITIZEN,
	    SQL_PARAMS(sql_text(c->holder.citizen), sql_int(c->now)), take_row, list, NULL, err);
	if (ok)
		api_sign_ins_write(&c->out, list);
	free(list);
	return ok && call_finish(c, 200, err);
}

/* The holder's own, and still to be answered. */
static bool open_one(struct call *c, struct sign_in *s, struct error *err)
{
	bool found = false;
	if (!sign_in_find(c->centre->store, c->id, s, &found, err))
		return false;
	if (!found || !hash_equal(s->citizen, c->holder.citizen))
		return error_set(err, PROBLEM_NOT_FOUND, "sign-in");
	memcpy(c->note_enrolment, s->api.id, sizeof c->note_enrolment);
	return (strcmp(s->state, SIGN_IN_PENDING) == 0 && s->api.expires > c->now) ||
	       error_set(err, PROBLEM_SIGN_IN_OVER, "%s", "");
}

static bool answer(struct call *c, struct sign_in *s, const char *state, struct error *err)
{
	bool moved = false;
	memcpy(s->thumbprint, c->thumbprint, sizeof s->thumbprint);
	s->approved = c->now;
	if (!sign_in_move(c, s, SIGN_IN_PENDING, state, &moved, err))
		return false;
	if (!moved)
		return error_set(err, PROBLEM_SIGN_IN_OVER, "%s", "");
	return call_finish(c, 204, err);
}

bool sign_in_approve(struct call *c, struct error *err)
{
	struct api_sign_in_approval a;
	struct sign_in s;
	return api_sign_in_approval_read(&a, c->body, c->body_len, err) && open_one(c, &s, err) &&
	       sign_in_check(a.jws, c->device, &s.api, err) && answer(c, &s, SIGN_IN_APPROVED, err);
}

bool sign_in_decline(struct call *c, struct error *err)
{
	struct sign_in s;
	return open_one(c, &s, err) && answer(c, &s, SIGN_IN_DECLINED, err);
}
