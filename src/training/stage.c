/*
 * tmux with the registrar's screen and the citizen's phone. What it reads is written by
 * script.c; here it is run, and its end understood.
 */
#include "training/training.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/lang.h"

#define ARGUMENTS_MAX 24

static bool terminal_has_type(struct error *err)
{
	const char *term = getenv("TERM");

	if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
		return error_set(err, PROBLEM_TERMINAL, "TERM=%s", term == NULL ? "" : term);
	return true;
}

/* -1: the file is not there. */
static int read_number(const struct world *w, const char *name)
{
	char path[PATH_MAX + 32];
	int number = -1;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	f = fopen(path, "re");
	if (f == NULL)
		return -1;
	if (fscanf(f, "%d", &number) != 1)
		number = 70;
	fclose(f);
	return number;
}

/* What the registrar's screen had to say when there was no screen. */
static void tell_words(const struct world *w)
{
	char path[PATH_MAX + 32], line[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/registrar.words", w->directory);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		fputs(line, stderr);
	if (f != NULL)
		fclose(f);
}

static int outcome(const struct world *w, int tmux_code, struct error *err)
{
	int code = read_number(w, "status");

	if (code > 0)
		tell_words(w);
	if (code >= 0)
		return code;
	/* No word from the registrar's side: detached, hung up, ended from the menu, or, where
	 * its script never ran, this terminal is nothing for tmux, which has said so. */
	if (read_number(w, "registrar.pid") > 0 || tmux_code == 0)
		return 0;
	error_set(err, PROBLEM_TERMINAL, "tmux: %d, TERM=%s", tmux_code, getenv("TERM"));
	return -1;
}

static pid_t start_tmux(const struct world *w, struct error *err)
{
	char tmux[PATH_MAX], conf[PATH_MAX + 32], socket_path[PATH_MAX + 32];
	char registrar[PATH_MAX + 32], phone[PATH_MAX + 32];
	/* Without -u tmux takes the terminal for one that knows ASCII only. */
	char *argv[ARGUMENTS_MAX] = {"tmux", "-u", "-S", socket_path, "-f", conf, "new-session",
	    "-n", "registrar", "sh", registrar, ";", "new-window", "-n", "phone", "sh", phone};
	pid_t pid;

	if (!data_program(w, "tmux", tmux, err))
		return -1;
	snprintf(conf, sizeof conf, "%s/tmux.conf", w->directory);
	snprintf(socket_path, sizeof socket_path, "%s/tmux.sock", w->directory);
	snprintf(registrar, sizeof registrar, "%s/registrar.sh", w->directory);
	snprintf(phone, sizeof phone, "%s/phone.sh", w->directory);
	unsetenv("TMUX");
	pid = fork();
	if (pid < 0)
		error_errno(err, PROBLEM_SYSTEM, errno, "fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		argv[1] = lang_utf8() ? argv[1] : argv[0];
		execv(tmux, lang_utf8() ? argv : argv + 1);
		_exit(127);
	}
	return pid;
}

int stage_run(struct world *w, struct error *err)
{
	pid_t pid = -1;

	if (terminal_has_type(err) && script_write(w, err))
		pid = start_tmux(w, err);
	return pid < 0 ? -1 : outcome(w, world_wait(w, pid), err);
}
