/*
 * tests/centrald/service.h - a relying service of OpenID Connect (CIBA), as the tests need
 * one: registered in the world's store, with a key of its own.
 */
#ifndef DDOPA_TESTS_CENTRALD_SERVICE_H
#define DDOPA_TESTS_CENTRALD_SERVICE_H

#include "counter.h"

struct service {
	struct client client;
	EVP_PKEY *key;
	const char *id;
};

/* Registers it, unless it is there already. */
void service_make(struct service *s, struct world *w, const char *id);
void service_free(struct service *s);

/* What an assertion says; a zero means what is right. */
struct assertion {
	const char *issuer, *audience, *jti;
	long life; /* seconds */
	EVP_PKEY *key;
};
/* Posts the form with an assertion; `more` begins with "&" or is "". */
void service_post(struct service *s, const char *path, const struct assertion *a, const char *more,
    struct answer *out);

/* The backchannel request; request: auth_req_id. */
void service_ask(struct service *s, const char *hint, const char *more, struct answer *out);
void service_ask_ok(struct service *s, const char *hint, char request[64]);
void service_poll(struct service *s, const char *request, struct answer *out);
/* Asserts the OAuth error and frees the answer. */
void expect_oauth(struct answer *a, const char *error);
/* A member of the ID token in a good answer; asserts the signature. */
void id_token_claim(const struct answer *a, const char *name, char out[128]);

#endif
