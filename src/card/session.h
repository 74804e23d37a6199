/*
 * card/session.h - one card in one reader, from connect to release: chosen by what it is,
 * held in one transaction, read, asked to compare a finger, written, left without power.
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
	struct moc moc; /* .options: the caller's, «auto» and no program at first */
	struct moc_owner owner;
	/* Asked while a wait goes on: false ends it. NULL: always wanted. */
	bool (*wanted)(void *arg);
	void *wanted_arg;
	struct thai_image *image; /* secret memory */
	bool text_told;		  /* of this reading */
	bool whole;		  /* all of it was read, and of one card */
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
 * _CARD_FOREIGN, _CARD_MUTE, _CARD_BUSY, _CARD_UNREADABLE, _NO_PCSCD, _READER_AWAY. */
bool session_open(struct session *s, struct error *err);

/* The whole chip: text (parsed and told), photo where asked for, the number once more, and
 * where `fingers` is true what match on card tells. Opens when not open. On failure the
 * session is released; PROBLEM_NONE: stopped by progress. */
bool session_read(struct session *s, bool with_photo, bool fingers, const struct session_sink *sink,
    struct error *err);

/* What follows needs an open session that has read the card. Another program's reset is
 * survived: the number is compared and the states are read again first. MOC_FAILED and
 * MOC_BROKEN: *err, the session is released; PROBLEM_NONE where nobody wanted the answer. A
 * card exchanged faster than pcscd looks is PROBLEM_CARD_CHANGED, here as in session_read; the
 * same one, out and in again, PROBLEM_CARD_REMOVED where it answers no longer. */
enum moc_result session_verify(
    struct session *s, const struct moc_probe *probe, int *tries_left, struct error *err);
/* session->moc.fingers, read again, of the card that was read. */
bool session_fingers(struct session *s, struct error *err);
/* DONE: session->moc.challenge, of the card that was read. */
enum moc_answer session_challenge(
    struct session *s, enum finger finger, enum finger_write write, struct error *err);

/* Writes, and finds out what became of it by reading the states again. A write that breaks
 * off is waited for, WRITE_RETURN_MS at most, until the same citizen's card answers in any
 * reader that is allowed; the session then holds it in a new transaction. DONE: *outcome,
 * and *err its problem (PROBLEM_NONE when GOOD); with WRITE_UNKNOWN the session is released.
 * REFUSED: *err. BROKEN: nothing was written, the card having been taken out or exchanged since
 * the challenge (*err); PROBLEM_NONE: nobody wanted the answer. */
enum moc_answer session_write(struct session *s, const struct moc_write *write,
    enum write_outcome *outcome, struct error *err);

/* Whether the card is still where it was. False: *err says PROBLEM_CARD_REMOVED,
 * _NO_READER, _NO_PCSCD or _READER_AWAY; the session is released. */
bool session_check(struct session *s, struct error *err);

/* Ends the transaction and leaves the card without power; wipes what was read. */
void session_release(struct session *s);

#endif
