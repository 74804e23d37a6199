/* What is told of a system: with faults planted in a root of the test's own in place of /proc, /sys
 * and /etc, in files, in the environment. Each fault is found by its row, and the message names
 * what was planted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lang.h"
#include "doctor/facts.h"

#define NOW 1795410000000LL /* 2026-11-23T05:00:00Z */

struct world {
	char root[64];
	struct terminal_config config;
	struct error config_error, centre_error;
	struct reader_watch reader;
	struct reach reach;
	struct service_version service;
	struct known_facts known;
	struct fact fact;
};

/* ---- a root in which all is well ---- */

static void put(const struct world *w, const char *path, const char *text)
{
	char whole[256];

	snprintf(whole, sizeof whole, "%s%s", w->root, path);
	for (char *slash = strchr(whole + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(whole, 0700);
		*slash = '/';
	}
	FILE *file = fopen(whole, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);

	snprintf(w->root, sizeof w->root, "%s/root.XXXXXX",
	    getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	if (mkdtemp(w->root) == NULL)
		return -1;
	put(w, "/sys/kernel/security/lsm", "lockdown,capability,landlock,yama\n");
	put(w, "/proc/sys/kernel/seccomp/actions_avail",
	    "kill_process kill_thread trap errno user_notif trace log allow\n");
	put(w, "/proc/self/status", "Name:\tddopa\nSeccomp:\t2\n");
	put(w, "/proc/sys/kernel/core_pattern", "core\n");
	put(w, "/proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
	put(w, "/proc/self/limits",
	    "Limit                     Soft Limit           Hard Limit           Units\n"
	    "Max locked memory         8388608              8388608              bytes\n");
	put(w, "/proc/meminfo", "MemTotal: 2000000 kB\nMemAvailable: 1000000 kB\n");
	put(w, "/proc/101/cmdline", "/usr/sbin/pcscd");
	put(w, "/usr/share/zoneinfo/Asia/Bangkok", "");
	snprintf(w->config.url, sizeof w->config.url, "https://centre.test");
	snprintf(
	    w->config.state_directory, sizeof w->config.state_directory, "%.64s/state", w->root);
	mkdir(w->config.state_directory, 0700);
	w->known = (struct known_facts){.config = &w->config,
	    .config_error = &w->config_error,
	    .root = w->root,
	    .officer_name = "",
	    .centre_error = &w->centre_error,
	    .real = NOW,
	    .reader = &w->reader};
	*state = w;
	return 0;
}

static int end(void **state)
{
	struct world *w = *state;
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", w->root);
	const int code = system(command);
	unsetenv("TZ");
	unsetenv("XDG_RUNTIME_DIR");
	free(w);
	return code;
}

static size_t row_of(const char *id)
{
	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].id != NULL && strcmp(fact_rows[i].id, id) == 0)
			return i;
	fail_msg("no row %s", id);
	return 0;
}

static void tell(struct world *w, const char *id)
{
	fact_tell(row_of(id), &w->known, &w->fact);
}

static void assert_well(struct world *w, const char *id)
{
	tell(w, id);
	if (w->fact.how != FACT_GOOD)
		fail_msg("%s: %s", id, w->fact.value);
	assert_string_equal(w->fact.todo, "");
}

/* Found, with the planted words, and with what to do. */
static void assert_found(struct world *w, const char *id, const char *planted)
{
	tell(w, id);
	if (w->fact.how != FACT_BAD && w->fact.how != FACT_WARNING)
		fail_msg("%s is not found: %s", id, w->fact.value);
	if (strstr(w->fact.value, planted) == NULL)
		fail_msg("%s: «%s» does not name %s", id, w->fact.value, planted);
	assert_string_not_equal(w->fact.todo, "");
}

/* ---- the kernel, from files ---- */

static void landlock_is_missed_among_the_modules(void **state)
{
	struct world *w = *state;

	put(w, "/sys/kernel/security/lsm", "lockdown,capability,yama\n");
	assert_found(w, "landlock", "lockdown,capability,yama");
}

static void a_kernel_without_filters_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "seccomp");
	put(w, "/proc/sys/kernel/seccomp/actions_avail", "trap trace allow\n");
	assert_found(w, "seccomp", "trap trace allow");
}

