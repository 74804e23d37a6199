/*
 * enrol/journal_record.h - private to the room: one record of the journal as bytes.
 *
 *   "DDJ1" | u16 length of the body | SHA-256 of the record before (zeros before the
 *   first) | body | u32 CRC-32C of all of that
 *
 * The chain makes a record from elsewhere, or one left out, as visible as a torn one; the
 * CRC alone would not.
 */
#ifndef DDOPA_ENROL_JOURNAL_RECORD_H
#define DDOPA_ENROL_JOURNAL_RECORD_H

#include "base/buf.h"
#include "enrol/journal.h"

void journal_record_write(
    struct buf *out, const struct journal_record *r, const uint8_t previous[SHA256_SIZE]);

/* Reads one record at the start of data. Returns its bytes, or 0 when it is cut, altered
 * or does not follow `previous`. */
size_t journal_record_read(
    struct journal_record *r, const uint8_t *data, size_t len, const uint8_t previous[SHA256_SIZE]);

uint32_t crc32c(const void *data, size_t len); /* Castagnoli, RFC 3720 B.4 */

#endif
