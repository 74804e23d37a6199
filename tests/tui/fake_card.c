/* card/card.h, played for Smart Card Offline: see world.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

struct card_link {
	card_event_fn *fn;
	void *arg;
};

static struct card_link the_link;

static void tell(enum card_event_type type, enum problem problem)
{
	static struct card_event event;
	if (!the_link.fn)
		return;
	event = (struct card_event){.type = type, .error = {.problem = problem}, .read_ms = 1900};
	snprintf(event.reader, sizeof event.reader, "%s", world_text("Virtual PCD 00 00"));
	snprintf(
	    event.error.context, sizeof event.error.context, "%s", problem ? world_text("") : "");
	event.text = *world.person;
	event.face = world.face;
	the_link.fn(the_link.arg, &event);
}

static void tell_card(void *arg)
{
	static const enum card_event_type types[] = {
	    [RUNNER_CARD_NO_PCSCD] = CARD_EV_NO_PCSCD,
	    [RUNNER_CARD_NO_READER] = CARD_EV_NO_READER,
	    [RUNNER_CARD_EMPTY] = CARD_EV_EMPTY,
	    [RUNNER_CARD_PRESENT] = CARD_EV_PRESENT,
	};
	static const enum problem problems[] = {
	    [RUNNER_CARD_NO_PCSCD] = PROBLEM_NO_PCSCD,
	    [RUNNER_CARD_NO_READER] = PROBLEM_NO_READER,
	    [RUNNER_CARD_PRESENT] = PROBLEM_NONE,
	};
	(void)arg;
	tell(types[world.card], problems[world.card]);
}

struct card_link *card_link_open(struct loop *loop, int fd, card_event_fn *fn, void *arg)
{
	(void)fd;
	world.loop = loop;
	the_link = (struct card_link){.fn = fn, .arg = arg};
	return &the_link;
}

void card_link_close(struct card_link *link)
{
	*link = (struct card_link){0};
}

bool card_watch(struct card_link *link)
{
	(void)link;
	return loop_add_timer(world.loop, 0, tell_card, NULL) != 0;
}

bool card_read(struct card_link *link, bool with_photo, bool keep_transaction)
{
	(void)link;
	(void)with_photo;
	(void)keep_transaction;
	return true;
}

struct told {
	const char *event;
	enum card_event_type type;
};

void fake_card_command(char *const word[], int count)
{
	static const struct told told[] = {{"TEXT", CARD_EV_TEXT}, {"READ_DONE", CARD_EV_READ_DONE},
	    {"CARD_FAILED", CARD_EV_FAILED}};
	if (strcmp(word[0], "card") == 0)
		tell_card(NULL);
	else if (strcmp(word[0], "photo") == 0)
		tell(CARD_EV_PHOTO, PROBLEM_NONE);
	for (size_t i = 0; i < sizeof told / sizeof told[0] && count > 1; i++)
		if (strcmp(word[0], "ev") == 0 && strcmp(word[1], told[i].event) == 0)
			tell(told[i].type, count > 3 ? problem_by_name(word[3]) : PROBLEM_NONE);
}
