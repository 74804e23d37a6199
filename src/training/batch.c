/*
 * The whole enrollment without a terminal: `ddopa enrol --json` takes the registrar's part,
 * ddopa-phone the citizen's, and this file says what the two people would say. The phone gets
 * its code from a picture of the cells that ddopa painted, as a camera would; the match code
 * travels from the phone's words to the registrar's, as by a phone held up at the counter.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "training/exchange.h"

#define MATCH_CODE_SIZE 8
#define MODULE_PIXELS	8

struct play {
	struct world *world;
	struct exchange registrar, phone;
	bool phone_up;
	struct buf painted; /* what came on the code's descriptor so far */
	int code_fd;
	char match_code[MATCH_CODE_SIZE];
	bool match_code_asked;
	json_t *success; /* the last line, held back until the phone has ended well */
};

/* ---- one line out ---- */

static void print(const json_t *line)
{
	char *text = json_dumps(line, JSON_COMPACT);

	if (text != NULL)
		puts(text);
	fflush(stdout);
	free(text);
}

/* time, state and message, whatever else the registrar's line has. */
static json_t *step_of(const json_t *line)
{
	return json_pack("{s:O*, s:O, s:O*}", "time", json_object_get(line, "time"), "state",
	    json_object_get(line, "state"), "message", json_object_get(line, "message"));
}

/* ---- the registrar's side ---- */

static bool say_match_code(struct play *p, struct error *err)
{
	if (!p->match_code_asked || p->match_code[0] == '\0')
		return true;
	p->match_code_asked = false;
	return exchange_say(&p->registrar, json_pack("{s:s}", "match_code", p->match_code), err);
}

static bool answer_yes(struct play *p, const char *ask, struct error *err)
{
	return exchange_say(&p->registrar, json_pack("{s:b}", ask, 1), err);
}

static bool answer_finger(struct play *p, const char *ask, struct error *err)
{
	return exchange_say(&p->registrar, json_pack("{s:s}", ask, "right-index"), err);
}

static bool answer_match_code(struct play *p, const char *ask, struct error *err)
{
	(void)ask;
	p->match_code_asked = true;
	return say_match_code(p, err);
}

static const struct {
	const char *ask;
	bool (*answer)(struct play *p, const char *ask, struct error *err);
} answers[] = {
    {"app", answer_yes},
    {"same_person", answer_yes},
    {"finger", answer_finger},
    {"match_code", answer_match_code},
};

static bool answer(struct play *p, const char *ask, struct error *err)
{
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		if (strcmp(answers[i].ask, ask) == 0)
			return answers[i].answer(p, ask, err);
	/* Something went wrong that a person would decide on: the demo ends it. */
	return exchange_say(&p->registrar, json_pack("{s:b}", ask, 0), err);
}

static bool on_registrar(struct play *p, const json_t *line, struct error *err)
{
	const char *ask = json_string_value(json_object_get(line, "ask"));
	const char *state = json_string_value(json_object_get(line, "state"));

	if (ask != NULL)
		return answer(p, ask, err);
	if (json_object_get(line, "problem") != NULL) {
		print(line);
	} else if (state != NULL && strcmp(state, "SUCCESS") == 0) {
		p->success = step_of(line);
	} else if (state != NULL) {
		json_t *step = step_of(line);

		print(step);
		json_decref(step);
	}
	return true;
}

/* ---- the citizen's side ---- */

static bool on_phone(struct play *p, const json_t *line, struct error *err)
{
	const char *code = json_string_value(json_object_get(line, "match_code"));

	if (json_object_get(line, "problem") != NULL)
		print(line);
	if (code == NULL)
		return true;
	snprintf(p->match_code, sizeof p->match_code, "%s", code);
	return say_match_code(p, err);
}

/* Everything the citizen will say, in the order of the questions. */
static bool brief_phone(struct play *p, const char *picture, struct error *err)
{
	const struct demo *d = &p->world->demo;
	json_t *lines[] = {json_pack("{s:b}", "leave", 1), json_pack("{s:s}", "number", d->citizen),
	    json_pack("{s:b}", "terms", 1), json_pack("{s:s}", "image", picture),
	    json_pack("{s:s, s:s}", "pin", d->phone_pin, "again", d->phone_pin),
	    json_pack("{s:b, s:s}", "consent", 1, "pin", d->phone_pin)};
	bool ok = true;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		ok = exchange_say(&p->phone, lines[i], err) && ok;
	return ok;
}

static bool start_phone(struct play *p, const char *picture, struct error *err)
{
	const struct world *w = p->world;
	char program[PATH_MAX], ca[PATH_MAX + 16], state[PATH_MAX + 16], host[64];
	char *argv[] = {
	    program, "--json", "--training", "--host", host, "--ca", ca, "--state", state, NULL};

	if (!data_program(w, "ddopa-phone", program, err))
		return false;
	snprintf(host, sizeof host, "LOCALHOST:%d", w->citizens_port);
	snprintf(ca, sizeof ca, "%s/ca.pem", w->directory);
	snprintf(state, sizeof state, "%s/phone", w->directory);
	p->phone_up = exchange_start(&p->phone, w, "ddopa-phone", argv, NULL, err);
	return p->phone_up && brief_phone(p, picture, err);
}

