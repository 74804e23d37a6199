#include "crowd.h"

#include <stdio.h>
#include <string.h>

#include "../base/cmocka_all.h"

/* Numbers that the samples do not have; the check digit is found. */
static void number_of(char out[40], int i)
{
	int check = 0;
	assert_in_range(i, 0, CROWD_MAX - 1);
	do
		snprintf(out, 40, "11001999%04d%d", i, check++);
	while (!citizen_number_valid(out));
}

static void add_person(FILE *people, FILE *cards, int i)
{
	char number[40];
	number_of(number, i);
	fprintf(people, "%s,นาย#ทดสอบ##ที่%d,Mr.#Test##No%d,1990-01-01,male,1,alive,thai\n", number,
	    i, i);
	fprintf(cards, "%s,1001999000%d/0000000%d,2022-01-01,2030-12-31,valid\n", number, i % 10,
	    i % 10);
}

static FILE *open_csv(const char *directory, const char *name)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *f = fopen(path, "ae");
	assert_non_null(f);
	return f;
}

void crowd_init(struct world *w, int count)
{
	const char *from = world_copy_samples(w);
	FILE *people = open_csv(from, "people.csv");
	FILE *cards = open_csv(from, "cards.csv");
	for (int i = 0; i < count; i++)
		add_person(people, cards, i);
	assert_int_equal(fclose(people), 0);
	assert_int_equal(fclose(cards), 0);
	assert_int_equal(world_init(w, from), 0);
}

void crowd_card(struct api_card_claim *card, int i)
{
	char text[64];
	char number[40];
	memset(card, 0, sizeof *card);
	number_of(number, i);
	assert_true(citizen_number_parse(&card->number, number));
	snprintf(text, sizeof text, "นาย#ทดสอบ##ที่%d", i);
	assert_true(name_split(&card->thai, text));
	snprintf(text, sizeof text, "Mr.#Test##No%d", i);
	assert_true(name_split(&card->english, text));
	card->birth = (struct date){1990, 1, 1};
	card->issued = (struct date){2022, 1, 1};
	card->expires = (struct date){2030, 12, 31};
	snprintf(text, sizeof text, "1001999000%d/0000000%d", i % 10, i % 10);
	memcpy(card->request_number, text, strlen(text) + 1);
}
