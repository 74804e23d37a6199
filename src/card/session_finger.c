/*
 * card/session_finger.c - a finger compared and written; above all, what became of a write that
 * broke off.
 */
#include <string.h>

#include "base/secret.h"
#include "card/session_parts.h"

#define RETURN_STEP_MS 100
/* How often a card that is back may answer nothing that is of use. */
#define SPEECHLESS_MAX 3

/* The states of the card that was read, whatever has been selected meanwhile. */
static bool anew(struct session *s, struct error *err)
{
	return session_same_card(s, err) && moc_reopen(&s->moc, err);
}

static bool resume(struct session *s, struct error *err)
{
	if (s->channel.status != PCSC_RESET || !session_recover(s))
		return false;
	s->channel.status = PCSC_OK;
	return anew(s, err);
}

/* After a reset in the middle of a comparison: one try spent whose answer nobody saw is told,
 * never followed by another. */
static enum moc_result verify_again(
    struct session *s, const struct moc_probe *probe, int before, int *tries_left, struct error *at)
{
	const int now = s->moc.fingers.finger[probe->finger].tries_left;

	*at = (struct error){0};
	/* With one left the last-try rule answers, whoever spent the others. */
	if (now < 0 || now >= before || (now == 1 && !probe->last_try))
		return moc_verify(&s->moc, probe, tries_left, at);
	*tries_left = now;
	return MOC_NO_MATCH;
}

enum moc_result session_verify(
    struct session *s, const struct moc_probe *probe, int *tries_left, struct error *err)
{
	const int before = s->moc.fingers.finger[probe->finger].tries_left;
	struct error at = {0};
	enum moc_result result;

	s->channel.status = PCSC_OK;
	result = moc_verify(&s->moc, probe, tries_left, &at);
	if (result == MOC_FAILED && resume(s, &at))
		result = verify_again(s, probe, before, tries_left, &at);
	if (result == MOC_FAILED)
		session_give_up(s, &at, false, err);
	else
		*err = at;
	return result;
}

bool session_fingers(struct session *s, struct error *err)
{
	struct error at = {0};

	s->channel.status = PCSC_OK;
	if (anew(s, &at) || resume(s, &at))
		return true;
	session_give_up(s, &at, true, err);
	return false;
}

enum moc_answer session_challenge(
    struct session *s, enum finger finger, enum finger_write write, struct error *err)
{
	struct error at = {0};
	enum moc_answer answer;

	s->channel.status = PCSC_OK;
	answer = moc_challenge(&s->moc, finger, write, &at);
	if (answer == MOC_BROKEN && resume(s, &at))
		answer = moc_challenge(&s->moc, finger, write, &at);
	if (answer == MOC_BROKEN)
		session_give_up(s, &at, true, err);
	else
		*err = at;
	return answer;
}

/* ---- a loan to the vendor's program ---- */

static void lend(void *arg)
{
	struct session *s = arg;

	pcsc_disconnect(s->pcsc, false);
}

static bool take_back(void *arg, bool untouched, struct error *err)
{
	struct session *s = arg;
	enum pcsc_status status = session_connect(s, s->reader);

	if (status == PCSC_OK)
		status = session_begin(s);
	s->channel.status = status;
	if (status == PCSC_OK && session_still_there(s, err) &&
	    (untouched || session_same_card(s, err)))
		return true;
	if (s->channel.status == PCSC_OK)
		s->channel.status = PCSC_REMOVED; /* another card is this one pulled */
	return error_set(err, pcsc_problem(s->channel.status), "%s", s->reader);
}

static bool is_wanted(void *arg)
{
	const struct session *s = arg;

	return s->wanted == NULL || s->wanted(s->wanted_arg);
}

static bool is_present(void *arg, struct error *err)
{
	struct session *s = arg;

	if (session_still_there(s, err))
		return true;
	s->channel.status = PCSC_REMOVED;
	return false;
}

static bool is_same(void *arg, struct error *err)
{
	return session_same_card(arg, err);
}

static const char *reader_of(void *arg)
{
	const struct session *s = arg;

	return s->reader;
}

struct moc_owner session_owner(struct session *s)
{
	return (struct moc_owner){.lend = lend,
	    .take_back = take_back,
	    .wanted = is_wanted,
	    .present = is_present,
	    .same = is_same,
	    .reader = reader_of,
	    .arg = s};
}

