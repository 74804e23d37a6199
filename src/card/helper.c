/*
 * card/helper.c - the card helper's loop: a command from the face, a look at the readers, and
 * so on. The socket is waited for, the readers are looked at in between, so that a command
 * is begun at once and a card is noticed within LOOK_MS.
 */
#include "card/helper.h"

#include <errno.h>
#include <poll.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/secret.h"
#include "card/photo.h"
#include "card/sandbox.h"
#include "card/watchdog.h"

#define LOOK_MS 120

bool helper_send(struct helper *h, uint32_t seq)
{
	const uint16_t type = card_event_encode(&h->body, h->event, seq);
	const bool sent = buf_ok(&h->body) && message_send(h->fd, type, &h->body);

	buf_clear(&h->body);
	secret_wipe(h->event, sizeof *h->event);
	h->peer_gone = h->peer_gone || !sent;
	return sent;
}

void helper_send_failed(struct helper *h, const struct error *error)
{
	h->last_failure = *error;
	h->event->type = CARD_EV_FAILED;
	h->event->error = *error;
	helper_send(h, h->seq);
}

/* ---- the watchdog's last message ---- */

/* What it means for the face that this call never returns. */
static enum card_event_type last_event(const struct helper *h)
{
	if (h->writing)
		return CARD_EV_WRITTEN;
	if (h->releasing)
		return CARD_EV_RELEASED; /* the daemon resets the card when we are gone */
	return h->busy || h->held ? CARD_EV_FAILED : CARD_EV_NO_PCSCD;
}

static void guard(void *arg, enum problem meaning)
{
	struct helper *h = arg;
	struct buf whole = BUF_INIT;
	uint16_t type;

	if (meaning == PROBLEM_NONE) {
		watchdog_disarm();
		return;
	}
	h->last_words.type = last_event(h);
	error_set(&h->last_words.error, h->writing ? PROBLEM_WRITE_UNKNOWN : meaning, "%s", "");
	type = card_event_encode(
	    &h->guard_body, &h->last_words, h->last_words.type == CARD_EV_NO_PCSCD ? 0 : h->seq);
	buf_u16(&whole, type);
	buf_put(&whole, h->guard_body.data, h->guard_body.len);
	watchdog_arm(whole.data, whole.len, h->watchdog_ms);
	buf_free(&whole);
}

/* ---- reading ---- */

/* Takes one command from the socket if there is one. */
static enum message_result take_command(struct helper *h)
{
	uint16_t type;
	enum message_result result = message_receive(h->fd, &type, &h->body, NULL);

	if (result == MESSAGE_OK && !card_command_decode(&h->command, type, &h->body))
		result = MESSAGE_BAD;
	buf_clear(&h->body);
	if (result == MESSAGE_CLOSED || result == MESSAGE_BAD)
		h->peer_gone = true;
	h->pending = result == MESSAGE_OK;
	return result;
}

static bool readable(struct helper *h, int ms)
{
	struct pollfd p = {.fd = h->fd, .events = POLLIN};

	return poll(&p, 1, ms) > 0;
}

bool helper_wanted(void *arg)
{
	struct helper *h = arg;

	if (!h->pending && readable(h, 0))
		take_command(h);
	return !h->pending && !h->peer_gone;
}

/* Between two APDUs: tell, and listen whether it is still wanted. */
static bool on_progress(void *arg, size_t done)
{
	struct helper *h = arg;

	h->event->type = CARD_EV_PROGRESS;
	h->event->done = (uint32_t)done;
	h->event->total = h->total;
	return helper_send(h, h->seq) && helper_wanted(h);
}

static void on_text(void *arg, const struct card_text *text)
{
	struct helper *h = arg;

	h->event->type = CARD_EV_TEXT;
	h->event->text = *text;
	memcpy(h->event->reader, h->session.reader, sizeof h->event->reader);
	helper_send(h, h->seq);
}

static void tell_photo(struct helper *h)
{
	const struct thai_image *image = h->session.image;
	struct card_event *event = h->event;
	struct photo photo;

	event->type = CARD_EV_PHOTO;
	if (photo_decode(&photo, image->photo, image->photo_len, &event->error)) {
		if (!photo_paint(&event->face, &photo))
			error_set(&event->error, PROBLEM_PHOTO_UNREADABLE, "%s", "");
		event->photo_len = photo.jpeg_len;
		memcpy(event->photo, image->photo, photo.jpeg_len);
		photo_free(&photo);
	}
	helper_send(h, h->seq);
}

static void tell_done(struct helper *h, bool with_photo, int64_t read_ms)
{
	if (with_photo)
		thai_digest(h->session.image, h->event->digest);
	h->event->type = CARD_EV_READ_DONE;
	h->event->read_ms = read_ms;
	h->event->fingers = h->session.moc.fingers;
	helper_send(h, h->seq);
}

