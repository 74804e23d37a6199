/*
 * simcard/card_keys.h - the keys of a card file, one row each. For card_file.c only.
 *
 * To add one: a name in enum key, a row in card_keys.c, a line in ddopa-simcard(1).
 */
#ifndef DDOPA_SIMCARD_CARD_KEYS_H
#define DDOPA_SIMCARD_CARD_KEYS_H

#include "simcard/card_file.h"

#define FINGER_KEYS 5 /* keys for each finger */

enum key {
	KEY_LIKE,
	KEY_UNCHECKED,
	KEY_ATR,
	KEY_PROTOCOL,
	KEY_GET_RESPONSE_P2,
	KEY_CHIP_SERIAL,
	KEY_LASER,
	KEY_MOI,
	KEY_ADM,
	KEY_BIO,
	KEY_LIST_FINGERS,
	KEY_MINUTIAE_ORDER,
	KEY_MINUTIAE_MAX,
	KEY_MATCH_THRESHOLD,
	KEY_MATCH_MS,
	KEY_WRITE_MASTER,
	KEY_WRITE_TRIES,
	KEY_WRITE_TRIES_LEFT,
	KEY_FIELDS, /* the text fields of the storage */
	KEY_PHOTO = KEY_FIELDS + IMAGE_FIELD_COUNT,
	KEY_FINGERS,
	KEY_FAULT = KEY_FINGERS + FINGER_KEYS * FINGER_COUNT,
	KEY_FAULT_STATUS,
	KEY_FAULT_LENGTH,
	KEY_FAULT_INS,
	KEY_FAULT_FROM,
	KEY_FAULT_COUNT,
	KEY_CUT_WRITE,
	KEY_CUT_INS,
	KEY_CUT_BACK,
	KEY_COUNT
};

/* One file being read. */
struct parse {
	struct card_file *out;
	const char *path;
	int line;
	int depth; /* of `like` */
	bool unchecked;
	bool any;    /* an entry was seen */
	bool blamed; /* the error names a file already */
	bool seen[KEY_COUNT];
};

struct key_row {
	const char *name;
	bool (*set)(
	    struct parse *p, const char *value, const struct key_row *row, struct error *err);
	size_t offset; /* of the field in struct card_file */
	long low, high;
	unsigned index; /* image field */
};

/* Reads the lines of p->path into p->out. */
bool card_file_parse(struct parse *p, struct error *err);

const struct key_row *card_key_find(const char *name, size_t *index); /* NULL: none */

#endif
