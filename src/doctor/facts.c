/*
 * doctor/facts.c - the table.
 */
#include "doctor/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "doctor/rows.h"

#include "autoconf.h"

/* File names, command lines and names of readers are whatever somebody made them. */
void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
{
	char said[FACT_TEXT_SIZE];
	va_list args;
	fact->how = how;
	va_start(args, format);
	vsnprintf(said, sizeof said, format, args);
	va_end(args);
	(void)text_sanitise(fact->value, sizeof fact->value, said, strlen(said));
}

void fact_advise(struct fact *fact, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(fact->todo, sizeof fact->todo, format, args);
	va_end(args);
}

void fact_problem(struct fact *fact, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	fact_say(fact, FACT_BAD, "%s (%s)", _(row->what), row->id);
	fact_advise(fact, "%s", _(row->todo));
}

void fact_error(struct fact *fact, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	fact_problem(fact, error);
	if (error->context[0] != '\0')
		fact_say(fact, FACT_BAD, "%s: %s (%s)", error->context, _(row->what), row->id);
}

static void tell_program(const struct known_facts *s, struct fact *f)
{
	(void)s;
	fact_say(f, FACT_PLAIN, "%s", PACKAGE_STRING);
}

const struct fact_row fact_rows[] = {
    {.id = "configuration",
	.name = N_("Configuration"),
	.tell = tell_configuration,
	.screen = SCREEN_NEVER},
    {.id = "authorities",
	.name = N_("Authorities"),
	.tell = tell_authorities,
	.todo = N_("Ask the administrator for the file of the centre's authorities."),
	.screen = SCREEN_TROUBLE},
    {.id = "revocations",
	.name = N_("List of revocations"),
	.tell = tell_revoked,
	.todo = N_("Have the list of revoked certificates (centre.crl) fetched anew."),
	.screen = SCREEN_TROUBLE},
    {.id = "key",
	.name = N_("Key"),
	.tell = tell_key,
	.todo = N_("Ask the administrator to put the certificate's own key there, mode 0600."),
	.screen = SCREEN_TROUBLE},
    {.id = "name",
	.name = N_("Centre's name"),
	.tell = tell_name,
	.todo = N_("Correct centre.url, or have the name server (/etc/resolv.conf) looked at."),
	.lane = LANE_CENTRE,
	.screen = SCREEN_NEVER},
    {.id = "connection",
	.name = N_("Connection"),
	.tell = tell_connection,
	.todo = N_("Check the cable and centre.url; ask whether a firewall lets this port pass."),
	.lane = LANE_CENTRE,
	.screen = SCREEN_NEVER},
    {.id = "tls",
	.name = N_("Encryption"),
	.tell = tell_encryption,
	.todo = N_("Do not go on: check centre.url, centre.ca and this computer's clock, then ask "
		   "the centre."),
	.lane = LANE_CENTRE,
	.screen = SCREEN_NEVER},
    {.id = "office", .name = N_("Office"), .tell = tell_office, .lane = LANE_CENTRE},
    {.name = N_("Kind of office"), .tell = tell_kind, .lane = LANE_CENTRE},
    {.id = "counter", .name = N_("Counter"), .tell = tell_counter, .lane = LANE_CENTRE},
    {.id = "centre",
	.name = N_("Centre"),
	.tell = tell_centre,
	.todo = N_("Ask the centre's operators whether it takes enrollments."),
	.lane = LANE_CENTRE},
    {.id = "answer", .name = N_("Answer"), .tell = tell_answer, .lane = LANE_CENTRE},
    {.id = "api-version",
	.name = N_("Version of the protocol"),
	.tell = tell_version,
	.todo = N_("Ask the administrator to install the release that the centre serves."),
	.lane = LANE_CENTRE,
	.screen = SCREEN_NEVER},
    {.id = "clock",
	.name = N_("Clock"),
	.tell = tell_clock,
	.todo = N_("Ask the administrator to set this computer's clock."),
	.lane = LANE_CENTRE},
    {.id = "quota",
	.name = N_("Places used"),
	.tell = tell_quota,
	.todo = N_("Nobody more can be enrolled in this phase: tell the citizens."),
	.lane = LANE_CENTRE},
    {.name = N_("Policy"), .tell = tell_policy, .lane = LANE_CENTRE},
    {.name = N_("Fingers"), .tell = tell_fingers, .lane = LANE_CENTRE},
    {.id = "certificate",
	.name = N_("Certificate"),
	.tell = tell_certificate,
	.todo = N_("Ask the administrator for a new certificate in time.")},
    {.id = "card-helper", .name = N_("Card helper"), .tell = tell_helper, .lane = LANE_READER},
    {.id = "card-service",
	.name = N_("Card service"),
	.tell = tell_service,
	.todo = N_("Have pcscd started anew; unplug the reader and plug it in again."),
	.lane = LANE_READER},
    {.id = "card-service-version",
	.name = N_("Its version"),
	.tell = tell_protocol,
	.todo = N_("Bring both computers to the same release of pcsc-lite."),
	.lane = LANE_SERVICE,
	.screen = SCREEN_NEVER},
    {.id = "card-service-socket",
	.name = N_("Its socket"),
	.tell = tell_socket,
	.todo = N_("Give the socket mode 0660 and a group of the counters' accounts "
		   "(systemctl edit pcscd.socket)."),
	.lane = LANE_HERE,
	.screen = SCREEN_NEVER},
    {.id = "card-service-log",
	.name = N_("Its messages"),
	.tell = tell_service_log,
	.todo = N_("Start pcscd without --apdu and --debug: what the card says would stand in the "
		   "log."),
	.screen = SCREEN_NEVER},
    {.id = "reader", .name = N_("Card reader"), .tell = tell_reader, .lane = LANE_READER},
    {.id = "card",
	.name = N_("Card"),
	.tell = tell_card,
	.lane = LANE_READER,
	.screen = SCREEN_NEVER},
    {.id = "sensor", .name = N_("Finger sensor"), .tell = tell_sensor, .lane = LANE_READER},
    {.id = "programs",
	.name = N_("Helper programs"),
	.tell = tell_programs,
	.todo = N_("Correct sensor.path or moc.program; such a program is root's and nobody else "
		   "may write it."),
	.screen = SCREEN_TROUBLE},
    {.id = "state-directory",
	.name = N_("Journal's directory"),
	.tell = tell_state,
	.todo = N_("Make it a directory of this account's own, mode 0700."),
	.screen = SCREEN_TROUBLE},
    {.id = "journal",
	.name = N_("Journal"),
	.tell = tell_journal,
	.todo = N_("Let this account write there; without a journal nobody can be enrolled."),
	.screen = SCREEN_TROUBLE},
    {.id = "disk",
	.name = N_("Disk"),
	.tell = tell_disk,
	.todo = N_("Make room on the disk: below 16 MiB no enrollment begins."),
	.screen = SCREEN_TROUBLE},
    {.id = "checkpoint",
	.name = N_("Remembered checkpoint"),
	.tell = tell_checkpoint,
	.todo = N_("Keep the file for the centre's operators; see ddopa(1), FILES."),
	.screen = SCREEN_TROUBLE},
    {.id = "runtime-directory",
	.name = N_("Runtime directory"),
	.tell = tell_runtime,
	.todo = N_("Log in anew, or unset XDG_RUNTIME_DIR; it must be this account's own."),
	.screen = SCREEN_NEVER},
    {.id = "terminal",
	.name = N_("Terminal"),
	.tell = tell_terminal,
	.todo = N_("Set TERM to what the terminal is, or install ncurses-term.")},
    {.id = "size",
	.name = N_("Size"),
	.tell = tell_size,
	.todo = N_("Enlarge the window to 80 columns and 24 rows."),
	.screen = SCREEN_NEVER},
    {.id = "colour",
	.name = N_("Colours"),
	.tell = tell_colour,
	.todo = N_("Set TERM to what the terminal is: a QR code is best black on white."),
	.screen = SCREEN_NEVER},
    {.id = "keyboard",
	.name = N_("Keyboard"),
	.tell = tell_keyboard,
	.todo = N_("Use the letters in place of the function keys, or set TERM to what the "
		   "terminal is."),
	.screen = SCREEN_NEVER},
    {.id = "locale",
	.name = N_("Locale"),
	.tell = tell_locale,
	.todo = N_("Set LANG to C.UTF-8 or th_TH.UTF-8; Thai needs it."),
	.screen = SCREEN_NEVER},
    {.id = "thai",
	.name = N_("Thai letters"),
	.tell = tell_width,
	.todo = N_("Set LANG to C.UTF-8: columns would not stand below each other."),
	.screen = SCREEN_NEVER},
    {.id = "time-zone",
	.name = N_("Time zone"),
	.tell = tell_zone,
	.todo = N_("Set TZ to Asia/Bangkok, or unset it."),
	.screen = SCREEN_NEVER},
    {.id = "date",
	.name = N_("Date"),
	.tell = tell_date,
	.todo = N_("Ask the administrator to set this computer's clock."),
	.screen = SCREEN_TROUBLE},
    {.id = "landlock",
	.name = N_("Landlock"),
	.tell = tell_landlock,
	.todo = N_("Use a kernel with Landlock, and name it in its option lsm=."),
	.screen = SCREEN_NEVER},
    {.id = "seccomp",
	.name = N_("System call filter"),
	.tell = tell_seccomp,
	.todo = N_("Use a kernel with seccomp filters: without one no card is read."),
	.screen = SCREEN_NEVER},
    {.id = "core",
	.name = N_("Core files"),
	.tell = tell_core,
	.todo = N_("Set kernel.core_pattern so that the memory of programs is not handed on."),
	.screen = SCREEN_NEVER},
    {.id = "swap",
	.name = N_("Swap"),
	.tell = tell_swap,
	.todo = N_("Encrypt the swap space, or do without it."),
	.screen = SCREEN_NEVER},
    {.id = "locked-memory",
	.name = N_("Memory for secrets"),
	.tell = tell_locked,
	.todo = N_("Raise the limit of locked memory to 1 MiB or more (limits.conf, memlock)."),
	.screen = SCREEN_NEVER},
    {.id = "memory",
	.name = N_("Free memory"),
	.tell = tell_memory,
	.todo = N_("Close programs that are not needed."),
	.screen = SCREEN_TROUBLE},
    {.id = "preload",
	.name = N_("Preloaded libraries"),
	.tell = tell_preload,
	.todo = N_("Ask the administrator who put them there; empty /etc/ld.so.preload."),
	.screen = SCREEN_NEVER},
    {.id = "program", .name = N_("Program"), .tell = tell_program},
};
const size_t fact_count = sizeof fact_rows / sizeof fact_rows[0];
_Static_assert(sizeof fact_rows / sizeof fact_rows[0] <= FACTS_MAX, "FACTS_MAX");

static bool in_trouble(const struct fact *fact)
{
	return fact->how == FACT_BAD || fact->how == FACT_WARNING;
}

void fact_tell(size_t row, const struct known_facts *s, struct fact *fact)
{
	*fact = (struct fact){0};
	fact_rows[row].tell(s, fact);
	if (in_trouble(fact) && fact->todo[0] == '\0' && fact_rows[row].todo != NULL)
		fact_advise(fact, "%s", _(fact_rows[row].todo));
}

void fact_on_screen(size_t row, const struct known_facts *s, struct fact *fact)
{
	*fact = (struct fact){0};
	if (fact_rows[row].screen == SCREEN_ALWAYS)
		fact_tell(row, s, fact);
	else if (fact_rows[row].screen == SCREEN_TROUBLE && s->here != NULL &&
		 in_trouble(&s->here[row]))
		*fact = s->here[row];
}

void facts_look_here(const struct known_facts *s, struct fact here[FACTS_MAX])
{
	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].screen == SCREEN_TROUBLE)
			fact_tell(i, s, &here[i]);
}
