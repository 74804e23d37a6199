/* The card helper: what it tells becomes events, what the machine asks becomes commands. */
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "enrol/finger.h"
#include "enrol/runner_parts.h"

#define RESTART_MS   500
#define RESTARTS_MAX 5 /* in one attempt */

static void lost(struct runner *r, enum enrol_event event, enum problem problem)
{
	struct error err = {0};
	error_set(&err, problem, "%s", "");
	runner_card_lost(r, event, &err);
}

/* ---- readers and cards coming and going ---- */

static void see_none(struct runner *r, const struct card_event *event, enum runner_card where)
{
	r->view.card = where;
	r->view.card_error = event->error;
	r->view.reader[0] = '\0';
}

static void on_absent(struct runner *r, const struct card_event *event, enum runner_card where)
{
	bool pulled = r->present;
	see_none(r, event, where);
	r->present = r->fresh = false;
	if (pulled)
		lost(r, ENROL_EV_CARD_OUT, PROBLEM_CARD_REMOVED);
	else
		runner_changed(r);
}

/* When the connection to the reader is cut nobody knows that the card was pulled. An attempt
 * that holds the card has been told of it by then, and has ended; one that has let go of it
 * and still wants it there goes on, and the next look at the reader tells.
 * A daemon that does not answer, or a connection that is silent, ends a helper now and again
 * (watchdog.h): that is not the helper's fault, and may last. */
static void on_no_pcscd(struct runner *r, const struct card_event *event)
{
	r->restarts = 0;
	if (r->enrol.state == ENROL_PROOFED || r->enrol.state == ENROL_CREATING) {
		see_none(r, event, RUNNER_CARD_NO_PCSCD);
		runner_changed(r);
	} else {
		on_absent(r, event, RUNNER_CARD_NO_PCSCD);
	}
}

static void on_no_reader(struct runner *r, const struct card_event *event)
{
	on_absent(r, event, RUNNER_CARD_NO_READER);
}

static void on_empty(struct runner *r, const struct card_event *event)
{
	on_absent(r, event, RUNNER_CARD_EMPTY);
}

/* Another card without the first seen leaving is a quick hand: the first was pulled. After
 * a helper's death the same card is told of anew. */
static void on_present(struct runner *r, const struct card_event *event)
{
	bool exchanged = r->present && r->view.card == RUNNER_CARD_PRESENT;
	r->view.card = RUNNER_CARD_PRESENT;
	r->view.card_error = (struct error){0};
	memcpy(r->view.reader, event->reader, sizeof(r->view.reader));
	memcpy(r->batch, event->batch, sizeof(r->batch));
	r->present = r->fresh = true;
	if (exchanged)
		lost(r, ENROL_EV_CARD_OUT, PROBLEM_CARD_CHANGED);
	runner_feed(r, ENROL_EV_CARD_IN, 0, NULL);
}

/* ---- reading ---- */

static void on_progress(struct runner *r, const struct card_event *event)
{
	r->view.read_done = event->done;
	r->view.read_total = event->total;
	runner_changed(r);
}

static void on_text(struct runner *r, const struct card_event *event)
{
	r->person->text = event->text;
	r->view.text = &r->person->text;
	runner_feed(r, ENROL_EV_TEXT, 0, NULL);
}

/* Without the picture in the chip nobody can say that it shows the person at the counter. */
static void on_photo(struct runner *r, const struct card_event *event)
{
	if (event->error.problem != PROBLEM_NONE) {
		/* Matching at the desk does without; storing does not (runner.h). */
		if (!r->enrol.desk)
			runner_feed(r, ENROL_EV_CARD_FAILED, 0, &event->error);
		return;
	}
	r->person->face = event->face;
	r->person->photo_len = event->photo_len;
	memcpy(r->person->photo, event->photo, event->photo_len);
	r->view.face = &r->person->face;
	r->view.photo = r->person->photo;
	r->view.photo_len = event->photo_len;
	runner_changed(r);
}

