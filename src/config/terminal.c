/*
 * config/terminal.c - the rows of ddopa.conf, and what they must make together.
 */
#include "config/terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"

static const char *const languages[] = {"th", "en", NULL};
static const char *const moc_drivers[] = {"auto", "iso", "program", NULL};
static const char *const screen_graphics[] = {"off", "sixel", "kitty", NULL};
static const char *const sensor_types[] = {"none", "file", "program", "libfprint", NULL};

#define FIELD(name)                                                                                \
	.offset = offsetof(struct terminal_config, name),                                          \
	.size = sizeof(((struct terminal_config *)NULL)->name)

const struct config_row terminal_config_rows[] = {
    {.key = "terminal.training",
	.type = CONFIG_BOOL,
	FIELD(training),
	.preset = "no",
	.help = N_("marks every screen and all evidence as training; the centre must agree")},
    {.key = "terminal.language",
	.type = CONFIG_ENUM,
	FIELD(language),
	.values = languages,
	.preset = "th",
	.help = N_("language at the start: th or en")},
    {.key = "terminal.office_name",
	.type = CONFIG_STRING,
	FIELD(office_name),
	.preset = "",
	.help = N_("name of the office, shown until the centre has told it")},
    {.key = "centre.url",
	.type = CONFIG_STRING,
	FIELD(url),
	.help = N_("address of the centre's listener for terminals: https://HOST:PORT")},
    {.key = "centre.ca",
	.type = CONFIG_PATH,
	FIELD(ca),
	.help = N_("PEM file with the authorities that may vouch for the centre")},
    {.key = "centre.crl",
	.type = CONFIG_PATH,
	FIELD(crl),
	.preset = "",
	.help = N_("PEM file with what the authorities have revoked; empty: none is asked")},
    {.key = "centre.certificate",
	.type = CONFIG_PATH,
	FIELD(certificate),
	.help = N_("PEM file with this counter's certificate")},
    {.key = "centre.key",
	.type = CONFIG_PATH,
	FIELD(key),
	.help = N_("PEM file with the certificate's key, mode 0600")},
    {.key = "centre.connect_timeout",
	.type = CONFIG_NUMBER,
	FIELD(connect_timeout),
	.min = 1,
	.max = 60,
	.preset = "5",
	.help = N_("seconds to wait for a connection")},
    {.key = "centre.timeout",
	.type = CONFIG_NUMBER,
	FIELD(timeout),
	.min = 1,
	.max = 120,
	.preset = "15",
	.help = N_("seconds to wait for an answer")},
    {.key = "centre.poll_wait",
	.type = CONFIG_NUMBER,
	FIELD(poll_wait),
	.min = 1,
	.max = 60,
	.preset = "25",
	.help = N_("seconds that the centre may hold a question for news")},
    {.key = "reader.name",
	.type = CONFIG_STRING,
	FIELD(reader_name),
	.preset = "",
	.help = N_("part of the card reader's name; empty: any reader with a Thai card")},
    {.key = "reader.socket",
	.type = CONFIG_PATH,
	FIELD(reader_socket),
	.preset = "",
	.help = N_("socket of pcscd; empty: the system's")},
    {.key = "moc.driver",
	.type = CONFIG_ENUM,
	FIELD(moc_driver),
	.values = moc_drivers,
	.preset = "auto",
	.help = N_("how Match on Card is spoken: auto, iso or program")},
    {.key = "moc.program",
	.type = CONFIG_PATH,
	FIELD(moc_program),
	.preset = "",
	.help = N_("a vendor's Match on Card program")},
    {.key = "moc.limit",
	.type = CONFIG_NUMBER,
	FIELD(moc_limit),
	.min = 1,
	.max = 120,
	.preset = "30",
	.help = N_("seconds to wait for an answer of that program")},
    {.key = "sensor.type",
	.type = CONFIG_ENUM,
	FIELD(sensor_type),
	.values = sensor_types,
	.preset = "none",
	.help = N_("where a finger's template comes from: none, libfprint, program or file")},
    {.key = "sensor.path",
	.type = CONFIG_PATH,
	FIELD(sensor_path),
	.preset = "",
	.help = N_("the template's file or a directory of such, or the program that makes one")},
    {.key = "sensor.device",
	.type = CONFIG_STRING,
	FIELD(sensor_device),
	.preset = "",
	.help = N_("libfprint's driver, or DRIVER/ID; empty: the first image sensor")},
    {.key = "sensor.timeout",
	.type = CONFIG_NUMBER,
	FIELD(sensor_timeout),
	.min = 1,
	.max = 120,
	.preset = "30",
	.help = N_("seconds to wait for a finger")},
    {.key = "screen.graphics",
	.type = CONFIG_ENUM,
	FIELD(screen_graphics),
	.values = screen_graphics,
	.preset = "off",
	.help = N_("how the face photo is painted where the terminal can: off (symbols), sixel or "
		   "kitty")},
    {.key = "screen.blank",
	.type = CONFIG_NUMBER,
	FIELD(screen_blank),
	.min = 1,
	.max = 60,
	.preset = "5",
	.help = N_("minutes without a key until the screen locks itself")},
    {.key = "screen.warn",
	.type = CONFIG_NUMBER,
	FIELD(screen_warn),
	.min = 1,
	.max = 60,
	.preset = "10",
	.help = N_("minutes without a key until the locked screen warns of the logout")},
    {.key = "screen.logout",
	.type = CONFIG_NUMBER,
	FIELD(screen_logout),
	.min = 1,
	.max = 60,
	.preset = "15",
	.help = N_("minutes without a key until the officer is logged out")},
    {.key = "state.directory",
	.type = CONFIG_PATH,
	FIELD(state_directory),
	.preset = "",
	.help = N_("directory of the journal; empty: $XDG_STATE_HOME/ddopa")},
    {.key = NULL},
};

