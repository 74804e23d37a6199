/*
 * tests/card/hex.h - bytes as a standard's examples write them.
 */
#ifndef TESTS_CARD_HEX_H
#define TESTS_CARD_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Pairs of hexadecimal digits, with spaces between them or none; returns their number. Fails the
 * test for anything else. */
size_t unhex(uint8_t *out, const char *text);

#endif
