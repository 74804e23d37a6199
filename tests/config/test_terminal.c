/* ddopa.conf: its defaults, and what it must make together. */
#include "config/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/lang.h"
#include "tests/base/cmocka_all.h"

static char directory[200], conf[220], pem[220], key[220];

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static int set_up(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(
	    directory, sizeof(directory), "%s/ddopa-terminal-XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(conf, sizeof(conf), "%s/ddopa.conf", directory);
	snprintf(pem, sizeof(pem), "%s/ca.pem", directory);
	snprintf(key, sizeof(key), "%s/key.pem", directory);
	write_file(pem, "", 0644);
	write_file(key, "", 0600);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(conf);
	unlink(pem);
	unlink(key);
	return rmdir(directory);
}

/* A file that is right, but for what is put before and after its [centre]. */
static bool load(const char *terminal, const char *url, const char *rest, struct terminal_config *c,
    struct error *err)
{
	char text[2000];

	snprintf(text, sizeof(text),
	    "[terminal]\n%s\n[centre]\nurl = %s\nca = %s\ncertificate = %s\nkey = %s\n%s", terminal,
	    url, pem, pem, key, rest);
	write_file(conf, text, 0600);
	*err = (struct error){0};
	return terminal_config_load(c, conf, err);
}

#define URL "https://localhost:8443"

static void what_is_not_said_has_its_default(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_true(load("training = yes", URL, "", &c, &err));
	assert_true(c.training);
	assert_string_equal(c.language, "th");
	assert_string_equal(c.office_name, "");
	assert_string_equal(c.url, URL);
	assert_string_equal(c.ca, pem);
	assert_string_equal(c.certificate, pem);
	assert_string_equal(c.key, key);
	assert_int_equal(c.connect_timeout, 5);
	assert_int_equal(c.timeout, 15);
	assert_int_equal(c.poll_wait, 25);
	assert_string_equal(c.reader_name, "");
	assert_string_equal(c.reader_socket, "");
	assert_string_equal(c.moc_driver, "auto");
	assert_string_equal(c.moc_program, "");
	assert_int_equal(c.moc_limit, 30);
	assert_string_equal(c.sensor_type, "none");
	assert_int_equal(c.sensor_timeout, 30);
	assert_int_equal(c.screen_blank, 5);
	assert_int_equal(c.screen_warn, 10);
	assert_int_equal(c.screen_logout, 15);
	assert_string_equal(c.state_directory, "");
}

static void what_is_said_is_taken(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_true(load("training = on\nlanguage = en\noffice_name = สนท.อ.เมืองทดสอบ", URL,
	    "connect_timeout = 1\ntimeout = 2\npoll_wait = 3\n"
	    "[reader]\nname = ACS\nsocket = /run/x/pcscd.comm\n"
	    "[sensor]\ntype = program\npath = /usr/bin/finger\ntimeout = 4\n"
	    "[state]\ndirectory = /var/lib/ddopa\n",
	    &c, &err));
	assert_string_equal(c.language, "en");
	assert_string_equal(c.office_name, "สนท.อ.เมืองทดสอบ");
	assert_int_equal(c.connect_timeout, 1);
	assert_int_equal(c.timeout, 2);
	assert_int_equal(c.poll_wait, 3);
	assert_string_equal(c.reader_name, "ACS");
	assert_string_equal(c.reader_socket, "/run/x/pcscd.comm");
	assert_string_equal(c.sensor_type, "program");
	assert_string_equal(c.sensor_path, "/usr/bin/finger");
	assert_int_equal(c.sensor_timeout, 4);
	assert_string_equal(c.state_directory, "/var/lib/ddopa");
}

static void idle_minutes(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {{"blank = 1\nwarn = 1\nlogout = 1", true},
	    {"blank = 60\nwarn = 60\nlogout = 60", true}, {"blank = 2\nwarn = 4\nlogout = 8", true},
	    {"blank = 0", false}, {"logout = 61", false}, {"blank = 11", false},
	    {"warn = 4", false}, {"warn = 16", false}, {"logout = 9", false}, {"blank = -1", false},
	    {"blank = 5 min", false}};
	struct terminal_config c;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char text[100];

		snprintf(text, sizeof text, "[screen]\n%s\n", rows[i].text);
		assert_int_equal(load("training = yes", URL, text, &c, &err), rows[i].good);
		if (!rows[i].good)
			assert_int_equal(err.problem, PROBLEM_CONFIG);
		if (!rows[i].good)
			assert_non_null(strstr(err.context, "screen"));
	}
	assert_true(
	    load("training = yes", URL, "[screen]\nblank = 2\nwarn = 4\nlogout = 8\n", &c, &err));
	assert_int_equal(c.screen_blank, 2);
	assert_int_equal(c.screen_warn, 4);
	assert_int_equal(c.screen_logout, 8);
}

