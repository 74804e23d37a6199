#include "tui/officer_fields.h"

#include "base/lang.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/person_view.h"

void officer_fields_begin(struct officer_fields *f, int x, int field_x)
{
	digits_clear(&f->number);
	digits_clear(&f->pin);
	*f = (struct officer_fields){.number = {.max = CITIZEN_NUMBER_DIGITS},
	    .pin = {.max = API_PIN_DIGITS},
	    .x = x,
	    .field_x = field_x};
}

static bool number_good(const struct officer_fields *f)
{
	return digits_full(&f->number) && citizen_number_valid(f->number.text);
}

bool officer_fields_key(struct officer_fields *f, int key)
{
	struct digits *d = f->field == FIELD_NUMBER ? &f->number : &f->pin;
	if (f->busy || !digits_key(d, key))
		return false;
	f->notice = NULL;
	if (f->field == FIELD_NUMBER && digits_full(d) && key != TK_BACKSPACE) {
		f->notice =
		    number_good(f) ? NULL : N_("This is no citizen number: compare each digit.");
		f->field = f->notice ? FIELD_NUMBER : FIELD_PIN;
	}
	return true;
}

void officer_fields_other(struct officer_fields *f)
{
	f->field = f->field == FIELD_NUMBER ? FIELD_PIN : FIELD_NUMBER;
	f->notice = NULL;
}

/* What is missing, or NULL. */
static const char *incomplete(struct officer_fields *f)
{
	if (!number_good(f)) {
		f->field = FIELD_NUMBER;
		return digits_full(&f->number)
			   ? N_("This is no citizen number: compare each digit.")
			   : N_("The citizen number has 13 digits.");
	}
	f->field = FIELD_PIN;
	return digits_full(&f->pin) ? NULL : N_("The PIN has 8 digits.");
}

bool officer_fields_enter(struct officer_fields *f)
{
	f->notice = NULL;
	if (f->field == FIELD_NUMBER && f->pin.len == 0 && number_good(f)) {
		f->field = FIELD_PIN;
		return false;
	}
	f->notice = incomplete(f);
	return f->notice == NULL;
}

struct citizen_number officer_fields_number(const struct officer_fields *f)
{
	struct citizen_number number = {0};
	text_append(number.digits, sizeof number.digits, f->number.text);
	return number;
}

/* ---- drawing ---- */

static enum paint paint_of(bool here)
{
	return here ? PAINT_STRONG : PAINT_TEXT;
}

static void draw_number(
    struct app *app, const struct officer_fields *f, WINDOW *win, int y, const char *name)
{
	char shown[CITIZEN_NUMBER_SHOWN];
	bool here = f->field == FIELD_NUMBER && !f->busy;
	int at = digits_grouped(&f->number, shown);
	if (!here && !f->show && digits_full(&f->number)) {
		struct citizen_number number = officer_fields_number(f);
		person_number(shown, &number, false);
	}
	draw_text(win, y, f->x, f->field_x - f->x - 1, paint_of(here), name);
	draw_text(win, y, f->field_x, CITIZEN_NUMBER_SHOWN, PAINT_STRONG, shown);
	if (here)
		app_cursor(app, y, f->field_x + at);
}

static void draw_pin(struct app *app, const struct officer_fields *f, WINDOW *win, int y)
{
	char shown[API_PIN_DIGITS * 3 + 1] = "";
	bool here = f->field == FIELD_PIN && !f->busy;
	for (size_t i = 0; i < API_PIN_DIGITS; i++)
		text_append(shown, sizeof shown, i < f->pin.len ? "•" : "_");
	draw_text(win, y, f->x, f->field_x - f->x - 1, paint_of(here), _("PIN, 8 digits"));
	draw_text(win, y, f->field_x, API_PIN_DIGITS, PAINT_STRONG, shown);
	if (here)
		app_cursor(app, y, f->field_x + (int)f->pin.len);
}

void officer_fields_draw(
    struct app *app, const struct officer_fields *f, WINDOW *win, int y, const char *name)
{
	draw_number(app, f, win, y, name);
	draw_pin(app, f, win, y + 2);
}
