/*
 * card/helper_finger.c - the commands about fingers, carried out and answered.
 */
#include "card/helper.h"

/* The card went while the command was on its way. */
static bool is_held(struct helper *h)
{
	if (!h->held)
		helper_send_failed(h, &h->last_failure);
	return h->held;
}

/* The session has released the card; silence where another command waits. */
static void given_up(struct helper *h, const struct error *err)
{
	h->held = false;
	h->last_failure = *err;
	if (helper_wanted(h))
		helper_send_failed(h, err);
}

static void answer(struct helper *h, enum card_event_type type, const struct error *err)
{
	h->event->type = type;
	h->event->error = *err;
	helper_send(h, h->seq);
}

/* ---- verify ---- */

struct verify_answer {
	enum card_event_type type;
	enum problem problem;
};

static const struct verify_answer verify_answers[] = {
    [MOC_MATCH] = {CARD_EV_VERIFIED, PROBLEM_NONE},
    [MOC_NO_MATCH] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_MISMATCH},
    [MOC_LOCKED] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_LOCKED},
    [MOC_NO_FINGER] = {CARD_EV_NOT_VERIFIED, PROBLEM_NO_FINGER_ON_CARD},
    [MOC_TEMPLATE] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_TEMPLATE},
    [MOC_LAST_TRY_KEPT] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_LAST_TRY_KEPT},
    [MOC_NO_APPLET] = {CARD_EV_NOT_VERIFIED, PROBLEM_NO_MOC_APPLET},
    [MOC_PROGRAM_FAILED] = {CARD_EV_NOT_VERIFIED, PROBLEM_MOC_PROGRAM},
};

void helper_verify(struct helper *h, const struct card_command *command)
{
	const struct moc_probe probe = {.finger = command->finger,
	    .minutiae = command->template_,
	    .len = command->len,
	    .last_try = command->last_try};
	struct error err = {0};
	int tries = 0;
	enum moc_result result;

	if (!is_held(h))
		return;
	h->busy = true;
	result = session_verify(&h->session, &probe, &tries, &err);
	h->busy = false;
	if (result == MOC_FAILED) {
		given_up(h, &err);
		return;
	}
	if (err.problem != verify_answers[result].problem)
		error_set(&err, verify_answers[result].problem, "%s", "");
	h->event->finger = command->finger;
	h->event->tries_left = tries;
	answer(h, verify_answers[result].type, &err);
}

void helper_fingers(struct helper *h, const struct card_command *command)
{
	const struct error none = {0};
	struct error err = {0};
	bool ok;

	(void)command;
	if (!is_held(h))
		return;
	h->busy = true;
	ok = session_fingers(&h->session, &err);
	h->busy = false;
	if (!ok) {
		given_up(h, &err);
		return;
	}
	h->event->fingers = h->session.moc.fingers;
	answer(h, CARD_EV_FINGERS, &none);
}

/* ---- writing ---- */

void helper_challenge(struct helper *h, const struct card_command *command)
{
	struct error err = {0};
	enum moc_answer got;

	if (!is_held(h))
		return;
	h->busy = true;
	got = session_challenge(&h->session, command->finger, command->write, &err);
	h->busy = false;
	if (got == MOC_BROKEN) {
		given_up(h, &err);
		return;
	}
	h->event->finger = command->finger;
	h->event->write = command->write;
	h->event->challenge = h->session.moc.challenge;
	answer(h, got == MOC_DONE ? CARD_EV_CHALLENGE : CARD_EV_NOT_WRITTEN, &err);
}

/* What is said should a call not return before the writing has ended. */
static void prepare_last_words(struct helper *h, const struct moc_write *write)
{
	h->last_words.finger = write->finger;
	h->last_words.write = write->write;
	h->last_words.outcome = WRITE_UNKNOWN;
}

static void tell_written(struct helper *h, enum write_outcome outcome, const struct error *err)
{
	h->held = outcome != WRITE_UNKNOWN;
	if (h->held)
		watch_adopt(&h->watch, h->session.reader, h->session.counter);
	h->event->outcome = outcome;
	h->event->fingers = h->session.moc.fingers;
	answer(h, CARD_EV_WRITTEN, err);
}

static void do_write(struct helper *h, const struct moc_write *write)
{
	enum write_outcome outcome;
	struct error err = {0};
	enum moc_answer got;

	if (!is_held(h))
		return;
	prepare_last_words(h, write);
	h->busy = h->writing = true;
	got = session_write(&h->session, write, &outcome, &err);
	h->busy = h->writing = false;
	if (got == MOC_BROKEN) {
		given_up(h, &err);
		return;
	}
	h->event->finger = write->finger;
	h->event->write = write->write;
	if (got == MOC_REFUSED)
		answer(h, CARD_EV_NOT_WRITTEN, &err);
	else
		tell_written(h, outcome, &err);
}

void helper_store(struct helper *h, const struct card_command *command)
{
	const struct moc_write write = {.finger = command->finger,
	    .write = FINGER_WRITE_STORE,
	    .minutiae = command->template_,
	    .len = command->len,
	    .cryptogram = command->cryptogram};

	do_write(h, &write);
}

void helper_remove(struct helper *h, const struct card_command *command)
{
	const struct moc_write write = {.finger = command->finger,
	    .write = FINGER_WRITE_REMOVE,
	    .cryptogram = command->cryptogram};

	do_write(h, &write);
}
