#include "fake.h"

#include <stdio.h>
#include <string.h>

void fake_move(struct fake *f, size_t slot)
{
	struct fake_slot *s = &f->slot[slot];

	s->counter++;
	s->away = s->sim;
	s->sim = NULL;
	s->atr_len = 0;
	s->back_at = f->away_ms < 0 ? -1 : clock_mono_ms(&f->clock) + f->away_ms;
}

/* What was out and is due comes in again, without power in between. */
static void come_back(struct fake *f)
{
	const int64_t now = clock_mono_ms(&f->clock);

	for (size_t i = 0; i < FAKE_SLOTS; i++) {
		struct fake_slot *s = &f->slot[i];

		if (s->away == NULL || s->back_at < 0 || now < s->back_at)
			continue;
		s->counter++;
		s->sim = s->away;
		s->away = NULL;
		if (f->instead != NULL) {
			sim_free(s->sim);
			s->sim = sim_new(f->instead);
		}
		sim_power(s->sim);
		s->atr_len = sim_atr(s->sim, s->atr);
	}
}

static enum pcsc_status on_open(void *state)
{
	come_back(state);
	return ((struct fake *)state)->daemon;
}

static void on_disconnect(void *state, bool unpower)
{
	struct fake *f = state;

	if (f->connected == NULL)
		return;
	if (unpower && f->connected->sim != NULL)
		sim_power(f->connected->sim);
	f->unpowered += unpower;
	f->left += !unpower;
	f->connected = NULL;
	f->in_transaction = false;
}

static void on_close(void *state)
{
	on_disconnect(state, true);
}

static enum pcsc_status on_list(void *state, struct pcsc_reader *readers, size_t *count)
{
	struct fake *f = state;

	*count = 0;
	come_back(f);
	if (f->daemon != PCSC_OK)
		return f->daemon == PCSC_NO_SERVICE ? PCSC_STOPPED : f->daemon;
	for (size_t i = 0; i < FAKE_SLOTS; i++) {
		const struct fake_slot *slot = &f->slot[i];
		struct pcsc_reader *r = &readers[*count];

		if (slot->name[0] == '\0')
			continue;
		*r = (struct pcsc_reader){.present = slot->sim != NULL || slot->mute,
		    .mute = slot->mute,
		    .counter = slot->counter,
		    .atr_len = slot->atr_len};
		memcpy(r->name, slot->name, sizeof r->name);
		memcpy(r->atr, slot->atr, slot->atr_len);
		++*count;
	}
	return PCSC_OK;
}

static struct fake_slot *slot_named(struct fake *f, const char *name)
{
	for (size_t i = 0; i < FAKE_SLOTS; i++)
		if (f->slot[i].name[0] != '\0' && strcmp(f->slot[i].name, name) == 0)
			return &f->slot[i];
	return NULL;
}

static enum pcsc_status on_connect(void *state, const char *reader)
{
	struct fake *f = state;
	struct fake_slot *slot = slot_named(f, reader);

	f->connects++;
	if (f->connect_failures > 0) {
		f->connect_failures--;
		return f->connect_status;
	}
	if (slot == NULL)
		return PCSC_NO_READER;
	if (slot->mute)
		return PCSC_MUTE;
	if (slot->sim == NULL)
		return PCSC_REMOVED;
	f->connected = slot;
	f->connected_counter = slot->counter;
	f->was_reset = false;
	return PCSC_OK;
}

static enum pcsc_status on_reconnect(void *state)
{
	struct fake *f = state;

	if (f->connected == NULL || f->connected->sim == NULL)
		return PCSC_REMOVED;
	f->was_reset = false;
	return PCSC_OK;
}

static enum pcsc_status on_begin(void *state)
{
	struct fake *f = state;

	if (f->begin_failures > 0) {
		f->begin_failures--;
		return f->begin_status;
	}
	f->in_transaction = true;
	return PCSC_OK;
}

/* Debian 12's pcscd: not a clear word at once. */
static enum pcsc_status moved(struct fake *f, size_t *len)
{
	*len = 0;
	fake_move(f, (size_t)(f->connected - f->slot));
	return PCSC_FAILED;
}

static enum pcsc_status at_fault(struct fake *f, uint8_t *reply, size_t *len)
{
	const size_t slot = (size_t)(f->connected - f->slot);

