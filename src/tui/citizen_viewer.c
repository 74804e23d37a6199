#include <curses.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/message.h"
#include "base/secret.h"
#include "tui/citizen_draw.h"
#include "tui/draw.h"
#include "tui/frame.h"
#include "tui/keyboard.h"
#include "tui/keys.h"
#include "tui/resize.h"

#define AGAIN_MS  500
#define SECOND_MS 1000

struct viewer {
	struct loop *loop;
	SCREEN *screen;
	WINDOW *win; /* NULL: the terminal is too small */
	struct keyboard keys;
	struct resize resize;
	const char *language; /* NULL: the officer's */
	int fd;		      /* -1: not connected */
	unsigned handle, second;
	struct citizen_picture picture;
	bool dirty, wipe;
};

static int64_t now_of(const struct viewer *v)
{
	return clock_mono_ms(loop_clock(v->loop));
}

static void changed(struct viewer *v)
{
	v->dirty = true;
}

/* ---- the picture ---- */

/* What a dead code leaves on the screen goes with it, whatever ncurses believes to stand
 * there. */
static void forget_code(struct viewer *v)
{
	v->wipe = v->wipe || v->picture.has_code;
	citizen_forget_code(&v->picture);
	changed(v);
}

static void choose_language(const struct viewer *v)
{
	enum lang lang = v->picture.lang;
	if (v->language)
		lang_parse(&lang, v->language);
	lang_set(lang);
}

static void on_second(void *arg);

static void tick_while_counting(struct viewer *v)
{
	if (v->picture.has_code && v->second == 0)
		v->second = loop_add_timer(v->loop, SECOND_MS, on_second, v);
}

static void on_second(void *arg)
{
	struct viewer *v = arg;
	v->second = 0;
	if (v->picture.has_code && v->picture.code_ends <= now_of(v)) {
		forget_code(v);
		v->picture.moment = CITIZEN_WAIT;
	}
	changed(v);
	tick_while_counting(v);
}

/* ---- the officer's end ---- */

static void on_again(void *arg);

static void connect_later(struct viewer *v)
{
	loop_add_timer(v->loop, AGAIN_MS, on_again, v);
}

static void lose(struct viewer *v)
{
	loop_remove(v->loop, v->handle);
	close(v->fd);
	v->fd = -1;
	v->handle = 0;
	forget_code(v);
	v->picture.moment = CITIZEN_COUNTER;
	connect_later(v);
}

static void on_message(void *arg, int fd, short revents)
{
	struct viewer *v = arg;
	struct buf body = BUF_INIT_SECRET;
	uint16_t type = 0;
	(void)revents;
	enum message_result result = message_receive(fd, &type, &body, NULL);
	if (result == MESSAGE_OK) {
		forget_code(v);
		if (citizen_read(&v->picture, type, &body, now_of(v)))
			choose_language(v);
		else
			result = MESSAGE_BAD;
		tick_while_counting(v);
	}
	buf_free(&body);
	if (result != MESSAGE_OK && result != MESSAGE_NONE)
		lose(v);
}

static void on_again(void *arg)
{
	struct viewer *v = arg;
	struct error ignored;
	v->fd = citizen_connect(&ignored);
	if (v->fd >= 0)
		v->handle = loop_add_fd(v->loop, v->fd, POLLIN, on_message, v);
	else
		connect_later(v);
}

/* ---- the terminal ---- */

static void open_window(struct viewer *v)
{
	bool fits = LINES >= FRAME_ROWS && COLS >= FRAME_COLUMNS;
	if (v->win)
		delwin(v->win);
	v->win = fits ? newwin(LINES, COLS, 0, 0) : NULL;
}

static void paint_too_small(void)
{
	char text[DRAW_TEXT_SIZE];
	snprintf(text, sizeof text,
	    _("This window has %dx%d cells; %dx%d are needed. Enlarge it: "
	      "nothing is lost."),
	    COLS, LINES, FRAME_COLUMNS, FRAME_ROWS);
	werase(stdscr);
	draw_wrapped(stdscr, (struct box){.rows = LINES, .cells = COLS}, PAINT_TEXT, text);
	wnoutrefresh(stdscr);
}

