/*
 * enrol/revocation_words.h - the reasons for which an officer revokes a digital ID, as every
 * face words them, and what to tell whoever asked for it then. The codes are the wire's
 * (wire/api_identity.h); none is preset.
 *
 * Lost phone, forgotten PIN and what else ends a key lead to the same way back: the proofing of
 * an enrollment once more, for a new phone, which takes no second place of the quota. That one
 * needs no revocation before it, but until it is done the old key goes on: so whoever cannot
 * enroll at once is revoked first.
 */
#ifndef DDOPA_ENROL_REVOCATION_WORDS_H
#define DDOPA_ENROL_REVOCATION_WORDS_H

#include "wire/api.h"

struct revocation_words {
	const char *words; /* msgid: as it is chosen; 45 columns at most */
	const char *say;   /* msgid: what to tell them when it is done */
};

extern const struct revocation_words revocation_words[REVOCATION_REASONS];

/* "23/11/2569 14:05:09" of a moment in real ms, at UTC+7. */
#define REVOCATION_TIME_SIZE 32
void revocation_time(char out[REVOCATION_TIME_SIZE], int64_t real_ms);

#endif
