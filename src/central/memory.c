/* libcurl's own documentation says that it does not wipe secrets, and a bearer token was
 * found three times in the process image after a full clean-up (hardening.md, finding 3).
 * So it runs on allocators that wipe what they give back. */
#include <curl/curl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "central/central.h"

static void wiping_free(void *p)
{
	if (!p)
		return;
	secret_wipe(p, malloc_usable_size(p));
	free(p);
}

/* realloc may leave the old copy behind. */
static void *wiping_realloc(void *p, size_t size)
{
	void *fresh = malloc(size ? size : 1);
	if (!fresh)
		return NULL;
	if (p) {
		size_t old = malloc_usable_size(p);
		memcpy(fresh, p, old < size ? old : size);
		wiping_free(p);
	}
	return fresh;
}

bool central_global_init(struct error *err)
{
	/* OpenSSL writes to sockets whose other end is gone. */
	signal(SIGPIPE, SIG_IGN);
	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup,
		calloc) != CURLE_OK)
		return error_set(err, PROBLEM_SYSTEM, "libcurl");
	return true;
}
