/* Bytes to keys, over a pseudo-terminal, under each terminal's terminfo. */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lang.h"
#include "tui/keyboard.h"
#include "tui/keys.h"
#include "tui/terminfo.h"

#define KEYS_MAX 16

static const char *const terminals[] = {"linux", "xterm", "xterm-256color", "tmux-256color",
    "screen", "putty", "putty-256color", "vt100", "vt220"};
#define TERMINALS (sizeof terminals / sizeof terminals[0])

struct sent {
	const char *bytes;
	int key;
};

/* From xterm's ctlseqs, console_codes(4), PuTTY's manual (4.4.3, 4.4.5) and the VT220's. */
static const struct sent sequences[] = {
    {"\033OP", TK_F1},
    {"\033OQ", TK_F2},
    {"\033OR", TK_F3},
    {"\033OS", TK_F4},
    {"\033[11~", TK_F1},
    {"\033[12~", TK_F2},
    {"\033[13~", TK_F3},
    {"\033[14~", TK_F4},
    {"\033[[A", TK_F1},
    {"\033[[B", TK_F2},
    {"\033[[C", TK_F3},
    {"\033[[D", TK_F4},
    {"\033[[E", TK_F5},
    {"\033[15~", TK_F5},
    {"\033[17~", TK_F6},
    {"\033[18~", TK_F7},
    {"\033[19~", TK_F8},
    {"\033[20~", TK_F9},
    {"\033[21~", TK_F10},
    {"\033[H", TK_HOME},
    {"\033OH", TK_HOME},
    {"\033[1~", TK_HOME},
    {"\033[7~", TK_HOME},
    {"\033[F", TK_END},
    {"\033OF", TK_END},
    {"\033[4~", TK_END},
    {"\033[8~", TK_END},
    {"\033[A", TK_UP},
    {"\033[B", TK_DOWN},
    {"\033[C", TK_RIGHT},
    {"\033[D", TK_LEFT},
    {"\033OA", TK_UP},
    {"\033OB", TK_DOWN},
    {"\033OC", TK_RIGHT},
    {"\033OD", TK_LEFT},
    {"\033[5~", TK_PAGE_UP},
    {"\033[6~", TK_PAGE_DOWN},
    {"\033[3~", TK_BACKSPACE},
    {"\177", TK_BACKSPACE},
    {"\b", TK_BACKSPACE},
    {"\r", TK_ENTER},
    {"\n", TK_ENTER},
    {"\t", TK_TAB},
    {"\033", TK_ESC},
    {"\x03", TK_CTRL_C},
    {"y", 'y'},
    {"?", '?'},
    {"\xe0\xb8\x81", 0x0e01},
    {"\xe0\xb9\x91", 0x0e51},
};

/* The number pad in application mode. */
static const struct sent number_pad[] = {{"\033Op", '0'}, {"\033Oq", '1'}, {"\033Or", '2'},
    {"\033Os", '3'}, {"\033Ot", '4'}, {"\033Ou", '5'}, {"\033Ov", '6'}, {"\033Ow", '7'},
    {"\033Ox", '8'}, {"\033Oy", '9'}, {"\033OM", TK_ENTER}, {"\033On", '.'}, {"\033Om", '-'},
    {"\033Oo", '/'}, {"\033Oj", '*'}, {"\033Ok", '+'}, {"\033Ol", ','}};

struct seat {
	int hand; /* the user's side of the pty */
	FILE *line;
	SCREEN *screen;
	struct keyboard keyboard;
};

static void sit_down(struct seat *seat, const char *type)
{
	int line = -1;
	assert_int_equal(openpty(&seat->hand, &line, NULL, NULL, NULL), 0);
	assert_true(fcntl(seat->hand, F_SETFL, O_NONBLOCK) == 0);
	seat->line = fdopen(line, "r+");
	assert_non_null(seat->line);
	seat->screen = terminfo_open(type, seat->line, seat->line);
	assert_non_null(seat->screen);
	assert_true(keyboard_open(&seat->keyboard, seat->line));
}

static void stand_up(struct seat *seat)
{
	keyboard_close(&seat->keyboard);
	endwin();
	delscreen(seat->screen);
	fclose(seat->line);
	close(seat->hand);
}

