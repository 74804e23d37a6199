/*
 * card/protocol.c - messages as tables: which parts an event carries, how a part is written
 * and read.
 */
#include "card/protocol.h"

#include <string.h>

#include "card/protocol_fields.h"
#include "card/thai.h"

/* ---- events of the card helper ---- */

enum part {
	PART_ERROR,
	PART_READER,
	PART_PROGRESS,
	PART_TEXT,
	PART_FACE,
	PART_PHOTO,
	PART_DIGEST,
	PART_READ_MS,
	PART_FINGERS,
	PART_FINGER,
	PART_TRIES,
	PART_WRITE,
	PART_OUTCOME,
	PART_CHALLENGE,
	PART_BATCH,
	PART_COUNT
};

#define HAS(part) (1U << PART_##part)

static const unsigned event_parts[] = {
    [CARD_EV_NO_PCSCD] = HAS(ERROR),
    [CARD_EV_NO_READER] = HAS(ERROR),
    [CARD_EV_EMPTY] = 0,
    [CARD_EV_PRESENT] = HAS(READER) | HAS(BATCH),
    [CARD_EV_PROGRESS] = HAS(PROGRESS),
    [CARD_EV_TEXT] = HAS(READER) | HAS(TEXT),
    [CARD_EV_PHOTO] = HAS(ERROR) | HAS(FACE) | HAS(PHOTO),
    [CARD_EV_READ_DONE] = HAS(DIGEST) | HAS(READ_MS) | HAS(FINGERS),
    [CARD_EV_VERIFIED] = HAS(FINGER) | HAS(TRIES),
    [CARD_EV_NOT_VERIFIED] = HAS(ERROR) | HAS(FINGER) | HAS(TRIES),
    [CARD_EV_CHALLENGE] = HAS(CHALLENGE),
    [CARD_EV_WRITTEN] = HAS(ERROR) | HAS(FINGERS) | HAS(FINGER) | HAS(WRITE) | HAS(OUTCOME),
    [CARD_EV_NOT_WRITTEN] = HAS(ERROR) | HAS(FINGER) | HAS(WRITE),
    [CARD_EV_FINGERS] = HAS(FINGERS),
    [CARD_EV_RELEASED] = 0,
    [CARD_EV_FAILED] = HAS(ERROR),
    /* CARD_EV_GONE is the link's own */
};
#define EVENT_TYPES (sizeof event_parts / sizeof *event_parts)

static void put_part_error(struct buf *b, const struct card_event *e)
{
	put_error(b, &e->error);
}

static void get_part_error(struct view *v, struct card_event *e)
{
	get_error(v, &e->error);
}

static void put_part_reader(struct buf *b, const struct card_event *e)
{
	put_clean(b, e->reader);
}

static void get_part_reader(struct view *v, struct card_event *e)
{
	get_clean(v, e->reader, sizeof e->reader);
}

static void put_part_batch(struct buf *b, const struct card_event *e)
{
	put_clean(b, e->batch);
}

static void get_part_batch(struct view *v, struct card_event *e)
{
	get_clean(v, e->batch, sizeof e->batch);
	v->failed = v->failed || !thai_batch_valid(e->batch);
}

static void put_part_progress(struct buf *b, const struct card_event *e)
{
	buf_u32(b, e->done);
	buf_u32(b, e->total);
}

static void get_part_progress(struct view *v, struct card_event *e)
{
	e->done = view_u32(v);
	e->total = view_u32(v);
	if (e->done > e->total)
		v->failed = true;
}

static void put_part_text(struct buf *b, const struct card_event *e)
{
	put_text(b, &e->text);
}

static void get_part_text(struct view *v, struct card_event *e)
{
	get_text(v, &e->text);
}

static void put_part_face(struct buf *b, const struct card_event *e)
{
	put_face(b, &e->face);
}

static void get_part_face(struct view *v, struct card_event *e)
{
	get_face(v, &e->face);
}

