#include "batch/card_number.h"

#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/loop.h"
#include "base/secret.h"
#include "card/card.h"

#define LINE_MAX_BYTES 64
#define GRACE_MS       1500 /* a service that is started on demand needs to see its readers */

bool batch_read_number(struct citizen_number *number, int fd, struct error *err)
{
	char *text = secret_alloc(LINE_MAX_BYTES);
	ssize_t n;
	bool ok;

	if (text == NULL)
		return error_set(err, PROBLEM_MEMORY, "--number-fd");
	n = read(fd, text, LINE_MAX_BYTES - 1);
	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	ok = citizen_number_parse(number, text) ||
	     error_set(err, PROBLEM_NUMBER_INVALID, "--number-fd");
	secret_free(text, LINE_MAX_BYTES);
	return ok;
}

struct reading {
	struct loop *loop;
	struct card_link *link;
	struct citizen_number *number;
	struct error *err;
	unsigned grace; /* timer */
	bool asked;	/* for a card */
	bool running;
	bool known;
};

static void fail(struct reading *r, const struct error *why)
{
	*r->err = *why;
	loop_stop(r->loop);
}

static void on_grace_over(void *arg)
{
	struct reading *r = arg;

	r->grace = 0;
	loop_stop(r->loop);
}

/* No reader, or no service. */
static void on_trouble(struct reading *r, const struct card_event *event)
{
	*r->err = event->error;
	if (event->error.problem == PROBLEM_NONE)
		error_set(r->err, PROBLEM_NO_READER, "%s", "");
	if (r->grace == 0)
		r->grace = loop_add_timer(r->loop, r->asked ? 0 : GRACE_MS, on_grace_over, r);
}

static void calm(struct reading *r)
{
	loop_remove(r->loop, r->grace);
	r->grace = 0;
}

static void on_empty(struct reading *r, const struct card_event *event)
{
	(void)event;
	calm(r);
	if (!r->asked)
		fprintf(stderr, "%s\n",
		    _("Waiting for a card: put the ID card into the reader, chip first and chip "
		      "up."));
	r->asked = true;
}

static void on_present(struct reading *r, const struct card_event *event)
{
	(void)event;
	calm(r);
	if (!r->running)
		r->running = card_read(r->link, false, false);
}

static void on_text(struct reading *r, const struct card_event *event)
{
	*r->number = event->text.person.number;
}

static void on_done(struct reading *r, const struct card_event *event)
{
	(void)event;
	r->known = true;
	loop_stop(r->loop);
}

static void on_failed(struct reading *r, const struct card_event *event)
{
	r->running = false;
	/* Out again before it was looked at: the next one is waited for. */
	if (event->error.problem == PROBLEM_NO_CARD)
		on_empty(r, event);
	else
		fail(r, &event->error);
}

static void on_gone(struct reading *r, const struct card_event *event)
{
	fail(r, &event->error);
}

static void on_event(void *arg, const struct card_event *event)
{
	static void (*const handlers[])(struct reading *, const struct card_event *) = {
	    [CARD_EV_NO_PCSCD] = on_trouble,
	    [CARD_EV_NO_READER] = on_trouble,
	    [CARD_EV_EMPTY] = on_empty,
	    [CARD_EV_PRESENT] = on_present,
	    [CARD_EV_TEXT] = on_text,
	    [CARD_EV_READ_DONE] = on_done,
	    [CARD_EV_FAILED] = on_failed,
	    [CARD_EV_GONE] = on_gone,
	};

	if (event->type < sizeof handlers / sizeof *handlers && handlers[event->type] != NULL)
		handlers[event->type](arg, event);
}

static bool open_link(struct reading *r, const struct runner_host *host)
{
	const int fd = host->start_card(host->arg);

	if (fd >= 0) {
		r->link = card_link_open(r->loop, fd, on_event, r);
		if (r->link == NULL)
			close(fd);
	}
	return (r->link != NULL && card_watch(r->link)) ||
	       error_set(r->err, PROBLEM_HELPER_DIED, "%s", "");
}

bool batch_card_number(
    struct citizen_number *number, const struct batch_context *context, struct error *err)
{
	struct reading r = {.loop = loop_new(context->clock), .number = number, .err = err};

	if (r.loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "--card");
	if (open_link(&r, &context->host))
		loop_run(r.loop);
	card_link_close(r.link);
	loop_free(r.loop);
	return r.known;
}
