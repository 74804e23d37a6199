/*
 * 5,000 counters, each with its certificate and its session, wait for a phone at one process of
 * the centre. How much memory one of them takes, how long after an act its counter knows of it,
 * and that all of them are answered when the process ends.
 *
 * usage: waiting [COUNTERS besides those that are woken]
 *
 * The counters are one loop of libevent in this process; who moves the enrollments is a thread.
 * Terminals, sessions and enrollments are written into the store beforehand, as if 5,000
 * officers had logged in and read a card: that takes an hour of scrypt otherwise.
 */
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "centrald/ids.h"
#include "centrald/keys.h"
#include "fixture.h"

#define WAITERS	      5000
#define AT_ONCE	      32 /* handshakes at a time */
#define MOVES	      200
#define ROWS_AT_ONCE  500
#define LIMIT_SECONDS 600
#define WAKE_MS	      1000 /* the median, on a machine that does much else */

enum phase { CONNECTING, ASKED, ANSWERED };

struct crowd;

struct waiter {
	struct crowd *crowd;
	int number;
	struct pki_issued certificate;
	struct bufferevent *bev;
	enum phase phase;
	int64_t answered; /* monotonic, in microseconds */
};

struct crowd {
	struct event_base *base;
	SSL_CTX *tls;
	struct waiter *waiters;
	int count, next, asked, answered;
	int expected; /* so many are to be answered before the loop ends */
	long again;   /* polls that ran out and were begun anew */
	int done;     /* an eventfd: a thread is through */
	struct event *on_done;
	sem_t known; /* posted with every answer that tells of a move */
};

static struct counter counter;
static struct crowd crowd;

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- the store, as if they had all logged in ---- */

static void multiply(const char *enrolment, int count)
{
	struct buf sql = BUF_INIT;
	static const char rest[] =
	    "state, is_open, revision, created, changed, evidence_end, due + 3600000, new_phone, "
	    "place, codes_made, digit_tries, match_tries, second_phone, end_problem, thumbprint, "
	    "jwk, match_nonce, proof_nonce, receipt, assurance, absence, taken_by";
	buf_printf(&sql,
	    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	    "INSERT INTO enrolments SELECT 'w' || i, office, 'w' || i, officer, 'w' || i, %s "
	    "FROM n JOIN enrolments e ON e.id = '%s'",
	    count - 1, rest, enrolment);
	assert_true(buf_ok(&sql));
	world_sql(&world, (const char *)sql.data, NULL, 0);
	buf_clear(&sql);
	buf_printf(&sql,
	    "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	    "INSERT INTO terminals (office, counter, active) SELECT '4701', 'w' || i, 1 FROM n",
	    count - 1);
	assert_true(buf_ok(&sql));
	world_sql(&world, (const char *)sql.data, NULL, 0);
	buf_free(&sql);
}

static void certify(struct waiter *w)
{
	char cn[32];
	char file[32];
	snprintf(cn, sizeof cn, "4701-w%d", w->number);
	snprintf(file, sizeof file, "waiter-%d", w->number);
	const struct pki_subject subject = {.o = "DOPA", .ou = "4701", .cn = cn};
	pki_issue(&world.ca, &subject, world.directory, file, &w->certificate);
}

static void token_of(char out[16], int number)
{
	snprintf(out, 16, "token-%d", number);
}

static void add_session(struct buf *sql, const struct keys *keys, const struct waiter *w)
{
	char token[16];
	char hash[HASH_HEX_SIZE], x5t[HASH_HEX_SIZE];
	uint8_t digest[SHA256_SIZE];
	unsigned size;
	int64_t now = clock_real_ms(&clock_system);
	token_of(token, w->number);
	keys_hash(hash, keys, "token", token);
	assert_int_equal(X509_digest(w->certificate.certificate, EVP_sha256(), digest, &size), 1);
	hex_text(x5t, digest, sizeof digest);
	buf_printf(sql, "%s('%s', '%s', '%s', %lld, %lld)", sql->len > 0 ? ", " : "", hash,
	    counter.session.officer_id, x5t, (long long)now, (long long)now);
}

