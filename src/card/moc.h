/*
 * card/moc.h - match on card: the finger is compared inside the chip. The Thai applet's own
 * words are not public, so a card is spoken with in one of several dialects; each is a
 * driver, a row of moc.c's table, and everything above speaks to struct moc alone.
 *
 *   moc.c           which driver; the rules that hold for every dialect
 *   moc_iso.c       ISO/IEC 7816-4: states and verify; moc_iso_write.c: challenge, store, remove
 *   moc_bit.c       ISO/IEC 7816-11, the BIT group; moc_template.c: minutiae as a card wants them
 *   moc_program.c   a vendor's middleware, run by another process (card/moc_host.h);
 *                   moc_program_talk.c: the conversation with it, moc_line.c: its lines
 *
 * What moc.c sees to before a driver is asked, so that no driver has to:
 *   - tries left are known, and a finger that is locked or not stored is not asked about;
 *   - the last try is spent only where the officer has confirmed it;
 *   - the template is brought into the number and order that the card asks for, and one that
 *     cannot be is refused with no try spent. «Features» of the BIT tell what a card could use
 *     beside minutiae (ridge counts, cores); it must do without, since no sensor gives any;
 *   - a stored finger is not written over, an empty place not emptied;
 *   - a write answers the challenge told last, for that finger and that write, and once.
 * A driver keeps the states true: what it learns of a finger it writes to moc->fingers.
 *
 * A driver of a dialect in which the vendor's program opens the card itself lends it: our
 * transaction ends (moc->owner->lend), and is begun again afterwards (take_back), which
 * fails, as for a pulled card, unless the same person's card is still in the same reader.
 * While a driver waits for something other than the card it asks owner->present and ->wanted
 * each 100 ms, and gives up (MOC_BROKEN, MOC_FAILED, PROBLEM_NONE) when nobody wants the answer.
 */
#ifndef DDOPA_CARD_MOC_H
#define DDOPA_CARD_MOC_H

#include "card/apdu.h"

/* Of a verify. Only MATCH and NO_MATCH have asked the chip to compare. */
enum moc_result {
	MOC_MATCH,
	MOC_NO_MATCH,	    /* tries left told, 0: now locked */
	MOC_LOCKED,	    /* was locked before */
	MOC_NO_FINGER,	    /* the chip holds no reference data for it, or none that are good */
	MOC_TEMPLATE,	    /* not to be brought into what this card takes */
	MOC_LAST_TRY_KEPT,  /* one try is left and nobody has confirmed */
	MOC_NO_APPLET,	    /* this card speaks no dialect of ours */
	MOC_PROGRAM_FAILED, /* the vendor's; *err says how. What it spent is told by tries left,
			     * read again, or -1 */
	MOC_FAILED	    /* *err: reader, or an answer that is none; the card is given up */
};

/* Of a challenge or a write. */
enum moc_answer {
	MOC_DONE,    /* the card said so */
	MOC_REFUSED, /* nothing was changed, for certain; *err says why */
	/* Of a write: the card knows nothing of its challenge, so it was without power since, or
	 * is another one; nothing was changed; *err */
	MOC_FORGOTTEN,
	MOC_BROKEN /* *err; what became of a write only the states can tell */
};

/* One write into the chip; the pointers belong to the caller, and are secrets. */
struct moc_write {
	enum finger finger;
	enum finger_write write;
	const uint8_t *minutiae; /* STORE: compact card format, 3 bytes each */
	size_t len;
	const uint8_t *cryptogram; /* CARD_CRYPTOGRAM_SIZE */
};

struct moc;

