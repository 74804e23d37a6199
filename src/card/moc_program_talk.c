/*
 * card/moc_program_talk.c - a conversation with a vendor's program, through its host: one
 * command, the APDUs that it asks for meanwhile, one answer.
 */
#include "card/moc_program.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "card/moc_host.h"

#define LOOK_MS 100
/* The host knows when the time is over, and tells; this long we wait for its word. */
#define MARGIN_MS 1000
/* For a new run to start and tell the states after one that has hung. */
#define AGAIN_MS  5000
#define NO_ANSWER "no answer, seconds:"

static int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

void program_set_deadline(struct moc *moc)
{
	struct program *p = moc->state;

	p->deadline = now() + moc->options->limit_s * 1000 + MARGIN_MS;
}

void program_give_time(struct moc *moc)
{
	struct program *p = moc->state;
	const int64_t until = now() + AGAIN_MS;

	if (p->deadline < until)
		p->deadline = until;
}

/* ---- to the host ---- */

static bool send_host(struct moc *moc, enum moc_host_request request, const char *line)
{
	struct program *p = moc->state;
	bool sent;

	buf_clear(&p->body);
	buf_u32(&p->body, p->run);
	if (line != NULL)
		buf_puts(&p->body, line);
	sent = message_send(moc->options->host_fd, (uint16_t)request, &p->body);
	buf_clear(&p->body);
	return sent;
}

bool program_start(struct moc *moc, struct error *err)
{
	struct program *p = moc->state;

	if (!random_bytes(&p->run, sizeof p->run) || !send_host(moc, MOC_HOST_START, NULL))
		return error_set(err, PROBLEM_MOC_PROGRAM, "its host is gone");
	p->number = 0;
	p->running = true;
	return true;
}

void program_stop(struct moc *moc)
{
	struct program *p = moc->state;

	if (p->running)
		send_host(moc, MOC_HOST_STOP, NULL);
	p->running = false;
}

/* ---- from the host ---- */

enum heard { HEARD_LINE, HEARD_END, HEARD_CARD_OUT, HEARD_UNWANTED, HEARD_NOTHING };

static void describe_end(const struct buf *body, struct error *err)
{
	static const struct {
		const char *what;
		bool detailed;
	} ends[] = {
	    [MOC_END_NOT_STARTED] = {"cannot be started", true},
	    [MOC_END_EXIT] = {"exit code", true},
	    [MOC_END_SIGNAL] = {"signal", true},
	    [MOC_END_LATE] = {NO_ANSWER, true},
	    [MOC_END_LONG_LINE] = {"a line too long", false},
	    [MOC_END_FLOOD] = {"too many lines", false},
	    [MOC_END_GARBAGE] = {"not ASCII", false},
	    [MOC_END_DEAF] = {"does not read", false},
	};
	struct view v = view_of(body->data, body->len);
	unsigned end, detail;

	view_u32(&v);
	end = view_u8(&v);
	detail = view_u32(&v);
	if (!view_done(&v) || end >= MOC_END_COUNT)
		error_set(err, PROBLEM_MOC_PROGRAM, "ended");
	else if (end == MOC_END_NOT_STARTED)
		error_errno(err, PROBLEM_MOC_PROGRAM, (int)detail, ends[end].what);
	else if (ends[end].detailed)
		error_set(err, PROBLEM_MOC_PROGRAM, "%s %u", ends[end].what, detail);
	else
		error_set(err, PROBLEM_MOC_PROGRAM, "%s", ends[end].what);
}

static bool of_this_run(const struct program *p)
{
	struct view v = view_of(p->body.data, p->body.len);

	return view_u32(&v) == p->run && !v.failed;
}

/* A message that is there. Those of an earlier run mean nothing. */
static enum heard receive(struct moc *moc, struct error *err)
{
	struct program *p = moc->state;
	uint16_t type;
	const enum message_result result =
	    message_receive(moc->options->host_fd, &type, &p->body, NULL);

	if (result == MESSAGE_NONE)
		return HEARD_NOTHING;
	if (result != MESSAGE_OK) {
		error_set(err, PROBLEM_MOC_PROGRAM, "its host is gone");
		return HEARD_END;
	}
	if (!of_this_run(p))
		return HEARD_NOTHING;
	if (type != MOC_HOST_LINE) {
		describe_end(&p->body, err);
		return HEARD_END;
	}
	snprintf(p->line, sizeof p->line, "%.*s", (int)(p->body.len - sizeof(uint32_t)),
	    (const char *)p->body.data + sizeof(uint32_t));
	return HEARD_LINE;
}

