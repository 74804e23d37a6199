/* After a backup was restored the audit lacks what was done since. What can still be shown of it
 * - the terminals' receipts and checkpoints that the store does not know - is put into the audit
 * itself, in one act: the history then says of itself where it was broken, and the next
 * checkpoint signs that. */
#include <errno.h>
#include <stdlib.h>

#include "admin/verify.h"
#include "base/lang.h"

static bool put_down(struct verifier *v, struct error *err)
{
	char about[API_ID_SIZE] = "";
	if (v->forged)
		return error_set(err, PROBLEM_AUDIT_BROKEN, "%ld", v->forged);
	if (v->findings == 0)
		return true; /* nothing is lost: no act, and what was begun is undone */
	if (v->lost_checkpoint > 0)
		snprintf(about, sizeof about, "checkpoint %ld", v->lost_checkpoint);
	return admin_record(v->admin, "audit.restored", "", about, err) &&
	       admin_commit(v->admin, err);
}

static bool restore(struct verifier *v, struct error *err)
{
	static const char *const columns[] = {
	    "finding", "where", "record", "checkpoint", "meaning", NULL};
	if (!jwk_thumbprint(v->signer, keys_receipt(v->admin->keys), err) ||
	    !admin_table(v->admin, &v->table, columns, err))
		return false;
	return admin_begin(v->admin, err) && verify_witnesses(v, err) &&
	       table_end(&v->table, err) && put_down(v, err);
}

static bool tell(
    const struct verifier *v, FILE *out, const char *text, size_t size, struct error *err)
{
	if (fwrite(text, 1, size, out) != size || fflush(out) != 0)
		return error_errno(err, PROBLEM_IO, errno, "output");
	fprintf(
	    stderr, _("%ld witnesses: %ld receipts are lost\n"), v->witnesses, v->lost_receipts);
	return true;
}

/* Printed after it was committed: it may have to be run again. */
bool audit_restored(struct admin *a, int *status, struct error *err)
{
	struct verifier v = {.admin = a, .recording = true};
	char *text = NULL;
	size_t size = 0;
	FILE *out = a->out;
	(void)status;
	a->out = open_memstream(&text, &size);
	bool ok = a->out ? restore(&v, err) : error_set(err, PROBLEM_MEMORY, "audit");
	if (a->out && fclose(a->out) != 0)
		ok = error_set(err, PROBLEM_MEMORY, "audit");
	a->out = out;
	ok = ok && tell(&v, out, text, size, err);
	free(text);
	return ok;
}
