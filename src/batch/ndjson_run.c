/*
 * A result is told when the journal has it, and the journal has it in the order of the lines:
 * so what is on stdout is never sent again, and what is not is sent again with the key that it
 * had, which the centre carries out once.
 */
#include "batch/ndjson_run.h"

#include <string.h>

#include "base/encode.h"
#include "base/lang.h"
#include "base/loop.h"
#include "base/secret.h"
#include "batch/login.h"
#include "batch/ndjson_journal.h"
#include "batch/ndjson_progress.h"
#include "batch/ndjson_result.h"
#include "batch/ndjson_window.h"

#define PLACES_A_JOB 8
#define OUT_MAX	     (64 * 1024) /* bytes of results that are written together */
#define SENDINGS_MAX 20		 /* of one request, while the centre says that it is too much */

struct run {
	const struct ndjson_options *options;
	struct loop *loop;
	struct central *central;
	struct ndjson_lines *lines;
	struct result_journal *journal;
	struct window *window;
	struct progress progress;
	struct buf canonical; /* of the request that is looked at */
	unsigned input;	      /* the watch of it */
	int sent;	      /* places whose answer is still to come */
	bool ready;	      /* logged in */
	bool closing;	      /* no more lines are taken */
	bool over;	      /* the loop is to end; exit_code says why */
	bool stopped;	      /* by what concerns every line: */
	struct error why;
	/* Why no more of a kind are sent, in the order of request_kinds. */
	enum problem shut[REQUEST_KINDS_MAX];
	int exit_code;
	unsigned long lines_told, counts[OUTCOMES];
};

static void fail(struct run *r, const struct error *err)
{
	progress_clear(&r->progress);
	if (!r->over)
		r->exit_code = batch_tell(err);
	r->over = r->closing = true;
}

/* ---- sending ---- */

static enum problem *shut_of(struct run *r, const struct place *p)
{
	return &r->shut[p->request.kind - request_kinds];
}

static void settle(struct place *p, enum outcome outcome)
{
	p->state = PLACE_READY;
	p->outcome = outcome;
}

static void send(struct run *r, struct place *p);

static void judge(struct run *r, struct place *p, const struct central_failure *failure)
{
	const enum problem problem = failure->error.problem;

	p->error = failure->error;
	if (request_stops(problem)) {
		if (!r->stopped)
			r->why = failure->error;
		r->stopped = r->closing = true;
		settle(p, OUTCOME_LEFT);
	} else if (request_shuts(p->request.kind, problem)) {
		*shut_of(r, p) = problem;
		settle(p, OUTCOME_LEFT);
	} else if (problem == PROBLEM_RATE_LIMITED && p->sendings < SENDINGS_MAX && !r->closing) {
		send(r, p);
	} else {
		settle(p, failure->answered && !problem_row(problem)->retry ? OUTCOME_REFUSED
									    : OUTCOME_LEFT);
	}
}

static void on_answer(void *arg, const struct central_failure *failure, const void *answer)
{
	struct place *p = arg;
	struct run *r = p->run;
	const struct field *fields = p->request.kind->answer;

	r->sent--;
	if (failure != NULL) {
		judge(r, p, failure);
		return;
	}
	if (fields != NULL && answer != NULL) {
		buf_puts(&p->members, ",\"answer\":{");
		fields_write(&p->members, fields, answer);
		buf_puts(&p->members, "}");
	}
	settle(p, OUTCOME_DONE);
}

/* The same for the same line of the same journal, whenever it is sent. */
static bool idempotency_key(const struct run *r, const struct place *p, struct buf *out)
{
	struct buf key = BUF_INIT;
	uint8_t hash[SHA256_SIZE];
	bool ok;

	buf_puts(&key, p->request.key);
	ok = results_hash(r->journal, "idempotency", &key, hash);
	buf_puts(out, "b");
	hex_encode(out, hash, 16);
	buf_free(&key);
	return ok && buf_ok(out);
}

