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
/* Of today: world.booked of them, the first served, the second being served, by two an hour from 9
 * on; of any other day one, 09-01 by the citizen. Hours 9, 10 (full), 11 and 13, which can be
 * booked on any day but today. */
const void *fake_bookings(struct date day);
const void *fake_slots(struct date day);
/* 13-02 on that day. */
const void *fake_booking(const struct api_office_booking *b);

#endif
