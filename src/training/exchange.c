#include "training/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES 65536

bool exchange_start(struct exchange *x, const struct world *w, const char *name, char *const *argv,
    const int *keep, struct error *err)
{
	struct service s = SERVICE(name, argv);
	int in[2], out[2];

	*x = (struct exchange){.name = name, .in = -1, .out = -1};
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
	s.keep = keep;
	s.stdin_fd = in[0];
	s.stdout_fd = out[1];
	x->pid = service_start(w, &s, err);
	close(in[0]);
	close(out[1]);
	x->in = in[1];
	x->out = out[0];
	return x->pid > 0;
}

bool exchange_say(struct exchange *x, json_t *line, struct error *err)
{
	char *text = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
	size_t len = text == NULL ? 0 : strlen(text);
	bool ok = false;

	json_decref(line);
	if (text == NULL)
		return error_set(err, PROBLEM_MEMORY, "%s", x->name);
	text[len] = '\n'; /* in place of the NUL: one write, one line */
	ok = write(x->in, text, len + 1) == (ssize_t)(len + 1);
	free(text);
	return ok || error_errno(err, PROBLEM_IO, errno, x->name);
}

bool exchange_fill(struct exchange *x, struct error *err)
{
	char chunk[4096];
	ssize_t n = read(x->out, chunk, sizeof chunk);

	if (n < 0 && errno == EINTR)
		return true;
	if (n < 0)
		return error_errno(err, PROBLEM_IO, errno, x->name);
	if (n == 0)
		x->ended = true;
	buf_put(&x->pending, chunk, (size_t)n);
	if (x->pending.len > LINE_MAX_BYTES || !buf_ok(&x->pending))
		return error_set(err, PROBLEM_INTERNAL, "%s: a line without end", x->name);
	return true;
}

json_t *exchange_next(struct exchange *x)
{
	uint8_t *end = x->pending.len == 0 ? NULL : memchr(x->pending.data, '\n', x->pending.len);
	size_t len;
	json_t *line;

	if (end == NULL)
		return NULL;
	len = (size_t)(end - x->pending.data);
	line = json_loadb((const char *)x->pending.data, len, JSON_REJECT_DUPLICATES, NULL);
	x->pending.len -= len + 1;
	memmove(x->pending.data, end + 1, x->pending.len);
	return line != NULL ? line : json_object();
}

int exchange_end(struct exchange *x)
{
	int status = 0;

	if (x->in >= 0)
		close(x->in);
	if (x->out >= 0)
		close(x->out);
	buf_free(&x->pending);
	if (x->pid <= 0 || waitpid(x->pid, &status, 0) != x->pid)
		return 70;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
