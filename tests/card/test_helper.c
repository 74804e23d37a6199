/* The card helper and its link: reading, holding, and two ends that do not trust each other. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "desk.h"

static void test_reading(void **state)
{
	struct world *w = begin("somsri.card");

	(void)state;
	assert_true(card_watch(w->link));
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, false);
	assert_string_equal(w->last[CARD_EV_TEXT].text.person.number.digits, "1112034563562");
	assert_string_equal(w->last[CARD_EV_TEXT].reader, "Fake Reader 00 00");
	assert_int_equal(w->last[CARD_EV_PHOTO].error.problem, PROBLEM_NONE);
	assert_int_equal(w->last[CARD_EV_PHOTO].face.rows, 14);
	assert_true(w->last[CARD_EV_PHOTO].photo_len > 1000);
	assert_int_equal(w->last[CARD_EV_PROGRESS].done, 5669);
	assert_int_equal(w->last[CARD_EV_PROGRESS].total, 5669);
	/* not kept: without power, and no more to be said */
	assert_int_equal(w->fake.unpowered, 1);
	assert_int_equal(next(w), -1);
	/* the offline reading asks no finger */
	assert_false(w->last[CARD_EV_READ_DONE].fingers.applet);
	end(w);
}

static void test_text_alone(void **state)
{
	struct world *w = begin("somsri.card");

	(void)state;
	card_watch(w->link);
	assert_int_equal(next(w), CARD_EV_PRESENT);
	assert_true(card_read(w->link, false, false));
	assert_int_equal(next(w), CARD_EV_TEXT);
	assert_int_equal(next(w), CARD_EV_READ_DONE);
	assert_int_equal(w->last[CARD_EV_PROGRESS].total, 551);
	end(w);
}

static void test_unreadable_photo(void **state)
{
	static const char *const cards[] = {"no-photo.card", "photo-garbage.card"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct world *w = begin(cards[i]);

		card_watch(w->link);
		assert_int_equal(next(w), CARD_EV_PRESENT);
		read_to_the_end(w, true);
		assert_int_equal(w->last[CARD_EV_PHOTO].error.problem, PROBLEM_PHOTO_UNREADABLE);
		assert_int_equal(w->last[CARD_EV_PHOTO].photo_len, 0);
		end(w);
	}
}

static size_t live(const char *name, uint8_t *out)
{
	return sim_template(name, out, TEMPLATE_MAX);
}

static void test_finger(void **state)
{
	struct world *w = begin_held("somsri.card");
	uint8_t m[TEMPLATE_MAX];
	size_t len = live("somchai-right-live.fmd", m);

	(void)state;
	assert_true(w->last[CARD_EV_READ_DONE].fingers.applet);
	assert_true(card_verify(w->link, FINGER_RIGHT_INDEX, m, len, true));
	assert_int_equal(next(w), CARD_EV_NOT_VERIFIED);
	assert_int_equal(w->last[CARD_EV_NOT_VERIFIED].tries_left, 2);
	assert_int_equal(w->last[CARD_EV_NOT_VERIFIED].error.problem, PROBLEM_FINGER_MISMATCH);
	len = live("somsri-right-live.fmd", m);
	assert_true(card_verify(w->link, FINGER_RIGHT_INDEX, m, len, true));
	assert_int_equal(next(w), CARD_EV_VERIFIED);
	assert_int_equal(w->last[CARD_EV_VERIFIED].finger, FINGER_RIGHT_INDEX);
	/* too few minutiae: no try is spent */
	assert_true(card_verify(w->link, FINGER_LEFT_INDEX, m, 9, true));
	assert_int_equal(next(w), CARD_EV_NOT_VERIFIED);
	assert_int_equal(w->last[CARD_EV_NOT_VERIFIED].error.problem, PROBLEM_FINGER_TEMPLATE);
	assert_int_equal(w->last[CARD_EV_NOT_VERIFIED].tries_left, 3);
	assert_true(w->fake.in_transaction);
	assert_true(card_release(w->link));
	assert_int_equal(next(w), CARD_EV_RELEASED);
	assert_false(w->fake.in_transaction);
	assert_int_equal(w->fake.unpowered, 1);
	/* twice is once */
	assert_true(card_release(w->link));
	assert_int_equal(next(w), CARD_EV_RELEASED);
	end(w);
}

static void test_pulled_while_held(void **state)
{
	struct world *w = begin_held("somsri.card");

	(void)state;
	fake_insert(&w->fake, 0, NULL);
	assert_int_equal(next(w), CARD_EV_FAILED);
	assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), -1);
	/* the next card works */
	fake_insert(&w->fake, 0, "somchai.card");
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, false);
	end(w);
}