static void type(struct seat *seat, const char *bytes)
{
	assert_int_equal(write(seat->hand, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
}

/* The keys that come of what was typed. The line hands it over at once. */
static size_t keys_of(struct seat *seat, int keys[KEYS_MAX])
{
	struct pollfd ready = {.fd = fileno(seat->line), .events = POLLIN};
	size_t n = 0;
	assert_int_equal(poll(&ready, 1, 30000), 1);
	while (n < KEYS_MAX && (keys[n] = keyboard_read(&seat->keyboard)) != 0)
		n++;
	return n;
}

static void assert_one_key(struct seat *seat, const struct sent *sent)
{
	int keys[KEYS_MAX];
	type(seat, sent->bytes);
	size_t n = keys_of(seat, keys);
	if (n != 1 || keys[0] != sent->key)
		print_message("# %s: %zu keys, the first %d\n", sent->bytes + 1, n, keys[0]);
	assert_int_equal(n, 1);
	assert_int_equal(keys[0], sent->key);
}

static void assert_all(const struct sent *sent, size_t count)
{
	for (size_t t = 0; t < TERMINALS; t++) {
		struct seat seat;
		sit_down(&seat, terminals[t]);
		for (size_t i = 0; i < count; i++)
			assert_one_key(&seat, &sent[i]);
		stand_up(&seat);
	}
}

static void each_encoding_is_its_key(void **state)
{
	(void)state;
	assert_all(sequences, sizeof sequences / sizeof sequences[0]);
}

static void the_number_pad_in_application_mode(void **state)
{
	(void)state;
	assert_all(number_pad, sizeof number_pad / sizeof number_pad[0]);
}

/* Modified keys, answers to questions, mouse: whole, and no Esc among them. */
static void what_is_unknown_is_one_unknown_key(void **state)
{
	static const struct sent unknown[] = {{"\033[1;5P", TK_UNKNOWN}, {"\033[15;2~", TK_UNKNOWN},
	    {"\033[?62;c", TK_ANSWER}, {"\033[<0;1;1M", TK_UNKNOWN}, {"\033O5x", TK_UNKNOWN},
	    {"\033[99~", TK_UNKNOWN}, {"\033[27;5;121~", TK_UNKNOWN}};
	(void)state;
	assert_all(unknown, sizeof unknown / sizeof unknown[0]);
}

static void assert_keys(struct seat *seat, const char *bytes, const int *wanted, size_t count)
{
	int keys[KEYS_MAX];
	type(seat, bytes);
	size_t n = keys_of(seat, keys);
	assert_int_equal(n, count);
	assert_memory_equal(keys, wanted, count * sizeof *wanted);
}

/* What a terminal answers is kept for who asked, and is no key, whatever comes after it. */
static void answers_are_no_keys(void **state)
{
	static const struct {
		const char *sent, *answer;
	} answers[] = {
	    {"\033[?62;4;6c", "[?62;4;6c"},
	    {"\033_Gi=31;OK\033\\", "_Gi=31;OK"},
	    {"\033P1$r0m\033\\", "P1$r0m"},
	    {"\033]11;rgb:0/0/0\a", "]11;rgb:0/0/0"},
	};
	struct seat seat;
	(void)state;
	sit_down(&seat, "xterm-256color");
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		type(&seat, answers[i].sent);
		assert_int_equal(keyboard_read(&seat.keyboard), TK_ANSWER);
		assert_string_equal(seat.keyboard.answer, answers[i].answer);
		assert_int_equal(keyboard_read(&seat.keyboard), 0);
	}
	/* One that is far too long, and one that never ends: bounded, and no keys either. */
	char endless[4000] = "\033_";
	memset(endless + 2, 'x', sizeof endless - 3);
	type(&seat, endless);
	assert_int_equal(keyboard_read(&seat.keyboard), TK_UNKNOWN);
	assert_true(strlen(seat.keyboard.answer) < KEYBOARD_ANSWER);
	assert_int_equal(keyboard_read(&seat.keyboard), 0);
	/* Alt with the sign that a string begins with, and nothing behind it. */
	const int alt[] = {TK_ESC, '_'};
	assert_keys(&seat, "\033_", alt, 2);
	stand_up(&seat);
}

static void keys_after_an_esc_are_keys(void **state)
{
	struct seat seat;
	(void)state;
	sit_down(&seat, "xterm-256color");
	assert_keys(&seat, "\033y", (int[]){TK_ESC, 'y'}, 2);
	assert_keys(&seat, "\033\xe0\xb8\x81", (int[]){TK_ESC, 0x0e01}, 2);
	assert_keys(&seat, "\033\033OP", (int[]){TK_ESC, TK_F1}, 2);
	assert_keys(&seat, "12\r", (int[]){'1', '2', TK_ENTER}, 3);
	stand_up(&seat);
}

/* A slow line hands a character over in pieces; and not everything is UTF-8. */
static void characters_come_in_pieces(void **state)
{
	static const char *const pieces[] = {"\xe0", "\xb8", "\x81"};
	struct seat seat;
	int keys[KEYS_MAX];
	(void)state;
	sit_down(&seat, "xterm-256color");
	for (size_t i = 0; i < 3; i++) {
		type(&seat, pieces[i]);
		assert_int_equal(keys_of(&seat, keys), i == 2);
	}
	assert_int_equal(keys[0], 0x0e01);
	assert_keys(&seat,
	    "\xff"
	    "a",
	    (int[]){TK_UNKNOWN, 'a'}, 2);
	assert_keys(&seat, "\xe0\xb8y", (int[]){'y'}, 1);
	assert_keys(&seat, "\xc2\x85\xf0\x9f\x98\x80", (int[]){0x85, 0x1f600}, 2);
	assert_keys(&seat, "\xed\xa0\x80y", (int[]){TK_UNKNOWN, 'y'}, 2);
	stand_up(&seat);
}

static void a_paste_stands_between_its_marks(void **state)
{
	(void)state;
	for (size_t t = 0; t < TERMINALS; t++) {
		struct seat seat;
		sit_down(&seat, terminals[t]);
		assert_keys(&seat, "\033[200~1\r\033[201~y",
		    (int[]){TK_PASTE_BEGIN, '1', TK_ENTER, TK_PASTE_END, 'y'}, 5);
		stand_up(&seat);
	}
}

/* What the terminal is sent, up to now. */
static void read_sent(struct seat *seat, char *out, size_t size)
{
	size_t len = 0;
	for (ssize_t n; len + 1 < size && (n = read(seat->hand, out + len, size - len - 1)) > 0;)
		len += (size_t)n;
	out[len] = '\0';
}

static void pasting_is_switched_on_and_off(void **state)
{
	struct seat seat;
	char sent[65536];
	(void)state;
	sit_down(&seat, "xterm-256color");
	refresh();
	read_sent(&seat, sent, sizeof sent);
	assert_non_null(strstr(sent, "\033[?2004h"));
	keyboard_close(&seat.keyboard);
	endwin();
	read_sent(&seat, sent, sizeof sent);
	assert_non_null(strstr(sent, "\033[?2004l"));
	assert_null(strstr(sent, "\033[?2004h"));
	delscreen(seat.screen);
	fclose(seat.line);
	close(seat.hand);
}

static long elapsed_us(const struct timespec *since)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000000 + (now.tv_nsec - since->tv_nsec) / 1000;
}

