/*
 * tui/head_names.h - bureau, title and office in one row. Where the names do not fit they are
 * told shorter, never cut in the middle of a word, the office's code always whole: without what
 * stands in parentheses, then without the office's kind (which the code tells, card.md «Office
 * codes»), then with the bureau's own abbreviation.
 */
#ifndef DDOPA_TUI_HEAD_NAMES_H
#define DDOPA_TUI_HEAD_NAMES_H

#include "tui/draw.h"

struct head_names {
	char title[DRAW_TEXT_SIZE]; /* bureau, title, version */
	char office[DRAW_TEXT_SIZE];
};

/* office: "4701 name"; cells: of both and what is between them. A name that has no shorter form
 * may still be too long for what is left. */
void head_names_fit(struct head_names *out, const char *office, int cells);

#endif
