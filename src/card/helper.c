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

static bool send_event(struct helper *h, uint32_t seq)
{
	const uint16_t type = card_event_encode(&h->body, h->event, seq);
	const bool sent = buf_ok(&h->body) && message_send(h->fd, type, &h->body);

	buf_clear(&h->body);
	secret_wipe(h->event, sizeof *h->event);
	h->peer_gone = h->peer_gone || !sent;
	return sent;
}

static void send_simple(struct helper *h, enum card_event_type type, const struct error *error)
{
	h->event->type = type;
	if (error != NULL)
		h->event->error = *error;
	send_event(h, h->seq);
}

static void send_failed(struct helper *h, const struct error *error)
{
	h->last_failure = *error;
	send_simple(h, CARD_EV_FAILED, error);
}

/* ---- the watchdog's last message ---- */

/* What it means for the face that this call never returns. */
static enum card_event_type last_event(const struct helper *h)
{
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
	error_set(&h->last_words.error, meaning, "%s", "");
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

/* Between two APDUs: tell, and listen whether it is still wanted. */
static bool on_progress(void *arg, size_t done)
{
	struct helper *h = arg;

	h->event->type = CARD_EV_PROGRESS;
	h->event->done = (uint32_t)done;
	h->event->total = h->total;
	if (!send_event(h, h->seq))
		return false;
	if (!h->pending && readable(h, 0))
		take_command(h);
	return !h->pending && !h->peer_gone;
}

static void on_text(void *arg, const struct card_text *text)
{
	struct helper *h = arg;

	h->event->type = CARD_EV_TEXT;
	h->event->text = *text;
	memcpy(h->event->reader, h->session.reader, sizeof h->event->reader);
	send_event(h, h->seq);
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
	send_event(h, h->seq);
}

static void tell_done(struct helper *h, bool with_photo, int64_t read_ms)
{
	if (with_photo)
		thai_digest(h->session.image, h->event->digest);
	h->event->type = CARD_EV_READ_DONE;
	h->event->read_ms = read_ms;
	h->event->fingers = h->session.fingers;
	send_event(h, h->seq);
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
			send_failed(h, &err);
		return;
	}
	h->held = true;
	if (command->with_photo)
		tell_photo(h);
	tell_done(h, command->with_photo, clock_mono_ms(h->clock) - start);
	if (!command->keep)
		do_release(h);
}

/* ---- the finger ---- */

struct verify_answer {
	enum card_event_type type;
	enum problem problem;
};

static const struct verify_answer verify_answers[] = {
    [MOC_MATCH] = {CARD_EV_VERIFIED, PROBLEM_NONE},
    [MOC_NO_MATCH] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_MISMATCH},
    [MOC_LOCKED] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_LOCKED},
    [MOC_NO_FINGER] = {CARD_EV_NOT_VERIFIED, PROBLEM_NO_FINGER_ON_CARD},
    [MOC_TEMPLATE] = {CARD_EV_NOT_VERIFIED, PROBLEM_FINGER_TEMPLATE},
    [MOC_FAILED] = {CARD_EV_FAILED, PROBLEM_NONE}, /* says itself why */
};

static void do_verify(struct helper *h, const struct card_command *command)
{
	struct error err = {0};
	int tries = 0;
	enum moc_result result;

	if (!h->held) {
		/* The card went while the command was on its way. */
		send_failed(h, &h->last_failure);
		return;
	}
	h->busy = true;
	result = session_verify(
	    &h->session, command->finger, command->template_, command->len, &tries, &err);
	h->busy = false;
	h->held = result != MOC_FAILED;
	h->event->finger = command->finger;
	h->event->tries_left = tries;
	if (result == MOC_FAILED) {
		send_failed(h, &err);
		return;
	}
	if (err.problem == PROBLEM_NONE)
		error_set(&err, verify_answers[result].problem, "%s", "");
	send_simple(h, verify_answers[result].type, &err);
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
	send_simple(h, CARD_EV_RELEASED, NULL);
}

static void run_command(struct helper *h)
{
	static void (*const run[])(struct helper *, const struct card_command *) = {
	    [CARD_CMD_WATCH] = do_watch,
	    [CARD_CMD_READ] = do_read,
	    [CARD_CMD_VERIFY] = do_verify,
	    [CARD_CMD_RELEASE] = do_release_command,
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
		send_failed(h, &err);
	}
	if (h->watching && watch_look(&h->watch, h->event))
		send_event(h, 0);
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
	return h->event != NULL && session_init(&h->session, pcsc, clock);
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
