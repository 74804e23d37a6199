/*
 * admin/admin.h - ddopa-admin, the operators' command over the centre's store.
 *
 *   main.c       the command line: a table of commands, a table of options
 *   session.c    store and keys of one run, and its chain of the audit
 *   table.c      rows as text, CSV, JSON
 *   audit.c      audit verify, search, export     (verify.c chain_check.c witness.c restored.c)
 *   report.c     report offices, officers, days, reasons, quota
 *   close.c      close day
 *   backup.c     backup make, of an embedded store
 *   receipts.c   receipts check, after a restore
 *   purge.c      purge run
 *   registry.c   offices, counters, settings, the quota
 *   officer.c    officers, and where they belong; right.c  what else they may do
 *   slot.c       how many may book which hour of an office
 *   client.c     services that citizens sign in to
 *   certificate.c  the counters' certificates, and the list of revoked ones
 *   people.c     people load, generate; card load   (fiction.c)
 *
 * It opens the store beside a running centre. What only reads changes nothing; what changes
 * something does so in one transaction together with its records in the audit, a chain of
 * its own from "admin.start" to "admin.stop", which the centre's next checkpoint covers.
 * Citizens are looked for by the keyed hash alone; numbers come from a file descriptor,
 * never from the command line.
 */
#ifndef DDOPA_ADMIN_ADMIN_H
#define DDOPA_ADMIN_ADMIN_H

#include <stdio.h>

#include "admin/table.h"
#include "base/options.h"
#include "centrald/audit.h"
#include "centrald/hasher.h"
#include "centrald/keys.h"
#include "centrald/store.h"

enum admin_option {
	OPT_STORE,
	OPT_KEYS,
	OPT_FORMAT,
	OPT_OFFICE,
	OPT_OFFICER,
	OPT_ACT,
	OPT_FROM,
	OPT_TO,
	OPT_ENROLLMENT,
	OPT_CITIZEN_FD,
	OPT_LIMIT,
	OPT_DAY,
	OPT_PIN_FD,
	OPT_MAY_ENROLL,
	OPT_PERSON_FD,
	OPT_CA_CERT,
	OPT_CA_KEY,
	OPT_CRL,
	OPT_SEED,
	OPT_INTO,
	OPT_COUNT
};

/* Salt and hash as the store has them. */
struct admin_pin {
	char salt[2 * PIN_SALT_SIZE + 1], hash[2 * PIN_HASH_SIZE + 1];
};

/* One run. Borrowed by every command. */
struct admin {
	const char *value[OPT_COUNT]; /* NULL: not given */
	char *const *operands;
	int operand_count;
	FILE *out;
	struct store *store;
	struct keys *keys;
	int64_t now;
	struct audit_chain chain; /* of admin_begin() */
	bool begun;		  /* … and not committed */
	struct admin_pin pin;	  /* of --pin-fd; "" until it was read */
	char person[400];	  /* what --person-fd said, read once; wiped by admin_close() */
	char operator_name[API_ID_SIZE]; /* "": who is logged in to this computer */
};

/* False with *err, or with err->problem PROBLEM_NONE when all was told and the exit code is
 * in *status. */
typedef bool admin_fn(struct admin *a, int *status, struct error *err);

struct admin_command {
	const char *group, *name;
	const char *operands; /* as --help shows them, "" for none */
	int operands_min, operands_max;
	const char *help; /* N_() text, one line */
	unsigned options; /* bits 1u << OPT_…; OPT_STORE and OPT_KEYS always */
	admin_fn *run;
};

extern const struct option_row admin_options[];
extern const struct admin_command admin_commands[];

/* ---- session.c ---- */

bool admin_open(struct admin *a, struct error *err);
void admin_close(struct admin *a);
const char *admin_text(const struct admin *a, enum admin_option o); /* "" when not given */
/* "table" is begun on a->out in the format that was asked for. PROBLEM_USAGE. */
bool admin_table(
    const struct admin *a, struct table *t, const char *const *columns, struct error *err);
/* The days from --from to --to (both included; by default everything), in ms. */
bool admin_span(const struct admin *a, int64_t *from, int64_t *to, struct error *err);

/* A command; once more, five times at most, when its transaction was undone because another
 * process's was in the way (STORE_AGAIN). So it reads a descriptor once, and prints after its
 * commit. */
bool admin_run(struct admin *a, admin_fn *command, int *status, struct error *err);
/* What changes something: begun with the chain's first record, one record an act, committed
 * with its last. Without the commit nothing of it was (admin_close() undoes it). about: the id
 * of what it is about. */
bool admin_begin(struct admin *a, struct error *err);
bool admin_record(
    struct admin *a, const char *act, const char *office, const char *about, struct error *err);
bool admin_commit(struct admin *a, struct error *err);
/* A refused act is committed as such; always false, with *err as it was. */
bool admin_refused(struct admin *a, const char *act, const char *office, struct error *err);

/* A CSV file of offices or what belongs to them, the whole or nothing of it (registry.c). */
bool admin_load(struct admin *a, const char *table, const char *act, struct error *err);

/* ---- the commands ---- */

admin_fn audit_verify, audit_search, audit_export, audit_restored;
admin_fn report_offices, report_officers, report_days, report_reasons, report_chips, report_quota;
admin_fn close_day;
admin_fn backup_make, receipts_check, purge_run;
admin_fn office_load, terminal_load, terminal_block, terminal_unblock;
admin_fn terminal_sign, terminal_renew, terminal_bind, terminal_revoke, terminal_crl;
admin_fn terminal_certificates;
admin_fn officer_add, officer_remove, officer_lend, officer_recall, officer_list;
admin_fn officer_grant, officer_withdraw;
admin_fn officer_unlock, officer_reset_pin, officer_set, setting_set;
admin_fn quota_propose, quota_approve;
admin_fn slot_set, slot_load, slot_list;
admin_fn client_add, client_block, client_unblock, client_list;
admin_fn people_load, card_load, people_generate;

#endif
