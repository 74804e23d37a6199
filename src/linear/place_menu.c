/* The menu after login: a row of the table is a number, its words and where it leads. */
#include <stdio.h>

#include "base/lang.h"
#include "linear/place.h"
#include "linear/words.h"

enum {
	ACT_ENROL = 1,
	ACT_QUEUE,
	ACT_OPEN,
	ACT_MOC,
	ACT_REPORT,
	ACT_OFFLINE,
	ACT_MANUAL,
	ACT_STATUS,
	ACT_SETTINGS,
	ACT_PIN,
	ACT_LOCK,
	ACT_LOG_OUT,
	ACT_EXIT
};

struct menu {
	struct linear *l;
	central_call list;
};

/* The numbers are the screen's. */
static const struct choice choices[] = {
    {'1', ACT_ENROL, N_("Enroll (read the card)")},
    {'2', ACT_QUEUE, N_("Today's queue")},
    {'3', ACT_OPEN, N_("Search / open enrollments")},
    {'4', ACT_MOC, N_("Index fingers on the card (Match on Card)")},
    {'5', ACT_REPORT, N_("Day's report")},
    {'6', ACT_OFFLINE, N_("Read a card offline (Smart Card Offline)")},
    {'7', ACT_MANUAL, N_("Manual")},
    {'8', ACT_STATUS, N_("System status")},
    {'9', ACT_SETTINGS, N_("Settings")},
    {'0', ACT_PIN, N_("Own PIN")},
    {'z', ACT_LOCK, N_("Lock")},
    {'e', ACT_LOG_OUT, N_("Log out")},
    {'x', ACT_EXIT, N_("Exit")},
    {0},
};
static const struct moment menu = {.text = N_("What is to be done?"), .choices = choices};

static void listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct menu *s = arg;
	const struct api_enrolment_list *list = answer;

	s->list = 0;
	if (failure == NULL && list->count > 0)
		say(s->l, _("Open enrollments: %zu. 3 shows them, to go on or to cancel."),
		    list->count);
	else if (failure != NULL && linear_session_ended(&failure->error)) {
		words_problem(s->l, &failure->error);
		linear_log_out(s->l);
	}
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct menu *s = state;
	char office[WORDS_SIZE];

	(void)arg;
	s->l = l;
	words_office(office, sizeof office, &l->session.office);
	say(l, "%s", office);
	say(l, _("Officer %s"), l->session.officer_name);
	if (!l->session.may_enroll || !l->session.office.may_enroll)
		say(l, "%s",
		    _("This officer or office has no right to enroll: the centre will refuse."));
	s->list = central_list(l->central, listed, s);
}

static void leave(struct linear *l, void *state)
{
	struct menu *s = state;

	if (s->list != 0)
		central_abort(l->central, s->list);
}

static const struct moment *now(struct linear *l, void *state)
{
	(void)l;
	(void)state;
	return &menu;
}

static void act(struct linear *l, void *state, int action)
{
	static const struct place *const places[] = {[ACT_ENROL] = &place_enrol,
	    [ACT_QUEUE] = &place_queue,
	    [ACT_OPEN] = &place_open,
	    [ACT_MOC] = &place_moc,
	    [ACT_REPORT] = &place_report,
	    [ACT_OFFLINE] = &place_card,
	    [ACT_MANUAL] = &place_manual,
	    [ACT_STATUS] = &place_status,
	    [ACT_SETTINGS] = &place_settings,
	    [ACT_PIN] = &place_pin};

	(void)state;
	if (action <= ACT_PIN)
		linear_go(l, places[action], NULL);
	else if (action == ACT_LOCK)
		linear_lock(l);
	else if (action == ACT_LOG_OUT)
		linear_log_out(l);
	else
		linear_over(l, EXIT_DONE);
}

const struct place place_menu = {
    .title = N_("D.DOPA Enrollment System"),
    .state_size = sizeof(struct menu),
    .enter = enter,
    .leave = leave,
    .now = now,
    .act = act,
};
