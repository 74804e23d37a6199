/* Key tables: what is in them, and what is made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/kedmanee.h"
#include "base/lang.h"
#include "base/text.h"
#include "terminal.h"
#include "tui/app.h"
#include "tui/enrol_view.h"
#include "tui/finger_dialog.h"
#include "tui/frame.h"
#include "tui/moc_view.h"
#include "tui/screens.h"

#define TABLES_MAX 80

static const struct key_row *tables[TABLES_MAX];
static size_t table_count;

static const struct screen_ops *const screens[] = {&screen_login, &screen_menu, &screen_offline,
    &screen_pending, &screen_status, &screen_lock, &screen_manual, &screen_report, &screen_queue,
    &screen_settings, &screen_audit, &screen_help};

/* Every table there is: the screens' own, those of the enrollment's moments, the question. */
static int collect(void **state)
{
	static max_align_t blank[262144 / sizeof(max_align_t)];
	(void)state;
	for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
		assert_true(screens[i]->state_size <= sizeof blank);
		tables[table_count++] = screens[i]->keys(NULL, blank);
	}
	for (size_t i = 0; enrol_tables[i]; i++)
		tables[table_count++] = enrol_tables[i];
	for (size_t i = 0; finger_tables[i]; i++)
		tables[table_count++] = finger_tables[i];
	for (size_t i = 0; search_tables[i]; i++)
		tables[table_count++] = search_tables[i];
	for (size_t i = 0; revoke_tables[i]; i++)
		tables[table_count++] = revoke_tables[i];
	for (size_t i = 0; book_tables[i]; i++)
		tables[table_count++] = book_tables[i];
	for (size_t i = 0; pin_tables[i]; i++)
		tables[table_count++] = pin_tables[i];
	for (size_t i = 0; moc_tables[i]; i++)
		tables[table_count++] = moc_tables[i];
	tables[table_count++] = keys_question;
	assert_true(table_count <= TABLES_MAX);
	return 0;
}

static int times_in(const struct key_row *table, int key)
{
	int n = 0;
	for (const struct key_row *row = table; row->help; row++)
		for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++)
			n += row->keys[i] == key;
	return n;
}

static void no_key_twice(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++)
			for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++) {
				assert_int_equal(times_in(tables[t], row->keys[i]), 1);
				assert_int_equal(times_in(keys_global, row->keys[i]), 0);
			}
}

static void each_row_is_whole(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++) {
			char name[KEY_NAME_SIZE];
			assert_int_not_equal(row->action, ACT_NONE);
			assert_int_not_equal(row->keys[0], 0);
			assert_true(strlen(row->help) > 0);
			for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++) {
				keys_name(name, row->keys[i]);
				assert_true(strlen(name) > 0);
				assert_int_equal(row->keys[i], keys_fold(row->keys[i]));
			}
		}
}

/* A thin client may send no function keys at all. */
static void each_function_key_has_a_plain_one(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++) {
			bool function = false;
			bool plain = false;
			for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++) {
				function |= row->keys[i] >= TK_F1 && row->keys[i] <= TK_F10;
				plain |= row->keys[i] < TK_NAMED;
			}
			assert_true(plain || !function);
		}
}

static void so_have_the_keys_of_every_screen(void **state)
{
	(void)state;
	for (const struct key_row *row = keys_global; row->help; row++) {
		bool plain = false;
		for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++)
			plain |= row->keys[i] < TK_NAMED;
		assert_true(plain);
	}
}

/* ---- help ---- */

static struct app help_app;
static void *help_state;
static WINDOW *help_win;

/* Whether a row of the window has the key's name and, behind it, the text. */
static bool help_shows(const struct key_row *row)
{
	char name[KEY_NAME_SIZE];
	char line[512];
	keys_name(name, row->keys[0]);
	for (int y = 0; y < CONTENT_ROWS; y++) {
		terminal_row(line, sizeof line, help_win, y);
		assert_null(strstr(line, "…"));
		const char *keys = strstr(line, name);
		if (keys == line + 4 && strstr(line, _(row->help)))
			return true;
	}
	return false;
}

