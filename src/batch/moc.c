/*
 * batch/moc.c - `ddopa moc status|verify|store|remove`: what a card's chip holds of its
 * holder's fingers. It exists so that an administrator can look at and repair a card without
 * an enrollment, and so that a device can be tried out; looking and matching need neither
 * centre nor login.
 */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/counter.h"
#include "batch/fingers.h"
#include "batch/login.h"

struct moc {
	struct counter counter; /* first: the kinds' functions are given this */
	const struct action *action;
	bool json;
	bool has_finger;
	enum finger finger;
	const char *photo;
	bool begun; /* what was asked for, not only the reading */
};

struct action {
	const char *name;
	bool login; /* needs the centre */
	bool wants_finger;
	struct counter_kind kind; /* with --json */
	const char *result;	  /* of the last line */
};

static struct moc *moc_of(const struct counter *c)
{
	return (struct moc *)(uintptr_t)c;
}

static bool begin(struct counter *c, struct error *err)
{
	c->begun = true;
	return runner_begin_desk(c->runner, err);
}

/* ---- the last line ---- */

static void add_match(const struct desk_result *r, json_t *line)
{
	json_object_set_new(line, "finger", json_string(finger_name(r->finger)));
	json_object_set_new(line, "matched", json_boolean(r->matched));
	json_object_set_new(
	    line, "tries_left", r->tries_left < 0 ? json_null() : json_integer(r->tries_left));
}

static int tell(const struct buf *out)
{
	struct error err;
	int code = EXIT_DONE;

	if (buf_ok(out))
		batch_write(1, out, &code);
	else
		code = batch_tell((error_set(&err, PROBLEM_MEMORY, "moc"), &err));
	return code;
}

