/* ddopa-training: options, which kind of world, exit code. */
#include "training/training.h"

#include "autoconf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/options.h"

struct request {
	const char *card, *ca_out, *language;
	const char *verb, *argument; /* of a call inside the world */
	bool plain, help, version;
};

static const struct option_row rows[] = {
    {"card", 0, "FILE", N_("the card in the reader at the start")},
    {"ca-out", 0, "FILE", N_("save the world's CA here, for a browser that plays the phone")},
    {"lang", 0, "th|en", N_("language of the screens")},
    {"plain", 0, NULL, N_("without namespaces, even where they are allowed")},
    {"insert", 0, "CARD", N_("inside a world: put this card into the reader")},
    {"eject", 0, NULL, N_("inside a world: pull the card")},
    {"finger", 0, "right|left|hand|stranger|FILE",
	N_("inside a world: whose finger lies on the sensor")},
    {"help", 'h', NULL, N_("show this help")},
    {"version", 0, NULL, N_("show the version")},
    {0},
};

static bool take(void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct request *r = arg;
	enum lang lang;

	if (strcmp(row->name, "card") == 0)
		r->card = value;
	else if (strcmp(row->name, "ca-out") == 0)
		r->ca_out = value;
	else if (strcmp(row->name, "lang") == 0)
		r->language = value;
	else if (strcmp(row->name, "plain") == 0)
		r->plain = true;
	else if (strcmp(row->name, "help") == 0)
		r->help = true;
	else if (strcmp(row->name, "version") == 0)
		r->version = true;
	else
		r->verb = row->name, r->argument = value != NULL ? value : "";
	if (r->language != NULL && !lang_parse(&lang, r->language))
		return error_set(err, PROBLEM_USAGE, "--lang %s", r->language);
	return true;
}

static int fail(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);

	fprintf(stderr, "ddopa-training: %s %s", row->id, _(row->what));
	if (err->context[0] != '\0')
		fprintf(stderr, " (%s)", err->context);
	fprintf(stderr, "\n  %s\n  %s\n", _(row->why), _(row->todo));
	return row->exit_code;
}

/* The command of the caller. In a plain world nothing but PDEATHSIG ends it with us. */
static int run_command(struct world *w, char **command)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execvp(command[0], command);
		fprintf(stderr, "ddopa-training: %s: %s\n", command[0], strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	return world_wait(w, pid);
}

/* In the world: its programs, then the command. Returns the exit code. */
static int live(struct world *w, char **command, bool terminal)
{
	struct error err;
	int code;

	if (!world_start(w, &err) || !world_environment(w, &err)) {
		world_tell_log(w);
		return fail(&err);
	}
	if (command[0] != NULL)
		return run_command(w, command);
	code = terminal ? stage_run(w, &err) : batch_run(w, &err);
	if (code != 0 && !terminal)
		world_tell_log(w);
	return code < 0 ? fail(&err) : code;
}

/* A private world, or the plain one where that is wanted or nothing else is allowed. */
static pid_t enter(struct world *w, bool plain, struct error *err)
{
	struct error forbidden;
	pid_t pid = plain ? -1 : namespaces_enter(err);

	if (plain)
		return plain_enter(w, err);
	if (pid >= 0)
		return pid;
	forbidden = *err;
	pid = plain_enter(w, err);
	if (pid < 0)
		error_set(
		    err, PROBLEM_NAMESPACES, "%s; %s", forbidden.context, strdupa(err->context));
	else if (pid > 0)
		fprintf(stderr,
		    _("ddopa-training: no private world here (%s); going on without namespaces.\n"),
		    forbidden.context);
	return pid;
}

static int run(struct world *w, const struct request *r, char **command)
{
	bool terminal = command[0] == NULL && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	struct error err;
	pid_t pid;
	int code;

	/* A browser at this desk can play the phone: a socket that was opened before the
	 * network namespace is left goes on answering outside. */
	w->outside = terminal;
	if (terminal && !centre_listen_on(&w->outside_fd, &w->citizens_port, &err))
		return fail(&err);
	wait_prepare();
	pid = enter(w, r->plain, &err);
	if (pid < 0)
		return fail(&err);
	if (pid == 0)
		exit(live(w, command, terminal));
	close(w->outside_fd); /* the world's, from now on */
	code = world_wait(w, pid);
	if (!w->private)
		plain_leave(w);
	return code;
}

/* Before the world is entered, whose /run hides the outside's. */
static bool open_ca_out(struct world *w, const char *file, struct error *err)
{
	if (file == NULL)
		return true;
	w->ca_out_fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	return w->ca_out_fd >= 0 || error_errno(err, PROBLEM_CANNOT_CREATE, errno, file);
}

int main(int argc, char **argv)
{
	struct request r = {0};
	static struct world w = {.private = true,
	    .directory = "/run/ddopa",
	    .ca_out_fd = -1,
	    .outside_fd = -1,
	    .citizens_fd = -1,
	    .terminals_fd = -1,
	    .pcscd_listener = -1,
	    .vpcd_port = WORLD_VPCD_PORT};
	struct error err;
	enum lang lang;
	int first;

	if (!data_find_programs(&w, &err))
		return fail(&err);
	data_find_texts(&w);
	lang_init();
	if (!options_parse(rows, argc, argv, take, &r, &first, &err))
		return fail(&err);
	if (r.language != NULL && lang_parse(&lang, r.language))
		lang_set(lang);
	if (r.help) {
		printf(_("Usage: %s\n\n"),
		    "ddopa-training [--card FILE] [--ca-out FILE] [-- COMMAND…]");
		options_help(stdout, rows);
		return 0;
	}
	if (r.version) {
		puts("ddopa-training " PACKAGE_VERSION);
		return 0;
	}
	if (r.verb != NULL)
		return control_run(&w, r.verb, r.argument, &err) ? 0 : fail(&err);
	w.language = r.language;
	if (!open_ca_out(&w, r.ca_out, &err) || !data_find(&w, &err) || !data_demo(&w, &err) ||
	    !data_card(&w, r.card != NULL ? r.card : w.demo.card, &err))
		return fail(&err);
	return run(&w, &r, argv + first);
}
