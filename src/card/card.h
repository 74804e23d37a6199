/*
 * card/card.h - the card as the screen process and the batch commands see it.
 *
 * PC/SC calls block and bytes from a card are hostile. So a helper process (the same
 * binary, forked by main/, joined by a SOCK_SEQPACKET pair) holds the reader, parses the
 * chip, decodes the JPEG, and hands over checked values as small typed messages; it may
 * open no file and no socket but pcscd's (Landlock, seccomp). This header is the other
 * end: commands go out, events come in, nothing here blocks. A second helper process
 * does the same for the finger sensor (card/sensor.h), since libfprint needs rights that
 * the card helper must not have.
 *
 * Order of things: CARD_CMD_WATCH once; the helper tells readers and cards as they come
 * and go. CARD_CMD_READ opens one transaction which stays open over CARD_CMD_VERIFY until
 * CARD_CMD_RELEASE (the evidence is accepted, or the attempt has ended), which unpowers
 * the card so that no «matched» state is left to another program. A card pulled at any
 * time before the release is CARD_EV_FAILED with PROBLEM_CARD_REMOVED, once.
 *
 * Writing a finger into the chip takes two commands, since the terminal never holds the key:
 * CARD_CMD_CHALLENGE brings the card's challenge, the centre answers it with a cryptogram,
 * and CARD_CMD_STORE or _REMOVE presents that and writes. A write that is interrupted (the
 * card moved, lost power, another program's reset) is found out by the helper itself: it
 * waits up to WRITE_RETURN_MS for the same citizen's card to answer again, reads the states,
 * and tells what became of it in a transaction that is open again.
 *
 *   link.c       this end; peer.c: what it shares with the sensor's
 *   protocol.c   commands and events as tables; protocol_fields.c: their parts, checked
 *   helper.c     the helper's loop; helper_finger.c: the commands about fingers;
 *                watchdog.c: calls that never return
 *   watch.c      readers and cards that come and go
 *   session.c    one card from connect to release; session_open.c: which one;
 *                session_finger.c: compared, written, and what became of a write;
 *                session_blame.c: was it the chip, or was the card taken out
 *   thai_read.c  the MOI applet: three text reads, photo; thai_parse.c: the memory map
 *   photo_decode.c, photo_paint.c  JPEG -> pixels -> cells (libchafa)
 *   picture.c    and to what a terminal draws, in the process that paints
 *   moc.c        match on card: drivers; moc_iso.c, moc_iso_write.c: the ISO dialect;
 *                moc_bit.c: what a card tells of its fingers; moc_template.c: minutiae as
 *                it wants them
 *   moc_program*.c, moc_line.c  match on card through a vendor's program (ddopa-moc(7));
 *   moc_host*.c  the process that runs it
 *   apdu.c       one exchange: 61xx, 6Cxx, direct answers, caps
 *   pcsc.c       the only file that includes winscard.h; pcsc.h: its table, for fakes
 *   sandbox*.c   Landlock and seccomp
 *   service.c    the daemon's version, asked from outside (card/service.h)
 *   sensor*.c    the finger sensor's process, its kinds, and link; sensor_presses.c: which
 *                presses of a finger are taken
 *   print*.c     from the image of a finger to minutiae (card/print.h)
 */
#ifndef DDOPA_CARD_CARD_H
#define DDOPA_CARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/encode.h"
#include "base/error.h"
#include "base/loop.h"
#include "finger/minutiae.h"
#include "person/person.h"

#define CARD_READER_NAME_SIZE 128
#define CARD_BATCH_SIZE	      16 /* card/thai.h: thai_batch() */
#define CARD_PHOTO_BYTES      5118
#define CARD_FACE_COLUMNS     24
#define CARD_FACE_ROWS	      14
#define TEMPLATE_MAX	      (MINUTIA_SIZE * 255) /* bytes; as many as a BIT can ask for */

