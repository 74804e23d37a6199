#include "centrald/call.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "centrald/hasher.h"
#include "centrald/limits.h"

void call_reset(struct call *c)
{
	buf_free(&c->out);
	c->out = (struct buf)BUF_INIT_SECRET;
	c->status = 0;
	c->type = NULL;
	c->keep = false;
	c->hold = false;
	c->replayed = false;
	c->typed_miss = false;
	c->problem = PROBLEM_NONE;
	c->reason_count = 0;
	c->note_act = NULL;
	c->note_who[0] = '\0';
	c->note_enrolment[0] = '\0';
	c->note_citizen[0] = '\0';
	c->note_result = PROBLEM_NONE;
	c->touched[0] = '\0';
}

void call_free_parts(struct call *c)
{
	buf_free(&c->out);
	buf_free(&c->checkpoints);
	X509_free(c->peer.certificate);
	EVP_PKEY_free(c->device);
	hash_job_free(c->job);
	hash_job_free(c->hashed);
	register_lookup_free(c->lookup);
	register_lookup_free(c->looked_up);
	if (*c->own_lookup)
		limits_end(c->centre->own_lookups, c->own_lookup);
	c->own_lookup[0] = '\0';
}

bool call_finish(struct call *c, int status, struct error *err)
{
	if (!buf_ok(&c->out))
		return error_set(err, PROBLEM_MEMORY, "answer");
	c->status = status;
	return true;
}

/* What a request did wrong is told; what went wrong inside is the log's. */
bool call_may_tell(const struct error *err)
{
	int http = problem_row(err->problem)->http;
	return (http >= 400 && http < 500) || http == 503;
}

void call_problem(struct call *c, const struct error *err)
{
	struct api_problem p = {.problem = err->problem, .reason_count = c->reason_count};
	const struct problem_row *row = problem_row(err->problem);
	if (!call_may_tell(err)) {
		log_error(err);
		p.problem = PROBLEM_CENTRE_INTERNAL;
		row = problem_row(p.problem);
	} else {
		text_append(p.detail, sizeof p.detail, err->context);
	}
	text_append(p.correlation, sizeof p.correlation, c->correlation);
	memcpy(p.reasons, c->reasons, sizeof p.reasons);
	buf_clear(&c->out);
	api_problem_write(&c->out, &p);
	c->problem = p.problem;
	c->status = row->http;
	c->type = "application/problem+json";
	c->hold = false;
}

void call_who(const struct call *c, char out[API_ID_SIZE])
{
	out[0] = '\0';
	if (c->note_who[0])
		text_append(out, API_ID_SIZE, c->note_who);
	else if (c->officer.id[0])
		text_append(out, API_ID_SIZE, c->officer.id);
	else if (c->thumbprint[0])
		snprintf(out, API_ID_SIZE, "phone:%.16s", c->thumbprint);
}

void call_note_citizen(struct call *c, const char *citizen_hash)
{
	memcpy(c->note_citizen, citizen_hash, sizeof c->note_citizen);
}
