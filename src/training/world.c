/* The world's own files, and its programs in the order in which they need each other. */
#include "training/training.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

#define LOG_TOLD     4096 /* bytes of the log's end that a failure tells */
#define VPCD_LIBRARY "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

static bool make_directory(const struct world *w, const char *name, struct error *err)
{
	char path[PATH_MAX + 64];

	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return true;
	return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
}

bool world_write(
    const struct world *w, const char *name, struct error *err, const char *format, ...)
{
	char path[PATH_MAX + 64];
	va_list args;
	FILE *f;
	bool ok;

	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	f = fopen(path, "we");
	if (f == NULL)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	va_start(args, format);
	ok = vfprintf(f, format, args) >= 0;
	va_end(args);
	ok = fclose(f) == 0 && ok;
	return ok || error_errno(err, PROBLEM_IO, errno, path);
}

/* conf: the file; stem: of the certificate's and the key's; state: the directory. */
static bool write_configuration(
    const struct world *w, const char *conf, const char *stem, const char *state, struct error *err)
{
	const char *d = w->directory;

	return world_write(w, conf, err,
	    "# A training world's counter; made anew at each start.\n"
	    "[terminal]\ntraining = yes\nlanguage = %s\n\n"
	    "[centre]\nurl = https://localhost:%d\nca = %s/ca.pem\n"
	    "certificate = %s/%s.pem\nkey = %s/%s.key\n\n"
	    "[reader]\n%s%s%s\n"
	    "[sensor]\ntype = file\npath = %s/finger\n\n"
	    "[state]\ndirectory = %s/%s\n",
	    w->language != NULL ? w->language : "th", w->terminals_port, d, d, stem, d, stem,
	    w->private ? "" : "socket = ", w->private ? "" : w->pcscd_socket,
	    w->private ? "" : "\n", d, d, state);
}

/* Another counter has what is its own; reader and sensor are the world's. */
static bool furnish_counter(
    const struct world *w, const struct counter *k, void *arg, struct error *err)
{
	char conf[48], state[48];

	(void)arg;
	snprintf(conf, sizeof conf, "%s.conf", k->name);
	snprintf(state, sizeof state, "%s.state", k->name);
	return make_directory(w, state, err) && write_configuration(w, conf, k->name, state, err);
}

/* vpcd listens where the host is /dev/null, and connects out to any other. */
static bool write_reader(const struct world *w, struct error *err)
{
	return world_write(w, "reader.conf.d/vpcd", err,
	    "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME   %s:%d\n"
	    "LIBPATH      " VPCD_LIBRARY "\nCHANNELID    0x%X\n",
	    w->private ? "/dev/null" : "127.0.0.1", w->vpcd_port, (unsigned)w->vpcd_port);
}

/* The sample key that makes the keys of all cards: the card program and the centre are given
 * the same one. A copy, since the centre minds that nobody else can read it. */
static bool copy_card_master(const struct world *w, struct error *err)
{
	char from[PATH_MAX + 32], to[PATH_MAX + 32], key[64] = "";
	FILE *in;
	bool read;

	snprintf(from, sizeof from, "%s/" WORLD_CARD_MASTER, w->data);
	in = fopen(from, "re");
	read = in != NULL && fgets(key, sizeof key, in) != NULL;
	if (in != NULL)
		fclose(in);
	if (!read)
		return error_set(err, PROBLEM_CONFIG, "%s: no key", from);
	snprintf(to, sizeof to, "%s/" WORLD_CARD_MASTER, w->directory);
	return world_write(w, WORLD_CARD_MASTER, err, "%s", key) &&
	       (chmod(to, 0600) == 0 || error_errno(err, PROBLEM_IO, errno, to));
}

static bool furnish(struct world *w, struct error *err)
{
	static const char *const directories[] = {
	    "", "reader.conf.d", "state", "phone", "run", NULL};

	for (size_t i = 0; directories[i] != NULL; i++)
		if (!make_directory(w, directories[i], err))
			return false;
	if (w->private) {
		if (mkdir("/run/pcscd", 0755) != 0 && errno != EEXIST)
			return error_errno(err, PROBLEM_CANNOT_CREATE, errno, "/run/pcscd");
		snprintf(w->pcscd_socket, sizeof w->pcscd_socket, "/run/pcscd/pcscd.comm");
	}
	return centre_listen(w, err) &&
	       write_configuration(w, "ddopa.conf", "counter", "state", err) &&
	       data_other_counters(w, furnish_counter, NULL, err) && pki_make(w, err) &&
	       copy_card_master(w, err) && world_put_finger(w, "any", err);
}

bool world_restart_pcscd(struct world *w, struct error *err)
{
	char program[PATH_MAX], conf[PATH_MAX + 16];
	char *argv[] = {program, "-f", "-c", conf, NULL};
	struct service s = SERVICE("pcscd", argv);

	if (!data_program(w, "pcscd", program, err))
		return false;
	snprintf(conf, sizeof conf, "%s/reader.conf.d", w->directory);
	w->pcscd = w->private ? service_start(w, &s, err) : plain_start_pcscd(w, &s, err);
	return w->pcscd > 0;
}

