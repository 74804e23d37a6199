/*
 * What an enrollment came to: success; or an end, with what happened, why, and what to do
 * now. The person's data are gone by then.
 */
#include "base/lang.h"
#include "counter/queue_words.h"
#include "base/text.h"
#include "counter/way_out.h"
#include "linear/enrol_talk.h"
#include "linear/words.h"

static void tell_success(const struct enrol_talk *s, const struct runner_view *view)
{
	const struct api_enrolment *e = view->enrolment;

	say(s->l, "%s", _("Success"));
	say(s->l, "%s", _("Done: the citizen's phone has the identity."));
	if (e != NULL)
		say(s->l, _("Level of assurance %s"), e->assurance);
	if (e != NULL && e->absence != ABSENCE_NONE)
		say(s->l, _("Exception, no finger matched: %s"), absence_words(e->absence));
	say(s->l, "%s", _("Give the card back to the citizen."));
}

/* A refusal of the linkage check lists every reason at once. */
static void tell_reasons(const struct enrol_talk *s, const struct runner_view *view)
{
	const struct api_linkage_answer *answer = view->linkage;
	struct error error = news_trouble(view);
	char booking[QUEUE_TEXT_SIZE];

	if (!problem_is_refusal(view->enrol->problem) || answer == NULL ||
	    answer->reason_count == 0) {
		if (error.problem != PROBLEM_NONE)
			words_problem(s->l, &error);
		return;
	}
	for (size_t i = 0; i < answer->reason_count; i++) {
		error = (struct error){.problem = answer->reasons[i]};
		if (error.problem == PROBLEM_REFUSED_IN_PROGRESS)
			text_append(
			    error.context, sizeof error.context, answer->in_progress_office);
		words_problem(s->l, &error);
	}
	if (queue_picked(booking, sizeof booking, answer))
		say(s->l, "%s", booking);
}

static void tell_way_out(const struct enrol_talk *s, enum problem problem)
{
	const struct way_out *out = way_out_of(problem);

	if (out == NULL)
		return;
	say(s->l, "%s", _("The way on for this citizen:"));
	for (int i = 0; i < 2 && out->ways[i] != NULL; i++)
		say(s->l, "%s", _(out->ways[i]));
	if (out->card != NULL)
		say(s->l, "%s", _(out->card));
}

/* The officer's own no: what to say to the person who stands there. */
static void tell_say(const struct enrol_talk *s, enum problem problem)
{
	const struct face_reason *reason = face_reason_of(problem);

	if (reason == NULL)
		return;
	say(s->l, _("Tell the citizen: %s."), _(reason->say));
	say(s->l, "%s", _("The centre is told office, officer and reason; nothing of the person."));
}

void enrol_talk_tell_end(const struct enrol_talk *s)
{
	const struct runner_view *view = runner_view(s->runner);

	if (view->enrol->state == ENROL_SUCCESS) {
		tell_success(s, view);
		return;
	}
	say(s->l, "%s", view->enrol->state == ENROL_PARKED ? _("Left open") : _("Not enrolled"));
	tell_reasons(s, view);
	tell_way_out(s, view->enrol->problem);
	tell_say(s, view->enrol->problem);
}

int enrol_talk_exit_code(const struct enrol_talk *s)
{
	const struct enrol *e = runner_view(s->runner)->enrol;
	enum problem problem = e->problem;

	if (e->state == ENROL_SUCCESS)
		return EXIT_DONE;
	if (e->state == ENROL_PARKED)
		problem = PROBLEM_LEFT_OPEN;
	else if (problem == PROBLEM_NONE || problem == PROBLEM_CANCELLED_BY_OFFICER)
		problem = PROBLEM_INPUT_ENDED;
	return problem_row(problem)->exit_code;
}
