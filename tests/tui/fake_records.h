/* tests/tui/fake_records.h - what the played centre answers about the office's records. */
#ifndef DDOPA_TESTS_TUI_FAKE_RECORDS_H
#define DDOPA_TESTS_TUI_FAKE_RECORDS_H

#include "wire/api.h"

/* Something today, nothing on any other day. */
const void *fake_report(struct date day);
/* Those of ten that the search asks for; with a person (whoever it is), the first. */
const void *fake_search(const struct api_search *search);
const void *fake_search_person(void);
const void *fake_audit(void);

#endif
