/* Nothing that the screens say is cut at 80×24, in Thai or English. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/text.h"
#include "counter/wait_words.h"
#include "terminal.h"
#include "tui/draw.h"
#include "tui/enrol_view.h"
#include "tui/finger_dialog.h"
#include "tui/fingers_view.h"
#include "counter/labels.h"

#define BELOW_CELLS  78
#define BELOW_ROWS   5
#define BESIDE_CELLS 40
#define BESIDE_ROWS  7
#define FEW_ROWS     4
#define LINE_CELLS   79
#define CHECK_CELLS  53

static int rows_of(enum problem problem, int cells)
{
	struct error error = {.problem = problem};
	struct box box = {.rows = INT_MAX, .cells = cells};
	return draw_problem(NULL, box, &error);
}

static void for_each_language(void (*check)(enum lang lang))
{
	for (int lang = LANG_TH; lang <= LANG_EN; lang++) {
		lang_set((enum lang)lang);
		check((enum lang)lang);
	}
}

/* Steps 1 and 3 have five rows for trouble across the screen. */
static void check_below(enum lang lang)
{
	(void)lang;
	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++)
		assert_in_range(rows_of((enum problem)p, BELOW_CELLS), 3, BELOW_ROWS);
}

static void problems_fit_below(void **state)
{
	(void)state;
	for_each_language(check_below);
}

/* The longest names leave four rows: what to do is whole all the same. */
static void check_tight(enum lang lang)
{
	WINDOW *win = newwin(FEW_ROWS, 80, 0, 0);
	(void)lang;
	for (int p = PROBLEM_NONE + 1; p < PROBLEM_COUNT; p++) {
		struct error error = {.problem = (enum problem)p};
		struct box box = {.x = 1, .rows = FEW_ROWS, .cells = BELOW_CELLS};
		const char *todo = _(problem_row(error.problem)->todo);
		char all[FEW_ROWS * 512] = "";
		char row[512];
		werase(win);
		draw_problem(win, box, &error);
		for (int y = 0; y < FEW_ROWS; y++) {
			terminal_row(row, sizeof row, win, y);
			text_append(all, sizeof all, row);
		}
		const char *last = strrchr(todo, ' ') ? strrchr(todo, ' ') + 1 : todo;
		if (!strstr(all, last))
			print_message("# %s: %s\n", problem_row(error.problem)->id, all);
		assert_non_null(strstr(all, last));
	}
	delwin(win);
}

static void what_to_do_stands_in_few_rows(void **state)
{
	SCREEN *screen = terminal_begin("xterm-256color", 24, 80);
	(void)state;
	for_each_language(check_tight);
	terminal_end(screen);
}

/* While the code is shown there is the right half only; what can happen then is trouble
 * with the centre and with renewing. */
static void check_beside(enum lang lang)
{
	(void)lang;
	for (int p = PROBLEM_CENTRE_DOWN; p <= PROBLEM_CENTRE_INTERNAL; p++)
		assert_in_range(rows_of((enum problem)p, BESIDE_CELLS), 3, BESIDE_ROWS);
	assert_in_range(rows_of(PROBLEM_EVIDENCE_OLD, BESIDE_CELLS), 3, BESIDE_ROWS);
	assert_in_range(rows_of(PROBLEM_STATE, BESIDE_CELLS), 3, BESIDE_ROWS);
	assert_in_range(rows_of(PROBLEM_RENEWALS_USED, BESIDE_CELLS), 3, BESIDE_ROWS);
}

static void problems_fit_beside_the_code(void **state)
{
	(void)state;
	for_each_language(check_beside);
}

/* The waiting line with a wait of some minutes; as many as it usually takes beside it, where
 * that is told. */
static void fits_waiting(const char *name, const struct waiting *w, bool usual)
{
	char text[128];
	int cells =
	    1 + text_width("▸ ") + text_width(w->what) + text_width(usual ? " 1:23" : " 12:34");
	snprintf(text, sizeof text, _(" (usual %s)"), "1:23");
	cells += usual ? text_width(text) : 0;
	if (w->say)
		cells += text_width("  ") + text_width(_("Say:")) + text_width(" «»") +
			 text_width(w->say);
	if (cells > LINE_CELLS)
		print_message("# %s: %d cells\n", name, cells);
	assert_in_range(cells, 1, LINE_CELLS);
}

