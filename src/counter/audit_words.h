/*
 * counter/audit_words.h - a record of the audit in an officer's words, in the language that
 * is set.
 */
#ifndef DDOPA_COUNTER_AUDIT_WORDS_H
#define DDOPA_COUNTER_AUDIT_WORDS_H

#include "wire/api.h"

/* One that is not known is told as the centre calls it. */
const char *audit_act_words(const char *act);
const char *audit_who_words(const struct api_audit_record *r);
bool audit_went_well(const struct api_audit_record *r);

#endif
