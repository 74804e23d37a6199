/* What goes between the processes: round trips, and bytes that no helper of ours writes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "card/protocol.h"

static struct card_event event, again;
static struct buf body = BUF_INIT_SECRET;

static void fill(enum card_event_type type)
{
	struct card_text *text = &event.text;

	memset(&event, 0, sizeof event);
	event.type = type;
	error_set(&event.error, PROBLEM_CARD_REMOVED, "0x017B");
	strcpy(event.reader, "Reader 00 00");
	event.done = 255;
	event.total = 5669;
	strcpy(text->person.number.digits, "1112034563562");
	strcpy(text->person.thai.first, "สมศรี");
	strcpy(text->person.english.last, "Thotsop");
	strcpy(text->person.address.part[ADDRESS_PROVINCE], "จังหวัดสกลนคร");
	text->person.birth = (struct date){1977, 2, 28};
	text->person.sex = SEX_FEMALE;
	strcpy(text->issue.request_number, "47019900001/01010001");
	text->issue.expires = DATE_LIFELONG;
	event.face.columns = 24;
	event.face.rows = 14;
	for (int row = 0; row < 14; row++)
		for (int column = 0; column < 24; column++) {
			event.face.cell[row][column] = (struct face_cell){0x2598, 16, 231};
			event.face.mono[row][column] = (struct face_cell){' ', 16, 16};
		}
	event.face.picture.width = CARD_PICTURE_WIDTH;
	event.face.picture.height = CARD_PICTURE_HEIGHT;
	memset(event.face.picture.rgb, 0x33, sizeof event.face.picture.rgb);
	event.photo_len = 5118;
	memset(event.photo, 0xA5, sizeof event.photo);
	memset(event.digest, 0x5A, sizeof event.digest);
	event.read_ms = 1900;
	event.fingers.applet = true;
	event.fingers.finger[FINGER_LEFT_INDEX] = (struct finger_state){.stored = true,
	    .tries_left = 3,
	    .reference = 0x82,
	    .min_minutiae = 12,
	    .max_minutiae = 60,
	    .order = 5};
	event.finger = FINGER_LEFT_INDEX;
	event.tries_left = 2;
	event.write = FINGER_WRITE_REMOVE;
	event.outcome = WRITE_DAMAGED;
	event.challenge = (struct finger_challenge){.finger = FINGER_LEFT_INDEX,
	    .write = FINGER_WRITE_REMOVE,
	    .reference = 0x82,
	    .challenge = {1, 2, 3, 4, 5, 6, 7, 8},
	    .serial = {9, 10, 11, 12, 13, 14, 15, 16}};
	if (type == CARD_EV_WRITTEN)
		error_set(&event.error, PROBLEM_WRITE_DAMAGED, "%s", "");
}

#define TYPES CARD_EV_GONE

static void test_events(void **state)
{
	(void)state;
	for (int type = 0; type < TYPES; type++) {
		uint32_t seq = 0;
		uint16_t wire;

		fill((enum card_event_type)type);
		wire = card_event_encode(&body, &event, 77);
		assert_true(buf_ok(&body));
		assert_true(body.len + 2 <= MESSAGE_MAX);
		assert_true(card_event_decode(&again, &seq, wire, &body));
		assert_int_equal(seq, 77);
		assert_int_equal(again.type, type);
	}
}

static void take(enum card_event_type type)
{
	uint32_t seq;

	fill(type);
	assert_true(card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body));
}

static void test_parts(void **state)
{
	(void)state;
	take(CARD_EV_TEXT);
	assert_memory_equal(&again.text, &event.text, sizeof event.text);
	assert_string_equal(again.reader, event.reader);
	take(CARD_EV_PHOTO);
	assert_memory_equal(&again.face, &event.face, sizeof event.face);
	assert_true(body.len <= MESSAGE_MAX); /* the largest picture and the longest photo */
	assert_int_equal(again.photo_len, 5118);
	assert_memory_equal(again.photo, event.photo, 5118);
	take(CARD_EV_READ_DONE);
	assert_memory_equal(again.digest, event.digest, SHA256_SIZE);
	assert_int_equal(again.read_ms, 1900);
	assert_memory_equal(&again.fingers, &event.fingers, sizeof event.fingers);
	take(CARD_EV_NOT_VERIFIED);
	assert_int_equal(again.finger, FINGER_LEFT_INDEX);
	assert_int_equal(again.tries_left, 2);
	take(CARD_EV_CHALLENGE);
	assert_memory_equal(&again.challenge, &event.challenge, sizeof event.challenge);
	take(CARD_EV_WRITTEN);
	assert_int_equal(again.finger, FINGER_LEFT_INDEX);
	assert_int_equal(again.write, FINGER_WRITE_REMOVE);
	assert_int_equal(again.outcome, WRITE_DAMAGED);
	assert_int_equal(again.error.problem, PROBLEM_WRITE_DAMAGED);
	assert_memory_equal(&again.fingers, &event.fingers, sizeof event.fingers);
	take(CARD_EV_NOT_WRITTEN);
	assert_int_equal(again.finger, FINGER_LEFT_INDEX);
	assert_int_equal(again.write, FINGER_WRITE_REMOVE);
	assert_int_equal(again.error.problem, PROBLEM_CARD_REMOVED);
	take(CARD_EV_FINGERS);
	assert_memory_equal(&again.fingers, &event.fingers, sizeof event.fingers);
	take(CARD_EV_FAILED);
	assert_int_equal(again.error.problem, PROBLEM_CARD_REMOVED);
	assert_string_equal(again.error.context, "0x017B");
}

