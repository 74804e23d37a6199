/* Today's queue: that nobody has told of one, and what to do instead. */
#include "base/lang.h"
#include "counter/queue.h"
#include "linear/place.h"

enum { ACT_ENROL = 1, ACT_MENU };

struct queue {
	char none; /* nothing is kept */
};

static const struct choice choices[] = {
    {'1', ACT_ENROL, N_("Enroll")}, {'b', ACT_MENU, N_("Menu")}, {0}};
static const struct moment moment = {.text = N_("What is to be done?"), .choices = choices};

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	(void)state;
	(void)arg;
	for (size_t i = 0; i < QUEUE_SENTENCES; i++)
		say(l, "%s", _(queue_sentences[i]));
}

static const struct moment *now(struct linear *l, void *state)
{
	(void)l;
	(void)state;
	return &moment;
}

static void act(struct linear *l, void *state, int action)
{
	(void)state;
	linear_go(l, action == ACT_ENROL ? &place_enrol : &place_menu, NULL);
}

const struct place place_queue = {
    .title = N_("Today's queue"),
    .state_size = sizeof(struct queue),
    .enter = enter,
    .now = now,
    .act = act,
};
