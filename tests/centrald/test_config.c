/* The options of run: bounds, what must be given, what does not go together. */
#include <string.h>

#include "../base/cmocka_all.h"
#include "centrald/config.h"

static struct centrald_config cfg;
static struct error err;

static bool parse(int argc, const char *const *argv)
{
	int operand;
	centrald_config_init(&cfg);
	return options_parse(centrald_run_options, argc, (char **)(uintptr_t)argv,
	    centrald_config_option, &cfg, &operand, &err);
}

#define PARSE(...)                                                                                 \
	parse((int)(sizeof((const char *[]){"run", __VA_ARGS__}) / sizeof(char *)),                \
	    (const char *[]){"run", __VA_ARGS__})

#define WHOLE                                                                                      \
	"--store", "s", "--tls-cert", "c", "--tls-key", "k", "--terminal-ca", "a", "--terminals",  \
	    "127.0.0.1:1", "--citizens", "127.0.0.1:2"

static void a_whole_set_is_taken(void **state)
{
	(void)state;
	assert_true(PARSE(WHOLE, "--citizens-fd", "7", "--host", "localhost:8444"));
	assert_true(centrald_config_check(&cfg, &err));
	assert_string_equal(cfg.store, "s");
	assert_int_equal(cfg.terminals.count, 1);
	assert_int_equal(cfg.terminals.at[0].fd, -1);
	assert_int_equal(cfg.citizens.count, 2);
	assert_int_equal(cfg.citizens.at[1].fd, 7);
	assert_true(cfg.match_code);
	assert_int_equal(cfg.code_life, 300);
	assert_int_equal(cfg.evidence_life, 900);
	assert_int_equal(cfg.session_idle, 900);
	assert_int_equal(cfg.ready_fd, -1);
	assert_string_equal(cfg.card_key, ""); /* cards are written only where it is given */
	assert_true(PARSE(WHOLE, "--host", "H", "--card-key", "/etc/ddopa/card.key"));
	assert_string_equal(cfg.card_key, "/etc/ddopa/card.key");
}

static void each_is_needed(void **state)
{
	(void)state;
	const char *const whole[] = {"run", WHOLE, "--host", "H"};
	const size_t n = COUNT_OF(whole);
	for (size_t left_out = 1; left_out < n; left_out += 2) {
		const char *some[32];
		int count = 0;
		for (size_t i = 0; i < n; i++)
			if (i != left_out && i != left_out + 1)
				some[count++] = whole[i];
		assert_true(parse(count, some));
		assert_false(centrald_config_check(&cfg, &err));
		assert_int_equal(err.problem, PROBLEM_USAGE);
		assert_string_equal(err.context, whole[left_out]);
	}
}

/* 24 characters are a version 3 code; more would not fit the screen. */
static void the_host_is_short(void **state)
{
	(void)state;
	static const struct {
		const char *host;
		bool good;
	} cases[] = {{"LOCALHOST", true}, {"localhost:8444", true},
	    {"123456789012345678901234", true}, {"1234567890123456789012345", false},
	    {"host name", false}, {"host/", false}, {"host_x", false}, {"โฮสต์", false},
	    {":1", false}};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		assert_true(PARSE(WHOLE, "--host", cases[i].host));
		assert_int_equal(centrald_config_check(&cfg, &err), cases[i].good);
		if (!cases[i].good)
			assert_int_equal(err.problem, PROBLEM_CONFIG);
	}
}

static void bounds(void **state)
{
	(void)state;
	static const char *const bad[][2] = {{"--code-life", "601"}, {"--code-life", "0"},
	    {"--code-life", "12abc"}, {"--code-life", "-5"}, {"--code-life", ""},
	    {"--code-life", "99999999999"}, {"--evidence-life", "901"}, {"--session-idle", "43201"},
	    {"--citizens-fd", "2"}, {"--citizens-fd", "x"}, {"--terminals", "8443"},
	    {"--policy", "match_code"}, {"--policy", "match_code=maybe"}, {"--policy", "other=yes"},
	    {"--store", ""}, {"--ready-fd", "4096"}};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(PARSE(bad[i][0], bad[i][1]));
		assert_int_equal(err.problem, PROBLEM_USAGE);
	}
	assert_true(
	    PARSE("--code-life", "600", "--evidence-life", "900", "--policy", "match_code=no"));
	assert_int_equal(cfg.code_life, 600);
	assert_false(cfg.match_code);
}

static void a_moved_clock_is_for_training_only(void **state)
{
	(void)state;
	assert_true(PARSE(WHOLE, "--host", "H", "--training-clock", "f"));
	assert_false(centrald_config_check(&cfg, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_true(PARSE(WHOLE, "--host", "H", "--training-clock", "f", "--training"));
	assert_true(centrald_config_check(&cfg, &err));
}

#define TRUSTS "--linkage-ca", "a", "--linkage-cert", "c", "--linkage-key", "k"

static void an_agency_is_asked_over_mutual_tls_only(void **state)
{
	(void)state;
	assert_true(PARSE(WHOLE, "--host", "H", TRUSTS, "--linkage", "https://h/p"));
	assert_true(centrald_config_check(&cfg, &err));
	assert_int_equal(cfg.linkage.timeout, 5);
	assert_int_equal(cfg.linkage.cache, 0); /* nothing is remembered unless it is asked for */
	assert_true(PARSE(WHOLE, "--host", "H", TRUSTS, "--linkage", "http://h/p"));
	assert_false(centrald_config_check(&cfg, &err));
	assert_true(PARSE(WHOLE, "--host", "H", TRUSTS));
	assert_false(centrald_config_check(&cfg, &err));
	assert_true(PARSE(WHOLE, "--host", "H", "--linkage", "https://h/p", "--linkage-ca", "a"));
	assert_false(centrald_config_check(&cfg, &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_false(PARSE("--linkage-timeout", "11"));
	assert_false(PARSE("--linkage-cache", "61"));
	assert_false(PARSE("--linkage-failures", "0"));
}

static void listeners_have_an_end(void **state)
{
	(void)state;
	assert_false(PARSE("--citizens-fd", "3", "--citizens-fd", "4", "--citizens-fd", "5",
	    "--citizens-fd", "6", "--citizens-fd", "7", "--citizens-fd", "8", "--citizens-fd", "9",
	    "--citizens-fd", "10", "--citizens-fd", "11"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_set_is_taken),
	    cmocka_unit_test(each_is_needed),
	    cmocka_unit_test(the_host_is_short),
	    cmocka_unit_test(bounds),
	    cmocka_unit_test(a_moved_clock_is_for_training_only),
	    cmocka_unit_test(an_agency_is_asked_over_mutual_tls_only),
	    cmocka_unit_test(listeners_have_an_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