/* The card goes while a command is on its way: told once, and as that command's answer. */
static void test_pulled_before_verify(void **state)
{
	struct world *w = begin_held("somsri.card");
	uint8_t m[TEMPLATE_MAX];
	const size_t len = live("somsri-right-live.fmd", m);

	(void)state;
	fake_insert(&w->fake, 0, NULL);
	/* the helper notices and says so before it sees the command */
	for (int i = 0; i < 3; i++)
		helper_turn(&w->helper, 0);
	assert_true(card_verify(w->link, FINGER_RIGHT_INDEX, m, len, true));
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), CARD_EV_FAILED);
	assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
	assert_int_equal(next(w), -1);
	end(w);
}

static void test_pulled_before_release(void **state)
{
	struct world *w = begin_held("somsri.card");

	(void)state;
	fake_insert(&w->fake, 0, NULL);
	for (int i = 0; i < 3; i++)
		helper_turn(&w->helper, 0);
	assert_true(card_release(w->link));
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), CARD_EV_RELEASED);
	assert_int_equal(next(w), -1);
	end(w);
}

static void test_pulled_while_reading(void **state)
{
	struct world *w = begin("somsri.card");

	(void)state;
	card_watch(w->link);
	assert_int_equal(next(w), CARD_EV_PRESENT);
	w->fake.fault = FAKE_PULLED;
	w->fake.at = 20;
	card_read(w->link, true, true);
	assert_int_equal(next(w), CARD_EV_TEXT);
	assert_int_equal(next(w), CARD_EV_FAILED);
	assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_CARD_REMOVED);
	assert_int_equal(next(w), CARD_EV_EMPTY);
	assert_int_equal(next(w), -1);
	end(w);
}

/* A release given while the card is being read ends the reading between two commands. */
static void test_release_while_reading(void **state)
{
	struct world *w = begin("somsri.card");

	(void)state;
	card_watch(w->link);
	assert_int_equal(next(w), CARD_EV_PRESENT);
	card_read(w->link, true, true);
	card_release(w->link);
	assert_int_equal(next(w), CARD_EV_RELEASED);
	assert_int_equal(next(w), -1);
	assert_true(w->fake.transmits < 10);
	assert_false(w->fake.in_transaction);
	end(w);
}

/* «Read again» while the card is held. */
static void test_read_again(void **state)
{
	struct world *w = begin_held("somsri.card");

	(void)state;
	read_to_the_end(w, true);
	assert_int_equal(w->fake.unpowered, 1);
	assert_true(w->fake.in_transaction);
	end(w);
}

static void test_daemon_killed_while_held(void **state)
{
	struct world *w = begin_held("somsri.card");

	(void)state;
	w->fake.daemon = PCSC_NO_SERVICE;
	assert_int_equal(next(w), CARD_EV_FAILED);
	assert_int_equal(w->last[CARD_EV_FAILED].error.problem, PROBLEM_NO_PCSCD);
	assert_int_equal(next(w), CARD_EV_NO_PCSCD);
	assert_int_equal(next(w), -1);
	w->fake.daemon = PCSC_OK;
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, false);
	end(w);
}

/* The face ends: the helper does, and the card has no power. */
static void test_face_gone(void **state)
{
	struct world *w = begin_held("somsri.card");

	(void)state;
	card_link_close(w->link);
	w->link = NULL;
	helper_turn(&w->helper, 0);
	assert_true(w->helper.peer_gone);
	session_release(&w->helper.session);
	assert_int_equal(w->fake.unpowered, 1);
	end(w);
}

static void test_close_inside_callback(void **state)
{
	struct world *w = begin("somsri.card");

	(void)state;
	card_watch(w->link);
	assert_int_equal(next(w), CARD_EV_PRESENT);
	w->close_at_text = true;
	card_read(w->link, true, true);
	assert_int_equal(next(w), CARD_EV_TEXT);
	assert_int_equal(next(w), -1);
	end(w);
}

