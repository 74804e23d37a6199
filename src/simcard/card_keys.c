#include "simcard/card_keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/text.h"
#include "simcard/file.h"

#define PATH_SIZE  4096
#define LIKE_DEPTH 4
#define TRIES_MAX  15

/* The directory of `path` with `name` in it; an absolute name as it is. */
static bool beside(char out[PATH_SIZE], const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	const int dir = name[0] == '/' || slash == NULL ? 0 : (int)(slash - path) + 1;
	const int n = snprintf(out, PATH_SIZE, "%.*s%s", dir, path, name);

	return n > 0 && n < PATH_SIZE;
}

static void *field_of(struct parse *p, const struct key_row *row)
{
	return (char *)p->out + row->offset;
}

static bool set_like(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	char path[PATH_SIZE];
	struct parse other = {.out = p->out, .path = path, .depth = p->depth + 1};

	(void)row;
	if (p->any)
		return error_set(err, PROBLEM_CONFIG, "must be the first entry");
	if (other.depth > LIKE_DEPTH)
		return error_set(err, PROBLEM_CONFIG, "more than %d files deep", LIKE_DEPTH);
	if (!beside(path, p->path, value))
		return error_set(err, PROBLEM_CONFIG, "path too long");
	p->blamed = !card_file_parse(&other, err);
	p->unchecked = other.unchecked;
	return !p->blamed;
}

static bool parse_bool(bool *out, const char *value, struct error *err)
{
	if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
		return error_set(err, PROBLEM_CONFIG, "must be yes or no");
	*out = value[0] == 'y';
	return true;
}

static bool set_bool(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return parse_bool(field_of(p, row), value, err);
}

static bool set_unchecked(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	(void)row;
	return parse_bool(&p->unchecked, value, err);
}

/* Digits alone: strtol would take blanks, signs and 0x, too. */
static bool parse_number(
    long *out, const char *value, int base, const struct key_row *row, struct error *err)
{
	const char *digits = base == 16 ? "0123456789abcdefABCDEF" : "0123456789";

	errno = 0;
	*out = strtol(value, NULL, base);
	if (value[0] == '\0' || value[strspn(value, digits)] != '\0' || errno != 0 ||
	    *out < row->low || *out > row->high)
		return error_set(err, PROBLEM_CONFIG,
		    base == 16 ? "must be hexadecimal, %lx to %lx" : "must be %ld to %ld",
		    (unsigned long)row->low, (unsigned long)row->high);
	return true;
}

static bool set_number(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return parse_number(field_of(p, row), value, 10, row, err);
}

/* How many there are, and so how many are left. */
static bool set_tries(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	struct finger_record *f = field_of(p, row);
	long n;

	if (!parse_number(&n, value, 10, row, err))
		return false;
	f->tries_max = f->tries_left = (unsigned)n;
	return true;
}

static bool set_write_tries(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	struct write_key *key = &p->out->write_key;
	long n;

	if (!parse_number(&n, value, 10, row, err))
		return false;
	key->tries_max = key->tries_left = (unsigned)n;
	return true;
}

static bool set_tries_left(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	long n;

	if (!parse_number(&n, value, 10, row, err))
		return false;
	*(unsigned *)field_of(p, row) = (unsigned)n;
	return true;
}

static bool set_hex_byte(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	long n;

	if (!parse_number(&n, value, 16, row, err))
		return false;
	*(uint8_t *)field_of(p, row) = (uint8_t)n;
	return true;
}

static bool set_minutiae_order(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return set_hex_byte(p, value, row, err) &&
	       (minutiae_order_known(p->out->minutiae_order) ||
		   error_set(err, PROBLEM_CONFIG, "must be 00, 05, 06, 09, 0A, 0D or 0E"));
}

static bool set_ins(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return parse_number(field_of(p, row), value, 16, row, err);
}

