/*
 * batch/read_text.c - a card's data for people: a table of labelled lines.
 */
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "batch/read_print.h"

#define VALUE_SIZE  4096
#define LABEL_CELLS 24

typedef void value_fn(char *out, size_t size, const struct read_result *r);

static void number(char *out, size_t size, const struct read_result *r)
{
	char shown[CITIZEN_NUMBER_SHOWN];

	citizen_number_format(shown, &r->text.person.number);
	text_append(out, size, shown);
}

static void thai_name(char *out, size_t size, const struct read_result *r)
{
	name_format(out, size, &r->text.person.thai, true);
}

static void english_name(char *out, size_t size, const struct read_result *r)
{
	name_format(out, size, &r->text.person.english, false);
}

static void put_date(char *out, size_t size, struct date d)
{
	char shown[64];

	date_format(shown, sizeof shown, d, lang_get() == LANG_TH);
	text_append(out, size, shown);
}

static void birth(char *out, size_t size, const struct read_result *r)
{
	const struct date today = bangkok_time_of(r->read_at).date;
	const int age = date_age(r->text.person.birth, today);
	struct buf years = BUF_INIT_SECRET;

	put_date(out, size, r->text.person.birth);
	if (age >= 0) {
		buf_printf(&years, _(" (age %d)"), age);
		if (buf_ok(&years))
			text_append(out, size, (const char *)years.data);
	}
	buf_free(&years);
}

static void sex(char *out, size_t size, const struct read_result *r)
{
	static const char *const names[] = {
	    [SEX_UNKNOWN] = N_("not stated"), [SEX_MALE] = N_("male"), [SEX_FEMALE] = N_("female")};

	text_append(out, size, _(names[r->text.person.sex]));
}

static void address(char *out, size_t size, const struct read_result *r)
{
	address_format(out, size, &r->text.person.address);
}

static void issued(char *out, size_t size, const struct read_result *r)
{
	put_date(out, size, r->text.issue.issued);
}

static void expires(char *out, size_t size, const struct read_result *r)
{
	put_date(out, size, r->text.issue.expires);
	if (read_expired(r))
		text_append(out, size, _(" (EXPIRED)"));
}

static void issuing_office(char *out, size_t size, const struct read_result *r)
{
	text_append(out, size, r->text.issue.issuing_office);
}

static void issuer_code(char *out, size_t size, const struct read_result *r)
{
	text_append(out, size, r->text.issue.issuer_code);
}

static void request_number(char *out, size_t size, const struct read_result *r)
{
	text_append(out, size, r->text.issue.request_number);
}

static void card_type(char *out, size_t size, const struct read_result *r)
{
	text_append(out, size, r->text.issue.card_type);
}

static void photo_number(char *out, size_t size, const struct read_result *r)
{
	text_append(out, size, r->text.issue.photo_number);
}

static void photo(char *out, size_t size, const struct read_result *r)
{
	struct buf bytes = BUF_INIT;

	if (r->photo_error.problem != PROBLEM_NONE)
		buf_puts(&bytes, _(problem_row(r->photo_error.problem)->what));
	else
		buf_printf(&bytes, _("%zu bytes (JPEG)"), r->photo_len);
	if (buf_ok(&bytes))
		text_append(out, size, (const char *)bytes.data);
	buf_free(&bytes);
}

static const struct {
	const char *label;
	value_fn *value;
} lines[] = {
    {N_("Citizen number"), number},
    {N_("Thai name"), thai_name},
    {N_("English name"), english_name},
    {N_("Date of birth"), birth},
    {N_("Sex"), sex},
    {N_("Address"), address},
    {N_("Date of issue"), issued},
    {N_("Date of expiry"), expires},
    {N_("Issuing office"), issuing_office},
    {N_("Issuer code"), issuer_code},
    {N_("Request number"), request_number},
    {N_("Card type"), card_type},
    {N_("Number under the photo"), photo_number},
    {N_("Photo"), photo},
};

static void put_line(struct buf *out, const char *label, const char *value)
{
	buf_puts(out, label);
	for (int cells = text_width(label); cells < LABEL_CELLS; cells++)
		buf_puts(out, " ");
	buf_puts(out, " ");
	buf_puts(out, value[0] == '\0' ? "-" : value);
	buf_puts(out, "\n");
}

static void put_symbol(struct buf *out, uint32_t symbol)
{
	char bytes[4];

	buf_put(out, bytes, utf8_encode(symbol, bytes));
}

static void put_face(struct buf *out, const struct face *face, enum read_paint paint)
{
	for (int row = 0; row < face->rows; row++) {
		for (int column = 0; column < face->columns; column++) {
			const struct face_cell *cell = &face->cell[row][column];

			if (paint == READ_PAINT_MONO) {
				put_symbol(out, face->mono[row][column].symbol);
				continue;
			}
			buf_printf(out, "\033[38;5;%d;48;5;%dm", cell->fg, cell->bg);
			put_symbol(out, cell->symbol);
		}
		buf_puts(out, paint == READ_PAINT_MONO ? "\n" : "\033[0m\n");
	}
}

bool read_expired(const struct read_result *r)
{
	const struct date end = r->text.issue.expires;

	return date_is_known(end) && !date_is_lifelong(end) &&
	       date_compare(end, bangkok_time_of(r->read_at).date) < 0;
}

void read_print_text(struct buf *out, const struct read_result *r, enum read_paint paint)
{
	char *value = secret_alloc(VALUE_SIZE);

	out->failed = out->failed || value == NULL;
	for (size_t i = 0; value != NULL && i < sizeof lines / sizeof *lines; i++) {
		value[0] = '\0';
		lines[i].value(value, VALUE_SIZE, r);
		put_line(out, _(lines[i].label), value);
	}
	secret_free(value, VALUE_SIZE);
	if (paint != READ_PAINT_NONE && r->photo_error.problem == PROBLEM_NONE)
		put_face(out, &r->face, paint);
}