/* ---- a write, and what became of it ---- */

static enum write_outcome outcome_of(const struct session *s, const struct moc_write *write)
{
	const struct finger_state *f = &s->moc.fingers.finger[write->finger];

	if (f->damaged)
		return WRITE_DAMAGED;
	return f->stored == (write->write == FINGER_WRITE_STORE) ? WRITE_GOOD : WRITE_UNCHANGED;
}

enum comeback {
	BACK,	    /* held again, the states are read */
	AWAY,	    /* nothing that could be ours is in, or not yet awake */
	SPEECHLESS, /* ours, or it could be, and tells nothing of its fingers */
	ANOTHER	    /* somebody else's card */
};

/* One look for the card; unless it is BACK, nothing is held. */
static enum comeback look_for_it(struct session *s)
{
	struct error err = {0};
	enum comeback found;

	if (!session_open(s, &err))
		return AWAY;
	if (!thai_same_number(&s->channel, s->image, &err))
		found = err.problem == PROBLEM_CARD_CHANGED ? ANOTHER : SPEECHLESS;
	else if (!moc_open(&s->moc, &err) || s->moc.driver == NULL)
		found = SPEECHLESS;
	else
		return BACK;
	/* Pulled once more in the middle of that: wait on. */
	if (found == SPEECHLESS && s->channel.status != PCSC_OK)
		found = AWAY;
	moc_close(&s->moc);
	pcsc_disconnect(s->pcsc, true);
	s->open = false;
	return found;
}

/* False: nobody waits for the answer any more. *found: BACK, or why not. */
static bool wait_for_it(struct session *s, enum comeback *found)
{
	const int64_t until = clock_mono_ms(s->clock) + WRITE_RETURN_MS;
	int speechless = 0;

	moc_close(&s->moc);
	pcsc_disconnect(s->pcsc, true);
	s->open = false;
	for (;;) {
		if (!is_wanted(s))
			return false;
		*found = look_for_it(s);
		speechless += *found == SPEECHLESS;
		if (*found == BACK || *found == ANOTHER || speechless == SPEECHLESS_MAX ||
		    clock_mono_ms(s->clock) >= until)
			return true;
		s->pause(s->pause_arg, RETURN_STEP_MS);
	}
}

static void tell_outcome(enum write_outcome outcome, struct error *err)
{
	static const enum problem problems[] = {
	    [WRITE_GOOD] = PROBLEM_NONE,
	    [WRITE_UNCHANGED] = PROBLEM_WRITE_UNCHANGED,
	    [WRITE_DAMAGED] = PROBLEM_WRITE_DAMAGED,
	    [WRITE_UNKNOWN] = PROBLEM_WRITE_UNKNOWN,
	};

	*err = (struct error){0};
	if (outcome != WRITE_GOOD)
		error_set(err, problems[outcome], "%s", "");
}

/* Until the citizen's card is at hand with its states read again, or will not be: *found. False:
 * *err, another card that heard nothing of the write; PROBLEM_NONE: nobody waits any more. */
static bool find_again(
    struct session *s, enum moc_answer answer, enum comeback *found, struct error *err)
{
	struct error at = {0};

	*err = (struct error){0};
	*found = BACK;
	/* Also where the card's own word was good: what it holds now is what counts. */
	if ((answer != MOC_BROKEN || s->channel.status == PCSC_OK) && anew(s, &at))
		return true;
	if (answer == MOC_FORGOTTEN && at.problem == PROBLEM_CARD_CHANGED) {
		*err = at;
		return false;
	}
	return wait_for_it(s, found);
}

static enum moc_answer give_up_write(struct session *s)
{
	session_release(s);
	return MOC_BROKEN;
}

enum moc_answer session_write(struct session *s, const struct moc_write *write,
    enum write_outcome *outcome, struct error *err)
{
	enum comeback found;
	enum moc_answer answer;

	s->channel.status = PCSC_OK;
	if (!session_still_there(s, err))
		return give_up_write(s);
	answer = moc_write(&s->moc, write, err);
	if (answer == MOC_REFUSED)
		return answer;
	if (!find_again(s, answer, &found, err))
		return give_up_write(s);
	*outcome = found == BACK ? outcome_of(s, write) : WRITE_UNKNOWN;
	tell_outcome(*outcome, err);
	if (*outcome == WRITE_UNKNOWN)
		session_release(s);
	return MOC_DONE;
}
