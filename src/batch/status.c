/*
 * batch/status.c - `ddopa status`: how an enrollment stands, by its number; without one, the
 * office's open ones. It only looks: what is done to it has a command of its own.
 */
#include "base/lang.h"
#include "batch/commands.h"
#include "batch/enrolment_rows.h"
#include "batch/list.h"

struct looking {
	struct errand errand;
	const char *id; /* NULL: all that are open */
};

static const struct option_row options[] = {ERRAND_JSON, ERRAND_CSV, ERRAND_PIN_FD, {0}};

static void on_enrolment(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	enrolment_rows_head(&out, e->form);
	enrolment_put_whole(&out, e->form, answer);
	errand_print(e, &out);
}

static void begin(struct errand *e)
{
	const struct looking *l = (const struct looking *)e;

	if (l->id == NULL)
		list_ask(e);
	else
		central_enrolment(e->central, l->id, -1, on_enrolment, e);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct looking l = {.errand = {.context = context, .begin = begin}};

	if (!errand_operands(&l.errand, argc, argv, errand_only_option, 1, &l.id))
		return l.errand.code;
	return errand_run(&l.errand);
}

const struct batch_command batch_status = {
    .name = "status",
    .usage = "[--json | --csv] --pin-fd N [ID]",
    .summary = N_("Tell how an enrollment stands; without ID, the office's open ones."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
