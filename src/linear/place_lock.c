/*
 * The lock: somebody leaves the counter for a while, and comes back with the PIN; also while
 * the centre cannot be reached, which is asked nothing. Nothing of what lies below is told.
 */
#include "base/lang.h"
#include "base/secret.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

#define LAST_CALL_MS 60000 /* the logout is told once more before it */

enum { ACT_LOG_OUT = 1, ACT_LOG_OUT_SURE };

struct lock {
	struct linear *l; /* for the callback */
	bool checking;
	bool moved;	/* told */
	bool last_call; /* told */
	int mark;	/* of the place below, when it was locked */
};

static const struct choice to_pin[] = {{'x', ACT_LOG_OUT, N_("Log this officer out")}, {0}};

static const struct moment pin = {.text = N_("This officer's PIN, then Enter, unlocks."),
    .typed = N_("the 8 digits"),
    .hidden = true,
    .choices = to_pin};
static const struct moment checking = {
    .text = N_("Checking the PIN"), .waits = true, .hidden = true};

/* ---- the place ---- */

static int mark_below(struct linear *l)
{
	const struct spot *under = &l->under[l->depth - 1];

	return under->place->mark != NULL ? under->place->mark(l, under->state) : 0;
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct lock *s = state;
	char hour[WORDS_HOUR_SIZE];

	(void)arg;
	s->l = l;
	s->mark = mark_below(l);
	words_hour(hour, clock_real_ms(l->options->clock));
	say(l, "%s: %s", _("Locked by officer"), l->session.officer_name);
	say(l, "%s: %s", _("Locked at"), hour);
}

static void leave(struct linear *l, void *state)
{
	const struct lock *s = state;

	if (s->checking)
		pin_verifier_forget(l->verifier);
}

static void tell(struct linear *l, void *state)
{
	struct lock *s = state;

	if (s->moved || (mark_below(l) == s->mark && !l->parked_news))
		return;
	s->moved = true;
	lines_ring(l->lines);
	say(l, "%s", _("Something has moved in an open enrollment"));
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct lock *s = state;

	(void)l;
	return s->checking ? &checking : &pin;
}

/* ---- unlocking ---- */

static void unlock(struct linear *l)
{
	linear_uncover(l); /* frees the state of the lock */
	linear_typed(l);
}

static void wrong(struct linear *l)
{
	const int left = lock_rule_wrong(&l->lock_rule);

	if (left > 0)
		say(l, _("This PIN is wrong. Tries left: %d"), left);
	else
		linear_log_out_because(
		    l, N_("Five wrong PINs: the officer was logged out. Open enrollments stay "
			  "in the list."));
}

static void say_unknown(struct linear *l)
{
	say(l, "%s", _("The PIN could not be checked. Type it once more."));
}

static void judged(void *arg, enum pin_verdict verdict)
{
	struct lock *s = arg;

	s->checking = false;
	if (verdict == PIN_RIGHT)
		unlock(s->l);
	else if (verdict == PIN_WRONG)
		wrong(s->l);
	else
		say_unknown(s->l);
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct lock *s = state;
	char typed[API_PIN_DIGITS + 1];

	if (!answer_digits(typed, API_PIN_DIGITS, line)) {
		say(l, "%s", _("The PIN has 8 digits."));
		return false;
	}
	s->checking = pin_verifier_check(l->verifier, typed, judged, s);
	secret_wipe(typed, sizeof typed);
	if (!s->checking)
		say_unknown(l);
	return true;
}

static void act(struct linear *l, void *state, int action)
{
	(void)state;
	if (action == ACT_LOG_OUT)
		ask_first(l, N_("Log this officer out? A card not yet enrolled is dropped."),
		    ACT_LOG_OUT_SURE);
	else
		linear_log_out(l);
}

/* ---- when ---- */

bool linear_locked(const struct linear *l)
{
	return l->place == &place_lock;
}

void linear_typed(struct linear *l)
{
	if (!linear_locked(l))
		lock_rule_key(&l->lock_rule, clock_mono_ms(l->options->clock));
}

/* Where nobody is logged in there is nobody to unlock: what a card told is forgotten. */
void linear_lock(struct linear *l)
{
	if (l->leaving || linear_locked(l))
		return;
	l->lock_rule.warned = false;
	linear_part(l);
	if (!l->logged_in)
		linear_go(l, &place_login, NULL);
	else if (!pin_verifier_works(l->verifier))
		linear_log_out_because(
		    l, N_("No PIN can be checked here at present: instead of locking, "
			  "the officer was logged out."));
	else
		linear_cover(l, &place_lock, NULL);
}

static struct lock_limits limits(const struct linear *l)
{
	const struct terminal_config *c = l->options->config;

	return (struct lock_limits){c->screen_blank, c->screen_warn, c->screen_logout};
}

static int64_t left(const struct linear *l)
{
	return lock_rule_logout_in(&l->lock_rule, limits(l), clock_mono_ms(l->options->clock));
}

static void warn(struct linear *l)
{
	char span[WORDS_SPAN_SIZE];

	words_span(span, left(l));
	lines_ring(l->lines);
	say(l, _("Nobody has typed. Logging this officer out in %s"), span);
}

static void tick(struct linear *l, void *state)
{
	struct lock *s = state;
	const struct lock_limits minutes = limits(l);
	const int64_t ms = left(l);

	if (s->last_call || ms < 0 || ms > LAST_CALL_MS)
		return;
	s->last_call = true;
	if (minutes.logout - minutes.warn > 1)
		warn(l);
}

void linear_lock_tick(struct linear *l)
{
	const int64_t mono = clock_mono_ms(l->options->clock);
	const bool at_login = !l->logged_in && l->place == &place_login;

	switch (lock_rule_tick(&l->lock_rule, limits(l), l->logged_in, mono)) {
	case LOCK_LOG_OUT:
		linear_log_out_because(
		    l, N_("Nobody typed for a while: the officer was logged out. Open "
			  "enrollments stay in the list."));
		break;
	case LOCK_NOW:
		if (!at_login)
			linear_lock(l);
		break;
	case LOCK_WARN:
		warn(l);
		break;
	default:
		break;
	}
}

const struct place place_lock = {
    .title = N_("The counter is locked"),
    .state_size = sizeof(struct lock),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .tick = tick,
    .now = now,
    .act = act,
    .type = type,
};
