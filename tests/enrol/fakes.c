#include "fakes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- card and sensor ---- */

struct fake_desk desk;

struct card_link {
	card_event_fn *fn;
	void *arg;
};
struct sensor_link {
	sensor_event_fn *fn;
	void *arg;
};
static struct card_link the_card;
static struct sensor_link the_sensor;

int fake_start_card(void *arg)
{
	(void)arg;
	desk.card_starts++;
	return desk.start_fails ? -1 : 1000;
}

int fake_start_sensor(void *arg)
{
	(void)arg;
	desk.sensor_starts++;
	return desk.start_fails ? -1 : 1001;
}

struct card_link *card_link_open(struct loop *loop, int fd, card_event_fn *fn, void *arg)
{
	(void)loop;
	assert(fd == 1000 && !the_card.fn);
	the_card = (struct card_link){fn, arg};
	return &the_card;
}

void card_link_close(struct card_link *link)
{
	*link = (struct card_link){0};
}

bool card_is_linked(void)
{
	return the_card.fn != NULL;
}

bool card_watch(struct card_link *link)
{
	(void)link;
	desk.watches++;
	return true;
}

bool card_read(struct card_link *link, bool with_photo, bool keep_transaction)
{
	(void)link;
	desk.reads++;
	desk.read_with_photo = with_photo;
	desk.read_kept = keep_transaction;
	return true;
}

bool card_verify(
    struct card_link *link, enum finger finger, const uint8_t *template_, size_t len, bool last_try)
{
	(void)link;
	desk.last_try = last_try;
	desk.verifies++;
	desk.finger = finger;
	desk.template_len = len;
	memcpy(desk.template_, template_, len);
	return true;
}

bool card_challenge(struct card_link *link, enum finger finger, enum finger_write write)
{
	(void)link;
	desk.challenges += !desk.deaf;
	desk.finger = finger;
	desk.write = write;
	return !desk.deaf;
}

static bool written(int *count, enum finger finger, const uint8_t *cryptogram)
{
	*count += !desk.deaf;
	desk.finger = finger;
	memcpy(desk.cryptogram, cryptogram, CARD_CRYPTOGRAM_SIZE);
	return !desk.deaf;
}

bool card_store(struct card_link *link, enum finger finger, const uint8_t *template_, size_t len,
    const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE])
{
	(void)link;
	desk.template_len = len;
	memcpy(desk.template_, template_, len);
	return written(&desk.stores, finger, cryptogram);
}

bool card_remove(
    struct card_link *link, enum finger finger, const uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE])
{
	(void)link;
	return written(&desk.removes, finger, cryptogram);
}

bool card_fingers(struct card_link *link)
{
	(void)link;
	desk.rereads++;
	return true;
}

bool card_release(struct card_link *link)
{
	(void)link;
	desk.releases++;
	return true;
}

void card_tell(const struct card_event *event)
{
	assert(the_card.fn);
	the_card.fn(the_card.arg, event);
}

void card_tells(enum card_event_type type, enum problem problem)
{
	struct card_event event = {.type = type, .error = {.problem = problem}};
	snprintf(event.reader, sizeof(event.reader), "Reader 00 00");
	card_tell(&event);
}

struct sensor_link *sensor_link_open(struct loop *loop, int fd, sensor_event_fn *fn, void *arg)
{
	(void)loop;
	assert(fd == 1001 && !the_sensor.fn);
	the_sensor = (struct sensor_link){fn, arg};
	return &the_sensor;
}

void sensor_link_close(struct sensor_link *link)
{
	*link = (struct sensor_link){0};
}

bool sensor_capture(struct sensor_link *link, enum finger finger)
{
	(void)link;
	desk.captures++;
	desk.finger = finger;
	return true;
}

bool sensor_enroll(
    struct sensor_link *link, enum finger finger, const uint8_t *other, size_t other_len)
{
	(void)link;
	(void)other;
	desk.enrolls++;
	desk.finger = finger;
	desk.other_len = other_len;
	return !desk.deaf;
}

