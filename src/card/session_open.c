/*
 * card/session_open.c - which reader, which card, and the first contact with it.
 */
#include "card/session_parts.h"

#include <string.h>

#define CONNECT_TRIES 5
#define BEGIN_TRIES   20
#define RETRY_MS      100

bool session_reader_allowed(const struct session *s, const struct pcsc_reader *r)
{
	return s->reader_name[0] == '\0' || strstr(r->name, s->reader_name) != NULL;
}

enum pcsc_status session_connect(struct session *s, const char *reader)
{
	enum pcsc_status status = PCSC_FAILED;

	for (int i = 0; i < CONNECT_TRIES; i++) {
		status = pcsc_connect(s->pcsc, reader);
		if (status != PCSC_MUTE && status != PCSC_REMOVED && status != PCSC_RESET &&
		    status != PCSC_FAILED && status != PCSC_BUSY)
			break;
		s->pause(s->pause_arg, RETRY_MS);
	}
	return status;
}

enum pcsc_status session_begin(struct session *s)
{
	enum pcsc_status status = PCSC_BUSY;

	for (int i = 0; i < BEGIN_TRIES && status == PCSC_BUSY; i++) {
		status = pcsc_begin(s->pcsc);
		if (status == PCSC_RESET)
			status = pcsc_reconnect(s->pcsc) == PCSC_OK ? PCSC_BUSY : PCSC_RESET;
		if (status == PCSC_BUSY)
			s->pause(s->pause_arg, RETRY_MS);
	}
	return status;
}

/* Is it ours? SELECT decides; a Thai ATR whose applet does not open is a damaged chip. */
static bool select_ours(struct session *s, const struct pcsc_reader *r, struct error *err)
{
	struct error at = {0};

	memcpy(s->reader, r->name, sizeof s->reader);
	s->counter = r->counter;
	s->channel = (struct channel){.pcsc = s->pcsc};
	if (thai_select(&s->channel, &at))
		return true;
	if (at.problem == PROBLEM_CARD_FOREIGN && thai_atr(r->atr, r->atr_len))
		at.problem = PROBLEM_CARD_UNREADABLE;
	session_blame(s, &at, err);
	return false;
}

static bool try_reader(struct session *s, const struct pcsc_reader *r, struct error *err)
{
	enum pcsc_status status = session_connect(s, r->name);

	if (status != PCSC_OK)
		return error_set(err, pcsc_problem(status), "%s", r->name);
	status = session_begin(s);
	if (status != PCSC_OK)
		error_set(err, pcsc_problem(status), "%s", r->name);
	s->open = status == PCSC_OK && select_ours(s, r, err);
	/* A card that is not ours is left as it was found. */
	if (!s->open)
		pcsc_disconnect(s->pcsc, false);
	return s->open;
}

/* Of several failures the one that is worth telling: a foreign card in another slot is not,
 * when the Thai one is mute or busy. */
static void keep_worse(struct error *kept, const struct error *err)
{
	if (kept->problem == PROBLEM_NO_CARD || kept->problem == PROBLEM_CARD_FOREIGN)
		*kept = *err;
}

static bool try_readers(struct session *s, const struct pcsc_reader *readers, size_t count,
    bool thai, struct error *kept)
{
	for (size_t i = 0; i < count; i++) {
		struct error err = {0};

		if (!readers[i].present || !session_reader_allowed(s, &readers[i]) ||
		    thai_atr(readers[i].atr, readers[i].atr_len) != thai)
			continue;
		if (try_reader(s, &readers[i], &err))
			return true;
		keep_worse(kept, &err);
	}
	return false;
}

static size_t count_allowed(
    const struct session *s, const struct pcsc_reader *readers, size_t count)
{
	size_t allowed = 0;

	for (size_t i = 0; i < count; i++)
		allowed += session_reader_allowed(s, &readers[i]);
	return allowed;
}

bool session_open(struct session *s, struct error *err)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	struct error kept = {.problem = PROBLEM_NO_CARD};
	size_t count;
	enum pcsc_status status = pcsc_open(s->pcsc);

	if (status == PCSC_OK)
		status = pcsc_list(s->pcsc, readers, &count);
	if (status != PCSC_OK)
		return error_set(err, pcsc_problem(status), "%s", "");
	if (count_allowed(s, readers, count) == 0)
		return error_set(err, PROBLEM_NO_READER, "%s", s->reader_name);
	if (try_readers(s, readers, count, true, &kept) ||
	    try_readers(s, readers, count, false, &kept))
		return true;
	*err = kept;
	return false;
}
