#include "counter/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/number.h"

#include "autoconf.h"

#define DAY_MS		    86400000LL
#define CLOCK_OFF_MS	    60000 /* the centre takes no evidence from further ahead */
#define CERTIFICATE_DAYS    30	  /* time enough to have a new one made by hand */
#define CERTIFICATE_WEEKEND 2	  /* when nobody may be there */

void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
{
	va_list args;
	fact->how = how;
	va_start(args, format);
	vsnprintf(fact->value, sizeof fact->value, format, args);
	va_end(args);
}

void fact_problem(struct fact *fact, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	fact_say(fact, FACT_BAD, "%s (%s)", _(row->what), row->id);
	snprintf(fact->todo, sizeof fact->todo, "%s", _(row->todo));
}

static const char *const office_kinds[] = {
    [OFFICE_DISTRICT] = N_("district registration office"),
    [OFFICE_LOCAL] = N_("local registration office"),
    [OFFICE_JOINT_CENTRE] = N_("joint service centre"),
    [OFFICE_CENTRAL] = N_("central registration office"),
};

static void tell_office(const struct known_facts *s, struct fact *f)
{
	if (s->office != NULL)
		fact_say(f, FACT_PLAIN, "%s %s", s->office->code,
		    lang_get() == LANG_TH ? s->office->name_th : s->office->name_en);
}

static void tell_kind(const struct known_facts *s, struct fact *f)
{
	if (s->office != NULL)
		fact_say(f, FACT_PLAIN, "%s · %s", _(office_kinds[s->office->type]),
		    s->office->may_enroll ? _("may enroll") : _("may not enroll"));
}

static void tell_counter(const struct known_facts *s, struct fact *f)
{
	if (s->status != NULL)
		fact_say(f, FACT_PLAIN, "%s%s%s", s->status->counter,
		    s->officer_name[0] != '\0' ? " · " : "", s->officer_name);
}

static void tell_centre(const struct known_facts *s, struct fact *f)
{
	const struct api_status *status = s->status;
	if (s->centre_error->problem)
		fact_problem(f, s->centre_error);
	else if (s->status == NULL)
		fact_say(f, FACT_UNKNOWN, "%s", s->config->url);
	else
		fact_say(f, status->open ? FACT_GOOD : FACT_BAD, "%s · %s · %s", s->config->url,
		    status->open ? _("takes enrollments") : _("takes no enrollments at present"),
		    status->training ? _("training") : _("real operation"));
}

static void tell_answer(const struct known_facts *s, struct fact *f)
{
	if (s->status != NULL && !s->centre_error->problem)
		fact_say(f, FACT_GOOD, _("in %ld ms"), (long)s->round_trip_ms);
}

static void tell_clock(const struct known_facts *s, struct fact *f)
{
	long off_s = (long)(s->clock_offset_ms / 1000);
	if (s->status == NULL)
		return;
	bool far = labs(off_s) * 1000 > CLOCK_OFF_MS;
	fact_say(f, far ? FACT_BAD : FACT_GOOD, _("differs from the centre's by %ld s"), off_s);
	if (far)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Ask the administrator to set this computer's clock."));
}

static void tell_quota(const struct known_facts *s, struct fact *f)
{
	char used[NUMBER_SIZE];
	char quota[NUMBER_SIZE];
	if (s->status == NULL)
		return;
	bool full = s->status->quota_used >= s->status->quota;
	number_format(used, s->status->quota_used);
	number_format(quota, s->status->quota);
	fact_say(f, full ? FACT_BAD : FACT_GOOD, _("%s of %s"), used, quota);
	if (full)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Nobody more can be enrolled in this phase: tell the citizens."));
}

static void tell_policy(const struct known_facts *s, struct fact *f)
{
	const struct api_status *status = s->status;
	if (s->status != NULL)
		fact_say(f, FACT_PLAIN, _("code %ld min, evidence %ld min, match code %s"),
		    status->code_life / 60, status->evidence_life / 60,
		    status->match_code ? _("on") : _("off"));
}

