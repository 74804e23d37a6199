/*
 * doctor/facts_certificate.c - the authorities, this counter's certificate and its key.
 */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/lang.h"
#include "doctor/rows.h"
#include "wire/certificate.h"

#define DAY_MS		    86400000LL
#define HOUR_MS		    3600000LL
#define CERTIFICATE_DAYS    30 /* time enough to have a new one made by hand */
#define CERTIFICATE_WEEKEND 2  /* when nobody may be there */

/* Before it is late: one that lasts days is renewed by the counter itself, in the last third at
 * the latest; a training world's ends with it. */
bool fact_ends_soon(const struct known_facts *s, int64_t begin, int64_t end)
{
	const int64_t left = end - s->real, third = (end - begin) / 3;

	return left < CERTIFICATE_DAYS * DAY_MS &&
	       (left < third || (left < CERTIFICATE_WEEKEND * DAY_MS && !s->config->training));
}

static void format_day(char *out, size_t size, int64_t at)
{
	date_format(out, size, bangkok_time_of(at).date, lang_get() == LANG_TH);
}

/* A passphrase is never asked for. */
static int no_passphrase(char *out, int size, int writing, void *arg)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* NULL: the file cannot be read, and that is told; or the configuration names none, which is
 * told by its own row. */
static FILE *open_told(const char *path, const char *key, struct fact *f)
{
	FILE *file = path[0] != '\0' ? fopen(path, "re") : NULL;

	if (file == NULL && path[0] != '\0')
		fact_say(f, FACT_BAD, "%s: %s: %s", key, path, strerror(errno));
	return file;
}

/* ---- authorities ---- */

/* Of all that a file holds the one that ends first. */
struct authorities {
	int count;
	int64_t begin, end;
};

static struct authorities read_authorities(FILE *file)
{
	struct authorities a = {0};
	X509 *ca;

	for (; (ca = PEM_read_X509(file, NULL, no_passphrase, NULL)) != NULL; a.count++) {
		if (a.count == 0 || certificate_end(ca) < a.end) {
			a.begin = certificate_begin(ca);
			a.end = certificate_end(ca);
		}
		X509_free(ca);
	}
	ERR_clear_error();
	return a;
}

void tell_authorities(const struct known_facts *s, struct fact *f)
{
	FILE *file = s->root != NULL ? open_told(s->config->ca, "centre.ca", f) : NULL;
	char date[64];

	if (file == NULL)
		return;
	const struct authorities a = read_authorities(file);
	fclose(file);
	format_day(date, sizeof date, a.end);
	if (a.count == 0)
		fact_say(f, FACT_BAD, _("%s: no certificate in it"), s->config->ca);
	else if (a.end <= s->real)
		fact_say(f, FACT_BAD, _("%s: expired on %s"), s->config->ca, date);
	else
		fact_say(f, fact_ends_soon(s, a.begin, a.end) ? FACT_WARNING : FACT_GOOD,
		    P_("%s: %d certificate, good until %s", "%s: %d certificates, good until %s",
			a.count),
		    s->config->ca, a.count, date);
}

/* ---- what they have revoked ---- */

/* Stale from a day on, or from the half of its time (hardening.md, T11). */
static enum standing_of_fact age_of(int64_t real, int64_t made, int64_t next)
{
	const int64_t age = real - made;

	if (next <= real)
		return FACT_BAD;
	return age > DAY_MS || age > (next - made) / 2 ? FACT_WARNING : FACT_GOOD;
}

/* One list of a file, the worst of all standing. */
static void judge_list(const struct known_facts *s, const X509_CRL *list, struct fact *f)
{
	const int64_t made = certificate_time(X509_CRL_get0_lastUpdate(list));
	const ASN1_TIME *until = X509_CRL_get0_nextUpdate(list);
	const int64_t next = until != NULL ? certificate_time(until) : INT64_MAX;
	const enum standing_of_fact how = age_of(s->real, made, next);
	char date[64];

	if (f->value[0] != '\0' && how <= f->how)
		return;
	format_day(date, sizeof date, next);
	if (how == FACT_BAD)
		fact_say(f, how, _("%s: ran out on %s"), s->config->crl, date);
	else
		fact_say(f, how,
		    P_("%s: %ld hour old, good until %s", "%s: %ld hours old, good until %s",
			(s->real - made) / HOUR_MS),
		    s->config->crl, (long)((s->real - made) / HOUR_MS), date);
}

