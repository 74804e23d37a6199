/*
 * tests/centrald/pki.h - a throw-away authority and what it issues.
 */
#ifndef DDOPA_TESTS_CENTRALD_PKI_H
#define DDOPA_TESTS_CENTRALD_PKI_H

#include <openssl/evp.h>
#include <openssl/x509.h>

struct pki {
	EVP_PKEY *key;
	X509 *certificate;
	long serial;
};

struct pki_subject {
	const char *o, *ou, *cn; /* NULL: left out */
	const char *san;	 /* "DNS:localhost,IP:127.0.0.1"; NULL: none */
	long from, until;	 /* seconds from now; until 0: a day */
};

struct pki_issued {
	EVP_PKEY *key;
	X509 *certificate;
	char cert_file[512], key_file[512]; /* PEM */
};

/* Files go to directory/name.pem and .key. Each asserts that it worked. */
void pki_make(struct pki *p, const char *directory, const char *name);
void pki_issue(struct pki *p, const struct pki_subject *s, const char *directory, const char *name,
    struct pki_issued *out);
/* Writes a CRL that revokes one certificate. */
void pki_revoke(struct pki *p, X509 *certificate, const char *file);
void pki_issued_free(struct pki_issued *i);
void pki_free(struct pki *p);

#endif