/* The photo as a terminal can show it: one Unicode symbol and two colours a cell. */
struct face_cell {
	uint32_t symbol; /* code point, one column wide */
	uint8_t fg, bg;	 /* xterm's 256 colours (16-255) */
};
/* And as one that draws can: card/picture.h. Within 64 KiB of a message with all the rest. */
#define CARD_PICTURE_WIDTH  120
#define CARD_PICTURE_HEIGHT 144
struct picture {
	uint8_t width, height;					   /* 0: none */
	uint8_t rgb[3 * CARD_PICTURE_WIDTH * CARD_PICTURE_HEIGHT]; /* row by row, no gaps */
};
struct face {
	int columns, rows;
	struct face_cell cell[CARD_FACE_ROWS][CARD_FACE_COLUMNS];
	/* fg and bg unused: the terminal's own, light symbols on a dark ground. */
	struct face_cell mono[CARD_FACE_ROWS][CARD_FACE_COLUMNS];
	struct picture picture;
};

/* One finger as the chip tells of it, no try spent. */
struct finger_state {
	bool stored;
	bool damaged; /* its data are no longer good: not stored, may be stored anew */
	bool locked;
	int tries_left;	   /* -1: not told */
	uint8_t reference; /* the chip's key reference */
	/* what the BIT group asks of a template */
	int min_minutiae, max_minutiae;
	uint8_t order, features;
};
struct finger_states {
	bool applet; /* the card has a BIO applet at all */
	struct finger_state finger[FINGER_COUNT];
};

enum finger_write { FINGER_WRITE_STORE, FINGER_WRITE_REMOVE };

/* What became of a write, by what the chip says after it. */
enum write_outcome {
	WRITE_GOOD,
	WRITE_UNCHANGED,
	WRITE_DAMAGED,
	WRITE_UNKNOWN /* the card did not come back to be asked */
};

#define CARD_CHALLENGE_SIZE  8
#define CARD_SERIAL_SIZE     8
#define CARD_CRYPTOGRAM_SIZE 8
#define WRITE_RETURN_MS	     10000

/* What the centre needs to authorise one write. */
struct finger_challenge {
	enum finger finger;
	enum finger_write write;
	uint8_t reference; /* the chip's key reference of that finger's place */
	uint8_t challenge[CARD_CHALLENGE_SIZE];
	uint8_t serial[CARD_SERIAL_SIZE]; /* of the chip */
};

enum card_event_type {
	CARD_EV_NO_PCSCD,  /* problem in .error; the helper tries again by itself */
	CARD_EV_NO_READER, /* pcscd answers, no reader is plugged in */
	CARD_EV_EMPTY,	   /* at least one reader, no card in any */
	CARD_EV_PRESENT,   /* a card is in `reader`; not yet looked at */
	CARD_EV_PROGRESS,  /* while reading: done and total in bytes, text first */
	CARD_EV_TEXT,	   /* `text`, checked and complete, and `reader`; the photo still comes */
	CARD_EV_PHOTO,	   /* `face` and `photo` (JPEG as read) are there, or .error says why not
			    * (PROBLEM_PHOTO_UNREADABLE: reading goes on) */
	CARD_EV_READ_DONE, /* number read again and equal; `digest` (zero without photo),
			    * `read_ms`, `fingers` (only when the transaction is kept) */
	CARD_EV_VERIFIED,  /* the finger matched; `finger`, `tries_left` (-1: not told) */
	CARD_EV_NOT_VERIFIED, /* it did not; `finger`, `tries_left` (0: locked, or with
			       * _NO_FINGER_ON_CARD: none is stored); .error says why:
			       * PROBLEM_FINGER_MISMATCH, or, no try spent, _FINGER_TEMPLATE,
			       * _FINGER_LOCKED, _FINGER_LAST_TRY_KEPT, _NO_FINGER_ON_CARD,
			       * _NO_MOC_APPLET, _MOC_PROGRAM */
	CARD_EV_CHALLENGE,    /* `challenge` */
	CARD_EV_WRITTEN,      /* `finger`, `write`, `outcome`, `fingers` as the chip tells them now;
			       * .error: PROBLEM_NONE when GOOD, else _WRITE_UNCHANGED, _DAMAGED,
			       * _UNKNOWN (then the card is released, and `fingers` is empty) */
	CARD_EV_NOT_WRITTEN,  /* `finger`, `write`; nothing was changed, for certain, and the
			       * transaction goes on; .error: PROBLEM_WRITE_REFUSED,
			       * _TEMPLATE_REFUSED, _FINGER_STORED, _NO_FINGER_ON_CARD,
			       * _NO_MOC_APPLET, _MOC_PROGRAM */
	CARD_EV_FINGERS,      /* `fingers`, read again, no try spent */
	CARD_EV_RELEASED,     /* transaction ended, card unpowered */
	CARD_EV_FAILED,	      /* the running command ended with .error; released */
	CARD_EV_GONE	      /* the helper died; ask main/ for another, then card_link_open anew */
};