/* Nothing was said for a while: is it still worth waiting? HEARD_NOTHING: yes. */
static enum heard look_around(struct moc *moc, struct error *err)
{
	const struct program *p = moc->state;
	const struct moc_owner *owner = moc->owner;

	if (now() >= p->deadline) {
		error_set(err, PROBLEM_MOC_PROGRAM, "%s %ld", NO_ANSWER, moc->options->limit_s);
		return HEARD_END;
	}
	if (owner == NULL)
		return HEARD_NOTHING;
	if (!owner->present(owner->arg, err))
		return HEARD_CARD_OUT;
	return p->to_the_end || owner->wanted(owner->arg) ? HEARD_NOTHING : HEARD_UNWANTED;
}

/* The next line into p->line. */
static enum heard hear(struct moc *moc, struct error *err)
{
	struct program *p = moc->state;
	struct pollfd fd = {.fd = moc->options->host_fd, .events = POLLIN};

	for (;;) {
		const int ready = poll(&fd, 1, LOOK_MS);
		enum heard heard = ready > 0 ? receive(moc, err) : HEARD_NOTHING;

		buf_clear(&p->body);
		if (heard == HEARD_NOTHING)
			heard = look_around(moc, err);
		if (heard != HEARD_NOTHING)
			return heard;
	}
}

/* ---- APDUs ---- */

static void put_hex(char *out, const uint8_t *bytes, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 0x0F];
	}
	*out = '\0';
}

static bool send_reply(struct moc *moc, uint8_t *bytes, const struct apdu_reply *reply)
{
	struct program *p = moc->state;
	const int head = snprintf(p->line, sizeof p->line, "%u RAPDU ", p->number);

	bytes[reply->len] = (uint8_t)(reply->sw >> 8);
	bytes[reply->len + 1] = (uint8_t)reply->sw;
	put_hex(p->line + head, bytes, reply->len + 2);
	return send_host(moc, MOC_HOST_REPLY, p->line);
}

static bool send_none(struct moc *moc)
{
	struct program *p = moc->state;

	snprintf(p->line, sizeof p->line, "%u RAPDU none", p->number);
	return send_host(moc, MOC_HOST_REPLY, p->line);
}

/* `n APDU hex` → `n RAPDU hex`, in our transaction. When reader or card fail, the program is
 * told, and we do not wait for what it makes of that. */
static enum asked serve_apdu(struct moc *moc, const struct moc_line *line, struct error *err)
{
	struct program *p = moc->state;
	uint8_t command[261], reply_bytes[MOC_REPLY_MAX + 2];
	struct apdu_reply reply;
	size_t len;
	enum asked asked = ASKED_ANSWERED;

	if (p->own || line->count != 1 || ++p->apdus > MOC_APDUS_MAX ||
	    !moc_unhex(line->words[0], command, sizeof command, &len) || len < 4) {
		error_set(err, PROBLEM_MOC_PROGRAM, p->own ? "APDU with card=own" : "APDU");
		return ASKED_BROKEN;
	}
	if (!apdu_exchange(moc->channel, command, len, reply_bytes, MOC_REPLY_MAX, &reply, err)) {
		send_none(moc);
		asked = ASKED_CARD;
	} else if (!send_reply(moc, reply_bytes, &reply)) {
		error_set(err, PROBLEM_MOC_PROGRAM, "its host is gone");
		asked = ASKED_BROKEN;
	}
	secret_wipe(command, sizeof command);
	secret_wipe(reply_bytes, sizeof reply_bytes);
	return asked;
}

/* ---- the answer ---- */

/* Its own words could hold anything, but for a name of its reason. */
static enum asked says_failed(const struct moc_line *line, struct error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	const char *reason = line->count > 0 ? line->words[0] : "";

	if (strspn(reason, letters) != strlen(reason) || strlen(reason) > 32)
		reason = "";
	error_set(err, PROBLEM_MOC_PROGRAM, "FAILED %s", reason);
	return ASKED_FAILED;
}

/* What it says of a card is believed when it is the one that we have read. Where it reaches
 * the card through us, there is no other. */
static enum asked check_serial(struct moc *moc, const struct moc_line *line, struct error *err)
{
	const struct program *p = moc->state;
	uint8_t told[CARD_SERIAL_SIZE];

