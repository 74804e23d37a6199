/*
 * card/watch.c - looks at the readers.
 */
#include "card/watch.h"

#include <stdio.h>
#include <string.h>

#define RETRY_DAEMON_MS 500

void watch_init(
    struct watch *w, struct pcsc *pcsc, const struct session *session, const struct clock *clock)
{
	*w = (struct watch){.pcsc = pcsc, .session = session, .clock = clock};
}

static bool tell(struct watch *w, struct card_event *event, enum card_event_type type,
    enum problem problem, const char *context)
{
	if (w->told && w->last == type && w->last_problem == problem)
		return false;
	w->told = true;
	w->last = type;
	w->last_problem = problem;
	event->type = type;
	event->error = (struct error){0};
	event->reader[0] = '\0';
	if (problem != PROBLEM_NONE)
		error_set(&event->error, problem, "%s", context);
	return true;
}

static bool no_daemon(struct watch *w, enum pcsc_status status, struct card_event *event)
{
	w->retry_at = clock_mono_ms(w->clock) + RETRY_DAEMON_MS;
	w->reader[0] = '\0';
	return tell(w, event, CARD_EV_NO_PCSCD, pcsc_problem(status), "");
}

static const struct pcsc_reader *find_card(
    const struct watch *w, const struct pcsc_reader *readers, size_t count, bool thai_only)
{
	for (size_t i = 0; i < count; i++)
		if (readers[i].present && session_reader_allowed(w->session, &readers[i]) &&
		    (!thai_only || thai_atr(readers[i].atr, readers[i].atr_len)))
			return &readers[i];
	return NULL;
}

static bool is_known(const struct watch *w, const struct pcsc_reader *r)
{
	return strcmp(w->reader, r->name) == 0 && w->counter == r->counter;
}

/* A Thai card, else the one that came last, else any: so a card of another kind forgotten
 * in one reader does not hide the next one in another. */
static const struct pcsc_reader *choose(
    const struct watch *w, const struct pcsc_reader *readers, size_t count)
{
	const struct pcsc_reader *r = find_card(w, readers, count, true);
	const struct pcsc_reader *any = find_card(w, readers, count, false);

	for (size_t i = 0; r == NULL && i < count; i++)
		if (readers[i].present && session_reader_allowed(w->session, &readers[i]) &&
		    !is_known(w, &readers[i]))
			r = &readers[i];
	return r != NULL ? r : any;
}

static bool present(struct watch *w, const struct pcsc_reader *r, struct card_event *event)
{
	const int64_t now = clock_mono_ms(w->clock);

	if (!is_known(w, r)) {
		memcpy(w->reader, r->name, sizeof w->reader);
		w->counter = r->counter;
		w->settling = true;
		/* In already when we came: it has had its time. */
		w->settled_at = w->told ? now + WATCH_SETTLE_MS : now;
	}
	if (!w->settling || now < w->settled_at)
		return false;
	w->settling = false;
	w->told = false; /* another card is news although the type is the same */
	tell(w, event, CARD_EV_PRESENT, PROBLEM_NONE, "");
	memcpy(event->reader, r->name, sizeof event->reader);
	thai_batch(event->batch, r->atr, r->atr_len);
	return true;
}

void watch_adopt(struct watch *w, const char *reader, uint16_t counter)
{
	snprintf(w->reader, sizeof w->reader, "%s", reader);
	w->counter = counter;
	w->settling = false;
	w->told = true;
	w->last = CARD_EV_PRESENT;
	w->last_problem = PROBLEM_NONE;
}

static bool any_allowed(const struct watch *w, const struct pcsc_reader *readers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (session_reader_allowed(w->session, &readers[i]))
			return true;
	return false;
}

bool watch_look(struct watch *w, struct card_event *event)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	const struct pcsc_reader *r;
	enum pcsc_status status;
	size_t count = 0;

	if (clock_mono_ms(w->clock) < w->retry_at)
		return false;
	status = pcsc_open(w->pcsc);
	if (status == PCSC_OK)
		status = pcsc_list(w->pcsc, readers, &count);
	if (status != PCSC_OK)
		return no_daemon(w, status, event);
	r = choose(w, readers, count);
	if (r != NULL)
		return present(w, r, event);
	w->reader[0] = '\0';
	if (!any_allowed(w, readers, count))
		return tell(
		    w, event, CARD_EV_NO_READER, PROBLEM_NO_READER, w->session->reader_name);
	return tell(w, event, CARD_EV_EMPTY, PROBLEM_NONE, "");
}
