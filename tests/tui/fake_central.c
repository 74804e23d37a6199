/* central/central.h, played: see world.h. Answers come from a timer, never inside the
 * call, as with the real one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake_records.h"
#include "world.h"

#define CALLS 8

struct central {
	struct loop *loop;
	bool logged_in;
};

enum kind {
	CALL_STATUS,
	CALL_LOGIN,
	CALL_LOGOUT,
	CALL_LIST,
	CALL_REPORT,
	CALL_SEARCH,
	CALL_PERSON,
	CALL_AUDIT,
	CALL_PIN,
	CALL_LOOK,
	CALL_REVOKE,
	CALL_BOOKINGS,
	CALL_SLOTS,
	CALL_BOOK,
	CALL_UNBOOK
};

struct call {
	central_call id;
	enum kind kind;
	central_fn *fn;
	void *arg;
	bool held;
	bool waits; /* a long-poll: for the next word of «watched» */
	char of[API_ID_SIZE];
};

static struct call calls[CALLS];
/* Of the last call; the screens have one at a time. */
static struct date asked_day;
static struct api_search asked_search;
static enum revocation_reason asked_reason;
static struct api_office_booking asked_booking;
static char looked_at[API_ID_SIZE]; /* by the call that is being answered */
static struct central the_central;

static const struct api_office the_office = {.code = "4701",
    .type = OFFICE_DISTRICT,
    .name_th = "สนท.อ.เมืองสกลนคร (สำนักทะเบียนอำเภอเมืองสกลนคร จังหวัดสกลนคร)",
    .name_en = "Mueang Sakon Nakhon District Registration Office, Sakon Nakhon",
    .may_enroll = true};

static struct api_office office(void)
{
	struct api_office told = the_office;
	snprintf(told.name_th, sizeof told.name_th, "%s", world_text(the_office.name_th));
	snprintf(told.name_en, sizeof told.name_en, "%s", world_text(the_office.name_en));
	return told;
}

bool central_global_init(struct error *err)
{
	(void)err;
	return true;
}

struct central *central_new(
    struct loop *loop, const struct central_options *options, struct error *err)
{
	const char *missing = getenv("DDOPA_CENTRAL_PROBLEM");
	(void)options;
	world_begin(loop);
	if (missing && missing[0]) {
		error_set(err, problem_by_name(missing), "%s", options->certificate);
		return NULL;
	}
	the_central.loop = loop;
	return &the_central;
}

void central_free(struct central *c)
{
	(void)c;
}

/* 12 May 2027. */
int64_t central_certificate_begin(const struct central *c)
{
	return central_certificate_end(c) - 365 * 86400000LL;
}

int64_t central_certificate_end(const struct central *c)
{
	(void)c;
	return 1810054800000LL;
}

bool central_logged_in(const struct central *c)
{
	return c->logged_in;
}

static const void *answer_status(void)
{
	static struct api_status status;
	status = (struct api_status){.version = 1,
	    .training = true,
	    .now = world.clock.real,
	    .office = office(),
	    .open = true,
	    .quota = 100000,
	    .quota_used = 61204,
	    .match_code = true,
	    .code_life = 300,
	    .evidence_life = 900,
	    .can_write = world.policy.can_write,
	    .approve_store = world.policy.approve_store,
	    .approve_remove = world.policy.approve_remove,
	    .exceptions = world.policy.exceptions};
	snprintf(status.counter, sizeof status.counter, "%s", world_text("02"));
	return &status;
}

static const void *answer_login(void)
{
	static struct api_session session;
	session = (struct api_session){.office = office(),
	    .may_enroll = true,
	    .pin_change = world.pin_change,
	    .today_success = 18,
	    .today_open = 1,
	    .today_refused = 2};
	snprintf(session.officer_id, sizeof session.officer_id, "t4701-1");
	snprintf(session.officer_name, sizeof session.officer_name, "%s",
	    world_text("นายทดสอบ เจ้าหน้าที่ดี"));
	return &session;
}

