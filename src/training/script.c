/*
 * What tmux and the shells behind it read: the configuration, a script for each half, the
 * brief that tells the trainee numbers and keys.
 *
 * Side by side where 121 columns are to be had, else in two windows, and from one to the
 * other when the terminal changes its size. A status line is shown where the terminal has
 * more than the 24 rows that the registrar's screen wants; the brief tells the keys too, so
 * on a narrow terminal it is what is seen first. Paths stand in the scripts alone, quoted
 * for sh; tmux gets them through $DDOPA_TRAINING, since its own quoting is another one.
 */
#include "training/training.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"

/* One word of a command line for sh, and of tmux's configuration when it holds no path. */
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

static void quote_file(struct buf *b, const struct world *w, const char *name)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof path, "%s/%s", w->directory, name);
	quote(b, path);
}

static void quote_language(struct buf *b, const struct world *w)
{
	if (w->language != NULL)
		buf_printf(b, " --lang %s", w->language);
}

/* Takes the text. */
static bool write_file(const struct world *w, const char *name, struct buf *text, struct error *err)
{
	bool ok = buf_ok(text) || error_set(err, PROBLEM_MEMORY, "%s", name);

	ok = ok && world_write(w, name, err, "%s", (const char *)text->data);
	buf_free(text);
	return ok;
}

/* ---- the brief ---- */

bool script_write_holder(const struct world *w, struct error *err)
{
	char holder[32];

	if (!data_holder(w, holder))
		snprintf(holder, sizeof holder, "-");
	return world_write(
	    w, "holder", err, "%s\n  %s\n\n", _("Citizen number of the card's holder:"), holder);
}

static bool write_brief(const struct world *w, struct error *err)
{
	struct buf script = BUF_INIT;
	char browser[128] = "";

	if (w->outside && w->ca_out_fd >= 0)
		snprintf(browser, sizeof browser, "%s\n  https://localhost:%d\n\n",
		    _("For a browser at this desk:"), w->citizens_port);
	buf_puts(&script, "cat");
	quote_file(&script, w, "officer");
	quote_file(&script, w, "holder");
	quote_file(&script, w, "keys");
	buf_puts(&script, "\n");
	return world_write(w, "officer", err, "%s\n\n%s%s\n  %s\n%s\n  %s\n\n",
		   _("Nothing here is real."), browser, _("Officer's citizen number:"),
		   w->demo.officer, _("Officer's PIN:"), w->demo.pin) &&
	       script_write_holder(w, err) &&
	       world_write(w, "keys", err, "F12, Ctrl-O  %s\nF11, Ctrl-T  %s\nPgUp  %s\n\n",
		   _("registrar or phone"), _("cards, fingers, end"),
		   _("earlier text of the phone")) &&
	       write_file(w, "brief.sh", &script, err);
}

/* ---- the two halves ---- */

/* The phone, again and again, a new one each time. The mark stays in the first row: what
 * comes below it scrolls without it. Ctrl-C is for the phone and not for the script; USR1
 * says that the brief has changed. */
static bool write_phone(const struct world *w, struct error *err)
{
	char program[PATH_MAX];
	struct buf b = BUF_INIT;

	if (!data_program(w, "ddopa-phone", program, err))
		return false;
	buf_puts(&b, "trap : INT QUIT\ntrap again=1 USR1\necho $$ >");
	quote_file(&b, w, "phone.pid");
	buf_puts(&b, "\nfresh() { printf '\\033[r\\033[H\\033[2J%s\\033[2r\\033[2;1H'");
	quote(&b, _("*** TRAINING ***"));
	buf_puts(&b, "; }\nwhile :; do\nagain=1\nwhile [ -n \"$again\" ]; do\nagain=\nfresh\nsh");
	quote_file(&b, w, "brief.sh");
	buf_puts(&b, "\nprintf '%s '");
	quote(&b, _("Enter: take up the phone"));
	buf_puts(&b, "\nread -r _\ndone\nfresh\nrm -rf");
	quote_file(&b, w, "phone");
	buf_puts(&b, "\n");
	quote(&b, program);
	buf_printf(&b, " --training --host LOCALHOST:%d --ca", w->citizens_port);
	quote_file(&b, w, "ca.pem");
	buf_puts(&b, " --state");
	quote_file(&b, w, "phone");
	quote_language(&b, w);
	buf_puts(&b, "\nprintf '\\n%s '");
	quote(&b, _("Enter: the next phone"));
	buf_puts(&b, "\nread -r _\ndone\n");
	return write_file(w, "phone.sh", &b, err);
}

