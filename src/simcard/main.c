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
#include <unistd.h>

#include "autoconf.h"
#include "base/clock.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/options.h"
#include "base/problem.h"
#include "base/secret.h"
#include "simcard/card.h"
#include "simcard/card_file.h"
#include "simcard/control.h"
#include "simcard/settings.h"
#include "simcard/vpcd.h"

struct simcard {
	struct loop *loop;
	struct vpcd *vpcd;
	struct control *control;
	struct card *card; /* in the reader, or in hand */
	bool inserted;
	bool has_master;
	uint8_t master[WRITE_KEY_SIZE]; /* of cards whose files name none */
};

/* ---- the card ---- */

static bool load(struct simcard *s, const char *path, struct error *err)
{
	struct card_file file;
	struct card *card;

	if (!card_file_read(&file, path, err) ||
	    (s->has_master && !card_file_personalise(&file, s->master, err)))
		return false;
	card = card_new(&file);
	secret_wipe(&file, sizeof file);
	if (card == NULL)
		return error_set(err, PROBLEM_MEMORY, "%s", path);
	vpcd_eject(s->vpcd);
	s->inserted = false;
	card_free(s->card);
	s->card = card;
	return true;
}

static void insert(struct simcard *s)
{
	if (s->card == NULL || s->inserted)
		return;
	vpcd_insert(s->vpcd, s->card);
	s->inserted = true;
	log_write(LOG_LEVEL_INFO, "card inserted");
}

static void eject(struct simcard *s)
{
	vpcd_eject(s->vpcd);
	s->inserted = false;
	log_write(LOG_LEVEL_INFO, "card ejected");
}

static void on_gone(void *arg)
{
	struct simcard *s = arg;

	s->inserted = false;
	log_write(LOG_LEVEL_INFO, "card pulled");
}

/* ---- commands of the control socket ---- */

static void do_insert(struct simcard *s, const char *operand, struct buf *answer)
{
	struct error err;

	if (operand != NULL && !load(s, operand, &err)) {
		buf_printf(answer, "error %s", err.context);
		return;
	}
	if (s->card == NULL) {
		buf_puts(answer, "error no card to insert: name its file");
		return;
	}
	insert(s);
	buf_puts(answer, "ok");
}

static void do_eject(struct simcard *s, const char *operand, struct buf *answer)
{
	(void)operand;
	eject(s);
	buf_puts(answer, "ok");
}

static void do_eject_after(struct simcard *s, const char *operand, struct buf *answer)
{
	long n;

	if (operand == NULL || !settings_number(&n, operand, 0, EJECT_AFTER_MAX)) {
		buf_puts(answer, "error eject-after wants a number");
		return;
	}
	vpcd_eject_after(s->vpcd, n);
	buf_puts(answer, "ok");
}

static void do_status(struct simcard *s, const char *operand, struct buf *answer)
{
	(void)operand;
	buf_printf(answer, "ok card=%s reader=%s port=%d commands=%lu",
	    s->inserted ? "inserted" : "out", vpcd_connected(s->vpcd) ? "connected" : "away",
	    vpcd_port(s->vpcd), vpcd_commands(s->vpcd));
}

static const struct {
	const char *name;
	void (*run)(struct simcard *s, const char *operand, struct buf *answer);
} commands[] = {
    {"insert", do_insert},
    {"eject", do_eject},
    {"eject-after", do_eject_after},
    {"status", do_status},
};

static void on_command(void *arg, char *line, struct buf *answer)
{
	char *operand = strchr(line, ' ');

	if (operand != NULL)
		*operand++ = '\0';
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, line) == 0) {
			commands[i].run(arg, operand, answer);
			return;
		}
	buf_puts(answer, "error unknown command");
}

static void on_signal(void *arg, int signo)
{
	struct simcard *s = arg;

	if (signo == SIGUSR1)
		eject(s);
	else if (signo == SIGUSR2)
		insert(s);
	else
		loop_stop(s->loop);
}

/* ---- start and end ---- */

static bool start(struct simcard *s, const struct settings *set, struct error *err)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};

	s->has_master = set->write_master != NULL;
	if (s->has_master && !write_master_read(s->master, set->write_master, err))
		return false;
	s->loop = loop_new(&clock_system);
	if (s->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (loop_add_signal(s->loop, signals[i], on_signal, s) == 0)
			return error_set(err, PROBLEM_SYSTEM, "signalfd");
	s->vpcd = vpcd_open(s->loop, &set->vpcd, on_gone, s, err);
	if (s->vpcd == NULL)
		return false;
	if (set->card_file != NULL && !load(s, set->card_file, err))
		return false;
	if (set->control != NULL) {
		s->control = control_open(s->loop, set->control, on_command, s, err);
		if (s->control == NULL)
			return false;
	}
	insert(s);
	vpcd_eject_after(s->vpcd, set->eject_after);
	return true;
}

static void finish(struct simcard *s)
{
	control_close(s->control);
	vpcd_close(s->vpcd);
	card_free(s->card);
	if (s->loop != NULL)
		loop_free(s->loop);
	secret_wipe(s->master, sizeof s->master);
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
			printf("listening on %s:%d\n", set->vpcd.host, vpcd_port(s.vpcd));
		fflush(stdout);
		loop_run(s.loop);
	}
	finish(&s);
	return started ? EXIT_DONE : fail(&err);
}

/* A relative file name means the sender's directory, not the running card's. */
static void put_command(struct buf *line, const char *command)
{
	static const char insert_file[] = "insert ";
	const char *file = command + sizeof insert_file - 1;
	char *here;

	if (strncmp(command, insert_file, sizeof insert_file - 1) != 0 || file[0] == '/' ||
	    (here = getcwd(NULL, 0)) == NULL) {
		buf_puts(line, command);
		return;
	}
	buf_printf(line, "%s%s/%s", insert_file, here, file);
	free(here);
}

static int send_command(const struct settings *set)
{
	struct buf line = BUF_INIT, answer = BUF_INIT;
	struct error err;
	bool ok;

	put_command(&line, set->send);
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
