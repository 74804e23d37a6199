/*
 * card/protocol.h - what goes between the face and its two helpers, in base/message.h's
 * datagrams: encoded here, and checked in full when it arrives. The helper has handled
 * hostile bytes and may be taken over, so the face believes no length, number, text or
 * symbol that a card could not have given; the helper believes no command either.
 *
 * Each message carries the number of the command that it belongs to (0: the watch), so that
 * what was on its way when a command was given is not taken for its answer.
 */
#ifndef DDOPA_CARD_PROTOCOL_H
#define DDOPA_CARD_PROTOCOL_H

#include "base/message.h"
#include "card/card.h"
#include "card/sensor.h"

enum card_command_type {
	CARD_CMD_WATCH = 1,
	CARD_CMD_READ,
	CARD_CMD_VERIFY,
	CARD_CMD_RELEASE,
	CARD_CMD_CHALLENGE,
	CARD_CMD_STORE,
	CARD_CMD_REMOVE,
	CARD_CMD_FINGERS
};

struct card_command {
	enum card_command_type type;
	uint32_t seq;
	bool with_photo, keep;		 /* READ */
	enum finger finger;		 /* VERIFY, CHALLENGE, STORE, REMOVE */
	bool last_try;			 /* VERIFY: it may be spent */
	enum finger_write write;	 /* CHALLENGE */
	uint8_t template_[TEMPLATE_MAX]; /* VERIFY, STORE */
	size_t len;
	uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE]; /* STORE, REMOVE */
};

/* Events travel as CARD_EVENT_BASE + enum card_event_type. */
#define CARD_EVENT_BASE 0x0100

/* Append to *body (emptied first) and return the message's type. */
uint16_t card_command_encode(struct buf *body, const struct card_command *command);
uint16_t card_event_encode(struct buf *body, const struct card_event *event, uint32_t seq);

/* False: hostile. Fields that the type does not carry are zero. */
bool card_command_decode(struct card_command *command, uint16_t type, const struct buf *body);
bool card_event_decode(
    struct card_event *event, uint32_t *seq, uint16_t type, const struct buf *body);

enum sensor_command_type { SENSOR_CMD_CAPTURE = 0x0201, SENSOR_CMD_CANCEL, SENSOR_CMD_ENROLL };

struct sensor_command {
	enum sensor_command_type type;
	uint32_t seq;
	enum finger finger;	     /* CAPTURE, ENROLL */
	uint8_t other[TEMPLATE_MAX]; /* ENROLL: of the other hand's finger just taken */
	size_t other_len;	     /* 0: none */
};

#define SENSOR_EVENT_BASE 0x0300

uint16_t sensor_command_encode(struct buf *body, const struct sensor_command *command);
uint16_t sensor_event_encode(struct buf *body, const struct sensor_event *event, uint32_t seq);
bool sensor_command_decode(struct sensor_command *command, uint16_t type, const struct buf *body);
bool sensor_event_decode(
    struct sensor_event *event, uint32_t *seq, uint16_t type, const struct buf *body);

/* A multiple of three, one minutia at least, TEMPLATE_MAX at most, no reserved type. */
bool template_valid(const uint8_t *minutiae, size_t len);

#endif