/* When it ends, so does the world. */
static bool write_registrar(const struct world *w, struct error *err)
{
	char program[PATH_MAX];
	struct buf b = BUF_INIT;

	if (!data_program(w, "ddopa", program, err))
		return false;
	buf_puts(&b, "trap : INT QUIT\necho $$ >");
	quote_file(&b, w, "registrar.pid");
	buf_puts(&b, "\n");
	quote(&b, program);
	buf_puts(&b, " --config");
	quote_file(&b, w, "ddopa.conf");
	quote_language(&b, w);
	buf_puts(&b, " 2>");
	quote_file(&b, w, "registrar.words");
	buf_puts(&b, "\necho $? >");
	quote_file(&b, w, "status");
	buf_puts(&b, "\ntmux kill-server\n");
	return write_file(w, "registrar.sh", &b, err);
}

/* What the menu runs; a failure is told where the trainee looks. */
static bool write_control(const struct world *w, struct error *err)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "words=$(");
	quote(&b, w->self);
	quote_language(&b, w);
	buf_puts(&b,
	    " \"$@\" 2>&1) ||\n"
	    "tmux display-message -d 5000 \"$(printf '%s' \"$words\" | sed 's/#/##/g; q')\"\n");
	return write_file(w, "control.sh", &b, err);
}

/* ---- tmux ---- */

struct menu_row {
	const char *label; /* msgid; NULL: a line between */
	const char *key;
	const char *arguments;
};

static const struct menu_row menu[] = {
    {N_("Card: the ordinary one"), "1", "--insert somsri.card"},
    {N_("Card: no middle name"), "2", "--insert somchai.card"},
    {N_("Card: valid for life"), "3", "--insert boonmee.card"},
    {N_("Card: day of birth unknown"), "4", "--insert khampan.card"},
    {N_("Card: a very long address"), "5", "--insert kanchana.card"},
    {N_("Card: one finger stored"), "6", "--insert malee.card"},
    {N_("Card: no fingerprint"), "7", "--insert no-finger.card"},
    {N_("Card: not the latest"), "8", "--insert somchai-old.card"},
    {N_("Card: cancelled"), "9", "--insert lamduan.card"},
    {N_("Card: of somebody deceased"), "a", "--insert pricha.card"},
    {N_("Card: unreadable chip"), "b", "--insert unreadable.card"},
    {N_("Card: another country's"), "c", "--insert foreign.card"},
    {N_("Pull the card"), "0", "--eject"},
    {N_("Finger: right index"), "r", "--finger right"},
    {N_("Finger: left index"), "l", "--finger left"},
    {N_("Finger: somebody else's"), "s", "--finger stranger"},
};

/* The menu, on both of its keys. At most 24 rows: tmux shows no menu that has no room. */
static void put_menu(struct buf *b, const char *key)
{
	buf_printf(b, "bind-key -n %s display-menu -x C -y C -T", key);
	quote(b, _("TRAINING"));
	for (size_t i = 0; i < sizeof menu / sizeof menu[0]; i++) {
		quote(b, _(menu[i].label));
		buf_printf(b, " %s \"run-shell -b 'sh \\\"\\$DDOPA_TRAINING/control.sh\\\" %s'\"",
		    menu[i].key, menu[i].arguments);
	}
	quote(b, _("Numbers and PIN"));
	buf_puts(b, " n \"display-popup -E -w 44 -h 20 "
		    "'sh \\\"\\$DDOPA_TRAINING/brief.sh\\\"; read -r _'\"");
	quote(b, _("End the training"));
	buf_printf(b, " q 'confirm-before -p \"%s\" kill-server'\n", _("End the training? (y/n)"));
}

