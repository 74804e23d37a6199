#include "tui/facts_view.h"

#include <limits.h>

#include "base/lang.h"

#define SIGN_X	1
#define NAME_X	3
#define VALUE_X 24

static int wrapped(WINDOW *win, int y, int x, int cells, const char *text)
{
	struct box box = {.y = y, .x = x, .rows = INT_MAX, .cells = cells};
	return draw_wrapped(win, box, x == VALUE_X ? PAINT_STRONG : PAINT_TEXT, text);
}

static int draw_fact(WINDOW *win, int y, const char *name, const struct fact *fact)
{
	static const char *const signs[] = {[FACT_PLAIN] = " ",
	    [FACT_GOOD] = SIGN_DONE,
	    [FACT_WARNING] = SIGN_FAILED,
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

int facts_draw(const struct known_facts *s, WINDOW *win, int top)
{
	int y = -top;
	for (size_t i = 0; i < fact_count; i++) {
		struct fact fact;
		fact_on_screen(i, s, &fact);
		if (fact.value[0])
			y += draw_fact(win, y, fact_rows[i].name, &fact);
	}
	return y + top;
}
