/*
 * base/log.c - one event, one line.
 */
#include "base/log.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
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

static void put_json(struct buf *out, const char *s)
{
	struct buf plain = BUF_INIT;
	put_escaped(&plain, s);
	buf_u8(out, '"');
	for (const char *c = buf_ok(&plain) ? (const char *)plain.data : ""; c && *c; c++) {
		if (*c == '"' || *c == '\\')
			buf_u8(out, '\\');
		buf_put(out, c, 1);
	}
	buf_u8(out, '"');
	buf_free(&plain);
}

static void put_time(struct buf *out)
{
	char text[40];
	struct tm tm;
	const int64_t ms = clock_real_ms(&clock_system);
	const time_t seconds = ms / 1000;

	gmtime_r(&seconds, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_printf(out, "{\"time\":\"%s.%03dZ\"", text, (int)(ms % 1000));
}

static void write_json(
    struct buf *line, enum log_level level, const char *message, const struct log_field *fields)
{
	put_time(line);
	buf_printf(line,
	    ",\"level\":\"%s\",\"program\":\"%s\",\"pid\":%ld,\"message\":", levels[level].name,
	    state.program, (long)getpid());
	put_json(line, message);
	for (; fields && fields->name; fields++) {
		buf_printf(line, ",\"%s\":", fields->name);
		if (fields->text)
			put_json(line, fields->text);
		else
			buf_printf(line, "%" PRId64, fields->number);
	}
	buf_u8(line, '}');
}

static void write_text(
    struct buf *line, enum log_level level, const char *message, const struct log_field *fields)
{
	if (state.sink == LOG_SINK_STDERR)
		buf_printf(line, "%s: %s: ", state.program, levels[level].name);
	put_escaped(line, message);
	for (; fields && fields->name; fields++) {
		buf_printf(line, " %s=", fields->name);
		if (fields->text)
			put_escaped(line, fields->text);
		else
			buf_printf(line, "%" PRId64, fields->number);
	}
}

static void emit(enum log_level level, const char *message, const struct log_field *fields)
{
	struct buf line = BUF_INIT;

	if (state.sink == LOG_SINK_JSON)
		write_json(&line, level, message, fields);
	else
		write_text(&line, level, message, fields);
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

void log_event(enum log_level level, const char *message, const struct log_field *fields)
{
	if (level <= state.level && state.sink != LOG_SINK_NONE)
		emit(level, message, fields);
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
		emit(level, message, NULL);
}

void log_error(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);

	if (state.sink == LOG_SINK_JSON)
		log_event(LOG_LEVEL_ERROR, row->what,
		    (const struct log_field[]){
			{"problem", row->id, 0}, {"context", err->context, 0}, {NULL, NULL, 0}});
	else
		log_write(LOG_LEVEL_ERROR, "%s %s %s", row->id, row->what, err->context);
}