static int finish_json(struct moc *m, enum problem problem)
{
	const struct runner_view *view = runner_view(m->counter.runner);
	struct buf out = BUF_INIT;
	char *text;
	int code;
	json_t *line = m->counter.talk != NULL ? talk_line(m->counter.talk) : json_object();

	json_object_set_new(line, "result", json_string(m->action->result));
	if (view->desk_result.known)
		add_match(&view->desk_result, line);
	json_object_set_new(line, "fingers", fingers_json(view->fingers));
	if (problem != PROBLEM_NONE)
		talk_problem(line, problem, "");
	text = json_dumps(line, JSON_COMPACT);
	buf_printf(&out, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(line);
	code = tell(&out);
	buf_free(&out);
	return code != EXIT_DONE ? code : problem_row(problem)->exit_code;
}

static int finish_text(struct moc *m, enum problem problem)
{
	const struct runner_view *view = runner_view(m->counter.runner);
	struct buf out = BUF_INIT;
	struct error err;
	int code;

	if (view->desk_result.known && view->desk_result.matched)
		buf_printf(&out, "%s\n", _("The finger is the one in the chip."));
	if (view->fingers->applet)
		fingers_text(&out, view->fingers);
	code = tell(&out);
	buf_free(&out);
	if (problem == PROBLEM_NONE || code != EXIT_DONE)
		return code;
	error_set(&err, problem, "%s", "");
	return batch_tell(&err);
}

static int finish(struct counter *c)
{
	struct moc *m = moc_of(c);
	const struct runner_view *view = runner_view(c->runner);
	enum problem problem = view->enrol->problem;

	if (!view->fingers->applet)
		problem = PROBLEM_NO_MOC_APPLET;
	else if (view->desk_result.known && view->desk_result.tries_left == 0)
		problem = PROBLEM_FINGER_LOCKED; /* this one, whatever the other may do */
	return m->json ? finish_json(m, problem) : finish_text(m, problem);
}

/* ---- what is done, the card read ---- */

static bool card_is_read(const struct counter *c)
{
	return c->begun && runner_view(c->runner)->enrol->state == ENROL_DESK;
}

static void fail(struct counter *c, enum problem problem)
{
	struct error err;

	error_set(&err, problem, "%s", "");
	counter_fail(c, &err);
}

static void look(struct counter *c)
{
	if (card_is_read(c))
		counter_over(c);
}

static enum finger first_usable(const struct counter *c)
{
	return counter_finger_trouble(c, FINGER_RIGHT_INDEX) != PROBLEM_NONE &&
		       counter_finger_trouble(c, FINGER_LEFT_INDEX) == PROBLEM_NONE
		   ? FINGER_LEFT_INDEX
		   : FINGER_RIGHT_INDEX;
}

/* Once: what came of it, good or not, is the end. Nobody is there to confirm a last try
 * where there is no conversation. */
static void match(struct counter *c)
{
	struct moc *m = moc_of(c);
	const enum enrol_state state = runner_view(c->runner)->enrol->state;
	enum problem trouble;

	if (state == ENROL_LAST_TRY && c->talk == NULL)
		fail(c, PROBLEM_FINGER_LAST_TRY_KEPT);
	if (!card_is_read(c) || c->over)
		return;
	if (m->begun || !runner_view(c->runner)->fingers->applet) {
		counter_over(c);
		return;
	}
	m->begun = true;
	if (!m->has_finger)
		m->finger = first_usable(c);
	trouble = counter_finger_trouble(c, m->finger);
	if (trouble != PROBLEM_NONE)
		fail(c, trouble);
	else if (!runner_officer(c->runner, ENROL_EV_FINGER_CHOSEN, (int)m->finger))
		fail(c, PROBLEM_INTERNAL);
}

static void store(struct counter *c)
{
	struct moc *m = moc_of(c);

	if (!card_is_read(c))
		m->begun = m->begun || runner_view(c->runner)->enrol->state == ENROL_STORING;
	else if (m->begun || !runner_view(c->runner)->fingers->applet)
		counter_over(c);
}

static void take_out(struct counter *c)
{
	struct moc *m = moc_of(c);
	const struct runner_view *view = runner_view(c->runner);

	store(c);
	if (view->writing != NULL && view->writing->state == WRITING_TROUBLE &&
	    !writing_accepts(view->writing, WRITING_EV_AGAIN))
		runner_officer(c->runner, ENROL_EV_CANCEL, 0); /* nothing is left to ask */
	if (!card_is_read(c) || c->over || !view->enrol->verdict_given)
		return;
	m->begun = true;
	if (!runner_remove(c->runner, m->finger))
		fail(c, view->error.problem != PROBLEM_NONE ? view->error.problem
							    : PROBLEM_NO_FINGER_ON_CARD);
}

static enum question ask_nothing(const struct counter *c)
{
	(void)c;
	return ASK_NOTHING;
}

static enum question ask_face(const struct counter *c)
{
	return enrol_accepts(runner_view(c->runner)->enrol, ENROL_EV_SAME_PERSON) ? ASK_SAME_PERSON
										  : ASK_NOTHING;
}

static enum question ask_face_and_fingers(const struct counter *c)
{
	const enum question face = ask_face(c);

	if (face != ASK_NOTHING || moc_of(c)->begun)
		return face;
	return runner_view(c->runner)->enrol->verdict_given ? ASK_FINGERS : ASK_NOTHING;
}

static const struct action actions[] = {
    {.name = "status",
	.login = false,
	.wants_finger = false,
	.kind = {.begin = begin,
	    .turn = look,
	    .at_desk = ask_nothing,
	    .finish = finish,
	    .silent = true},
	.result = "status"},
    {.name = "verify",
	.login = false,
	.wants_finger = false,
	.kind = {.begin = begin,
	    .turn = match,
	    .at_desk = ask_nothing,
	    .finish = finish,
	    .silent = false},
	.result = "verify"},
    {.name = "store",
	.login = true,
	.wants_finger = false,
	.kind = {.begin = begin,
	    .turn = store,
	    .at_desk = ask_face_and_fingers,
	    .finish = finish,
	    .silent = false},
	.result = "store"},
    {.name = "remove",
	.login = true,
	.wants_finger = true,
	.kind = {.begin = begin,
	    .turn = take_out,
	    .at_desk = ask_face,
	    .finish = finish,
	    .silent = false},
	.result = "remove"},
};

/* ---- the command line ---- */

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print JSON: for status one object, else speak in NDJSON as enrol does")},
    {"finger", 0, "FINGER", N_("right-index or left-index: which to match or to remove")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {"photo", 0, "FILE", N_("write the face photo (JPEG) to FILE, which must not exist")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct moc *m = arg;

	if (strcmp(row->name, "json") == 0)
		m->json = true;
	else if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&m->counter.pin_fd, row, value, err);
	else if (strcmp(row->name, "photo") == 0)
		m->photo = value;
	else if (!(m->has_finger = finger_parse(&m->finger, value)))
		return error_set(err, PROBLEM_USAGE, "--finger %s", value);
	return true;
}

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

static bool check_options(const struct moc *m, int rest, struct error *err)
{
	const struct action *a = m->action;

	if (rest != 0)
		return error_set(err, PROBLEM_USAGE, "moc %s", a->name);
	if (a->login && (!m->json || m->counter.pin_fd < 0))
		return error_set(err, PROBLEM_USAGE, "moc %s --json --pin-fd N", a->name);
	if (a->wants_finger && !m->has_finger)
		return error_set(err, PROBLEM_USAGE, "moc %s --finger FINGER", a->name);
	return true;
}

static int run_action(struct moc *m)
{
	struct counter *c = &m->counter;
	struct counter_kind kind = m->action->kind;
	struct error err;

	kind.silent = kind.silent || !m->json;
	c->kind = &kind;
	c->photo_path = m->photo;
	c->photo_fd = m->photo != NULL ? batch_photo_open(m->photo, &err) : -1;
	if (m->photo != NULL && c->photo_fd < 0)
		return batch_tell(&err);
	return counter_run(c);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct moc m = {
	    .counter = {.context = context, .pin_fd = -1, .qr_fd = -1, .picture_fd = -1}};
	struct error err;
	int first;

	m.action = find_action(argc > 1 ? argv[1] : NULL);
	if (m.action == NULL) {
		error_set(&err, PROBLEM_USAGE, "moc status|verify|store|remove");
		return batch_tell(&err);
	}
	/* The action is the word after the command; options follow it. */
	if (!options_parse(options, argc - 1, argv + 1, take_option, &m, &first, &err) ||
	    !check_options(&m, argc - 1 - first, &err))
		return batch_tell(&err);
	return run_action(&m);
}

const struct batch_command batch_moc = {
    .name = "moc",
    .usage = "status|verify|store|remove [--json] [--finger FINGER] [--pin-fd N] [--photo FILE]",
    .words = "status|verify|store|remove",
    .summary = N_("Look at, match, store or remove the fingerprints in the chip."),
    .options = options,
    .config = BATCH_CONFIG_OPTIONAL,
    .helpers = true,
    .run = run,
};
