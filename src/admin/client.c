/* Relying services that citizens sign in to (OpenID Connect): registered with their public
 * key, blocked, listed. */
#include <errno.h>
#include <openssl/pem.h>
#include <string.h>

#include "admin/admin.h"
#include "centrald/ids.h"
#include "centrald/oidc.h"
#include "wire/jws.h"

/* A PEM file with a public key, on P-256. */
static bool read_key(const char *path, struct buf *jwk, struct error *err)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, path);
	EVP_PKEY *key = PEM_read_PUBKEY(f, NULL, NULL, NULL);
	fclose(f);
	bool ok = key && jwk_write(jwk, key, err) && buf_ok(jwk);
	EVP_PKEY_free(key);
	return ok || error_set(err, PROBLEM_USAGE, "%s: not a public key on P-256 (PEM)", path);
}

static bool add(struct admin *a, const struct buf *jwk, struct error *err)
{
	const char *id = a->operands[0];
	long added = 0;
	if (!admin_begin(a, err) ||
	    !store_run(a->store, SQL_CLIENT_ADD,
		SQL_PARAMS(sql_text(id), sql_text(a->operands[2]), sql_text(a->operands[3]),
		    sql_text((const char *)jwk->data), sql_int(a->now)),
		&added, err))
		return false;
	if (added != 1)
		return error_set(err, PROBLEM_USAGE, "%s: repeated", id);
	return admin_record(a, "client.add", "", id, err) && admin_commit(a, err);
}

bool client_add(struct admin *a, int *status, struct error *err)
{
	struct buf jwk = BUF_INIT;
	const char *id = a->operands[0];
	(void)status;
	if (!id_valid(id) || strlen(id) >= OIDC_CLIENT_ID_SIZE)
		return error_set(err, PROBLEM_USAGE, "%s: 1 to 31 letters or digits", id);
	if (!*a->operands[2] || !*a->operands[3] || strlen(a->operands[2]) >= API_NAME_SIZE ||
	    strlen(a->operands[3]) >= API_NAME_SIZE)
		return error_set(err, PROBLEM_USAGE, "%s: name missing or too long", id);
	bool ok = read_key(a->operands[1], &jwk, err) && add(a, &jwk, err);
	buf_free(&jwk);
	return ok;
}

static bool set_active(struct admin *a, bool active, const char *act, struct error *err)
{
	const char *id = a->operands[0];
	long changed = 0;
	if (!admin_begin(a, err) || !store_run(a->store, SQL_CLIENT_SET,
					SQL_PARAMS(sql_text(id), sql_int(active)), &changed, err))
		return false;
	if (changed != 1)
		return error_set(err, PROBLEM_NO_SUCH_ENTRY, "%s", id);
	return admin_record(a, act, "", id, err) && admin_commit(a, err);
}

bool client_block(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return set_active(a, false, "client.block", err);
}

bool client_unblock(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return set_active(a, true, "client.unblock", err);
}

static void print_client(void *arg, const struct store_row *row)
{
	const struct cell cells[] = {CELL_TEXT(row_borrow(row, 0)), CELL_TEXT(row_borrow(row, 1)),
	    CELL_TEXT(row_borrow(row, 2)), CELL_TEXT(row_int(row, 4) == 1 ? "yes" : "no")};
	table_row(arg, cells);
}

bool client_list(struct admin *a, int *status, struct error *err)
{
	static const char *const columns[] = {"id", "name_th", "name_en", "active", NULL};
	struct table t;
	(void)status;
	return admin_table(a, &t, columns, err) &&
	       store_query(a->store, SQL_CLIENTS, SQL_NO_PARAMS, print_client, &t, NULL, err) &&
	       table_end(&t, err);
}
