/*
 * card/session.h - one card in one reader, from connect to release: chosen by what it is,
 * held in one transaction, read, asked to compare a finger, left without power.
 *
 * All calls block and are bounded: connecting is tried again for at most CONNECT_TRIES ×
 * RETRY_MS, a reset by another program lets the reading begin anew at most RESETS_MAX times.
 */
#ifndef DDOPA_CARD_SESSION_H
#define DDOPA_CARD_SESSION_H

#include "base/clock.h"
#include "card/moc.h"
#include "card/thai.h"

struct session {
	struct pcsc *pcsc;
	const struct clock *clock;
	void (*pause)(void *arg, int ms); /* between tries; a test's takes no time */
	void *pause_arg;
	const char *reader_name; /* part of a name, "" any */

	bool open; /* transaction held */
	char reader[CARD_READER_NAME_SIZE];
	uint16_t counter;
	struct channel channel;
	const struct moc_driver *driver; /* NULL: no match on card */
	struct finger_states fingers;
	struct thai_image *image; /* secret memory */
	bool text_told;		  /* of this reading */
};

/* What a reading hands over as it goes along. All may be called more than once when another
 * program's reset makes it begin anew, but for text, which is told once. */
struct session_sink {
	thai_progress_fn *progress; /* false: stop reading */
	void (*text)(void *arg, const struct card_text *text);
	void *arg;
};

/* image memory is taken here; false when memory ends. */
bool session_init(struct session *s, struct pcsc *pcsc, const struct clock *clock);
void session_end(struct session *s); /* releases */

/* Whether the reader is one that the configuration allows. */
bool session_reader_allowed(const struct session *s, const struct pcsc_reader *r);

/* Finds the Thai card among the readers (those with a Thai ATR first, then by SELECT, never
 * by index), connects SHARED and begins the transaction. PROBLEM_NO_READER, _NO_CARD,
 * _CARD_FOREIGN, _CARD_MUTE, _CARD_BUSY, _CARD_UNREADABLE, _NO_PCSCD. */
bool session_open(struct session *s, struct error *err);

/* The whole chip: text (parsed and told), photo where asked for, the number once more, and
 * where `fingers` is true what match on card tells. Opens when not open. On failure the
 * session is released; PROBLEM_NONE: stopped by progress. */
bool session_read(struct session *s, bool with_photo, bool fingers, const struct session_sink *sink,
    struct error *err);

enum moc_result session_verify(struct session *s, enum finger finger, const uint8_t *minutiae,
    size_t len, int *tries_left, struct error *err);

/* Whether the card is still where it was. False: *err says PROBLEM_CARD_REMOVED,
 * _NO_READER or _NO_PCSCD; the session is released. */
bool session_check(struct session *s, struct error *err);

/* Ends the transaction and leaves the card without power; wipes what was read. */
void session_release(struct session *s);

#endif
