#include "counter/queue_words.h"

#include <stdio.h>

#include "base/lang.h"

enum queue_state queue_state(const struct api_booking *b)
{
	if (b->done)
		return QUEUE_DONE;
	return b->served ? QUEUE_SERVED : QUEUE_WAITING;
}

const char *queue_state_name(enum queue_state state)
{
	static const char *const names[QUEUE_STATES] = {
	    [QUEUE_WAITING] = "waiting", [QUEUE_SERVED] = "being-served", [QUEUE_DONE] = "done"};

	return names[state];
}

const char *queue_state_word(enum queue_state state)
{
	static const char *const words[QUEUE_STATES] = {[QUEUE_WAITING] = N_("waiting"),
	    [QUEUE_SERVED] = N_("being served"),
	    [QUEUE_DONE] = N_("done")};

	return _(words[state]);
}

size_t queue_count(const struct api_bookings *b, enum queue_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < b->count; i++)
		count += queue_state(&b->rows[i]) == state;
	return count;
}

const struct api_booking *queue_next(const struct api_bookings *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (queue_state(&b->rows[i]) == QUEUE_WAITING)
			return &b->rows[i];
	return NULL;
}

struct queue_note queue_note_of(const struct api_bookings *b)
{
	const struct api_booking *next = queue_next(b);

	return (struct queue_note){
	    .booked = b->count, .waits = next != NULL, .hour = next != NULL ? next->hour : 0};
}

void queue_note(char *out, size_t size, const struct queue_note *note)
{
	if (note->booked == 0)
		snprintf(out, size, "%s", _("none booked"));
	else if (!note->waits)
		snprintf(out, size, _("%zu booked"), note->booked);
	else
		snprintf(out, size, _("%zu, next %02d:00"), note->booked, note->hour);
}

bool queue_picked(char *out, size_t size, const struct api_linkage_answer *answer)
{
	if (answer == NULL || !answer->has_booking)
		return false;
	snprintf(out, size, _("Booked today: no. %s, %02d:00"), answer->booking.number,
	    answer->booking.hour);
	return true;
}
