#include "desk.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY 86400L

const char STATUS[] =
    "{\"version\":1,\"training\":true,\"now\":\"2026-11-23T07:00:00.000Z\","
    "\"office\":{\"code\":\"4701\",\"type\":\"district\",\"name_th\":\"ทดสอบ\","
    "\"name_en\":\"Test\",\"may_enroll\":true},\"counter\":\"01\",\"open\":true,"
    "\"quota\":100,\"quota_used\":3,\"match_code\":true,"
    "\"can_write\":true,\"approve_store\":false,\"approve_remove\":true,\"exceptions\":false,"
    "\"code_life\":300,\"evidence_life\":900}";
const char SESSION[] =
    "{\"token\":\"t0ken-of-the-test\",\"officer_id\":\"o1\",\"officer_name\":\"ทดสอบ\","
    "\"office\":{\"code\":\"4701\",\"type\":\"district\",\"name_th\":\"ทดสอบ\","
    "\"name_en\":\"Test\",\"may_enroll\":true},\"may_enroll\":true,"
    "\"expires\":\"2026-11-23T08:00:00.000Z\",\"today_success\":1,\"today_open\":0,"
    "\"today_refused\":2}";
const char ENROLMENT[] =
    "{\"id\":\"e1\",\"state\":\"PROOFED\",\"revision\":1,\"created\":\"2026-11-23T07:00:00.000Z\","
    "\"changed\":\"2026-11-23T07:00:00.000Z\",\"deadline\":\"2026-11-23T07:15:00.000Z\","
    "\"now\":\"2026-11-23T07:00:01.000Z\",\"renewals_left\":3,\"match_tries_left\":3,"
    "\"digit_tries_left\":3,\"second_phone\":false,\"assurance\":\"IAL2.3\"}";

static int64_t hasty_mono(void *state)
{
	(void)state;
	return clock_mono_ms(&clock_system) * 50;
}

static int64_t plain_real(void *state)
{
	(void)state;
	return clock_real_ms(&clock_system);
}

const struct clock clock_hasty = {.real_ms = plain_real, .mono_ms = hasty_mono};

static void make_files(struct desk *d)
{
	const struct pki_leaf ca = {NULL, "Test authority", NULL, -DAY, DAY, true};
	const struct pki_leaf server = {NULL, "centre", "127.0.0.1", -DAY, DAY, false};
	const struct pki_leaf counter = {"4701", "4701-01", NULL, -DAY, DAY, false};
	d->ca_key = pki_key();
	d->server_key = pki_key();
	d->counter_key = pki_key();
	d->ca = pki_certificate(&ca, d->ca_key, NULL, NULL);
	d->server_certificate = pki_certificate(&server, d->server_key, d->ca, d->ca_key);
	d->counter = pki_certificate(&counter, d->counter_key, d->ca, d->ca_key);
	snprintf(d->ca_file, sizeof(d->ca_file), "%s/ca.pem", d->dir);
	snprintf(d->certificate_file, sizeof(d->certificate_file), "%s/counter.pem", d->dir);
	snprintf(d->key_file, sizeof(d->key_file), "%s/counter.key", d->dir);
	pki_save(d->ca_file, d->ca, NULL);
	pki_save(d->certificate_file, d->counter, NULL);
	pki_save(d->key_file, NULL, d->counter_key);
}

int desk_setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));
	const char *tmp = getenv("TMPDIR");
	assert(d);
	snprintf(d->dir, sizeof(d->dir), "%s/desk-XXXXXX", tmp ? tmp : "/tmp");
	assert(mkdtemp(d->dir));
	make_files(d);
	d->loop = loop_new(&clock_hasty);
	*state = d;
	return 0;
}

int desk_teardown(void **state)
{
	struct desk *d = *state;
	char command[128];
	desk_close(d);
	loop_free(d->loop);
	X509_free(d->ca);
	X509_free(d->server_certificate);
	X509_free(d->counter);
	EVP_PKEY_free(d->ca_key);
	EVP_PKEY_free(d->server_key);
	EVP_PKEY_free(d->counter_key);
	snprintf(command, sizeof(command), "rm -rf '%s'", d->dir);
	int status = system(command);
	free(d);
	return status;
}

struct central_options desk_options(const struct desk *d)
{
	return (struct central_options){
	    .url = d->server.url,
	    .ca = d->ca_file,
	    .crl = d->crl_file,
	    .certificate = d->certificate_file,
	    .key = d->key_file,
	    .connect_timeout_s = 5,
	    .timeout_s = 15,
	    .poll_wait_s = 20,
	    .training = true,
	};
}

struct server_options desk_server(const struct desk *d, const struct step *steps, size_t count)
{
	return (struct server_options){
	    .certificate = d->server_certificate,
	    .key = d->server_key,
	    .client_ca = d->ca,
	    .steps = steps,
	    .step_count = count,
	};
}

void desk_open(struct desk *d, const struct server_options *options)
{
	struct error err = {0};
	desk_close(d);
	server_start(&d->server, options);
	struct central_options o = desk_options(d);
	d->central = central_new(d->loop, &o, &err);
	assert(d->central);
	d->answers = 0;
}

void desk_close(struct desk *d)
{
	central_free(d->central);
	d->central = NULL;
	if (d->server.pid)
		server_stop(&d->server);
	d->server.pid = 0;
}

void desk_answer(void *desk, const struct central_failure *failure, const void *answer)
{
	struct desk *d = desk;
	d->answers++;
	d->failed = failure != NULL;
	d->failure = failure ? *failure : (struct central_failure){0};
	if (answer && d->answer_size)
		memcpy(&d->enrolment, answer, d->answer_size);
}

void desk_wait(struct desk *d, int answers)
{
	int64_t until = clock_mono_ms(&clock_system) + 20000;
	while (d->answers < answers && clock_mono_ms(&clock_system) < until)
		loop_turn(d->loop, 5); /* the clock is hasty, poll(2) is not */
	assert(d->answers == answers);
}

void desk_enrol(struct desk *d)
{
	const struct api_new_enrolment n = {.evidence = "a.b.c"};
	int before = d->answers;
	d->answer_size = sizeof(struct api_enrolment);
	central_enrol(d->central, &n, "key-1", desk_answer, d);
	desk_wait(d, before + 1);
}

int desk_requests(struct desk *d, const char *with)
{
	static char text[60000];
	int n = 0;
	while (server_request(&d->server, text, sizeof(text)))
		n += strstr(text, with) != NULL;
	return n;
}
