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

#define AT_BENCH(test) cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

#endif
