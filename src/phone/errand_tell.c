/* An answer for people: a line a member that has a label, a blank line between rows. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "phone/errand.h"

static const struct {
	const char *member, *label; /* label: msgid */
} labels[] = {
    {"id", N_("Number")},
    {"name_th", N_("Service")},
    {"name_en", N_("Service")},
    {"binding", N_("It shows")},
    {"origin", N_("Asked from")},
    {"created", N_("Asked at")},
    {"expires", N_("Open until")},
    {"enrollment", N_("Enrollment")},
    {"since", N_("Since")},
    {"assurance", N_("Level of assurance")},
    {"time", N_("Time")},
    {"reason", N_("Reason")},
};

static const char *label_of(const char *member)
{
	size_t len = strlen(member);
	const char *other = lang_get() == LANG_TH ? "_en" : "_th";
	if (len > 3 && strcmp(member + len - 3, other) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (strcmp(labels[i].member, member) == 0)
			return _(labels[i].label);
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

static void tell_list(const json_t *list)
{
	if (json_array_size(list) == 0)
		puts(_("None."));
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (i > 0)
			putchar('\n');
		errand_tell(json_array_get(list, i));
	}
}

/* Objects hold nothing that is more than JSON_DEPTH_MAX deep. */
void errand_tell(const json_t *answer)
{
	const char *member;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)answer, member, v)
	{
		const char *label = label_of(member);
		if (json_is_array(v))
			tell_list(v);
		else if (json_is_object(v))
			errand_tell(v);
		else if (label && json_is_string(v))
			tell_text(label, json_string_value(v));
		else if (label && json_is_integer(v))
			printf("%s: %lld\n", label, (long long)json_integer_value(v));
	}
}