static void log_all_in(void)
{
	struct error err;
	struct keys *keys = keys_borrow(world.keys, &err);
	assert_non_null(keys);
	for (int i = 0; i < crowd.count;) {
		struct buf rows = BUF_INIT, sql = BUF_INIT;
		for (int end = i + ROWS_AT_ONCE; i < end && i < crowd.count; i++)
			add_session(&rows, keys, &crowd.waiters[i]);
		buf_printf(&sql, "INSERT INTO sessions (token_hash, officer, certificate, created, "
				 "used) VALUES ");
		buf_put(&sql, rows.data, rows.len);
		buf_put(&sql, "", 1);
		assert_true(buf_ok(&rows) && buf_ok(&sql));
		world_sql(&world, (const char *)sql.data, NULL, 0);
		buf_free(&rows);
		buf_free(&sql);
	}
	keys_close(keys);
}

/* ---- a counter ---- */

static void connect_next(void);

static void ask(struct waiter *w)
{
	char token[16];
	token_of(token, w->number);
	w->phase = ASKED;
	evbuffer_add_printf(bufferevent_get_output(w->bev),
	    "GET /v1/enrollments/w%d?after=1&wait=60 HTTP/1.1\r\nHost: localhost\r\n"
	    "Authorization: Bearer %s\r\n\r\n",
	    w->number, token);
}

/* Its length with headers and body, once it is there as a whole; else 0. */
static size_t whole(struct evbuffer *in, const char **body, size_t *body_len)
{
	const char *text = (const char *)evbuffer_pullup(in, -1);
	size_t len = evbuffer_get_length(in);
	const char *end = memmem(text, len, "\r\n\r\n", 4);
	if (!end)
		return 0;
	const char *length = memmem(text, len, "Content-Length: ", 16);
	assert_true(length && length < end);
	*body = end + 4;
	*body_len = strtoul(length + 16, NULL, 10);
	size_t all = (size_t)(*body - text) + *body_len;
	return all <= len ? all : 0;
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct waiter *w = arg;
	struct evbuffer *in = bufferevent_get_input(bev);
	struct api_enrolment e;
	struct error err;
	const char *body;
	size_t body_len;
	size_t len = whole(in, &body, &body_len);
	if (len == 0)
		return;
	assert_memory_equal(evbuffer_pullup(in, 12), "HTTP/1.1 200", 12);
	assert_true(api_enrolment_read(&e, body, body_len, &err));
	evbuffer_drain(in, len);
	w->answered = now_us();
	if (e.revision == 1 && w->crowd->expected < w->crowd->count) {
		w->crowd->again++;
		ask(w); /* its minute is over: as a counter does */
		return;
	}
	w->phase = ANSWERED;
	sem_post(&w->crowd->known);
	if (++w->crowd->answered == w->crowd->expected)
		event_base_loopbreak(w->crowd->base);
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
	struct waiter *w = arg;
	(void)bev;
	if (what & BEV_EVENT_CONNECTED) {
		ask(w);
		if (++w->crowd->asked == w->crowd->count)
			event_base_loopbreak(w->crowd->base);
		connect_next();
		return;
	}
	if (w->phase != ANSWERED)
		print_message(
		    "counter %d was cut off (%d) in phase %d\n", w->number, what, (int)w->phase);
	assert_int_equal(w->phase, ANSWERED);
}

static SSL *tls_of(const struct waiter *w)
{
	SSL *ssl = SSL_new(crowd.tls);
	assert_non_null(ssl);
	assert_int_equal(SSL_use_certificate(ssl, w->certificate.certificate), 1);
	assert_int_equal(SSL_use_PrivateKey(ssl, w->certificate.key), 1);
	assert_int_equal(SSL_set1_host(ssl, "localhost"), 1);
	return ssl;
}

