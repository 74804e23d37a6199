/* A small TLS server in a child process that answers as it is told, one step a request, and
 * reports each request it has read. */
#ifndef TESTS_CENTRAL_SERVER_H
#define TESTS_CENTRAL_SERVER_H

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <sys/types.h>

enum act {
	ACT_ANSWER,  /* status, type, extra, body */
	ACT_CUT,     /* reads the request, then resets the connection */
	ACT_CUT_AT,  /* sends `bytes` of the answer, then resets the connection */
	ACT_HALF,    /* sends `bytes` of the answer, then closes */
	ACT_ENDLESS, /* a chunked body without end */
	ACT_SILENT,  /* reads the request and says nothing more */
	ACT_DRIP     /* sends the answer a byte at a time, ten in a second */
};

struct step {
	enum act act;
	const char *status; /* "200 OK"; NULL with a body: 200 */
	const char *type;   /* NULL: application/json, or problem+json from 400 on */
	const char *extra;  /* header lines, each with its \r\n, or NULL */
	const char *body;
	size_t bytes;
};

struct server_options {
	X509 *certificate;
	EVP_PKEY *key;
	int max_version;  /* 0: TLS 1.3 */
	X509 *client_ca;  /* demands a certificate of this authority */
	int client_error; /* X509_V_ERR_… with which every certificate is refused; 0: none */
	const struct step *steps; /* the last one repeats */
	size_t step_count;
};

struct server {
	pid_t pid;
	int port;
	int reports; /* datagrams: one request each, headers and body */
	char url[64];
};

void server_start(struct server *s, const struct server_options *options);
void server_stop(struct server *s);
/* The next request that was read, NUL-terminated; false when there was none (yet). */
bool server_request(struct server *s, char *out, size_t size);

#endif
