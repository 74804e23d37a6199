/* What is new in the runner's view, as NDJSON lines; and the code, painted for a camera. */
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "batch/code.h"
#include "batch/counter.h"
#include "counter/queue_words.h"

#define GRACE_MS 1500

/* Said when a state is entered; states without a row are not told. */
static const struct {
	const char *step; /* NULL: the state at the centre, by protocol.md's name */
	const char *message;
} sayings[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = {"card", N_("Waiting for the card.")},
    [ENROL_READING] = {"reading", N_("The chip is being read.")},
    [ENROL_FACE] = {"face", N_("The text of the chip is read; the register is being asked.")},
    [ENROL_CHECKING] = {"checking", N_("Waiting for the register's answer.")},
    [ENROL_FINGER] = {"finger", N_("The checks have passed; an index finger is wanted.")},
    [ENROL_LAST_TRY] = {"last_try", N_("One try is left for this finger.")},
    [ENROL_STORING] = {"storing", N_("Fingers are stored in the chip, or removed from it.")},
    [ENROL_EXCEPTION] = {"exception", N_("A second officer is asked to approve an exception.")},
    [ENROL_DESK] = {"desk", N_("The card is read.")},
    [ENROL_MATCHING] = {"matching", N_("The finger is being compared inside the chip.")},
    [ENROL_PROOFING] = {"proofing", N_("The evidence is being sent.")},
    [ENROL_PROOFED] = {NULL, N_("The person is proofed.")},
    [ENROL_QR_CREATED] = {NULL, N_("The code is shown; the citizen scans or types it.")},
    [ENROL_SCANNED] = {NULL, N_("A phone has claimed the code.")},
    [ENROL_CONFIRMED] = {NULL, N_("The phone is the one at the counter.")},
    [ENROL_CONSENTED] = {NULL, N_("The citizen has consented.")},
    [ENROL_SAVED] = {NULL, N_("The result is recorded; the phone proves its key.")},
    [ENROL_SUCCESS] = {NULL, N_("Done: the citizen's phone has the identity.")},
};

static void add_id(const struct counter *c, json_t *line)
{
	const struct api_enrolment *e = runner_view(c->runner)->enrolment;

	if (e != NULL && e->id[0] != '\0')
		json_object_set_new(line, "id", json_string(e->id));
}

static void tell_state(struct counter *c, enum enrol_state state)
{
	const char *step = sayings[state].step;
	json_t *line;

	if (sayings[state].message == NULL)
		return;
	line = talk_line(c->talk);
	if (step != NULL)
		json_object_set_new(line, "step", json_string(step));
	else
		json_object_set_new(line, "state", json_string(enrol_state_name(state)));
	add_id(c, line);
	json_object_set_new(line, "message", json_string(_(sayings[state].message)));
	talk_say(c->talk, line);
}

static void tell_event(struct counter *c, const char *event, const char *message)
{
	json_t *line = talk_line(c->talk);

	json_object_set_new(line, "event", json_string(event));
	json_object_set_new(line, "message", json_string(message));
	talk_say(c->talk, line);
}

static void tell_problem(struct counter *c, enum problem problem, const char *context)
{
	json_t *line = talk_line(c->talk);

	talk_problem(line, problem, context);
	talk_say(c->talk, line);
}

/* ---- the code ---- */

static void save_picture(struct counter *c, const struct api_code *code)
{
	if (code_picture(c->picture_fd, code))
		tell_event(c, "picture",
		    _("The code is written as a picture. Until it is used or runs out, whoever has "
		      "the file has the code."));
	else
		tell_problem(c, PROBLEM_IO, c->picture_path);
}

static void code_ran_out(void *arg)
{
	struct counter *c = arg;

	c->code_timer = 0;
	c->code_dead = true; /* asked about at the end of this turn */
}

static void watch_code(struct counter *c, const struct runner_view *view)
{
	int64_t now = clock_real_ms(loop_clock(c->loop)) + view->clock_offset_ms;
	int64_t left = view->code->expires - now;

	loop_remove(c->loop, c->code_timer);
	c->code_dead = false;
	c->code_timer = loop_add_timer(c->loop, left > 0 ? left : 0, code_ran_out, c);
}

static void show_code(struct counter *c, const struct runner_view *view)
{
	struct buf out = BUF_INIT_SECRET;
	int code;

	if (view->code == NULL || strcmp(view->code->url, c->painted) == 0)
		return;
	snprintf(c->painted, sizeof c->painted, "%s", view->code->url);
	watch_code(c, view);
	if (c->qr_fd >= 0) {
		code_paint(&out, view->code);
		batch_write(c->qr_fd, &out, &code);
	}
	if (c->picture_fd >= 0)
		save_picture(c, view->code);
	buf_free(&out);
}

/* ---- the view ---- */

static void grace_over(void *arg)
{
	struct counter *c = arg;

	c->grace = 0;
	counter_fail(c, &c->trouble);
}

/* A counter without reader or pcscd cannot go on by itself: a script is told, after the
 * moment that a service started on demand needs to see its readers. */
static void check_reader(struct counter *c, const struct runner_view *view)
{
	static const enum problem of_card[] = {
	    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
	    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
	    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
	};
	bool missing = view->enrol->state == ENROL_WAIT_CARD && of_card[view->card] != PROBLEM_NONE;

	if (!missing) {
		loop_remove(c->loop, c->grace);
		c->grace = 0;
		return;
	}
	c->trouble = view->error.problem == PROBLEM_NONE ? view->card_error : view->error;
	if (c->trouble.problem == PROBLEM_NONE)
		error_set(&c->trouble, of_card[view->card], "%s", "");
	if (c->grace == 0)
		c->grace = loop_add_timer(c->loop, GRACE_MS, grace_over, c);
}

