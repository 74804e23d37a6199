#include "centrald/app.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/encode.h"
#include "base/text.h"

#define NAME_SIZE   64
#define BUNDLE_SIZE 17 /* 64 bits in hex */
#define MARK	    "@BUNDLE@"
#define PATH_PREFIX "/app/"
#define GZIP_WINDOW (15 + 16) /* zlib's way of asking for gzip's frame */

struct app_entry {
	char name[NAME_SIZE];
	const char *type;
	struct buf plain, gzip; /* gzip empty: it would be longer */
};

struct app {
	char bundle[BUNDLE_SIZE];
	size_t count;
	struct app_entry files[APP_FILES_MAX];
};

/* ---- what is sent with it ---- */

#define ALWAYS                                                                                     \
	{"Strict-Transport-Security", "max-age=31536000"}, {"Referrer-Policy", "no-referrer"},     \
	    {"Cross-Origin-Resource-Policy", "same-origin"},                                       \
	{                                                                                          \
		"Vary", "Accept-Encoding"                                                          \
	}

static const struct call_header page_headers[] = {ALWAYS, {"Cache-Control", "no-cache"},
    {"Content-Security-Policy",
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'self'; "
	"form-action 'none'; frame-ancestors 'none'"},
    {"Permissions-Policy",
	"camera=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), "
	"geolocation=(), microphone=(), payment=(), usb=()"},
    {"Cross-Origin-Opener-Policy", "same-origin"}, {NULL, NULL}};
static const struct call_header worker_headers[] = {ALWAYS, {"Cache-Control", "no-cache"},
    {"Content-Security-Policy", "default-src 'none'; connect-src 'self'"}, {NULL, NULL}};
static const struct call_header file_headers[] = {ALWAYS,
    {"Cache-Control", "public, max-age=31536000, immutable"},
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'"}, {NULL, NULL}};
static const struct call_header gzip_header = {"Content-Encoding", "gzip"};

static const struct {
	const char *end, *type;
} types[] = {{".html", "text/html; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"}, {".svg", "image/svg+xml"}, {".png", "image/png"},
    {".webmanifest", "application/manifest+json"}, {".txt", "text/plain; charset=utf-8"}};

static const char *type_of(const char *name)
{
	const char *end = strrchr(name, '.');
	for (size_t i = 0; end && i < sizeof types / sizeof *types; i++)
		if (strcmp(end, types[i].end) == 0)
			return types[i].type;
	return NULL;
}

/* ---- reading ---- */

static bool read_all(struct buf *out, const char *path, struct error *err)
{
	char part[8192];
	size_t n;
	FILE *f = fopen(path, "re");
	if (!f)
		return error_errno(err, PROBLEM_IO, errno, path);
	while (out->len <= APP_FILE_MAX && (n = fread(part, 1, sizeof part, f)) > 0)
		buf_put(out, part, n);
	bool ok = !ferror(f) || error_errno(err, PROBLEM_IO, errno, path);
	fclose(f);
	if (ok && out->len > APP_FILE_MAX)
		return error_set(err, PROBLEM_CONFIG, "--app: %s: too large", path);
	return ok && (buf_ok(out) || error_set(err, PROBLEM_MEMORY, "%s", path));
}

static bool add(struct app *a, const char *directory, const char *name, struct error *err)
{
	char path[512];
	if (a->count == APP_FILES_MAX || strlen(name) >= NAME_SIZE)
		return error_set(err, PROBLEM_CONFIG, "--app: %s/%s", directory, name);
	struct app_entry *e = &a->files[a->count++];
	*e = (struct app_entry){.type = type_of(name), .plain = BUF_INIT, .gzip = BUF_INIT};
	text_append(e->name, sizeof e->name, name);
	if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path)
		return error_set(err, PROBLEM_CONFIG, "--app: %s", directory);
	return read_all(&e->plain, path, err);
}

static int is_served(const struct dirent *d)
{
	return d->d_name[0] != '.' && type_of(d->d_name);
}

