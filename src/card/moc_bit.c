/*
 * card/moc_bit.c - the BIT group template: ISO/IEC 7816-11, in BER-TLV, from a card that may
 * send anything. Lengths of one to three bytes, four levels deep, every read bounded.
 *
 *   7F61 { 02 01 n, 7F60 { 83 01 ref,
 *          A1 { 81 01 08, 82 01 subtype, 87 02 0101, 88 02 0005,
 *               B1 { 81 02 min max, 82 01 order, 83 01 features } } } … }
 */
#include <string.h>

#include "base/buf.h"
#include "card/moc.h"
#include "finger/minutiae.h"

#define TAG_BIT_GROUP  0x7F61
#define TAG_BIT	       0x7F60
#define TAG_REFERENCE  0x83
#define TAG_HEADER     0xA1
#define TAG_SUBTYPE    0x82
#define TAG_OWNER      0x87
#define TAG_FORMAT     0x88
#define TAG_PARAMETERS 0xB1
#define TAG_COUNTS     0x81
#define TAG_ORDER      0x82
#define TAG_FEATURES   0x83

#define OWNER_SC37	    0x0101 /* ISO/IEC JTC 1/SC 37 */
#define FORMAT_COMPACT	    0x0005 /* finger minutiae, compact card format */
#define SUBTYPE_RIGHT_INDEX 0x09   /* ISO/IEC 19785-3 */
#define SUBTYPE_LEFT_INDEX  0x0A
#define BITS_MAX	    16
#define UNKNOWN_ORDER	    0xFF

struct tlv {
	unsigned tag;
	struct view value;
};

static size_t take_length(struct view *v)
{
	const uint8_t first = view_u8(v);

	if (first < 0x80)
		return first;
	if (first == 0x81)
		return view_u8(v);
	if (first == 0x82)
		return view_u16(v);
	v->failed = true; /* indefinite, or longer than any card's answer */
	return 0;
}

/* The next data object of v; false at its end or when it does not fit (v->failed). */
static bool next(struct view *v, struct tlv *t)
{
	size_t len;
	const uint8_t *value;

	if (view_left(v) == 0)
		return false;
	t->tag = view_u8(v);
	if ((t->tag & 0x1F) == 0x1F) {
		const uint8_t second = view_u8(v);

		if (second & 0x80)
			v->failed = true; /* a tag of three bytes: none here has one */
		t->tag = t->tag << 8 | second;
	}
	len = take_length(v);
	value = view_bytes(v, len);
	if (value == NULL)
		return false;
	t->value = view_of(value, len);
	return true;
}

static unsigned number(struct view v)
{
	return view_left(&v) == 1 ? view_u8(&v) : view_left(&v) == 2 ? view_u16(&v) : 0;
}

/* One byte, or two whose value fits in one; else `wrong`. */
static uint8_t small_number(struct view v, uint8_t wrong)
{
	const unsigned value = number(v);

	return view_left(&v) == 0 || view_left(&v) > 2 || value > UINT8_MAX ? wrong
									    : (uint8_t)value;
}

struct bit {
	unsigned subtype, owner, format;
	struct finger_state finger;
};

static bool take_parameters(struct view v, struct finger_state *f)
{
	struct tlv t;

	while (next(&v, &t)) {
		if (t.tag == TAG_COUNTS && view_left(&t.value) == 2) {
			f->min_minutiae = view_u8(&t.value);
			f->max_minutiae = view_u8(&t.value);
		} else if (t.tag == TAG_ORDER) {
			f->order = small_number(t.value, UNKNOWN_ORDER);
		} else if (t.tag == TAG_FEATURES) {
			f->features = small_number(t.value, 0);
		}
	}
	return !v.failed;
}

static bool take_header(struct view v, struct bit *bit)
{
	struct tlv t;
	bool ok = true;

	while (ok && next(&v, &t)) {
		if (t.tag == TAG_SUBTYPE)
			bit->subtype = number(t.value);
		else if (t.tag == TAG_OWNER)
			bit->owner = number(t.value);
		else if (t.tag == TAG_FORMAT)
			bit->format = number(t.value);
		else if (t.tag == TAG_PARAMETERS)
			ok = take_parameters(t.value, &bit->finger);
	}
	return ok && !v.failed;
}

static bool take_bit(struct view v, struct bit *bit)
{
	struct tlv t;
	bool ok = true;

	while (ok && next(&v, &t)) {
		if (t.tag == TAG_REFERENCE)
			bit->finger.reference = small_number(t.value, 0);
		else if (t.tag == TAG_HEADER)
			ok = take_header(t.value, bit);
	}
	return ok && !v.failed;
}

/* The first BIT of a finger counts, and the first finger of a reference; a range that nothing
 * fits in counts as none. */
static void keep(const struct bit *bit, struct finger_states *states)
{
	const enum finger finger =
	    bit->subtype == SUBTYPE_RIGHT_INDEX ? FINGER_RIGHT_INDEX : FINGER_LEFT_INDEX;

	if (bit->subtype != SUBTYPE_RIGHT_INDEX && bit->subtype != SUBTYPE_LEFT_INDEX)
		return;
	if (bit->owner != OWNER_SC37 || bit->format != FORMAT_COMPACT)
		return;
	if (bit->finger.reference == 0 || bit->finger.max_minutiae < bit->finger.min_minutiae)
		return;
	for (int i = 0; i < FINGER_COUNT; i++)
		if (states->finger[i].reference == bit->finger.reference)
			return;
	if (!states->finger[finger].stored) {
		states->finger[finger] = bit->finger;
		states->finger[finger].stored = true;
	}
}

bool moc_parse_bit_group(const uint8_t *bytes, size_t len, struct finger_states *states)
{
	struct view all = view_of(bytes, len);
	struct tlv group, t;
	unsigned seen = 0;

	if (!next(&all, &group) || group.tag != TAG_BIT_GROUP)
		return false;
	while (next(&group.value, &t)) {
		struct bit bit = {
		    .finger = {.min_minutiae = MINUTIAE_MIN_VERIFY, .max_minutiae = MINUTIAE_MAX}};

		if (t.tag != TAG_BIT)
			continue; /* 02: how many; counted by ourselves */
		if (++seen > BITS_MAX || !take_bit(t.value, &bit))
			return false;
		keep(&bit, states);
	}
	return !group.value.failed;
}
