/* batch/counter.c - a conversation from the login to the exit code. */
#include "batch/counter.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "batch/login.h"

void counter_fail(struct counter *c, const struct error *err)
{
	if (c->over)
		return;
	c->error = *err;
	c->over = true;
	loop_stop(c->loop);
}

void counter_over(struct counter *c)
{
	if (c->over)
		return;
	c->over = true;
	loop_stop(c->loop);
}

/* A number for where the engine stands. */
static int where(const struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);
	const int writing = view->writing != NULL ? (int)view->writing->state + 1 : 0;

	return ((int)view->enrol->state * (WRITING_STATE_COUNT + 1) + writing) * 2 +
	       view->enrol->verdict_given;
}

/* The one place where something is told and asked: at the end of a turn, so that a turn
 * that moved through several states tells the last. An answer may move it on at once. */
static void on_end_of_turn(void *arg)
{
	struct counter *c = arg;
	int before;

	if (c->runner == NULL)
		return;
	do {
		before = where(c);
		counter_tell(c);
		if (c->kind->turn != NULL && !c->over)
			c->kind->turn(c);
		/* What is new is told before the next thing is asked. */
		if (c->talk != NULL && where(c) == before)
			counter_ask(c);
	} while (!c->over && where(c) != before);
}

/* As when the input ends: what the centre holds already is cancelled there or left open,
 * and told. A second signal does not wait for that. */
static void on_signal(void *arg, int signo)
{
	struct counter *c = arg;
	struct error err;

	if (c->begun && !c->input_ended && runner_officer(c->runner, ENROL_EV_LEAVE, 0)) {
		c->input_ended = true;
		return;
	}
	error_set(&err, PROBLEM_INPUT_ENDED, "%s", strsignal(signo));
	counter_fail(c, &err);
}

static bool open_runner(struct counter *c, struct error *err)
{
	const struct runner_options o = {.loop = c->loop,
	    .central = c->central,
	    .host = c->context->host,
	    .state_directory = c->context->config->state_directory,
	    .training = c->context->config->training,
	    .poll_wait_s = c->context->config->poll_wait};

	c->runner = runner_new(&o, err);
	return c->runner != NULL && c->kind->begin(c, err);
}

static void on_logged_in(void *arg, const struct central_failure *failure, const void *answer)
{
	struct counter *c = arg;
	struct error err;

	(void)answer;
	if (failure != NULL)
		counter_fail(c, &failure->error);
	else if (!open_runner(c, &err))
		counter_fail(c, &err);
}

static bool log_in(struct counter *c, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	bool ok;

	if (login == NULL)
		return error_set(err, PROBLEM_MEMORY, "login");
	ok = batch_read_login(login, c->pin_fd, err);
	c->central = ok ? batch_central(c->loop, c->context->config, err) : NULL;
	if (c->central != NULL)
		central_login(c->central, login, on_logged_in, c);
	secret_free(login, sizeof *login);
	return c->central != NULL;
}

static bool start(struct counter *c, struct error *err)
{
	c->loop = loop_new(c->context->clock);
	if (c->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	if (!c->kind->silent) {
		c->talk = talk_open(c->loop, on_end_of_turn, c);
		if (c->talk == NULL)
			return error_set(err, PROBLEM_MEMORY, "talk");
	}
	loop_add_signal(c->loop, SIGTERM, on_signal, c);
	loop_add_signal(c->loop, SIGINT, on_signal, c);
	loop_add_signal(c->loop, SIGHUP, on_signal, c);
	loop_at_end_of_turn(c->loop, on_end_of_turn, c);
	return c->pin_fd >= 0 ? log_in(c, err) : open_runner(c, err);
}

/* The exit code stands: a signal that comes now, or is pending, changes nothing any more. */
static void ignore_signals(void)
{
	static const int ending[] = {SIGTERM, SIGINT, SIGHUP};

	for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
		signal(ending[i], SIG_IGN);
}

static void clean_up(struct counter *c)
{
	if (c->picture_fd >= 0) {
		close(c->picture_fd);
		if (c->painted[0] == '\0') /* there was no code to write */
			unlink(c->picture_path);
	}
	if (c->photo_fd >= 0) { /* there was none to write */
		close(c->photo_fd);
		unlink(c->photo_path);
	}
	runner_free(c->runner);
	c->runner = NULL; /* lines may still come in while the session ends */
	if (c->central != NULL)
		batch_logout(c->loop, c->central);
	central_free(c->central);
	talk_close(c->talk);
	loop_free(c->loop);
}

int counter_run(struct counter *c)
{
	struct error err;
	int code;

	signal(SIGPIPE, SIG_IGN);
	if (start(c, &err)) {
		if (!c->over)
			loop_run(c->loop);
	} else {
		c->error = err;
	}
	ignore_signals();
	code = counter_end(c);
	if (c->talk != NULL && talk_reader_gone(c->talk))
		code = 128 + SIGPIPE;
	clean_up(c);
	return code;
}
