/*
 * card/sensor_link.c - the face's end of the sensor process.
 */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/peer.h"
#include "card/protocol.h"

struct sensor_link {
	struct peer peer;
	sensor_event_fn *fn;
	void *arg;
	bool capturing;
	uint32_t seq;
	struct sensor_event *event; /* secret memory */
};

static void deliver(struct sensor_link *link)
{
	link->fn(link->arg, link->event);
	secret_wipe(link->event, sizeof *link->event);
}

static bool on_message(void *owner, uint16_t type, const struct buf *body)
{
	struct sensor_link *link = owner;
	uint32_t seq;

	if (!sensor_event_decode(link->event, &seq, type, body))
		return false;
	if (seq != link->seq || !link->capturing)
		return true; /* of a capture that was cancelled */
	link->capturing = link->event->type == SENSOR_EV_GUIDE;
	deliver(link);
	return true;
}

static void on_gone(void *owner)
{
	struct sensor_link *link = owner;

	link->event->type = SENSOR_EV_GONE;
	error_set(&link->event->error, PROBLEM_HELPER_DIED, "%s", "");
	deliver(link);
}

static void on_destroy(void *owner)
{
	struct sensor_link *link = owner;

	secret_free(link->event, sizeof *link->event);
	free(link);
}

static const struct peer_ops ops = {on_message, on_gone, on_destroy};

struct sensor_link *sensor_link_open(struct loop *loop, int fd, sensor_event_fn *fn, void *arg)
{
	struct sensor_link *link = calloc(1, sizeof *link);

	if (link == NULL)
		return NULL;
	link->fn = fn;
	link->arg = arg;
	link->event = secret_alloc(sizeof *link->event);
	if (link->event != NULL && peer_open(&link->peer, loop, fd, &ops, link))
		return link;
	on_destroy(link);
	return NULL;
}

void sensor_link_close(struct sensor_link *link)
{
	if (link != NULL)
		peer_close(&link->peer);
}

static bool send_command(struct sensor_link *link, struct sensor_command *command)
{
	struct buf body = BUF_INIT_SECRET;
	uint16_t type;
	bool sent;

	command->seq = ++link->seq;
	type = sensor_command_encode(&body, command);
	sent = peer_send(&link->peer, type, &body);
	buf_free(&body);
	return sent;
}

bool sensor_capture(struct sensor_link *link, enum finger finger)
{
	struct sensor_command command = {.type = SENSOR_CMD_CAPTURE, .finger = finger};

	link->capturing = true;
	return send_command(link, &command);
}

bool sensor_enroll(
    struct sensor_link *link, enum finger finger, const uint8_t *other, size_t other_len)
{
	struct sensor_command command = {.type = SENSOR_CMD_ENROLL, .finger = finger};
	bool sent;

	if (other_len > 0 && !template_valid(other, other_len))
		return false;
	if (other_len > 0)
		memcpy(command.other, other, other_len);
	command.other_len = other_len;
	link->capturing = true;
	sent = send_command(link, &command);
	secret_wipe(&command, sizeof command);
	return sent;
}

bool sensor_cancel(struct sensor_link *link)
{
	struct sensor_command command = {.type = SENSOR_CMD_CANCEL};

	link->capturing = false;
	return send_command(link, &command);
}