/* The best of some: what a busy machine adds is not ours. */
static void esc_is_known_within_50_ms(void **state)
{
	struct seat seat;
	long best = 1000000;
	(void)state;
	sit_down(&seat, "putty-256color");
	for (int i = 0; i < 8; i++) {
		struct timespec begin;
		int keys[KEYS_MAX];
		clock_gettime(CLOCK_MONOTONIC, &begin);
		type(&seat, "\033");
		assert_int_equal(keys_of(&seat, keys), 1);
		assert_int_equal(keys[0], TK_ESC);
		long took = elapsed_us(&begin);
		best = took < best ? took : best;
	}
	print_message("# an Esc takes %ld us\n", best);
	assert_in_range(best, 0, 50000);
	stand_up(&seat);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_encoding_is_its_key),
	    cmocka_unit_test(the_number_pad_in_application_mode),
	    cmocka_unit_test(what_is_unknown_is_one_unknown_key),
	    cmocka_unit_test(answers_are_no_keys),
	    cmocka_unit_test(keys_after_an_esc_are_keys),
	    cmocka_unit_test(characters_come_in_pieces),
	    cmocka_unit_test(a_paste_stands_between_its_marks),
	    cmocka_unit_test(pasting_is_switched_on_and_off),
	    cmocka_unit_test(esc_is_known_within_50_ms),
	};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
