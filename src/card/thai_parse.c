/*
 * card/thai_parse.c - from the chip's bytes to values, by one table: the memory map.
 *
 * What is only ill-written (control bytes, characters that TIS-620 lacks, missing parts)
 * is cleaned and kept; what cannot be what it should (a citizen number whose check digit
 * is wrong, a date that is none) means a damaged chip and ends the reading, since a guess
 * would be taken for the person.
 */
#include "card/thai.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/tis620.h"

#define LAYOUT	  "0003"
#define FIELD_MAX 160
/* One part of 100 bytes is at most 300 bytes of UTF-8; between separators the sanitiser
 * may put a dotted circle before each mark. */
#define UTF8_MAX (FIELD_MAX * 4)

struct field {
	const char *name; /* for the message */
	uint16_t offset;
	uint8_t size;
	bool (*take)(const struct field *f, const uint8_t *bytes, struct card_text *text);
	uint16_t to; /* where in struct card_text, for the takers that need it */
	uint16_t to_size;
};

/* Padding is spaces; NUL is seen too. Trimmed from text only. */
static size_t trimmed(const uint8_t *bytes, size_t size)
{
	while (size > 0 && (bytes[size - 1] == ' ' || bytes[size - 1] == '\0'))
		size--;
	return size;
}

static void to_utf8(char *out, size_t size, const uint8_t *bytes, size_t len)
{
	char raw[3 * FIELD_MAX + 1];

	len = tis620_to_utf8(raw, bytes, trimmed(bytes, len));
	(void)text_sanitise(out, size, raw, len);
	secret_wipe(raw, sizeof raw);
}

static bool take_number(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	char *digits = text->person.number.digits;

	memcpy(digits, bytes, f->size);
	digits[f->size] = '\0';
	return citizen_number_valid(digits);
}

static bool take_text(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	to_utf8((char *)text + f->to, f->to_size, bytes, f->size);
	return true;
}

static bool take_name(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	char joined[UTF8_MAX];
	bool ok;

	to_utf8(joined, sizeof joined, bytes, f->size);
	ok = name_split((struct name *)((char *)text + f->to), joined);
	secret_wipe(joined, sizeof joined);
	return ok;
}

static bool take_address(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	char joined[UTF8_MAX];
	bool ok;

	to_utf8(joined, sizeof joined, bytes, f->size);
	ok = address_split(&text->person.address, joined);
	secret_wipe(joined, sizeof joined);
	return ok;
}

static bool take_date(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	char be8[8];

	memcpy(be8, bytes, sizeof be8);
	return date_from_be8((struct date *)((char *)text + f->to), be8);
}

static bool take_sex(const struct field *f, const uint8_t *bytes, struct card_text *text)
{
	(void)f;
	text->person.sex = bytes[0] == '1' ? SEX_MALE : bytes[0] == '2' ? SEX_FEMALE : SEX_UNKNOWN;
	return true;
}

#define TO(member)                                                                                 \
	.to = offsetof(struct card_text, member), .to_size = sizeof(((struct card_text *)0)->member)

/* Layout 0003. Lower fields stand in `head`, those from THAI_TAIL_OFFSET on in `tail`. */
static const struct field fields[] = {
    {"citizen number", 0x0004, 13, take_number, 0, 0},
    {"Thai name", 0x0011, 100, take_name, TO(person.thai)},
    {"English name", 0x0075, 100, take_name, TO(person.english)},
    {"date of birth", 0x00D9, 8, take_date, TO(person.birth)},
    {"sex", 0x00E1, 1, take_sex, 0, 0},
    {"request number", 0x00E2, 20, take_text, TO(issue.request_number)},
    {"issuing office", 0x00F6, 100, take_text, TO(issue.issuing_office)},
    {"issuer code", 0x015A, 13, take_text, TO(issue.issuer_code)},
    {"date of issue", 0x0167, 8, take_date, TO(issue.issued)},
    {"date of expiry", 0x016F, 8, take_date, TO(issue.expires)},
    {"card type", 0x0177, 2, take_text, TO(issue.card_type)},
    {"address", 0x1579, 160, take_address, TO(person.address)},
    {"photo number", 0x1619, 14, take_text, TO(issue.photo_number)},
};

static const uint8_t *bytes_of(const struct thai_image *image, const struct field *f)
{
	const uint8_t *part = f->offset < THAI_TAIL_OFFSET ? image->head : image->tail;

	return part + f->offset % THAI_TAIL_OFFSET;
}

static bool check_layout(const struct thai_image *image, struct error *err)
{
	char version[32];

	if (memcmp(image->head, LAYOUT, 4) == 0)
		return true;
	to_utf8(version, sizeof version, image->head, 4);
	return error_set(err, PROBLEM_CARD_LAYOUT, "%s", version);
}

bool thai_parse(const struct thai_image *image, struct card_text *text, struct error *err)
{
	if (!check_layout(image, err))
		return false;
	memset(text, 0, sizeof *text);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (!fields[i].take(&fields[i], bytes_of(image, &fields[i]), text))
			return error_set(err, PROBLEM_CARD_UNREADABLE, "%s", fields[i].name);
	return true;
}
