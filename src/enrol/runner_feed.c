/* Events into the machine, effects out of it. An effect may bring events at once (a disk
 * that is full, a helper that is gone): they wait until the effects before are done, so
 * that the machine never runs inside itself. */
#include "enrol/runner_parts.h"

static void queue(struct runner *r, enum enrol_event event, int arg, enum problem problem)
{
	if (r->queued < QUEUE_MAX)
		r->queue[r->queued++] =
		    (struct enrol_input){.event = event, .arg = arg, .problem = problem};
}

static bool dequeue(struct runner *r, struct enrol_input *in)
{
	if (r->queued == 0)
		return false;
	*in = r->queue[0];
	r->queued--;
	for (size_t i = 0; i < r->queued; i++)
		r->queue[i] = r->queue[i + 1];
	return true;
}

void runner_show_trouble(struct runner *r)
{
	enum problem problem = r->view.writing ? r->writing.problem : r->enrol.problem;
	if (problem == r->trouble.problem)
		r->view.error = r->trouble;
	else
		r->view.error = (struct error){.problem = problem};
}

static void entered(struct runner *r, enum enrol_state before)
{
	const struct clock *clock = loop_clock(r->loop);
	if (r->enrol.state == before)
		return;
	if (r->unseen == 0)
		usual_note(
		    r->usual, before, r->enrol.state, clock_mono_ms(clock) - r->view.waiting_since);
	r->unseen -= r->unseen > 0;
	r->view.waiting_since = clock_mono_ms(clock);
	r->view.state_since[r->enrol.state] = clock_real_ms(clock);
	if (before == ENROL_MATCHING)
		runner_capture_stop(r);
	if (before == ENROL_STORING)
		runner_writing_stop(r);
	if (before == ENROL_EXCEPTION)
		runner_approval_stop(r);
	if (r->enrol.state == ENROL_QR_CREATED)
		runner_keep_name(r);
}

static void forget(struct runner *r)
{
	if (r->enrol.state != ENROL_PARKED)
		runner_close_record(r);
	runner_calls_stop(r);
	runner_forget(r);
}

static const struct {
	enum enrol_effect effect;
	void (*carry_out)(struct runner *r);
} effects_in_order[] = {
    {ENROL_FX_READ, runner_read},
    {ENROL_FX_LINKAGE, runner_linkage},
    {ENROL_FX_REPORT, runner_report},
    {ENROL_FX_CAPTURE, runner_capture},
    {ENROL_FX_VERIFY, runner_verify},
    {ENROL_FX_EVIDENCE, runner_enrol},
    {ENROL_FX_RELEASE, runner_release},
    {ENROL_FX_CODE, runner_code},
    {ENROL_FX_SHOW_CODE, runner_show_code},
    {ENROL_FX_HIDE_CODE, runner_hide_code},
    {ENROL_FX_POLL, runner_poll},
    {ENROL_FX_MATCH_CODE, runner_match},
    {ENROL_FX_CANCEL, runner_cancel},
    {ENROL_FX_FORGET, forget},
    {ENROL_FX_STORE, runner_store_begin},
    {ENROL_FX_REMOVE, runner_remove_begin},
    {ENROL_FX_APPROVE, runner_ask_approval},
};

void runner_carry_out(struct runner *r, unsigned effects)
{
	for (size_t i = 0; i < sizeof(effects_in_order) / sizeof(effects_in_order[0]); i++)
		if (effects & effects_in_order[i].effect)
			effects_in_order[i].carry_out(r);
	runner_show_trouble(r); /* ENROL_FX_TELL: it stands in the view while it lasts */
}

void runner_changed(struct runner *r)
{
	if (r->fn && !r->feeding && !r->stepping && !r->quiet)
		r->fn(r->fn_arg);
}

void runner_feed(struct runner *r, enum enrol_event event, int arg, const struct error *trouble)
{
	struct enrol_input in;
	if (trouble)
		r->trouble = *trouble;
	queue(r, event, arg, trouble ? trouble->problem : PROBLEM_NONE);
	if (r->feeding)
		return;
	r->feeding = true;
	while (dequeue(r, &in)) {
		enum enrol_state before = r->enrol.state;
		unsigned effects = enrol_step(&r->enrol, &in);
		entered(r, before);
		runner_carry_out(r, effects);
	}
	r->feeding = false;
	runner_changed(r);
}
