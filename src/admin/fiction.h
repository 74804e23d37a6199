/*
 * admin/fiction.h - fictitious people for trying things out with as many as a country has.
 *
 * Whoever stands at an index depends on seed, day and index alone, so that any number of them
 * can be made one after the other in constant memory, and again. All is visibly made up: no
 * province has the code 99, names begin with ทดสอบ and สมมติ, and so do the places.
 *
 *   citizen number  1 99 and nine digits, a permutation of the index, and the check digit; a
 *                   foreigner's begins with 6
 *   of 1,000        10 have died, 5 are no Thai nationals, 20 hold no card, 200 hold an older
 *                   card too, 10 have had their latest card cancelled, 10 know the year of
 *                   their birth only; cards issued more than eight years ago have expired
 *   a card          is good for eight years and until the day before the next birthday, for
 *                   life when it was issued to somebody of 70 or more
 */
#ifndef DDOPA_ADMIN_FICTION_H
#define DDOPA_ADMIN_FICTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"

#define FICTION_MAX   100000000L /* more would not be a country's */
#define FICTION_TEXT  192
#define FICTION_CARDS 2

struct fiction {
	uint64_t seed;
	struct date day; /* cards are issued up to it */
};

struct fiction_card {
	char request_number[24];
	char issued[DATE_ISO_SIZE], expires[DATE_ISO_SIZE];
	bool cancelled;
};

/* As the columns of people.csv and cards.csv have it. */
struct fiction_person {
	char number[14];
	char name_th[FICTION_TEXT], name_en[FICTION_TEXT];
	char birth[DATE_ISO_SIZE];
	const char *sex;
	char address[FICTION_TEXT];
	bool alive, thai;
	struct fiction_card cards[FICTION_CARDS]; /* the latest last */
	size_t card_count;
};

/* index: 0 to FICTION_MAX - 1. */
void fiction_person(struct fiction_person *out, const struct fiction *f, uint64_t index);

#endif
