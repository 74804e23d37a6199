/*
 * phone/runner.h - what the parts of the runner share (inside this room only): phone.c
 * walks, ask.c asks and takes answers, calls.c speaks with the centre and keeps its files.
 */
#ifndef DDOPA_PHONE_RUNNER_H
#define DDOPA_PHONE_RUNNER_H

#include "phone/client.h"
#include "phone/phone.h"
#include "phone/store.h"
#include "wire/api.h"

#define FILE_KEY	 "key"
#define FILE_PENDING_KEY "key.pending" /* until SUCCESS: the old one stays valid */

struct phone {
	struct loop *loop;
	const struct phone_options *options;
	struct face *face;
	struct store store;
	struct client *client;
	struct flow flow;
	struct api_texts texts;
	struct api_claim claim;		      /* what was typed so far */
	struct api_phone_enrolment enrolment; /* as the centre told it last */
	bool claimed, image_used, ended;
	char digits[API_MATCH_DIGITS + 1];
	uint8_t thumbprint[SHA256_SIZE];
	int64_t deadline; /* mono */
	int exit_code;
};

/* ---- phone.c ---- */

struct face_place place_of(const struct phone *p);
void tell(struct phone *p);
void enter(struct phone *p); /* what the step wants done */
void stop(struct phone *p, int exit_code);
/* Something went wrong: told, and back to the question that can mend it, or the end. */
void went_wrong(struct phone *p, const struct error *error);
void went_on(struct phone *p, enum event event);

/* ---- calls.c: entering the steps of the centre ---- */

void enter_texts(struct phone *p);
void enter_claim(struct phone *p);
void enter_sign(struct phone *p);
void enter_person(struct phone *p);
void enter_proof(struct phone *p);
void enter_refuse(struct phone *p);
void enter_success(struct phone *p);
/* A call got no answer and will be sent again: the step is told once more. */
void still_trying(void *arg, const struct error *why);
void drop_pending(struct phone *p); /* files of an enrollment that came to nothing */

/* ---- ask.c: questions and answers ---- */

void ask(struct phone *p);
void ask_terms(struct phone *p);
void ask_code(struct phone *p);
void ask_consent(struct phone *p);
void answer_yes_no(struct phone *p, const struct answer *a);
void answer_number(struct phone *p, const struct answer *a);
void answer_code(struct phone *p, const struct answer *a);
void answer_pin(struct phone *p, const struct answer *a);
void answer_consent(struct phone *p, const struct answer *a);

#endif