/* -n: without a prefix; every key of tmux's own is off, so that a slip opens no shell. */
static void put_keys(struct buf *b)
{
	static const char *const other[] = {"F12", "C-o"}, *const menu_keys[] = {"F11", "C-t"};

	buf_puts(b, "set -g prefix None\nunbind-key -a -T prefix\nunbind-key -a -T root\n");
	for (size_t i = 0; i < 2; i++)
		buf_printf(b,
		    "bind-key -n %s if-shell -F '#{==:#{window_panes},2}' "
		    "'select-pane -t :.+' next-window\n",
		    other[i]);
	for (size_t i = 0; i < 2; i++)
		put_menu(b, menu_keys[i]);
	buf_puts(b, "bind-key -n PPage if-shell -F '#{==:#{pane_id},%1}' 'copy-mode -eu' "
		    "'send-keys PPage'\n");
}

/* %0 is the registrar's pane, %1 the phone's: they are the first two of a new server. */
static void put_hooks(struct buf *b)
{
	buf_puts(b, "set-hook -g client-resized[0] 'if-shell -F \"#{e|<:#{client_height},25}\" "
		    "\"set -g status off\" \"set -g status on\"'\n");
	buf_printf(b,
	    "set-hook -g client-resized[1] 'if-shell -F -t %%0 "
	    "\"#{&&:#{e|<:#{client_width},%d},#{==:#{window_panes},2}}\" "
	    "\"break-pane -d -n phone -s %%1\"'\n",
	    STAGE_WIDE_COLUMNS);
	buf_printf(b,
	    "set-hook -g client-resized[2] 'if-shell -F -t %%0 "
	    "\"#{&&:#{e|>=:#{client_width},%d},#{==:#{window_panes},1}}\" "
	    "\"join-pane -d -h -l %d -s %%1 -t %%0\"'\n",
	    STAGE_WIDE_COLUMNS, STAGE_PHONE_COLUMNS);
	buf_printf(b,
	    "set-hook -g window-resized 'if-shell -F -t %%0 \"#{==:#{window_panes},2}\" "
	    "\"resize-pane -t %%1 -x %d\"'\n",
	    STAGE_PHONE_COLUMNS);
	buf_puts(b, "set-hook -g pane-died 'if-shell -F \"#{==:#{hook_pane},%0}\" "
		    "kill-server \"respawn-pane -k -t #{hook_pane}\"'\n");
}

static void put_status_line(struct buf *b)
{
	buf_puts(b, "set -g status-interval 0\nset -g status-style reverse\n"
		    "set -g status-left-length 40\nset -g status-right-length 120\n"
		    "set -g window-status-format ''\nset -g window-status-current-format ''\n"
		    "set -g status-left");
	quote(b, _("*** TRAINING ***"));
	buf_printf(b, "\nset -g status-right 'F12, Ctrl-O %s   F11, Ctrl-T %s '\n",
	    _("registrar or phone"), _("cards, fingers, end"));
}

static bool write_tmux_conf(const struct world *w, struct error *err)
{
	struct buf b = BUF_INIT;

	/* The server goes with its only client, however that ends. */
	buf_puts(&b, "set -g default-terminal tmux-256color\nset -g escape-time 20\n"
		     "set -g assume-paste-time 0\nset -g history-limit 1000\nset -g "
		     "destroy-unattached on\nset -g remain-on-exit on\n"
		     "set -g pane-border-indicators both\n");
	put_status_line(&b);
	put_keys(&b);
	put_hooks(&b);
	return write_file(w, "tmux.conf", &b, err);
}

bool script_write(const struct world *w, struct error *err)
{
	return write_brief(w, err) && write_phone(w, err) && write_registrar(w, err) &&
	       write_control(w, err) && write_tmux_conf(w, err);
}
