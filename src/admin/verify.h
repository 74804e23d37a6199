/*
 * admin/verify.h - is the audit what it was? Every chain from its first record to its last,
 * every checkpoint, and each against the others (centrald/audit.h, centrald/checkpoint.h).
 *
 * Beside a running centre: the last checkpoint is read first, then the chains, which only
 * grow, and of the checkpoints those that were there. What is found is named by its place:
 * a chain and the number of a record, or a checkpoint's number.
 */
#ifndef DDOPA_ADMIN_VERIFY_H
#define DDOPA_ADMIN_VERIFY_H

#include "admin/admin.h"
#include "wire/checkpoint.h"

enum finding {
	FOUND_CHANGED,	     /* a record's hash does not fit it */
	FOUND_MISSING,	     /* there is a gap before the record */
	FOUND_TAKEN_OUT,     /* a record before it is gone, and the rest numbered anew */
	FOUND_INSERTED,	     /* the record was put in, and the rest numbered anew */
	FOUND_REORDERED,     /* the record and the next one stand in each other's place */
	FOUND_TAIL_CUT,	     /* what should follow the record is gone */
	FOUND_AFTER_END,     /* the record follows the chain's closing record */
	FOUND_UNLISTED,	     /* no list names the chain */
	FOUND_UNCOVERED,     /* the record is older than a checkpoint that does not know it */
	FOUND_OTHER_HEAD,    /* the record is not the one that the checkpoint has */
	FOUND_NO_CHECKPOINT, /* it is missing from the numbers */
	FOUND_FORGED,	     /* the checkpoint is not signed by the centre's key, or not so */
	FOUND_OTHER_LINK,    /* the checkpoint is not linked to those before it */
	FOUND_OTHER_LIST,    /* the checkpoint's list of heads is not the one it was made over */
	FOUND_WITNESS,	     /* a terminal has seen another checkpoint of that number */
	FOUND_RECEIPT,	     /* a terminal has a receipt that is not in the store */
	FOUND_KINDS
};

/* A checkpoint's head within a chain. */
struct chain_mark {
	int64_t seq, number;
	char hash[HASH_HEX_SIZE];
};

struct verifier {
	struct admin *admin;
	struct table table;
	int64_t last;	   /* checkpoint; 0: none */
	int64_t last_time; /* when it was made */
	uint8_t signer[SHA256_SIZE];
	long records, chains, checkpoints, witnesses, findings;
	bool recording; /* audit restored: each receipt that is lost is put down */
	long lost_receipts, lost_checkpoint, forged; /* the last checkpoint that was shown */
};

/* where: a chain or a file, "" for none; seq and number 0 where they do not apply. */
void verify_found(
    struct verifier *v, enum finding what, const char *where, int64_t seq, int64_t number);

/* False when the store could not be read; what is found is told. */
bool verify_chain(struct verifier *v, const char *chain, struct error *err);  /* chain_check.c */
bool verify_witness(struct verifier *v, const char *path, struct error *err); /* witness.c */
bool verify_witnesses(struct verifier *v, struct error *err);		      /* the operands */

#endif
