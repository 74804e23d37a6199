/* What one may ask of the centre, and how long: a counter that asks too much or too much at
 * once, handshakes, requests and answers that do not come to an end. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "async.h"
#include "base/clock.h"
#include "fixture.h"

#define PATIENCE_MS 60000
#define PIECE_MS    100 /* between two bytes of a slow client, who is never silent for long */

static int begin(void **state)
{
	static const char *const options[] = {"--terminal-rate", "1", "--terminal-requests", "2",
	    "--request-time", "1", "--evidence-life", "60"};
	*state = NULL;
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	for (size_t i = 0; i < COUNT_OF(options); i++)
		world.extra[i] = options[i];
	world_start(&world);
	return 0;
}

/* One a second and ten at once: of 40 some must be refused, unless they took 30 seconds. */
static void one_counter_asks_too_often(void **state)
{
	(void)state;
	struct counter mad, other;
	struct answer a;
	int refused = 0;
	counter_make(&mad, &world, "4701", "01");
	counter_make(&other, &world, "4701", "02");
	int64_t before = clock_mono_ms(&clock_system);
	for (int i = 0; i < 40; i++) {
		client_json(&mad.client, "GET", "/v1/status", NULL, &a);
		if (i < 10)
			answer_is(&a, 200);
		if (a.status != 200) {
			answer_problem(&a, PROBLEM_RATE_LIMITED);
			assert_string_equal(a.retry_after, "60");
			refused++;
		}
		answer_free(&a);
	}
	int64_t took = clock_mono_ms(&clock_system) - before;
	assert_true(refused >= 30 - took / 1000 - 1);
	assert_true(refused <= 30);
	client_json(&other.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	counter_free(&mad);
	counter_free(&other);
}

struct waiting {
	struct client client;
	struct async x;
};

static void start_waiting(struct waiting *w, struct counter *k, const char *path)
{
	client_make(&w->client, &world, &k->certificate);
	memcpy(w->client.token, k->client.token, sizeof w->client.token);
	async_start(&w->x, &w->client, &(struct request){.method = "GET", .path = path});
	async_wait_sent(&w->x);
}

static void end_waiting(struct waiting *w, long status)
{
	async_join(&w->x);
	answer_is(&w->x.answer, status);
	answer_free(&w->x.answer);
	client_free(&w->client);
}

/* Two that wait are all it may have; what comes third is refused until one has ended. */
static void one_counter_asks_too_much_at_once(void **state)
{
	(void)state;
	struct scene s;
	struct waiting w[2] = {0};
	struct answer a;
	char path[160];
	scene_begin(&s, "somsri");
	snprintf(path, sizeof path, "/v1/enrollments/%s?after=%ld&wait=60", s.enrolment.id,
	    s.enrolment.revision);
	for (size_t i = 0; i < 2; i++)
		start_waiting(&w[i], &s.counter, path);
	int64_t since = clock_mono_ms(&clock_system);
	do { /* until both are held; less often than once a second */
		poll(NULL, 0, 1200);
		assert_true(clock_mono_ms(&clock_system) - since < 50000);
		client_json(&s.counter.client, "GET", "/v1/status", NULL, &a);
		if (a.status == 200)
			answer_free(&a);
	} while (a.status == 200);
	expect_problem(&a, PROBLEM_RATE_LIMITED);
	world_advance(&world, 61 * 1000); /* the enrollment ends, and so does the waiting */
	for (size_t i = 0; i < 2; i++)
		end_waiting(&w[i], 200);
	client_json(&s.counter.client, "GET", "/v1/status", NULL, &a);
	expect_status(&a, 200);
	scene_end(&s);
}

static int connect_citizens(int receive)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((uint16_t)world.citizens_port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (receive > 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	return fd;
}

static void expect_hung_up(int fd)
{
	char dropped[4096];
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ssize_t n;
	do
		assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	while ((n = read(fd, dropped, sizeof dropped)) > 0);
	assert_true(n == 0 || errno == ECONNRESET);
	close(fd);
}

static void a_handshake_without_end(void **state)
{
	(void)state;
	int silent = connect_citizens(0);
	int begun = connect_citizens(0);
	assert_int_equal(write(begun, "\x16\x03\x01\x01\x00\x01", 6), 6);
	expect_hung_up(silent);
	expect_hung_up(begun);
}

struct tls_client {
	SSL_CTX *ctx;
	SSL *ssl;
	int fd;
};

static void tls_connect(struct tls_client *c, int receive)
{
	c->ctx = SSL_CTX_new(TLS_client_method());
	c->ssl = SSL_new(c->ctx);
	c->fd = connect_citizens(receive);
	SSL_set_fd(c->ssl, c->fd);
	assert_int_equal(SSL_connect(c->ssl), 1);
}

static void tls_end(struct tls_client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->ctx);
	close(c->fd);
}

/* Byte after byte without an end; true when the other side hung up. */
static bool drip(struct tls_client *c, const char *head, char byte)
{
	int64_t since = clock_mono_ms(&clock_system);
	assert_int_equal(SSL_write(c->ssl, head, (int)strlen(head)), strlen(head));
	while (clock_mono_ms(&clock_system) - since < PATIENCE_MS) {
		struct pollfd p = {.fd = c->fd, .events = POLLIN};
		if (poll(&p, 1, PIECE_MS) == 1 || SSL_write(c->ssl, &byte, 1) != 1)
			return true;
	}
	return false;
}

static void a_request_without_end(void **state)
{
	(void)state;
	static const char *const heads[] = {"GET /citizen/v1/keys HT",
	    "GET /citizen/v1/keys HTTP/1.1\r\nX: ",
	    "POST /citizen/v1/claims HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n"};
	for (size_t i = 0; i < COUNT_OF(heads); i++) {
		struct tls_client c;
		tls_connect(&c, 0);
		assert_true(drip(&c, heads[i], 'x'));
		tls_end(&c);
	}
}

static bool write_or_hung_up(struct tls_client *c, const char *text, bool *hung_up)
{
	int n = SSL_write(c->ssl, text, (int)strlen(text));
	if (n > 0)
		return true;
	struct pollfd p = {.fd = c->fd, .events = POLLOUT};
	*hung_up = SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_WRITE ||
		   poll(&p, 1, PATIENCE_MS) != 1 || (p.revents & (POLLERR | POLLHUP));
	return false;
}

/* Asks on and on, and takes none of the answers. */
static void an_answer_that_nobody_takes(void **state)
{
	(void)state;
	static const char ask[] = "GET /citizen/v1/texts HTTP/1.1\r\nHost: localhost\r\n\r\n";
	struct tls_client c;
	bool hung_up = false;
	tls_connect(&c, 4096);
	fcntl(c.fd, F_SETFL, O_NONBLOCK);
	int64_t since = clock_mono_ms(&clock_system);
	while (!hung_up && clock_mono_ms(&clock_system) - since < PATIENCE_MS)
		write_or_hung_up(&c, ask, &hung_up);
	assert_true(hung_up);
	tls_end(&c);
}

/* Between its requests one may be silent for longer than a request may take. */
static void who_rests_is_not_slow(void **state)
{
	(void)state;
	struct client c;
	struct answer a;
	long connects = -1;
	client_make_citizen(&c, &world);
	client_json(&c, "GET", "/citizen/v1/keys", NULL, &a);
	expect_status(&a, 200);
	poll(NULL, 0, 3000); /* the time itself is what is tested */
	client_json(&c, "GET", "/citizen/v1/keys", NULL, &a);
	expect_status(&a, 200);
	curl_easy_getinfo(c.curl, CURLINFO_NUM_CONNECTS, &connects);
	assert_int_equal(connects, 0);
	client_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_counter_asks_too_often),
	    cmocka_unit_test(one_counter_asks_too_much_at_once),
	    cmocka_unit_test(a_handshake_without_end),
	    cmocka_unit_test(a_request_without_end),
	    cmocka_unit_test(an_answer_that_nobody_takes),
	    cmocka_unit_test(who_rests_is_not_slow),
	};
	return cmocka_run_group_tests(tests, begin, tear_down);
}
