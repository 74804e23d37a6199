/*
 * batch/doctor.c - `ddopa doctor`: what is wrong with this counter, and what to do. It looks at
 * everything that an enrollment will need, and changes nothing.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "batch/commands.h"
#include "doctor/doctor.h"

struct visit {
	const struct batch_context *context;
	bool json;
	int64_t took_ms;
	size_t count[FACT_UNKNOWN + 1];
	struct fact facts[FACTS_MAX];
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print one JSON object")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct visit *v = arg;

	(void)row;
	(void)value;
	(void)err;
	v->json = true;
	return true;
}

/* A word for a script, and one for people. */
static const struct {
	const char *word, *text;
} standings[] = {
    [FACT_PLAIN] = {"told", N_("told")},
    [FACT_GOOD] = {"good", N_("good")},
    [FACT_WARNING] = {"warning", N_("WARNING")},
    [FACT_BAD] = {"fault", N_("FAULT")},
    [FACT_UNKNOWN] = {"unknown", N_("not known")},
};

static bool healthy(const struct visit *v)
{
	return v->count[FACT_WARNING] + v->count[FACT_BAD] == 0;
}

/* ---- text ---- */

static void print_text(const struct visit *v, struct buf *out)
{
	for (size_t i = 0; i < fact_count; i++) {
		const struct fact *fact = &v->facts[i];

		if (fact_rows[i].id == NULL)
			continue;
		buf_printf(out, "%s · %s (%s): %s\n", _(standings[fact->how].text),
		    _(fact_rows[i].name), fact_rows[i].id, fact->value);
		if (fact->todo[0] != '\0')
			buf_printf(out, "    -> %s\n", fact->todo);
	}
	buf_printf(out, _("%zu good, %zu warnings, %zu faults, %zu not known, in %ld ms\n"),
	    v->count[FACT_GOOD] + v->count[FACT_PLAIN], v->count[FACT_WARNING], v->count[FACT_BAD],
	    v->count[FACT_UNKNOWN], (long)v->took_ms);
}

/* ---- JSON ---- */

static json_t *check_json(const struct fact_row *row, const struct fact *fact)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s?}", "id", row->id, "name", _(row->name),
	    "finding", standings[fact->how].word, "value", fact->value, "remedy",
	    fact->todo[0] != '\0' ? fact->todo : NULL);
}

static void print_json(const struct visit *v, struct buf *out)
{
	char at[RFC3339_SIZE];
	json_t *checks = json_array();

	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].id != NULL)
			json_array_append_new(checks, check_json(&fact_rows[i], &v->facts[i]));
	rfc3339_format(at, clock_real_ms(v->context->clock));
	json_t *object =
	    json_pack("{s:s, s:I, s:b, s:I, s:I, s:o}", "at", at, "took_ms", (json_int_t)v->took_ms,
		"healthy", healthy(v), "warnings", (json_int_t)v->count[FACT_WARNING], "faults",
		(json_int_t)v->count[FACT_BAD], "checks", checks);
	char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;

	buf_printf(out, "%s\n", text != NULL ? text : "{}");
	free(text);
	json_decref(object);
}

/* ---- the command ---- */

static bool look(struct visit *v, struct error *err)
{
	const struct batch_context *c = v->context;
	const int64_t begin = clock_mono_ms(c->clock);
	const struct doctor_options o = {.config = c->config,
	    .config_file = c->config_file,
	    .config_error = c->config_error,
	    .clock = c->clock,
	    .host = c->host,
	    .root = "",
	    .limit_ms = DOCTOR_LIMIT_MS};

	if (!doctor_look(&o, v->facts, err))
		return false;
	v->took_ms = clock_mono_ms(c->clock) - begin;
	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].id != NULL)
			v->count[v->facts[i].how]++;
	return true;
}

static int visit(struct visit *v, int argc, char **argv)
{
	struct buf out = BUF_INIT;
	struct error err;
	int first, code = EXIT_DONE;

	if (!options_parse(options, argc, argv, take_option, v, &first, &err))
		return batch_tell(&err);
	if (first < argc) {
		error_set(&err, PROBLEM_USAGE, "%s", argv[first]);
		return batch_tell(&err);
	}
	if (!look(v, &err))
		return batch_tell(&err);
	(v->json ? print_json : print_text)(v, &out);
	if (batch_write(1, &out, &code))
		code = healthy(v) ? EXIT_DONE : EXIT_REFUSED;
	buf_free(&out);
	return code;
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct visit *v = calloc(1, sizeof *v);
	struct error err;

	if (v == NULL) {
		error_set(&err, PROBLEM_MEMORY, "doctor");
		return batch_tell(&err);
	}
	v->context = context;
	const int code = visit(v, argc, argv);
	free(v);
	return code;
}

const struct batch_command batch_doctor = {
    .name = "doctor",
    .usage = "[--json]",
    .summary = N_("What is wrong with this counter, and what to do."),
    .options = options,
    .config = BATCH_CONFIG_LOOKED_AT,
    .helpers = true,
    .run = run,
};