static void send(struct run *r, struct place *p)
{
	struct buf key = BUF_INIT;

	if (r->options->dry_run) {
		settle(p, OUTCOME_UNSENT);
		return;
	}
	if (*shut_of(r, p) != PROBLEM_NONE) {
		error_set(&p->error, *shut_of(r, p), "%s", p->request.kind->name);
		settle(p, OUTCOME_LEFT);
		return;
	}
	p->sendings++;
	p->state = PLACE_SENT;
	r->sent++;
	if (!idempotency_key(r, p, &key) || p->request.kind->send(r->central, p->request.body,
						(const char *)key.data, on_answer, p) == 0) {
		r->sent--;
		error_set(&p->error, PROBLEM_MEMORY, "request");
		settle(p, OUTCOME_LEFT);
	}
	buf_free(&key);
}

/* ---- lines ---- */

static bool hash_request(struct run *r, struct place *p)
{
	struct buf key = BUF_INIT;
	uint8_t hash[SHA256_SIZE];
	bool ok;

	buf_puts(&key, p->request.key);
	ok = results_hash(r->journal, "key", &key, hash);
	memcpy(p->key_hash, hash, INDEX_HASH);
	buf_clear(&r->canonical);
	request_canonical(&p->request, &r->canonical);
	ok = ok && results_hash(r->journal, "request", &r->canonical, hash);
	memcpy(p->request_hash, hash, INDEX_HASH);
	buf_free(&key);
	return ok;
}

static bool note_key(struct run *r, const struct place *p, int64_t result, struct error *err)
{
	struct index_entry e = {.result = result};

	memcpy(e.key, p->key_hash, INDEX_HASH);
	memcpy(e.request, p->request_hash, INDEX_HASH);
	return index_put(results_index(r->journal), &e, err);
}

/* A line that is a request: is it done, under way, or to be sent? */
static bool place_request(struct run *r, struct place *p, struct error *err)
{
	struct index_entry e;
	bool there;

	if (!hash_request(r, p))
		return error_set(err, PROBLEM_MEMORY, "request");
	if (!index_find(results_index(r->journal), p->key_hash, &e, &there, err))
		return false;
	if (there && memcmp(e.request, p->request_hash, INDEX_HASH) != 0) {
		error_set(&p->error, PROBLEM_BATCH_LINE, "key: of another request before");
		settle(p, OUTCOME_BAD);
	} else if (there && e.result != 0) {
		p->state = PLACE_KEPT;
		p->kept = e.result;
	} else if (window_twin(r->window, p) != NULL) {
		p->state = PLACE_TWIN;
	} else {
		if (!there && !note_key(r, p, 0, err))
			return false;
		send(r, p);
	}
	return true;
}

static void accept_line(struct run *r, const struct line *line)
{
	struct place *p = window_push(r->window);
	struct error err;

	p->run = r;
	p->line = line->number;
	p->end = line->end;
	if (!request_parse(&p->request, line, &p->error))
		settle(p, OUTCOME_BAD);
	else if (!place_request(r, p, &err))
		fail(r, &err);
}

static void on_input(void *arg, int fd, short revents)
{
	struct run *r = arg;
	struct error err;

	(void)fd;
	(void)revents;
	loop_remove(r->loop, r->input);
	r->input = 0;
	if (!ndjson_lines_fill(r->lines, &err))
		fail(r, &err);
}

static void wait_for_input(struct run *r)
{
	struct error err;

	if (r->input == 0)
		r->input = loop_add_fd(r->loop, r->options->fd, POLLIN, on_input, r);
	if (r->input == 0 && !error_set(&err, PROBLEM_MEMORY, "input"))
		fail(r, &err);
}