static void put_part_photo(struct buf *b, const struct card_event *e)
{
	buf_blob(b, e->photo, e->photo_len);
}

static void get_part_photo(struct view *v, struct card_event *e)
{
	const uint8_t *bytes = view_blob(v, sizeof e->photo, &e->photo_len);

	if (bytes != NULL)
		memcpy(e->photo, bytes, e->photo_len);
}

static void put_part_digest(struct buf *b, const struct card_event *e)
{
	buf_put(b, e->digest, sizeof e->digest);
}

static void get_part_digest(struct view *v, struct card_event *e)
{
	get_bytes(v, e->digest, sizeof e->digest);
}

static void put_part_read_ms(struct buf *b, const struct card_event *e)
{
	buf_u32(b, (uint32_t)e->read_ms);
}

static void get_part_read_ms(struct view *v, struct card_event *e)
{
	e->read_ms = view_u32(v);
}

static void put_part_fingers(struct buf *b, const struct card_event *e)
{
	put_fingers(b, &e->fingers);
}

static void get_part_fingers(struct view *v, struct card_event *e)
{
	get_fingers(v, &e->fingers);
}

static void put_part_finger(struct buf *b, const struct card_event *e)
{
	buf_u8(b, (uint8_t)e->finger);
}

static void get_part_finger(struct view *v, struct card_event *e)
{
	get_finger(v, &e->finger);
}

static void put_part_tries(struct buf *b, const struct card_event *e)
{
	put_tries(b, e->tries_left);
}

static void get_part_tries(struct view *v, struct card_event *e)
{
	get_tries(v, &e->tries_left);
}

static void put_part_write(struct buf *b, const struct card_event *e)
{
	buf_u8(b, (uint8_t)e->write);
}

static void get_part_write(struct view *v, struct card_event *e)
{
	get_write(v, &e->write);
}

static void put_part_outcome(struct buf *b, const struct card_event *e)
{
	buf_u8(b, (uint8_t)e->outcome);
}

/* Outcome and problem are one statement. */
static void get_part_outcome(struct view *v, struct card_event *e)
{
	static const enum problem problems[] = {
	    [WRITE_GOOD] = PROBLEM_NONE,
	    [WRITE_UNCHANGED] = PROBLEM_WRITE_UNCHANGED,
	    [WRITE_DAMAGED] = PROBLEM_WRITE_DAMAGED,
	    [WRITE_UNKNOWN] = PROBLEM_WRITE_UNKNOWN,
	};
	const uint8_t outcome = view_u8(v);

	if (outcome > WRITE_UNKNOWN || e->error.problem != problems[outcome])
		v->failed = true;
	else
		e->outcome = (enum write_outcome)outcome;
}

static void put_part_challenge(struct buf *b, const struct card_event *e)
{
	put_challenge(b, &e->challenge);
}

static void get_part_challenge(struct view *v, struct card_event *e)
{
	get_challenge(v, &e->challenge);
}

static const struct {
	void (*put)(struct buf *b, const struct card_event *e);
	void (*get)(struct view *v, struct card_event *e);
} parts[PART_COUNT] = {
    [PART_ERROR] = {put_part_error, get_part_error},
    [PART_READER] = {put_part_reader, get_part_reader},
    [PART_BATCH] = {put_part_batch, get_part_batch},
    [PART_PROGRESS] = {put_part_progress, get_part_progress},
    [PART_TEXT] = {put_part_text, get_part_text},
    [PART_FACE] = {put_part_face, get_part_face},
    [PART_PHOTO] = {put_part_photo, get_part_photo},
    [PART_DIGEST] = {put_part_digest, get_part_digest},
    [PART_READ_MS] = {put_part_read_ms, get_part_read_ms},
    [PART_FINGERS] = {put_part_fingers, get_part_fingers},
    [PART_FINGER] = {put_part_finger, get_part_finger},
    [PART_TRIES] = {put_part_tries, get_part_tries},
    [PART_WRITE] = {put_part_write, get_part_write},
    [PART_OUTCOME] = {put_part_outcome, get_part_outcome},
    [PART_CHALLENGE] = {put_part_challenge, get_part_challenge},
};

