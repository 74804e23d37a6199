/*
 * tui/facts_view.h - a list of facts, each with a name, how it stands and, where that is not
 * well, what to do. The list scrolls when it is longer than the window.
 */
#ifndef DDOPA_TUI_FACTS_VIEW_H
#define DDOPA_TUI_FACTS_VIEW_H

#include "tui/app.h"
#include "tui/draw.h"

enum standing_of_fact { FACT_PLAIN, FACT_GOOD, FACT_BAD, FACT_UNKNOWN };

struct fact {
	enum standing_of_fact how;
	char value[DRAW_TEXT_SIZE]; /* in the language that is set; "": the fact is left out */
	char todo[DRAW_TEXT_SIZE];
};

struct fact_row {
	const char *name; /* N_() */
	void (*tell)(const struct app *app, const void *state, struct fact *fact);
};

void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What happened, and what to do, as the catalogue says. */
void fact_problem(struct fact *fact, const struct error *error);

struct fact_list {
	const struct fact_row *rows;
	size_t count;
};

/* Draws from row `top` of the list on, in all of win; NULL only counts.
 * Returns the rows of the whole list. */
int facts_draw(
    const struct app *app, const void *state, const struct fact_list *list, WINDOW *win, int top);

#endif
