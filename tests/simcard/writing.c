#include "writing.h"

struct card *card_of_file(const struct card_file *file)
{
	struct card *card = card_new(file);

	assert_non_null(card);
	assert_string_equal(transmit(card, SELECT_BIO), "9000");
	return card;
}

struct card_file no_finger(void)
{
	struct card_file file;

	read_sample(&file, "no-finger.card");
	file.protocol = T0_DIRECT;
	return file;
}
