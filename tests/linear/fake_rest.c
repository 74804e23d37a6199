/* What the batch commands' fake engine does not play: policy, records, the own PIN, and an
 * empty journal. Answers come in a later turn of the loop. */
#include "fake_rest.h"

#include <stdio.h>
#include <string.h>

#include "enrol/runner.h"
#include "fake_engine.h"
#include "fake_records.h"
#include "world.h"

struct rest rest;
struct world world; /* only its clock, for the records */

/* ---- answers ---- */

#define CALLS_MAX 8
#define WAITS	  99 /* a call that is never answered */

static struct call {
	struct loop *loop;
	unsigned timer;
	central_fn *fn;
	void *arg;
	struct central_failure failure;
	const void *answer;
} calls[CALLS_MAX];

static void answer(void *arg)
{
	struct call *c = arg;
	const struct central_failure failure = c->failure;

	c->timer = 0;
	c->fn(c->arg, failure.error.problem != PROBLEM_NONE ? &failure : NULL, c->answer);
}

static central_call start(struct central *central, central_fn *fn, void *arg,
    struct central_failure failure, const void *said)
{
	world.clock.real = clock_real_ms(&clock_system);
	for (unsigned i = 0; i < CALLS_MAX; i++) {
		struct call *c = &calls[i];

		if (c->timer != 0)
			continue;
		*c = (struct call){.loop = fake_loop(central),
		    .fn = fn,
		    .arg = arg,
		    .failure = failure,
		    .answer = said};
		c->timer = loop_add_timer(c->loop, 0, answer, c);
		return i + 1;
	}
	return 0;
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	if (call == 0 || call == WAITS || calls[call - 1].timer == 0)
		return;
	loop_remove(calls[call - 1].loop, calls[call - 1].timer);
	calls[call - 1].timer = 0;
}

/* ---- the centre ---- */

const struct api_status *central_last_status(const struct central *c)
{
	static struct api_status status;

	(void)c;
	status = (struct api_status){
	    .exceptions = !scenario.no_exceptions, .can_write = true, .open = true};
	return &status;
}

central_call central_status(struct central *c, central_fn *fn, void *arg)
{
	return start(c, fn, arg, (struct central_failure){0}, central_last_status(c));
}

const struct api_session *central_session(const struct central *c)
{
	static const struct api_session session = {.officer_id = "t4701-1"};

	(void)c;
	return &session;
}

/* The second one is a colleague's. */
central_call central_list(struct central *c, central_fn *fn, void *arg)
{
	static struct api_enrolment rows[2];
	static struct api_enrolment_list list = {.rows = rows};

	list.count = rest.open;
	for (size_t i = 0; i < list.count; i++) {
		rows[i] = (struct api_enrolment){.state = STATE_QR_CREATED, .assurance = "IAL2.3"};
		snprintf(rows[i].id, sizeof rows[i].id, "%s", FAKE_ID);
		snprintf(rows[i].officer_name, sizeof rows[i].officer_name, "นายทดสอบ คนแรก");
		snprintf(rows[i].taken_by, sizeof rows[i].taken_by, "%s",
		    i == 1 ? "นางทดสอบ รับช่วงต่อ" : "");
		snprintf(rows[i].holder_id, sizeof rows[i].holder_id, "t4701-%zu", i + 1);
	}
	return start(c, fn, arg, (struct central_failure){0}, &list);
}

/* What is watched has been scanned by the first look, and stays so. */
central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg)
{
	static struct api_enrolment e;

	e = (struct api_enrolment){.state = STATE_SCANNED, .revision = 5};
	snprintf(e.id, sizeof e.id, "%s", id);
	return after >= 0 ? WAITS : start(c, fn, arg, (struct central_failure){0}, &e);
}

static central_call record(struct central *c, central_fn *fn, void *arg, const void *answer)
{
	const struct central_failure failure = {.error = {.problem = rest.records}};

	return start(c, fn, arg, failure, answer);
}

central_call central_search(
    struct central *c, const struct api_search *search, central_fn *fn, void *arg)
{
	world.clock.real = clock_real_ms(&clock_system);
	return record(c, fn, arg, fake_search(search));
}

central_call central_search_person(
    struct central *c, const struct api_search_person *search, central_fn *fn, void *arg)
{
	(void)search;
	return record(c, fn, arg, fake_search_person());
}

central_call central_day_report(struct central *c, struct date day, central_fn *fn, void *arg)
{
	world.clock.real = clock_real_ms(&clock_system);
	return record(c, fn, arg, fake_report(day));
}

central_call central_audit_trail(struct central *c, const char *id, central_fn *fn, void *arg)
{
	(void)id;
	return record(c, fn, arg, fake_audit());
}

central_call central_bookings(struct central *c, struct date day, central_fn *fn, void *arg)
{
	world.clock.real = clock_real_ms(&clock_system);
	world.booked = 3;
	return record(c, fn, arg, fake_bookings(day));
}

central_call central_slots(struct central *c, struct date day, central_fn *fn, void *arg)
{
	world.clock.real = clock_real_ms(&clock_system);
	return record(c, fn, arg, fake_slots(day));
}

static central_call change_queue(
    struct central *c, const char *asked, central_fn *fn, void *arg, const void *answer)
{
	struct central_failure failure = {.error = {.problem = rest.queue}, .answered = true};

	if (strcmp(asked, rest.wanted) != 0)
		failure.error.problem = PROBLEM_CENTRE_INTERNAL;
	return start(c, fn, arg, failure, answer);
}

central_call central_book(struct central *c, const struct api_office_booking *b, const char *key,
    central_fn *fn, void *arg)
{
	char asked[32];

	(void)key;
	snprintf(asked, sizeof asked, "%s %d", b->number.digits, b->hour);
	return change_queue(c, asked, fn, arg, fake_booking(b));
}

central_call central_cancel_booking(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	(void)key;
	return change_queue(c, id, fn, arg, NULL);
}

central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg)
{
	struct central_failure failure = {
	    .error = {.problem = rest.pin}, .answered = true, .maybe_done = rest.pin_unknown};

	(void)change;
	(void)key;
	if (rest.pin_unknown)
		failure.error.problem = PROBLEM_CENTRE_TIMEOUT;
	rest.pin_unknown = false;
	return start(c, fn, arg, failure, NULL);
}

/* ---- the journal ---- */

size_t runner_pending(struct runner *r, struct runner_pending *out, size_t max)
{
	(void)r;
	(void)out;
	(void)max;
	return 0;
}

/* ---- for the status ---- */

int64_t central_certificate_begin(const struct central *c)
{
	return central_certificate_end(c) - 365 * 86400000LL;
}

int64_t central_certificate_end(const struct central *c)
{
	(void)c;
	return clock_real_ms(&clock_system) + 100 * 86400000LL;
}
