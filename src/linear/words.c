#include "linear/words.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"

void words_span(char out[WORDS_SPAN_SIZE], int64_t ms)
{
	const int s = ms > 0 ? (int)(ms / 1000) : 0;
	int used = 0;

	if (s >= 60) {
		used =
		    snprintf(out, WORDS_SPAN_SIZE, P_("%d minute", "%d minutes", s / 60), s / 60);
		used += snprintf(out + used, WORDS_SPAN_SIZE - (size_t)used, " ");
	}
	snprintf(out + used, WORDS_SPAN_SIZE - (size_t)used, P_("%d second", "%d seconds", s % 60),
	    s % 60);
}

void words_hour(char out[WORDS_HOUR_SIZE], int64_t real_ms)
{
	const struct bangkok_time t = bangkok_time_of(real_ms);

	snprintf(out, WORDS_HOUR_SIZE, "%02d:%02d:%02d", t.hour, t.minute, t.second);
}

void words_problem(struct linear *l, const struct error *error)
{
	const struct problem_row *row = problem_row(error->problem);
	const bool context = error->context[0] != '\0';

	say(l, "%s: %s", row->id, _(row->what));
	say(l, "%s%s%s%s", _(row->why), context ? " [" : "", error->context, context ? "]" : "");
	say(l, "%s", _(row->todo));
}

/* ---- persons ---- */

void words_person(struct linear *l, const struct card_text *card)
{
	const struct person *p = &card->person;
	const struct name *name = lang_utf8() && p->thai.first[0] != '\0' ? &p->thai : &p->english;
	char shown[CITIZEN_NUMBER_SHOWN];

	citizen_number_mask(shown, &p->number);
	say(l, _("Citizen number %s"), shown);
	say(l, _("Name: %s %.*s..."), name->prefix, (int)text_cluster(name->first), name->first);
}

static void say_number(struct linear *l, const struct person *p)
{
	char shown[CITIZEN_NUMBER_SHOWN];

	citizen_number_format(shown, &p->number);
	say(l, _("Citizen number %s"), shown);
	secret_wipe(shown, sizeof shown);
}

static void say_names(struct linear *l, const struct person *p)
{
	char text[WORDS_SIZE];

	name_format(text, sizeof text, &p->thai, true);
	if (lang_utf8())
		say(l, "%s", text);
	name_format(text, sizeof text, &p->english, false);
	if (text[0] != '\0')
		say(l, "%s", text);
	secret_wipe(text, sizeof text);
}

static void say_birth(struct linear *l, const struct person *p)
{
	static const char *const sexes[] = {
	    [SEX_UNKNOWN] = N_("not stated"), [SEX_MALE] = N_("male"), [SEX_FEMALE] = N_("female")};
	const int64_t now = clock_real_ms(l->options->clock);
	const int age = date_age(p->birth, bangkok_time_of(now).date);
	char birth[64];

	date_format(birth, sizeof birth, p->birth, lang_get() == LANG_TH);
	if (age >= 0)
		say(l, P_("Born %s (%d year)  %s", "Born %s (%d years)  %s", age), birth, age,
		    _(sexes[p->sex]));
	else
		say(l, _("Born %s  %s"), birth, _(sexes[p->sex]));
}

static void say_address(struct linear *l, const struct person *p)
{
	char text[ADDRESS_PARTS * ADDRESS_PART_SIZE];

	address_format(text, sizeof text, &p->address);
	say(l, "%s",
	    lang_utf8() ? text : _("(this terminal cannot show Thai names and addresses)"));
	secret_wipe(text, sizeof text);
}

static void say_issue(struct linear *l, const struct card_issue *issue)
{
	char issued[64], expires[64];
	const bool thai = lang_get() == LANG_TH;

	date_format(issued, sizeof issued, issue->issued, thai);
	date_format(expires, sizeof expires, issue->expires, thai);
	say(l, _("Card issued %s  expires %s"), issued, expires);
}

/* Once the code is there no more than number and name are kept. */
void words_person_whole(struct linear *l, const struct card_text *card)
{
	const struct person *p = &card->person;

	l->told_person = true;
	say_number(l, p);
	say_names(l, p);
	if (card->issue.issued.year == 0)
		return;
	say_birth(l, p);
	say_address(l, p);
	say_issue(l, &card->issue);
}

/* How much of the cell is light, in quarters: the symbols are blocks (card/photo.h). */
static char sign_of(uint32_t symbol)
{
	static const struct {
		uint32_t symbol;
		char sign;
	} signs[] = {{' ', ' '}, {0x2580, 'o'}, {0x2584, 'o'}, {0x258C, 'o'}, {0x2590, 'o'},
	    {0x2596, '.'}, {0x2597, '.'}, {0x2598, '.'}, {0x259D, '.'}, {0x259A, 'o'},
	    {0x259E, 'o'}, {0x2588, '@'}};

	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (signs[i].symbol == symbol)
			return signs[i].sign;
	return 'O'; /* three quarters */
}

void words_photo(struct linear *l, const struct face *face)
{
	char row[CARD_FACE_COLUMNS + 1];

	l->told_person = true;
	for (int y = 0; y < face->rows; y++) {
		for (int x = 0; x < face->columns; x++)
			row[x] = sign_of(face->mono[y][x].symbol);
		row[face->columns] = '\0';
		lines_draw(l->lines, row);
	}
	secret_wipe(row, sizeof row);
}

/* ---- fingers ---- */

void words_fingers(struct linear *l, const struct finger_states *fingers)
{
	char text[FINGER_TEXT_SIZE];

	for (int f = 0; fingers->applet && f < FINGER_COUNT; f++) {
		finger_standing_text(text, sizeof text, &fingers->finger[f]);
		say(l, "%s: %s", finger_title((enum finger)f), text);
	}
}

/* ---- enrollments and offices ---- */

void words_office(char *out, size_t size, const struct api_office *office)
{
	snprintf(out, size, "%s %s", office->code,
	    lang_get() == LANG_TH ? office->name_th : office->name_en);
}