uint16_t card_event_encode(struct buf *body, const struct card_event *event, uint32_t seq)
{
	buf_clear(body);
	buf_u32(body, seq);
	for (unsigned p = 0; p < PART_COUNT; p++)
		if (event_parts[event->type] & (1U << p))
			parts[p].put(body, event);
	return (uint16_t)(CARD_EVENT_BASE + event->type);
}

bool card_event_decode(
    struct card_event *event, uint32_t *seq, uint16_t type, const struct buf *body)
{
	struct view v = view_of(body->data, body->len);

	memset(event, 0, sizeof *event);
	if (type < CARD_EVENT_BASE || type >= CARD_EVENT_BASE + EVENT_TYPES)
		return false;
	event->type = (enum card_event_type)(type - CARD_EVENT_BASE);
	*seq = view_u32(&v);
	for (unsigned p = 0; p < PART_COUNT && !v.failed; p++)
		if (event_parts[event->type] & (1U << p))
			parts[p].get(&v, event);
	return view_done(&v);
}

/* ---- commands to the card helper ---- */

enum command_part {
	COMMAND_READING,
	COMMAND_FINGER,
	COMMAND_LAST_TRY,
	COMMAND_WRITE,
	COMMAND_TEMPLATE,
	COMMAND_CRYPTOGRAM
};

#define WANTS(part) (1U << COMMAND_##part)

static const unsigned command_parts[] = {
    [CARD_CMD_WATCH] = 0,
    [CARD_CMD_READ] = WANTS(READING),
    [CARD_CMD_VERIFY] = WANTS(FINGER) | WANTS(LAST_TRY) | WANTS(TEMPLATE),
    [CARD_CMD_RELEASE] = 0,
    [CARD_CMD_CHALLENGE] = WANTS(FINGER) | WANTS(WRITE),
    [CARD_CMD_STORE] = WANTS(FINGER) | WANTS(TEMPLATE) | WANTS(CRYPTOGRAM),
    [CARD_CMD_REMOVE] = WANTS(FINGER) | WANTS(CRYPTOGRAM),
    [CARD_CMD_FINGERS] = 0,
};
#define COMMAND_TYPES (sizeof command_parts / sizeof *command_parts)

uint16_t card_command_encode(struct buf *body, const struct card_command *command)
{
	const unsigned has = command_parts[command->type];

	buf_clear(body);
	buf_u32(body, command->seq);
	if (has & WANTS(READING)) {
		buf_u8(body, command->with_photo);
		buf_u8(body, command->keep);
	}
	if (has & WANTS(FINGER))
		buf_u8(body, (uint8_t)command->finger);
	if (has & WANTS(LAST_TRY))
		buf_u8(body, command->last_try);
	if (has & WANTS(WRITE))
		buf_u8(body, (uint8_t)command->write);
	if (has & WANTS(TEMPLATE))
		buf_blob(body, command->template_, command->len);
	if (has & WANTS(CRYPTOGRAM))
		buf_put(body, command->cryptogram, sizeof command->cryptogram);
	return (uint16_t)command->type;
}

