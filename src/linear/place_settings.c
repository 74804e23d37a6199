/*
 * Settings: what can be changed while the program runs is changed here, for this session only;
 * what the configuration says is told as it is in force.
 */
#include <string.h>

#include "base/lang.h"
#include "counter/settings.h"
#include "linear/place.h"

enum { ACT_LANGUAGE = 1, ACT_BELL, ACT_CONFIG, ACT_MENU };

struct settings {
	char none; /* nothing is kept */
};

static const struct choice choices[] = {
    {'1', ACT_LANGUAGE, N_("Thai/English")},
    {'2', ACT_BELL, N_("Bell")},
    {'3', ACT_CONFIG, N_("Tell the configuration")},
    {'b', ACT_MENU, N_("Menu")},
    {0},
};
static const struct moment moment = {
    .text = N_("Changed here, for this session only: the next start has the configuration's"),
    .choices = choices};

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

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const char *words = _("Thai needs a terminal with a UTF-8 locale");
	const bool possible = action != ACT_LANGUAGE || lang_utf8();

	(void)l;
	(void)state;
	if (!possible)
		memcpy(why, words, strlen(words) + 1);
	return possible;
}

static void say_config(struct linear *l)
{
	const struct terminal_config *c = l->options->config;
	char value[CONFIG_PATH_MAX];

	for (size_t i = 0; i < settings_count(); i++) {
		const struct config_row *row = &terminal_config_rows[i];

		settings_value(c, row, value, sizeof value);
		say(l, "%s = %s", row->key, value);
	}
}

static void act(struct linear *l, void *state, int action)
{
	(void)state;
	l->again = true;
	if (action == ACT_LANGUAGE) {
		lang_set(lang_get() == LANG_TH ? LANG_EN : LANG_TH);
	} else if (action == ACT_BELL) {
		lines_bell(l->lines, !lines_rings(l->lines));
		say(l, "%s: %s", _("Bell"),
		    lines_rings(l->lines) ? _("on, at an alarm") : _("off"));
	} else if (action == ACT_CONFIG) {
		say_config(l);
	} else {
		linear_go(l, &place_menu, NULL);
	}
}

const struct place place_settings = {
    .title = N_("Settings"),
    .state_size = sizeof(struct settings),
    .enter = enter,
    .now = now,
    .can = can,
    .act = act,
};
