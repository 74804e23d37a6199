/*
 * counter/report_words.h - the day's report in an officer's words, in the language that is
 * set. The figures are the centre's; what is added up here is shown with its parts.
 */
#ifndef DDOPA_COUNTER_REPORT_WORDS_H
#define DDOPA_COUNTER_REPORT_WORDS_H

#include "wire/api.h"

#define REPORT_DAY_MS (24LL * 3600 * 1000)

/* Noon of that instant's day at UTC+7: a day before and after it are the days beside. */
int64_t report_noon(int64_t real_ms);
/* What ended otherwise than by success, with its parts. */
void report_ends(char *out, size_t size, const struct api_day_report *day);
const char *report_step(const struct api_step_time *t);

#endif
