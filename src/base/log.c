/*
 * base/log.c - one event, one line.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

#define LINE_MAX_BYTES 1000

/* A log has one sink for the whole process. */
static struct {
	const char *program;
	enum log_sink sink;
	enum log_level level;
} state = {"ddopa", LOG_SINK_STDERR, LOG_LEVEL_WARN};

static const struct {
	const char *name;
	int priority;
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
    [LOG_LEVEL_WARN] = {"warning", LOG_WARNING},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
    [LOG_LEVEL_DEBUG] = {"debug", LOG_DEBUG},
};

void log_open(const char *program, enum log_sink sink, enum log_level level)
{
	state.program = program;
	state.sink = sink;
	state.level = level;
	if (sink == LOG_SINK_SYSLOG)
		openlog(program, LOG_PID, LOG_DAEMON);
}

/* What the sanitiser would not keep (controls, C1, bidi, bytes that are no UTF-8) is
 * written as its bytes, so that nothing is lost and nothing acts on a terminal. */
static void put_escaped(struct buf *out, const char *s)
{
	size_t left = strlen(s);

	while (left > 0) {
		uint32_t cp = 0;
		size_t n = utf8_decode(s, left, &cp);
		const bool plain = n > 0 && text_cp_allowed(cp);

		if (n == 0)
			n = 1;
		if (plain)
			buf_put(out, s, n);
		for (size_t i = 0; !plain && i < n; i++)
			buf_printf(out, "\\x%02x", (unsigned)(uint8_t)s[i]);
		s += n;
		left -= n;
	}
}

static void emit(enum log_level level, const char *message)
{
	struct buf line = BUF_INIT;

	if (state.sink == LOG_SINK_STDERR)
		buf_printf(&line, "%s: %s: ", state.program, levels[level].name);
	put_escaped(&line, message);
	if (!buf_ok(&line)) {
		buf_free(&line);
		return;
	}
	if (state.sink == LOG_SINK_SYSLOG) {
		syslog(levels[level].priority, "%s", (const char *)line.data);
	} else {
		buf_u8(&line, '\n');
		/* Nobody is left to be told when stderr cannot be written to. */
		if (write(STDERR_FILENO, line.data, line.len) < 0)
			state.sink = LOG_SINK_NONE;
	}
	buf_free(&line);
}

void log_write(enum log_level level, const char *format, ...)
{
	char message[LINE_MAX_BYTES];
	va_list args;

	if (level > state.level || state.sink == LOG_SINK_NONE)
		return;
	va_start(args, format);
	const int n = vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	if (n >= 0)
		emit(level, message);
}

void log_error(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);

	log_write(LOG_LEVEL_ERROR, "%s %s %s", row->id, row->what, err->context);
}