static void draw_help(void)
{
	werase(help_win);
	screen_help.draw(&help_app, help_state, help_win);
}

/* Scrolls there as the officer would. */
static void assert_help_tells(const struct key_row *row)
{
	for (draw_help(); !help_shows(row); draw_help()) {
		const struct key_row *down = keys_find(screen_help.keys(NULL, help_state), TK_DOWN);
		if (!screen_help.can(&help_app, help_state, down->action))
			fail_msg("%s is not in the help", row->help);
		screen_help.act(&help_app, help_state, down->action);
	}
}

static void help_tells_each_row_of(const struct key_row *table)
{
	struct help_arg arg = {.ops = &screen_menu, .keys = table};
	memset(help_state, 0, screen_help.state_size);
	screen_help.enter(&help_app, help_state, &arg);
	for (const struct key_row *row = table; row->help; row++)
		assert_help_tells(row);
	for (const struct key_row *row = keys_global; row->help; row++)
		assert_help_tells(row);
}

static void help_tells_each_key_of_each_screen(void **state)
{
	SCREEN *screen = terminal_begin("xterm-256color", FRAME_ROWS, FRAME_COLUMNS);
	(void)state;
	help_win = newwin(CONTENT_ROWS, CONTENT_COLUMNS, 0, 0);
	help_state = calloc(1, screen_help.state_size);
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		lang_set((enum lang)lang);
		for (size_t t = 0; t < table_count; t++)
			help_tells_each_row_of(tables[t]);
	}
	free(help_state);
	delwin(help_win);
	terminal_end(screen);
}

/* A table longer than the window. */
static void long_help_is_scrolled(void **state)
{
	static const struct key_row long_table[] = {{1, {'a'}, N_("Help"), false, NULL},
	    {1, {'b'}, N_("Help"), false, NULL}, {1, {'c'}, N_("Help"), false, NULL},
	    {1, {'d'}, N_("Help"), false, NULL}, {1, {'e'}, N_("Help"), false, NULL},
	    {1, {'f'}, N_("Help"), false, NULL}, {1, {'h'}, N_("Help"), false, NULL},
	    {1, {'i'}, N_("Help"), false, NULL}, {1, {'j'}, N_("Help"), false, NULL},
	    {1, {'k'}, N_("Help"), false, NULL}, {1, {'l'}, N_("Help"), false, NULL},
	    {1, {'m'}, N_("Help"), false, NULL}, {1, {'n'}, N_("Help"), false, NULL},
	    {1, {'o'}, N_("Help"), false, NULL}, {1, {'p'}, N_("Help"), false, NULL},
	    {1, {'q'}, N_("Help"), false, NULL}, {1, {'r'}, N_("Help"), false, NULL}, {0}};
	SCREEN *screen = terminal_begin("xterm-256color", FRAME_ROWS, FRAME_COLUMNS);
	(void)state;
	lang_set(LANG_EN);
	help_win = newwin(CONTENT_ROWS, CONTENT_COLUMNS, 0, 0);
	help_state = calloc(1, screen_help.state_size);
	help_tells_each_row_of(long_table);
	assert_false(help_shows(&long_table[0]));
	const struct key_row *up = keys_find(screen_help.keys(NULL, help_state), TK_UP);
	while (screen_help.can(&help_app, help_state, up->action))
		screen_help.act(&help_app, help_state, up->action);
	draw_help();
	assert_true(help_shows(&long_table[0]));
	free(help_state);
	delwin(help_win);
	terminal_end(screen);
}

static void no_row_is_missed_in_thai(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++)
			assert_string_not_equal(lang_text(LANG_TH, row->help), row->help);
}

/* ---- «why not?» ---- */

static void fits_notice(enum lang lang, const char *why)
{
	const char *text = lang_text(lang, why);
	assert_in_range(text_width(text), 1, NOTICE_CELLS);
	if (lang == LANG_TH)
		assert_string_not_equal(text, why);
}

