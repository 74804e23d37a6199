/*
 * Smart Card Offline: what the chip holds, with no login, no centre and no network. It
 * speaks with the card helper itself; nothing of what is read leaves this place.
 */
#include <stdio.h>

#include "base/lang.h"
#include "base/secret.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_READ = 1, ACT_NUMBER, ACT_PHOTO, ACT_BACK };

/* What the helper told last. */
enum phase { PHASE_LOOKING, PHASE_EMPTY, PHASE_READING, PHASE_DONE, PHASE_TROUBLE };

struct offline {
	struct linear *l;
	struct card_link *link;
	enum phase phase;
	bool has_text, has_face;
	bool unheard, done_unheard; /* whose card it is; that it is read: to be told */
	int64_t read_ms;
	struct card_text text;
	struct face face;
	uint32_t done, total;
};

#define BACK_ROW                                                                                   \
	{                                                                                          \
		'b', ACT_BACK, N_("Back")                                                          \
	}
static const struct choice to_wait[] = {BACK_ROW, {0}};
static const struct choice to_done[] = {
    {'a', ACT_READ, N_("Read again")},
    {'v', ACT_NUMBER, N_("Tell all of the person (it stays in this terminal)")},
    {'p', ACT_PHOTO, N_("Show the photo in signs")},
    BACK_ROW,
    {0},
};

static const struct moment moments[] = {
    [PHASE_LOOKING] = {.text = N_("Looking for the card reader"),
	.waits = true,
	.choices = to_wait},
    [PHASE_EMPTY] = {.text = N_("Put a Thai national ID card into the reader"),
	.waits = true,
	.choices = to_wait},
    [PHASE_READING] = {.text = N_("Reading the chip"),
	.say = N_("Please leave the card in the reader"),
	.waits = true,
	.choices = to_wait},
    [PHASE_DONE] = {.text = N_("The chip is read; nothing of it is kept or sent"),
	.choices = to_done},
    [PHASE_TROUBLE] = {.text = N_("Read the card again, or go back?"), .choices = to_done},
};

static void forget(struct offline *s)
{
	secret_wipe(&s->text, sizeof s->text);
	secret_wipe(&s->face, sizeof s->face);
	s->has_text = s->has_face = false;
	s->done = s->total = 0;
}

static void trouble(struct offline *s, const struct error *error)
{
	forget(s);
	if (s->phase != PHASE_TROUBLE)
		words_problem(s->l, error);
	s->phase = PHASE_TROUBLE;
}

static void read_card(struct offline *s)
{
	forget(s);
	s->phase = PHASE_READING;
	card_read(s->link, true, false);
}

/* ---- events of the card ---- */

static void on_text(struct offline *s, const struct card_event *event)
{
	s->text = event->text;
	s->has_text = true;
	s->unheard = true;
}

static void on_photo(struct offline *s, const struct card_event *event)
{
	s->has_face = event->error.problem == PROBLEM_NONE;
	if (s->has_face)
		s->face = event->face;
	else
		words_problem(s->l, &event->error);
}

static void on_done(struct offline *s, const struct card_event *event)
{
	s->read_ms = event->read_ms;
	s->done_unheard = true;
	s->phase = PHASE_DONE;
}

static void on_empty(struct offline *s, const struct card_event *event)
{
	(void)event;
	if (s->has_text)
		say(s->l, "%s", _("The card was taken out."));
	forget(s);
	s->phase = PHASE_EMPTY;
}

static void on_present(struct offline *s, const struct card_event *event)
{
	say(s->l, "%s", _("A card is in the reader."));
	say(s->l, _("Reader %s"), event->reader);
	read_card(s);
}

static void on_progress(struct offline *s, const struct card_event *event)
{
	s->done = event->done;
	s->total = event->total;
}

static void on_trouble(struct offline *s, const struct card_event *event)
{
	trouble(s, &event->error);
}

