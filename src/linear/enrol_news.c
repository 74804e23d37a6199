/* What has happened in an enrollment, and the code. */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "counter/queue_words.h"
#include "linear/enrol_talk.h"
#include "linear/words.h"
#include "qr/qr.h"

#define PICTURE_COLUMNS 74 /* protocol.md: the ASCII code, and its 37 rows want 42 */
#define PICTURE_ROWS	42

/* ---- steps and states ---- */

static void tell_step(struct enrol_talk *s, enum enrol_state state)
{
	static const char *const steps[] = {
	    NULL, N_("Read the ID card"), N_("Citizen data"), N_("Enrollment status")};
	static const char *const substeps[] = {NULL, N_("Create the QR code"),
	    N_("Citizen scans the QR code"), N_("Record the result"), N_("Success")};
	const int step = enrol_step_of(state), substep = enrol_substep_of(state);

	if (step >= 1 && step <= 3 && step != s->step)
		say(s->l, _("Step %d of 3: %s"), step, _(steps[step]));
	if (substep >= 1 && substep <= 4 && substep != s->substep)
		say(s->l, _("Part %d of 4: %s"), substep, _(substeps[substep]));
	s->step = step;
	s->substep = substep;
}

/* Said when a state was entered; of those that went by since the last look, too. */
static const char *const sayings[ENROL_STATE_COUNT] = {
    [ENROL_FINGER] = N_("The checks have passed; an index finger is wanted."),
    [ENROL_PROOFED] = N_("The person is proofed."),
    [ENROL_SCANNED] = N_("A phone has claimed the code."),
    [ENROL_CONFIRMED] = N_("The phone is the one at the counter."),
    [ENROL_CONSENTED] = N_("The citizen has consented."),
    [ENROL_SAVED] = N_("The result is recorded; the phone proves its key."),
};

static void tell_states(struct enrol_talk *s, const struct runner_view *view)
{
	const enum enrol_state state = view->enrol->state;

	if (s->any && state == s->state)
		return;
	for (int i = (int)s->state + 1; s->any && i < (int)state; i++)
		if (i >= ENROL_PROOFED && sayings[i] != NULL && view->state_since[i] != 0)
			say(s->l, "%s", _(sayings[i]));
	if (!enrol_talk_over(s))
		tell_step(s, state);
	if (sayings[state] != NULL)
		say(s->l, "%s", _(sayings[state]));
	s->any = true;
	s->state = state;
}

static void tell_linkage(struct enrol_talk *s, const struct enrol *e)
{
	const bool failed = e->state < ENROL_PROOFING && e->linkage != ENROL_CALL_IDLE &&
			    e->linkage != ENROL_CALL_RUNNING;
	char booking[QUEUE_TEXT_SIZE];

	if (e->linkage_allowed && !s->allowed)
		say(s->l, "%s",
		    s->new_phone ? _("Latest card, Thai national, another phone")
				 : _("Latest card, Thai national, not enrolled yet"));
	if (e->linkage_allowed && !s->allowed &&
	    queue_picked(booking, sizeof booking, runner_view(s->runner)->linkage))
		say(s->l, "%s", booking);
	if (failed && !s->linkage_failed)
		say(s->l, "%s", _("The centre's check failed: a tries again."));
	s->allowed = e->linkage_allowed;
	s->linkage_failed = failed;
}

static void tell_alarm(struct enrol_talk *s, const struct enrol *e)
{
	if (e->second_phone && !s->alarm) {
		lines_ring(s->l->lines);
		s->l->again = true; /* with the way to end it */
		say(s->l, "%s", _(" ! A SECOND PHONE TRIED THIS CODE "));
		say(s->l, "%s",
		    _("The first phone is still the one that counts. Compare the digits on the "
		      "citizen's own phone; if they do not fit, end it with K."));
	}
	s->alarm = e->second_phone;
}

/* ---- the code ---- */

static int64_t left_of(const struct enrol_talk *s, const struct runner_view *view)
{
	return view->code->expires - clock_real_ms(s->l->options->clock) - view->clock_offset_ms;
}

