#include "linear/linear.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autoconf.h"
#include "base/lang.h"
#include "base/secret.h"
#include "enrol/journal.h"
#include "linear/place.h"
#include "linear/words.h"

#define SECOND_MS 1000
#define LOGOUT_MS 1000 /* for the centre to hear that the officer has left */

bool linear_wanted(void)
{
	const char *term = getenv("TERM");
	const char *set = getenv("DDOPA_LINEAR");

	return (term != NULL && strcmp(term, "dumb") == 0) ||
	       (set != NULL && set[0] != '\0' && strcmp(set, "0") != 0);
}

/* ---- places ---- */

void linear_go(struct linear *l, const struct place *place, const struct resume *arg)
{
	l->next = place;
	l->next_arg = arg != NULL ? *arg : (struct resume){.id = ""};
}

static void leave_top(struct linear *l)
{
	if (l->place == NULL)
		return;
	if (l->place->leave != NULL)
		l->place->leave(l, l->state);
	secret_free(l->state, l->place->state_size);
	if (l->depth > 0) {
		l->depth--;
		l->place = l->under[l->depth].place;
		l->state = l->under[l->depth].state;
	} else {
		l->place = NULL;
		l->state = NULL;
	}
	l->told = NULL;
	l->confirm = NULL;
}

static void leave_all(struct linear *l)
{
	while (l->place != NULL)
		leave_top(l);
}

static void enter(struct linear *l, const struct place *place, const struct resume *arg)
{
	void *state = secret_alloc(place->state_size);

	if (state == NULL) {
		linear_over(l, problem_row(PROBLEM_MEMORY)->exit_code);
		return;
	}
	if (l->place != NULL)
		l->under[l->depth++] = (struct spot){l->place, l->state};
	l->place = place;
	l->state = state;
	l->told = NULL;
	l->confirm = NULL;
	if (place->title != NULL)
		say(l, "%s", _(place->title));
	place->enter(l, state, arg);
}

/* Reader and journal have one holder at a time: the old place is left first. */
static void enter_next(struct linear *l)
{
	const struct place *place = l->next;
	const struct resume arg = l->next_arg;

	leave_all(l);
	l->next = NULL;
	enter(l, place, &arg);
}

void linear_cover(struct linear *l, const struct place *place, const struct resume *arg)
{
	if (l->depth < UNDER_MAX)
		enter(l, place, arg != NULL ? arg : &(struct resume){.id = ""});
}

void linear_uncover(struct linear *l)
{
	leave_top(l);
	if (l->place != NULL && l->place->title != NULL)
		say(l, "%s", _(l->place->title));
}

void linear_over(struct linear *l, int exit_code)
{
	if (l->over)
		return;
	l->over = true;
	l->exit_code = exit_code;
	loop_stop(l->loop);
}

void linear_leave(struct linear *l)
{
	while (l->depth > 0)
		leave_top(l);

	const bool waits = !l->leaving && l->place != NULL && l->place->give_up != NULL &&
			   l->place->give_up(l, l->state);

	l->leaving = true;
	l->again = false;
	if (!waits)
		linear_over(l, EXIT_DONE);
}

bool linear_session_ended(const struct error *error)
{
	return error->problem == PROBLEM_NOT_LOGGED_IN;
}

void linear_tell_failure(struct linear *l, struct asked *asked)
{
	const struct error error = asked->error;

	if (error.problem == PROBLEM_NONE)
		return;
	asked->error = (struct error){.problem = PROBLEM_NONE};
	words_problem(l, &error);
	if (linear_session_ended(&error))
		linear_log_out(l);
}

struct runner *linear_runner(struct linear *l, bool desk_only, struct error *err)
{
	const struct terminal_config *config = l->options->config;
	const struct runner_options o = {.loop = l->loop,
	    .central = l->central,
	    .host = l->options->host,
	    .state_directory = config->state_directory,
	    .desk_only = desk_only,
	    .training = config->training,
	    .poll_wait_s = config->poll_wait,
	    .usual = &l->usual};

