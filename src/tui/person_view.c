#include "tui/person_view.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "tui/draw.h"
#include "tui/paint_face.h"

void person_number(char out[CITIZEN_NUMBER_SHOWN], const struct citizen_number *n, bool whole)
{
	if (whole)
		citizen_number_format(out, n);
	else
		citizen_number_mask(out, n);
}

static const char *sex_name(enum sex sex)
{
	static const char *const names[] = {
	    [SEX_UNKNOWN] = "", [SEX_MALE] = N_("male"), [SEX_FEMALE] = N_("female")};
	return sex == SEX_UNKNOWN ? "" : _(names[sex]);
}

static void draw_names(WINDOW *win, const struct person *p)
{
	char name[DRAW_TEXT_SIZE];
	name_format(name, sizeof name, &p->thai, true);
	draw_text(win, 1, PERSON_X, PERSON_CELLS, PAINT_STRONG, name);
	name_format(name, sizeof name, &p->english, false);
	draw_text(win, 2, PERSON_X, PERSON_CELLS, PAINT_TEXT, name);
}

static void draw_birth(struct app *app, WINDOW *win, const struct person *p)
{
	char birth[64];
	bool thai = lang_get() == LANG_TH;
	int age = date_age(p->birth, bangkok_time_of(app_real(app)).date);
	date_format(birth, sizeof birth, p->birth, thai);
	if (age >= 0)
		draw_format(win, 3, PERSON_X, PERSON_CELLS, PAINT_TEXT, _("Born %s (%d years)  %s"),
		    birth, age, sex_name(p->sex));
	else
		draw_format(win, 3, PERSON_X, PERSON_CELLS, PAINT_TEXT, _("Born %s  %s"), birth,
		    sex_name(p->sex));
}

static void draw_issue(WINDOW *win, const struct card_issue *issue)
{
	char issued[64];
	char expires[64];
	bool thai = lang_get() == LANG_TH;
	date_format(issued, sizeof issued, issue->issued, thai);
	date_format(expires, sizeof expires, issue->expires, thai);
	draw_format(win, PERSON_ROWS - 1, PERSON_X, PERSON_CELLS, PAINT_TEXT,
	    _("Card issued %s  expires %s"), issued, expires);
}

void person_draw(struct app *app, WINDOW *win, const struct card_text *text, bool whole)
{
	char line[DRAW_TEXT_SIZE];
	const struct person *p = &text->person;
	struct box address = {.y = 4, .x = PERSON_X, .rows = 3, .cells = PERSON_CELLS};
	person_number(line, &p->number, whole);
	draw_text(win, 0, PERSON_X, PERSON_CELLS, PAINT_STRONG, line);
	draw_names(win, p);
	draw_birth(app, win, p);
	address_format(line, sizeof line, &p->address);
	draw_wrapped(win, address, PAINT_TEXT, line);
	draw_issue(win, &text->issue);
}

static void draw_frame(WINDOW *win)
{
	const char *const corner[4] = {"┌", "┐", "└", "┘"};
	int right = PHOTO_X + CARD_FACE_COLUMNS - 1;
	int bottom = PHOTO_ROWS - 1;
	for (int i = 0; i < 4; i++)
		draw_text(
		    win, i < 2 ? 0 : bottom, i % 2 ? right : PHOTO_X, 1, PAINT_TEXT, corner[i]);
	for (int x = PHOTO_X + 1; x < right; x++) {
		draw_text(win, 0, x, 1, PAINT_TEXT, "─");
		draw_text(win, bottom, x, 1, PAINT_TEXT, "─");
	}
	for (int y = 1; y < bottom; y++) {
		draw_text(win, y, PHOTO_X, 1, PAINT_TEXT, "│");
		draw_text(win, y, right, 1, PAINT_TEXT, "│");
	}
}

void person_photo(WINDOW *win, const struct face *face, const char *note)
{
	struct box box = {.y = 6, .x = PHOTO_X + 2, .rows = 4, .cells = CARD_FACE_COLUMNS - 4};
	if (face && lang_utf8()) {
		face_paint(win, 0, PHOTO_X, face);
		return;
	}
	draw_frame(win);
	if (note)
		draw_wrapped(win, box, PAINT_TEXT, note);
}