bool sensor_cancel(struct sensor_link *link)
{
	(void)link;
	desk.sensor_cancels++;
	return true;
}

void sensor_tells(enum sensor_event_type type, enum problem problem)
{
	struct sensor_event event = {.type = type, .error = {.problem = problem}, .len = 36};
	memset(event.template_, 0x5a, event.len);
	assert(the_sensor.fn);
	the_sensor.fn(the_sensor.arg, &event);
}

void sensor_tells_bytes(uint8_t byte, size_t len)
{
	struct sensor_event event = {.type = SENSOR_EV_TEMPLATE, .len = len};
	memset(event.template_, byte, len);
	assert(the_sensor.fn);
	the_sensor.fn(the_sensor.arg, &event);
}

void sensor_guides(enum sensor_guide guide, int press, int presses)
{
	const struct sensor_event event = {
	    .type = SENSOR_EV_GUIDE, .guide = guide, .press = press, .presses = presses};
	assert(the_sensor.fn);
	the_sensor.fn(the_sensor.arg, &event);
}

void sensor_gives(unsigned seed)
{
	struct sensor_event event = {.type = SENSOR_EV_TEMPLATE, .len = 24 * 3};
	for (size_t i = 0; i < event.len; i++) {
		seed = seed * 1103515245u + 12345u;
		event.template_[i] = (uint8_t)(seed >> 16);
		if (i % 3 == 2) /* an ending, whatever its angle */
			event.template_[i] = (uint8_t)(0x40 | (event.template_[i] & 0x3f));
	}
	assert(the_sensor.fn);
	the_sensor.fn(the_sensor.arg, &event);
}

/* ---- centre ---- */

struct fake_centre centre;
static unsigned next_call;

struct central {
	int nothing;
};
static struct central the_centre;

struct central *fake_central(void)
{
	return &the_centre;
}

static central_call ask(enum asked what, const char *id, const char *key, central_fn *fn, void *arg)
{
	struct fake_call *call = &centre.calls[what];
	if (what == ASKED_OUTCOME && call->pending) { /* several may be under way at once */
		assert(centre.waiting_count < FAKE_WAITING_MAX);
		centre.waiting[centre.waiting_count++] = *call;
	}
	assert(!call->pending || what == ASKED_OUTCOME);
	call->count++;
	call->pending = ++next_call;
	call->fn = fn;
	call->arg = arg;
	snprintf(call->id, sizeof(call->id), "%s", id);
	snprintf(call->key, sizeof(call->key), "%s", key);
	if (key[0] && centre.on_change)
		centre.on_change(key);
	return call->pending;
}

bool central_logged_in(const struct central *c)
{
	return c && !centre.logged_out;
}

const struct api_status *central_last_status(const struct central *c)
{
	(void)c;
	return &centre.status;
}

/* A request about fingers is kept in memory, not in the journal. */
static central_call ask_unjournalled(
    enum asked what, const char *id, const char *key, central_fn *fn, void *arg)
{
	void (*on_change)(const char *) = centre.on_change;
	centre.on_change = NULL;
	central_call call = ask(what, id, key, fn, arg);
	centre.on_change = on_change;
	return call;
}

central_call central_approve(struct central *c, const struct api_approval_request *request,
    const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.approve = *request;
	return ask_unjournalled(ASKED_APPROVE, "", key, fn, arg);
}

central_call central_finger_write(
    struct central *c, const struct api_finger_write *w, const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.write = *w;
	return ask_unjournalled(ASKED_WRITE, "", key, fn, arg);
}

central_call central_finger_outcome(struct central *c, const char *id,
    const struct api_finger_outcome *o, const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.outcome = *o;
	return ask_unjournalled(ASKED_OUTCOME, id, key, fn, arg);
}

int64_t central_now(const struct central *c)
{
	(void)c;
	return centre.now;
}