static void cores_handed_to_a_program_are_told(void **state)
{
	struct world *w = *state;

	assert_int_equal(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	assert_found(w, "core", "dumped");
	assert_int_equal(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_well(w, "core");
	put(w, "/proc/sys/kernel/core_pattern", "|/usr/lib/test-crash %p\n");
	assert_found(w, "core", "|/usr/lib/test-crash");
}

static void plain_swap_is_told_and_encrypted_swap_is_not(void **state)
{
	struct world *w = *state;

	put(w, "/proc/swaps",
	    "Filename\tType\tSize\tUsed\tPriority\n/dev/dm-1 partition 9 0 -2\n"
	    "/dev/zram0 partition 9 0 -2\n");
	assert_well(w, "swap");
	put(w, "/proc/swaps",
	    "Filename\tType\tSize\tUsed\tPriority\n/dev/dm-1 partition 9 0 -2\n"
	    "/dev/sdz9 partition 9 0 -2\n");
	assert_found(w, "swap", "/dev/sdz9");
}

static void little_memory_to_lock_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "locked-memory");
	put(w, "/proc/self/limits", "Max locked memory         65536   65536   bytes\n");
	assert_found(w, "locked-memory", "64 KiB");
	put(w, "/proc/self/limits", "Max locked memory         unlimited unlimited bytes\n");
	assert_well(w, "locked-memory");
}

static void little_free_memory_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "memory");
	put(w, "/proc/meminfo", "MemTotal: 2000000 kB\nMemAvailable: 17408 kB\n");
	assert_found(w, "memory", "17 MiB");
	assert_int_equal(w->fact.how, FACT_BAD);
}

static void a_preloaded_library_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "preload");
	put(w, "/etc/ld.so.preload", "/usr/lib/test-spy.so\n");
	assert_found(w, "preload", "/usr/lib/test-spy.so");
}

static void a_service_that_writes_apdus_down_is_told(void **state)
{
	static const char command[] = "/usr/sbin/pcscd\0--foreground\0--apdu";
	struct world *w = *state;
	char path[128];

	assert_well(w, "card-service-log");
	snprintf(path, sizeof path, "%s/proc/101/cmdline", w->root);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fwrite(command, 1, sizeof command, file);
	fclose(file);
	assert_found(w, "card-service-log", "--apdu");
}

/* Any account can give its process any words. */
static void what_others_named_does_not_reach_the_terminal_as_it_is(void **state)
{
	struct world *w = *state;

	put(w, "/proc/101/cmdline", "/tmp/pcscd -d \033[2J\xe2\x80\xae\xff\r\n");
	assert_found(w, "card-service-log", "/tmp/pcscd -d ");
	for (const char *at = w->fact.value; *at != '\0'; at++)
		assert_true((unsigned char)*at >= ' ');
	assert_null(strstr(w->fact.value, "\xe2\x80\xae"));
	assert_null(strchr(w->fact.value, '\xff'));
	put(w, "/proc/swaps", "Filename Type\n/dev/sd\033]0;x\007 partition 9 0 -2\n");
	assert_found(w, "swap", "/dev/sd");
	assert_null(strchr(w->fact.value, '\033'));
	error_set(&w->config_error, PROBLEM_CONFIG, "%s", "a · b");
	assert_found(w, "configuration", "a · b");
}

/* ---- files ---- */

static void a_journal_open_to_others_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "state-directory");
	assert_well(w, "journal");
	assert_well(w, "disk");
	chmod(w->config.state_directory, 0755);
	assert_found(w, "state-directory", "0755");
}

static void a_file_in_place_of_the_journals_directory_is_told(void **state)
{
	struct world *w = *state;

	put(w, "/other", "");
	snprintf(
	    w->config.state_directory, sizeof w->config.state_directory, "%.64s/other", w->root);
	assert_found(w, "state-directory", "/other");
}

static void a_damaged_checkpoint_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "checkpoint");
	put(w, "/state/checkpoint", "https://centre.test\nno.checkpoint.at-all\n");
	assert_found(w, "checkpoint", "/state/checkpoint");
	put(w, "/state/checkpoint", "https://other.test\nno.checkpoint.at-all\n");
	assert_well(w, "checkpoint");
}

static void a_program_that_others_can_write_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "programs");
	put(w, "/vendor", "#!/bin/sh\n");
	snprintf(w->config.moc_program, sizeof w->config.moc_program, "%.64s/vendor", w->root);
	chmod(w->config.moc_program, 0700);
	assert_well(w, "programs");
	chmod(w->config.moc_program, 0722);
	assert_found(w, "programs", "/vendor");
	snprintf(w->config.moc_program, sizeof w->config.moc_program, "%.64s/absent", w->root);
	assert_found(w, "programs", "/absent");
}

static void a_runtime_directory_that_is_not_there_is_told(void **state)
{
	struct world *w = *state;

	setenv("XDG_RUNTIME_DIR", "/nowhere/run", 1);
	assert_found(w, "runtime-directory", "/nowhere/run");
	setenv("XDG_RUNTIME_DIR", w->root, 1);
	assert_well(w, "runtime-directory");
}

static void a_faulty_configuration_is_told_with_its_line(void **state)
{
	struct world *w = *state;

	assert_well(w, "configuration");
	error_set(&w->config_error, PROBLEM_CONFIG, "ddopa.conf:7: centre.port: unknown");
	assert_found(w, "configuration", "ddopa.conf:7: centre.port");
}