/* What the centre's policy says of fingers. */
static void tell_fingers(const struct known_facts *s, struct fact *f)
{
	const struct api_status *status = s->status;
	if (status == NULL)
		return;
	const char *store =
	    status->approve_store ? _("stored with a second officer") : _("stored by one officer");
	fact_say(f, FACT_PLAIN, "%s · %s",
	    status->can_write ? store : _("cannot be stored: no key for cards"),
	    status->exceptions ? _("exceptions allowed") : _("no exceptions"));
}

static void tell_certificate(const struct known_facts *s, struct fact *f)
{
	char date[64];
	if (s->central == NULL)
		return;
	int64_t end = central_certificate_end(s->central);
	long days = (long)((end - s->real) / DAY_MS);
	/* one that lasts days is renewed by the counter itself, in the last third at the latest */
	int64_t third = (end - central_certificate_begin(s->central)) / 3;
	bool soon =
	    days < CERTIFICATE_DAYS && (days < CERTIFICATE_WEEKEND || end - s->real < third);
	date_format(date, sizeof date, bangkok_time_of(end).date, lang_get() == LANG_TH);
	fact_say(f, soon ? FACT_BAD : FACT_GOOD,
	    P_("until %s, %ld day left", "until %s, %ld days left", days < 0 ? 0 : days), date,
	    days);
	if (soon)
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("Ask the administrator for a new certificate in time."));
}

static void tell_helper(const struct known_facts *s, struct fact *f)
{
	if (s->reader->link)
		fact_say(f, FACT_GOOD, "%s", _("runs"));
	else
		fact_problem(f, &s->reader->error);
}

static void tell_service(const struct known_facts *s, struct fact *f)
{
	if (!s->reader->link || s->reader->card == RUNNER_CARD_UNKNOWN)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader->card == RUNNER_CARD_NO_PCSCD)
		fact_problem(f, &s->reader->error);
	else
		fact_say(f, FACT_GOOD, "%s", _("answers"));
}

static void tell_reader(const struct known_facts *s, struct fact *f)
{
	if (!s->reader->link || s->reader->card <= RUNNER_CARD_NO_PCSCD)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader->card == RUNNER_CARD_NO_READER)
		fact_problem(f, &(struct error){.problem = PROBLEM_NO_READER});
	else if (s->reader->card == RUNNER_CARD_EMPTY)
		fact_say(f, FACT_GOOD, "%s", _("ready, no card in it"));
	else
		fact_say(f, FACT_GOOD, _("a card is in %s"), s->reader->reader);
}

static void tell_sensor(const struct known_facts *s, struct fact *f)
{
	const struct terminal_config *c = s->config;
	if (strcmp(c->sensor_type, "none") == 0 || c->sensor_type[0] == '\0')
		fact_problem(f, &(struct error){.problem = PROBLEM_NO_SENSOR});
	else
		fact_say(f, FACT_PLAIN, _("%s %s, asked when a finger is wanted"), c->sensor_type,
		    c->sensor_path[0] ? c->sensor_path : c->sensor_device);
}

static void tell_program(const struct known_facts *s, struct fact *f)
{
	(void)s;
	fact_say(f, FACT_PLAIN, "%s", PACKAGE_STRING);
}

static void tell_terminal(const struct known_facts *s, struct fact *f)
{
	if (s->terminal != NULL)
		s->terminal(f);
}

const struct fact_row fact_rows[] = {
    {N_("Office"), tell_office},
    {N_("Kind of office"), tell_kind},
    {N_("Counter"), tell_counter},
    {N_("Centre"), tell_centre},
    {N_("Answer"), tell_answer},
    {N_("Clock"), tell_clock},
    {N_("Places used"), tell_quota},
    {N_("Policy"), tell_policy},
    {N_("Fingers"), tell_fingers},
    {N_("Certificate"), tell_certificate},
    {N_("Card helper"), tell_helper},
    {N_("Card service"), tell_service},
    {N_("Card reader"), tell_reader},
    {N_("Finger sensor"), tell_sensor},
    {N_("Terminal"), tell_terminal},
    {N_("Program"), tell_program},
};
const size_t fact_count = sizeof fact_rows / sizeof fact_rows[0];
