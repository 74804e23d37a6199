/*
 * tests/centrald/fixture.h - one world for a program's tests: set_up_samples and tear_down
 * are a group's, `world` is theirs.
 */
#ifndef DDOPA_TESTS_CENTRALD_FIXTURE_H
#define DDOPA_TESTS_CENTRALD_FIXTURE_H

#include "../base/cmocka_all.h"
#include "counter.h"

extern struct world world;

int set_up_samples(void **state); /* the sample data, running */
int tear_down(void **state);

/* A counter of the world, and an officer logged in there. */
void counter_logged_in(
    struct counter *k, const char *office, const char *name, const char *number, const char *pin);

/* A counter that is logged in, a card, an enrollment with a code, and a phone. */
struct scene {
	struct counter counter;
	struct phone phone;
	struct api_card_claim card;
	struct api_enrolment enrolment;
};
void scene_begin(struct scene *s, const char *card);	 /* PROOFED */
void scene_with_code(struct scene *s, const char *card); /* QR_CREATED */
void scene_claimed(struct scene *s, const char *card);	 /* SCANNED */
void scene_confirmed(struct scene *s, const char *card); /* CONFIRMED */
void scene_look(struct scene *s);			 /* s->enrolment anew */
void scene_post(struct scene *s, const char *what, const char *json, struct answer *a);
/* Cancels what is still open, so that the citizen is free for the next test. */
void scene_end(struct scene *s);

/* Asserts how the request ends, and frees the answer. */
void expect_problem(struct answer *a, enum problem problem);
void expect_status(struct answer *a, long status);

#endif
