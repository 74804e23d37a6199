/*
 * card/link.c - the face's end of the card helper: commands out, checked events in.
 *
 * Each event is allowed only in some states of the link; anything else, like anything that
 * does not decode, comes from a helper that has been taken over: the link closes and says
 * CARD_EV_GONE.
 */
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/peer.h"
#include "card/protocol.h"

enum link_state {
	LINK_NEW,
	LINK_WATCHING,
	LINK_READING,
	LINK_HELD, /* read, transaction kept */
	LINK_VERIFYING,
	LINK_CHALLENGING,
	LINK_WRITING,
	LINK_ASKING, /* for the fingers' states */
	LINK_RELEASING
};

struct card_link {
	struct peer peer;
	card_event_fn *fn;
	void *arg;
	enum link_state state;
	bool keep;	    /* the running reading keeps its transaction */
	uint32_t seq;	    /* of the last command */
	enum finger finger; /* that it was about */
	enum finger_write write;
	struct card_event *event; /* secret memory */
};

#define IN(state) (1U << LINK_##state)
#define BUSY	  (IN(READING) | IN(VERIFYING) | IN(CHALLENGING) | IN(WRITING) | IN(ASKING))
#define WATCHED	  (IN(WATCHING) | IN(HELD) | BUSY | IN(RELEASING))

static const unsigned allowed_in[] = {
    [CARD_EV_NO_PCSCD] = WATCHED,
    [CARD_EV_NO_READER] = WATCHED,
    [CARD_EV_EMPTY] = WATCHED,
    [CARD_EV_PRESENT] = WATCHED,
    [CARD_EV_PROGRESS] = IN(READING),
    [CARD_EV_TEXT] = IN(READING),
    [CARD_EV_PHOTO] = IN(READING),
    [CARD_EV_READ_DONE] = IN(READING),
    [CARD_EV_VERIFIED] = IN(VERIFYING),
    [CARD_EV_NOT_VERIFIED] = IN(VERIFYING),
    [CARD_EV_CHALLENGE] = IN(CHALLENGING),
    [CARD_EV_WRITTEN] = IN(WRITING),
    [CARD_EV_NOT_WRITTEN] = IN(CHALLENGING) | IN(WRITING),
    [CARD_EV_FINGERS] = IN(ASKING),
    [CARD_EV_RELEASED] = IN(RELEASING),
    [CARD_EV_FAILED] = IN(HELD) | BUSY,
};

static bool is_watch_event(enum card_event_type type)
{
	return type <= CARD_EV_PRESENT;
}

/* An answer about a finger is about the one that was asked for. */
static bool is_about(const struct card_link *link, const struct card_event *e)
{
	switch (e->type) {
	case CARD_EV_VERIFIED:
	case CARD_EV_NOT_VERIFIED:
		return e->finger == link->finger;
	case CARD_EV_WRITTEN:
	case CARD_EV_NOT_WRITTEN:
		return e->finger == link->finger && e->write == link->write;
	case CARD_EV_CHALLENGE:
		return e->challenge.finger == link->finger && e->challenge.write == link->write;
	default:
		return true;
	}
}

static void move_on(struct card_link *link, const struct card_event *e)
{
	switch (e->type) {
	case CARD_EV_READ_DONE:
		link->state = link->keep ? LINK_HELD : LINK_WATCHING;
		break;
	case CARD_EV_WRITTEN:
		link->state = e->outcome == WRITE_UNKNOWN ? LINK_WATCHING : LINK_HELD;
		break;
	case CARD_EV_VERIFIED:
	case CARD_EV_NOT_VERIFIED:
	case CARD_EV_CHALLENGE:
	case CARD_EV_NOT_WRITTEN:
	case CARD_EV_FINGERS:
		link->state = LINK_HELD;
		break;
	case CARD_EV_RELEASED:
	case CARD_EV_FAILED:
		link->state = LINK_WATCHING;
		break;
	default:
		break;
	}
}

static void deliver(struct card_link *link)
{
	link->fn(link->arg, link->event);
	secret_wipe(link->event, sizeof *link->event);
}

static bool on_message(void *owner, uint16_t type, const struct buf *body)
{
	struct card_link *link = owner;
	uint32_t seq;

	if (!card_event_decode(link->event, &seq, type, body))
		return false;
	/* On its way when the command was given: not its answer. */
	if (!is_watch_event(link->event->type) && seq != link->seq)
		return true;
	if ((allowed_in[link->event->type] & (1U << link->state)) == 0 ||
	    !is_about(link, link->event))
		return false;
	move_on(link, link->event);
	deliver(link);
	return true;
}

