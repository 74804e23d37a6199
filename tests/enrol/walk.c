#include "walk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NODES_MAX (1 << 20)
#define KEY_SIZE  24

/* Every event, with each argument and problem that the rules tell apart. */
static const struct enrol_input inputs[] = {
    {ENROL_EV_CARD_IN, 0, PROBLEM_NONE},
    {ENROL_EV_CARD_OUT, 0, PROBLEM_NONE},
    {ENROL_EV_CARD_FAILED, 0, PROBLEM_CARD_UNREADABLE},
    {ENROL_EV_CARD_FAILED, 0, PROBLEM_HELPER_DIED},
    {ENROL_EV_TEXT, 0, PROBLEM_NONE},
    {ENROL_EV_READ_DONE, 0, PROBLEM_NONE},
    {ENROL_EV_READ_DONE, 0, PROBLEM_NO_FINGER_ON_CARD},
    {ENROL_EV_READ_DONE, 0, PROBLEM_FINGER_LOCKED},
    {ENROL_EV_NO_APP, 0, PROBLEM_NONE},
    {ENROL_EV_SAME_PERSON, 0, PROBLEM_NONE},
    {ENROL_EV_NOT_SAME_PERSON, 0, PROBLEM_NOT_SAME_PERSON},
    {ENROL_EV_NOT_SAME_PERSON, 0, PROBLEM_FACE_UNSURE},
    {ENROL_EV_NOT_SAME_PERSON, 0, PROBLEM_CARD_OF_ANOTHER},
    {ENROL_EV_NOT_SAME_PERSON, 0, PROBLEM_FACE_NOT_SHOWN},
    {ENROL_EV_LINKAGE_ALLOWED, 0, PROBLEM_NONE},
    {ENROL_EV_LINKAGE_REFUSED, 0, PROBLEM_REFUSED_DECEASED},
    {ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX, PROBLEM_NONE},
    {ENROL_EV_FINGER_CHOSEN, FINGER_LEFT_INDEX, PROBLEM_NONE},
    {ENROL_EV_FINGER_CHOSEN, FINGER_RIGHT_INDEX, PROBLEM_FINGER_LAST_TRY},
    {ENROL_EV_LAST_TRY_TYPED, 0, PROBLEM_NONE},
    {ENROL_EV_LAST_TRY_TYPED, 0, PROBLEM_FINGER_LAST_TRY_KEPT},
    {ENROL_EV_TEMPLATE, 0, PROBLEM_NONE},
    {ENROL_EV_SENSOR_FAILED, 0, PROBLEM_NO_SENSOR},
    {ENROL_EV_SENSOR_FAILED, 0, PROBLEM_FINGER_TIMEOUT},
    {ENROL_EV_MATCHED, 3, PROBLEM_NONE},
    {ENROL_EV_NOT_MATCHED, 2, PROBLEM_NONE},
    {ENROL_EV_NOT_MATCHED, 1, PROBLEM_FINGER_LAST_TRY_KEPT},
    {ENROL_EV_NOT_MATCHED, 0, PROBLEM_FINGER_LOCKED},
    {ENROL_EV_NO_FINGER_LEFT, 0, PROBLEM_NO_FINGER_ON_CARD},
    {ENROL_EV_NO_FINGER_LEFT, 0, PROBLEM_FINGER_LOCKED},
    {ENROL_EV_STORE, 0, PROBLEM_NONE},
    {ENROL_EV_REMOVE, 0, PROBLEM_NONE},
    {ENROL_EV_STORED, 0, PROBLEM_NONE},
    {ENROL_EV_STORE_ENDED, 0, PROBLEM_NO_FINGER_ON_CARD},
    {ENROL_EV_STORE_ENDED, 0, PROBLEM_WRITE_DAMAGED},
    {ENROL_EV_EXCEPTION, ABSENCE_INJURED, PROBLEM_NONE},
    {ENROL_EV_EXCEPTION, ABSENCE_INJURED, PROBLEM_EXCEPTIONS_OFF},
    {ENROL_EV_APPROVE, 0, PROBLEM_NONE},
    {ENROL_EV_APPROVED, 0, PROBLEM_NONE},
    {ENROL_EV_CREATED, STATE_PROOFED, PROBLEM_NONE},
    {ENROL_EV_CODE_ASKED, 0, PROBLEM_NONE},
    {ENROL_EV_CODE, STATE_QR_CREATED, PROBLEM_NONE},
    {ENROL_EV_MATCH_CODE_TYPED, 0, PROBLEM_NONE},
    {ENROL_EV_MATCH_CODE_WRONG, 0, PROBLEM_NONE},
    {ENROL_EV_TAKEN_OVER, 0, PROBLEM_TAKEN_OVER},
    {ENROL_EV_CENTRE_STATE, STATE_PROOFED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_QR_CREATED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_SCANNED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_CONFIRMED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_CONSENTED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_SAVED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_SUCCESS, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_EXPIRED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_CANCELLED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_CANCELLED, PROBLEM_ENDED_MATCH_CODE},
    {ENROL_EV_CENTRE_STATE, STATE_LOCKED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_CONTESTED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_STATE, STATE_REFUSED, PROBLEM_NONE},
    {ENROL_EV_CENTRE_FAILED, 0, PROBLEM_CENTRE_DOWN},
    {ENROL_EV_CENTRE_FAILED, 1, PROBLEM_CENTRE_TIMEOUT},
    {ENROL_EV_CENTRE_FAILED, 0, PROBLEM_EVIDENCE_OLD},
    {ENROL_EV_CENTRE_FAILED, 0, PROBLEM_REFUSED_QUOTA},
    {ENROL_EV_CENTRE_FAILED, 0, PROBLEM_APPROVAL_BAD},
    {ENROL_EV_CANCEL, 0, PROBLEM_NONE},
    {ENROL_EV_CONTEST, 0, PROBLEM_NONE},
    {ENROL_EV_LEAVE, 0, PROBLEM_NONE},
    {ENROL_EV_RETRY, 0, PROBLEM_NONE},
    {ENROL_EV_SECOND_PHONE, 0, PROBLEM_NONE},
};
#define INPUT_COUNT (sizeof(inputs) / sizeof(inputs[0]))

