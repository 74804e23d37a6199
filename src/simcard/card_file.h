/*
 * simcard/card_file.h - a card as a text file describes it.
 *
 * Lines `key = value`, UTF-8, `#` begins a comment line; ddopa-simcard(1) lists the
 * keys. Unknown, repeated and wrong entries end in PROBLEM_CONFIG with "file:line: …".
 * `like = FILE` as first entry takes everything from another card file, so that a
 * faulty card is a few lines; entries below it replace those above.
 */
#ifndef DDOPA_SIMCARD_CARD_FILE_H
#define DDOPA_SIMCARD_CARD_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "person/person.h"
#include "simcard/apdu.h"
#include "simcard/image.h"
#include "finger/minutiae.h"

#define ATR_MAX		 33
#define CHIP_SERIAL_SIZE 8
#define LASER_SIZE	 16

struct finger_record {
	bool stored;
	struct minutiae reference;
	unsigned tries_max;  /* 1-15 */
	unsigned tries_left; /* 0: locked */
};

enum fault_kind { FAULT_NONE, FAULT_STATUS, FAULT_SHORT, FAULT_MUTE, FAULT_EJECT };

/* What goes wrong: from the from-th command (counted from 1 at each power-on, only those
 * with instruction `ins` where that is set) for `count` commands, 0 for all after. */
struct fault {
	enum fault_kind kind;
	uint16_t status; /* FAULT_STATUS */
	long length;	 /* FAULT_SHORT: bytes of data left */
	long ins;	 /* -1: any */
	long from, count;
};

struct card_file {
	uint8_t atr[ATR_MAX];
	size_t atr_len;
	enum t0_mode protocol;
	uint8_t get_response_p2;
	bool moi, adm, bio;
	bool list_all_fingers;	/* BIT group: also the places that hold no template */
	uint8_t minutiae_order; /* what the BIT asks for, 0 none */
	uint8_t chip_serial[CHIP_SERIAL_SIZE];
	uint8_t laser[LASER_SIZE];
	uint8_t image[IMAGE_SIZE];
	struct finger_record finger[FINGER_COUNT];
	struct fault fault;
};

bool card_file_read(struct card_file *out, const char *path, struct error *err);

#endif