static void take_lines(struct run *r)
{
	struct line line;

	while (!r->closing && r->sent < r->options->jobs && window_has_room(r->window)) {
		switch (ndjson_lines_next(r->lines, &line)) {
		case LINES_LINE:
			accept_line(r, &line);
			break;
		case LINES_MORE:
			wait_for_input(r);
			return;
		case LINES_END:
			r->closing = true;
			break;
		}
	}
}

/* ---- results ---- */

static bool is_final(const struct place *p)
{
	return p->outcome == OUTCOME_DONE || p->outcome == OUTCOME_REFUSED;
}

static bool is_trouble(const struct place *p)
{
	return p->outcome != OUTCOME_DONE && p->outcome != OUTCOME_UNSENT;
}

/* Into the journal, where it is final, and to what is told. */
static bool put_ready(
    struct run *r, const struct place *p, struct buf *out, bool *durable, struct error *err)
{
	struct buf members = BUF_INIT;
	int64_t at;
	bool ok = true;

	buf_printf(&members, "\"outcome\":\"%s\"", outcome_name(p->outcome));
	if (is_trouble(p))
		result_put_error(&members, &p->error);
	buf_put(&members, p->members.data, p->members.len);
	if (is_final(p)) {
		ok = results_add(r->journal, p->request_hash, p->request.key, &members, &at, err) &&
		     note_key(r, p, at, err);
		*durable |= p->request.kind->changes;
	}
	result_put_line(out, p, &members);
	if (is_trouble(p)) {
		progress_clear(&r->progress);
		result_tell(r->options->file, p);
	}
	r->counts[p->outcome]++;
	buf_free(&members);
	return ok;
}

static bool put_kept(struct run *r, const struct place *p, struct buf *out, struct error *err)
{
	static const char refused[] = "\"outcome\":\"refused\"";
	struct buf members = BUF_INIT;
	bool ok = results_read(r->journal, p->kept, &members, err);

	if (ok) {
		result_put_line(out, p, &members);
		if (strncmp((const char *)members.data, refused, sizeof refused - 1) == 0)
			r->counts[OUTCOME_REFUSED]++;
		else
			r->counts[OUTCOME_DONE]++;
	}
	buf_free(&members);
	return ok;
}

/* What came before it has left. */
static bool resolve_twin(struct run *r, struct place *p, struct error *err)
{
	struct index_entry e;
	bool there;

	if (!index_find(results_index(r->journal), p->key_hash, &e, &there, err))
		return false;
	p->state = e.result != 0 ? PLACE_KEPT : PLACE_TWIN;
	p->kept = e.result;
	if (e.result == 0)
		send(r, p);
	return true;
}

/* The results at the head that are there; *durable when one of them must not be lost. */
static bool gather(
    struct run *r, struct buf *out, unsigned long *gathered, bool *durable, struct error *err)
{
	struct place *p;

	for (; (p = window_head(r->window)) != NULL && out->len < OUT_MAX; (*gathered)++) {
		if (p->state == PLACE_TWIN && *gathered > 0)
			return true;
		if (p->state == PLACE_TWIN && !resolve_twin(r, p, err))
			return false;
		if (p->state == PLACE_SENT)
			return true;
		if (p->state == PLACE_KEPT ? !put_kept(r, p, out, err)
					   : !put_ready(r, p, out, durable, err))
			return false;
		progress_count(&r->progress, p->end, p->state == PLACE_KEPT);
		window_pop(r->window);
	}
	return true;
}

/* How many results have left. */
static unsigned long give_out(struct run *r)
{
	struct buf out = BUF_INIT;
	struct error err;
	unsigned long gathered = 0;
	bool durable = false;

	if (!gather(r, &out, &gathered, &durable, &err) ||
	    (!r->options->dry_run && !results_sync(r->journal, durable, &err)))
		fail(r, &err);
	else if (!buf_ok(&out) && !error_set(&err, PROBLEM_MEMORY, "results"))
		fail(r, &err);
	else if (gathered > 0 && !batch_write(1, &out, &r->exit_code))
		r->over = r->closing = true;
	buf_free(&out);
	return r->over ? 0 : gathered;
}

