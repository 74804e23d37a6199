/* What a shell may offer after a command's name, from the command's own tables. */
#include "base/complete.h"
#include "batch/batch.h"

static const struct complete_words values[] = {
    {"FINGER", "right-index|left-index"},
    {"STATE", "PROOFED|QR_CREATED|SCANNED|CONFIRMED|CONSENTED|SAVED|SUCCESS|EXPIRED|CANCELLED|"
	      "LOCKED|CONTESTED|REFUSED"},
    {"REASON", "lost|stolen|pin-forgotten|misused|deceased|on-request"},
    {NULL, NULL},
};

void batch_complete(FILE *out, const struct batch_command *command, int count, char *const words[])
{
	const struct complete c = {out, words[count - 1], values};
	const struct option_row *row;
	int first = 0;

	/* The word of `moc` comes before its options, that of others after them. */
	first = complete_skip(command->options, count, words, &row);
	if (row != NULL) {
		complete_value(&c, row->value);
		return;
	}
	if (first < count - 1) { /* after the operand */
		complete_skip(command->options, count - first - 1, words + first + 1, &row);
		if (row != NULL) {
			complete_value(&c, row->value);
			return;
		}
	}
	if (first == count - 1 && command->words != NULL)
		complete_words(&c, command->words);
	complete_options(&c, command->options, NULL, NULL);
}
