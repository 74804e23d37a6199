/*
 * batch/ndjson_journal.h - the results of a batch, kept so that a rerun skips what is done.
 * ddopa-batch(5) has the format.
 *
 * The first line names the run: 128 random bits, made with the file. Hashes of keys and
 * requests and the idempotency keys are made of it, so that a request which is sent again after
 * a crash bears the key that it had. A line after it is one result: a check value, the hash of
 * the request, the key, the result.
 *
 * The invariant: whatever journal_sync() answered «true» for is found by the next opening, after
 * any crash; and nothing is sent before the run's name is on the disk. What is not whole at the
 * end is cut off: its requests are sent again, with the keys they had. A failed write poisons
 * the file.
 *
 * One run at a time: a lock of fcntl(2), which ends with the process.
 */
#ifndef DDOPA_BATCH_NDJSON_JOURNAL_H
#define DDOPA_BATCH_NDJSON_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "batch/ndjson_index.h"

#define JOURNAL_RUN_ID 16 /* bytes */

struct result_journal;

/* Makes it, 0600, where it is missing. look: nothing is written, made or locked; a journal that
 * is missing is empty. NULL and PROBLEM_BATCH_RUNNING, _BATCH_JOURNAL, _CONFIG_OWNER,
 * _CANNOT_CREATE, _IO. */
struct result_journal *results_open(const char *path, bool look, struct error *err);
void results_close(struct result_journal *j);
struct request_index *results_index(struct result_journal *j);
/* Bytes at its end that were not whole, and are gone. */
int64_t results_torn(const struct result_journal *j);
/* SHA-256 of the run's name, the purpose and the text: whoever lacks the journal cannot find
 * out what was hashed by trying. */
bool results_hash(
    struct result_journal *j, const char *purpose, const struct buf *text, uint8_t out[32]);

/* Takes a result in, to be written by the next results_sync(). members: JSON members without
 * braces, in one line. *at: where it will be found. */
bool results_add(struct result_journal *j, const uint8_t request[INDEX_HASH], const char *key,
    const struct buf *members, int64_t *at, struct error *err);
/* durable: it must not be lost, also when the power fails. */
bool results_sync(struct result_journal *j, bool durable, struct error *err);
/* Appends the members of a result. */
bool results_read(struct result_journal *j, int64_t at, struct buf *members, struct error *err);

#endif