/* Why it is not the same person: each in its row beside the photo, behind its key. */
static void check_face_reasons(enum lang lang)
{
	(void)lang;
	for (int i = 0; i < FACE_REASONS; i++)
		assert_in_range(
		    text_width("[1] ") + text_width(_(face_reasons[i].words)), 10, 53 - 4);
}

static void face_reasons_fit(void **state)
{
	(void)state;
	for_each_language(check_face_reasons);
}

/* In step 3 the usual time stands with the sub-steps; the other waits are the officer's own. */
static void check_waiting(enum lang lang)
{
	static const bool step_1[ENROL_STATE_COUNT] = {[ENROL_READING] = true,
	    [ENROL_FACE] = true,
	    [ENROL_CHECKING] = true,
	    [ENROL_FINGER] = true,
	    [ENROL_PROOFING] = true};
	static const bool writes[WRITING_STATE_COUNT] = {[WRITING_APPROVING] = true,
	    [WRITING_CHALLENGE] = true,
	    [WRITING_AUTHORISING] = true,
	    [WRITING_WRITING] = true};
	(void)lang;
	for (int s = 0; s < ENROL_STATE_COUNT; s++) {
		struct waiting w = {0};
		enrol_waiting_of((enum enrol_state)s, &w);
		fits_waiting(enrol_state_name((enum enrol_state)s), &w, false);
		fits_waiting(enrol_state_name((enum enrol_state)s), &w, step_1[s]);
	}
	for (int s = 0; s < WRITING_STATE_COUNT; s++) {
		struct waiting w = {0};
		finger_waiting_of((enum writing_state)s, &w);
		fits_waiting(writing_state_name((enum writing_state)s), &w, writes[s]);
	}
}

/* What is said at the sensor: in the waiting line, and in large across the screen. */
static void check_guides(enum lang lang)
{
	WINDOW *win = newwin(GUIDE_ROWS, 80, 0, 0);
	(void)lang;
	for (int i = 0; i < GUIDE_COUNT * FINGER_COUNT; i++) {
		struct runner_view view = {.guiding = true,
		    .guide = (enum sensor_guide)(i / FINGER_COUNT),
		    .press = ENROLL_PRESSES,
		    .presses = ENROLL_PRESSES};
		struct waiting w = {0};
		char row[512];
		guide_waiting(&view, (enum finger)(i % FINGER_COUNT), &w);
		/* Where the finger was amiss, what to do counts more than how long it takes. */
		fits_waiting("at the sensor", &w, i / FINGER_COUNT == GUIDE_PLACE);
		werase(win);
		guide_draw(win, 0, &view, (enum finger)(i % FINGER_COUNT));
		terminal_row(row, sizeof row, win, 1);
		assert_null(strstr(row, "…"));
		assert_non_null(
		    strstr(row, lang_get() == LANG_TH ? "ครั้งที่ 3 จาก 3" : "press 3 of 3"));
	}
	delwin(win);
}

static void guides_fit(void **state)
{
	SCREEN *screen = terminal_begin("xterm-256color", 24, 80);
	(void)state;
	for_each_language(check_guides);
	terminal_end(screen);
}

/* Both fingers beside their heading, whatever they are. */
static void check_standings(enum lang lang)
{
	static const struct finger_state all[] = {{.stored = true, .tries_left = 15},
	    {.stored = true, .tries_left = 1}, {.stored = true, .tries_left = -1},
	    {.stored = true, .locked = true}, {.damaged = true}, {.tries_left = -1}};
	char text[2 * FINGER_TEXT_SIZE];
	(void)lang;
	for (size_t i = 0; i < 36; i++) {
		struct finger_states states = {.applet = true, .finger = {all[i / 6], all[i % 6]}};
		fingers_line(text, sizeof text, &states);
		assert_in_range(
		    text_width("▸ ") + text_width(_("Match on card:")) + 1 + text_width(text), 1,
		    CHECK_CELLS);
	}
}

static void standings_fit(void **state)
{
	(void)state;
	for_each_language(check_standings);
}

static void waits_fit_their_line(void **state)
{
	(void)state;
	for_each_language(check_waiting);
}

