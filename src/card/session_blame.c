/*
 * card/session_blame.c - an exchange has failed, or an answer made no sense: was it the chip, or
 * the hand that took the card out? Nobody is told to have a new card made for the latter.
 */
#include "card/session_parts.h"

/* After a failed exchange the daemon may need this long to notice that the card is gone:
 * its own look at the slot comes every 400 ms. */
#define NOTICE_MS      1000
#define NOTICE_STEP_MS 50

void session_blame(struct session *s, const struct error *at, struct error *err)
{
	const enum pcsc_status status = s->channel.status;

	*err = *at;
	if (status == PCSC_OK || status == PCSC_STOPPED || status == PCSC_AWAY ||
	    status == PCSC_NO_READER)
		return;
	if (status == PCSC_REMOVED) {
		err->problem = PROBLEM_CARD_REMOVED;
		return;
	}
	for (int waited = 0; waited < NOTICE_MS; waited += NOTICE_STEP_MS) {
		struct error gone;

		if (!session_still_there(s, &gone)) {
			err->problem = gone.problem;
			return;
		}
		s->pause(s->pause_arg, NOTICE_STEP_MS);
	}
}

bool session_same_card(struct session *s, struct error *err)
{
	return thai_select(&s->channel, err) && thai_same_number(&s->channel, s->image, err);
}

/* A card that lost its power has no applet selected any more; one that reads on as if nothing
 * had been was not away. */
static bool reads_on(struct session *s)
{
	struct error why = {0};

	return thai_same_number(&s->channel, s->image, &why) || why.problem == PROBLEM_CARD_CHANGED;
}

/* In the middle of a reading. Before the text was told there is nobody yet that another card
 * could be another's. */
static void look_twice_at_reading(struct session *s, struct error *err)
{
	struct error why = {0};

	if (reads_on(s))
		return;
	if (session_same_card(s, &why) || (why.problem == PROBLEM_CARD_CHANGED && !s->text_told))
		error_set(err, PROBLEM_CARD_REMOVED, "%s", s->reader);
	else if (why.problem == PROBLEM_CARD_CHANGED)
		*err = why;
}

/* At a comparison, with match on card's applet selected. missed: the card has not heard the
 * command. */
static void look_twice_at_fingers(struct session *s, bool missed, struct error *err)
{
	struct error why = {0};
	const bool selected = !missed && moc_states(&s->moc, &why);

	if (!session_same_card(s, &why)) {
		if (why.problem == PROBLEM_CARD_CHANGED)
			*err = why;
	} else if (!selected && s->moc.driver != NULL && moc_reopen(&s->moc, &why)) {
		error_set(err, PROBLEM_CARD_REMOVED, "%s", s->reader);
	}
}

static bool blames_chip(const struct error *err)
{
	/* A dialect that was spoken before, and is no longer. */
	return err->problem == PROBLEM_CARD_UNREADABLE || err->problem == PROBLEM_NO_MOC_APPLET;
}

/* Out and in again faster than pcscd looks. */
static void look_twice(struct session *s, bool looked, struct error *err)
{
	const bool missed = s->channel.status == PCSC_FAILED && session_recover(s);

	if (missed)
		s->channel.status = PCSC_OK;
	if (s->channel.status != PCSC_OK || (looked && !missed))
		return;
	if (s->whole)
		look_twice_at_fingers(s, missed, err);
	else
		look_twice_at_reading(s, err);
}

void session_give_up(struct session *s, const struct error *at, bool looked, struct error *err)
{
	*err = *at;
	if (at->problem != PROBLEM_NONE)
		session_blame(s, at, err);
	if (blames_chip(err))
		look_twice(s, looked, err);
	session_release(s);
}
