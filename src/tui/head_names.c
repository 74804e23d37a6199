#include "tui/head_names.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "counter/labels.h"

#ifndef PACKAGE_VERSION
#include "autoconf.h"
#endif

#define GAP   3 /* between title and office, at least */
#define FORMS 3 /* of an office's name */

/* "1.0" of "1.0.0": the header has no room for more; the status screen tells it whole. */
static void short_version(char *out, size_t size)
{
	snprintf(out, size, "v%s", PACKAGE_VERSION);
	char *dot = strchr(out, '.');
	dot = dot ? strchr(dot + 1, '.') : NULL;
	if (dot)
		*dot = '\0';
}

static void end_at(char *text, const char *mark)
{
	char *at = strstr(text, mark);
	if (at && at != text)
		*at = '\0';
}

static void drop_end(char *text, const char *end)
{
	size_t len = strlen(text);
	size_t less = strlen(end);
	if (len > less && strcmp(text + len - less, end) == 0)
		text[len - less] = '\0';
}

/* The abbreviations that the registration offices write themselves, the longest first. */
static const struct {
	const char *kind, *brief;
} kinds[] = {
    {"สำนักทะเบียนท้องถิ่นเทศบาลนคร", "สนท.ทน."},
    {"สำนักทะเบียนท้องถิ่นเทศบาลเมือง", "สนท.ทม."},
    {"สำนักทะเบียนท้องถิ่นเทศบาลตำบล", "สนท.ทต."},
    {"สำนักทะเบียนท้องถิ่นเขต", "สนท.เขต"},
    {"สำนักทะเบียนอำเภอ", "สนท.อ."},
    {"สำนักทะเบียน", "สนท."},
};

/* In the name behind the code. */
static void shorten_kind(char *office, size_t size)
{
	char name[DRAW_TEXT_SIZE];
	size_t code = strspn(office, "0123456789 ");
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t len = strlen(kinds[i].kind);
		if (strncmp(office + code, kinds[i].kind, len) != 0)
			continue;
		snprintf(name, sizeof name, "%s%s", kinds[i].brief, office + code + len);
		snprintf(office + code, size - code, "%s", name);
		break;
	}
	drop_end(office, " Registration Office");
	drop_end(office, " District");
	drop_end(office, " Local");
}

static void shorten(char *office, size_t size, int form)
{
	if (form > 0) {
		end_at(office, " (");
		end_at(office, ", ");
	}
	if (form > 1)
		shorten_kind(office, size);
}

void head_names_fit(struct head_names *out, const char *office, int cells)
{
	static const enum label bureau[] = {
	    LABEL_BUREAU, LABEL_BUREAU_SHORT, LABEL_BUREAU_INITIALS};
	char version[16];
	short_version(version, sizeof version);
	for (int i = 0; i < 3 * FORMS; i++) {
		snprintf(out->title, sizeof out->title, "%s  %s %s", label(bureau[i / FORMS]),
		    label(LABEL_TITLE), version);
		snprintf(out->office, sizeof out->office, "%s", office);
		shorten(out->office, sizeof out->office, i % FORMS);
		if (text_width(out->title) + GAP + text_width(out->office) <= cells)
			return;
	}
}