void tell_revoked(const struct known_facts *s, struct fact *f)
{
	X509_CRL *list;

	if (s->root == NULL || s->config->crl[0] == '\0') {
		if (s->root != NULL)
			fact_say(f, FACT_PLAIN, "%s", _("none is configured (centre.crl)"));
		return;
	}
	FILE *file = open_told(s->config->crl, "centre.crl", f);
	if (file == NULL)
		return;
	while ((list = PEM_read_X509_CRL(file, NULL, no_passphrase, NULL)) != NULL) {
		judge_list(s, list, f);
		X509_CRL_free(list);
	}
	ERR_clear_error();
	fclose(file);
	if (f->value[0] == '\0')
		fact_say(f, FACT_BAD, _("%s: no list in it"), s->config->crl);
}

/* ---- this counter's ---- */

static X509 *read_certificate(const struct known_facts *s, struct fact *f)
{
	FILE *file = open_told(s->config->certificate, "centre.certificate", f);
	X509 *certificate = file != NULL ? PEM_read_X509(file, NULL, no_passphrase, NULL) : NULL;

	if (file == NULL)
		return NULL;
	fclose(file);
	ERR_clear_error();
	if (certificate == NULL)
		fact_say(f, FACT_BAD, _("%s: no certificate in it"), s->config->certificate);
	return certificate;
}

static void judge(const struct known_facts *s, int64_t begin, int64_t end, struct fact *f)
{
	char date[64];
	const long days = (long)((end - s->real) / DAY_MS);
	const bool soon = fact_ends_soon(s, begin, end);

	format_day(date, sizeof date, end);
	if (s->root != NULL && end <= s->real)
		fact_say(f, FACT_BAD, _("%s: expired on %s"), s->config->certificate, date);
	else
		fact_say(f, soon ? FACT_BAD : FACT_GOOD,
		    P_("until %s, %ld day left", "until %s, %ld days left", days < 0 ? 0 : days),
		    date, days);
}

void tell_certificate(const struct known_facts *s, struct fact *f)
{
	X509 *certificate = NULL;

	if (s->central != NULL)
		judge(s, central_certificate_begin(s->central), central_certificate_end(s->central),
		    f);
	else if (s->root != NULL && (certificate = read_certificate(s, f)) != NULL)
		judge(s, certificate_begin(certificate), certificate_end(certificate), f);
	X509_free(certificate);
}

/* ---- key ---- */

static bool goes_with(FILE *file, const struct known_facts *s)
{
	struct fact untold = {0}; /* the certificate has a row of its own */
	X509 *certificate = read_certificate(s, &untold);
	EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, no_passphrase, NULL);
	const bool ok =
	    key != NULL && (certificate == NULL || X509_check_private_key(certificate, key) == 1);

	ERR_clear_error();
	EVP_PKEY_free(key);
	X509_free(certificate);
	return ok;
}

void tell_key(const struct known_facts *s, struct fact *f)
{
	FILE *file = s->root != NULL ? open_told(s->config->key, "centre.key", f) : NULL;
	struct stat st;

	if (file == NULL)
		return;
	if (fstat(fileno(file), &st) == 0 && (st.st_mode & 077) != 0)
		fact_say(f, FACT_BAD, _("%s: mode %04o, must be 0600"), s->config->key,
		    (unsigned)(st.st_mode & 07777));
	else if (goes_with(file, s))
		fact_say(f, FACT_GOOD, _("%s: mode %04o, of the certificate"), s->config->key,
		    (unsigned)(st.st_mode & 07777));
	else
		fact_say(f, FACT_BAD, _("%s: not the certificate's key"), s->config->key);
	fclose(file);
}
