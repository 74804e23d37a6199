/*
 * centrald/hasher.h - scrypt of officers' PINs, computed by a thread of its own: about a
 * tenth of a second and 32 MiB each, which the loop cannot wait for.
 */
#ifndef DDOPA_CENTRALD_HASHER_H
#define DDOPA_CENTRALD_HASHER_H

#include <sys/queue.h>

#include "centrald/keys.h"
#include "wire/api.h"

#define PIN_SALT_SIZE 16
#define PIN_HASH_SIZE 32

/* scrypt, N = 2^15, r = 8, p = 1 (protocol.md). False only when memory ends. */
bool pin_scrypt(uint8_t out[PIN_HASH_SIZE], const char *pin, const uint8_t salt[PIN_SALT_SIZE]);

struct hash_job {
	char pin[API_PIN_DIGITS + 1];
	uint8_t salt[PIN_SALT_SIZE];
	uint8_t expected[PIN_HASH_SIZE];
	bool known; /* false: there is no such officer, computed all the same */
	char citizen[HASH_HEX_SIZE];
	bool match; /* the result */
	/* A new PIN in its place, computed when the old one was right. */
	bool renew;
	char fresh[API_PIN_DIGITS + 1];
	uint8_t fresh_salt[PIN_SALT_SIZE];
	uint8_t fresh_hash[PIN_HASH_SIZE];
	void *owner;
	TAILQ_ENTRY(hash_job) link;
};

struct hash_job *hash_job_new(void); /* secret memory */
void hash_job_free(struct hash_job *job);

struct hasher;
struct hasher *hasher_new(struct error *err);
void hasher_free(struct hasher *h);    /* waits for the job under way */
int hasher_fd(const struct hasher *h); /* readable when a job is done */
/* False when too many wait already; the job stays the caller's then. */
bool hasher_submit(struct hasher *h, struct hash_job *job);
struct hash_job *hasher_done(struct hasher *h); /* NULL: none */

#endif
