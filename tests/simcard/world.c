#include "world.h"

#include <stdio.h>

#include "simcard/file.h"

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

static const char *outcome_told(enum card_outcome outcome, const struct card_answer *answer)
{
	static char hex[2 * APDU_RESPONSE_MAX + 1];

	switch (outcome) {
	case CARD_MUTE:
		return "mute";
	case CARD_EJECTED:
		return "ejected";
	case CARD_WORKING:
		return "working";
	case CARD_ANSWERED:
		break;
	}
	for (size_t i = 0; i < answer->len; i++)
		snprintf(hex + 2 * i, 3, "%02X", answer->bytes[i]);
	return hex;
}

const char *go_on(struct card *card)
{
	struct card_answer answer;
	const enum card_outcome outcome = card_continue(card, &answer);

	return outcome_told(outcome, &answer);
}

const char *transmit(struct card *card, const char *command)
{
	uint8_t bytes[600];
	size_t len = 0;
	struct card_answer answer;
	unsigned byte;

	for (; sscanf(command, " %2x", &byte) == 1; command += strspn(command, " ") + 2)
		bytes[len++] = (uint8_t)byte;
	const enum card_outcome outcome = card_transmit(card, bytes, len, &answer);

	return outcome_told(outcome, &answer);
}

const char *send_template(struct card *card, const char *header, const uint8_t *data, size_t len)
{
	static char hex[600];
	size_t n = 0;
	const size_t inner = len + (len < 0x80 ? 2 : 3);
	const size_t outer = inner + (inner < 0x80 ? 3 : 4);

	assert_in_range(outer, 1, 255);
	n += (size_t)snprintf(hex, sizeof hex, "%s %02zX 7F 2E ", header, outer);
	n +=
	    (size_t)snprintf(hex + n, sizeof hex - n, inner < 0x80 ? "%02zX " : "81 %02zX ", inner);
	n += (size_t)snprintf(
	    hex + n, sizeof hex - n, len < 0x80 ? "81 %02zX " : "81 81 %02zX ", len);
	for (size_t i = 0; i < len; i++)
		n += (size_t)snprintf(hex + n, sizeof hex - n, "%02X", data[i]);
	return transmit(card, hex);
}

const char *send_finger(struct card *card, const char *header, const char *name)
{
	uint8_t data[MINUTIAE_MAX * MINUTIA_SIZE];
	struct minutiae m;
	struct error err;

	if (!file_read_minutiae(&m, sample(name), &err))
		fail_msg("%s", err.context);
	return send_template(card, header, data, minutiae_encode(data, &m));
}
