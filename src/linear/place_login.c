/* Who sits at the counter: citizen number and PIN, checked at the centre only. */
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "linear/officer.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_OFFLINE = 1, ACT_MANUAL, ACT_EXIT, ACT_STOP, ACT_OTHER };

struct login {
	struct linear *l; /* for the callback */
	struct officer officer;
	central_call call;
	struct api_login request;
};

static const struct choice to_number[] = {
    {'o', ACT_OFFLINE, N_("Read a card offline (Smart Card Offline)")},
    {'h', ACT_MANUAL, N_("Manual")},
    {'x', ACT_EXIT, N_("Exit")},
    {0},
};
static const struct choice to_pin[] = {
    {'b', ACT_OTHER, N_("Back to the number")},
    {'x', ACT_EXIT, N_("Exit")},
    {0},
};
static const struct choice to_wait[] = {{'c', ACT_STOP, N_("Stop waiting")}, {0}};

static const struct moment number = {.text = N_("Officer's citizen number, 13 digits"),
    .typed = N_("the 13 digits"),
    .choices = to_number};
static const struct moment pin = {.text = N_("PIN, 8 digits; it is not shown"),
    .typed = N_("the 8 digits"),
    .hidden = true,
    .choices = to_pin};
static const struct moment busy = {
    .text = N_("Waiting for the centre's answer"), .waits = true, .choices = to_wait};

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct login *s = state;

	(void)arg;
	s->l = l;
}

static void leave(struct linear *l, void *state)
{
	struct login *s = state;

	if (s->call != 0)
		central_abort(l->central, s->call);
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct login *s = state;

	(void)l;
	if (s->call != 0)
		return &busy;
	return s->officer.has_number ? &pin : &number;
}

static void end_call(struct login *s)
{
	s->call = 0;
	secret_wipe(&s->request, sizeof s->request);
	officer_forget(&s->officer);
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct login *s = arg;

	if (failure != NULL)
		words_problem(s->l, &failure->error);
	else
		linear_log_in(s->l, answer, s->request.pin);
	end_call(s);
}

static void log_in(struct linear *l, struct login *s)
{
	if (l->central == NULL) {
		words_problem(l, &l->centre_error);
		officer_forget(&s->officer);
		return;
	}
	s->request.number = s->officer.number;
	memcpy(s->request.pin, s->officer.pin, sizeof s->request.pin);
	officer_forget(&s->officer);
	s->call = central_login(l->central, &s->request, answered, s);
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct login *s = state;
	bool whole;

	if (!officer_type(&s->officer, l, line, &whole))
		return false;
	if (whole)
		log_in(l, s);
	return true;
}

static void act(struct linear *l, void *state, int action)
{
	struct login *s = state;

	if (action == ACT_OFFLINE)
		linear_go(l, &place_card, NULL);
	else if (action == ACT_MANUAL)
		linear_go(l, &place_manual, NULL);
	else if (action == ACT_EXIT)
		linear_over(l, EXIT_DONE);
	else if (s->call != 0)
		central_abort(l->central, s->call);
	if (action == ACT_STOP || action == ACT_OTHER)
		end_call(s);
}

const struct place place_login = {
    .title = N_("Registration and ID Card Services (Single Sign On)"),
    .state_size = sizeof(struct login),
    .enter = enter,
    .leave = leave,
    .now = now,
    .act = act,
    .type = type,
};
