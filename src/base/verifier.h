/*
 * base/verifier.h - an officer's PIN, so that it can be checked at the counter without the
 * centre: scrypt (RFC 7914) with N = 2^15, r = 8, p = 1, about a tenth of a second and 32 MiB.
 *
 * No loop may stand still for so long: a process of its own computes one and ends. It gets
 * one message with salt and PIN and answers with the hash; what does not fit is hostile and
 * gets no answer. Who asks keeps salt and hash in secret memory and compares.
 */
#ifndef DDOPA_BASE_VERIFIER_H
#define DDOPA_BASE_VERIFIER_H

#include <stdbool.h>
#include <stdint.h>

#define VERIFIER_SALT_SIZE 16
#define VERIFIER_HASH_SIZE 32
#define VERIFIER_PIN_MAX   16 /* bytes, without a NUL */

/* False when memory ends. */
bool verifier_hash(
    uint8_t out[VERIFIER_HASH_SIZE], const char *pin, const uint8_t salt[VERIFIER_SALT_SIZE]);

/* ---- in the process that asks ---- */
/* To the process behind fd (base/message.h). False: it is gone, or the PIN is too long. */
bool verifier_ask(int fd, const char *pin, const uint8_t salt[VERIFIER_SALT_SIZE]);
/* Once fd can be read. False: no answer came, or none that fits. */
bool verifier_answer(int fd, uint8_t out[VERIFIER_HASH_SIZE]);

/* ---- in the process that computes ---- */
/* Loads what OpenSSL wants of the disk, so that a sandbox may follow. */
bool verifier_prepare(void);
/* Waits for the question, answers, and returns an exit code: the process ends. */
int verifier_main(int fd);

#endif
