/* What the screens cost on the line to a thin client: the bytes that ncurses writes for each of
 * the nine terminals, at every step of an enrollment, and on one of them at every step of every
 * script (stage.h); where a code is shown, with many a code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "codes.h"
#include "stage.h"
#include "tui/enrol_view.h"
#include "tui/frame.h"
#include "tui/screens.h"
#include "world.h"

/* conventions.md, E18. */
#define FULL_SCREEN 8192
#define FIELD	    1024
#define TICK	    200

static FILE *sent;
static struct {
	long full, field, tick, idle;
	bool codes[2]; /* shown beside the steps, and alone */
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

static void full(struct app *app)
{
	clearok(curscr, TRUE);
	note(&most.full, cost(app));
}

/* The same screen with other codes, once of each kind. */
static void any_code(struct app *app)
{
	const struct app_screen *top = app_top(app);
	struct enrol_screen *s = top->ops == &screen_enrol ? top->state : NULL;
	if (!s || !s->has_qr || most.codes[s->qr_only])
		return;
	struct qr own = s->qr;
	for (unsigned i = 0; i < CODES; i++) {
		char url[CODES_URL_SIZE];
		codes_url(url, i);
		assert_true(qr_encode(&s->qr, url));
		full(app);
	}
	s->qr = own;
	most.codes[s->qr_only] = true;
	cost(app);
}

static void looks_cheap(struct app *app, const char *step)
{
	(void)step;
	cost(app);
	note(&most.idle, cost(app));
	tick(app);
	type_one(app);
	full(app);
}

static void looks_with_any_code(struct app *app, const char *step)
{
	looks_cheap(app, step);
	any_code(app);
}

static void play(struct stage_options how)
{
	how.sent = tmpfile();
	assert_non_null(how.sent);
	memset(&most, 0, sizeof most);
	sent = how.sent;
	assert_true(stage_play(&how) > 0);
	fclose(sent);
	print_message("# %s %dx%d: full %ld, field %ld, a second %ld, idle %ld\n", how.type,
	    how.columns, how.rows, most.full, most.field, most.tick, most.idle);
	assert_in_range(most.full, 1, FULL_SCREEN);
	assert_in_range(most.field, 1, FIELD);
	assert_in_range(most.tick, 1, TICK);
	assert_int_equal(most.idle, 0);
}

static const int sizes[][2] = {{24, 80}, {30, 100}, {43, 132}};
#define SIZES (sizeof sizes / sizeof sizes[0])

static void an_enrollment_on_every_terminal(void **state)
{
	static const char *const types[] = {"linux", "xterm", "xterm-256color", "tmux-256color",
	    "screen", "putty", "putty-256color", "vt100", "vt220"};
	(void)state;
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
		for (size_t i = 0; i < SIZES; i++)
			play((struct stage_options){.script = "enrol",
			    .type = types[t],
			    .rows = sizes[i][0],
			    .columns = sizes[i][1],
			    .look = looks_cheap});
}

static void every_screen_of(enum lang lang, int rows, int columns)
{
	play((struct stage_options){.lang = lang,
	    .type = "xterm-256color",
	    .rows = rows,
	    .columns = columns,
	    .look = looks_cheap});
}

static void every_screen(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIZES; i++)
		every_screen_of(LANG_TH, sizes[i][0], sizes[i][1]);
	every_screen_of(LANG_EN, sizes[0][0], sizes[0][1]);
}

static void any_code_costs_little(void **state)
{
	static const char *const types[] = {"xterm-256color", "tmux-256color", "putty-256color"};
	(void)state;
	for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
		for (size_t i = 0; i < SIZES; i++) {
			play((struct stage_options){.script = "qr_only",
			    .type = types[t],
			    .rows = sizes[i][0],
			    .columns = sizes[i][1],
			    .look = looks_with_any_code});
			assert_true(most.codes[false] && most.codes[true]);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_enrollment_on_every_terminal),
	    cmocka_unit_test(every_screen),
	    cmocka_unit_test(any_code_costs_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