/* Cut anywhere, or with a byte too many: hostile. */
static void test_lengths(void **state)
{
	(void)state;
	for (int type = 0; type < TYPES; type++) {
		uint32_t seq;
		uint16_t wire;
		size_t len;

		fill((enum card_event_type)type);
		wire = card_event_encode(&body, &event, 1);
		len = body.len;
		for (body.len = 0; body.len < len; body.len++)
			assert_false(card_event_decode(&again, &seq, wire, &body));
		buf_u8(&body, 0);
		assert_false(card_event_decode(&again, &seq, wire, &body));
	}
}

static void test_types(void **state)
{
	struct card_command command;
	struct sensor_event sensor;
	struct sensor_command capture;
	uint32_t seq;

	(void)state;
	buf_clear(&body);
	buf_u32(&body, 1);
	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const bool simple = type == CARD_EVENT_BASE + CARD_EV_EMPTY ||
				    type == CARD_EVENT_BASE + CARD_EV_RELEASED;

		assert_int_equal(card_event_decode(&again, &seq, (uint16_t)type, &body), simple);
		assert_int_equal(card_command_decode(&command, (uint16_t)type, &body),
		    type == CARD_CMD_WATCH || type == CARD_CMD_RELEASE || type == CARD_CMD_FINGERS);
		assert_false(sensor_event_decode(&sensor, &seq, (uint16_t)type, &body));
		assert_int_equal(sensor_command_decode(&capture, (uint16_t)type, &body),
		    type == SENSOR_CMD_CANCEL);
	}
}

/* One field that no card can give. */
static bool refused(void (*spoil)(void), enum card_event_type type)
{
	uint32_t seq;

	fill(type);
	spoil();
	return !card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body);
}

static void spoil_number(void)
{
	event.text.person.number.digits[12] = '3';
}

static void spoil_escape(void)
{
	strcpy(event.text.person.thai.first, "\x1b[2J");
}

static void spoil_bidi(void)
{
	strcpy(event.text.person.english.first, "a\xE2\x80\xAE");
}

static void spoil_utf8(void)
{
	strcpy(event.text.issue.issuing_office, "\xE0\xB8");
}

