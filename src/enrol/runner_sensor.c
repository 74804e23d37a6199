/* The sensor helper: one press to be matched, several to be stored, and what the citizen
 * should do meanwhile. */
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "enrol/runner_parts.h"
#include "finger/match.h"

/* What still comes of a capture that was called off is no guidance. */
static void guide(struct runner *r, const struct sensor_event *event)
{
	bool matching = r->enrol.state == ENROL_MATCHING && !r->enrol.verifying;
	if (!matching && !runner_writing_in(r, WRITING_CAPTURE))
		return;
	r->view.guiding = true;
	r->view.guide = event->guide;
	r->view.press = event->press;
	r->view.presses = event->presses;
	runner_changed(r);
}

static enum finger other_of(enum finger finger)
{
	return finger == FINGER_RIGHT_INDEX ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;
}

static void sensor_failed(struct runner *r, const struct error *err)
{
	r->view.guiding = false;
	if (runner_writing_in(r, WRITING_CAPTURE))
		runner_writing_feed(r, WRITING_EV_SENSOR_FAILED, 0, err);
	else
		runner_feed(r, ENROL_EV_SENSOR_FAILED, 0, err);
}

static void fail(struct runner *r, enum problem problem)
{
	struct error err = {0};
	error_set(&err, problem, "%s", "");
	sensor_failed(r, &err);
}

/* Best first, so that the tail may be left out. */
static bool decode(struct minutiae *m, const struct print *print)
{
	size_t most = MINUTIAE_MAX * MINUTIA_SIZE;
	return minutiae_decode(m, print->template_, print->len < most ? print->len : most, 1);
}

/* The sensor looks for it too; but a sensor is a program that anybody may have written. */
static enum problem compare(const struct print *print, const struct print *other)
{
	enum problem problem = PROBLEM_NONE;
	struct minutiae *m = secret_alloc(2 * sizeof(*m));
	if (!m)
		return PROBLEM_MEMORY;
	if (!decode(&m[0], print) || (other->len && !decode(&m[1], other)))
		problem = PROBLEM_FINGER_TEMPLATE;
	else if (other->len && match_same_finger(&m[1], &m[0]))
		problem = PROBLEM_FINGER_DUPLICATE;
	secret_free(m, 2 * sizeof(*m));
	return problem;
}

static void on_print(struct runner *r, const struct sensor_event *event)
{
	enum finger finger = r->writing.finger;
	struct print *print = &r->person->prints[finger];
	print->len = event->len;
	memcpy(print->template_, event->template_, event->len);
	r->view.guiding = false;
	enum problem problem = compare(print, &r->person->prints[other_of(finger)]);
	if (problem == PROBLEM_NONE) {
		runner_writing_feed(r, WRITING_EV_TEMPLATE, 0, NULL);
	} else {
		secret_wipe(print, sizeof(*print));
		fail(r, problem);
	}
}

static void on_template(struct runner *r, const struct sensor_event *event)
{
	if (runner_writing_in(r, WRITING_CAPTURE)) {
		on_print(r, event);
		return;
	}
	if (r->enrol.state != ENROL_MATCHING)
		return;
	r->view.guiding = false;
	r->person->template_len = event->len;
	memcpy(r->person->template_, event->template_, event->len);
	runner_feed(r, ENROL_EV_TEMPLATE, 0, NULL);
}

static void on_sensor(void *arg, const struct sensor_event *event)
{
	struct runner *r = arg;
	switch (event->type) {
	case SENSOR_EV_GUIDE:
		guide(r, event);
		break;
	case SENSOR_EV_TEMPLATE:
		on_template(r, event);
		break;
	case SENSOR_EV_GONE:
		sensor_link_close(r->sensor);
		r->sensor = NULL;
		sensor_failed(r, &event->error);
		break;
	case SENSOR_EV_FAILED:
		sensor_failed(r, &event->error);
		break;
	}
}

static bool sensor_start(struct runner *r)
{
	if (r->sensor)
		return true;
	int fd = r->host.start_sensor(r->host.arg);
	if (fd < 0)
		return false;
	r->sensor = sensor_link_open(r->loop, fd, on_sensor, r);
	if (!r->sensor)
		close(fd);
	return r->sensor != NULL;
}

void runner_capture(struct runner *r)
{
	if (!sensor_start(r))
		fail(r, PROBLEM_SENSOR_FAILED);
	else
		sensor_capture(r->sensor, r->enrol.finger);
}

void runner_enroll(struct runner *r)
{
	enum finger finger = r->writing.finger;
	const struct print *other = &r->person->prints[other_of(finger)];
	if (!sensor_start(r) || !sensor_enroll(r->sensor, finger, other->template_, other->len))
		fail(r, PROBLEM_SENSOR_FAILED);
}

void runner_capture_stop(struct runner *r)
{
	r->view.guiding = false;
	if (r->sensor)
		sensor_cancel(r->sensor);
}

void runner_sensor_close(struct runner *r)
{
	if (r->sensor)
		sensor_link_close(r->sensor);
	r->sensor = NULL;
}
