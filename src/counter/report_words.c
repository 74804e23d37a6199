#include "counter/report_words.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "counter/state_words.h"

int64_t report_noon(int64_t real_ms)
{
	const struct bangkok_time t = bangkok_time_of(real_ms);

	return real_ms + ((12 - t.hour) * 3600LL - t.minute * 60LL - t.second) * 1000;
}

void report_ends(char *out, size_t size, const struct api_day_report *day)
{
	long sum = 0;
	int used;

	for (size_t i = 0; i < day->end_count; i++)
		sum += day->ends[i].count;
	used = snprintf(out, size, _("Ended without success %ld"), sum);
	for (size_t i = 0; i < day->end_count && used < (int)size; i++)
		used += snprintf(out + used, size - (size_t)used, "%s%s %ld", i > 0 ? " + " : " = ",
		    state_word(day->ends[i].state), day->ends[i].count);
}

const char *report_step(const struct api_step_time *t)
{
	if (t->from == STATE_PROOFED && t->to == STATE_SUCCESS)
		return _("The whole, from the checks to success");
	return step_word(t->to);
}