static void key_of(uint8_t key[KEY_SIZE], const struct node *n)
{
	const struct enrol *e = &n->enrol;
	const int parts[KEY_SIZE] = {(int)e->state, (int)e->problem, (int)e->reason,
	    (int)e->finger_problem, e->verdict_given, e->linkage_allowed, e->read_done,
	    (int)e->finger, e->tries_left + 1, (int)e->centre, e->card_held, e->contested,
	    e->second_phone, e->verifying, e->created, (int)e->linkage, (int)e->evidence,
	    (int)e->code, (int)e->cancel, (int)n->walked, e->last_try, e->desk, (int)e->absence,
	    (int)e->approval};
	for (size_t i = 0; i < KEY_SIZE; i++) {
		assert(parts[i] >= 0 && parts[i] < 256);
		key[i] = (uint8_t)parts[i];
	}
}

bool same_enrol(const struct enrol *a, const struct enrol *b)
{
	uint8_t ka[KEY_SIZE], kb[KEY_SIZE];
	key_of(ka, &(struct node){.enrol = *a});
	key_of(kb, &(struct node){.enrol = *b});
	return memcmp(ka, kb, KEY_SIZE) == 0;
}

bool is_over(enum enrol_state s)
{
	return s == ENROL_SUCCESS || s == ENROL_ENDED || s == ENROL_STOPPED || s == ENROL_PARKED;
}

struct reached {
	struct node *nodes; /* in the order found; a queue as well */
	size_t count;
	uint32_t *slots; /* open addressing: index + 1, 0 is free */
};

static uint32_t hash(const uint8_t key[KEY_SIZE])
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < KEY_SIZE; i++)
		h = (h ^ key[i]) * 16777619u;
	return h;
}

static void reach(struct reached *r, const struct node *n)
{
	uint8_t key[KEY_SIZE], other[KEY_SIZE];
	key_of(key, n);
	uint32_t at = hash(key) % (2 * NODES_MAX);
	for (; r->slots[at]; at = (at + 1) % (2 * NODES_MAX)) {
		key_of(other, &r->nodes[r->slots[at] - 1]);
		if (memcmp(key, other, KEY_SIZE) == 0)
			return;
	}
	assert(r->count < NODES_MAX);
	r->nodes[r->count++] = *n;
	r->slots[at] = (uint32_t)r->count;
}

static unsigned walked_by(const struct arrival *a)
{
	static const unsigned marks[ENROL_EVENT_COUNT] = {
	    [ENROL_EV_SAME_PERSON] = SAID_YES,
	    [ENROL_EV_LINKAGE_ALLOWED] = REGISTER_ALLOWED,
	    [ENROL_EV_MATCHED] = FINGER_MATCHED,
	    [ENROL_EV_CREATED] = CENTRE_HAS_IT,
	    [ENROL_EV_CARD_OUT] = CARD_PULLED,
	    [ENROL_EV_APPROVED] = APPROVED,
	};
	bool taken = !same_enrol(&a->before.enrol, &a->after.enrol);
	return taken ? marks[a->in.event] : 0;
}

static void meet(
    struct reached *r, const struct node *n, void (*fn)(void *, const struct arrival *), void *arg)
{
	for (size_t i = 0; i < INPUT_COUNT; i++) {
		struct arrival a = {.before = *n, .in = inputs[i], .after = *n};
		a.effects = enrol_step(&a.after.enrol, &a.in);
		a.after.walked |= walked_by(&a);
		fn(arg, &a);
		reach(r, &a.after);
	}
}

size_t walk(void (*fn)(void *arg, const struct arrival *a), void *arg)
{
	struct reached r = {
	    .nodes = calloc(NODES_MAX, sizeof(struct node)),
	    .slots = calloc(2 * NODES_MAX, sizeof(uint32_t)),
	};
	assert(r.nodes && r.slots);
	struct node start = {0};
	enrol_init(&start.enrol);
	reach(&r, &start);
	enrol_init_desk(&start.enrol);
	reach(&r, &start);
	for (size_t i = 0; i < r.count; i++) {
		struct node n = r.nodes[i];
		meet(&r, &n, fn, arg);
	}
	free(r.nodes);
	free(r.slots);
	return r.count;
}
