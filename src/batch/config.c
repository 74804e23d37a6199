/*
 * batch/config.c - `ddopa config`: the settings as they are in force. The file was read and
 * judged before a command runs, as for any other: a fault ended the program with 78 and told
 * file, line and key. So what is left for `check` is to say that there was none.
 */
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/output.h"
#include "counter/settings.h"

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print one JSON object a line")},
    {"csv", 0, NULL, N_("print a table for spreadsheets (CSV)")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	*(enum output_form *)arg = strcmp(row->name, "csv") == 0 ? OUTPUT_CSV : OUTPUT_JSON;
	return true;
}

static const char *file_of(const struct batch_context *context)
{
	return context->config_file != NULL ? context->config_file : TERMINAL_CONFIG_FILE;
}

static int finish(struct buf *out)
{
	struct error err;
	int code = EXIT_DONE;

	if (buf_ok(out))
		batch_write(1, out, &code);
	else
		code = batch_tell((error_set(&err, PROBLEM_MEMORY, "config"), &err));
	buf_free(out);
	return code;
}

static int check(const struct batch_context *context, enum output_form form)
{
	struct buf out = BUF_INIT;

	if (form == OUTPUT_TEXT)
		buf_printf(&out, _("%s is good.\n"), file_of(context));
	else
		output_json(&out, json_pack("{s:s, s:b}", "file", file_of(context), "good", 1));
	return finish(&out);
}

/* ---- show ---- */

static const char *const columns[] = {"key", "value", "file", "line", NULL};

struct setting {
	const char *key, *file;
	char value[CONFIG_PATH_MAX];
	int line; /* 0: the default holds */
};

static json_t *object_of(const struct setting *s)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "key", s->key, "value", s->value, "file",
	    s->line > 0 ? json_string(s->file) : json_null(), "line",
	    s->line > 0 ? json_integer(s->line) : json_null());
}

static void put_text(struct buf *out, const struct setting *s)
{
	if (s->line > 0)
		buf_printf(out, "%s = %s\t%s:%d\n", s->key, s->value, s->file, s->line);
	else
		buf_printf(out, "%s = %s\t%s\n", s->key, s->value, _("default"));
}

static void put_setting(struct buf *out, enum output_form form, const struct setting *s)
{
	json_t *o;

	if (form == OUTPUT_TEXT) {
		put_text(out, s);
	} else if (form == OUTPUT_JSON) {
		output_json(out, object_of(s));
	} else {
		o = object_of(s);
		output_csv(out, columns, o);
		json_decref(o);
	}
}

static int show(const struct batch_context *context, enum output_form form)
{
	int lines[CONFIG_ROWS_MAX];
	struct setting s = {.file = file_of(context)};
	struct buf out = BUF_INIT;
	struct error err;

	if (!config_lines(terminal_config_rows, s.file, lines, &err))
		return batch_tell(&err);
	if (form == OUTPUT_CSV)
		output_csv_head(&out, columns);
	for (size_t i = 0; i < settings_count(); i++) {
		const struct config_row *row = &terminal_config_rows[i];

		s.key = row->key;
		s.line = lines[i];
		settings_value(context->config, row, s.value, sizeof s.value);
		put_setting(&out, form, &s);
	}
	return finish(&out);
}

static const struct {
	const char *name;
	int (*run)(const struct batch_context *context, enum output_form form);
} acts[] = {{"check", check}, {"show", show}};

static int run(const struct batch_context *context, int argc, char **argv)
{
	enum output_form form = OUTPUT_TEXT;
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &form, &first, &err))
		return batch_tell(&err);
	for (size_t i = 0; argc - first == 1 && i < sizeof acts / sizeof *acts; i++)
		if (strcmp(argv[first], acts[i].name) == 0)
			return acts[i].run(context, form);
	error_set(&err, PROBLEM_USAGE, "config: check | show");
	return batch_tell(&err);
}

const struct batch_command batch_config = {
    .name = "config",
    .usage = "[--json | --csv] check | show",
    .words = "check|show",
    .summary = N_("Check the configuration, or show what is in force and where it stands."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
