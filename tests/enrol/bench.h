/* A runner on fakes, with a clock that stands, and the steps that lead to each state. */
#ifndef TESTS_ENROL_BENCH_H
#define TESTS_ENROL_BENCH_H

#include "enrol/runner_parts.h"
#include "fakes.h"

struct bench {
	char root[64];
	char state[96];
	char journal[128];
	struct clock_fake time;
	struct clock clock;
	struct loop *loop;
	struct runner *runner;
	struct usual usual;
	int changes;			/* how often the face was told */
	struct api_enrolment enrolment; /* what the centre would say */
};

extern int fail_sync;	  /* errno of the next fdatasync calls, 0: none; needs --wrap=fdatasync */
extern int failing_syncs; /* how many of them */

int bench_setup(void **state);
int bench_teardown(void **state);
void bench_open(struct bench *b); /* a new runner on the same state directory */
void bench_close(struct bench *b);
void bench_pass(struct bench *b, int64_t ms); /* time goes by; timers fire */
const struct enrol *bench_enrol(const struct bench *b);
enum problem bench_problem(const struct bench *b);

void tell_text(void);
void tell_photo(void);
void tell_read_done(bool right_stored, int right_tries, bool left_stored, int left_tries);
void tell_verified(int tries);
void tell_not_verified(enum finger finger, int tries);
void tell_challenge(uint8_t first_byte); /* to what the card was asked for last */
void tell_written(enum write_outcome outcome, bool right_stored, bool left_stored);
void tell_not_written(enum problem problem);
void authorise(const char *id);
void approve(const char *id);
void allow_linkage(void);
void say_state(struct bench *b, enum asked what, enum enrolment_state s);
void say_code(struct bench *b, const char *symbol);

void go_reading(struct bench *b);
void go_face(struct bench *b); /* read done, register has allowed */
void go_finger(struct bench *b);
void go_matching(struct bench *b);
void go_storing(struct bench *b); /* an empty chip: which fingers? */
void go_writing(struct bench *b); /* both fingers wanted; the right one is being written */
void go_desk(struct bench *b, bool right_stored, bool left_stored);
void go_proofing(struct bench *b);
void go_proofed(struct bench *b);
void go_qr(struct bench *b);
void go_scanned(struct bench *b);

#define RIGHT (1u << FINGER_RIGHT_INDEX)
#define LEFT  (1u << FINGER_LEFT_INDEX)
#define BOTH  (RIGHT | LEFT)

/* What the runner shows must be so, or the test fails and says what it is. */
void assert_state(const struct bench *b, enum enrol_state state);
void assert_writing(const struct bench *b, enum writing_state state); /* in STORING */
void assert_stopped(const struct bench *b, enum problem problem);
/* What the centre was told of the write, which it takes. */
void assert_told(const char *id, enum api_outcome outcome);
const struct writing *writing_of(const struct bench *b);

/* What the officer does: which finger is matched, which are stored; the second one's word. */
bool pick(struct bench *b, enum finger finger);
void choose(struct bench *b, unsigned fingers);
bool give_word(struct bench *b, const char *pin);

#define AT_BENCH(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

#endif
