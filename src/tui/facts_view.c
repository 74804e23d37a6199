#include "tui/facts_view.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/lang.h"

#define SIGN_X	1
#define NAME_X	3
#define VALUE_X 24

void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
{
	va_list args;
	fact->how = how;
	va_start(args, format);
	vsnprintf(fact->value, sizeof fact->value, format, args);
	va_end(args);
}

void fact_problem(struct fact *fact, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	fact_say(fact, FACT_BAD, "%s (%s)", _(row->what), row->id);
	snprintf(fact->todo, sizeof fact->todo, "%s", _(row->todo));
}

static int wrapped(WINDOW *win, int y, int x, int cells, const char *text)
{
	struct box box = {.y = y, .x = x, .rows = INT_MAX, .cells = cells};
	return draw_wrapped(win, box, x == VALUE_X ? PAINT_STRONG : PAINT_TEXT, text);
}

static int draw_fact(WINDOW *win, int y, const char *name, const struct fact *fact)
{
	static const char *const signs[] = {[FACT_PLAIN] = " ",
	    [FACT_GOOD] = SIGN_DONE,
	    [FACT_BAD] = SIGN_FAILED,
	    [FACT_UNKNOWN] = SIGN_TO_DO};
	int cells = (win ? getmaxx(win) : COLS) - VALUE_X - 2;
	if (win && y >= 0) {
		draw_text(win, y, SIGN_X, 1, PAINT_STRONG, signs[fact->how]);
		draw_text(win, y, NAME_X, VALUE_X - NAME_X - 1, PAINT_TEXT, _(name));
	}
	int rows = wrapped(win, y, VALUE_X, cells, fact->value);
	if (!fact->todo[0])
		return rows;
	if (win && y + rows >= 0)
		draw_text(win, y + rows, VALUE_X, 1, PAINT_TEXT, lang_utf8() ? "→" : ">");
	return rows + wrapped(win, y + rows, VALUE_X + 2, cells - 2, fact->todo);
}

int facts_draw(
    const struct app *app, const void *state, const struct fact_list *list, WINDOW *win, int top)
{
	int y = -top;
	for (size_t i = 0; i < list->count; i++) {
		struct fact fact = {0};
		list->rows[i].tell(app, state, &fact);
		if (fact.value[0])
			y += draw_fact(win, y, list->rows[i].name, &fact);
	}
	return y + top;
}
