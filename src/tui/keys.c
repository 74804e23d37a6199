#include "tui/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/kedmanee.h"
#include "base/lang.h"
#include "base/text.h"

const struct key_row keys_global[] = {
    {.action = ACT_LANGUAGE, .keys = {TK_F8, 'g'}, .help = N_("Thai/English")},
    {.action = ACT_HELP, .keys = {'?', TK_F1}, .help = N_("Help")},
    {.action = ACT_LOCK, .keys = {TK_F9, 'z'}, .help = N_("Lock")},
    {.action = ACT_PARKED, .keys = {'w'}, .help = N_("to a parked enrollment"), .quiet = true},
    {.action = ACT_REDRAW, .keys = {TK_CTRL_L}, .help = N_("draw the screen anew"), .quiet = true},
    {0},
};

const struct key_row keys_question[] = {
    {.action = ACT_YES, .keys = {'y'}, .help = N_("Yes")},
    {.action = ACT_NO, .keys = {'n', TK_ESC}, .help = N_("No")},
    {0},
};

int keys_fold(int key)
{
	return key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key;
}

/* What a sign of the Thai layout may stand for, the likeliest first: itself, a digit, the key
 * where it stands. */
static void meanings(int key, int out[3])
{
	uint32_t sign = key > 0 && key < TK_NAMED ? (uint32_t)key : 0;
	struct digit_reading digit = kedmanee_digit(sign);
	out[0] = keys_fold(key);
	out[1] = digit.digit;
	out[2] = keys_fold((int)kedmanee_shortcut(sign));
}

static bool row_has(const struct key_row *row, int key)
{
	for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++)
		if (row->keys[i] == key)
			return true;
	return false;
}

static const struct key_row *find(const struct key_row *table, int key)
{
	for (const struct key_row *row = table; row && row->help && key; row++)
		if (row_has(row, key))
			return row;
	return NULL;
}

const struct key_row *keys_find(const struct key_row *table, int key)
{
	int meaning[3];
	const struct key_row *row = NULL;
	meanings(key, meaning);
	for (size_t i = 0; i < 3 && !row; i++)
		row = find(table, meaning[i]);
	return row;
}

struct named_key {
	int key;
	const char *name;
	const char *ascii; /* where the locale is not UTF-8; NULL: the same */
};

static const struct named_key named_keys[] = {
    {TK_CTRL_C, "Ctrl-C", NULL},
    {TK_CTRL_L, "Ctrl-L", NULL},
    {TK_TAB, "Tab", NULL},
    {TK_ENTER, "Enter", NULL},
    {' ', "Space", NULL},
    {TK_ESC, "Esc", NULL},
    {TK_BACKSPACE, "←Del", "Del"},
    {TK_UP, "↑", "Up"},
    {TK_DOWN, "↓", "Down"},
    {TK_LEFT, "←", "Left"},
    {TK_RIGHT, "→", "Right"},
    {TK_HOME, "Home", NULL},
    {TK_END, "End", NULL},
    {TK_PAGE_UP, "PgUp", NULL},
    {TK_PAGE_DOWN, "PgDn", NULL},
};

static const char *name_of(int key)
{
	for (size_t i = 0; i < sizeof named_keys / sizeof named_keys[0]; i++)
		if (named_keys[i].key == key)
			return lang_utf8() || !named_keys[i].ascii ? named_keys[i].name
								   : named_keys[i].ascii;
	return NULL;
}

void keys_name(char out[KEY_NAME_SIZE], int key)
{
	const char *name = name_of(key);
	if (name)
		snprintf(out, KEY_NAME_SIZE, "%s", name);
	else if (key >= TK_F1 && key <= TK_F10)
		snprintf(out, KEY_NAME_SIZE, "F%d", key - TK_F1 + 1);
	else if (key > ' ' && key < 127)
		snprintf(
		    out, KEY_NAME_SIZE, "%c", key >= 'a' && key <= 'z' ? key - 'a' + 'A' : key);
	else
		out[0] = '\0';
}

void keys_row_name(char out[KEY_NAME_SIZE], const struct key_row *row)
{
	int first = row->keys[0];
	keys_name(out, first);
	if (first < 'a' || first > 'z')
		return;
	for (size_t i = 1; i < KEYS_A_ROW && row->keys[i]; i++)
		if (row->keys[i] >= '0' && row->keys[i] <= '9') {
			size_t used = strlen(out);
			snprintf(out + used, KEY_NAME_SIZE - used, "/%c", row->keys[i]);
			return;
		}
}