static void on_read_done(struct runner *r, const struct card_event *event)
{
	struct error err = {0};
	memcpy(r->person->digest, event->digest, SHA256_SIZE);
	r->person->fingers = event->fingers;
	r->view.fingers = &r->person->fingers;
	r->view.read_ms = event->read_ms;
	usual_note_reading(r->usual, event->read_ms);
	err.problem = fingers_problem(&event->fingers);
	runner_feed(r, ENROL_EV_READ_DONE, 0, err.problem == PROBLEM_NONE ? NULL : &err);
}

/* ---- the finger ---- */

/* Where the last one was lost or locked, the officer is not left with a question that has no
 * answer: by a try, or by what the chip says when it is asked again. */
static void tell_if_none_is_left(struct runner *r)
{
	struct error err = {.problem = fingers_problem(&r->person->fingers)};
	if (err.problem != PROBLEM_NONE)
		runner_feed(r, ENROL_EV_NO_FINGER_LEFT, 0, &err);
}

static void on_fingers(struct runner *r, const struct card_event *event)
{
	r->person->fingers = event->fingers;
	tell_if_none_is_left(r);
	runner_changed(r);
}

static void compared(struct runner *r, const struct card_event *event, bool matched)
{
	secret_wipe(r->person->template_, sizeof(r->person->template_));
	if (r->enrol.desk)
		r->view.desk_result = (struct desk_result){.known = true,
		    .matched = matched,
		    .finger = event->finger,
		    .tries_left = r->person->fingers.finger[event->finger].tries_left};
}

static void on_verified(struct runner *r, const struct card_event *event)
{
	struct finger_state *finger = &r->person->fingers.finger[event->finger];
	/* A card that has matched tells no count: what it told before stands, and there was
	 * one try at least. */
	if (event->tries_left > 0)
		finger->tries_left = event->tries_left;
	if (r->central)
		r->person->match_time = central_now(r->central);
	compared(r, event, true);
	runner_feed(r, ENROL_EV_MATCHED, finger->tries_left > 0 ? finger->tries_left : 1, NULL);
}

/* Why a finger failed: where no try was spent the helper says why; after the others the
 * officer is warned before the last try is spent. Locked is told only when no other finger is
 * left. */
static enum problem why_not_verified(const struct runner *r, const struct card_event *event)
{
	enum problem told = event->error.problem;
	if (fingers_problem(&r->person->fingers) == PROBLEM_FINGER_LOCKED)
		return PROBLEM_FINGER_LOCKED;
	if (told != PROBLEM_NONE && told != PROBLEM_FINGER_MISMATCH &&
	    told != PROBLEM_FINGER_LOCKED)
		return told;
	return event->tries_left == 1 ? PROBLEM_FINGER_LAST_TRY : PROBLEM_FINGER_MISMATCH;
}

/* A finger that the chip no longer has, or no longer whole, is stored anew; it is not locked. */
static void note_tries(struct finger_state *finger, const struct card_event *event)
{
	if (event->error.problem == PROBLEM_NO_FINGER_ON_CARD) {
		*finger = (struct finger_state){.tries_left = -1};
		return;
	}
	if (event->tries_left >= 0)
		finger->tries_left = event->tries_left;
	finger->locked |= event->tries_left == 0 || event->error.problem == PROBLEM_FINGER_LOCKED;
}

static void on_not_verified(struct runner *r, const struct card_event *event)
{
	struct error err = {0};
	struct finger_state *finger = &r->person->fingers.finger[event->finger];
	note_tries(finger, event);
	/* Its count may be another by now, and the last try must not be taken for more. */
	if (event->tries_left < 0 || finger->tries_left < 0)
		runner_reread(r);
	error_set(&err, why_not_verified(r, event), "%s", event->error.context);
	compared(r, event, false);
	runner_feed(r, ENROL_EV_NOT_MATCHED, finger->tries_left, &err);
	tell_if_none_is_left(r);
}

/* ---- trouble ---- */

static void on_failed(struct runner *r, const struct card_event *event)
{
	runner_card_lost(r, ENROL_EV_CARD_FAILED, &event->error);
}