static bool set_fault_status(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	long n;

	if (!parse_number(&n, value, 16, row, err))
		return false;
	p->out->fault.status = (uint16_t)n;
	return true;
}

/* Index of value in names, or -1 with the error set. */
static int parse_word(const char *const *names, const char *value, struct error *err)
{
	char all[80] = "";

	for (int i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], value) == 0)
			return i;
		text_append(all, sizeof all, i == 0 ? "" : ", ");
		text_append(all, sizeof all, names[i]);
	}
	error_set(err, PROBLEM_CONFIG, "must be one of: %s", all);
	return -1;
}

static bool set_protocol(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	static const char *const names[] = {
	    [T0_GET_RESPONSE] = "get-response", [T0_WRONG_LE] = "6c", [T0_DIRECT] = "direct", NULL};
	const int i = parse_word(names, value, err);

	(void)row;
	if (i >= 0)
		p->out->protocol = (enum t0_mode)i;
	return i >= 0;
}

static bool set_fault(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	static const char *const names[] = {[FAULT_NONE] = "none",
	    [FAULT_STATUS] = "status",
	    [FAULT_SHORT] = "short",
	    [FAULT_MUTE] = "mute",
	    [FAULT_EJECT] = "eject",
	    NULL};
	const int i = parse_word(names, value, err);

	(void)row;
	if (i >= 0)
		p->out->fault.kind = (enum fault_kind)i;
	return i >= 0;
}

static bool set_list_fingers(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	static const char *const names[] = {"stored", "all", NULL};
	const int i = parse_word(names, value, err);

	(void)row;
	p->out->list_all_fingers = i == 1;
	return i >= 0;
}

/* Hexadecimal bytes with or without spaces, between low and high of them. */
static bool parse_hex(
    uint8_t *out, size_t *len, const char *value, const struct key_row *row, struct error *err)
{
	struct buf packed = BUF_INIT, bytes = BUF_INIT;
	bool ok;

	for (const char *s = value; *s; s++)
		if (*s != ' ')
			buf_u8(&packed, (uint8_t)*s);
	ok = hex_decode(&bytes, (const char *)packed.data, packed.len) && buf_ok(&bytes) &&
	     bytes.len >= (size_t)row->low && bytes.len <= (size_t)row->high;
	if (ok) {
		memcpy(out, bytes.data, bytes.len);
		*len = bytes.len;
	}
	buf_free(&packed);
	buf_free(&bytes);
	return ok || error_set(err, PROBLEM_CONFIG, "must be %ld to %ld hexadecimal bytes",
			 row->low, row->high);
}

static bool set_atr(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return parse_hex(p->out->atr, &p->out->atr_len, value, row, err);
}

static bool set_chip_serial(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	size_t len;

	return parse_hex(p->out->chip_serial, &len, value, row, err);
}

static bool set_laser(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	const size_t len = strlen(value);

	(void)row;
	if (len > LASER_SIZE || strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != len)
		return error_set(err, PROBLEM_CONFIG,
		    "must be at most %d capital letters, digits and dashes", LASER_SIZE);
	memset(p->out->laser, ' ', LASER_SIZE);
	memcpy(p->out->laser, value, len);
	return true;
}

static bool set_text(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	return image_put_text(
	    p->out->image, (enum image_field)row->index, value, !p->unchecked, err);
}

/* A file that holds no JPEG is taken too: cards exist whose photo is broken. */
static bool set_photo(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	uint8_t jpeg[IMAGE_SIZE];
	char path[PATH_SIZE];
	size_t len = 0;

	(void)row;
	if (strcmp(value, "none") != 0 &&
	    (!beside(path, p->path, value) || !file_read(path, jpeg, sizeof jpeg, &len, err)))
		return false;
	return image_put_photo(p->out->image, jpeg, len) ||
	       error_set(err, PROBLEM_CONFIG, "%s: larger than %zu bytes", value,
		   image_span(IMAGE_PHOTO).size);
}