static void on_gone(struct offline *s, const struct card_event *event)
{
	(void)event;
	trouble(s, &(struct error){.problem = PROBLEM_HELPER_DIED});
	card_link_close(s->link);
	s->link = NULL;
}

static void (*const handlers[])(struct offline *, const struct card_event *) = {
    [CARD_EV_NO_PCSCD] = on_trouble,
    [CARD_EV_NO_READER] = on_trouble,
    [CARD_EV_EMPTY] = on_empty,
    [CARD_EV_PRESENT] = on_present,
    [CARD_EV_PROGRESS] = on_progress,
    [CARD_EV_TEXT] = on_text,
    [CARD_EV_PHOTO] = on_photo,
    [CARD_EV_READ_DONE] = on_done,
    [CARD_EV_FAILED] = on_trouble,
    [CARD_EV_GONE] = on_gone,
};

static void on_card(void *arg, const struct card_event *event)
{
	struct offline *s = arg;

	if (event->type < sizeof handlers / sizeof handlers[0] && handlers[event->type] != NULL)
		handlers[event->type](s, event);
}

/* ---- the place ---- */

static void start(struct offline *s)
{
	const struct runner_host *host = &s->l->options->host;
	const int fd = host->start_card != NULL ? host->start_card(host->arg) : -1;

	if (fd >= 0)
		s->link = card_link_open(s->l->loop, fd, on_card, s);
	if (s->link != NULL && card_watch(s->link))
		s->phase = PHASE_LOOKING;
	else
		trouble(s, &(struct error){.problem = PROBLEM_HELPER_DIED});
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct offline *s = state;

	(void)arg;
	s->l = l;
	start(s);
}

static void leave(struct linear *l, void *state)
{
	struct offline *s = state;

	(void)l;
	card_link_close(s->link);
}

/* Not while the counter is locked. */
static void tell(struct linear *l, void *state)
{
	struct offline *s = state;

	if (s->unheard && s->has_text)
		words_person(l, &s->text);
	if (s->done_unheard && s->has_text)
		say(l, _("The chip is read whole, in %d.%d seconds."), (int)(s->read_ms / 1000),
		    (int)(s->read_ms / 100 % 10));
	s->unheard = s->done_unheard = false;
}

static int mark(struct linear *l, void *state)
{
	const struct offline *s = state;

	(void)l;
	return (int)s->phase;
}

static const struct moment *now(struct linear *l, void *state)
{
	const struct offline *s = state;

	(void)l;
	return &moments[s->phase];
}

static void progress(struct linear *l, void *state, char *out, size_t size)
{
	const struct offline *s = state;

	(void)l;
	if (s->phase == PHASE_READING && s->total > 0)
		snprintf(out, size, _("%d percent are read."), (int)(100ULL * s->done / s->total));
}

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct offline *s = state;

	(void)l;
	(void)why;
	if (action == ACT_NUMBER)
		return s->has_text;
	return action != ACT_PHOTO || s->has_face;
}

static void tell_all(struct linear *l, const struct card_text *card)
{
	words_person_whole(l, card);
	if (lang_utf8())
		say(l, _("Issued at %s"), card->issue.issuing_office);
	say(l, _("Request number %s"), card->issue.request_number);
}

static void act(struct linear *l, void *state, int action)
{
	struct offline *s = state;

	if (action == ACT_NUMBER)
		tell_all(l, &s->text);
	else if (action == ACT_PHOTO)
		words_photo(l, &s->face);
	else if (action == ACT_READ && s->link != NULL)
		read_card(s);
	else if (action == ACT_READ)
		start(s);
	else
		linear_go(l,
		    l->central != NULL && central_logged_in(l->central) ? &place_menu
									: &place_login,
		    NULL);
}

const struct place place_card = {
    .title = N_("Read a card offline (Smart Card Offline)"),
    .state_size = sizeof(struct offline),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .mark = mark,
    .now = now,
    .progress = progress,
    .can = can,
    .act = act,
};
