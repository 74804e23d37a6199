/*
 * card/moc_program.c - the «program» driver: match on card through a vendor's program. What
 * is asked, and what an answer means; ddopa-moc(7) has it all.
 *
 * The program is not ours: whatever it says is checked, and whatever it does ends in one of
 *   - it says itself that it failed, ends, hangs, or what it says is no answer:
 *     PROBLEM_MOC_PROGRAM. A verify may have spent a try then, so the states are read again,
 *     with a new run of the program, before anything else is asked; where that fails too, the
 *     card is given up;
 *   - the card fails under it, or it speaks of another card: as if we had asked it ourselves.
 */
#include "card/moc_program.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"

#define WORDS_MAX (TEMPLATE_MAX * 2 + 128)

#define TRIES_MAX 15

static void to_hex(char *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		snprintf(out + 2 * i, 3, "%02X", bytes[i]);
}

/* ---- beginning ---- */

static bool program_configured(const struct moc_options *options)
{
	/* Wanted by name, it is missed when its host could not be started. */
	return options->host_fd >= 0 || strcmp(options->driver, moc_program.name) == 0;
}

static enum heeding heed_hello(struct moc *moc, const struct moc_line *line, void *arg)
{
	struct program *p = moc->state;
	const char *card = moc_line_field(line, "card");
	int version = 0;

	(void)arg;
	if (!moc_line_is(line, "HELLO") || !moc_line_number(line, "version", 99, &version) ||
	    version != MOC_PROGRAM_VERSION || card == NULL)
		return HEED_BAD;
	p->own = strcmp(card, "own") == 0;
	return p->own || strcmp(card, "through") == 0 ? HEED_DONE : HEED_BAD;
}

/* False: nothing can be asked; *err. */
static bool ask_plainly(struct moc *moc, const struct program_command *command, struct error *err)
{
	const enum asked asked = program_ask(moc, command, err);

	if (asked == ASKED_UNWANTED)
		error_set(err, PROBLEM_NONE, "%s", "");
	return asked == ASKED_ANSWERED;
}

static bool say_hello(struct moc *moc, struct error *err)
{
	static const struct program_command hello = {
	    .words = "HELLO version=1", .heed = heed_hello};
	struct program *p = moc->state;

	p->own = false;
	if (!program_start(moc, err) || !ask_plainly(moc, &hello, err)) {
		program_stop(moc);
		return false;
	}
	if (p->own && (!p->serial_known || moc->owner == NULL)) {
		program_stop(moc);
		return error_set(err, PROBLEM_MOC_PROGRAM, "card=own, and no serial in the chip");
	}
	return true;
}

static bool make_state(struct moc *moc, struct error *err)
{
	struct program *p = secret_alloc(sizeof *p);

	if (p == NULL)
		return error_set(err, PROBLEM_MEMORY, "%s", "");
	p->body = (struct buf)BUF_INIT_SECRET;
	moc->state = p;
	return true;
}

/* The serial is ours to know before the program says anything of it. */
static bool program_select(struct moc *moc, struct error *err)
{
	struct program *p;
	uint16_t sw;

	if (moc->state == NULL && !make_state(moc, err))
		return false;
	p = moc->state;
	program_set_deadline(moc);
	program_stop(moc);
	return moc_read_serial(moc->channel, p->serial, &p->serial_known, &sw, err) &&
	       say_hello(moc, err);
}

/* What ran may have ended since. */
static bool running(struct moc *moc, struct error *err)
{
	const struct program *p = moc->state;

	return p->running || say_hello(moc, err);
}

static void program_close(struct moc *moc)
{
	struct program *p = moc->state;

	if (p == NULL)
		return;
	program_stop(moc);
	buf_free(&p->body);
	secret_free(p, sizeof *p);
	moc->state = NULL;
}

/* ---- states ---- */

struct states_heard {
	struct finger_states states;
	bool told[FINGER_COUNT];
	bool no_applet;
};