static void the_centre_must_be_named(void **state)
{
	static const char *const keys[] = {"url", "ca", "certificate", "key"};
	struct terminal_config c;
	struct error err;

	(void)state;
	for (size_t left_out = 0; left_out < COUNT_OF(keys); left_out++) {
		char text[1000] = "[terminal]\ntraining = yes\n[centre]\n";

		for (size_t i = 0; i < COUNT_OF(keys); i++) {
			if (i == left_out)
				continue;
			strcat(text, keys[i]);
			strcat(text, i == 0 ? " = " URL "\n" : " = /x\n");
		}
		write_file(conf, text, 0600);
		assert_false(terminal_config_load(&c, conf, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG);
		assert_non_null(strstr(err.context, keys[left_out]));
		assert_non_null(strstr(err.context, "must be given"));
	}
}

static void addresses_of_the_centre(void **state)
{
	static const struct {
		const char *url;
		bool good;
	} urls[] = {{"https://localhost", true}, {"https://10.0.0.1:443", true},
	    {"https://centre.example.go.th:8443", true}, {"http://localhost", false},
	    {"https://", false}, {"https://:443", false}, {"https://a:", false},
	    {"https://a:123456", false}, {"https://a:x", false}, {"https://a/path", false},
	    {"https://user@a", false}, {"https://a?x", false}, {"https://a b", false},
	    {"HTTPS://a", false}, {"localhost:8443", false}};
	struct terminal_config c;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(urls); i++) {
		assert_int_equal(load("training = yes", urls[i].url, "", &c, &err), urls[i].good);
		if (!urls[i].good)
			assert_non_null(strstr(err.context, "centre.url"));
	}
}