static void spoil_date(void)
{
	event.text.person.birth.month = 13;
}

static void spoil_year(void)
{
	event.text.person.birth.year = -1;
}

static void spoil_sex(void)
{
	event.text.person.sex = (enum sex)7;
}

static void spoil_symbol(void)
{
	event.face.cell[3][3].symbol = 0x1B;
}

static void spoil_colour(void)
{
	event.face.cell[3][3].fg = 1;
}

/* As many bytes as are there; but the width is more than any picture's. */
static void spoil_picture(void)
{
	event.face.picture.width = CARD_PICTURE_WIDTH + 1;
	event.face.picture.height = 1;
}

static void spoil_progress(void)
{
	event.done = event.total + 1;
}

static void spoil_problem(void)
{
	event.error.problem = PROBLEM_COUNT;
}

static void spoil_finger(void)
{
	event.finger = FINGER_COUNT;
}

static void spoil_tries(void)
{
	event.tries_left = 16;
}

static void spoil_counts(void)
{
	event.fingers.finger[0].min_minutiae = 61;
	event.fingers.finger[0].max_minutiae = 60;
}

static void spoil_damaged(void)
{
	event.fingers.finger[FINGER_LEFT_INDEX].damaged = true; /* and stored */
}

static void spoil_write(void)
{
	event.write = (enum finger_write)2;
}

static void spoil_outcome(void)
{
	event.outcome = (enum write_outcome)4;
}

/* Good, and a problem beside it. */
static void spoil_statement(void)
{
	event.outcome = WRITE_GOOD;
}

static void spoil_reference(void)
{
	event.challenge.reference = 0;
}

static void spoil_challenge(void)
{
	event.challenge.write = (enum finger_write)9;
}

static void test_writes(void **state)
{
	(void)state;
	assert_true(refused(spoil_damaged, CARD_EV_FINGERS));
	assert_true(refused(spoil_counts, CARD_EV_WRITTEN));
	assert_true(refused(spoil_finger, CARD_EV_WRITTEN));
	assert_true(refused(spoil_write, CARD_EV_WRITTEN));
	assert_true(refused(spoil_write, CARD_EV_NOT_WRITTEN));
	assert_true(refused(spoil_outcome, CARD_EV_WRITTEN));
	assert_true(refused(spoil_statement, CARD_EV_WRITTEN));
	assert_true(refused(spoil_reference, CARD_EV_CHALLENGE));
	assert_true(refused(spoil_challenge, CARD_EV_CHALLENGE));
}

static void test_values(void **state)
{
	(void)state;
	assert_true(refused(spoil_number, CARD_EV_TEXT));
	assert_true(refused(spoil_escape, CARD_EV_TEXT));
	assert_true(refused(spoil_bidi, CARD_EV_TEXT));
	assert_true(refused(spoil_utf8, CARD_EV_TEXT));
	assert_true(refused(spoil_date, CARD_EV_TEXT));
	assert_true(refused(spoil_year, CARD_EV_TEXT));
	assert_true(refused(spoil_sex, CARD_EV_TEXT));
	assert_true(refused(spoil_symbol, CARD_EV_PHOTO));
	assert_true(refused(spoil_colour, CARD_EV_PHOTO));
	assert_true(refused(spoil_picture, CARD_EV_PHOTO));
	assert_true(refused(spoil_progress, CARD_EV_PROGRESS));
	assert_true(refused(spoil_problem, CARD_EV_FAILED));
	assert_true(refused(spoil_finger, CARD_EV_VERIFIED));
	assert_true(refused(spoil_tries, CARD_EV_VERIFIED));
	assert_true(refused(spoil_counts, CARD_EV_READ_DONE));
}

