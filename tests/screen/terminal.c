#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>
#include <vterm.h>

/* How long the pty must be silent until what was read is painted as one write. */
#define GATHER_MS  2
#define GATHER_MAX (256 * 1024)

struct terminal {
	VTerm *vterm;
	VTermScreen *screen;
	pid_t pid;
	int fd;
	bool ended;
	int status;
	bool alternate_screen;
	bool cursor_hidden;
	bool probing; /* what the terminal would say is counted, not said */
	size_t probed;
	size_t written;
	int mirror[MIRRORS_MAX];
	int mirrors;
	struct termios settings; /* before the program began */
	char gathered[GATHER_MAX];
};

static _Noreturn void become(const char *command, int terminal_side)
{
	static const char *const unset[] = {"LC_ALL", "LANGUAGE", "LINES", "COLUMNS", "TMUX"};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (login_tty(terminal_side) != 0)
		_exit(127);
	for (size_t i = 0; i < sizeof unset / sizeof unset[0]; i++)
		unsetenv(unset[i]);
	setenv("TERM", "xterm-256color", 1);
	setenv("LANG", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
	struct terminal *terminal = user;

	if (property == VTERM_PROP_ALTSCREEN)
		terminal->alternate_screen = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		terminal->cursor_hidden = !value->boolean;
	return 1;
}

/* What the terminal says by itself: keys in the program's mode, answers to its questions. */
static void on_output(const char *bytes, size_t length, void *user)
{
	struct terminal *terminal = user;

	if (terminal->probing)
		terminal->probed += length;
	else
		terminal_type(terminal, bytes, length);
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

static bool open_screen(struct terminal *terminal, int rows, int columns)
{
	terminal->vterm = vterm_new(rows, columns);
	if (!terminal->vterm)
		return false;
	vterm_set_utf8(terminal->vterm, 1);
	vterm_output_set_callback(terminal->vterm, on_output, terminal);
	terminal->screen = vterm_obtain_screen(terminal->vterm);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	vterm_screen_reset(terminal->screen, 1);
	return true;
}

static bool start_program(
    struct terminal *terminal, const char *command, const struct winsize *size)
{
	int program_side;

	if (openpty(&terminal->fd, &program_side, NULL, NULL, size) != 0)
		return false;
	fcntl(terminal->fd, F_SETFD, FD_CLOEXEC);
	tcgetattr(terminal->fd, &terminal->settings);
	terminal->pid = fork();
	if (terminal->pid == 0)
		become(command, program_side);
	close(program_side);
	return terminal->pid > 0;
}

struct terminal *terminal_start(const char *command, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	struct terminal *terminal = calloc(1, sizeof *terminal);

	if (!terminal)
		return NULL;
	terminal->fd = -1;
	if (!open_screen(terminal, rows, columns)) {
		terminal_free(terminal);
		return NULL;
	}
	if (!start_program(terminal, command, &size)) {
		terminal_free(terminal);
		return NULL;
	}
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (!terminal)
		return;
	if (terminal->pid > 0 && !terminal->ended) {
		kill(-terminal->pid, SIGKILL);
		kill(terminal->pid, SIGKILL);
		waitpid(terminal->pid, NULL, 0);
	}
	if (terminal->fd >= 0)
		close(terminal->fd);
	if (terminal->vterm)
		vterm_free(terminal->vterm);
	free(terminal);
}

bool terminal_mirror(struct terminal *terminal, int fd)
{
	if (terminal->mirrors == MIRRORS_MAX)
		return false;
	terminal->mirror[terminal->mirrors++] = fd;
	return true;
}

int terminal_fd(const struct terminal *terminal)
{
	return terminal->fd;
}

static void put(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(fd, bytes, length);
		if (done < 0 && errno != EINTR)
			return;
		if (done > 0) {
			bytes += done;
			length -= (size_t)done;
		}
	}
}

/* Paints what was read; false when it was nothing. EIO: no program holds the terminal any
 * more. */
static bool feed(struct terminal *terminal, ssize_t length)
{
	if (length <= 0)
		return false;
	terminal->written += (size_t)length;
	vterm_input_write(terminal->vterm, terminal->gathered, (size_t)length);
	for (int i = 0; i < terminal->mirrors; i++)
		put(terminal->mirror[i], terminal->gathered, (size_t)length);
	vterm_screen_flush_damage(terminal->screen);
	return true;
}

bool terminal_pump(struct terminal *terminal)
{
	struct pollfd ready = {.fd = terminal->fd, .events = POLLIN};
	size_t length = 0;
	ssize_t got = 1;

	while (got > 0 && length < GATHER_MAX && poll(&ready, 1, GATHER_MS) > 0) {
		got = read(terminal->fd, terminal->gathered + length, GATHER_MAX - length);
		if (got > 0)
			length += (size_t)got;
	}
	feed(terminal, (ssize_t)length);
	return got > 0;
}

bool terminal_ended(struct terminal *terminal, int *status)
{
	if (!terminal->ended)
		terminal->ended = waitpid(terminal->pid, &terminal->status, WNOHANG) > 0;
	*status = terminal->status;
	return terminal->ended;
}

void terminal_type(struct terminal *terminal, const char *bytes, size_t length)
{
	put(terminal->fd, bytes, length);
}

static const struct {
	const char *name;
	VTermKey key;
} keys[] = {
    {"Enter", VTERM_KEY_ENTER},
    {"Tab", VTERM_KEY_TAB},
    {"Backspace", VTERM_KEY_BACKSPACE},
    {"Esc", VTERM_KEY_ESCAPE},
    {"Up", VTERM_KEY_UP},
    {"Down", VTERM_KEY_DOWN},
    {"Left", VTERM_KEY_LEFT},
    {"Right", VTERM_KEY_RIGHT},
    {"Ins", VTERM_KEY_INS},
    {"Del", VTERM_KEY_DEL},
    {"Home", VTERM_KEY_HOME},
    {"End", VTERM_KEY_END},
    {"PgUp", VTERM_KEY_PAGEUP},
    {"PgDn", VTERM_KEY_PAGEDOWN},
    {"KP0", VTERM_KEY_KP_0},
    {"KP1", VTERM_KEY_KP_1},
    {"KP2", VTERM_KEY_KP_2},
    {"KP3", VTERM_KEY_KP_3},
    {"KP4", VTERM_KEY_KP_4},
    {"KP5", VTERM_KEY_KP_5},
    {"KP6", VTERM_KEY_KP_6},
    {"KP7", VTERM_KEY_KP_7},
    {"KP8", VTERM_KEY_KP_8},
    {"KP9", VTERM_KEY_KP_9},
    {"KPEnter", VTERM_KEY_KP_ENTER},
};

static bool function_key(struct terminal *terminal, const char *digits)
{
	char *end;
	long number = strtol(digits, &end, 10);

	if (end == digits || *end || number < 1 || number > 12)
		return false;
	vterm_keyboard_key(
	    terminal->vterm, (VTermKey)(VTERM_KEY_FUNCTION_0 + number), VTERM_MOD_NONE);
	return true;
}

bool terminal_key(struct terminal *terminal, const char *name)
{
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (strcmp(keys[i].name, name) == 0) {
			vterm_keyboard_key(terminal->vterm, keys[i].key, VTERM_MOD_NONE);
			return true;
		}
	}
	if (strncmp(name, "C-", 2) == 0 && name[2] && !name[3]) {
		vterm_keyboard_unichar(terminal->vterm, (uint32_t)name[2], VTERM_MOD_CTRL);
		return true;
	}
	return name[0] == 'F' && function_key(terminal, name + 1);
}