#define STATUS_CELLS 40 /* beside the code */

/* What the phone shows in one row; how long it usually takes, and may still, in another. */
static void check_status(enum lang lang)
{
	char text[512];
	(void)lang;
	for (int s = 0; s < ENROL_STATE_COUNT; s++) {
		const struct wait_words *w = wait_words_of((enum enrol_state)s);
		snprintf(
		    text, sizeof text, "%s %s", _("Phone shows:"), w->phone ? _(w->phone) : "");
		assert_in_range(text_width(text), 1, STATUS_CELLS);
	}
	snprintf(text, sizeof text, _("usually %s"), "12:34");
	assert_in_range(text_width(text) + 2, 1, STATUS_CELLS - 4);
	int used = text_width(text) + 2;
	snprintf(text, sizeof text, _("runs out in %s"), "12:34");
	assert_in_range(used + text_width(text), 1, STATUS_CELLS - 4);
	snprintf(text, sizeof text, _("time left %s"), "12:34");
	assert_in_range(used + text_width(text), 1, STATUS_CELLS - 4);
}

static void status_fits_beside_the_code(void **state)
{
	(void)state;
	for_each_language(check_status);
}

/* Every state says what is waited for, and while a phone takes part what it shows and how to go
 * on there. */
static void no_wait_is_without_words(void **state)
{
	(void)state;
	for (int s = 0; s < ENROL_STATE_COUNT; s++) {
		const struct wait_words *w = wait_words_of((enum enrol_state)s);
		bool phone = s >= ENROL_CREATING && s <= ENROL_SAVED;
		bool over = s >= ENROL_SUCCESS;
		assert_non_null(w->what);
		assert_true(over || w->say);
		assert_true(!phone || (w->phone && w->tell));
	}
	for (int s = 0; s < WRITING_STATE_COUNT; s++) {
		assert_non_null(wait_words_writing((enum writing_state)s)->what);
		assert_non_null(wait_words_writing((enum writing_state)s)->say);
	}
}

/* Labels are the manual's words: none is left in English, but the names it has in English. */
static void labels_are_thai(void **state)
{
	(void)state;
	lang_set(LANG_TH);
	for (int l = 0; l < LABEL_COUNT; l++)
		if (l != LABEL_SSO)
			assert_string_not_equal(label((enum label)l), label_msgid((enum label)l));
	assert_string_equal(label(LABEL_STEP_1), "อ่านบัตรประจำตัวประชาชน");
	assert_string_equal(label(LABEL_STEP_2), "ข้อมูลประชาชน");
	assert_string_equal(label(LABEL_STEP_3), "สถานะการสมัคร");
	assert_string_equal(label(LABEL_SUBSTEP_1), "สร้างคิวอาร์โค้ด");
	assert_string_equal(label(LABEL_SUBSTEP_2), "ประชาชนสแกนคิวอาร์โค้ด");
	assert_string_equal(label(LABEL_SUBSTEP_3), "บันทึกผลการดำเนินการ");
	assert_string_equal(label(LABEL_SUBSTEP_4), "สำเร็จ");
	assert_string_equal(label(LABEL_MENU_RENTAL), "ระบบโครงการเช่า (3)");
	assert_string_equal(label(LABEL_MENU_ONLINE), "ระบบทะเบียนออนไลน์");
	assert_string_equal(label(LABEL_MENU_DDOPA), "ระบบลงทะเบียนใช้งาน D.DOPA");
	assert_string_equal(label(LABEL_PLACE_FINGER),
	    "ระบบขอตรวจสอบความเป็นเจ้าของบัตรประจำตัวประชาชน กรุณาวางนิ้วชี้ที่เครื่องอ่านบัตร (Match on Card)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(problems_fit_below),
	    cmocka_unit_test(what_to_do_stands_in_few_rows),
	    cmocka_unit_test(problems_fit_beside_the_code),
	    cmocka_unit_test(face_reasons_fit),
	    cmocka_unit_test(waits_fit_their_line),
	    cmocka_unit_test(status_fits_beside_the_code),
	    cmocka_unit_test(no_wait_is_without_words),
	    cmocka_unit_test(guides_fit),
	    cmocka_unit_test(standings_fit),
	    cmocka_unit_test(labels_are_thai),
	};
	lang_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