/* Before the question about the face: whoever answers it has to see it. */
static void keep_photo(struct counter *c, const struct runner_view *view)
{
	struct error err;
	int fd = c->photo_fd;

	if (fd < 0 || view->photo == NULL)
		return;
	c->photo_fd = -1;
	if (!batch_photo_write(fd, c->photo_path, view->photo, view->photo_len, &err))
		counter_fail(c, &err);
	else
		tell_event(c, "photo", _("The face photo is written."));
}

static void tell_trouble(struct counter *c, const struct runner_view *view)
{
	const struct enrol *e = view->enrol;
	bool ended = e->state >= ENROL_SUCCESS;
	enum problem problem;

	if (e->second_phone && !c->told_alarm) {
		c->told_alarm = true;
		tell_event(c, "second_phone",
		    _("Another phone has tried to claim this code. Look whose it is; \"contest\" "
		      "ends the enrollment."));
	}
	if (view->centre_away != c->told_away) {
		c->told_away = view->centre_away;
		tell_event(c, c->told_away ? "centre_away" : "centre_back",
		    c->told_away ? _("The centre does not answer; it is asked again by itself.")
				 : _("The centre answers again."));
	}
	problem = view->writing != NULL ? view->writing->problem : e->problem;
	if (problem != c->told_problem && problem != PROBLEM_NONE && !ended)
		tell_problem(c, problem, view->error.context);
	c->told_problem = problem;
}

/* The card has picked its booking. */
static void tell_booking(struct counter *c, const struct runner_view *view)
{
	char message[QUEUE_TEXT_SIZE];
	json_t *line;

	if (c->told_booking || !view->enrol->linkage_allowed ||
	    !queue_picked(message, sizeof message, view->linkage))
		return;
	c->told_booking = true;
	line = talk_line(c->talk);
	json_object_set_new(line, "event", json_string("booking"));
	json_object_set_new(line, "number", json_string(view->linkage->booking.number));
	json_object_set_new(line, "hour", json_integer(view->linkage->booking.hour));
	json_object_set_new(line, "message", json_string(message));
	talk_say(c->talk, line);
}

/* The centre's states that went by since the last look are told too: a script may wait for
 * any of them. */
static void tell_progress(struct counter *c, const struct runner_view *view)
{
	enum enrol_state state = view->enrol->state;

	for (int s = (int)c->told + 1; c->told_any && s < (int)state; s++)
		if (sayings[s].step == NULL && view->state_since[s] != 0)
			tell_state(c, (enum enrol_state)s);
	if (!c->told_any || state != c->told)
		tell_state(c, state);
	c->told_any = true;
	c->told = state;
}

void counter_tell(struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);

	if (c->over || !c->begun || c->settled)
		return;
	if (c->talk != NULL) {
		tell_progress(c, view);
		tell_booking(c, view);
		tell_trouble(c, view);
	}
	counter_tell_finger(c);
	keep_photo(c, view);
	show_code(c, view);
	check_reader(c, view);
	/* A refusal is still being told to the centre while it is busy. */
	if (view->enrol->state >= ENROL_SUCCESS && !view->busy_centre)
		counter_over(c);
}

/* ---- the end ---- */

static void add_reasons(const struct runner_view *view, json_t *line)
{
	json_t *reasons = json_array();

	for (size_t i = 0; view->linkage != NULL && i < view->linkage->reason_count; i++) {
		json_t *reason = json_object();

		talk_problem(reason, view->linkage->reasons[i], view->linkage->in_progress_office);
		json_array_append_new(reasons, reason);
	}
	if (json_array_size(reasons) > 0)
		json_object_set_new(line, "reasons", reasons);
	else
		json_decref(reasons);
}

static enum problem end_problem(const struct counter *c, const struct enrol *e)
{
	if (c->error.problem != PROBLEM_NONE)
		return c->error.problem;
	if (e == NULL || e->state < ENROL_SUCCESS)
		return PROBLEM_INTERNAL;
	if (e->problem != PROBLEM_CANCELLED_BY_OFFICER)
		return e->problem;
	if (c->input_ended)
		return PROBLEM_INPUT_ENDED;
	return c->renew_refused ? PROBLEM_ENDED_EXPIRED : e->problem;
}

/* Without a conversation nobody reads lines: it is told as any command's trouble. */
static int end_silently(enum problem problem, const char *context)
{
	struct error err;

	error_set(&err, problem, "%s", context);
	return batch_tell(&err);
}

int counter_end(struct counter *c)
{
	const struct runner_view *view = c->runner != NULL ? runner_view(c->runner) : NULL;
	const struct enrol *e = view != NULL && c->begun ? view->enrol : NULL;
	const char *context;
	enum problem problem;
	json_t *line;

	if (c->kind->ended != NULL)
		return c->kind->ended(c);
	if (c->error.problem == PROBLEM_NONE && e != NULL && e->state == ENROL_SUCCESS)
		return EXIT_DONE;
	if (c->error.problem == PROBLEM_NONE && e != NULL && (c->settled || e->state == ENROL_DESK))
		return c->kind->finish(c);
	problem = end_problem(c, e);
	context = c->error.problem != PROBLEM_NONE ? c->error.context : "";
	if (c->talk == NULL)
		return end_silently(problem, context);
	line = talk_line(c->talk);
	if (e != NULL && e->state == ENROL_ENDED)
		json_object_set_new(line, "state", json_string(enrolment_state_name(e->centre)));
	if (e != NULL) {
		add_id(c, line);
		if (problem_is_refusal(problem))
			add_reasons(view, line);
	}
	talk_problem(line, problem, context);
	talk_say(c->talk, line);
	return problem_row(problem)->exit_code;
}
