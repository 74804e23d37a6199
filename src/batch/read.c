/*
 * batch/read.c - `ddopa read`: Smart Card Offline. The officer must be able to look at the
 * chip with no network, no login and no configuration, to see whether the person standing
 * there and the card belong together; so nothing here touches more than the card.
 *
 * It waits for a card as long as it takes, but not for a reader or the smart card service:
 * a script wants to know at once (after GRACE_MS, since a service that is started on demand
 * needs a moment to see its readers).
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/loop.h"
#include "base/secret.h"
#include "batch/commands.h"
#include "batch/read_print.h"

#define GRACE_MS     1500
#define PATIENCE_MS  1000
#define RESTARTS_MAX 2 /* of the card helper */

struct reading {
	const struct batch_context *context;
	bool json;
	const char *photo_path;
	int photo_fd; /* -1: none */
	struct loop *loop;
	struct card_link *link;
	unsigned grace;	      /* timer */
	struct error trouble; /* that the grace is for */
	bool asked;	      /* the officer was told to put a card in */
	bool running;	      /* a reading has begun */
	int64_t started;      /* its first progress, monotonic ms */
	int restarts;
	int code;
	struct read_result *result; /* secret memory */
};

static const struct option_row options[] = {
    {"json", 0, NULL, N_("print one JSON object")},
    {"photo", 0, "FILE", N_("write the face photo (JPEG) to FILE, which must not exist")},
    {0},
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct reading *r = arg;

	(void)err;
	if (strcmp(row->name, "json") == 0)
		r->json = true;
	else
		r->photo_path = value;
	return true;
}

static void stop(struct reading *r, int code)
{
	r->code = code;
	loop_stop(r->loop);
}

static void fail(struct reading *r, const struct error *err)
{
	stop(r, batch_tell(err));
}

/* ---- output ---- */

static enum read_paint paint(const struct reading *r)
{
	const char *term = getenv("TERM");

	if (r->json || !isatty(STDOUT_FILENO) || term == NULL || !lang_utf8())
		return READ_PAINT_NONE;
	if (getenv("NO_COLOR") == NULL && strstr(term, "256color") != NULL)
		return READ_PAINT_COLOUR;
	return strcmp(term, "dumb") == 0 ? READ_PAINT_NONE : READ_PAINT_MONO;
}

static int deliver_photo(struct reading *r)
{
	struct error err;

	if (r->result->photo_error.problem != PROBLEM_NONE)
		return batch_tell(&r->result->photo_error);
	const int fd = r->photo_fd;

	r->photo_fd = -1;
	if (!batch_photo_write(fd, r->photo_path, r->result->photo, r->result->photo_len, &err)) {
		return batch_tell(&err);
	}
	return EXIT_DONE;
}

static int deliver(struct reading *r)
{
	struct buf out = BUF_INIT_SECRET;
	struct error err;
	int code = EXIT_DONE;

	if (r->json)
		read_print_json(&out, r->result);
	else
		read_print_text(&out, r->result, paint(r));
	if (!buf_ok(&out)) {
		error_set(&err, PROBLEM_MEMORY, "%s", "");
		code = batch_tell(&err);
	} else if (batch_write(STDOUT_FILENO, &out, &code) && r->photo_path != NULL) {
		code = deliver_photo(r);
	}
	buf_free(&out);
	return code;
}

/* ---- events of the card ---- */

static bool open_link(struct reading *r);

static void on_grace_over(void *arg)
{
	struct reading *r = arg;

	r->grace = 0;
	fail(r, &r->trouble);
}

static void on_trouble(struct reading *r, const struct card_event *event)
{
	r->trouble = event->error;
	if (r->grace == 0 && !r->asked)
		r->grace = loop_add_timer(r->loop, GRACE_MS, on_grace_over, r);
	else if (r->asked)
		fail(r, &r->trouble); /* it was there, and has gone */
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
		r->running = card_read(r->link, true, false);
}

/* Only to somebody who sits there, and only when it takes long enough to wonder. */
static void on_progress(struct reading *r, const struct card_event *event)
{
	const int64_t now = clock_mono_ms(r->context->clock);

	if (r->started == 0)
		r->started = now;
	if (!isatty(STDERR_FILENO) || event->total == 0 || now - r->started < PATIENCE_MS)
		return;
	fprintf(stderr, "\r%s %u%%", _("Reading the card"),
	    (unsigned)((uint64_t)event->done * 100 / event->total));
	if (event->done == event->total)
		fputc('\n', stderr);
}