	return runner_new(&o, err);
}

/* ---- the session ---- */

static void logged_out(void *arg, const struct central_failure *failure, const void *answer)
{
	bool *over = arg;

	(void)failure;
	(void)answer;
	if (over != NULL)
		*over = true;
}

void linear_part(struct linear *l)
{
	int rows = 0, columns;

	if (!l->told_person)
		return;
	l->told_person = false;
	if (lines_size(&rows, &columns))
		while (rows-- > 1)
			lines_draw(l->lines, "");
	say(l, "%s",
	    _("What was told of citizens cannot be erased from here: it still stands further up in "
	      "this terminal. Clear it there before somebody else uses it."));
}

static struct pin_verifier *new_verifier(struct linear *l, const char *pin)
{
	return pin_verifier_new(l->loop, l->options->verifier, pin);
}

void linear_log_in(struct linear *l, const struct api_session *session, const char *pin)
{
	l->session = *session;
	secret_wipe(l->session.token, sizeof l->session.token);
	l->logged_in = true;
	l->lock_rule.wrong = 0;
	pin_verifier_free(l->verifier);
	l->verifier = new_verifier(l, pin);
	parked_watch(l);
	linear_go(l, session->pin_change ? &place_pin : &place_menu, NULL);
}

void linear_pin_changed(struct linear *l, const char *pin)
{
	l->session.pin_change = false;
	pin_verifier_free(l->verifier);
	l->verifier = new_verifier(l, pin);
}

static void forget_session(struct linear *l)
{
	parked_close(l);
	pin_verifier_free(l->verifier);
	l->verifier = NULL;
	l->logged_in = false;
	secret_wipe(&l->session, sizeof l->session);
}

void linear_log_out_because(struct linear *l, const char *msgid)
{
	if (l->central != NULL && central_logged_in(l->central))
		central_logout(l->central, logged_out, NULL);
	forget_session(l);
	linear_part(l);
	if (msgid != NULL)
		say(l, "%s", _(msgid));
	linear_go(l, &place_login, NULL);
}

void linear_log_out(struct linear *l)
{
	linear_log_out_because(l, NULL);
}

static void too_late(void *arg)
{
	logged_out(arg, NULL, NULL);
}

/* The program ends: the centre is told, for a second at most. */
static void end_session(struct linear *l)
{
	bool over = false;
	unsigned timer;

	loop_at_end_of_turn(l->loop, NULL, NULL);
	if (l->central == NULL || !central_logged_in(l->central))
		return;
	timer = loop_add_timer(l->loop, LOGOUT_MS, too_late, &over);
	over = timer == 0 || central_logout(l->central, logged_out, &over) == 0;
	while (!over)
		loop_turn(l->loop, -1);
	loop_remove(l->loop, timer);
}

/* ---- the turn ---- */

static void settle(struct linear *l)
{
	do {
		while (l->next != NULL && !l->over)
			enter_next(l);
		if (!l->over && !linear_locked(l))
			parked_tell(l);
		if (!l->over && l->place->tell != NULL)
			l->place->tell(l, l->state);
	} while (l->next != NULL && !l->over);
	if (!l->over && !l->leaving)
		ask_now(l);
}

static void take(struct linear *l, enum lines_in kind, const char *line)
{
	if (kind == LINES_HUNG_UP || (kind == LINES_ENDED && l->leaving))
		linear_over(l, EXIT_DONE);
	else if (kind == LINES_ENDED)
		linear_leave(l);
	else if (kind == LINES_INTERRUPT && l->confirm_action == ACT_LEAVE_PROGRAM &&
		 l->confirm != NULL)
		linear_leave(l);
	else if (kind == LINES_INTERRUPT)
		ask_first(l,
		    N_("Leave the program? An enrollment whose code was shown stays open; one "
		       "before that ends."),
		    ACT_LEAVE_PROGRAM);
	else if (!l->leaving)
		ask_take(l, line);
	linear_typed(l);
}

