/*
 * counter/search_filter.h - which of this office's enrollments are looked for: of a day or of
 * any, by how they ended, of one officer or of all. Open ones have a list of their own.
 */
#ifndef DDOPA_COUNTER_SEARCH_FILTER_H
#define DDOPA_COUNTER_SEARCH_FILTER_H

#include "wire/api.h"

struct search_filter {
	int64_t at; /* an instant of the day; real ms */
	bool any_day, mine;
	size_t end; /* which of the ends; 0: any */
};

enum search_change {
	SEARCH_DAY_BEFORE,
	SEARCH_DAY_AFTER,
	SEARCH_ANY_DAY,
	SEARCH_END, /* the next one, at last any */
	SEARCH_OFFICER
};

void search_filter_change(struct search_filter *f, enum search_change change);
/* The day is before that instant's, so that there is a day after it. */
bool search_filter_before(const struct search_filter *f, int64_t real_ms);
struct api_search search_filter_query(const struct search_filter *f, const char *officer_id);
/* In the language that is set. */
void search_filter_text(char *out, size_t size, const struct search_filter *f);

#endif
