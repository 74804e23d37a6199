/* What is new in the runner's view, as NDJSON lines; and the code, painted for a camera. */
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/enrol.h"
#include "qr/qr.h"

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

static void add_id(const struct enrol_run *run, json_t *line)
{
	const struct api_enrolment *e = runner_view(run->runner)->enrolment;

	if (e != NULL && e->id[0] != '\0')
		json_object_set_new(line, "id", json_string(e->id));
}

static void tell_state(struct enrol_run *run, enum enrol_state state)
{
	const char *step = sayings[state].step;
	json_t *line;

	if (sayings[state].message == NULL)
		return;
	line = talk_line(run->talk);
	if (step != NULL)
		json_object_set_new(line, "step", json_string(step));
	else
		json_object_set_new(line, "state", json_string(enrol_state_name(state)));
	add_id(run, line);
	json_object_set_new(line, "message", json_string(_(sayings[state].message)));
	talk_say(run->talk, line);
}

static void tell_event(struct enrol_run *run, const char *event, const char *message)
{
	json_t *line = talk_line(run->talk);

	json_object_set_new(line, "event", json_string(event));
	json_object_set_new(line, "message", json_string(message));
	talk_say(run->talk, line);
}

static void tell_problem(struct enrol_run *run, enum problem problem, const char *context)
{
	json_t *line = talk_line(run->talk);

	talk_problem(line, problem, context);
	talk_say(run->talk, line);
}

/* ---- the code ---- */

static void paint(const struct api_code *code, struct buf *out)
{
	struct qr q;

	if (qr_encode(&q, code->url)) {
		for (int row = 0; row < QR_ROWS; row++) {
			qr_row_ansi(out, &q, row);
			buf_puts(out, "\n");
		}
	}
	secret_wipe(&q, sizeof q);
	buf_printf(out, "\n%s\n", code->typed);
}

static void code_ran_out(void *arg)
{
	struct enrol_run *run = arg;

	run->code_timer = 0;
	run->code_dead = true; /* asked about at the end of this turn */
}

static void watch_code(struct enrol_run *run, const struct runner_view *view)
{
	int64_t now = clock_real_ms(loop_clock(run->loop)) + view->clock_offset_ms;
	int64_t left = view->code->expires - now;

	loop_remove(run->loop, run->code_timer);
	run->code_dead = false;
	run->code_timer = loop_add_timer(run->loop, left > 0 ? left : 0, code_ran_out, run);
}

static void show_code(struct enrol_run *run, const struct runner_view *view)
{
	struct buf out = BUF_INIT_SECRET;
	int code;

	if (view->code == NULL || strcmp(view->code->url, run->painted) == 0)
		return;
	snprintf(run->painted, sizeof run->painted, "%s", view->code->url);
	watch_code(run, view);
	if (run->qr_fd >= 0) {
		paint(view->code, &out);
		batch_write(run->qr_fd, &out, &code);
	}
	buf_free(&out);
}

/* ---- the view ---- */

static void grace_over(void *arg)
{
	struct enrol_run *run = arg;

	run->grace = 0;
	enrol_fail(run, &run->trouble);
}

/* A counter without reader or pcscd cannot go on by itself: a script is told, after the
 * moment that a service started on demand needs to see its readers. */
static void check_reader(struct enrol_run *run, const struct runner_view *view)
{
	static const enum problem of_card[] = {
	    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
	    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
	    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
	};
	bool missing = view->enrol->state == ENROL_WAIT_CARD && of_card[view->card] != PROBLEM_NONE;

	if (!missing) {
		loop_remove(run->loop, run->grace);
		run->grace = 0;
		return;
	}
	run->trouble = view->error;
	if (run->trouble.problem == PROBLEM_NONE)
		error_set(&run->trouble, of_card[view->card], "%s", "");
	if (run->grace == 0)
		run->grace = loop_add_timer(run->loop, GRACE_MS, grace_over, run);
}

