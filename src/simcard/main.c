/*
 * ddopa-simcard: plays a Thai national ID card to pcscd's virtual reader.
 *
 * It only ever holds made-up people, so the card's data need no guarding from the user
 * who started it; they are still never logged.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoconf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/options.h"
#include "base/problem.h"
#include "base/secret.h"
#include "simcard/commands.h"
#include "simcard/control.h"
#include "simcard/desk.h"
#include "simcard/settings.h"

struct simcard {
	struct loop *loop;
	struct desk *desk;
	struct control *control;
};

static void on_signal(void *arg, int signo)
{
	struct simcard *s = arg;

	if (signo == SIGUSR1)
		desk_eject(s->desk);
	else if (signo == SIGUSR2)
		desk_insert(s->desk);
	else
		loop_stop(s->loop);
}

static bool start(struct simcard *s, const struct settings *set, struct error *err)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};

	s->loop = loop_new(&clock_system);
	if (s->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (loop_add_signal(s->loop, signals[i], on_signal, s) == 0)
			return error_set(err, PROBLEM_SYSTEM, "signalfd");
	s->desk = desk_open(s->loop, &set->vpcd, set->write_master, err);
	if (s->desk == NULL)
		return false;
	if (set->card_file != NULL && !desk_take(s->desk, set->card_file, DESK_ANEW, err))
		return false;
	if (set->control != NULL) {
		s->control = control_open(s->loop, set->control, commands_run, s->desk, err);
		if (s->control == NULL)
			return false;
	}
	desk_insert(s->desk);
	vpcd_eject_after(desk_vpcd(s->desk), set->eject_after);
	return true;
}

static void finish(struct simcard *s)
{
	control_close(s->control);
	desk_close(s->desk);
	if (s->loop != NULL)
		loop_free(s->loop);
}

static int fail(const struct error *err)
{
	log_error(err);
	return problem_row(err->problem)->exit_code;
}

static int run(const struct settings *set)
{
	struct simcard s = {0};
	struct error err;
	const bool started = start(&s, set, &err);

	if (started) {
		if (set->vpcd.listen)
			printf(
			    "listening on %s:%d\n", set->vpcd.host, vpcd_port(desk_vpcd(s.desk)));
		fflush(stdout);
		loop_run(s.loop);
	}
	finish(&s);
	return started ? EXIT_DONE : fail(&err);
}

static int send_command(const struct settings *set)
{
	struct buf line = BUF_INIT, answer = BUF_INIT;
	struct error err;
	bool ok;

	commands_put(&line, set->send);
	ok = control_send(set->control, (const char *)line.data, &answer, &err);
	if (ok) {
		puts((const char *)answer.data);
		ok = strncmp((const char *)answer.data, "ok", 2) == 0;
		error_set(&err, PROBLEM_CONFIG, "%s", set->send);
	}
	buf_free(&line);
	buf_free(&answer);
	return ok ? EXIT_DONE : fail(&err);
}

static int show_help(void)
{
	printf(_("Usage: %s [OPTION...] [CARD-FILE]\n"), "ddopa-simcard");
	puts(_("Plays a Thai national ID card, described by a file, to pcscd's virtual reader."));
	options_help(stdout, settings_rows);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct settings set;
	struct error err;

	secret_harden_process();
	lang_init();
	log_open("ddopa-simcard", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	if (!settings_parse(&set, argc, argv, &err))
		return fail(&err);
	if (set.help)
		return show_help();
	if (set.version)
		return puts("ddopa-simcard " PACKAGE_VERSION) < 0 ? EXIT_FAILURE : EXIT_DONE;
	if (set.send != NULL)
		return send_command(&set);
	if (set.verbose)
		log_open("ddopa-simcard", LOG_SINK_STDERR, LOG_LEVEL_DEBUG);
	return run(&set);
}
