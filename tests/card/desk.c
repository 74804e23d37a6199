#include "desk.h"

#include <string.h>
#include <unistd.h>

#include "base/message.h"

static void on_event(void *arg, const struct card_event *event)
{
	struct world *w = arg;

	assert_true(w->count < EVENTS_MAX);
	w->types[w->count] = event->type;
	w->problems[w->count++] = event->error.problem;
	w->last[event->type] = *event;
	if (w->close_at_text && event->type == CARD_EV_TEXT) {
		card_link_close(w->link);
		w->link = NULL;
	}
}

static void pause_fake(void *arg, int ms)
{
	struct world *w = arg;

	clock_fake_advance(&w->fake.time, ms);
	w->fake.paused_ms += ms;
	if (w->on_pause != NULL)
		w->on_pause(w);
}

struct world *begin(const char *card)
{
	struct world *w = test_calloc(1, sizeof *w);
	int fds[2];

	fake_init(&w->fake);
	fake_insert(&w->fake, 0, card);
	assert_true(message_pair(fds, false));
	assert_true(helper_init(&w->helper, fds[1], &w->fake.pcsc, &w->fake.clock));
	w->fake.pcsc.guard = NULL;
	w->helper.session.pause = pause_fake;
	w->helper.session.pause_arg = w;
	w->helper.session.reader_name = "";
	w->helper_fd = fds[1];
	w->loop = loop_new(&w->fake.clock);
	w->link = card_link_open(w->loop, fds[0], on_event, w);
	assert_non_null(w->link);
	return w;
}

void end(struct world *w)
{
	card_link_close(w->link);
	helper_end(&w->helper);
	close(w->helper_fd);
	loop_free(w->loop);
	fake_end(&w->fake);
	test_free(w);
}

void turn(struct world *w)
{
	for (int i = 0; i < 5; i++) {
		helper_turn(&w->helper, 0);
		loop_turn(w->loop, 0);
		clock_fake_advance(&w->fake.time, 100);
	}
}

int next(struct world *w)
{
	for (int tries = 0; tries < 2; tries++) {
		while (w->seen < w->count) {
			const enum card_event_type type = w->types[w->seen++];

			if (type != CARD_EV_PROGRESS)
				return (int)type;
		}
		turn(w);
	}
	return -1;
}

void read_to_the_end(struct world *w, bool keep)
{
	assert_true(card_read(w->link, true, keep));
	assert_int_equal(next(w), CARD_EV_TEXT);
	assert_int_equal(next(w), CARD_EV_PHOTO);
	assert_int_equal(next(w), CARD_EV_READ_DONE);
}

struct world *begin_held(const char *card)
{
	struct world *w = begin(card);

	assert_true(card_watch(w->link));
	assert_int_equal(next(w), CARD_EV_PRESENT);
	read_to_the_end(w, true);
	assert_true(w->fake.in_transaction);
	return w;
}

void say(struct world *w, const struct card_event *event, uint32_t seq)
{
	struct buf body = BUF_INIT;
	const uint16_t type = card_event_encode(&body, event, seq);

	assert_true(message_send(w->helper_fd, type, &body));
	buf_free(&body);
	for (int i = 0; i < 3; i++)
		loop_turn(w->loop, 0);
}
