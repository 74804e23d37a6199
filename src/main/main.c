/*
 * main/main.c - ddopa(1): the command line, and which face it asks for.
 */
#include "autoconf.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/complete.h"
#include "base/lang.h"
#include "base/options.h"
#include "base/secret.h"
#include "batch/batch.h"
#include "linear/linear.h"
#include "main/parent.h"
#include "main/process.h"
#include "tui/citizen.h"
#include "tui/palette.h"
#include "tui/tui.h"

struct invocation {
	const char *config_file; /* --config */
	const char *language;	 /* --lang */
	bool linear;		 /* --linear */
	bool help, version;
	bool complete; /* --complete: argv are the words of a command line */
	bool citizen;  /* the citizen's view in place of the registrar's screen */
	const struct batch_command *command; /* NULL: the screen */
	int argc;
	char **argv; /* of the command */
	struct terminal_config config;
	bool config_there;
	struct error config_error; /* of a command that looks at it, whatever it is */
};

static const struct option_row options[] = {
    {"config", 0, "FILE", N_("read FILE instead of the system's configuration")},
    {"lang", 0, "th|en", N_("language of screen and messages")},
    {"linear", 0, NULL,
	N_("speak in lines instead of a screen, for screen readers and serial lines")},
    {"citizen", 0, NULL, N_("show the citizen what to do, on a second terminal")},
    {"complete", 0, NULL, N_("print what may stand in the place of the last word that follows")},
    {"help", 'h', NULL, N_("show this help")},
    {"version", 'V', NULL, N_("show the version")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct invocation *in = arg;
	enum lang lang;

	if (strcmp(row->name, "config") == 0)
		in->config_file = value;
	else if (strcmp(row->name, "lang") == 0)
		in->language = value;
	else if (strcmp(row->name, "linear") == 0)
		in->linear = true;
	else if (strcmp(row->name, "citizen") == 0)
		in->citizen = true;
	else if (strcmp(row->name, "complete") == 0)
		in->complete = true;
	else if (strcmp(row->name, "help") == 0)
		in->help = true;
	else
		in->version = true;
	if (in->language != NULL && !lang_parse(&lang, in->language))
		return error_set(err, PROBLEM_USAGE, "--lang %s", in->language);
	return true;
}

static bool asks_for_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool parse(struct invocation *in, int argc, char **argv, struct error *err)
{
	int first;

	if (!options_parse(options, argc, argv, take_option, in, &first, err))
		return false;
	if (first == argc)
		return true;
	in->argc = argc - first;
	in->argv = argv + first;
	if (in->complete)
		return true;
	in->command = batch_find(argv[first]);
	if (in->command == NULL)
		return batch_no_such(argv[first], err);
	if (in->citizen)
		return error_set(err, PROBLEM_USAGE, "%s", argv[first]);
	in->help = in->help || (in->argc > 1 && asks_for_help(in->argv[1]));
	return true;
}

static void choose_language(const struct invocation *in)
{
	enum lang lang = LANG_TH;

	if (in->language != NULL)
		lang_parse(&lang, in->language);
	else if (in->config_there)
		lang_parse(&lang, in->config.language);
	lang_set(lang);
}

static int help(const struct invocation *in)
{
	if (in->command != NULL) {
		batch_help(stdout, in->command);
		return EXIT_DONE;
	}
	printf(_("Usage: ddopa [--config FILE] [--lang th|en] [COMMAND]\n"));
	printf(_("       ddopa [--lang th|en] --citizen\n"));
	printf(_("Without a command: the registrar's screen.\n\n"));
	options_help(stdout, options);
	printf(_("\nCommands:\n"));
	for (size_t i = 0; batch_commands[i] != NULL; i++)
		printf("  %s %s\n      %s\n", batch_commands[i]->name, batch_commands[i]->usage,
		    _(batch_commands[i]->summary));
	return EXIT_DONE;
}

/* For the shells' completions. */
static int complete(const struct invocation *in)
{
	const struct batch_command *command;
	const struct option_row *row;
	struct complete c = {.out = stdout};
	int at;

	if (in->argc == 0)
		return EXIT_DONE;
	c.word = in->argv[in->argc - 1];
	at = complete_skip(options, in->argc, in->argv, &row);
	command = batch_find(in->argv[at]);
	if (row != NULL) {
		complete_value(&c, row->value);
	} else if (at < in->argc - 1) {
		if (command != NULL)
			batch_complete(stdout, command, in->argc - at - 1, in->argv + at + 1);
	} else {
		for (size_t i = 0; batch_commands[i] != NULL; i++)
			complete_offer(&c, batch_commands[i]->name, batch_commands[i]->summary);
		complete_options(&c, options, NULL, NULL);
	}
	return EXIT_DONE;
}

static int version(void)
{
	printf("ddopa %s\n", PACKAGE_VERSION);
	return EXIT_DONE;
}

/* What a command wants of the configuration, the screen wanting it too. */
static enum batch_config wanted_config(const struct invocation *in)
{
	if (in->citizen)
		return BATCH_CONFIG_NONE;
	return in->command == NULL ? BATCH_CONFIG_NEEDED : in->command->config;
}

/* Where the file is optional, only one that was named must be good: a card can be read at
 * a computer that is no counter yet. */
static bool load_config(struct invocation *in, struct error *err)
{
	const enum batch_config wanted = wanted_config(in);

	if (wanted == BATCH_CONFIG_NONE)
		return true;
	in->config_there = terminal_config_load(&in->config, in->config_file, err);
	if (wanted == BATCH_CONFIG_EARLY && err->problem == PROBLEM_CERTIFICATE_MISSING)
		in->config_there = true;
	if (in->config_there)
		return true;
	if (wanted == BATCH_CONFIG_LOOKED_AT) {
		in->config_error = *err;
		return true;
	}
	if (wanted == BATCH_CONFIG_NEEDED || in->config_file != NULL)
		return false;
	memset(&in->config, 0, sizeof in->config);
	return true;
}

/* ---- faces ---- */

static int start_card(void *link)
{
	return parent_start_card(link);
}

static int start_sensor(void *link)
{
	return parent_start_sensor(link);
}

static int start_verifier(void *link)
{
	return parent_start_verifier(link);
}

static int run_command(const struct invocation *in, struct parent_link *link)
{
	struct batch_context context = {
	    .command = in->command, .config_file = in->config_file, .clock = &clock_system};

	if (in->command->config != BATCH_CONFIG_NONE)
		context.config = &in->config;
	if (in->command->config == BATCH_CONFIG_LOOKED_AT)
		context.config_error = &in->config_error;
	if (link != NULL)
		context.host = (struct runner_host){start_card, start_sensor, link};
	return in->command->run(&context, in->argc, in->argv);
}

static int batch_face(struct parent_link *link, void *arg)
{
	return run_command(arg, link);
}

static int screen_face(struct parent_link *link, void *arg)
{
	const struct invocation *in = arg;
	const struct tui_options o = {.config = &in->config,
	    .config_file = in->config_file,
	    .language = in->language,
	    .clock = &clock_system,
	    .start_card = parent_start_card,
	    .start_sensor = parent_start_sensor,
	    .start_verifier = parent_start_verifier,
	    .citizen = true,
	    .root = ""};

	return tui_main(link, &o);
}

static int citizen_face(struct parent_link *link, void *arg)
{
	const struct invocation *in = arg;

	(void)link;
	return citizen_main(in->language);
}

static int linear_face(struct parent_link *link, void *arg)
{
	const struct invocation *in = arg;
	const struct linear_options o = {.config = &in->config,
	    .clock = &clock_system,
	    .host = {start_card, start_sensor, link},
	    .verifier = {start_verifier, link},
	    .root = ""};

	if (!palette_shows_thai())
		lang_use_ascii();
	return linear_main(&o);
}

/* Without a command: the screen, or lines where these are asked for. */
static face_fn *face_of(const struct invocation *in)
{
	if (in->citizen)
		return citizen_face;
	if (in->command != NULL)
		return batch_face;
	return in->linear || linear_wanted() ? linear_face : screen_face;
}

static void fill_helpers(struct parent_options *o, const struct terminal_config *c)
{
	snprintf(o->card.reader_name, sizeof o->card.reader_name, "%s", c->reader_name);
	snprintf(o->card.socket, sizeof o->card.socket, "%s", c->reader_socket);
	snprintf(o->card.moc.driver, sizeof o->card.moc.driver, "%s", c->moc_driver);
	snprintf(o->card.moc.program, sizeof o->card.moc.program, "%s", c->moc_program);
	o->card.moc.limit_s = c->moc_limit;
	o->card.moc.host_fd = -1;
	snprintf(o->sensor.type, sizeof o->sensor.type, "%s", c->sensor_type);
	snprintf(o->sensor.path, sizeof o->sensor.path, "%s", c->sensor_path);
	snprintf(o->sensor.device, sizeof o->sensor.device, "%s", c->sensor_device);
	o->sensor.timeout_s = c->sensor_timeout;
	o->kitty = strcmp(c->screen_graphics, "kitty") == 0;
}

/* Signals by which a person or the system ends programs need no explanation. */
static bool is_ordinary_end(int code)
{
	const int signo = code - 128;

	return signo <= 0 || signo == SIGHUP || signo == SIGINT || signo == SIGQUIT ||
	       signo == SIGTERM || signo == SIGPIPE;
}

static int run_face(struct invocation *in)
{
	face_fn *face = face_of(in);
	struct parent_options o = {.screen = face == screen_face || face == citizen_face};
	struct error err;
	int code;

	/* What a configuration names that is not good is not started. */
	if (in->config_error.problem == PROBLEM_NONE)
		fill_helpers(&o, &in->config);
	else
		o.card.moc.host_fd = -1;
	code = parent_run(&o, face, in);
	if (!is_ordinary_end(code)) {
		error_set(&err, PROBLEM_INTERNAL, "signal %d", code - 128);
		batch_tell(&err);
	}
	return code;
}

static int run(struct invocation *in, int argc, char **argv)
{
	struct error err;

	if (!parse(in, argc, argv, &err)) {
		choose_language(in);
		return batch_tell(&err);
	}
	choose_language(in);
	if (in->complete)
		return complete(in);
	if (in->help)
		return help(in);
	if (in->version)
		return version();
	if (!load_config(in, &err))
		return batch_tell(&err);
	choose_language(in);
	if (in->command != NULL && !in->command->helpers)
		return run_command(in, NULL);
	return run_face(in);
}

/* What could not be written is no success, whatever was to be written. */
static int flushed(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	return code == EXIT_DONE ? EX_IOERR : code;
}

int main(int argc, char **argv)
{
	struct invocation in = {0};

	process_fill_standard();
	secret_harden_process();
	secret_clean_environment();
	signal(SIGPIPE, SIG_IGN);
	lang_init();
	return flushed(run(&in, argc, argv));
}