static bool set_template(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	struct finger_record *f = field_of(p, row);
	char path[PATH_SIZE];

	f->state = strcmp(value, "none") != 0 ? SLOT_STORED : SLOT_EMPTY;
	if (f->state == SLOT_EMPTY)
		return true;
	return beside(path, p->path, value) && file_read_minutiae(&f->reference, path, err);
}

static bool set_locked(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	unsigned *tries_left = field_of(p, row);
	bool locked = false;

	if (!parse_bool(&locked, value, err))
		return false;
	if (locked)
		*tries_left = 0;
	return true;
}

static bool set_damaged(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	struct finger_record *f = field_of(p, row);
	bool damaged = false;

	if (!parse_bool(&damaged, value, err))
		return false;
	if (damaged || f->state == SLOT_DAMAGED)
		f->state = damaged ? SLOT_DAMAGED : SLOT_EMPTY;
	return true;
}

/* The master key itself for now; whose key it makes is known when all has been read. */
static bool set_write_master(
    struct parse *p, const char *value, const struct key_row *row, struct error *err)
{
	struct write_key *key = &p->out->write_key;
	char path[PATH_SIZE];

	(void)row;
	key->kind = strcmp(value, "none") != 0 ? WRITE_KEY_SET : WRITE_KEY_NONE;
	if (key->kind == WRITE_KEY_NONE)
		return true;
	return beside(path, p->path, value) && write_master_read(key->bytes, path, err);
}

#define AT(member)	 .offset = offsetof(struct card_file, member)
#define FIELD(KEY, NAME) [KEY_FIELDS + (KEY)] = {.name = NAME, .set = set_text, .index = (KEY)}
#define FINGER_KEY(F, N) [KEY_FINGERS + FINGER_KEYS * (F) + (N)]
#define TRIES(LOW)	 .low = (LOW), .high = TRIES_MAX
/* clang-format off */
#define FINGER(F, NAME) \
	FINGER_KEY(F, 0) = {.name = NAME, .set = set_template, AT(finger[F])}, \
	FINGER_KEY(F, 1) = {.name = NAME "_tries", .set = set_tries, AT(finger[F]), TRIES(1)}, \
	FINGER_KEY(F, 2) = {.name = NAME "_tries_left", .set = set_tries_left, \
	    AT(finger[F].tries_left), TRIES(0)}, \
	FINGER_KEY(F, 3) = {.name = NAME "_locked", .set = set_locked, AT(finger[F].tries_left)}, \
	FINGER_KEY(F, 4) = {.name = NAME "_damaged", .set = set_damaged, AT(finger[F])}
/* clang-format on */

