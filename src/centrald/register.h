/*
 * centrald/register.h - the population and card registers as the centre asks them. This
 * one is the sample: tables of the store, filled by init. Another driver answers the same
 * two questions.
 *
 * What comes back is person data: the structs belong in secret memory.
 */
#ifndef DDOPA_CENTRALD_REGISTER_H
#define DDOPA_CENTRALD_REGISTER_H

#include "centrald/store.h"
#include "person/person.h"

struct register_person {
	bool found;
	bool alive;
	bool thai;
	struct person person;
};

struct register_card {
	bool found;
	char request_number[24];
	struct date issued, expires;
	bool cancelled;
};

/* citizen: the keyed hash. False only when the register could not be asked. */
bool register_person(
    struct store *store, const char *citizen, struct register_person *out, struct error *err);
/* request_number NULL: the latest. */
bool register_card(struct store *store, const char *citizen, const char *request_number,
    struct register_card *out, struct error *err);

#endif
