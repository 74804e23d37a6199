/*
 * The face for programs: NDJSON. One line an event on standard output, one object a
 * question on the answers' descriptor. Nothing secret and nothing of a person is written.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "phone/face.h"
#include "phone/lines.h"
#include "wire/json.h"

struct json_face {
	struct face face;
	struct loop *loop;
	struct face_options options;
	struct lines lines;
	enum step question; /* STEP_END: none open */
	unsigned turn;
	unsigned line; /* of the answers, for messages */
	bool broken;   /* standard output: told once */
};

/* ---- telling ---- */

static void begin(struct buf *out, const struct json_face *f, const struct face_place *place)
{
	char time[RFC3339_SIZE];
	rfc3339_format(time, clock_real_ms(loop_clock(f->loop)));
	buf_printf(out, "{\"time\":\"%s\"", time);
	if (f->options.training)
		buf_puts(out, ",\"training\":true");
	if (place->has_state)
		buf_printf(out, ",\"state\":\"%s\"", enrolment_state_name(place->state));
	buf_printf(out, ",\"step\":\"%s\"", step_name(place->step));
}

static void member(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, ",\"%s\":", name);
	json_write_string(out, value);
}

/* A reader that went away (`| head -1`) ends the program by its exit code, not by signal. */
static void end(struct json_face *f, struct buf *out)
{
	struct error e;
	size_t done = 0;
	buf_puts(out, "}\n");
	while (!f->broken && buf_ok(out) && done < out->len) {
		ssize_t n = write(STDOUT_FILENO, out->data + done, out->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		done += (size_t)n;
	}
	if (done < out->len && !f->broken) {
		f->broken = true;
		error_errno(&e, PROBLEM_IO, errno, "standard output");
		f->face.on_end(f->face.arg, &e);
	}
	buf_free(out);
}

static void tell(struct face *face, const struct face_place *place)
{
	struct json_face *f = (struct json_face *)face;
	struct buf out = BUF_INIT;
	begin(&out, f, place);
	member(&out, "message", _(face_message(place->step)));
	end(f, &out);
}

static void match_code(
    struct face *face, const struct face_place *place, const char *digits, bool changed)
{
	struct json_face *f = (struct json_face *)face;
	struct buf out = BUF_INIT;
	begin(&out, f, place);
	member(&out, "match_code", digits);
	buf_printf(&out, ",\"changed\":%s", changed ? "true" : "false");
	member(&out, "message",
	    changed ? _("The digits have changed: show the officer the new ones.")
		    : _("Show the officer these four digits."));
	end(f, &out);
}

static void problem(
    struct face *face, const struct face_place *place, const struct error *error, bool asked_again)
{
	struct json_face *f = (struct json_face *)face;
	const struct problem_row *row = problem_row(error->problem);
	struct buf out = BUF_INIT;
	begin(&out, f, place);
	member(&out, "problem", row->name);
	member(&out, "id", row->id);
	member(&out, "message", _(row->what));
	member(&out, "why", _(row->why));
	member(&out, "todo", _(row->todo));
	if (error->context[0])
		member(&out, "context", error->context);
	if (!asked_again)
		buf_printf(&out, ",\"exit\":%d", row->exit_code);
	end(f, &out);
}

static void person(struct face *face, const struct person *p)
{
	(void)face; /* in the state directory, never on standard output */
	(void)p;
}

/* ---- asking ---- */

struct script_line {
	char number[ANSWER_SIZE], code[ANSWER_SIZE], image[ANSWER_SIZE];
	char pin[ANSWER_SIZE], again[ANSWER_SIZE];
	bool has_leave, leave, has_terms, terms, has_consent, consent;
};

static const struct field fields_line[] = {
    {FIELD(FIELD_BOOL, script_line, leave), .optional = true,
	.aux = offsetof(struct script_line, has_leave)},
    {FIELD(FIELD_BOOL, script_line, terms), .optional = true,
	.aux = offsetof(struct script_line, has_terms)},
    {FIELD(FIELD_BOOL, script_line, consent), .optional = true,
	.aux = offsetof(struct script_line, has_consent)},
    {FIELD(FIELD_LINES, script_line, number), .optional = true},
    {FIELD(FIELD_LINES, script_line, code), .optional = true},
    {FIELD(FIELD_LINES, script_line, image), .optional = true},
    {FIELD(FIELD_LINES, script_line, pin), .optional = true},
    {FIELD(FIELD_LINES, script_line, again), .optional = true},
    {0},
};
static const struct shape shape_line = {
    fields_line, sizeof(struct script_line), PROBLEM_BAD_ANSWER};

static void copy(char out[ANSWER_SIZE], const char *s)
{
	memcpy(out, s, strlen(s) + 1);
}

static bool take_yes(struct answer *a, bool has, bool yes)
{
	a->yes = yes;
	return has;
}

static bool take_leave(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	(void)f;
	return take_yes(a, l->has_leave, l->leave);
}

static bool take_terms(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	(void)f;
	return take_yes(a, l->has_terms, l->terms);
}

static bool take_number(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	(void)f;
	copy(a->text, l->number);
	return l->number[0];
}

static bool take_code(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	(void)f;
	a->image = l->image[0];
	copy(a->text, a->image ? l->image : l->code);
	return !l->image[0] != !l->code[0];
}

static bool take_pin(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	const char *pin = l->pin[0] || !f->options.pin ? l->pin : f->options.pin;
	copy(a->pin, pin);
	copy(a->again, l->pin[0] ? l->again : pin);
	return pin[0];
}

static bool take_consent(const struct json_face *f, struct answer *a, const struct script_line *l)
{
	copy(a->pin, l->pin[0] || !f->options.pin ? l->pin : f->options.pin);
	return take_yes(a, l->has_consent, l->consent) && (!a->yes || a->pin[0]);
}

static const struct {
	const char *wanted;
	bool (*take)(const struct json_face *f, struct answer *a, const struct script_line *l);
} questions[STEP_COUNT] = {
    [STEP_LEAVE] = {"leave", take_leave},
    [STEP_NUMBER] = {"number", take_number},
    [STEP_TERMS] = {"terms", take_terms},
    [STEP_CODE] = {"code or image", take_code},
    [STEP_PIN] = {"pin, again", take_pin},
    [STEP_CONSENT] = {"consent, pin", take_consent},
};

static void hand_over(struct json_face *f, const struct script_line *l)
{
	struct error e;
	enum step question = f->question;
	struct answer *a = secret_alloc(sizeof *a);
	f->question = STEP_END;
	if (!a) {
		error_set(&e, PROBLEM_MEMORY, "answer");
		f->face.on_end(f->face.arg, &e);
	} else if (questions[question].take(f, a, l)) {
		f->face.on_answer(f->face.arg, a);
	} else {
		error_set(&e, PROBLEM_BAD_ANSWER, "%u: %s", f->line, questions[question].wanted);
		f->face.on_end(f->face.arg, &e);
	}
	secret_free(a, sizeof *a);
}

static void on_line(void *arg, const char *text)
{
	struct json_face *f = arg;
	struct error e = {.problem = PROBLEM_INPUT_ENDED};
	struct script_line *l = secret_alloc(sizeof *l);
	bool ok = text && l;
	f->line++;
	if (ok && strspn(text, " \t\r") == strlen(text)) {
		lines_want(&f->lines); /* an empty line is none */
	} else if (ok && shape_read(&shape_line, l, text, strlen(text), &e)) {
		hand_over(f, l);
	} else {
		f->question = STEP_END;
		f->face.on_end(f->face.arg, &e);
	}
	secret_free(l, sizeof *l);
}

/* The PIN came beforehand: no line is read for it. */
static void on_given(void *arg)
{
	struct json_face *f = arg;
	struct script_line *none = secret_alloc(sizeof *none);
	f->turn = 0;
	if (none)
		hand_over(f, none);
	secret_free(none, sizeof *none);
}

static void ask(struct face *face, const struct face_place *place, const char *text)
{
	struct json_face *f = (struct json_face *)face;
	struct buf out = BUF_INIT;
	begin(&out, f, place);
	member(&out, "ask", step_name(place->step));
	member(&out, "message", _(face_message(place->step)));
	if (text)
		member(&out, "text", text);
	end(f, &out);
	f->question = place->step;
	if (place->step == STEP_PIN && f->options.pin)
		f->turn = loop_add_timer(f->loop, 0, on_given, f);
	else
		lines_want(&f->lines);
}

static void release(struct face *face)
{
	struct json_face *f = (struct json_face *)face;
	loop_remove(f->loop, f->turn);
	lines_free(&f->lines);
	free(f);
}

static const struct face_ops ops = {.ask = ask,
    .tell = tell,
    .match_code = match_code,
    .problem = problem,
    .person = person,
    .free = release};

struct face *face_json_new(struct loop *loop, const struct face_options *options)
{
	struct json_face *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->face.ops = &ops;
	f->loop = loop;
	f->options = *options;
	f->question = STEP_END;
	lines_init(&f->lines, loop, options->answers, on_line, f);
	return &f->face;
}