static void files_of_certificates_that_hold_none_are_told(void **state)
{
	struct world *w = *state;

	snprintf(w->config.ca, sizeof w->config.ca, "%.64s/ca.pem", w->root);
	assert_found(w, "authorities", "/ca.pem: No such file");
	put(w, "/ca.pem", "no certificate\n");
	assert_found(w, "authorities", "/ca.pem");
	snprintf(w->config.certificate, sizeof w->config.certificate, "%.64s/own.pem", w->root);
	assert_found(w, "certificate", "/own.pem: No such file");
	put(w, "/own.key", "no key\n");
	snprintf(w->config.key, sizeof w->config.key, "%.64s/own.key", w->root);
	chmod(w->config.key, 0644);
	assert_found(w, "key", "0644");
	chmod(w->config.key, 0600);
	assert_found(w, "key", "/own.key");
}

/* ---- calendar ---- */

static void an_unknown_zone_is_told(void **state)
{
	struct world *w = *state;

	setenv("TZ", "Asia/Bangkok", 1);
	assert_well(w, "time-zone");
	setenv("TZ", "Asia/Nowhere", 1);
	assert_found(w, "time-zone", "Asia/Nowhere");
	setenv("TZ", "<+07>-7", 1);
	assert_well(w, "time-zone");
}

static void a_clock_of_long_ago_is_told(void **state)
{
	struct world *w = *state;

	assert_well(w, "date");
	w->known.real = 0;
	assert_found(w, "date", "1 Jan 2513");
}

/* ---- reader ---- */