static void on_gone(void *owner)
{
	struct card_link *link = owner;

	link->event->type = CARD_EV_GONE;
	error_set(&link->event->error, PROBLEM_HELPER_DIED, "%s", "");
	deliver(link);
}

static void on_destroy(void *owner)
{
	struct card_link *link = owner;

	secret_free(link->event, sizeof *link->event);
	free(link);
}

static const struct peer_ops ops = {on_message, on_gone, on_destroy};

struct card_link *card_link_open(struct loop *loop, int fd, card_event_fn *fn, void *arg)
{
	struct card_link *link = calloc(1, sizeof *link);

	if (link == NULL)
		return NULL;
	link->fn = fn;
	link->arg = arg;
	link->event = secret_alloc(sizeof *link->event);
	if (link->event != NULL && peer_open(&link->peer, loop, fd, &ops, link))
		return link;
	on_destroy(link);
	return NULL;
}

void card_link_close(struct card_link *link)
{
	if (link != NULL)
		peer_close(&link->peer);
}

static bool send_command(struct card_link *link, struct card_command *command, enum link_state then)
{
	struct buf body = BUF_INIT_SECRET;
	uint16_t type;
	bool sent;

	command->seq = ++link->seq;
	link->finger = command->finger;
	link->write = command->write;
	type = card_command_encode(&body, command);
	sent = peer_send(&link->peer, type, &body);
	buf_free(&body);
	if (sent)
		link->state = then;
	return sent;
}

/* One that needs a card that is held. */
static bool send_held(struct card_link *link, struct card_command *command, enum link_state then)
{
	return link->state == LINK_HELD && send_command(link, command, then);
}

/* The same with a template, and wiped. */
static bool send_template(struct card_link *link, struct card_command *command,
    const uint8_t *template_, enum link_state then)
{
	bool sent = false;

	if (template_valid(template_, command->len)) {
		memcpy(command->template_, template_, command->len);
		sent = send_held(link, command, then);
	}
	secret_wipe(command, sizeof *command);
	return sent;
}

bool card_watch(struct card_link *link)
{
	struct card_command command = {.type = CARD_CMD_WATCH};

	return send_command(link, &command, LINK_WATCHING);
}

bool card_read(struct card_link *link, bool with_photo, bool keep_transaction)
{
	struct card_command command = {
	    .type = CARD_CMD_READ, .with_photo = with_photo, .keep = keep_transaction};

	link->keep = keep_transaction;
	return send_command(link, &command, LINK_READING);
}

bool card_verify(
    struct card_link *link, enum finger finger, const uint8_t *template_, size_t len, bool last_try)
{
	struct card_command command = {
	    .type = CARD_CMD_VERIFY, .finger = finger, .len = len, .last_try = last_try};

	return send_template(link, &command, template_, LINK_VERIFYING);
}

bool card_challenge(struct card_link *link, enum finger finger, enum finger_write write)
{
	struct card_command command = {
	    .type = CARD_CMD_CHALLENGE, .finger = finger, .write = write};

	return send_held(link, &command, LINK_CHALLENGING);
}

bool card_store(struct card_link *link, enum finger finger, const uint8_t *template_, size_t len,
    const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE])
{
	struct card_command command = {
	    .type = CARD_CMD_STORE, .finger = finger, .write = FINGER_WRITE_STORE, .len = len};

	memcpy(command.cryptogram, cryptogram, sizeof command.cryptogram);
	return send_template(link, &command, template_, LINK_WRITING);
}

bool card_remove(
    struct card_link *link, enum finger finger, const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE])
{
	struct card_command command = {
	    .type = CARD_CMD_REMOVE, .finger = finger, .write = FINGER_WRITE_REMOVE};
	bool sent;

	memcpy(command.cryptogram, cryptogram, sizeof command.cryptogram);
	sent = send_held(link, &command, LINK_WRITING);
	secret_wipe(&command, sizeof command);
	return sent;
}

bool card_fingers(struct card_link *link)
{
	struct card_command command = {.type = CARD_CMD_FINGERS};

	return send_held(link, &command, LINK_ASKING);
}

bool card_release(struct card_link *link)
{
	struct card_command command = {.type = CARD_CMD_RELEASE};

	return send_command(link, &command, LINK_RELEASING);
}
