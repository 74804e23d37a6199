/*
 * base/log.h - one line an event, to stderr, as JSON to stderr, or to syslog. No data of a person,
 * no APDU bodies, no tokens: the caller passes codes, ids and counts only. Control characters in
 * what is passed are written as \xNN, so an entry is always one line.
 */
#ifndef DDOPA_BASE_LOG_H
#define DDOPA_BASE_LOG_H

#include <stdint.h>

#include "base/error.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* JSON: an object a line, with "time" (RFC 3339 UTC), "level", "program", "pid", "message"
 * and the fields of log_event(). */
enum log_sink { LOG_SINK_STDERR, LOG_SINK_JSON, LOG_SINK_SYSLOG, LOG_SINK_NONE };

/* Names are plain words; text NULL: the number. A list ends with a name of NULL. */
struct log_field {
	const char *name;
	const char *text;
	int64_t number;
};

/* program: static string, shown before each entry. Default: stderr, WARN. */
void log_open(const char *program, enum log_sink sink, enum log_level level);
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An event of which every part is wanted by itself; elsewhere its fields follow the message. */
void log_event(enum log_level level, const char *message, const struct log_field *fields);
void log_error(const struct error *err); /* id, English title, context */

#endif
