#include "counter/asked.h"

bool asked_ended(struct asked *a, const struct central_failure *failure)
{
	*a = (struct asked){.known = failure == NULL};
	if (failure != NULL)
		a->error = failure->error;
	return a->known;
}

void asked_drop(struct asked *a, struct central *central)
{
	if (a->call != 0)
		central_abort(central, a->call);
	*a = (struct asked){.call = 0};
}
