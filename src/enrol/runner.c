/* The face's side of the runner. */
#include "enrol/runner.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "enrol/finger.h"
#include "enrol/runner_parts.h"

/* ---- life ---- */

static bool prepare(struct runner *r, const struct runner_options *o, struct error *err)
{
	char directory[PATH_MAX];
	r->person = secret_alloc(sizeof(*r->person));
	if (!r->person)
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	if (o->desk_only)
		return true;
	if (!journal_directory(directory, o->state_directory, err))
		return false;
	r->journal = journal_open(directory, err);
	return r->journal != NULL;
}

struct runner *runner_new(const struct runner_options *options, struct error *err)
{
	struct runner *r = calloc(1, sizeof(*r));
	if (!r) {
		error_set(err, PROBLEM_MEMORY, "%s", "");
		return NULL;
	}
	r->loop = options->loop;
	r->central = options->central;
	r->host = options->host;
	r->usual = options->usual;
	r->view.enrol = &r->enrol;
	r->view.usual = r->usual;
	enrol_init(&r->enrol);
	if (prepare(r, options, err))
		return r;
	runner_free(r);
	return NULL;
}

void runner_free(struct runner *r)
{
	if (!r)
		return;
	if (r->central) {
		runner_calls_stop(r);
		central_let_go(r->central, r->slots[CALL_REFUSAL].call);
		central_let_go(r->central, r->slots[CALL_AUTHORISE].call);
		runner_outcomes_free(r);
	}
	runner_card_stop(r);
	journal_close(r->journal);
	secret_free(r->person, sizeof(*r->person));
	secret_free(r->second, sizeof(*r->second));
	secret_wipe(&r->code, sizeof(r->code));
	free(r);
}

void runner_on_change(struct runner *r, runner_changed_fn *fn, void *arg)
{
	r->fn = fn;
	r->fn_arg = arg;
}

const struct runner_view *runner_view(const struct runner *r)
{
	return &r->view;
}

/* ---- an attempt begins ---- */

static bool is_over(enum enrol_state s)
{
	return s == ENROL_SUCCESS || s == ENROL_ENDED || s == ENROL_STOPPED || s == ENROL_PARKED;
}

/* What stays from one attempt to the next is where the card is. */
static void reset(struct runner *r)
{
	struct runner_view fresh = {.enrol = &r->enrol,
	    .card = r->view.card,
	    .card_error = r->view.card_error,
	    .usual = r->usual};
	memcpy(fresh.reader, r->view.reader, sizeof(fresh.reader));
	runner_calls_stop(r);
	runner_forget(r);
	secret_wipe(&r->code, sizeof(r->code));
	enrol_init(&r->enrol);
	r->enrolment = (struct api_enrolment){0};
	r->linkage = (struct api_linkage_answer){0};
	r->trouble = (struct error){0};
	r->unseen = 0;
	r->id[0] = '\0';
	r->restarts = 0;
	fresh.waiting_since = clock_mono_ms(loop_clock(r->loop));
	r->view = fresh;
	runner_outcomes_recall(r);
	runner_note_centre(r);
}

static bool may_begin(const struct runner *r, struct error *err)
{
	if (!is_over(r->enrol.state) && r->enrol.state != ENROL_WAIT_CARD)
		return error_set(err, PROBLEM_STATE, "%s", enrol_state_name(r->enrol.state));
	return true;
}

static bool may_enrol(const struct runner *r, struct error *err)
{
	if (!r->journal || !r->central)
		return error_set(err, PROBLEM_STATE, "%s", "desk");
	return may_begin(r, err) && journal_has_room(r->journal, err);
}

/* Watches for a card; one that is in and was not looked at yet is read at once. */
static bool wait_card(struct runner *r, struct error *err)
{
	r->view.state_since[ENROL_WAIT_CARD] = clock_real_ms(loop_clock(r->loop));
	if (!runner_card_start(r, err)) {
		r->view.error = *err;
		return false;
	}
	if (r->present && r->fresh)
		runner_feed(r, ENROL_EV_CARD_IN, 0, NULL);
	else
		runner_changed(r);
	return true;
}

bool runner_begin(struct runner *r, bool new_phone, struct error *err)
{
	if (!may_enrol(r, err))
		return false;
	reset(r);
	r->new_phone = new_phone;
	return wait_card(r, err);
}

bool runner_begin_desk(struct runner *r, struct error *err)
{
	if (!may_begin(r, err))
		return false;
	reset(r);
	enrol_init_desk(&r->enrol);
	return wait_card(r, err);
}

static bool go_on(struct runner *r, const char *enrolment_id, bool taking, struct error *err)
{
	enum enrolment_state state = STATE_PROOFED;
	if (!may_enrol(r, err))
		return false;
	if (strlen(enrolment_id) >= sizeof(r->id) || !enrolment_id[0])
		return error_set(err, PROBLEM_NOT_FOUND, "%s", "id");
	reset(r);
	snprintf(r->id, sizeof(r->id), "%s", enrolment_id);
	r->view.taking = taking;
	r->unseen = 2; /* as it is known here, and as the centre says */
	(void)runner_recall(r, &state);
	/* So that the next citizen's card is seen; going on does not need it. */
	(void)runner_card_start(r, &r->view.card_error);
	unsigned effects = enrol_resume(&r->enrol, state);
	r->view.state_since[r->enrol.state] = clock_real_ms(loop_clock(r->loop));
	runner_carry_out(r, effects);
	runner_changed(r);
	return true;
}

