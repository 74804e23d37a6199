#include "counter/reader_watch.h"

#include <stdio.h>

static void on_card(void *arg, const struct card_event *event)
{
	static const enum runner_card cards[] = {
	    [CARD_EV_NO_PCSCD] = RUNNER_CARD_NO_PCSCD,
	    [CARD_EV_NO_READER] = RUNNER_CARD_NO_READER,
	    [CARD_EV_EMPTY] = RUNNER_CARD_EMPTY,
	    [CARD_EV_PRESENT] = RUNNER_CARD_PRESENT,
	};
	struct reader_watch *w = arg;
	w->changed(w->arg);
	if (event->type == CARD_EV_GONE) {
		card_link_close(w->link);
		w->link = NULL;
		w->error = (struct error){.problem = PROBLEM_HELPER_DIED};
	} else if (event->type <= CARD_EV_PRESENT) {
		w->card = cards[event->type];
		w->error = event->error;
		snprintf(w->reader, sizeof w->reader, "%s", event->reader);
	}
}

void reader_watch_open(struct reader_watch *w, struct loop *loop, const struct runner_host *host,
    runner_changed_fn *changed, void *arg)
{
	const int fd = host->start_card != NULL ? host->start_card(host->arg) : -1;

	reader_watch_close(w);
	*w = (struct reader_watch){
	    .loop = loop, .changed = changed, .arg = arg, .card = RUNNER_CARD_UNKNOWN};
	if (fd >= 0)
		w->link = card_link_open(loop, fd, on_card, w);
	if (w->link == NULL || !card_watch(w->link))
		w->error = (struct error){.problem = PROBLEM_HELPER_DIED};
}

void reader_watch_close(struct reader_watch *w)
{
	if (w->link)
		card_link_close(w->link);
	w->link = NULL;
}
