/* The header: what stands in it, what is cut, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "autoconf.h"
#include "base/lang.h"
#include "base/text.h"
#include "terminal.h"
#include "tui/frame.h"
#include "counter/labels.h"

static SCREEN *screen;
static WINDOW *win;
static struct clock_fake fake = {.real = 1795417500000LL}; /* 2026-11-23T07:05:00Z */
static struct terminal_config config;
static const struct tui_options options = {.config = &config};
static struct app app;

static int step_now;

static int step(const struct app *a, const void *state)
{
	(void)a;
	(void)state;
	return step_now;
}

static const struct screen_ops ops = {.name = "test", .title = LABEL_SSO, .step = step};

static int begin(void **state)
{
	(void)state;
	screen = terminal_begin("xterm-256color", 24, 80);
	win = newwin(3, 80, 0, 0);
	app = (struct app){.options = &options, .clock = clock_fake_of(&fake), .depth = 1};
	app.stack[0].ops = &ops;
	app.session.open = true;
	app.session.office = (struct api_office){.code = "4701"};
	return 0;
}

static int end(void **state)
{
	(void)state;
	delwin(win);
	terminal_end(screen);
	return 0;
}

static void head(char row[3][512], enum lang lang, const char *office)
{
	lang_set(lang);
	snprintf(app.session.office.name_th, sizeof app.session.office.name_th, "%s", office);
	snprintf(app.session.office.name_en, sizeof app.session.office.name_en, "%s", office);
	werase(win);
	frame_head(&app, win);
	for (int y = 0; y < 3; y++)
		terminal_row(row[y], 512, win, y);
}

static void the_first_row(void **state)
{
	char row[3][512];
	(void)state;
	head(row, LANG_TH, "อ.เมือง");
	assert_non_null(strstr(row[0], "สำนักบริหารการทะเบียน  ระบบลงทะเบียนออนไลน์ D.DOPA v"));
	assert_non_null(strstr(row[0], "4701 อ.เมือง"));
	assert_int_equal(text_width(row[0]), 79); /* the office ends in column 79 */
	assert_null(strstr(row[0], "…"));
}

/* Every length of a name whose every cluster has marks: cut between two of them, never
 * inside, and the row never reaches column 80. */
static void an_office_is_cut_at_a_whole_cluster(void **state)
{
	char office[400] = "";
	char row[3][512];
	(void)state;
	for (int n = 1; n <= 50; n++) {
		text_append(office, sizeof office, "กิ");
		head(row, n % 2 ? LANG_TH : LANG_EN, office);
		assert_in_range(text_width(row[0]), 1, 79);
		const char *cut = strstr(row[0], "…");
		if (cut)
			assert_memory_equal(cut - strlen("กิ"), "กิ", strlen("กิ"));
		else
			assert_true(strlen(row[0]) > strlen(office) &&
				    strcmp(row[0] + strlen(row[0]) - strlen(office), office) == 0);
		assert_non_null(strstr(row[0], "4701 "));
	}
}

/* The sample offices and long ones of the country, whole at 80 columns: the name without what
 * its code tells anyway, the bureau's abbreviation where even that is too long. */
static void the_offices_of_the_country_fit(void **state)
{
	static const struct {
		enum lang lang;
		const char *name, *shown;
	} offices[] = {
	    {LANG_TH, "สำนักทะเบียนอำเภอเมืองสกลนคร (ทดสอบ)", "  4701 สนท.อ.เมืองสกลนคร"},
	    {LANG_TH, "สำนักทะเบียนท้องถิ่นเทศบาลนครนครศรีธรรมราช", "  4701 สนท.ทน.นครศรีธรรมราช"},
	    {LANG_TH, "สำนักทะเบียนอำเภอเฉลิมพระเกียรติ", "  4701 สนท.อ.เฉลิมพระเกียรติ"},
	    {LANG_EN, "Mueang Sakon Nakhon District Registration Office (test)",
		"  4701 Mueang Sakon Nakhon"},
	    {LANG_EN, "Sakon Nakhon City Local Registration Office", "  4701 Sakon Nakhon City"},
	    {LANG_EN, "Mueang Nakhon Si Thammarat District Registration Office",
		"  4701 Mueang Nakhon Si Thammarat"},
	    {LANG_EN, "Phang Khon", "  4701 Phang Khon"},
	};
	char row[3][512];
	(void)state;
	for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++) {
		head(row, offices[i].lang, offices[i].name);
		size_t len = strlen(offices[i].shown);
		assert_in_range(strlen(row[0]), len, 511);
		assert_string_equal(row[0] + strlen(row[0]) - len, offices[i].shown);
		assert_null(strstr(row[0], "…"));
		assert_non_null(strstr(row[0],
		    offices[i].lang == LANG_TH ? "สำนักบริหารการทะเบียน  " : "D.DOPA Registration v"));
	}
}

/* Step 1-3 in the manual's full words with date and time beside, in both languages. */
static void the_steps_stand_whole(void **state)
{
	char row[3][512];
	(void)state;
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		for (step_now = 1; step_now <= 3; step_now++) {
			head(row, (enum lang)lang, "x");
			for (int i = LABEL_STEP_1; i <= LABEL_STEP_3; i++)
				assert_non_null(strstr(row[1], label((enum label)i)));
			assert_null(strstr(row[1], "…"));
			assert_non_null(strstr(
			    row[1], lang == LANG_TH ? "23 พ.ย. 2569 14:05" : "23 Nov 2569 14:05"));
			assert_int_equal(text_width(row[1]), 79);
		}
	}
	step_now = 0;
}

static void steps_and_date_do_not_touch(void **state)
{
	char row[3][512];
	(void)state;
	fake.real = 1795417500000LL + 7LL * 86400000; /* 30 Nov: two digits */
	step_now = 2;
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		head(row, (enum lang)lang, "x");
		const char *date = strstr(row[1], "30 ");
		assert_non_null(date);
		assert_memory_equal(date - 2, "  ", 2);
	}
	step_now = 0;
	fake.real = 1795417500000LL;
}

static void another_screen_shows_its_title(void **state)
{
	char row[3][512];
	(void)state;
	head(row, LANG_TH, "x");
	assert_non_null(strstr(row[1], "Single Sign On"));
	assert_null(strstr(row[1], label(LABEL_STEP_1)));
}

static void training_is_marked(void **state)
{
	char row[3][512];
	(void)state;
	head(row, LANG_EN, "x");
	assert_null(strstr(row[2], "TRAINING"));
	config.training = true;
	head(row, LANG_EN, "x");
	assert_non_null(strstr(row[2], "ฝึกอบรม/TRAINING"));
	config.training = false;
}

/* Before anybody is logged in, and before the centre has answered. */
static void the_office_of_the_configuration(void **state)
{
	char row[3][512];
	(void)state;
	app.session.open = false;
	snprintf(config.office_name, sizeof config.office_name, "%s", "ที่ว่าการ");
	head(row, LANG_TH, "x");
	assert_non_null(strstr(row[0], "ที่ว่าการ"));
	app.session.open = true;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_row),
	    cmocka_unit_test(an_office_is_cut_at_a_whole_cluster),
	    cmocka_unit_test(the_offices_of_the_country_fit),
	    cmocka_unit_test(the_steps_stand_whole),
	    cmocka_unit_test(steps_and_date_do_not_touch),
	    cmocka_unit_test(another_screen_shows_its_title),
	    cmocka_unit_test(training_is_marked),
	    cmocka_unit_test(the_office_of_the_configuration),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