/* In the order of their names, so that the same files make the same bundle. */
static bool read_directory(struct app *a, const char *directory, struct error *err)
{
	struct dirent **names;
	int n = scandir(directory, &names, is_served, alphasort);
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, directory);
	bool ok = true;
	for (int i = 0; i < n; i++) {
		ok = ok && add(a, directory, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return ok;
}

/* ---- the bundle ---- */

static bool name_bundle(struct app *a, struct error *err)
{
	uint8_t hash[SHA256_SIZE];
	struct buf all = BUF_INIT, hex = BUF_INIT;
	for (size_t i = 0; i < a->count; i++) {
		const struct app_entry *e = &a->files[i];
		buf_printf(&all, "%s %zu\n", e->name, e->plain.len);
		buf_put(&all, e->plain.data, e->plain.len);
	}
	bool ok = buf_ok(&all) && sha256(hash, all.data, all.len);
	hex_encode(&hex, hash, (BUNDLE_SIZE - 1) / 2);
	ok = ok && buf_ok(&hex);
	if (ok)
		memcpy(a->bundle, hex.data, BUNDLE_SIZE);
	buf_free(&all);
	buf_free(&hex);
	return ok || error_set(err, PROBLEM_MEMORY, "--app");
}

static bool fill_in(struct app_entry *e, const char *bundle)
{
	struct buf out = BUF_INIT;
	const char *text = (const char *)e->plain.data, *mark;
	if (!text)
		return true;
	while ((mark = strstr(text, MARK))) {
		buf_put(&out, text, (size_t)(mark - text));
		buf_puts(&out, bundle);
		text = mark + strlen(MARK);
	}
	buf_puts(&out, text);
	buf_free(&e->plain);
	e->plain = out;
	return buf_ok(&out);
}

static bool deflate_into(struct buf *out, const struct buf *in)
{
	uint8_t part[8192];
	z_stream z = {.next_in = in->data, .avail_in = (uInt)in->len};
	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		return false;
	int result;
	do {
		z.next_out = part;
		z.avail_out = sizeof part;
		result = deflate(&z, Z_FINISH);
		buf_put(out, part, sizeof part - z.avail_out);
	} while (result == Z_OK);
	deflateEnd(&z);
	return result == Z_STREAM_END && buf_ok(out);
}

static bool compress_file(struct app_entry *e)
{
	if (!deflate_into(&e->gzip, &e->plain))
		return false;
	if (e->gzip.len >= e->plain.len)
		buf_free(&e->gzip);
	return true;
}

static struct app_entry *find(struct app *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->files[i].name, name) == 0)
			return &a->files[i];
	return NULL;
}

static bool make(struct app *a, const char *directory, struct error *err)
{
	static const char *const filled[] = {"index.html", "sw.js"};
	if (!read_directory(a, directory, err) || !name_bundle(a, err))
		return false;
	for (size_t i = 0; i < sizeof filled / sizeof *filled; i++) {
		struct app_entry *e = find(a, filled[i]);
		if (!e)
			return error_set(
			    err, PROBLEM_CONFIG, "--app: %s: no %s", directory, filled[i]);
		if (!fill_in(e, a->bundle))
			return error_set(err, PROBLEM_MEMORY, "--app");
	}
	for (size_t i = 0; i < a->count; i++)
		if (!compress_file(&a->files[i]))
			return error_set(err, PROBLEM_MEMORY, "--app");
	return true;
}

struct app *app_open(const char *directory, struct error *err)
{
	struct app *a = calloc(1, sizeof *a);
	if (!a) {
		error_set(err, PROBLEM_MEMORY, "--app");
		return NULL;
	}
	if (make(a, directory, err))
		return a;
	app_close(a);
	return NULL;
}

void app_close(struct app *a)
{
	for (size_t i = 0; a && i < a->count; i++) {
		buf_free(&a->files[i].plain);
		buf_free(&a->files[i].gzip);
	}
	free(a);
}

/* ---- answering ---- */

static bool answer(
    struct call *c, const struct app_entry *e, const struct call_header *headers, struct error *err)
{
	if (!e)
		return error_set(err, PROBLEM_NOT_FOUND, "%s", "");
	bool gzip = c->accepts_gzip && e->gzip.len > 0;
	const struct buf *content = gzip ? &e->gzip : &e->plain;
	buf_put(&c->out, content->data, content->len);
	c->type = e->type;
	c->headers = headers;
	c->encoding = gzip ? &gzip_header : NULL;
	return call_finish(c, 200, err);
}

static const struct app_entry *one(const struct call *c, const char *name)
{
	return c->centre->app ? find(c->centre->app, name) : NULL;
}

bool app_page(struct call *c, struct error *err)
{
	return answer(c, one(c, "index.html"), page_headers, err);
}

bool app_worker(struct call *c, struct error *err)
{
	return answer(c, one(c, "sw.js"), worker_headers, err);
}

/* /app/BUNDLE/NAME. Another bundle is another version, of which nothing is kept. */
bool app_file(struct call *c, struct error *err)
{
	const char *rest = c->target + strlen(PATH_PREFIX);
	const char *bundle = c->centre->app ? c->centre->app->bundle : "-";
	size_t len = strlen(bundle);
	bool ours = strncmp(rest, bundle, len) == 0 && rest[len] == '/';
	return answer(c, ours ? one(c, rest + len + 1) : NULL, file_headers, err);
}
