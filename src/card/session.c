/*
 * card/session.c - reading and releasing.
 */
#include "card/session.h"

#include <string.h>
#include <time.h>

#include "base/secret.h"
#include "card/session_parts.h"

#define RESETS_MAX 3

static void pause_really(void *arg, int ms)
{
	struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	(void)arg;
	nanosleep(&t, NULL);
}

bool session_init(struct session *s, struct pcsc *pcsc, const struct clock *clock)
{
	static const struct moc_options any_driver = {.driver = "auto", .host_fd = -1};

	*s = (struct session){
	    .pcsc = pcsc, .clock = clock, .pause = pause_really, .reader_name = ""};
	s->owner = session_owner(s);
	s->moc = (struct moc){.channel = &s->channel, .options = &any_driver, .owner = &s->owner};
	s->image = secret_alloc(sizeof *s->image);
	return s->image != NULL;
}

void session_end(struct session *s)
{
	session_release(s);
	secret_free(s->image, sizeof *s->image);
	s->image = NULL;
}

void session_release(struct session *s)
{
	moc_close(&s->moc);
	if (s->open)
		pcsc_disconnect(s->pcsc, true);
	s->open = false;
	s->text_told = s->whole = false;
	secret_wipe(s->image, sizeof *s->image);
}

static bool look(struct session *s, struct pcsc_reader *found, struct error *err)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	size_t count;
	const enum pcsc_status status = pcsc_list(s->pcsc, readers, &count);

	if (status != PCSC_OK)
		return error_set(err, pcsc_problem(status), "%s", s->reader);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(readers[i].name, s->reader) != 0)
			continue;
		*found = readers[i];
		return true;
	}
	return error_set(err, PROBLEM_NO_READER, "%s", s->reader);
}

bool session_still_there(struct session *s, struct error *err)
{
	struct pcsc_reader r;

	if (!look(s, &r, err))
		return false;
	if (!r.present || r.counter != s->counter)
		return error_set(err, PROBLEM_CARD_REMOVED, "%s", s->reader);
	return true;
}

bool session_check(struct session *s, struct error *err)
{
	if (session_still_there(s, err))
		return true;
	session_release(s);
	return false;
}

static bool read_text(
    struct session *s, struct thai_reader *r, const struct session_sink *sink, struct error *err)
{
	struct card_text *text;
	bool ok;

	if (!thai_read_text(r, s->image, err))
		return false;
	text = secret_alloc(sizeof *text);
	if (text == NULL)
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	ok = thai_parse(s->image, text, err);
	if (ok && !s->text_told)
		sink->text(sink->arg, text);
	s->text_told = s->text_told || ok;
	secret_free(text, sizeof *text);
	return ok;
}

/* Begun anew after a reset, it must still be the same person's card. */
static bool same_as_before(struct session *s, const uint8_t *before, bool again, struct error *err)
{
	if (again &&
	    memcmp(before, s->image->head + THAI_NUMBER_OFFSET, CITIZEN_NUMBER_DIGITS) != 0)
		return error_set(err, PROBLEM_CARD_CHANGED, "%s", s->reader);
	return true;
}

static bool read_once(struct session *s, bool with_photo, bool fingers,
    const struct session_sink *sink, struct error *err)
{
	struct thai_reader r = {
	    .channel = &s->channel, .progress = sink->progress, .arg = sink->arg};
	const bool again = s->text_told;
	uint8_t before[CITIZEN_NUMBER_DIGITS];

	memcpy(before, s->image->head + THAI_NUMBER_OFFSET, sizeof before);
	s->image->photo_len = 0;
	s->whole = thai_select(&s->channel, err) && read_text(s, &r, sink, err) &&
		   same_as_before(s, before, again, err) &&
		   (!with_photo || thai_read_photo(&r, s->image, err)) &&
		   thai_same_number(&s->channel, s->image, err);
	secret_wipe(before, sizeof before);
	return s->whole && (!fingers || moc_open(&s->moc, err));
}

bool session_recover(struct session *s)
{
	if (pcsc_reconnect(s->pcsc) != PCSC_OK)
		return false;
	return session_begin(s) == PCSC_OK;
}

bool session_read(struct session *s, bool with_photo, bool fingers, const struct session_sink *sink,
    struct error *err)
{
	struct error at = {0};

	s->text_told = s->whole = false;
	if (!s->open && !session_open(s, err))
		return false;
	for (int resets = 0;; resets++) {
		s->channel.status = PCSC_OK;
		if (read_once(s, with_photo, fingers, sink, &at))
			return true;
		if (s->channel.status != PCSC_RESET || resets == RESETS_MAX || !session_recover(s))
			break;
	}
	session_give_up(s, &at, s->whole, err);
	return false;
}