static void on_end_of_turn(void *arg)
{
	struct viewer *v = arg;
	if (!v->dirty)
		return;
	v->dirty = false;
	if (v->wipe)
		clearok(curscr, TRUE);
	if (v->win) {
		citizen_draw(v->win, &v->picture, now_of(v));
		wnoutrefresh(v->win);
	} else {
		paint_too_small();
	}
	doupdate();
	if (v->wipe)
		palette_erase_memory();
	v->wipe = false;
}

static void on_resize(void *arg, int rows, int columns)
{
	struct viewer *v = arg;
	resizeterm(rows, columns);
	open_window(v);
	v->wipe = true;
	changed(v);
}

static void on_end(void *arg, int signo)
{
	struct viewer *v = arg;
	(void)signo;
	loop_stop(v->loop);
}

/* The citizen may have a keyboard before them: nothing but Ctrl-C means anything. */
static void on_keys(void *arg, int fd, short revents)
{
	struct viewer *v = arg;
	int waiting = 0;
	bool ended = (revents & POLLIN) && ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0;
	if (ended || (revents & (POLLHUP | POLLERR | POLLNVAL)))
		loop_stop(v->loop);
	for (int key; !ended && (key = keyboard_read(&v->keys)) != 0;) {
		if (key == TK_CTRL_C)
			loop_stop(v->loop);
		v->wipe = v->wipe || key == TK_CTRL_L;
		changed(v);
	}
}

static bool terminal_open(struct viewer *v)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return false;
	v->screen = palette_open();
	if (!v->screen || !palette_paintable())
		return false;
	palette_init();
	open_window(v);
	curs_set(0);
	return keyboard_open(&v->keys, stdout);
}

static void terminal_close(struct viewer *v)
{
	if (!v->screen)
		return;
	if (v->win)
		delwin(v->win);
	keyboard_close(&v->keys);
	erase();
	clearok(curscr, TRUE);
	refresh();
	curs_set(1);
	endwin();
	palette_erase_memory();
	delscreen(v->screen);
}

static int fail(enum problem problem)
{
	const struct problem_row *row = problem_row(problem);
	fprintf(stderr, "ddopa: %s: %s %s %s\n", row->id, _(row->what), _(row->why), _(row->todo));
	return row->exit_code;
}

static bool loop_open(struct viewer *v)
{
	v->loop = loop_new(&clock_system);
	if (!v->loop)
		return false;
	loop_at_end_of_turn(v->loop, on_end_of_turn, v);
	v->resize = (struct resize){.loop = v->loop, .take = on_resize, .arg = v};
	return loop_add_signal(v->loop, SIGHUP, on_end, v) &&
	       loop_add_signal(v->loop, SIGTERM, on_end, v) &&
	       loop_add_signal(v->loop, SIGINT, on_end, v) && resize_open(&v->resize) &&
	       loop_add_fd(v->loop, STDIN_FILENO, POLLIN, on_keys, v);
}

static int run(struct viewer *v)
{
	if (!loop_open(v))
		return fail(PROBLEM_SYSTEM);
	if (!terminal_open(v)) {
		terminal_close(v);
		return fail(PROBLEM_TERMINAL);
	}
	changed(v);
	on_again(v);
	loop_run(v->loop);
	terminal_close(v);
	return EXIT_DONE;
}

int citizen_main(const char *language)
{
	struct viewer *v = secret_alloc(sizeof *v);
	if (!v)
		return fail(PROBLEM_MEMORY);
	v->fd = -1;
	v->language = language;
	v->picture = (struct citizen_picture){.press = 1, .presses = 1};
	if (!palette_shows_thai())
		lang_use_ascii();
	choose_language(v);
	int code = run(v);
	if (v->fd >= 0)
		close(v->fd);
	resize_close(&v->resize);
	if (v->loop)
		loop_free(v->loop);
	secret_free(v, sizeof *v);
	return code;
}
