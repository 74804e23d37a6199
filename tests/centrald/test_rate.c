/*
 * Requests a second over one kept-alive connection. With delayed acknowledgements in the way
 * it would be 23, and the same on the fastest machine: so what is asked of a slow and busy one
 * is ten times that. The figures are told.
 */
#include <openssl/ssl.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "fixture.h"

#define SPAN_MS 1000
#define LEAST	230

static struct counter counter;

struct connection {
	SSL_CTX *ctx;
	SSL *ssl;
	int fd;
};

static void open_connection(struct connection *c, int port, const struct pki_issued *certificate)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((uint16_t)port)};
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(c->fd, (struct sockaddr *)&to, sizeof to), 0);
	c->ctx = SSL_CTX_new(TLS_client_method());
	assert_non_null(c->ctx);
	if (certificate) {
		SSL_CTX_use_certificate(c->ctx, certificate->certificate);
		SSL_CTX_use_PrivateKey(c->ctx, certificate->key);
	}
	c->ssl = SSL_new(c->ctx);
	assert_non_null(c->ssl);
	SSL_set_fd(c->ssl, c->fd);
	assert_int_equal(SSL_connect(c->ssl), 1);
}

static void close_connection(struct connection *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->ctx);
	close(c->fd);
}

/* One request, and its answer read to the end. */
static void exchange(struct connection *c, const char *request)
{
	char answer[65536];
	size_t have = 0, wanted = sizeof answer;
	assert_true(SSL_write(c->ssl, request, (int)strlen(request)) > 0);
	while (have < wanted) {
		int n = SSL_read(c->ssl, answer + have, (int)(sizeof answer - 1 - have));
		assert_true(n > 0);
		have += (size_t)n;
		answer[have] = '\0';
		const char *end = strstr(answer, "\r\n\r\n");
		const char *length = strstr(answer, "Content-Length: ");
		if (end && length)
			wanted = (size_t)(end + 4 - answer) + strtoul(length + 16, NULL, 10);
	}
	assert_memory_equal(answer, "HTTP/1.1 200", 12);
}

/* What the centre has had of the processor, in ns. */
static int64_t processor_ns(void)
{
	char path[64];
	long long ns = 0;
	snprintf(path, sizeof path, "/proc/%d/schedstat", (int)world.pid);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lld", &ns), 1);
	fclose(f);
	return ns;
}

static void rate(const char *path, int port, const struct pki_issued *certificate)
{
	struct connection c;
	char request[200];
	long count = 0;
	snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
	open_connection(&c, port, certificate);
	exchange(&c, request);
	int64_t begun = clock_mono_ms(&clock_system);
	int64_t used = processor_ns();
	int64_t passed = 0;
	for (; passed < SPAN_MS; passed = clock_mono_ms(&clock_system) - begun, count++)
		exchange(&c, request);
	close_connection(&c);
	long second = (long)(count * 1000 / passed);
	print_message("# %s: %ld a second, each %.0f us of the centre's processor\n", path, second,
	    (double)(processor_ns() - used) / 1000 / (double)count);
	assert_true(second >= LEAST);
}

static void one_connection_is_not_held_up(void **state)
{
	(void)state;
	rate("/health/live", world.citizens_port, NULL);
	rate("/citizen/v1/texts", world.citizens_port, NULL);
	rate("/v1/status", world.terminals_port, &counter.certificate);
}

static int set_up(void **state)
{
	set_up_samples(state);
	counter_make(&counter, &world, "4701", "01");
	return 0;
}

static int leave(void **state)
{
	counter_free(&counter);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_connection_is_not_held_up),
	};
	return cmocka_run_group_tests(tests, set_up, leave);
}
