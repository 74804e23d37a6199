/*
 * An officer ends a citizen's digital ID, for a reason that is never preset and after a question.
 * Stands over the search by citizen number.
 */
#include "base/lang.h"
#include "base/text.h"
#include "enrol/revocation_words.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_REASON = 1, ACT_SURE = ACT_REASON + REVOCATION_REASONS, ACT_BACK };

struct revoke {
	struct linear *l;
	struct api_revocation what;
	struct asked asked;
	struct api_revoked revoked;
	struct choice reasons[REVOCATION_REASONS + 2];
	struct moment why;
};

static const struct choice to_wait[] = {{'b', ACT_BACK, N_("Back")}, {0}};

static const struct moment asking = {
    .text = N_("Waiting for the centre's answer"), .waits = true, .choices = to_wait};
static const struct moment done = {.text = N_("The digital ID is revoked"), .choices = to_wait};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct revoke *s = arg;

	if (asked_ended(&s->asked, failure))
		s->revoked = *(const struct api_revoked *)answer;
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct revoke *s = state;

	s->l = l;
	text_append(s->what.number.digits, sizeof s->what.number.digits, arg->id);
	for (int i = 0; i < REVOCATION_REASONS; i++)
		s->reasons[i] =
		    (struct choice){(char)('1' + i), ACT_REASON + i, revocation_words[i].words};
	s->reasons[REVOCATION_REASONS] = (struct choice){'b', ACT_BACK, N_("Back")};
	s->why =
	    (struct moment){.text = N_("Why does this digital ID end?"), .choices = s->reasons};
}

static void leave(struct linear *l, void *state)
{
	struct revoke *s = state;

	asked_drop(&s->asked, l->central);
}

static void tell(struct linear *l, void *state)
{
	struct revoke *s = state;

	linear_tell_failure(l, &s->asked);
}

/* After a failure the question stands again: the centre tells of the first revocation. */
static const struct moment *now(struct linear *l, void *state)
{
	const struct revoke *s = state;

	(void)l;
	if (s->asked.call != 0)
		return &asking;
	return s->asked.known ? &done : &s->why;
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct revoke *s = state;
	char text[CITIZEN_NUMBER_SHOWN], time[REVOCATION_TIME_SIZE];

	if (m == &s->why) {
		citizen_number_mask(text, &s->what.number);
		say(l, _("Citizen number %s"), text);
	} else if (m == &done) {
		revocation_time(time, s->revoked.time);
		say(l, _("Since %s: %s"), time, _(revocation_words[s->revoked.reason].words));
		say(l, "%s", _(revocation_words[s->revoked.reason].say));
	}
}

static void act(struct linear *l, void *state, int action)
{
	struct revoke *s = state;

	if (action == ACT_BACK) {
		linear_uncover(l);
	} else if (action == ACT_SURE) {
		asked_drop(&s->asked, l->central);
		s->asked.call = central_revoke(l->central, &s->what, answered, s);
	} else {
		s->what.reason = (enum revocation_reason)(action - ACT_REASON);
		ask_first(l,
		    N_("Revoke it now? Whoever asks for it is the holder, or may speak for them; "
		       "the key is dead at once, and nothing brings it back."),
		    ACT_SURE);
	}
}

const struct place place_revoke = {
    .title = N_("Revoke a digital ID"),
    .state_size = sizeof(struct revoke),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .act = act,
};
