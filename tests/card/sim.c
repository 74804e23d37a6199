#include "sim.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "simcard/card.h"
#include "simcard/write_key.h"

struct sim {
	struct card_file file;
	struct card *card;
};

static void path_of(char *path, size_t size, const char *name)
{
	const char *top = getenv("top_srcdir");

	snprintf(path, size, "%s/etc/training/%s", top != NULL ? top : ".", name);
}

struct sim *sim_new(const char *name)
{
	struct sim *sim = calloc(1, sizeof *sim);
	struct error err;
	char path[4096];

	path_of(path, sizeof path, name);
	assert_non_null(sim);
	if (!card_file_read(&sim->file, path, &err))
		fail_msg("%s", err.context);
	sim->card = card_new(&sim->file);
	assert_non_null(sim->card);
	return sim;
}

void sim_free(struct sim *sim)
{
	if (sim != NULL)
		card_free(sim->card);
	free(sim);
}

void sim_power(struct sim *sim)
{
	card_reset(sim->card);
}

void sim_speak(struct sim *sim, int t0_mode)
{
	sim->file.protocol = (enum t0_mode)t0_mode;
	card_free(sim->card);
	sim->card = card_new(&sim->file);
	assert_non_null(sim->card);
}

size_t sim_atr(const struct sim *sim, uint8_t atr[33])
{
	size_t len;
	const uint8_t *bytes = card_atr(sim->card, &len);

	memcpy(atr, bytes, len);
	return len;
}

size_t sim_transmit(struct sim *sim, const uint8_t *command, size_t len, uint8_t out[258])
{
	struct card_answer answer;

	if (card_transmit(sim->card, command, len, &answer) != CARD_ANSWERED)
		return 0;
	memcpy(out, answer.bytes, answer.len);
	return answer.len;
}

enum sim_slot sim_slot(const struct sim *sim, int finger)
{
	static const enum sim_slot slots[] = {
	    [SLOT_EMPTY] = SIM_EMPTY, [SLOT_STORED] = SIM_STORED, [SLOT_DAMAGED] = SIM_DAMAGED};

	return slots[card_finger(sim->card, (enum finger)finger)->state];
}

void sim_cut(struct sim *sim, long at)
{
	const struct power_cut cut = {.at = at, .ins = -1};

	card_set_cut(sim->card, &cut);
}

bool sim_lost_power(struct sim *sim)
{
	long back;

	return card_lost_power(sim->card, &back);
}

long sim_writes(const struct sim *sim)
{
	return card_writes(sim->card);
}

void sim_authorise(
    uint8_t out[8], const uint8_t serial[8], const uint8_t challenge[8], uint8_t reference)
{
	uint8_t master[WRITE_KEY_SIZE], key[WRITE_KEY_SIZE];
	struct error err;
	char path[4096];

	path_of(path, sizeof path, "card-master.key");
	assert_true(write_master_read(master, path, &err));
	assert_true(write_key_derive(key, master, serial));
	assert_true(write_cryptogram(out, key, challenge, reference));
}

const uint8_t *sim_storage(const struct sim *sim, size_t offset)
{
	return sim->file.image + offset;
}

size_t sim_template(const char *name, uint8_t *out, size_t size)
{
	char path[4096];
	FILE *f;
	size_t len;

	path_of(path, sizeof path, name);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(out, 1, size, f);
	fclose(f);
	return len;
}
