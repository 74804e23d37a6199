/*
 * doctor/look.c - small files of the system, read whole.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "doctor/rows.h"

void look_path(const struct known_facts *s, const char *path, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s%s", s->root != NULL ? s->root : "", path);
}

bool look_text(const struct known_facts *s, const char *path, char text[LOOK_MAX])
{
	char whole[PATH_MAX];
	size_t len = 0;
	ssize_t n = -1;

	look_path(s, path, whole);
	const int fd = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0)
		while (len < LOOK_MAX - 1 && (n = read(fd, text + len, LOOK_MAX - 1 - len)) > 0)
			len += (size_t)n;
	const int why = errno;
	if (fd >= 0)
		close(fd);
	text[len] = '\0';
	errno = why;
	return fd >= 0 && n >= 0;
}

bool look_line(const char *text, const char *label, char *out, size_t size)
{
	const size_t length = strlen(label);
	const char *line = text;

	while (line != NULL && strncmp(line, label, length) != 0) {
		line = strchr(line, '\n');
		line = line != NULL ? line + 1 : NULL;
	}
	if (line == NULL)
		return false;
	line += length;
	line += strspn(line, " \t");
	size_t end = strcspn(line, "\n");
	while (end > 0 && isspace((unsigned char)line[end - 1]))
		end--;
	snprintf(out, size, "%.*s", (int)end, line);
	return true;
}
