/* Keys and certificates of the tests, made on the spot. */
#ifndef DDOPA_TESTS_WIRE_KEYS_H
#define DDOPA_TESTS_WIRE_KEYS_H

#include <openssl/evp.h>
#include <openssl/x509.h>

/* The public key of RFC 7515 A.3. */
#define A3_JWK                                                                                     \
	"{\"kty\":\"EC\",\"crv\":\"P-256\","                                                       \
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","                                   \
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}"

EVP_PKEY *test_key(void);			    /* P-256 */
X509 *test_certificate(EVP_PKEY *key, long serial); /* self-signed */

#endif