/* The code is whole when the typed code's line below it is. */
static bool code_is_whole(const struct buf *b)
{
	const uint8_t *gap = memmem(b->data, b->len, "\n\n", 2);

	return gap != NULL && memchr(gap + 2, '\n', b->len - (size_t)(gap + 2 - b->data)) != NULL;
}

static bool on_code(struct play *p, struct error *err)
{
	char chunk[4096], picture[PATH_MAX + 16];
	ssize_t n = read(p->code_fd, chunk, sizeof chunk);

	if (n < 0 && errno != EINTR)
		return error_errno(err, PROBLEM_IO, errno, "--qr-fd");
	if (n == 0) {
		close(p->code_fd);
		p->code_fd = -1;
	}
	buf_put(&p->painted, chunk, n > 0 ? (size_t)n : 0);
	if (p->phone_up || p->painted.len == 0 || !code_is_whole(&p->painted))
		return true;
	snprintf(picture, sizeof picture, "%s/code.png", p->world->directory);
	return picture_from_cells(
		   (const char *)p->painted.data, p->painted.len, MODULE_PIXELS, picture, err) &&
	       start_phone(p, picture, err);
}

/* ---- both together ---- */

/* number and PIN wait in a pipe: they are in no argument, environment or file. */
static int login_pipe(const struct demo *d, struct error *err)
{
	char text[64];
	int fd[2], len = snprintf(text, sizeof text, "%s\n%s\n", d->officer, d->pin);

	if (pipe2(fd, O_CLOEXEC) != 0 || write(fd[1], text, (size_t)len) != len) {
		error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
		return -1;
	}
	close(fd[1]);
	return fd[0];
}

static bool start_registrar(struct play *p, struct error *err)
{
	const struct world *w = p->world;
	char program[PATH_MAX], conf[PATH_MAX + 16], login[16], code[16];
	char *argv[] = {program, "--config", conf, "--lang",
	    (char *)(w->language ? w->language : "th"), "enrol", "--json", "--pin-fd", login,
	    "--qr-fd", code, NULL};
	int code_fd[2], login_fd = login_pipe(&w->demo, err);
	bool ok;

	if (login_fd < 0 || !data_program(w, "ddopa", program, err))
		return false;
	if (pipe2(code_fd, O_CLOEXEC) != 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "pipe");
	snprintf(conf, sizeof conf, "%s/ddopa.conf", w->directory);
	snprintf(login, sizeof login, "%d", login_fd);
	snprintf(code, sizeof code, "%d", code_fd[1]);
	ok =
	    exchange_start(&p->registrar, w, "ddopa", argv, (int[]){login_fd, code_fd[1], -1}, err);
	close(login_fd);
	close(code_fd[1]);
	p->code_fd = code_fd[0];
	return ok;
}

static bool take_lines(struct play *p, struct exchange *x,
    bool (*on_line)(struct play *p, const json_t *line, struct error *err), struct error *err)
{
	bool ok = exchange_fill(x, err);
	json_t *line;

	while (ok && (line = exchange_next(x)) != NULL) {
		ok = on_line(p, line, err);
		json_decref(line);
	}
	return ok;
}

static int open_fd(const struct exchange *x, bool up)
{
	return up && !x->ended ? x->out : -1;
}

/* Until both have said their last word. */
static bool converse(struct play *p, struct error *err)
{
	while (!p->registrar.ended || (p->phone_up && !p->phone.ended)) {
		struct pollfd fds[] = {{.fd = open_fd(&p->registrar, true), .events = POLLIN},
		    {.fd = open_fd(&p->phone, p->phone_up), .events = POLLIN},
		    {.fd = p->code_fd, .events = POLLIN}};

		if (poll(fds, 3, -1) < 0 && errno != EINTR)
			return error_errno(err, PROBLEM_SYSTEM, errno, "poll");
		if (fds[0].revents != 0 && !take_lines(p, &p->registrar, on_registrar, err))
			return false;
		if (fds[1].revents != 0 && !take_lines(p, &p->phone, on_phone, err))
			return false;
		if (fds[2].revents != 0 && !on_code(p, err))
			return false;
		/* A registrar who has gone home leaves the phone nobody to wait for. */
		if (p->registrar.ended && p->success == NULL)
			return true;
	}
	return true;
}

int batch_run(struct world *w, struct error *err)
{
	struct play p = {.world = w, .code_fd = -1};
	signal(SIGPIPE, SIG_IGN); /* a program that has gone is told by its end */
	bool ok = start_registrar(&p, err) && converse(&p, err);
	int code = exchange_end(&p.registrar);
	int phone = p.phone_up && p.success != NULL ? exchange_end(&p.phone) : 0;

	if (ok && code == 0 && phone == 0 && p.success != NULL)
		print(p.success);
	json_decref(p.success);
	buf_free(&p.painted);
	if (!ok)
		return -1;
	return code != 0 ? code : phone;
}
