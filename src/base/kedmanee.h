/*
 * base/kedmanee.h - what a key means while the Thai layout Kedmanee (TIS 820-2538) is on.
 *
 * A counter's keyboard is switched between Thai and English all day, and a terminal sends the
 * sign, not the key. Each of the 47 keys gives two signs. Of the 94 signs 83 are Thai and tell
 * the key; 11 are ASCII signs that an English layout has elsewhere, so that nothing tells which
 * key was pressed. What those mean as shortcuts is decided sign by sign in kedmanee.c; what
 * `/` and `-` mean in a number is for the field to say (tui/digits.h).
 *
 * Pure values; a face asks it for keys and for typed numbers.
 */
#ifndef DDOPA_BASE_KEDMANEE_H
#define DDOPA_BASE_KEDMANEE_H

#include <stdint.h>

#define KEDMANEE_KEYS 47

struct kedmanee_key {
	char latin[2];	  /* as an English (US) layout sends it, without and with Shift */
	uint32_t thai[2]; /* as Kedmanee sends it */
};

extern const struct kedmanee_key kedmanee_keys[KEDMANEE_KEYS];

/* What the sign stands for as a shortcut, as an English layout would have sent it: ฟ is 'a',
 * ฤ 'A'. An ASCII sign is itself, but for `/` and `-`. 0: no key of the Thai layout. */
uint32_t kedmanee_shortcut(uint32_t sign);

enum digit_kind {
	DIGIT_NONE,
	DIGIT_SURE, /* 0-9, ๐-๙ */
	DIGIT_ROW,  /* ๅ ภ ถ ุ ึ ค ต จ: the digit row, and the Thai layout is on */
	DIGIT_SIGN  /* `/` and `-`: keys 2 and 3 of the Thai layout, or what they look like */
};

struct digit_reading {
	enum digit_kind kind;
	char digit; /* '0'-'9'; 0 with DIGIT_NONE */
};

/* The sign where digits are typed. */
struct digit_reading kedmanee_digit(uint32_t sign);

#endif
