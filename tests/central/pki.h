/* A throw-away authority and what it signs, made on the spot. */
#ifndef TESTS_CENTRAL_PKI_H
#define TESTS_CENTRAL_PKI_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

struct pki_leaf {
	const char *ou, *cn;
	const char *host;  /* subject alternative name: an IP address, or NULL */
	long from_s, to_s; /* validity, from now */
	bool authority;	   /* signs others */
};

EVP_PKEY *pki_key(void);
/* issuer NULL: signed by itself. */
X509 *pki_certificate(
    const struct pki_leaf *leaf, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key);
/* The issuer's list, with `revoked` on it (NULL: nothing), made and to be made anew at these
 * seconds from now. */
void pki_save_crl(
    const char *path, X509 *issuer, EVP_PKEY *issuer_key, X509 *revoked, const long from_to_s[2]);
void pki_save(
    const char *path, X509 *certificate, EVP_PKEY *key); /* either may be NULL; mode 0600 */

#endif
