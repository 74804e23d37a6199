/* The runner: walks the steps of flow.h between face, state directory and centre. */
#include "phone/phone.h"

#include <signal.h>

#include "base/secret.h"
#include "phone/runner.h"

struct face_place place_of(const struct phone *p)
{
	return (struct face_place){p->flow.step, p->claimed, p->enrolment.state};
}

void tell(struct phone *p)
{
	const struct face_place place = place_of(p);
	p->face->ops->tell(p->face, &place);
}

void stop(struct phone *p, int exit_code)
{
	p->ended = true;
	p->exit_code = exit_code;
	client_abort(p->client);
	loop_stop(p->loop);
}

void went_wrong(struct phone *p, const struct error *error)
{
	const struct face_place place = place_of(p);
	flow_problem(&p->flow, error->problem);
	p->face->ops->problem(p->face, &place, error, p->flow.step != STEP_END);
	enter(p);
}

void went_on(struct phone *p, enum event event)
{
	if (flow_event(&p->flow, event))
		enter(p);
}

static void fail(struct phone *p)
{
	drop_pending(p);
	stop(p, problem_row(p->flow.problem)->exit_code);
}

/* ---- the table of steps ---- */

static const struct {
	void (*enter)(struct phone *p);
	void (*answer)(struct phone *p, const struct answer *a); /* questions only */
} steps[STEP_COUNT] = {
    [STEP_LEAVE] = {ask, answer_yes_no},
    [STEP_NUMBER] = {ask, answer_number},
    [STEP_TEXTS] = {enter_texts, NULL},
    [STEP_TERMS] = {ask_terms, answer_yes_no},
    [STEP_CODE] = {ask_code, answer_code},
    [STEP_CLAIM] = {enter_claim, NULL},
    [STEP_PIN] = {ask, answer_pin},
    [STEP_OFFICER] = {tell, NULL},
    [STEP_CONSENT] = {ask_consent, answer_consent},
    [STEP_SIGN] = {enter_sign, NULL},
    [STEP_PERSON] = {enter_person, NULL},
    [STEP_PROOF] = {enter_proof, NULL},
    [STEP_REFUSE] = {enter_refuse, NULL},
    [STEP_SUCCESS] = {enter_success, NULL},
    [STEP_END] = {fail, NULL},
};

void enter(struct phone *p)
{
	if (!p->ended)
		steps[p->flow.step].enter(p);
}

static void on_answer(void *arg, const struct answer *answer)
{
	struct phone *p = arg;
	if (!p->ended && steps[p->flow.step].answer)
		steps[p->flow.step].answer(p, answer);
}

/* No more answers. After a problem that an answer could have mended it is that one's end. */
static void on_end(void *arg, const struct error *why)
{
	struct phone *p = arg;
	if (p->ended)
		return;
	if (why->problem == PROBLEM_INPUT_ENDED && p->flow.problem != PROBLEM_NONE) {
		p->flow.step = STEP_END;
		enter(p);
	} else {
		went_wrong(p, why);
	}
}

static void on_signal(void *arg, int signo)
{
	(void)signo;
	on_end(arg, &(struct error){.problem = PROBLEM_INPUT_ENDED});
}

static void on_start(void *arg)
{
	enter(arg);
}

/* ---- life ---- */

struct phone *phone_new(
    struct loop *loop, const struct phone_options *options, struct face *face, struct error *err)
{
	struct phone *p = secret_alloc(sizeof *p);
	if (!p) {
		error_set(err, PROBLEM_MEMORY, "phone");
		return NULL;
	}
	p->loop = loop;
	p->options = options;
	p->face = face;
	p->store.dir = -1;
	face->on_answer = on_answer;
	face->on_end = on_end;
	face->arg = p;
	const struct http_options http = {options->host, options->connect, options->ca};
	if (store_open(&p->store, options->state, err) &&
	    (p->client = client_new(loop, &http, err)) != NULL)
		return p;
	phone_free(p);
	return NULL;
}

int phone_run(struct phone *p)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		loop_add_signal(p->loop, signals[i], on_signal, p);
	client_on_wait(p->client, still_trying, p);
	drop_pending(p); /* of a run that was killed */
	loop_add_timer(p->loop, 0, on_start, p);
	loop_run(p->loop);
	return p->exit_code;
}

void phone_free(struct phone *p)
{
	if (!p)
		return;
	client_free(p->client);
	store_close(&p->store);
	secret_free(p, sizeof *p);
}
