#include "centrald/agency.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/secret.h"
#include "centrald/agency_json.h"
#include "centrald/agency_memory.h"

struct agency {
	const struct clock *clock;
	struct agency_http *http;
	struct agency_memory *memory;
	struct breaker breaker;
	struct agency_numbers numbers;
	agency_done_fn *done;
	void *arg;
};

static const struct register_driver driver;

static void fail(struct register_lookup *l, enum agency_outcome outcome)
{
	l->problem = PROBLEM_LINKAGE_AWAY;
	l->why = agency_outcome_word(outcome);
}

static bool agency_now(void *self, struct store *store, const struct register_question *q,
    struct register_answer *out, bool *known, struct error *err)
{
	struct agency *a = self;
	(void)store;
	(void)err;
	*known = agency_memory_find(a->memory, q, clock_mono_ms(a->clock), out);
	a->numbers.remembered += *known;
	return true;
}

static bool refuse(struct agency *a, struct register_lookup *l, enum agency_outcome outcome)
{
	a->numbers.outcomes[outcome]++;
	fail(l, outcome);
	return false;
}

static bool agency_start(void *self, struct register_lookup *l)
{
	struct agency *a = self;
	struct buf body = BUF_INIT_SECRET;
	if (a->numbers.under_way >= AGENCY_UNDER_WAY_MAX)
		return refuse(a, l, AGENCY_BUSY);
	enum breaker_leave leave = breaker_ask(&a->breaker, clock_mono_ms(a->clock));
	if (leave == BREAKER_REFUSED)
		return refuse(a, l, AGENCY_PAUSED);
	if (leave == BREAKER_PROBE)
		log_write(LOG_LEVEL_WARN, "linkage: breaker half-open, one question is asked");
	l->probe = leave == BREAKER_PROBE;
	agency_question_write(&body, &l->question);
	if (buf_ok(&body) && agency_http_ask(a->http, &body, l)) {
		a->numbers.under_way++;
		return true;
	}
	buf_free(&body);
	if (l->probe)
		breaker_give_up(&a->breaker, clock_mono_ms(a->clock));
	return refuse(a, l, AGENCY_BUSY);
}

/* Outcome, number and form of the trouble; nothing of the person. */
static void log_failure(enum agency_outcome outcome, long detail, const struct error *form)
{
	log_write(LOG_LEVEL_WARN, "linkage: %s %ld%s%s", agency_outcome_word(outcome), detail,
	    form->problem == PROBLEM_NONE ? "" : ": ",
	    form->problem == PROBLEM_NONE ? "" : form->context);
}

/* The words for them may be missing here, see PROBLEM_REFUSED_REGISTER. */
static void log_codes(const struct register_answer *answer)
{
	for (size_t i = 0; i < answer->code_count; i++)
		log_write(
		    LOG_LEVEL_INFO, "linkage: the register refuses, code %ld", answer->codes[i]);
}

static void tell_breaker(struct agency *a, const struct register_lookup *l, bool good)
{
	if (breaker_tell(&a->breaker, l->probe, good, clock_mono_ms(a->clock)))
		log_write(LOG_LEVEL_WARN, "linkage: breaker %s", breaker_word(a->breaker.state));
}

static void on_outcome(
    void *arg, void *of_question, enum agency_outcome outcome, long detail, const struct buf *body)
{
	struct agency *a = arg;
	struct register_lookup *l = of_question;
	struct error form = {0};
	if (outcome == AGENCY_ANSWERED &&
	    !agency_answer_read(&l->answer, &l->question, body->data, body->len, &form))
		outcome = AGENCY_NOT_UNDERSTOOD;
	a->numbers.outcomes[outcome]++;
	a->numbers.under_way--;
	if (outcome == AGENCY_ANSWERED) {
		log_codes(&l->answer);
	} else {
		log_failure(outcome, detail, &form);
		fail(l, outcome);
	}
	tell_breaker(a, l, outcome == AGENCY_ANSWERED);
	a->done(a->arg, l);
}

static void agency_keep(
    void *self, const struct register_question *q, const struct register_answer *answer)
{
	struct agency *a = self;
	agency_memory_keep(a->memory, q, clock_mono_ms(a->clock), answer);
}

static void agency_forget(void *self, const struct register_question *q)
{
	struct agency *a = self;
	agency_memory_forget(a->memory, q->citizen);
}

static void drop(void *of_question)
{
	register_lookup_free(of_question);
}

static void agency_close(void *self)
{
	struct agency *a = self;
	agency_http_close(a->http, drop);
	agency_memory_free(a->memory);
	free(a);
}

bool agency_open(struct registers *out, const struct linkage_config *cfg, struct event_base *base,
    const struct clock *clock, struct error *err)
{
	struct agency *a = calloc(1, sizeof *a);
	if (!a)
		return error_set(err, PROBLEM_MEMORY, "linkage");
	a->clock = clock;
	a->breaker = (struct breaker){.limit = cfg->failures, .pause_ms = cfg->pause * 1000};
	a->memory = agency_memory_new(cfg->cache * 1000);
	a->http = a->memory ? agency_http_open(cfg, base, on_outcome, a, err) : NULL;
	if (a->http) {
		*out = (struct registers){&driver, a};
		return true;
	}
	if (!a->memory)
		error_set(err, PROBLEM_MEMORY, "linkage");
	agency_close(a);
	return false;
}

void agency_on_done(struct registers *r, agency_done_fn *fn, void *arg)
{
	struct agency *a = r->self;
	a->done = fn;
	a->arg = arg;
}

bool agency_numbers(const struct registers *r, struct agency_numbers *out)
{
	if (r->driver != &driver)
		return false;
	const struct agency *a = r->self;
	*out = a->numbers;
	out->breaker = a->breaker.state;
	return true;
}

static const struct register_driver driver = {
    .name = "http",
    .now = agency_now,
    .start = agency_start,
    .keep = agency_keep,
    .forget = agency_forget,
    .close = agency_close,
};