static bool heed_limits(struct finger_state *f, const struct moc_line *line)
{
	int order = 0, features = 0;
	uint8_t byte = 0;

	f->min_minutiae = MINUTIAE_MIN_VERIFY;
	f->max_minutiae = MINUTIAE_MAX;
	if (moc_line_field(line, "reference") != NULL &&
	    !moc_line_bytes(line, "reference", &byte, 1))
		return false;
	f->reference = byte;
	if (!moc_line_number(line, "min", TEMPLATE_MAX / MINUTIA_SIZE, &f->min_minutiae) ||
	    !moc_line_number(line, "max", TEMPLATE_MAX / MINUTIA_SIZE, &f->max_minutiae) ||
	    !moc_line_number(line, "order", UINT8_MAX, &order) ||
	    !moc_line_number(line, "features", UINT8_MAX, &features))
		return false;
	f->order = (uint8_t)order;
	f->features = (uint8_t)features;
	return f->min_minutiae <= f->max_minutiae && f->max_minutiae > 0;
}

/* `FINGER right-index stored|locked|empty|damaged tries=3 reference=81 …` */
static bool heed_finger(struct finger_state *f, const struct moc_line *line)
{
	int tries = -1;

	*f = (struct finger_state){
	    .locked = moc_line_word(line, 1, "locked"),
	    .damaged = moc_line_word(line, 1, "damaged"),
	};
	f->stored = f->locked || moc_line_word(line, 1, "stored");
	if (!f->stored && !f->damaged && !moc_line_word(line, 1, "empty"))
		return false;
	if (!moc_line_number(line, "tries", TRIES_MAX, &tries) || !heed_limits(f, line))
		return false;
	f->locked = f->locked || (f->stored && tries == 0);
	/* Nobody may be asked to try who does not know how often. */
	if (f->stored && !f->locked && tries < 0)
		return false;
	f->tries_left = f->stored && !f->locked ? tries : 0;
	return true;
}

static enum heeding heed_states(struct moc *moc, const struct moc_line *line, void *arg)
{
	struct states_heard *heard = arg;
	enum finger finger;

	(void)moc;
	if (moc_line_is(line, "OK"))
		return HEED_DONE;
	if (moc_line_is(line, "NOAPPLET")) {
		heard->no_applet = true;
		return HEED_DONE;
	}
	if (!moc_line_is(line, "FINGER") || !moc_line_finger(line, &finger) ||
	    heard->told[finger] || !heed_finger(&heard->states.finger[finger], line))
		return HEED_BAD;
	heard->told[finger] = true;
	return HEED_MORE;
}

static bool ask_states(struct moc *moc, struct error *err)
{
	struct states_heard heard = {.states = {.applet = true}};
	const struct program_command states = {
	    .words = "STATES", .heed = heed_states, .arg = &heard, .about_card = true};

	if (!running(moc, err) || !ask_plainly(moc, &states, err))
		return false;
	if (heard.no_applet)
		return error_set(err, PROBLEM_NO_MOC_APPLET, "%s", "");
	moc->fingers = heard.states;
	return true;
}

static bool program_states(struct moc *moc, struct error *err)
{
	program_set_deadline(moc);
	return ask_states(moc, err);
}

/* ---- verify ---- */

struct verdict {
	enum finger finger;
	enum moc_result result;
	int tries; /* -1: not told */
};

static const struct {
	const char *verb;
	enum moc_result result;
} verdicts[] = {
    {"MATCH", MOC_MATCH},
    {"NOMATCH", MOC_NO_MATCH},
    {"LOCKED", MOC_LOCKED},
    {"NOFINGER", MOC_NO_FINGER},
    {"BADTEMPLATE", MOC_TEMPLATE},
};

static enum heeding heed_verdict(struct moc *moc, const struct moc_line *line, void *arg)
{
	struct verdict *v = arg;
	enum finger finger;

	(void)moc;
	if (!moc_line_finger(line, &finger) || finger != v->finger ||
	    !moc_line_number(line, "tries", TRIES_MAX, &v->tries))
		return HEED_BAD;
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		if (!moc_line_is(line, verdicts[i].verb))
			continue;
		v->result = verdicts[i].result;
		return v->result == MOC_NO_MATCH && v->tries < 0 ? HEED_BAD : HEED_DONE;
	}
	return HEED_BAD;
}

