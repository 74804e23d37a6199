#include "admin/verify.h"

#include <inttypes.h>
#include <string.h>

#include "base/lang.h"
#include "centrald/ids.h"
#include "wire/jws.h"

static const struct {
	const char *name; /* for programs */
	const char *text;
} findings[FOUND_KINDS] = {
    [FOUND_CHANGED] = {"changed", N_("the record, or the hash of the one before it, was changed")},
    [FOUND_MISSING] = {"missing", N_("records before this one are missing")},
    [FOUND_TAKEN_OUT] = {"taken-out", N_("a record before this one was taken out")},
    [FOUND_INSERTED] = {"inserted", N_("the record was put in")},
    [FOUND_REORDERED] = {"reordered", N_("the record and the next one changed places")},
    [FOUND_TAIL_CUT] = {"tail-cut", N_("the records after this one were cut off")},
    [FOUND_AFTER_END] = {"after-end", N_("the record follows the chain's closing record")},
    [FOUND_UNLISTED] = {"unlisted", N_("the chain stands in no list")},
    [FOUND_UNCOVERED] = {"uncovered", N_("a later checkpoint does not know the record")},
    [FOUND_OTHER_HEAD] = {"other-head", N_("the checkpoint has another record in this place")},
    [FOUND_NO_CHECKPOINT] = {"no-checkpoint", N_("checkpoints before this one are missing")},
    [FOUND_FORGED] = {"forged", N_("the checkpoint is not as the centre's key has signed it")},
    [FOUND_OTHER_LINK] = {"other-link", N_("the checkpoint is not built upon those before it")},
    [FOUND_OTHER_LIST] = {"other-list", N_("the checkpoint's list of heads was changed")},
    [FOUND_WITNESS] = {"witness", N_("a terminal has seen another checkpoint")},
    [FOUND_RECEIPT] = {"receipt", N_("a terminal has a receipt that the store does not know")},
};

void verify_found(
    struct verifier *v, enum finding what, const char *where, int64_t seq, int64_t number)
{
	bool text = v->table.format == TABLE_TEXT;
	v->findings++;
	v->forged += what == FOUND_FORGED;
	table_row(&v->table, (const struct cell[]){CELL_TEXT(findings[what].name), CELL_TEXT(where),
				 CELL_NUMBER(seq), CELL_NUMBER(number),
				 CELL_TEXT(text ? _(findings[what].text) : findings[what].text)});
}

/* ---- checkpoints ---- */

struct walk {
	struct verifier *v;
	int64_t number; /* of the last one read */
	long page;
	/* Of the last checkpoint that each step divides: what the next such one links to. */
	char level[CHECKPOINT_LEVELS][HASH_HEX_SIZE];
	struct checkpoint checkpoint;
	bool signed_well;
};

static bool links_hold(const struct walk *w, const struct checkpoint *c)
{
	for (int level = 0; level < checkpoint_levels(c->number); level++)
		if (memcmp(c->links + (size_t)level * (HASH_HEX_SIZE - 1), w->level[level],
			HASH_HEX_SIZE - 1) != 0)
			return false;
	return true;
}

static void remember_levels(struct walk *w, int64_t number, const char *hash)
{
	for (int level = 0; level < CHECKPOINT_LEVELS && number % (1L << level) == 0; level++)
		memcpy(w->level[level], hash, HASH_HEX_SIZE);
}

static void found(struct walk *w, enum finding what)
{
	verify_found(w->v, what, "", 0, w->number);
}

static void check_signature(struct walk *w, const struct store_row *row)
{
	struct error ignored;
	char hash[CHECKPOINT_HASH_SIZE];
	const char *jws = row_borrow(row, 4);
	struct checkpoint *c = &w->checkpoint;
	w->signed_well = checkpoint_check(c, jws, strlen(jws), &ignored) &&
			 memcmp(c->signer, w->v->signer, sizeof c->signer) == 0 &&
			 checkpoint_hash(hash, jws, strlen(jws)) &&
			 strcmp(hash, row_borrow(row, 3)) == 0 && c->number == row_int(row, 0) &&
			 c->time == row_int(row, 1) && c->records == row_int(row, 2);
	if (!w->signed_well)
		found(w, FOUND_FORGED);
	else if (!links_hold(w, c))
		found(w, FOUND_OTHER_LINK);
}