	switch (f->fault) {
	case FAKE_RESET_LATE:
		(void)sim_transmit(f->connected->sim, f->last_command, f->last_command_len, reply);
		sim_power(f->connected->sim);
		f->was_reset = true;
		*len = 0;
		return PCSC_RESET;
	case FAKE_MOVED_LATE:
		(void)sim_transmit(f->connected->sim, f->last_command, f->last_command_len, reply);
		return moved(f, len);
	case FAKE_MOVED:
		return moved(f, len);
	case FAKE_STATUS:
		if (f->status == PCSC_RESET) {
			sim_power(f->connected->sim);
			f->was_reset = true;
		}
		*len = 0;
		return f->status;
	case FAKE_ANSWER:
		*len = f->answer_len;
		memcpy(reply, f->answer, f->answer_len <= 258 ? f->answer_len : 258);
		return PCSC_OK;
	default:
		fake_insert(f, slot, NULL);
		if (f->fault == FAKE_SWAPPED)
			fake_insert(f, slot, f->swap_to);
		*len = 0;
		/* Debian 12's pcscd: not a clear word at once. */
		return PCSC_FAILED;
	}
}

static bool is_faulty(const struct fake *f)
{
	return f->fault != FAKE_NONE && f->at > 0 &&
	       (f->transmits == f->at || (f->from_then_on && f->transmits > f->at));
}

static enum pcsc_status on_transmit(
    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct fake *f = state;

	assert_true(*len >= 258);
	assert_true(f->in_transaction);
	f->transmits++;
	memcpy(f->last_command, command, command_len);
	f->last_command_len = command_len;
	if (f->daemon != PCSC_OK)
		return PCSC_STOPPED;
	if (f->connected->sim == NULL || f->connected->counter != f->connected_counter)
		return PCSC_REMOVED;
	if (f->was_reset)
		return PCSC_RESET;
	if (is_faulty(f))
		return at_fault(f, reply, len);
	if (f->script != NULL && f->script(f->script_arg, command, command_len, reply, len))
		return PCSC_OK;
	*len = sim_transmit(f->connected->sim, command, command_len, reply);
	if (*len == 0)
		return sim_lost_power(f->connected->sim) ? moved(f, len) : PCSC_FAILED;
	return PCSC_OK;
}

static void on_free(void *state)
{
	(void)state;
}

static const struct pcsc_ops fake_ops = {
    .open = on_open,
    .close = on_close,
    .list = on_list,
    .connect = on_connect,
    .reconnect = on_reconnect,
    .begin = on_begin,
    .transmit = on_transmit,
    .disconnect = on_disconnect,
    .free = on_free,
};

void fake_init(struct fake *f)
{
	memset(f, 0, sizeof *f);
	f->pcsc = (struct pcsc){.ops = &fake_ops, .state = f};
	f->clock = clock_fake_of(&f->time);
	fake_plug(f, 0, "Fake Reader 00 00");
}

void fake_end(struct fake *f)
{
	for (size_t i = 0; i < FAKE_SLOTS; i++) {
		sim_free(f->slot[i].sim);
		sim_free(f->slot[i].away);
	}
}

void fake_plug(struct fake *f, size_t slot, const char *name)
{
	snprintf(f->slot[slot].name, sizeof f->slot[slot].name, "%s", name);
}

void fake_unplug(struct fake *f, size_t slot)
{
	fake_insert(f, slot, NULL);
	f->slot[slot].name[0] = '\0';
	f->slot[slot].counter = 0;
}

void fake_insert(struct fake *f, size_t slot, const char *card)
{
	struct fake_slot *s = &f->slot[slot];

	if (s->sim != NULL || card != NULL)
		s->counter++;
	sim_free(s->sim);
	sim_free(s->away);
	s->sim = s->away = NULL;
	s->atr_len = 0;
	if (card == NULL)
		return;
	s->sim = sim_new(card);
	s->atr_len = sim_atr(s->sim, s->atr);
}

void fake_answer(struct fake *f, long at, const void *answer, size_t len)
{
	f->fault = FAKE_ANSWER;
	f->at = at;
	f->answer_len = len;
	memcpy(f->answer, answer, len);
}

static void pause_fake(void *arg, int ms)
{
	struct fake *f = arg;

	clock_fake_advance(&f->time, ms);
	f->paused_ms += ms;
}

void fake_session(struct fake *f, struct session *s)
{
	assert_true(session_init(s, &f->pcsc, &f->clock));
	s->pause = pause_fake;
	s->pause_arg = f;
}
