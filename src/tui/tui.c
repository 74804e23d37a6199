#include "tui/tui.h"

#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "tui/app.h"
#include "tui/frame.h"
#include "tui/keyboard.h"
#include "tui/keys.h"
#include "tui/palette.h"
#include "tui/resize.h"

#define SECOND_MS 1000

struct tui {
	struct app app;
	SCREEN *screen;
	struct keyboard keys;
	struct resize resize;
};

/* ---- events ---- */

static void on_keys(void *arg, int fd, short revents)
{
	struct tui *tui = arg;
	int waiting = 0;
	bool ended = (revents & POLLIN) && ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0;
	if (ended || (revents & (POLLHUP | POLLERR | POLLNVAL))) {
		app_quit(&tui->app);
		return;
	}
	for (int key; (key = keyboard_read(&tui->keys)) != 0;) {
		if (key == TK_ANSWER)
			graphics_answer(&tui->app, tui->keys.answer);
		else
			app_key(&tui->app, key);
	}
}

/* An enrollment stays at the centre as it is; what was not there yet has ended. */
static void on_end(void *arg, int signo)
{
	struct tui *tui = arg;
	(void)signo;
	app_quit(&tui->app);
}

static void on_resize(void *arg, int rows, int columns)
{
	struct tui *tui = arg;
	frame_close(&tui->app);
	resizeterm(rows, columns);
	clearok(curscr, TRUE);
	frame_open(&tui->app);
	tui->app.frame.erase = true;
	app_changed(&tui->app);
}

static void on_second(void *arg)
{
	struct tui *tui = arg;
	struct app *app = &tui->app;
	app_tick(app);
	/* At the top of the next second, so that clock and countdown move together. */
	app->timer =
	    loop_add_timer(app->loop, SECOND_MS - app_real(app) % SECOND_MS, on_second, tui);
}

static void on_end_of_turn(void *arg)
{
	struct tui *tui = arg;
	if (!tui->app.dirty)
		return;
	frame_paint(&tui->app);
	app_tell_citizen(&tui->app);
}

/* ---- the terminal ---- */

static bool terminal_open(struct tui *tui)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	tui->screen = palette_open();
	if (!tui->screen || !palette_paintable())
		return false;
	palette_init();
	if (!keyboard_open(&tui->keys, stdout) || !frame_open(&tui->app))
		return false;
	graphics_begin(&tui->app);
	return true;
}

static void terminal_close(struct tui *tui)
{
	if (!tui->screen)
		return;
	frame_close(&tui->app);
	keyboard_close(&tui->keys);
	graphics_end(&tui->app);
	/* Also where there is no alternate screen nothing of a person stays behind. */
	erase();
	clearok(curscr, TRUE);
	refresh();
	endwin();
	palette_erase_memory();
	delscreen(tui->screen);
	tui->screen = NULL;
}

static bool loop_open(struct tui *tui)
{
	struct loop *loop = loop_new(&tui->app.clock);
	tui->app.loop = loop;
	if (!loop)
		return false;
	loop_at_end_of_turn(loop, on_end_of_turn, tui);
	tui->resize = (struct resize){.loop = loop, .take = on_resize, .arg = tui};
	return loop_add_signal(loop, SIGHUP, on_end, tui) &&
	       loop_add_signal(loop, SIGTERM, on_end, tui) &&
	       loop_add_signal(loop, SIGINT, on_end, tui) && resize_open(&tui->resize) &&
	       loop_add_fd(loop, STDIN_FILENO, POLLIN, on_keys, tui);
}

static int fail(enum problem problem)
{
	const struct problem_row *row = problem_row(problem);
	fprintf(stderr, "ddopa: %s: %s %s %s\n", row->id, _(row->what), _(row->why), _(row->todo));
	return row->exit_code;
}

static void choose_language(const struct tui_options *options)
{
	enum lang lang = LANG_TH;
	lang_parse(&lang, options->language ? options->language : options->config->language);
	if (!palette_shows_thai())
		lang_use_ascii();
	lang_set(lang);
}

static int run(struct tui *tui)
{
	struct app *app = &tui->app;
	if (!loop_open(tui))
		return fail(PROBLEM_SYSTEM);
	if (!terminal_open(tui)) {
		terminal_close(tui);
		return fail(PROBLEM_TERMINAL);
	}
	app_start(app);
	on_second(tui);
	loop_run(app->loop);
	app_end(app);
	return app->exit_code;
}

int tui_main(struct parent_link *link, const struct tui_options *options)
{
	struct tui *tui = secret_alloc(sizeof *tui);
	if (!tui)
		return fail(PROBLEM_MEMORY);
	tui->app.options = options;
	tui->app.link = link;
	tui->app.clock = options->clock ? *options->clock : clock_system;
	choose_language(options);
	int code = run(tui);
	terminal_close(tui);
	resize_close(&tui->resize);
	if (tui->app.loop)
		loop_free(tui->app.loop);
	secret_free(tui, sizeof *tui);
	return code;
}
