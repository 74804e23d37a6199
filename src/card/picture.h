/*
 * card/picture.h - the face photo as pixels, for terminals that draw them (sixel, DEC STD 070;
 * kitty's graphics protocol). The card helper hands over small RGB pixels, which can be no
 * control sequence; libchafa makes the terminal's bytes of them in the process that paints.
 *
 * libchafa and GLib keep copies of the pixels on the ordinary heap until they are freed, unwiped.
 * So this is used where the configuration asks for it only (ddopa.conf(5), screen.graphics).
 */
#ifndef DDOPA_CARD_PICTURE_H
#define DDOPA_CARD_PICTURE_H

#include "base/buf.h"
#include "card/card.h"

enum picture_kind { PICTURE_NONE, PICTURE_SIXEL, PICTURE_KITTY };

/* Of the terminal, in pixels. */
struct picture_cell {
	int width, height;
};

/* Appends the bytes that draw it from the cursor on, in CARD_FACE_COLUMNS × CARD_FACE_ROWS
 * cells at most, its proportions kept. They may move the cursor, never below those rows.
 * False: no picture, PICTURE_NONE, or memory ended. */
bool picture_bytes(struct buf *out, const struct picture *picture, enum picture_kind kind,
    struct picture_cell cell);

/* What removes every picture from a kitty; a sixel goes with the cells that are erased. */
#define PICTURE_KITTY_REMOVE "\033_Ga=d,d=A,q=2\033\\"

#endif
