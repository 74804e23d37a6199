#include "load.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"
#include "centrald/texts.h"

#define PATIENCE_MS 60000
#define PAUSE_MS    20

static int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

/* ---- one request, until it is answered ---- */

static void acknowledge(struct load_worker *w, const char *act)
{
	if (w->count == w->size) {
		w->size = w->size ? 2 * w->size : 1024;
		w->acks = realloc(w->acks, w->size * sizeof *w->acks);
		if (!w->acks)
			abort();
	}
	struct load_ack *a = &w->acks[w->count++];
	*a = (struct load_ack){.act = act, .at = now()};
	memcpy(a->enrolment, w->phone.id, sizeof a->enrolment);
	atomic_fetch_add(&w->load->acknowledged, 1);
}

static void change_centre(struct load_worker *w)
{
	struct load *l = w->load;
	if (l->centres[1])
		w->at = w->at == l->centres[0] ? l->centres[1] : l->centres[0];
	w->counter.client.world = w->at;
	w->phone.client.world = w->at;
}

static void complain(struct load_worker *w, const struct request *r, const struct answer *a)
{
	if (w->refused++ == 0)
		snprintf(w->complaint, sizeof w->complaint, "%.100s: %ld %.240s", r->path,
		    a->status, a->body.data ? (const char *)a->body.data : "");
}

struct step {
	const char *act;
	bool by_phone;
	struct request request;
};

/* False: it was refused, or nobody answered for too long. */
static bool insist(struct load_worker *w, const struct step *s, struct answer *a)
{
	char key[API_ID_SIZE];
	struct request r = s->request;
	int64_t until = now() + PATIENCE_MS;
	fresh_key(key);
	r.key = key;
	do {
		if (s->by_phone)
			phone_call(&w->phone, &r, a);
		else
			client_call(&w->counter.client, &r, a);
		if (a->curl == CURLE_OK && a->status < 300)
			return true;
		if (a->curl == CURLE_OK && a->status < 500)
			break;
		answer_free(a);
		w->repeated++;
		change_centre(w);
		poll(NULL, 0, PAUSE_MS);
	} while (now() < until);
	complain(w, &r, a);
	answer_free(a);
	return false;
}

/* ---- an enrollment ---- */

static bool create(struct load_worker *w)
{
	struct api_new_enrolment n = {.new_phone = w->enrolled};
	struct api_evidence e;
	struct api_enrolment made;
	struct buf jws = BUF_INIT, body = BUF_INIT;
	struct error err;
	struct answer a;
	const struct counter *k = &w->counter;
	evidence_of(&w->counter, &w->card, &e);
	bool ok = evidence_sign(&jws, &e, k->certificate.key, k->certificate.certificate, &err);
	ok = ok && jws.len < sizeof n.evidence;
	if (ok)
		memcpy(n.evidence, jws.data, jws.len);
	api_new_enrolment_write(&body, &n);
	const struct step s = {"enrollment.create", false,
	    {.method = "POST", .path = "/v1/enrollments", .body = body.data, .len = body.len}};
	ok = ok && insist(w, &s, &a);
	buf_free(&jws);
	buf_free(&body);
	if (!ok)
		return false;
	ok = api_enrolment_read(&made, a.body.data, a.body.len, &err);
	memcpy(w->phone.id, made.id, sizeof w->phone.id);
	answer_free(&a);
	acknowledge(w, s.act);
	return ok;
}

static bool make_code(struct load_worker *w, struct api_code *out)
{
	char path[128];
	struct api_enrolment e;
	struct answer a;
	struct error err;
	snprintf(path, sizeof path, "/v1/enrollments/%s/codes", w->phone.id);
	const struct step s = {
	    "code.create", false, {.method = "POST", .path = path, .body = "{}", .len = 2}};
	if (!insist(w, &s, &a))
		return false;
	bool ok = api_enrolment_read(&e, a.body.data, a.body.len, &err) && e.has_code;
	*out = e.code;
	answer_free(&a);
	acknowledge(w, s.act);
	return ok;
}

static bool claim(struct load_worker *w, const struct api_code *code)
{
	struct api_claim c = {.number = w->card.number};
	struct buf body = BUF_INIT;
	struct answer a;
	struct error err;
	bool ok = code_url_parse(c.code, code->url, "localhost:8444", &err);
	api_claim_write(&body, &c);
	const struct step s = {"claim", true,
	    {.method = "POST", .path = "/citizen/v1/claims", .body = body.data, .len = body.len}};
	ok = ok && insist(w, &s, &a);
	buf_free(&body);
	if (!ok)
		return false;
	answer_free(&a);
	acknowledge(w, s.act);
	return true;
}

/* What the phone sends next; out: the enrollment as it was answered, NULL where that is
 * somebody's data too. */
static bool phone_step(struct load_worker *w, const char *act, const char *what, const char *json,
    struct api_person_answer *person)
{
	char path[128];
	struct answer a;
	struct error err;
	snprintf(path, sizeof path, "/citizen/v1/enrollments/%s/%s", w->phone.id, what);
	const struct step s = {
	    act, true, {.method = "POST", .path = path, .body = json, .len = strlen(json)}};
	if (!insist(w, &s, &a))
		return false;
	bool ok = !person || api_person_answer_read(person, a.body.data, a.body.len, &err);
	answer_free(&a);
	acknowledge(w, act);
	return ok;
}

