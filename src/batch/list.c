/*
 * batch/list.c - `ddopa list`: the office's open enrollments, as the centre holds them. A
 * script whose counter was cut off in the middle finds here what to go on with or to cancel
 * (`ddopa enrol --resume ID`); nothing of a person is told.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "batch/commands.h"
#include "batch/login.h"

struct listing {
	const struct batch_context *context;
	bool json;
	int pin_fd;
	struct loop *loop;
	struct central *central;
	int code;
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print one JSON object a line")},
    {"pin-fd", 0, "N", N_("read the officer's number and PIN, a line each, from descriptor N")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct listing *l = arg;

	if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&l->pin_fd, row, value, err);
	l->json = true;
	return true;
}

static void print_json(struct buf *out, const struct api_enrolment *e)
{
	char created[RFC3339_SIZE], changed[RFC3339_SIZE];
	json_t *line;
	char *text;

	rfc3339_format(created, e->created);
	rfc3339_format(changed, e->changed);
	line = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", e->id, "state",
	    enrolment_state_name(e->state), "created", created, "changed", changed, "counter",
	    e->counter, "officer", e->officer_name, "assurance", e->assurance);
	if (e->taken_by[0])
		json_object_set_new(line, "taken_by", json_string(e->taken_by));
	if (e->absence != ABSENCE_NONE)
		json_object_set_new(
		    line, "exception", json_string(finger_absence_name(e->absence)));
	text = json_dumps(line, JSON_COMPACT);
	buf_printf(out, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(line);
}

static void print_text(struct buf *out, const struct api_enrolment *e)
{
	const struct bangkok_time t = bangkok_time_of(e->changed);

	buf_printf(out, "%s  %-10s  %02d:%02d:%02d  %s  %s  %s%s%s\n", e->id,
	    enrolment_state_name(e->state), t.hour, t.minute, t.second, e->assurance, e->counter,
	    e->officer_name, e->taken_by[0] ? " -> " : "", e->taken_by);
}

static void end(struct listing *l, int code)
{
	l->code = code;
	loop_stop(l->loop);
}

static void on_list(void *arg, const struct central_failure *failure, const void *answer)
{
	struct listing *l = arg;
	const struct api_enrolment_list *list = answer;
	struct buf out = BUF_INIT;
	int code = EXIT_DONE;

	if (failure != NULL) {
		end(l, batch_tell(&failure->error));
		return;
	}
	for (size_t i = 0; i < list->count; i++)
		(l->json ? print_json : print_text)(&out, &list->rows[i]);
	batch_write(1, &out, &code);
	buf_free(&out);
	end(l, code);
}

static void on_logged_in(void *arg, const struct central_failure *failure, const void *answer)
{
	struct listing *l = arg;

	(void)answer;
	if (failure != NULL)
		end(l, batch_tell(&failure->error));
	else
		central_list(l->central, on_list, l);
}

static bool start(struct listing *l, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	bool ok;

	l->loop = loop_new(l->context->clock);
	if (login == NULL || l->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "list");
	ok = batch_read_login(login, l->pin_fd, err);
	l->central = ok ? batch_central(l->loop, l->context->config, err) : NULL;
	if (l->central != NULL)
		central_login(l->central, login, on_logged_in, l);
	secret_free(login, sizeof *login);
	return l->central != NULL;
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct listing l = {.context = context, .pin_fd = -1};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &l, &first, &err))
		return batch_tell(&err);
	if (first < argc || l.pin_fd < 0) {
		error_set(&err, PROBLEM_USAGE, "list: --pin-fd N");
		return batch_tell(&err);
	}
	if (start(&l, &err)) {
		loop_run(l.loop);
		batch_logout(l.loop, l.central);
	} else {
		l.code = batch_tell(&err);
	}
	central_free(l.central);
	loop_free(l.loop);
	return l.code;
}

const struct batch_command batch_list = {
    .name = "list",
    .usage = "[--json] --pin-fd N",
    .summary = N_("List this office's open enrollments."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