static void test_face_too_large(void **state)
{
	uint32_t seq;

	(void)state;
	buf_clear(&body);
	buf_u32(&body, 1);
	buf_u16(&body, PROBLEM_NONE);
	buf_str(&body, "");
	buf_u8(&body, 255);
	buf_u8(&body, 255);
	for (int i = 0; i < 20000; i++)
		buf_u8(&body, 0x20);
	assert_false(card_event_decode(&again, &seq, CARD_EVENT_BASE + CARD_EV_PHOTO, &body));
}

/* A reader's name is anything; what is sent of it is clean. */
static void test_reader_names(void **state)
{
	uint32_t seq;

	(void)state;
	fill(CARD_EV_PRESENT);
	strcpy(event.reader, "Evil\x1b]0;\x07 Reader\xff");
	assert_true(card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body));
	assert_null(strchr(again.reader, '\x1b'));
	strcpy(event.batch, "TH-NID-12");
	assert_true(card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body));
	assert_string_equal(again.batch, "TH-NID-12");
	strcpy(event.batch, "1112034563562");
	assert_false(card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body));
	error_set(&event.error, PROBLEM_NO_READER, "\x9b%s", "31m");
	event.type = CARD_EV_FAILED;
	assert_true(card_event_decode(&again, &seq, card_event_encode(&body, &event, 1), &body));
}

static void test_sensor(void **state)
{
	struct sensor_event e = {.type = SENSOR_EV_TEMPLATE, .len = 6}, copy;
	struct sensor_command c = {.type = SENSOR_CMD_CAPTURE,
				  .seq = 4,
				  .finger = FINGER_LEFT_INDEX},
			      other;
	uint32_t seq;
	uint16_t type = sensor_event_encode(&body, &e, 8);

	(void)state;
	assert_true(sensor_event_decode(&copy, &seq, type, &body));
	assert_int_equal(seq, 8);
	assert_int_equal(copy.len, 6);
	e.len = 5;
	type = sensor_event_encode(&body, &e, 8);
	assert_false(sensor_event_decode(&copy, &seq, type, &body));
	e = (struct sensor_event){.type = SENSOR_EV_FAILED, .error = {PROBLEM_FINGER_TIMEOUT, ""}};
	type = sensor_event_encode(&body, &e, 8);
	assert_true(sensor_event_decode(&copy, &seq, type, &body));
	assert_int_equal(copy.error.problem, PROBLEM_FINGER_TIMEOUT);
	type = sensor_command_encode(&body, &c);
	assert_true(sensor_command_decode(&other, type, &body));
	assert_int_equal(other.finger, FINGER_LEFT_INDEX);
	body.data[4] = FINGER_COUNT;
	assert_false(sensor_command_decode(&other, type, &body));
}

static bool guide_taken(unsigned guide, unsigned press, unsigned presses, size_t cut)
{
	const uint8_t bytes[] = {0, 0, 0, 8, (uint8_t)guide, (uint8_t)press, (uint8_t)presses, 0};
	struct sensor_event copy;
	uint32_t seq;
	bool taken;

	buf_clear(&body);
	buf_put(&body, bytes, cut);
	taken = sensor_event_decode(&copy, &seq, SENSOR_EVENT_BASE + SENSOR_EV_GUIDE, &body);
	if (taken) {
		assert_int_equal(seq, 8);
		assert_int_equal(copy.guide, guide);
		assert_int_equal(copy.press, press);
		assert_int_equal(copy.presses, presses);
	}
	return taken;
}