/* A try may have been spent that nobody saw: what the card says now is told, or the card is
 * given up. Not by the run that has failed, which may remember what was true before. */
static enum moc_result after_failure(struct moc *moc, enum finger finger, int *tries_left)
{
	struct error again = {0};

	program_stop(moc);
	program_give_time(moc);
	if (!ask_states(moc, &again))
		return MOC_FAILED;
	*tries_left = moc->fingers.finger[finger].tries_left;
	return MOC_PROGRAM_FAILED;
}

static enum moc_result ask_verdict(
    struct moc *moc, const char *words, struct verdict *v, int *tries_left, struct error *err)
{
	const struct program_command command = {
	    .words = words, .heed = heed_verdict, .arg = v, .about_card = true};
	const enum asked asked = program_ask(moc, &command, err);

	if (asked == ASKED_FAILED || asked == ASKED_BROKEN)
		return after_failure(moc, v->finger, tries_left);
	if (asked == ASKED_UNWANTED)
		error_set(err, PROBLEM_NONE, "%s", "");
	if (asked != ASKED_ANSWERED)
		return MOC_FAILED;
	if (v->result == MOC_NO_MATCH || (v->result == MOC_MATCH && v->tries >= 0))
		*tries_left = v->tries;
	else if (v->result == MOC_LOCKED)
		*tries_left = 0;
	return v->result;
}

/* A program that is lent nothing selects for itself: a card exchanged faster than pcscd looks
 * would match as well, with the fingers of whoever it belongs to. The number is read again, and
 * since another applet is selected then, what comes next is for a new run. */
static bool is_same_card(struct moc *moc, struct error *err)
{
	const struct program *p = moc->state;

	if (p->own) /* compared when it was taken back */
		return true;
	program_stop(moc);
	return moc->owner->same(moc->owner->arg, err);
}

static enum moc_result program_verify(struct moc *moc, enum finger finger, const uint8_t *minutiae,
    size_t len, int *tries_left, struct error *err)
{
	struct verdict v = {.finger = finger, .tries = -1};
	char words[WORDS_MAX];
	enum moc_result result;
	int at;

	program_set_deadline(moc);
	if (!running(moc, err))
		return MOC_FAILED;
	at = snprintf(words, sizeof words, "VERIFY %s template=", finger_name(finger));
	to_hex(words + at, minutiae, len);
	result = ask_verdict(moc, words, &v, tries_left, err);
	secret_wipe(words, sizeof words);
	return result != MOC_MATCH || is_same_card(moc, err) ? result : MOC_FAILED;
}

/* ---- writing ---- */

struct write_heard {
	enum finger finger;
	struct finger_challenge *challenge; /* where one is asked for */
	bool done;
	enum problem refused;
};

static enum heeding heed_challenge(
    struct moc *moc, const struct moc_line *line, struct finger_challenge *challenge)
{
	const struct program *p = moc->state;

	if (!moc_line_bytes(line, "challenge", challenge->challenge, CARD_CHALLENGE_SIZE) ||
	    !moc_line_bytes(line, "serial", challenge->serial, CARD_SERIAL_SIZE) ||
	    !moc_line_bytes(line, "reference", &challenge->reference, 1))
		return HEED_BAD;
	/* In our transaction there is no other card: it is mistaken. */
	if (p->serial_known && !p->own &&
	    memcmp(challenge->serial, p->serial, CARD_SERIAL_SIZE) != 0)
		return HEED_BAD;
	return HEED_DONE;
}

static enum heeding heed_write(struct moc *moc, const struct moc_line *line, void *arg)
{
	static const struct {
		const char *verb;
		enum problem problem;
	} refusals[] = {
	    {"REFUSED", PROBLEM_WRITE_REFUSED},
	    {"BADTEMPLATE", PROBLEM_TEMPLATE_REFUSED},
	    {"STORED", PROBLEM_FINGER_STORED},
	    {"NOFINGER", PROBLEM_NO_FINGER_ON_CARD},
	};
	struct write_heard *heard = arg;
	enum finger finger;