static void on_text(struct reading *r, const struct card_event *event)
{
	r->result->text = event->text;
	memcpy(r->result->reader, event->reader, sizeof r->result->reader);
}

static void on_photo(struct reading *r, const struct card_event *event)
{
	r->result->photo_error = event->error;
	r->result->face = event->face;
	memcpy(r->result->photo, event->photo, sizeof r->result->photo);
	r->result->photo_len = event->photo_len;
}

static void on_done(struct reading *r, const struct card_event *event)
{
	r->result->read_ms = event->read_ms;
	r->result->read_at = clock_real_ms(r->context->clock);
	stop(r, deliver(r));
}

static void on_failed(struct reading *r, const struct card_event *event)
{
	r->running = false;
	/* Out again before it was looked at: the next one is waited for. */
	if (event->error.problem == PROBLEM_NO_CARD) {
		on_empty(r, event);
		return;
	}
	fail(r, &event->error);
}

static void on_gone(struct reading *r, const struct card_event *event)
{
	card_link_close(r->link);
	r->link = NULL;
	if (r->running || ++r->restarts > RESTARTS_MAX || !open_link(r))
		fail(r, r->trouble.problem != PROBLEM_NONE ? &r->trouble : &event->error);
}

static void on_event(void *arg, const struct card_event *event)
{
	static void (*const handlers[])(struct reading *, const struct card_event *) = {
	    [CARD_EV_NO_PCSCD] = on_trouble,
	    [CARD_EV_NO_READER] = on_trouble,
	    [CARD_EV_EMPTY] = on_empty,
	    [CARD_EV_PRESENT] = on_present,
	    [CARD_EV_PROGRESS] = on_progress,
	    [CARD_EV_TEXT] = on_text,
	    [CARD_EV_PHOTO] = on_photo,
	    [CARD_EV_READ_DONE] = on_done,
	    [CARD_EV_FAILED] = on_failed,
	    [CARD_EV_GONE] = on_gone,
	};

	if (event->type < sizeof handlers / sizeof *handlers && handlers[event->type] != NULL)
		handlers[event->type](arg, event);
}

static bool open_link(struct reading *r)
{
	const int fd = r->context->host.start_card(r->context->host.arg);

	if (fd < 0)
		return false;
	r->link = card_link_open(r->loop, fd, on_event, r);
	if (r->link == NULL)
		close(fd);
	return r->link != NULL && card_watch(r->link);
}

/* ---- beginning and end ---- */

static void on_signal(void *arg, int signo)
{
	stop(arg, 128 + signo);
}

static bool prepare(struct reading *r, struct error *err)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};

	r->result = secret_alloc(sizeof *r->result);
	r->loop = loop_new(r->context->clock);
	if (r->result == NULL || r->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (loop_add_signal(r->loop, signals[i], on_signal, r) == 0)
			return error_set(err, PROBLEM_SYSTEM, "signalfd");
	/* Before the card is asked for: a name that cannot be is told at once. */
	if (r->photo_path != NULL) {
		r->photo_fd = batch_photo_open(r->photo_path, err);
		if (r->photo_fd < 0)
			return false;
	}
	if (!open_link(r))
		return error_set(err, PROBLEM_HELPER_DIED, "%s", "");
	return true;
}

static void clean_up(struct reading *r)
{
	card_link_close(r->link);
	if (r->photo_fd >= 0) {
		close(r->photo_fd);
		unlink(r->photo_path);
	}
	loop_free(r->loop);
	secret_free(r->result, sizeof *r->result);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct reading r = {.context = context, .photo_fd = -1};
	struct error err;
	int first;

	if (!options_parse(options, argc, argv, take_option, &r, &first, &err))
		return batch_tell(&err);
	if (first < argc) {
		error_set(&err, PROBLEM_USAGE, "read: %s", argv[first]);
		return batch_tell(&err);
	}
	if (prepare(&r, &err))
		loop_run(r.loop);
	else
		r.code = batch_tell(&err);
	clean_up(&r);
	return r.code;
}

const struct batch_command batch_read = {
    .name = "read",
    .usage = "[--json] [--photo FILE]",
    .summary = N_("Read the chip of an ID card and show it (Smart Card Offline)."),
    .options = options,
    .config = BATCH_CONFIG_OPTIONAL,
    .helpers = true,
    .run = run,
};