/* One press, or ENROLL_PRESSES of which one is the present one; and nothing else. */
static void test_guide(void **state)
{
	struct sensor_event e = {
	    .type = SENSOR_EV_GUIDE, .guide = GUIDE_WRONG_FINGER, .press = 2, .presses = 3};
	struct sensor_event copy;
	uint32_t seq;

	(void)state;
	assert_true(sensor_event_decode(&copy, &seq, sensor_event_encode(&body, &e, 8), &body));
	assert_int_equal(copy.guide, GUIDE_WRONG_FINGER);
	assert_int_equal(copy.press, 2);
	assert_int_equal(copy.presses, 3);
	for (unsigned guide = 0; guide < 256; guide++)
		assert_int_equal(guide_taken(guide, 1, 1, 7), guide < GUIDE_COUNT);
	for (unsigned press = 0; press < 256; press++)
		for (unsigned presses = 0; presses < 256; presses++)
			assert_int_equal(guide_taken(GUIDE_LIFT, press, presses, 7),
			    (presses == 1 || presses == 3) && press >= 1 && press <= presses);
	for (size_t cut = 0; cut <= 8; cut++)
		assert_int_equal(guide_taken(GUIDE_PLACE, 1, 3, cut), cut == 7);
}

static void test_enroll(void **state)
{
	struct sensor_command c = {.type = SENSOR_CMD_ENROLL,
				  .seq = 6,
				  .finger = FINGER_RIGHT_INDEX,
				  .other = {1, 2, 3, 4, 5, 6},
				  .other_len = 6},
			      copy;
	uint16_t type = sensor_command_encode(&body, &c);

	(void)state;
	assert_true(sensor_command_decode(&copy, type, &body));
	assert_int_equal(copy.type, SENSOR_CMD_ENROLL);
	assert_int_equal(copy.seq, 6);
	assert_int_equal(copy.other_len, 6);
	assert_memory_equal(copy.other, c.other, 6);
	for (size_t len = body.len; len-- > 0;) {
		body.len = len;
		assert_false(sensor_command_decode(&copy, type, &body));
	}
	c.other_len = 5; /* no template */
	type = sensor_command_encode(&body, &c);
	assert_false(sensor_command_decode(&copy, type, &body));
	c.other_len = 6;
	c.other[5] = 0xC0; /* of a reserved type */
	type = sensor_command_encode(&body, &c);
	assert_false(sensor_command_decode(&copy, type, &body));
	c.other_len = 0; /* the first hand */
	type = sensor_command_encode(&body, &c);
	assert_true(sensor_command_decode(&copy, type, &body));
	assert_int_equal(copy.other_len, 0);
	body.data[5] = 2; /* neither there nor not */
	assert_false(sensor_command_decode(&copy, type, &body));
	buf_clear(&body); /* an empty one said to be there */
	buf_put(&body, (const uint8_t[]){0, 0, 0, 6, 0, 1, 0, 0, 0, 0}, 10);
	assert_false(sensor_command_decode(&copy, type, &body));
}

/* Random bytes, and good messages with one octet changed: never more than a refusal. */
static void test_noise(void **state)
{
	unsigned seed = 20261123;
	struct card_command command;
	uint32_t seq;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		buf_clear(&body);
		const size_t len = (size_t)rand_r(&seed) % 200;

		for (size_t n = 0; n < len; n++)
			buf_u8(&body, (uint8_t)rand_r(&seed));
		(void)card_event_decode(
		    &again, &seq, (uint16_t)(CARD_EVENT_BASE + rand_r(&seed) % TYPES), &body);
		(void)card_command_decode(&command, (uint16_t)(rand_r(&seed) % 10), &body);
	}
	for (int i = 0; i < 5000; i++) {
		uint16_t type;

		fill((enum card_event_type)(rand_r(&seed) % TYPES));
		type = card_event_encode(&body, &event, 1);
		body.data[(size_t)rand_r(&seed) % body.len] ^= (uint8_t)(1 + rand_r(&seed) % 255);
		(void)card_event_decode(&again, &seq, type, &body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_events),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_lengths),
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_writes),
	    cmocka_unit_test(test_face_too_large),
	    cmocka_unit_test(test_reader_names),
	    cmocka_unit_test(test_sensor),
	    cmocka_unit_test(test_guide),
	    cmocka_unit_test(test_enroll),
	    cmocka_unit_test(test_noise),
	};
	const int failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_free(&body);
	return failed;
}
