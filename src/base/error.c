/*
 * base/error.c - filling an error value.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* vsnprintf cuts at a byte; a cut inside a character is taken back to its start. */
static void trim_to_character(char *s)
{
	size_t pos = 0;
	const size_t len = strlen(s);

	while (pos < len) {
		uint32_t cp;
		const size_t n = utf8_decode(s + pos, len - pos, &cp);

		if (n == 0 && len - pos < 4)
			break;
		pos += n == 0 ? 1 : n;
	}
	s[pos] = '\0';
}

bool error_set(struct error *err, enum problem problem, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return false;
	err->problem = problem;
	va_start(args, format);
	const int n = vsnprintf(err->context, sizeof(err->context), format, args);
	va_end(args);
	if (n < 0)
		err->context[0] = '\0';
	if (n >= (int)sizeof(err->context))
		trim_to_character(err->context);
	return false;
}

bool error_errno(struct error *err, enum problem problem, int errno_value, const char *what)
{
	return error_set(err, problem, "%s: %s", what, strerror(errno_value));
}
