#include "linear/officer.h"

#include "base/lang.h"
#include "base/secret.h"
#include "linear/answer.h"

void officer_forget(struct officer *o)
{
	secret_wipe(o, sizeof *o);
}

static bool type_number(struct officer *o, struct linear *l, const char *line)
{
	if (!answer_digits(o->number.digits, CITIZEN_NUMBER_DIGITS, line)) {
		say(l, "%s", _("The citizen number has 13 digits."));
		return false;
	}
	o->has_number = citizen_number_valid(o->number.digits);
	if (!o->has_number)
		say(l, "%s", _("This is no citizen number: compare each digit."));
	return o->has_number;
}

bool officer_type(struct officer *o, struct linear *l, const char *line, bool *whole)
{
	*whole = false;
	if (!o->has_number)
		return type_number(o, l, line);
	*whole = answer_digits(o->pin, API_PIN_DIGITS, line);
	if (!*whole)
		say(l, "%s", _("The PIN has 8 digits."));
	return *whole;
}