static void do_release(struct helper *h)
{
	h->releasing = true;
	session_release(&h->session);
	h->releasing = false;
	h->held = false;
}

static void do_read(struct helper *h, const struct card_command *command)
{
	const struct session_sink sink = {on_progress, on_text, h};
	const int64_t start = clock_mono_ms(h->clock);
	struct error err = {0};
	bool ok;

	if (h->held)
		do_release(h);
	h->busy = true;
	h->total = THAI_TEXT_BYTES + (command->with_photo ? CARD_PHOTO_BYTES : 0);
	ok = session_read(&h->session, command->with_photo, command->keep, &sink, &err);
	h->busy = false;
	if (!ok) {
		if (!h->pending && !h->peer_gone)
			helper_send_failed(h, &err);
		return;
	}
	h->held = true;
	if (command->with_photo)
		tell_photo(h);
	tell_done(h, command->with_photo, clock_mono_ms(h->clock) - start);
	if (!command->keep)
		do_release(h);
}

/* ---- the loop ---- */

static void do_watch(struct helper *h, const struct card_command *command)
{
	(void)command;
	watch_init(&h->watch, h->pcsc, &h->session, h->clock);
	h->watching = true;
}

static void do_release_command(struct helper *h, const struct card_command *command)
{
	(void)command;
	do_release(h);
	h->event->type = CARD_EV_RELEASED;
	helper_send(h, h->seq);
}

static void run_command(struct helper *h)
{
	static void (*const run[])(struct helper *, const struct card_command *) = {
	    [CARD_CMD_WATCH] = do_watch,
	    [CARD_CMD_READ] = do_read,
	    [CARD_CMD_VERIFY] = helper_verify,
	    [CARD_CMD_RELEASE] = do_release_command,
	    [CARD_CMD_CHALLENGE] = helper_challenge,
	    [CARD_CMD_STORE] = helper_store,
	    [CARD_CMD_REMOVE] = helper_remove,
	    [CARD_CMD_FINGERS] = helper_fingers,
	};
	struct card_command command = h->command;

	secret_wipe(&h->command, sizeof h->command);
	h->pending = false;
	h->seq = command.seq;
	run[command.type](h, &command);
	secret_wipe(&command, sizeof command);
}

static void look(struct helper *h)
{
	struct error err = {0};

	if (h->held && !session_check(&h->session, &err)) {
		h->held = false;
		helper_send_failed(h, &err);
	}
	if (h->watching && watch_look(&h->watch, h->event))
		helper_send(h, 0);
}

bool helper_init(struct helper *h, int fd, struct pcsc *pcsc, const struct clock *clock)
{
	*h = (struct helper){.fd = fd,
	    .pcsc = pcsc,
	    .clock = clock,
	    .body = BUF_INIT_SECRET,
	    .guard_body = BUF_INIT,
	    .watchdog_ms = WATCHDOG_MS,
	    .last_failure = {.problem = PROBLEM_CARD_REMOVED}};
	pcsc->guard = guard;
	pcsc->guard_arg = h;
	h->event = secret_alloc(sizeof *h->event);
	if (h->event == NULL || !session_init(&h->session, pcsc, clock))
		return false;
	h->session.wanted = helper_wanted;
	h->session.wanted_arg = h;
	return true;
}

void helper_end(struct helper *h)
{
	session_end(&h->session);
	secret_free(h->event, sizeof *h->event);
	secret_wipe(&h->command, sizeof h->command);
	buf_free(&h->body);
	buf_free(&h->guard_body);
}

void helper_turn(struct helper *h, int wait_ms)
{
	if (!h->pending && readable(h, wait_ms))
		take_command(h);
	if (h->pending)
		run_command(h);
	else if (!h->peer_gone)
		look(h);
}

int card_helper_main(int fd, const struct card_helper_options *options)
{
	struct pcsc pcsc = {0};
	struct helper *h;
	int code = EX_OSERR;

	secret_harden_process();
	h = secret_alloc(sizeof *h);
	if (h != NULL && pcsc_system(&pcsc, options->socket) &&
	    helper_init(h, fd, &pcsc, &clock_system) && watchdog_init(fd)) {
		h->session.reader_name = options->reader_name;
		h->session.moc.options = &options->moc;
		helper_warm_up();
		if (sandbox_card_helper()) {
			while (!h->peer_gone)
				helper_turn(h, LOOK_MS);
			code = EX_OK;
		}
		helper_end(h);
	}
	pcsc_free(&pcsc);
	secret_free(h, sizeof *h);
	close(fd);
	return code;
}

void helper_warm_up(void)
{
	uint8_t digest[SHA256_SIZE];

	/* libcrypto reads its configuration at the first use, the C library the catalogue of
	 * its messages, which libpcsclite asks for when it cannot connect. */
	sha256(digest, "", 0);
	(void)strerror(ENOENT);
	photo_warm_up();
}
