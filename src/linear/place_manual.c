/*
 * The manual as it stands in SSO: one of its chapters at a time. It needs neither a login nor
 * the centre.
 */
#include "base/lang.h"
#include "counter/manual.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_BEFORE, ACT_OFFICER, ACT_PHONE, ACT_BACK }; /* the chapters in their order */

struct manual {
	char none; /* nothing is kept */
};

static const struct choice choices[] = {
    {'1', ACT_BEFORE, N_("Before the enrollment")},
    {'2', ACT_OFFICER, N_("What the officer does")},
    {'3', ACT_PHONE, N_("What the citizen does on the phone")},
    {'b', ACT_BACK, N_("Back")},
    {0},
};
static const struct moment moment = {.text = N_("Which part?"), .choices = choices};

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	(void)l;
	(void)state;
	(void)arg;
}

static const struct moment *now(struct linear *l, void *state)
{
	(void)l;
	(void)state;
	return &moment;
}

static void say_part(struct linear *l, const struct manual_part *part)
{
	char text[WORDS_SIZE];

	manual_text(text, sizeof text, part, true);
	if (part->number > 0 && part->kind != PART_STEP)
		say(l, "%d. %s", part->number, text);
	else
		say(l, "%s", text);
}

static void say_chapter(struct linear *l, int chapter)
{
	int at = -1;

	for (size_t i = 0; i < manual_part_count; i++) {
		at += manual_parts[i].kind == PART_HEAD;
		if (at == chapter)
			say_part(l, &manual_parts[i]);
	}
	l->again = true;
}

static void act(struct linear *l, void *state, int action)
{
	(void)state;
	if (action == ACT_BACK)
		linear_go(l, l->logged_in ? &place_menu : &place_login, NULL);
	else
		say_chapter(l, action);
}

const struct place place_manual = {
    .title = N_("Manual"),
    .state_size = sizeof(struct manual),
    .enter = enter,
    .now = now,
    .act = act,
};
