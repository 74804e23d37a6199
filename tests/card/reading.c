#include "reading.h"

#include <string.h>

static bool on_progress(void *arg, size_t done)
{
	struct seen *seen = arg;

	assert_true(done >= seen->done || done <= 255);
	seen->done = done;
	return ++seen->progress != seen->stop_after;
}

static void on_text(void *arg, const struct card_text *text)
{
	struct seen *seen = arg;

	seen->texts++;
	memcpy(seen->number, text->person.number.digits, sizeof seen->number);
}

void begin(struct world *w, const char *card)
{
	memset(w, 0, sizeof *w);
	fake_init(&w->fake);
	fake_insert(&w->fake, 0, card);
	fake_session(&w->fake, &w->session);
	w->sink = (struct session_sink){on_progress, on_text, &w->seen};
}

void end(struct world *w)
{
	session_end(&w->session);
	fake_end(&w->fake);
}

bool read_card(struct world *w)
{
	memset(&w->seen, 0, sizeof w->seen);
	memset(&w->err, 0, sizeof w->err);
	w->fake.transmits = 0;
	w->fake.paused_ms = 0;
	return session_read(&w->session, true, true, &w->sink, &w->err);
}

void begin_read(struct world *w, const char *card)
{
	begin(w, card);
	assert_true(read_card(w));
}

bool authorise(struct world *w, enum finger finger, enum finger_write write, uint8_t cryptogram[8])
{
	const struct finger_challenge *c = &w->session.moc.challenge;

	if (session_challenge(&w->session, finger, write, &w->err) != MOC_DONE)
		return false;
	sim_authorise(cryptogram, c->serial, c->challenge, c->reference);
	return true;
}

enum moc_answer store(struct world *w, enum finger finger, const char *name,
    const uint8_t cryptogram[8], enum write_outcome *outcome)
{
	uint8_t template_[TEMPLATE_MAX];
	const struct moc_write write = {.finger = finger,
	    .write = FINGER_WRITE_STORE,
	    .minutiae = template_,
	    .len = sim_template(name, template_, sizeof template_),
	    .cryptogram = cryptogram};

	return session_write(&w->session, &write, outcome, &w->err);
}

enum moc_answer remove_finger(
    struct world *w, enum finger finger, const uint8_t cryptogram[8], enum write_outcome *outcome)
{
	const struct moc_write write = {
	    .finger = finger, .write = FINGER_WRITE_REMOVE, .cryptogram = cryptogram};

	return session_write(&w->session, &write, outcome, &w->err);
}

enum moc_result verify(
    struct world *w, enum finger finger, const char *name, bool last_try, int *tries)
{
	uint8_t template_[TEMPLATE_MAX];
	const struct moc_probe probe = {.finger = finger,
	    .minutiae = template_,
	    .len = sim_template(name, template_, sizeof template_),
	    .last_try = last_try};

	return session_verify(&w->session, &probe, tries, &w->err);
}

void assert_next_card(struct world *w)
{
	w->fake.fault = FAKE_NONE;
	w->fake.daemon = PCSC_OK;
	fake_insert(&w->fake, 0, NULL);
	fake_insert(&w->fake, 0, "somchai.card");
	assert_true(read_card(w));
	assert_string_equal(w->seen.number, SOMCHAI);
	assert_int_equal(w->seen.texts, 1);
	assert_int_equal(w->seen.done, 377 + 174 + 5118);
	session_release(&w->session);
	assert_false(w->session.open);
	assert_null(w->fake.connected);
}

void assert_is_card(const struct world *w, const char *name)
{
	struct sim *sim = sim_new(name);

	assert_memory_equal(w->session.image->head, sim_storage(sim, 0), THAI_HEAD_BYTES);
	assert_memory_equal(w->session.image->tail, sim_storage(sim, 0x1579), THAI_TAIL_BYTES);
	assert_memory_equal(w->session.image->photo, sim_storage(sim, 0x17B), CARD_PHOTO_BYTES);
	sim_free(sim);
}
