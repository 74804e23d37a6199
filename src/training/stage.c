/*
 * tmux with the registrar's screen and the citizen's phone: side by side where 121 columns
 * are to be had, else in two windows. The status line is off, since the registrar's screen
 * wants all 24 rows; so the keys are told on the phone's side before it starts.
 */
#include "training/training.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"

#define REGISTRAR_COLUMNS 80
#define PHONE_COLUMNS	  40
#define WIDE_COLUMNS	  (REGISTRAR_COLUMNS + 1 + PHONE_COLUMNS)

/* One word of a command line for tmux and the shell behind it. */
static void quote(struct buf *b, const char *word)
{
	buf_puts(b, " '");
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			buf_puts(b, "'\\''");
		else
			buf_put(b, word, 1);
	}
	buf_puts(b, "'");
}

static int columns(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : REGISTRAR_COLUMNS;
}

static bool write_line(FILE *f, const struct buf *b)
{
	return buf_ok(b) && fwrite(b->data, 1, b->len, f) == b->len;
}

/* What the trainee has to know, and then the phone, again and again. */
static bool write_phone_script(const struct world *w, bool wide, struct error *err)
{
	char path[PATH_MAX + 32], program[PATH_MAX];
	struct buf b = BUF_INIT;
	FILE *f;
	bool ok;

	snprintf(path, sizeof path, "%s/phone.sh", w->directory);
	if (!data_program(w, "ddopa-phone", program, err))
		return false;
	f = fopen(path, "we");
	if (f == NULL)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	buf_puts(&b, "while :; do clear; cat <<'END'\n");
	buf_printf(&b, "%s\n\n%s\n  %s\n  PIN %s\n\n%s\n  %s\n\n",
	    _("TRAINING: nothing here is real"), _("Officer's number and PIN:"), w->demo.officer,
	    w->demo.pin, _("The card's holder types into the phone:"), w->demo.citizen);
	buf_printf(&b, "F12  %s\nF11  %s\n",
	    wide ? _("to the other half") : _("to the other window"), _("cards, fingers, end"));
	buf_printf(&b, "\n%s\nEND\nread -r _\nclear\n", _("Press Enter to take up the phone."));
	quote(&b, program);
	buf_printf(&b, " --training --host LOCALHOST:%d --ca", w->citizens_port);
	snprintf(path, sizeof path, "%s/ca.pem", w->directory);
	quote(&b, path);
	buf_puts(&b, " --state");
	snprintf(path, sizeof path, "%s/phone", w->directory);
	quote(&b, path);
	if (w->language != NULL)
		buf_printf(&b, " --lang %s", w->language);
	buf_printf(&b, "\nprintf '\\n%s '; read -r _\ndone\n", _("Press Enter."));
	ok = write_line(f, &b);
	buf_free(&b);
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, PROBLEM_IO, "phone.sh");
}

struct menu_row {
	const char *label; /* msgid */
	const char *key;
	const char *verb, *argument;
};

static const struct menu_row menu[] = {
    {N_("Card: the ordinary one"), "1", "--insert", "somsri.card"},
    {N_("Card: no middle name"), "2", "--insert", "somchai.card"},
    {N_("Card: valid for life"), "3", "--insert", "boonmee.card"},
    {N_("Card: day of birth unknown"), "4", "--insert", "khampan.card"},
    {N_("Card: a very long address"), "5", "--insert", "kanchana.card"},
    {N_("Card: not the latest"), "6", "--insert", "somchai-old.card"},
    {N_("Card: one finger stored"), "7", "--insert", "malee.card"},
    {N_("Card: no fingerprint"), "8", "--insert", "no-finger.card"},
    {N_("Card: unreadable chip"), "9", "--insert", "unreadable.card"},
    {N_("Card: another country's"), "a", "--insert", "foreign.card"},
    {N_("Pull the card"), "0", "--eject", ""},
    {N_("Finger: right index"), "r", "--finger", "right"},
    {N_("Finger: left index"), "l", "--finger", "left"},
    {N_("Finger: somebody else's"), "s", "--finger", "stranger"},
};

static void write_menu(const struct world *w, struct buf *b)
{
	buf_puts(b, "bind-key -n F11 display-menu -T ddopa-training");
	for (size_t i = 0; i < sizeof menu / sizeof menu[0]; i++) {
		quote(b, _(menu[i].label));
		buf_printf(b, " %s \"run-shell -b \\\"'%s' %s %s\\\"\"", menu[i].key, w->self,
		    menu[i].verb, menu[i].argument);
	}
	quote(b, _("End the training"));
	buf_puts(b, " q \"confirm-before kill-server\"\n");
}

