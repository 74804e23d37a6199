/* The questions, and what their answers do. */
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "person/pin.h"
#include "phone/code.h"
#include "phone/key.h"
#include "phone/runner.h"

static void ask_with(struct phone *p, const char *text)
{
	const struct face_place place = place_of(p);
	p->face->ops->ask(p->face, &place, text);
}

void ask(struct phone *p)
{
	ask_with(p, NULL);
}

void ask_terms(struct phone *p)
{
	ask_with(p, lang_get() == LANG_TH ? p->texts.terms_th : p->texts.terms_en);
}

void ask_consent(struct phone *p)
{
	ask_with(p, lang_get() == LANG_TH ? p->texts.consent_th : p->texts.consent_en);
}

void answer_yes_no(struct phone *p, const struct answer *a)
{
	const struct face_place place = place_of(p);
	const enum step asked = p->flow.step;
	flow_event(&p->flow, a->yes ? EVENT_YES : EVENT_NO);
	if (!a->yes)
		p->face->ops->problem(p->face, &place,
		    &(struct error){
			.problem = asked == STEP_LEAVE ? PROBLEM_NO_LEAVE : p->flow.problem},
		    p->flow.step != STEP_END);
	enter(p);
}

void answer_number(struct phone *p, const struct answer *a)
{
	struct error e = {.problem = PROBLEM_NUMBER_INVALID};
	if (citizen_number_parse(&p->claim.number, a->text))
		went_on(p, EVENT_YES);
	else
		went_wrong(p, &e);
}

void answer_code(struct phone *p, const struct answer *a)
{
	struct error e;
	const char *host = p->options->host;
	bool ok = a->image ? code_from_image(&p->claim, a->text, host, p->flow.devices, &e)
			   : code_from_text(&p->claim, a->text, host, p->flow.devices, &e);
	if (ok)
		went_on(p, EVENT_YES);
	else
		went_wrong(p, &e);
}

/* The picture of the command line is taken before anybody is asked; only once. */
void ask_code(struct phone *p)
{
	struct answer a = {.image = true};
	if (!p->options->image || p->image_used) {
		ask(p);
		return;
	}
	p->image_used = true;
	snprintf(a.text, sizeof a.text, "%s", p->options->image);
	answer_code(p, &a);
}

void answer_pin(struct phone *p, const struct answer *a)
{
	char pin[PIN_DIGITS + 1], again[PIN_DIGITS + 1];
	struct error e = {0};
	int64_t now = clock_real_ms(loop_clock(p->loop));
	bool eight = pin_read(pin, a->pin), same = pin_read(again, a->again) && eight;
	same = same && strcmp(pin, again) == 0;
	if (!eight || pin_is_weak(pin, bangkok_time_of(now).date))
		e.problem = PROBLEM_PIN_WEAK;
	else if (!same)
		e.problem = PROBLEM_PIN_DIFFERS;
	else
		key_wrap(&p->store, FILE_PENDING_KEY, client_key(p->client), pin, &e);
	secret_wipe(pin, sizeof pin);
	secret_wipe(again, sizeof again);
	if (e.problem != PROBLEM_NONE)
		went_wrong(p, &e);
	else
		went_on(p, EVENT_YES);
}

void answer_consent(struct phone *p, const struct answer *a)
{
	char pin[PIN_DIGITS + 1];
	struct error e;
	int left = 0;
	if (!a->yes) {
		went_on(p, EVENT_NO);
		return;
	}
	(void)pin_read(pin, a->pin); /* what is no PIN is a wrong one */
	EVP_PKEY *key = key_unwrap(&p->store, FILE_PENDING_KEY, pin, &left, &e);
	secret_wipe(pin, sizeof pin);
	if (key) {
		client_set_key(p->client, key); /* what was wrapped is what signs */
		went_on(p, EVENT_YES);
		return;
	}
	if (e.problem == PROBLEM_KEY_DESTROYED) {
		client_abort(p->client);
		client_set_key(p->client, NULL);
	}
	went_wrong(p, &e);
}
