/* The citizen's app as it is served: what may be kept for how long, in which form it travels,
 * and that nothing else of the machine is reached by its paths. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "centrald/app.h"
#include "fixture.h"

static const char *directory(void)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/app", world.directory);
	return path;
}

static void put(const char *name, const char *text)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", directory(), name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

#define LINE "const words = 'ทดสอบ ทดสอบ ทดสอบ ทดสอบ ทดสอบ ทดสอบ ทดสอบ ทดสอบ';\n"

static int set_up_app(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(mkdir(directory(), 0700), 0);
	put("index.html", "<base href=\"/app/@BUNDLE@/\"><title>ทดสอบ</title>");
	put("sw.js", "const STORE = '@BUNDLE@';");
	put("main.js", LINE LINE LINE LINE);
	put("room.am", "not served");
	assert_int_equal(world_init(&world, world_samples()), 0);
	world.extra[0] = "--app";
	world.extra[1] = directory();
	world_start(&world);
	return 0;
}

struct seen {
	char headers[4096];
	struct buf body;
	long status;
};

static size_t see_header(char *data, size_t size, size_t n, void *arg)
{
	struct seen *s = arg;
	size_t len = strlen(s->headers);
	assert_true(len + size * n < sizeof s->headers);
	memcpy(s->headers + len, data, size * n);
	return size * n;
}

static size_t see_body(char *data, size_t size, size_t n, void *arg)
{
	struct seen *s = arg;
	buf_put(&s->body, data, size * n);
	return size * n;
}

static void get(struct seen *s, const char *path, const char *encoding)
{
	char url[700], ca[600];
	memset(s, 0, sizeof *s);
	CURL *curl = curl_easy_init();
	assert_non_null(curl);
	struct curl_slist *headers = curl_slist_append(NULL, encoding);
	snprintf(url, sizeof url, "https://localhost:%d%s", world.citizens_port, path);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, s);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, see_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, s);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &s->status);
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
}

#define PLAIN "Accept-Encoding: identity"
#define GZIP  "Accept-Encoding: gzip, deflate, br"

static void has(const struct seen *s, const char *line)
{
	if (!strstr(s->headers, line))
		fail_msg("no %s in\n%s", line, s->headers);
}

/* "/app/BUNDLE/NAME", as the page names it. */
static void address(char out[256], const char *name)
{
	struct seen s;
	char bundle[64] = "";
	get(&s, "/", PLAIN);
	assert_int_equal(
	    sscanf((const char *)s.body.data, "<base href=\"/app/%63[0-9a-f]", bundle), 1);
	assert_int_equal(strlen(bundle), 16);
	snprintf(out, 256, "/app/%s/%s", bundle, name);
	buf_free(&s.body);
}

static void the_page_is_asked_for_anew(void **state)
{
	(void)state;
	static const char *const paths[] = {"/", "/E/ABCDEFGHIJKLMNOPQRSTUVWXYZ"};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct seen s;
		get(&s, paths[i], PLAIN);
		assert_int_equal(s.status, 200);
		has(&s, "Content-Type: text/html; charset=utf-8\r\n");
		has(&s, "Cache-Control: no-cache\r\n");
		has(&s, "Strict-Transport-Security: max-age=31536000\r\n");
		has(&s, "Content-Security-Policy: default-src 'none'; script-src 'self'; ");
		has(&s, "frame-ancestors 'none'");
		has(&s, "Permissions-Policy: camera=(self)");
		has(&s, "X-Content-Type-Options: nosniff\r\n");
		has(&s, "Referrer-Policy: no-referrer\r\n");
		assert_null(strstr((const char *)s.body.data, "@BUNDLE@"));
		buf_free(&s.body);
	}
}

static void a_file_is_kept_for_ever(void **state)
{
	(void)state;
	struct seen s;
	char path[256];
	address(path, "main.js");
	get(&s, path, PLAIN);
	assert_int_equal(s.status, 200);
	has(&s, "Cache-Control: public, max-age=31536000, immutable\r\n");
	has(&s, "Content-Type: text/javascript; charset=utf-8\r\n");
	assert_string_equal((const char *)s.body.data, LINE LINE LINE LINE);
	assert_null(strstr(s.headers, "Content-Encoding"));
	assert_null(strstr(s.headers, "no-store"));
	buf_free(&s.body);
}

static void it_travels_compressed(void **state)
{
	(void)state;
	struct seen s;
	char path[256];
	uint8_t plain[2048];
	address(path, "main.js");
	get(&s, path, GZIP);
	has(&s, "Content-Encoding: gzip\r\n");
	has(&s, "Vary: Accept-Encoding\r\n");
	assert_true(s.body.len < strlen(LINE LINE LINE LINE) / 2);
	z_stream z = {.next_in = s.body.data,
	    .avail_in = (uInt)s.body.len,
	    .next_out = plain,
	    .avail_out = sizeof plain};
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, strlen(LINE LINE LINE LINE));
	assert_memory_equal(plain, LINE LINE LINE LINE, z.total_out);
	inflateEnd(&z);
	buf_free(&s.body);
}

static void nothing_else_is_reached(void **state)
{
	(void)state;
	static const char *const names[] = {"room.am", "../store", "..%2fstore", "/etc/passwd",
	    "main.js/", "", "index.html?x", "main.js%00"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct seen s;
		char path[256];
		address(path, names[i]);
		get(&s, path, PLAIN);
		if (s.status == 200)
			print_message("%s\n", names[i]);
		assert_int_not_equal(s.status, 200);
		buf_free(&s.body);
	}
	struct seen s;
	get(&s, "/app/0123456789abcdef/main.js", PLAIN);
	assert_int_equal(s.status, 404);
	buf_free(&s.body);
}

static void the_same_files_make_the_same_bundle(void **state)
{
	(void)state;
	char before[256], after[256];
	address(before, "");
	world_kill(&world, SIGTERM);
	world_start(&world);
	address(after, "");
	assert_string_equal(before, after);
	put("main.js", LINE);
	world_kill(&world, SIGTERM);
	world_start(&world);
	address(after, "");
	assert_string_not_equal(before, after);
}

static void a_directory_that_is_no_app(void **state)
{
	(void)state;
	struct error err;
	char path[600];
	assert_null(app_open("/nowhere/at/all", &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	snprintf(path, sizeof path, "%s/empty", world.directory);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_null(app_open(path, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_page_is_asked_for_anew),
	    cmocka_unit_test(a_file_is_kept_for_ever),
	    cmocka_unit_test(it_travels_compressed),
	    cmocka_unit_test(nothing_else_is_reached),
	    cmocka_unit_test(the_same_files_make_the_same_bundle),
	    cmocka_unit_test(a_directory_that_is_no_app),
	};
	return cmocka_run_group_tests(tests, set_up_app, tear_down);
}
