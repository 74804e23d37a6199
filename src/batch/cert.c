/*
 * batch/cert.c - `ddopa cert`: this counter's certificate. A key is made where it is used and
 * never travels; what travels is a request, and the certificate that an operator or the centre
 * signs for it. Nothing that is there is overwritten but the certificate that is renewed.
 */
#include "batch/cert.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/lang.h"
#include "batch/commands.h"
#include "person/person.h"
#include "wire/certificate.h"
#include "wire/jws.h"

#define DAY_MS 86400000

struct command {
	const struct batch_context *context;
	const char *request; /* a path */
	bool json;
	char **operands;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("show: print one JSON object")},
    {"request", 0, "FILE", N_("write the request to FILE, which must not exist")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct command *c = arg;

	(void)err;
	if (strcmp(row->name, "json") == 0)
		c->json = true;
	else
		c->request = value;
	return true;
}

/* ---- files ---- */

static bool write_all(int fd, const void *text, size_t len)
{
	size_t done = 0;

	while (done < len) {
		const ssize_t n = write(fd, (const char *)text + done, len - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

bool cert_make_file(const char *path, const struct buf *text, unsigned mode, struct error *err)
{
	const int fd =
	    open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, (mode_t)mode);

	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	const bool written = write_all(fd, text->data, text->len);
	if (close(fd) == 0 && written)
		return true;
	error_errno(err, PROBLEM_IO, errno, path);
	unlink(path);
	return false;
}

bool cert_replace_file(const char *path, const char *text, struct error *err)
{
	char beside[CONFIG_PATH_MAX + 8];

	snprintf(beside, sizeof beside, "%s.XXXXXX", path);
	const int fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	const bool written = write_all(fd, text, strlen(text)) && fchmod(fd, 0644) == 0;
	if (close(fd) == 0 && written && rename(beside, path) == 0)
		return true;
	error_errno(err, PROBLEM_IO, errno, path);
	unlink(beside);
	return false;
}

/* ---- request ---- */

static bool put_key(struct buf *out, EVP_PKEY *key, struct error *err)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *text;
	long len =
	    bio != NULL && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1
		? BIO_get_mem_data(bio, &text)
		: 0;

	if (len > 0)
		buf_put(out, text, (size_t)len);
	BIO_free(bio);
	return (len > 0 && buf_ok(out)) || error_set(err, PROBLEM_MEMORY, "key");
}

/* The key's file first: where it cannot be made there is no request either. */
static bool make_request(const struct command *c, EVP_PKEY *key, struct error *err)
{
	const char *key_path = c->context->config->key;
	struct buf key_pem = BUF_INIT_SECRET, request = BUF_INIT;
	bool ok = put_key(&key_pem, key, err) &&
		  counter_request_write(&request, key, c->operands[1], c->operands[2], err) &&
		  cert_make_file(key_path, &key_pem, 0600, err);

	if (ok && !cert_make_file(c->request, &request, 0644, err)) {
		unlink(key_path);
		ok = false;
	}
	buf_free(&key_pem);
	buf_free(&request);
	return ok;
}

static bool names_a_counter(const char *office, const char *counter, struct error *err)
{
	static const char symbols[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	size_t len = strlen(counter);

	return (office_code_valid(office) && len > 0 && len < 16 &&
		   strspn(counter, symbols) == len) ||
	       error_set(err, PROBLEM_USAGE, "cert request: OFFICE COUNTER");
}

static int run_request(const struct command *c)
{
	struct error err;
	EVP_PKEY *key = NULL;
	bool ok = names_a_counter(c->operands[1], c->operands[2], &err) &&
		  (c->request != NULL ||
		      error_set(&err, PROBLEM_USAGE, "cert request: --request FILE")) &&
		  (key = key_generate(&err)) != NULL && make_request(c, key, &err);

	EVP_PKEY_free(key);
	return ok ? EXIT_DONE : batch_tell(&err);
}

/* ---- show ---- */

struct facts {
	char subject[256], fingerprint[FINGERPRINT_SIZE];
	char begins[RFC3339_SIZE], ends[RFC3339_SIZE];
	long days; /* whole ones that are left; negative: since it has ended */
};

static X509 *read_certificate(const char *path, struct error *err)
{
	FILE *f = fopen(path, "re");
	X509 *certificate = f != NULL ? PEM_read_X509(f, NULL, NULL, NULL) : NULL;

	if (f == NULL)
		error_errno(err, PROBLEM_CERTIFICATE_MISSING, errno, path);
	else if (certificate == NULL)
		error_set(err, PROBLEM_CERTIFICATE_MISSING, "%s: no certificate in it", path);
	if (f != NULL)
		fclose(f);
	return certificate;
}

static void put_subject(char *out, size_t size, const X509 *certificate)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long len = bio != NULL && X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0,
				      XN_FLAG_ONELINE & ~XN_FLAG_SPC_EQ) > 0
		       ? BIO_get_mem_data(bio, &text)
		       : 0;

	snprintf(out, size, "%.*s", (int)len, len > 0 ? text : "");
	BIO_free(bio);
}