static void a_file_of_ones_own_is_for_training_only(void **state)
{
	struct terminal_config c;
	struct error err;
	const bool is_root = geteuid() == 0;

	(void)state;
	assert_int_equal(load("training = no", URL, "", &c, &err), is_root);
	if (!is_root)
		assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	assert_true(load("training = yes", URL, "", &c, &err));
	assert_int_equal(chmod(conf, 0660), 0);
	assert_false(terminal_config_load(&c, conf, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
}

/* Whoever can change the file says which centre is believed: it is root's or one's own. */
static void a_file_of_somebody_elses_is_refused(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	if (geteuid() != 0) /* nobody else can give a file away */
		return;
	assert_true(load("training = yes", URL, "", &c, &err));
	assert_int_equal(chown(conf, 4242, 4242), 0);
	assert_false(terminal_config_load(&c, conf, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	assert_int_equal(problem_row(err.problem)->exit_code, EX_CONFIG);
	assert_non_null(strstr(err.context, conf));
	unlink(conf);
}

static void a_link_is_refused(void **state)
{
	struct terminal_config c;
	struct error err;
	char target[240];

	(void)state;
	assert_true(load("training = yes", URL, "", &c, &err));
	snprintf(target, sizeof(target), "%s.target", conf);
	assert_int_equal(rename(conf, target), 0);
	assert_int_equal(symlink(target, conf), 0);
	assert_false(terminal_config_load(&c, conf, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	unlink(conf);
	unlink(target);
}

static void a_sensor_needs_its_path(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_false(load("training = yes", URL, "[sensor]\ntype = file\n", &c, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_non_null(strstr(err.context, "sensor.path"));
	assert_false(load("training = yes", URL, "[sensor]\ntype = program\n", &c, &err));
	assert_non_null(strstr(err.context, "sensor.path"));
}

static void an_image_sensor_is_found_or_named(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_true(load("training = yes", URL, "[sensor]\ntype = libfprint\n", &c, &err));
	assert_string_equal(c.sensor_type, "libfprint");
	assert_string_equal(c.sensor_device, "");
	assert_true(load(
	    "training = yes", URL, "[sensor]\ntype = libfprint\ndevice = aes2501/0\n", &c, &err));
	assert_string_equal(c.sensor_device, "aes2501/0");
	assert_false(load("training = yes", URL, "[sensor]\ntype = fprint\n", &c, &err));
}

/* Whoever can change the program decides what citizens' fingers are compared with. */
static void a_match_on_card_program_is_ones_own_or_roots(void **state)
{
	char program[240], rest[400];
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_false(load("training = yes", URL, "[moc]\ndriver = program\n", &c, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_non_null(strstr(err.context, "moc.program"));

	snprintf(program, sizeof(program), "%s/moc", directory);
	snprintf(rest, sizeof(rest), "[moc]\ndriver = program\nlimit = 7\nprogram = %s\n", program);
	assert_false(load("training = yes", URL, rest, &c, &err)); /* not there */
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	write_file(program, "#!/bin/sh\n", 0600);
	assert_false(load("training = yes", URL, rest, &c, &err)); /* not executable */
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_non_null(strstr(err.context, "moc.program"));
	assert_int_equal(chmod(program, 0720), 0);
	assert_false(load("training = yes", URL, rest, &c, &err)); /* others may write */
	assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	assert_int_equal(chmod(program, 0755), 0);
	assert_true(load("training = yes", URL, rest, &c, &err));
	assert_string_equal(c.moc_driver, "program");
	assert_string_equal(c.moc_program, program);
	assert_int_equal(c.moc_limit, 7);
	if (geteuid() == 0) {
		assert_int_equal(chown(program, 4242, 4242), 0);
		assert_false(load("training = yes", URL, rest, &c, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
	}
	unlink(program);
}

static void keys_and_certificates_must_be_there_and_private(void **state)
{
	static const mode_t open_modes[] = {0644, 0640, 0604, 0610};
	struct terminal_config c;
	struct error err;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(open_modes); i++) {
		assert_int_equal(chmod(key, open_modes[i]), 0);
		assert_false(load("training = yes", URL, "", &c, &err));
		assert_int_equal(err.problem, PROBLEM_CONFIG_OWNER);
		assert_non_null(strstr(err.context, key));
	}
	unlink(key);
	assert_false(load("training = yes", URL, "", &c, &err));
	assert_int_equal(err.problem, PROBLEM_CERTIFICATE_MISSING);
	write_file(key, "", 0600);
	unlink(pem);
	assert_false(load("training = yes", URL, "", &c, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG); /* the authorities' file */
	write_file(pem, "", 0644);
	assert_true(load("training = yes", URL, "", &c, &err));
}

static void a_missing_file_is_named(void **state)
{
	struct terminal_config c;
	struct error err;

	(void)state;
	assert_false(terminal_config_load(&c, "/nonexistent/ddopa.conf", &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_non_null(strstr(err.context, "/nonexistent/ddopa.conf"));
}

static void every_setting_has_help_in_both_languages(void **state)
{
	(void)state;
	assert_true(lang_init());
	for (const struct config_row *row = terminal_config_rows; row->key != NULL; row++) {
		assert_non_null(row->help);
		if (strcmp(lang_text(LANG_TH, row->help), row->help) == 0)
			fail_msg("no Thai for %s", row->key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_not_said_has_its_default),
	    cmocka_unit_test(what_is_said_is_taken),
	    cmocka_unit_test(idle_minutes),
	    cmocka_unit_test(the_centre_must_be_named),
	    cmocka_unit_test(addresses_of_the_centre),
	    cmocka_unit_test(a_file_of_ones_own_is_for_training_only),
	    cmocka_unit_test(a_file_of_somebody_elses_is_refused),
	    cmocka_unit_test(a_link_is_refused),
	    cmocka_unit_test(a_sensor_needs_its_path),
	    cmocka_unit_test(an_image_sensor_is_found_or_named),
	    cmocka_unit_test(a_match_on_card_program_is_ones_own_or_roots),
	    cmocka_unit_test(keys_and_certificates_must_be_there_and_private),
	    cmocka_unit_test(a_missing_file_is_named),
	    cmocka_unit_test(every_setting_has_help_in_both_languages),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