	if (!moc_line_finger(line, &finger) || finger != heard->finger)
		return HEED_BAD;
	heard->done = moc_line_is(line, heard->challenge != NULL ? "CHALLENGE" : "OK");
	if (heard->done)
		return heard->challenge == NULL ? HEED_DONE
						: heed_challenge(moc, line, heard->challenge);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (!moc_line_is(line, refusals[i].verb))
			continue;
		heard->refused = refusals[i].problem;
		return HEED_DONE;
	}
	return HEED_BAD;
}

static enum moc_answer write_answer(const struct write_heard *heard, struct error *err)
{
	if (heard->done)
		return MOC_DONE;
	error_set(err, heard->refused, "%s", "");
	return MOC_REFUSED;
}

static enum moc_answer program_challenge(
    struct moc *moc, struct finger_challenge *challenge, struct error *err)
{
	struct write_heard heard = {.finger = challenge->finger, .challenge = challenge};
	char words[WORDS_MAX];
	const struct program_command command = {.words = words,
	    .heed = heed_write,
	    .arg = &heard,
	    .about_card = true,
	    .untouched = true};
	enum asked asked;

	program_set_deadline(moc);
	if (!running(moc, err))
		return MOC_REFUSED;
	snprintf(words, sizeof words, "CHALLENGE %s %s", finger_name(challenge->finger),
	    challenge->write == FINGER_WRITE_STORE ? "store" : "remove");
	asked = program_ask(moc, &command, err);
	if (asked == ASKED_UNWANTED)
		error_set(err, PROBLEM_NONE, "%s", "");
	/* A challenge changes nothing, whatever became of the program. */
	if (asked == ASKED_FAILED || asked == ASKED_BROKEN)
		return MOC_REFUSED;
	return asked == ASKED_ANSWERED ? write_answer(&heard, err) : MOC_BROKEN;
}

static enum moc_answer do_write(
    struct moc *moc, enum finger finger, const char *words, struct error *err)
{
	const struct program *p = moc->state;
	struct write_heard heard = {.finger = finger};
	const struct program_command command = {.words = words,
	    .heed = heed_write,
	    .arg = &heard,
	    .about_card = true,
	    .to_the_end = true};
	enum asked asked;

	program_set_deadline(moc);
	if (!p->running) { /* and the challenge with it */
		error_set(err, PROBLEM_MOC_PROGRAM, "ended since the challenge");
		return MOC_REFUSED;
	}
	asked = program_ask(moc, &command, err);
	return asked == ASKED_ANSWERED ? write_answer(&heard, err) : MOC_BROKEN;
}

static enum moc_answer program_store(
    struct moc *moc, const struct moc_write *write, struct error *err)
{
	char words[WORDS_MAX];
	enum moc_answer answer;
	int at;

	at = snprintf(words, sizeof words, "STORE %s cryptogram=", finger_name(write->finger));
	to_hex(words + at, write->cryptogram, CARD_CRYPTOGRAM_SIZE);
	at += 2 * CARD_CRYPTOGRAM_SIZE;
	at += snprintf(words + at, sizeof words - (size_t)at, " template=");
	to_hex(words + at, write->minutiae, write->len);
	answer = do_write(moc, write->finger, words, err);
	secret_wipe(words, sizeof words);
	return answer;
}

static enum moc_answer program_remove(
    struct moc *moc, const struct moc_write *write, struct error *err)
{
	char words[WORDS_MAX];
	const int at =
	    snprintf(words, sizeof words, "REMOVE %s cryptogram=", finger_name(write->finger));
	enum moc_answer answer;

	to_hex(words + at, write->cryptogram, CARD_CRYPTOGRAM_SIZE);
	answer = do_write(moc, write->finger, words, err);
	secret_wipe(words, sizeof words);
	return answer;
}

const struct moc_driver moc_program = {
    .name = "program",
    .configured = program_configured,
    .select = program_select,
    .states = program_states,
    .verify = program_verify,
    .challenge = program_challenge,
    .store = program_store,
    .remove = program_remove,
    .close = program_close,
};
