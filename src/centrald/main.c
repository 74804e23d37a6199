/*
 * ddopa-centrald: the reference centre. See the head of centrald.h.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "autoconf.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/options.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/init.h"
#include "centrald/jobs.h"
#include "centrald/migrate.h"
#include "centrald/schema.h"
#include "centrald/server.h"

static int fail(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);
	fprintf(stderr, "ddopa-centrald: %s %s\n  %s\n  %s %s\n", row->id, err->context,
	    _(row->what), _(row->why), _(row->todo));
	return row->exit_code;
}

/* ---- init ---- */

struct init_options {
	char store[CENTRALD_PATH_MAX];
	char keys[CENTRALD_PATH_MAX];
	char from[CENTRALD_PATH_MAX];
};

static const struct option_row init_options[] = {
    {"store", 's', "STORE", N_("the store to make: a file, or postgresql://...")},
    {"keys", 'k', "FILE", N_("where its keys go (STORE.keys)")},
    {"from", 'f', "DIR", N_("the directory of the CSV files")},
    {NULL, 0, NULL, NULL},
};

static bool take_init_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct init_options *o = arg;
	char *const outs[] = {o->store, o->keys, o->from};
	char *out = outs[row - init_options];
	out[0] = '\0';
	return (*value && text_append(out, CENTRALD_PATH_MAX, value)) ||
	       error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
}

static bool read_options(const struct option_row *rows, int argc, char **argv, option_fn *fn,
    void *arg, struct error *err)
{
	int operand;
	if (!options_parse(rows, argc, argv, fn, arg, &operand, err))
		return false;
	return operand >= argc || error_set(err, PROBLEM_USAGE, "%s", argv[operand]);
}

static int run_init(int argc, char **argv)
{
	struct init_options o = {0};
	struct error err;
	long bad = 0;
	if (!read_options(init_options, argc, argv, take_init_option, &o, &err))
		return fail(&err);
	if (!*o.store || !*o.from) {
		error_set(&err, PROBLEM_USAGE, *o.store ? "--from" : "--store");
		return fail(&err);
	}
	if (!centrald_keys_path(o.keys, o.store, o.keys, &err))
		return fail(&err);
	const struct init_store in = {o.store, o.keys, o.from, stderr};
	if (init_store(&in, &bad, &err))
		return EXIT_DONE;
	if (err.problem != PROBLEM_NONE)
		return fail(&err);
	fprintf(stderr, _("ddopa-centrald: %ld bad lines, nothing was loaded\n"), bad);
	return EX_DATAERR;
}

/* ---- upgrade ---- */

static const struct option_row upgrade_options[] = {
    {"store", 's', "STORE", N_("the store to bring to this program's schema")},
    {NULL, 0, NULL, NULL},
};

static bool take_upgrade_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	*(const char **)arg = value;
	return *value || error_set(err, PROBLEM_USAGE, "--%s", row->name);
}

static int run_upgrade(int argc, char **argv)
{
	const char *name = NULL;
	struct error err;
	long from = 0;
	if (!read_options(upgrade_options, argc, argv, take_upgrade_option, &name, &err))
		return fail(&err);
	if (!name) {
		error_set(&err, PROBLEM_USAGE, "--store");
		return fail(&err);
	}
	struct store *store = store_open_any(name, &err);
	bool ok = store && store_migrate(store, &from, &err);
	store_close(store);
	if (!ok)
		return fail(&err);
	printf(_("schema %ld, was %ld\n"), (long)SCHEMA_VERSION, from);
	return EXIT_DONE;
}

/* ---- run ---- */

static int run_server(int argc, char **argv)
{
	struct centrald_config cfg;
	struct error err;
	centrald_config_init(&cfg);
	if (!read_options(centrald_run_options, argc, argv, centrald_config_option, &cfg, &err) ||
	    !centrald_config_check(&cfg, &err))
		return fail(&err);
	log_open("ddopa-centrald", cfg.log_json ? LOG_SINK_JSON : LOG_SINK_STDERR,
	    cfg.verbose ? LOG_LEVEL_INFO : LOG_LEVEL_WARN);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a full disk, told as such */
	struct notify notify;
	notify_open(&notify);
	int status = EXIT_DONE;
	if (cfg.jobs == 1 || jobs_run(&cfg, &notify, &status))
		status = server_run(&cfg, &notify, &err) ? EXIT_DONE : fail(&err);
	notify_close(&notify);
	return status;
}

/* ---- commands ---- */

static int show_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("ddopa-centrald " PACKAGE_VERSION);
	return EXIT_DONE;
}

static int show_help(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts(_("Usage: ddopa-centrald init --store STORE --from DIR\n"
	       "       ddopa-centrald upgrade --store STORE\n"
	       "       ddopa-centrald run OPTION...\n"
	       "The reference centre: see ddopa-centrald(8).\n\ninit:"));
	options_help(stdout, init_options);
	puts("\nupgrade:");
	options_help(stdout, upgrade_options);
	puts("\nrun:");
	options_help(stdout, centrald_run_options);
	return EXIT_DONE;
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {{"init", run_init}, {"upgrade", run_upgrade}, {"run", run_server},
    {"--help", show_help}, {"-h", show_help}, {"--version", show_version}, {"-V", show_version}};

int main(int argc, char **argv)
{
	struct error err;
	secret_harden_process();
	secret_clean_environment();
	lang_init();
	log_open("ddopa-centrald", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	error_set(&err, PROBLEM_USAGE, "%s", argc > 1 ? argv[1] : "init, run");
	return fail(&err);
}