static const void *answer_list(void)
{
	static struct api_enrolment rows[API_LIST_MAX];
	static struct api_enrolment_list list;
	for (size_t i = 0; i < world.open; i++) {
		rows[i] = (struct api_enrolment){.state = i % 2 ? STATE_CONFIRMED : STATE_SCANNED,
		    .changed = world.clock.real - 780000 + (int64_t)i * 60000,
		    .deadline = world.clock.real + 120000};
		rows[i].absence = i == 0 ? world.absence : ABSENCE_NONE;
		snprintf(rows[i].assurance, sizeof rows[i].assurance, "%s",
		    rows[i].absence == ABSENCE_NONE ? "IAL2.3" : "IAL2.2");
		snprintf(rows[i].id, sizeof rows[i].id, "e%032zx", i + 1);
		snprintf(rows[i].officer_name, sizeof rows[i].officer_name, "%s",
		    world_text("นายทดสอบ เจ้าหน้าที่ดี"));
		snprintf(
		    rows[i].counter, sizeof rows[i].counter, "%s", world_text(i % 2 ? "03" : "02"));
		if (world.colleague && i % 2 == 1) {
			snprintf(rows[i].holder_id, sizeof rows[i].holder_id, "t4701-2");
			snprintf(rows[i].taken_by, sizeof rows[i].taken_by, "%s",
			    world_text("นางทดสอบ หัวหน้าใจเย็น"));
		}
	}
	list = (struct api_enrolment_list){.rows = rows, .count = world.open};
	return &list;
}

/* What the world says of the enrollments that are watched. */
static const void *answer_look(void)
{
	static struct api_enrolment e;
	e = world.watched;
	memcpy(e.id, looked_at, sizeof e.id);
	return &e;
}

static const void *answer_none(void)
{
	return NULL;
}

static const void *answer_report(void)
{
	return fake_report(asked_day);
}

static const void *answer_search(void)
{
	return fake_search(&asked_search);
}

static const void *answer_revoked(void)
{
	static struct api_revoked revoked;
	revoked = (struct api_revoked){.time = world.clock.real, .reason = asked_reason};
	return &revoked;
}

static const void *answer_bookings(void)
{
	return fake_bookings(asked_day);
}

static const void *answer_slots(void)
{
	return fake_slots(asked_day);
}

static const void *answer_booking(void)
{
	return fake_booking(&asked_booking);
}

static const void *(*const answers[])(void) = {answer_status, answer_login, answer_none,
    answer_list, answer_report, answer_search, fake_search_person, fake_audit, answer_none,
    answer_look, answer_revoked, answer_bookings, answer_slots, answer_booking, answer_none};

static enum problem trouble_of(enum kind kind)
{
	if (world.centre != PROBLEM_NONE)
		return world.centre;
	if (kind == CALL_PIN)
		return world.pin;
	if (kind == CALL_BOOK || kind == CALL_UNBOOK)
		return world.queue;
	return kind == CALL_LOGIN ? world.login : PROBLEM_NONE;
}

static void fire(void *arg)
{
	struct call *slot = arg;
	struct call call = *slot;
	if (call.id == 0 || call.waits)
		return;
	memcpy(looked_at, call.of, sizeof looked_at);
	slot->held = world.hold && call.kind != CALL_STATUS;
	if (slot->held)
		return;
	*slot = (struct call){0};
	struct central_failure failure = {
	    .error = {.problem = trouble_of(call.kind)}, .answered = world.centre == PROBLEM_NONE};
	if (failure.error.problem)
		snprintf(failure.error.context, sizeof failure.error.context, "%s",
		    world_text("https://centre.test:8443"));
	if (failure.error.problem)
		call.fn(call.arg, &failure, NULL);
	else
		call.fn(call.arg, NULL, answers[call.kind]());
}

static central_call start(enum kind kind, central_fn *fn, void *arg)
{
	static central_call last;
	world.calls++;
	for (int i = 0; i < CALLS; i++) {
		if (calls[i].id != 0)
			continue;
		calls[i] = (struct call){.id = ++last, .kind = kind, .fn = fn, .arg = arg};
		loop_add_timer(world.loop, 0, fire, &calls[i]);
		return last;
	}
	abort();
}

central_call central_status(struct central *c, central_fn *fn, void *arg)
{
	(void)c;
	return start(CALL_STATUS, fn, arg);
}

central_call central_login(
    struct central *c, const struct api_login *login, central_fn *fn, void *arg)
{
	(void)login;
	c->logged_in = true;
	return start(CALL_LOGIN, fn, arg);
}

central_call central_logout(struct central *c, central_fn *fn, void *arg)
{
	c->logged_in = false;
	return start(CALL_LOGOUT, fn, arg);
}

central_call central_list(struct central *c, central_fn *fn, void *arg)
{
	(void)c;
	return start(CALL_LIST, fn, arg);
}

central_call central_day_report(struct central *c, struct date day, central_fn *fn, void *arg)
{
	(void)c;
	asked_day = day;
	return start(CALL_REPORT, fn, arg);
}