/* https://HOST[:PORT], nothing else: user names, paths and questions have no place. */
static bool url_good(const char *url)
{
	static const char scheme[] = "https://";
	const char *host = url + strlen(scheme);

	if (strncmp(url, scheme, strlen(scheme)) != 0)
		return false;
	const size_t host_len = strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					     "0123456789.-");
	const char *rest = host + host_len;
	if (host_len == 0)
		return false;
	if (*rest == ':') {
		const size_t port_len = strspn(rest + 1, "0123456789");

		if (port_len == 0 || port_len > 5)
			return false;
		rest += 1 + port_len;
	}
	return *rest == '\0';
}

static bool readable(const char *path, enum problem problem, const char *key, struct error *err)
{
	if (access(path, R_OK) == 0)
		return true;
	return error_set(err, problem, "%s: %s: %s", key, path, strerror(errno));
}

/* A key that others can read is nobody's. */
static bool key_good(const char *path, struct error *err)
{
	struct stat st;

	if (!readable(path, PROBLEM_CERTIFICATE_MISSING, "centre.key", err))
		return false;
	if (stat(path, &st) != 0)
		return error_errno(err, PROBLEM_CERTIFICATE_MISSING, errno, path);
	if (!S_ISREG(st.st_mode) || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		return error_set(err, PROBLEM_CONFIG_OWNER,
		    "centre.key: %s: mode %04o, must be 0600", path,
		    (unsigned)(st.st_mode & 07777));
	return true;
}

/* A program that is run on citizens' cards is believed like the configuration itself. */
static bool moc_good(const struct terminal_config *c, const char *file, struct error *err)
{
	const bool wanted = strcmp(c->moc_driver, "program") == 0;
	struct error at;

	if (c->moc_program[0] == '\0')
		return !wanted || error_set(err, PROBLEM_CONFIG,
				      "%s: moc.program: must be given with program", file);
	if (!config_check_owner(c->moc_program, c->training, &at))
		return error_set(err, at.problem, "moc.program: %s", at.context);
	if (access(c->moc_program, X_OK) != 0)
		return error_errno(err, PROBLEM_CONFIG, errno, "moc.program");
	return true;
}

static bool sensor_wants_path(const struct terminal_config *c)
{
	return strcmp(c->sensor_type, "file") == 0 || strcmp(c->sensor_type, "program") == 0;
}

static bool sense(const struct terminal_config *c, const char *file, struct error *err)
{
	if (!url_good(c->url))
		return error_set(
		    err, PROBLEM_CONFIG, "%s: centre.url: must be https://HOST:PORT", file);
	if (sensor_wants_path(c) && c->sensor_path[0] == '\0')
		return error_set(err, PROBLEM_CONFIG, "%s: sensor.path: must be given with %s",
		    file, c->sensor_type);
	if (c->screen_blank > c->screen_warn || c->screen_warn > c->screen_logout)
		return error_set(err, PROBLEM_CONFIG,
		    "%s: screen: blank, warn and logout must come in this order", file);
	if (!moc_good(c, file, err))
		return false;
	return readable(c->ca, PROBLEM_CONFIG, "centre.ca", err) &&
	       (c->crl[0] == '\0' || readable(c->crl, PROBLEM_CONFIG, "centre.crl", err)) &&
	       readable(c->certificate, PROBLEM_CERTIFICATE_MISSING, "centre.certificate", err) &&
	       key_good(c->key, err);
}

bool terminal_config_load(struct terminal_config *c, const char *file, struct error *err)
{
	const char *path = file != NULL ? file : TERMINAL_CONFIG_FILE;

	*c = (struct terminal_config){0};
	if (!config_check_owner(path, true, err) ||
	    !config_read(terminal_config_rows, path, c, err))
		return false;
	/* A file of one's own serves for training only: where citizens are enrolled, the
	 * administrator says which centre and which authorities are believed. */
	if (!c->training && !config_check_owner(path, false, err))
		return false;
	return sense(c, path, err);
}
