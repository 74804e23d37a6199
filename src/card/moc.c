/*
 * card/moc.c - the drivers, in the order in which a card is asked, and what holds for all.
 */
#include "card/moc.h"

#include <string.h>

#include "base/secret.h"
#include "finger/minutiae.h"

static const struct moc_driver *const drivers[] = {&moc_iso, &moc_program};
#define DRIVERS (sizeof drivers / sizeof *drivers)

#define ANY_DRIVER "auto"

static bool wanted(const struct moc *moc, const struct moc_driver *driver)
{
	const char *name = moc->options->driver;

	if (name[0] != '\0' && strcmp(name, ANY_DRIVER) != 0 && strcmp(name, driver->name) != 0)
		return false;
	return driver->configured == NULL || driver->configured(moc->options);
}

bool moc_states(struct moc *moc, struct error *err)
{
	moc->challenged = false;
	if (moc->driver == NULL)
		return true;
	moc->fingers = (struct finger_states){.applet = true};
	return moc->driver->states(moc, err);
}

bool moc_reopen(struct moc *moc, struct error *err)
{
	if (moc->driver == NULL)
		return true;
	return moc->driver->select(moc, err) && moc_states(moc, err);
}

bool moc_open(struct moc *moc, struct error *err)
{
	moc_close(moc);
	for (size_t i = 0; i < DRIVERS; i++) {
		struct error at = {0};

		if (!wanted(moc, drivers[i]))
			continue;
		moc->driver = drivers[i];
		if (moc_reopen(moc, &at))
			return true;
		moc_close(moc);
		if (at.problem != PROBLEM_NO_MOC_APPLET) {
			*err = at;
			return false;
		}
	}
	return true;
}

void moc_close(struct moc *moc)
{
	if (moc->driver != NULL && moc->driver->close != NULL)
		moc->driver->close(moc);
	moc->driver = NULL;
	moc->state = NULL;
	moc->challenged = false;
	secret_wipe(&moc->challenge, sizeof moc->challenge);
	moc->fingers = (struct finger_states){0};
}

/* ---- verify ---- */

/* What can be told without asking the card; MOC_MATCH: nothing. */
static enum moc_result foretold(const struct moc *moc, const struct moc_probe *probe)
{
	const struct finger_state *f = &moc->fingers.finger[probe->finger];

	if (moc->driver == NULL)
		return MOC_NO_APPLET;
	if (!f->stored)
		return MOC_NO_FINGER;
	if (f->locked)
		return MOC_LOCKED;
	if (f->tries_left == 1 && !probe->last_try)
		return MOC_LAST_TRY_KEPT;
	return MOC_MATCH;
}

static void remember(struct finger_state *f, enum moc_result result, int tries_left)
{
	if (result == MOC_NO_MATCH || result == MOC_LOCKED || result == MOC_PROGRAM_FAILED)
		f->tries_left = tries_left;
	f->locked =
	    f->locked || result == MOC_LOCKED || (result == MOC_NO_MATCH && tries_left == 0);
	f->stored = f->stored && result != MOC_NO_FINGER;
}

enum moc_result moc_verify(
    struct moc *moc, const struct moc_probe *probe, int *tries_left, struct error *err)
{
	struct finger_state *f = &moc->fingers.finger[probe->finger];
	uint8_t chosen[TEMPLATE_MAX];
	size_t len = probe->len;
	enum moc_result result = foretold(moc, probe);

	*tries_left = f->tries_left;
	if (result != MOC_MATCH)
		return result;
	if (len > sizeof chosen)
		return MOC_TEMPLATE;
	moc->challenged = false; /* a card forgets it */
	memcpy(chosen, probe->minutiae, len);
	result = MOC_TEMPLATE;
	if (moc_prepare(chosen, &len, f))
		result = moc->driver->verify(moc, probe->finger, chosen, len, tries_left, err);
	secret_wipe(chosen, sizeof chosen);
	remember(f, result, *tries_left);
	return result;
}

/* ---- writing ---- */

static enum moc_answer refuse(struct error *err, enum problem problem, const char *why)
{
	error_set(err, problem, "%s", why);
	return MOC_REFUSED;
}

/* Whether the place is as this write wants it. */
static enum moc_answer place_allows(
    const struct moc *moc, enum finger finger, enum finger_write write, struct error *err)
{
	const struct finger_state *f = &moc->fingers.finger[finger];

	if (moc->driver == NULL)
		return refuse(err, PROBLEM_NO_MOC_APPLET, "");
	if (write == FINGER_WRITE_STORE && f->stored)
		return refuse(err, PROBLEM_FINGER_STORED, "");
	if (write == FINGER_WRITE_REMOVE && !f->stored && !f->damaged)
		return refuse(err, PROBLEM_NO_FINGER_ON_CARD, "");
	if (f->reference == 0)
		return refuse(err, PROBLEM_WRITE_REFUSED, "no place");
	return MOC_DONE;
}

enum moc_answer moc_challenge(
    struct moc *moc, enum finger finger, enum finger_write write, struct error *err)
{
	enum moc_answer answer = place_allows(moc, finger, write, err);

	moc->challenged = false;
	if (answer != MOC_DONE)
		return answer;
	moc->challenge = (struct finger_challenge){.finger = finger, .write = write};
	answer = moc->driver->challenge(moc, &moc->challenge, err);
	moc->challenged = answer == MOC_DONE;
	return answer;
}

/* As many as the card takes, at least as many as it wants, and no fewer than the standard
 * wants of reference data. */
static bool prepare_to_store(
    const struct finger_state *f, uint8_t minutiae[TEMPLATE_MAX], size_t *len)
{
	struct finger_state asked = *f;

	if (asked.min_minutiae < MINUTIAE_MIN_ENROLL)
		asked.min_minutiae = MINUTIAE_MIN_ENROLL;
	return moc_prepare(minutiae, len, &asked);
}

static enum moc_answer store(struct moc *moc, const struct moc_write *write, struct error *err)
{
	uint8_t chosen[TEMPLATE_MAX];
	struct moc_write prepared = *write;
	enum moc_answer answer;

	if (prepared.len > sizeof chosen)
		return refuse(err, PROBLEM_TEMPLATE_REFUSED, "too long");
	memcpy(chosen, write->minutiae, prepared.len);
	prepared.minutiae = chosen;
	if (prepare_to_store(&moc->fingers.finger[write->finger], chosen, &prepared.len))
		answer = moc->driver->store(moc, &prepared, err);
	else
		answer = refuse(err, PROBLEM_TEMPLATE_REFUSED, "number or order of minutiae");
	secret_wipe(chosen, sizeof chosen);
	return answer;
}

enum moc_answer moc_write(struct moc *moc, const struct moc_write *write, struct error *err)
{
	const struct finger_challenge *c = &moc->challenge;
	const bool answers =
	    moc->challenged && c->finger == write->finger && c->write == write->write;
	const enum moc_answer answer = place_allows(moc, write->finger, write->write, err);

	moc->challenged = false;
	if (answer != MOC_DONE)
		return answer;
	if (!answers)
		return refuse(err, PROBLEM_WRITE_REFUSED, "no challenge");
	return write->write == FINGER_WRITE_STORE ? store(moc, write, err)
						  : moc->driver->remove(moc, write, err);
}
