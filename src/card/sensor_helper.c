/*
 * card/sensor_helper.c - the sensor process: waits for a command, then for presses of the
 * finger, and for a word of cancelling meanwhile.
 */
#include "autoconf.h"

#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sensor_kinds.h"

static bool send_event(struct sensor *s, enum sensor_event_type type)
{
	struct sensor_event *event = &s->work->event;
	uint16_t message;
	bool sent;

	event->type = type;
	message = sensor_event_encode(&s->body, event, s->seq);
	sent = buf_ok(&s->body) && message_send(s->fd, message, &s->body);
	buf_clear(&s->body);
	secret_wipe(event, sizeof *event);
	s->peer_gone = s->peer_gone || !sent;
	return sent;
}

static void take_command(struct sensor *s)
{
	uint16_t type;
	const enum message_result result = message_receive(s->fd, &type, &s->body, NULL);

	s->pending = result == MESSAGE_OK && sensor_command_decode(s->command, type, &s->body);
	buf_clear(&s->body);
	if (!s->pending && result != MESSAGE_NONE)
		s->peer_gone = true;
}

bool sensor_wanted(struct sensor *s, int ms)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};

	if (!s->pending && poll(&p, 1, ms) > 0)
		take_command(s);
	return !s->pending && !s->peer_gone;
}

int64_t sensor_time_left(const struct sensor *s)
{
	const int64_t left = s->deadline - clock_mono_ms(s->clock);

	return left > 0 ? left : 0;
}

#define NOTHING_TOLD GUIDE_COUNT

static void tell(struct sensor *s, enum sensor_guide guide, int press)
{
	struct sensor_event *event = &s->work->event;

	s->told = guide;
	event->guide = guide;
	event->press = press;
	event->presses = presses_wanted(&s->work->presses);
	send_event(s, SENSOR_EV_GUIDE);
}

void sensor_invite(struct sensor *s)
{
	if (s->told == NOTHING_TOLD || s->told == GUIDE_LIFT)
		tell(s, GUIDE_PLACE, presses_current(&s->work->presses));
}

void sensor_tell_lift(struct sensor *s)
{
	if (s->told != GUIDE_LIFT)
		tell(s, GUIDE_LIFT, presses_current(&s->work->presses));
}

/* Each press is answered, a second bad one with the same words as the first. */
static void tell_judged(struct sensor *s)
{
	const struct presses *p = &s->work->presses;

	if (p->guide != GUIDE_LIFT)
		tell(s, p->guide, presses_current(p));
	else if (s->told != GUIDE_LIFT)
		tell(s, GUIDE_LIFT, p->good_count);
}

/* Words in place of a template, such as a program's complaint, would cost a try. A finger's
 * minutiae are never all printable: a fork has the top bit set. */
static bool is_text(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((bytes[i] < ' ' || bytes[i] > '~') && bytes[i] != '\n' && bytes[i] != '\t')
			return false;
	return true;
}

bool sensor_take(struct press *press, const uint8_t *bytes, size_t len, struct error *err)
{
	if (len == 0)
		return error_set(err, PROBLEM_FINGER_TEMPLATE, "%s", "");
	if (!template_valid(bytes, len) || is_text(bytes, len))
		return error_set(err, PROBLEM_SENSOR_FAILED, "template of %zu bytes", len);
	memcpy(press->template_, bytes, len);
	template_centre_first(press->template_, len);
	press->len = len;
	press->state = PRESS_GOOD;
	press->quality = (int)(len / MINUTIA_SIZE);
	return true;
}

/* ---- kinds ---- */

static bool press_none(
    struct sensor *s, enum finger finger, int nth, struct press *press, struct error *err)
{
	(void)finger;
	(void)nth;
	(void)press;
	return error_set(err, PROBLEM_NO_SENSOR, "%s",
	    strcmp(s->options->type, "libfprint") == 0 ? "built without libfprint" : "");
}

static const struct kind {
	const char *type;
	sensor_press_fn *press;
	bool ready; /* at once: the finger may be placed; the others call sensor_invite() */
	void (*end)(struct sensor *s);
} kinds[] = {
    {.type = "file", .press = sensor_press_file, .ready = true},
    {.type = "program", .press = sensor_press_program, .ready = true},
#ifdef HAVE_FPRINT
    {.type = "libfprint", .press = sensor_press_fprint, .end = sensor_end_fprint},
#endif
};
static const struct kind none = {.type = "none", .press = press_none};

static const struct kind *kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return &none;
}

/* ---- commands ---- */

/* False: the kind failed, with *err, or the face wants something else. */
static bool press_once(
    struct sensor *s, const struct kind *kind, enum finger finger, struct error *err)
{
	struct sensor_work *w = s->work;

	s->deadline = clock_mono_ms(s->clock) + s->options->timeout_s * 1000;
	memset(&w->press, 0, sizeof w->press);
	if (kind->ready)
		sensor_invite(s);
	return !s->peer_gone &&
	       kind->press(s, finger, presses_made(&w->presses) + 1, &w->press, err);
}

static bool capture(struct sensor *s, const struct kind *kind, struct error *err)
{
	struct sensor_work *w = s->work;
	const enum finger finger = s->command->finger;
	enum presses_next next = PRESSES_MORE;

	while (next == PRESSES_MORE) {
		if (!press_once(s, kind, finger, err))
			return false;
		next = presses_take(&w->presses, &w->press);
		if (next == PRESSES_MORE)
			tell_judged(s);
	}
	return next == PRESSES_DONE || error_set(err, w->presses.problem, "%s", "");
}

static void run_command(struct sensor *s)
{
	const struct kind *kind = kind_of(s->options->type);
	const struct sensor_command *command = s->command;
	struct sensor_work *w = s->work;
	struct error err = {0};
	bool captured;

	s->told = NOTHING_TOLD;
	presses_begin(
	    &w->presses, command->type == SENSOR_CMD_ENROLL, command->other, command->other_len);
	captured = capture(s, kind, &err);
	if (kind->end != NULL)
		kind->end(s);
	if (captured) {
		memcpy(w->event.template_, w->presses.chosen->template_, w->presses.chosen->len);
		w->event.len = w->presses.chosen->len;
		send_event(s, SENSOR_EV_TEMPLATE);
	} else if (!s->pending && !s->peer_gone) {
		w->event.error = err;
		send_event(s, SENSOR_EV_FAILED);
	}
	secret_wipe(w, sizeof *w);
}

static void serve(struct sensor *s)
{
	while (sensor_wanted(s, -1) || s->pending) {
		s->pending = false;
		s->seq = s->command->seq;
		if (s->command->type != SENSOR_CMD_CANCEL)
			run_command(s);
		if (s->peer_gone)
			break;
	}
}

int sensor_helper_main(int fd, const struct sensor_options *options)
{
	struct sensor s = {
	    .fd = fd, .options = options, .clock = &clock_system, .body = BUF_INIT_SECRET};

	secret_harden_process();
	s.work = secret_alloc(sizeof *s.work);
	s.command = secret_alloc(sizeof *s.command);
	if (s.work != NULL && s.command != NULL)
		serve(&s);
	secret_free(s.work, sizeof *s.work);
	secret_free(s.command, sizeof *s.command);
	buf_free(&s.body);
	close(fd);
	return EX_OK;
}
