/* One call around its handler: guard, replay, savepoints, audit. */
#include <string.h>

#include "base/log.h"
#include "centrald/guard.h"
#include "centrald/idempotency.h"
#include "centrald/lookup.h"
#include "centrald/turn.h"
#include "wire/json.h"

static void drop_lookup(struct call *c)
{
	register_lookup_free(c->lookup);
	c->lookup = NULL;
}

/* The handler in a savepoint of its own: a refusal, or a question that is answered later,
 * leaves no half-done change, while what the guard wrote (a used jti, the session's time)
 * stays. */
static bool run_handler(struct call *c, struct error *err)
{
	struct store *s = c->centre->store;
	struct audit_chain before = c->centre->audit;
	struct error closing;
	if (!store_savepoint(s, "work", err))
		return false;
	bool ok = c->route->handler(c, err);
	bool undo = !ok && (!c->keep || c->lookup);
	if (undo)
		c->centre->audit = before;
	if (undo ? store_rollback_to(s, "work", &closing) : store_release(s, "work", &closing))
		return ok;
	drop_lookup(c);
	*err = closing;
	return false;
}

/* Handlers of empty bodies have no shape that would read them. */
static bool is_object(const struct call *c, struct error *err)
{
	json_t *tree = json_load_strict(c->body, c->body_len, PROBLEM_BAD_REQUEST, err);
	json_decref(tree);
	return tree != NULL;
}

static bool serve(struct call *c, struct error *err)
{
	if (!guard(c, err))
		return false;
	if (c->route->keyed && !idempotency_find(c, &c->replayed, err))
		return false;
	if (c->replayed)
		return true;
	return (!c->route->empty || is_object(c, err)) && run_handler(c, err);
}

/* On the citizens' side only what a known key signed, a phone's or a client's, is an act; the rest
 * is noise that anyone could fill the store with. */
static bool is_act(const struct call *c)
{
	if (!c->route || !c->route->act)
		return false;
	return c->route->listener == LISTENER_TERMINALS || *c->note_who ||
	       (*c->thumbprint && c->problem != PROBLEM_USE_DPOP_NONCE);
}

static const char *result_word(const struct call *c)
{
	if (c->replayed)
		return "replayed";
	enum problem result = c->problem != PROBLEM_NONE ? c->problem : c->note_result;
	return result == PROBLEM_NONE ? "ok" : problem_row(result)->id;
}

static bool record(struct call *c, struct error *err)
{
	char who[API_ID_SIZE];
	if (!is_act(c))
		return true;
	call_who(c, who);
	if (!lookup_record(c, who, err))
		return false;
	const struct audit_record r = {.time = c->now,
	    .act = c->note_act ? c->note_act : c->route->act,
	    .who = who,
	    .office = c->peer.office,
	    .counter = c->peer.counter,
	    .result = result_word(c),
	    .correlation = c->correlation,
	    .enrolment = c->note_enrolment,
	    .citizen = c->note_citizen};
	return audit_append(c->centre->store, &c->centre->audit, &r, err);
}

/* What stays in the store is stored with its answer. */
static bool conclude(struct call *c, struct error *err)
{
	if (c->hold || c->job || c->lookup)
		return true;
	bool stays = c->problem == PROBLEM_NONE || c->keep;
	if (stays && !c->replayed && c->route->keyed && !idempotency_store(c, err))
		return false;
	return record(c, err);
}

static void undo(struct call *c, const struct audit_chain *before, const struct error *err)
{
	struct error ignored;
	c->centre->audit = *before;
	c->touched[0] = '\0';
	hash_job_free(c->job);
	c->job = NULL;
	drop_lookup(c);
	call_problem(c, err);
	if (!store_rollback_to(c->centre->store, "request", &ignored))
		log_error(&ignored);
}

bool dispatch(struct call *c)
{
	struct store *s = c->centre->store;
	struct audit_chain before = c->centre->audit;
	struct error err = {.problem = PROBLEM_CENTRE_INTERNAL};
	call_reset(c);
	if (!store_savepoint(s, "request", &err)) {
		call_problem(c, &err);
		return false;
	}
	if (!serve(c, &err) && !c->lookup) {
		if (!call_may_tell(&err)) {
			undo(c, &before, &err);
			return false;
		}
		call_problem(c, &err);
	}
	if (!conclude(c, &err) || !store_release(s, "request", &err)) {
		undo(c, &before, &err);
		return false;
	}
	return true;
}
