/*
 * doctor/facts_terminal.c - the terminal, its letters, keys and colours; and the calendar that
 * this computer goes by.
 */
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/date.h"
#include "base/lang.h"
#include "doctor/described.h"
#include "doctor/rows.h"
#include "wire/certificate.h"

#define COLUMNS 80
#define ROWS	24
/* No clock is right that is before this program was written: 2026-01-01T00:00:00Z. */
#define PROGRAM_MS 1767225600000LL

/* ---- letters ---- */

static const char *locale_name(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "C";
}

void tell_locale(const struct known_facts *s, struct fact *f)
{
	const char *codeset = nl_langinfo(CODESET);
	const locale_t wanted = newlocale(LC_CTYPE_MASK, "", (locale_t)0);

	if (s->root == NULL)
		return;
	if (wanted == (locale_t)0)
		fact_say(f, FACT_WARNING, _("%s is not there; %s is taken"), locale_name(),
		    setlocale(LC_CTYPE, NULL));
	else
		fact_say(f, strcmp(codeset, "UTF-8") == 0 ? FACT_GOOD : FACT_WARNING, "%s: %s",
		    locale_name(), codeset);
	if (wanted != (locale_t)0)
		freelocale(wanted);
}

/* KO KAI takes a column, SARA I above it none. */
void tell_width(const struct known_facts *s, struct fact *f)
{
	if (s->root == NULL || !lang_utf8())
		return;
	const int letter = wcwidth(0x0E01), mark = wcwidth(0x0E34);
	fact_say(f, letter == 1 && mark == 0 ? FACT_GOOD : FACT_WARNING,
	    _("a letter takes %d, a mark %d columns"), letter, mark);
}

/* ---- terminal ---- */

/* The descriptor of one of the standard three that is a terminal, or -1. */
static int terminal_fd(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (isatty(fd))
			return fd;
	return -1;
}

static void say_none(struct fact *f)
{
	fact_say(f, FACT_UNKNOWN, "%s", _("not at a terminal"));
	fact_advise(f, "%s", _("Ask again where the counter's screen is."));
}

static const char *type(void)
{
	const char *term = getenv("TERM");

	return term != NULL ? term : "";
}

static void look_at_terminal(struct fact *f)
{
	if (terminal_fd() < 0)
		say_none(f);
	else if (strcmp(type(), "dumb") == 0)
		fact_say(f, FACT_WARNING, _("%s: the counter speaks in lines"), type());
	else if (!described(type()))
		fact_say(f, FACT_BAD, _("TERM=%s is not known"), type());
	else
		fact_say(f, FACT_GOOD, "%s, %s", type(), lang_utf8() ? "UTF-8" : "ASCII");
}

void tell_terminal(const struct known_facts *s, struct fact *f)
{
	if (s->terminal != NULL)
		s->terminal(f);
	else if (s->root != NULL)
		look_at_terminal(f);
}

void tell_size(const struct known_facts *s, struct fact *f)
{
	const int fd = terminal_fd();
	struct winsize size = {0};

	if (s->root == NULL)
		return;
	if (fd < 0) {
		say_none(f);
		return;
	}
	(void)ioctl(fd, TIOCGWINSZ, &size);
	fact_say(f, size.ws_col >= COLUMNS && size.ws_row >= ROWS ? FACT_GOOD : FACT_BAD,
	    _("%d columns, %d rows"), size.ws_col, size.ws_row);
}

void tell_colour(const struct known_facts *s, struct fact *f)
{
	const char *none = getenv("NO_COLOR");

	if (s->root == NULL)
		return;
	if (terminal_fd() < 0 || !described(type())) {
		say_none(f);
		return;
	}
	const int colours = described_colours();
	if (none != NULL && none[0] != '\0')
		fact_say(f, FACT_GOOD, _("NO_COLOR=%s: none but the QR code's"), none);
	else
		fact_say(f, colours >= 8 ? FACT_GOOD : FACT_WARNING, _("TERM=%s has %d"), type(),
		    colours);
}

void tell_keyboard(const struct known_facts *s, struct fact *f)
{
	static const char *const names[] = {
	    "kcuu1", "kcud1", "kf1", "kf3", "kf4", "kf5", "kf8", "kf9", "kf10"};
	char missing[128] = "";

	if (s->root == NULL)
		return;
	if (terminal_fd() < 0 || !described(type())) {
		say_none(f);
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const size_t used = strlen(missing);

		if (!described_key(names[i]))
			snprintf(missing + used, sizeof missing - used, " %s", names[i]);
	}
	if (missing[0] != '\0')
		fact_say(f, FACT_WARNING, _("TERM=%s does not name:%s"), type(), missing);
	else
		fact_say(f, FACT_GOOD, "%s", _("arrows and function keys are known"));
}

/* ---- calendar ---- */

void tell_zone(const struct known_facts *s, struct fact *f)
{
	const char *zone = getenv("TZ");
	char path[PATH_MAX];

	if (s->root == NULL)
		return;
	snprintf(path, sizeof path, "%s/usr/share/zoneinfo/%s", s->root,
	    zone != NULL ? zone + (zone[0] == ':') : "");
	/* A file's name has a slash, a rule (POSIX, XBD 8.3) has an offset. */
	const bool file = zone != NULL && strpbrk(zone, "0123456789<") == NULL && zone[0] != '\0';
	if (file && zone[0] != '/' && access(path, R_OK) != 0)
		fact_say(f, FACT_WARNING, _("TZ=%s is not known; UTC is taken"), zone);
	else
		fact_say(f, FACT_GOOD, _("%s; the counter shows Thai time"),
		    zone != NULL && zone[0] != '\0' ? zone : _("the system's"));
}

void tell_date(const struct known_facts *s, struct fact *f)
{
	char date[64];

	if (s->root == NULL)
		return;
	date_format(date, sizeof date, bangkok_time_of(s->real).date, lang_get() == LANG_TH);
	fact_say(f, s->real < PROGRAM_MS ? FACT_BAD : FACT_GOOD,
	    s->real < PROGRAM_MS ? _("%s is before this program was made") : "%s", date);
}