central_call central_search(
    struct central *c, const struct api_search *search, central_fn *fn, void *arg)
{
	(void)c;
	asked_search = *search;
	return start(CALL_SEARCH, fn, arg);
}

central_call central_search_person(
    struct central *c, const struct api_search_person *search, central_fn *fn, void *arg)
{
	(void)c;
	(void)search;
	return start(CALL_PERSON, fn, arg);
}

central_call central_revoke(
    struct central *c, const struct api_revocation *revocation, central_fn *fn, void *arg)
{
	(void)c;
	asked_reason = revocation->reason;
	return start(CALL_REVOKE, fn, arg);
}

central_call central_audit_trail(struct central *c, const char *id, central_fn *fn, void *arg)
{
	(void)c;
	(void)id;
	return start(CALL_AUDIT, fn, arg);
}

central_call central_bookings(struct central *c, struct date day, central_fn *fn, void *arg)
{
	(void)c;
	asked_day = day;
	return start(CALL_BOOKINGS, fn, arg);
}

central_call central_slots(struct central *c, struct date day, central_fn *fn, void *arg)
{
	(void)c;
	asked_day = day;
	return start(CALL_SLOTS, fn, arg);
}

central_call central_book(struct central *c, const struct api_office_booking *b, const char *key,
    central_fn *fn, void *arg)
{
	(void)c;
	(void)key;
	asked_booking = *b;
	return start(CALL_BOOK, fn, arg);
}

central_call central_cancel_booking(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	(void)c;
	(void)id;
	(void)key;
	return start(CALL_UNBOOK, fn, arg);
}

central_call central_change_pin(struct central *c, const struct api_pin_change *change,
    const char *key, central_fn *fn, void *arg)
{
	(void)c;
	(void)change;
	(void)key;
	world.pin_change = world.pin_change && world.pin != PROBLEM_NONE;
	return start(CALL_PIN, fn, arg);
}

central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg)
{
	(void)c;
	central_call call = start(CALL_LOOK, fn, arg);
	for (int i = 0; i < CALLS; i++) {
		if (calls[i].id != call)
			continue;
		snprintf(calls[i].of, sizeof calls[i].of, "%s", id);
		calls[i].waits = after >= 0;
	}
	return call;
}

const struct api_session *central_session(const struct central *c)
{
	static const struct api_session session = {.officer_id = "t4701-1"};
	return c->logged_in ? &session : NULL;
}

/* watched STATE [second] [taken] */
static void tell_watched(char *const word[], int count)
{
	enrolment_state_parse(&world.watched.state, word[1]);
	for (int i = 2; i < count; i++) {
		world.watched.second_phone |= strcmp(word[i], "second") == 0;
		if (strcmp(word[i], "taken") == 0)
			snprintf(
			    world.watched.holder_id, sizeof world.watched.holder_id, "t4701-2");
	}
	for (int i = 0; i < CALLS; i++)
		if (calls[i].id != 0 && calls[i].waits) {
			calls[i].waits = false;
			fire(&calls[i]);
		}
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	for (int i = 0; i < CALLS; i++)
		if (calls[i].id == call)
			calls[i] = (struct call){0};
}

void fake_central_command(char *const word[], int count)
{
	if (strcmp(word[0], "centre") == 0 && count > 1)
		world.centre = problem_by_name(word[1]);
	else if (strcmp(word[0], "login") == 0 && count > 1)
		world.login = problem_by_name(word[1]);
	else if (strcmp(word[0], "pin") == 0 && count > 1)
		world.pin = problem_by_name(word[1]);
	else if (strcmp(word[0], "reset") == 0)
		world.pin_change = true;
	else if (strcmp(word[0], "booked") == 0 && count > 1)
		world.booked = (size_t)atoi(word[1]);
	else if (strcmp(word[0], "queue") == 0 && count > 1)
		world.queue = problem_by_name(word[1]);
	else if (strcmp(word[0], "booking") == 0)
		world.booking = true;
	else if (strcmp(word[0], "list") == 0 && count > 1)
		world.open = (size_t)atoi(word[1]);
	else if (strcmp(word[0], "colleague") == 0)
		world.colleague = true;
	else if (strcmp(word[0], "watched") == 0 && count > 1)
		tell_watched(word, count);
	else if (strcmp(word[0], "hold") == 0)
		world.hold = true;
	else if (strcmp(word[0], "release") == 0)
		world.hold = false;
	for (int i = 0; i < CALLS; i++)
		if (!world.hold && calls[i].held)
			fire(&calls[i]);
}
