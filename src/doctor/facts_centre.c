/*
 * doctor/facts_centre.c - the way to the centre, and what it answers.
 */
#include <stdlib.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/number.h"
#include "doctor/rows.h"

#define CLOCK_OFF_MS 60000 /* the centre takes no evidence from further ahead */
#define DAY_MS	     86400000LL

/* ---- the way ---- */

void tell_name(const struct known_facts *s, struct fact *f)
{
	const struct reach *r = s->reach;
	if (r == NULL || r->host[0] == '\0')
		return;
	if (r->passed <= REACH_NAME)
		fact_say(f, FACT_BAD, "%s: %s", r->host, r->why);
	else
		fact_say(f, FACT_GOOD,
		    P_("%s is %s (%d address)", "%s is %s (%d addresses)", r->addresses), r->host,
		    r->address, r->addresses);
}

void tell_connection(const struct known_facts *s, struct fact *f)
{
	const struct reach *r = s->reach;
	if (r == NULL || r->passed < REACH_CONNECTION)
		return;
	if (r->passed == REACH_CONNECTION)
		fact_say(f, FACT_BAD, "%s:%s (%s): %s", r->host, r->port, r->address, r->why);
	else
		fact_say(f, FACT_GOOD, "%s:%s (%s)", r->host, r->port, r->address);
}

void tell_encryption(const struct known_facts *s, struct fact *f)
{
	const struct reach *r = s->reach;
	if (r == NULL || r->passed < REACH_TLS)
		return;
	if (r->passed == REACH_TLS) {
		fact_say(f, FACT_BAD, "%s:%s: %s", r->host, r->port, r->why);
		return;
	}
	const long days = (long)((r->certificate_end - s->real) / DAY_MS);
	const bool soon = fact_ends_soon(s, r->certificate_begin, r->certificate_end);
	fact_say(f, soon ? FACT_WARNING : FACT_GOOD,
	    P_("%s, the centre's certificate has %ld day left",
		"%s, the centre's certificate has %ld days left", days),
	    r->tls, days);
	if (soon)
		fact_advise(f, "%s", _("Tell the centre's operators that its certificate ends."));
}

/* ---- the answer ---- */

void tell_version(const struct known_facts *s, struct fact *f)
{
	const bool other = s->centre_error->problem == PROBLEM_UPDATE_NEEDED;
	if (s->status != NULL && !other)
		fact_say(f, FACT_GOOD, _("%d, as this program's"), s->status->version);
	else if (other)
		fact_error(f, s->centre_error);
}

static const char *const office_kinds[] = {
    [OFFICE_DISTRICT] = N_("district registration office"),
    [OFFICE_LOCAL] = N_("local registration office"),
    [OFFICE_JOINT_CENTRE] = N_("joint service centre"),
    [OFFICE_CENTRAL] = N_("central registration office"),
};

void tell_office(const struct known_facts *s, struct fact *f)
{
	if (s->office != NULL)
		fact_say(f, FACT_PLAIN, "%s %s", s->office->code,
		    lang_get() == LANG_TH ? s->office->name_th : s->office->name_en);
}

void tell_kind(const struct known_facts *s, struct fact *f)
{
	if (s->office != NULL)
		fact_say(f, FACT_PLAIN, "%s · %s", _(office_kinds[s->office->type]),
		    s->office->may_enroll ? _("may enroll") : _("may not enroll"));
}

void tell_counter(const struct known_facts *s, struct fact *f)
{
	if (s->status != NULL)
		fact_say(f, FACT_PLAIN, "%s%s%s", s->status->counter,
		    s->officer_name[0] != '\0' ? " · " : "", s->officer_name);
}

void tell_centre(const struct known_facts *s, struct fact *f)
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

void tell_answer(const struct known_facts *s, struct fact *f)
{
	if (s->status != NULL && !s->centre_error->problem)
		fact_say(f, FACT_GOOD, _("in %ld ms"), (long)s->round_trip_ms);
}

void tell_clock(const struct known_facts *s, struct fact *f)
{
	long off_s = (long)(s->clock_offset_ms / 1000);
	if (s->status == NULL)
		return;
	bool far = labs(off_s) * 1000 > CLOCK_OFF_MS;
	fact_say(f, far ? FACT_BAD : FACT_GOOD, _("differs from the centre's by %ld s"), off_s);
}

void tell_quota(const struct known_facts *s, struct fact *f)
{
	char used[NUMBER_SIZE];
	char quota[NUMBER_SIZE];
	if (s->status == NULL)
		return;
	bool full = s->status->quota_used >= s->status->quota;
	number_format(used, s->status->quota_used);
	number_format(quota, s->status->quota);
	fact_say(f, full ? FACT_BAD : FACT_GOOD, _("%s of %s"), used, quota);
}

void tell_policy(const struct known_facts *s, struct fact *f)
{
	const struct api_status *status = s->status;
	if (s->status != NULL)
		fact_say(f, FACT_PLAIN, _("code %ld min, evidence %ld min, match code %s"),
		    status->code_life / 60, status->evidence_life / 60,
		    status->match_code ? _("on") : _("off"));
}

/* What the centre's policy says of fingers. */
void tell_fingers(const struct known_facts *s, struct fact *f)
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
