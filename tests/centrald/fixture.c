#include "fixture.h"

#include <string.h>

struct world world;

int set_up_samples(void **state)
{
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	return 0;
}

int tear_down(void **state)
{
	*state = NULL;
	world_free(&world);
	return 0;
}

void counter_logged_in(
    struct counter *k, const char *office, const char *name, const char *number, const char *pin)
{
	counter_make(k, &world, office, name);
	counter_login_ok(k, number, pin);
}

void scene_begin(struct scene *s, const char *card)
{
	counter_ready(&s->counter, &world);
	phone_make(&s->phone, &world);
	card_of(&s->card, card);
	counter_create_ok(&s->counter, &s->card, false, &s->enrolment);
}

void scene_with_code(struct scene *s, const char *card)
{
	scene_begin(s, card);
	counter_code_ok(&s->counter, s->enrolment.id, &s->enrolment);
}

void scene_claimed(struct scene *s, const char *card)
{
	scene_with_code(s, card);
	phone_claim_ok(&s->phone, &s->enrolment.code, s->card.number.digits);
}

void scene_confirmed(struct scene *s, const char *card)
{
	scene_claimed(s, card);
	match_ok(&s->counter, &s->phone);
}

void scene_look(struct scene *s)
{
	counter_get_ok(&s->counter, s->enrolment.id, &s->enrolment);
}

void scene_post(struct scene *s, const char *what, const char *json, struct answer *a)
{
	counter_post(&s->counter, s->enrolment.id, what, json, a);
}

void scene_end(struct scene *s)
{
	struct answer a;
	scene_look(s);
	if (!enrolment_state_is_end(s->enrolment.state)) {
		scene_post(s, "cancel", "{\"contested\":false}", &a);
		expect_status(&a, 200);
	}
	phone_free(&s->phone);
	counter_free(&s->counter);
}

void expect_problem(struct answer *a, enum problem problem)
{
	answer_problem(a, problem);
	answer_free(a);
}

void expect_status(struct answer *a, long status)
{
	answer_is(a, status);
	answer_free(a);
}