/* Before the question about the face: whoever answers it has to see it. */
static void keep_photo(struct enrol_run *run, const struct runner_view *view)
{
	struct error err;
	int fd = run->photo_fd;

	if (fd < 0 || view->photo == NULL)
		return;
	run->photo_fd = -1;
	if (!batch_photo_write(fd, run->photo_path, view->photo, view->photo_len, &err))
		enrol_fail(run, &err);
	else
		tell_event(run, "photo", _("The face photo is written."));
}

static void tell_trouble(struct enrol_run *run, const struct runner_view *view)
{
	const struct enrol *e = view->enrol;
	bool ended = e->state >= ENROL_SUCCESS;

	if (e->second_phone && !run->told_alarm) {
		run->told_alarm = true;
		tell_event(run, "second_phone",
		    _("Another phone has tried to claim this code. Look whose it is; \"contest\" "
		      "ends the enrollment."));
	}
	if (view->centre_away != run->told_away) {
		run->told_away = view->centre_away;
		tell_event(run, run->told_away ? "centre_away" : "centre_back",
		    run->told_away ? _("The centre does not answer; it is asked again by itself.")
				   : _("The centre answers again."));
	}
	if (e->problem != run->told_problem && e->problem != PROBLEM_NONE && !ended)
		tell_problem(run, e->problem, view->error.context);
	run->told_problem = e->problem;
}

/* The centre's states that went by since the last look are told too: a script may wait for
 * any of them. */
static void tell_progress(struct enrol_run *run, const struct runner_view *view)
{
	enum enrol_state state = view->enrol->state;

	for (int s = (int)run->told + 1; run->told_any && s < (int)state; s++)
		if (sayings[s].step == NULL && view->state_since[s] != 0)
			tell_state(run, (enum enrol_state)s);
	if (!run->told_any || state != run->told)
		tell_state(run, state);
	run->told_any = true;
	run->told = state;
}

void enrol_tell(struct enrol_run *run)
{
	const struct runner_view *view = runner_view(run->runner);
	enum enrol_state state = view->enrol->state;

	if (run->over || !run->app)
		return;
	tell_progress(run, view);
	tell_trouble(run, view);
	keep_photo(run, view);
	show_code(run, view);
	check_reader(run, view);
	/* There is nobody to press a key: the code is made as soon as it may be. */
	if (state == ENROL_PROOFED && view->enrol->problem == PROBLEM_NONE)
		runner_officer(run->runner, ENROL_EV_CODE_ASKED, 0);
	/* A refusal is still being told to the centre while it is busy. */
	if (state >= ENROL_SUCCESS && !run->over && !view->busy_centre) {
		run->over = true;
		loop_stop(run->loop);
	}
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

static enum problem end_problem(const struct enrol_run *run, const struct enrol *e)
{
	if (run->error.problem != PROBLEM_NONE)
		return run->error.problem;
	if (e == NULL || e->state < ENROL_SUCCESS)
		return PROBLEM_INTERNAL;
	if (e->problem != PROBLEM_CANCELLED_BY_OFFICER)
		return e->problem;
	if (run->input_ended)
		return PROBLEM_INPUT_ENDED;
	return run->renew_refused ? PROBLEM_ENDED_EXPIRED : e->problem;
}

int enrol_tell_end(struct enrol_run *run)
{
	const struct runner_view *view = run->runner != NULL ? runner_view(run->runner) : NULL;
	const struct enrol *e = view != NULL && run->app ? view->enrol : NULL;
	enum problem problem;
	json_t *line;

	if (run->error.problem == PROBLEM_NONE && e != NULL && e->state == ENROL_SUCCESS)
		return EXIT_DONE;
	problem = end_problem(run, e);
	line = talk_line(run->talk);
	if (e != NULL && e->state == ENROL_ENDED)
		json_object_set_new(line, "state", json_string(enrolment_state_name(e->centre)));
	if (e != NULL) {
		add_id(run, line);
		if (problem_is_refusal(problem))
			add_reasons(view, line);
	}
	talk_problem(line, problem, run->error.problem != PROBLEM_NONE ? run->error.context : "");
	talk_say(run->talk, line);
	return problem_row(problem)->exit_code;
}
