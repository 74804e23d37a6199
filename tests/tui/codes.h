/*
 * tests/tui/codes.h - many codes: what a screen costs on the line differs by which it shows.
 */
#ifndef DDOPA_TESTS_TUI_CODES_H
#define DDOPA_TESTS_TUI_CODES_H

#define CODES 200

/* The address of the number-th, protocol.md «The QR code»: always the same, with a host of 24
 * characters, the most there can be. */
#define CODES_URL_SIZE 64
void codes_url(char url[CODES_URL_SIZE], unsigned number);

#endif