void terminal_resize(struct terminal *terminal, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	vterm_set_size(terminal->vterm, rows, columns);
	ioctl(terminal->fd, TIOCSWINSZ, &size);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads and paints what comes until then. */
static bool read_until(struct terminal *terminal, int64_t end)
{
	struct pollfd ready = {.fd = terminal->fd, .events = POLLIN};
	bool open = true;

	for (int64_t left; open && (left = end - now_ms()) > 0;)
		if (poll(&ready, 1, (int)left) > 0)
			open = feed(terminal, read(terminal->fd, terminal->gathered, GATHER_MAX));
	return open;
}

bool terminal_storm(struct terminal *terminal, int count, int rows, int columns)
{
	int64_t start = now_ms();
	bool open = true;

	for (int i = 1; i < count && open; i++) {
		struct winsize size = {.ws_row = (unsigned short)(rows - i % 3),
		    .ws_col = (unsigned short)(columns - i % 7)};
		ioctl(terminal->fd, TIOCSWINSZ, &size);
		open = read_until(terminal, start + i);
	}
	terminal_resize(terminal, rows, columns);
	return open;
}

bool terminal_signal(struct terminal *terminal, int signo)
{
	return !terminal->ended && kill(terminal->pid, signo) == 0;
}

static size_t put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned lead[] = {0, 0xC0, 0xE0, 0xF0};
	out[0] = (char)(lead[more] | (c >> (6 * more)));
	for (size_t i = 1; i <= more; i++)
		out[i] = (char)(0x80 | ((c >> (6 * (more - i))) & 0x3F));
	return more + 1;
}