/* Every key of a card file; ddopa-simcard(1) lists the same. */
static const struct key_row keys[KEY_COUNT] = {
    [KEY_LIKE] = {.name = "like", .set = set_like},
    [KEY_UNCHECKED] = {.name = "unchecked", .set = set_unchecked},
    [KEY_ATR] = {.name = "atr", .set = set_atr, .low = 2, .high = ATR_MAX},
    [KEY_PROTOCOL] = {.name = "protocol", .set = set_protocol},
    [KEY_GET_RESPONSE_P2] =
	{.name = "get_response_p2", .set = set_hex_byte, AT(get_response_p2), .low = 0, .high = 1},
    [KEY_CHIP_SERIAL] = {.name = "chip_serial",
	.set = set_chip_serial,
	.low = CHIP_SERIAL_SIZE,
	.high = CHIP_SERIAL_SIZE},
    [KEY_LASER] = {.name = "laser", .set = set_laser},
    [KEY_MOI] = {.name = "moi", .set = set_bool, AT(moi)},
    [KEY_ADM] = {.name = "adm", .set = set_bool, AT(adm)},
    [KEY_BIO] = {.name = "bio", .set = set_bool, AT(bio)},
    [KEY_LIST_FINGERS] = {.name = "list_fingers", .set = set_list_fingers},
    [KEY_MINUTIAE_ORDER] = {.name = "minutiae_order",
	.set = set_minutiae_order,
	AT(minutiae_order),
	.low = 0,
	.high = 0xFF},
    [KEY_MINUTIAE_MAX] = {.name = "minutiae_max",
	.set = set_number,
	AT(minutiae_max),
	.low = MINUTIAE_MIN_ENROLL,
	.high = MINUTIAE_MAX},
    [KEY_MATCH_THRESHOLD] =
	{.name = "match_threshold", .set = set_number, AT(match_threshold), .low = 1, .high = 1000},
    [KEY_MATCH_MS] = {.name = "match_ms", .set = set_number, AT(match_ms), .low = 0, .high = 60000},
    [KEY_WRITE_MASTER] = {.name = "write_master", .set = set_write_master},
    [KEY_WRITE_TRIES] = {.name = "write_tries", .set = set_write_tries, TRIES(1)},
    [KEY_WRITE_TRIES_LEFT] = {.name = "write_tries_left",
	.set = set_tries_left,
	AT(write_key.tries_left),
	TRIES(0)},
    FIELD(IMAGE_VERSION, "version"),
    FIELD(IMAGE_CITIZEN_NUMBER, "citizen_number"),
    FIELD(IMAGE_THAI_NAME, "thai_name"),
    FIELD(IMAGE_ENGLISH_NAME, "english_name"),
    FIELD(IMAGE_BIRTH, "birth"),
    FIELD(IMAGE_SEX, "sex"),
    FIELD(IMAGE_REQUEST_NUMBER, "request_number"),
    FIELD(IMAGE_ISSUING_OFFICE, "issuing_office"),
    FIELD(IMAGE_ISSUER_CODE, "issuer_code"),
    FIELD(IMAGE_ISSUED, "issued"),
    FIELD(IMAGE_EXPIRES, "expires"),
    FIELD(IMAGE_TYPE, "type"),
    FIELD(IMAGE_ADDRESS, "address"),
    FIELD(IMAGE_PHOTO_NUMBER, "photo_number"),
    [KEY_PHOTO] = {.name = "photo", .set = set_photo},
    FINGER(FINGER_RIGHT_INDEX, "right_index"),
    FINGER(FINGER_LEFT_INDEX, "left_index"),
    [KEY_FAULT] = {.name = "fault", .set = set_fault},
    [KEY_FAULT_STATUS] = {.name = "fault_status",
	.set = set_fault_status,
	.low = 0x6000,
	.high = 0x9FFF},
    [KEY_FAULT_LENGTH] =
	{.name = "fault_length", .set = set_number, AT(fault.length), .low = 0, .high = 255},
    [KEY_FAULT_INS] = {.name = "fault_ins", .set = set_ins, AT(fault.ins), .low = 0, .high = 0xFF},
    [KEY_FAULT_FROM] =
	{.name = "fault_from", .set = set_number, AT(fault.from), .low = 1, .high = 1000000},
    [KEY_FAULT_COUNT] =
	{.name = "fault_count", .set = set_number, AT(fault.count), .low = 0, .high = 1000000},
    [KEY_CUT_WRITE] =
	{.name = "cut_write", .set = set_number, AT(cut.at), .low = 0, .high = 1000000},
    [KEY_CUT_INS] = {.name = "cut_ins", .set = set_ins, AT(cut.ins), .low = 0, .high = 0xFF},
    [KEY_CUT_BACK] =
	{.name = "cut_back", .set = set_number, AT(cut.back), .low = 0, .high = 600000},
};

const struct key_row *card_key_find(const char *name, size_t *index)
{
	for (*index = 0; *index < KEY_COUNT; ++*index)
		if (keys[*index].name != NULL && strcmp(keys[*index].name, name) == 0)
			return &keys[*index];
	return NULL;
}
