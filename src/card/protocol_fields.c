/*
 * card/protocol_fields.c - the parts of messages and what they may be.
 */
#include "card/protocol_fields.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "card/photo.h"
#include "card/protocol.h"

#define CLEAN_MAX  512 /* the longest field of struct card_text is 484 */
#define TRIES_MAX  15
#define COLOUR_MIN 16

static void fail(struct view *v)
{
	v->failed = true;
}

static void check(struct view *v, bool good)
{
	if (!good)
		fail(v);
}

void get_clean(struct view *v, char *out, size_t size)
{
	char again[CLEAN_MAX];

	view_str(v, out, size);
	if (v->failed || size > sizeof again) {
		fail(v);
		return;
	}
	(void)text_sanitise(again, size, out, strlen(out));
	check(v, strcmp(again, out) == 0);
	secret_wipe(again, sizeof again);
}

bool get_bool(struct view *v)
{
	const uint8_t value = view_u8(v);

	check(v, value <= 1);
	return value == 1;
}

/* What is sent must be what get_clean takes: a reader's name is anything. */
void put_clean(struct buf *b, const char *text)
{
	char clean[CLEAN_MAX];

	(void)text_sanitise(clean, sizeof clean, text, strlen(text));
	buf_str(b, clean);
}

void put_error(struct buf *b, const struct error *error)
{
	buf_u16(b, (uint16_t)error->problem);
	put_clean(b, error->context);
}

void get_error(struct view *v, struct error *error)
{
	const uint16_t problem = view_u16(v);

	check(v, problem < PROBLEM_COUNT);
	if (!v->failed)
		error->problem = (enum problem)problem;
	get_clean(v, error->context, sizeof error->context);
}

static void put_date(struct buf *b, struct date d)
{
	buf_u16(b, (uint16_t)d.year);
	buf_u8(b, (uint8_t)d.month);
	buf_u8(b, (uint8_t)d.day);
}

static void get_date(struct view *v, struct date *d)
{
	const uint16_t year = view_u16(v);
	const uint8_t month = view_u8(v), day = view_u8(v);

	check(v, year <= 9999 && month <= 12 && day <= 31);
	*d = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
}

struct string_field {
	size_t offset, size;
};

#define STRING(member)                                                                             \
	{                                                                                          \
		offsetof(struct card_text, member), sizeof(((struct card_text *)0)->member)        \
	}

static const struct string_field strings[] = {
    STRING(person.thai.prefix),
    STRING(person.thai.first),
    STRING(person.thai.middle),
    STRING(person.thai.last),
    STRING(person.english.prefix),
    STRING(person.english.first),
    STRING(person.english.middle),
    STRING(person.english.last),
    STRING(person.address.part[ADDRESS_HOUSE]),
    STRING(person.address.part[ADDRESS_MOO]),
    STRING(person.address.part[ADDRESS_TROK]),
    STRING(person.address.part[ADDRESS_SOI]),
    STRING(person.address.part[ADDRESS_ROAD]),
    STRING(person.address.part[ADDRESS_TAMBON]),
    STRING(person.address.part[ADDRESS_AMPHOE]),
    STRING(person.address.part[ADDRESS_PROVINCE]),
    STRING(issue.request_number),
    STRING(issue.issuing_office),
    STRING(issue.issuer_code),
    STRING(issue.card_type),
    STRING(issue.photo_number),
};
#define STRINGS (sizeof strings / sizeof *strings)

void put_text(struct buf *b, const struct card_text *text)
{
	buf_str(b, text->person.number.digits);
	for (size_t i = 0; i < STRINGS; i++)
		buf_str(b, (const char *)text + strings[i].offset);
	put_date(b, text->person.birth);
	put_date(b, text->issue.issued);
	put_date(b, text->issue.expires);
	buf_u8(b, (uint8_t)text->person.sex);
}

void get_text(struct view *v, struct card_text *text)
{
	uint8_t sex;

	view_str(v, text->person.number.digits, sizeof text->person.number.digits);
	check(v, !v->failed && citizen_number_valid(text->person.number.digits));
	for (size_t i = 0; i < STRINGS; i++)
		get_clean(v, (char *)text + strings[i].offset, strings[i].size);
	get_date(v, &text->person.birth);
	get_date(v, &text->issue.issued);
	get_date(v, &text->issue.expires);
	sex = view_u8(v);
	check(v, sex <= SEX_FEMALE);
	text->person.sex = v->failed ? SEX_UNKNOWN : (enum sex)sex;
}

static void put_cell(struct buf *b, const struct face_cell *cell)
{
	buf_u16(b, (uint16_t)cell->symbol);
	buf_u8(b, cell->fg);
	buf_u8(b, cell->bg);
}

static void get_cell(struct view *v, struct face_cell *cell)
{
	cell->symbol = view_u16(v);
	cell->fg = view_u8(v);
	cell->bg = view_u8(v);
	check(v, photo_symbol(cell->symbol) && cell->fg >= COLOUR_MIN && cell->bg >= COLOUR_MIN);
}

static void put_picture(struct buf *b, const struct picture *p)
{
	buf_u8(b, p->width);
	buf_u8(b, p->height);
	buf_put(b, p->rgb, 3UL * p->width * p->height);
}