static void restart(void *arg)
{
	struct runner *r = arg;
	struct error err = {0};
	r->restart_timer = 0;
	if (!runner_card_start(r, &err)) {
		r->view.card_error = err;
		runner_changed(r);
	}
}

/* With the helper the card's transaction is gone, so an attempt that held it has ended. One
 * that had let go of it goes on; whether the card is still there, the next helper tells,
 * unless there will be none. */
static void on_gone(struct runner *r, const struct card_event *event)
{
	card_link_close(r->card);
	r->card = NULL;
	/* Where it said so itself, why there is no card is known better than that it ended. */
	if (r->view.card != RUNNER_CARD_NO_PCSCD) {
		r->view.card = RUNNER_CARD_UNKNOWN;
		r->view.card_error = event->error;
	}
	bool last = ++r->restarts > RESTARTS_MAX;
	if (!last)
		r->restart_timer = loop_add_timer(r->loop, RESTART_MS, restart, r);
	if (r->enrol.card_held || last)
		runner_card_lost(r, ENROL_EV_CARD_FAILED, &event->error);
	else
		runner_changed(r);
}

static void on_card(void *arg, const struct card_event *event)
{
	static void (*const handlers[])(struct runner *, const struct card_event *) = {
	    [CARD_EV_NO_PCSCD] = on_no_pcscd,
	    [CARD_EV_NO_READER] = on_no_reader,
	    [CARD_EV_EMPTY] = on_empty,
	    [CARD_EV_PRESENT] = on_present,
	    [CARD_EV_PROGRESS] = on_progress,
	    [CARD_EV_TEXT] = on_text,
	    [CARD_EV_PHOTO] = on_photo,
	    [CARD_EV_READ_DONE] = on_read_done,
	    [CARD_EV_VERIFIED] = on_verified,
	    [CARD_EV_NOT_VERIFIED] = on_not_verified,
	    [CARD_EV_CHALLENGE] = runner_on_challenge,
	    [CARD_EV_WRITTEN] = runner_on_written,
	    [CARD_EV_NOT_WRITTEN] = runner_on_not_written,
	    [CARD_EV_FINGERS] = on_fingers,
	    [CARD_EV_FAILED] = on_failed,
	    [CARD_EV_GONE] = on_gone,
	};
	if (event->type < sizeof(handlers) / sizeof(handlers[0]) && handlers[event->type])
		handlers[event->type](arg, event);
}

bool runner_card_start(struct runner *r, struct error *err)
{
	if (r->card)
		return true;
	int fd = r->host.start_card(r->host.arg);
	if (fd < 0)
		return error_set(err, PROBLEM_HELPER_DIED, "%s", "");
	r->card = card_link_open(r->loop, fd, on_card, r);
	if (!r->card) {
		close(fd);
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	}
	return card_watch(r->card) || error_set(err, PROBLEM_HELPER_DIED, "%s", "");
}

void runner_card_stop(struct runner *r)
{
	loop_remove(r->loop, r->restart_timer);
	if (r->card) {
		card_release(r->card);
		card_link_close(r->card);
	}
	r->card = NULL;
	runner_sensor_close(r);
}

/* ---- effects ---- */

/* A command to a helper that has died is followed by CARD_EV_GONE. */
void runner_read(struct runner *r)
{
	runner_forget(r);
	r->fresh = false;
	if (r->card)
		card_read(r->card, true, true);
	else
		lost(r, ENROL_EV_CARD_FAILED, PROBLEM_HELPER_DIED);
}

void runner_release(struct runner *r)
{
	if (r->card)
		card_release(r->card);
}

void runner_reread(struct runner *r)
{
	if (r->card)
		card_fingers(r->card);
}

/* Only what the officer typed lets a last try be spent; the helper holds to it as well. */
void runner_verify(struct runner *r)
{
	const struct person_data *p = r->person;
	const struct enrol *e = &r->enrol;
	if (!r->card ||
	    !card_verify(r->card, e->finger, p->template_, p->template_len, e->last_try))
		lost(r, ENROL_EV_CARD_FAILED, PROBLEM_HELPER_DIED);
}