bool runner_resume(struct runner *r, const char *enrolment_id, struct error *err)
{
	return go_on(r, enrolment_id, false, err);
}

bool runner_take_over(struct runner *r, const char *enrolment_id, struct error *err)
{
	return go_on(r, enrolment_id, true, err);
}

/* ---- the officer ---- */

static bool sensible(struct runner *r, enum enrol_event event, int arg)
{
	static const bool officers[ENROL_EVENT_COUNT] = {
	    [ENROL_EV_NO_APP] = true,
	    [ENROL_EV_SAME_PERSON] = true,
	    [ENROL_EV_NOT_SAME_PERSON] = true,
	    [ENROL_EV_FINGER_CHOSEN] = true,
	    [ENROL_EV_CODE_ASKED] = true,
	    [ENROL_EV_CANCEL] = true,
	    [ENROL_EV_CONTEST] = true,
	    [ENROL_EV_LEAVE] = true,
	    [ENROL_EV_RETRY] = true,
	};
	if (event >= ENROL_EVENT_COUNT || !officers[event] || r->view.taking ||
	    !enrol_accepts(&r->enrol, event))
		return false;
	if (event == ENROL_EV_FINGER_CHOSEN)
		return arg >= 0 && arg < FINGER_COUNT &&
		       finger_can(&r->person->fingers.finger[arg], FINGER_MATCH);
	if (event == ENROL_EV_NOT_SAME_PERSON)
		return arg > 0 && face_reason_of((enum problem)arg) != NULL;
	if (event == ENROL_EV_RETRY && r->enrol.state == ENROL_WAIT_CARD)
		return r->present;
	return true;
}

/* The officer sees why: without the chip's picture there is nothing to compare. */
static bool without_picture(struct runner *r, enum enrol_event event)
{
	if (event != ENROL_EV_SAME_PERSON || r->enrol.state != ENROL_DESK || r->view.face)
		return false;
	error_set(&r->view.error, PROBLEM_PHOTO_UNREADABLE, "%s", "");
	runner_changed(r);
	return true;
}

static bool turn_writing(struct runner *r, enum writing_event event)
{
	if (!r->view.writing || !writing_accepts(&r->writing, event))
		return false;
	runner_writing_feed(r, event, 0, NULL);
	return true;
}

static bool has_last_try(const struct runner *r, int finger)
{
	return finger_standing(&r->person->fingers.finger[finger]) == STANDING_LAST;
}

/* The problem that goes with the officer's word. */
static enum problem said_with(const struct runner *r, enum enrol_event event, int arg)
{
	if (event == ENROL_EV_NOT_SAME_PERSON)
		return (enum problem)arg;
	bool last = event == ENROL_EV_FINGER_CHOSEN && has_last_try(r, arg);
	return last ? PROBLEM_FINGER_LAST_TRY : PROBLEM_NONE;
}

bool runner_officer(struct runner *r, enum enrol_event event, int arg)
{
	if (r->enrol.state == ENROL_STORING && event == ENROL_EV_RETRY)
		return turn_writing(r, WRITING_EV_AGAIN);
	if (r->enrol.state == ENROL_STORING && event == ENROL_EV_CANCEL)
		return turn_writing(r, WRITING_EV_GIVE_UP);
	if (without_picture(r, event) || !sensible(r, event, arg))
		return false;
	struct error with = {.problem = said_with(r, event, arg)};
	runner_feed(r, event, arg, with.problem != PROBLEM_NONE ? &with : NULL);
	return true;
}

bool runner_match_code(struct runner *r, const char digits[API_MATCH_DIGITS + 1])
{
	if (strlen(digits) != API_MATCH_DIGITS ||
	    strspn(digits, "0123456789") != API_MATCH_DIGITS || r->view.taking ||
	    !enrol_accepts(&r->enrol, ENROL_EV_MATCH_CODE_TYPED))
		return false;
	memcpy(r->person->match, digits, API_MATCH_DIGITS + 1);
	runner_feed(r, ENROL_EV_MATCH_CODE_TYPED, 0, NULL);
	return true;
}

/* ---- what was open when the program ended ---- */

struct listing {
	struct runner_pending *out;
	size_t count, max;
};

static void list_one(void *arg, const struct journal_record *record)
{
	struct listing *l = arg;
	/* Without an id the centre's own list is the place to look. */
	if (l->count == l->max || !record->enrolment_id[0] || record->kind == JOURNAL_WRITE)
		return;
	struct runner_pending *p = &l->out[l->count++];
	memcpy(p->id, record->enrolment_id, sizeof(p->id));
	p->state = record->state;
	p->since = record->time;
}

size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max)
{
	struct listing l = {.out = out, .max = max};
	if (r->journal)
		journal_open_entries(r->journal, list_one, &l);
	return l.count;
}