static void get_picture(struct view *v, struct picture *p)
{
	const uint8_t width = view_u8(v), height = view_u8(v);
	const uint8_t *rgb;

	p->width = p->height = 0;
	check(v, width <= CARD_PICTURE_WIDTH && height <= CARD_PICTURE_HEIGHT);
	rgb = v->failed ? NULL : view_bytes(v, 3UL * width * height);
	if (rgb == NULL)
		return;
	p->width = width;
	p->height = height;
	memcpy(p->rgb, rgb, 3UL * width * height);
}

void put_face(struct buf *b, const struct face *face)
{
	buf_u8(b, (uint8_t)face->columns);
	buf_u8(b, (uint8_t)face->rows);
	for (int row = 0; row < face->rows; row++)
		for (int column = 0; column < face->columns; column++) {
			put_cell(b, &face->cell[row][column]);
			put_cell(b, &face->mono[row][column]);
		}
	put_picture(b, &face->picture);
}

void get_face(struct view *v, struct face *face)
{
	const uint8_t columns = view_u8(v), rows = view_u8(v);

	check(v, columns <= CARD_FACE_COLUMNS && rows <= CARD_FACE_ROWS);
	if (v->failed)
		return;
	face->columns = columns;
	face->rows = rows;
	for (int row = 0; row < rows; row++)
		for (int column = 0; column < columns; column++) {
			get_cell(v, &face->cell[row][column]);
			get_cell(v, &face->mono[row][column]);
		}
	get_picture(v, &face->picture);
}

void put_tries(struct buf *b, int tries)
{
	buf_u8(b, (uint8_t)(tries + 1)); /* -1: not told */
}

void get_tries(struct view *v, int *tries)
{
	const uint8_t value = view_u8(v);

	check(v, value <= TRIES_MAX + 1);
	*tries = (int)value - 1;
}

void put_fingers(struct buf *b, const struct finger_states *states)
{
	buf_u8(b, states->applet);
	for (int i = 0; i < FINGER_COUNT; i++) {
		const struct finger_state *f = &states->finger[i];

		buf_u8(b, f->stored);
		buf_u8(b, f->damaged);
		buf_u8(b, f->locked);
		put_tries(b, f->tries_left);
		buf_u8(b, f->reference);
		buf_u8(b, (uint8_t)f->min_minutiae);
		buf_u8(b, (uint8_t)f->max_minutiae);
		buf_u8(b, f->order);
		buf_u8(b, f->features);
	}
}

void get_fingers(struct view *v, struct finger_states *states)
{
	states->applet = get_bool(v);
	for (int i = 0; i < FINGER_COUNT; i++) {
		struct finger_state *f = &states->finger[i];

		f->stored = get_bool(v);
		f->damaged = get_bool(v);
		f->locked = get_bool(v);
		get_tries(v, &f->tries_left);
		f->reference = view_u8(v);
		f->min_minutiae = view_u8(v);
		f->max_minutiae = view_u8(v);
		f->order = view_u8(v);
		f->features = view_u8(v);
		check(v, f->min_minutiae <= f->max_minutiae && !(f->stored && f->damaged));
	}
}

void get_finger(struct view *v, enum finger *finger)
{
	const uint8_t value = view_u8(v);

	check(v, value < FINGER_COUNT);
	if (!v->failed)
		*finger = (enum finger)value;
}

void get_write(struct view *v, enum finger_write *write)
{
	const uint8_t value = view_u8(v);

	check(v, value <= FINGER_WRITE_REMOVE);
	*write = value == FINGER_WRITE_REMOVE ? FINGER_WRITE_REMOVE : FINGER_WRITE_STORE;
}

void get_bytes(struct view *v, uint8_t *out, size_t len)
{
	const uint8_t *bytes = view_bytes(v, len);

	if (bytes != NULL)
		memcpy(out, bytes, len);
}

void put_challenge(struct buf *b, const struct finger_challenge *challenge)
{
	buf_u8(b, (uint8_t)challenge->finger);
	buf_u8(b, (uint8_t)challenge->write);
	buf_u8(b, challenge->reference);
	buf_put(b, challenge->challenge, sizeof challenge->challenge);
	buf_put(b, challenge->serial, sizeof challenge->serial);
}

void get_challenge(struct view *v, struct finger_challenge *challenge)
{
	get_finger(v, &challenge->finger);
	get_write(v, &challenge->write);
	challenge->reference = view_u8(v);
	check(v, challenge->reference != 0);
	get_bytes(v, challenge->challenge, sizeof challenge->challenge);
	get_bytes(v, challenge->serial, sizeof challenge->serial);
}

bool template_valid(const uint8_t *minutiae, size_t len)
{
	return len > 0 && len % MINUTIA_SIZE == 0 && len <= TEMPLATE_MAX &&
	       minutiae_types_known(minutiae, len / MINUTIA_SIZE);
}

void get_template(struct view *v, uint8_t *out, size_t *len)
{
	const uint8_t *bytes = view_blob(v, TEMPLATE_MAX, len);

	if (bytes == NULL || !template_valid(bytes, *len)) {
		fail(v);
		*len = 0;
		return;
	}
	memcpy(out, bytes, *len);
}
