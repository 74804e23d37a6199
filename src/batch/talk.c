#include "batch/talk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "batch/batch.h"

struct talk {
	struct loop *loop;
	talk_fn *fn;
	void *arg;
	unsigned handle;
	struct buf in; /* secret: match codes and verdicts are in it */
	json_t *lines; /* array, oldest first */
	bool ended;
	bool overlong; /* the rest of a line over TALK_LINE_MAX is being skipped */
	bool reader_gone;
};

static void queue(struct talk *t, const char *text, size_t len)
{
	json_t *line = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(line) || json_object_size(line) != 1) {
		json_decref(line);
		line = json_object();
	}
	json_array_append_new(t->lines, line);
}

static void take_lines(struct talk *t)
{
	size_t from = 0;

	for (size_t i = 0; i < t->in.len; i++) {
		if (t->in.data[i] != '\n')
			continue;
		queue(t, (const char *)t->in.data + from, t->overlong ? 0 : i - from);
		t->overlong = false;
		from = i + 1;
	}
	t->in.len -= from;
	memmove(t->in.data, t->in.data + from, t->in.len);
	if (t->in.len > TALK_LINE_MAX) {
		t->overlong = true;
		buf_clear(&t->in);
	}
}

static void on_input(void *arg, int fd, short revents)
{
	struct talk *t = arg;
	char chunk[1024];
	ssize_t n = read(fd, chunk, sizeof chunk);

	(void)revents;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n > 0) {
		buf_put(&t->in, chunk, (size_t)n);
		take_lines(t);
	} else {
		t->ended = true;
		loop_remove(t->loop, t->handle);
		t->handle = 0;
	}
	t->fn(t->arg);
}

struct talk *talk_open(struct loop *loop, talk_fn *fn, void *arg)
{
	struct talk *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->loop = loop;
	t->fn = fn;
	t->arg = arg;
	t->in = (struct buf)BUF_INIT_SECRET;
	t->lines = json_array();
	/* poll(2) does not wait for a regular file, which is always readable: so a script may
	 * also come from one. */
	t->handle = loop_add_fd(loop, STDIN_FILENO, POLLIN, on_input, t);
	if (t->lines != NULL && t->handle != 0)
		return t;
	talk_close(t);
	return NULL;
}

void talk_close(struct talk *t)
{
	if (t == NULL)
		return;
	loop_remove(t->loop, t->handle);
	buf_free(&t->in);
	json_decref(t->lines);
	free(t);
}

json_t *talk_line(const struct talk *t)
{
	char time[RFC3339_SIZE];

	rfc3339_format(time, clock_real_ms(loop_clock(t->loop)));
	return json_pack("{s:s}", "time", time);
}

void talk_problem(json_t *line, enum problem problem, const char *context)
{
	const struct problem_row *row = problem_row(problem);
	struct buf message = BUF_INIT;

	buf_printf(&message, "%s %s %s", _(row->what), _(row->why), _(row->todo));
	json_object_set_new(line, "problem", json_string(row->id));
	json_object_set_new(line, "code", json_string(row->name));
	if (row->dopa != 0)
		json_object_set_new(line, "dopa", json_integer(row->dopa));
	if (context != NULL && context[0] != '\0')
		json_object_set_new(line, "context", json_string(context));
	json_object_set_new(line, "message", json_string((const char *)message.data));
	buf_free(&message);
}

bool talk_say(struct talk *t, json_t *line)
{
	struct buf out = BUF_INIT_SECRET;
	char *text = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
	int code;

	json_decref(line);
	if (text == NULL)
		return false;
	buf_printf(&out, "%s\n", text);
	secret_wipe(text, strlen(text));
	free(text);
	if (!t->reader_gone && !batch_write(STDOUT_FILENO, &out, &code))
		t->reader_gone = true;
	buf_free(&out);
	return !t->reader_gone;
}

bool talk_reader_gone(const struct talk *t)
{
	return t->reader_gone;
}

const json_t *talk_peek(const struct talk *t)
{
	return json_array_get(t->lines, 0);
}

void talk_drop(struct talk *t)
{
	json_array_remove(t->lines, 0);
}

bool talk_ended(const struct talk *t)
{
	return t->ended && json_array_size(t->lines) == 0;
}