static void reasons_fit_the_line(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++)
			for (int lang = LANG_TH; row->why && lang <= LANG_EN; lang++)
				fits_notice((enum lang)lang, row->why);
}

/* Of the screens that leave it to their tables: with nothing there, the moment in which most
 * is greyed. */
static size_t greyed_of(const struct screen_ops *ops, struct app *app)
{
	static max_align_t blank[262144 / sizeof(max_align_t)];
	size_t greyed = 0;
	for (const struct key_row *row = ops->keys(app, blank); row->help; row++) {
		bool can = ops->can(app, blank, row->action);
		if (!can && !row->why)
			fail_msg("%s: %s", ops->name, row->help);
		greyed += !can;
	}
	return greyed;
}

static void each_greyed_key_says_why(void **state)
{
	static const struct screen_ops *const own[] = {
	    &screen_audit, &screen_offline, &screen_pending, &screen_report, &screen_search};
	static struct app app;
	struct clock_fake fake = {.real = 0}; /* the day that a blank screen shows is today */
	(void)state;
	app.clock = clock_fake_of(&fake);
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		assert_true(greyed_of(own[i], &app) > 0);
}

/* A decision's own text, in any state of the engine, fits the line too. */
static void decisions_say_why_in_one_line(void **state)
{
	struct enrol enrol;
	struct runner_view view = {.enrol = &enrol};
	(void)state;
	for (int desk = 0; desk < 2; desk++)
		for (int i = 0; i < ENROL_STATE_COUNT * DECISION_COUNT; i++) {
			struct why_not why;
			enrol_init(&enrol);
			enrol.desk = desk;
			enrol.state = (enum enrol_state)(i / DECISION_COUNT);
			why = decision_why_not(&view, NULL, (enum decision)(i % DECISION_COUNT));
			for (int lang = LANG_TH; why.text && lang <= LANG_EN; lang++)
				fits_notice((enum lang)lang, why.text);
		}
}

/* Whatever is greyed in the enrollment and the dialog about fingers is a decision, which never
 * is without an answer (tests/enrol/test_decision.c); the rest is possible at any time. */
static void what_the_engine_may_refuse_is_a_decision(void **state)
{
	(void)state;
	for (size_t t = 0; enrol_tables[t]; t++)
		for (const struct key_row *row = enrol_tables[t]; row->help; row++)
			if (enrol_event_of(row->action) != ENROL_EVENT_COUNT)
				assert_int_not_equal(enrol_decision_of(row->action), DECIDE_FREE);
}

/* Each moment has its way out; while a chip is written its key says why it has to wait. */
static void each_moment_has_a_way_out(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		assert_true(tables[t] == keys_question || keys_find(tables[t], TK_ESC) ||
			    keys_find(tables[t], TK_F10));
}

static void letters_are_folded(void **state)
{
	(void)state;
	assert_int_equal(keys_find(keys_question, 'Y')->action, ACT_YES);
	assert_int_equal(keys_find(keys_question, 'y')->action, ACT_YES);
	assert_int_equal(keys_find(keys_question, TK_ESC)->action, ACT_NO);
	assert_null(keys_find(keys_question, 'q'));
	assert_null(keys_find(NULL, 'q'));
}

/* Which key of the Thai layout sends what: base/kedmanee.h, held to the layout by its own
 * test. Shift or Caps Lock make no difference, but where they give an ASCII sign. */
static void finds_with_thai(const struct key_row *table, const struct key_row *row, int key)
{
	for (size_t i = 0; i < KEDMANEE_KEYS; i++) {
		const struct kedmanee_key *k = &kedmanee_keys[i];
		if (k->latin[0] != key)
			continue;
		assert_ptr_equal(keys_find(table, (int)k->thai[0]), row);
		if (key >= 'a' && key <= 'z' && k->thai[1] >= 0x80 && k->thai[1] != 0x0e50)
			assert_ptr_equal(keys_find(table, (int)k->thai[1]), row);
	}
}

