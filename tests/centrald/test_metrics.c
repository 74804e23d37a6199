/* What operators are shown: metrics in Prometheus' text format, and a log in JSON, neither of
 * which tells anything about a person. */
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "fixture.h"

#define LOG_MAX (4 << 20)

static char *log_text;
static char url[64];

static void read_log(void)
{
	char path[512];
	snprintf(path, sizeof path, "%s/errors", world.directory);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	size_t n = fread(log_text, 1, LOG_MAX - 1, f);
	assert_true(n < LOG_MAX - 1);
	log_text[n] = '\0';
	fclose(f);
}

/* The program tells its port in the log before it says that it listens. */
static void find_port(void)
{
	read_log();
	const char *at = strstr(log_text, "\"port\":");
	assert_non_null(at);
	snprintf(url, sizeof url, "http://127.0.0.1:%ld/metrics", strtol(at + 7, NULL, 10));
}

static int begin(void **state)
{
	static const char *const options[] = {
	    "--metrics", "127.0.0.1:0", "--log", "json", "--verbose"};
	*state = NULL;
	log_text = malloc(LOG_MAX);
	assert_non_null(log_text);
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	for (size_t i = 0; i < COUNT_OF(options); i++)
		world.extra[i] = options[i];
	world_start(&world);
	find_port();
	return 0;
}

static int end(void **state)
{
	free(log_text);
	return tear_down(state);
}

