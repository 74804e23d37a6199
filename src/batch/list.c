/*
 * batch/list.c - `ddopa list`: the office's open enrollments, as the centre holds them. A
 * script whose counter was cut off in the middle finds here what to go on with or to cancel
 * (`ddopa resume`, `ddopa cancel`); nothing of a person is told.
 */
#include "base/lang.h"
#include "batch/commands.h"
#include "batch/enrolment_rows.h"
#include "batch/list.h"

static const struct option_row options[] = {ERRAND_JSON, ERRAND_CSV, ERRAND_PIN_FD, {0}};

static void on_list(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_enrolment_list *list = answer;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	enrolment_rows_head(&out, e->form);
	for (size_t i = 0; i < list->count; i++)
		enrolment_rows_put(&out, e->form, &list->rows[i]);
	errand_print(e, &out);
}

void list_ask(struct errand *e)
{
	central_list(e->central, on_list, e);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct errand e = {.context = context, .begin = list_ask};

	return errand_parse(&e, argc, argv, errand_only_option) ? errand_run(&e) : e.code;
}

const struct batch_command batch_list = {
    .name = "list",
    .usage = "[--json | --csv] --pin-fd N",
    .summary = N_("List this office's open enrollments."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
