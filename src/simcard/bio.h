/*
 * simcard/bio.h - the BIO applet's two halves: bio.c tells states and compares, bio_write.c
 * stores and removes. For these two only.
 */
#ifndef DDOPA_SIMCARD_BIO_H
#define DDOPA_SIMCARD_BIO_H

#include "simcard/applet.h"

/* The finger that a key reference stands for; false: none. */
bool bio_place(uint8_t reference, size_t *finger);

/* The bytes of 7F2E L { 81 L minutiae }, with nothing before and nothing after; NULL when
 * the command's data are anything else. */
const uint8_t *bio_minutiae(const struct apdu *a, size_t *len);

instruction_fn bio_challenge;	 /* 00 84 00 00 08 */
instruction_fn bio_authenticate; /* 00 82 00 ref 08 cryptogram */
instruction_fn bio_change;	 /* 00 24 01 ref Lc 7F2E..., 00 24 02 ref */

#endif
