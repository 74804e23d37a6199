/*
 * batch/cancel.c - `ddopa cancel`: ends an open enrollment by its number, whatever became of
 * the counter that had it.
 */
#include <string.h>

#include "base/lang.h"
#include "batch/commands.h"
#include "batch/held.h"

struct cancelling {
	struct held held;
	bool contested;
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_PIN_FD,
    {"contested", 0, NULL, N_("because another phone tried to claim the code")},
    HELD_TAKE_OVER,
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct cancelling *c = arg;
	bool taken;

	if (!held_option(&c->held, row, value, &taken, err))
		return false;
	if (!taken)
		c->contested = true;
	return true;
}

static void act(struct held *h, const char *key)
{
	const struct api_cancel what = {.contested = ((struct cancelling *)h)->contested};

	central_cancel(h->errand.central, h->id, &what, key, held_answered, h);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct cancelling c = {.held = {.errand = {.context = context}, .act = act}};

	return held_parse(&c.held, argc, argv, take_option) ? held_run(&c.held)
							    : c.held.errand.code;
}

const struct batch_command batch_cancel = {
    .name = "cancel",
    .usage = "[--json] [--contested] [--take-over] --pin-fd N ID",
    .summary = N_("End an open enrollment."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
