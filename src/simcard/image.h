/*
 * simcard/image.h - the storage of the simulated card, byte for byte: the memory that
 * the MOI applet's READ BINARY reads, layout 0003.
 *
 * The simulated card (room simcard/) is, from the ground up:
 *
 *   image.h      the memory map: one row a field, offset and size, and its check
 *   write_key.h  AES-128-CMAC: the key of a card, and what authorises a write
 *   card_file.h  a card as a text file describes it -> struct card_file
 *   apdu.h       command APDUs taken apart, and the T=0 ways of answering
 *   chain.h      commands that come in parts
 *   card.h       the powered card: applets, retry counters, faults; bytes in, bytes out
 *   eeprom.h     what outlives power, write by write, and the write at which power fails
 *   bio.h        fingers: states and comparison (finger/match.h), storing and removing
 *   slot.h       one connection from pcscd's virtual reader, at a real card's pace if asked
 *   vpcd.h       the way to that reader
 *   desk.h       the reader and the cards at hand
 *   save.h       a card as it is now, as a card file again
 *   control.h    the socket over which a card is put in, pulled or swapped
 *   commands.h   what may be said there
 *   main.c       options and the loop
 *
 * finger.h strews synthetic minutiae (mkfinger), faces.c draws synthetic faces (mkface); both
 * made what stands in etc/training. ridges.h and press.h draw the pictures that a sensor
 * sees of synthetic fingers (mkprint), for tests. Nothing here is a real person's.
 */
#ifndef DDOPA_SIMCARD_IMAGE_H
#define DDOPA_SIMCARD_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define IMAGE_SIZE 0x1727 /* up to the end of the signature field */

enum image_field {
	IMAGE_VERSION,
	IMAGE_CITIZEN_NUMBER,
	IMAGE_THAI_NAME,
	IMAGE_ENGLISH_NAME,
	IMAGE_BIRTH,
	IMAGE_SEX,
	IMAGE_REQUEST_NUMBER,
	IMAGE_ISSUING_OFFICE,
	IMAGE_ISSUER_CODE,
	IMAGE_ISSUED,
	IMAGE_EXPIRES,
	IMAGE_TYPE,
	IMAGE_BEFORE_PHOTO, /* two bytes of unknown meaning: zero here */
	IMAGE_PHOTO,
	IMAGE_ADDRESS,
	IMAGE_PHOTO_NUMBER,
	IMAGE_SIGNATURE, /* key and algorithm not public: zero here */
	IMAGE_FIELD_COUNT
};

struct image_span {
	size_t offset;
	size_t size;
};
struct image_span image_span(enum image_field field);

/* All text fields blank (spaces), as on a card that was never personalised. */
void image_clear(uint8_t image[IMAGE_SIZE]);

/* Writes UTF-8 text as TIS-620, padded with spaces. "\xHH" is that very byte, "\\" a
 * backslash: so a test can put on a card what no registry would. With `checked` the
 * text must also be what the field demands: check digit, dates, number of parts.
 * PROBLEM_CONFIG with the reason alone (no file and line: the caller knows them). */
bool image_put_text(uint8_t image[IMAGE_SIZE], enum image_field field, const char *text,
    bool checked, struct error *err);

/* The JPEG at the start of its field, the rest spaces. False when it does not fit. */
bool image_put_photo(uint8_t image[IMAGE_SIZE], const uint8_t *jpeg, size_t len);

#endif
