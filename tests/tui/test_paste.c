/* What is pasted: characters, to where one types, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "tui/app.h"

enum { ACT_RUN = ACT_SCREEN };

static char typed[256];
static int runs;

static const struct key_row keys[] = {
    {.action = ACT_RUN, .keys = {'r', TK_ENTER, TK_ESC, TK_F3}, .help = "run"}, {0}};

static const struct key_row *keys_now(const struct app *app, const void *state)
{
	(void)app;
	(void)state;
	return keys;
}

static void act(struct app *app, void *state, int action)
{
	(void)app;
	(void)state;
	runs += action == ACT_RUN;
}

/* A field for anything but r: what it does not take is a shortcut where it was typed. */
static bool type(struct app *app, void *state, int key)
{
	char bytes[5] = "";
	(void)app;
	(void)state;
	if (key == 'r' || utf8_encode((uint32_t)key, bytes) == 0 || key == TK_ENTER ||
	    key == TK_ESC)
		return false;
	text_append(typed, sizeof typed, bytes);
	return true;
}

static const struct screen_ops field = {
    .name = "field", .keys = keys_now, .act = act, .type = type};
static const struct screen_ops no_field = {.name = "no field", .keys = keys_now, .act = act};

static struct clock_fake fake;
static struct app app;

static int begin(void **state)
{
	(void)state;
	fake = (struct clock_fake){.real = 1795417500000LL, .mono = 1000};
	app = (struct app){.clock = clock_fake_of(&fake), .depth = 1};
	app.stack[0].ops = &field;
	typed[0] = '\0';
	runs = 0;
	return 0;
}

static void send(const int *sent, size_t count)
{
	for (size_t i = 0; i < count; i++)
		app_key(&app, sent[i]);
}

static void paste(const int *pasted, size_t count)
{
	app_key(&app, TK_PASTE_BEGIN);
	send(pasted, count);
	app_key(&app, TK_PASTE_END);
}

#define PASTE(...)                                                                                 \
	paste((const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void characters_go_to_the_field(void **state)
{
	(void)state;
	PASTE('1', 'r', 0x0e01, '2');
	assert_string_equal(typed, "1ก2");
	assert_int_equal(runs, 0);
}

static void control_characters_are_dropped(void **state)
{
	(void)state;
	PASTE('1', TK_ENTER, TK_TAB, TK_ESC, 1, 3, 0x7f, 0x85, 0x9b, TK_BACKSPACE, TK_F3, TK_UP,
	    TK_UNKNOWN, '2');
	assert_string_equal(typed, "12");
	assert_int_equal(runs, 0);
}

static void without_a_field_it_goes_nowhere(void **state)
{
	(void)state;
	app.stack[0].ops = &no_field;
	PASTE('r', TK_ENTER, '?', '1');
	assert_int_equal(runs, 0);
	assert_int_equal(app.depth, 1);
}

/* «y» is not the officer's answer then. */
static void a_question_is_not_answered(void **state)
{
	(void)state;
	app_ask(&app, "Really?", ACT_RUN);
	PASTE('y', TK_ENTER, TK_ESC);
	assert_non_null(app.question);
	assert_string_equal(typed, "");
	app_key(&app, 'y');
	assert_int_equal(runs, 1);
}

static void keys_after_it_are_keys(void **state)
{
	(void)state;
	PASTE('1');
	app_key(&app, 'r');
	assert_int_equal(runs, 1);
}

/* A line that loses the end mark: the officer types on after a moment. */
static void a_paste_without_an_end_ends(void **state)
{
	(void)state;
	app_key(&app, TK_PASTE_BEGIN);
	send((const int[]){'1', 'r'}, 2);
	assert_int_equal(runs, 0);
	clock_fake_advance(&fake, 10000);
	app_key(&app, 'r');
	assert_int_equal(runs, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(characters_go_to_the_field, begin),
	    cmocka_unit_test_setup(control_characters_are_dropped, begin),
	    cmocka_unit_test_setup(without_a_field_it_goes_nowhere, begin),
	    cmocka_unit_test_setup(a_question_is_not_answered, begin),
	    cmocka_unit_test_setup(keys_after_it_are_keys, begin),
	    cmocka_unit_test_setup(a_paste_without_an_end_ends, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