	if (!p->own)
		return ASKED_ANSWERED;
	if (!moc_line_bytes(line, "serial", told, sizeof told)) {
		error_set(err, PROBLEM_MOC_PROGRAM, "%s without serial", line->verb);
		return ASKED_BROKEN;
	}
	if (memcmp(told, p->serial, sizeof told) == 0)
		return ASKED_ANSWERED;
	error_set(err, PROBLEM_CARD_CHANGED, "%s", "serial");
	return ASKED_CARD;
}

/* One line; ASKED_ANSWERED with *more: the answer goes on. */
static enum asked heed_line(
    struct moc *moc, const struct program_command *command, bool *more, struct error *err)
{
	struct program *p = moc->state;
	struct moc_line line;
	enum heeding heeding;

	if (!moc_line_parse(&line, p->line) || line.number != p->number) {
		error_set(err, PROBLEM_MOC_PROGRAM, "not understood");
		return ASKED_BROKEN;
	}
	if (moc_line_is(&line, "APDU") && command->about_card)
		return serve_apdu(moc, &line, err);
	*more = false;
	if (moc_line_is(&line, "FAILED"))
		return says_failed(&line, err);
	heeding = command->heed(moc, &line, command->arg);
	*more = heeding == HEED_MORE;
	if (heeding == HEED_BAD) {
		error_set(err, PROBLEM_MOC_PROGRAM, "not understood: %.16s", line.verb);
		return ASKED_BROKEN;
	}
	return heeding == HEED_DONE && command->about_card ? check_serial(moc, &line, err)
							   : ASKED_ANSWERED;
}

static enum asked listen_to(
    struct moc *moc, const struct program_command *command, struct error *err)
{
	static const enum asked unheard[] = {
	    [HEARD_END] = ASKED_BROKEN,
	    [HEARD_CARD_OUT] = ASKED_CARD,
	    [HEARD_UNWANTED] = ASKED_UNWANTED,
	};
	bool more = true;
	enum asked asked = ASKED_ANSWERED;

	while (more && asked == ASKED_ANSWERED) {
		const enum heard heard = hear(moc, err);

		if (heard != HEARD_LINE)
			return unheard[heard];
		asked = heed_line(moc, command, &more, err);
	}
	return asked;
}

/* ---- a command ---- */

static enum asked converse(
    struct moc *moc, const struct program_command *command, const char *reader, struct error *err)
{
	struct program *p = moc->state;
	enum asked asked;

	p->apdus = 0;
	p->to_the_end = command->to_the_end;
	snprintf(p->line, sizeof p->line, "%u %s%s%s", ++p->number, command->words,
	    reader != NULL ? " reader=" : "", reader != NULL ? reader : "");
	if (send_host(moc, MOC_HOST_COMMAND, p->line)) {
		asked = listen_to(moc, command, err);
	} else {
		error_set(err, PROBLEM_MOC_PROGRAM, "its host is gone");
		asked = ASKED_BROKEN;
	}
	secret_wipe(p->line, sizeof p->line);
	/* In the middle of an answer it is killed, otherwise it may go on. */
	if (asked == ASKED_ANSWERED || asked == ASKED_FAILED)
		send_host(moc, MOC_HOST_DONE, NULL);
	else
		program_stop(moc);
	return asked;
}

static bool can_be_said(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name < ' ' || *name > '~')
			return false;
	return true;
}

/* The program opens the card itself meanwhile. Also what nobody waits for any more is taken
 * back, so that it can be left without power. */
static enum asked converse_on_loan(
    struct moc *moc, const struct program_command *command, struct error *err)
{
	const struct moc_owner *owner = moc->owner;
	const char *reader = owner->reader(owner->arg);
	struct error gone = {0};
	enum asked asked;

	if (!can_be_said(reader)) {
		error_set(err, PROBLEM_MOC_PROGRAM, "the reader's name is not ASCII");
		return ASKED_FAILED;
	}
	owner->lend(owner->arg);
	asked = converse(moc, command, reader, err);
	if (owner->take_back(owner->arg, command->untouched, &gone))
		return asked;
	program_stop(moc);
	*err = gone;
	return ASKED_CARD;
}

enum asked program_ask(struct moc *moc, const struct program_command *command, struct error *err)
{
	const struct program *p = moc->state;

	if (p->own && command->about_card)
		return converse_on_loan(moc, command, err);
	return converse(moc, command, NULL, err);
}