static void connect_next(void)
{
	if (crowd.next == crowd.count)
		return;
	struct waiter *w = &crowd.waiters[crowd.next++];
	w->bev = bufferevent_openssl_socket_new(
	    crowd.base, -1, tls_of(w), BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE);
	assert_non_null(w->bev);
	bufferevent_setcb(w->bev, on_read, NULL, on_event, w);
	bufferevent_enable(w->bev, EV_READ | EV_WRITE);
	assert_int_equal(bufferevent_socket_connect_hostname(
			     w->bev, NULL, AF_INET, "127.0.0.1", world.terminals_port),
	    0);
}

/* ---- what is measured ---- */

static long memory_kb(void)
{
	char path[64];
	char line[200];
	long kb = -1;
	snprintf(path, sizeof path, "/proc/%d/status", (int)world.pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	while (kb < 0 && fgets(line, sizeof line, f))
		if (sscanf(line, "VmRSS: %ld", &kb) != 1)
			kb = -1;
	fclose(f);
	return kb;
}

/* A loop without threads of its own is woken by a descriptor alone. */
static void on_done(evutil_socket_t fd, short what, void *arg)
{
	uint64_t count;
	(void)what;
	(void)arg;
	assert_int_equal(read((int)fd, &count, sizeof count), sizeof count);
	event_base_loopbreak(crowd.base);
}

/* What was sent before is in the centre's hands when it has answered these. */
static void *look_around(void *arg)
{
	struct answer a;
	for (int i = 0; i < 20; i++) {
		client_json(&counter.client, "GET", "/v1/status", NULL, &a);
		expect_status(&a, 200);
	}
	assert_int_equal(eventfd_write(crowd.done, 1), 0);
	return arg;
}

struct moves {
	int64_t took[MOVES]; /* from sending the act to the counter's knowing, in µs */
	int moved[MOVES];
};

/* One after the other: an enrollment is cancelled, its counter is to know of it. */
static void *move_some(void *arg)
{
	struct moves *m = arg;
	struct answer a;
	char id[16];
	for (int i = 0; i < MOVES; i++) {
		m->moved[i] = (int)((int64_t)i * crowd.count / MOVES);
		snprintf(id, sizeof id, "w%d", m->moved[i]);
		m->took[i] = now_us();
		counter_post(&counter, id, "cancel", "{\"contested\":false}", &a);
		expect_status(&a, 200);
		while (sem_wait(&crowd.known) != 0)
			continue;
		m->took[i] = crowd.waiters[m->moved[i]].answered - m->took[i];
	}
	return NULL;
}

static int64_t ended_at; /* µs */

static void *end_it(void *arg)
{
	ended_at = now_us();
	world_kill(&world, SIGTERM); /* asserts that it ends well */
	return arg;
}

/* The loop runs until it is broken, beside a thread. */
static void loop_with(void *(*fn)(void *arg), void *arg)
{
	pthread_t thread;
	if (fn)
		assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
	event_base_loop(crowd.base, EVLOOP_NO_EXIT_ON_EMPTY);
	if (fn)
		assert_int_equal(pthread_join(thread, NULL), 0);
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void all_connect(void)
{
	long before = memory_kb();
	int64_t since = now_us();
	for (int i = 0; i < AT_ONCE; i++)
		connect_next();
	loop_with(NULL, NULL);
	int64_t took = now_us() - since;
	loop_with(look_around, NULL);
	long after = memory_kb();
	print_message("# %d counters wait at one process after %.1f s (%.0f handshakes a second); "
		      "memory %ld kB before, %ld kB now: %.1f kB each\n",
	    crowd.count, (double)took / 1e6, (double)crowd.count * 1e6 / (double)took, before,
	    after, (double)(after - before) / crowd.count);
}

static void some_are_woken(void)
{
	struct moves m;
	crowd.expected = MOVES;
	loop_with(move_some, &m);
	qsort(m.took, MOVES, sizeof *m.took, by_size);
	print_message("# from an act to its counter's knowing of it: median %.1f ms, 99 of 100 "
		      "within %.1f ms, longest %.1f ms; %ld polls ran out and were begun anew\n",
	    (double)m.took[MOVES / 2] / 1000, (double)m.took[MOVES * 99 / 100] / 1000,
	    (double)m.took[MOVES - 1] / 1000, crowd.again);
	assert_true(m.took[MOVES / 2] < WAKE_MS * 1000);
}

static void all_are_answered_at_the_end(void)
{
	int64_t last = 0;
	crowd.expected = crowd.count;
	loop_with(end_it, NULL);
	for (int i = 0; i < crowd.count; i++)
		if (crowd.waiters[i].answered > last)
			last = crowd.waiters[i].answered;
	assert_int_equal(crowd.answered, crowd.count);
	print_message("# SIGTERM: the other %d are answered within %.0f ms\n", crowd.count - MOVES,
	    (double)(last - ended_at) / 1000);
}

static void many_wait(void **state)
{
	(void)state;
	all_connect();
	some_are_woken();
	all_are_answered_at_the_end();
}

/* ---- around it ---- */

/* The centre is started with the usual number, and takes more by itself. */
static void descriptors(rlim_t wanted)
{
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_true(limit.rlim_max >= wanted);
	limit.rlim_cur = wanted;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

static int set_up(void **state)
{
	struct api_card_claim card;
	struct api_enrolment e;
	char ca[512];
	descriptors(1024);
	set_up_samples(state);
	descriptors((rlim_t)crowd.count + 200);
	counter_ready(&counter, &world);
	counter.client.unrecorded = true;
	card_of(&card, "somsri");
	counter_create_ok(&counter, &card, false, &e);
	crowd.waiters = calloc((size_t)crowd.count, sizeof *crowd.waiters);
	assert_non_null(crowd.waiters);
	for (int i = 0; i < crowd.count; i++) {
		crowd.waiters[i] = (struct waiter){.crowd = &crowd, .number = i};
		certify(&crowd.waiters[i]);
	}
	multiply(e.id, crowd.count);
	log_all_in();
	crowd.base = event_base_new();
	crowd.tls = SSL_CTX_new(TLS_client_method());
	assert_true(crowd.base && crowd.tls);
	snprintf(ca, sizeof ca, "%s/ca.pem", world.directory);
	assert_int_equal(SSL_CTX_load_verify_locations(crowd.tls, ca, NULL), 1);
	SSL_CTX_set_verify(crowd.tls, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(crowd.tls, SSL_MODE_RELEASE_BUFFERS);
	crowd.done = eventfd(0, EFD_CLOEXEC);
	crowd.on_done = event_new(crowd.base, crowd.done, EV_READ | EV_PERSIST, on_done, NULL);
	assert_int_equal(event_add(crowd.on_done, NULL), 0);
	assert_int_equal(sem_init(&crowd.known, 0, 0), 0);
	return 0;
}

static int leave(void **state)
{
	for (int i = 0; i < crowd.count; i++) {
		if (crowd.waiters[i].bev)
			bufferevent_free(crowd.waiters[i].bev);
		pki_issued_free(&crowd.waiters[i].certificate);
	}
	free(crowd.waiters);
	event_free(crowd.on_done);
	close(crowd.done);
	event_base_free(crowd.base);
	SSL_CTX_free(crowd.tls);
	sem_destroy(&crowd.known);
	counter_free(&counter);
	return tear_down(state);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_wait),
	};
	signal(SIGPIPE, SIG_IGN);
	crowd.count = argc > 1 ? MOVES + atoi(argv[1]) : WAITERS;
	alarm(LIMIT_SECONDS);
	return cmocka_run_group_tests(tests, set_up, leave);
}