bool card_command_decode(struct card_command *command, uint16_t type, const struct buf *body)
{
	struct view v = view_of(body->data, body->len);
	unsigned has;

	memset(command, 0, sizeof *command);
	if (type < CARD_CMD_WATCH || type >= COMMAND_TYPES)
		return false;
	command->type = (enum card_command_type)type;
	command->seq = view_u32(&v);
	has = command_parts[command->type];
	if (has & WANTS(READING)) {
		command->with_photo = get_bool(&v);
		command->keep = get_bool(&v);
	}
	if (has & WANTS(FINGER))
		get_finger(&v, &command->finger);
	if (has & WANTS(LAST_TRY))
		command->last_try = get_bool(&v);
	if (has & WANTS(WRITE))
		get_write(&v, &command->write);
	if (has & WANTS(TEMPLATE))
		get_template(&v, command->template_, &command->len);
	if (has & WANTS(CRYPTOGRAM))
		get_bytes(&v, command->cryptogram, sizeof command->cryptogram);
	return view_done(&v);
}

/* ---- the sensor ---- */

uint16_t sensor_command_encode(struct buf *body, const struct sensor_command *command)
{
	buf_clear(body);
	buf_u32(body, command->seq);
	if (command->type == SENSOR_CMD_CAPTURE || command->type == SENSOR_CMD_ENROLL)
		buf_u8(body, (uint8_t)command->finger);
	if (command->type == SENSOR_CMD_ENROLL) {
		buf_u8(body, command->other_len > 0);
		if (command->other_len > 0)
			buf_blob(body, command->other, command->other_len);
	}
	return (uint16_t)command->type;
}

bool sensor_command_decode(struct sensor_command *command, uint16_t type, const struct buf *body)
{
	struct view v = view_of(body->data, body->len);

	memset(command, 0, sizeof *command);
	if (type < SENSOR_CMD_CAPTURE || type > SENSOR_CMD_ENROLL)
		return false;
	command->type = (enum sensor_command_type)type;
	command->seq = view_u32(&v);
	if (command->type != SENSOR_CMD_CANCEL)
		get_finger(&v, &command->finger);
	if (command->type == SENSOR_CMD_ENROLL && get_bool(&v))
		get_template(&v, command->other, &command->other_len);
	return view_done(&v);
}

static void put_guide(struct buf *b, const struct sensor_event *e)
{
	buf_u8(b, (uint8_t)e->guide);
	buf_u8(b, (uint8_t)e->press);
	buf_u8(b, (uint8_t)e->presses);
}

static void get_guide(struct view *v, struct sensor_event *e)
{
	const uint8_t guide = view_u8(v);
	const uint8_t press = view_u8(v);
	const uint8_t presses = view_u8(v);

	if (guide >= GUIDE_COUNT || press < 1 || press > presses ||
	    (presses != 1 && presses != ENROLL_PRESSES)) {
		v->failed = true;
		return;
	}
	e->guide = (enum sensor_guide)guide;
	e->press = press;
	e->presses = presses;
}

uint16_t sensor_event_encode(struct buf *body, const struct sensor_event *event, uint32_t seq)
{
	buf_clear(body);
	buf_u32(body, seq);
	if (event->type == SENSOR_EV_GUIDE)
		put_guide(body, event);
	else if (event->type == SENSOR_EV_TEMPLATE)
		buf_blob(body, event->template_, event->len);
	else if (event->type == SENSOR_EV_FAILED)
		put_error(body, &event->error);
	return (uint16_t)(SENSOR_EVENT_BASE + event->type);
}

bool sensor_event_decode(
    struct sensor_event *event, uint32_t *seq, uint16_t type, const struct buf *body)
{
	struct view v = view_of(body->data, body->len);

	memset(event, 0, sizeof *event);
	if (type < SENSOR_EVENT_BASE || type >= SENSOR_EVENT_BASE + SENSOR_EV_GONE)
		return false;
	event->type = (enum sensor_event_type)(type - SENSOR_EVENT_BASE);
	*seq = view_u32(&v);
	if (event->type == SENSOR_EV_GUIDE)
		get_guide(&v, event);
	else if (event->type == SENSOR_EV_TEMPLATE)
		get_template(&v, event->template_, &event->len);
	else if (event->type == SENSOR_EV_FAILED)
		get_error(&v, &event->error);
	return view_done(&v);
}
