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
#include "simcard/write_key.h"
#include "finger/minutiae.h"

#define ATR_MAX	   33
#define LASER_SIZE 16

enum slot_state {
	SLOT_EMPTY,
	SLOT_STORED,
	SLOT_DAMAGED /* a write began and never ended: its data are good for nothing */
};

struct finger_record {
	enum slot_state state;
	struct minutiae reference;
	unsigned tries_max;  /* 1-15 */
	unsigned tries_left; /* 0: locked */
};

/* Who may write fingers: whoever knows this key. Each card has its own, made of a master
 * key and the chip's serial number (write_key.h). */
struct write_key {
	enum {
		WRITE_KEY_UNSAID, /* the file is silent; --write-master may give one */
		WRITE_KEY_NONE,	  /* nobody can write */
		WRITE_KEY_SET
	} kind;
	uint8_t bytes[WRITE_KEY_SIZE];
	unsigned tries_max; /* 1-15 wrong cryptograms in a row */
	unsigned tries_left;
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

#define CARD_BACK_MS 1000 /* preset of cut_back */

/* Power fails at the at-th write to the EEPROM, counted from when the card was read from
 * its file: only those writes of instruction `ins` where that is set. */
struct power_cut {
	long at;   /* 0: never */
	long ins;  /* -1: any */
	long back; /* ms until the card has contact again by itself; 0: it does not */
};

struct card_file {
	uint8_t atr[ATR_MAX];
	size_t atr_len;
	enum t0_mode protocol;
	uint8_t get_response_p2;
	bool moi, adm, bio;
	bool list_all_fingers;	/* BIT group: also the places that hold no template */
	uint8_t minutiae_order; /* what the BIT asks for, 0 none */
	long minutiae_max;	/* what the BIT allows */
	long match_threshold;	/* of match_score */
	long match_ms;		/* how long a comparison takes */
	struct write_key write_key;
	uint8_t chip_serial[CHIP_SERIAL_SIZE];
	uint8_t laser[LASER_SIZE];
	uint8_t image[IMAGE_SIZE];
	struct finger_record finger[FINGER_COUNT];
	struct fault fault;
	struct power_cut cut;
};

bool card_file_read(struct card_file *out, const char *path, struct error *err);

/* Gives a card whose file says nothing of a master key its key from this one. */
bool card_file_personalise(
    struct card_file *file, const uint8_t master[WRITE_KEY_SIZE], struct error *err);

#endif
