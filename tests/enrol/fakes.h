/* What the runner's tests put in place of the helpers and the centre: everything asked of
 * them is noted, and the test says what they answer. */
#ifndef TESTS_ENROL_FAKES_H
#define TESTS_ENROL_FAKES_H

#include "card/card.h"
#include "card/sensor.h"
#include "central/central.h"

/* ---- card and sensor ---- */

struct fake_desk {
	int card_starts, sensor_starts;
	bool start_fails;
	int watches, reads, releases, verifies, captures, sensor_cancels;
	bool read_with_photo, read_kept;
	bool last_try; /* of the last verify */
	enum finger finger;
	uint8_t template_[TEMPLATE_MAX];
	size_t template_len;
	int enrolls, challenges, stores, removes, rereads;
	size_t other_len; /* what the last enroll was told of the other hand */
	enum finger_write write;
	uint8_t cryptogram[CARD_CRYPTOGRAM_SIZE];
	bool deaf; /* commands about writing fail */
};
extern struct fake_desk desk;

void card_tell(const struct card_event *event);
void card_tells(enum card_event_type type, enum problem problem);
void sensor_tells(enum sensor_event_type type, enum problem problem);
/* A template of so many minutiae, spread by `seed`: the same seed is the same finger. */
void sensor_gives(unsigned seed);
void sensor_tells_bytes(uint8_t byte, size_t len); /* a template of nothing else */
void sensor_guides(enum sensor_guide guide, int press, int presses);
bool card_is_linked(void);
int fake_start_card(void *arg);
int fake_start_sensor(void *arg);

/* ---- centre ---- */

enum asked {
	ASKED_LINKAGE,
	ASKED_REFUSAL,
	ASKED_ENROL,
	ASKED_CODE,
	ASKED_MATCH,
	ASKED_CANCEL,
	ASKED_POLL,
	ASKED_APPROVE,
	ASKED_WRITE,
	ASKED_OUTCOME,
	ASKED_TAKE_OVER,
	ASKED_COUNT
};

struct fake_call {
	int count; /* how often it was asked */
	central_call pending;
	central_fn *fn;
	void *arg;
	char key[API_ID_SIZE];
	char id[API_ID_SIZE];
};

#define FAKE_WAITING_MAX 16
struct fake_centre {
	struct fake_call calls[ASKED_COUNT];
	struct api_linkage_check check;
	struct api_refusal refusal;
	struct api_new_enrolment enrol;
	struct api_evidence evidence;
	struct api_match_code match;
	struct api_cancel cancel;
	struct api_approval_request approve;
	struct api_finger_write write;
	struct api_finger_outcome outcome;
	struct api_status status; /* what it said last */
	struct api_session session;
	bool logged_out;
	struct fake_call waiting[FAKE_WAITING_MAX]; /* outcomes told before the pending one */
	int waiting_count;
	long after;
	int signatures;
	int let_go; /* calls that went on without anybody */
	int64_t now;
	/* Called when something that changes is asked for, before anything else. */
	void (*on_change)(const char *key);
};
extern struct fake_centre centre;

struct central *fake_central(void);
/* Answers the pending call; it must be pending. */
void centre_answers(enum asked what, const void *answer);
void centre_fails(enum asked what, enum problem problem, bool answered, bool maybe_done);

#endif
