/* What people compare, scan and type: the match code and the code's address. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wire/evidence.h"

#define MATCH_LABEL "ddopa-match-1"
#define URL_SCHEME  "HTTPS://"
#define URL_PATH    "/E/"
#define SYMBOLS	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" /* RFC 4648 §6 */

bool match_code(
    char out[API_MATCH_DIGITS + 1], const uint8_t nonce[32], const uint8_t thumbprint[SHA256_SIZE])
{
	uint8_t hash[SHA256_SIZE];
	struct buf b = BUF_INIT;
	buf_puts(&b, MATCH_LABEL);
	buf_put(&b, nonce, 32);
	buf_put(&b, thumbprint, SHA256_SIZE);
	bool ok = buf_ok(&b) && sha256(hash, b.data, b.len);
	buf_free(&b);
	if (!ok)
		return false;
	struct view v = view_of(hash, sizeof hash);
	snprintf(out, API_MATCH_DIGITS + 1, "%04u", (unsigned)(view_u64(&v) % 10000));
	return true;
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool copy_symbols(char out[API_CODE_SYMBOLS + 1], const char *in)
{
	if (strlen(in) != API_CODE_SYMBOLS)
		return false;
	for (size_t i = 0; i <= API_CODE_SYMBOLS; i++) {
		out[i] = upper(in[i]);
		if (!strchr(SYMBOLS, out[i]))
			return false;
	}
	return true;
}

bool code_url_write(char out[API_CODE_URL_SIZE], const char *host, const char *symbols)
{
	char checked[API_CODE_SYMBOLS + 1];
	if (!*host || strlen(host) > API_HOST_MAX || strchr(host, '/') ||
	    !copy_symbols(checked, symbols))
		return false;
	snprintf(out, API_CODE_URL_SIZE, URL_SCHEME "%s" URL_PATH "%s", host, checked);
	for (char *c = out; *c; c++)
		*c = upper(*c);
	return true;
}

bool code_url_parse(
    char symbols[API_CODE_SYMBOLS + 1], const char *url, const char *host, struct error *err)
{
	const size_t scheme = sizeof URL_SCHEME - 1, path = sizeof URL_PATH - 1;
	const char *there = url + scheme;
	if (strncasecmp(url, URL_SCHEME, scheme) != 0)
		return error_set(err, PROBLEM_CODE_UNREADABLE, "no address of a code");
	size_t host_len = strcspn(there, "/");
	/* Nothing of the foreign address is repeated: it could be made to be read. */
	if (host_len != strlen(host) || strncasecmp(there, host, host_len) != 0)
		return error_set(err, PROBLEM_CODE_OTHER_HOST, "%s", host);
	const char *rest = there + host_len;
	return (strncasecmp(rest, URL_PATH, path) == 0 && copy_symbols(symbols, rest + path)) ||
	       error_set(err, PROBLEM_CODE_UNREADABLE, "no address of a code");
}
