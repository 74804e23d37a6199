/*
 * wire/checkpoint.h - the centre's signed word on how far its audit has come (protocol.md,
 * Audit). A compact JWS, ES256, typ ddopa-checkpoint+jwt, the signer's jwk in its header; the
 * payload has the checkpoint's number (from 1, without gaps), its time, how many records
 * all chains hold together, a hash over the chains' heads (centrald/checkpoint.h), and
 * links: the hashes of the checkpoints number - 1, number - 2, number - 4 … as long as the
 * step divides the number and there is such a checkpoint. So from any checkpoint to any
 * earlier one there is a path of a few steps, and who remembers the earlier one can see
 * that the later one was built upon it.
 *
 * The path rides on answers to a terminal: each of its checkpoints in a header
 * Audit-Checkpoint, the newest first, down to one that links to what the request's header
 * Audit-Seen said was remembered.
 */
#ifndef DDOPA_WIRE_CHECKPOINT_H
#define DDOPA_WIRE_CHECKPOINT_H

#include <stdint.h>

#include "wire/jws.h"

#define API_CHECKPOINT	    "Audit-Checkpoint"
#define API_CHECKPOINT_SEEN "Audit-Seen"

#define CHECKPOINT_HASH_SIZE (2 * SHA256_SIZE + 1) /* hex and NUL */
#define CHECKPOINT_LEVELS    31
#define CHECKPOINT_SIZE	     4096 /* a JWS with its NUL is shorter */

struct checkpoint {
	long number;
	int64_t time;
	long records;
	char heads[CHECKPOINT_HASH_SIZE];
	/* Hexadecimal hashes one after the other, the step 1 first. */
	char links[CHECKPOINT_LEVELS * (CHECKPOINT_HASH_SIZE - 1) + 1];
	uint8_t signer[SHA256_SIZE]; /* RFC 7638 thumbprint of the key; not in the payload */
};

/* How many links a checkpoint of that number has. */
int checkpoint_levels(long number);
/* The earliest checkpoint that `from` links to and that is not before `target`. */
long checkpoint_step(long from, long target);
/* What stands in links: SHA-256 of the compact JWS. */
bool checkpoint_hash(char out[CHECKPOINT_HASH_SIZE], const char *jws, size_t len);

bool checkpoint_sign(struct buf *out, const struct checkpoint *c, EVP_PKEY *key, struct error *err);
/* Checks the signature by the key inside, whose thumbprint the caller compares with the one
 * that it knows. PROBLEM_CHECKPOINT_BAD. */
bool checkpoint_check(struct checkpoint *c, const char *jws, size_t len, struct error *err);

/* What somebody remembers of a checkpoint; number 0: nothing. */
struct checkpoint_seen {
	long number, records;
	char hash[CHECKPOINT_HASH_SIZE];
	uint8_t signer[SHA256_SIZE];
};
bool checkpoint_seen_of(
    struct checkpoint_seen *seen, const char *jws, size_t len, struct error *err);

/* path: the checkpoints with a line's end after each, the newest first. *newest is set to
 * what there is to be remembered of it. PROBLEM_CHECKPOINT_BAD: none, or one that is badly
 * signed or by another key. PROBLEM_HISTORY_SHRANK: it is earlier than, has fewer records
 * than, or is not built upon what was seen. */
bool checkpoint_follow(struct checkpoint_seen *newest, const char *path,
    const struct checkpoint_seen *seen, struct error *err);

#endif
