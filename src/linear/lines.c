#include "linear/lines.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"

#define PARAGRAPH_MAX 4096
#define INTERRUPT     0x03 /* Ctrl-C */
#define CELLS_MIN     20

struct lines {
	struct loop *loop;
	lines_fn *fn;
	void *arg;
	unsigned handle;
	bool terminal, silent;
	struct buf in; /* secret: PINs come through it */
	bool ended, hung_up, reader_gone;
};

/* ---- out ---- */

static void put(struct lines *l, const char *bytes, size_t len)
{
	while (len > 0 && !l->reader_gone) {
		const ssize_t n = write(STDOUT_FILENO, bytes, len);

		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
			l->reader_gone = true;
		}
	}
}

bool lines_size(int *rows, int *columns)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
		return false;
	*rows = size.ws_row;
	*columns = size.ws_col;
	return true;
}

static int cells(void)
{
	int rows, columns;

	if (!lines_size(&rows, &columns) || columns > LINES_CELLS)
		return LINES_CELLS;
	return columns > CELLS_MIN ? columns - 1 : CELLS_MIN;
}

/* A sign of the other kind is one question mark. */
static void to_ascii(char *text)
{
	char *out = text;

	for (const char *p = text; *p != '\0';) {
		const size_t n = text_cluster(p);

		*out++ = n == 1 ? *p : '?';
		p += n;
	}
	*out = '\0';
}

static void put_wrapped(struct lines *l, const char *text)
{
	const int width = cells();

	while (*text != '\0') {
		const size_t n = text_break(text, width);
		size_t len = n;

		while (len > 0 && text[len - 1] == ' ')
			len--;
		put(l, text, len);
		put(l, "\n", 1);
		text += n;
	}
}

void lines_say(struct lines *l, const char *format, ...)
{
	char said[PARAGRAPH_MAX], clean[PARAGRAPH_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(said, sizeof said, format, args);
	va_end(args);
	text_sanitise(clean, sizeof clean, said, strlen(said));
	if (!lang_utf8())
		to_ascii(clean);
	put_wrapped(l, clean);
	secret_wipe(said, sizeof said);
	secret_wipe(clean, sizeof clean);
}

void lines_draw(struct lines *l, const char *ascii)
{
	put(l, ascii, strlen(ascii));
	put(l, "\n", 1);
}

void lines_ring(struct lines *l)
{
	if (!l->silent)
		put(l, "\a", 1);
}

void lines_bell(struct lines *l, bool on)
{
	l->silent = !on;
}

bool lines_rings(const struct lines *l)
{
	return !l->silent;
}

bool lines_reader_gone(const struct lines *l)
{
	return l->reader_gone;
}

/* ---- the terminal ---- */

/* Ctrl-C ends a line instead of sending a signal, which the process above would send once
 * more; and nobody is stopped in the middle of an enrollment. */
static void line_terminal(struct lines *l, bool echo)
{
	struct termios t;

	if (!l->terminal || tcgetattr(STDIN_FILENO, &t) != 0)
		return;
	t.c_iflag |= ICRNL | (lang_utf8() ? IUTF8 : 0U);
	t.c_oflag |= OPOST | ONLCR;
	t.c_lflag |= ICANON | ISIG | ECHOE | ECHOK | ECHOCTL | ECHONL;
	if (echo)
		t.c_lflag |= ECHO;
	else
		t.c_lflag &= (tcflag_t)~ECHO;
	t.c_cc[VINTR] = _POSIX_VDISABLE;
	t.c_cc[VSUSP] = _POSIX_VDISABLE;
	t.c_cc[VEOL] = INTERRUPT;
	tcsetattr(STDIN_FILENO, TCSANOW, &t);
}

void lines_echo(struct lines *l, bool shown)
{
	line_terminal(l, shown);
}

/* ---- in ---- */

static void on_input(void *arg, int fd, short revents)
{
	struct lines *l = arg;
	char chunk[512];
	ssize_t n = read(fd, chunk, sizeof chunk);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		buf_put(&l->in, chunk, (size_t)n);
		secret_wipe(chunk, sizeof chunk);
	} else {
		l->ended = true;
		l->hung_up = l->terminal && (n < 0 || (revents & (POLLHUP | POLLERR)) != 0);
		loop_remove(l->loop, l->handle);
		l->handle = 0;
	}
	l->fn(l->arg);
}

/* Bytes of the oldest line with its end; 0: none is whole. */
static size_t whole_line(const struct lines *l)
{
	for (size_t i = 0; i < l->in.len; i++)
		if (l->in.data[i] == '\n' || l->in.data[i] == INTERRUPT)
			return i + 1;
	return 0;
}

static void drop(struct lines *l, size_t len)
{
	memmove(l->in.data, l->in.data + len, l->in.len - len);
	secret_wipe(l->in.data + (l->in.len - len), len);
	l->in.len -= len;
}

enum lines_in lines_next(struct lines *l, char line[LINE_MAX_IN])
{
	const size_t n = whole_line(l);
	size_t len = n > 0 ? n - 1 : 0;
	bool interrupt;

	line[0] = '\0';
	if (n == 0)
		return l->hung_up ? LINES_HUNG_UP : l->ended ? LINES_ENDED : LINES_NOTHING;
	interrupt = l->in.data[len] == INTERRUPT;
	if (interrupt && !l->terminal)
		interrupt = false;
	if (len < LINE_MAX_IN && memchr(l->in.data, '\0', len) == NULL) {
		memcpy(line, l->in.data, len);
		line[len] = '\0';
	} else {
		memcpy(line, "!", 2); /* never an answer */
	}
	drop(l, n);
	if (interrupt) /* its sign was shown, and ended no line */
		put(l, "\n", 1);
	return interrupt ? LINES_INTERRUPT : LINES_LINE;
}

struct lines *lines_open(struct loop *loop, lines_fn *fn, void *arg)
{
	struct lines *l = calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	l->loop = loop;
	l->fn = fn;
	l->arg = arg;
	l->in = (struct buf)BUF_INIT_SECRET;
	l->terminal = isatty(STDIN_FILENO) == 1;
	l->handle = loop_add_fd(loop, STDIN_FILENO, POLLIN, on_input, l);
	if (l->handle == 0) {
		lines_close(l);
		return NULL;
	}
	line_terminal(l, true);
	return l;
}

void lines_close(struct lines *l)
{
	if (l == NULL)
		return;
	loop_remove(l->loop, l->handle);
	buf_free(&l->in);
	free(l);
}