bool central_sign_evidence(
    struct central *c, struct buf *out, const struct api_evidence *e, struct error *err)
{
	(void)c;
	(void)err;
	centre.evidence = *e;
	buf_printf(out, "signed.evidence.%d", ++centre.signatures);
	return true;
}

central_call central_linkage_check(
    struct central *c, const struct api_linkage_check *check, central_fn *fn, void *arg)
{
	(void)c;
	centre.check = *check;
	return ask(ASKED_LINKAGE, "", "", fn, arg);
}

central_call central_refusal(struct central *c, const struct api_refusal *refusal, const char *key,
    central_fn *fn, void *arg)
{
	void (*on_change)(const char *) = centre.on_change;
	(void)c;
	centre.refusal = *refusal;
	centre.on_change = NULL; /* a refusal is not journalled: nothing hangs on it here */
	central_call call = ask(ASKED_REFUSAL, "", key, fn, arg);
	centre.on_change = on_change;
	return call;
}

central_call central_enrol(struct central *c, const struct api_new_enrolment *n, const char *key,
    central_fn *fn, void *arg)
{
	(void)c;
	centre.enrol = *n;
	return ask(ASKED_ENROL, "", key, fn, arg);
}

central_call central_enrolment(
    struct central *c, const char *id, long after, central_fn *fn, void *arg)
{
	(void)c;
	centre.after = after;
	return ask(ASKED_POLL, id, "", fn, arg);
}

central_call central_code(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	(void)c;
	return ask(ASKED_CODE, id, key, fn, arg);
}

central_call central_match_code(struct central *c, const char *id, const struct api_match_code *m,
    const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.match = *m;
	return ask(ASKED_MATCH, id, key, fn, arg);
}

central_call central_cancel(struct central *c, const char *id, const struct api_cancel *cancel,
    const char *key, central_fn *fn, void *arg)
{
	(void)c;
	centre.cancel = *cancel;
	return ask(ASKED_CANCEL, id, key, fn, arg);
}

central_call central_take_over(
    struct central *c, const char *id, const char *key, central_fn *fn, void *arg)
{
	(void)c;
	return ask(ASKED_TAKE_OVER, id, key, fn, arg);
}

const struct api_session *central_session(const struct central *c)
{
	(void)c;
	return centre.logged_out ? NULL : &centre.session;
}

/* The one that was asked before it has its turn, its count going on. */
static void next_outcome(void)
{
	struct fake_call *call = &centre.calls[ASKED_OUTCOME];
	int count = call->count;
	if (call->pending || centre.waiting_count == 0)
		return;
	*call = centre.waiting[--centre.waiting_count];
	call->count = count;
}

void central_abort(struct central *c, central_call call)
{
	(void)c;
	for (int i = 0; i < centre.waiting_count; i++)
		if (centre.waiting[i].pending == call)
			centre.waiting[i] = centre.waiting[--centre.waiting_count];
	for (int i = 0; i < ASKED_COUNT; i++)
		if (call && centre.calls[i].pending == call)
			centre.calls[i].pending = 0;
	next_outcome();
}

void central_let_go(struct central *c, central_call call)
{
	centre.let_go += call != 0;
	central_abort(c, call);
}

void centre_answers(enum asked what, const void *answer)
{
	struct fake_call *call = &centre.calls[what];
	assert(call->pending);
	struct fake_call asked = *call;
	call->pending = 0;
	next_outcome();
	asked.fn(asked.arg, NULL, answer);
}

void centre_fails(enum asked what, enum problem problem, bool answered, bool maybe_done)
{
	struct fake_call *call = &centre.calls[what];
	const struct central_failure failure = {.error = {.problem = problem},
	    .problem = {.problem = problem},
	    .answered = answered,
	    .maybe_done = maybe_done};
	assert(call->pending);
	struct fake_call asked = *call;
	call->pending = 0;
	next_outcome();
	asked.fn(asked.arg, &failure, NULL);
}
