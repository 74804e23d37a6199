#include "centrald/register.h"

#include <string.h>

#include "base/text.h"

#define NAME_TEXT    1280
#define ADDRESS_TEXT 3900

static enum sex sex_of(const char *word)
{
	if (strcmp(word, "male") == 0)
		return SEX_MALE;
	return strcmp(word, "female") == 0 ? SEX_FEMALE : SEX_UNKNOWN;
}

static void read_person(void *arg, const struct store_row *row)
{
	struct register_person *p = arg;
	char text[ADDRESS_TEXT];
	row_text(row, 0, p->person.number.digits, sizeof p->person.number.digits);
	row_text(row, 1, text, NAME_TEXT);
	p->found = name_split(&p->person.thai, text);
	row_text(row, 2, text, NAME_TEXT);
	p->found = name_split(&p->person.english, text) && p->found;
	row_text(row, 3, text, DATE_ISO_SIZE);
	p->found = date_from_iso(&p->person.birth, text) && p->found;
	row_text(row, 4, text, sizeof text);
	p->person.sex = sex_of(text);
	row_text(row, 5, text, sizeof text);
	p->found = address_split(&p->person.address, text) && p->found;
	p->alive = row_int(row, 6) == 1;
	p->thai = row_int(row, 7) == 1;
}

bool register_person(
    struct store *store, const char *citizen, struct register_person *out, struct error *err)
{
	memset(out, 0, sizeof *out);
	return store_query(
	    store, SQL_PERSON, SQL_PARAMS(sql_text(citizen)), read_person, out, NULL, err);
}

static void read_card(void *arg, const struct store_row *row)
{
	struct register_card *card = arg;
	char iso[DATE_ISO_SIZE];
	row_text(row, 0, card->request_number, sizeof card->request_number);
	row_text(row, 1, iso, sizeof iso);
	card->found = date_from_iso(&card->issued, iso);
	row_text(row, 2, iso, sizeof iso);
	card->found = date_from_iso(&card->expires, iso) && card->found;
	card->cancelled = row_int(row, 3) == 1;
}

bool register_card(struct store *store, const char *citizen, const char *request_number,
    struct register_card *out, struct error *err)
{
	memset(out, 0, sizeof *out);
	if (!request_number)
		return store_query(store, SQL_CARD_LATEST, SQL_PARAMS(sql_text(citizen)), read_card,
		    out, NULL, err);
	return store_query(store, SQL_CARD, SQL_PARAMS(sql_text(citizen), sql_text(request_number)),
	    read_card, out, NULL, err);
}

static bool sample_now(void *self, struct store *store, const struct register_question *q,
    struct register_answer *out, bool *known, struct error *err)
{
	(void)self;
	memset(out, 0, sizeof *out);
	*known = true;
	return register_person(store, q->citizen, &out->person, err) &&
	       register_card(store, q->citizen, NULL, &out->latest, err) &&
	       register_card(store, q->citizen, q->request_number, &out->given, err);
}

const struct register_driver register_sample = {.name = "sample", .now = sample_now};
