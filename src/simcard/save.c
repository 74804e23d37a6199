#include "simcard/save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/secret.h"

static const char *const names[FINGER_COUNT] = {
    [FINGER_RIGHT_INDEX] = "right_index", [FINGER_LEFT_INDEX] = "left_index"};

static bool write_file(const char *path, const void *data, size_t len, struct error *err)
{
	FILE *f = fopen(path, "we");
	bool ok;

	if (f == NULL)
		return error_errno(err, PROBLEM_CANNOT_CREATE, errno, path);
	ok = fwrite(data, 1, len, f) == len;
	ok = fclose(f) == 0 && ok;
	return ok || error_errno(err, PROBLEM_IO, errno, path);
}

static bool write_template(
    const struct minutiae *m, const char *path, const char *name, struct error *err)
{
	uint8_t data[MINUTIAE_MAX * MINUTIA_SIZE] = {0};
	const size_t len = minutiae_encode(data, m);
	struct buf file = BUF_INIT;
	bool ok;

	buf_printf(&file, "%s.%s.fmd", path, name);
	ok = buf_ok(&file) ? write_file((const char *)file.data, data, len, err)
			   : error_set(err, PROBLEM_MEMORY, "%s", path);
	buf_free(&file);
	secret_wipe(data, sizeof data);
	return ok;
}

/* The entries of one finger; the template's name is relative to the card file. */
static bool put_finger(struct buf *text, const struct finger_record *f, const char *path,
    const char *name, struct error *err)
{
	const char *slash = strrchr(path, '/');

	if (f->state == SLOT_STORED)
		buf_printf(text, "%s = %s.%s.fmd\n", name, slash != NULL ? slash + 1 : path, name);
	else
		buf_printf(text, "%s = none\n", name);
	if (f->state == SLOT_DAMAGED)
		buf_printf(text, "%s_damaged = yes\n", name);
	buf_printf(
	    text, "%s_tries = %u\n%s_tries_left = %u\n", name, f->tries_max, name, f->tries_left);
	return f->state != SLOT_STORED || write_template(&f->reference, path, name, err);
}

bool save_card(const struct card *card, const char *origin, const char *path, struct error *err)
{
	const struct write_key *key = card_write_key(card);
	char *whole = realpath(origin, NULL);
	struct buf text = BUF_INIT;
	bool ok = true;

	buf_printf(
	    &text, "# Saved by ddopa-simcard.\n\nlike = %s\n", whole != NULL ? whole : origin);
	for (size_t i = 0; ok && i < FINGER_COUNT; i++)
		ok = put_finger(&text, card_finger(card, (enum finger)i), path, names[i], err);
	buf_printf(&text, "write_tries = %u\nwrite_tries_left = %u\ncut_write = 0\n",
	    key->tries_max, key->tries_left);
	if (ok)
		ok = buf_ok(&text) ? write_file(path, text.data, text.len, err)
				   : error_set(err, PROBLEM_MEMORY, "%s", path);
	buf_free(&text);
	free(whole);
	return ok;
}
