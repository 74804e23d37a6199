#include "tui/person_view.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "tui/draw.h"
#include "tui/paint_face.h"
#include "tui/unmask.h"

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

/* Lines are laid one below the other, so that a long name or address takes the rows it
 * needs; nothing of a card is cut. */
struct flow {
	WINDOW *win; /* NULL: counts only */
	int y;
};

static void lay(struct flow *f, enum paint paint, const char *text)
{
	struct box box = {
	    .y = f->y, .x = PERSON_X, .rows = CONTENT_ROWS - f->y, .cells = PERSON_CELLS};
	f->y += draw_wrapped(f->win, box, paint, text);
}

static void lay_names(struct flow *f, const struct person *p)
{
	char name[DRAW_TEXT_SIZE];
	name_format(name, sizeof name, &p->thai, true);
	lay(f, PAINT_STRONG, lang_utf8() ? name : "");
	name_format(name, sizeof name, &p->english, false);
	lay(f, lang_utf8() ? PAINT_TEXT : PAINT_STRONG, name);
}

static void birth_text(struct app *app, char *out, size_t size, const struct person *p)
{
	char birth[64];
	int age = date_age(p->birth, bangkok_time_of(app_real(app)).date);
	date_format(birth, sizeof birth, p->birth, lang_get() == LANG_TH);
	if (age >= 0)
		snprintf(out, size, P_("Born %s (%d year)  %s", "Born %s (%d years)  %s", age),
		    birth, age, sex_name(p->sex));
	else
		snprintf(out, size, _("Born %s  %s"), birth, sex_name(p->sex));
}

static void lay_issue(struct flow *f, const struct card_issue *issue)
{
	char issued[64];
	char expires[64];
	char text[DRAW_TEXT_SIZE];
	bool thai = lang_get() == LANG_TH;
	date_format(issued, sizeof issued, issue->issued, thai);
	date_format(expires, sizeof expires, issue->expires, thai);
	snprintf(text, sizeof text, _("Card issued %s  expires %s"), issued, expires);
	lay(f, PAINT_TEXT, text);
}

/* Everything but number and birth. */
static void lay_rest(struct flow *f, const struct card_text *text)
{
	char address[DRAW_TEXT_SIZE];
	address_format(address, sizeof address, &text->person.address);
	lay(f, PAINT_TEXT,
	    lang_utf8() ? address : _("(this terminal cannot show Thai names and addresses)"));
	lay_issue(f, &text->issue);
}

static int rows_of(const struct card_text *text)
{
	struct flow f = {.y = 1};
	lay_names(&f, &text->person);
	lay_rest(&f, text);
	return f.y;
}

#define BIRTH_X (PERSON_X + CITIZEN_NUMBER_SHOWN) /* beside the number */

int person_draw(struct app *app, WINDOW *win, const struct card_text *text)
{
	char line[DRAW_TEXT_SIZE];
	struct flow f = {.win = win, .y = 1};
	const struct person *p = &text->person;
	bool long_one = rows_of(text) >= PERSON_ROWS;
	person_number(line, &p->number, unmask_on(app));
	draw_text(win, 0, PERSON_X, PERSON_CELLS, PAINT_STRONG, line);
	birth_text(app, line, sizeof line, p);
	if (long_one)
		draw_text(win, 0, BIRTH_X, PHOTO_X - BIRTH_X, PAINT_TEXT, line);
	lay_names(&f, p);
	if (!long_one)
		lay(&f, PAINT_TEXT, line);
	lay_rest(&f, text);
	return f.y > PERSON_ROWS ? f.y : PERSON_ROWS;
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

void person_photo(struct app *app, WINDOW *win, const struct face *face, const char *note)
{
	struct box box = {.y = 6, .x = PHOTO_X + 2, .rows = 4, .cells = CARD_FACE_COLUMNS - 4};
	if (face) {
		if (!graphics_want(app, win, &face->picture, 0, PHOTO_X))
			face_paint(win, 0, PHOTO_X, face);
		return;
	}
	draw_frame(win);
	if (note)
		draw_wrapped(win, box, PAINT_TEXT, note);
}