static bool consent(struct load_worker *w)
{
	struct buf jws = BUF_INIT, body = BUF_INIT;
	struct error err;
	bool ok = consent_sign(&jws, w->phone.key, w->phone.id, &consent_texts, &err);
	if (ok)
		buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	ok = ok && phone_step(w, "consent.give", "consent", (const char *)body.data, NULL);
	buf_free(&body);
	buf_free(&jws);
	return ok;
}

static bool proof(struct load_worker *w, const uint8_t *nonce)
{
	struct buf jws = BUF_INIT, body = BUF_INIT;
	struct error err;
	bool ok = proof_sign(&jws, w->phone.key, w->phone.id, nonce, &err);
	if (ok)
		buf_printf(&body, "{\"jws\":\"%s\"}", (const char *)jws.data);
	ok = ok && phone_step(w, "proof", "proof", (const char *)body.data, NULL);
	buf_free(&body);
	buf_free(&jws);
	return ok;
}

static bool enrol(struct load_worker *w, struct api_person_answer *person)
{
	struct api_code code;
	if (!create(w) || !make_code(w, &code) || !claim(w, &code) || !consent(w) ||
	    !phone_step(w, "person.read", "person", "{}", person) ||
	    !proof(w, person->enrolment.proof_nonce))
		return false;
	w->enrolled = true;
	return true;
}

static void *work(void *arg)
{
	struct load_worker *w = arg;
	struct api_person_answer *person = calloc(1, sizeof *person);
	while (person && !atomic_load(&w->load->stop) && w->refused == 0)
		enrol(w, person);
	free(person);
	return NULL;
}

/* ---- all of them ---- */

void load_start(struct load *l, struct world *first, struct world *second)
{
	memset(l, 0, sizeof *l);
	l->centres[0] = first;
	l->centres[1] = second;
	for (int i = 0; i < LOAD_WORKERS; i++) {
		struct load_worker *w = &l->workers[i];
		w->load = l;
		w->at = second && i % 2 == 1 ? second : first;
		counter_ready(&w->counter, first);
		phone_make(&w->phone, first);
		w->counter.client.world = w->phone.client.world = w->at;
		w->counter.client.unrecorded = w->phone.client.unrecorded = true;
		crowd_card(&w->card, i);
	}
	for (int i = 0; i < LOAD_WORKERS; i++)
		assert_int_equal(
		    pthread_create(&l->workers[i].thread, NULL, work, &l->workers[i]), 0);
}

void load_wait(struct load *l, long more)
{
	long wanted = atomic_load(&l->acknowledged) + more;
	int64_t until = now() + PATIENCE_MS;
	while (atomic_load(&l->acknowledged) < wanted && now() < until)
		poll(NULL, 0, PAUSE_MS);
	assert_true(atomic_load(&l->acknowledged) >= wanted);
}

void load_stop(struct load *l)
{
	atomic_store(&l->stop, true);
	for (int i = 0; i < LOAD_WORKERS; i++)
		assert_int_equal(pthread_join(l->workers[i].thread, NULL), 0);
	for (int i = 0; i < LOAD_WORKERS; i++) {
		if (l->workers[i].refused > 0)
			print_message("%s\n", l->workers[i].complaint);
		assert_int_equal(l->workers[i].refused, 0);
	}
}

static long ask(PGconn *conn, const char *sql, const struct load_ack *a)
{
	const char *const values[] = {a->enrolment, a->act};
	PGresult *result = PQexecParams(conn, sql, 2, NULL, values, NULL, NULL, 0);
	assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
	long n = strtol(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return n;
}

long load_check(const struct load *l, const char *store)
{
	long acts = 0;
	PGconn *conn = PQconnectdb(store);
	assert_int_equal(PQstatus(conn), CONNECTION_OK);
	for (int i = 0; i < LOAD_WORKERS; i++)
		for (size_t j = 0; j < l->workers[i].count; j++) {
			const struct load_ack *a = &l->workers[i].acks[j];
			long n = ask(conn,
			    "SELECT COUNT(*) FROM audit WHERE enrolment = $1 AND "
			    "act = $2 AND result = 'ok'",
			    a);
			if (n != 1)
				print_message("%s of %s: %ld times\n", a->act, a->enrolment, n);
			assert_int_equal(n, 1);
			if (strcmp(a->act, "proof") == 0)
				assert_int_equal(
				    ask(conn,
					"SELECT COUNT(*) FROM enrolments WHERE id = $1 AND "
					"state = 'SUCCESS' AND receipt <> '' AND $2 <> ''",
					a),
				    1);
			acts++;
		}
	PQfinish(conn);
	return acts;
}

int64_t load_first_after(const struct load *l, int64_t since)
{
	int64_t first = INT64_MAX;
	for (int i = 0; i < LOAD_WORKERS; i++)
		for (size_t j = 0; j < l->workers[i].count; j++) {
			int64_t at = l->workers[i].acks[j].at;
			if (at > since && at < first)
				first = at;
		}
	return first;
}

int64_t load_silence(const struct load *l)
{
	int64_t longest = 0;
	int64_t next;
	for (int64_t at = load_first_after(l, 0); at != INT64_MAX; at = next) {
		next = load_first_after(l, at);
		if (next != INT64_MAX && next - at > longest)
			longest = next - at;
	}
	return longest;
}

void load_free(struct load *l)
{
	for (int i = 0; i < LOAD_WORKERS; i++) {
		free(l->workers[i].acks);
		phone_free(&l->workers[i].phone);
		counter_free(&l->workers[i].counter);
	}
}