static void put_head(void *arg, const struct store_row *row)
{
	struct buf *b = arg;
	buf_str(b, row_borrow(row, 0));
	buf_u64(b, (uint64_t)row_int(row, 1));
	buf_str(b, row_borrow(row, 2));
}

/* The list that stands beside it, once its own words are known to be the centre's. */
static bool check_list(struct walk *w, struct error *err)
{
	struct buf b = BUF_INIT;
	char hash[HASH_HEX_SIZE];
	bool ok = store_query(w->v->admin->store, SQL_CHECKPOINT_HEADS,
	    SQL_PARAMS(sql_int(w->number)), put_head, &b, NULL, err);
	if (ok && (!buf_ok(&b) || !hash_hex(hash, b.data, b.len)))
		ok = error_set(err, PROBLEM_MEMORY, "audit");
	if (ok && strcmp(hash, w->checkpoint.heads) != 0)
		found(w, FOUND_OTHER_LIST);
	buf_free(&b);
	return ok;
}

static void take_checkpoint(void *arg, const struct store_row *row)
{
	struct walk *w = arg;
	int64_t number = row_int(row, 0);
	char hash[HASH_HEX_SIZE];
	bool gap = number != w->number + 1;
	w->page++;
	w->number = number;
	w->v->checkpoints++;
	if (gap)
		found(w, FOUND_NO_CHECKPOINT);
	check_signature(w, row);
	row_text(row, 3, hash, sizeof hash);
	remember_levels(w, number, hash);
	w->v->last_time = row_int(row, 1);
}

/* One at a time: each needs a statement of its own for its list. */
static bool walk_checkpoints(struct verifier *v, struct error *err)
{
	struct walk w = {.v = v};
	do {
		w.page = 0;
		if (!store_query(v->admin->store, SQL_CHECKPOINTS_AFTER,
			SQL_PARAMS(sql_int(w.number), sql_int(1)), take_checkpoint, &w, NULL, err))
			return false;
		if (w.page == 1 && w.signed_well && !check_list(&w, err))
			return false;
	} while (w.page == 1);
	v->last = w.number;
	return true;
}

/* ---- chains ---- */

static void take_name(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, API_ID_SIZE);
}

static void take_empty(void *arg, const struct store_row *row)
{
	verify_found(arg, FOUND_TAIL_CUT, row_borrow(row, 0), 0, 0);
}

static bool walk_chains(struct verifier *v, struct error *err)
{
	struct store *s = v->admin->store;
	char chain[API_ID_SIZE] = "";
	for (;;) {
		char next[API_ID_SIZE] = "";
		if (!store_query(
			s, SQL_CHAIN_NEXT, SQL_PARAMS(sql_text(chain)), take_name, next, NULL, err))
			return false;
		if (!*next)
			break;
		memcpy(chain, next, sizeof chain);
		if (!verify_chain(v, chain, err))
			return false;
	}
	return store_query(s, SQL_CHAINS_EMPTY, SQL_NO_PARAMS, take_empty, v, NULL, err);
}

bool verify_witnesses(struct verifier *v, struct error *err)
{
	for (int i = 0; i < v->admin->operand_count; i++)
		if (!verify_witness(v, v->admin->operands[i], err))
			return false;
	return true;
}

bool audit_verify(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {
	    "finding", "where", "record", "checkpoint", "meaning", NULL};
	struct verifier v = {.admin = a};
	(void)status;
	if (!jwk_thumbprint(v.signer, keys_receipt(a->keys), err) ||
	    !admin_table(a, &v.table, columns, err))
		return false;
	bool ok = walk_checkpoints(&v, err) && walk_chains(&v, err) && verify_witnesses(&v, err);
	ok = table_end(&v.table, err) && ok;
	if (!ok)
		return false;
	fprintf(stderr,
	    _("%ld records in %ld chains, %ld checkpoints, %ld witnesses: %ld findings\n"),
	    v.records, v.chains, v.checkpoints, v.witnesses, v.findings);
	return v.findings == 0 || error_set(err, PROBLEM_AUDIT_BROKEN, "%ld", v.findings);
}