struct moc_driver {
	const char *name; /* as the configuration names it */
	/* Whether it can be asked at all. NULL: always. */
	bool (*configured)(const struct moc_options *options);
	/* Makes the card ready for what follows: at first, after another program's reset, and
	 * after a loan. False with PROBLEM_NO_MOC_APPLET where the card speaks another dialect;
	 * with any other problem the reading ends. */
	bool (*select)(struct moc *moc, struct error *err);
	/* Fills moc->fingers (empty when called, but for .applet, true): which, tries left, what
	 * a template must be, the reference of a place that is empty too (0: there is none). No
	 * try is spent. False as for select. */
	bool (*states)(struct moc *moc, struct error *err);
	/* minutiae: prepared. *tries_left comes with the number read before, and is set with
	 * NO_MATCH, LOCKED and PROGRAM_FAILED. */
	enum moc_result (*verify)(struct moc *moc, enum finger finger, const uint8_t *minutiae,
	    size_t len, int *tries_left, struct error *err);
	/* Fills reference, challenge and serial; finger and write are in it. A challenge of another
	 * card than the one that was read would have the centre authorise a write into that one, so
	 * right before it the driver looks: by the number or by the chip's serial. BROKEN: the
	 * card is given up. */
	enum moc_answer (*challenge)(
	    struct moc *moc, struct finger_challenge *challenge, struct error *err);
	/* minutiae: prepared. Between the challenge and the write the card is asked nothing, which
	 * could make it forget; so whether it is the same card shows in its first answer only
	 * (FORGOTTEN), before anything is written. REFUSED: PROBLEM_WRITE_REFUSED,
	 * _TEMPLATE_REFUSED, _MOC_PROGRAM. */
	enum moc_answer (*store)(struct moc *moc, const struct moc_write *write, struct error *err);
	enum moc_answer (*remove)(
	    struct moc *moc, const struct moc_write *write, struct error *err);
	/* Gives back what select took; moc->state with it. The card may be gone. NULL: nothing. */
	void (*close)(struct moc *moc);
};

/* Who holds the card. */
struct moc_owner {
	void (*lend)(void *arg);
	/* untouched: a challenge waits in the card, so it is not asked for the number; that the
	 * reader has seen none come or go must do until the write is over. */
	bool (*take_back)(void *arg, bool untouched, struct error *err);
	bool (*wanted)(void *arg);
	/* Whether the card is still in, also while it is lent; false: *err. */
	bool (*present)(void *arg, struct error *err);
	/* Whether the card is the citizen's that was read; another applet is selected then. */
	bool (*same)(void *arg, struct error *err);
	const char *(*reader)(void *arg); /* the card is in */
	void *arg;
};

/* Match on card with one card, from moc_open to moc_close. */
struct moc {
	struct channel *channel;	   /* in a transaction, or lent */
	const struct moc_options *options; /* never NULL */
	const struct moc_owner *owner;	 /* never NULL where a driver lends, waits or challenges */
	const struct moc_driver *driver; /* NULL: this card speaks no dialect of ours */
	struct finger_states fingers;	 /* as last read */
	void *state;			 /* the driver's own, NULL at first */
	bool challenged;		 /* `challenge` waits for its write */
	struct finger_challenge challenge;
};

extern const struct moc_driver moc_iso;
extern const struct moc_driver moc_program;

/* The chip's serial, by its default applet, which is left selected. False: the card did not
 * answer; *told: it gave one, *sw: its last status word. */
bool moc_read_serial(struct channel *channel, uint8_t serial[CARD_SERIAL_SIZE], bool *told,
    uint16_t *sw, struct error *err);

/* Finds the driver that this card speaks and reads the states. «auto» asks ISO first, then
 * the program where there is one; any other name asks that driver alone. A card that speaks
 * none is no failure: driver is NULL and fingers.applet false. */
bool moc_open(struct moc *moc, struct error *err);
/* The same driver again, after a reset or a loan. */
bool moc_reopen(struct moc *moc, struct error *err);
void moc_close(struct moc *moc);

/* Reads the states again. */
bool moc_states(struct moc *moc, struct error *err);
/* minutiae: best first. last_try: confirmed. *tries_left as in CARD_EV_(NOT_)VERIFIED. */
struct moc_probe {
	enum finger finger;
	const uint8_t *minutiae;
	size_t len;
	bool last_try;
};
enum moc_result moc_verify(
    struct moc *moc, const struct moc_probe *probe, int *tries_left, struct error *err);
enum moc_answer moc_challenge(
    struct moc *moc, enum finger finger, enum finger_write write, struct error *err);
/* minutiae: best first. DONE is what the card said; the states are not read again here. */
enum moc_answer moc_write(struct moc *moc, const struct moc_write *write, struct error *err);

/* ---- what a template must be, ISO/IEC 19794-2 and 24787 ---- */

/* Parses a BIT group template (7F61 …), bounded; fingers that are not told of, or in a
 * format other than the compact card format, are left as they are. False when the bytes
 * are no such template. */
bool moc_parse_bit_group(const uint8_t *bytes, size_t len, struct finger_states *states);

/* Brings minutiae, best first, into what the card asks for: at most max_minutiae (the tail
 * is cut), in its order, stable. *len is the new length. False when there are fewer than
 * min_minutiae, at points of their own, and for an order that we do not know: a try is not for
 * guessing. */
bool moc_prepare(uint8_t *minutiae, size_t *len, const struct finger_state *finger);

#endif
