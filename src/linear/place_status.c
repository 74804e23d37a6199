/*
 * How the system stands: office, centre, certificate, reader and sensor, each with what to do
 * where it does not stand well. It needs no login.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "doctor/facts.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_REFRESH = 1, ACT_BACK };

struct status {
	struct linear *l;
	central_call call;
	int64_t asked_at; /* monotonic */
	int64_t round_trip_ms, clock_offset_ms;
	bool known;
	struct error error;
	struct api_status status;
	struct reader_watch reader;
	struct fact here[FACTS_MAX]; /* looked at when it was asked */
};

static const struct choice choices[] = {
    {'a', ACT_REFRESH, N_("Ask again")}, {'b', ACT_BACK, N_("Back")}, {0}};
static const struct choice to_wait[] = {{'b', ACT_BACK, N_("Back")}, {0}};

static const struct moment asking = {
    .text = N_("Waiting for the centre's answer"), .waits = true, .choices = to_wait};
static const struct moment looking = {
    .text = N_("Looking for the card reader"), .waits = true, .choices = to_wait};
static const struct moment told = {.text = N_("Ask again, or go back?"), .choices = choices};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct status *s = arg;
	const struct clock *clock = s->l->options->clock;

	s->call = 0;
	s->known = failure == NULL;
	s->error = failure != NULL ? failure->error : (struct error){0};
	if (failure != NULL)
		return;
	s->status = *(const struct api_status *)answer;
	s->round_trip_ms = clock_mono_ms(clock) - s->asked_at;
	s->clock_offset_ms = s->status.now - clock_real_ms(clock);
}

static void on_reader(void *arg)
{
	(void)arg; /* told at the end of the turn */
}

static void look_here(struct status *s)
{
	const struct linear *l = s->l;
	const struct known_facts known = {.config = l->options->config,
	    .root = l->options->root,
	    .real = clock_real_ms(l->options->clock)};

	facts_look_here(&known, s->here);
}

static void ask(struct status *s)
{
	struct linear *l = s->l;

	s->error = l->centre_error;
	s->asked_at = clock_mono_ms(l->options->clock);
	if (l->central != NULL && s->call == 0)
		s->call = central_status(l->central, answered, s);
	reader_watch_open(&s->reader, l->loop, &l->options->host, on_reader, s);
	look_here(s);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct status *s = state;

	(void)arg;
	s->l = l;
	ask(s);
}

static void leave(struct linear *l, void *state)
{
	struct status *s = state;

	if (s->call != 0)
		central_abort(l->central, s->call);
	reader_watch_close(&s->reader);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct status *s = state;

	(void)l;
	if (s->call != 0)
		return &asking;
	if (s->reader.link != NULL && s->reader.card == RUNNER_CARD_UNKNOWN)
		return &looking;
	return &told;
}

/* ---- telling ---- */

static void tell_terminal(struct fact *f)
{
	const char *term = getenv("TERM");

	fact_say(f, lang_utf8() ? FACT_GOOD : FACT_BAD, "%s, %s", term != NULL ? term : "",
	    lang_utf8() ? "UTF-8" : "ASCII");
	if (!lang_utf8())
		snprintf(f->todo, sizeof f->todo, "%s",
		    _("For Thai, log in from a terminal with a UTF-8 locale."));
}

static struct known_facts standing_of(const struct linear *l, const struct status *s)
{
	const struct api_office *told_office = s->known ? &s->status.office : NULL;

	return (struct known_facts){.config = l->options->config,
	    .office = l->logged_in ? &l->session.office : told_office,
	    .officer_name = l->session.officer_name,
	    .status = s->known ? &s->status : NULL,
	    .centre_error = &s->error,
	    .central = l->central,
	    .real = clock_real_ms(l->options->clock),
	    .round_trip_ms = s->round_trip_ms,
	    .clock_offset_ms = s->clock_offset_ms,
	    .reader = &s->reader,
	    .terminal = tell_terminal,
	    .here = s->here};
}

static void say_fact(struct linear *l, const char *name, const struct fact *fact)
{
	static const char *const standings[] = {[FACT_PLAIN] = "",
	    [FACT_GOOD] = N_("good"),
	    [FACT_WARNING] = N_("NOT GOOD"),
	    [FACT_BAD] = N_("NOT GOOD"),
	    [FACT_UNKNOWN] = ""};
	const char *how = standings[fact->how];

	if (fact->value[0] == '\0')
		return;
	say(l, "%s: %s%s%s", _(name), how[0] != '\0' ? _(how) : "", how[0] != '\0' ? ". " : "",
	    fact->value);
	if (fact->todo[0] != '\0')
		say(l, "%s", fact->todo);
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct known_facts standing = standing_of(l, state);

	for (size_t i = 0; m == &told && i < fact_count; i++) {
		struct fact fact;

		fact_on_screen(i, &standing, &fact);
		say_fact(l, fact_rows[i].name, &fact);
	}
}

static void act(struct linear *l, void *state, int action)
{
	if (action == ACT_REFRESH)
		ask(state);
	else
		linear_go(l, l->logged_in ? &place_menu : &place_login, NULL);
}

const struct place place_status = {
    .title = N_("System status"),
    .state_size = sizeof(struct status),
    .enter = enter,
    .leave = leave,
    .now = now,
    .facts = facts,
    .act = act,
};