static void shortcuts_work_under_the_thai_layout(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (const struct key_row *row = tables[t]; row->help; row++)
			for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++)
				finds_with_thai(tables[t], row, row->keys[i]);
	for (const struct key_row *row = keys_global; row->help; row++)
		for (size_t i = 0; i < KEYS_A_ROW && row->keys[i]; i++)
			if (row->keys[i] != '?')
				finds_with_thai(keys_global, row, row->keys[i]);
	/* ? is a sign of both layouts; and the key that has it in English. */
	assert_int_equal(keys_find(keys_global, '?')->action, ACT_HELP);
	assert_int_equal(keys_find(keys_global, 0x0e26)->action, ACT_HELP);
}

static void thai_digits_are_digits(void **state)
{
	(void)state;
	for (size_t t = 0; t < table_count; t++)
		for (int digit = 0; digit <= 9; digit++) {
			const struct key_row *row = keys_find(tables[t], '0' + digit);
			if (row)
				assert_ptr_equal(keys_find(tables[t], 0x0e50 + digit), row);
		}
}

static void names_of_keys(void **state)
{
	static const struct {
		int key;
		const char *name;
	} rows[] = {{'y', "Y"}, {'?', "?"}, {'1', "1"}, {TK_F1, "F1"}, {TK_F10, "F10"},
	    {TK_ENTER, "Enter"}, {TK_ESC, "Esc"}, {TK_UP, "↑"}, {TK_CTRL_L, "Ctrl-L"}};
	char name[KEY_NAME_SIZE];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		keys_name(name, rows[i].key);
		assert_string_equal(name, rows[i].name);
	}
}

static int row_cells(const struct key_row *row)
{
	char name[KEY_NAME_SIZE];
	keys_row_name(name, row);
	return text_width(name) + 1 + text_width(_(row->help));
}

static int cells_of(int action)
{
	const struct key_row *row = keys_global;
	while (row->action != action)
		row++;
	return row_cells(row);
}

/* The last line of the screen: all that could stand there at once, «? Help» and «F9 Lock». */
static void the_last_line_holds_every_table(void **state)
{
	int most = 0;
	(void)state;
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		lang_set((enum lang)lang);
		for (size_t t = 0; t < table_count; t++) {
			int cells = 1 + cells_of(ACT_HELP) + 2 + cells_of(ACT_LOCK);
			for (const struct key_row *row = tables[t]; row->help; row++)
				cells += row->quiet ? 0 : row_cells(row) + 2;
			if (cells > FRAME_COLUMNS - 1)
				print_message(
				    "# table %zu: %d cells, %s\n", t, cells, _(tables[t]->help));
			most = cells > most ? cells : most;
		}
	}
	assert_in_range(most, 1, FRAME_COLUMNS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_key_twice),
	    cmocka_unit_test(each_row_is_whole),
	    cmocka_unit_test(each_function_key_has_a_plain_one),
	    cmocka_unit_test(so_have_the_keys_of_every_screen),
	    cmocka_unit_test(help_tells_each_key_of_each_screen),
	    cmocka_unit_test(long_help_is_scrolled),
	    cmocka_unit_test(no_row_is_missed_in_thai),
	    cmocka_unit_test(reasons_fit_the_line),
	    cmocka_unit_test(each_greyed_key_says_why),
	    cmocka_unit_test(decisions_say_why_in_one_line),
	    cmocka_unit_test(what_the_engine_may_refuse_is_a_decision),
	    cmocka_unit_test(each_moment_has_a_way_out),
	    cmocka_unit_test(letters_are_folded),
	    cmocka_unit_test(shortcuts_work_under_the_thai_layout),
	    cmocka_unit_test(thai_digits_are_digits),
	    cmocka_unit_test(names_of_keys),
	    cmocka_unit_test(the_last_line_holds_every_table),
	};
	lang_init();
	return cmocka_run_group_tests(tests, collect, NULL);
}
