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
#include "simcard/card.h"
#include "simcard/card_file.h"
#include "simcard/control.h"
#include "simcard/vpcd.h"

#define HOST_SIZE 256
#define BAUD_MIN  100
#define BAUD_MAX  1000000

struct settings {
	char host[HOST_SIZE];
	struct vpcd_options vpcd;
	const char *control;
	long eject_after;
	bool verbose, help, version;
};

struct simcard {
	struct loop *loop;
	struct vpcd *vpcd;
	struct control *control;
	struct card *card; /* in the reader, or in hand */
	bool inserted;
};

/* ---- options ---- */

static const struct option_row rows[] = {
    {"vpcd", 0, "HOST:PORT", N_("connect to vpcd there (default 127.0.0.1:35963)")},
    {"listen", 0, "PORT", N_("wait for vpcd on PORT and PORT+1; 0 takes free ones")},
    {"baud", 0, "N", N_("be as slow as contacts at N bits a second (9600: an old card)")},
    {"eject-after", 0, "N", N_("pull the card when N commands have been answered")},
    {"control", 0, "PATH", N_("take commands on a Unix socket at PATH")},
    {"verbose", 'v', NULL, N_("tell of connections and commands (headers and status only)")},
    {"help", 'h', NULL, N_("show this help and end")},
    {"version", 0, NULL, N_("show the version and end")},
    {0},
};

static bool number_of(long *out, const char *value, long low, long high)
{
	char *end;

	*out = strtol(value, &end, 10);
	return value[0] >= '0' && value[0] <= '9' && *end == '\0' && *out >= low && *out <= high;
}

static bool bad_value(const struct option_row *row, struct error *err)
{
	return error_set(err, PROBLEM_USAGE, "--%s %s", row->name, row->value);
}

static bool set_vpcd(
    struct settings *s, const struct option_row *row, const char *value, struct error *err)
{
	const char *colon = strrchr(value, ':');
	long port;

	if (colon == NULL || colon == value || (size_t)(colon - value) >= sizeof s->host ||
	    !number_of(&port, colon + 1, 1, UINT16_MAX))
		return bad_value(row, err);
	snprintf(s->host, sizeof s->host, "%.*s", (int)(colon - value), value);
	s->vpcd.port = (uint16_t)port;
	return true;
}

static bool set_listen(
    struct settings *s, const struct option_row *row, const char *value, struct error *err)
{
	long port;

	if (!number_of(&port, value, 0, UINT16_MAX - 1))
		return bad_value(row, err);
	s->vpcd.listen = true;
	s->vpcd.port = (uint16_t)port;
	return true;
}

static bool set_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct settings *s = arg;

	if (strcmp(row->name, "vpcd") == 0)
		return set_vpcd(s, row, value, err);
	if (strcmp(row->name, "listen") == 0)
		return set_listen(s, row, value, err);
	if (strcmp(row->name, "baud") == 0)
		return number_of(&s->vpcd.baud, value, BAUD_MIN, BAUD_MAX) || bad_value(row, err);
	if (strcmp(row->name, "eject-after") == 0)
		return number_of(&s->eject_after, value, 1, 1000000) || bad_value(row, err);
	if (strcmp(row->name, "control") == 0)
		s->control = value;
	s->verbose |= strcmp(row->name, "verbose") == 0;
	s->help |= strcmp(row->name, "help") == 0;
	s->version |= strcmp(row->name, "version") == 0;
	return true;
}

/* ---- the card ---- */

static bool load(struct simcard *s, const char *path, struct error *err)
{
	struct card_file file;
	struct card *card;

	if (!card_file_read(&file, path, err))
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

	if (operand == NULL || !number_of(&n, operand, 0, 1000000)) {
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

static bool start(
    struct simcard *s, const struct settings *set, const char *card_file, struct error *err)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};

	s->loop = loop_new(&clock_system);
	if (s->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (loop_add_signal(s->loop, signals[i], on_signal, s) == 0)
			return error_set(err, PROBLEM_SYSTEM, "signalfd");
	s->vpcd = vpcd_open(s->loop, &set->vpcd, on_gone, s, err);
	if (s->vpcd == NULL)
		return false;
	if (card_file != NULL && !load(s, card_file, err))
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
}

static int fail(const struct error *err)
{
	log_error(err);
	return problem_row(err->problem)->exit_code;
}

static int run(const struct settings *set, const char *card_file)
{
	struct simcard s = {0};
	struct error err;
	const bool started = start(&s, set, card_file, &err);

	if (started) {
		if (set->vpcd.listen)
			printf("listening on %s:%d\n", set->host, vpcd_port(s.vpcd));
		fflush(stdout);
		loop_run(s.loop);
	}
	finish(&s);
	return started ? EXIT_DONE : fail(&err);
}

static int show_help(void)
{
	printf(_("Usage: %s [OPTION…] [CARD-FILE]\n"), "ddopa-simcard");
	puts(_("Plays a Thai national ID card, described by a file, to pcscd's virtual reader."));
	options_help(stdout, rows);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct settings set = {.host = "127.0.0.1", .vpcd = {.port = VPCD_PORT}};
	struct error err;
	int operand;

	secret_harden_process();
	lang_init();
	log_open("ddopa-simcard", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	if (!options_parse(rows, argc, argv, set_option, &set, &operand, &err))
		return fail(&err);
	if (set.help)
		return show_help();
	if (set.version)
		return puts("ddopa-simcard " PACKAGE_VERSION) < 0 ? EXIT_FAILURE : EXIT_DONE;
	if (argc - operand > 1 || (argc == operand && set.control == NULL)) {
		error_set(&err, PROBLEM_USAGE, "CARD-FILE");
		return fail(&err);
	}
	if (set.verbose)
		log_open("ddopa-simcard", LOG_SINK_STDERR, LOG_LEVEL_DEBUG);
	set.vpcd.host = set.host;
	return run(&set, operand < argc ? argv[operand] : NULL);
}
