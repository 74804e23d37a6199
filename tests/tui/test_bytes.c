/* What the screens cost on the line to a thin client: the bytes that ncurses writes for each of
 * the nine terminals, at every step of an enrollment, and on one of them at every step of every
 * script (stage.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stage.h"
#include "tui/frame.h"
#include "world.h"

/* conventions.md, E18. */
#define FULL_SCREEN 8192  /* of 80x24 */
#define LARGE	    10240 /* of 100x30 and 132x43, with more cells */
#define FIELD	    1024
#define TICK	    200

static FILE *sent;
static struct {
	long full, field, tick, idle;
} most;

static void note(long *worst, long bytes)
{
	if (bytes > *worst)
		*worst = bytes;
}

/* The bytes of painting what there is now. */
static long cost(struct app *app)
{
	long before = ftell(sent);
	frame_paint(app);
	fflush(sent);
	return ftell(sent) - before;
}

/* A digit typed where one types. */
static void type_one(struct app *app)
{
	const struct app_screen *top = app_top(app);
	if (app->question || !app->frame.cursor || !top->ops->type)
		return;
	stage_key(app, '5');
	long bytes = cost(app);
	note(&most.field, bytes);
	if (bytes == 0)
		return; /* no room for one more: nothing to take back */
	stage_key(app, TK_BACKSPACE);
	note(&most.field, cost(app));
}

/* The clock is put back: the script's time is its own. */
static void tick(struct app *app)
{
	struct clock_fake now = world.clock;
	world.clock.real += 1000;
	world.clock.mono += 1000;
	app_tick(app);
	note(&most.tick, cost(app));
	world.clock = now;
	cost(app);
}

static void looks_cheap(struct app *app, const char *step)
{
	(void)step;
	cost(app);
	note(&most.idle, cost(app));
	tick(app);
	type_one(app);
	clearok(curscr, TRUE);
	note(&most.full, cost(app));
}

static void check(const char *type, int rows, int columns, const char *script, enum lang lang)
{
	struct stage_options how = {.lang = lang,
	    .script = script,
	    .type = type,
	    .rows = rows,
	    .columns = columns,
	    .sent = tmpfile(),
	    .look = looks_cheap};
	assert_non_null(how.sent);
	memset(&most, 0, sizeof most);
	sent = how.sent;
	assert_true(stage_play(&how) > 0);
	fclose(sent);
	print_message("# %s %dx%d: full %ld, field %ld, a second %ld, idle %ld\n", type, columns,
	    rows, most.full, most.field, most.tick, most.idle);
	assert_in_range(most.full, 1, rows == FRAME_ROWS ? FULL_SCREEN : LARGE);
	assert_in_range(most.field, 1, FIELD);
	assert_in_range(most.tick, 1, TICK);
	assert_int_equal(most.idle, 0);
}

static void an_enrollment_on_every_terminal(void **state)
{
	static const char *const types[] = {"linux", "xterm", "xterm-256color", "tmux-256color",
	    "screen", "putty", "putty-256color", "vt100", "vt220"};
	static const int sizes[][2] = {{24, 80}, {30, 100}, {43, 132}};
	(void)state;
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
			check(types[t], sizes[i][0], sizes[i][1], "enrol", LANG_TH);
}

static void every_screen(void **state)
{
	(void)state;
	check("xterm-256color", 24, 80, NULL, LANG_TH);
	check("xterm-256color", 24, 80, NULL, LANG_EN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_enrollment_on_every_terminal),
	    cmocka_unit_test(every_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