static void end_of_turn(void *arg)
{
	struct run *r = arg;

	if (r->ready && !r->over) {
		do
			take_lines(r);
		while (give_out(r) > 0);
		progress_paint(&r->progress);
	}
	if (r->over || (r->closing && window_is_empty(r->window)))
		loop_stop(r->loop);
}

/* ---- beginning and end ---- */

static void on_logged_in(void *arg, const struct central_failure *failure, const void *answer)
{
	struct run *r = arg;

	(void)answer;
	if (failure != NULL)
		fail(r, &failure->error);
	r->ready = true;
}

static void on_kick(void *arg)
{
	struct run *r = arg;

	r->ready = true;
}

static bool log_in(struct run *r, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	bool ok = login != NULL ? batch_read_login(login, r->options->pin_fd, err)
				: error_set(err, PROBLEM_MEMORY, "login");

	if (ok)
		r->central = batch_central(r->loop, r->options->context->config, err);
	ok = ok && r->central != NULL;
	if (ok && central_login(r->central, login, on_logged_in, r) == 0)
		ok = error_set(err, PROBLEM_MEMORY, "login");
	secret_free(login, sizeof *login);
	return ok;
}

static bool start(struct run *r, struct error *err)
{
	const struct ndjson_options *o = r->options;

	r->journal = results_open(o->journal, o->dry_run, err);
	if (r->journal == NULL)
		return false;
	if (results_torn(r->journal) > 0)
		fprintf(stderr,
		    _("ddopa: %s: %ld bytes at its end are not whole; what they speak of is sent "
		      "again\n"),
		    o->journal, (long)results_torn(r->journal));
	r->loop = loop_new(o->context->clock);
	r->lines = ndjson_lines_new(o->fd);
	r->window = window_new((size_t)o->jobs * PLACES_A_JOB);
	if (r->loop == NULL || r->lines == NULL || r->window == NULL)
		return error_set(err, PROBLEM_MEMORY, "batch");
	progress_begin(&r->progress, o->context->clock, o->total);
	loop_at_end_of_turn(r->loop, end_of_turn, r);
	if (!o->dry_run)
		return log_in(r, err);
	return loop_add_timer(r->loop, 0, on_kick, r) != 0 ||
	       error_set(err, PROBLEM_MEMORY, "batch");
}

/* What the lines that are not done come to. */
static int judge_all(const struct run *r)
{
	static const struct {
		enum outcome outcome;
		enum problem problem;
	} ends[] = {{OUTCOME_LEFT, PROBLEM_BATCH_LEFT}, {OUTCOME_BAD, PROBLEM_BATCH_LINE},
	    {OUTCOME_REFUSED, PROBLEM_BATCH_REFUSED}};
	struct error err;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const unsigned long n = r->counts[ends[i].outcome];

		if (n == 0)
			continue;
		error_set(&err, ends[i].problem, P_("%s: %lu line", "%s: %lu lines", n),
		    r->options->file, n);
		return batch_tell(&err);
	}
	return EXIT_DONE;
}

static int conclude(struct run *r)
{
	progress_clear(&r->progress);
	if (r->over)
		return r->exit_code;
	return r->stopped ? batch_tell(&r->why) : judge_all(r);
}

int ndjson_run(const struct ndjson_options *options)
{
	struct run r = {.options = options, .canonical = BUF_INIT_SECRET};
	struct error err;
	int code;

	if (start(&r, &err)) {
		loop_run(r.loop);
		code = conclude(&r);
		batch_logout(r.loop, r.central);
	} else {
		code = batch_tell(&err);
	}
	central_free(r.central);
	window_free(r.window);
	buf_free(&r.canonical);
	ndjson_lines_free(r.lines);
	results_close(r.journal);
	loop_free(r.loop);
	return code;
}
