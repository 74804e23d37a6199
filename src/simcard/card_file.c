#include "simcard/card_file.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "finger/match.h"
#include "simcard/card_keys.h"
#include "simcard/file.h"

#define FILE_SIZE_MAX 16384
#define TRIES_PRESET  3

static void presets(struct card_file *out)
{
	/* «TH NID 17» in its historical bytes. */
	static const uint8_t atr[] = {
	    0x3B, 0x79, 0x96, 0x00, 0x00, 0x54, 0x48, 0x20, 0x4E, 0x49, 0x44, 0x20, 0x31, 0x37};

	memset(out, 0, sizeof *out);
	memcpy(out->atr, atr, sizeof atr);
	out->atr_len = sizeof atr;
	out->moi = out->adm = out->bio = out->list_all_fingers = true;
	memset(out->laser, ' ', sizeof out->laser);
	image_clear(out->image);
	for (size_t i = 0; i < FINGER_COUNT; i++)
		out->finger[i].tries_max = out->finger[i].tries_left = TRIES_PRESET;
	out->minutiae_max = MINUTIAE_MAX;
	out->match_threshold = MATCH_THRESHOLD;
	out->write_key.tries_max = out->write_key.tries_left = TRIES_PRESET;
	out->cut = (struct power_cut){.ins = -1, .back = CARD_BACK_MS};
	out->fault = (struct fault){.status = SW_NO_DIAGNOSIS, .ins = -1, .from = 1};
}

static char *trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && strchr(" \t\r", end[-1]) != NULL)
		*--end = '\0';
	return s + strspn(s, " \t");
}

/* Puts "file:line: key: " before what went wrong. */
static bool blame(
    const struct parse *p, const char *key, const struct error *why, struct error *err)
{
	if (p->blamed) {
		*err = *why;
		return false;
	}
	return error_set(err, why->problem, "%s:%d: %s: %s", p->path, p->line, key, why->context);
}

static bool take_entry(struct parse *p, const char *name, const char *value, struct error *err)
{
	struct error why;
	size_t index;
	const struct key_row *row = card_key_find(name, &index);

	if (row == NULL)
		return error_set(
		    err, PROBLEM_CONFIG, "%s:%d: unknown key %s", p->path, p->line, name);
	if (p->seen[index])
		return error_set(
		    err, PROBLEM_CONFIG, "%s:%d: %s is there twice", p->path, p->line, name);
	p->seen[index] = true;
	if (!row->set(p, value, row, &why))
		return blame(p, name, &why, err);
	p->any = true;
	return true;
}

static bool take_line(struct parse *p, char *line, struct error *err)
{
	char *equals;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return true;
	equals = strchr(line, '=');
	if (equals == NULL || equals == line)
		return error_set(err, PROBLEM_CONFIG, "%s:%d: no «key = value»", p->path, p->line);
	*equals = '\0';
	return take_entry(p, trim(line), trim(equals + 1), err);
}

bool card_file_parse(struct parse *p, struct error *err)
{
	char text[FILE_SIZE_MAX + 1];
	char *rest = text, *line;
	size_t len;

	if (!file_read(p->path, text, FILE_SIZE_MAX, &len, err))
		return false;
	text[len] = '\0';
	if (strlen(text) != len || !utf8_valid(text, len))
		return error_set(err, PROBLEM_CONFIG, "%s: no UTF-8 text", p->path);
	while ((line = strsep(&rest, "\n")) != NULL) {
		p->line++;
		if (!take_line(p, line, err))
			return false;
	}
	return true;
}

/* What a personalised card holds at least. */
static const struct {
	enum image_field field;
	const char *key;
} required[] = {
    {IMAGE_VERSION, "version"},
    {IMAGE_CITIZEN_NUMBER, "citizen_number"},
    {IMAGE_THAI_NAME, "thai_name"},
    {IMAGE_BIRTH, "birth"},
    {IMAGE_SEX, "sex"},
    {IMAGE_REQUEST_NUMBER, "request_number"},
    {IMAGE_ISSUED, "issued"},
    {IMAGE_EXPIRES, "expires"},
    {IMAGE_TYPE, "type"},
};

static bool is_blank(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] != ' ')
			return false;
	return true;
}

static bool check_whole(const struct parse *p, struct error *err)
{
	const struct card_file *f = p->out;

	for (size_t i = 0; i < FINGER_COUNT; i++)
		if (f->finger[i].tries_left > f->finger[i].tries_max)
			return error_set(
			    err, PROBLEM_CONFIG, "%s: more tries left than there are", p->path);
	if (f->write_key.tries_left > f->write_key.tries_max)
		return error_set(err, PROBLEM_CONFIG,
		    "%s: more tries left for the write key than there are", p->path);
	if (p->unchecked || !f->moi)
		return true;
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		const struct image_span span = image_span(required[i].field);

		if (is_blank(f->image + span.offset, span.size))
			return error_set(
			    err, PROBLEM_CONFIG, "%s: %s is missing", p->path, required[i].key);
	}
	return true;
}

/* The card's own key in the place of the master's. */
static bool derive_key(struct card_file *f, const uint8_t master[WRITE_KEY_SIZE], struct error *err)
{
	uint8_t own[WRITE_KEY_SIZE];

	if (!write_key_derive(own, master, f->chip_serial))
		return error_set(err, PROBLEM_MEMORY, "AES-128-CMAC");
	memcpy(f->write_key.bytes, own, sizeof own);
	f->write_key.kind = WRITE_KEY_SET;
	secret_wipe(own, sizeof own);
	return true;
}

bool card_file_read(struct card_file *out, const char *path, struct error *err)
{
	struct parse p = {.out = out, .path = path};

	presets(out);
	return card_file_parse(&p, err) && check_whole(&p, err) &&
	       (out->write_key.kind != WRITE_KEY_SET || derive_key(out, out->write_key.bytes, err));
}

bool card_file_personalise(
    struct card_file *file, const uint8_t master[WRITE_KEY_SIZE], struct error *err)
{
	return file->write_key.kind != WRITE_KEY_UNSAID || derive_key(file, master, err);
}