/* "7KQ4-MX2P-9D-0" sign by sign, its groups apart: "7 K Q 4, M X 2 P, 9 D, 0" */
static void say_groups(const struct enrol_talk *s, const char *typed)
{
	char out[4 * TYPED_CODE_SHOWN];
	size_t len = 0;

	for (const char *p = typed; *p != '\0' && len + 3 < sizeof out; p++) {
		if (*p == '-')
			out[len++] = ',';
		else
			len += (size_t)snprintf(
			    out + len, sizeof out - len, "%s%c", len > 0 ? " " : "", *p);
	}
	out[len] = '\0';
	say(s->l, _("Sign by sign: %s"), out);
	secret_wipe(out, sizeof out);
}

static void tell_code(struct enrol_talk *s, const struct runner_view *view)
{
	char left[WORDS_SPAN_SIZE], hour[WORDS_HOUR_SIZE];

	if (view->code == NULL) {
		s->code[0] = '\0';
		s->asks_picture = false; /* of a code that is no more */
		return;
	}
	if (strcmp(view->code->url, s->code) == 0)
		return;
	snprintf(s->code, sizeof s->code, "%s", view->code->url);
	s->warned = 0;
	words_span(left, left_of(s, view));
	words_hour(hour, view->code->expires);
	say(s->l, _("To type instead of scanning: %s"), view->code->typed);
	say_groups(s, view->code->typed);
	say(s->l, _("It runs out in %s, at %s."), left, hour);
	if (view->enrolment != NULL)
		say(s->l, _("New codes left: %d"), view->enrolment->renewals_left);
	say(s->l, "%s", _("You may give the card back to the citizen."));
}

/* Time to make another before it is too late. */
void enrol_talk_tick(struct enrol_talk *s)
{
	static const int64_t before[] = {60000, 20000};
	const struct runner_view *view = enrol_talk_live(s) ? runner_view(s->runner) : NULL;
	char left[WORDS_SPAN_SIZE];
	int64_t ms;

	if (view == NULL || view->code == NULL || s->warned == 2)
		return;
	ms = left_of(s, view);
	if (ms > before[s->warned])
		return;
	s->warned = ms > before[1] ? 1 : 2;
	words_span(left, ms);
	say(s->l, _("The code runs out in %s. r makes a new one."), left);
}

bool enrol_talk_can_picture(const struct enrol_talk *s, char why[WHY_SIZE])
{
	int rows = 0, columns = 0;

	if (runner_view(s->runner)->code == NULL)
		return false;
	if (lines_size(&rows, &columns) && rows >= PICTURE_ROWS && columns >= PICTURE_COLUMNS)
		return true;
	snprintf(why, WHY_SIZE,
	    _("It takes a terminal of %d columns and %d rows; this one has %d and %d."),
	    PICTURE_COLUMNS, PICTURE_ROWS, columns, rows);
	return false;
}

void enrol_talk_picture(const struct enrol_talk *s, bool light)
{
	const struct api_code *code = runner_view(s->runner)->code;
	char row[2 * QR_MODULES + 1];
	struct qr q;

	if (code == NULL || !qr_encode(&q, code->url))
		return;
	for (int y = 0; y < QR_MODULES; y++) {
		for (int x = 0; x < QR_MODULES; x++)
			memset(row + 2 * (size_t)x, q.dark[y][x] == light ? ' ' : '#', 2);
		row[2 * QR_MODULES] = '\0';
		lines_draw(s->l->lines, row);
	}
	secret_wipe(&q, sizeof q);
	secret_wipe(row, sizeof row);
}

/* ---- all of it ---- */

void enrol_talk_tell(struct enrol_talk *s)
{
	const struct runner_view *view = runner_view(s->runner);

	finger_talk_look(&s->fingers);
	tell_states(s, view);
	news_tell(&s->news, s->l, view);
	tell_linkage(s, view->enrol);
	tell_code(s, view);
	tell_alarm(s, view->enrol);
	if (enrol_talk_over(s) && !s->ended)
		enrol_talk_tell_end(s);
	s->ended = enrol_talk_over(s);
}