static bool write_tmux_conf(const struct world *w, bool wide, struct error *err)
{
	char path[PATH_MAX + 32];
	struct buf b = BUF_INIT;
	FILE *f;
	bool ok;

	snprintf(path, sizeof path, "%s/tmux.conf", w->directory);
	f = fopen(path, "we");
	if (f == NULL)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	buf_puts(&b,
	    "set -g status off\nset -g escape-time 20\nset -g default-terminal tmux-256color\n"
	    "set -g remain-on-exit off\nset -g history-limit 0\n");
	buf_printf(&b, "bind-key -n F12 %s\n", wide ? "select-pane -t :.+" : "next-window");
	write_menu(w, &b);
	ok = write_line(f, &b);
	buf_free(&b);
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, PROBLEM_IO, "tmux.conf");
}

/* The registrar's screen; when it ends, so does the world. */
static bool write_registrar_script(const struct world *w, struct error *err)
{
	char path[PATH_MAX + 32], program[PATH_MAX];
	struct buf b = BUF_INIT;
	FILE *f;
	bool ok;

	if (!data_program(w, "ddopa", program, err))
		return false;
	snprintf(path, sizeof path, "%s/registrar.sh", w->directory);
	f = fopen(path, "we");
	if (f == NULL)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	quote(&b, program);
	buf_puts(&b, " --config");
	snprintf(path, sizeof path, "%s/ddopa.conf", w->directory);
	quote(&b, path);
	if (w->language != NULL)
		buf_printf(&b, " --lang %s", w->language);
	snprintf(path, sizeof path, "%s/status", w->directory);
	buf_puts(&b, "\necho $? >");
	quote(&b, path);
	buf_puts(&b, "\ntmux kill-server\n");
	ok = write_line(f, &b);
	buf_free(&b);
	ok = fclose(f) == 0 && ok;
	return ok || error_set(err, PROBLEM_IO, "registrar.sh");
}

static int read_status(const struct world *w)
{
	char path[PATH_MAX + 32];
	int status = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/status", w->directory);
	f = fopen(path, "re");
	if (f == NULL)
		return 0; /* the trainee ended the world from the menu */
	if (fscanf(f, "%d", &status) != 1)
		status = 70;
	fclose(f);
	return status;
}

static bool terminal_fits(struct error *err)
{
	const char *term = getenv("TERM");

	if (term == NULL || term[0] == '\0' || strcmp(term, "dumb") == 0)
		return error_set(err, PROBLEM_TERMINAL, "TERM=%s", term == NULL ? "" : term);
	return true;
}

int stage_run(struct world *w, struct error *err)
{
	bool wide = columns() >= WIDE_COLUMNS;
	char tmux[PATH_MAX], conf[PATH_MAX + 32], socket_path[PATH_MAX + 32];
	char registrar[PATH_MAX + 32], phone[PATH_MAX + 32];
	pid_t pid;

	if (!terminal_fits(err) || !data_program(w, "tmux", tmux, err) ||
	    !write_tmux_conf(w, wide, err) || !write_registrar_script(w, err) ||
	    !write_phone_script(w, wide, err))
		return -1;
	snprintf(conf, sizeof conf, "%s/tmux.conf", w->directory);
	snprintf(socket_path, sizeof socket_path, "%s/tmux.sock", w->directory);
	snprintf(registrar, sizeof registrar, "exec sh '%s/registrar.sh'", w->directory);
	snprintf(phone, sizeof phone, "exec sh '%s/phone.sh'", w->directory);
	unsetenv("TMUX");
	pid = fork();
	if (pid < 0) {
		error_errno(err, PROBLEM_SYSTEM, errno, "fork");
		return -1;
	}
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(tmux, "tmux", "-u", "-S", socket_path, "-f", conf, "new-session", "-n",
		    "ddopa", registrar, ";", wide ? "split-window" : "new-window",
		    wide ? "-h" : "-d", wide ? "-l" : "-n", wide ? "40" : "phone", phone, ";",
		    "select-pane", "-t", ":.0", (char *)NULL);
		_exit(127);
	}
	(void)world_wait(w, pid);
	return read_status(w);
}
