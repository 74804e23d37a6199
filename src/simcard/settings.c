#include "simcard/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

#define BAUD_MIN 100
#define BAUD_MAX 1000000

enum setting {
	SET_VPCD,
	SET_LISTEN,
	SET_BAUD,
	SET_EJECT_AFTER,
	SET_WRITE_MASTER,
	SET_CONTROL,
	SET_SEND,
	SET_VERBOSE,
	SET_HELP,
	SET_VERSION,
	SET_COUNT
};

const struct option_row settings_rows[SET_COUNT + 1] = {
    [SET_VPCD] = {"vpcd", 0, "HOST:PORT", N_("connect to vpcd there (default 127.0.0.1:35963)")},
    [SET_LISTEN] = {"listen", 0, "PORT", N_("wait for vpcd on PORT and PORT+1; 0 takes free ones")},
    [SET_BAUD] = {"baud", 0, "N",
	N_("be as slow as contacts at N bits a second (9600: an old card)")},
    [SET_EJECT_AFTER] = {"eject-after", 0, "N",
	N_("pull the card when N commands have been answered")},
    [SET_WRITE_MASTER] = {"write-master", 0, "FILE",
	N_("master key of cards whose files name none (32 hex digits)")},
    [SET_CONTROL] = {"control", 0, "PATH", N_("take commands on a Unix socket at PATH")},
    [SET_SEND] = {"send", 0, "COMMAND",
	N_("tell COMMAND to the running card at PATH, show its answer")},
    [SET_VERBOSE] = {"verbose", 'v', NULL,
	N_("tell of connections and commands (headers and status only)")},
    [SET_HELP] = {"help", 'h', NULL, N_("show this help and end")},
    [SET_VERSION] = {"version", 0, NULL, N_("show the version and end")},
};

bool settings_number(long *out, const char *value, long low, long high)
{
	char *end;

	*out = strtol(value, &end, 10);
	return value[0] >= '0' && value[0] <= '9' && *end == '\0' && *out >= low && *out <= high;
}

static bool set_vpcd(struct settings *s, const char *value)
{
	const char *colon = strrchr(value, ':');
	long port;

	if (colon == NULL || colon == value || (size_t)(colon - value) >= sizeof s->host ||
	    !settings_number(&port, colon + 1, 1, UINT16_MAX))
		return false;
	snprintf(s->host, sizeof s->host, "%.*s", (int)(colon - value), value);
	s->vpcd.port = (uint16_t)port;
	return true;
}

static bool set_listen(struct settings *s, const char *value)
{
	long port;

	if (!settings_number(&port, value, 0, UINT16_MAX - 1))
		return false;
	s->vpcd.listen = true;
	s->vpcd.port = (uint16_t)port;
	return true;
}

static bool set_baud(struct settings *s, const char *value)
{
	return settings_number(&s->vpcd.baud, value, BAUD_MIN, BAUD_MAX);
}

static bool set_eject_after(struct settings *s, const char *value)
{
	return settings_number(&s->eject_after, value, 1, EJECT_AFTER_MAX);
}

static bool set_write_master(struct settings *s, const char *value)
{
	s->write_master = value;
	return true;
}

static bool set_control(struct settings *s, const char *value)
{
	s->control = value;
	return true;
}

static bool set_send(struct settings *s, const char *value)
{
	s->send = value;
	return true;
}

static bool set_verbose(struct settings *s, const char *value)
{
	(void)value;
	return s->verbose = true;
}

static bool set_help(struct settings *s, const char *value)
{
	(void)value;
	return s->help = true;
}

static bool set_version(struct settings *s, const char *value)
{
	(void)value;
	return s->version = true;
}

static bool (*const setters[SET_COUNT])(struct settings *s, const char *value) = {
    [SET_VPCD] = set_vpcd,
    [SET_LISTEN] = set_listen,
    [SET_BAUD] = set_baud,
    [SET_EJECT_AFTER] = set_eject_after,
    [SET_WRITE_MASTER] = set_write_master,
    [SET_CONTROL] = set_control,
    [SET_SEND] = set_send,
    [SET_VERBOSE] = set_verbose,
    [SET_HELP] = set_help,
    [SET_VERSION] = set_version,
};

static bool set_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	return setters[row - settings_rows](arg, value) ||
	       error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
}

static bool check_operands(const struct settings *set, int operands, struct error *err)
{
	if (set->help || set->version)
		return true;
	if (set->send != NULL && (set->control == NULL || operands > 0))
		return error_set(err, PROBLEM_USAGE, "--send COMMAND --control PATH");
	if (operands > 1 || (operands == 0 && set->control == NULL))
		return error_set(err, PROBLEM_USAGE, "CARD-FILE");
	return true;
}

bool settings_parse(struct settings *set, int argc, char **argv, struct error *err)
{
	int operand;

	*set = (struct settings){.host = "127.0.0.1", .vpcd = {.port = VPCD_PORT}};
	set->vpcd.host = set->host;
	if (!options_parse(settings_rows, argc, argv, set_option, set, &operand, err) ||
	    !check_operands(set, argc - operand, err))
		return false;
	set->card_file = operand < argc ? argv[operand] : NULL;
	return true;
}
