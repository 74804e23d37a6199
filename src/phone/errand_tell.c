/* An answer for people: a line a member that has a label, a blank line between rows. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "phone/errand.h"

static const struct row {
	const char *member, *label; /* label: msgid; NULL: what names are of */
} labels[] = {
    {"id", N_("Number")},
    {"name_th", NULL},
    {"name_en", NULL},
    {"binding", N_("It shows")},
    {"origin", N_("Asked from")},
    {"created", N_("Asked at")},
    {"expires", N_("Open until")},
    {"enrollment", N_("Enrollment")},
    {"since", N_("Since")},
    {"assurance", N_("Level of assurance")},
    {"time", N_("Time")},
    {"reason", N_("Reason")},
    {"number", N_("Queue number")},
    {"office", N_("Office code")},
    {"day", N_("Day")},
    {"hour", N_("Hour")},
    {"capacity", N_("Places")},
    {"free", N_("Free places")},
    {"closes", N_("Bookings close")},
    {"open", N_("Can be booked now")},
    {"by_officer", N_("Booked by an officer")},
};

static const struct row *row_of(const char *member)
{
	size_t len = strlen(member);
	const char *other = lang_get() == LANG_TH ? "_en" : "_th";
	if (len > 3 && strcmp(member + len - 3, other) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(labels[i].member, member) == 0)
			return &labels[i];
	return NULL;
}

static void tell_text(const char *label, const char *text)
{
	int64_t time;
	struct date day;
	char shown[64];
	if (rfc3339_parse(&time, text)) {
		struct bangkok_time t = bangkok_time_of(time);
		date_format(shown, sizeof shown, t.date, lang_get() == LANG_TH);
		printf("%s: %s %02d:%02d\n", label, shown, t.hour, t.minute);
	} else if (strlen(text) == 10 && date_from_iso(&day, text)) {
		date_format(shown, sizeof shown, day, lang_get() == LANG_TH);
		printf("%s: %s\n", label, shown);
	} else {
		printf("%s: %s\n", label, text);
	}
}

static void tell_number(const struct row *row, const char *label, long long n)
{
	if (strcmp(row->member, "hour") == 0)
		printf("%s: %02lld:00-%02lld:00\n", label, n, n + 1);
	else
		printf("%s: %lld\n", label, n);
}

static void tell_list(const json_t *list, const char *named)
{
	if (json_array_size(list) == 0)
		puts(_("None."));
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			putchar('\n');
		errand_tell(json_array_get(list, i), named);
	}
}

static void tell_one(const struct row *row, const json_t *v, const char *named)
{
	const char *label = _(row->label ? row->label : named);
	if (json_is_string(v))
		tell_text(label, json_string_value(v));
	else if (json_is_integer(v))
		tell_number(row, label, (long long)json_integer_value(v));
	else if (json_is_boolean(v))
		printf("%s: %s\n", label, json_is_true(v) ? _("yes") : _("no"));
}

/* Objects hold nothing that is more than JSON_DEPTH_MAX deep. */
void errand_tell(const json_t *answer, const char *named)
{
	const char *member;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)answer, member, v)
	{
		const struct row *row = row_of(member);
		if (json_is_array(v))
			tell_list(v, named);
		else if (json_is_object(v))
			errand_tell(v, named);
		else if (row)
			tell_one(row, v, named);
	}
}