static void an_open_socket_is_told(void **state)
{
	struct world *w = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	char path[192];

	snprintf(w->config.reader_socket, sizeof w->config.reader_socket, "/pcscd.comm");
	assert_found(w, "card-service-socket", "/pcscd.comm");
	snprintf(path, sizeof path, "%s/pcscd.comm", w->root);
	snprintf(address.sun_path, sizeof address.sun_path, "%.*s",
	    (int)sizeof address.sun_path - 1, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	chmod(path, 0660);
	assert_well(w, "card-service-socket");
	chmod(path, 0666); /* in a directory where nobody else gets at it */
	assert_well(w, "card-service-socket");
	chmod(w->root, 0755);
	assert_found(w, "card-service-socket", "0666");
	close(fd);
}

static void a_service_of_another_release_is_told(void **state)
{
	struct world *w = *state;

	w->service = (struct service_version){
	    .major = 4, .minor = 5, .our_major = 4, .our_minor = 4, .library = "1.9.9"};
	w->known.service = &w->service;
	assert_found(w, "card-service-version", "4:5");
	w->service.minor = 4;
	w->service.accepted = true;
	assert_well(w, "card-service-version");
}

static void what_the_reader_lacks_is_told(void **state)
{
	struct world *w = *state;
	int link; /* whatever it is, it is there */

	error_set(&w->reader.error, PROBLEM_HELPER_DIED, "%s", "");
	assert_found(w, "card-helper", "DD-012");
	w->reader.link = (struct card_link *)&link;
	w->reader.card = RUNNER_CARD_NO_PCSCD;
	error_set(&w->reader.error, PROBLEM_NO_PCSCD, "%s", "");
	assert_found(w, "card-service", "DD-101");
	w->reader.card = RUNNER_CARD_NO_READER;
	error_set(&w->reader.error, PROBLEM_NO_READER, "%s", "Test Reader 9000");
	assert_found(w, "reader", "Test Reader 9000");
	w->reader.card = RUNNER_CARD_EMPTY;
	tell(w, "card");
	assert_int_equal(w->fact.how, FACT_UNKNOWN);
	assert_string_not_equal(w->fact.todo, "");
	assert_well(w, "reader");
	assert_found(w, "sensor", "DD-201");
}

/* ---- centre ---- */

static void each_step_to_the_centre_has_its_own_fault(void **state)
{
	struct world *w = *state;

	assert_true(reach_open(&w->reach, "https://centre.test:8443"));
	w->known.reach = &w->reach;
	snprintf(w->reach.why, sizeof w->reach.why, "planted");
	assert_found(w, "name", "centre.test: planted");
	w->reach.passed = REACH_CONNECTION;
	assert_well(w, "name");
	assert_found(w, "connection", "centre.test:8443");
	w->reach.passed = REACH_TLS;
	assert_well(w, "connection");
	assert_found(w, "tls", "planted");
	w->reach.passed = REACH_STEPS;
	w->reach.certificate_begin = NOW - 300 * 86400000LL;
	w->reach.certificate_end = NOW + 3 * 86400000LL;
	assert_found(w, "tls", "3 days");
	w->reach.certificate_end = NOW + 300 * 86400000LL;
	assert_well(w, "tls");
}

static void what_the_centre_says_amiss_is_told(void **state)
{
	struct world *w = *state;
	struct api_status status = {
	    .version = 1, .open = true, .quota = 100000, .quota_used = 100000};

	error_set(&w->centre_error, PROBLEM_UPDATE_NEEDED, "version 2");
	assert_found(w, "api-version", "version 2");
	assert_found(w, "centre", "DD-410");
	w->centre_error = (struct error){0};
	w->known.status = &status;
	assert_well(w, "api-version");
	assert_well(w, "centre");
	assert_found(w, "quota", "100,000 of 100,000");
	status.quota_used = 99999;
	assert_well(w, "quota");
	w->known.clock_offset_ms = -61000;
	assert_found(w, "clock", "-61 s");
	w->known.clock_offset_ms = 59000;
	assert_well(w, "clock");
	status.open = false;
	assert_found(w, "centre", "https://centre.test");
}

/* With the centre away: what it alone knows is left out, and that it is away is told. */
static void facts_are_told_while_the_centre_is_away(void **state)
{
	struct world *w = *state;
	size_t bad = 0;

	w->known.root = NULL;
	error_set(&w->centre_error, PROBLEM_CENTRE_DOWN, "%s", "");
	for (size_t i = 0; i < fact_count; i++) {
		const char *name = fact_rows[i].name;

		fact_on_screen(i, &w->known, &w->fact);
		bad += w->fact.how == FACT_BAD && strcmp(name, "Centre") == 0;
		if (strcmp(name, "Places used") == 0 || strcmp(name, "Fingers") == 0 ||
		    strcmp(name, "Policy") == 0 || strcmp(name, "Clock") == 0)
			assert_string_equal(w->fact.value, "");
	}
	assert_int_equal(bad, 1);
}

/* ---- the screen ---- */

static void the_screen_tells_of_this_computer_in_trouble_alone(void **state)
{
	struct world *w = *state;
	const size_t row = row_of("state-directory");
	struct fact *here = calloc(FACTS_MAX, sizeof *here);

	facts_look_here(&w->known, here);
	w->known.here = here;
	fact_on_screen(row, &w->known, &w->fact);
	assert_string_equal(w->fact.value, "");
	chmod(w->config.state_directory, 0750);
	facts_look_here(&w->known, here);
	fact_on_screen(row, &w->known, &w->fact);
	assert_non_null(strstr(w->fact.value, "0750"));
	assert_string_not_equal(w->fact.todo, "");
	fact_on_screen(row_of("landlock"), &w->known, &w->fact);
	assert_string_equal(w->fact.value, "");
	free(here);
}

static void there_are_checks_enough_and_each_has_a_name_of_its_own(void **state)
{
	size_t checks = 0;

	(void)state;
	for (size_t i = 0; i < fact_count; i++) {
		checks += fact_rows[i].id != NULL;
		for (size_t j = 0; j < i && fact_rows[i].id != NULL; j++)
			assert_false(fact_rows[j].id != NULL &&
				     strcmp(fact_rows[i].id, fact_rows[j].id) == 0);
	}
	assert_true(checks >= 25);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(landlock_is_missed_among_the_modules),
	    CASE(a_kernel_without_filters_is_told),
	    CASE(cores_handed_to_a_program_are_told),
	    CASE(plain_swap_is_told_and_encrypted_swap_is_not),
	    CASE(little_memory_to_lock_is_told),
	    CASE(little_free_memory_is_told),
	    CASE(a_preloaded_library_is_told),
	    CASE(a_service_that_writes_apdus_down_is_told),
	    CASE(what_others_named_does_not_reach_the_terminal_as_it_is),
	    CASE(a_journal_open_to_others_is_told),
	    CASE(a_file_in_place_of_the_journals_directory_is_told),
	    CASE(a_damaged_checkpoint_is_told),
	    CASE(a_program_that_others_can_write_is_told),
	    CASE(a_runtime_directory_that_is_not_there_is_told),
	    CASE(a_faulty_configuration_is_told_with_its_line),
	    CASE(files_of_certificates_that_hold_none_are_told),
	    CASE(an_unknown_zone_is_told),
	    CASE(a_clock_of_long_ago_is_told),
	    CASE(an_open_socket_is_told),
	    CASE(a_service_of_another_release_is_told),
	    CASE(what_the_reader_lacks_is_told),
	    CASE(each_step_to_the_centre_has_its_own_fault),
	    CASE(what_the_centre_says_amiss_is_told),
	    CASE(facts_are_told_while_the_centre_is_away),
	    CASE(the_screen_tells_of_this_computer_in_trouble_alone),
	    CASE(there_are_checks_enough_and_each_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
