/* What terminals remember, brought to the operators: files `checkpoint` and `receipt-ID` from
 * beside a journal (enrol/journal.h), or directories with such. Each was signed by the
 * centre; the store must still have what it says. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "admin/verify.h"
#include "base/buf.h"
#include "wire/evidence.h"

static void take_text(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, API_JWS_MAX);
}

static void take_hash(void *arg, const struct store_row *row)
{
	row_text(row, 3, arg, HASH_HEX_SIZE);
}

static bool judge_checkpoint(struct verifier *v, const struct checkpoint *c, const char *jws,
    const char *path, struct error *err)
{
	char want[CHECKPOINT_HASH_SIZE], have[HASH_HEX_SIZE] = "";
	if (memcmp(c->signer, v->signer, sizeof c->signer) != 0) {
		verify_found(v, FOUND_FORGED, path, 0, c->number);
		return true;
	}
	if (!checkpoint_hash(want, jws, strlen(jws)) ||
	    !store_query(v->admin->store, SQL_CHECKPOINT, SQL_PARAMS(sql_int(c->number)), take_hash,
		have, NULL, err))
		return false;
	if (strcmp(want, have) == 0)
		return true;
	verify_found(v, FOUND_WITNESS, path, 0, c->number);
	if (c->number > v->lost_checkpoint)
		v->lost_checkpoint = c->number;
	return true;
}

static bool judge_receipt(struct verifier *v, const struct receipt *r, const char *jws,
    const char *path, struct error *err)
{
	char have[API_JWS_MAX] = "";
	if (!store_query(v->admin->store, SQL_RECEIPT, SQL_PARAMS(sql_text(r->enrolment_id)),
		take_text, have, NULL, err))
		return false;
	if (strcmp(have, jws) == 0)
		return true;
	verify_found(v, FOUND_RECEIPT, path, 0, 0);
	v->lost_receipts++;
	return !v->recording || admin_record(v->admin, "receipt.lost", "", r->enrolment_id, err);
}

static bool judge_line(struct verifier *v, const char *jws, const char *path, struct error *err)
{
	struct checkpoint c;
	struct receipt r;
	struct error ignored;
	v->witnesses++;
	if (checkpoint_check(&c, jws, strlen(jws), &ignored))
		return judge_checkpoint(v, &c, jws, path, err);
	if (receipt_check(&r, jws, keys_receipt(v->admin->keys), &ignored))
		return judge_receipt(v, &r, jws, path, err);
	verify_found(v, FOUND_FORGED, path, 0, 0);
	return true;
}

/* A URL's line, which the file `checkpoint` begins with, is none of ours. */
static bool judge_file(struct verifier *v, const char *path, struct error *err)
{
	char line[CHECKPOINT_SIZE + 2];
	bool ok = true;
	FILE *f = fopen(path, "re");
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, path);
	while (ok && fgets(line, sizeof line, f)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && !strstr(line, "://"))
			ok = judge_line(v, line, path, err);
	}
	fclose(f);
	return ok;
}

static bool is_ours(const char *name)
{
	return strcmp(name, "checkpoint") == 0 ||
	       (strncmp(name, "receipt-", 8) == 0 && !strstr(name, ".new"));
}

static bool judge_directory(struct verifier *v, const char *path, struct error *err)
{
	const struct dirent *entry;
	bool ok = true;
	DIR *d = opendir(path);
	if (!d)
		return error_errno(err, PROBLEM_IO, errno, path);
	while (ok && (entry = readdir(d))) {
		struct buf name = BUF_INIT;
		if (!is_ours(entry->d_name))
			continue;
		buf_printf(&name, "%s/%s", path, entry->d_name);
		ok = buf_ok(&name) ? judge_file(v, (const char *)name.data, err)
				   : error_set(err, PROBLEM_MEMORY, "audit");
		buf_free(&name);
	}
	closedir(d);
	return ok;
}

bool verify_witness(struct verifier *v, const char *path, struct error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return error_errno(err, PROBLEM_IO, errno, path);
	return S_ISDIR(st.st_mode) ? judge_directory(v, path, err) : judge_file(v, path, err);
}
