#include "simcard/image.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/tis620.h"
#include "person/person.h"

typedef bool check_fn(const char *text);

static check_fn check_version, check_citizen_number, check_name, check_birth, check_sex,
    check_request_number, check_date, check_expiry, check_digits, check_address, check_any;

/* The memory map of a layout 0003 card. */
static const struct {
	struct image_span span;
	check_fn *check;
	const char *wants;
} fields[IMAGE_FIELD_COUNT] = {
    [IMAGE_VERSION] = {{0x0000, 4}, check_version, "four digits"},
    [IMAGE_CITIZEN_NUMBER] = {{0x0004, 13}, check_citizen_number,
	"thirteen digits whose check digit fits"},
    [IMAGE_THAI_NAME] = {{0x0011, 100}, check_name, "prefix#first#middle#last"},
    [IMAGE_ENGLISH_NAME] = {{0x0075, 100}, check_name, "prefix#first#middle#last"},
    [IMAGE_BIRTH] = {{0x00D9, 8}, check_birth, "a BE date YYYYMMDD (day, month may be 00)"},
    [IMAGE_SEX] = {{0x00E1, 1}, check_sex, "1 (male) or 2 (female)"},
    [IMAGE_REQUEST_NUMBER] = {{0x00E2, 20}, check_request_number, "11 digits, /, 8 digits"},
    [IMAGE_ISSUING_OFFICE] = {{0x00F6, 100}, check_any, "text"},
    [IMAGE_ISSUER_CODE] = {{0x015A, 13}, check_digits, "digits"},
    [IMAGE_ISSUED] = {{0x0167, 8}, check_date, "a BE date YYYYMMDD"},
    [IMAGE_EXPIRES] = {{0x016F, 8}, check_expiry, "a BE date YYYYMMDD, or 99999999 for life"},
    [IMAGE_TYPE] = {{0x0177, 2}, check_digits, "digits"},
    [IMAGE_BEFORE_PHOTO] = {{0x0179, 2}, check_any, "text"},
    [IMAGE_PHOTO] = {{0x017B, 5118}, check_any, "text"},
    [IMAGE_ADDRESS] = {{0x1579, 160}, check_address,
	"house#moo#trok#soi#road#tambon#amphoe#province"},
    [IMAGE_PHOTO_NUMBER] = {{0x1619, 14}, check_any, "text"},
    [IMAGE_SIGNATURE] = {{0x1627, 256}, check_any, "text"},
};

static bool check_any(const char *text)
{
	(void)text;
	return true;
}

static bool check_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool check_version(const char *text)
{
	return strlen(text) == 4 && check_digits(text);
}

static bool check_citizen_number(const char *text)
{
	return strlen(text) == CITIZEN_NUMBER_DIGITS && citizen_number_valid(text);
}

static int separators(const char *text)
{
	int n = 0;

	for (; *text; text++)
		n += *text == '#';
	return n;
}

static bool check_name(const char *text)
{
	return separators(text) == 3;
}

static bool check_address(const char *text)
{
	return separators(text) == ADDRESS_PARTS - 1;
}

static bool check_sex(const char *text)
{
	return strcmp(text, "1") == 0 || strcmp(text, "2") == 0;
}

static bool check_request_number(const char *text)
{
	return strlen(text) == 20 && strspn(text, "0123456789") == 11 && text[11] == '/' &&
	       strspn(text + 12, "0123456789") == 8;
}

static bool check_birth(const char *text)
{
	struct date d;

	return strlen(text) == 8 && date_from_be8(&d, text) && !date_is_lifelong(d);
}

static bool check_expiry(const char *text)
{
	struct date d;

	return strlen(text) == 8 && date_from_be8(&d, text) && date_is_known(d);
}

static bool check_date(const char *text)
{
	return check_birth(text) && check_expiry(text);
}

struct image_span image_span(enum image_field field)
{
	return fields[field].span;
}

void image_clear(uint8_t image[IMAGE_SIZE])
{
	memset(image, ' ', IMAGE_SIZE);
	memset(image + fields[IMAGE_BEFORE_PHOTO].span.offset, 0,
	    fields[IMAGE_BEFORE_PHOTO].span.size);
	memset(image + fields[IMAGE_SIGNATURE].span.offset, 0, fields[IMAGE_SIGNATURE].span.size);
}

/* One byte of the card from the text at *text: an escape or a character of TIS-620. */
static bool take_byte(uint8_t *out, const char **text)
{
	const char *s = *text;
	char one[5] = "";
	uint32_t cp;
	size_t n;

	if (s[0] == '\\' && s[1] == 'x' && isxdigit((unsigned char)s[2]) &&
	    isxdigit((unsigned char)s[3])) {
		const char hex[3] = {s[2], s[3], '\0'};
		*out = (uint8_t)strtoul(hex, NULL, 16);
		*text += 4;
		return true;
	}
	if (s[0] == '\\' && s[1] != '\\')
		return false;
	n = utf8_decode(s, strlen(s), &cp);
	if (n == 0)
		return false;
	memcpy(one, s, n);
	*text += s[0] == '\\' ? 2 : n;
	return tis620_from_utf8(out, 1, one);
}

bool image_put_text(uint8_t image[IMAGE_SIZE], enum image_field field, const char *text,
    bool checked, struct error *err)
{
	const struct image_span span = fields[field].span;
	uint8_t *out = image + span.offset;
	size_t used = 0;

	if (checked && !fields[field].check(text))
		return error_set(err, PROBLEM_CONFIG, "must be %s", fields[field].wants);
	memset(out, ' ', span.size);
	while (*text) {
		if (used == span.size)
			return error_set(err, PROBLEM_CONFIG, "longer than %zu bytes", span.size);
		if (!take_byte(&out[used++], &text))
			return error_set(err, PROBLEM_CONFIG,
			    "byte %zu: no character of TIS-620 and no \\xHH or \\\\", used);
	}
	return true;
}

bool image_put_photo(uint8_t image[IMAGE_SIZE], const uint8_t *jpeg, size_t len)
{
	const struct image_span span = fields[IMAGE_PHOTO].span;

	if (len > span.size)
		return false;
	memset(image + span.offset, ' ', span.size);
	memcpy(image + span.offset, jpeg, len);
	return true;
}
