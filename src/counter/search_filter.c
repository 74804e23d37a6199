#include "counter/search_filter.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/state_words.h"

#define DAY_MS (24LL * 3600 * 1000)

/* STATE_COUNT: any. */
static const enum enrolment_state ends[] = {STATE_COUNT, STATE_SUCCESS, STATE_EXPIRED,
    STATE_CANCELLED, STATE_LOCKED, STATE_CONTESTED, STATE_REFUSED};
#define ENDS (sizeof ends / sizeof ends[0])

void search_filter_change(struct search_filter *f, enum search_change change)
{
	if (change == SEARCH_DAY_BEFORE)
		f->at -= DAY_MS;
	else if (change == SEARCH_DAY_AFTER)
		f->at += DAY_MS;
	else if (change == SEARCH_END)
		f->end = (f->end + 1) % ENDS;
	else if (change == SEARCH_OFFICER)
		f->mine = !f->mine;
	if (change == SEARCH_ANY_DAY)
		f->any_day = !f->any_day;
	else if (change == SEARCH_DAY_BEFORE || change == SEARCH_DAY_AFTER)
		f->any_day = false;
}

bool search_filter_before(const struct search_filter *f, int64_t real_ms)
{
	return date_compare(bangkok_time_of(f->at).date, bangkok_time_of(real_ms).date) < 0;
}

struct api_search search_filter_query(const struct search_filter *f, const char *officer_id)
{
	struct api_search search = {
	    .has_state = ends[f->end] != STATE_COUNT, .state = ends[f->end]};

	if (!f->any_day)
		search.day = bangkok_time_of(f->at).date;
	if (f->mine)
		snprintf(search.officer_id, sizeof search.officer_id, "%s", officer_id);
	return search;
}

void search_filter_text(char *out, size_t size, const struct search_filter *f)
{
	char date[64];

	date_format(date, sizeof date, bangkok_time_of(f->at).date, lang_get() == LANG_TH);
	snprintf(out, size, _("Day: %s   End: %s   Officer: %s"), f->any_day ? _("any") : date,
	    ends[f->end] == STATE_COUNT ? _("any") : state_word(ends[f->end]),
	    f->mine ? _("mine") : _("anyone"));
}
