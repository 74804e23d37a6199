/*
 * tests/simcard/writing.h - no-finger.card, its right index finger, and the commands that write it.
 */
#ifndef TESTS_SIMCARD_WRITING_H
#define TESTS_SIMCARD_WRITING_H

#include "world.h"

#define SELECT_BIO    "00 A4 04 0C 08 A0 00 00 00 84 06 00 00"
#define GET_CHALLENGE "00 84 00 00 08"
#define RIGHT_STATE   "00 20 00 81"
#define STORE_RIGHT   "00 24 01 81"
#define REMOVE_RIGHT  "00 24 02 81"
#define VERIFY_RIGHT  "00 21 00 81"
#define FINGER	      "somsri-right.fmd" /* 39 minutiae: blocks of 16, 16 and 7 */
#define FINGER_LIVE   "somsri-right-live.fmd"
#define STRANGER      "somchai-right-live.fmd"

/* no-finger.card has the serial number 0000999900000007, and the samples' master key is
 * 00112233445566778899AABBCCDDEEFF. By `openssl mac -cipher AES-128-CBC -macopt hexkey:…
 * CMAC`: its write key B330EBFB9170CF393C118BA5D1BAC950, and what authorises the challenge
 * 0102030405060708. */
#define AUTHORISE_RIGHT "00 82 00 81 08 7A CB 0F D1 8E 49 CA 06"
#define AUTHORISE_WRONG "00 82 00 81 08 7A CB 0F D1 8E 49 CA 07"

/* A card with match on card selected. */
struct card *card_of_file(const struct card_file *file);
/* It answers at once, so that a status word is the whole answer. */
struct card_file no_finger(void);

#endif
