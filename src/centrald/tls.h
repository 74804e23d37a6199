/*
 * centrald/tls.h - the two sides' TLS: 1.3 only, no resumption (a revoked certificate
 * must not live on in a ticket), counters by client certificate.
 */
#ifndef DDOPA_CENTRALD_TLS_H
#define DDOPA_CENTRALD_TLS_H

#include <openssl/ssl.h>

#include "centrald/call.h"

/* NULL with PROBLEM_CONFIG naming the file. Caller frees. */
SSL_CTX *tls_terminals(const struct centrald_config *cfg, struct error *err);
SSL_CTX *tls_citizens(const struct centrald_config *cfg, struct error *err);

/* The certificate, of which a reference is taken, and office and counter of its subject
 * O=DOPA, OU=<office>, CN=<office>-<counter>, empty when it is of another form. False when
 * there is none. */
bool tls_peer(struct peer *out, SSL *ssl);
bool tls_peer_of(struct peer *out, X509 *certificate);

#endif