/* A command that is none: the face has been taken over; the helper ends. */
static void test_hostile_face(void **state)
{
	static const struct {
		uint16_t type;
		size_t len;
	} rows[] = {{0, 0}, {99, 4}, {CARD_CMD_READ, 0}, {CARD_CMD_READ, 300}, {CARD_CMD_VERIFY, 6},
	    {CARD_CMD_WATCH, 3}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct world *w = begin("somsri.card");
		struct buf body = BUF_INIT;
		int fds[2];

		for (size_t n = 0; n < rows[i].len; n++)
			buf_u8(&body, 0xFF);
		assert_true(message_pair(fds, false));
		w->helper.fd = fds[1];
		assert_true(message_send(fds[0], rows[i].type, &body));
		helper_turn(&w->helper, 0);
		assert_true(w->helper.peer_gone);
		buf_free(&body);
		close(fds[0]);
		close(fds[1]);
		end(w);
	}
}

/* ---- the link against a helper that has been taken over ---- */

static struct world *begin_link(void)
{
	struct world *w = begin(NULL);

	assert_true(card_watch(w->link));
	return w;
}

static void test_event_out_of_place(void **state)
{
	static const enum card_event_type types[] = {CARD_EV_PROGRESS, CARD_EV_PHOTO,
	    CARD_EV_READ_DONE, CARD_EV_VERIFIED, CARD_EV_NOT_VERIFIED, CARD_EV_RELEASED,
	    CARD_EV_FAILED};

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		struct world *w = begin_link();
		const struct card_event event = {.type = types[i]};

		say(w, &event, 1);
		assert_int_equal(w->count, 1);
		assert_int_equal(w->types[0], CARD_EV_GONE);
		assert_int_equal(w->problems[0], PROBLEM_HELPER_DIED);
		assert_false(card_read(w->link, true, true));
		assert_int_equal(w->count, 1);
		end(w);
	}
}

static void test_garbage_from_helper(void **state)
{
	struct world *w = begin_link();
	struct buf body = BUF_INIT;

	(void)state;
	buf_puts(&body, "garbage");
	assert_true(message_send(w->helper_fd, CARD_EVENT_BASE + CARD_EV_EMPTY, &body));
	for (int i = 0; i < 3; i++)
		loop_turn(w->loop, 0);
	assert_int_equal(w->count, 1);
	assert_int_equal(w->types[0], CARD_EV_GONE);
	buf_free(&body);
	end(w);
}

static void test_helper_dies(void **state)
{
	struct world *w = begin_link();

	(void)state;
	shutdown(w->helper_fd, SHUT_RDWR);
	for (int i = 0; i < 3; i++)
		loop_turn(w->loop, 0);
	assert_int_equal(w->count, 1);
	assert_int_equal(w->types[0], CARD_EV_GONE);
	end(w);
}

/* What was on its way when a command was given is not taken for its answer. */
static void test_stale_events(void **state)
{
	struct world *w = begin_link();
	struct card_event event = {.type = CARD_EV_FAILED};

	(void)state;
	event.error.problem = PROBLEM_CARD_REMOVED;
	assert_true(card_read(w->link, true, true)); /* command 2 */
	say(w, &event, 1);
	assert_int_equal(w->count, 0);
	say(w, &event, 2);
	assert_int_equal(w->count, 1);
	assert_int_equal(w->types[0], CARD_EV_FAILED);
	end(w);
}

static void test_verify_wants_a_card(void **state)
{
	struct world *w = begin_link();
	const uint8_t m[36] = {0};

	(void)state;
	assert_false(card_verify(w->link, FINGER_RIGHT_INDEX, m, sizeof m, true));
	assert_int_equal(w->count, 0);
	end(w);
	w = begin_held("somsri.card");
	assert_false(card_verify(w->link, FINGER_RIGHT_INDEX, m, 35, true));
	assert_true(card_verify(w->link, FINGER_RIGHT_INDEX, m, 36, true));
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reading),
	    cmocka_unit_test(test_text_alone),
	    cmocka_unit_test(test_unreadable_photo),
	    cmocka_unit_test(test_finger),
	    cmocka_unit_test(test_pulled_while_held),
	    cmocka_unit_test(test_pulled_before_verify),
	    cmocka_unit_test(test_pulled_before_release),
	    cmocka_unit_test(test_pulled_while_reading),
	    cmocka_unit_test(test_release_while_reading),
	    cmocka_unit_test(test_read_again),
	    cmocka_unit_test(test_daemon_killed_while_held),
	    cmocka_unit_test(test_face_gone),
	    cmocka_unit_test(test_close_inside_callback),
	    cmocka_unit_test(test_hostile_face),
	    cmocka_unit_test(test_event_out_of_place),
	    cmocka_unit_test(test_garbage_from_helper),
	    cmocka_unit_test(test_helper_dies),
	    cmocka_unit_test(test_stale_events),
	    cmocka_unit_test(test_verify_wants_a_card),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
