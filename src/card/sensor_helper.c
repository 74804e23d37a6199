/*
 * card/sensor_helper.c - the sensor process: waits for a command, then for a finger, and for
 * a word of cancelling meanwhile.
 */
#include <poll.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/sensor_kinds.h"

static bool send_event(struct sensor *s, enum sensor_event_type type)
{
	uint16_t message;
	bool sent;

	s->event->type = type;
	message = sensor_event_encode(&s->body, s->event, s->seq);
	sent = buf_ok(&s->body) && message_send(s->fd, message, &s->body);
	buf_clear(&s->body);
	secret_wipe(s->event, sizeof *s->event);
	s->peer_gone = s->peer_gone || !sent;
	return sent;
}

static void take_command(struct sensor *s)
{
	uint16_t type;
	const enum message_result result = message_receive(s->fd, &type, &s->body, NULL);

	s->pending = result == MESSAGE_OK && sensor_command_decode(&s->command, type, &s->body);
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

bool sensor_take(struct sensor *s, const uint8_t *bytes, size_t len, struct error *err)
{
	if (len == 0)
		return error_set(err, PROBLEM_FINGER_TEMPLATE, "%s", "");
	if (!template_valid(bytes, len))
		return error_set(err, PROBLEM_SENSOR_FAILED, "template of %zu bytes", len);
	memcpy(s->event->template_, bytes, len);
	s->event->len = len;
	return true;
}

static bool capture_none(struct sensor *s, enum finger finger, struct error *err)
{
	(void)s;
	(void)finger;
	return error_set(err, PROBLEM_NO_SENSOR, "%s", "");
}

static const struct {
	const char *type;
	sensor_capture_fn *capture;
} kinds[] = {
    {"none", capture_none},
    {"file", sensor_capture_file},
    {"program", sensor_capture_program},
};

static sensor_capture_fn *kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].type, type) == 0)
			return kinds[i].capture;
	return capture_none;
}

static void run_capture(struct sensor *s, enum finger finger)
{
	struct error err = {0};

	s->deadline = clock_mono_ms(s->clock) + s->options->timeout_s * 1000;
	s->event->press = s->event->presses = 1;
	if (strcmp(s->options->type, "none") != 0 && !send_event(s, SENSOR_EV_GUIDE))
		return;
	if (kind_of(s->options->type)(s, finger, &err)) {
		send_event(s, SENSOR_EV_TEMPLATE);
	} else if (!s->pending && !s->peer_gone) {
		s->event->error = err;
		send_event(s, SENSOR_EV_FAILED);
	}
}

static void serve(struct sensor *s)
{
	while (sensor_wanted(s, -1) || s->pending) {
		s->pending = false;
		s->seq = s->command.seq;
		if (s->command.type != SENSOR_CMD_CANCEL)
			run_capture(s, s->command.finger);
		if (s->peer_gone)
			break;
	}
}

int sensor_helper_main(int fd, const struct sensor_options *options)
{
	struct sensor s = {
	    .fd = fd, .options = options, .clock = &clock_system, .body = BUF_INIT_SECRET};

	secret_harden_process();
	s.event = secret_alloc(sizeof *s.event);
	if (s.event != NULL)
		serve(&s);
	secret_free(s.event, sizeof *s.event);
	buf_free(&s.body);
	close(fd);
	return EX_OK;
}
