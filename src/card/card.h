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
 *   protocol.c   encoding of commands and events, both ends
 *   link.c       this end
 *   helper.c     the helper's loop
 *   pcsc.c       contexts, readers, transactions (the only file that includes winscard.h)
 *   apdu.c       one exchange: 61xx, 6Cxx, direct answers, caps
 *   thai.c       the MOI applet: memory map as a table, three text reads, photo
 *   photo.c      JPEG -> pixels -> cells (libchafa)
 *   moc.h/moc_iso.c  match on card, the ISO dialect
 *   sandbox.c    Landlock and seccomp
 */
#ifndef DDOPA_CARD_CARD_H
#define DDOPA_CARD_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/encode.h"
#include "base/error.h"
#include "base/loop.h"
#include "person/person.h"

#define CARD_READER_NAME_SIZE 128
#define CARD_PHOTO_BYTES      5118
#define CARD_FACE_COLUMNS     24
#define CARD_FACE_ROWS	      14
#define TEMPLATE_MAX	      (3 * 255) /* ISO/IEC 19794-2 compact card format, 3 bytes a minutia */

/* The photo as a terminal can show it: one Unicode symbol and two colours a cell. */
struct face_cell {
	uint32_t symbol; /* code point, one column wide */
	uint8_t fg, bg;	 /* xterm's 256 colours (16-255) */
};
struct face {
	int columns, rows;
	struct face_cell cell[CARD_FACE_ROWS][CARD_FACE_COLUMNS];
	struct face_cell mono[CARD_FACE_ROWS]
			     [CARD_FACE_COLUMNS]; /* fg/bg unused: the terminal's own */
};

/* One finger as the chip tells of it, no try spent. */
struct finger_state {
	bool stored;
	bool locked;
	int tries_left;
	uint8_t reference; /* the chip's key reference */
	/* what the BIT group asks of a template */
	int min_minutiae, max_minutiae;
	uint8_t order, features;
};
struct finger_states {
	bool applet; /* the card has a BIO applet at all */
	struct finger_state finger[FINGER_COUNT];
};

enum card_event_type {
	CARD_EV_NO_PCSCD,     /* problem in .error; the helper tries again by itself */
	CARD_EV_NO_READER,    /* pcscd answers, no reader is plugged in */
	CARD_EV_EMPTY,	      /* at least one reader, no card in any */
	CARD_EV_PRESENT,      /* a card is in `reader`; not yet looked at */
	CARD_EV_PROGRESS,     /* while reading: done and total in bytes, text first */
	CARD_EV_TEXT,	      /* `text` is checked and complete; the photo still comes */
	CARD_EV_PHOTO,	      /* `face` and `photo` (JPEG as read) are there, or .error says why not
			       * (PROBLEM_PHOTO_UNREADABLE: reading goes on) */
	CARD_EV_READ_DONE,    /* number read again and equal; `digest`, `read_ms`, `fingers` */
	CARD_EV_VERIFIED,     /* the finger matched; `finger`, `tries_left` */
	CARD_EV_NOT_VERIFIED, /* it did not; `finger`, `tries_left` (0: locked) */
	CARD_EV_RELEASED,     /* transaction ended, card unpowered */
	CARD_EV_FAILED,	      /* the running command ended with .error; released */
	CARD_EV_GONE	      /* the helper died; ask main/ for another, then card_link_open anew */
};

/* Person data: lives in secret memory owned by the link, valid during the callback. */
struct card_event {
	enum card_event_type type;
	struct error error;
	char reader[CARD_READER_NAME_SIZE];
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
};

typedef void card_event_fn(void *arg, const struct card_event *event);

struct card_link;

/* Takes fd (closed by card_link_close). NULL when memory ends. */
struct card_link *card_link_open(struct loop *loop, int fd, card_event_fn *fn, void *arg);
void card_link_close(struct card_link *link);

/* Commands; false when the helper is gone (CARD_EV_GONE follows). */
bool card_watch(struct card_link *link);
bool card_read(struct card_link *link, bool with_photo, bool keep_transaction);
/* template: compact card format, `len` a multiple of 3. */
bool card_verify(struct card_link *link, enum finger finger, const uint8_t *template_, size_t len);
bool card_release(struct card_link *link);

/* ---- the helper process ---- */

struct card_helper_options {
	char
	    reader_name[CARD_READER_NAME_SIZE]; /* part of a name, "" any reader with a Thai card */
	char socket[512];			/* PCSCLITE_CSOCK_NAME, "" the system's */
};

/* Runs in the child until fd closes; returns the exit code. Sandboxes itself before the
 * first byte from a card. */
int card_helper_main(int fd, const struct card_helper_options *options);

#endif
