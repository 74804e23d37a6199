#include "world.h"

#include <stdio.h>

const char *sample(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof path, "%s/etc/training/%s", getenv("top_srcdir"), name);
	return path;
}

void read_sample(struct card_file *file, const char *name)
{
	struct error err;

	if (!card_file_read(file, sample(name), &err))
		fail_msg("%s", err.context);
}

const char *write_card(const char *name, const char *text)
{
	static char path[4096];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", getenv("TMPDIR"), name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	return path;
}

const char *transmit(struct card *card, const char *command)
{
	static char hex[2 * APDU_RESPONSE_MAX + 1];
	uint8_t bytes[600];
	size_t len = 0;
	struct card_answer answer;
	unsigned byte;

	for (; sscanf(command, " %2x", &byte) == 1; command += strspn(command, " ") + 2)
		bytes[len++] = (uint8_t)byte;
	switch (card_transmit(card, bytes, len, &answer)) {
	case CARD_MUTE:
		return "mute";
	case CARD_EJECTED:
		return "ejected";
	case CARD_ANSWERED:
		break;
	}
	for (size_t i = 0; i < answer.len; i++)
		snprintf(hex + 2 * i, 3, "%02X", answer.bytes[i]);
	return hex;
}
