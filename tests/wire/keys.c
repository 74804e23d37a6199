#include "keys.h"

#include <stdlib.h>

EVP_PKEY *test_key(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	if (!key)
		abort();
	return key;
}

X509 *test_certificate(EVP_PKEY *key, long serial)
{
	X509 *c = X509_new();
	if (!c || !ASN1_INTEGER_set(X509_get_serialNumber(c), serial) ||
	    !X509_gmtime_adj(X509_getm_notBefore(c), 0) ||
	    !X509_gmtime_adj(X509_getm_notAfter(c), 3600) || !X509_set_pubkey(c, key) ||
	    !X509_sign(c, key, EVP_sha256()))
		abort();
	return c;
}