static void find_facts(struct facts *f, const X509 *certificate, int64_t now)
{
	const int64_t left = certificate_end(certificate) - now;

	put_subject(f->subject, sizeof f->subject, certificate);
	certificate_fingerprint(f->fingerprint, certificate);
	rfc3339_format(f->begins, certificate_begin(certificate));
	rfc3339_format(f->ends, certificate_end(certificate));
	f->days = (long)(left >= 0 ? left / DAY_MS : -((-left + DAY_MS - 1) / DAY_MS));
}

static void print_json(struct buf *out, const struct facts *f)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:I}", "subject", f->subject, "fingerprint",
	    f->fingerprint, "begins", f->begins, "ends", f->ends, "days_left", (json_int_t)f->days);
	char *text = json_dumps(o, JSON_COMPACT);

	buf_printf(out, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(o);
}

static void print_text(struct buf *out, const struct facts *f)
{
	buf_printf(out, _("Subject: %s\n"), f->subject);
	buf_printf(out, _("Fingerprint (SHA-256): %s\n"), f->fingerprint);
	buf_printf(out, _("Good from %s to %s\n"), f->begins, f->ends);
	buf_printf(out, _("Days left: %ld\n"), f->days);
}

static int run_show(const struct command *c)
{
	const char *path = c->context->config->certificate;
	const int64_t now = clock_real_ms(c->context->clock);
	struct facts f = {0};
	struct buf out = BUF_INIT;
	struct error err;
	int code = EXIT_DONE;
	X509 *certificate = read_certificate(path, &err);

	if (certificate == NULL)
		return batch_tell(&err);
	find_facts(&f, certificate, now);
	(c->json ? print_json : print_text)(&out, &f);
	if (batch_write(1, &out, &code) && certificate_end(certificate) <= now) {
		error_set(&err, PROBLEM_CERTIFICATE_EXPIRED, "%s", path);
		code = batch_tell(&err);
	}
	buf_free(&out);
	X509_free(certificate);
	return code;
}

/* ---- the command ---- */

static int run_renew(const struct command *c)
{
	return cert_renew(c->context, c->request);
}

static const struct {
	const char *name;
	int operands; /* with its name */
	int (*run)(const struct command *c);
} acts[] = {{"request", 3, run_request}, {"renew", 1, run_renew}, {"show", 1, run_show}};

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct command c = {.context = context};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &c, &first, &err))
		return batch_tell(&err);
	c.operands = argv + first;
	for (size_t i = 0; first < argc && i < sizeof acts / sizeof *acts; i++)
		if (strcmp(argv[first], acts[i].name) == 0 && argc - first == acts[i].operands)
			return acts[i].run(&c);
	error_set(&err, PROBLEM_USAGE, "cert: request OFFICE COUNTER, renew, show");
	return batch_tell(&err);
}

const struct batch_command batch_cert = {
    .name = "cert",
    .usage = "[--json] [--request FILE] request OFFICE COUNTER | renew | show",
    .words = "request|renew|show",
    .summary = N_("This counter's certificate: ask for one, renew it, show it."),
    .options = options,
    .config = BATCH_CONFIG_EARLY,
    .helpers = false,
    .run = run,
};