static bool start_pcscd(struct world *w, struct error *err)
{
	return write_reader(w, err) && world_restart_pcscd(w, err) &&
	       service_accepts("pcscd", w->pcscd, w->pcscd_socket, err);
}

/* Where the card listens it says which port it was given. */
static bool learn_port(struct world *w, int out, struct error *err)
{
	char line[128] = "";
	ssize_t n = read(out, line, sizeof line - 1);
	const char *colon = n > 0 ? strrchr(line, ':') : NULL;

	w->vpcd_port = colon != NULL ? (int)strtol(colon + 1, NULL, 10) : 0;
	return w->vpcd_port > 0 || error_set(err, PROBLEM_SYSTEM, "ddopa-simcard did not start");
}

static bool start_card(struct world *w, struct error *err)
{
	char program[PATH_MAX], address[64], control[PATH_MAX + 16], master[PATH_MAX + 32];
	struct service s = SERVICE("ddopa-simcard", NULL);
	int out[2] = {-1, -1};
	pid_t pid;
	bool ok;

	if (!data_program(w, "ddopa-simcard", program, err))
		return false;
	if (!w->private && pipe2(out, O_CLOEXEC) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
	snprintf(control, sizeof control, "%s/card.sock", w->directory);
	snprintf(address, sizeof address, "127.0.0.1:%d", w->vpcd_port);
	snprintf(master, sizeof master, "%s/" WORLD_CARD_MASTER, w->directory);
	char *argv[] = {program, "--control", control, "--write-master", master,
	    w->private ? "--vpcd" : "--listen", w->private ? address : "0",
	    (char *)(uintptr_t)w->card, NULL};
	s.argv = argv;
	s.stdout_fd = out[1];
	pid = service_start(w, &s, err);
	close(out[1]);
	ok = pid > 0 && (w->private || learn_port(w, out[0], err));
	close(out[0]);
	return ok && service_accepts(s.name, pid, control, err);
}

static bool publish_ca(const struct world *w, struct error *err)
{
	char from[PATH_MAX + 16], bytes[8192];
	FILE *in;
	size_t n;

	if (w->ca_out_fd < 0)
		return true;
	snprintf(from, sizeof from, "%s/ca.pem", w->directory);
	in = fopen(from, "re");
	if (in == NULL)
		return error_errno(err, PROBLEM_IO, errno, from);
	n = fread(bytes, 1, sizeof bytes, in);
	fclose(in);
	return write(w->ca_out_fd, bytes, n) == (ssize_t)n ||
	       error_errno(err, PROBLEM_IO, errno, "--ca-out");
}

bool world_start(struct world *w, struct error *err)
{
	/* In the plain world vpcd connects out, so the card must listen before pcscd starts. */
	bool (*const order[])(struct world *, struct error *) = {
	    w->private ? start_pcscd : start_card, w->private ? start_card : start_pcscd};

	return furnish(w, err) && publish_ca(w, err) && order[0](w, err) && order[1](w, err) &&
	       centre_start(w, err);
}

/* The world's own programs first: a build directory is in nobody's PATH. */
static bool set_path(const struct world *w)
{
	const char *found = getenv("PATH");
	struct buf b = BUF_INIT;
	bool ok;

	buf_printf(&b, "%s:%s", w->programs, found != NULL ? found : "/usr/bin:/bin");
	ok = buf_ok(&b) && setenv("PATH", (const char *)b.data, 1) == 0;
	buf_free(&b);
	return ok;
}

bool world_environment(const struct world *w, struct error *err)
{
	char path[PATH_MAX + 32];
	bool ok;

	snprintf(path, sizeof path, "%s/state", w->directory);
	ok = setenv("XDG_STATE_HOME", path, 1) == 0;
	snprintf(path, sizeof path, "%s/run", w->directory);
	ok = ok && setenv("XDG_RUNTIME_DIR", path, 1) == 0 &&
	     setenv("DDOPA_TRAINING", w->directory, 1) == 0 &&
	     setenv("DDOPA_TRAINING_DATA", w->data, 1) == 0;
	if (!w->private)
		ok = ok && setenv("PCSCLITE_CSOCK_NAME", w->pcscd_socket, 1) == 0;
	return (ok && set_path(w)) || error_set(err, PROBLEM_MEMORY, "environment");
}

void world_tell_log(const struct world *w)
{
	char path[PATH_MAX + 16], line[512];
	bool whole = false;
	FILE *f;

	snprintf(path, sizeof path, "%s/log", w->directory);
	f = fopen(path, "re");
	if (f == NULL)
		return;
	if (fseek(f, -LOG_TOLD, SEEK_END) != 0) {
		rewind(f);
		whole = true;
	}
	for (; fgets(line, sizeof line, f) != NULL; whole = true)
		if (whole)
			fputs(line, stderr);
	fclose(f);
}
