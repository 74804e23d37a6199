/*
 * enrol/journal.h - what must outlive a crash of the terminal: enrollment id, step,
 * idempotency keys and hashes of unanswered requests, the receipt; and which finger writes
 * the centre has authorised without having heard what became of them. Never a name, a
 * number, a photo, a template or a PIN (protocol.md, «Before the QR», 4).
 *
 * One append-only file per officer account in a directory that is flock(2)ed; each record:
 * magic with version, length, SHA-256 of the record before, body, CRC32C. Each opening
 * begins a new file with what is still open. A record is fdatasync'ed before the
 * request it speaks of is sent, and the screen says สำเร็จ only after the answer's record
 * is down. A failed fsync poisons the file: no retry on it. A torn tail is kept aside as
 * evidence (journal.torn-N) and reading stops at the last good record.
 */
#ifndef DDOPA_ENROL_JOURNAL_H
#define DDOPA_ENROL_JOURNAL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "wire/api.h"

enum journal_kind {
	JOURNAL_INTENT = 1, /* about to send a request with this key */
	JOURNAL_STATE,	    /* the centre says this state */
	JOURNAL_CLOSED,	    /* nothing more to do for it */
	JOURNAL_WRITE	    /* about to write a finger, or to tell what became of it: `outcome` */
};

struct journal_record {
	enum journal_kind kind;
	char enrolment_id[API_ID_SIZE]; /* "" before the centre gave one; with WRITE of the write */
	char key[API_ID_SIZE];		/* idempotency key */
	uint8_t request_hash[SHA256_SIZE];
	enum enrolment_state state;
	enum api_outcome outcome; /* with WRITE, instead of a state */
	int64_t time;
};

/* Where it is: `configured`, else $XDG_STATE_HOME/ddopa, else ~/.local/state/ddopa. */
bool journal_directory(char out[PATH_MAX], const char *configured, struct error *err);

struct journal;
/* directory is made, 0700, where it is missing. PROBLEM_CONFIG_OWNER when it or the file
 * is somebody else's or open to others; PROBLEM_IN_USE when another process holds it, for half a
 * second at least. */
struct journal *journal_open(const char *directory, struct error *err);
void journal_close(struct journal *j);
/* True: the record is on the disk. False: nothing may be claimed, and nothing more can be
 * appended until journal_renew(). */
bool journal_append(struct journal *j, const struct journal_record *r, struct error *err);
/* After a failure: a new file with what is known to be down; then appending may be tried
 * again. */
bool journal_renew(struct journal *j, struct error *err);
/* False when less than 16 MiB are free, or the file is poisoned: no enrollment begins. */
bool journal_has_room(const struct journal *j, struct error *err);
/* Beside the journal as receipt-ID, written whole or not at all. */
bool journal_keep_receipt(
    struct journal *j, const char *enrolment_id, const char *jws, struct error *err);
/* Calls fn for the last record of each enrollment and write that is not closed; with an empty id
 * for an INTENT whose answer never came. fn must not append. */
void journal_open_entries(
    struct journal *j, void (*fn)(void *arg, const struct journal_record *r), void *arg);

#endif