static size_t take(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

static long get(const char *address, const char *method, struct buf *out)
{
	long status = 0;
	CURL *curl = curl_easy_init();
	curl_easy_setopt(curl, CURLOPT_URL, address);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(curl);
	return status;
}

/* The value of a sample, by its name with its labels; -1: there is none. */
static double value(const char *sample)
{
	struct buf text = BUF_INIT;
	double found = -1;
	assert_int_equal(get(url, "GET", &text), 200);
	char *rest = (char *)text.data;
	for (char *line; (line = strtok_r(rest, "\n", &rest));)
		if (strncmp(line, sample, strlen(sample)) == 0 && line[strlen(sample)] == ' ')
			found = strtod(line + strlen(sample), NULL);
	buf_free(&text);
	return found;
}

/* ---- the format: prometheus.io, «Exposition formats», text 0.0.4 ---- */

struct family {
	char name[80], type[16], last[400];
	double bucket;
	long samples;
};

static size_t name_length(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:");
}

static void begin_family(struct family *f, const char *line)
{
	*f = (struct family){.bucket = -1};
	assert_int_equal(sscanf(line, "# TYPE %79s %15s", f->name, f->type), 2);
	assert_true(strcmp(f->type, "counter") == 0 || strcmp(f->type, "gauge") == 0 ||
		    strcmp(f->type, "histogram") == 0);
	if (strcmp(f->type, "counter") == 0) /* promtool wants it */
		assert_string_equal(f->name + strlen(f->name) - 6, "_total");
}

/* {name="value",…}; returns what follows. */
static const char *skip_labels(const char *s)
{
	if (*s != '{')
		return s;
	do {
		s++;
		assert_true(name_length(s) > 0);
		s += name_length(s);
		assert_memory_equal(s, "=\"", 2);
		s += 2;
		assert_null(memchr(s, '\\', strcspn(s, "\"")));
		s += strcspn(s, "\"") + 1;
	} while (*s == ',');
	assert_int_equal(*s, '}');
	return s + 1;
}

static void check_bucket(struct family *f, const char *line, double number)
{
	if (!strstr(line, "_bucket{"))
		return;
	if (strstr(line, "le=\"0.005\""))
		f->bucket = -1;
	assert_true(number >= f->bucket); /* they are cumulative */
	f->bucket = number;
}

static void check_sample(struct family *f, const char *line)
{
	char *rest;
	size_t len = name_length(line);
	size_t stem = strlen(f->name);
	assert_true(len >= stem && strncmp(line, f->name, stem) == 0);
	if (strcmp(f->type, "histogram") != 0)
		assert_int_equal(len, stem);
	const char *after = skip_labels(line + len);
	assert_int_equal(*after, ' ');
	double number = strtod(after + 1, &rest);
	assert_int_equal(*rest, '\0');
	assert_true(number >= 0);
	assert_string_not_equal(f->last, line);
	snprintf(f->last, sizeof f->last, "%s", line);
	check_bucket(f, line, number);
	f->samples++;
}

static void the_format_is_prometheus(void **state)
{
	(void)state;
	struct buf text = BUF_INIT;
	struct family f = {0};
	char help[80] = "";
	long families = 0;
	assert_int_equal(get(url, "GET", &text), 200);
	assert_int_equal(text.data[text.len - 1], '\n');
	char *rest = (char *)text.data;
	for (char *line; (line = strtok_r(rest, "\n", &rest));) {
		if (strncmp(line, "# HELP ", 7) == 0) {
			assert_int_equal(sscanf(line, "# HELP %79s", help), 1);
		} else if (*line == '#') {
			begin_family(&f, line);
			assert_string_equal(f.name, help);
			families++;
		} else {
			check_sample(&f, line);
		}
	}
	assert_true(families >= 15);
	buf_free(&text);
}

static void requests_and_problems_are_counted(void **state)
{
	(void)state;
	static const char good[] =
	    "ddopa_requests_total{method=\"GET\",route=\"/v1/status\",class=\"2xx\"}";
	static const char none[] = "ddopa_requests_total{method=\"\",route=\"\",class=\"4xx\"}";
	struct counter k;
	struct answer a;
	counter_make(&k, &world, "4701", "01");
	assert_true(value(good) == -1);
	for (int i = 0; i < 3; i++) {
		client_json(&k.client, "GET", "/v1/status", NULL, &a);
		expect_status(&a, 200);
	}
	client_json(&k.client, "GET", "/none/such", NULL, &a);
	expect_problem(&a, PROBLEM_NOT_FOUND);
	assert_true(value(good) == 3);
	assert_true(value(none) == 1);
	assert_true(value("ddopa_problems_total{problem=\"not-found\"}") == 1);
	assert_true(value("ddopa_connections{listener=\"terminals\"}") == 1);
	assert_true(value("ddopa_request_seconds_count{listener=\"terminals\"}") == 3);
	assert_true(value("ddopa_store_reachable") == 1);
	assert_true(value("ddopa_draining") == 0);
	assert_true(value("ddopa_crl_ends_seconds") == 0); /* no list was given */
	double ends = value("ddopa_certificate_ends_seconds");
	double now = (double)clock_real_ms(&clock_system) / 1000;
	assert_true(ends > now + 23 * 3600.0 && ends < now + 25 * 3600.0); /* the test's: a day */
	counter_free(&k);
}

static void nothing_else_is_served_there(void **state)
{
	(void)state;
	struct buf text = BUF_INIT;
	char other[80];
	snprintf(other, sizeof other, "%.*s/v1/status", (int)(strlen(url) - 8), url);
	assert_int_equal(get(other, "GET", &text), 404);
	assert_int_not_equal(get(url, "POST", &text), 200);
	buf_free(&text);
}

static void only_on_this_machine(void **state)
{
	(void)state;
	char ca[512];
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	const char *const options[] = {"--store", world.store, "--keys", world.keys, "--tls-cert",
	    world.server.cert_file, "--tls-key", world.server.key_file, "--terminal-ca", ca,
	    "--host", "H", "--terminals", "127.0.0.1:0", "--citizens", "127.0.0.1:0", "--metrics",
	    "0.0.0.0:0", NULL};
	world_kill(&world, SIGTERM); /* one process serves a store */
	assert_int_equal(world_run_fails(&world, options), 78);
	world_start(&world);
	read_log();
	char *last = log_text;
	for (char *at = log_text; (at = strstr(at, "\"port\":")); at++)
		last = at;
	snprintf(url, sizeof url, "http://127.0.0.1:%ld/metrics", strtol(last + 7, NULL, 10));
}

/* ---- the log ---- */

static void check_record(const char *line)
{
	static const char *const members[] = {"time", "level", "program", "message"};
	json_error_t why;
	json_t *record = json_loads(line, JSON_REJECT_DUPLICATES, &why);
	if (!record)
		print_message("# %s: %s\n", why.text, line);
	assert_non_null(record);
	for (size_t i = 0; i < COUNT_OF(members); i++)
		assert_true(json_is_string(json_object_get(record, members[i])));
	json_decref(record);
}

/* Each citizen number of the samples, and each part of a name that is anybody's. */
static void expect_nobody(const char *file, int column)
{
	char path[600], line[1024];
	snprintf(path, sizeof path, "%s/%s", world_samples(), file);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	while (fgets(line, sizeof line, f)) {
		char *rest = line, *cell = NULL;
		for (int i = 0; i <= column; i++)
			cell = strsep(&rest, ",");
		assert_non_null(cell);
		for (char *part; (part = strtok_r(cell, "#\n", &cell));)
			if (strlen(part) > 6 && strstr(log_text, part))
				fail_msg("the log tells of %s", part);
	}
	fclose(f);
}

static void an_enrollment_leaves_nothing_of_a_person_in_the_log(void **state)
{
	(void)state;
	struct counter k;
	struct phone p;
	struct answer a;
	struct api_card_claim card;
	struct api_linkage_answer linkage;
	counter_ready(&k, &world);
	phone_make(&p, &world);
	card_of(&card, "boonmee");
	counter_linkage(&k, &card, false, &linkage);
	enrol_ok(&k, &p, "boonmee", false);
	char token[API_TOKEN_SIZE];
	memcpy(token, k.client.token, sizeof token);
	counter_login(&k, card.number.digits, "11112222", &a); /* nobody's */
	answer_free(&a);
	world_kill(&world, SIGTERM);
	read_log();
	expect_nobody("people.csv", 0);
	expect_nobody("people.csv", 1);
	expect_nobody("people.csv", 2);
	expect_nobody("officers.csv", 1);
	expect_nobody("officers.csv", 2);
	assert_true(strlen(token) > 20);
	assert_null(strstr(log_text, token));
	assert_null(strstr(log_text, "11112222"));
	assert_non_null(strstr(log_text, "/v1/enrollments/{id}/codes"));
	long records = 0;
	char *rest = log_text;
	for (char *line; (line = strtok_r(rest, "\n", &rest)); records++)
		if (*line == '{')
			check_record(line);
	assert_true(records > 10);
	phone_free(&p);
	counter_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(requests_and_problems_are_counted),
	    cmocka_unit_test(the_format_is_prometheus),
	    cmocka_unit_test(nothing_else_is_served_there),
	    cmocka_unit_test(only_on_this_machine),
	    cmocka_unit_test(an_enrollment_leaves_nothing_of_a_person_in_the_log),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