/* Person data: lives in secret memory owned by the link, valid during the callback. */
struct card_event {
	enum card_event_type type;
	struct error error;
	char reader[CARD_READER_NAME_SIZE];
	char batch[CARD_BATCH_SIZE]; /* PRESENT: of cards, as the ATR tells */
	uint32_t done, total;
	struct card_text text;
	struct face face;
	uint8_t photo[CARD_PHOTO_BYTES];
	size_t photo_len;
	uint8_t digest[SHA256_SIZE];
	int64_t read_ms;
	struct finger_states fingers;
	enum finger finger;
	int tries_left;
	enum finger_write write;
	enum write_outcome outcome;
	struct finger_challenge challenge;
};

typedef void card_event_fn(void *arg, const struct card_event *event);

struct card_link;

/* Takes fd (closed by card_link_close). NULL when memory ends. */
struct card_link *card_link_open(struct loop *loop, int fd, card_event_fn *fn, void *arg);
void card_link_close(struct card_link *link);

/* Commands; false when the helper is gone (CARD_EV_GONE follows). What was told of before a
 * command and has not been delivered yet is dropped, but for readers and cards. */
bool card_watch(struct card_link *link); /* once, first */
/* While a card is held: it is released and read anew. */
bool card_read(struct card_link *link, bool with_photo, bool keep_transaction);
/* template: compact card format, `len` a multiple of 3; false for anything else, and while
 * no card is held. A template travels best first: minutiae of the highest quality in front,
 * equal ones nearest to the centroid first, so that the helper, which brings it into the
 * number and order that the card asks for, drops the worst by cutting the tail.
 * last_try: the officer has confirmed by typing that the last try may be spent; without it
 * the helper refuses to spend it (PROBLEM_FINGER_LAST_TRY_KEPT). */
bool card_verify(struct card_link *link, enum finger finger, const uint8_t *template_, size_t len,
    bool last_try);
/* While a card is held; false otherwise. CARD_EV_CHALLENGE or CARD_EV_NOT_WRITTEN follows. */
bool card_challenge(struct card_link *link, enum finger finger, enum finger_write write);
/* The cryptogram answers the challenge told last; a second write wants another. A finger that
 * is stored is never written over. CARD_EV_WRITTEN or CARD_EV_NOT_WRITTEN follows. */
bool card_store(struct card_link *link, enum finger finger, const uint8_t *template_, size_t len,
    const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE]);
bool card_remove(
    struct card_link *link, enum finger finger, const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE]);
/* While a card is held: the states once more. CARD_EV_FINGERS follows. */
bool card_fingers(struct card_link *link);
/* At any time; ends a running reading too. CARD_EV_RELEASED follows, nothing else does. */
bool card_release(struct card_link *link);

/* ---- the helper process ---- */

/* Which dialect of match on card is spoken (card/moc.h). */
struct moc_options {
	char driver[16]; /* "auto" or "": as the card answers; "iso", "program" */
	char program[512];
	long limit_s; /* of one answer of the program */
	int host_fd;  /* to the process that runs the program (card/moc_host.h), -1: none */
};

struct card_helper_options {
	/* Part of a name; "": any reader with a Thai card. */
	char reader_name[CARD_READER_NAME_SIZE];
	char socket[512]; /* PCSCLITE_CSOCK_NAME, "" the system's */
	struct moc_options moc;
};

/* Runs in the child until fd closes; returns the exit code. Sandboxes itself before the
 * first byte from a card. */
int card_helper_main(int fd, const struct card_helper_options *options);

#endif