/* The one place where something is told, asked and taken. */
static void on_end_of_turn(void *arg)
{
	struct linear *l = arg;
	char line[LINE_MAX_IN];

	for (;;) {
		enum lines_in kind;

		settle(l);
		if (lines_reader_gone(l->lines))
			linear_over(l, 128 + SIGPIPE);
		kind = l->over ? LINES_NOTHING : lines_next(l->lines, line);
		if (kind == LINES_NOTHING || (kind == LINES_ENDED && l->leaving))
			break;
		take(l, kind, line);
		secret_wipe(line, sizeof line);
	}
}

static void on_input(void *arg)
{
	(void)arg; /* taken at the end of the turn */
}

static void on_second(void *arg)
{
	struct linear *l = arg;

	l->timer = loop_add_timer(l->loop, SECOND_MS, on_second, l);
	if (l->leaving || l->place == NULL)
		return;
	linear_lock_tick(l);
	if (l->place->tick != NULL)
		l->place->tick(l, l->state);
	ask_remind(l);
}

/* A hang-up, or the system going down: what the centre holds stays as it is. */
static void on_end(void *arg, int signo)
{
	(void)signo;
	linear_over(arg, EXIT_DONE);
}

/* Not of the terminal's keyboard, whose Ctrl-C is a line. */
static void on_interrupt(void *arg, int signo)
{
	struct linear *l = arg;

	(void)signo;
	if (!l->leaving)
		linear_leave(l);
}

/* ---- life ---- */

static void open_central(struct linear *l)
{
	const struct terminal_config *c = l->options->config;
	char memory[PATH_MAX];
	const struct central_options o = {.url = c->url,
	    .memory = memory,
	    .ca = c->ca,
	    .crl = c->crl,
	    .certificate = c->certificate,
	    .key = c->key,
	    .connect_timeout_s = c->connect_timeout,
	    .timeout_s = c->timeout,
	    .poll_wait_s = c->poll_wait,
	    .training = c->training};

	if (journal_directory(memory, c->state_directory, &l->centre_error) &&
	    central_global_init(&l->centre_error))
		l->central = central_new(l->loop, &o, &l->centre_error);
}

static bool start(struct linear *l)
{
	l->loop = loop_new(l->options->clock);
	if (l->loop == NULL)
		return false;
	l->lines = lines_open(l->loop, on_input, l);
	loop_at_end_of_turn(l->loop, on_end_of_turn, l);
	return l->lines != NULL && loop_add_signal(l->loop, SIGHUP, on_end, l) &&
	       loop_add_signal(l->loop, SIGTERM, on_end, l) &&
	       loop_add_signal(l->loop, SIGINT, on_interrupt, l);
}

static void greet(struct linear *l)
{
	say(l, "%s", _("The Bureau of Registration Administration"));
	say(l, "%s v%s", _("D.DOPA Registration"), PACKAGE_VERSION);
	if (l->options->config->training)
		say(l, "%s", _("This is a training system; nothing in it is real."));
	if (!lang_utf8())
		say(l, "%s", _("This terminal cannot show Thai: all is told in English."));
	say(l, "%s", _("Each line stands; ? explains how to answer."));
}

static int run(struct linear *l)
{
	if (!start(l))
		return problem_row(PROBLEM_SYSTEM)->exit_code;
	open_central(l);
	greet(l);
	linear_typed(l);
	linear_go(l, &place_login, NULL);
	on_second(l);
	on_end_of_turn(l);
	if (!l->over)
		loop_run(l->loop);
	leave_all(l);
	linear_part(l);
	end_session(l);
	forget_session(l);
	return l->exit_code;
}

int linear_main(const struct linear_options *options)
{
	struct linear *l = secret_alloc(sizeof *l);
	int code;

	if (l == NULL)
		return problem_row(PROBLEM_MEMORY)->exit_code;
	signal(SIGPIPE, SIG_IGN);
	l->options = options;
	code = run(l);
	central_free(l->central);
	lines_close(l->lines);
	loop_free(l->loop);
	secret_free(l, sizeof *l);
	return code;
}
