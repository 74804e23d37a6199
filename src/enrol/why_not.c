#include "enrol/why_not.h"

#include <stdio.h>

#include "base/lang.h"

bool why_not_nothing(const struct why_not *why)
{
	return why->problem == PROBLEM_NONE && why->text == NULL;
}

void why_not_tell(char *out, size_t size, const struct why_not *why)
{
	const struct problem_row *row = problem_row(why->problem);

	if (why->problem != PROBLEM_NONE)
		snprintf(out, size, "%s %s", _(row->what), _(row->todo));
	else
		snprintf(out, size, "%s", why->text != NULL ? _(why->text) : "");
}