static uint32_t rgb(const struct terminal *terminal, VTermColor color)
{
	vterm_screen_convert_color_to_rgb(terminal->screen, &color);
	return (uint32_t)color.rgb.red << 16 | (uint32_t)color.rgb.green << 8 | color.rgb.blue;
}

static void copy_cell(const struct terminal *terminal, VTermPos at, struct cell *cell)
{
	VTermScreenCell from = {.chars = {0}};
	size_t length = 0;

	vterm_screen_get_cell(terminal->screen, at, &from);
	cell->width = from.chars[0] == (uint32_t)-1 ? 0 : from.width;
	for (int i = 0; cell->width > 0 && i < VTERM_MAX_CHARS_PER_CELL && from.chars[i]; i++)
		length += put_utf8(cell->text + length, from.chars[i]);
	if (strcmp(cell->text, " ") == 0)
		cell->text[0] = '\0';
	cell->front = rgb(terminal, from.attrs.reverse ? from.bg : from.fg);
	cell->back = rgb(terminal, from.attrs.reverse ? from.fg : from.bg);
}

struct cells *terminal_cells(const struct terminal *terminal)
{
	int rows;
	int columns;
	vterm_get_size(terminal->vterm, &rows, &columns);
	struct cells *cells = cells_new(rows, columns);

	for (int i = 0; cells && i < rows * columns; i++)
		copy_cell(
		    terminal, (VTermPos){.row = i / columns, .col = i % columns}, &cells->cell[i]);
	return cells;
}

size_t terminal_written(struct terminal *terminal)
{
	size_t written = terminal->written;

	terminal->written = 0;
	return written;
}

void terminal_paste(struct terminal *terminal, const char *bytes, size_t length)
{
	vterm_keyboard_start_paste(terminal->vterm);
	terminal_type(terminal, bytes, length);
	vterm_keyboard_end_paste(terminal->vterm);
}

/* Whether a paste would be marked as one. */
static bool marks_pastes(struct terminal *terminal)
{
	terminal->probing = true;
	terminal->probed = 0;
	vterm_keyboard_start_paste(terminal->vterm);
	terminal->probing = false;
	return terminal->probed > 0;
}

bool terminal_restored(struct terminal *terminal)
{
	struct termios now;

	return tcgetattr(terminal->fd, &now) == 0 && now.c_iflag == terminal->settings.c_iflag &&
	       now.c_oflag == terminal->settings.c_oflag &&
	       now.c_lflag == terminal->settings.c_lflag && !terminal->alternate_screen &&
	       !terminal->cursor_hidden && !marks_pastes(terminal);
}
