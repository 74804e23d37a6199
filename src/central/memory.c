/* libcurl's own documentation says that it does not wipe secrets, and a bearer token was
 * found three times in the process image after a full clean-up (hardening.md, finding 3).
 * So it runs on allocators that wipe what they give back. */
#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "central/central.h"

bool central_global_init(struct error *err)
{
	/* OpenSSL writes to sockets whose other end is gone. */
	signal(SIGPIPE, SIG_IGN);
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, secret_heap_free, secret_heap_realloc,
		strdup, calloc) != CURLE_OK)
		return error_set(err, PROBLEM_SYSTEM, "libcurl");
	return true;
}
